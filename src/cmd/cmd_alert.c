#include <stdio.h>
#include <string.h>

#include "app/alert_deliver.h"
#include "app/alert_json.h"
#include "app/case_view.h"
#include "base/log.h"
#include "cmd/cmd.h"
#include "cmd/knowledge.h"
#include "text/plural.h"

#include "base/ban.h"

#define ARENA_MAX  ((size_t)1 << 32)
#define ANSWER_MAX ((size_t)1 << 30)

static int print(struct pl_buf *out, struct pl_error *err) {
    if (pl_buf_failed(out)) {
        return pl_fail(err, PL_E_NOMEM, "out of memory for the output");
    }
    return out->n == 0 || fwrite(out->p, 1, out->n, stdout) == out->n
               ? 0
               : pl_fail(err, PL_E_IO, "the output cannot be written");
}

static void add_time(struct pl_buf *out, pl_time at) { pl_time_write(out, at - at % PL_SECOND_US); }

/* ---- alerts ---- */

static void say_alert(struct pl_buf *out, const struct pl_alert *a) {
    char hex[65];
    pl_hash_hex(a->id, hex);
    pl_buf_add_fmt(out, "%.12s  %-12s  ", hex, pl_alert_state_word(a->state));
    pl_case_say(out, a->about);
    if (a->rule != NULL) {
        pl_buf_add_str(out, PL_STR("  ["));
        pl_case_say(out, a->rule->name);
        pl_buf_add_char(out, ']');
    }
    if (a->assigned.n > 0) {
        pl_buf_add_str(out, PL_STR("  to "));
        pl_case_say(out, a->assigned);
    }
    if (a->state == PL_ALERT_SNOOZED) {
        pl_buf_add_str(out, PL_STR("  until "));
        add_time(out, a->until);
    }
    if (a->reason.n > 0) {
        pl_buf_add_str(out, PL_STR("  because "));
        pl_case_say(out, a->reason);
    }
    if (a->changed) {
        pl_buf_add_str(out, PL_STR("  its facts changed since"));
    }
    pl_buf_add_char(out, '\n');
}

static void say_alerts(struct pl_buf *out, const struct pl_alerts *alerts, const struct pl_alert_wish *wish) {
    uint64_t shown = 0, counts[PL_ALERT_STATES] = {0};
    for (size_t i = 0; i < alerts->n; i++) {
        counts[alerts->list[i].state]++;
        if (pl_alert_wished(&alerts->list[i], wish)) {
            shown++;
            say_alert(out, &alerts->list[i]);
        }
    }
    pl_buf_add_fmt(out, "%s%llu %s; %llu snoozed, %llu dismissed; leads, not findings\n",
                   alerts->view.exercise ? "EXERCISE: " : "", (unsigned long long)shown,
                   pl_plural(shown, "alert", "alerts"), (unsigned long long)counts[PL_ALERT_SNOOZED],
                   (unsigned long long)counts[PL_ALERT_DISMISSED]);
    if (alerts->n_rules == 0) {
        pl_log_note("no rule of watching is set: `plimsoll alert rule`");
    }
    pl_cmd_tell_knowledge(&alerts->view.known);
}

static int run_alerts(const struct pl_args *args) {
    struct pl_error err = {0};
    struct pl_alerts alerts = {0};
    const char *state = pl_args_text(args, "state");
    struct pl_alert_wish wish = {.rule = -1};
    pl_time known_at = PL_TIME_NONE;
    PL_ARENA_AUTO arena;
    PL_BUF_AUTO out;
    pl_arena_open(&arena, ARENA_MAX);
    pl_buf_open(&out, ANSWER_MAX);
    wish.state = state != NULL ? state : pl_args_flag(args, "all") ? "all" : "open";
    int status = pl_cmd_known_at(args, &known_at);
    if (status != 0) {
        return status;
    }
    int code = pl_alerts_read(pl_args_case(args), known_at, pl_time_now(), &arena, &alerts, &err);
    if (code == 0 && pl_args_flag(args, "json")) {
        code = pl_alerts_json(&alerts, &wish, &out, &err);
    } else if (code == 0) {
        say_alerts(&out, &alerts, &wish);
    }
    code = code == 0 ? print(&out, &err) : code;
    return code == 0 ? 0 : pl_cmd_fail(NULL, &err);
}

#define OPT_JSON                                                                                                       \
    { .name = "json", .text = "JSON Lines, the last a summary" }

const struct pl_cmd pl_cmd_alerts = {
    .name = "alerts",
    .summary = "what the rules of watching ask to be told of",
    .text = "Each rule (`alert rule`) is asked of every event of the case. Without options those that nobody has put "
            "aside. A dismissed alert stays dismissed until its facts change: more reports, another end, another grade "
            "or explanation of the silence, another possible call.",
    .opts = (const struct pl_opt[]){{.name = "all", .text = "also snoozed, dismissed and gone ones"},
                                    {.name = "state",
                                     .kind = PL_OPT_TEXT,
                                     .value = "STATE",
                                     .text = "only these: new, acknowledged, snoozed, dismissed or gone"},
                                    PL_CMD_KNOWN_AT,
                                    OPT_JSON,
                                    PL_CMD_CSV,
                                    {.name = NULL}},
    .args = (const struct pl_arg[]){{.name = NULL}},
    .examples = (const char *const[]){"plimsoll -C demo-case alerts --all --json", "every alert with its event", NULL},
    .records = "AlertList",
    .needs_case = true,
    .run = run_alerts,
};

/* ---- rules ---- */

static int run_rule(const struct pl_args *args) {
    PL_ACTING_AUTO acting = {0};
    struct pl_error err = {0};
    struct pl_alert_rule rule = {.name = pl_str_trim(pl_str_from(pl_args_at(args, 0))),
                                 .ship = pl_str_trim(pl_str_from(pl_args_text(args, "ship"))),
                                 .min_hours = pl_args_number(args, "min-hours", 0),
                                 .surprising = pl_args_flag(args, "surprising"),
                                 .lists = pl_args_flag(args, "lists")};
    const char *area = pl_args_text(args, "area");
    int64_t seq = -1;
    if (area != NULL && !pl_alert_area_read(pl_str_from(area), &rule)) {
        return pl_cmd_usage(args, "--area is WEST,SOUTH,EAST,NORTH in degrees, not \"%.60s\"", area);
    }
    for (size_t i = 0; i < pl_args_count(args, "event"); i++) {
        int type = pl_event_type_of(pl_str_from(pl_args_nth(args, "event", i)));
        if (type < 0) {
            return pl_cmd_usage(args, "there is no event type \"%.60s\"", pl_args_nth(args, "event", i));
        }
        rule.types |= 1u << type;
    }
    int code = pl_alert_rule_check(&rule, &err);
    code = code == 0 ? pl_acting_open(pl_args_case(args), "plimsoll alert rule", pl_time_now(), &acting, &err) : code;
    code = code == 0 ? pl_alert_rule_set(&acting, &rule, &seq, &err) : code;
    if (code == 0) {
        pl_log_note("rule %lld is signed; `plimsoll alerts` shows what it finds", (long long)seq);
    }
    return code == 0 ? 0 : pl_cmd_fail(NULL, &err);
}

const struct pl_cmd pl_cmd_alert_rule = {
    .name = "alert rule",
    .summary = "set a rule of watching: what is to be told",
    .text =
        "A rule asks for events of the types named (every type where none is), in an area (where the event is, begins "
        "or ends), of a ship, of a least length; or for new hits of the watch list when lists change. It counts for "
        "what is in the case already, too. Meetings that were found not feasible are never told.",
    .opts =
        (const struct pl_opt[]){
            {.name = "area",
             .kind = PL_OPT_TEXT,
             .value = "W,S,E,N",
             .text = "in degrees; west greater than east crosses 180 degrees"},
            {.name = "ship", .kind = PL_OPT_TEXT, .value = "NUMBER", .text = "MMSI or IMO number"},
            {.name = "event", .kind = PL_OPT_TEXT, .value = "TYPE", .text = "gap, encounter, ...", .repeat = true},
            {.name = "min-hours", .kind = PL_OPT_NUMBER, .value = "H", .text = "events of at least this length"},
            {.name = "surprising", .text = "no silences that reception explains, no events that an area explains"},
            {.name = "lists", .text = "new hits of the watch list"},
            {.name = NULL}},
    .args = (const struct pl_arg[]){{"NAME", "what the rule is called", 1, 1}, {.name = NULL}},
    .examples = (const char *const[]){"plimsoll -C demo-case alert rule \"silences off the west coast\" --event gap "
                                      "--area 118,36,126,41 --surprising",
                                      "silences that nothing explains", NULL},
    .needs_case = true,
    .run = run_rule,
};

static int run_rule_end(const struct pl_args *args) {
    PL_ACTING_AUTO acting = {0};
    struct pl_error err = {0};
    int64_t rule = -1, seq = -1;
    if (!pl_str_i64(pl_str_from(pl_args_at(args, 0)), &rule) || rule < 0) {
        return pl_cmd_usage(args, "a rule is named by its number; `alert rules` shows them");
    }
    int code = pl_acting_open(pl_args_case(args), "plimsoll alert end-rule", pl_time_now(), &acting, &err);
    code = code == 0 ? pl_alert_rule_end(&acting, rule, pl_str_from(pl_args_text(args, "reason")), &seq, &err) : code;
    return code == 0 ? 0 : pl_cmd_fail(NULL, &err);
}

const struct pl_cmd pl_cmd_alert_end_rule = {
    .name = "alert end-rule",
    .summary = "end a rule of watching",
    .opts = (const struct pl_opt[]){{.name = "reason", .kind = PL_OPT_TEXT, .value = "TEXT", .text = "why"},
                                    {.name = NULL}},
    .args = (const struct pl_arg[]){{"NUMBER", "the rule", 1, 1}, {.name = NULL}},
    .examples =
        (const char *const[]){"plimsoll -C demo-case alert end-rule 9 --reason \"the area is covered by rule 13\"",
                              "no longer told", NULL},
    .needs_case = true,
    .run = run_rule_end,
};

static void say_rule(struct pl_buf *out, const struct pl_alert_rule *r) {
    pl_buf_add_fmt(out, "%lld  ", (long long)r->seq);
    pl_case_say(out, r->name);
    pl_buf_add_str(out, r->lists ? PL_STR("  changes of lists") : PL_STR(""));
    for (int i = 0; i < PL_EVENT_TYPE_COUNT; i++) {
        if ((r->types >> i & 1) != 0) {
            pl_buf_add_fmt(out, "  %s", pl_event_type_name(i));
        }
    }
    pl_buf_add_str(out, r->has_box ? PL_STR("  in an area") : PL_STR(""));
    pl_buf_add_str(out, r->surprising ? PL_STR("  surprising only") : PL_STR(""));
    if (r->ship.n > 0) {
        pl_buf_add_str(out, PL_STR("  ship "));
        pl_case_say(out, r->ship);
    }
    pl_buf_add_str(out, PL_STR("  by "));
    pl_case_say(out, r->by);
    pl_buf_add_char(out, '\n');
}

static int say_rules(const char *dir, struct pl_buf *out, struct pl_error *err) {
    PL_CASE_VIEW_AUTO view = {0};
    PL_ARENA_AUTO arena;
    struct pl_alert_rule *rules = NULL;
    size_t n = 0;
    pl_arena_open(&arena, ARENA_MAX);
    int code = pl_case_view_open(dir, PL_TIME_NONE, &view, err);
    code = code == 0 ? pl_alert_rules_read(view.c, view.before, &arena, &rules, &n, err) : code;
    for (size_t i = 0; code == 0 && i < n; i++) {
        say_rule(out, &rules[i]);
    }
    return code;
}

static int run_rules(const struct pl_args *args) {
    struct pl_error err = {0};
    const char *dir = pl_args_case(args);
    PL_BUF_AUTO out;
    pl_buf_open(&out, ANSWER_MAX);
    int code =
        pl_args_flag(args, "json") ? pl_alert_rules_json(dir, PL_TIME_NONE, &out, &err) : say_rules(dir, &out, &err);
    code = code == 0 ? print(&out, &err) : code;
    return code == 0 ? 0 : pl_cmd_fail(NULL, &err);
}

const struct pl_cmd pl_cmd_alert_rules = {
    .name = "alert rules",
    .summary = "the rules of watching that stand",
    .opts = (const struct pl_opt[]){OPT_JSON, PL_CMD_CSV, {.name = NULL}},
    .args = (const struct pl_arg[]){{.name = NULL}},
    .examples = (const char *const[]){"plimsoll -C demo-case alert rules", "with their numbers", NULL},
    .records = "AlertRuleList",
    .needs_case = true,
    .run = run_rules,
};

/* ---- dealing with one ---- */

static int deal(const struct pl_args *args, const struct pl_alert_act *act) {
    struct pl_error err = {0};
    int64_t seq = -1;
    int code = pl_alert_deal(pl_args_case(args), pl_time_now(), pl_args_at(args, 0), act, &seq, &err);
    if (code == 0) {
        pl_log_note("signed as journal entry %lld", (long long)seq);
    }
    return code == 0 ? 0 : pl_cmd_fail(NULL, &err);
}

static int run_acknowledge(const struct pl_args *args) {
    const struct pl_alert_act act = {.change = "acknowledge", .until = PL_TIME_NONE};
    return deal(args, &act);
}

static int run_assign(const struct pl_args *args) {
    const struct pl_alert_act act = {
        .change = "assign", .to = pl_str_trim(pl_str_from(pl_args_at(args, 1))), .until = PL_TIME_NONE};
    return deal(args, &act);
}

static int run_snooze(const struct pl_args *args) {
    struct pl_alert_act act = {.change = "snooze", .until = PL_TIME_NONE};
    if (!pl_time_parse(pl_str_from(pl_args_at(args, 1)), &act.until)) {
        return pl_cmd_usage(args, "until when? A time to come, such as 2030-01-31T06:00Z");
    }
    return deal(args, &act);
}

static int run_dismiss(const struct pl_args *args) {
    const struct pl_alert_act act = {
        .change = "dismiss", .reason = pl_str_trim(pl_str_from(pl_args_text(args, "reason"))), .until = PL_TIME_NONE};
    return deal(args, &act);
}

static int run_reopen(const struct pl_args *args) {
    const struct pl_alert_act act = {
        .change = "reopen", .reason = pl_str_trim(pl_str_from(pl_args_text(args, "reason"))), .until = PL_TIME_NONE};
    return deal(args, &act);
}

#define ARG_ALERT                                                                                                      \
    { "ID", "the alert: 8 or more digits of its id", 1, 1 }
#define OPT_REASON                                                                                                     \
    { .name = "reason", .kind = PL_OPT_TEXT, .value = "TEXT", .text = "why" }

const struct pl_cmd pl_cmd_alert_acknowledge = {
    .name = "alert acknowledge",
    .summary = "say that somebody looks at an alert",
    .opts = (const struct pl_opt[]){{.name = NULL}},
    .args = (const struct pl_arg[]){ARG_ALERT, {.name = NULL}},
    .examples =
        (const char *const[]){"plimsoll -C demo-case alert acknowledge 1f2e3d4c5b6a", "it is being looked at", NULL},
    .needs_case = true,
    .run = run_acknowledge,
};

const struct pl_cmd pl_cmd_alert_assign = {
    .name = "alert assign",
    .summary = "give an alert to a person",
    .opts = (const struct pl_opt[]){{.name = NULL}},
    .args = (const struct pl_arg[]){ARG_ALERT, {"PERSON", "who looks at it", 1, 1}, {.name = NULL}},
    .examples =
        (const char *const[]){"plimsoll -C demo-case alert assign 1f2e3d4c5b6a \"B. Watch\"", "it is theirs", NULL},
    .needs_case = true,
    .run = run_assign,
};

const struct pl_cmd pl_cmd_alert_snooze = {
    .name = "alert snooze",
    .summary = "put an alert aside until a time",
    .opts = (const struct pl_opt[]){{.name = NULL}},
    .args = (const struct pl_arg[]){ARG_ALERT, {"TIME", "until when", 1, 1}, {.name = NULL}},
    .examples = (const char *const[]){"plimsoll -C demo-case alert snooze 1f2e3d4c5b6a 2031-01-31T06:00Z",
                                      "told again then", NULL},
    .needs_case = true,
    .run = run_snooze,
};

const struct pl_cmd pl_cmd_alert_dismiss = {
    .name = "alert dismiss",
    .summary = "put an alert aside, with a reason, until its facts change",
    .opts = (const struct pl_opt[]){OPT_REASON, {.name = NULL}},
    .args = (const struct pl_arg[]){ARG_ALERT, {.name = NULL}},
    .examples =
        (const char *const[]){
            "plimsoll -C demo-case alert dismiss 1f2e3d4c5b6a --reason \"the port confirmed the repair\"",
            "not told again", NULL},
    .needs_case = true,
    .run = run_dismiss,
};

const struct pl_cmd pl_cmd_alert_reopen = {
    .name = "alert reopen",
    .summary = "take an alert up again that was put aside",
    .opts = (const struct pl_opt[]){OPT_REASON, {.name = NULL}},
    .args = (const struct pl_arg[]){ARG_ALERT, {.name = NULL}},
    .examples =
        (const char *const[]){"plimsoll -C demo-case alert reopen 1f2e3d4c5b6a --reason \"the port took it back\"",
                              "new again", NULL},
    .needs_case = true,
    .run = run_reopen,
};

static int run_deliver(const struct pl_args *args) {
    struct pl_error err = {0};
    struct pl_alerts alerts = {0};
    const char *targets[] = {pl_args_text(args, "file"), pl_args_text(args, "command"), pl_args_text(args, "mail")};
    struct pl_deliver d = {.dir = pl_args_case(args),
                           .rule = pl_args_int(args, "rule", -1),
                           .seconds = (unsigned)pl_args_int(args, "seconds", PL_DELIVER_SECONDS)};
    unsigned given = 0;
    uint64_t n = 0;
    PL_ARENA_AUTO arena;
    pl_arena_open(&arena, ARENA_MAX);
    for (int i = 0; i < 3; i++) {
        if (targets[i] != NULL) {
            d.kind = i;
            d.target = targets[i];
            given++;
        }
    }
    if (given != 1) {
        return pl_cmd_usage(args, "choose one of --file, --command and --mail");
    }
    int code = pl_alerts_read(d.dir, PL_TIME_NONE, pl_time_now(), &arena, &alerts, &err);
    code = code == 0 ? pl_alerts_deliver(&alerts, &d, &n, &err) : code;
    if (code == 0 || n > 0) {
        pl_log_note("%llu %s delivered", (unsigned long long)n, pl_plural(n, "alert", "alerts"));
    }
    return code == 0 ? 0 : pl_cmd_fail(NULL, &err);
}

const struct pl_cmd pl_cmd_alert_deliver = {
    .name = "alert deliver",
    .summary = "give new alerts out to a file, a program or by mail, each once",
    .text =
        "Where to is never read from the case: a case that somebody else wrote must not start programs. The program "
        "is run for each alert, without a shell, with the alert's JSON line on its standard input. Mail goes through "
        "the `sendmail` program of the system.",
    .opts =
        (const struct pl_opt[]){
            {.name = "file", .kind = PL_OPT_TEXT, .value = "FILE", .text = "append JSON Lines to it"},
            {.name = "command", .kind = PL_OPT_TEXT, .value = "PROGRAM", .text = "run it for each"},
            {.name = "mail", .kind = PL_OPT_TEXT, .value = "ADDRESS", .text = "send a message for each"},
            {.name = "rule", .kind = PL_OPT_INT, .value = "N", .text = "only alerts of this rule", .max = INT64_MAX},
            {.name = "seconds",
             .kind = PL_OPT_INT,
             .value = "S",
             .text = "end a program that takes longer for one alert",
             .def = "60",
             .min = 1,
             .max = 3600},
            {.name = NULL}},
    .args = (const struct pl_arg[]){{.name = NULL}},
    .examples = (const char *const[]){"plimsoll -C demo-case alert deliver --file alerts.jsonl",
                                      "those that the file does not have yet", NULL},
    .needs_case = true,
    .run = run_deliver,
};
