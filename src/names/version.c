/* The version of matching: a hash over all weights and word tables, which a test computes too, and one over everything
 * in this folder and the Han readings, which the build makes. */
#include "names/match.h"

#include "names/source_hash.h" /* made by the build: tools/names_hash.cmake */

#include "base/ban.h"

const char *pl_match_version(void) { return "plimsoll-match/1 8771558c8f605879 " PL_NAMES_SOURCES; }
