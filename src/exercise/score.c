#include "exercise/score.h"

#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/time.h"
#include "exercise/truth_read.h"
#include "text/json.h"

#include "base/ban.h"

#define MAX_EVENTS  10000000u
#define MAX_VESSELS 64
#define MOST_NAMED  8 /* ships that an event of many needs to name */

struct limit {
    const char *name;
    double def, margin;
    size_t offset;
};

static const struct limit limit_table[] = {
#define LIMIT_ROW(field, name, def, margin, text) {name, def, margin, offsetof(struct pl_score_limits, field)},
    PL_SCORE_LIMITS(LIMIT_ROW)
#undef LIMIT_ROW
};

#define N_LIMITS (sizeof limit_table / sizeof *limit_table)

static const char *const type_names[] = {
#define TYPE_NAME(name, text) text,
    PL_SCORE_TYPES(TYPE_NAME)
#undef TYPE_NAME
};

const char *pl_score_type_name(int type) { return type_names[type]; }

static double *limit_at(struct pl_score_limits *limits, size_t i) {
    return (double *)(void *)((char *)limits + limit_table[i].offset);
}

int pl_score_limits_read(const char *text, struct pl_score_limits *ret_limits, struct pl_error *err) {
    struct pl_score_limits limits;
    for (size_t i = 0; i < N_LIMITS; i++) {
        *limit_at(&limits, i) = limit_table[i].def;
    }
    pl_str rest = pl_str_from(text ? text : "");
    while (rest.p && rest.n) {
        pl_str pair = pl_str_cut(&rest, ',');
        pl_str name = pl_str_trim(pl_str_cut(&pair, '='));
        double value = 0;
        size_t i = 0;
        while (i < N_LIMITS && !pl_str_eq(name, pl_str_from(limit_table[i].name))) {
            i++;
        }
        if (i == N_LIMITS) {
            return pl_fail(err, PL_E_USAGE, "there is no limit \"%.*s\"", name.n > 60 ? 60 : (int)name.n, name.p);
        }
        if (!pair.p || !pl_str_double(pl_str_trim(pair), &value) || !(value > 0)) {
            return pl_fail(err, PL_E_USAGE, "the limit %s needs a number above 0", limit_table[i].name);
        }
        *limit_at(&limits, i) = value;
    }
    bool meet_level = limits.meet_m == 500.0 || limits.meet_m == 1000.0;
    bool slow_level = limits.slow_kn == 2.0 || limits.slow_kn == 3.0;
    if (!meet_level || !slow_level) {
        return pl_fail(err, PL_E_USAGE, "%s",
                       meet_level ? "the truth knows loitering below 2 and below 3 kn only"
                                  : "the truth knows meetings within 500 and 1000 m only");
    }
    *ret_limits = limits;
    return PL_E_OK;
}

enum standing { IGNORED, MARGINAL, COUNTS };

struct item {
    int type;
    unsigned n;
    uint32_t mmsi[MAX_VESSELS]; /* sorted */
    pl_time start, end;
    bool imo_field; /* identifier_invalid: "imo", else "mmsi" */
    int standing;   /* truth */
    bool matched, excused;
};

struct list {
    struct item *items;
    size_t n, cap;
};

struct pl_score {
    struct pl_score_limits limits;
    struct list truth, events;
    pl_time end; /* of the exercise, for open events */
    uint64_t others;
    struct pl_score_row rows[PL_SCORE_TYPE_COUNT];
};

static int type_of(const struct pl_jval *object) {
    const struct pl_jval *type = pl_jval_get(object, "type");
    for (int i = 0; type && type->kind == PL_JVAL_STR && i < PL_SCORE_TYPE_COUNT; i++) {
        if (pl_str_eq(type->str, pl_str_from(type_names[i]))) {
            return i;
        }
    }
    return -1;
}

static pl_time time_of(const struct pl_jval *object, const char *key) {
    const struct pl_jval *value = pl_jval_get(object, key);
    pl_time at = PL_TIME_NONE;
    if (!value || value->kind != PL_JVAL_STR || !pl_time_parse(value->str, &at)) {
        return PL_TIME_NONE;
    }
    return at;
}

static double number_of(const struct pl_jval *object, const char *key, double missing) {
    const struct pl_jval *value = pl_jval_get(object, key);
    bool is_number = value && (value->kind == PL_JVAL_INT || value->kind == PL_JVAL_REAL);
    return is_number ? value->real : missing;
}

static bool text_is(const struct pl_jval *object, const char *key, const char *text) {
    const struct pl_jval *value = pl_jval_get(object, key);
    return value && value->kind == PL_JVAL_STR && pl_str_eq(value->str, pl_str_from(text));
}

static bool add_mmsi(struct item *item, const struct pl_jval *value) {
    if (!value || value->kind != PL_JVAL_INT || value->integer < 0 || value->integer > 999999999 ||
        item->n >= MAX_VESSELS) {
        return false;
    }
    unsigned i = item->n++;
    uint32_t mmsi = (uint32_t)value->integer;
    for (; i > 0 && item->mmsi[i - 1] > mmsi; i--) {
        item->mmsi[i] = item->mmsi[i - 1];
    }
    item->mmsi[i] = mmsi;
    return true;
}

static int append(struct list *list, const struct item *item, struct pl_error *err) {
    if (list->n == list->cap) {
        size_t cap = list->cap ? list->cap * 2 : 1024;
        struct item *more = list->n < MAX_EVENTS ? realloc(list->items, cap * sizeof *more) : NULL;
        if (!more) {
            return list->n < MAX_EVENTS ? pl_fail(err, PL_E_NOMEM, "no memory for the events")
                                        : pl_fail(err, PL_E_LIMIT, "more than %u events", MAX_EVENTS);
        }
        list->items = more;
        list->cap = cap;
    }
    list->items[list->n++] = *item;
    return PL_E_OK;
}

/* Whether value is above (or, with `below`, below) the limit, or within its margin. */
static int against(double value, double limit, double margin, bool below) {
    if (value > limit * (1 - margin) && value < limit * (1 + margin)) {
        return MARGINAL;
    }
    return (below ? value < limit : value >= limit) ? COUNTS : IGNORED;
}

static double margin_of(size_t offset) {
    for (size_t i = 0; i < N_LIMITS; i++) {
        if (limit_table[i].offset == offset) {
            return limit_table[i].margin;
        }
    }
    return 0;
}

#define AGAINST(value, field, below)                                                                                   \
    against(value, limits->field, margin_of(offsetof(struct pl_score_limits, field)), below)

static int least(int a, int b) { return a < b ? a : b; }

/* What the limits make of a truth entry. */
static int standing_of(const struct pl_score_limits *limits, const struct pl_jval *entry, int type) {
    double hours = number_of(entry, "hours", 0);
    double port_km = number_of(entry, "port_distance_km", 1e9);
    int result = text_is(entry, "observable", "yes")      ? COUNTS
                 : text_is(entry, "observable", "partly") ? MARGINAL
                                                          : IGNORED;
    if (type == PL_SCORE_GAP) {
        result = least(result, AGAINST(hours, gap_hours, false));
    } else if (type == PL_SCORE_ENCOUNTER) {
        double within_m = number_of(entry, "within_m", 0);
        result = within_m > limits->meet_m || within_m < limits->meet_m ? IGNORED : result;
        result = least(result, AGAINST(hours, meet_hours, false));
        result = least(result, AGAINST(number_of(entry, "speed_kn", 0), meet_kn, true));
        result = least(result, AGAINST(port_km, meet_port_km, false));
    } else if (type == PL_SCORE_LOITERING) {
        double under_kn = number_of(entry, "under_kn", 0);
        result = under_kn > limits->slow_kn || under_kn < limits->slow_kn ? IGNORED : result;
        result = least(result, AGAINST(hours, slow_hours, false));
        result = least(result, AGAINST(port_km, slow_port_km, false));
    } else if (type == PL_SCORE_PORT_VISIT) { /* a shorter stop, or a passage, may be reported but is not asked for */
        bool asked = AGAINST(number_of(entry, "stop_hours", 0), stop_hours, false) == COUNTS;
        result = asked ? result : least(result, MARGINAL);
    } else if (type == PL_SCORE_POSITION_JUMP) {
        result = least(result, AGAINST(number_of(entry, "speed_kn", 0), jump_kn, false));
    }
    return result;
}

static int add_truth(void *ctx, const struct pl_jval *entry, struct pl_error *err) {
    struct pl_score *score = ctx;
    struct item item = {.type = type_of(entry), .start = time_of(entry, "start"), .end = time_of(entry, "end")};
    const struct pl_jval *mmsi = pl_jval_get(entry, "mmsi");
    if (item.type < 0) {
        return PL_E_OK; /* a truth of a later version */
    }
    bool good =
        mmsi && mmsi->kind == PL_JVAL_ARRAY && mmsi->n && item.start != PL_TIME_NONE && item.end != PL_TIME_NONE;
    for (size_t i = 0; good && i < mmsi->n; i++) {
        good = add_mmsi(&item, &mmsi->items[i]);
    }
    if (!good) {
        return pl_fail(err, PL_E_FORMAT, "an entry of the truth has no mmsi, start or end; write the exercise again");
    }
    item.imo_field = text_is(entry, "field", "imo");
    item.standing = standing_of(&score->limits, entry, item.type);
    return append(&score->truth, &item, err);
}

int pl_score_open(pl_str truth_json, const struct pl_score_limits *limits, struct pl_score **ret_score,
                  struct pl_error *err) {
    struct pl_score *score = calloc(1, sizeof *score);
    if (!score) {
        return pl_fail(err, PL_E_NOMEM, "no memory for the score");
    }
    score->limits = *limits;
    int code = pl_truth_read(truth_json, add_truth, score, &score->end, err);
    if (code) {
        pl_score_close(score);
        return code;
    }
    *ret_score = score;
    return PL_E_OK;
}

int pl_score_line(struct pl_score *score, pl_str line, uint64_t number, struct pl_error *err) {
    line = pl_str_trim(line);
    if (!line.n) {
        return PL_E_OK;
    }
    PL_ARENA_AUTO arena;
    pl_arena_open(&arena, (size_t)64 << 20);
    const struct pl_jval *event = NULL;
    struct pl_error inner = {0};
    if (pl_json_read(line, &arena, &event, &inner)) {
        return pl_fail_at(err, PL_E_FORMAT, number, inner.offset, "not a JSON line: %s", inner.msg);
    }
    if (event->kind != PL_JVAL_OBJECT) {
        return pl_fail_at(err, PL_E_FORMAT, number, 0, "each line must be a JSON object");
    }
    struct item item = {.type = type_of(event), .start = time_of(event, "start"), .end = time_of(event, "end")};
    if (item.type < 0) {
        score->others++;
        return PL_E_OK;
    }
    const struct pl_jval *feasible = pl_jval_get(event, "feasible");
    if (feasible != NULL && feasible->kind == PL_JVAL_BOOL && !feasible->boolean) {
        score->others++; /* a negative finding: "they cannot have met" */
        return PL_E_OK;
    }
    item.end = item.end == PL_TIME_NONE ? score->end : item.end;
    const struct pl_jval *vessels = pl_jval_get(event, "vessels");
    bool good = vessels && vessels->kind == PL_JVAL_ARRAY && vessels->n && item.start != PL_TIME_NONE;
    for (size_t i = 0; good && i < vessels->n; i++) {
        good = vessels->items[i].kind == PL_JVAL_OBJECT && add_mmsi(&item, pl_jval_get(&vessels->items[i], "mmsi"));
    }
    if (!good) {
        return pl_fail_at(err, PL_E_FORMAT, number, 0, "an event needs \"vessels\" with an mmsi each, and \"start\"");
    }
    item.imo_field = text_is(event, "field", "imo");
    return append(&score->events, &item, err);
}

static bool same_vessels(const struct item *a, const struct item *b) {
    return a->n == b->n && memcmp(a->mmsi, b->mmsi, a->n * sizeof a->mmsi[0]) == 0;
}

/* An event of an area names some of the ships struck: half of the named were, and half of the struck, or as many as
 * need be, are named. */
static bool mostly_same(const struct item *truth, const struct item *event) {
    unsigned common = 0;
    for (unsigned i = 0, j = 0; i < truth->n && j < event->n;) {
        common += truth->mmsi[i] == event->mmsi[j];
        bool lower = truth->mmsi[i] <= event->mmsi[j];
        bool upper = truth->mmsi[i] >= event->mmsi[j];
        i += lower;
        j += upper;
    }
    return 2 * common >= event->n && (2 * common >= truth->n || common >= MOST_NAMED);
}

/* The time shared, as a share of the longer (or the shorter) of the two; 1 where both are the same instant. */
static double overlap(const struct item *a, const struct item *b, bool of_longer) {
    pl_time from = a->start > b->start ? a->start : b->start;
    pl_time until = a->end < b->end ? a->end : b->end;
    pl_time la = a->end - a->start;
    pl_time lb = b->end - b->start;
    pl_time whole = (la > lb) == of_longer ? la : lb;
    if (until < from) {
        return 0;
    }
    return whole <= 0 ? 1 : (double)(until - from) / (double)whole;
}

static double fit(const struct item *truth, const struct item *event, bool of_longer) {
    bool of_many = truth->type == PL_SCORE_INTERFERENCE;
    if (truth->type != event->type || !(of_many ? mostly_same(truth, event) : same_vessels(truth, event))) {
        return 0;
    }
    if (truth->type == PL_SCORE_IDENTIFIER_INVALID) {
        return truth->imo_field == event->imo_field ? 1 : 0;
    }
    return overlap(truth, event, of_longer);
}

static int by_key(const void *a, const void *b) {
    const struct item *x = a;
    const struct item *y = b;
    if (x->type != y->type) {
        return x->type < y->type ? -1 : 1;
    }
    if (x->mmsi[0] != y->mmsi[0]) {
        return x->mmsi[0] < y->mmsi[0] ? -1 : 1;
    }
    if (x->start != y->start) {
        return x->start < y->start ? -1 : 1;
    }
    return x->end < y->end ? -1 : x->end > y->end;
}

/* Ships are looked up by the first of their numbers, but for events of many. */
static bool may_match(const struct item *event, const struct item *truth) {
    return event->type == truth->type && (truth->type == PL_SCORE_INTERFERENCE || event->mmsi[0] == truth->mmsi[0]);
}

/* The first event that may match. */
static size_t first_of(const struct list *list, const struct item *key) {
    uint32_t mmsi = key->type == PL_SCORE_INTERFERENCE ? 0 : key->mmsi[0];
    size_t low = 0;
    size_t high = list->n;
    while (low < high) {
        size_t mid = low + (high - low) / 2;
        const struct item *m = &list->items[mid];
        if (m->type < key->type || (m->type == key->type && m->mmsi[0] < mmsi)) {
            low = mid + 1;
        } else {
            high = mid;
        }
    }
    return low;
}

static void match_one(struct pl_score *score, struct item *truth) {
    struct item *best = NULL;
    double best_fit = 0;
    for (size_t i = first_of(&score->events, truth); i < score->events.n; i++) {
        struct item *event = &score->events.items[i];
        if (!may_match(event, truth)) {
            break;
        }
        double f = event->matched ? 0 : fit(truth, event, true);
        if (f >= 0.5 && f > best_fit) {
            best = event;
            best_fit = f;
        }
    }
    if (best) {
        best->matched = true;
        truth->matched = true;
    }
}

static void excuse(struct pl_score *score, const struct item *truth) {
    for (size_t i = first_of(&score->events, truth); i < score->events.n; i++) {
        struct item *event = &score->events.items[i];
        if (!may_match(event, truth)) {
            break;
        }
        event->excused = event->excused || (!event->matched && fit(truth, event, false) >= 0.5);
    }
}

void pl_score_match(struct pl_score *score) {
    if (score->events.n) {
        qsort(score->events.items, score->events.n, sizeof(struct item), by_key);
    }
    if (score->truth.n) {
        qsort(score->truth.items, score->truth.n, sizeof(struct item), by_key);
    }
    for (size_t i = 0; i < score->truth.n; i++) {
        struct item *truth = &score->truth.items[i];
        struct pl_score_row *row = &score->rows[truth->type];
        if (truth->standing == COUNTS) {
            match_one(score, truth);
            row->truth++;
            row->matched += truth->matched;
        } else if (truth->standing == MARGINAL) {
            row->marginal++;
        }
    }
    for (size_t i = 0; i < score->truth.n; i++) {
        if (score->truth.items[i].standing == MARGINAL) {
            excuse(score, &score->truth.items[i]);
        }
    }
    for (size_t i = 0; i < score->events.n; i++) {
        const struct item *event = &score->events.items[i];
        score->rows[event->type].events++;
        score->rows[event->type].excused += event->excused;
    }
}

struct pl_score_row pl_score_row(const struct pl_score *score, int type) {
    return score->rows[type];
}

void pl_score_close(struct pl_score *score) {
    if (score) {
        free(score->truth.items);
        free(score->events.items);
        free(score);
    }
}

static double share(uint64_t part, uint64_t whole) { return whole ? (double)part / (double)whole : __builtin_nan(""); }

static const char rule_text[] = "same type, same vessels (MMSI), time in common at least half of the longer; "
                                "identifier_invalid: same vessel and field; gnss_interference: half of the vessels "
                                "named were struck, and half of the struck (or 8) are named";

static void write_item(struct pl_json *json, const char *type, const struct item *item) {
    pl_json_object(json);
    pl_json_key(json, "type");
    pl_json_text(json, type);
    pl_json_key(json, "event_type");
    pl_json_text(json, type_names[item->type]);
    pl_json_key(json, "mmsi");
    pl_json_array(json);
    for (unsigned i = 0; i < item->n; i++) {
        pl_json_u64(json, item->mmsi[i]);
    }
    pl_json_array_end(json);
    pl_json_key(json, "start");
    pl_json_time(json, item->start);
    pl_json_key(json, "end");
    pl_json_time(json, item->end);
    pl_json_key(json, "hours");
    pl_json_fixed(json, (double)(item->end - item->start) / (double)PL_HOUR_US, 4);
    pl_json_object_end(json);
    pl_json_line_end(json);
}

static void write_row(struct pl_json *json, const struct pl_score_row *row, int type) {
    uint64_t asked = row->events - row->excused;
    pl_json_object(json);
    pl_json_key(json, "type");
    pl_json_text(json, "score");
    pl_json_key(json, "event_type");
    pl_json_text(json, type_names[type]);
    pl_json_key(json, "truth");
    pl_json_u64(json, row->truth);
    pl_json_key(json, "marginal");
    pl_json_u64(json, row->marginal);
    pl_json_key(json, "events");
    pl_json_u64(json, row->events);
    pl_json_key(json, "matched");
    pl_json_u64(json, row->matched);
    pl_json_key(json, "missed");
    pl_json_u64(json, row->truth - row->matched);
    pl_json_key(json, "false");
    pl_json_u64(json, asked - row->matched);
    pl_json_key(json, "excused");
    pl_json_u64(json, row->excused);
    pl_json_key(json, "recall");
    pl_json_fixed(json, share(row->matched, row->truth), 4);
    pl_json_key(json, "precision");
    pl_json_fixed(json, share(row->matched, asked), 4);
    pl_json_object_end(json);
    pl_json_line_end(json);
}

static void write_summary(const struct pl_score *score, struct pl_json *json) {
    struct pl_score_limits limits = score->limits;
    pl_json_object(json);
    pl_json_key(json, "type");
    pl_json_text(json, "summary");
    pl_json_key(json, "exercise");
    pl_json_bool(json, true);
    pl_json_key(json, "matching");
    pl_json_text(json, rule_text);
    pl_json_key(json, "limits");
    pl_json_object(json);
    for (size_t i = 0; i < N_LIMITS; i++) {
        pl_json_key(json, limit_table[i].name);
        pl_json_fixed(json, *limit_at(&limits, i), 3);
    }
    pl_json_object_end(json);
    pl_json_key(json, "other_lines");
    pl_json_u64(json, score->others);
    pl_json_object_end(json);
    pl_json_line_end(json);
}

static void write_json(const struct pl_score *score, struct pl_buf *out) {
    struct pl_json json;
    pl_json_start(&json, out);
    for (int type = 0; type < PL_SCORE_TYPE_COUNT; type++) {
        write_row(&json, &score->rows[type], type);
    }
    for (size_t i = 0; i < score->truth.n; i++) {
        if (score->truth.items[i].standing == COUNTS && !score->truth.items[i].matched) {
            write_item(&json, "missed", &score->truth.items[i]);
        }
    }
    for (size_t i = 0; i < score->events.n; i++) {
        if (!score->events.items[i].matched && !score->events.items[i].excused) {
            write_item(&json, "false", &score->events.items[i]);
        }
    }
    write_summary(score, &json);
}

static void pad(struct pl_buf *out, size_t from, size_t width) {
    while (out->n - from < width) {
        pl_buf_add_char(out, ' ');
    }
}

static void add_share(struct pl_buf *out, uint64_t part, uint64_t whole) {
    size_t from = out->n;
    if (whole) {
        pl_buf_add_fixed(out, share(part, whole), 3);
    } else {
        pl_buf_add_char(out, '-');
    }
    pad(out, from, 10);
}

static void write_text(const struct pl_score *score, struct pl_buf *out) {
    pl_buf_add_str(out,
                   PL_STR("type                       truth  found   missed false  marginal  recall    precision\n"));
    for (int type = 0; type < PL_SCORE_TYPE_COUNT; type++) {
        const struct pl_score_row *row = &score->rows[type];
        uint64_t asked = row->events - row->excused;
        const uint64_t numbers[] = {row->truth, row->matched, row->truth - row->matched, asked - row->matched,
                                    row->marginal};
        static const size_t widths[] = {7, 8, 7, 7, 10};
        size_t from = out->n;
        pl_buf_add_str(out, pl_str_from(type_names[type]));
        pad(out, from, 27);
        for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++) {
            from = out->n;
            pl_buf_add_u64(out, numbers[i]);
            pad(out, from, widths[i]);
        }
        add_share(out, row->matched, row->truth);
        add_share(out, row->matched, asked);
        while (out->n && out->p[out->n - 1] == ' ') {
            out->n--;
        }
        pl_buf_add_str(out, row->events ? PL_STR("\n") : PL_STR("   (no such event was given)\n"));
    }
    pl_buf_add_fmt(out, "An event and the truth match by: %s.\nLimits: ", rule_text);
    struct pl_score_limits limits = score->limits;
    for (size_t i = 0; i < N_LIMITS; i++) {
        pl_buf_add_fmt(out, "%s%s ", i ? ", " : "", limit_table[i].name);
        pl_buf_add_fixed(out, *limit_at(&limits, i), 1);
    }
    pl_buf_add_str(out, PL_STR(".\nMarginal: so near a limit, or so poorly received, that finding and missing are both "
                               "fair.\n"));
}

void pl_score_write(const struct pl_score *score, bool json, struct pl_buf *out) {
    if (json) {
        write_json(score, out);
    } else {
        write_text(score, out);
    }
}
