#include "app/reach_claims.h"

#include "geo/prism.h"

#include "base/ban.h"

void pl_reach_claims_close(struct pl_reach_claims *claims) {
    pl_seaway_close(claims->way);
    claims->way = NULL;
}

int pl_reach_claims_test(void *ctx, const struct pl_dated_place *from, const struct pl_dated_place *to,
                         struct pl_reachable_answer *ret, struct pl_error *err) {
    struct pl_reach_claims *claims = ctx;
    const double max_kn = claims->max_speed_kn > 0 ? claims->max_speed_kn : PL_REACH_CLAIMS_KN;
    const double hours = ((double)to->last_day - from->first_day + 1) * 24;
    struct pl_prism_answer answer;
    struct pl_way way;
    pl_pos a = {0, 0}, b = {0, 0};
    *ret = (struct pl_reachable_answer){.reachable = PL_REACHABLE_UNKNOWN, .max_kn = max_kn};
    if (max_kn > PL_PRISM_SPEED_MAX_KN) {
        return pl_fail(err, PL_E_USAGE, "the maximum speed must be at most %g kn", PL_PRISM_SPEED_MAX_KN);
    }
    if (!pl_pos_from_deg(from->lon_deg, from->lat_deg, &a) || !pl_pos_from_deg(to->lon_deg, to->lat_deg, &b)) {
        return 0;
    }
    int code = claims->way == NULL ? pl_seaway_open(claims->coast, claims->links, &claims->way, NULL, err) : 0;
    if (code == PL_E_NOT_FOUND && claims->coast == NULL) {
        return 0; /* built without a mask: nothing can be said */
    }
    code = code == 0 ? pl_passage(claims->way->passages, a, b, PL_PASSAGE_FAR_M, &way, err) : code;
    if (code != 0 || way.state != PL_WAY_FOUND) {
        return code;
    }
    pl_prism_judge(&way, NULL, hours, max_kn, 0, &answer);
    ret->reachable = answer.verdict == PL_VERDICT_REACHABLE     ? PL_REACHABLE_YES
                     : answer.verdict == PL_VERDICT_UNREACHABLE ? PL_REACHABLE_NO
                     : answer.verdict == PL_VERDICT_MARGINAL    ? PL_REACHABLE_MARGINAL
                                                                : PL_REACHABLE_UNKNOWN;
    ret->sea_nm = way.sea_m / PL_NM_M;
    ret->hours = hours;
    ret->needs_kn = answer.required_speed_kn;
    return 0;
}

/* ---- the claims of a case ---- */

static int32_t day_of(pl_time at) { return (int32_t)((at - (at % PL_DAY_US + PL_DAY_US) % PL_DAY_US) / PL_DAY_US); }

static bool row_of(const struct pl_filing *claim, struct pl_arena *arena, struct pl_claim_row *row) {
    char id[PL_FILING_ID_MAX];
    pl_time from = 0, to = 0, ignored = 0;
    pl_str imo = pl_filing_get_value(claim, "who_imo");
    row->subject = imo.n > 0 ? imo : pl_filing_get_value(claim, "who");
    row->has_place = pl_str_double(pl_filing_get_value(claim, "lat"), &row->lat_deg) &&
                     pl_str_double(pl_filing_get_value(claim, "lon"), &row->lon_deg);
    if (row->subject.n == 0 || !row->has_place || !pl_filing_when(claim, "start", &from, &to)) {
        return false;
    }
    (void)pl_filing_when(claim, "end", &ignored, &to);
    pl_filing_id(claim, id);
    row->id = pl_str_copy(arena, pl_str_from(id));
    struct pl_period *period = &row->quantity.period;
    period->has_start = period->has_end = true;
    period->start = (struct pl_interval){.first_day = day_of(from), .last_day = day_of(to)};
    period->end = (struct pl_interval){.first_day = day_of(to), .last_day = day_of(to)};
    return true;
}

int pl_reach_claims_find(const struct pl_support *support, struct pl_reach_claims *claims, struct pl_arena *arena,
                         struct pl_claim_clash **ret, size_t *ret_n, struct pl_error *err) {
    struct pl_findings findings = {.arena = arena};
    struct pl_claim_table table = {0};
    const struct pl_filing *claim = NULL;
    uint64_t untested = 0;
    size_t n = 0;
    while (pl_support_nth(support, 'C', n) != NULL) {
        n++;
    }
    table.rows = pl_arena_calloc(arena, n + 1, sizeof *table.rows);
    for (size_t i = 0; table.rows != NULL && (claim = pl_support_nth(support, 'C', i)) != NULL; i++) {
        if (table.n < PL_CLAIM_ROWS_MAX && row_of(claim, arena, &table.rows[table.n])) {
            table.rows[table.n].index = table.n;
            table.n++;
        }
    }
    int code = table.rows == NULL ? pl_fail(err, PL_E_NOMEM, "no memory to compare claims") : 0;
    code = code == 0 ? pl_reachable_find(&table, pl_reach_claims_test, claims, &findings, &untested, err) : code;
    struct pl_claim_clash *list = code == 0 ? pl_arena_calloc(arena, findings.n + 1, sizeof *list) : NULL;
    size_t found = 0;
    for (uint32_t i = 0; list != NULL && i < findings.n; i++) {
        const struct pl_finding *f = &findings.items[i];
        pl_str *ids = pl_finding_fails(f->kind) ? pl_arena_calloc(arena, f->n, sizeof *ids) : NULL;
        for (uint32_t k = 0; ids != NULL && k < f->n; k++) {
            ids[k] = table.rows[f->claims[k]].id;
        }
        if (ids != NULL) {
            list[found++] = (struct pl_claim_clash){pl_finding_word(f->kind), ids, f->n, f->why, f->arithmetic};
        }
    }
    if (code == 0 && (list == NULL || pl_arena_failed(arena))) {
        return pl_fail(err, PL_E_NOMEM, "no memory to compare claims");
    }
    if (code == 0) {
        *ret = list;
        *ret_n = found;
    }
    return code;
}
