#include <stdio.h>

#include "app/ships.h"
#include "base/log.h"
#include "cmd/cmd.h"
#include "cmd/knowledge.h"
#include "text/plural.h"

#include "base/ban.h"

#define ARENA_MAX ((size_t)1 << 30)
#define LINES_MAX ((size_t)1 << 30)

static void say_ship(struct pl_buf *out, const struct pl_ship_row *row) {
    char name[64], callsign[32];
    uint64_t events = 0;
    for (int type = 0; type < (int)PL_EVENT_TYPE_COUNT; type++) {
        events += pl_event_type_shown(type) ? row->events[type] : 0;
    }
    pl_log_safe(row->n_names > 0 ? row->names[0] : PL_STR(""), name, sizeof name);
    pl_log_safe(row->callsign, callsign, sizeof callsign);
    pl_buf_add_fmt(out, "%09u  %-20s  %-7.*s  %-7s  %-2s  ", row->mmsi, name, (int)row->imo.n, row->imo.p, callsign,
                   row->flag != NULL ? row->flag : "");
    pl_time_write(out, row->first - row->first % PL_SECOND_US);
    pl_buf_add_str(out, PL_STR("  "));
    pl_time_write(out, row->last - row->last % PL_SECOND_US);
    pl_buf_add_fmt(out, "  %llu %s, %llu %s\n", (unsigned long long)row->reports,
                   pl_plural(row->reports, "report", "reports"), (unsigned long long)events,
                   pl_plural(events, "event", "events"));
}

static int run(const struct pl_args *args) {
    struct pl_error err = {0};
    struct pl_ship_row *rows = NULL;
    struct pl_ships_done done;
    const char *text = pl_args_at(args, 0);
    struct pl_ships_ask ask = {.dir = pl_args_case(args),
                               .text = pl_str_from(text != NULL ? text : ""),
                               .after = (uint32_t)pl_args_int(args, "after", 0),
                               .limit = (uint64_t)pl_args_int(args, "limit", 100)};
    PL_ARENA_AUTO arena;
    PL_BUF_AUTO out;
    pl_arena_open(&arena, ARENA_MAX);
    pl_buf_open(&out, LINES_MAX);
    int status = pl_cmd_known_at(args, &ask.known_at);
    if (status != 0) {
        return status;
    }
    int code = pl_ships_find(&ask, &arena, &rows, &done, &err);
    if (code == 0 && pl_args_flag(args, "json")) {
        pl_ships_json(rows, &done, &out);
    }
    for (uint64_t i = 0; code == 0 && !pl_args_flag(args, "json") && i < done.n; i++) {
        say_ship(&out, &rows[i]);
    }
    if (code == 0 && !pl_args_flag(args, "json")) {
        pl_buf_add_fmt(&out, "%s%llu %s", done.exercise ? "EXERCISE: " : "", (unsigned long long)done.n,
                       pl_plural(done.n, "ship", "ships"));
        if (done.next > 0) {
            pl_buf_add_fmt(&out, "; there are more: --after %u", done.next);
        }
        pl_buf_add_char(&out, '\n');
        pl_cmd_tell_knowledge(&done.known);
    }
    if (code == 0 && pl_buf_failed(&out)) {
        code = pl_fail(&err, PL_E_LIMIT, "the answer would be too large");
    }
    if (code == 0 && fwrite(out.p, 1, out.n, stdout) != out.n) {
        code = pl_fail(&err, PL_E_IO, "the output cannot be written");
    }
    return code == 0 ? 0 : pl_cmd_fail(NULL, &err);
}

const struct pl_cmd pl_cmd_ships = {
    .name = "ships",
    .summary = "the ships that a case heard, or those that a text finds",
    .text =
        "By MMSI: the name, IMO number and call sign that each said last, the state of its number, when it was heard, "
        "and how many events name it. A TEXT finds ships whose MMSI or IMO number begins with it, or that said it in "
        "a name or call sign, now or at any time.",
    .opts = (const struct pl_opt[]){{.name = "after",
                                     .kind = PL_OPT_INT,
                                     .value = "MMSI",
                                     .text = "ships of a greater MMSI",
                                     .def = "0",
                                     .max = UINT32_MAX},
                                    {.name = "limit",
                                     .kind = PL_OPT_INT,
                                     .value = "N",
                                     .text = "at most so many",
                                     .def = "100",
                                     .min = 1,
                                     .max = 1000000},
                                    PL_CMD_KNOWN_AT,
                                    {.name = "json", .text = "JSON Lines, the last a summary"},
                                    PL_CMD_CSV,
                                    {.name = NULL}},
    .args =
        (const struct pl_arg[]){{"TEXT", "part of a name or call sign, or how a number begins", 0, 1}, {.name = NULL}},
    .examples = (const char *const[]){"plimsoll -C demo-case ships --json", "every ship", NULL},
    .records = "ShipList",
    .needs_case = true,
    .run = run,
};
