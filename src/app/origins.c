#include "app/origins.h"

#include <stdio.h>
#include <string.h>

#include "base/log.h"
#include "evidence/account.h"
#include "evidence/prov.h"
#include "input/open.h"
#include "text/csv.h"
#include "text/json.h"

#include "base/ban.h"

#define FILE_MAX    ((size_t)1 << 30)
#define ARENA_MAX   ((size_t)8 << 30)
#define SHOWN_MAX   20u
#define WITHOUT_MAX 1000u

struct run {
    const struct pl_origins_ask *ask;
    struct pl_buf *out;
    struct pl_json json;
    struct pl_arena arena;   /* of the whole run */
    struct pl_arena scratch; /* of one event */
    const struct pl_account *account;
    struct pl_origin_graph graph; /* the account's with suspected copies; links sorted by event */
    uint32_t *link_first;         /* event -> its links */
    struct pl_origin_without without;
    bool has_without;
    uint64_t shown[3];
    unsigned bad_file; /* the file that a complaint under --strict was about */
    uint64_t origins, at_most, grade_1, lost_only, lost_second, declared, suspected, given;
};

static int no_memory(struct pl_error *err) { return pl_fail(err, PL_E_NOMEM, "no memory to count origins"); }

static const char *file_name(const struct pl_origins_ask *ask, unsigned file) {
    return file == 0 ? ask->sources : file == 1 ? ask->items : ask->links;
}

/* ---- input ---- */

static int read_all(const char *path, struct pl_buf *buf, struct pl_error *err) {
    struct pl_input *input = NULL;
    struct pl_member member;
    int more = 0, code = pl_input_open(path, &input, err);
    code = code != 0 ? code : pl_input_next(input, &more, &member, err);
    for (size_t n = 1; code == 0 && more && n > 0;) {
        char *room = pl_buf_reserve(buf, 65536);
        if (room == NULL) {
            code = pl_fail(err, PL_E_LIMIT, "more than %zu bytes", FILE_MAX);
        } else {
            code = pl_input_read(input, room, 65536, &n, err);
            buf->n += code == 0 ? n : 0;
        }
    }
    pl_input_close(input);
    return code;
}

static int on_fault(void *ctx, const struct pl_account_fault *fault, struct pl_error *err) {
    struct run *r = ctx;
    const char *file = file_name(r->ask, fault->file);
    if (r->ask->strict && fault->left_out) {
        r->bad_file = fault->file;
        *err = fault->error;
        err->code = PL_E_FORMAT;
        return PL_E_FORMAT;
    }
    if (r->shown[fault->file]++ < SHOWN_MAX) {
        pl_log_error(file, &fault->error);
    } else if (r->shown[fault->file] == SHOWN_MAX + 1) {
        pl_log_note("%s: further complaints are only counted", file);
    }
    return 0;
}

static int read_account(struct run *r, struct pl_buf bytes[3], const char **ret_file, struct pl_error *err) {
    for (unsigned i = 0; i < 3; i++) {
        const char *file = file_name(r->ask, i);
        int code = file == NULL ? 0 : read_all(file, &bytes[i], err);
        if (code != 0) {
            *ret_file = file;
            return code;
        }
    }
    r->bad_file = 3;
    int code = pl_account_read(pl_buf_str(&bytes[0]), pl_buf_str(&bytes[1]), pl_buf_str(&bytes[2]), on_fault, r,
                               &r->arena, &r->account, err);
    *ret_file = code != 0 && r->bad_file < 3 ? file_name(r->ask, r->bad_file) : NULL;
    return code;
}

/* All links, by event: those of the account in its order, then the suspected ones. */
static int join_links(struct run *r, struct pl_error *err) {
    const struct pl_account *a = r->account;
    const struct pl_origin_link *suspected;
    uint32_t n_suspected, n_events = a->n_events;
    int code = pl_copying_suspect(a->items, a->graph.n_items, NULL, &r->arena, &suspected, &n_suspected, err);
    if (code != 0) {
        return code;
    }
    uint32_t n = a->graph.n_links + n_suspected;
    struct pl_origin_link *links = pl_arena_calloc(&r->arena, (size_t)n + 1, sizeof *links);
    r->link_first = pl_arena_calloc(&r->arena, (size_t)n_events + 2, sizeof *r->link_first);
    if (links == NULL || r->link_first == NULL) {
        return no_memory(err);
    }
    for (int fill = 0; fill < 2; fill++) {
        for (uint32_t i = 0; i < n; i++) {
            const struct pl_origin_link *l =
                i < a->graph.n_links ? &a->graph.links[i] : &suspected[i - a->graph.n_links];
            uint32_t *place = &r->link_first[a->items[l->child].event + (fill ? 1 : 2)];
            if (fill) {
                links[*place] = *l;
            }
            ++*place;
        }
        for (uint32_t e = 0; !fill && e < n_events; e++) {
            r->link_first[e + 2] += r->link_first[e + 1];
        }
    }
    r->graph = a->graph;
    r->graph.links = links;
    r->graph.n_links = n;
    return 0;
}

/* ---- what is thought away ---- */

static bool known(const struct run *r, int what, pl_str id) {
    const struct pl_origin_graph *g = &r->account->graph;
    bool found = false;
    for (uint32_t i = 0; what == 0 && i < g->n_items; i++) {
        found = found || pl_str_eq(g->items[i].id, id);
    }
    for (uint32_t i = 0; what != 0 && i < g->n_sources; i++) {
        found = found || pl_str_eq(what == 1 ? g->sources[i].id : g->sources[i].party, id);
    }
    return found && id.n > 0;
}

static int find_without(struct run *r, struct pl_error *err) {
    static const char *const PREFIX[] = {"item:", "source:", "party:"};
    size_t n = r->ask->n_without;
    pl_str *lists[3];
    uint32_t counts[3] = {0};
    for (int what = 0; what < 3; what++) {
        lists[what] = pl_arena_calloc(&r->arena, n + 1, sizeof *lists[what]);
        if (lists[what] == NULL) {
            return no_memory(err);
        }
    }
    for (size_t i = 0; i < n; i++) {
        pl_str text = pl_str_from(r->ask->without[i]);
        bool found = false;
        for (int what = 0; what < 3; what++) {
            pl_str prefix = pl_str_from(PREFIX[what]);
            pl_str id = pl_str_starts(text, prefix) ? pl_str_sub(text, prefix.n, text.n) : text;
            bool other =
                id.n == text.n && (pl_str_starts(text, PL_STR("item:")) || pl_str_starts(text, PL_STR("source:")) ||
                                   pl_str_starts(text, PL_STR("party:")));
            if (!other && known(r, what, id)) {
                lists[what][counts[what]++] = id;
                found = true;
            }
        }
        if (!found) {
            return pl_fail(err, PL_E_NOT_FOUND, "--without: no item, source or party is called %s", r->ask->without[i]);
        }
    }
    r->has_without = n > 0;
    r->without = (struct pl_origin_without){lists[0], counts[0], lists[1], counts[1], lists[2], counts[2]};
    return 0;
}

/* ---- one event ---- */

struct event {
    pl_str id;
    struct pl_origin_graph graph; /* links count from the event's first item */
    struct pl_origin_count count;
    uint32_t before; /* count with everything */
};

static int take_event(struct run *r, uint32_t number, struct event *e, struct pl_error *err) {
    const struct pl_account *a = r->account;
    uint32_t first = a->event_first[number], from = r->link_first[number], to = r->link_first[number + 1];
    struct pl_origin_link *links = pl_arena_calloc(&r->scratch, (size_t)(to - from) + 1, sizeof *links);
    if (links == NULL) {
        return no_memory(err);
    }
    for (uint32_t i = from; i < to; i++) {
        links[i - from] = r->graph.links[i];
        links[i - from].child -= first;
        links[i - from].parent -= first;
    }
    *e = (struct event){.id = a->events[number],
                        .graph = {a->graph.sources, a->graph.n_sources, a->graph.items + first,
                                  a->event_first[number + 1] - first, links, to - from}};
    int code = 0;
    if (r->has_without) {
        struct pl_origin_count all;
        code = pl_origin_count(&e->graph, NULL, &r->scratch, &all, err);
        e->before = code == 0 ? all.count : 0;
    }
    return code != 0 ? code
                     : pl_origin_count(&e->graph, r->has_without ? &r->without : NULL, &r->scratch, &e->count, err);
}

static void key_u64(struct pl_json *json, const char *key, uint64_t n) {
    pl_json_key(json, key);
    pl_json_u64(json, n);
}

static void json_roots(struct pl_json *json, const struct event *e) {
    pl_json_key(json, "roots");
    pl_json_array(json);
    for (uint32_t i = 0; i < e->count.count; i++) {
        pl_json_array(json);
        for (uint32_t k = 0; k < e->count.origins[i].n_items; k++) {
            pl_json_str(json, e->graph.items[e->count.origins[i].items[k]].id);
        }
        pl_json_array_end(json);
    }
    pl_json_array_end(json);
}

static const char *status_of(enum pl_link_kind kind) {
    return kind == PL_LINK_COPY_SUSPECTED ? "suspected" : kind == PL_LINK_COPY_CONFIRMED ? "confirmed" : "declared";
}

static void json_links(struct pl_json *json, const struct event *e) {
    pl_json_key(json, "links");
    pl_json_array(json);
    for (uint32_t i = 0; i < e->graph.n_links; i++) {
        const struct pl_origin_link *l = &e->graph.links[i];
        pl_json_object(json);
        pl_json_member(json, "child", e->graph.items[l->child].id);
        pl_json_member(json, "parent", e->graph.items[l->parent].id);
        pl_json_member(json, "as", pl_str_from(pl_link_kind_name(l->kind)));
        pl_json_member(json, "status", pl_str_from(status_of(l->kind)));
        if (e->graph.items[l->parent].absent) {
            pl_json_key(json, "at_hand");
            pl_json_bool(json, false);
        }
        if (l->why.n > 0) {
            pl_json_member(json, "why", l->why);
        }
        pl_json_object_end(json);
    }
    pl_json_array_end(json);
}

static void json_why(void *ctx, pl_str sentence) { pl_json_str(ctx, sentence); }

static int write_json(struct run *r, const struct event *e, const struct pl_grade_basis *basis, pl_str why,
                      struct pl_error *err) {
    struct pl_json *json = &r->json;
    pl_json_object(json);
    pl_json_member(json, "type", PL_STR("origins"));
    pl_json_member(json, "event_id", e->id);
    key_u64(json, "count", e->count.count);
    key_u64(json, "at_most", e->count.at_most);
    json_roots(json, e);
    key_u64(json, "parties", e->count.parties);
    if (r->has_without) {
        key_u64(json, "before", e->before);
        key_u64(json, "unsupported", e->count.unsupported);
    }
    pl_json_key(json, "grade_1");
    pl_json_object(json);
    pl_json_key(json, "allowed");
    pl_json_bool(json, pl_grade_one(basis) == PL_GRADE_REFUSAL_NONE);
    pl_json_key(json, "why_not");
    if (why.n > 0) {
        pl_json_str(json, why);
    } else {
        pl_json_null(json);
    }
    pl_json_object_end(json);
    pl_json_key(json, "why_not_more");
    pl_json_array(json);
    int code = pl_origin_why_not_more(&e->graph, &r->scratch, json_why, json, err);
    pl_json_array_end(json);
    json_links(json, e);
    pl_json_record_end(json);
    return code;
}

static void list_roots(const struct event *e, struct pl_buf *text) {
    for (uint32_t i = 0; i < e->count.count; i++) {
        pl_buf_add_str(text, i > 0 ? PL_STR(" | ") : PL_STR(""));
        for (uint32_t k = 0; k < e->count.origins[i].n_items; k++) {
            pl_buf_add_str(text, k > 0 ? PL_STR(" ") : PL_STR(""));
            pl_buf_add_str(text, e->graph.items[e->count.origins[i].items[k]].id);
        }
    }
}

static void csv_number(struct pl_buf *out, uint32_t n) {
    PL_BUF_AUTO text;
    pl_buf_open(&text, 32);
    pl_buf_add_u64(&text, n);
    pl_csv_write(out, pl_buf_str(&text), false);
}

static void write_csv(struct run *r, const struct event *e, const struct pl_grade_basis *basis, pl_str why) {
    PL_BUF_AUTO roots;
    pl_buf_open(&roots, FILE_MAX);
    list_roots(e, &roots);
    pl_csv_write(r->out, e->id, true);
    csv_number(r->out, e->count.count);
    csv_number(r->out, e->count.at_most);
    csv_number(r->out, e->count.parties);
    pl_csv_write(r->out, pl_grade_one(basis) == PL_GRADE_REFUSAL_NONE ? PL_STR("yes") : PL_STR("no"), false);
    pl_csv_write(r->out, why, false);
    pl_csv_write(r->out, pl_buf_str(&roots), false);
    pl_csv_write_end(r->out);
}

/* Foreign text for the terminal. */
static void say(struct pl_buf *out, pl_str text) {
    char safe[1024];
    pl_buf_add_fmt(out, "%s", pl_log_safe(text, safe, sizeof safe));
}

static void table_why(void *ctx, pl_str sentence) {
    struct pl_buf *out = ctx;
    pl_buf_add_str(out, PL_STR("    "));
    say(out, sentence);
    pl_buf_add_char(out, '\n');
}

static int write_table(struct run *r, const struct event *e, pl_str why, struct pl_error *err) {
    struct pl_buf *out = r->out;
    const struct pl_origin_count *c = &e->count;
    say(out, e->id);
    pl_buf_add_fmt(out, "  %u independent origin%s", c->count, c->count == 1 ? "" : "s");
    if (c->at_most != c->count) {
        pl_buf_add_fmt(out, " (at most %u, if no suspected copy is one)", c->at_most);
    }
    pl_buf_add_fmt(out, ", %u collecting part%s", c->parties, c->parties == 1 ? "y" : "ies");
    if (r->has_without) {
        pl_buf_add_fmt(out, "; %u with everything", e->before);
    }
    pl_buf_add_str(out, why.n > 0 ? PL_STR("; grade 1 refused: ") : PL_STR("; grade 1 can be given"));
    pl_buf_add_str(out, why);
    pl_buf_add_str(out, PL_STR("\n  origins: "));
    PL_BUF_AUTO roots;
    pl_buf_open(&roots, FILE_MAX);
    list_roots(e, &roots);
    say(out, pl_buf_str(&roots));
    pl_buf_add_char(out, '\n');
    return pl_origin_why_not_more(&e->graph, &r->scratch, table_why, out, err);
}

static void add_up(struct run *r, const struct event *e, const struct pl_grade_basis *basis) {
    r->origins += e->count.count;
    r->at_most += e->count.at_most;
    r->grade_1 += pl_grade_one(basis) == PL_GRADE_REFUSAL_NONE;
    r->lost_only += r->has_without && e->before > 0 && e->count.count == 0;
    r->lost_second += r->has_without && e->before > 1 && e->count.count == 1;
    for (uint32_t i = 0; i < e->graph.n_links; i++) {
        enum pl_link_kind kind = e->graph.links[i].kind;
        r->suspected += kind == PL_LINK_COPY_SUSPECTED;
        r->declared += kind == PL_LINK_QUOTATION;
        r->given += kind != PL_LINK_QUOTATION && kind != PL_LINK_COPY_SUSPECTED;
    }
}

static int write_event(struct run *r, uint32_t number, struct pl_error *err) {
    struct event e;
    PL_BUF_AUTO why;
    pl_buf_open(&why, 4096);
    int code = take_event(r, number, &e, err);
    if (code != 0) {
        return code;
    }
    struct pl_grade_basis basis = pl_origin_basis(&e.count);
    pl_grade_one_why(&basis, &why);
    add_up(r, &e, &basis);
    if (r->ask->form == PL_ORIGINS_JSON) {
        return write_json(r, &e, &basis, pl_buf_str(&why), err);
    }
    if (r->ask->form == PL_ORIGINS_CSV) {
        write_csv(r, &e, &basis, pl_buf_str(&why));
        return 0;
    }
    return write_table(r, &e, pl_buf_str(&why), err);
}

/* ---- the whole ---- */

static uint64_t items_at_hand(const struct pl_account *a) {
    uint64_t n = 0;
    for (uint32_t i = 0; i < a->graph.n_items; i++) {
        n += !a->graph.items[i].absent;
    }
    return n;
}

static void json_summary(struct run *r) {
    static const char *const FILES[] = {"sources", "items", "links"};
    struct pl_json *json = &r->json;
    const struct pl_account *a = r->account;
    struct pl_copying_params p = pl_copying_defaults();
    pl_json_object(json);
    pl_json_member(json, "type", PL_STR("summary"));
    key_u64(json, "events", a->n_events);
    key_u64(json, "items", items_at_hand(a));
    key_u64(json, "origins", r->origins);
    key_u64(json, "at_most", r->at_most);
    key_u64(json, "grade_1", r->grade_1);
    key_u64(json, "cited", r->declared);
    key_u64(json, "linked", r->given);
    key_u64(json, "suspected", r->suspected);
    if (r->has_without) {
        key_u64(json, "lost_only_origin", r->lost_only);
        key_u64(json, "lost_second_origin", r->lost_second);
    }
    for (int rejected = 0; rejected < 2; rejected++) {
        pl_json_key(json, rejected ? "rejected" : "repeated");
        pl_json_object(json);
        for (unsigned i = 0; i < 3; i++) {
            key_u64(json, FILES[i], rejected ? a->counts[i].rejected : a->counts[i].repeated);
        }
        pl_json_object_end(json);
    }
    key_u64(json, "cites_not_at_hand", a->absent_cites);
    key_u64(json, "unknown_sources", a->unknown_sources);
    pl_json_key(json, "method");
    pl_json_object(json);
    pl_json_member(json, "name", PL_STR("copying"));
    key_u64(json, "version", PL_COPYING_VERSION);
    pl_json_key(json, "suspect_from");
    pl_json_fixed(json, p.suspect_from, 6);
    pl_json_key(json, "relay_prior");
    pl_json_fixed(json, p.relay_prior, 6);
    key_u64(json, "rounds", p.rounds);
    pl_json_object_end(json);
    pl_json_record_end(json);
}

static int write_all(struct run *r, struct pl_error *err) {
    static const char *const COLUMNS[] = {"event_id", "count", "at_most", "parties", "grade_1", "why_not", "roots"};
    int code = 0;
    if (r->ask->form == PL_ORIGINS_PROV) {
        code = pl_prov_write(&r->graph, r->out, err);
        return code != 0 || !pl_buf_failed(r->out) ? code : pl_fail(err, PL_E_LIMIT, "the answer would be too large");
    }
    for (size_t i = 0; r->ask->form == PL_ORIGINS_CSV && i < sizeof COLUMNS / sizeof COLUMNS[0]; i++) {
        pl_csv_write(r->out, pl_str_from(COLUMNS[i]), i == 0);
    }
    if (r->ask->form == PL_ORIGINS_CSV) {
        pl_csv_write_end(r->out);
    }
    pl_json_start(&r->json, r->out);
    for (uint32_t e = 0; e < r->account->n_events && code == 0; e++) {
        code = write_event(r, e, err);
        pl_arena_close(&r->scratch);
    }
    if (code == 0 && r->ask->form == PL_ORIGINS_JSON) {
        json_summary(r);
    } else if (code == 0 && r->ask->form == PL_ORIGINS_TABLE) {
        pl_buf_add_fmt(r->out,
                       "%u events, %llu independent origins, at most %llu; %llu suspected copies: suggestions for a "
                       "person to confirm, not findings\n",
                       r->account->n_events, (unsigned long long)r->origins, (unsigned long long)r->at_most,
                       (unsigned long long)r->suspected);
    }
    return code != 0 || !pl_buf_failed(r->out) ? code : pl_fail(err, PL_E_LIMIT, "the answer would be too large");
}

int pl_origins_run(const struct pl_origins_ask *ask, struct pl_buf *out, const char **ret_file, struct pl_error *err) {
    struct run r = {.ask = ask, .out = out};
    struct pl_buf bytes[3];
    *ret_file = NULL;
    if (ask->n_without > WITHOUT_MAX) {
        return pl_fail(err, PL_E_LIMIT, "--without more than %u times", WITHOUT_MAX);
    }
    for (unsigned i = 0; i < 3; i++) {
        pl_buf_open(&bytes[i], FILE_MAX);
    }
    pl_arena_open(&r.arena, ARENA_MAX);
    pl_arena_open(&r.scratch, ARENA_MAX);
    int code = read_account(&r, bytes, ret_file, err);
    code = code != 0 ? code : find_without(&r, err);
    code = code != 0 ? code : join_links(&r, err);
    code = code != 0 ? code : write_all(&r, err);
    pl_arena_close(&r.scratch);
    pl_arena_close(&r.arena);
    for (unsigned i = 0; i < 3; i++) {
        pl_buf_close(&bytes[i]);
    }
    return code;
}
