#include "app/register.h"

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "app/case_view.h"
#include "base/arena.h"
#include "base/file.h"
#include "base/secret.h"
#include "ledger/sealed.h"
#include "store/keys.h"
#include "text/json.h"

#include "base/ban.h"

#define FILE_MAX  ((size_t)16 << 20)
#define HEAD      "{\"type\":\"plimsoll-register\",\"version\":1}\n"
#define ASK       "passphrase of the register: "
#define ASK_AGAIN "new passphrase of the register: "

/* ---- the file ---- */

/* Is this folder, or one above it, a case? */
static bool lies_in_case(char folder[PATH_MAX]) {
    char path[PATH_MAX];
    for (char *slash = folder; slash != NULL;) {
        if (snprintf(path, sizeof path, "%s/case.db", folder) < (int)sizeof path && pl_file_exists(path)) {
            return true;
        }
        slash = strrchr(folder, '/');
        if (slash != NULL) {
            *slash = '\0';
        }
    }
    return false;
}

/* The folder of the register may not be the case or in it: what copies the case would copy the register. */
static int check_place(const struct pl_register *r, struct pl_error *err) {
    char folder[PATH_MAX], outside[PATH_MAX];
    struct stat st;
    if (snprintf(folder, sizeof folder, "%s", r->file) >= (int)sizeof folder) {
        return pl_fail(err, PL_E_LIMIT, "the path of the register is too long");
    }
    char *slash = strrchr(folder, '/');
    if (slash != NULL) {
        slash[slash == folder ? 1 : 0] = '\0';
    } else {
        snprintf(folder, sizeof folder, ".");
    }
    if (realpath(folder, outside) == NULL) {
        return pl_fail_errno(err, PL_E_NOT_FOUND, errno, "%s cannot be reached", folder);
    }
    if (lies_in_case(outside)) {
        return pl_fail(err, PL_E_REFUSED, "the register may not lie in a case: copies of the case would hold it");
    }
    if (stat(r->file, &st) == 0 && (st.st_mode & 077) != 0) {
        return pl_fail(err, PL_E_REFUSED, "%s may be read by others; say `chmod 600` first", r->file);
    }
    return PL_E_OK;
}

/* Its lines; a missing one has none. */
static int read_register(const struct pl_register *r, pl_str passphrase, struct pl_buf *plain, struct pl_error *err) {
    PL_BUF_AUTO sealed = {0};
    pl_buf_open(&sealed, FILE_MAX + 1);
    if (!pl_file_exists(r->file)) {
        return PL_E_OK;
    }
    int code = pl_file_read(r->file, FILE_MAX, &sealed, err);
    code = code == PL_E_OK ? pl_sealed_open(pl_buf_str(&sealed), passphrase, plain, err) : code;
    if (code == PL_E_OK && !pl_str_starts(pl_buf_str(plain), PL_STR(HEAD))) {
        code = pl_fail(err, PL_E_FORMAT, "%s is sealed, but no register", r->file);
    }
    return code;
}

static int write_register(const struct pl_register *r, pl_str passphrase, pl_str plain, struct pl_error *err) {
    uint8_t salt[PL_SEALED_SALT_BYTES], nonce[PL_SEALED_NONCE_BYTES];
    PL_BUF_AUTO sealed = {0};
    pl_buf_open(&sealed, FILE_MAX);
    int code = pl_case_random(salt, sizeof salt, err);
    code = code == PL_E_OK ? pl_case_random(nonce, sizeof nonce, err) : code;
    code = code == PL_E_OK ? pl_sealed_write(plain, passphrase, salt, nonce, &sealed, err) : code;
    return code == PL_E_OK ? pl_file_write(r->file, pl_buf_str(&sealed), 0600, err) : code;
}

/* ---- its lines ---- */

static pl_str text_of(const struct pl_jval *object, const char *key) {
    const struct pl_jval *v = pl_jval_get(object, key);
    return v != NULL && v->kind == PL_JVAL_STR ? v->str : (pl_str){0};
}

/* One person of a line; false for the head. */
static bool person_of(pl_str line, struct pl_arena *arena, struct pl_register_person *ret) {
    const struct pl_jval *v = NULL;
    if (line.n == 0 || pl_json_read(line, arena, &v, NULL) != PL_E_OK || text_of(v, "alias").n == 0) {
        return false;
    }
    *ret = (struct pl_register_person){.alias = text_of(v, "alias"),
                                       .name = text_of(v, "name"),
                                       .contact = text_of(v, "contact"),
                                       .notes = text_of(v, "notes")};
    return true;
}

static void add_key(struct pl_json *json, const char *key, pl_str value) {
    pl_json_key(json, key);
    pl_json_str(json, value);
}

static void add_person(const struct pl_register *r, const struct pl_register_person *p, struct pl_buf *out) {
    struct pl_json json;
    pl_json_start(&json, out);
    pl_json_object(&json);
    add_key(&json, "alias", p->alias);
    add_key(&json, "name", p->name);
    add_key(&json, "contact", p->contact);
    add_key(&json, "notes", p->notes);
    pl_json_key(&json, "written");
    pl_json_time(&json, r->now);
    pl_json_object_end(&json);
    pl_json_line_end(&json);
}

/* The lines of all but one alias. */
static bool copy_others(pl_str plain, pl_str alias, struct pl_arena *arena, struct pl_buf *out) {
    bool found = false;
    pl_str rest = plain;
    while (rest.n > 0) {
        pl_str line = pl_str_cut(&rest, '\n');
        struct pl_register_person p;
        if (person_of(line, arena, &p) && pl_str_eq(p.alias, alias)) {
            found = true;
        } else if (line.n > 0) {
            pl_buf_add_str(out, line);
            pl_buf_add_char(out, '\n');
        }
    }
    return found;
}

/* Opens it, hands its lines over; the arena holds secrets only while a question lasts. */
struct opened {
    struct pl_buf passphrase, plain, made;
    struct pl_arena arena;
};

static void close_opened(struct opened *o) {
    pl_secret_wipe(&o->passphrase);
    pl_secret_wipe(&o->plain);
    pl_secret_wipe(&o->made);
    pl_arena_close(&o->arena);
}
#define OPENED_AUTO __attribute__((cleanup(close_opened))) struct opened

static int open_register(const struct pl_register *r, struct opened *o, struct pl_error *err) {
    pl_arena_open(&o->arena, FILE_MAX * 4);
    pl_buf_open(&o->plain, FILE_MAX);
    pl_buf_open(&o->made, FILE_MAX);
    int code = check_place(r, err);
    code = code == PL_E_OK ? pl_secret_read(r->passphrase, ASK, &o->passphrase, err) : code;
    return code == PL_E_OK ? read_register(r, pl_buf_str(&o->passphrase), &o->plain, err) : code;
}

/* ---- questions and changes ---- */

int pl_register_put(const struct pl_register *r, const struct pl_register_person *person, struct pl_error *err) {
    OPENED_AUTO o = {.plain = {0}};
    if (person->alias.n == 0 || person->name.n == 0) {
        return pl_fail(err, PL_E_USAGE, "the register needs the alias and the name");
    }
    int code = open_register(r, &o, err);
    if (code != PL_E_OK) {
        return code;
    }
    if (o.plain.n == 0) {
        pl_buf_add_str(&o.made, PL_STR(HEAD));
    }
    (void)copy_others(pl_buf_str(&o.plain), person->alias, &o.arena, &o.made);
    add_person(r, person, &o.made);
    return write_register(r, pl_buf_str(&o.passphrase), pl_buf_str(&o.made), err);
}

static void tell(const struct pl_register_person *p, struct pl_buf *out) {
    static const char *const NAMES[] = {"alias", "name", "contact", "notes"};
    const pl_str values[] = {p->alias, p->name, p->contact, p->notes};
    for (size_t i = 0; i < 4; i++) {
        if (values[i].n > 0) {
            pl_buf_add_fmt(out, "%-8s ", NAMES[i]);
            pl_case_say(out, values[i]);
            pl_buf_add_char(out, '\n');
        }
    }
}

static void tell_json(const struct pl_register_person *p, struct pl_buf *out) {
    struct pl_json json;
    pl_json_start(&json, out);
    pl_json_record(&json, "person");
    add_key(&json, "alias", p->alias);
    add_key(&json, "name", p->name);
    add_key(&json, "contact", p->contact);
    add_key(&json, "notes", p->notes);
    pl_json_record_end(&json);
}

int pl_register_show(const struct pl_register *r, pl_str alias, bool json, struct pl_buf *out, struct pl_error *err) {
    OPENED_AUTO o = {.plain = {0}};
    size_t n = 0;
    int code = open_register(r, &o, err);
    pl_str rest = code == PL_E_OK ? pl_buf_str(&o.plain) : (pl_str){0};
    while (rest.n > 0) {
        pl_str line = pl_str_cut(&rest, '\n');
        struct pl_register_person p;
        if (!person_of(line, &o.arena, &p) || (alias.n > 0 && !pl_str_eq(p.alias, alias))) {
            continue;
        }
        n++;
        if (json) {
            tell_json(&p, out);
        } else {
            tell(&p, out);
        }
    }
    if (code == PL_E_OK && n > 0 && json) {
        struct pl_json summary;
        pl_json_start(&summary, out);
        pl_json_record(&summary, "summary");
        pl_json_key(&summary, "results");
        pl_json_u64(&summary, n);
        pl_json_record_end(&summary);
    }
    return code == PL_E_OK && n == 0 ? pl_fail(err, PL_E_NOT_FOUND, "the register has no such alias") : code;
}

int pl_register_remove(const struct pl_register *r, pl_str alias, struct pl_error *err) {
    OPENED_AUTO o = {.plain = {0}};
    int code = open_register(r, &o, err);
    if (code == PL_E_OK && !copy_others(pl_buf_str(&o.plain), alias, &o.arena, &o.made)) {
        code = pl_fail(err, PL_E_NOT_FOUND, "the register has no such alias");
    }
    return code == PL_E_OK ? write_register(r, pl_buf_str(&o.passphrase), pl_buf_str(&o.made), err) : code;
}

int pl_register_reseal(const struct pl_register *r, const char *passphrase, struct pl_error *err) {
    OPENED_AUTO o = {.plain = {0}};
    PL_SECRET_AUTO fresh = {0};
    int code = open_register(r, &o, err);
    if (code == PL_E_OK && o.plain.n == 0) {
        code = pl_fail(err, PL_E_NOT_FOUND, "%s is not there", r->file);
    }
    code = code == PL_E_OK ? pl_secret_read(passphrase, ASK_AGAIN, &fresh, err) : code;
    return code == PL_E_OK ? write_register(r, pl_buf_str(&fresh), pl_buf_str(&o.plain), err) : code;
}
