#include <stdio.h>

#include "app/item.h"
#include "cmd/cmd.h"

#include "base/ban.h"

#define OUT_MAX ((size_t)4 << 20)

static int run(const struct pl_args *args) {
    struct pl_error err = {0};
    PL_BUF_AUTO lines = {0};
    char id[PL_FILING_ID_MAX] = "", link[PL_FILING_ID_MAX] = "";
    bool json = pl_args_flag(args, "json");
    struct pl_item_redaction redaction = {.item = pl_str_from(pl_args_at(args, 0)),
                                          .file = pl_args_text(args, "file"),
                                          .title = pl_str_from(pl_args_text(args, "title")),
                                          .by = pl_str_from(pl_args_text(args, "by")),
                                          .marking = pl_str_from(pl_args_text(args, "marking")),
                                          .text = pl_str_from(pl_args_text(args, "text"))};
    pl_buf_open(&lines, OUT_MAX);
    int code = pl_item_redact(pl_args_case(args), pl_time_now(), &redaction, json ? &lines : NULL, id, link, &err);
    if (code != 0) {
        return pl_cmd_fail(NULL, &err);
    }
    int n =
        json ? printf("%.*s{\"type\":\"summary\",\"filed\":2}\n", (int)lines.n, lines.p) : printf("%s %s\n", id, link);
    return n > 0 ? 0 : pl_cmd_fail(NULL, (pl_fail(&err, PL_E_IO, "the output cannot be written"), &err));
}

const struct pl_cmd pl_cmd_item_redact = {
    .name = "item redact",
    .summary = "file a redacted derivative of an exhibit, linked to its original",
    .text =
        "Without --file a photograph (JPEG, PNG) is made anew from its pixels by the confined helper, without any "
        "metadata, and what was stripped is listed. What cannot be stripped (PDF, HWP, office files, anything else) is "
        "withheld: exit status 5. With --file a redaction that was made elsewhere is kept as it is given.",
    .opts =
        (const struct pl_opt[]){
            {.name = "file", .kind = PL_OPT_TEXT, .value = "FILE", .text = "the redacted file"},
            {.name = "title", .kind = PL_OPT_TEXT, .value = "TEXT", .text = "what it is"},
            {.name = "by", .kind = PL_OPT_TEXT, .value = "NAME", .text = "who redacts; else the case's person"},
            {.name = "text", .kind = PL_OPT_TEXT, .value = "TEXT", .text = "notes in words"},
            {.name = "marking", .kind = PL_OPT_TEXT, .value = "M", .text = "who may see it; unset: TLP:RED"},
            {.name = "json", .text = "both filings as JSON lines, and a summary"},
            {.name = NULL}},
    .args = (const struct pl_arg[]){{"ITEM", "the exhibit", 1, 1}, {.name = NULL}},
    .examples = (const char *const[]){"plimsoll -C demo-case item redact I14", "a photograph without metadata", NULL},
    .needs_case = true,
    .run = run,
};
