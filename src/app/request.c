#include "app/request.h"

#include <stdlib.h>
#include <string.h>

#include "app/case_view.h"
#include "app/known_json.h"
#include "base/map.h"
#include "store/filing.h"
#include "text/json.h"

#include "base/ban.h"

#define LETTERS_MAX ((size_t)100000)
#define ARENA_MAX   ((size_t)1 << 30)

const char *pl_request_state_word(int state) {
    static const char *const WORDS[PL_REQUEST_STATES] = {"overdue", "waiting", "not_sent", "answered"};
    return state >= 0 && state < PL_REQUEST_STATES ? WORDS[state] : "unknown";
}

/* ---- folding ---- */

struct fold {
    struct pl_arena *arena;
    struct pl_request_row *list;
    size_t n, cap;
    struct pl_strmap places; /* id -> place in list */
};

static pl_str kept(const struct fold *f, const struct pl_filing *filing, const char *name) {
    return pl_str_copy(f->arena, pl_filing_get_value(filing, name));
}

static pl_time when_of(const struct pl_filing *filing, const char *name) {
    pl_time from = 0, to = 0;
    return pl_filing_when(filing, name, &from, &to) ? from : filing->at;
}

static int on_letter(void *ctx, const struct pl_filing *filing, int64_t by, struct pl_error *err) {
    struct fold *f = ctx;
    char id[PL_FILING_ID_MAX];
    (void)by;
    if (f->n == LETTERS_MAX) {
        return pl_fail(err, PL_E_LIMIT, "more than %zu letters", LETTERS_MAX);
    }
    struct pl_request_row *list = pl_arena_more(f->arena, f->list, f->n, &f->cap, sizeof *list);
    if (list == NULL) {
        return pl_fail(err, PL_E_NOMEM, "no memory for letters");
    }
    f->list = list;
    pl_filing_id(filing, id);
    uint64_t *place = pl_strmap_put(&f->places, pl_str_from(id), NULL);
    if (place == NULL) {
        return pl_fail(err, PL_E_NOMEM, "no memory for letters");
    }
    *place = f->n;
    f->list[f->n++] = (struct pl_request_row){.id = pl_str_copy(f->arena, pl_str_from(id)),
                                              .template = kept(f, filing, "template"),
                                              .to = kept(f, filing, "to"),
                                              .about = kept(f, filing, "about"),
                                              .party = kept(f, filing, "party"),
                                              .dated = kept(f, filing, "dated"),
                                              .due = kept(f, filing, "due"),
                                              .by = kept(f, filing, "by"),
                                              .at = filing->at,
                                              .sent_at = PL_TIME_NONE,
                                              .replied_at = PL_TIME_NONE};
    return PL_E_OK;
}

static struct pl_request_row *letter_of(const struct fold *f, const struct pl_filing *filing) {
    const uint64_t *place = pl_strmap_get(&f->places, pl_filing_get_value(filing, "letter"));
    return place != NULL ? &f->list[*place] : NULL;
}

static int on_sending(void *ctx, const struct pl_filing *filing, int64_t by, struct pl_error *err) {
    struct fold *f = ctx;
    struct pl_request_row *r = letter_of(f, filing);
    (void)by;
    (void)err;
    if (r != NULL && r->sent_at == PL_TIME_NONE) {
        r->sent_at = when_of(filing, "when");
        r->way = kept(f, filing, "way");
    }
    return PL_E_OK;
}

static int on_reply(void *ctx, const struct pl_filing *filing, int64_t by, struct pl_error *err) {
    struct fold *f = ctx;
    struct pl_request_row *r = letter_of(f, filing);
    char id[PL_FILING_ID_MAX];
    (void)by;
    (void)err;
    if (r != NULL) {
        pl_filing_id(filing, id);
        r->replies++;
        r->reply = pl_str_copy(f->arena, pl_str_from(id));
        r->stance = kept(f, filing, "stance");
        r->from = kept(f, filing, "from");
        r->replied_at = when_of(filing, "received");
    }
    return PL_E_OK;
}

/* ---- how each stands ---- */

static int64_t days_left(pl_str due, pl_time now) {
    pl_time at = 0;
    if (!pl_time_parse(due, &at)) {
        return 0;
    }
    int64_t today = now / PL_DAY_US - (now % PL_DAY_US < 0);
    return at / PL_DAY_US - (at % PL_DAY_US < 0) - today;
}

static void judge(struct pl_request_row *r, pl_time now) {
    r->days_left = r->due.n > 0 ? days_left(r->due, now) : 0;
    r->state = r->replies > 0                     ? PL_REQUEST_ANSWERED
               : r->sent_at == PL_TIME_NONE       ? PL_REQUEST_NOT_SENT
               : r->due.n > 0 && r->days_left < 0 ? PL_REQUEST_OVERDUE
                                                  : PL_REQUEST_WAITING;
}

static int row_cmp(const void *a, const void *b) {
    const struct pl_request_row *x = a, *y = b;
    if (x->state != y->state) {
        return x->state < y->state ? -1 : 1;
    }
    if ((x->due.n > 0) != (y->due.n > 0)) {
        return x->due.n > 0 ? -1 : 1;
    }
    int by_day = pl_str_cmp(x->due, y->due);
    return by_day != 0 ? by_day : x->at != y->at ? (x->at < y->at ? -1 : 1) : pl_str_cmp(x->id, y->id);
}

int pl_requests_read(const char *dir, pl_time known_at, pl_time now, struct pl_arena *arena, struct pl_requests *ret,
                     struct pl_error *err) {
    static const struct {
        char letter;
        pl_filing_sink sink;
    } PASSES[] = {{'L', on_letter}, {'N', on_sending}, {'Y', on_reply}};
    PL_CASE_VIEW_AUTO view = {0};
    struct pl_filing_query q = PL_FILING_QUERY;
    struct pl_requests requests = {0};
    struct fold f = {.arena = arena};
    pl_strmap_open(&f.places, LETTERS_MAX, LETTERS_MAX * 2 * PL_FILING_ID_MAX);
    int code = pl_case_view_open(dir, known_at, &view, err);
    q.before = view.before;
    for (size_t i = 0; code == 0 && i < sizeof PASSES / sizeof PASSES[0]; i++) {
        q.letter = PASSES[i].letter;
        code = pl_filing_each(view.c, &q, PASSES[i].sink, &f, err);
    }
    pl_strmap_close(&f.places);
    if (code != 0) {
        return code;
    }
    for (size_t i = 0; i < f.n; i++) {
        judge(&f.list[i], now);
        requests.counts[f.list[i].state]++;
    }
    if (f.n > 1) {
        qsort(f.list, f.n, sizeof *f.list, row_cmp);
    }
    requests.list = f.list;
    requests.n = f.n;
    requests.known = view.known;
    requests.exercise = view.exercise;
    *ret = requests;
    return pl_arena_failed(arena) ? pl_fail(err, PL_E_NOMEM, "no memory for letters") : PL_E_OK;
}

/* ---- JSON ---- */

void pl_request_json(const struct pl_request_row *r, bool exercise, struct pl_buf *out) {
    struct pl_json json;
    pl_json_start(&json, out);
    pl_json_record(&json, "request");
    pl_case_mark(&json, exercise);
    pl_json_member_or_null(&json, "id", r->id);
    pl_json_key(&json, "state");
    pl_json_text(&json, pl_request_state_word(r->state));
    pl_json_member_or_null(&json, "template", r->template);
    pl_json_member_or_null(&json, "to", r->to);
    pl_json_member_or_null(&json, "about", r->about);
    pl_json_member_or_null(&json, "party", r->party);
    pl_json_member_or_null(&json, "dated", r->dated);
    pl_json_member_or_null(&json, "due", r->due);
    pl_json_key(&json, "days_left");
    if (r->due.n > 0) {
        pl_json_i64(&json, r->days_left);
    } else {
        pl_json_null(&json);
    }
    pl_json_key(&json, "sent_at");
    pl_json_time(&json, r->sent_at);
    pl_json_member_or_null(&json, "way", r->way);
    pl_json_key(&json, "replies");
    pl_json_u64(&json, r->replies);
    pl_json_member_or_null(&json, "reply", r->reply);
    pl_json_member_or_null(&json, "from", r->from);
    pl_json_member_or_null(&json, "stance", r->stance);
    pl_json_key(&json, "replied_at");
    pl_json_time(&json, r->replied_at);
    pl_json_member_or_null(&json, "by", r->by);
    pl_json_key(&json, "at");
    pl_json_time(&json, r->at);
    pl_json_record_end(&json);
}

static bool state_is(const char *word) {
    bool is = word[0] == '\0';
    for (int i = 0; i < PL_REQUEST_STATES; i++) {
        is |= strcmp(word, pl_request_state_word(i)) == 0;
    }
    return is;
}

int pl_requests_json(const char *dir, pl_time known_at, pl_time now, const char *state, struct pl_buf *out,
                     struct pl_error *err) {
    struct pl_requests requests;
    struct pl_json json;
    uint64_t n = 0;
    PL_ARENA_AUTO arena;
    pl_arena_open(&arena, ARENA_MAX);
    if (!state_is(state)) {
        return pl_fail(err, PL_E_USAGE, "a letter is overdue, waiting, not_sent or answered");
    }
    int code = pl_requests_read(dir, known_at, now, &arena, &requests, err);
    if (code != 0) {
        return code;
    }
    for (size_t i = 0; i < requests.n; i++) {
        if (state[0] == '\0' || strcmp(state, pl_request_state_word(requests.list[i].state)) == 0) {
            pl_request_json(&requests.list[i], requests.exercise, out);
            n++;
        }
    }
    pl_json_start(&json, out);
    pl_json_record(&json, "summary");
    pl_case_mark(&json, requests.exercise);
    pl_json_key(&json, "results");
    pl_json_u64(&json, n);
    for (int i = 0; i < PL_REQUEST_STATES; i++) {
        const char *word = pl_request_state_word(i);
        pl_json_key(&json, word);
        pl_json_u64(&json, requests.counts[i]);
    }
    pl_known_json(&json, &requests.known);
    pl_json_record_end(&json);
    return PL_E_OK;
}
