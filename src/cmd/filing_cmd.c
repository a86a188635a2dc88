#include "cmd/filing_cmd.h"

#include <stdio.h>
#include <string.h>

#include "app/bearing.h"
#include "base/log.h"
#include "text/json.h"

#include "base/ban.h"

#define OUT_MAX ((size_t)16 << 20)

void pl_cmd_option_of(const char *field, char out[32]) {
    size_t n = strlen(field);
    out[0] = '\0';
    if (n < 32) {
        for (size_t i = 0; i <= n; i++) {
            out[i] = field[i] == '_' ? '-' : field[i];
        }
    }
}

static void add_value(struct pl_filing *f, const char *name, const char *value) {
    if (value != NULL && f->n < PL_FILING_FIELDS_MAX) {
        f->values[f->n++] = (struct pl_filing_value){.name = pl_str_from(name), .value = pl_str_from(value)};
    }
}

static void add_options(const struct pl_args *args, const struct pl_filing_field *fields, struct pl_filing *f) {
    for (; fields->name != NULL; fields++) {
        char option[32];
        pl_cmd_option_of(fields->name, option);
        if (fields->type == PL_FILING_YES) {
            add_value(f, fields->name, pl_args_flag(args, option) ? "yes" : NULL);
        } else {
            add_value(f, fields->name, pl_args_text(args, option));
        }
    }
}

static int print(const char *id, pl_str lines, bool json, struct pl_error *err) {
    bool ok = json ? fwrite(lines.p, 1, lines.n, stdout) == lines.n : printf("%s\n", id) > 0;
    return ok ? 0 : pl_fail(err, PL_E_IO, "the output cannot be written");
}

/* It is filed already: what can be said of it beside is no reason to fail. */
static void tell_notices(const struct pl_args *args, const char *id) {
    PL_BUF_AUTO notices = {0};
    pl_buf_open(&notices, OUT_MAX);
    if (pl_bearing_notices(pl_args_case(args), pl_str_from(id), &notices, NULL) != 0) {
        return;
    }
    for (pl_str rest = pl_buf_str(&notices); rest.n > 0;) {
        pl_str line = pl_str_cut(&rest, '\n');
        pl_log_warning("%.*s", (int)line.n, line.p);
    }
}

int pl_cmd_file(const struct pl_args *args, char letter, const char *const *places) {
    struct pl_error err = {0};
    struct pl_filing_value values[PL_FILING_FIELDS_MAX];
    struct pl_filing f = {.kind = pl_filing_kind_by_letter(letter), .seq = -1, .values = values};
    char id[PL_FILING_ID_MAX] = "";
    const char *path = NULL;
    PL_BUF_AUTO line = {0};
    for (size_t i = 0; i < pl_args_n(args) && places[i] != NULL; i++) {
        if (strcmp(places[i], "FILE") == 0) {
            path = pl_args_at(args, i);
        } else {
            add_value(&f, places[i], pl_args_at(args, i));
        }
    }
    add_options(args, f.kind->fields, &f);
    add_options(args, pl_filing_common, &f);
    bool json = pl_args_flag(args, "json");
    pl_buf_open(&line, OUT_MAX);
    int code = pl_filing_new(pl_args_case(args), pl_time_now(), &f, pl_str_from(pl_args_text(args, "marking")), path,
                             json ? &line : NULL, id, &err);
    code = code == 0 ? print(id, pl_buf_str(&line), json, &err) : code;
    if (code == 0 && strchr("PD", f.kind->letter) != NULL) {
        tell_notices(args, id);
    }
    return code == 0 ? 0 : pl_cmd_fail(path, &err);
}
