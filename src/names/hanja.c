/* What Unihan says of a Han character; the table is made by tools/make_han.c when building. */
#include "names/form_in.h"

#ifdef PL_HAN_TABLE
#include "names/han_table.h"

#include "base/ban.h"

const char *pl_han_pinyin(uint32_t c) {
    return c - HAN_FIRST < HAN_COUNT ? han_mandarin_sounds[han_mandarin[c - HAN_FIRST]] : "";
}

const char *pl_han_jyutping(uint32_t c) {
    return c - HAN_FIRST < HAN_COUNT ? han_cantonese_sounds[han_cantonese[c - HAN_FIRST]] : "";
}

const uint16_t *pl_han_hangul(uint32_t c) {
    return c - HAN_FIRST < HAN_COUNT && han_hangul[c - HAN_FIRST] != 0 ? han_hangul_pool + han_hangul[c - HAN_FIRST]
                                                                       : NULL;
}

#else
#include "base/ban.h"

const char *pl_han_pinyin(uint32_t c) {
    (void)c;
    return "";
}

const char *pl_han_jyutping(uint32_t c) {
    (void)c;
    return "";
}

const uint16_t *pl_han_hangul(uint32_t c) {
    (void)c;
    return NULL;
}
#endif
