
#include "app/list.h"
#include "app/list_answer_in.h"
#include "lists/asof.h"
#include "store/clearance.h"

#include "base/ban.h"

/* One entry (list and stable id) across the publications of its list. */
struct shown {
    const struct pl_list_version *versions;
    size_t n_versions;
    struct pl_list_entry *entries;  /* one for each version */
    const struct pl_list_row *rows; /* publications of its list, by (day, seq) */
    size_t n_rows;
};

struct show {
    const struct pl_list_ask *ask;
    struct pl_case_view *view;
    struct pl_arena *arena;
    struct pl_buf *out;
    struct pl_json json;
    uint64_t entries, values;
};

static bool holds(const struct pl_list_version *v, int64_t seq) {
    for (size_t i = 0; i < v->n_seqs; i++) {
        if (v->seqs[i] == seq) {
            return true;
        }
    }
    return false;
}

static const struct pl_value *find_value(const struct pl_entity *e, const struct pl_value *value) {
    for (size_t i = 0; i < e->n_values; i++) {
        const struct pl_value *v = &e->values[i];
        if (v->prop == value->prop && pl_str_eq(v->text, value->text) && pl_str_eq(v->lang, value->lang) &&
            pl_str_eq(v->script, value->script)) {
            return v;
        }
    }
    return NULL;
}

/* Whether a publication holds the entry (value NULL), or the entry with that value. */
static bool row_has(const struct shown *s, size_t row, const struct pl_value *value) {
    for (size_t i = 0; i < s->n_versions; i++) {
        if (holds(&s->versions[i], s->rows[row].seq) &&
            (value == NULL || find_value(&s->entries[i].entity, value) != NULL)) {
            return true;
        }
    }
    return false;
}

/* Runs of publications that have it: since the first, until the day of the first that lacks it again. */
static void write_spans(struct show *k, const struct shown *s, const struct pl_value *value) {
    bool in = false;
    if (k->ask->json) {
        pl_json_key(&k->json, "spans");
        pl_json_array(&k->json);
    }
    for (size_t i = 0; i <= s->n_rows; i++) {
        bool has = i < s->n_rows && row_has(s, i, value);
        char day[16] = "";
        if (has == in) {
            continue;
        }
        if (i < s->n_rows) {
            pl_list_day_text(s->rows[i].day, day);
        }
        if (k->ask->json) {
            if (has) {
                pl_json_object(&k->json);
            }
            pl_json_key(&k->json, has ? "since" : "until");
            pl_json_text(&k->json, day[0] != '\0' ? day : NULL);
            if (!has) {
                pl_json_object_end(&k->json);
            }
        } else {
            pl_buf_add_fmt(k->out, has ? " since %s" : day[0] != '\0' ? " until %s" : "%s", day);
        }
        in = has;
    }
    if (k->ask->json) {
        pl_json_array_end(&k->json);
    }
}

static void write_value(struct show *k, const struct shown *s, const struct pl_value *v) {
    k->values++;
    if (!k->ask->json) {
        pl_buf_add_fmt(k->out, "  %-22s", pl_prop_name(v->prop));
        pl_case_say(k->out, v->text);
        pl_buf_add_fmt(k->out, "%s  [%s]", v->valid ? "" : " (not valid)", v->from);
        write_spans(k, s, v);
        pl_buf_add_char(k->out, '\n');
        return;
    }
    pl_json_record(&k->json, "value");
    pl_list_json_text(&k->json, "list", s->versions[0].list);
    pl_list_json_text(&k->json, "id", s->versions[0].id);
    pl_json_key(&k->json, "property");
    pl_json_text(&k->json, pl_prop_name(v->prop));
    pl_list_json_text(&k->json, "value", v->text);
    pl_list_json_text(&k->json, "lang", v->lang);
    pl_list_json_text(&k->json, "script", v->script);
    pl_json_key(&k->json, "valid");
    pl_json_bool(&k->json, v->valid);
    pl_list_json_text(&k->json, "field", pl_str_from(v->from));
    write_spans(k, s, v);
    pl_json_record_end(&k->json);
}

/* ---- as of a day ---- */

static bool listing_date(const struct pl_entity *e, struct pl_interval *ret) {
    pl_str said = pl_entity_get(e, PL_PROP_LISTING_DATE);
    return said.n > 0 && pl_interval_parse(said, ret);
}

/* In FollowTheMoney the date stands in entries that point here. */
static int listing_by_book(struct show *k, const struct pl_list_row *row, pl_str id, struct pl_asof_copy *copy,
                           struct pl_error *err) {
    struct pl_book *book = NULL;
    int code = row->edges > 0 ? pl_case_book(k->view->c, row, &book, err) : 0;
    const struct pl_book_entry *e = code == 0 && book != NULL ? pl_book_find(book, id) : NULL;
    if (e != NULL && e->has_listed) {
        copy->has_listed = true;
        copy->listed = e->listed;
    }
    pl_book_close(book);
    return code;
}

static int decide(struct show *k, const struct shown *s, struct pl_asof *ret, struct pl_error *err) {
    struct pl_asof_copy *copies = pl_arena_calloc(k->arena, s->n_rows + 1, sizeof *copies);
    size_t n = 0;
    int code = copies != NULL ? 0 : pl_fail(err, PL_E_NOMEM, "out of memory");
    for (size_t i = 0; code == 0 && copies != NULL && i < s->n_rows; i++) {
        const struct pl_list_row *row = &s->rows[i];
        if (row->published.n == 0) {
            continue; /* nobody says when it was published */
        }
        struct pl_asof_copy copy = {.day = row->day, .holds = row_has(s, i, NULL)};
        for (size_t v = 0; v < s->n_versions && copy.holds && !copy.has_listed; v++) {
            copy.has_listed = holds(&s->versions[v], row->seq) && listing_date(&s->entries[v].entity, &copy.listed);
        }
        if (copy.holds && !copy.has_listed) {
            code = listing_by_book(k, row, s->versions[0].id, &copy, err);
        }
        n -= n > 0 && copies[n - 1].day == row->day ? 1 : 0;
        copies[n++] = copy;
    }
    if (code == 0 && copies != NULL) {
        *ret = pl_asof_decide(copies, n, k->ask->as_of);
    }
    return code;
}

/* ---- one entry ---- */

static const char *answer_name(int answer) {
    static const char *const NAMES[] = {
        [PL_ASOF_NOT_LISTED] = "not_listed", [PL_ASOF_LISTED] = "listed", [PL_ASOF_UNDETERMINED] = "undetermined"};
    return NAMES[answer];
}

/* Where the content of the newest version stands, byte for byte. */
static void write_place(struct show *k, const struct shown *s, const struct pl_list_entry *entry) {
    char hex[80] = "sha256:";
    bool known = false;
    for (size_t i = 0; i < s->n_rows; i++) {
        if (s->rows[i].seq == entry->source) {
            pl_hash_hex(s->rows[i].sha256, hex + 7);
            known = true;
        }
    }
    pl_json_key(&k->json, "src");
    pl_json_object(&k->json);
    pl_json_key(&k->json, "exhibit");
    pl_json_text(&k->json, known ? hex : NULL);
    pl_json_key(&k->json, "entry");
    pl_json_i64(&k->json, entry->source);
    pl_json_key(&k->json, "offset");
    pl_json_u64(&k->json, entry->entity.offset);
    pl_json_key(&k->json, "length");
    pl_json_u64(&k->json, entry->entity.length);
    pl_json_object_end(&k->json);
}

static void write_head(struct show *k, const struct shown *s, const struct pl_asof *asof) {
    const struct pl_list_entry *last = &s->entries[s->n_versions - 1];
    const struct pl_entity *e = &last->entity;
    char hex[65];
    pl_hash_hex(last->hash, hex);
    k->entries++;
    if (!k->ask->json) {
        pl_case_say(k->out, e->list);
        pl_buf_add_str(k->out, PL_STR("  "));
        pl_case_say(k->out, e->reference);
        pl_buf_add_fmt(k->out, "  %s  ", pl_schema_name(e->schema));
        pl_case_say(k->out, e->caption);
        write_spans(k, s, NULL);
        if (asof != NULL) {
            pl_buf_add_fmt(k->out, "\n  as asked: %s: %s", answer_name(asof->answer), asof->why);
        }
        pl_buf_add_char(k->out, '\n');
        return;
    }
    pl_json_record(&k->json, "entry");
    pl_list_json_text(&k->json, "list", e->list);
    pl_list_json_text(&k->json, "id", e->id);
    pl_list_json_text(&k->json, "reference", e->reference);
    pl_json_key(&k->json, "schema");
    pl_json_text(&k->json, pl_schema_name(e->schema));
    pl_list_json_text(&k->json, "caption", e->caption);
    pl_json_key(&k->json, "hash");
    pl_json_text(&k->json, hex);
    write_place(k, s, last);
    pl_json_key(&k->json, "versions");
    pl_json_u64(&k->json, s->n_versions);
    pl_json_key(&k->json, "held_now");
    pl_json_bool(&k->json, row_has(s, s->n_rows - 1, NULL));
    write_spans(k, s, NULL);
    if (asof != NULL) {
        pl_json_key(&k->json, "listed");
        pl_json_text(&k->json, answer_name(asof->answer));
        pl_json_key(&k->json, "why");
        pl_json_text(&k->json, asof->why);
    }
    pl_json_record_end(&k->json);
}

/* Entries of the newest publication that stand between others and point to this one. */
struct links {
    struct show *k;
    pl_str id;
};

static int on_link(void *ctx, const struct pl_list_entry *entry, struct pl_error *err) {
    struct links *l = ctx;
    struct pl_json *json = &l->k->json;
    const struct pl_entity *e = &entry->entity;
    (void)err;
    bool points = false;
    for (size_t i = 0; pl_schema_is_edge(e->schema) && i < e->n_values; i++) {
        points = points || pl_str_eq(e->values[i].text, l->id);
    }
    if (!points) {
        return 0;
    }
    if (!l->k->ask->json) {
        pl_buf_add_fmt(l->k->out, "  %s", pl_schema_name(e->schema));
    } else {
        pl_json_record(json, "link");
        pl_json_key(json, "schema");
        pl_json_text(json, pl_schema_name(e->schema));
        pl_list_json_text(json, "id", e->id);
        pl_json_key(json, "values");
        pl_json_array(json);
    }
    for (size_t i = 0; i < e->n_values; i++) {
        const struct pl_value *v = &e->values[i];
        if (!l->k->ask->json) {
            pl_buf_add_fmt(l->k->out, "  %s ", pl_prop_name(v->prop));
            pl_case_say(l->k->out, v->text);
            continue;
        }
        pl_json_object(json);
        pl_json_key(json, "property");
        pl_json_text(json, pl_prop_name(v->prop));
        pl_list_json_text(json, "value", v->text);
        pl_json_object_end(json);
    }
    if (!l->k->ask->json) {
        pl_buf_add_char(l->k->out, '\n');
        return 0;
    }
    pl_json_array_end(json);
    pl_json_record_end(json);
    return 0;
}

static int show_entry(struct show *k, const struct pl_list_version *versions, size_t n, struct pl_error *err) {
    struct shown s = {.versions = versions, .n_versions = n};
    struct pl_list_row *rows = NULL;
    struct pl_asof asof;
    s.entries = pl_arena_calloc(k->arena, n, sizeof *s.entries);
    int code = s.entries != NULL ? 0 : pl_fail(err, PL_E_NOMEM, "out of memory");
    for (size_t i = 0; code == 0 && i < n; i++) {
        code = pl_list_entry_read(k->view->c, versions[i].row, k->arena, &s.entries[i], err);
    }
    code = code == 0
               ? pl_list_publications(k->view->c, versions[0].list, k->view->before, k->arena, &rows, &s.n_rows, err)
               : code;
    s.rows = rows;
    code = code == 0 && k->ask->has_as_of ? decide(k, &s, &asof, err) : code;
    if (code != 0) {
        return code;
    }
    write_head(k, &s, k->ask->has_as_of ? &asof : NULL);
    for (size_t i = n; i-- > 0;) { /* the newest version first; of older ones what it lacks */
        const struct pl_entity *e = &s.entries[i].entity;
        for (size_t v = 0; v < e->n_values; v++) {
            bool newer = false;
            for (size_t m = i + 1; m < n; m++) {
                newer = newer || find_value(&s.entries[m].entity, &e->values[v]) != NULL;
            }
            if (!newer && find_value(e, &e->values[v]) == &e->values[v]) {
                write_value(k, &s, &e->values[v]);
            }
        }
    }
    struct links l = {k, versions[0].id};
    const struct pl_list_row *last = &s.rows[s.n_rows - 1];
    return last->edges > 0 ? pl_list_entries(k->view->c, last->seq, on_link, &l, err) : 0;
}

/* "LIST:ID" where LIST is a list of the case. */
static int split_id(const struct pl_case_view *view, const char *id, struct pl_arena *arena, pl_str *ret_list,
                    pl_str *ret_id, struct pl_error *err) {
    pl_str rest = pl_str_from(id);
    pl_str list = pl_str_cut(&rest, ':');
    struct pl_list_row *rows = NULL;
    size_t n = 0;
    int code = rest.p != NULL ? pl_list_publications(view->c, list, view->before, arena, &rows, &n, err) : 0;
    *ret_list = n > 0 ? list : PL_STR("");
    *ret_id = n > 0 ? rest : pl_str_from(id);
    return code;
}

int pl_list_show(const struct pl_list_ask *ask, const char *id, struct pl_buf *out, struct pl_error *err) {
    PL_CASE_VIEW_AUTO view = {0};
    PL_ARENA_AUTO arena;
    struct show k = {.ask = ask, .view = &view, .arena = &arena, .out = out};
    struct pl_list_version *versions = NULL;
    pl_str list, name;
    size_t n = 0;
    pl_arena_open(&arena, (size_t)1 << 30);
    pl_json_start(&k.json, out);
    int code = pl_case_view_open(ask->dir, ask->known_at, &view, err);
    code = code == 0 ? split_id(&view, id, &arena, &list, &name, err) : code;
    code = code == 0 ? pl_list_versions(view.c, list, name, view.before, &arena, &versions, &n, err) : code;
    if (code == 0 && n == 0) {
        bool withholds = false;
        code = pl_case_withholds(view.c, &withholds, err);
        code = code == 0 ? pl_fail(err, PL_E_NOT_FOUND, "no list of this case%s has an entry \"%.100s\"",
                                   withholds ? " that is shown to you" : "", id)
                         : code;
    }
    for (size_t i = 0, end = 0; code == 0 && i < n; i = end) {
        for (end = i;
             end < n && pl_str_eq(versions[i].list, versions[end].list) && pl_str_eq(versions[i].id, versions[end].id);
             end++) {
        }
        code = show_entry(&k, versions + i, end - i, err);
    }
    if (code == 0 && ask->json) {
        pl_json_record(&k.json, "summary");
        pl_json_key(&k.json, "entries");
        pl_json_u64(&k.json, k.entries);
        pl_json_key(&k.json, "values");
        pl_json_u64(&k.json, k.values);
        pl_list_json_basis(&k.json, ask, &view);
        pl_json_record_end(&k.json);
    }
    return code == 0 ? pl_list_answer_end(out, err) : code;
}
