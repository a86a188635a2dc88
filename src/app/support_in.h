/* Inside app/support: what the handle holds. support.c reads the filings and makes the nodes; support_links.c ties what
 * was derived, and what has one upstream; support_graph.c picks graphs. Everything but the four growing lists lives in
 * the handle's arena. */
#ifndef PL_APP_SUPPORT_IN_H
#define PL_APP_SUPPORT_IN_H

#include "app/support.h"
#include "base/map.h"

#define PL_SUPPORT_ARENA_MAX   ((size_t)2 << 30)
#define PL_SUPPORT_FILINGS_MAX ((size_t)2000000)
#define PL_SUPPORT_MEMBERS_MAX ((size_t)16000000)

struct pl_support_kept {
    struct pl_filing filing;
    int64_t withdrawn; /* by which entry; -1 stands */
    bool erased;       /* what says where it is from is gone */
    char id[PL_FILING_ID_MAX];
};

/* A node rests on what others of its group rest on: one source, one upstream, one ship. */
struct pl_support_member {
    uint32_t group;
    enum pl_link_kind kind;
    const char *why; /* static */
};

/* Numbers of filings by what they are about: those of group g are at[first[g]] to at[first[g + 1] - 1]. */
struct pl_support_index {
    struct pl_strmap groups; /* "P:C12": supports that refer to C12; "P": all supports */
    uint64_t *pairs;         /* group and filing, while it is made */
    size_t n, cap;
    uint32_t *first, *at;
};

struct pl_support {
    struct pl_arena arena;
    struct pl_support_kept *kept; /* in journal order */
    size_t n, cap;
    bool limited, links_withheld;
    struct pl_strmap by_id; /* id -> kept + 1; label -> kept + 1, the last that stands, else the last */
    struct pl_support_node *nodes;
    struct pl_origin_source *sources; /* of the graph: one a node, so that parties can differ by node */
    struct pl_origin_item *items;
    size_t n_nodes;
    struct pl_strmap node_of; /* id -> node + 1 */
    struct pl_strmap
        withheld; /* what is named and not at hand: 1 it is left out of a limited case, 0 it is not there */
    struct pl_support_index about;
    struct pl_origin_link *links; /* derivations, by child: those of node i from link_first[i] on */
    size_t n_links, links_cap;
    uint32_t *link_first;
    struct pl_support_member *members; /* those of node i from member_first[i] on */
    size_t n_members, members_cap;
    uint32_t *member_first;
};

/* The filing of an id or label, or NULL. */
const struct pl_support_kept *pl_support_kept_of(const struct pl_support *s, pl_str id);

/* The number of an id's node. */
bool pl_support_node_at(const struct pl_support *s, pl_str id, uint64_t *ret);

/* Does a support speak for its claim? */
bool pl_support_is_for(const struct pl_filing *support);

/* Derivations and groups of all nodes. LIMIT, NOMEM. */
PL_MUST int pl_support_relate(struct pl_support *s, struct pl_error *err);

#endif
