/* Entries of lists as FollowTheMoney entities in JSON, the way OpenSanctions' yente answers them.
 *
 * A FollowTheMoney list's entry is given back as it came: its own properties, ids, datasets. Any other list's entry is
 * put into FollowTheMoney's terms: names and numbers as properties of its schema, states as ISO codes where the table
 * knows them, and what the list says of the listing itself (programme, authority, dates, reason) as a Sanction entity
 * beside it. A value for which FollowTheMoney has no property of that kind (an owner's name, a length) is no property:
 * it stands in "beside", by the name that it has here. Nothing is left out, nothing invented.
 * Source: followthemoney.tech, "Model". Appends to the writer; the caller checks its buffer. */
#ifndef PL_APP_FTM_JSON_H
#define PL_APP_FTM_JSON_H

#include "app/entity_graph.h"
#include "names/country.h"
#include "text/json.h"

struct pl_ftm_writer {
    struct pl_json *json;
    const struct pl_entity_graph *graph;
    const struct pl_countries *countries; /* may be NULL */
    bool exercise;
};

/* The members of an entity, into an object that the caller opened: id, caption, schema, properties, datasets,
 * referents, target, first_seen, last_seen, last_change. nested: entities that refer to it, and that it refers to,
 * stand whole in its properties (their own references as ids or, one step further, as entities). */
void pl_ftm_write(const struct pl_ftm_writer *w, const struct pl_entity_node *node, bool nested);

/* FollowTheMoney's name of the property by which an entity finds those that refer to it by `prop` of their schema:
 * Ownership's asset is ownershipAsset there. NULL: it has none. */
const char *pl_ftm_reverse(int schema, int prop);

/* How many entities stand in the property called `name` of a nested entity, its Sanction among them where the list has
 * it as fields; those of [from, from + limit) as elements of an array that the caller opened. */
size_t pl_ftm_write_adjacent(const struct pl_ftm_writer *w, const struct pl_entity_node *node, pl_str name, size_t from,
                             size_t limit);

/* The names of those properties, each once, in a fixed order: NULL ends. */
extern const char *const pl_ftm_reverse_names[];

/* The texts of a property by FollowTheMoney's name: at most max of them; states as codes. For filters and facets. */
size_t pl_ftm_texts(const struct pl_ftm_writer *w, const struct pl_entity_node *node, pl_str name, pl_str *texts,
                    size_t max);

/* Whether an entity of this schema is one of the other, directly or by descent: Company is Organization, LegalEntity
 * and Thing. False for a name that FollowTheMoney's model lacks or this program does not know. */
bool pl_ftm_is_a(int schema, pl_str name);

/* Whether an entity of this schema may be meant by a query for `name`: it is one, or the query's schema is one of it,
 * as with FollowTheMoney's matchable schemata. */
bool pl_ftm_may_match(int schema, pl_str name);

#endif
