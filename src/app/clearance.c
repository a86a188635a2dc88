#include "app/clearance.h"

#include "store/clearance.h"

#include "base/ban.h"

const char *pl_view_name(struct pl_arena *arena, const char *dir, pl_str up_to) {
    return pl_case_view_name(arena, dir, up_to);
}

bool pl_clearance_is(pl_str marking) { return pl_marking_is(marking); }
