/* Readings of any bytes: no crash, keys of ASCII, the same readings again, ceilings kept. The first byte chooses the
 * kind and the language. */
#include <stdlib.h>
#include <string.h>

#include "names/form.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_part(const struct pl_part *part) {
    if (part->key.n == 0 || part->text.n == 0 || part->cls >= PL_PART_CLASS_COUNT) {
        abort();
    }
    for (size_t i = 0; i < part->key.n; i++) {
        if ((unsigned char)part->key.p[i] >= 0x80 || part->key.p[i] < ' ') {
            abort();
        }
    }
}

static void check_same(const struct pl_form *a, const struct pl_form *b) {
    if (a->n != b->n || a->n > PL_FORM_MAX_READINGS || !pl_str_eq(a->fold, b->fold)) {
        abort();
    }
    for (size_t i = 0; i < a->n; i++) {
        if (a->readings[i].n != b->readings[i].n || a->readings[i].n == 0 || a->readings[i].n > PL_FORM_MAX_PARTS) {
            abort();
        }
        for (size_t k = 0; k < a->readings[i].n; k++) {
            check_part(&a->readings[i].parts[k]);
            if (!pl_str_eq(a->readings[i].parts[k].key, b->readings[i].parts[k].key)) {
                abort();
            }
        }
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    static const char *const langs[] = {"", "ru", "uk", "be", "ko", "ar", "fa", "zh"};
    static struct pl_romaniser *romaniser; /* opening is dear; its state does not show */
    struct pl_error err = {0};
    struct pl_arena arena;
    struct pl_form a = {0};
    struct pl_form b = {0};
    if (size == 0 || (romaniser == NULL && pl_romaniser_open(&romaniser, &err) != 0)) {
        return 0;
    }
    int kind = data[0] % PL_NAME_KINDS;
    pl_str lang = pl_str_from(langs[data[0] / 8 % 8]);
    pl_str name = pl_str_make((const char *)data + 1, size - 1);
    pl_arena_open(&arena, (size_t)64 << 20);
    int code = pl_form_make(romaniser, name, kind, lang, PL_STR(""), &arena, &a, &err);
    int again = pl_form_make(romaniser, name, kind, lang, PL_STR(""), &arena, &b, &err);
    if (code != again || (code != 0 && code != PL_E_LIMIT)) {
        abort();
    }
    if (code == 0) {
        check_same(&a, &b);
    }
    pl_arena_close(&arena);
    return 0;
}
