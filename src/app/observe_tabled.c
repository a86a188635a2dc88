/* What came of a table of observations: the counts that its entry keeps, and its summary. */
#include "app/observe_table.h"

#include <stdio.h>
#include <string.h>

#include "app/kinds.h"
#include "text/json.h"

#include "base/ban.h"

/* ---- rows that were left out, by reason ---- */

static const char *const NOTHING = "an observation is of something";

void pl_observe_refuse(struct pl_observe_refusals *r, const char *reason, const char *why) {
    char text[sizeof r->of[0].reason];
    pl_str field = reason == NULL ? pl_kinds_field_of(pl_str_from(why)) : (pl_str){NULL, 0};
    if (reason == NULL && field.n > 0) {
        snprintf(text, sizeof text, "field.%.*s", (int)field.n, field.p);
    } else if (reason == NULL) {
        reason = strncmp(why, NOTHING, strlen(NOTHING)) == 0 ? "nothing_named" : "other";
    }
    if (reason != NULL) {
        snprintf(text, sizeof text, "%s", reason);
    }
    size_t i = 0;
    while (i < r->n && strcmp(r->of[i].reason, text) != 0) {
        i++;
    }
    if (i == PL_OBSERVE_REASONS_MAX) {
        i--; /* more reasons than there are fields: never so */
    } else if (i == r->n) {
        r->n++;
        snprintf(r->of[i].reason, sizeof r->of[i].reason, "%s", text);
    }
    r->of[i].n++;
}

void pl_observe_refusals_write(const struct pl_observe_refusals *r, struct pl_buf *out) {
    for (size_t i = 0; i < r->n; i++) {
        pl_buf_add_fmt(out, "%s%s=%llu", i > 0 ? "," : "", r->of[i].reason, (unsigned long long)r->of[i].n);
    }
}

bool pl_observe_refusals_read(pl_str text, uint64_t sum, struct pl_observe_refusals *ret) {
    struct pl_observe_refusals r = {.n = 0};
    uint64_t all = 0;
    for (pl_str rest = text; rest.n > 0;) {
        pl_str count = pl_str_cut(&rest, ',');
        pl_str reason = pl_str_cut(&count, '=');
        int64_t n = 0;
        if (r.n == PL_OBSERVE_REASONS_MAX || reason.n == 0 || reason.n >= sizeof r.of[0].reason ||
            !pl_str_i64(count, &n) || n <= 0 || (uint64_t)n > sum - all) {
            return false;
        }
        memcpy(r.of[r.n].reason, reason.p, reason.n);
        r.of[r.n++].n = (uint64_t)n;
        all += (uint64_t)n;
    }
    if (all != sum) {
        return false;
    }
    *ret = r;
    return true;
}

/* ---- the summary ---- */

static void write_number(struct pl_json *json, const char *key, int64_t n) {
    pl_json_key_n(json, key, strlen(key));
    if (n >= 0) {
        pl_json_i64(json, n);
    } else {
        pl_json_null(json);
    }
}

void pl_observe_tabled_json(const struct pl_observe_tabled *done, struct pl_buf *out) {
    struct pl_json json;
    pl_json_start(&json, out);
    pl_json_record(&json, "summary");
    write_number(&json, "read", (int64_t)done->rows);
    write_number(&json, "results", (int64_t)done->kept);
    write_number(&json, "rejected", (int64_t)done->rejected);
    write_number(&json, "undated", (int64_t)done->undated);
    write_number(&json, "entry", done->seq);
    write_number(&json, "known", done->known);
    write_number(&json, "journal", (int64_t)done->journal);
    if (done->refused[0] != '\0') {
        pl_json_key(&json, "refused");
        pl_json_text(&json, done->refused);
    }
    if (done->note[0] != '\0') {
        pl_json_key(&json, "note");
        pl_json_text(&json, done->note);
    }
    if (done->exercise) {
        pl_json_key(&json, "exercise");
        pl_json_bool(&json, true);
    }
    pl_json_record_end(&json);
}
