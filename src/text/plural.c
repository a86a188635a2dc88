#include "text/plural.h"

#include "base/ban.h"

const char *pl_plural(uint64_t n, const char *one, const char *more) { return n == 1 ? one : more; }
