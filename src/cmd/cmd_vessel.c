#include <stdio.h>

#include "app/clearance.h"
#include "app/vessel_json.h"
#include "base/log.h"
#include "cmd/cmd.h"
#include "cmd/knowledge.h"
#include "text/plural.h"

#include "base/ban.h"

#define ARENA_MAX ((size_t)1 << 30)
#define LINES_MAX ((size_t)1 << 30)
#define FLUSH_AT  65536

enum section {
    SECTION_NONE,
    SECTION_SAID,
    SECTION_REMARKS,
    SECTION_LISTS,
    SECTION_TRACKS,
    SECTION_PAPERS,
    SECTION_EVENTS,
    SECTION_BOUND,
    SECTION_HEARD
};

/* The text form. */
struct output {
    enum section section;
    struct pl_buf buf;
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

static int on_assertion(void *ctx, const struct pl_assertion *a, const struct pl_vessel_heard *heard,
                        struct pl_error *err) {
    struct output *out = ctx;
    (void)heard;
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

/* What speaks for it, then what speaks against it. */
static int on_listed(void *ctx, const struct pl_lead *lead, struct pl_error *err) {
    struct output *out = ctx;
    head(out, SECTION_LISTS, "Entries of lists (candidates, not decisions)");
    for (size_t i = 0; i < lead->n_links; i++) {
        const struct pl_lead_link *l = &lead->links[i];
        char said[160], caption[160], why[240];
        pl_buf_add_fmt(&out->buf, "%09u  %s: %.*s %s; %.*s %.*s %s", lead->mmsi, pl_lead_class_text(l->lead_class),
                       (int)l->field.n, l->field.p, pl_log_safe(l->said, said, sizeof said), (int)l->list.n, l->list.p,
                       (int)l->reference.n, l->reference.p, pl_log_safe(l->caption, caption, sizeof caption));
        if (l->why.n > 0) {
            pl_buf_add_str(&out->buf, PL_STR("; score "));
            pl_buf_add_fixed(&out->buf, l->score, 3);
            pl_buf_add_fmt(&out->buf, ": %s", pl_log_safe(l->why, why, sizeof why));
        }
        pl_buf_add_str(&out->buf, l->cleared ? PL_STR("; decided: no match\n") : PL_STR("\n"));
    }
    for (size_t i = 0; i < lead->n_against; i++) {
        char text[400];
        pl_buf_add_fmt(&out->buf, "    but %s\n", pl_log_safe(lead->against[i], text, sizeof text));
    }
    for (size_t i = 0; i < lead->n_innocent; i++) {
        char text[400];
        pl_buf_add_fmt(&out->buf, "    but %s\n", pl_log_safe(lead->innocent[i], text, sizeof text));
    }
    return flush_large(out, err);
}

static int on_track(void *ctx, const struct pl_vessel_track *t, struct pl_error *err) {
    struct output *out = ctx;
    char hex[65], key[32];
    pl_hash_hex(t->ref, hex);
    snprintf(key, sizeof key, "%u-%.16s", t->mmsi, hex);
    head(out, SECTION_TRACKS, "Tracks (key, first and last position, reports)");
    pl_buf_add_fmt(&out->buf, "%-27s  ", key);
    add_span(&out->buf, t->first, t->last);
    pl_buf_add_fmt(&out->buf, "  %llu\n", (unsigned long long)t->reports);
    return flush_large(out, err);
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
    struct output *out = ctx;
    char id[PL_FILING_ID_MAX];
    pl_filing_id(p->filing, id);
    table_paper(out, p, id);
    return flush_large(out, err);
}

static int on_event(void *ctx, const struct pl_events_view *view, const struct pl_event *event, struct pl_error *err) {
    struct output *out = ctx;
    if (out->section != SECTION_EVENTS) {
        head(out, SECTION_EVENTS, "Events (leads, not findings)");
        pl_event_table_header(&view->style, &out->buf);
    }
    pl_event_table(event, &view->style, &out->buf);
    return flush_large(out, err);
}

static int on_bound(void *ctx, const struct pl_events_view *view, const struct pl_event *event, struct pl_error *err) {
    struct output *out = ctx;
    const struct pl_event_bound *b = &event->notes.bound;
    char said[64];
    (void)view;
    head(out, SECTION_BOUND, "Where it said it was bound (first and last heard, as typed, the port that it names)");
    pl_buf_add_fmt(&out->buf, "%09u  ", event->vessels[0].mmsi);
    add_span(&out->buf, event->start, event->end);
    pl_buf_add_fmt(&out->buf, "  %-21s %s", pl_log_safe(pl_str_from(b->said), said, sizeof said), b->port);
    if (b->has_eta) {
        pl_buf_add_str(&out->buf, PL_STR("  ETA "));
        pl_time_write(&out->buf, b->eta);
    }
    pl_buf_add_fmt(&out->buf, "%s%s\n", event->notes.remark[0] != '\0' ? "\n    " : "", event->notes.remark);
    return flush_large(out, err);
}

static int on_heard(void *ctx, const struct pl_vessel_heard *heard, struct pl_error *err) {
    struct output *out = ctx;
    char station[80];
    head(out, SECTION_HEARD, "What is not known (by quarters of an hour)");
    pl_buf_add_fmt(&out->buf, "%09u  heard in ", heard->mmsi);
    pl_buf_add_fixed(&out->buf, (double)heard->heard / 4, 2);
    pl_buf_add_str(&out->buf, PL_STR(" of "));
    pl_buf_add_fixed(&out->buf, (double)heard->quarters / 4, 2);
    pl_buf_add_str(&out->buf, PL_STR(" h; in "));
    pl_buf_add_fixed(&out->buf, (double)heard->deaf / 4, 2);
    pl_buf_add_str(&out->buf, PL_STR(" h no ship was heard at all; by"));
    for (size_t i = 0; i < heard->n_stations; i++) {
        const struct pl_heard_station *s = &heard->stations[i];
        pl_buf_add_fmt(&out->buf, "%s %s", i > 0 ? "," : "",
                       s->name.n > 0 ? pl_log_safe(s->name, station, sizeof station) : "stations that are not named");
    }
    pl_buf_add_char(&out->buf, '\n');
    return flush_large(out, err);
}

static int conclude(const char *dir, struct output *out, const struct pl_vessel_done *done, struct pl_error *err) {
    bool withholds = false;
    int code = done->reports == 0 ? pl_view_withholds(dir, &withholds, err) : 0;
    if (code != 0) {
        return code;
    }
    if (done->reports == 0) {
        pl_buf_add_fmt(&out->buf, "%s in %s\n", done->papers > 0 ? "\nnever heard" : "never seen",
                       withholds ? "what is shown to you of this case, of which things are withheld from you"
                                 : "this case");
    } else {
        pl_buf_add_fmt(&out->buf, "\n%llu %s, %llu %s, %llu %s%s\n", (unsigned long long)done->reports,
                       pl_plural(done->reports, "report", "reports"), (unsigned long long)done->tracks,
                       pl_plural(done->tracks, "track", "tracks"), (unsigned long long)done->events,
                       pl_plural(done->events, "event", "events"),
                       done->n_mmsi > 1
                           ? "; several numbers said this IMO number: whether they are one ship is for you "
                             "to judge"
                           : "");
    }
    if (done->view.exercise) {
        pl_buf_add_str(&out->buf, PL_STR("EXERCISE: none of this is real\n"));
    }
    return flush(out, err);
}

static int print_text(const struct pl_vessel_ask *ask, struct output *out, struct pl_arena *arena,
                      struct pl_vessel_done *done, struct pl_error *err) {
    bool exercise = false;
    const struct pl_vessel_sinks sinks = {.assertion = on_assertion,
                                          .remark = on_remark,
                                          .listed = on_listed,
                                          .track = on_track,
                                          .paper = on_paper,
                                          .event = on_event,
                                          .bound = on_bound,
                                          .heard = on_heard,
                                          .exercise = &exercise,
                                          .ctx = out};
    int code = pl_vessel_run(ask, &sinks, arena, done, err);
    return code == 0 ? conclude(ask->dir, out, done, err) : code;
}

static int run(const struct pl_args *args) {
    struct pl_error err = {0};
    struct pl_vessel_done done;
    struct output out = {.section = SECTION_NONE};
    struct pl_vessel_ask ask = {.dir = pl_args_case(args),
                                .id = pl_args_at(args, 0),
                                .now = pl_time_now(),
                                .brief = pl_args_flag(args, "brief")};
    int status = pl_cmd_known_at(args, &ask.known_at);
    if (status != 0) {
        return status;
    }
    PL_ARENA_AUTO arena;
    pl_arena_open(&arena, ARENA_MAX);
    pl_buf_open(&out.buf, LINES_MAX);
    int code = PL_E_OK;
    if (pl_args_flag(args, "json")) {
        code = pl_vessel_json(&ask, &arena, &out.buf, &done, &err);
        code = code == 0 ? flush(&out, &err) : code;
    } else {
        code = print_text(&ask, &out, &arena, &done, &err);
    }
    if (code == 0) {
        pl_cmd_tell_knowledge(&done.view.known);
    }
    pl_buf_close(&out.buf);
    return code == 0 ? 0 : pl_cmd_fail(NULL, &err);
}

const struct pl_cmd pl_cmd_vessel = {
    .name = "vessel",
    .summary = "print what the case holds about one ship",
    .text =
        "What the ship said about itself (IMO number, name, call sign, type, dimensions, destination), each with its "
        "source, the stations that heard it and when it was first and last heard; what these show over time: flags, "
        "one IMO number on two hulls or "
        "with other dimensions, a near match with a listed ship's; its tracks: the hulls that used the number, as the "
        "segmenter "
        "tells them apart; registry rows and port calls about it (import --as), by date, with what it said of itself "
        "then "
        "where that is something else; its events; where it said it was bound; and what is not known: the hours in "
        "which it was not heard.\n\nAn IMO number finds every MMSI that said it. Whether these are "
        "one ship "
        "is for a person to judge; nothing is merged.",
    .opts = (const struct pl_opt[]){{.name = "brief",
                                     .text = "without its tracks and what changed within them: the recordings "
                                             "themselves are not read"},
                                    PL_CMD_KNOWN_AT,
                                    {.name = "json", .text = "JSON Lines, the last a summary"},
                                    PL_CMD_CSV,
                                    {.name = NULL}},
    .args = (const struct pl_arg[]){{"ID", "an MMSI, or an IMO number (7 digits, IMO before it or not)", 1, 1},
                                    {.name = NULL}},
    .examples = (const char *const[]){"plimsoll -C demo-case vessel 9074729", "by IMO number", NULL},
    .records = "VesselLines",
    .needs_case = true,
    .run = run,
};
