/* Bit fields of a payload: first bit = 0x80 of byte 0, as AIS sends them.
 *
 * Every read is checked against the number of bits; nothing beyond it is ever touched. Inline, because the decoder
 * does little else. */
#ifndef PL_AIS_BITS_H
#define PL_AIS_BITS_H

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

/* True when the field lies within the payload. */
static inline bool pl_bits_have(uint32_t n_bits, uint32_t start, uint32_t width) {
    return start <= n_bits && width <= n_bits - start;
}

/* The field as an unsigned number, width 1..32; 0 where it is not wholly there. */
static inline uint32_t pl_bits_u(const uint8_t *bits, uint32_t n_bits, uint32_t start, uint32_t width) {
    if (!pl_bits_have(n_bits, start, width) || width == 0) {
        return 0;
    }
    uint32_t first = start >> 3;
    uint32_t n_bytes = (n_bits + 7) >> 3;
    uint64_t word = 0;
    if (n_bytes - first >= 8) {
        memcpy(&word, bits + first, 8);
        word = __builtin_bswap64(word);
    } else {
        for (uint32_t i = first; i < n_bytes; i++) {
            word |= (uint64_t)bits[i] << (56 - 8 * (i - first));
        }
    }
    return (uint32_t)(word << (start & 7) >> (64 - width));
}

/* The same, two's complement. */
static inline int32_t pl_bits_i(const uint8_t *bits, uint32_t n_bits, uint32_t start, uint32_t width) {
    uint32_t v = pl_bits_u(bits, n_bits, start, width);
    uint32_t sign = UINT32_C(1) << (width - 1);
    return (int32_t)((v ^ sign) - sign);
}

#endif
