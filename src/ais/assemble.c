#include "ais/assemble.h"

#include <stdlib.h>
#include <string.h>

#include "base/ban.h"

#define MAX_SLOTS 1024
#define BUCKETS   1024
#define NOBODY    UINT32_MAX
#define RAW_MAX   128
#define GROUP_MAX 32

struct piece {
    uint8_t bits[PL_AIS_MAX_BITS / 8 + 2];
    uint32_t n_bits;
    struct pl_span span;
    uint64_t line, from;
};

enum state { FILLING, COMPLETE, AMBIGUOUS };

/* A message being put together, or the memory of an ambiguous one. */
struct slot {
    uint32_t next_in_bucket;
    uint32_t older, newer; /* order of making */
    uint32_t bucket;
    uint8_t state;
    bool own, in_order;
    bool untimed; /* a part has no time: then sentences are counted */
    uint8_t count, n_have;
    uint16_t have; /* bit n: part n is there */
    char sequence;
    uint8_t channel_n, station_n, group_n, raw_n;
    char channel[4];
    char group[GROUP_MAX];
    char station[PL_AIS_STATION_MAX];
    char raw[RAW_MAX];
    pl_time at;        /* of part 1, NONE while it is not there */
    pl_time from, to;  /* between which the parts' known times lie; NONE, NONE when none is known */
    uint64_t sentence; /* of the part that came first */
    struct piece pieces[PL_AIS_MAX_PARTS];
};

struct pl_assemble {
    pl_time max_part_us;
    struct pl_assemble_sink sink;
    struct slot *slots; /* n_slots of them, at most MAX_SLOTS */
    uint32_t n_slots;
    uint32_t buckets[BUCKETS];
    uint32_t free;           /* linked by next_in_bucket */
    uint32_t oldest, newest; /* linked by older, newer */
    uint32_t n_complete;
    struct piece incoming;
    pl_time last_at; /* of the last part that came */
};

int pl_assemble_open(unsigned max_part_s, struct pl_assemble_sink sink, struct pl_assemble **ret_assemble,
                     struct pl_error *err) {
    struct pl_assemble *a = calloc(1, sizeof *a);
    if (a == NULL) {
        return pl_fail(err, PL_E_NOMEM, "no memory to join sentence parts");
    }
    a->free = NOBODY;
    a->max_part_us = (pl_time)max_part_s * PL_SECOND_US;
    a->sink = sink;
    a->last_at = PL_TIME_NONE;
    a->oldest = NOBODY;
    a->newest = NOBODY;
    for (uint32_t i = 0; i < BUCKETS; i++) {
        a->buckets[i] = NOBODY;
    }
    *ret_assemble = a;
    return PL_E_OK;
}

void pl_assemble_close(struct pl_assemble *assemble) {
    if (assemble != NULL) {
        free(assemble->slots);
        free(assemble);
    }
}

static pl_str group_of(const struct pl_part *part) { return pl_str_sub(part->group, 0, GROUP_MAX); }

static pl_str channel_of(const struct pl_sentence *s) { return pl_str_sub(s->channel, 0, 4); }

/* Everything of the key but the station, which a later part of a group need not repeat. */
static uint32_t bucket_of(const struct pl_sentence *s, const struct pl_part *part) {
    uint64_t h = pl_str_hash(group_of(part)) * 31 + pl_str_hash(channel_of(s));
    h = h * 31 + (uint64_t)(unsigned char)s->sequence * 16 + s->count + (s->own ? 4096u : 0u);
    h ^= h >> 29;
    return (uint32_t)(h % BUCKETS);
}

static bool same(const char *p, size_t n, pl_str s) { return pl_str_eq(pl_str_make(p, n), s); }

static bool key_agrees(const struct slot *slot, const struct pl_sentence *s, const struct pl_part *part) {
    if (slot->own != s->own || slot->count != s->count || slot->sequence != s->sequence ||
        !same(slot->channel, slot->channel_n, channel_of(s)) || !same(slot->group, slot->group_n, group_of(part))) {
        return false;
    }
    if (slot->group_n > 0 && (part->station.n == 0 || slot->station_n == 0)) {
        return true;
    }
    return same(slot->station, slot->station_n, part->station);
}

static bool in_window(const struct pl_assemble *a, const struct slot *slot, const struct pl_part *part) {
    if (slot->from != PL_TIME_NONE && part->at != PL_TIME_NONE &&
        (part->at - slot->from > a->max_part_us || slot->to - part->at > a->max_part_us)) {
        return false;
    }
    return (part->at != PL_TIME_NONE && !slot->untimed) || part->sentence - slot->sentence <= PL_PARTS_WINDOW_SENTENCES;
}

static void unlink_slot(struct pl_assemble *a, uint32_t id) {
    struct slot *slot = &a->slots[id];
    uint32_t *at = &a->buckets[slot->bucket];
    while (*at != id) {
        at = &a->slots[*at].next_in_bucket;
    }
    *at = slot->next_in_bucket;
    if (slot->older != NOBODY) {
        a->slots[slot->older].newer = slot->newer;
    } else {
        a->oldest = slot->newer;
    }
    if (slot->newer != NOBODY) {
        a->slots[slot->newer].older = slot->older;
    } else {
        a->newest = slot->older;
    }
    a->n_complete -= slot->state == COMPLETE ? 1 : 0;
    slot->next_in_bucket = a->free;
    a->free = id;
}

/* Refuses what a slot holds; it stays linked. */
static int refuse_parts(struct pl_assemble *a, const struct slot *slot, enum pl_ais_rejection reason,
                        struct pl_error *err) {
    for (unsigned n = 0; n < slot->count; n++) {
        if (slot->have & (1u << n)) {
            int code = a->sink.refused(a->sink.ctx, reason, &slot->pieces[n].span, slot->pieces[n].line, err);
            if (code != PL_E_OK) {
                return code;
            }
        }
    }
    return PL_E_OK;
}

static void append_bits(uint8_t *out, uint32_t n_out, const uint8_t *bits, uint32_t n_bits) {
    unsigned shift = n_out % 8;
    uint8_t *p = out + n_out / 8;
    uint32_t n_bytes = (n_bits + 7) / 8;
    for (uint32_t i = 0; i < n_bytes; i++) {
        p[i] = (uint8_t)(p[i] | bits[i] >> shift);
        p[i + 1] = (uint8_t)(shift > 0 ? bits[i] << (8 - shift) : 0);
    }
}

static int join(struct pl_assemble *a, uint32_t id, struct pl_error *err) {
    struct slot *slot = &a->slots[id];
    uint8_t bits[PL_AIS_MAX_BITS / 8 + 2] = {0};
    struct pl_span spans[PL_AIS_MAX_PARTS];
    uint32_t n_bits = 0;
    int code = PL_E_OK;
    for (unsigned n = 0; n < slot->count; n++) {
        const struct piece *piece = &slot->pieces[n];
        if (n_bits + piece->n_bits > PL_AIS_MAX_BITS) {
            code = refuse_parts(a, slot, PL_AIS_REJECT_LENGTH, err);
            unlink_slot(a, id);
            return code;
        }
        append_bits(bits, n_bits, piece->bits, piece->n_bits);
        n_bits += piece->n_bits;
        spans[n] = piece->span;
    }
    struct pl_joined joined = {.bits = bits,
                               .n_bits = n_bits,
                               .parts = spans,
                               .n_parts = slot->count,
                               .at = slot->at,
                               .line = slot->pieces[0].line,
                               .station = pl_str_make(slot->station, slot->station_n),
                               .channel = pl_str_make(slot->channel, slot->channel_n),
                               .raw_tags = pl_str_make(slot->raw, slot->raw_n),
                               .own = slot->own};
    code = a->sink.joined(a->sink.ctx, &joined, err);
    unlink_slot(a, id);
    return code;
}

/* A slot whose window has passed: complete ones join, others are refused for `reason`. */
static int retire(struct pl_assemble *a, uint32_t id, enum pl_ais_rejection reason, struct pl_error *err) {
    if (a->slots[id].state == COMPLETE) {
        return join(a, id, err);
    }
    int code = a->slots[id].state == FILLING ? refuse_parts(a, &a->slots[id], reason, err) : PL_E_OK;
    unlink_slot(a, id);
    return code;
}

static size_t copy_text(char *out, size_t cap, pl_str s) {
    size_t n = s.n < cap ? s.n : cap;
    if (n > 0) {
        memcpy(out, s.p, n);
    }
    return n;
}

/* Twice as many slots, while the ceiling allows. */
static int grow(struct pl_assemble *a, struct pl_error *err) {
    uint32_t n = a->n_slots > 0 ? a->n_slots * 2 : 8;
    struct slot *slots = reallocarray(a->slots, n, sizeof *slots);
    if (slots == NULL) {
        return pl_fail(err, PL_E_NOMEM, "no memory to join sentence parts");
    }
    for (uint32_t i = a->n_slots; i < n; i++) {
        slots[i].next_in_bucket = i + 1 < n ? i + 1 : NOBODY;
    }
    a->slots = slots;
    a->free = a->n_slots;
    a->n_slots = n;
    return PL_E_OK;
}

static int make_slot(struct pl_assemble *a, const struct pl_sentence *s, const struct pl_part *part, uint32_t *ret_id,
                     struct pl_error *err) {
    if (a->free == NOBODY) {
        int code = a->n_slots < MAX_SLOTS ? grow(a, err) : retire(a, a->oldest, PL_AIS_REJECT_ORPHAN_PART, err);
        if (code != PL_E_OK) {
            return code;
        }
    }
    uint32_t id = a->free;
    struct slot *slot = &a->slots[id];
    a->free = slot->next_in_bucket;
    slot->state = FILLING;
    slot->own = s->own;
    slot->in_order = true;
    slot->count = (uint8_t)s->count;
    slot->n_have = 0;
    slot->have = 0;
    slot->sequence = s->sequence;
    slot->channel_n = (uint8_t)copy_text(slot->channel, sizeof slot->channel, s->channel);
    slot->group_n = (uint8_t)copy_text(slot->group, sizeof slot->group, part->group);
    slot->station_n = (uint8_t)copy_text(slot->station, sizeof slot->station, part->station);
    slot->raw_n = 0;
    slot->at = PL_TIME_NONE;
    slot->from = part->at;
    slot->to = part->at;
    slot->untimed = part->at == PL_TIME_NONE;
    slot->sentence = part->sentence;
    slot->bucket = bucket_of(s, part);
    slot->next_in_bucket = a->buckets[slot->bucket];
    a->buckets[slot->bucket] = id;
    slot->older = a->newest;
    slot->newer = NOBODY;
    if (a->newest != NOBODY) {
        a->slots[a->newest].newer = id;
    } else {
        a->oldest = id;
    }
    a->newest = id;
    *ret_id = id;
    return PL_E_OK;
}

static int put_piece(struct pl_assemble *a, uint32_t id, const struct pl_sentence *s, const struct pl_part *part,
                     struct pl_error *err) {
    struct slot *slot = &a->slots[id];
    unsigned n = s->number - 1;
    struct piece *piece = &slot->pieces[n];
    memcpy(piece->bits, a->incoming.bits, (a->incoming.n_bits + 7) / 8);
    piece->n_bits = a->incoming.n_bits;
    piece->span = part->span;
    piece->line = part->line;
    piece->from = part->from;
    slot->in_order = slot->in_order && n == slot->n_have;
    slot->have = (uint16_t)(slot->have | 1u << n);
    slot->n_have++;
    if (part->at != PL_TIME_NONE) {
        slot->from = slot->from == PL_TIME_NONE || part->at < slot->from ? part->at : slot->from;
        slot->to = part->at > slot->to ? part->at : slot->to;
    } else {
        slot->untimed = true;
    }
    if (n == 0) {
        slot->at = part->at;
        slot->raw_n = (uint8_t)copy_text(slot->raw, sizeof slot->raw, part->raw_tags);
    }
    if (part->station.n > 0 && (n == 0 || slot->station_n == 0)) {
        slot->station_n = (uint8_t)copy_text(slot->station, sizeof slot->station, part->station);
    }
    if (slot->n_have < slot->count) {
        return PL_E_OK;
    }
    if (slot->in_order) {
        return join(a, id, err);
    }
    slot->state = COMPLETE;
    a->n_complete++;
    return PL_E_OK;
}

/* What the live slots of the part's key say about it. */
struct verdict {
    bool ambiguous;
    uint32_t poisoned; /* a slot that remembers the ambiguity, or NOBODY */
    uint32_t open;     /* the oldest slot that still lacks this part, or NOBODY */
};

static bool is_same_piece(const struct piece *a, const struct piece *b) {
    return a->n_bits == b->n_bits && memcmp(a->bits, b->bits, (a->n_bits + 7) / 8) == 0;
}

static void consider(const struct pl_assemble *a, uint32_t id, const struct pl_sentence *s, struct verdict *v) {
    const struct slot *slot = &a->slots[id];
    if (slot->state == AMBIGUOUS) {
        v->poisoned = id;
        v->ambiguous = true;
    } else if (slot->have & (1u << (s->number - 1))) {
        v->ambiguous = v->ambiguous || !is_same_piece(&slot->pieces[s->number - 1], &a->incoming);
    } else {
        /* Two waiting messages of one group but different stations, and a part that names none. */
        const struct slot *other = v->open != NOBODY ? &a->slots[v->open] : NULL;
        v->ambiguous = v->ambiguous || (other != NULL && !same(other->station, other->station_n,
                                                               pl_str_make(slot->station, slot->station_n)));
        v->open = id; /* buckets run from the newest to the oldest */
    }
}

/* Retires what is too old among the slots of this key and judges by the rest. */
static int judge(struct pl_assemble *a, const struct pl_sentence *s, const struct pl_part *part, struct verdict *ret,
                 struct pl_error *err) {
    struct verdict v = {.poisoned = NOBODY, .open = NOBODY};
    for (uint32_t id = a->buckets[bucket_of(s, part)], next; id != NOBODY; id = next) {
        next = a->slots[id].next_in_bucket;
        if (!key_agrees(&a->slots[id], s, part)) {
            continue;
        }
        if (in_window(a, &a->slots[id], part)) {
            consider(a, id, s, &v);
            continue;
        }
        int code = retire(a, id, PL_AIS_REJECT_STALE_PART, err);
        if (code != PL_E_OK) {
            return code;
        }
    }
    *ret = v;
    return PL_E_OK;
}

/* Refuses this part and all live parts of its key, and remembers the ambiguity for a window. */
static int refuse_all(struct pl_assemble *a, const struct pl_sentence *s, const struct pl_part *part, uint32_t poisoned,
                      struct pl_error *err) {
    int code = PL_E_OK;
    for (uint32_t id = a->buckets[bucket_of(s, part)], next; code == PL_E_OK && id != NOBODY; id = next) {
        next = a->slots[id].next_in_bucket;
        if (id != poisoned && key_agrees(&a->slots[id], s, part)) {
            code = refuse_parts(a, &a->slots[id], PL_AIS_REJECT_AMBIGUOUS_PART, err);
            unlink_slot(a, id);
        }
    }
    if (code == PL_E_OK && poisoned == NOBODY) {
        code = make_slot(a, s, part, &poisoned, err);
    }
    if (code != PL_E_OK) {
        return code;
    }
    a->slots[poisoned].state = AMBIGUOUS;
    a->slots[poisoned].from = part->at;
    a->slots[poisoned].to = part->at;
    a->slots[poisoned].untimed = part->at == PL_TIME_NONE;
    a->slots[poisoned].sentence = part->sentence;
    return a->sink.refused(a->sink.ctx, PL_AIS_REJECT_AMBIGUOUS_PART, &part->span, part->line, err);
}

/* Lets complete messages go whose window has passed. */
static int release_complete(struct pl_assemble *a, const struct pl_part *part, struct pl_error *err) {
    for (uint32_t id = a->oldest, next; id != NOBODY && a->n_complete > 0; id = next) {
        next = a->slots[id].newer;
        if (a->slots[id].state == COMPLETE && !in_window(a, &a->slots[id], part)) {
            int code = join(a, id, err);
            if (code != PL_E_OK) {
                return code;
            }
        }
    }
    return PL_E_OK;
}

int pl_assemble_add(struct pl_assemble *assemble, const struct pl_sentence *sentence, const struct pl_part *part,
                    struct pl_error *err) {
    struct pl_assemble *a = assemble;
    uint32_t n_bits = pl_sentence_bits(sentence, a->incoming.bits, 0, PL_AIS_MAX_BITS);
    if (n_bits == UINT32_MAX || (sentence->sequence == '\0' && part->group.n == 0)) {
        /* Parts without any id belong to nobody. */
        enum pl_ais_rejection reason = n_bits == UINT32_MAX ? PL_AIS_REJECT_MALFORMED : PL_AIS_REJECT_ORPHAN_PART;
        return a->sink.refused(a->sink.ctx, reason, &part->span, part->line, err);
    }
    a->incoming.n_bits = n_bits;
    a->last_at = part->at;
    struct verdict v;
    int code = release_complete(a, part, err);
    if (code == PL_E_OK) {
        code = judge(a, sentence, part, &v, err);
    }
    if (code != PL_E_OK) {
        return code;
    }
    if (v.ambiguous) {
        return refuse_all(a, sentence, part, v.poisoned, err);
    }
    uint32_t id = v.open;
    if (id == NOBODY) {
        code = make_slot(a, sentence, part, &id, err);
    }
    return code == PL_E_OK ? put_piece(a, id, sentence, part, err) : code;
}

int pl_assemble_finish(struct pl_assemble *assemble, struct pl_error *err) {
    int code = PL_E_OK;
    while (code == PL_E_OK && assemble->oldest != NOBODY) {
        code = retire(assemble, assemble->oldest, PL_AIS_REJECT_ORPHAN_PART, err);
    }
    return code;
}

uint64_t pl_assemble_waiting(const struct pl_assemble *assemble, uint64_t sentence) {
    const struct pl_part now = {.at = assemble->last_at, .sentence = sentence};
    uint64_t least = UINT64_MAX;
    for (uint32_t id = assemble->oldest; id != NOBODY; id = assemble->slots[id].newer) {
        const struct slot *slot = &assemble->slots[id];
        if (slot->state == AMBIGUOUS || !in_window(assemble, slot, &now)) {
            continue;
        }
        for (unsigned n = 0; n < slot->count; n++) {
            if ((slot->have & (1u << n)) != 0 && slot->pieces[n].from < least) {
                least = slot->pieces[n].from;
            }
        }
    }
    return least;
}
