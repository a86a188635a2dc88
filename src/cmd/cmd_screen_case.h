/* The part of `screen` that asks a case. */
#ifndef PL_CMD_CMD_SCREEN_CASE_H
#define PL_CMD_CMD_SCREEN_CASE_H

#include "app/screening.h"
#include "cmd/cmd.h"
#include "cmd/knowledge.h"

/* Fills in what only a case has (--by, --known-at, --require), asks, and gives the exit status. */
int pl_cmd_screen_case(const struct pl_args *args, struct pl_screening_request *request);

/* --replay ENTRY. */
int pl_cmd_screen_replay(const struct pl_args *args, pl_screening_write write);

#endif
