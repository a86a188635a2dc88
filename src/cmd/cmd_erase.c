#include "app/erase.h"
#include "base/log.h"
#include "cmd/cmd.h"

#include "text/plural.h"

#include "base/ban.h"

static int run(const struct pl_args *args) {
    struct pl_error err = {0};
    struct pl_erased done;
    struct pl_erase erase = {.dir = pl_args_case(args),
                             .id = pl_str_from(pl_args_n(args) > 0 ? pl_args_at(args, 0) : NULL),
                             .field = pl_str_from(pl_args_text(args, "field")),
                             .authority = pl_str_from(pl_args_text(args, "authority")),
                             .reason = pl_str_from(pl_args_text(args, "text")),
                             .by = pl_str_from(pl_args_text(args, "by")),
                             .now = pl_time_now()};
    if (pl_args_flag(args, "scrub") != (erase.id.n == 0)) {
        return pl_cmd_usage(args, "name what is to be erased, or ask for --scrub alone");
    }
    int code = pl_erase_run(&erase, &done, &err);
    if (code == 0 && done.elsewhere > 0) {
        pl_log_warning("%llu of the values stand in other entries too (%s%s in entry %lld): they stay there, and were "
                       "not searched for",
                       (unsigned long long)done.elsewhere, done.elsewhere > 1 ? "the first: " : "",
                       done.elsewhere_field, (long long)done.elsewhere_seq);
    }
    if (code == 0 && done.left[0] != '\0') {
        code = pl_fail(&err, PL_E_STORE, "something of it is still in %.180s", done.left);
    }
    if (code == 0) {
        pl_log_note("%llu fields and %llu objects erased; %llu files with %llu bytes searched: nothing of what was "
                    "searched for is left. "
                    "Backups, bundles and releases made before still have it",
                    (unsigned long long)done.fields, (unsigned long long)done.objects, (unsigned long long)done.files,
                    (unsigned long long)done.bytes);
    }
    if (code == 0 && done.kept > 0) {
        pl_log_note("%llu %s: what was done, by whom and about what, for other answers rest on that",
                    (unsigned long long)done.kept, pl_plural(done.kept, "field stays", "fields stay"));
    }
    if (code == 0 && done.unsearched > 0) {
        pl_log_note("of these, %llu %s shorter than 8 bytes, which stand everywhere by chance: not searched for",
                    (unsigned long long)done.unsearched, pl_plural(done.unsearched, "value is", "values are"));
    }
    return code == 0 ? 0 : pl_cmd_fail(NULL, &err);
}

const struct pl_cmd pl_cmd_erase = {
    .name = "erase",
    .summary = "remove what an entry says from the case for good; the log and its proofs stay",
    .text =
        "Value and salt go from the payload, its objects and derived rows with them, and the files are searched for "
        "what may be left. The journal says what was erased, why and by whose authority. Of what others rest on (a "
        "review, reply, "
        "correction, decision, a step of a task) the words go, and that it was done stays.",
    .opts = (const struct pl_opt[]){{.name = "field", .kind = PL_OPT_TEXT, .value = "NAME", .text = "this field alone"},
                                    {.name = "authority", .kind = PL_OPT_TEXT, .value = "WHO", .text = "who orders it"},
                                    {.name = "text", .kind = PL_OPT_TEXT, .value = "T", .text = "why"},
                                    {.name = "by", .kind = PL_OPT_TEXT, .value = "NAME", .text = "who does it"},
                                    {.name = "scrub", .text = "only clear the pages of what was erased before"},
                                    {.name = NULL}},
    .args = (const struct pl_arg[]){{"ID", "a filing, or a journal entry by its number", 0, 1}, {.name = NULL}},
    .examples = (const char *const[]){"plimsoll -C demo-case erase O15 --authority \"Court\" --text \"ordered\"",
                                      "an observation", NULL},
    .needs_case = true,
    .run = run,
};
