#include <stdio.h>

#include "app/decision_json.h"
#include "app/list.h"
#include "app/screening_review.h"
#include "base/log.h"
#include "cmd/cmd.h"
#include "cmd/knowledge.h"

#include "base/ban.h"

#define ANSWER_MAX ((size_t)2 << 30)

static int print(const struct pl_buf *out, struct pl_error *err) {
    if (pl_buf_failed(out)) {
        return pl_fail(err, PL_E_LIMIT, "the answer would be too large");
    }
    return out->n == 0 || fwrite(out->p, 1, out->n, stdout) == out->n
               ? 0
               : pl_fail(err, PL_E_IO, "the output cannot be written");
}

static int form_of(const struct pl_args *args, int *ret) {
    bool json = pl_args_flag(args, "json"), csv = pl_args_flag(args, "csv");
    *ret = json ? PL_SCREEN_JSON : csv ? PL_SCREEN_CSV : PL_SCREEN_TABLE;
    return json && csv ? pl_cmd_usage(args, "--json and --csv exclude each other") : 0;
}

static int read_review(const struct pl_args *args, bool bounds, struct pl_review_ask *ask) {
    *ask = (struct pl_review_ask){.dir = pl_args_case(args),
                                  .from = bounds ? pl_args_time(args, "from") : PL_TIME_NONE,
                                  .to = bounds ? pl_args_time(args, "to") : PL_TIME_NONE,
                                  .now = pl_time_now(),
                                  .overdue_days = (int)pl_args_int(args, "overdue", 7)};
    int status = form_of(args, &ask->form);
    return status == 0 ? pl_cmd_known_at(args, &ask->known_at) : status;
}

/* ---- decide ---- */

static int show_reasons(void) {
    for (const struct pl_decision_reason *r = pl_decision_reasons; r->code != NULL; r++) {
        printf("%-12s %s\n", r->code, r->words);
    }
    return 0;
}

static int queue(const struct pl_args *args) {
    struct pl_error err = {0};
    struct pl_review_ask ask;
    PL_BUF_AUTO out = {0};
    int status = read_review(args, false, &ask);
    if (status != 0) {
        return status;
    }
    pl_buf_open(&out, ANSWER_MAX);
    int code = pl_review_queue(&ask, &out, &err);
    code = code == 0 ? print(&out, &err) : code;
    return code == 0 ? 0 : pl_cmd_fail(NULL, &err);
}

static int withdraw(const struct pl_args *args) {
    struct pl_error err = {0};
    int64_t seq = -1, done = -1;
    if (!pl_str_i64(pl_str_from(pl_args_text(args, "withdraw")), &seq) || seq < 0) {
        return pl_cmd_usage(args, "--withdraw is the journal entry of a decision");
    }
    int code = pl_decision_withdraw(pl_args_case(args), pl_time_now(), seq, pl_str_from(pl_args_text(args, "by")),
                                    pl_str_from(pl_args_text(args, "text")), &done, &err);
    if (code == 0) {
        pl_log_note("the decision of journal entry %lld is withdrawn (journal entry %lld)", (long long)seq,
                    (long long)done);
    }
    return code == 0 ? 0 : pl_cmd_fail(NULL, &err);
}

/* The pair in words: who meant another row or name sees it here. */
static void tell_done(const struct pl_decide *o, const struct pl_decided *d) {
    char query[512], list[128], reference[256], caption[512], score[32] = "not comparable";
    if (d->score >= 0) {
        snprintf(score, sizeof score, "score %.2f", d->score);
    }
    const char *lack = d->second ? "it stands once a second reviewer says the same" : d->why_not;
    pl_log_note("journal entry %lld: %s: %s and %s:%s %s, %s%s%s", (long long)d->seq,
                pl_decision_verdict_name(o->verdict), pl_log_safe(d->query, query, sizeof query),
                pl_log_safe(d->list, list, sizeof list), pl_log_safe(d->reference, reference, sizeof reference),
                pl_log_safe(d->caption, caption, sizeof caption), score,
                lack == NULL ? ""
                : d->second  ? "; "
                             : "; it does not stand: ",
                lack != NULL ? lack : "");
}

static int decide(const struct pl_args *args, struct pl_decide *o) {
    struct pl_error err = {0};
    struct pl_decided done;
    PL_ARENA_AUTO arena;
    PL_BUF_AUTO out = {0};
    pl_arena_open(&arena, (size_t)64 << 20);
    pl_buf_open(&out, (size_t)16 << 20);
    int code = pl_decide(o, &arena, &done, &err);
    if (code != 0) {
        return pl_cmd_fail(NULL, &err);
    }
    tell_done(o, &done);
    if (pl_args_flag(args, "json")) {
        pl_decided_json(&done, o->verdict, &out);
        code = print(&out, &err);
    }
    return code == 0 ? 0 : pl_cmd_fail(NULL, &err);
}

static int run_decide(const struct pl_args *args) {
    static const char *const VERDICTS[] = {"match", "no-match", "unsure"};
    struct pl_decide o = {.dir = pl_args_case(args),
                          .now = pl_time_now(),
                          .by = pl_str_from(pl_args_text(args, "by")),
                          .reason = pl_str_from(pl_args_text(args, "reason")),
                          .text = pl_str_from(pl_args_text(args, "text")),
                          .verdict = -1};
    pl_str expires = pl_str_from(pl_args_text(args, "expires"));
    int said = 0;
    if (pl_args_flag(args, "reasons")) {
        return show_reasons();
    }
    if (pl_args_flag(args, "queue")) {
        return queue(args);
    }
    if (pl_args_text(args, "withdraw") != NULL) {
        return withdraw(args);
    }
    for (int i = 0; i < 3; i++) {
        if (pl_args_flag(args, VERDICTS[i])) {
            o.verdict = i;
            said++;
        }
    }
    if (pl_args_n(args) != 2 || said != 1) {
        return pl_cmd_usage(args, "say what and about whom: QUERY ENTRY and one of --match, --no-match, --unsure");
    }
    if (o.reason.n == 0 || o.text.n == 0) {
        return pl_cmd_usage(args, "a decision needs --reason CODE and --text T; --reasons shows the codes");
    }
    o.has_expires = expires.n > 0;
    if (o.has_expires && !pl_list_day_number(expires, &o.expires)) {
        return pl_cmd_usage(args, "--expires is a day, YYYY-MM-DD");
    }
    o.query = pl_args_at(args, 0);
    o.entry = pl_args_at(args, 1);
    return decide(args, &o);
}

const struct pl_cmd pl_cmd_decide = {
    .name = "decide",
    .summary = "judge whether a screened party is the entry of a list, or show what waits for judgement",
    .text =
        "QUERY is the name or IMO number as it was asked, or the journal entry of a screening (12, of a batch 12:ROW); "
        "ENTRY is an id or reference, LIST:ID where several lists have it. A decision names its reviewer, a reason and "
        "a text, and may expire. It is about contents: once the entry or the question changes, it is asked again. A "
        "\"no match\" at or above the score of `require --second-reviewer` stands once another person says the "
        "same.\n\nA decision that stands is shown beside the candidate; where every candidate was decided \"no match\" "
        "the answer is none. --queue shows what waits, oldest first; --withdraw takes a decision back.",
    .opts =
        (const struct pl_opt[]){
            {.name = "match", .text = "it is the entry"},
            {.name = "no-match", .text = "it is not the entry"},
            {.name = "unsure", .text = "it cannot be said; it stays in the queue"},
            {.name = "by",
             .kind = PL_OPT_TEXT,
             .value = "NAME",
             .text = "who judges; the case's person where not said"},
            {.name = "reason", .kind = PL_OPT_TEXT, .value = "CODE", .text = "why: --reasons shows the codes"},
            {.name = "text", .kind = PL_OPT_TEXT, .value = "T", .text = "why, in words"},
            {.name = "expires", .kind = PL_OPT_TEXT, .value = "DAY", .text = "from that day on it is asked again"},
            {.name = "queue", .text = "what waits for judgement"},
            {.name = "overdue",
             .kind = PL_OPT_INT,
             .value = "DAYS",
             .text = "what waits longer is overdue",
             .def = "7",
             .min = 0,
             .max = 36500},
            {.name = "withdraw",
             .kind = PL_OPT_TEXT,
             .value = "ENTRY",
             .text = "take back the decision of that journal entry"},
            {.name = "reasons", .text = "the reason codes"},
            PL_CMD_KNOWN_AT,
            {.name = "json", .text = "JSON Lines, the last a summary"},
            {.name = "csv", .text = "CSV, of the queue"},
            {.name = NULL}},
    .args = (const struct pl_arg[]){{"QUERY ENTRY", "the party as asked (or a screening), and the entry", 0, 2},
                                    {.name = NULL}},
    .examples = (const char *const[]){"plimsoll -C demo-case decide --queue", "what waits", NULL},
    .needs_case = true,
    .run = run_decide,
};

/* ---- screen report ---- */

static int run_report(const struct pl_args *args) {
    struct pl_error err = {0};
    struct pl_review_ask ask;
    PL_BUF_AUTO out = {0};
    int status = read_review(args, true, &ask);
    if (status != 0) {
        return status;
    }
    pl_buf_open(&out, ANSWER_MAX);
    int code = pl_review_report(&ask, &out, &err);
    code = code == 0 ? print(&out, &err) : code;
    return code == 0 ? 0 : pl_cmd_fail(NULL, &err);
}

const struct pl_cmd pl_cmd_screen_report = {
    .name = "screen report",
    .summary = "what an auditor asks: what was screened, against what, when, who cleared it and why",
    .text = "Each kept screening of the time with the copies of the lists that it searched and the versions that "
            "decided; then each candidate that reached the threshold, once for each party and entry, with its state, "
            "who decided, why and when, and whether it is overdue.",
    .opts =
        (const struct pl_opt[]){
            {.name = "from", .kind = PL_OPT_TIME, .value = "TIME", .text = "screenings from then on"},
            {.name = "to", .kind = PL_OPT_TIME, .value = "TIME", .text = "and before then"},
            {.name = "overdue",
             .kind = PL_OPT_INT,
             .value = "DAYS",
             .text = "what waits longer is overdue",
             .def = "7",
             .min = 0,
             .max = 36500},
            PL_CMD_KNOWN_AT,
            {.name = "json", .text = "JSON Lines, the last a summary"},
            {.name = "csv", .text = "CSV with a header"},
            {.name = NULL}},
    .args = (const struct pl_arg[]){{.name = NULL}},
    .examples = (const char *const[]){"plimsoll -C demo-case screen report --from 2026-01-01", "a report", NULL},
    .needs_case = true,
    .run = run_report,
};
