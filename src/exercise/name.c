#include "exercise/name.h"

#include <stdio.h>
#include <string.h>

#include "names/identifier.h"

#include "base/ban.h"

static const char *const onsets[] = {"VR", "TH", "K",  "ZH", "M",  "DR", "L", "QU",
                                     "SV", "B",  "GR", "N",  "TZ", "P",  "R", "WH"};
static const char *const vowels[] = {"A", "E", "I", "O", "U", "AE", "OU", "EI"};
static const char *const codas[] = {"L", "N", "SK", "R", "MB", "VE", "ND", "X", "TH", "RN"};

static void add(char *out, size_t cap, const char *text) {
    size_t have = strlen(out);
    size_t n = strlen(text);
    if (have + n + 1 <= cap) {
        memcpy(out + have, text, n + 1);
    }
}

static void add_word(struct pl_rand *rand, char *out, size_t cap) {
    for (int i = 0; i < 2; i++) {
        add(out, cap, onsets[pl_rand_below(rand, sizeof onsets / sizeof *onsets)]);
        add(out, cap, vowels[pl_rand_below(rand, sizeof vowels / sizeof *vowels)]);
    }
    add(out, cap, codas[pl_rand_below(rand, sizeof codas / sizeof *codas)]);
}

void pl_name_ship(struct pl_rand *rand, char out[21]) {
    out[0] = '\0';
    add_word(rand, out, 10);
    add(out, 21, " ");
    add_word(rand, out, 20);
}

void pl_name_person(struct pl_rand *rand, char out[32]) {
    out[0] = '\0';
    add_word(rand, out, 14);
    add(out, 32, " ");
    add_word(rand, out, 30);
    for (char *p = out + 1; *p; p++) {
        if (p[-1] != ' ' && *p >= 'A' && *p <= 'Z') {
            *p = (char)(*p + 32);
        }
    }
}

/* A permutation of 0..n-1 by multiplication with a number prime to n (n = 10^k). */
static uint32_t scatter(uint64_t seed, uint32_t serial, uint32_t n) {
    uint64_t step = (seed % 97) * 20 + 7; /* ends in 7: prime to 10 */
    return (uint32_t)((serial * step + seed % n + 13) % n);
}

uint32_t pl_name_mmsi(uint64_t seed, uint32_t serial) {
    return PL_EXERCISE_MID * 1000000u + scatter(seed, serial, 1000000);
}

uint32_t pl_name_station_mmsi(uint32_t serial) { return PL_EXERCISE_MID * 10000u + serial % 10000; }

uint32_t pl_name_imo(uint64_t seed, uint32_t serial) {
    uint32_t six = PL_EXERCISE_IMO_FIRST / 10 + scatter(seed, serial, 10000);
    return six * 10 + pl_imo_check_digit(six);
}

uint32_t pl_name_imo_near(uint32_t imo) {
    uint32_t six = imo / 10;
    uint32_t last = six % 10;
    six = six - last + (last + 1) % 10;
    return six * 10 + pl_imo_check_digit(six);
}

void pl_name_near(const char name[21], char out[21]) {
    memcpy(out, name, 21);
    for (size_t i = 0; i < 20 && out[i]; i++) {
        if (out[i] == 'A' || out[i] == 'E' || out[i] == 'O') {
            out[i] = out[i] == 'A' ? 'E' : 'A';
            return;
        }
    }
}

void pl_name_callsign(uint32_t serial, char out[8]) { (void)snprintf(out, 8, "0EX%04u", (unsigned)(serial % 10000)); }
