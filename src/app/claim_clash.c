#include "app/claim_clash.h"

#include <stdio.h>
#include <string.h>

#include "app/facts.h"
#include "base/map.h"
#include "evidence/cap.h"
#include "evidence/clash.h"
#include "evidence/quantity.h"
#include "store/filing.h"
#include "text/csv.h"
#include "text/unicode.h"

#include "base/ban.h"

#define CSV_MAX    ((size_t)64 << 20)
#define TOPICS_MAX 100000
#define CLASH_MAX  100000

static const char HEAD[] = "claim_id,date,claimant,topic,quantity,quantity_max,unit,qualifier,period_start,period_end,"
                           "basis\n";

struct clashing {
    const struct pl_support *s;
    struct pl_arena *arena;
    struct pl_caps caps;
    struct pl_buf csv;
    struct pl_claim_clash *list;
    size_t n;
};

/* ---- claims as rows ---- */

static void add_day(struct pl_buf *csv, pl_time at) {
    PL_BUF_AUTO text = {0};
    pl_buf_open(&text, 64);
    pl_time_write(&text, at);
    pl_csv_write(csv, pl_str_sub(pl_buf_str(&text), 0, 10), false);
}

static void add_number(struct pl_buf *csv, double value) {
    PL_BUF_AUTO text = {0};
    pl_buf_open(&text, 64);
    pl_buf_add_fixed(&text, value, 6);
    pl_csv_write(csv, pl_buf_str(&text), false);
}

static void add_qualifier(struct pl_buf *csv, const struct pl_quantity *q, pl_str condition) {
    static const char *const WORDS[PL_BOUND_COUNT] = {
#define ROW(name, text) text,
        PL_BOUNDS(ROW)
#undef ROW
    };
    PL_BUF_AUTO text = {0};
    pl_buf_open(&text, CSV_MAX);
    pl_buf_add_str(&text, q->bound == PL_BOUND_BETWEEN ? PL_STR("") : pl_str_trim(pl_str_from(WORDS[q->bound])));
    condition = q->condition.n > 0 ? q->condition : condition;
    if (condition.n > 0) {
        pl_buf_add_str(&text, PL_STR(", "));
        pl_buf_add_str(&text, condition);
    }
    pl_csv_write(csv, pl_buf_str(&text), false);
}

/* From the first day that its start may mean to the last of its end; a start alone is all it may mean. */
static void add_period(struct pl_buf *csv, const struct pl_filing *claim) {
    pl_time from = 0, to = 0, last = 0, ignored = 0;
    if (!pl_filing_when(claim, "start", &from, &to)) {
        pl_buf_add_str(csv, PL_STR(",,"));
        return;
    }
    add_day(csv, from);
    add_day(csv, pl_filing_when(claim, "end", &ignored, &last) ? last : to);
}

static void add_claim(struct clashing *k, const struct pl_filing *claim, const struct pl_quantity *q) {
    char id[PL_FILING_ID_MAX];
    pl_time said = claim->at, to = 0;
    const struct pl_filing *source = pl_support_filing(k->s, pl_filing_get_value(claim, "source"), NULL);
    pl_str by = source != NULL ? pl_filing_get_value(source, "alias") : (pl_str){0};
    pl_filing_id(claim, id);
    (void)pl_filing_when(claim, "said", &said, &to);
    pl_csv_write(&k->csv, pl_str_from(id), true);
    add_day(&k->csv, said);
    pl_csv_write(&k->csv, by.n > 0 ? by : PL_STR("this case"), false);
    pl_csv_write(&k->csv, pl_filing_get_value(claim, "topic"), false);
    add_number(&k->csv, q->value);
    if (q->value_max > q->value) {
        add_number(&k->csv, q->value_max);
    } else {
        pl_csv_write(&k->csv, PL_STR(""), false);
    }
    pl_csv_write(&k->csv, q->unit.written, false);
    add_qualifier(&k->csv, q, pl_filing_get_value(claim, "condition"));
    add_period(&k->csv, claim);
    pl_csv_write(&k->csv, PL_STR(""), false);
    pl_csv_write_end(&k->csv);
}

/* ---- one topic ---- */

static int read_rows(struct clashing *k, struct pl_claim_table *ret, struct pl_error *err) {
    struct pl_claim_reader *reader = NULL;
    struct pl_csv *csv = NULL;
    int code = pl_claim_reader_open(k->arena, NULL, NULL, &reader, err);
    code = code == 0 ? pl_csv_open(',', pl_claim_reader_record, reader, &csv, err) : code;
    code = code == 0 ? pl_csv_push(csv, k->csv.p, k->csv.n, err) : code;
    code = code == 0 ? pl_csv_finish(csv, err) : code;
    pl_csv_close(csv);
    if (code != 0) {
        return code;
    }
    struct pl_error ignored = {0}; /* rows that cannot be compared are no fault of the case */
    code = pl_claim_reader_finish(reader, ret, &ignored);
    return code == PL_E_EMPTY || code == PL_E_FORMAT ? 0 : code;
}

static int keep(struct clashing *k, const struct pl_claim_table *table, const struct pl_finding *f,
                struct pl_error *err) {
    pl_str *ids = pl_arena_calloc(k->arena, f->n + 1, sizeof *ids);
    if (ids == NULL) {
        return pl_fail(err, PL_E_NOMEM, "no memory to compare claims");
    }
    if (k->n == CLASH_MAX) {
        return pl_fail(err, PL_E_LIMIT, "the claims of the case contradict each other in more than %d ways", CLASH_MAX);
    }
    for (uint32_t i = 0; i < f->n; i++) {
        ids[i] = table->rows[f->claims[i]].id;
    }
    k->list[k->n++] = (struct pl_claim_clash){
        .kind = pl_finding_word(f->kind), .claims = ids, .n = f->n, .why = f->why, .arithmetic = f->arithmetic};
    return 0;
}

static int compare(struct clashing *k, struct pl_error *err) {
    struct pl_claim_table table = {0};
    struct pl_findings findings = {.arena = k->arena};
    int code = pl_buf_failed(&k->csv) ? pl_fail(err, PL_E_LIMIT, "the claims of one topic are too many to be compared")
                                      : read_rows(k, &table, err);
    code = code == 0 && table.n > 1 ? pl_clash_find(&table, &k->caps, &findings, err) : code;
    code = code == 0 && table.n > 1 ? pl_findings_sort(&findings, err) : code;
    for (uint32_t i = 0; code == 0 && i < findings.n; i++) {
        code = pl_finding_fails(findings.items[i].kind) ? keep(k, &table, &findings.items[i], err) : 0;
    }
    return code;
}

/* ---- by topic ---- */

struct rows {
    struct pl_strmap topics; /* folded -> first claim of it, as a place in `claim`, + 1 */
    const struct pl_filing **claim;
    uint32_t *next; /* the next of its topic, + 1 */
    size_t n;
};

static int fold(pl_str topic, struct pl_buf *out) {
    pl_buf_clear(out);
    return pl_unicode_fold(topic, out, NULL);
}

static int gather(struct clashing *k, pl_str topic, struct rows *r, struct pl_error *err) {
    PL_BUF_AUTO wanted = {0};
    PL_BUF_AUTO is = {0};
    const struct pl_filing *claim = NULL;
    size_t n = 0;
    while (pl_support_nth(k->s, 'C', n) != NULL) {
        n++;
    }
    r->claim = pl_arena_calloc(k->arena, n + 1, sizeof *r->claim);
    r->next = pl_arena_calloc(k->arena, n + 1, sizeof *r->next);
    pl_buf_open(&wanted, CSV_MAX);
    pl_buf_open(&is, CSV_MAX);
    if (r->claim == NULL || r->next == NULL || (topic.n > 0 && fold(topic, &wanted) != 0)) {
        return pl_fail(err, PL_E_NOMEM, "no memory to compare claims");
    }
    for (size_t i = n; i-- > 0;) { /* from the end: each chain then runs in journal order */
        struct pl_quantity q;
        claim = pl_support_nth(k->s, 'C', i);
        pl_str said = pl_filing_get_value(claim, "topic");
        if (said.n == 0 || fold(said, &is) != 0 || is.n == 0 ||
            (topic.n > 0 && !pl_str_eq(pl_buf_str(&is), pl_buf_str(&wanted))) ||
            !pl_quantity_parse(pl_filing_get_value(claim, "quantity"), &q)) {
            continue;
        }
        uint64_t *first = pl_strmap_put(&r->topics, pl_buf_str(&is), NULL);
        if (first == NULL) {
            return pl_fail(err, PL_E_LIMIT, "the case has more topics than can be compared at once");
        }
        r->claim[r->n] = claim;
        r->next[r->n] = (uint32_t)*first;
        *first = ++r->n;
    }
    return 0;
}

static int compare_topic(struct clashing *k, const struct rows *r, uint64_t first, struct pl_error *err) {
    pl_buf_clear(&k->csv);
    pl_buf_add_str(&k->csv, pl_str_from(HEAD));
    for (uint64_t i = first; i > 0; i = r->next[i - 1]) {
        struct pl_quantity q;
        if (pl_quantity_parse(pl_filing_get_value(r->claim[i - 1], "quantity"), &q)) {
            add_claim(k, r->claim[i - 1], &q);
        }
    }
    return r->next[first - 1] > 0 ? compare(k, err) : 0; /* one alone contradicts nobody */
}

/* ---- what is withheld ---- */

/* Of what other claims could contradict a claim: "t:" and its topic, "p:" and whom it puts in a place at a time. */
static bool key_of(const struct pl_filing *claim, char what, struct pl_buf *key) {
    pl_str imo = pl_filing_get_value(claim, "who_imo");
    pl_str who = imo.n > 0 ? imo : pl_filing_get_value(claim, "who");
    bool placed = pl_filing_get_value(claim, "lat").n > 0 && pl_filing_get_value(claim, "start").n > 0;
    pl_str word = what == 't' ? pl_filing_get_value(claim, "topic") : placed ? who : (pl_str){0};
    pl_buf_clear(key);
    pl_buf_add_fmt(key, "%c:", what);
    return word.n > 0 && pl_unicode_fold(word, key, NULL) == 0 && key->n > 2;
}

static int on_unseen(void *ctx, const struct pl_filing *claim, int64_t by, struct pl_error *err) {
    struct pl_strmap *keys = ctx;
    PL_BUF_AUTO key = {0};
    (void)by;
    pl_buf_open(&key, CSV_MAX);
    bool ok = !key_of(claim, 't', &key) || pl_strmap_put(keys, pl_buf_str(&key), NULL) != NULL;
    ok = ok && (!key_of(claim, 'p', &key) || pl_strmap_put(keys, pl_buf_str(&key), NULL) != NULL);
    return ok ? 0 : pl_fail(err, PL_E_LIMIT, "the case has more topics than can be compared at once");
}

int pl_claim_unseen(struct pl_case *c, int64_t before, struct pl_strmap *ret, struct pl_error *err) {
    pl_strmap_open(ret, 2 * TOPICS_MAX, CSV_MAX);
    return pl_filing_each_unseen(c, 'C', before, on_unseen, ret, err);
}

bool pl_claim_may_clash_unseen(const struct pl_strmap *unseen, const struct pl_filing *claim) {
    PL_BUF_AUTO key = {0};
    pl_buf_open(&key, CSV_MAX);
    return unseen->n > 0 && ((key_of(claim, 't', &key) && pl_strmap_get(unseen, pl_buf_str(&key)) != NULL) ||
                             (key_of(claim, 'p', &key) && pl_strmap_get(unseen, pl_buf_str(&key)) != NULL));
}

int pl_claim_clashes(const struct pl_support *support, pl_str topic, struct pl_arena *arena,
                     struct pl_claim_clash **ret, size_t *ret_n, struct pl_error *err) {
    struct clashing k = {.s = support, .arena = arena};
    struct rows rows = {.n = 0};
    pl_buf_open(&k.csv, CSV_MAX);
    pl_strmap_open(&rows.topics, TOPICS_MAX, CSV_MAX);
    k.list = pl_arena_calloc(arena, CLASH_MAX, sizeof *k.list);
    int code = k.list == NULL ? pl_fail(err, PL_E_NOMEM, "no memory to compare claims") : 0;
    code = code == 0 ? pl_caps_read(pl_facts_caps(), arena, &k.caps, err) : code;
    code = code == 0 ? gather(&k, topic, &rows, err) : code;
    for (size_t i = rows.topics.n; code == 0 && i-- > 0;) {
        code = compare_topic(&k, &rows, rows.topics.entries[i].value, err);
    }
    pl_strmap_close(&rows.topics);
    pl_buf_close(&k.csv);
    if (code == 0) {
        *ret = k.list;
        *ret_n = k.n;
    }
    return code;
}
