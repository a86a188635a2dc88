/* What a helper that was taken over would try: compiled only into plimsoll-helper-trial, for the tests of the walls. */
#ifndef PL_HELPER_TRIAL_H
#define PL_HELPER_TRIAL_H

#include "base/buf.h"
#include "base/error.h"
#include "helper/serve.h"

/* trial-open, -socket, -fork, -exec, -kill, -code (memory that can be run), -file (write to another descriptor): the
 * kernel ends the process; should it not, answers OK with "alive". trial-memory: takes memory until there is none, and
 * answers how many MiB it got; trial-spin: never ends; trial-flood: answers more than is allowed; trial-silent: ends
 * without an answer; trial-half: with half of one; trial-environment: answers the environment and the folder's name. */
PL_MUST int pl_trial(const struct pl_request *request, struct pl_buf *bytes, struct pl_error *err);

#endif
