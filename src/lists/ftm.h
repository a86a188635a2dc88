/* FollowTheMoney entities as OpenSanctions publishes them: one JSON object a line (entities.ftm.json), and its deltas
 * (entities.delta.json: {"op":"ADD|MOD|DEL","entity":{...}}).
 *
 * Read: id, caption, schema, properties, referents, datasets, first_seen, last_change, target. last_seen says when the
 * source was last fetched, which changes with each copy and says nothing of the entity: it is left out. Edges
 * (Ownership, Sanction, Address ...) are entities like any other. Values keep FollowTheMoney's name of their property
 * in `from`. imoNumber is one property for ships and companies there; here the schema and the check digit tell which
 * (docs/format/entity.md), and a number is kept as its seven digits. A schema that is not among PL_SCHEMATA is kept as
 * Thing with its name as TYPE; it, and properties that have no row here, are counted as unread. References to ids that
 * a whole file does not hold are counted as dangling (in a delta they may be in its base). The file carries no
 * publication date. One line <= 16 MiB (text/json); of each id and reference a hash is kept until the end, of at most
 * PL_FTM_MAX_IDS. Source: followthemoney.tech, "Model". Pure. */
#ifndef PL_LISTS_FTM_H
#define PL_LISTS_FTM_H

#include "lists/entity.h"

#define PL_FTM_MAX_IDS ((size_t)1 << 25) /* different ids and references of a file: LIMIT beyond */

struct pl_pool;

struct pl_ftm_options {
    pl_str list;    /* of every entity; "ftm" where empty */
    bool delta;     /* lines are records of a delta */
    bool exercise;  /* the reserved number ranges count as valid */
    bool query;     /* an entity that somebody asks with: it needs no id, and a number is a text too */
    size_t max_ids; /* instead of PL_FTM_MAX_IDS; 0: that */
    struct pl_pool
        *pool; /* lines are read on its threads, in the order of the file all the same; NULL: in the caller's */
};

struct pl_ftm_line {
    struct pl_entity entity; /* id, offset, length and line are set where it was rejected too */
    bool rejected;           /* a JSON object without id or schema, or with an unknown op: not an entity */
    uint32_t unread;
};

/* True where the first bytes look like such lines: an object with id and properties, or with op and entity. */
bool pl_ftm_guess(pl_str head);
bool pl_ftm_guess_delta(pl_str head);

/* One line without its end; offset and line number are the caller's. Everything lives in the arena. Pure and without
 * shared state: several threads may read several lines, each with an arena of its own. FORMAT with line and byte for
 * what is no JSON object or whose properties are no texts, LIMIT, NOMEM. */
PL_MUST int pl_ftm_read_line(const struct pl_ftm_options *options, pl_str text, uint64_t line, uint64_t offset,
                             struct pl_arena *arena, struct pl_ftm_line *ret_line, struct pl_error *err);

/* The same of an entity that was read already (an object, with its place in error messages 0): the caller's JSON. */
struct pl_jval;
PL_MUST int pl_ftm_read_object(const struct pl_ftm_options *options, const struct pl_jval *object,
                               struct pl_arena *arena, struct pl_ftm_line *ret_line, struct pl_error *err);

struct pl_ftm;

/* options' strings must live as long as the reader. NOMEM. */
PL_MUST int pl_ftm_open(const struct pl_ftm_options *options, pl_entity_sink sink, void *ctx, struct pl_ftm **ret_ftm,
                        struct pl_error *err);

/* The next n bytes. What pl_ftm_read_line says of a line, LIMIT for too many ids, or what the sink returned. */
PL_MUST int pl_ftm_push(struct pl_ftm *ftm, const void *bytes, size_t n, struct pl_error *err);

/* The end of the file; the last line may lack its line end. EMPTY without an entity (a delta may be empty), FORMAT with
 * the counts where more lines were rejected than read. */
PL_MUST int pl_ftm_finish(struct pl_ftm *ftm, struct pl_publication *ret_publication, struct pl_error *err);

/* Accepts NULL. */
void pl_ftm_close(struct pl_ftm *ftm);

#endif
