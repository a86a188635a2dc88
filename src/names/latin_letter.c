/* Latin letters beyond ASCII. */
#include <unicode/uchar.h>
#include <unicode/unorm2.h>

#include "names/form_in.h"

#include "base/ban.h"

/* Letters that have no decomposition, lower case. */
static const struct {
    uint16_t c;
    char as[4];
} letters[] = {{0xDF, "ss"}, {0xE6, "ae"}, {0xF0, "d"},  {0xF8, "o"},   {0xFE, "th"},  {0x111, "d"}, {0x127, "h"},
               {0x131, "i"}, {0x138, "k"}, {0x142, "l"}, {0x14B, "ng"}, {0x153, "oe"}, {0x167, "t"}, {0x180, "b"},
               {0x188, "c"}, {0x192, "f"}, {0x199, "k"}, {0x19A, "l"},  {0x1A5, "p"},  {0x1AD, "t"}, {0x1B4, "y"},
               {0x1B6, "z"}, {0x1DD, "e"}, {0x21D, "y"}, {0x225, "z"},  {0x237, "j"},  {0x23C, "c"}, {0x23F, "s"},
               {0x240, "z"}, {0x247, "e"}, {0x249, "j"}, {0x24D, "r"},  {0x24F, "y"},  {0x250, "a"}, {0x253, "b"},
               {0x254, "o"}, {0x256, "d"}, {0x257, "d"}, {0x259, "a"},  {0x25B, "e"},  {0x260, "g"}, {0x268, "i"},
               {0x269, "i"}, {0x272, "n"}, {0x275, "o"}, {0x288, "t"},  {0x289, "u"},  {0x28B, "v"}, {0x28C, "a"},
               {0x292, "z"}};

size_t pl_latin_fold(uint32_t c, char out[4]) {
    UErrorCode status = U_ZERO_ERROR;
    UChar32 lower = u_tolower((UChar32)c);
    for (int depth = 0; depth < 4 && lower >= 0x80; depth++) { /* a letter may bear two marks */
        for (size_t i = 0; i < sizeof letters / sizeof *letters; i++) {
            if (letters[i].c == (uint32_t)lower) {
                size_t n = strlen(letters[i].as);
                memcpy(out, letters[i].as, n);
                return n;
            }
        }
        UChar parts[8];
        const UNormalizer2 *form = unorm2_getNFCInstance(&status);
        int32_t n = U_SUCCESS(status) ? unorm2_getRawDecomposition(form, lower, parts, 8, &status) : -1;
        if (n <= 0 || U_FAILURE(status)) {
            return 0;
        }
        lower = u_tolower(parts[0]);
    }
    out[0] = (char)lower;
    return lower >= 'a' && lower <= 'z';
}
