/* The version of matching: a hash over all weights and word tables. A test computes it and compares. */
#include "names/match.h"

#include "base/ban.h"

const char *pl_match_version(void) { return "plimsoll-match/1 02383109fba54e0e"; }
