#include "verify/run.h"

#include <sched.h>
#include <string.h>

#include "base/file.h"
#include "base/log.h"
#include "text/json.h"
#include "verify/verify.h"

#include "base/ban.h"

#define ARENA_MAX       ((size_t)1 << 32)
#define THREADS_MAX     16
#define OUTPUT_MAX      ((size_t)1 << 30)
#define CONSISTENCY_MAX ((size_t)65536) /* bytes of a proof */

/* What the command line named, read. */
struct desk {
    struct pl_arena arena; /* of the policy */
    struct pl_buf policy_text, entry, checkpoint;
    struct pl_policy policy;
    struct pl_verify_consistency consistency;
    pl_hash trust;
    struct pl_verify_request request;
    size_t n_holds, n_fails, n_unknown, n_malformed;
};

static int read_fingerprint(const char *text, pl_hash *ret, struct pl_error *err) {
    return pl_hash_of_hex(pl_str_from(text), ret)
               ? PL_E_OK
               : pl_fail(err, PL_E_USAGE, "a fingerprint is 64 hex digits, lower case");
}

static int read_policy(struct desk *d, const char *path, struct pl_error *err) {
    struct pl_error why = {0};
    int rc = pl_file_read(path, PL_POLICY_MAX, &d->policy_text, err);
    if (rc == PL_E_OK) {
        rc = pl_policy_read(pl_buf_str(&d->policy_text), &d->arena, &d->policy, &why);
        if (rc != PL_E_OK) {
            return pl_fail(err, (enum pl_code)rc, "%s, line %llu: %s", path, (unsigned long long)why.line, why.msg);
        }
    }
    d->request.policy = &d->policy;
    return rc;
}

static int read_consistency(struct desk *d, const char *path, struct pl_error *err) {
    PL_BUF_AUTO text;
    pl_buf_open(&text, CONSISTENCY_MAX);
    int rc = pl_file_read(path, CONSISTENCY_MAX, &text, err);
    rc = rc == PL_E_OK ? pl_verify_consistency_read(pl_buf_str(&text), &d->arena, &d->consistency, err) : rc;
    d->request.consistency = &d->consistency;
    return rc;
}

static int read_desk(struct desk *d, const struct pl_verify_line *line, struct pl_error *err) {
    int rc = PL_E_OK;
    if (line->trust != NULL) {
        rc = line->policy != NULL ? pl_fail(err, PL_E_USAGE, "give a policy or the fingerprint of one, not both")
                                  : read_fingerprint(line->trust, &d->trust, err);
        d->request.trust = &d->trust;
    }
    if (rc == PL_E_OK && line->policy != NULL) {
        rc = read_policy(d, line->policy, err);
    }
    if (rc == PL_E_OK && line->entry != NULL) {
        rc = pl_file_read(line->entry, PL_VERIFY_FILE_MAX, &d->entry, err);
        d->request.has_entry = true;
        d->request.entry = pl_buf_str(&d->entry);
    }
    if (rc == PL_E_OK && line->checkpoint != NULL) {
        rc = pl_file_read(line->checkpoint, PL_VERIFY_FILE_MAX, &d->checkpoint, err);
        d->request.has_checkpoint = true;
        d->request.checkpoint = pl_buf_str(&d->checkpoint);
    }
    if (rc == PL_E_OK && line->consistency != NULL) {
        rc =
            line->checkpoint == NULL
                ? pl_fail(err, PL_E_USAGE, "a consistency proof leads to another checkpoint: give it with --checkpoint")
                : read_consistency(d, line->consistency, err);
    }
    return rc;
}

static int print(const struct pl_buf *buf, FILE *out, struct pl_error *err) {
    if (pl_buf_failed(buf)) {
        return pl_fail(err, PL_E_NOMEM, "out of memory for the output");
    }
    return fwrite(buf->p, 1, buf->n, out) == buf->n ? PL_E_OK : pl_fail(err, PL_E_IO, "the output cannot be written");
}

static int verify_file(struct desk *d, const char *path, bool json, FILE *out, struct pl_error *err) {
    struct pl_verification v;
    struct pl_error why = {0};
    PL_ARENA_AUTO arena;
    PL_BUF_AUTO bytes;
    PL_BUF_AUTO text;
    pl_arena_open(&arena, ARENA_MAX);
    pl_buf_open(&bytes, PL_VERIFY_FILE_MAX);
    pl_buf_open(&text, OUTPUT_MAX);
    int rc = pl_file_read(path, PL_VERIFY_FILE_MAX, &bytes, &why);
    bool unreadable = rc != PL_E_OK;
    if (rc == PL_E_INPUT || rc == PL_E_LIMIT) {
        v = (struct pl_verification){.unread = true, .holds = PL_VERIFY_UNKNOWN, .why = pl_str_from(why.msg)};
    } else if (rc == PL_E_OK) {
        rc = pl_verify(&d->request, pl_buf_str(&bytes), &arena, &v, &why);
    }
    bool malformed = rc == PL_E_FORMAT || rc == PL_E_INPUT || rc == PL_E_LIMIT;
    if (rc != PL_E_OK && !malformed) {
        return pl_fail(err, (enum pl_code)rc, "%s%s%s", unreadable ? "" : path, unreadable ? "" : ": ", why.msg);
    }
    d->n_malformed += malformed;
    d->n_holds += v.holds == PL_VERIFY_HOLDS;
    d->n_fails += !malformed && v.holds == PL_VERIFY_FAILS;
    d->n_unknown += !malformed && v.holds == PL_VERIFY_UNKNOWN;
    if (malformed) {
        pl_log_error(unreadable ? NULL : path, &why); /* that error names the file itself */
    }
    (json ? pl_verify_print_json : pl_verify_print_text)(path, &v, &text);
    return print(&text, out, err);
}

static int summarise(const struct desk *d, FILE *out, struct pl_error *err) {
    PL_BUF_AUTO text;
    struct pl_json json;
    pl_buf_open(&text, 4096);
    pl_json_start(&json, &text);
    pl_json_object(&json);
    pl_json_key(&json, "type");
    pl_json_text(&json, "summary");
    pl_json_key(&json, "results");
    pl_json_u64(&json, d->n_holds + d->n_fails + d->n_unknown + d->n_malformed);
    pl_json_key(&json, "hold");
    pl_json_u64(&json, d->n_holds);
    pl_json_key(&json, "fail");
    pl_json_u64(&json, d->n_fails);
    pl_json_key(&json, "undecided");
    pl_json_u64(&json, d->n_unknown);
    pl_json_key(&json, "malformed");
    pl_json_u64(&json, d->n_malformed);
    pl_json_object_end(&json);
    pl_json_line_end(&json);
    return print(&text, out, err);
}

/* Asked of the kernel: sysconf opens files under /sys, and nothing but what is verified is opened here. */
static unsigned processors(void) {
    cpu_set_t set;
    int n = sched_getaffinity(0, sizeof set, &set) == 0 ? CPU_COUNT(&set) : 1;
    return n < 1 ? 1 : n > THREADS_MAX ? THREADS_MAX : (unsigned)n;
}

int pl_verify_run(const struct pl_verify_line *line, FILE *out, int *ret_status, struct pl_error *err) {
    struct desk d = {.n_holds = 0};
    pl_arena_open(&d.arena, ARENA_MAX);
    pl_buf_open(&d.policy_text, PL_POLICY_MAX);
    pl_buf_open(&d.entry, PL_VERIFY_FILE_MAX);
    pl_buf_open(&d.checkpoint, PL_VERIFY_FILE_MAX);
    int rc = pl_pool_open(processors(), &d.request.pool, err);
    rc = rc == PL_E_OK ? read_desk(&d, line, err) : rc;
    for (size_t i = 0; rc == PL_E_OK && i < line->n; i++) {
        rc = verify_file(&d, line->files[i], line->json, out, err);
    }
    if (rc == PL_E_OK && line->json) {
        rc = summarise(&d, out, err);
    }
    if (rc == PL_E_OK) {
        *ret_status = pl_code_exit_status(d.n_malformed > 0             ? PL_E_FORMAT
                                          : d.n_fails + d.n_unknown > 0 ? PL_E_CHECK
                                                                        : PL_E_OK);
    }
    pl_pool_close(d.request.pool);
    pl_buf_close(&d.checkpoint);
    pl_buf_close(&d.entry);
    pl_buf_close(&d.policy_text);
    pl_arena_close(&d.arena);
    return rc;
}
