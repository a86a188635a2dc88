#include <stdio.h>

#include "app/facts.h"
#include "app/lead_text.h"
#include "app/leads.h"
#include "base/file.h"
#include "base/log.h"
#include "cmd/cmd.h"
#include "cmd/knowledge.h"
#include "text/plural.h"

#include "base/ban.h"

#define LEADS_MAX ((size_t)2 << 30)

static int write_page(const struct pl_args *args, const struct pl_leads *leads, struct pl_arena *arena,
                      struct pl_buf *out, struct pl_error *err) {
    const char *path = pl_args_text(args, "html");
    const struct pl_sea *sea = NULL;
    PL_BUF_AUTO coast;
    pl_buf_open(&coast, LEADS_MAX);
    int code = pl_facts_sea(pl_args_text(args, "coast"), &coast, arena, &sea, err);
    if (code == PL_E_NOT_FOUND) {
        code = 0; /* a program built without a mask draws no land */
    }
    if (code != 0) {
        return code;
    }
    pl_leads_page(leads, sea, out);
    if (pl_buf_failed(out)) {
        return pl_fail(err, PL_E_LIMIT, "the page would be too large");
    }
    code = pl_file_write(path, pl_buf_str(out), 0644, err);
    if (code == 0) {
        pl_log_note("wrote %s: %zu %s, %zu bytes; open it in any browser", path, leads->n,
                    pl_plural(leads->n, "lead", "leads"), out->n);
    }
    return code;
}

static int render(const struct pl_args *args, const struct pl_leads *leads, struct pl_arena *arena,
                  struct pl_error *err) {
    PL_BUF_AUTO out;
    pl_buf_open(&out, LEADS_MAX);
    if (pl_args_text(args, "html") != NULL) {
        return write_page(args, leads, arena, &out, err);
    }
    if (pl_args_flag(args, "json")) {
        pl_leads_json(leads, &out);
    } else if (pl_args_flag(args, "csv")) {
        pl_leads_csv(leads, &out);
    } else {
        pl_leads_table(leads, (size_t)pl_args_int(args, "limit", 20), &out);
    }
    if (pl_buf_failed(&out)) {
        return pl_fail(err, PL_E_LIMIT, "the answer would be too large");
    }
    return fwrite(out.p, 1, out.n, stdout) == out.n ? 0 : pl_fail(err, PL_E_IO, "the output cannot be written");
}

static int run(const struct pl_args *args) {
    struct pl_error err = {0};
    struct pl_leads leads = {0};
    PL_ARENA_AUTO arena;
    pl_arena_open(&arena, LEADS_MAX);
    unsigned forms = (unsigned)pl_args_flag(args, "json") + (unsigned)pl_args_flag(args, "csv") +
                     (pl_args_text(args, "html") != NULL);
    if (forms > 1) {
        return pl_cmd_usage(args, "choose one of --json, --csv and --html");
    }
    pl_time known_at = PL_TIME_NONE;
    int status = pl_cmd_known_at(args, &known_at);
    if (status != 0) {
        return status;
    }
    int code =
        pl_leads_read(pl_args_case(args), known_at, pl_time_now(), pl_args_flag(args, "all"), &arena, &leads, &err);
    if (code == 0) {
        pl_cmd_tell_knowledge(&leads.known);
        pl_cmd_tell_undetected(&leads.undetected);
        code = render(args, &leads, &arena, &err);
    }
    return code == 0 ? 0 : pl_cmd_fail(NULL, &err);
}

const struct pl_cmd pl_cmd_leads = {
    .name = "leads",
    .summary = "ships that a sanctions list names, or that carry or met such a ship's identity",
    .text =
        "Compares what ships say in the recordings of the case (IMO number, MMSI, call sign, name) exactly with the "
        "newest copy of each imported list, then their names with those of listed ships as a screening does (score 0.9 "
        "or "
        "more), and adds whoever met such a ship at sea. Each lead has its reasons, what "
        "speaks against it, the innocent explanations not ruled out and how common its events are among all ships "
        "seen in the same waters.\n\nLeads are ranked by the kind of their strongest reason, in the order: IMO number; "
        "MMSI; call sign and name together; met such a ship; named in an entry; call sign alone; name alone. A ship of "
        "which every link was decided \"no match\" (`decide NAME ENTRY`) is set aside. A lead is "
        "a question, not a finding. Without any list in the case, or where one that it requires "
        "(`require`) is missing, undated or too old, the answer is undetermined. Where an import ended "
        "before detection, a warning says that events are missing, and what completes them.",
    .opts =
        (const struct pl_opt[]){
            PL_CMD_KNOWN_AT,
            {.name = "json", .text = "JSON Lines, the last a summary"},
            {.name = "csv", .text = "CSV, one row for each reason"},
            {.name = "html", .kind = PL_OPT_TEXT, .value = "FILE", .text = "one self-contained page: table and map"},
            {.name = "limit",
             .kind = PL_OPT_INT,
             .value = "N",
             .text = "how many leads the table shows; 0: all",
             .def = "20",
             .min = 0,
             .max = 1000000},
            {.name = "all",
             .text = "also ships of a listed name whose own valid IMO number says they are another ship"},
            {.name = "coast", .kind = PL_OPT_TEXT, .value = "FILE", .text = "another land mask for the map"},
            {.name = NULL}},
    .args = (const struct pl_arg[]){{.name = NULL}},
    .examples = (const char *const[]){"plimsoll -C demo-case leads", "the ranked table with reasons",
                                      "plimsoll -C demo-case leads --html leads.html", "a page for any browser", NULL},
    .needs_case = true,
    .run = run,
};
