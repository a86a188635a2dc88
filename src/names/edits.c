#include "names/edits.h"

#include "base/ban.h"

void pl_edits_begin(struct pl_edits *edits) {
    edits->question++;
    if (edits->question == 0) { /* after 4,294,967,295 questions old ones would be taken for this one */
        memset(edits, 0, sizeof *edits);
        edits->question = 1;
    }
}

static size_t place_of(const char *a, const char *b) {
    const uint64_t mixed = ((uint64_t)(uintptr_t)a * 3 + (uint64_t)(uintptr_t)b) * UINT64_C(0x9e3779b97f4a7c15);
    return mixed >> 32 & (PL_EDITS_PLACES - 1);
}

int pl_edits_distance(struct pl_edits *edits, pl_str a, pl_str b, int table, int limit) {
    if (edits == NULL) {
        return pl_distance(a, b, table, limit);
    }
    const uint64_t terms = (uint64_t)(uint16_t)a.n << 48 | (uint64_t)(uint16_t)b.n << 32 |
                           (uint64_t)(uint8_t)table << 24 | ((uint64_t)(unsigned)limit & 0xFFFFFFu);
    struct pl_edits_of *place = &edits->places[place_of(a.p, b.p)];
    if (place->question != edits->question || place->a != a.p || place->b != b.p || place->terms != terms) {
        *place = (struct pl_edits_of){a.p, b.p, terms, edits->question, pl_distance(a, b, table, limit)};
    }
    return place->edits;
}
