/* --known-at: the option, and how every answer says what it rests on. */
#ifndef PL_CMD_KNOWLEDGE_H
#define PL_CMD_KNOWLEDGE_H

#include "app/known_at.h"
#include "app/undetected.h"
#include "cmd/cmd.h"
#include "text/json.h"

#define PL_CMD_KNOWN_AT                                                                                                \
    {                                                                                                                  \
        .name = "known-at", .kind = PL_OPT_TIME, .value = "TIME",                                                      \
        .text = "as the case was known then: from the journal's entries up to that time alone"                         \
    }

/* The time that was asked for; PL_TIME_NONE: none. 0, or the exit status of a usage error: nobody knows the future. */
int pl_cmd_known_at(const struct pl_args *args, pl_time *ret_at);

/* The keys known_at, journal (entries known) and seq (the last of them, or null) of a summary. */
void pl_cmd_write_knowledge(struct pl_json *json, const struct pl_knowledge *known);

/* On stderr, where a time was asked for. */
void pl_cmd_tell_knowledge(const struct pl_knowledge *known);

/* On stderr: a warning of imports that detection has not read, a note while somebody is at it. */
void pl_cmd_tell_undetected(const struct pl_undetected *undetected);

#endif
