#include <stdio.h>

#include "app/origins.h"
#include "cmd/cmd.h"

#include "base/ban.h"

#define ANSWER_MAX  ((size_t)4 << 30)
#define WITHOUT_MAX 1000

static int run(const struct pl_args *args) {
    struct pl_error err = {0};
    const char *without[WITHOUT_MAX], *file = NULL;
    bool json = pl_args_flag(args, "json"), csv = pl_args_flag(args, "csv"), prov = pl_args_flag(args, "prov");
    struct pl_origins_ask ask = {.sources = pl_args_text(args, "sources"),
                                 .items = pl_args_text(args, "items"),
                                 .links = pl_args_text(args, "links"),
                                 .without = without,
                                 .n_without = pl_args_count(args, "without"),
                                 .form = json   ? PL_ORIGINS_JSON
                                         : csv  ? PL_ORIGINS_CSV
                                         : prov ? PL_ORIGINS_PROV
                                                : PL_ORIGINS_TABLE,
                                 .strict = pl_args_flag(args, "strict")};
    if ((int)json + (int)csv + (int)prov > 1) {
        return pl_cmd_usage(args, "choose one of --json, --csv and --prov");
    }
    if (ask.sources == NULL || ask.items == NULL) {
        return pl_cmd_usage(args, "--sources and --items are needed");
    }
    if (ask.n_without > WITHOUT_MAX) {
        return pl_cmd_usage(args, "--without more than %d times", WITHOUT_MAX);
    }
    if (prov && ask.n_without > 0) {
        return pl_cmd_usage(args, "--prov shows the whole graph; it goes with no --without");
    }
    for (size_t i = 0; i < ask.n_without; i++) {
        without[i] = pl_args_nth(args, "without", i);
    }
    PL_BUF_AUTO out;
    pl_buf_open(&out, ANSWER_MAX);
    int code = pl_origins_run(&ask, &out, &file, &err);
    if (code == 0 && fwrite(out.p, 1, out.n, stdout) != out.n) {
        code = pl_fail(&err, PL_E_IO, "the output cannot be written");
    }
    return code == 0 ? 0 : pl_cmd_fail(file, &err);
}

const struct pl_cmd pl_cmd_origins = {
    .name = "origins",
    .summary = "count the independent origins of reports about the same events, and say why there are not more",
    .text = "Publishers are not counted: what cites, copies or rests on the same leak, satellite pass or AIS feed as "
            "something else is no origin of its own. `count` treats suspected copies as copies, `at_most` only what is "
            "declared (cites) or given with --links. Copies are suspected from shared rare values, rounding, typing "
            "slips, timing and the habits of sources, learnt from all items given at once; a suspicion is a "
            "suggestion for a person to confirm, never a finding. Grade 1 of the Admiralty code is refused "
            "unless two origins of two collecting parties are left, with the reason. The kind and name of a source are "
            "not read. --without thinks an item, a source or a party away: what was copied from it does not become an "
            "origin. Method and measured errors: docs/corroboration.md.",
    .opts =
        (const struct pl_opt[]){
            {.name = "sources", .kind = PL_OPT_TEXT, .value = "FILE", .text = "JSON Lines: source_id, party"},
            {.name = "items",
             .kind = PL_OPT_TEXT,
             .value = "FILE",
             .text = "JSON Lines: item_id, event_id, source_id, published, text, cites"},
            {.name = "links",
             .kind = PL_OPT_TEXT,
             .value = "FILE",
             .text = "JSON Lines: child, parent, as (copy-confirmed, translation, same-leak ...), by"},
            {.name = "without",
             .kind = PL_OPT_TEXT,
             .value = "ID",
             .text = "count as if this item, source or party were not there",
             .repeat = true},
            {.name = "json", .text = "JSON Lines, the last a summary"},
            {.name = "csv", .text = "CSV with a header"},
            {.name = "prov", .text = "the whole derivation graph as W3C PROV-JSON"},
            {.name = "strict", .text = "stop at the first malformed line"},
            {.name = NULL}},
    .args = (const struct pl_arg[]){{.name = NULL}},
    .examples = (const char *const[]){"plimsoll origins --sources sources.jsonl --items items.jsonl --json",
                                      "independent origins of each event", NULL},
    .run = run,
};
