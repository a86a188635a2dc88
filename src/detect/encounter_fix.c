/* The fixes of one track, kept small: a record begins with the time and the number, which are known without it, and
 * where it was read is needed for four reports of a run. In the track's bytes there stand, for each fix: source, length
 * and offset as numbers of 7 bits a byte, the last with 0x80 (little end first), and the record from its kind on. */
#include <stdlib.h>
#include <string.h>

#include "detect/encounter_in.h"

#include "base/ban.h"

#define KNOWN      12 /* bytes of a record: time and MMSI (docs/format/record.md) */
#define SOURCE_MAX (5 + 5 + 10)
#define MUCH       16 /* places that may stand empty beside as many as are needed */

/* Moves what is live to the front. */
static void compact(struct one *t) {
    uint32_t from = t->n > 0 ? t->fixes[t->first].offset : t->n_bytes;
    memmove(t->fixes, t->fixes + t->first, t->n * sizeof *t->fixes);
    memmove(t->bytes, t->bytes + from, t->n_bytes - from);
    t->n_bytes -= from;
    t->first = 0;
    for (uint32_t i = 0; i < t->n; i++) {
        t->fixes[i].offset -= from;
    }
}

/* Room that it needs no more, such as that of a voyage in port. Where it cannot be had, it stays. */
static void give_back(struct one *t) {
    uint32_t cap = t->n + 1, cap_bytes;
    compact(t);
    cap_bytes = t->n_bytes + 1;
    struct kept *fixes = realloc(t->fixes, cap * sizeof *fixes);
    t->fixes = fixes ? fixes : t->fixes;
    t->cap = fixes ? cap : t->cap;
    char *bytes = realloc(t->bytes, cap_bytes);
    t->bytes = bytes ? bytes : t->bytes;
    t->cap_bytes = bytes ? cap_bytes : t->cap_bytes;
}

void pl_encounters_prune(struct one *t, pl_time before) {
    while (t->n > 1 && t->fixes[t->first + 1].at <= before) {
        t->first++;
        t->n--;
    }
    if (t->first > t->cap / 2) {
        compact(t);
    }
    if (t->cap > 2 * t->n + MUCH) {
        give_back(t);
    }
}

/* Room for one fix more and n bytes. It grows by an eighth, and only when little can be had by moving. */
static bool make_room(struct one *t, size_t n) {
    bool full = t->first + t->n == t->cap || t->n_bytes + n > t->cap_bytes;
    if (full && t->first > t->cap / 8) {
        compact(t);
    }
    if (t->first + t->n == t->cap) {
        uint32_t cap = t->cap + t->cap / 8 + 4;
        struct kept *grown = realloc(t->fixes, cap * sizeof *grown);
        if (!grown) {
            return false;
        }
        t->fixes = grown;
        t->cap = cap;
    }
    if (t->n_bytes + n > t->cap_bytes) {
        size_t cap = t->cap_bytes + t->cap_bytes / 8 + 64 + n;
        char *grown = cap > UINT32_MAX ? NULL : realloc(t->bytes, cap);
        if (!grown) {
            return false;
        }
        t->bytes = grown;
        t->cap_bytes = (uint32_t)cap;
    }
    return true;
}

static void put_number(struct one *t, uint64_t v) {
    for (; v >= 0x80; v >>= 7) {
        t->bytes[t->n_bytes++] = (char)(v & 0x7f);
    }
    t->bytes[t->n_bytes++] = (char)(v | 0x80);
}

static uint64_t get_number(const char **at) {
    uint64_t v = 0;
    for (unsigned shift = 0;; shift += 7) {
        unsigned char c = (unsigned char)*(*at)++;
        v |= (uint64_t)(c & 0x7f) << shift;
        if (c & 0x80) {
            return v;
        }
    }
}

static void put_known(char head[KNOWN], pl_time at, uint32_t mmsi) {
    for (int i = 0; i < 8; i++) {
        head[i] = (char)(unsigned char)((uint64_t)at >> (56 - 8 * i));
    }
    for (int i = 0; i < 4; i++) {
        head[8 + i] = (char)(unsigned char)(mmsi >> (24 - 8 * i));
    }
}

bool pl_encounters_keep(struct one *t, const struct pl_fix *fix) {
    bool told = fix->sog_kn >= 0 && fix->sog_kn < INT16_MAX / 10;
    char head[KNOWN];
    put_known(head, fix->at, t->name.mmsi);
    if (fix->record.n < KNOWN || fix->record.n > PL_RECORD_MAX || memcmp(fix->record.p, head, KNOWN) != 0 ||
        !make_room(t, fix->record.n - KNOWN + SOURCE_MAX)) {
        return false;
    }
    t->fixes[t->first + t->n++] = (struct kept){.at = fix->at,
                                                .pos = fix->pos,
                                                .sog_dkn = told ? (int16_t)(fix->sog_kn * 10 + 0.5) : -1,
                                                .offset = t->n_bytes,
                                                .n = (uint16_t)fix->record.n};
    put_number(t, fix->src.source);
    put_number(t, fix->src.length);
    put_number(t, fix->src.offset);
    memcpy(t->bytes + t->n_bytes, fix->record.p + KNOWN, fix->record.n - KNOWN);
    t->n_bytes += (uint32_t)fix->record.n - KNOWN;
    return true;
}

struct pl_fix pl_encounters_fix(const struct one *t, const struct kept *k, char room[PL_RECORD_MAX]) {
    const char *at = t->bytes + k->offset;
    struct pl_fix fix = {.at = k->at, .pos = k->pos, .sog_kn = kept_sog_kn(k)};
    fix.src.source = (uint32_t)get_number(&at);
    fix.src.length = (uint32_t)get_number(&at);
    fix.src.offset = get_number(&at);
    put_known(room, k->at, t->name.mmsi);
    memcpy(room + KNOWN, at, k->n - KNOWN);
    fix.record = pl_str_make(room, k->n);
    return fix;
}
