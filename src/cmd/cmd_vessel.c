#include <stdio.h>

#include "app/vessel.h"
#include "base/log.h"
#include "cmd/cmd.h"
#include "cmd/knowledge.h"
#include "text/json.h"

#include "base/ban.h"

#define ARENA_MAX ((size_t)1 << 30)
#define FLUSH_AT  65536

enum section { SECTION_NONE, SECTION_SAID, SECTION_REMARKS, SECTION_TRACKS, SECTION_PAPERS, SECTION_EVENTS };

struct output {
    bool as_json;
    bool exercise;
    enum section section; /* of the text form */
    struct pl_buf buf;
    struct pl_json json;
};

static int flush(struct output *out, struct pl_error *err) {
    if (pl_buf_failed(&out->buf)) {
        return pl_fail(err, PL_E_NOMEM, "out of memory for the output");
    }
    fwrite(out->buf.p != NULL ? out->buf.p : "", 1, out->buf.n, stdout);
    pl_buf_clear(&out->buf);
    return pl_cmd_output_failed() ? pl_fail(err, PL_E_IO, "the output cannot be written") : PL_E_OK;
}

static int flush_large(struct output *out, struct pl_error *err) {
    return out->buf.n >= FLUSH_AT ? flush(out, err) : PL_E_OK;
}

static void head(struct output *out, enum section section, const char *title) {
    if (out->section != section) {
        pl_buf_add_fmt(&out->buf, "%s%s\n", out->section != SECTION_NONE ? "\n" : "", title);
        out->section = section;
    }
}

static void add_span(struct pl_buf *buf, pl_time from, pl_time to) {
    pl_time_write(buf, from);
    pl_buf_add_str(buf, PL_STR("  "));
    pl_time_write(buf, to);
}

static void json_pos(struct pl_json *json, const char *key, pl_pos pos) {
    pl_json_key(json, key);
    pl_json_object(json);
    pl_json_key(json, "lat");
    pl_json_fixed(json, pl_pos_lat_deg(pos), 6);
    pl_json_key(json, "lon");
    pl_json_fixed(json, pl_pos_lon_deg(pos), 6);
    pl_json_object_end(json);
}

static void json_exercise(struct pl_json *json, bool exercise) {
    if (exercise) {
        pl_json_key(json, "exercise");
        pl_json_bool(json, true);
    }
}

static void json_assertion(struct pl_json *json, const struct pl_assertion *a, bool exercise) {
    char exhibit[80] = "sha256:";
    pl_hash_hex(a->exhibit, exhibit + 7);
    pl_json_record(json, "identity");
    pl_json_key(json, "mmsi");
    pl_json_u64(json, a->mmsi);
    pl_json_key(json, "field");
    pl_json_str(json, a->field);
    pl_json_key(json, "value");
    pl_json_str(json, a->value);
    pl_json_key(json, "first");
    pl_json_time(json, a->first);
    pl_json_key(json, "last");
    pl_json_time(json, a->last);
    pl_json_key(json, "reports");
    pl_json_u64(json, a->n);
    pl_json_key(json, "source");
    if (a->source.n > 0) {
        pl_json_str(json, a->source);
    } else {
        pl_json_null(json);
    }
    pl_json_key(json, "exhibit");
    pl_json_text(json, exhibit);
    pl_json_key(json, "file");
    pl_json_str(json, a->file);
    pl_json_key(json, "entry");
    pl_json_i64(json, a->seq);
    json_exercise(json, exercise);
    pl_json_record_end(json);
}

static int on_assertion(void *ctx, const struct pl_assertion *a, struct pl_error *err) {
    struct output *out = ctx;
    if (out->as_json) {
        json_assertion(&out->json, a, out->exercise);
        return flush_large(out, err);
    }
    char value[160], source[120];
    head(out, SECTION_SAID, "What it said (MMSI, field, value, first and last heard, reports, source)");
    pl_log_safe(a->value, value, sizeof value);
    pl_log_safe(a->source.n > 0 ? a->source : a->file, source, sizeof source);
    pl_buf_add_fmt(&out->buf, "%09u  %-11.*s  %-24s  ", a->mmsi, (int)a->field.n, a->field.p, value);
    add_span(&out->buf, a->first, a->last);
    pl_buf_add_fmt(&out->buf, "  %llu  %s\n", (unsigned long long)a->n, source);
    return flush_large(out, err);
}

static int on_remark(void *ctx, const struct pl_identity_remark *r, struct pl_error *err) {
    struct output *out = ctx;
    const char *innocent = pl_identity_remark_innocent(r->kind);
    if (!out->as_json) {
        char text[400];
        head(out, SECTION_REMARKS, "What its identifiers show (a reason to look, not a finding)");
        pl_buf_add_fmt(&out->buf, "%09u  %-16s  ", r->mmsi, pl_identity_remark_name(r->kind));
        add_span(&out->buf, r->from, r->to);
        pl_buf_add_fmt(&out->buf, "  %s\n", pl_log_safe(pl_str_from(r->text), text, sizeof text));
        if (innocent[0] != '\0') {
            pl_buf_add_fmt(&out->buf, "    but %s\n", innocent);
        }
        return flush_large(out, err);
    }
    pl_json_record(&out->json, "identity_remark");
    pl_json_key(&out->json, "kind");
    pl_json_text(&out->json, pl_identity_remark_name(r->kind));
    pl_json_key(&out->json, "mmsi");
    pl_json_u64(&out->json, r->mmsi);
    pl_json_key(&out->json, "other_mmsi");
    if (r->other != 0) {
        pl_json_u64(&out->json, r->other);
    } else {
        pl_json_null(&out->json);
    }
    pl_json_key(&out->json, "from");
    pl_json_time(&out->json, r->from);
    pl_json_key(&out->json, "to");
    pl_json_time(&out->json, r->to);
    pl_json_key(&out->json, "why");
    pl_json_text(&out->json, r->text);
    pl_json_key(&out->json, "innocent_explanation");
    pl_json_text(&out->json, innocent[0] != '\0' ? innocent : NULL);
    pl_json_key(&out->json, "status");
    pl_json_text(&out->json, "lead, not a finding");
    json_exercise(&out->json, out->exercise);
    pl_json_record_end(&out->json);
    return flush_large(out, err);
}

static int on_track(void *ctx, const struct pl_vessel_track *t, struct pl_error *err) {
    struct output *out = ctx;
    char hex[65], key[32];
    pl_hash_hex(t->ref, hex);
    snprintf(key, sizeof key, "%u-%.16s", t->mmsi, hex);
    if (!out->as_json) {
        head(out, SECTION_TRACKS, "Tracks (key, first and last position, reports)");
        pl_buf_add_fmt(&out->buf, "%-27s  ", key);
        add_span(&out->buf, t->first, t->last);
        pl_buf_add_fmt(&out->buf, "  %llu\n", (unsigned long long)t->reports);
        return flush_large(out, err);
    }
    pl_json_record(&out->json, "track");
    pl_json_key(&out->json, "mmsi");
    pl_json_u64(&out->json, t->mmsi);
    pl_json_key(&out->json, "track");
    pl_json_text(&out->json, key);
    pl_json_key(&out->json, "first");
    pl_json_time(&out->json, t->first);
    pl_json_key(&out->json, "last");
    pl_json_time(&out->json, t->last);
    json_pos(&out->json, "first_pos", t->first_pos);
    json_pos(&out->json, "last_pos", t->last_pos);
    pl_json_key(&out->json, "reports");
    pl_json_u64(&out->json, t->reports);
    json_exercise(&out->json, out->exercise);
    pl_json_record_end(&out->json);
    return flush_large(out, err);
}

static void json_when(struct pl_json *json, const char *key, pl_time at) {
    pl_json_key(json, key);
    if (at != PL_TIME_NONE) {
        pl_json_time(json, at);
    } else {
        pl_json_null(json);
    }
}

static void json_text(struct pl_json *json, const char *key, pl_str value) {
    pl_json_key(json, key);
    if (value.n > 0) {
        pl_json_str(json, value);
    } else {
        pl_json_null(json);
    }
}

static void json_contradictions(struct pl_json *json, const struct pl_vessel_paper *p) {
    pl_json_key(json, "contradictions");
    pl_json_array(json);
    for (size_t i = 0; i < p->n; i++) {
        const struct pl_vessel_contradiction *x = &p->contradictions[i];
        pl_json_object(json);
        json_text(json, "field", x->field);
        json_text(json, "paper", x->paper);
        json_text(json, "said", x->said);
        pl_json_key(json, "mmsi");
        pl_json_u64(json, x->mmsi);
        json_when(json, "first", x->first);
        json_when(json, "last", x->last);
        pl_json_object_end(json);
    }
    pl_json_array_end(json);
}

static void table_paper(struct output *out, const struct pl_vessel_paper *p, const char *id) {
    static const char *const SHOWN[] = {"subject", "flag", "counterparty", "place", "document"};
    char text[160];
    pl_str as = pl_filing_get_value(p->filing, "as");
    head(out, SECTION_PAPERS, "Papers (from, until, id, kind, what it says)");
    if (p->from != PL_TIME_NONE) {
        pl_time_write(&out->buf, p->from);
    } else {
        pl_buf_add_str(&out->buf, PL_STR("undated             "));
    }
    pl_buf_add_str(&out->buf, PL_STR("  "));
    if (p->to != PL_TIME_NONE) {
        pl_time_write(&out->buf, p->to);
    } else {
        pl_buf_add_str(&out->buf, PL_STR("open                "));
    }
    pl_buf_add_fmt(&out->buf, "  %-8s %.*s", id, (int)as.n, as.p);
    for (size_t i = 0; i < sizeof SHOWN / sizeof SHOWN[0]; i++) {
        pl_str value = pl_filing_get_value(p->filing, SHOWN[i]);
        if (value.n > 0) {
            pl_buf_add_fmt(&out->buf, "  %s", pl_log_safe(value, text, sizeof text));
        }
    }
    pl_buf_add_char(&out->buf, '\n');
    for (size_t i = 0; i < p->n; i++) {
        const struct pl_vessel_contradiction *x = &p->contradictions[i];
        char said[160];
        pl_buf_add_fmt(&out->buf, "    but %09u: %.*s %s, not %s, heard ", x->mmsi, (int)x->field.n, x->field.p,
                       pl_log_safe(x->said, said, sizeof said), pl_log_safe(x->paper, text, sizeof text));
        add_span(&out->buf, x->first, x->last);
        pl_buf_add_char(&out->buf, '\n');
    }
}

static int on_paper(void *ctx, const struct pl_vessel_paper *p, struct pl_error *err) {
    static const char *const SHOWN[][2] = {{"as", "as"},
                                           {"imo", "imo"},
                                           {"mmsi", "mmsi"},
                                           {"name", "subject"},
                                           {"callsign", "callsign"},
                                           {"flag", "flag"},
                                           {"place", "place"},
                                           {"owner", "counterparty"},
                                           {"document", "document"},
                                           {"source", "source"}};
    struct output *out = ctx;
    char id[PL_FILING_ID_MAX];
    pl_filing_id(p->filing, id);
    if (!out->as_json) {
        table_paper(out, p, id);
        return flush_large(out, err);
    }
    pl_json_record(&out->json, "paper");
    pl_json_key(&out->json, "id");
    pl_json_text(&out->json, id);
    json_when(&out->json, "from", p->from);
    json_when(&out->json, "to", p->to);
    for (size_t i = 0; i < sizeof SHOWN / sizeof SHOWN[0]; i++) {
        json_text(&out->json, SHOWN[i][0], pl_filing_get_value(p->filing, SHOWN[i][1]));
    }
    json_contradictions(&out->json, p);
    json_exercise(&out->json, out->exercise);
    pl_json_record_end(&out->json);
    return flush_large(out, err);
}

static int on_event(void *ctx, const struct pl_events_view *view, const struct pl_event *event, struct pl_error *err) {
    struct output *out = ctx;
    if (out->as_json) {
        pl_json_start(&out->json, &out->buf);
        pl_event_json(event, &view->style, &out->json);
        pl_json_line_end(&out->json);
        return flush_large(out, err);
    }
    if (out->section != SECTION_EVENTS) {
        head(out, SECTION_EVENTS, "Events (leads, not findings)");
        pl_event_table_header(&view->style, &out->buf);
    }
    pl_event_table(event, &view->style, &out->buf);
    return flush_large(out, err);
}

static void json_summary(struct pl_json *json, const struct pl_vessel_done *done) {
    pl_json_record(json, "summary");
    pl_json_key(json, "imo");
    if (done->imo != 0) {
        pl_json_u64(json, done->imo);
    } else {
        pl_json_null(json);
    }
    pl_json_key(json, "mmsi");
    pl_json_array(json);
    for (size_t i = 0; i < done->n_mmsi; i++) {
        pl_json_u64(json, done->mmsi[i]);
    }
    pl_json_array_end(json);
    pl_json_key(json, "identities");
    pl_json_u64(json, done->assertions);
    pl_json_key(json, "remarks");
    pl_json_u64(json, done->remarks);
    pl_json_key(json, "tracks");
    pl_json_u64(json, done->tracks);
    pl_json_key(json, "papers");
    pl_json_u64(json, done->papers);
    pl_json_key(json, "contradictions");
    pl_json_u64(json, done->contradictions);
    pl_json_key(json, "events");
    pl_json_u64(json, done->events);
    pl_json_key(json, "reports");
    pl_json_u64(json, done->reports);
    pl_json_key(json, "results");
    pl_json_u64(json, done->assertions + done->remarks + done->tracks + done->papers + done->events);
    pl_cmd_write_knowledge(json, &done->view.known);
    json_exercise(json, done->view.exercise);
    pl_json_record_end(json);
}

static int conclude(struct output *out, const struct pl_vessel_done *done, struct pl_error *err) {
    if (out->as_json) {
        json_summary(&out->json, done);
    } else if (done->reports == 0) {
        pl_buf_add_str(&out->buf,
                       done->papers > 0 ? PL_STR("\nnever heard in this case\n") : PL_STR("never seen in this case\n"));
    } else {
        pl_buf_add_fmt(&out->buf, "\n%llu reports, %llu tracks, %llu events%s\n", (unsigned long long)done->reports,
                       (unsigned long long)done->tracks, (unsigned long long)done->events,
                       done->n_mmsi > 1
                           ? "; several numbers said this IMO number: whether they are one ship is for you "
                             "to judge"
                           : "");
    }
    if (done->view.exercise && !out->as_json) {
        pl_buf_add_str(&out->buf, PL_STR("EXERCISE: none of this is real\n"));
    }
    pl_cmd_tell_knowledge(&done->view.known);
    return flush(out, err);
}

static int run(const struct pl_args *args) {
    struct pl_error err = {0};
    struct pl_vessel_done done;
    struct output out = {.as_json = pl_args_flag(args, "json")};
    struct pl_vessel_sinks sinks = {.assertion = on_assertion,
                                    .remark = on_remark,
                                    .track = on_track,
                                    .paper = on_paper,
                                    .event = on_event,
                                    .exercise = &out.exercise,
                                    .ctx = &out};
    pl_time known_at = PL_TIME_NONE;
    int status = pl_cmd_known_at(args, &known_at);
    if (status != 0) {
        return status;
    }
    PL_ARENA_AUTO arena;
    pl_arena_open(&arena, ARENA_MAX);
    pl_buf_open(&out.buf, (size_t)64 << 20);
    pl_json_start(&out.json, &out.buf);
    int code = pl_vessel_run(pl_args_case(args), known_at, pl_args_at(args, 0), &sinks, &arena, &done, &err);
    if (code == 0) {
        code = conclude(&out, &done, &err);
    }
    pl_buf_close(&out.buf);
    return code == 0 ? 0 : pl_cmd_fail(NULL, &err);
}

const struct pl_cmd pl_cmd_vessel = {
    .name = "vessel",
    .summary = "print what the case holds about one ship",
    .text =
        "What the ship said about itself (IMO number, name, call sign, type, dimensions, destination), each with its "
        "source and when it was first and last heard; what these show over time: flags, one IMO number on two hulls or "
        "with other dimensions, a near match with a listed ship's; its tracks: the hulls that used the number, as the "
        "segmenter "
        "tells them apart; registry rows and port calls about it (import --as), by date, with what it said of itself "
        "then "
        "where that is something else; its events.\n\nAn IMO number finds every MMSI that said it. Whether these are "
        "one ship "
        "is for a person to judge; nothing is merged.",
    .opts = (const struct pl_opt[]){PL_CMD_KNOWN_AT,
                                    {.name = "json", .text = "JSON Lines, the last a summary"},
                                    {.name = NULL}},
    .args = (const struct pl_arg[]){{"ID", "an MMSI, or an IMO number (7 digits, IMO before it or not)", 1, 1},
                                    {.name = NULL}},
    .examples = (const char *const[]){"plimsoll -C demo-case vessel 9074729", "by IMO number", NULL},
    .needs_case = true,
    .run = run,
};
