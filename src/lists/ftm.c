#include "lists/ftm.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/map.h"
#include "base/pool.h"
#include "lists/ftm_property.h"
#include "lists/number.h"
#include "text/json.h"

#include "base/ban.h"

#define LINE_BYTES  PL_JSON_MAX_BYTES
#define ARENA_BYTES ((size_t)256 << 20)
#define BATCH_BYTES ((size_t)2 << 20) /* what is read at once on a pool */
#define PIECES      32                /* into which a batch is cut */

/* What is known while one line is read. */
struct reading {
    const struct pl_ftm_options *options;
    struct pl_arena *arena;
    struct pl_ftm_line *row;
    struct pl_error *err;
};

static int bad_shape(const struct reading *r, const char *what) {
    return pl_fail_at(r->err, PL_E_FORMAT, r->row->entity.line, r->row->entity.offset,
                      "not a FollowTheMoney entity: %s", what);
}

static int add_value(const struct reading *r, int prop, pl_str text, const char *from) {
    struct pl_entity *e = &r->row->entity;
    if (prop == PL_PROP_IMO) {
        return pl_number_add_imo(e, r->arena, text, from, r->options->exercise, r->err);
    }
    if (prop == PL_PROP_MMSI) {
        return pl_number_add_mmsi(e, r->arena, text, from, r->err);
    }
    return pl_entity_add(e, r->arena, prop, text, from, r->err);
}

static int add_number(const struct reading *r, int prop, int64_t value, const char *from) {
    char digits[32];
    snprintf(digits, sizeof digits, "%" PRId64, value);
    pl_str text = pl_str_copy(r->arena, pl_str_from(digits));
    return text.p != NULL ? add_value(r, prop, text, from) : pl_fail(r->err, PL_E_NOMEM, "out of memory");
}

/* An array of texts, or one text. */
static int add_texts(const struct reading *r, const struct pl_jval *value, int prop, const char *from) {
    size_t n = value->kind == PL_JVAL_ARRAY ? value->n : 1;
    const struct pl_jval *items = value->kind == PL_JVAL_ARRAY ? value->items : value;
    int code = 0;
    for (size_t i = 0; i < n && code == 0; i++) {
        if (items[i].kind == PL_JVAL_INT && r->options->query) {
            code = add_number(r, prop, items[i].integer, from);
            continue;
        }
        code = items[i].kind == PL_JVAL_STR ? add_value(r, prop, items[i].str, from)
                                            : bad_shape(r, "a property with a value that is no text");
    }
    return code;
}

static int add_properties(const struct reading *r, const struct pl_jval *properties) {
    int code = 0;
    if (properties == NULL) {
        return 0;
    }
    if (properties->kind != PL_JVAL_OBJECT) {
        return bad_shape(r, "its properties are no object");
    }
    for (size_t i = 0; i < properties->n && code == 0; i++) {
        int prop = 0;
        const char *from = pl_ftm_property(properties->keys[i], r->row->entity.schema, &prop);
        if (from == NULL) {
            r->row->unread++;
        } else {
            code = add_texts(r, &properties->items[i], prop, from);
        }
    }
    return code;
}

/* What stands beside the properties. */
static int add_beside(const struct reading *r, const struct pl_jval *object) {
    static const struct {
        const char *name;
        int prop;
    } BESIDE[] = {{"referents", PL_PROP_REFERENT},
                  {"datasets", PL_PROP_DATASET},
                  {"first_seen", PL_PROP_FIRST_SEEN},
                  {"last_change", PL_PROP_LAST_CHANGE}};
    int code = 0;
    for (size_t i = 0; i < sizeof BESIDE / sizeof BESIDE[0] && code == 0; i++) {
        const struct pl_jval *value = pl_jval_get(object, BESIDE[i].name);
        if (value != NULL && value->kind != PL_JVAL_NULL) {
            code = add_texts(r, value, BESIDE[i].prop, BESIDE[i].name);
        }
    }
    const struct pl_jval *target = pl_jval_get(object, "target");
    if (code == 0 && target != NULL && target->kind == PL_JVAL_BOOL) {
        code = add_value(r, PL_PROP_TARGET, target->boolean ? PL_STR("true") : PL_STR("false"), "target");
    }
    return code;
}

/* The text of a member, trimmed; empty where it is missing or no text. */
static pl_str member(const struct pl_jval *object, const char *name) {
    const struct pl_jval *value = pl_jval_get(object, name);
    return value != NULL && value->kind == PL_JVAL_STR ? pl_str_trim(value->str) : PL_STR("");
}

static int read_entity(const struct reading *r, const struct pl_jval *object) {
    struct pl_entity *e = &r->row->entity;
    pl_str schema = member(object, "schema");
    e->id = e->reference = member(object, "id");
    r->row->rejected = (e->id.n == 0 && !r->options->query) || (schema.n == 0 && e->op != PL_ENTITY_DEL);
    if (r->row->rejected || e->op == PL_ENTITY_DEL) {
        e->schema = PL_SCHEMA_OTHER;
        return 0;
    }
    int known = pl_schema_of(schema);
    e->schema = known >= 0 ? known : (int)PL_SCHEMA_OTHER;
    int code = add_properties(r, pl_jval_get(object, "properties"));
    code = code == 0 ? add_beside(r, object) : code;
    if (code == 0 && known < 0) {
        r->row->unread++;
        code = add_value(r, PL_PROP_TYPE, schema, "schema");
    }
    e->caption = member(object, "caption");
    e->caption = e->caption.n > 0 ? e->caption : pl_entity_get(e, PL_PROP_NAME);
    e->caption = e->caption.n > 0 ? e->caption : e->id;
    return code;
}

static int op_of(pl_str op) {
    return pl_str_eq(op, PL_STR("ADD"))   ? PL_ENTITY_ADD
           : pl_str_eq(op, PL_STR("MOD")) ? PL_ENTITY_MOD
           : pl_str_eq(op, PL_STR("DEL")) ? PL_ENTITY_DEL
                                          : PL_ENTITY_HAS;
}

int pl_ftm_read_line(const struct pl_ftm_options *options, pl_str text, uint64_t line, uint64_t offset,
                     struct pl_arena *arena, struct pl_ftm_line *ret_line, struct pl_error *err) {
    struct pl_ftm_line row = {.entity = {.line = line, .offset = offset, .length = (uint32_t)text.n}};
    struct reading r = {.options = options, .arena = arena, .row = &row, .err = err};
    const struct pl_jval *object = NULL;
    struct pl_error why = {0};
    int code = pl_json_read(text, arena, &object, &why);
    if (code != 0) {
        return pl_fail_at(err, (enum pl_code)code, line, offset + (why.line > 0 ? why.offset : 0), "%s", why.msg);
    }
    row.entity.list = options->list.n > 0 ? options->list : PL_STR("ftm");
    if (options->delta) {
        row.entity.op = op_of(member(object, "op"));
        row.rejected = row.entity.op == PL_ENTITY_HAS;
        object = pl_jval_get(object, "entity");
    }
    if (object == NULL || object->kind != PL_JVAL_OBJECT) {
        return bad_shape(&r, options->delta ? "a record of a delta without an entity" : "the line is no object");
    }
    code = row.rejected ? 0 : read_entity(&r, object);
    if (code == 0) {
        *ret_line = row;
    }
    return code;
}

int pl_ftm_read_object(const struct pl_ftm_options *options, const struct pl_jval *object, struct pl_arena *arena,
                       struct pl_ftm_line *ret_line, struct pl_error *err) {
    struct pl_ftm_line row = {.entity = {.list = options->list}};
    struct reading r = {.options = options, .arena = arena, .row = &row, .err = err};
    if (object->kind != PL_JVAL_OBJECT) {
        return bad_shape(&r, "no object");
    }
    int code = read_entity(&r, object);
    if (code == 0) {
        *ret_line = row;
    }
    return code;
}

/* Which of the keys that tell stand in the first object of head, which may be cut anywhere. */
enum { SEES_ID = 1, SEES_PROPERTIES = 2, SEES_OURS = 4, SEES_OP = 8, SEES_ENTITY = 16, SEES_OTHER = 32 };

static unsigned seen_key(pl_str key) {
    static const struct {
        const char *key;
        unsigned bit;
    } KEYS[] = {{"id", SEES_ID},        {"properties", SEES_PROPERTIES}, {"schema", SEES_OURS},
                {"caption", SEES_OURS}, {"datasets", SEES_OURS},         {"referents", SEES_OURS},
                {"op", SEES_OP},        {"entity", SEES_ENTITY},         {"geometry", SEES_OTHER}};
    for (size_t i = 0; i < sizeof KEYS / sizeof KEYS[0]; i++) {
        if (pl_str_eq(key, pl_str_from(KEYS[i].key))) {
            return KEYS[i].bit;
        }
    }
    return 0;
}

static unsigned seen_keys(pl_str head) {
    unsigned seen = 0;
    size_t depth = 0;
    head = pl_str_trim(pl_str_starts(head, PL_STR("\xEF\xBB\xBF")) ? pl_str_sub(head, 3, head.n) : head);
    if (head.n == 0 || head.p[0] != '{') {
        return 0;
    }
    for (size_t i = 0; i < head.n; i++) {
        char c = head.p[i];
        if (c == '"') {
            size_t start = ++i;
            while (i < head.n && head.p[i] != '"') {
                i += head.p[i] == '\\' ? 2 : 1;
            }
            pl_str rest = pl_str_trim(pl_str_sub(head, i + 1, head.n));
            bool key = depth == 1 && i < head.n && rest.n > 0 && rest.p[0] == ':';
            seen |= key ? seen_key(pl_str_sub(head, start, i - start)) : 0;
        } else if (c == '{' || c == '[') {
            depth++;
        } else if ((c == '}' || c == ']') && --depth == 0) {
            break;
        }
    }
    return seen;
}

bool pl_ftm_guess(pl_str head) {
    const unsigned all = SEES_ID | SEES_PROPERTIES | SEES_OURS;
    return (seen_keys(head) & (all | SEES_OTHER)) == all;
}

bool pl_ftm_guess_delta(pl_str head) {
    const unsigned all = SEES_OP | SEES_ENTITY;
    return (seen_keys(head) & all) == all;
}

/* A row of a piece, kept until it is its turn. */
struct kept {
    struct pl_ftm_line row;
    struct kept *next;
};

/* Whole lines of a batch, read by one thread. */
struct piece {
    const struct pl_ftm_options *options;
    pl_str text;
    uint64_t line, offset; /* of its first byte */
    struct pl_arena arena;
    struct kept *first;
    int code;
    struct pl_error err;
};

#define HELD UINT64_MAX

struct pl_ftm {
    struct pl_ftm_options options;
    pl_entity_sink sink;
    void *ctx;
    struct pl_publication pub;
    struct pl_map ids;     /* hash of an id -> HELD, or how many references to it came before it */
    struct pl_arena arena; /* one line, emptied after each */
    struct pl_buf pending; /* the part of a line that came with earlier pushes; with a pool the part of a batch */
    uint64_t line;         /* of the next line's first byte */
    uint64_t offset;
    struct piece *pieces; /* with a pool */
};

int pl_ftm_open(const struct pl_ftm_options *options, pl_entity_sink sink, void *ctx, struct pl_ftm **ret_ftm,
                struct pl_error *err) {
    struct pl_ftm *ftm = calloc(1, sizeof *ftm);
    if (ftm == NULL) {
        return pl_fail(err, PL_E_NOMEM, "out of memory");
    }
    ftm->options = *options;
    ftm->sink = sink;
    ftm->ctx = ctx;
    ftm->line = 1;
    ftm->pub.list = options->list.n > 0 ? options->list : PL_STR("ftm");
    ftm->pub.exercise = options->exercise;
    pl_map_open(&ftm->ids, options->max_ids > 0 ? options->max_ids : PL_FTM_MAX_IDS);
    pl_arena_open(&ftm->arena, ARENA_BYTES);
    pl_buf_open(&ftm->pending, LINE_BYTES + (options->pool != NULL ? BATCH_BYTES : 0));
    ftm->pieces = options->pool != NULL ? calloc(PIECES, sizeof *ftm->pieces) : NULL;
    if (options->pool != NULL && ftm->pieces == NULL) {
        pl_ftm_close(ftm);
        return pl_fail(err, PL_E_NOMEM, "out of memory");
    }
    *ret_ftm = ftm;
    return 0;
}

/* Counts the references of an entity to ids that did not come yet, until they come. Two ids of one hash would count as
 * one: the number is for people to look at, nothing rests on it. */
static bool follow(struct pl_ftm *ftm, const struct pl_entity *e) {
    uint64_t *id = pl_map_put(&ftm->ids, pl_str_hash(e->id), NULL);
    if (id == NULL) {
        return false;
    }
    ftm->pub.dangling -= *id != HELD ? *id : 0;
    *id = HELD;
    for (size_t i = 0; i < e->n_values; i++) {
        if (!pl_prop_is_reference(e->values[i].prop)) {
            continue;
        }
        uint64_t *to = pl_map_put(&ftm->ids, pl_str_hash(e->values[i].text), NULL);
        if (to == NULL) {
            return false;
        }
        if (*to != HELD) {
            ++*to;
            ftm->pub.dangling++;
        }
    }
    return true;
}

static int give(struct pl_ftm *ftm, const struct pl_ftm_line *row, struct pl_error *err) {
    if (row->rejected) {
        pl_publication_reject(&ftm->pub, (struct pl_rejection){row->entity.line, row->entity.offset, 0,
                                                               "has no id, no schema or no known op"});
        return 0;
    }
    ftm->pub.unread += row->unread;
    if (!ftm->options.delta && !follow(ftm, &row->entity)) {
        return pl_fail_at(err, PL_E_LIMIT, row->entity.line, row->entity.offset,
                          "more ids than the %zu that a list may have", ftm->ids.max_entries);
    }
    pl_publication_count(&ftm->pub, &row->entity);
    return ftm->sink(ftm->ctx, &row->entity, err);
}

static int take_line(struct pl_ftm *ftm, pl_str text, struct pl_error *err) {
    struct pl_ftm_line row;
    struct pl_arena_mark mark = pl_arena_mark(&ftm->arena);
    if (pl_str_trim(text).n == 0) {
        return 0;
    }
    int code = pl_ftm_read_line(&ftm->options, text, ftm->line, ftm->offset, &ftm->arena, &row, err);
    code = code == 0 ? give(ftm, &row, err) : code;
    pl_arena_rewind(&ftm->arena, mark);
    return code;
}

static uint64_t count_lines(pl_str text) {
    uint64_t n = 0;
    for (size_t i = 0; i < text.n; i++) {
        n += text.p[i] == '\n' ? 1 : 0;
    }
    return n;
}

/* Runs on a thread of the pool. */
static void read_piece(void *ctx, size_t i) {
    struct piece *piece = &((struct piece *)ctx)[i];
    struct kept **last = &piece->first;
    uint64_t line = piece->line;
    uint64_t offset = piece->offset;
    for (pl_str rest = piece->text; rest.n > 0 && piece->code == 0; line++) {
        pl_str text = pl_str_sub(rest, 0, pl_str_find(rest, '\n'));
        rest = pl_str_sub(rest, text.n + 1, rest.n);
        if (pl_str_trim(text).n > 0) {
            struct kept *kept = pl_arena_calloc(&piece->arena, 1, sizeof *kept);
            piece->code = kept == NULL ? pl_fail(&piece->err, PL_E_NOMEM, "out of memory")
                                       : pl_ftm_read_line(piece->options, text, line, offset, &piece->arena, &kept->row,
                                                          &piece->err);
            *last = piece->code == 0 ? kept : NULL;
            last = piece->code == 0 ? &kept->next : last;
        }
        offset += text.n + 1;
    }
}

/* Cuts whole lines into pieces of about the same size; returns how many. */
static size_t cut_pieces(struct pl_ftm *ftm, pl_str text) {
    size_t n = 0;
    size_t want = text.n / PIECES + 1;
    while (text.n > 0) {
        size_t size = n + 1 < PIECES ? want : text.n;
        size += size < text.n ? pl_str_find(pl_str_sub(text, size, text.n), '\n') + 1 : 0;
        pl_str part = pl_str_sub(text, 0, size);
        ftm->pieces[n] =
            (struct piece){.options = &ftm->options, .text = part, .line = ftm->line, .offset = ftm->offset};
        pl_arena_open(&ftm->pieces[n].arena, ARENA_BYTES);
        ftm->line += count_lines(part);
        ftm->offset += part.n;
        text = pl_str_sub(text, part.n, text.n);
        n++;
    }
    return n;
}

/* Reads whole lines on the pool and gives them in the order of the file, up to the first that cannot be read. */
static int take_batch(struct pl_ftm *ftm, pl_str text, struct pl_error *err) {
    size_t n = cut_pieces(ftm, text);
    int code = 0;
    pl_pool_run(ftm->options.pool, n, read_piece, ftm->pieces);
    for (size_t i = 0; i < n; i++) {
        struct piece *piece = &ftm->pieces[i];
        for (const struct kept *kept = piece->first; kept != NULL && code == 0; kept = kept->next) {
            code = give(ftm, &kept->row, err);
        }
        if (code == 0 && piece->code != 0) {
            code = piece->code;
            if (err != NULL) {
                *err = piece->err;
            }
        }
        pl_arena_close(&piece->arena);
    }
    return code;
}

/* Where the last whole line of a text ends; 0 where there is none. */
static size_t whole_lines(pl_str text) {
    size_t n = text.n;
    while (n > 0 && text.p[n - 1] != '\n') {
        n--;
    }
    return n;
}

static int push_batched(struct pl_ftm *ftm, pl_str bytes, struct pl_error *err) {
    int code = 0;
    while (bytes.n > 0 && code == 0) {
        pl_str part = pl_str_sub(bytes, 0, BATCH_BYTES);
        bytes = pl_str_sub(bytes, part.n, bytes.n);
        pl_buf_add_str(&ftm->pending, part);
        if (pl_buf_failed(&ftm->pending)) {
            return pl_fail_at(err, PL_E_LIMIT, ftm->line, ftm->offset, "a line of more than %zu bytes", LINE_BYTES);
        }
        bool ready = ftm->pending.n >= BATCH_BYTES && pl_str_find(part, '\n') < part.n;
        size_t whole = ready ? whole_lines(pl_buf_str(&ftm->pending)) : 0;
        if (whole > 0) {
            code = take_batch(ftm, pl_str_make(ftm->pending.p, whole), err);
            ftm->pending.n -= whole;
            memmove(ftm->pending.p, ftm->pending.p + whole, ftm->pending.n);
        }
    }
    return code;
}

int pl_ftm_push(struct pl_ftm *ftm, const void *bytes, size_t n, struct pl_error *err) {
    if (ftm->options.pool != NULL) {
        return push_batched(ftm, pl_str_make(bytes, n), err);
    }
    pl_str rest = pl_str_make(bytes, n);
    while (rest.n > 0) {
        size_t end = pl_str_find(rest, '\n');
        pl_str part = pl_str_sub(rest, 0, end);
        bool whole = end < rest.n;
        rest = pl_str_sub(rest, end + 1, rest.n);
        if (ftm->pending.n > 0 || !whole) {
            pl_buf_add_str(&ftm->pending, part);
            if (pl_buf_failed(&ftm->pending)) {
                return pl_fail_at(err, PL_E_LIMIT, ftm->line, ftm->offset, "a line of more than %zu bytes", LINE_BYTES);
            }
            part = pl_buf_str(&ftm->pending);
        }
        if (!whole) {
            return 0;
        }
        int code = take_line(ftm, part, err);
        if (code != 0) {
            return code;
        }
        ftm->line++;
        ftm->offset += part.n + 1;
        pl_buf_clear(&ftm->pending);
    }
    return 0;
}

int pl_ftm_finish(struct pl_ftm *ftm, struct pl_publication *ret_publication, struct pl_error *err) {
    pl_str rest = pl_buf_str(&ftm->pending);
    int code = ftm->options.pool != NULL ? take_batch(ftm, rest, err) : take_line(ftm, rest, err);
    if (code == 0 && ftm->pub.rejected > ftm->pub.entries) {
        code = pl_publication_refuse(&ftm->pub, "FollowTheMoney", "lines", ftm->pub.entries, err);
    }
    if (code == 0 && ftm->pub.entries == 0 && !ftm->options.delta) {
        code = pl_fail(err, PL_E_EMPTY, "the file holds no entity");
    }
    if (code == 0) {
        *ret_publication = ftm->pub;
    }
    return code;
}

void pl_ftm_close(struct pl_ftm *ftm) {
    if (ftm == NULL) {
        return;
    }
    pl_buf_close(&ftm->pending);
    pl_map_close(&ftm->ids);
    pl_arena_close(&ftm->arena);
    free(ftm->pieces);
    free(ftm);
}
