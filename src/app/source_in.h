/* What source.c keeps while it reads, for source_sum.c alone. */
#ifndef PL_APP_SOURCE_IN_H
#define PL_APP_SOURCE_IN_H

#include "app/source.h"
#include "base/arena.h"
#include "base/log.h"

struct pl_source {
    const struct pl_source_options *options;
    pl_source_sink sink;
    void *ctx;
    struct pl_arena arena;
    struct pl_source_member *members;
    uint32_t n, cap, max_members;
    uint64_t failures;
    uint64_t unread;     /* named and gave nothing, or could not be opened */
    uint64_t left_aside; /* found in a folder, and no recordings */
    bool beside;         /* the present file was not named but found */
    bool unreadable;     /* some file */
    char first_unread[200];
    uint64_t complaints; /* of the present member */
    uint64_t notes;      /* of the present member */
    bool fatal;          /* the sink or strict stopped the feed */
    const char *path;    /* of the present file, to be opened again */
    uint32_t first;      /* its first member */
    int is_exercise;     /* of the present member, by all that it holds: -1 not looked at */
    struct pl_progress progress;
    uint8_t *chunks[3]; /* read, being decoded, being hashed */
};

/* PATH or PATH!MEMBER, cut to cap bytes; returns out. */
const char *pl_source_member_name(const struct pl_source_member *member, char *out, size_t cap);

#endif
