#include <stdio.h>

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
    pl_json_object(&out->json);
    pl_json_key(&out->json, "type");
    pl_json_text(&out->json, "fault");
    pl_json_key(&out->json, "part");
    pl_json_text(&out->json, fault->part);
    pl_json_key(&out->json, "where");
    pl_json_text(&out->json, fault->where);
    pl_json_key(&out->json, "why");
    pl_json_text(&out->json, fault->why);
    pl_json_object_end(&out->json);
    pl_json_line_end(&out->json);
    return flush(out, err);
}

static void write_u64(struct pl_json *json, const char *key, uint64_t value) {
    pl_json_key(json, key);
    pl_json_u64(json, value);
}

static void write_summary(struct pl_json *json, const struct pl_check_done *done) {
    pl_json_object(json);
    pl_json_key(json, "type");
    pl_json_text(json, "summary");
    pl_json_key(json, "holds");
    pl_json_bool(json, done->faults == 0);
    write_u64(json, "faults", done->faults);
    write_u64(json, "entries", done->entries);
    write_u64(json, "objects", done->objects);
    write_u64(json, "members", done->members);
    write_u64(json, "reports", done->reports);
    write_u64(json, "events", done->events);
    pl_json_key(json, "detected");
    pl_json_bool(json, !done->unseen);
    pl_json_key(json, "read_only");
    pl_json_text(json, done->read_only[0] != '\0' ? done->read_only : NULL);
    if (done->exercise) {
        pl_json_key(json, "exercise");
        pl_json_bool(json, true);
    }
    pl_json_object_end(json);
    pl_json_line_end(json);
}

static int conclude(struct output *out, const struct pl_check_done *done, struct pl_error *err) {
    if (out->as_json) {
        write_summary(&out->json, done);
        return flush(out, err);
    }
    pl_log_note("%llu journal entries, %llu objects, %llu members, %llu reports, %llu events: %s",
                (unsigned long long)done->entries, (unsigned long long)done->objects, (unsigned long long)done->members,
                (unsigned long long)done->reports, (unsigned long long)done->events,
                done->faults == 0 ? "all as it was signed" : "not all is as it was");
    if (done->unseen) {
        pl_log_note("something imported has not been through detection yet; any import without --no-detect does it");
    }
    if (done->read_only[0] != '\0') {
        pl_log_note("the case is read-only: %s", done->read_only);
    }
    return PL_E_OK;
}

static int run(const struct pl_args *args) {
    struct pl_error err = {0};
    struct pl_check_done done;
    struct output out = {.as_json = pl_args_flag(args, "json")};
    pl_buf_open(&out.buf, (size_t)1 << 20);
    pl_json_start(&out.json, &out.buf);
    int code = pl_check_run(pl_args_case(args), on_fault, &out, &done, &err);
    if (code == 0) {
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
        "and kept state. Prints what is wrong and where; exit status 1 when something is. Damage to positions, "
        "events or tables is repaired by `rebuild`; damage to an exhibit or the journal only by a backup.",
    .opts = (const struct pl_opt[]){{.name = "json", .text = "JSON Lines: one object a fault, the last a summary"},
                                    {.name = NULL}},
    .args = (const struct pl_arg[]){{.name = NULL}},
    .examples = (const char *const[]){"plimsoll -C demo-case check", "is all as it was?", NULL},
    .needs_case = true,
    .run = run,
};
