#include <stdio.h>
#include <string.h>

#include "app/bundle.h"
#include "base/file.h"
#include "base/log.h"
#include "cmd/cmd.h"

#include "base/ban.h"

#define IDS_MAX 1024

static void tell(const struct pl_bundle_made *made, const char *path) {
    pl_log_note("%llu entries, something disclosed of %llu of them, %llu recordings opened, %llu withheld; "
                "`plimsoll-verify %s` checks it elsewhere",
                (unsigned long long)made->entries, (unsigned long long)made->disclosed,
                (unsigned long long)made->exhibits, (unsigned long long)made->withheld, path);
    if (made->files + made->files_withheld > 0) {
        pl_log_note("the files of %llu items are in it, stripped or plain text; of %llu it says why they are "
                    "withheld",
                    (unsigned long long)made->files, (unsigned long long)made->files_withheld);
    }
    if (made->files_unsaid > 0) {
        pl_log_warning("this copy of the case has no keys: of the files of %llu items nothing is in the bundle",
                       (unsigned long long)made->files_unsaid);
    }
    if (made->red > 0) {
        pl_log_warning("%llu entries of which something is disclosed are marked TLP:RED, as all are where nothing was "
                       "said: for named receivers only. `--up-to TLP:AMBER` keeps such entries closed",
                       (unsigned long long)made->red);
    }
}

static int run(const struct pl_args *args) {
    struct pl_error err = {0};
    PL_BUF_AUTO out = {0};
    struct pl_bundle_made made;
    pl_str ids[IDS_MAX], withhold[IDS_MAX];
    size_t n = pl_args_n(args), n_withhold = pl_args_count(args, "withhold");
    const char *exhibits = pl_args_text(args, "exhibits"), *files = pl_args_text(args, "files");
    struct pl_bundle_plan plan = {.ids = ids,
                                  .n_ids = n - 1,
                                  .withhold = withhold,
                                  .n_withhold = n_withhold,
                                  .exhibits = PL_BUNDLE_WHOLE,
                                  .up_to = pl_str_from(pl_args_text(args, "up-to"))};
    if (n - 1 > IDS_MAX || n_withhold > IDS_MAX) {
        return pl_cmd_usage(args, "at most %d ids at once", IDS_MAX);
    }
    if (exhibits != NULL) {
        pl_str word = pl_str_from(exhibits);
        plan.all_recordings = pl_str_eq(word, PL_STR("all"));
        plan.exhibits = pl_str_eq(word, PL_STR("none"))      ? PL_BUNDLE_NONE
                        : pl_str_eq(word, PL_STR("extract")) ? PL_BUNDLE_EXTRACT
                                                             : PL_BUNDLE_WHOLE;
        if (plan.exhibits == PL_BUNDLE_WHOLE && !plan.all_recordings && !pl_str_eq(word, PL_STR("cited"))) {
            return pl_cmd_usage(args, "--exhibits is none, extract, cited or all");
        }
    }
    if (files != NULL && strcmp(files, "none") == 0) {
        plan.files = PL_BUNDLE_FILES_NONE;
    } else if (files != NULL && strcmp(files, "stripped") != 0) {
        return pl_cmd_usage(args, "--files is none or stripped");
    }
    for (size_t i = 1; i < n; i++) {
        ids[i - 1] = pl_str_from(pl_args_at(args, i));
    }
    for (size_t i = 0; i < n_withhold; i++) {
        withhold[i] = pl_str_from(pl_args_nth(args, "withhold", i));
    }
    pl_buf_open(&out, PL_BUNDLE_BYTES_MAX);
    if (pl_file_exists(pl_args_at(args, 0)) && !pl_args_flag(args, "force")) {
        return pl_cmd_usage(args, "%s is there already: name another file, or --force to replace it",
                            pl_args_at(args, 0));
    }
    int code = pl_bundle_make(pl_args_case(args), &plan, &out, &made, &err);
    code = code == 0 ? pl_file_write(pl_args_at(args, 0), pl_buf_str(&out), 0600, &err) : code;
    if (code == 0) {
        tell(&made, pl_args_at(args, 0));
    }
    return code == 0 ? 0 : pl_cmd_fail(NULL, &err);
}

const struct pl_cmd pl_cmd_bundle = {
    .name = "bundle",
    .summary = "claims and findings with all they rest on, in one file that can be checked offline",
    .text = "Every entry of the log goes in as it was signed; of their contents only what the named filings rest on is "
            "disclosed. Protected sources stay aliases. Whoever receives it runs `plimsoll-verify`.",
    .opts = (const struct pl_opt[]){{.name = "exhibits",
                                     .kind = PL_OPT_TEXT,
                                     .value = "none|extract|cited|all",
                                     .def = "cited",
                                     .text = "of the recordings nothing, the parts with reports of the events' ships, "
                                             "those that heard these ships in whole, or all in whole: silence can be "
                                             "checked from whole ones only"},
                                    {.name = "files",
                                     .kind = PL_OPT_TEXT,
                                     .value = "none|stripped",
                                     .def = "stripped",
                                     .text = "of the items' files nothing, or photographs made anew without hidden "
                                             "data, plain text as it is, and of all others why they are withheld"},
                                    {.name = "withhold",
                                     .kind = PL_OPT_TEXT,
                                     .value = "ID",
                                     .repeat = true,
                                     .text = "a filing, or an import by its journal entry, that stays closed"},
                                    {.name = "up-to",
                                     .kind = PL_OPT_TEXT,
                                     .value = "MARKING",
                                     .text = "what is marked more restrictively stays closed (TLP:CLEAR, TLP:GREEN, "
                                             "TLP:AMBER, TLP:AMBER+STRICT); unset is TLP:RED"},
                                    {.name = "force", .text = "replace a file that is there"},
                                    {.name = NULL}},
    .args = (const struct pl_arg[]){{"FILE", "the bundle to write", 1, 1},
                                    {"ID", "claims, findings or other filings", 1, 0},
                                    {.name = NULL}},
    .examples =
        (const char *const[]){"plimsoll -C demo-case bundle claim.tar C16", "a claim and what it rests on", NULL},
    .needs_case = true,
    .run = run,
};
