/* Entries of lists by an id that is unique among all of them, and which refers to which: FollowTheMoney's view of the
 * lists that a screener searches (newest copies, or those around a day).
 *
 * An entry of a FollowTheMoney list keeps its own id. Of any other list it is LIST-ID, where what FollowTheMoney does
 * not take in an id (anything but letters, digits, dot and dash) is a dash, and eight hex digits of SHA-256 over the
 * list's name, a zero byte and the id follow then. An id that two entries would bear is the first one's. Const after
 * building; refers to the books, which must outlive it. */
#ifndef PL_APP_ENTITY_GRAPH_H
#define PL_APP_ENTITY_GRAPH_H

#include <stdint.h>

#include "app/screen.h"
#include "base/error.h"
#include "lists/book.h"

struct pl_entity_graph;

struct pl_entity_node {
    pl_str id;
    const struct pl_book_entry *entry;
    const struct pl_screen_copy *copy;
    bool ftm; /* of a FollowTheMoney list: values have its own properties' names in `from` */
};

struct pl_entity_graph_copy {
    const struct pl_screen_copy *copy;
    bool ftm; /* it is a list of FollowTheMoney */
};

/* One copy of each list. NOMEM, LIMIT. */
PL_MUST int pl_entity_graph_build(const struct pl_entity_graph_copy *copies, size_t n, struct pl_entity_graph **ret,
                                  struct pl_error *err);
void pl_entity_graph_close(struct pl_entity_graph *graph); /* accepts NULL */

size_t pl_entity_graph_n(const struct pl_entity_graph *graph);
const struct pl_entity_node *pl_entity_graph_at(const struct pl_entity_graph *graph, size_t i); /* list, file order */

/* NULL where there is none. */
const struct pl_entity_node *pl_entity_graph_find(const struct pl_entity_graph *graph, pl_str id);

/* The entity that has taken this id over (FollowTheMoney's referents): NULL where none has. */
const struct pl_entity_node *pl_entity_graph_referent(const struct pl_entity_graph *graph, pl_str id);

/* The node of an entry of these books. */
const struct pl_entity_node *pl_entity_graph_of(const struct pl_entity_graph *graph, const struct pl_book_entry *entry);

/* The i-th entry of the same list that refers to this one by its id: NULL beyond the last. */
const struct pl_entity_node *pl_entity_graph_referrer(const struct pl_entity_graph *graph,
                                                      const struct pl_entity_node *node, size_t i);

/* What an id in a value of this node means in its list; NULL: dangling. */
const struct pl_entity_node *pl_entity_graph_ref(const struct pl_entity_graph *graph, const struct pl_entity_node *node,
                                                 pl_str id);

#endif
