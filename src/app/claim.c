#include "app/claim_in.h"

#include <string.h>

#include "app/case_view.h"
#include "app/filing.h"
#include "app/reach_claims.h"
#include "app/withheld.h"
#include "evidence/prov.h"

#include "base/ban.h"

#define ARENA_MAX ((size_t)1 << 30)

const char *const pl_claim_part_names[PL_CLAIM_PARTS] = {"who", "what", "quantity", "where", "when", "how"};

/* ---- what is left open ---- */

static bool says(const struct pl_filing *f, const char *name) { return pl_filing_get_value(f, name).n > 0; }

static bool evidence_says_how(const struct pl_support *s, pl_str claim) {
    const struct pl_filing *p = NULL;
    for (size_t i = 0; (p = pl_support_about(s, 'P', claim, i)) != NULL; i++) {
        pl_str stance = pl_filing_get_value(p, "stance");
        const struct pl_filing *e = pl_support_filing(s, pl_filing_get_value(p, "evidence"), NULL);
        bool is_for = stance.n == 0 || pl_str_eq(stance, PL_STR("for"));
        bool is_event = e == NULL && !pl_support_withheld(s, pl_filing_get_value(p, "evidence"));
        if (is_for && (e != NULL ? says(e, "method") || says(e, "how") : is_event)) {
            return true; /* an event says by its rule how it was found */
        }
    }
    return false;
}

unsigned pl_claim_unspecified(const struct pl_support *s, const struct pl_filing *claim) {
    char id[PL_FILING_ID_MAX];
    unsigned open = 0;
    pl_filing_id(claim, id);
    open |= says(claim, "who") || says(claim, "who_imo") ? 0 : 1u << PL_CLAIM_WHO;
    open |= says(claim, "what") ? 0 : 1u << PL_CLAIM_WHAT;
    open |= says(claim, "quantity") ? 0 : 1u << PL_CLAIM_QUANTITY;
    open |= says(claim, "place") || says(claim, "lat") ? 0 : 1u << PL_CLAIM_WHERE;
    open |= says(claim, "start") ? 0 : 1u << PL_CLAIM_WHEN;
    open |= says(claim, "how") || evidence_says_how(s, pl_str_from(id)) ? 0 : 1u << PL_CLAIM_HOW;
    return open;
}

/* ---- writing ---- */

void pl_claim_begin(struct pl_claim_showing *w, struct pl_json *json, const char *type, pl_str claim) {
    pl_json_start(json, w->out);
    pl_json_record(json, type);
    if (claim.n > 0) {
        pl_json_key(json, "claim");
        pl_json_str(json, claim);
    }
}

void pl_claim_end(struct pl_claim_showing *w, struct pl_json *json) {
    if (w->exercise) {
        pl_json_key(json, "exercise");
        pl_json_bool(json, true);
    }
    pl_json_record_end(json);
}

void pl_claim_key_bool(struct pl_json *json, const char *key, bool value) {
    pl_json_key_n(json, key, strlen(key));
    pl_json_bool(json, value);
}

static bool names(const struct pl_claim_clash *clash, pl_str claim) {
    for (size_t i = 0; i < clash->n; i++) {
        if (pl_str_eq(clash->claims[i], claim)) {
            return true;
        }
    }
    return false;
}

static void show_clash(struct pl_claim_showing *w, pl_str claim, const struct pl_claim_clash *clash) {
    struct pl_json json;
    if (!w->json) {
        pl_buf_add_str(w->out, PL_STR("  against "));
        for (size_t i = 0; i < clash->n; i++) {
            if (!pl_str_eq(clash->claims[i], claim)) {
                pl_buf_add_char(w->out, ' ');
                pl_case_say(w->out, clash->claims[i]);
            }
        }
        pl_buf_add_fmt(w->out, " (%s): ", clash->kind);
        pl_case_say(w->out, clash->why);
        pl_buf_add_str(w->out, clash->arithmetic.n > 0 ? PL_STR(": ") : PL_STR(""));
        pl_case_say(w->out, clash->arithmetic);
        pl_buf_add_char(w->out, '\n');
        return;
    }
    pl_claim_begin(w, &json, "contradiction", claim);
    pl_json_key(&json, "kind");
    pl_json_text(&json, clash->kind);
    pl_json_key(&json, "with");
    pl_json_array(&json);
    for (size_t i = 0; i < clash->n; i++) {
        if (!pl_str_eq(clash->claims[i], claim)) {
            pl_json_str(&json, clash->claims[i]);
        }
    }
    pl_json_array_end(&json);
    pl_json_key(&json, "why");
    pl_json_str(&json, clash->why);
    pl_json_key(&json, "arithmetic");
    pl_json_str(&json, clash->arithmetic);
    pl_claim_end(w, &json);
}

static void write_parts(struct pl_json *json, const char *key, unsigned open) {
    pl_json_key_n(json, key, strlen(key));
    pl_json_array(json);
    for (int i = 0; i < PL_CLAIM_PARTS; i++) {
        if (open >> i & 1) {
            pl_json_text(json, pl_claim_part_names[i]);
        }
    }
    pl_json_array_end(json);
}

static void show_unspecified(struct pl_claim_showing *w, pl_str claim, unsigned open) {
    struct pl_json json;
    if (!w->json) {
        pl_buf_add_str(w->out, open == 0 ? PL_STR("  open     nothing\n") : PL_STR("  open    "));
        for (int i = 0; i < PL_CLAIM_PARTS; i++) {
            if (open >> i & 1) {
                pl_buf_add_fmt(w->out, " %s", pl_claim_part_names[i]);
            }
        }
        pl_buf_add_str(w->out, open == 0 ? PL_STR("") : PL_STR("\n"));
        return;
    }
    pl_claim_begin(w, &json, "unspecified", claim);
    write_parts(&json, "parts", open);
    pl_claim_end(w, &json);
}

static size_t count_clashes(const struct pl_claim_clash *clashes, size_t n, pl_str claim) {
    size_t found = 0;
    for (size_t i = 0; i < n; i++) {
        found += names(&clashes[i], claim);
    }
    return found;
}

/* The claim itself. Its JSON line goes on where pl_filing_json ended it: with what it comes to. */
static void show_claim(struct pl_claim_showing *w, const struct pl_filing *claim, pl_str is, int64_t by,
                       const struct pl_origin_count *count, const struct pl_report_unseen *unseen) {
    struct pl_json json;
    if (!w->json) {
        pl_filing_text(claim, NULL, by, w->out);
        return;
    }
    pl_filing_json(claim, NULL, by, w->exercise, w->out);
    w->out->n -= w->out->n > 0 ? 1 : 0;
    pl_json_start(&json, w->out);
    json.comma = true;
    struct pl_claim_judged judged = pl_claim_count_judged(w, is);
    const struct {
        const char *key;
        uint64_t n;
    } counts[] = {
        {"supports", pl_claim_count_stance(w, is, false)},
        {"against", pl_claim_count_stance(w, is, true)},
        {"supports_withheld", unseen->supports},
        {"count", count->count},
        {"at_most", count->at_most},
        {"contradictions", count_clashes(w->clashes, w->n_clashes, is) + count_clashes(w->places, w->n_places, is)},
        {"approvals", judged.approvals},
        {"dissents", judged.dissents},
        {"replies", judged.replies},
        {"corrections", judged.corrections},
        {"judgements_withheld", unseen->judgements},
        {"letters_withheld", unseen->letters},
        {"corrections_withheld", unseen->corrections},
        {"grades_withheld", unseen->grades}};
    for (size_t i = 0; i < sizeof counts / sizeof *counts; i++) {
        pl_json_key_n(&json, counts[i].key, strlen(counts[i].key));
        pl_json_u64(&json, counts[i].n);
    }
    pl_claim_key_bool(&json, "links_withheld", pl_support_links_withheld(w->s));
    pl_claim_key_bool(&json, "claims_withheld", pl_claim_may_clash_unseen(&w->unseen, claim));
    write_parts(&json, "unspecified", pl_claim_unspecified(w->s, claim));
    pl_json_record_end(&json);
}

static void show_clashes(struct pl_claim_showing *w, pl_str is, const struct pl_claim_clash *clashes, size_t n) {
    for (size_t i = 0; i < n; i++) {
        if (names(&clashes[i], is)) {
            show_clash(w, is, &clashes[i]);
        }
    }
}

static int show_one(struct pl_claim_showing *w, const struct pl_filing *claim, int64_t by, struct pl_error *err) {
    char id[PL_FILING_ID_MAX];
    struct pl_claim_weighed weighed;
    struct pl_report_unseen unseen;
    pl_filing_id(claim, id);
    pl_str is = pl_str_from(id);
    int code = pl_claim_weigh(w, is, &weighed, err);
    code = code == 0 ? pl_withheld_about(w->c, claim, w->before, &unseen, err) : code;
    if (code != 0) {
        return code;
    }
    show_claim(w, claim, is, by, &weighed.count, &unseen);
    w->n_claims++;
    if (w->brief) {
        return 0;
    }
    pl_claim_show_judged(w, is);
    pl_claim_show_supports(w, is, claim);
    code = pl_claim_show_origins(w, is, by, &weighed, err);
    if (code == 0) {
        pl_claim_show_withheld(w, is, claim, &unseen);
        show_unspecified(w, is, pl_claim_unspecified(w->s, claim));
        show_clashes(w, is, w->clashes, w->n_clashes);
        show_clashes(w, is, w->places, w->n_places);
    }
    for (size_t i = 0; code == 0 && i < w->n_away; i++) {
        code = pl_claim_show_without(w, is, &weighed, &w->away[i], err);
    }
    return code;
}

static int think_away(struct pl_claim_showing *w, const struct pl_claim_show *show, struct pl_error *err) {
    int code = 0;
    w->away = pl_arena_calloc(&w->arena, show->n_without + 1, sizeof *w->away);
    if (w->away == NULL) {
        return pl_fail(err, PL_E_NOMEM, "no memory to weigh evidence");
    }
    for (size_t i = 0; code == 0 && i < show->n_without; i++) {
        code = pl_support_think_away(w->s, show->without[i], &w->arena, &w->away[i], err);
    }
    w->n_away = show->n_without;
    return code;
}

static int show_prov(struct pl_claim_showing *w, const struct pl_claim_show *show, struct pl_error *err) {
    struct pl_origin_graph graph;
    if (show->id.n == 0) {
        return pl_fail(err, PL_E_USAGE, "--prov shows one claim: name it");
    }
    int code = pl_support_graph(w->s, &show->id, 1, &w->arena, &graph, err);
    return code == 0 ? pl_prov_write(&graph, w->out, err) : code;
}

static int find_claim(const struct pl_claim_showing *w, pl_str id, const struct pl_filing **ret, int64_t *ret_by,
                      struct pl_error *err) {
    *ret = id.n > 0 ? pl_support_filing(w->s, id, ret_by) : NULL;
    return id.n == 0 || (*ret != NULL && (*ret)->kind->letter == 'C')
               ? 0
               : pl_fail(err, PL_E_NOT_FOUND, "the case has no claim \"%.*s\"", (int)(id.n < 80 ? id.n : 80), id.p);
}

/* What contradicts the claim, or any claim where it is NULL. */
static int find_clashes(struct pl_claim_showing *w, const struct pl_filing *claim, double max_speed_kn,
                        struct pl_error *err) {
    struct pl_reach_claims reach = {.max_speed_kn = max_speed_kn};
    pl_str topic = claim != NULL ? pl_filing_get_value(claim, "topic") : (pl_str){0};
    int code = 0;
    if (claim == NULL || topic.n > 0) {
        code = pl_claim_clashes(w->s, topic, &w->arena, &w->clashes, &w->n_clashes, err);
    }
    code = code == 0 ? pl_reach_claims_find(w->s, &reach, &w->arena, &w->places, &w->n_places, err) : code;
    pl_reach_claims_close(&reach);
    return code;
}

static int show_every(struct pl_claim_showing *w, struct pl_error *err) {
    const struct pl_filing *claim = NULL;
    int code = 0;
    for (size_t i = 0; code == 0 && (claim = pl_support_nth(w->s, 'C', i)) != NULL; i++) {
        struct pl_arena_mark mark = pl_arena_mark(&w->arena);
        code = show_one(w, claim, -1, err);
        pl_arena_rewind(&w->arena, mark);
    }
    return code;
}

static void summarise(struct pl_claim_showing *w, uint64_t journal) {
    struct pl_json json;
    pl_claim_begin(w, &json, "summary", (pl_str){0});
    pl_json_key(&json, "claims");
    pl_json_u64(&json, w->n_claims);
    pl_json_key(&json, "journal");
    pl_json_u64(&json, journal);
    pl_claim_end(w, &json);
}

static int show_asked(struct pl_claim_showing *w, const struct pl_claim_show *show, uint64_t journal,
                      struct pl_error *err) {
    const struct pl_filing *claim = NULL;
    int64_t by = -1;
    int code = pl_claim_unseen(w->c, w->before, &w->unseen, err);
    code = code == 0 ? think_away(w, show, err) : code;
    code = code == 0 ? find_claim(w, show->id, &claim, &by, err) : code;
    if (code != 0 || show->prov) {
        return code == 0 ? show_prov(w, show, err) : code;
    }
    code = find_clashes(w, claim, show->max_speed_kn, err);
    if (code == 0) {
        code = claim != NULL ? show_one(w, claim, by, err) : show_every(w, err);
    }
    if (code == 0 && show->json) {
        summarise(w, journal);
    }
    return code;
}

int pl_claim_show(const struct pl_claim_show *show, struct pl_buf *out, struct pl_error *err) {
    PL_CASE_VIEW_AUTO view = {0};
    PL_SUPPORT_AUTO *s = NULL;
    int code = pl_case_view_open(show->dir, show->known_at, &view, err);
    code = code == 0 ? pl_support_open(view.c, view.before, &s, err) : code;
    if (code != 0) {
        return code;
    }
    struct pl_claim_showing w = {.s = s,
                                 .c = view.c,
                                 .before = view.before,
                                 .out = out,
                                 .json = show->json,
                                 .brief = show->brief,
                                 .exercise = view.exercise};
    pl_arena_open(&w.arena, ARENA_MAX);
    code = show_asked(&w, show, view.known.size, err);
    pl_strmap_close(&w.unseen);
    pl_arena_close(&w.arena);
    return code;
}
