#include "app/known.h"

#include <stdlib.h>
#include <string.h>

#include "text/json.h"

#include "base/ban.h"

#define MAX_ENTRIES 1000000

struct entry {
    uint32_t mmsi;
    uint32_t imo;
    pl_str name, callsign;
    uint8_t shiptype;
    uint16_t dim[4];
};

struct pl_known {
    struct entry *entries; /* ascending by MMSI, each once */
    size_t n;
};

/* A number, or its digits in a string with an optional "IMO" before them. */
static bool number_of(const struct pl_jval *value, uint32_t *ret) {
    int64_t number = -1;
    if (value == NULL || value->kind == PL_JVAL_NULL) {
        *ret = 0;
        return true;
    }
    if (value->kind == PL_JVAL_INT) {
        number = value->integer;
    } else if (value->kind == PL_JVAL_STR) {
        pl_str s = pl_str_trim(value->str);
        if (pl_str_eq_nocase(pl_str_sub(s, 0, 3), PL_STR("IMO"))) {
            s = pl_str_trim(pl_str_sub(s, 3, s.n));
        }
        if (s.n == 0) {
            number = 0;
        } else if (!pl_str_i64(s, &number)) {
            return false;
        }
    }
    if (number < 0 || number > 999999999) {
        return false;
    }
    *ret = (uint32_t)number;
    return true;
}

static bool text_of(const struct pl_jval *value, pl_str *ret) {
    if (value == NULL || value->kind == PL_JVAL_NULL) {
        *ret = PL_STR("");
        return true;
    }
    *ret = pl_str_trim(value->str);
    return value->kind == PL_JVAL_STR;
}

#define DIM_MAX 1022

/* Whole metres of a number; false for anything else. */
static bool metres_of(const struct pl_jval *value, uint16_t *ret) {
    double number = value->kind == PL_JVAL_INT    ? (double)value->integer
                    : value->kind == PL_JVAL_REAL ? value->real
                                                  : -1;
    if (!(number >= 0 && number <= DIM_MAX)) {
        return false;
    }
    *ret = (uint16_t)(number + 0.5);
    return true;
}

/* All four or none: what is no such array is not known. */
static void read_size(const struct pl_jval *object, struct entry *entry) {
    const struct pl_jval *dim = pl_jval_get(object, "dim"), *type = pl_jval_get(object, "type");
    bool whole = dim != NULL && dim->kind == PL_JVAL_ARRAY && dim->n == 4;
    for (unsigned i = 0; whole && i < 4; i++) {
        whole = metres_of(&dim->items[i], &entry->dim[i]);
    }
    if (!whole) {
        memset(entry->dim, 0, sizeof entry->dim);
    }
    if (type != NULL && type->kind == PL_JVAL_INT && type->integer > 0 && type->integer <= UINT8_MAX) {
        entry->shiptype = (uint8_t)type->integer;
    }
}

static bool read_entry(const struct pl_jval *object, struct entry *entry) {
    return object->kind == PL_JVAL_OBJECT && number_of(pl_jval_get(object, "mmsi"), &entry->mmsi) && entry->mmsi != 0 &&
           number_of(pl_jval_get(object, "imo"), &entry->imo) && text_of(pl_jval_get(object, "name"), &entry->name) &&
           text_of(pl_jval_get(object, "callsign"), &entry->callsign);
}

struct keyed {
    struct entry entry;
    size_t at;
};

static int by_mmsi(const void *a, const void *b) {
    const struct keyed *x = a, *y = b;
    if (x->entry.mmsi != y->entry.mmsi) {
        return x->entry.mmsi < y->entry.mmsi ? -1 : 1;
    }
    return x->at < y->at ? -1 : x->at > y->at;
}

int pl_known_parse(pl_str json, struct pl_arena *arena, const struct pl_known **ret_known, struct pl_error *err) {
    const struct pl_jval *root = NULL;
    int code = pl_json_read(json, arena, &root, err);
    if (code != 0) {
        return code;
    }
    if (root->kind != PL_JVAL_ARRAY) {
        return pl_fail(err, PL_E_FORMAT, "static data must be a JSON array of ships");
    }
    if (root->n > MAX_ENTRIES) {
        return pl_fail(err, PL_E_LIMIT, "more than %d ships of static data", MAX_ENTRIES);
    }
    struct pl_known *known = pl_arena_calloc(arena, 1, sizeof *known);
    struct keyed *keyed = pl_arena_calloc(arena, root->n + 1, sizeof *keyed);
    struct entry *entries = pl_arena_calloc(arena, root->n + 1, sizeof *entries);
    if (known == NULL || keyed == NULL || entries == NULL) {
        return pl_fail(err, PL_E_NOMEM, "out of memory for static data");
    }
    for (size_t i = 0; i < root->n; i++) {
        keyed[i].at = i;
        if (!read_entry(&root->items[i], &keyed[i].entry)) {
            return pl_fail(err, PL_E_FORMAT,
                           "ship %zu of the static data: \"mmsi\" must be a number, \"imo\" a number, \"name\" and "
                           "\"callsign\" text",
                           i + 1);
        }
        read_size(&root->items[i], &keyed[i].entry);
    }
    qsort(keyed, root->n, sizeof *keyed, by_mmsi);
    known->entries = entries;
    for (size_t i = 0; i < root->n; i++) {
        if (i == 0 || keyed[i].entry.mmsi != keyed[i - 1].entry.mmsi) {
            entries[known->n++] = keyed[i].entry;
        }
    }
    *ret_known = known;
    return 0;
}

static const struct entry *find(const struct pl_known *known, uint32_t mmsi) {
    size_t low = 0, high = known->n;
    while (low < high) {
        size_t mid = low + (high - low) / 2;
        if (known->entries[mid].mmsi < mmsi) {
            low = mid + 1;
        } else {
            high = mid;
        }
    }
    return low < known->n && known->entries[low].mmsi == mmsi ? &known->entries[low] : NULL;
}

/* Cut at a character where it is too long. */
static void fill_text(char *out, size_t cap, pl_str text) {
    size_t n = text.n;
    if (out[0] != '\0') {
        return;
    }
    if (n >= cap) {
        n = cap - 1;
        while (n > 0 && ((unsigned char)text.p[n] & 0xc0) == 0x80) {
            n--;
        }
    }
    memcpy(out, text.p, n);
    out[n] = '\0';
}

void pl_known_fill(const struct pl_known *known, struct pl_event *event) {
    for (unsigned i = 0; known != NULL && i < event->n_vessels; i++) {
        struct pl_event_vessel *vessel = &event->vessels[i];
        const struct entry *entry = find(known, vessel->mmsi);
        if (entry == NULL) {
            continue;
        }
        if (vessel->imo == 0) {
            vessel->imo = entry->imo;
        }
        fill_text(vessel->name, sizeof vessel->name, entry->name);
        fill_text(vessel->callsign, sizeof vessel->callsign, entry->callsign);
        vessel->shiptype = vessel->shiptype != 0 ? vessel->shiptype : entry->shiptype;
        if ((vessel->dim[0] | vessel->dim[1] | vessel->dim[2] | vessel->dim[3]) == 0) {
            memcpy(vessel->dim, entry->dim, sizeof vessel->dim);
        }
    }
}

size_t pl_known_count(const struct pl_known *known) { return known->n; }
