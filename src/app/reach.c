#include "app/reach.h"

#include <math.h>
#include <string.h>

#include "app/facts.h"
#include "app/reach_sea.h"
#include "base/file.h"
#include "base/log.h"
#include "geo/sphere.h"
#include "text/csv.h"
#include "text/json.h"

#include "base/ban.h"

#define PORTS_MAX ((size_t)256 << 20)
#define MAX_PARTS 3

static const char NOTE[] = "reachable says that nothing here forbids it, never that it happened: a lead, not a finding";

/* ---- what was asked ---- */

static bool split(const char *text, pl_str parts[MAX_PARTS], size_t want) {
    pl_str rest = pl_str_from(text);
    for (size_t i = 0; i + 1 < want; i++) {
        const size_t comma = pl_str_find(rest, ',');
        if (comma >= rest.n) {
            return false;
        }
        parts[i] = pl_str_trim(pl_str_sub(rest, 0, comma));
        rest = pl_str_sub(rest, comma + 1, rest.n);
    }
    parts[want - 1] = pl_str_trim(rest);
    return true;
}

static int position(const pl_str parts[2], const char *text, pl_pos *ret_pos, struct pl_error *err) {
    double lat = 0, lon = 0;
    if (!pl_str_double(parts[0], &lat) || !pl_str_double(parts[1], &lon)) {
        return pl_fail(err, PL_E_USAGE, "\"%.60s\": latitude and longitude must be decimal degrees", text);
    }
    if (!pl_pos_from_deg(lon, lat, ret_pos)) {
        return pl_fail(err, PL_E_USAGE, "\"%.60s\": beyond 90 degrees of latitude or 180 of longitude", text);
    }
    return 0;
}

int pl_reach_read_pos(const char *text, pl_pos *ret_pos, struct pl_error *err) {
    pl_str parts[MAX_PARTS];
    if (!split(text, parts, 2)) {
        return pl_fail(err, PL_E_USAGE, "\"%.60s\" is not LAT,LON", text);
    }
    return position(parts, text, ret_pos, err);
}

int pl_reach_read_point(const char *text, pl_pos *ret_pos, pl_time *ret_at, struct pl_error *err) {
    pl_str parts[MAX_PARTS];
    pl_time at = PL_TIME_NONE;
    if (!split(text, parts, 3)) {
        return pl_fail(err, PL_E_USAGE, "\"%.60s\" is not LAT,LON,TIME", text);
    }
    if (!pl_time_parse(parts[2], &at)) {
        return pl_fail(err, PL_E_USAGE, "\"%.60s\": the time must be like 2024-03-01T02:00Z", text);
    }
    const int code = position(parts, text, ret_pos, err);
    if (code == 0) {
        *ret_at = at;
    }
    return code;
}

/* ---- ports ---- */

static int read_ports(const char *path, struct pl_buf *file, struct pl_arena *arena, const struct pl_ports **ret,
                      struct pl_error *err) {
    pl_str csv = pl_facts_ports();
    int code = 0;
    if (path != NULL && strcmp(path, "none") == 0) {
        *ret = NULL;
        return 0;
    }
    if (path != NULL) {
        code = pl_file_read(path, PORTS_MAX, file, err);
        csv = pl_buf_str(file);
    } else if (csv.n == 0) {
        *ret = NULL;
        return 0;
    }
    return code == 0 ? pl_ports_parse(csv, arena, ret, err) : code;
}

/* ---- writing ---- */

struct answers {
    const struct pl_reach_ask *ask;
    const struct pl_seaway *way;
    const struct pl_ports *ports;
    const struct pl_prism *prism;
    struct pl_buf *out;
    double hours;
    uint64_t counts[4]; /* by verdict */
    bool nowhere;       /* an end of the way cannot be placed: so is everything */
};

static void write_nm(struct pl_json *json, const char *key, bool has, double m) {
    pl_json_key(json, key);
    if (has) {
        pl_json_fixed(json, m / PL_NM_M, 3);
    } else {
        pl_json_null(json);
    }
}

static void write_kn(struct pl_json *json, const struct pl_prism_answer *a, bool has) {
    pl_json_key(json, "required_speed_kn");
    if (has && a->has_speed) {
        pl_json_fixed(json, a->required_speed_kn, 3);
    } else {
        pl_json_null(json);
    }
    pl_json_key(json, "slack_h");
    if (has) {
        pl_json_fixed(json, a->slack_h, 4);
    } else {
        pl_json_null(json);
    }
}

static void write_verdict(struct pl_json *json, const struct pl_prism_answer *a, bool has) {
    pl_json_key(json, "verdict");
    pl_json_text(json, pl_verdict_word(a->verdict));
    write_nm(json, "error_nm", has, a->error_m);
    pl_json_key(json, "why");
    pl_json_text(json, a->why);
}

static void json_way(const struct answers *s, const struct pl_prism_answer *a) {
    struct pl_json json;
    pl_json_start(&json, s->out);
    pl_json_record(&json, "passage");
    write_nm(&json, "sea_nm", a->has_in, a->in_m);
    write_nm(&json, "great_circle_nm", true, pl_sphere_distance_m(s->ask->prism.from, s->ask->prism.to));
    pl_json_key(&json, "hours");
    pl_json_fixed(&json, s->hours, 4);
    write_kn(&json, a, a->has_in);
    write_verdict(&json, a, a->has_in);
    pl_json_record_end(&json);
}

static bool is_judged(const struct answers *s, const struct pl_prism_answer *a) {
    return a->has_in && (a->has_out || s->ask->prism.open);
}

static void json_port(const struct answers *s, const struct pl_port *port, const struct pl_prism_answer *a,
                      bool watched) {
    struct pl_json json;
    const bool has = is_judged(s, a);
    pl_json_start(&json, s->out);
    pl_json_record(&json, "port");
    pl_json_key(&json, "id");
    pl_json_str(&json, port->id);
    pl_json_key(&json, "name");
    pl_json_str(&json, port->name);
    pl_json_key(&json, "country");
    pl_json_str(&json, port->country);
    pl_json_key(&json, "lat");
    pl_json_fixed(&json, pl_pos_lat_deg(port->pos), 6);
    pl_json_key(&json, "lon");
    pl_json_fixed(&json, pl_pos_lon_deg(port->pos), 6);
    write_nm(&json, "distance_in_nm", a->has_in, a->in_m);
    write_nm(&json, "distance_out_nm", a->has_out && !s->ask->prism.open, a->out_m);
    write_kn(&json, a, has);
    write_verdict(&json, a, has);
    if (watched) {
        pl_json_key(&json, "watched");
        pl_json_bool(&json, true);
    }
    pl_json_record_end(&json);
}

static void json_summary(const struct answers *s) {
    struct pl_json json;
    pl_json_start(&json, s->out);
    pl_json_record(&json, "summary");
    pl_json_key(&json, "ports");
    pl_json_u64(&json, s->ports != NULL ? pl_ports_count(s->ports) : 0);
    for (int v = 0; v < 4; v++) {
        pl_json_key(&json, pl_verdict_word((enum pl_verdict)v));
        pl_json_u64(&json, s->counts[v]);
    }
    pl_json_key(&json, "max_speed_kn");
    pl_json_fixed(&json, s->ask->prism.max_speed_kn, 3);
    pl_json_key(&json, "dwell_h");
    pl_json_fixed(&json, s->ask->prism.dwell_h, 4);
    pl_json_key(&json, "limit_nm");
    pl_json_fixed(&json, s->ask->prism.max_speed_kn * (s->hours - s->ask->prism.dwell_h), 3);
    pl_json_key(&json, "mask");
    pl_json_text(&json, pl_sea_hash(s->way->sea));
    pl_json_key(&json, "links");
    pl_json_text(&json, s->way->links_hash);
    pl_json_key(&json, "note");
    pl_json_text(&json, NOTE);
    pl_json_record_end(&json);
}

static void csv_cell(struct pl_buf *out, bool has, double value, unsigned decimals) {
    pl_buf_add_char(out, ',');
    if (has) {
        pl_buf_add_fixed(out, value, decimals);
    }
}

static void csv_row(const struct answers *s, pl_str id, pl_str name, const struct pl_prism_answer *a, bool is_way) {
    struct pl_buf *out = s->out;
    const bool has = is_way ? a->has_in : is_judged(s, a);
    pl_csv_write(out, id, true);
    pl_csv_write(out, name, false);
    pl_csv_write(out, pl_str_from(pl_verdict_word(a->verdict)), false);
    csv_cell(out, a->has_in, a->in_m / PL_NM_M, 3);
    csv_cell(out, a->has_out && !s->ask->prism.open, a->out_m / PL_NM_M, 3);
    csv_cell(out, has && a->has_speed, a->required_speed_kn, 3);
    csv_cell(out, has, a->slack_h, 4);
    csv_cell(out, has, a->error_m / PL_NM_M, 3);
    pl_csv_write(out, pl_str_from(a->why), false);
    pl_csv_write_end(out);
}

static void table_number(struct pl_buf *out, bool has, double value, int width) {
    PL_BUF_AUTO text = {0};
    pl_buf_open(&text, 64);
    if (has) {
        pl_buf_add_fixed(&text, value, 1);
    } else {
        pl_buf_add_char(&text, '-');
    }
    pl_buf_add_fmt(out, " %*.*s", width, (int)text.n, text.p);
}

static void table_row(const struct answers *s, pl_str id, pl_str name, const struct pl_prism_answer *a, bool is_way) {
    char safe_id[64], safe[128];
    struct pl_buf *out = s->out;
    const bool has = is_way ? a->has_in : is_judged(s, a);
    pl_buf_add_fmt(out, "%-12s", pl_verdict_word(a->verdict));
    table_number(out, a->has_in, a->in_m / PL_NM_M, 9);
    table_number(out, a->has_out && !s->ask->prism.open, a->out_m / PL_NM_M, 9);
    table_number(out, has && a->has_speed, a->required_speed_kn, 8);
    table_number(out, has, a->slack_h, 9);
    pl_buf_add_fmt(out, "  %s  %s", pl_log_safe(id, safe_id, sizeof safe_id), pl_log_safe(name, safe, sizeof safe));
    if (a->why[0] != '\0') {
        pl_buf_add_fmt(out, "  (%s)", a->why);
    }
    pl_buf_add_char(out, '\n');
}

/* The way itself is looked for as far as it takes. */
static int judge_way(const struct answers *s, struct pl_prism_answer *ret, struct pl_error *err) {
    const struct pl_prism_ask *ask = &s->ask->prism;
    struct pl_way way;
    pl_prism_way(s->prism, ret);
    if (ret->has_in || ret->verdict == PL_VERDICT_UNDETERMINED) {
        return 0;
    }
    const int code = pl_passage(s->way->passages, ask->from, ask->to, PL_PASSAGE_FAR_M, &way, err);
    if (code == 0) {
        pl_prism_judge(&way, NULL, s->hours, ask->max_speed_kn, 0, ret);
    }
    return code;
}

static void write_head(const struct answers *s) {
    if (s->ask->form == PL_REACH_CSV) {
        pl_buf_add_str(s->out, PL_STR("id,name,verdict,distance_in_nm,distance_out_nm,required_speed_kn,slack_h,"
                                      "error_nm,why\n"));
    } else if (s->ask->form == PL_REACH_TABLE) {
        pl_buf_add_str(s->out, PL_STR("verdict           in nm    out nm  at least kn  slack h  place\n"));
    }
}

static int write_way(struct answers *s, struct pl_error *err) {
    struct pl_prism_answer a;
    const int code = s->ask->prism.open ? 0 : judge_way(s, &a, err);
    if (code != 0) {
        return code;
    }
    write_head(s);
    if (s->ask->prism.open) { /* where it went is not known */
        return 0;
    }
    s->nowhere = a.verdict == PL_VERDICT_UNDETERMINED;
    if (s->ask->form == PL_REACH_JSON) {
        json_way(s, &a);
    } else if (s->ask->form == PL_REACH_CSV) {
        csv_row(s, PL_STR("passage"), PL_STR("the way itself"), &a, true);
    } else {
        table_row(s, PL_STR("passage"), PL_STR("the way itself"), &a, true);
    }
    return 0;
}

/* Not even in a straight line out of reach: a port that nobody can judge is not one that the ship could not have called
 * at. */
static bool is_within(const struct answers *s, pl_pos pos) {
    const struct pl_prism_ask *ask = &s->ask->prism;
    const double straight_m =
        pl_sphere_distance_m(ask->from, pos) + (ask->open ? 0 : pl_sphere_distance_m(pos, ask->to));
    return straight_m <= ask->max_speed_kn * (s->hours - ask->dwell_h) * PL_NM_M;
}

/* A port that was judged before keeps what was said of it: distances there and back differ a little. */
static bool was_judged(const struct answers *s, const struct pl_port *port, struct pl_prism_answer *a) {
    for (size_t i = 0; i < s->ask->n_calls; i++) {
        const struct pl_event_call *call = &s->ask->calls[i];
        if (pl_str_eq(port->id, pl_str_from(call->port))) {
            a->verdict = (enum pl_verdict)call->verdict;
            a->has_in = call->in_m >= 0;
            a->has_out = call->out_m >= 0 || (s->ask->prism.open && a->has_in);
            a->in_m = call->in_m;
            a->out_m = call->out_m;
            a->has_speed = call->required_kn >= 0;
            a->required_speed_kn = call->required_kn;
            a->slack_h = call->slack_h;
            return true;
        }
    }
    return false;
}

static void write_port(struct answers *s, const struct pl_port *port) {
    struct pl_prism_answer a;
    pl_prism_port(s->prism, port->pos, port->uncertainty_m, &a);
    const bool watched = was_judged(s, port, &a);
    const bool worth = watched || a.verdict == PL_VERDICT_REACHABLE || a.verdict == PL_VERDICT_MARGINAL ||
                       (a.verdict == PL_VERDICT_UNDETERMINED && !s->nowhere && is_within(s, port->pos));
    s->counts[a.verdict]++;
    if (s->ask->form == PL_REACH_JSON && (worth || !s->ask->near)) {
        json_port(s, port, &a, watched);
    } else if (s->ask->form == PL_REACH_CSV && (worth || !s->ask->near)) {
        csv_row(s, port->id, port->name, &a, false);
    } else if (s->ask->form == PL_REACH_TABLE && (worth || s->ask->all)) {
        table_row(s, port->id, port->name, &a, false);
    }
}

static void write_end(const struct answers *s) {
    if (s->ask->form == PL_REACH_JSON) {
        json_summary(s);
    } else if (s->ask->form == PL_REACH_TABLE) {
        pl_buf_add_str(s->out, PL_STR("\nports:"));
        for (int v = 0; v < 4; v++) {
            pl_buf_add_fmt(s->out, " %llu %s", (unsigned long long)s->counts[v], pl_verdict_word((enum pl_verdict)v));
        }
        pl_buf_add_fmt(s->out, "%s\n%s\n", s->ask->all ? "" : " (those out of reach are not shown: --all)", NOTE);
    }
}

static double widest(const struct pl_ports *ports) {
    double m = 0;
    for (size_t i = 0; ports != NULL && i < pl_ports_count(ports); i++) {
        m = pl_ports_at(ports, i)->uncertainty_m > m ? pl_ports_at(ports, i)->uncertainty_m : m;
    }
    return m;
}

static int answer(const struct pl_reach_ask *ask, const struct pl_seaway *way, const struct pl_ports *ports,
                  struct pl_buf *out, struct pl_error *err) {
    struct pl_prism *prism = NULL;
    const struct pl_prism_search search = {.least_m =
                                               (ask->search_nm > 0 ? ask->search_nm : PL_REACH_SEARCH_NM) * PL_NM_M,
                                           .uncertainty_m = widest(ports)};
    int code = pl_prism_open(way->passages, &ask->prism, &search, &prism, err);
    if (code != 0) {
        return code;
    }
    struct answers s = {.ask = ask, .way = way, .ports = ports, .prism = prism, .out = out};
    s.hours = (double)(ask->prism.to_at - ask->prism.from_at) / (double)PL_HOUR_US;
    code = write_way(&s, err);
    for (size_t i = 0; code == 0 && ports != NULL && i < pl_ports_count(ports); i++) {
        write_port(&s, pl_ports_at(ports, i));
    }
    write_end(&s);
    code = code == 0 && ask->sea != NULL ? pl_reach_sea(prism, &ask->prism, ask->sea, err) : code;
    pl_prism_close(prism);
    if (code == 0 && pl_buf_failed(out)) {
        code = pl_fail(err, PL_E_LIMIT, "the answer is too large: give fewer ports");
    }
    return code;
}

int pl_reach_run(const struct pl_reach_ask *ask, struct pl_buf *out, const char **ret_file, struct pl_error *err) {
    PL_ARENA_AUTO arena;
    PL_BUF_AUTO file = {0};
    const struct pl_ports *ports = ask->table;
    struct pl_seaway *opened = NULL;
    int code = 0;
    pl_arena_open(&arena, (size_t)1 << 30);
    pl_buf_open(&file, PORTS_MAX);
    *ret_file = NULL;
    if (!ask->has_table) {
        *ret_file = ask->ports;
        code = read_ports(ask->ports, &file, &arena, &ports, err);
    }
    if (code == 0 && ask->way == NULL) {
        *ret_file = NULL;
        code = pl_seaway_open(ask->coast, ask->links, &opened, ret_file, err);
    }
    code = code == 0 ? answer(ask, ask->way != NULL ? ask->way : opened, ports, out, err) : code;
    pl_seaway_close(opened);
    return code;
}

/* ---- one distance ---- */

static void write_distance(pl_pos a, pl_pos b, const struct pl_way *found, const struct pl_seaway *way,
                           enum pl_reach_form form, struct pl_buf *out) {
    const double great_circle_m = pl_sphere_distance_m(a, b);
    const bool has = found->state == PL_WAY_FOUND;
    const char *why = found->state == PL_WAY_NONE      ? "no way by sea joins them on this land mask"
                      : found->state == PL_WAY_UNKNOWN ? pl_way_why_text(found->why)
                                                       : "";
    const char *where =
        found->state == PL_WAY_UNKNOWN ? (found->why_source ? "the first place is " : "the second place is ") : "";
    struct pl_json json;
    if (form != PL_REACH_JSON) {
        pl_buf_add_fmt(out, "%-10s", has ? "by sea" : "by sea -");
        table_number(out, has, found->sea_m / PL_NM_M, 9);
        pl_buf_add_str(out, PL_STR(" nm\nstraight  "));
        table_number(out, true, great_circle_m / PL_NM_M, 9);
        pl_buf_add_fmt(out, " nm\n%s%s%s", where, why, why[0] != '\0' ? "\n" : "");
        return;
    }
    pl_json_start(&json, out);
    pl_json_record(&json, "distance");
    write_nm(&json, "sea_nm", has, found->sea_m);
    write_nm(&json, "great_circle_nm", true, great_circle_m);
    write_nm(&json, "error_nm", has, found->error_m);
    pl_json_key(&json, "state");
    pl_json_text(&json, has ? "found" : found->state == PL_WAY_NONE ? "none" : "undetermined");
    PL_BUF_AUTO text = {0};
    pl_buf_open(&text, 256);
    pl_buf_add_fmt(&text, "%s%s", where, why);
    pl_json_key(&json, "why");
    pl_json_str(&json, pl_buf_str(&text));
    pl_json_key(&json, "mask");
    pl_json_text(&json, pl_sea_hash(way->sea));
    pl_json_record_end(&json);
}

int pl_reach_distance(pl_pos a, pl_pos b, const char *coast, const char *links, enum pl_reach_form form,
                      struct pl_buf *out, const char **ret_file, struct pl_error *err) {
    struct pl_seaway *way = NULL;
    struct pl_way found;
    *ret_file = NULL;
    int code = pl_seaway_open(coast, links, &way, ret_file, err);
    code = code == 0 ? pl_passage(way->passages, a, b, PL_PASSAGE_FAR_M, &found, err) : code;
    if (code == 0) {
        write_distance(a, b, &found, way, form, out);
    }
    pl_seaway_close(way);
    return code;
}
