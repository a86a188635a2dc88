#include <stdio.h>

#include "app/screen_validate.h"
#include "cmd/cmd.h"

#include "base/ban.h"

static int run(const struct pl_args *args) {
    struct pl_error err = {0};
    PL_BUF_AUTO out;
    struct pl_validate o = {.dir = pl_args_case(args),
                            .names = pl_args_at(args, 0),
                            .planted = (unsigned)pl_args_int(args, "planted", 200),
                            .seed = (uint64_t)pl_args_int(args, "seed", 1),
                            .threads = (unsigned)pl_args_int(args, "threads", 1),
                            .json = pl_args_flag(args, "json"),
                            .now = pl_time_now()};
    pl_buf_open(&out, (size_t)16 << 20);
    int code = pl_validate_run(&o, &out, &err);
    if (code == 0 && fwrite(out.p, 1, out.n, stdout) != out.n) {
        code = pl_fail(&err, PL_E_IO, "the output cannot be written");
    }
    return code == 0 ? 0 : pl_cmd_fail(code == PL_E_FORMAT ? o.names : NULL, &err);
}

const struct pl_cmd pl_cmd_screen_validate = {
    .name = "screen validate",
    .summary = "plant known names and slips among your own, and see what is found at each threshold",
    .text = "Draws entries of the case's lists by the seed and asks for each by its main name as it is, with a typing "
            "slip, with the last part first, with another spelling of a sound, and with a part left out; then asks for "
            "all names of the file. Shown is, at each threshold, the share of planted names that found their entry and "
            "how many names of the file raised an alert. The variants are made by rules, not observed.",
    .opts = (const struct pl_opt[]){{.name = "planted",
                                     .kind = PL_OPT_INT,
                                     .value = "N",
                                     .text = "entries that are drawn",
                                     .def = "200",
                                     .min = 1,
                                     .max = 100000},
                                    {.name = "seed",
                                     .kind = PL_OPT_INT,
                                     .value = "N",
                                     .text = "the same seed draws the same",
                                     .def = "1",
                                     .min = 0,
                                     .max = 1000000000},
                                    {.name = "threads",
                                     .kind = PL_OPT_INT,
                                     .value = "N",
                                     .text = "threads to make the lists ready",
                                     .def = "1",
                                     .min = 1,
                                     .max = 256},
                                    {.name = "json", .text = "JSON Lines, the last a summary"},
                                    PL_CMD_CSV,
                                    {.name = NULL}},
    .args = (const struct pl_arg[]){{"NAMES.csv", "your own names: id, name, and where wanted schema and so on", 1, 1},
                                    {.name = NULL}},
    .examples =
        (const char *const[]){"plimsoll -C demo-case screen validate names.csv", "detection against threshold", NULL},
    .records = "threshold,found,alerts",
    .needs_case = true,
    .run = run,
};
