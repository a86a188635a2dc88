#include <stdio.h>
#include <string.h>

#include "app/case_sum.h"
#include "app/check.h"
#include "base/log.h"
#include "cmd/cmd.h"
#include "text/json.h"

#include "base/ban.h"

struct output {
    bool as_json;
    struct pl_buf buf;
    struct pl_json json;
};

static int flush(struct output *out, struct pl_error *err) {
    fwrite(out->buf.p != NULL ? out->buf.p : "", 1, out->buf.n, stdout);
    pl_buf_clear(&out->buf);
    return pl_cmd_output_failed() ? pl_fail(err, PL_E_IO, "the output cannot be written") : PL_E_OK;
}

static int on_fault(void *ctx, const struct pl_check_fault *fault, struct pl_error *err) {
    struct output *out = ctx;
    if (!out->as_json) {
        pl_buf_add_fmt(&out->buf, "%s: %s: %s\n", fault->part, fault->where, fault->why);
        return flush(out, err);
    }
    pl_json_record(&out->json, strcmp(fault->part, "note") == 0 ? "note" : "fault");
    pl_json_key(&out->json, "part");
    pl_json_text(&out->json, fault->part);
    pl_json_key(&out->json, "where");
    pl_json_text(&out->json, fault->where);
    pl_json_key(&out->json, "why");
    pl_json_text(&out->json, fault->why);
    pl_json_record_end(&out->json);
    return flush(out, err);
}

static void write_u64(struct pl_json *json, const char *key, uint64_t value) {
    pl_json_key(json, key);
    pl_json_u64(json, value);
}

static void write_summary(struct pl_json *json, const struct pl_check_done *done) {
    pl_json_record(json, "summary");
    pl_json_key(json, "holds");
    pl_json_bool(json, done->faults == 0);
    write_u64(json, "faults", done->faults);
    write_u64(json, "entries", done->entries);
    write_u64(json, "objects", done->objects);
    write_u64(json, "members", done->members);
    write_u64(json, "reports", done->reports);
    write_u64(json, "events", done->events);
    write_u64(json, "notes", done->notes);
    pl_json_key(json, "derived_anew");
    pl_json_bool(json, done->derived);
    write_u64(json, "rows", done->rows);
    write_u64(json, "blocks", done->blocks);
    pl_json_key(json, "last_leaf");
    pl_json_text(json, done->last_leaf[0] != '\0' ? done->last_leaf : NULL);
    pl_json_key(json, "detected");
    pl_json_bool(json, !done->unseen);
    pl_json_key(json, "read_only");
    pl_json_text(json, done->read_only[0] != '\0' ? done->read_only : NULL);
    if (done->exercise) {
        pl_json_key(json, "exercise");
        pl_json_bool(json, true);
    }
    pl_json_record_end(json);
}

static void conclude_in_words(const struct pl_check_done *done) {
    const char *rest = done->derived ? "" : "; tables, events and the box index were not derived anew";
    if (done->faults > 0) {
        pl_log_note("not all is as it was: %llu faults%s", (unsigned long long)done->faults, rest);
    } else if (done->derived) {
        pl_log_note("all as it was signed; %llu rows and %llu blocks derived anew are those of the case",
                    (unsigned long long)done->rows, (unsigned long long)done->blocks);
    } else {
        pl_log_note("journal, exhibits and blocks as they were signed%s: `check` without --quick does it", rest);
    }
}

static int conclude(struct output *out, const struct pl_check_done *done, struct pl_error *err) {
    if (out->as_json) {
        write_summary(&out->json, done);
        return flush(out, err);
    }
    pl_log_note("%llu journal entries, %llu objects, %llu members, %llu reports, %llu events",
                (unsigned long long)done->entries, (unsigned long long)done->objects, (unsigned long long)done->members,
                (unsigned long long)done->reports, (unsigned long long)done->events);
    if (done->unseen) {
        pl_log_note("something imported has not been through detection yet; any import without --no-detect does it");
    }
    if (done->read_only[0] != '\0') {
        pl_log_note("the case is read-only: %s", done->read_only);
    }
    if (done->last_leaf[0] != '\0') {
        pl_log_note("the journal has %llu entries, the last leaf is %s; entries cut off its end leave no trace here: "
                    "compare both with what an earlier check printed",
                    (unsigned long long)done->entries, done->last_leaf);
    }
    conclude_in_words(done);
    return PL_E_OK;
}

static int run(const struct pl_args *args) {
    struct pl_error err = {0};
    struct pl_check_done done;
    struct output out = {.as_json = pl_args_flag(args, "json")};
    pl_buf_open(&out.buf, (size_t)1 << 20);
    pl_json_start(&out.json, &out.buf);
    struct pl_check_options options = {.quick = pl_args_flag(args, "quick")};
    int code = pl_check_run(pl_args_case(args), &options, on_fault, &out, &done, &err);
    if (code == 0) {
        pl_case_checked(pl_args_case(args), pl_time_now(), &done, options.quick);
        code = conclude(&out, &done, &err);
    }
    pl_buf_close(&out.buf);
    if (code != 0) {
        return pl_cmd_fail(NULL, &err);
    }
    return done.faults > 0 ? pl_code_exit_status(PL_E_CHECK) : 0;
}

const struct pl_cmd pl_cmd_check = {
    .name = "check",
    .summary = "verify everything in the case: exhibits, journal, positions, events",
    .text =
        "Hashes every exhibit again and its chunk roots, follows the journal's chain, verifies every signature and "
        "delegation and every value against its commitment, decodes every block of positions, and reads every event "
        "and kept state. Then it derives every row and block anew from the journal and the exhibits, in a temporary "
        "folder of $TMPDIR that is removed, and compares them with those of the case: this takes as long as `rebuild`, "
        "and --quick leaves it out. Prints what is wrong and where, of each table the first row that differs; exit "
        "status 1 when something is. Damage to positions, events or tables is repaired by `rebuild`; damage to an "
        "exhibit or the journal only by a backup. Files that nothing in the case names are noted; they are no "
        "fault.\n\n"
        "Entries that were cut off the end of the journal together with their rows leave no trace in the case: note "
        "the size and the last leaf that `check` prints, and compare.",
    .opts = (const struct pl_opt[]){{.name = "quick",
                                     .text = "derive nothing anew: exhibits, journal, signatures and blocks only"},
                                    {.name = "json", .text = "JSON Lines: one object a fault, the last a summary"},
                                    PL_CMD_CSV,
                                    {.name = NULL}},
    .args = (const struct pl_arg[]){{.name = NULL}},
    .examples = (const char *const[]){"plimsoll -C demo-case check", "is all as it was?", NULL},
    .records = "part,where,why",
    .needs_case = true,
    .run = run,
};
