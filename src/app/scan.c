#include "app/scan.h"

#include <stdlib.h>
#include <string.h>

#include "app/facts.h"
#include "app/relating.h"
#include "app/station_lines.h"
#include "app/known.h"
#include "base/pool.h"
#include "base/sort.h"
#include "detect/rules.h"

#include "base/ban.h"

/* An item of the sort: record || 0 || source u32 || offset u64 || length u32 || own u8 || record length u16. The record
 * leads, so byte order is (time, record); the 0 puts a record before a longer one that begins with it. */
struct __attribute__((packed)) tail {
    uint8_t zero;
    uint32_t source; /* all big-endian */
    uint64_t offset;
    uint32_t length;
    uint8_t own;
    uint16_t n_record;
};

#define TAIL_BYTES sizeof(struct tail)

#define MAX_STATIC_BYTES ((size_t)512 << 20)

struct pl_scan {
    struct pl_scan_options options;
    struct pl_source_options source_options;
    struct pl_arena arena;
    const struct pl_known *known;
    const struct pl_ports *ports;
    const struct pl_mids *mids;
    char ports_hash[65]; /* "" without ports */
    struct pl_source *source;
    struct pl_sort *reports;
    struct pl_sort *events; /* of the first stage */
    struct pl_sort *shown;  /* of both, as they are asked for */
    struct pl_relating *relating;
    struct pl_reception *reception;
    struct pl_stations *stations;
    uint32_t station; /* of the last hearing */
    const struct pl_sea *sea;
    struct pl_buf coast; /* the bytes of options.coast */
    pl_time until;       /* the last report */
    struct pl_pool *pool;
    struct pl_buf item;
    struct pl_scan_counts counts;
    struct pl_pipeline_counts pipeline_counts;
    uint64_t others; /* items that are not own-ship */
    struct pl_event_style style;
    struct pl_profiles profiles;
    char exhibit[80]; /* of the last resolved place */
};

/* Reading */

/* Lines of one station often follow each other. */
static int note_station(struct pl_scan *scan, const struct pl_hearing *hearing, pl_str record, struct pl_error *err) {
    int code = 0;
    if (!pl_str_eq(hearing->station, pl_stations_name(scan->stations, scan->station))) {
        code = pl_stations_id(scan->stations, hearing->station, &scan->station, err);
    }
    return code == 0 ? pl_stations_hear(scan->stations, scan->station, record, err) : code;
}

static int on_hearing(void *ctx, uint32_t source, const struct pl_hearing *hearing, struct pl_error *err) {
    struct pl_scan *scan = ctx;
    if (hearing->at == PL_TIME_NONE) {
        return 0; /* the feed counts it */
    }
    if (!pl_record_time_ok(hearing->at)) {
        scan->counts.bad_time++;
        return 0;
    }
    struct pl_buf *item = &scan->item;
    pl_buf_clear(item);
    struct pl_error why;
    int code = pl_record_write(hearing, item, &why);
    if (code == PL_E_LIMIT) {
        scan->counts.too_long++;
        return 0;
    }
    if (code != 0) {
        return pl_fail(err, (enum pl_code)code, "%s", why.msg);
    }
    size_t n_record = item->n;
    uint8_t *tail = (uint8_t *)pl_buf_reserve(item, TAIL_BYTES);
    if (tail == NULL) {
        return pl_fail(err, PL_E_NOMEM, "out of memory");
    }
    struct tail t = {.source = __builtin_bswap32(source),
                     .offset = __builtin_bswap64(hearing->parts[0].offset),
                     .length = __builtin_bswap32(hearing->parts[0].length),
                     .own = hearing->own,
                     .n_record = __builtin_bswap16((uint16_t)n_record)};
    memcpy(tail, &t, sizeof t);
    item->n += sizeof t;
    scan->others += !hearing->own;
    scan->counts.own += hearing->own;
    code = pl_sort_add(scan->reports, item->p, item->n, err);
    return code == 0 && !hearing->own ? note_station(scan, hearing, pl_str_make(item->p, n_record), err) : code;
}

static int open_parts(struct pl_scan *scan, struct pl_error *err) {
    size_t sort_bytes = scan->options.sort_bytes > 0 ? scan->options.sort_bytes : PL_SCAN_SORT_BYTES;
    int code = 0;
    if (scan->options.static_json.n > 0) {
        code = pl_known_parse(scan->options.static_json, &scan->arena, &scan->known, err);
    }
    if (code == 0 && scan->options.ports_csv.n > 0) {
        pl_str csv = scan->options.ports_csv;
        pl_hash_hex(pl_sha256_of(csv.p, csv.n), scan->ports_hash);
        code = pl_ports_parse(csv, &scan->arena, &scan->ports, err);
    }
    if (code == 0 && pl_facts_mid().n > 0) {
        code = pl_mids_parse(pl_facts_mid(), &scan->arena, &scan->mids, err);
    }
    if (code == 0) {
        code = pl_sort_open(sort_bytes, &scan->reports, err);
    }
    if (code == 0) {
        code = pl_stations_open(&scan->stations, err);
    }
    if (code == 0) {
        code = pl_sort_open(sort_bytes / 4, &scan->events, err);
    }
    if (code == 0) {
        code = pl_sort_open(sort_bytes / 4, &scan->shown, err);
    }
    if (code == 0 && (scan->options.coast != NULL || pl_facts_landmask().n > 0)) {
        code = pl_facts_sea(scan->options.coast, &scan->coast, &scan->arena, &scan->sea, err);
    }
    if (code == 0 && scan->options.threads != 1) {
        code = pl_pool_open(scan->options.threads, &scan->pool, err);
    }
    scan->source_options.pool = scan->pool;
    if (code == 0) {
        code = pl_source_open(&scan->source_options, on_hearing, scan, &scan->source, err);
    }
    return code;
}

int pl_scan_open(const struct pl_scan_options *options, struct pl_scan **ret_scan, struct pl_error *err) {
    struct pl_scan *scan = calloc(1, sizeof *scan);
    if (scan == NULL) {
        return pl_fail(err, PL_E_NOMEM, "out of memory");
    }
    scan->options = *options;
    scan->source_options = options->source;
    scan->source_options.max_part_s = (unsigned)options->rules->v[PL_RULE_ASSEMBLE_MAX_PART_S];
    pl_arena_open(&scan->arena, MAX_STATIC_BYTES);
    pl_buf_open(&scan->item, PL_RECORD_MAX + 4096);
    pl_buf_open(&scan->coast, (size_t)1 << 30);
    int code = open_parts(scan, err);
    if (code != 0) {
        pl_scan_close(scan);
        return code;
    }
    *ret_scan = scan;
    return 0;
}

void pl_scan_close(struct pl_scan *scan) {
    if (scan == NULL) {
        return;
    }
    pl_source_close(scan->source);
    pl_sort_close(scan->reports);
    pl_sort_close(scan->events);
    pl_sort_close(scan->shown);
    pl_relating_close(scan->relating);
    pl_reception_close(scan->reception);
    pl_stations_close(scan->stations);
    pl_pool_close(scan->pool);
    pl_buf_close(&scan->item);
    pl_buf_close(&scan->coast);
    pl_arena_close(&scan->arena);
    free(scan);
}

int pl_scan_read(struct pl_scan *scan, const char *path, struct pl_error *err) {
    return pl_source_read(scan->source, path, err);
}

/* Detecting */

static bool resolve(void *ctx, uint32_t source, struct pl_event_place *ret) {
    struct pl_scan *scan = ctx;
    const struct pl_source_member *member = pl_source_member(scan->source, source);
    if (member == NULL) {
        return false;
    }
    char hex[65];
    pl_hash_hex(member->exhibit, hex);
    memcpy(scan->exhibit, "sha256:", 7);
    memcpy(scan->exhibit + 7, hex, sizeof hex);
    *ret = (struct pl_event_place){.exhibit = pl_str_make(scan->exhibit, 71), .member = member->member};
    return true;
}

static int make_style(struct pl_scan *scan, bool exercise, struct pl_error *err) {
    struct pl_event_style *style = &scan->style;
    style->exercise = exercise;
    style->resolve = resolve;
    style->ctx = scan;
    style->version = PL_STR(PL_RULES_VERSION);
    pl_profiles_beside(scan->options.rules, &scan->profiles);
    style->profiles = &scan->profiles;
    pl_hash_hex(scan->options.rules->hash, style->rules_hash);
    for (int i = 0; i < PL_EVENT_TYPE_COUNT; i++) {
        PL_BUF_AUTO params;
        pl_buf_open(&params, 65536);
        pl_rules_params(scan->options.rules, pl_event_type_rule(i), &params);
        style->params[i] = pl_str_copy(&scan->arena, pl_buf_str(&params));
        if (style->params[i].p == NULL) {
            return pl_fail(err, PL_E_NOMEM, "out of memory");
        }
    }
    return 0;
}

static bool wanted(const struct pl_scan *scan, const struct pl_event *event) {
    if (!pl_event_type_shown(event->type)) {
        return false;
    }
    if (scan->options.types != 0 && (scan->options.types & (1u << event->type)) == 0) {
        return false;
    }
    bool found = scan->options.mmsi == 0;
    for (unsigned i = 0; i < event->n_vessels; i++) {
        found |= event->vessels[i].mmsi == scan->options.mmsi;
    }
    return found;
}

/* Events wait in a sort of their own: start u64, type name, 0, id, then the event as it is in memory. */
static int sort_event(struct pl_scan *scan, struct pl_sort *sort, const struct pl_event *event, struct pl_error *err) {
    struct pl_buf *item = &scan->item;
    pl_buf_clear(item);
    pl_buf_add_be64(item, (uint64_t)event->start ^ (UINT64_C(1) << 63));
    pl_buf_add_str(item, pl_str_from(pl_event_type_name(event->type)));
    pl_buf_add_char(item, '\0');
    pl_buf_add(item, event->id.b, sizeof event->id.b);
    pl_buf_add(item, event, sizeof *event);
    if (pl_buf_failed(item)) {
        return pl_fail(err, PL_E_NOMEM, "out of memory");
    }
    return pl_sort_add(sort, item->p, item->n, err);
}

static int on_event(void *ctx, const struct pl_event *event, struct pl_error *err) {
    struct pl_scan *scan = ctx;
    return sort_event(scan, scan->events, event, err);
}

static int on_related(void *ctx, const struct pl_event *event, struct pl_error *err) {
    struct pl_scan *scan = ctx;
    return wanted(scan, event) ? sort_event(scan, scan->shown, event, err) : 0;
}

static int on_heard(void *ctx, pl_time slot, bool tail, const struct pl_reception_sum *sums, size_t n,
                    struct pl_error *err) {
    struct pl_scan *scan = ctx;
    (void)slot;
    (void)tail;
    return pl_reception_add(scan->reception, sums, n, err);
}

static int report_of(pl_str item, struct pl_report *ret, bool *ret_own, struct pl_error *err) {
    struct tail t;
    memcpy(&t, item.p + item.n - sizeof t, sizeof t);
    int code = pl_report_read(pl_str_make(item.p, __builtin_bswap16(t.n_record)), ret, err);
    if (code != 0) {
        return code;
    }
    ret->src = (struct pl_loc){.source = __builtin_bswap32(t.source),
                               .length = __builtin_bswap32(t.length),
                               .offset = __builtin_bswap64(t.offset)};
    *ret_own = t.own != 0;
    return 0;
}

static int push_all(struct pl_scan *scan, struct pl_pipeline *pipeline, struct pl_error *err) {
    for (;;) {
        int more = 0;
        pl_str item;
        int code = pl_sort_next(scan->reports, &more, &item, err);
        if (code != 0 || !more) {
            return code;
        }
        struct pl_report report;
        bool own = false;
        code = report_of(item, &report, &own, err);
        if (code != 0) {
            return code;
        }
        if (own && scan->others > 0) {
            continue;
        }
        scan->counts.reports++;
        scan->until = report.at;
        code = pl_pipeline_push(pipeline, &report, err);
        if (code != 0) {
            return code;
        }
    }
}

static int run_pipeline(struct pl_scan *scan, struct pl_error *err) {
    struct pl_pipeline_options options = {.rules = scan->options.rules,
                                          .ports = scan->ports,
                                          .sea = scan->sea,
                                          .mids = scan->mids,
                                          .exercise = scan->style.exercise,
                                          .pool = scan->pool,
                                          .heard = on_heard};
    struct pl_pipeline *pipeline = NULL;
    int code = pl_reception_open(&scan->reception, err);
    code = code == 0 ? pl_pipeline_open(&options, on_event, scan, &pipeline, err) : code;
    if (code != 0) {
        return code;
    }
    code = pl_sort_done(scan->reports, err);
    if (code == 0) {
        code = push_all(scan, pipeline, err);
    }
    if (code == 0) {
        code = pl_pipeline_end(pipeline, err);
    }
    scan->pipeline_counts = pl_pipeline_counts(pipeline);
    pl_pipeline_close(pipeline);
    return code;
}

static int next_event(struct pl_sort *sort, struct pl_event *ret_event, int *ret_more, struct pl_error *err) {
    pl_str item;
    int code = pl_sort_next(sort, ret_more, &item, err);
    if (code == 0 && *ret_more) {
        memcpy(ret_event, item.p + item.n - sizeof *ret_event, sizeof *ret_event);
    }
    return code;
}

/* The second stage: what the events of the first show together. */
static int relate(struct pl_scan *scan, struct pl_error *err) {
    const struct pl_relating_options options = {.rules = scan->options.rules,
                                                .ports = scan->ports,
                                                .sea = scan->sea,
                                                .reception = scan->reception,
                                                .stations = scan->stations,
                                                .until = scan->until};
    struct pl_event event;
    int more = 0;
    int code = pl_sort_done(scan->events, err);
    code = code == 0 ? pl_reception_seal(scan->reception, err) : code;
    code = code == 0 ? pl_stations_judge(scan->stations, scan->options.rules, err) : code;
    code = code == 0 ? pl_relating_open(&options, &scan->relating, err) : code;
    while (code == 0 && (code = next_event(scan->events, &event, &more, err)) == 0 && more) {
        pl_known_fill(scan->known, &event);
        code = pl_relating_add(scan->relating, &event, err);
        if (code == 0) {
            code = on_related(scan, &event, err);
        }
    }
    code = code == 0 ? pl_relating_run(scan->relating, on_related, scan, err) : code;
    return code == 0 ? pl_sort_done(scan->shown, err) : code;
}

int pl_scan_detect(struct pl_scan *scan, struct pl_error *err) {
    bool exercise = false;
    int code = pl_source_verdict(scan->source, err);
    if (code == 0) {
        code = pl_source_exercise(scan->source, &exercise, err);
    }
    if (code == 0) {
        code = make_style(scan, exercise, err);
    }
    if (scan->others == 0) {
        scan->counts.own = 0; /* they are all there is, and stay in */
    }
    if (code == 0) {
        code = run_pipeline(scan, err);
    }
    return code == 0 ? relate(scan, err) : code;
}

int pl_scan_events(struct pl_scan *scan, pl_event_sink sink, void *ctx, struct pl_error *err) {
    for (;;) {
        struct pl_event event;
        int more = 0;
        int code = next_event(scan->shown, &event, &more, err);
        if (code != 0 || !more) {
            return code;
        }
        code = pl_relating_note(scan->relating, &event, err);
        if (code != 0) {
            return code;
        }
        pl_known_fill(scan->known, &event);
        scan->counts.events++;
        scan->counts.by_type[event.type]++;
        code = sink(ctx, &event, err);
        if (code != 0) {
            return code;
        }
    }
}

/* Telling */

const struct pl_event_style *pl_scan_style(const struct pl_scan *scan) { return &scan->style; }
struct pl_scan_counts pl_scan_counts(const struct pl_scan *scan) {
    return scan->counts;
}
struct pl_pipeline_counts pl_scan_pipeline_counts(const struct pl_scan *scan) {
    return scan->pipeline_counts;
}
const struct pl_source *pl_scan_source(const struct pl_scan *scan) { return scan->source; }

static void write_u64(struct pl_json *json, const char *key, uint64_t value) {
    pl_json_key(json, key);
    pl_json_u64(json, value);
}

static void write_by_type(struct pl_json *json, const struct pl_scan_counts *counts) {
    pl_json_key(json, "events");
    pl_json_object(json);
    for (int i = 0; i < PL_EVENT_TYPE_COUNT; i++) {
        if (pl_event_type_shown(i)) {
            write_u64(json, pl_event_type_name(i), counts->by_type[i]);
        }
    }
    pl_json_object_end(json);
}

static void write_formats(struct pl_json *json, const struct pl_source *source) {
    pl_json_key(json, "formats");
    pl_json_object(json);
    const char *name = NULL;
    struct pl_feed_counts counts;
    uint64_t members = 0;
    for (unsigned i = 0; pl_source_format(source, i, &name, &members, &counts); i++) {
        pl_json_key(json, name[0] != '\0' ? name : "unknown");
        pl_json_object(json);
        write_u64(json, "members", members);
        write_u64(json, "read", counts.sentences);
        write_u64(json, "messages", counts.results);
        pl_json_object_end(json);
    }
    pl_json_object_end(json);
}

static void write_hash_text(struct pl_json *json, const char *key, pl_str hex) {
    pl_json_key(json, key);
    if (hex.n > 0) {
        pl_json_str(json, hex);
    } else {
        pl_json_null(json);
    }
}

void pl_scan_feed(const struct pl_scan *scan, struct pl_buf *out) {
    pl_station_lines(scan->stations, scan->style.exercise, out);
}

void pl_scan_summary(const struct pl_scan *scan, struct pl_json *json) {
    struct pl_feed_counts feed = pl_source_counts(scan->source);
    const struct pl_pipeline_counts *p = &scan->pipeline_counts;
    pl_json_record(json, "summary");
    if (scan->style.exercise || feed.exercise > 0 || feed.exercise_torn > 0) { /* also of what strict cut short */
        pl_json_key(json, "exercise");
        pl_json_bool(json, true);
    }
    write_u64(json, "read", feed.sentences);
    write_u64(json, "results", scan->counts.events);
    write_u64(json, "messages", feed.results);
    write_u64(json, "reports", scan->counts.reports);
    write_u64(json, "duplicates", p->duplicates);
    write_u64(json, "no_time", feed.no_time);
    write_u64(json, "bad_time", feed.bad_time + scan->counts.bad_time);
    write_u64(json, "too_long", scan->counts.too_long);
    write_u64(json, "own", scan->counts.own);
    write_u64(json, "vessels", p->vessels);
    write_u64(json, "tracks", p->tracks);
    write_u64(json, "positions", p->positions);
    write_by_type(json, &scan->counts);
    pl_source_write_rejected(json, &feed);
    write_u64(json, "members", pl_source_count(scan->source));
    write_u64(json, "failed", pl_source_failures(scan->source));
    write_u64(json, "left_aside", pl_source_left_aside(scan->source));
    write_formats(json, scan->source);
    write_hash_text(json, "rules_hash", pl_str_from(scan->style.rules_hash));
    write_hash_text(json, "ports_hash", pl_str_from(scan->ports_hash));
    pl_json_key(json, "status");
    pl_json_text(json, "leads, not findings");
    pl_json_object_end(json);
}
