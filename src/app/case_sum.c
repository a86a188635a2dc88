#include "app/case_sum.h"

#include <stdio.h>
#include <string.h>

#include "app/case_view.h"
#include "app/key.h"
#include "app/known_json.h"
#include "app/log_head.h"
#include "app/person.h"
#include "base/file.h"
#include "ledger/note.h"
#include "store/clearance.h"
#include "store/event.h"
#include "store/exhibit.h"
#include "store/filing.h"
#include "store/list.h"
#include "text/json.h"

#include "base/ban.h"

#define ARENA_MAX ((size_t)256 << 20)

struct sum {
    struct pl_case *c;
    int64_t before;
    uint64_t recordings, others, reports, filings, lists;
    pl_time first, last;
};

static int on_exhibit(void *ctx, const struct pl_exhibit *x, struct pl_error *err) {
    struct sum *s = ctx;
    (void)err;
    if (x->seq >= s->before) {
        return PL_E_OK;
    }
    bool ais = pl_str_eq(x->kind, PL_STR("ais"));
    s->recordings += ais;
    s->others += !ais;
    s->reports += x->reports;
    if (x->reports > 0) {
        s->first = s->first == PL_TIME_NONE || x->first < s->first ? x->first : s->first;
        s->last = s->last == PL_TIME_NONE || x->last > s->last ? x->last : s->last;
    }
    return PL_E_OK;
}

static int on_filing(void *ctx, const struct pl_filing *filing, int64_t by, struct pl_error *err) {
    struct sum *s = ctx;
    (void)filing;
    (void)by;
    (void)err;
    s->filings++;
    return PL_E_OK;
}

static int count(struct sum *s, struct pl_arena *arena, struct pl_error *err) {
    struct pl_filing_query q = PL_FILING_QUERY;
    struct pl_list_row *rows = NULL;
    size_t n = 0;
    q.before = s->before;
    int code = pl_exhibit_each(s->c, on_exhibit, s, err);
    code = code == 0 ? pl_filing_each(s->c, &q, on_filing, s, err) : code;
    code = code == 0 ? pl_list_newest(s->c, s->before, arena, &rows, &n, err) : code;
    s->lists = n;
    return code;
}

static void add_u64(struct pl_json *json, const char *key, uint64_t n) {
    pl_json_key(json, key);
    pl_json_u64(json, n);
}

/* Names under the newest checkpoint beside the log's own: witnesses. Which of them count, a policy says. */
static void add_witnesses(struct pl_json *json, const struct pl_log_newest *newest) {
    struct pl_note note;
    struct pl_error none = {0};
    pl_json_key(json, "witnesses");
    pl_json_array(json);
    if (newest->has_checkpoint && pl_note_read(newest->note, &note, &none) == PL_E_OK) {
        for (size_t i = 0; i < note.n; i++) {
            if (!pl_str_eq(note.signatures[i].name, newest->origin)) {
                pl_json_str(json, note.signatures[i].name);
            }
        }
    }
    pl_json_array_end(json);
}

static void add_log(struct pl_json *json, const struct pl_log_newest *newest) {
    char hex[65];
    pl_json_key(json, "log");
    pl_json_object(json);
    add_u64(json, "size", newest->journal);
    pl_json_member_or_null(json, "origin", newest->origin);
    pl_json_key(json, "checkpoint");
    if (newest->has_checkpoint) {
        pl_hash_hex(newest->checkpoint.root, hex);
        pl_json_object(json);
        add_u64(json, "size", newest->checkpoint.size);
        pl_json_key(json, "root");
        pl_json_text(json, hex);
        pl_json_key(json, "note");
        pl_json_str(json, newest->note);
        pl_json_object_end(json);
    } else {
        pl_json_null(json);
    }
    add_witnesses(json, newest);
    pl_json_object_end(json);
}

/* Whose keys stand: the lines of `key list` but for the summary. */
static void add_keys(struct pl_json *json, const char *dir) {
    PL_BUF_AUTO lines = {0};
    struct pl_error none = {0};
    pl_buf_open(&lines, (size_t)1 << 20);
    pl_json_key(json, "keys");
    pl_json_array(json);
    if (pl_key_list(dir, true, &lines, &none) == PL_E_OK) {
        for (pl_str rest = pl_buf_str(&lines); rest.n > 0;) {
            pl_str line = pl_str_cut(&rest, '\n');
            if (line.n > 0 && !pl_str_starts(line, PL_STR("{\"type\":\"summary\""))) {
                pl_json_raw(json, line);
            }
        }
    }
    pl_json_array_end(json);
}

static void add_checked(struct pl_json *json, const char *dir) {
    char path[4096];
    PL_BUF_AUTO text = {0};
    struct pl_error none = {0};
    pl_buf_open(&text, 4096);
    pl_json_key(json, "last_check");
    bool ok = snprintf(path, sizeof path, "%s/checked", dir) < (int)sizeof path && pl_file_exists(path) &&
              pl_file_read(path, 4000, &text, &none) == PL_E_OK;
    pl_str rest = pl_buf_str(&text), at = pl_str_cut(&rest, ' '), how = pl_str_cut(&rest, ' ');
    uint64_t entries = 0, faults = 0;
    pl_time when = PL_TIME_NONE;
    pl_str n_faults = pl_str_cut(&rest, ' ');
    ok = ok && pl_time_parse(at, &when) && pl_str_u64(n_faults, &faults) && pl_str_u64(pl_str_trim(rest), &entries);
    if (!ok) {
        pl_json_null(json);
        return;
    }
    pl_json_object(json);
    pl_json_key(json, "at");
    pl_json_time(json, when);
    pl_json_key(json, "whole");
    pl_json_bool(json, pl_str_eq(how, PL_STR("whole")));
    add_u64(json, "faults", faults);
    add_u64(json, "entries", entries);
    pl_json_object_end(json);
}

void pl_case_checked(const char *dir, pl_time now, const struct pl_check_done *done, bool quick) {
    char path[4096];
    PL_BUF_AUTO text = {0};
    struct pl_error none = {0};
    pl_buf_open(&text, 4096);
    pl_time_write(&text, now - now % PL_SECOND_US);
    pl_buf_add_fmt(&text, " %s %llu %llu\n", quick ? "quick" : "whole", (unsigned long long)done->faults,
                   (unsigned long long)done->entries);
    if (snprintf(path, sizeof path, "%s/checked", dir) < (int)sizeof path &&
        pl_file_write(path, pl_buf_str(&text), 0600, &none) != PL_E_OK) {
        return; /* a case on a medium that cannot be written is checked all the same */
    }
}

/* By whoever has the files, with the program or the small verifier alone. */
static void add_commands(struct pl_json *json) {
    static const char *const COMMANDS[] = {"plimsoll -C CASE check", "plimsoll -C CASE log checkpoint > checkpoint",
                                           "plimsoll -C CASE bundle bundle.tar FINDING",
                                           "plimsoll-verify --policy policy.txt bundle.tar checkpoint"};
    pl_json_key(json, "check_offline");
    pl_json_array(json);
    for (size_t i = 0; i < sizeof COMMANDS / sizeof COMMANDS[0]; i++) {
        pl_json_text(json, COMMANDS[i]);
    }
    pl_json_array_end(json);
}

static void add_counts(struct pl_json *json, const struct sum *s) {
    pl_json_key(json, "holds");
    pl_json_object(json);
    add_u64(json, "recordings", s->recordings);
    add_u64(json, "other_files", s->others);
    add_u64(json, "reports", s->reports);
    add_u64(json, "filings", s->filings);
    add_u64(json, "lists", s->lists);
    pl_json_key(json, "first");
    pl_json_time(json, s->first);
    pl_json_key(json, "last");
    pl_json_time(json, s->last);
    pl_json_object_end(json);
}

int pl_case_sum_json(const char *dir, pl_time known_at, struct pl_buf *out, struct pl_error *err) {
    PL_CASE_VIEW_AUTO view = {0};
    PL_ARENA_AUTO arena;
    struct pl_log_newest newest;
    struct pl_json json;
    struct sum s = {.first = PL_TIME_NONE, .last = PL_TIME_NONE};
    pl_str participant = PL_STR(""), why = PL_STR("");
    pl_arena_open(&arena, ARENA_MAX);
    int code = pl_case_view_open(dir, known_at, &view, err);
    if (code != 0) {
        return code;
    }
    s.c = view.c;
    s.before = view.before;
    code = pl_log_head_newest(view.c, &arena, &newest, err);
    code = code == 0 ? count(&s, &arena, err) : code;
    code = code == 0 ? pl_case_state(view.c, "read_only", &arena, &why, err) : code;
    if (code != 0) {
        return code;
    }
    if (view.known.size > 0 && pl_person_of_entry(view.c, 0, &arena, &participant, NULL) != 0) {
        participant = PL_STR(""); /* its payload was erased */
    }
    pl_json_start(&json, out);
    pl_json_record(&json, "case");
    pl_json_key(&json, "exercise");
    pl_json_bool(&json, view.exercise);
    pl_json_member_or_null(&json, "participant", participant);
    pl_json_key(&json, "begins");
    pl_json_time(&json, view.known.begins);
    pl_json_member_or_null(&json, "read_only", why);
    add_log(&json, &newest);
    add_keys(&json, dir);
    add_counts(&json, &s);
    add_checked(&json, pl_case_dir(view.c));
    add_commands(&json);
    pl_known_json(&json, &view.known);
    pl_json_record_end(&json);
    return pl_buf_failed(out) ? pl_fail(err, PL_E_NOMEM, "no memory for the answer") : PL_E_OK;
}

int pl_case_counts(const char *dir, struct pl_case_counts *ret, struct pl_error *err) {
    PL_CASE_VIEW_AUTO view = {0};
    PL_ARENA_AUTO arena;
    struct sum s = {.first = PL_TIME_NONE, .last = PL_TIME_NONE};
    pl_arena_open(&arena, ARENA_MAX);
    int code = pl_case_view_open(dir, PL_TIME_NONE, &view, err);
    s.c = view.c;
    s.before = view.before;
    code = code == 0 ? count(&s, &arena, err) : code;
    if (code == 0) {
        *ret = (struct pl_case_counts){.entries = view.known.size,
                                       .recordings = s.recordings,
                                       .other_files = s.others,
                                       .reports = s.reports,
                                       .filings = s.filings,
                                       .lists = s.lists};
    }
    return code;
}
