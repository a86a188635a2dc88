/* Between the files that answer as OpenSanctions' yente does: which lists are asked, how errors look.
 *
 * yente's public description is its OpenAPI (docs/yente.md has what is compatible and what differs). Unknown parameters
 * and members are left aside, as there; an error is {"detail": ...}. */
#ifndef PL_HTTP_API_YENTE_H
#define PL_HTTP_API_YENTE_H

#include "app/ftm_json.h"
#include "app/screener_cache.h"
#include "http/route.h"

#define PL_YENTE_LIMIT_MAX 500 /* results of one question */
#define PL_YENTE_BATCH_MAX 100 /* questions of one request */
#define PL_YENTE_IDS_MAX   50  /* of exclude_entity_ids */
#define PL_YENTE_CUTOFF    0.6 /* scores below are not shown, unless cutoff says otherwise */
#define PL_YENTE_ALGORITHM "plimsoll"

/* pl_route.refuse: {"detail": text}; of 422 a list of places, as FastAPI writes it. */
void pl_yente_refuse(struct pl_answer *answer, const struct pl_error *err);

/* The screener over "default" (every list of the case), "sanctions" (the same) or one list by its name. NOT_FOUND in
 * yente's words. Given back by pl_yente_give. */
PL_MUST int pl_yente_take(struct pl_call *call, pl_str dataset, struct pl_screener_held *held, struct pl_error *err);
void pl_yente_give(struct pl_call *call, struct pl_screener_held *held);

/* Filters by the parameters include_dataset, exclude_dataset, exclude_schema, topics, countries, changed_since,
 * exclude_entity_ids and schema. */
#define PL_YENTE_FILTER_PARAMS                                                                                         \
    {.name = "include_dataset", .kind = PL_PARAM_TEXT, .repeat = true, .text = "entities of these lists alone"},       \
        {.name = "exclude_dataset", .kind = PL_PARAM_TEXT, .repeat = true, .text = "none of these lists"},             \
        {.name = "exclude_schema", .kind = PL_PARAM_TEXT, .repeat = true, .text = "none of these schemata"},           \
        {.name = "topics", .kind = PL_PARAM_TEXT, .repeat = true, .text = "entities with one of these topics"}, {      \
        .name = "changed_since", .kind = PL_PARAM_TEXT, .text = "not those known to be unchanged since that day"       \
    }

#define PL_YENTE_VALUES_MAX 50
struct pl_yente_values {
    pl_str v[PL_YENTE_VALUES_MAX];
    size_t n;
};
struct pl_yente_filter {
    const struct pl_entity_graph *graph;
    struct pl_ftm_writer writer; /* without a writer: for texts */
    struct pl_yente_values include_dataset, exclude_dataset, exclude_schema, topics, countries, exclude_ids;
    pl_str changed_since;
    bool schemata[PL_SCHEMA_COUNT]; /* which pass: pl_yente_schema */
    bool more;                      /* something beside the schemata filters */
    const struct pl_entity *party;  /* of a question with a number: who bears it is shown whatever his schema; NULL */
};

/* From the parameters that every route here has. USAGE beyond PL_YENTE_VALUES_MAX of one. */
PL_MUST int pl_yente_filter_read(const struct pl_call *call, const struct pl_screener_held *held,
                                 struct pl_yente_filter *ret, struct pl_error *err);

/* Which schemata pass beside exclude_schema: those that may be meant by a question for `schema`, or (search) those that
 * are one; "" : any. */
void pl_yente_schema(struct pl_yente_filter *filter, pl_str schema, bool search);

/* The party that is asked about; only one with a number matters. */
void pl_yente_party(struct pl_yente_filter *filter, const struct pl_entity *party);

/* Whether the entry passes; of the form that pl_screen_ask wants (ctx: a struct pl_yente_filter). */
bool pl_yente_may(void *ctx, int schema, const struct pl_screen_copy *copy, const struct pl_book_entry *entry);

/* Whether it is its schema alone that keeps it out, and nobody asked for that; of the same form. */
bool pl_yente_beside(void *ctx, int schema, const struct pl_screen_copy *copy, const struct pl_book_entry *entry);

/* "total": {"value": n, "relation": "eq"} into an open object. */
void pl_yente_total(struct pl_json *json, uint64_t n);

/* Members of an entity and of its match with the party that was asked for: score, match, features, explanations, and
 * what was decided; into an open object. threshold: the score from which it is a match. *ret_match: it is. */
void pl_yente_scored(const struct pl_ftm_writer *w, const struct pl_entity *party, const struct pl_screen_candidate *c,
                     double threshold, bool *ret_match);

/* {"status": "candidate, not a decision", lists, versions ...}: members of a document, into an open object. */
void pl_yente_basis(const struct pl_screener_held *held, struct pl_json *json);

PL_MUST int pl_yente_match(struct pl_call *call, struct pl_error *err);
PL_MUST int pl_yente_catalog(struct pl_call *call, struct pl_error *err);
PL_MUST int pl_yente_algorithms(struct pl_call *call, struct pl_error *err);
PL_MUST int pl_reconcile_get(struct pl_call *call, struct pl_error *err);
PL_MUST int pl_reconcile_post(struct pl_call *call, struct pl_error *err);
PL_MUST int pl_reconcile_suggest_entity(struct pl_call *call, struct pl_error *err);
PL_MUST int pl_reconcile_suggest_type(struct pl_call *call, struct pl_error *err);

#endif
