#include "app/case_about.h"

#include "app/case_view.h"
#include "app/person.h"

#include "base/ban.h"

int pl_case_about(const char *dir, struct pl_arena *arena, struct pl_case_about *ret, struct pl_error *err) {
    PL_CASE_VIEW_AUTO view = {0};
    pl_str participant = PL_STR("");
    int code = pl_case_view_open(dir, PL_TIME_NONE, &view, err);
    if (code != 0) {
        return code;
    }
    if (view.known.size > 0 && pl_person_of_entry(view.c, 0, arena, &participant, NULL) != 0) {
        participant = PL_STR(""); /* its payload was erased */
    }
    *ret = (struct pl_case_about){.participant = participant, .exercise = view.exercise, .log_size = view.known.size};
    return 0;
}
