#include "app/alert_deliver.h"

#include <errno.h>
#include <fcntl.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "app/case_view.h"
#include "base/file.h"
#include "text/json.h"

#include "base/ban.h"

#define DELIVERED_MAX ((uint64_t)1 << 30)
#define LINE_BYTES    (64 + 1 + 64 + 1 + 16 + 1)

void pl_alert_json(const struct pl_alert *a, const struct pl_events_view *view, struct pl_buf *out) {
    struct pl_json json;
    char hex[65];
    pl_json_start(&json, out);
    pl_json_record(&json, "alert");
    if (view->exercise) {
        pl_json_key(&json, "exercise");
        pl_json_bool(&json, true);
    }
    pl_hash_hex(a->id, hex);
    pl_json_key(&json, "id");
    pl_json_text(&json, hex);
    pl_json_key(&json, "state");
    pl_json_text(&json, pl_alert_state_word(a->state));
    pl_json_key(&json, "facts_changed");
    pl_json_bool(&json, a->changed);
    pl_json_key(&json, "rule");
    if (a->rule != NULL) {
        pl_json_object(&json);
        pl_json_key(&json, "number");
        pl_json_i64(&json, a->rule->seq);
        pl_json_key(&json, "name");
        pl_json_str(&json, a->rule->name);
        pl_json_object_end(&json);
    } else {
        pl_json_null(&json);
    }
    pl_json_key(&json, "about");
    pl_json_str(&json, a->about);
    pl_json_key(&json, "at");
    pl_json_time(&json, a->at);
    const struct {
        const char *key;
        pl_str value;
    } texts[] = {{"assigned", a->assigned}, {"by", a->by}, {"reason", a->reason}};
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        pl_json_key(&json, texts[i].key);
        if (texts[i].value.n > 0) {
            pl_json_str(&json, texts[i].value);
        } else {
            pl_json_null(&json);
        }
    }
    pl_json_key(&json, "until");
    pl_json_time(&json, a->until);
    if (a->screening >= 0) {
        pl_json_key(&json, "screening");
        pl_json_i64(&json, a->screening);
        pl_json_key(&json, "new_hits");
        pl_json_u64(&json, a->new_hits);
    }
    pl_json_key(&json, "event");
    if (a->event != NULL) {
        pl_event_json(a->event, &view->style, &json);
    } else {
        pl_json_null(&json);
    }
    pl_json_key(&json, "status");
    pl_json_text(&json, "lead, not a finding");
    pl_json_record_end(&json);
}

void pl_shift_json(const struct pl_shift_entry *e, bool exercise, struct pl_buf *out) {
    struct pl_json json;
    pl_json_start(&json, out);
    pl_json_record(&json, "shift_entry");
    pl_case_mark(&json, exercise);
    pl_json_key(&json, "seq");
    pl_json_i64(&json, e->seq);
    pl_json_key(&json, "at");
    pl_json_time(&json, e->at);
    const struct {
        const char *key;
        pl_str value;
    } texts[] = {{"change", e->change}, {"by", e->by}, {"alert", e->alert}, {"about", e->about}, {"text", e->text}};
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        pl_json_key(&json, texts[i].key);
        if (texts[i].value.n > 0) {
            pl_json_str(&json, texts[i].value);
        } else {
            pl_json_null(&json);
        }
    }
    pl_json_record_end(&json);
}

/* ---- to a program ---- */

/* Runs a program with `text` on its standard input; its exit status. */
static int feed(char *const argv[], pl_str text, struct pl_error *err) {
    char *env[] = {(char[]){"PATH=/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin"}, (char[]){"LC_ALL=C.UTF-8"}, NULL};
    posix_spawn_file_actions_t actions;
    int ends[2], status = 0;
    pid_t pid = 0;
    if (pipe2(ends, O_CLOEXEC) != 0) {
        return pl_fail_errno(err, PL_E_IO, errno, "%s cannot be started", argv[0]);
    }
    int code = posix_spawn_file_actions_init(&actions);
    if (code == 0) {
        code = posix_spawn_file_actions_adddup2(&actions, ends[0], STDIN_FILENO);
        code = code == 0 ? posix_spawnp(&pid, argv[0], &actions, NULL, argv, env) : code;
        (void)posix_spawn_file_actions_destroy(&actions);
    }
    (void)close(ends[0]);
    struct pl_error why = {0};
    int written = code == 0 ? pl_file_write_all(ends[1], text.p, text.n, &why) : 0; /* it may not want to read */
    (void)close(ends[1]);
    while (code == 0 && waitpid(pid, &status, 0) < 0) {
        code = errno == EINTR ? 0 : errno;
    }
    if (code != 0) {
        return pl_fail_errno(err, PL_E_IO, code, "%s cannot be started", argv[0]);
    }
    if (!WIFEXITED(status) || WEXITSTATUS(status) != 0) {
        return pl_fail(err, PL_E_IO, "%s ended with status %d", argv[0], WIFEXITED(status) ? WEXITSTATUS(status) : -1);
    }
    return written != 0 && why.msg[0] != '\0' && strstr(why.msg, "Broken pipe") == NULL
               ? pl_fail(err, PL_E_IO, "%s: %s", argv[0], why.msg)
               : 0;
}

/* Header lines hold no foreign text but numbers: names stand in the body, escaped as JSON. */
static void write_mail(const struct pl_alert *a, pl_str line, const char *address, bool exercise, struct pl_buf *out) {
    char hex[65];
    pl_hash_hex(a->id, hex);
    pl_buf_add_fmt(out, "To: %s\nSubject: %sPlimsoll alert %.8s\nContent-Type: text/plain; charset=utf-8\n\n", address,
                   exercise ? "EXERCISE: " : "", hex);
    pl_buf_add_str(out, PL_STR("A lead, not a finding.\n\n"));
    pl_buf_add_str(out, line);
}

static bool address_ok(const char *address) {
    bool at = false;
    for (const char *p = address; *p != '\0'; p++) {
        bool odd = (unsigned char)*p <= ' ' || (unsigned char)*p >= 0x7f || strchr(",;<>\"()", *p) != NULL;
        if (odd || (*p == '-' && p == address)) {
            return false;
        }
        at |= *p == '@' && p > address && p[1] != '\0';
    }
    return at;
}

static int append(const char *path, pl_str text, struct pl_error *err) {
    int fd = open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (fd < 0) {
        return pl_fail_errno(err, PL_E_IO, errno, "%s cannot be written", path);
    }
    int code = pl_file_write_all(fd, text.p, text.n, err);
    if (code == 0 && fsync(fd) != 0) {
        code = pl_fail_errno(err, PL_E_IO, errno, "%s cannot be synced", path);
    }
    (void)close(fd);
    return code;
}

static int give(const struct pl_alert *a, const struct pl_events_view *view, const struct pl_deliver *d,
                struct pl_error *err) {
    PL_BUF_AUTO line = {0};
    PL_BUF_AUTO mail = {0};
    pl_buf_open(&line, (size_t)1 << 20);
    pl_buf_open(&mail, (size_t)2 << 20);
    pl_alert_json(a, view, &line);
    if (d->kind == PL_DELIVER_MAIL) {
        write_mail(a, pl_buf_str(&line), d->target, view->exercise, &mail);
    }
    if (pl_buf_failed(&line) || pl_buf_failed(&mail)) {
        return pl_fail(err, PL_E_NOMEM, "no memory to deliver an alert");
    }
    if (d->kind == PL_DELIVER_FILE) {
        return append(d->target, pl_buf_str(&line), err);
    }
    char *program = strdup(d->kind == PL_DELIVER_MAIL ? "sendmail" : d->target);
    char option[] = "-t";
    char *argv[] = {program, d->kind == PL_DELIVER_MAIL ? option : NULL, NULL};
    int code = program == NULL ? pl_fail(err, PL_E_NOMEM, "no memory to deliver an alert")
                               : feed(argv, d->kind == PL_DELIVER_MAIL ? pl_buf_str(&mail) : pl_buf_str(&line), err);
    free(program);
    return code;
}

/* ---- each once ---- */

static void mark_of(const struct pl_alert *a, const struct pl_deliver *d, char out[LINE_BYTES + 1]) {
    char id[65], facts[65], to[65], kind[2] = {(char)('0' + d->kind), '\0'};
    struct pl_sha256 sha;
    pl_sha256_start(&sha);
    pl_sha256_add(&sha, kind, 1);
    pl_sha256_add(&sha, d->target, strlen(d->target));
    pl_hash_hex(a->id, id);
    pl_hash_hex(a->facts, facts);
    pl_hash_hex(pl_sha256_digest(&sha), to);
    snprintf(out, LINE_BYTES + 1, "%s %s %.16s\n", id, facts, to);
}

static bool has_mark(pl_str delivered, const char *mark) {
    while (delivered.n > 0) {
        pl_str line = pl_str_cut(&delivered, '\n');
        if (line.n == LINE_BYTES - 1 && memcmp(line.p, mark, LINE_BYTES - 1) == 0) {
            return true;
        }
    }
    return false;
}

int pl_alerts_deliver(const struct pl_alerts *alerts, const struct pl_deliver *d, uint64_t *ret_n,
                      struct pl_error *err) {
    char folder[4096], path[4096];
    PL_BUF_AUTO delivered = {0};
    uint64_t n = 0;
    pl_buf_open(&delivered, DELIVERED_MAX);
    if (d->kind == PL_DELIVER_MAIL && !address_ok(d->target)) {
        return pl_fail(err, PL_E_USAGE, "this is no mail address");
    }
    if (snprintf(folder, sizeof folder, "%s/alerts", d->dir) >= (int)sizeof folder ||
        snprintf(path, sizeof path, "%s/delivered", folder) >= (int)sizeof path) {
        return pl_fail(err, PL_E_LIMIT, "the path of the case is too long");
    }
    int code = access(folder, F_OK) == 0 ? 0 : pl_file_make_dir(folder, 0700, err);
    if (code == 0 && access(path, F_OK) == 0) {
        code = pl_file_read(path, DELIVERED_MAX, &delivered, err);
    }
    for (size_t i = 0; code == 0 && i < alerts->n; i++) {
        const struct pl_alert *a = &alerts->list[i];
        char mark[LINE_BYTES + 1];
        mark_of(a, d, mark);
        bool due = a->state == PL_ALERT_NEW && a->rule != NULL && (d->rule < 0 || a->rule->seq == d->rule);
        if (!due || has_mark(pl_buf_str(&delivered), mark)) {
            continue;
        }
        code = give(a, &alerts->view, d, err);
        code = code == 0 ? append(path, pl_str_from(mark), err) : code;
        n += code == 0;
    }
    *ret_n = n;
    return code;
}
