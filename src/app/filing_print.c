/* How filings are printed, and how each stands: who judged it, what of that is withheld. */
#include <string.h>

#include "app/case_view.h"
#include "app/filing.h"
#include "app/person.h"
#include "app/withheld.h"
#include "evidence/quantity.h"
#include "store/filing.h"
#include "text/json.h"

#include "base/ban.h"

static void write_value(const struct pl_filing_field *field, pl_str value, struct pl_json *json) {
    double number = 0;
    int64_t count = 0;
    switch ((enum pl_filing_type)field->type) {
    case PL_FILING_LAT:
    case PL_FILING_LON:
        (void)pl_str_double(value, &number);
        pl_json_fixed(json, number, 6);
        return;
    case PL_FILING_NUMBER:
        (void)pl_str_double(value, &number);
        pl_json_fixed(json, number, 3);
        return;
    case PL_FILING_COUNT:
        (void)pl_str_i64(value, &count);
        pl_json_i64(json, count);
        return;
    case PL_FILING_YES:
        pl_json_bool(json, true);
        return;
    case PL_FILING_REFS:
        pl_json_array(json);
        while (value.p != NULL) {
            pl_json_str(json, pl_str_cut(&value, ' '));
        }
        pl_json_array_end(json);
        return;
    case PL_FILING_TEXT:
    case PL_FILING_WORD:
    case PL_FILING_WHEN:
    case PL_FILING_DAY:
    case PL_FILING_QUANTITY:
    case PL_FILING_REF:
    case PL_FILING_HASH:
        pl_json_str(json, value);
        return;
    }
}

struct judged {
    pl_str author;
    bool by_another;
    struct pl_filing_standing *ret;
};

static int on_review(void *ctx, const struct pl_filing *review, int64_t withdrawn_by, struct pl_error *err) {
    struct judged *j = ctx;
    bool approves = pl_str_eq(pl_filing_get_value(review, "verdict"), PL_STR("approve"));
    (void)withdrawn_by;
    (void)err;
    j->by_another = j->by_another || (approves && !pl_person_same(pl_filing_get_value(review, "by"), j->author));
    j->ret->approvals += approves ? 1 : 0;
    j->ret->dissents += approves ? 0 : 1;
    return 0;
}

int pl_filing_stands(struct pl_case *c, const struct pl_filing *filing, int64_t before, struct pl_filing_standing *ret,
                     struct pl_error *err) {
    struct pl_filing_standing stands = {.status = NULL};
    struct judged judged = {.author = pl_filing_get_value(filing, "by"), .ret = &stands};
    struct pl_filing_query q = PL_FILING_QUERY;
    char key[PL_FILING_ID_MAX + 4] = "ref:";
    int code = 0;
    if (strchr("FCR", filing->kind->letter) != NULL && filing->seq >= 0) { /* what a review can be about */
        pl_filing_id(filing, key + 4);
        q.letter = 'V';
        q.key = pl_str_from(key);
        q.before = before;
        code = pl_filing_each(c, &q, on_review, &judged, err);
    }
    code = code == 0 ? pl_withheld_about(c, filing, before, &stands.unseen, err) : code;
    if (code == 0) {
        stands.status = filing->kind->letter != 'F' ? NULL
                        : judged.by_another         ? "reviewed finding"
                                                    : "lead, not a finding";
        *ret = stands;
    }
    return code;
}

static bool any_withheld(const struct pl_filing_standing *s, struct pl_buf *words) {
    pl_buf_open(words, 4096);
    return s != NULL && pl_report_unseen_words(&s->unseen, words);
}

static void write_standing(struct pl_json *json, const struct pl_filing_standing *s) {
    PL_BUF_AUTO words = {0};
    if (s != NULL && s->status != NULL) {
        pl_json_member_text(json, "status", s->status);
    }
    if (s != NULL && s->approvals > 0) {
        pl_json_key(json, "approvals");
        pl_json_u64(json, s->approvals);
    }
    if (s != NULL && s->dissents > 0) {
        pl_json_key(json, "dissents");
        pl_json_u64(json, s->dissents);
    }
    if (any_withheld(s, &words)) {
        pl_json_key(json, "withheld");
        pl_json_object(json);
        pl_withheld_members(&s->unseen, json);
        pl_json_object_end(json);
    }
}

void pl_filing_json(const struct pl_filing *filing, const struct pl_filing_standing *standing, int64_t withdrawn_by,
                    bool exercise, struct pl_buf *out) {
    static const char *const NUMBERS[][2] = {
        {"imo", "imo_valid"}, {"who_imo", "who_imo_valid"}, {"mmsi", "mmsi_valid"}};
    struct pl_json json;
    struct pl_quantity quantity;
    char id[PL_FILING_ID_MAX];
    pl_filing_id(filing, id);
    pl_json_start(&json, out);
    pl_json_record(&json, filing->kind->kind);
    pl_json_key(&json, "id");
    pl_json_text(&json, filing->seq >= 0 ? id : NULL);
    pl_json_key(&json, "at");
    pl_json_time(&json, filing->at);
    for (size_t i = 0; i < filing->n; i++) {
        const struct pl_filing_field *field = pl_filing_field_of(filing->kind, filing->values[i].name);
        if (field == NULL) {
            continue;
        }
        pl_json_key(&json, field->name);
        write_value(field, filing->values[i].value, &json);
        if (field->type == PL_FILING_QUANTITY && !pl_quantity_parse(filing->values[i].value, &quantity)) {
            pl_json_key(&json, "quantity_typed");
            pl_json_bool(&json, false);
        }
        for (size_t k = 0; k < sizeof NUMBERS / sizeof NUMBERS[0]; k++) {
            if (strcmp(field->name, NUMBERS[k][0]) == 0) {
                pl_json_key(&json, NUMBERS[k][1]);
                pl_json_bool(&json, !pl_filing_bad_number(filing, field->name));
            }
        }
    }
    write_standing(&json, standing);
    if (withdrawn_by >= 0) {
        pl_json_key(&json, "withdrawn_by");
        pl_json_i64(&json, withdrawn_by);
    }
    if (exercise) {
        pl_json_key(&json, "exercise");
        pl_json_bool(&json, true);
    }
    pl_json_object_end(&json);
}

void pl_filing_text(const struct pl_filing *filing, const struct pl_filing_standing *standing, int64_t withdrawn_by,
                    struct pl_buf *out) {
    PL_BUF_AUTO words = {0};
    char id[PL_FILING_ID_MAX];
    pl_filing_id(filing, id);
    pl_buf_add_fmt(out, "%-8s %s, filed ", id, filing->kind->kind);
    pl_time_write(out, filing->at);
    if (standing != NULL && standing->status != NULL) {
        pl_buf_add_fmt(out, " (%s)", standing->status);
    }
    if (standing != NULL && standing->dissents > 0) {
        pl_buf_add_fmt(out, " DISSENTS OR OBJECTIONS: %llu", (unsigned long long)standing->dissents);
    }
    if (withdrawn_by >= 0) {
        pl_buf_add_fmt(out, " WITHDRAWN by entry %lld", (long long)withdrawn_by);
    }
    pl_buf_add_char(out, '\n');
    for (size_t i = 0; i < filing->n; i++) {
        pl_buf_add_fmt(out, "         %-15.*s ", (int)filing->values[i].name.n, filing->values[i].name.p);
        pl_case_say(out, filing->values[i].value);
        pl_str name = filing->values[i].name;
        bool number = pl_str_eq(name, PL_STR("imo")) || pl_str_eq(name, PL_STR("mmsi"));
        if (number && pl_filing_bad_number(filing, name.n == 3 ? "imo" : "mmsi")) {
            pl_buf_add_str(out, PL_STR("  (as given; no such number can be)"));
        }
        pl_buf_add_char(out, '\n');
    }
    if (any_withheld(standing, &words)) {
        pl_buf_add_fmt(out, "         %-15s ", "withheld");
        pl_buf_add_str(out, pl_buf_str(&words));
        pl_buf_add_char(out, '\n');
    }
}
