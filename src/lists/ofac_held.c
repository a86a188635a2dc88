#include "lists/ofac_held.h"

#include "lists/ofac_advanced.h"

#include "base/ban.h"

void pl_held_open(struct pl_held *held) {
    pl_arena_open(&held->arena, PL_OFAC_ADVANCED_MAX_HELD);
    pl_map_open(&held->refs, PL_HELD_MAX_TABLE);
    pl_map_open(&held->locations, PL_HELD_MAX_TABLE);
    pl_map_open(&held->documents, PL_HELD_MAX_TABLE);
    pl_map_open(&held->entries, PL_HELD_MAX_TABLE);
    pl_map_open(&held->identities, PL_HELD_MAX_TABLE);
    pl_map_open(&held->profiles, PL_HELD_MAX_TABLE);
}

void pl_held_close(struct pl_held *held) {
    pl_map_close(&held->refs);
    pl_map_close(&held->locations);
    pl_map_close(&held->documents);
    pl_map_close(&held->entries);
    pl_map_close(&held->identities);
    pl_map_close(&held->profiles);
    pl_arena_close(&held->arena);
}

void pl_held_put(struct pl_buf *record, int tag, uint32_t a, uint32_t b, uint32_t c, pl_str text) {
    pl_buf_add_char(record, (char)tag);
    pl_buf_add_be32(record, a);
    pl_buf_add_be32(record, b);
    pl_buf_add_be32(record, c);
    pl_buf_add_be32(record, (uint32_t)text.n);
    pl_buf_add_str(record, text);
}

bool pl_held_take(pl_str *rest, struct pl_held_item *ret_item) {
    if (rest->n < 17) {
        return false;
    }
    *ret_item = (struct pl_held_item){.tag = (unsigned char)rest->p[0],
                                      .a = pl_be32(rest->p + 1),
                                      .b = pl_be32(rest->p + 5),
                                      .c = pl_be32(rest->p + 9)};
    ret_item->text = pl_str_sub(*rest, 17, pl_be32(rest->p + 13));
    *rest = pl_str_sub(*rest, 17 + ret_item->text.n, rest->n);
    return true;
}

const struct pl_held_ref *pl_held_ref_of(const struct pl_held *held, int kind, uint32_t id) {
    const uint64_t *at = id != PL_HELD_NONE ? pl_map_get(&held->refs, ((uint64_t)kind << 32) | id) : NULL;
    return at != NULL ? (const struct pl_held_ref *)(uintptr_t)*at : NULL;
}
