/* A case in a folder of its own, into which tests file things; its ids are places in the journal from 2 on. */
#ifndef PL_TESTS_FILING_CASE_H
#define PL_TESTS_FILING_CASE_H

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "app/filing.h"
#include "app/init.h"
#include "store/case.h"
#include "store/filing.h"

#define FILING_CASE_NOW INT64_C(1790000000000000)

struct filing_case {
    char root[64], dir[96];
    struct pl_case *c; /* open for reading after filing_case_look */
};

static inline void filing_case_must(int code, const struct pl_error *err) {
    if (code != 0) {
        fail_msg("%s: %s", pl_code_name(code), err->msg);
    }
}

static inline void filing_case_make(struct filing_case *w) {
    struct pl_error err = {0};
    struct pl_init_done done;
    struct pl_init_options options = {.participant = PL_STR("T"), .person = PL_STR("A"), .now = FILING_CASE_NOW};
    memset(w, 0, sizeof *w);
    snprintf(w->root, sizeof w->root, "/tmp/plimsoll-filing.XXXXXX");
    assert_non_null(mkdtemp(w->root));
    snprintf(w->dir, sizeof w->dir, "%s/case", w->root);
    filing_case_must(pl_init_run(w->dir, &options, &done, &err), &err);
}

/* Files one: letter, then name and value pairs ended by NULL. The code; the id in id (may be NULL). */
static inline int filing_case_file(struct filing_case *w, char id[PL_FILING_ID_MAX], int letter, ...) {
    struct pl_filing_value values[PL_FILING_FIELDS_MAX];
    struct pl_filing f = {.kind = pl_filing_kind_by_letter((char)letter), .seq = -1, .values = values};
    struct pl_error err = {0};
    char room[PL_FILING_ID_MAX];
    va_list args;
    va_start(args, letter);
    for (const char *name = va_arg(args, const char *); name != NULL; name = va_arg(args, const char *)) {
        values[f.n++] = (struct pl_filing_value){pl_str_from(name), pl_str_from(va_arg(args, const char *))};
    }
    va_end(args);
    int code = pl_filing_new(w->dir, FILING_CASE_NOW, &f, (pl_str){0}, NULL, NULL, id != NULL ? id : room, &err);
    if (code != 0) {
        print_message("%c: %s\n", letter, err.msg);
    }
    return code;
}

static inline void filing_case_withdraw(struct filing_case *w, const char *id) {
    struct pl_error err = {0};
    int64_t seq = -1;
    filing_case_must(
        pl_filing_withdrawal(w->dir, FILING_CASE_NOW, pl_str_from(id), (pl_str){0}, PL_STR("wrong"), &seq, &err), &err);
}

static inline void filing_case_close(struct filing_case *w) {
    char command[160];
    pl_case_close(w->c);
    w->c = NULL;
    snprintf(command, sizeof command, "rm -rf '%s'", w->root);
    assert_int_equal(system(command), 0);
}

#endif
