/* The recordings of a bundle: which are wanted, and their chunks with salts and paths. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "ais/feed.h"
#include "app/bundle_in.h"
#include "app/intake.h"
#include "detect/rules.h"
#include "input/open.h"
#include "ledger/chunk.h"
#include "ledger/merkle.h"
#include "store/exhibit.h"
#include "store/journal.h"
#include "store/object.h"
#include "store/seen.h"
#include "text/json.h"

#include "base/ban.h"

#define PIECE ((size_t)1 << 18)

/* ---- which ---- */

static int on_import(void *ctx, int64_t seq, struct pl_error *err) {
    struct pl_bundling *m = ctx;
    (void)err;
    if ((uint64_t)seq < m->size) {
        m->opened[seq] = true;
    }
    return PL_E_OK;
}

static bool is_ship(const struct pl_bundling *m, uint32_t mmsi) {
    for (size_t i = 0; i < m->n_ships; i++) {
        if (m->ships[i] == mmsi) {
            return true;
        }
    }
    return false;
}

static int add_ship(struct pl_bundling *m, uint32_t mmsi, struct pl_error *err) {
    if (is_ship(m, mmsi)) {
        return PL_E_OK;
    }
    if (m->n_ships == m->ships_cap) {
        size_t cap = m->ships_cap > 0 ? 2 * m->ships_cap : 64;
        uint32_t *ships = reallocarray(m->ships, cap, sizeof *ships);
        if (ships == NULL) {
            return pl_fail(err, PL_E_NOMEM, "no memory for a bundle");
        }
        m->ships = ships;
        m->ships_cap = cap;
    }
    m->ships[m->n_ships++] = mmsi;
    return PL_E_OK;
}

/* An event rests on the whole tracks of its ships, from their first report on: every recording that heard them. */
static int note_pinned(struct pl_bundling *m, pl_str pinned, struct pl_error *err) {
    const struct pl_jval *event = NULL;
    if (pinned.n == 0 || pl_json_read(pinned, &m->arena, &event, NULL) != PL_E_OK) {
        return PL_E_OK;
    }
    const struct pl_jval *vessels = pl_jval_get(event, "vessels");
    int code = PL_E_OK;
    for (size_t i = 0; code == PL_E_OK && vessels != NULL && vessels->kind == PL_JVAL_ARRAY && i < vessels->n; i++) {
        const struct pl_jval *mmsi = pl_jval_get(&vessels->items[i], "mmsi");
        if (mmsi != NULL && mmsi->kind == PL_JVAL_INT && mmsi->integer > 0 && mmsi->integer < 1000000000) {
            m->pinned = true;
            code = add_ship(m, (uint32_t)mmsi->integer, err);
            code = code != PL_E_OK ? code : pl_seen_imports(m->c, (uint32_t)mmsi->integer, on_import, m, err);
        }
    }
    return code;
}

static int on_exhibit(void *ctx, const struct pl_exhibit *x, struct pl_error *err) {
    struct pl_bundling *m = ctx;
    (void)err;
    if (pl_str_eq(x->kind, PL_STR("ais")) && (uint64_t)x->seq < m->size) {
        m->opened[x->seq] = true;
    }
    return PL_E_OK;
}

int pl_bundling_events(struct pl_bundling *m, struct pl_error *err) {
    struct pl_disclose_kept kept;
    const struct pl_filing *p = NULL;
    int code = pl_disclose_kept_read(m->c, &m->scope, m->size, &m->arena, &kept, err);
    for (size_t i = 0; code == PL_E_OK && (p = pl_support_nth(m->support, 'P', i)) != NULL; i++) {
        code =
            pl_disclose_is_kept_event(&kept, pl_filing_get_value(p, "pinned"), &m->arena, &m->kept_event[p->seq], err);
    }
    return code;
}

static int choose_exhibits(struct pl_bundling *m, struct pl_error *err) {
    const struct pl_filing *p = NULL;
    int code = PL_E_OK;
    for (size_t i = 0; code == PL_E_OK && (p = pl_support_nth(m->support, 'P', i)) != NULL; i++) {
        bool open = m->chosen[p->seq] && !m->closed[p->seq] && !m->kept_event[p->seq];
        code = open ? note_pinned(m, pl_filing_get_value(p, "pinned"), err) : PL_E_OK;
    }
    if (code == PL_E_OK && m->plan->all_recordings) {
        code = pl_exhibit_each(m->c, on_exhibit, m, err);
    }
    for (uint64_t seq = 0; seq < m->size; seq++) {
        if (m->opened[seq] && pl_disclose_withholds_entry(&m->scope, seq)) {
            m->opened[seq] = false;
            m->made.withheld++;
        }
    }
    return code;
}

/* ---- their chunks ---- */

struct opening {
    struct pl_bundling *m;
    uint64_t seq;
    uint8_t secret[PL_CHUNK_SECRET_BYTES];
    struct pl_bundle_member *member;
    struct pl_bundle_chunk *chunks;
    size_t cap;
    char *chunk; /* PL_CHUNK_BYTES */
    size_t fill;
    struct pl_feed_options read_as; /* as at the import */
    bool *wanted;                   /* by chunk, of an extract */
};

static int end_chunk(struct opening *o, pl_str name, struct pl_error *err) {
    struct pl_bundle_member *member = o->member;
    if (o->fill == 0) {
        return PL_E_OK;
    }
    if (member->n == o->cap) {
        size_t cap = o->cap > 0 ? 2 * o->cap : 64;
        struct pl_bundle_chunk *more = pl_arena_calloc(&o->m->arena, cap, sizeof *more);
        if (more == NULL) {
            return pl_fail(err, PL_E_NOMEM, "no memory for the exhibits of a bundle");
        }
        if (member->n > 0) {
            memcpy(more, o->chunks, member->n * sizeof *more);
        }
        o->chunks = more;
        o->cap = cap;
    }
    struct pl_bundle_chunk *c = &o->chunks[member->n];
    *c = (struct pl_bundle_chunk){.index = member->n,
                                  .salt = pl_chunk_salt(o->secret, name, member->n),
                                  .bytes = pl_str_copy(&o->m->arena, pl_str_make(o->chunk, o->fill))};
    member->chunks = o->chunks;
    member->n++;
    o->fill = 0;
    return c->bytes.p != NULL ? PL_E_OK : pl_fail(err, PL_E_NOMEM, "no memory for the exhibits of a bundle");
}

static int open_member(struct opening *o, struct pl_input *input, pl_str name, struct pl_error *err) {
    size_t n = 0;
    int code = PL_E_OK;
    o->chunks = NULL;
    o->cap = o->fill = 0;
    while (code == PL_E_OK) {
        struct pl_error why;
        code = pl_input_read(input, o->chunk + o->fill, PL_CHUNK_BYTES - o->fill, &n, &why);
        if (code != PL_E_OK || n == 0) {
            code = code == PL_E_NOMEM || code == PL_E_IO ? pl_fail(err, (enum pl_code)code, "%s", why.msg) : PL_E_OK;
            break; /* what could be decoded has a root */
        }
        o->fill += n;
        code = o->fill == PL_CHUNK_BYTES ? end_chunk(o, name, err) : PL_E_OK;
    }
    return code == PL_E_OK ? end_chunk(o, name, err) : code;
}

/* ---- an extract ---- */

/* What may stand in front of a sentence and be part of it: lone tag blocks, a receiver's line, the line end. */
#define BEFORE 1024

static void want(struct opening *o, uint64_t from, uint64_t to) {
    for (uint64_t i = from / PL_CHUNK_BYTES; i <= to / PL_CHUNK_BYTES && i < o->member->n; i++) {
        o->wanted[i] = true;
    }
}

static int on_hearing(void *ctx, const struct pl_hearing *h, struct pl_error *err) {
    struct opening *o = ctx;
    (void)err;
    if (!is_ship(o->m, h->mmsi)) {
        return PL_E_OK;
    }
    for (unsigned i = 0; i < h->n_parts; i++) {
        uint64_t at = h->parts[i].offset;
        want(o, at > BEFORE ? at - BEFORE : 0, at + h->parts[i].length + 1);
    }
    if (h->row != NULL) {
        want(o, 0, 0); /* the names of the columns */
    }
    return PL_E_OK;
}

/* Reads the member once more and keeps the chunks with reports of the ships, each with its path. */
static int keep_extract(struct opening *o, struct pl_error *err) {
    struct pl_bundle_member *member = o->member;
    struct pl_arena *arena = &o->m->arena;
    struct pl_feed *feed = NULL;
    size_t n = 0;
    pl_hash *leaves = pl_arena_calloc(arena, member->n + 1, sizeof *leaves);
    o->wanted = pl_arena_calloc(arena, member->n + 1, sizeof *o->wanted);
    if (leaves == NULL || o->wanted == NULL) {
        return pl_fail(err, PL_E_NOMEM, "no memory for the exhibits of a bundle");
    }
    int code = pl_feed_open(&o->read_as, on_hearing, NULL, o, &feed, err);
    for (size_t i = 0; code == PL_E_OK && i < member->n; i++) {
        leaves[i] = pl_chunk_leaf(o->chunks[i].salt, o->chunks[i].bytes);
        code = pl_feed_push(feed, o->chunks[i].bytes.p, o->chunks[i].bytes.n, err);
    }
    code = code == PL_E_OK ? pl_feed_finish(feed, err) : code;
    pl_feed_close(feed);
    if (code != PL_E_OK && code != PL_E_FORMAT && code != PL_E_EMPTY) {
        return code; /* no recording: nothing of it is wanted */
    }
    for (size_t i = 0; i < member->n; i++) {
        if (o->wanted[i]) {
            pl_hash path[PL_MERKLE_PATH_MAX];
            o->chunks[n] = o->chunks[i];
            o->chunks[n].n_path = pl_merkle_path(leaves, member->n, i, path);
            pl_hash *kept = pl_arena_calloc(arena, PL_MERKLE_PATH_MAX, sizeof *kept);
            if (kept == NULL) {
                return pl_fail(err, PL_E_NOMEM, "no memory for the exhibits of a bundle");
            }
            memcpy(kept, path, o->chunks[n].n_path * sizeof *kept);
            o->chunks[n++].path = kept;
        }
    }
    member->whole = false;
    member->n = n;
    o->m->n_members -= n == 0;
    return PL_E_OK;
}

static int open_members(struct opening *o, const char *path, struct pl_error *err) {
    struct pl_input *input = NULL;
    int code = pl_input_open(path, &input, err);
    for (uint64_t place = 0; code == PL_E_OK; place++) {
        struct pl_member member = {.name = ""};
        struct pl_error why;
        int more = 0;
        if (pl_input_next(input, &more, &member, &why) != PL_E_OK || !more) {
            break; /* as when it was imported */
        }
        struct pl_bundle_member *members = o->m->members;
        size_t n = o->m->n_members;
        if (n % 64 == 0) {
            members = pl_arena_calloc(&o->m->arena, n + 64, sizeof *members);
            if (members == NULL) {
                code = pl_fail(err, PL_E_NOMEM, "no memory for the exhibits of a bundle");
                break;
            }
            if (n > 0) {
                memcpy(members, o->m->members, n * sizeof *members);
            }
            o->m->members = members;
        }
        pl_str name = pl_str_copy(&o->m->arena, pl_str_from(member.name));
        o->member = &members[n];
        *o->member = (struct pl_bundle_member){.seq = o->seq, .member = place, .whole = true};
        o->m->n_members++;
        code = open_member(o, input, name, err);
        if (code == PL_E_OK && o->m->plan->exhibits == PL_BUNDLE_EXTRACT) {
            code = keep_extract(o, err);
        }
    }
    pl_input_close(input);
    return code;
}

static pl_str text_of(const struct pl_journal_field *fields, size_t n, const char *name) {
    const struct pl_journal_field *field = pl_journal_field_of(fields, n, name);
    return field != NULL ? field->value : (pl_str){0};
}

static struct pl_feed_options read_as(const struct pl_journal_field *fields, size_t n, const struct pl_entry *entry) {
    struct pl_feed_options options = {.columns = text_of(fields, n, "columns"),
                                      .day_first = text_of(fields, n, "day_first").n > 0,
                                      .exercise_numbers = true,
                                      .latest = entry->at + PL_DAY_US};
    struct pl_rules rules;
    int format = PL_FEED_AUTO;
    (void)pl_feed_format_of(text_of(fields, n, "format"), &format);
    options.format = (enum pl_feed_format)format;
    options.max_part_s = pl_rules_profile("default", &rules) ? (unsigned)rules.v[PL_RULE_ASSEMBLE_MAX_PART_S] : 5;
    return options;
}

static int open_exhibit(struct opening *o, struct pl_error *err) {
    struct pl_journal_field *fields = NULL;
    size_t n = 0;
    char path[PL_OBJECT_PATH_MAX];
    pl_hash sha256;
    int code = pl_journal_payload(o->m->c, (int64_t)o->seq, &o->m->arena, &fields, &n, err);
    const struct pl_journal_field *hash = code == PL_E_OK ? pl_journal_field_of(fields, n, "sha256") : NULL;
    const struct pl_journal_field *secret = code == PL_E_OK ? pl_journal_field_of(fields, n, "chunk_secret") : NULL;
    if (code == PL_E_OK && (hash == NULL || hash->value.n != PL_HASH_BYTES || secret == NULL ||
                            secret->value.n != PL_CHUNK_SECRET_BYTES)) {
        o->m->opened[o->seq] = false; /* erased: it stays a commitment */
        o->m->made.withheld++;
        return PL_E_OK;
    }
    if (code != PL_E_OK) {
        return code;
    }
    struct pl_entry entry;
    pl_str bytes;
    code = pl_journal_read(o->m->c, (int64_t)o->seq, &o->m->arena, &entry, &bytes, err);
    if (code != PL_E_OK) {
        return code;
    }
    if (pl_bundling_is_above(o->m, entry.marking)) {
        o->m->opened[o->seq] = false;
        o->m->made.withheld++;
        return PL_E_OK;
    }
    o->read_as = read_as(fields, n, &entry);
    memcpy(sha256.b, hash->value.p, PL_HASH_BYTES);
    memcpy(o->secret, secret->value.p, PL_CHUNK_SECRET_BYTES);
    code = pl_object_path(o->m->c, &sha256, path, err);
    o->m->made.exhibits++;
    return code == PL_E_OK ? open_members(o, path, err) : code;
}

/* As the archive has it: by the decimal texts of seq and place. */
static int by_name(const void *a, const void *b) {
    const struct pl_bundle_member *x = a, *y = b;
    char names[2][64];
    snprintf(names[0], sizeof names[0], "%llu/%llu", (unsigned long long)x->seq, (unsigned long long)x->member);
    snprintf(names[1], sizeof names[1], "%llu/%llu", (unsigned long long)y->seq, (unsigned long long)y->member);
    return strcmp(names[0], names[1]);
}

int pl_bundling_exhibits(struct pl_bundling *m, struct pl_error *err) {
    struct opening o = {.m = m, .chunk = malloc(PL_CHUNK_BYTES)};
    int code = o.chunk != NULL ? PL_E_OK : pl_fail(err, PL_E_NOMEM, "no memory for the exhibits of a bundle");
    if (code == PL_E_OK && m->plan->exhibits != PL_BUNDLE_NONE) {
        code = choose_exhibits(m, err);
    }
    for (uint64_t seq = 0; code == PL_E_OK && seq < m->size; seq++) {
        o.seq = seq;
        code = m->opened[seq] ? open_exhibit(&o, err) : PL_E_OK;
    }
    if (m->n_members > 1) {
        qsort(m->members, m->n_members, sizeof *m->members, by_name);
    }
    free(o.chunk);
    return code;
}
