#include "detect/relate_in.h"

#include "base/ban.h"

const struct pl_relate_part pl_relate_habit = {.name = "habit"};
