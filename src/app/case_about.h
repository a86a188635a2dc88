/* What a case is, in a few words: whose, written by whom, an exercise or not, how long its log is. */
#ifndef PL_APP_CASE_ABOUT_H
#define PL_APP_CASE_ABOUT_H

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/error.h"
#include "base/str.h"

struct pl_case_about {
    pl_str participant; /* as the opening of the case says; "" where that was erased */
    bool exercise;
    uint64_t log_size;
};

/* Strings in the arena. The errors of opening a case (app/case_view). */
PL_MUST int pl_case_about(const char *dir, struct pl_arena *arena, struct pl_case_about *ret, struct pl_error *err);

#endif
