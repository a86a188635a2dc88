#include <stdio.h>

#include "app/init.h"
#include "base/log.h"
#include "cmd/cmd.h"
#include "text/json.h"

#include "base/ban.h"

static int tell(const struct pl_args *args, const struct pl_init_done *done, struct pl_error *err) {
    struct pl_json json;
    PL_BUF_AUTO out;
    pl_buf_open(&out, 65536);
    if (!pl_args_flag(args, "json")) {
        pl_log_note("made the case %s; next: plimsoll -C %s import FILE...", pl_args_at(args, 0), pl_args_at(args, 0));
        return 0;
    }
    pl_json_start(&json, &out);
    pl_json_record(&json, "summary");
    pl_json_key(&json, "case");
    pl_json_text(&json, pl_args_at(args, 0));
    pl_json_key(&json, "participant");
    pl_json_text(&json, pl_args_text(args, "participant"));
    pl_json_key(&json, "participant_key");
    pl_json_hex(&json, done->participant.b, PL_KEY_BYTES);
    pl_json_key(&json, "person_key");
    pl_json_hex(&json, done->person.b, PL_KEY_BYTES);
    pl_json_key(&json, "exercise");
    pl_json_bool(&json, pl_args_flag(args, "exercise"));
    pl_json_key(&json, "journal");
    pl_json_u64(&json, 2);
    pl_json_record_end(&json);
    return fwrite(out.p, 1, out.n, stdout) == out.n ? 0 : pl_fail(err, PL_E_IO, "the output cannot be written");
}

static int run(const struct pl_args *args) {
    struct pl_error err = {0};
    struct pl_init_done done;
    struct pl_init_options options = {.participant = pl_str_from(pl_args_text(args, "participant")),
                                      .person = pl_str_from(pl_args_text(args, "person")),
                                      .exercise = pl_args_flag(args, "exercise"),
                                      .now = pl_time_now()};
    if (options.participant.n == 0) {
        return pl_cmd_usage(args, "--participant NAME says who takes part, such as a state or an authority");
    }
    int code = pl_init_run(pl_args_at(args, 0), &options, &done, &err);
    code = code == 0 ? tell(args, &done, &err) : code;
    return code == 0 ? 0 : pl_cmd_fail(NULL, &err);
}

const struct pl_cmd pl_cmd_init = {
    .name = "init",
    .summary = "make a case: a folder for everything received, said and concluded",
    .text = "Makes the folder with an empty journal, two Ed25519 keys (of the participant, and of the person under it; "
            "in DIR/keys, readable by you alone) and the first two journal entries: the opening of the case, and the "
            "participant's delegation to the person.\n\nThe folder may exist if it is empty. A case holds either an "
            "exercise or reality, never both: the first import decides, or --exercise.",
    .opts =
        (const struct pl_opt[]){
            {.name = "participant", .kind = PL_OPT_TEXT, .value = "NAME", .text = "who takes part; required"},
            {.name = "person", .kind = PL_OPT_TEXT, .value = "NAME", .text = "who writes (default: the participant)"},
            {.name = "exercise", .text = "the case holds an exercise"},
            {.name = "json", .text = "one summary as a JSON line"},
            {.name = NULL}},
    .args = (const struct pl_arg[]){{"DIR", "the folder to make", 1, 1}, {.name = NULL}},
    .examples = (const char *const[]){"plimsoll init demo-case --participant \"Coast Guard\" --person \"A. Officer\"",
                                      "a new case", NULL},
    .run = run,
};
