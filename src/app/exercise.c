#include "app/exercise.h"

#include <stdio.h>

#include "app/facts.h"
#include "base/arena.h"
#include "base/file.h"
#include "exercise/list.h"
#include "exercise/score.h"
#include "exercise/truth.h"
#include "geo/port.h"

#include "base/ban.h"

#define FILE_MAX   ((size_t)96 << 20) /* a new recording file at the latest then */
#define PORTS_MAX  ((uint64_t)64 << 20)
#define TRUTH_MAX  ((size_t)2 << 30)
#define EVENTS_MAX ((uint64_t)4 << 30)
#define ARENA_MAX  ((size_t)8 << 30)

struct recording {
    const char *dir;
    struct pl_buf buf;
    pl_time start;
    int64_t day, days;
    uint64_t files;
};

static int flush(struct recording *rec, struct pl_error *err) {
    if (pl_buf_failed(&rec->buf)) {
        return pl_fail(err, PL_E_NOMEM, "no memory for the recording");
    }
    if (!rec->buf.n) {
        return PL_E_OK;
    }
    PL_ARENA_AUTO arena;
    pl_arena_open(&arena, 8192);
    char name[40];
    (void)snprintf(name, sizeof name, "recording-%04u.nmea", (unsigned)++rec->files);
    const char *path = pl_file_join(&arena, rec->dir, name);
    if (!path) {
        return pl_fail(err, PL_E_USAGE, "the folder's name is too long");
    }
    int code = pl_file_write(path, pl_buf_str(&rec->buf), 0644, err);
    pl_buf_clear(&rec->buf);
    return code;
}

static int on_line(void *ctx, pl_time arrival, pl_str line, struct pl_error *err) {
    struct recording *rec = ctx;
    int64_t day = (arrival - rec->start) / PL_DAY_US;
    day = day < rec->days ? day : rec->days - 1; /* what arrives late on the last day */
    if (day > rec->day || rec->buf.n > FILE_MAX) {
        int code = flush(rec, err);
        if (code) {
            return code;
        }
        rec->day = day;
    }
    pl_buf_add_str(&rec->buf, line);
    return PL_E_OK;
}

static int put(const char *dir, const char *name, const struct pl_buf *buf, struct pl_error *err) {
    PL_ARENA_AUTO arena;
    pl_arena_open(&arena, 8192);
    const char *path = pl_file_join(&arena, dir, name);
    if (!path) {
        return pl_fail(err, PL_E_USAGE, "the folder's name is too long");
    }
    if (pl_buf_failed(buf)) {
        return pl_fail(err, PL_E_NOMEM, "no memory for %s", name);
    }
    return pl_file_write(path, pl_buf_str(buf), 0644, err);
}

static void readme(const struct pl_world *world, struct pl_buf *out) {
    const struct pl_world_params *p = &world->params;
    pl_buf_add_str(out,
                   PL_STR("EXERCISE - nothing in this folder is real.\n\nShips, names, numbers, stations, the list "
                          "and everything that happens are invented by `plimsoll exercise`.\nThe same seed gives the "
                          "same bytes.\n\n"));
    pl_buf_add_fmt(out, "seed %llu, %d days from ", (unsigned long long)p->seed, p->days);
    pl_time_write(out, p->start);
    pl_buf_add_fmt(out, ", %d vessels\n\n", p->vessels);
    pl_buf_add_str(
        out, PL_STR("recording-NNNN.nmea  AIS as receiving stations would pass it on; every line says EXERCISE-...\n"
                    "list.xml             an invented list in the form of the UN consolidated list\n"
                    "truth.json           what each ship was told to do, and what a perfect monitor could see\n\n"
                    "Try:\n  plimsoll scan recording-*.nmea --json > events.jsonl\n"
                    "  plimsoll exercise . --score events.jsonl\n\n"
                    "The format is described in docs/format/exercise.md.\n"));
}

/* Mean time between received reports of one ship, where less than an hour passed. */
static double mean_interval(const struct pl_air *air) {
    double sum = 0;
    double count = 0;
    for (int i = 0; i < air->world->n_ships; i++) {
        size_t n = pl_air_seen_count(air, i);
        for (size_t k = 1; k < n; k++) {
            pl_time dt = pl_air_seen(air, i, k).at - pl_air_seen(air, i, k - 1).at;
            if (dt < PL_HOUR_US) {
                sum += (double)dt / 1e6;
                count += 1;
            }
        }
    }
    return count > 0 ? sum / count : 0;
}

static int write_all(const struct pl_exercise_request *req, struct pl_world *world, struct pl_arena *arena,
                     struct pl_exercise_result *ret, struct pl_error *err) {
    struct recording rec = {.dir = req->dir, .start = req->params.start, .days = req->params.days};
    struct pl_air air;
    struct pl_truth truth;
    pl_buf_open(&rec.buf, FILE_MAX + 65536);
    int code = pl_air_run(world, on_line, &rec, &air, err);
    code = code ? code : flush(&rec, err);
    pl_buf_close(&rec.buf);
    code = code ? code : pl_truth_make(world, &air, arena, &truth, err);
    PL_BUF_AUTO text;
    pl_buf_open(&text, TRUTH_MAX);
    if (!code) {
        pl_list_write(world, &text);
        code = put(req->dir, "list.xml", &text, err);
        pl_buf_clear(&text);
    }
    if (!code) {
        readme(world, &text);
        code = put(req->dir, "README.txt", &text, err);
        pl_buf_clear(&text);
    }
    if (!code) {
        pl_truth_write(world, &air, &truth, &text);
        code = put(req->dir, "truth.json", &text, err);
        *ret = (struct pl_exercise_result){air.counts, rec.files, truth.n, mean_interval(&air)};
    }
    pl_air_close(&air);
    return code;
}

static int open_ports(const char *path, struct pl_buf *file, struct pl_arena *arena, const struct pl_ports **ret,
                      struct pl_error *err) {
    pl_str csv = pl_facts_ports();
    if (path) {
        int code = pl_file_read(path, PORTS_MAX, file, err);
        if (code) {
            return code;
        }
        csv = pl_buf_str(file);
    }
    if (!path && !csv.n) {
        return pl_fail(err, PL_E_NOT_FOUND, "this program carries no ports; give a table with --ports FILE");
    }
    return pl_ports_parse(csv, arena, ret, err);
}

static int refuse_old(const char *dir, struct pl_error *err) {
    PL_ARENA_AUTO arena;
    pl_arena_open(&arena, 16384);
    static const char *const names[] = {"truth.json", "recording-0001.nmea"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        const char *path = pl_file_join(&arena, dir, names[i]);
        if (path && pl_file_exists(path)) {
            return pl_fail(err, PL_E_USAGE, "%s already holds an exercise; give another folder or remove it", dir);
        }
    }
    return pl_file_make_dir(dir, 0755, err);
}

int pl_exercise_write(const struct pl_exercise_request *req, struct pl_exercise_result *ret, struct pl_error *err) {
    PL_ARENA_AUTO arena;
    PL_ARENA_AUTO scratch;
    PL_BUF_AUTO coast;
    PL_BUF_AUTO table;
    pl_arena_open(&arena, ARENA_MAX);
    pl_arena_open(&scratch, (size_t)256 << 20);
    pl_buf_open(&coast, (size_t)256 << 20);
    pl_buf_open(&table, PORTS_MAX);
    const struct pl_sea *sea = NULL;
    const struct pl_ports *ports = NULL;
    struct pl_world *world = NULL;
    int code = pl_facts_sea(req->coast, &coast, &arena, &sea, err);
    code = code ? code : open_ports(req->ports, &table, &arena, &ports, err);
    code = code ? code : pl_world_open(req->params, sea, ports, &arena, &scratch, &world, err);
    code = code ? code : refuse_old(req->dir, err);
    return code ? code : write_all(req, world, &arena, ret, err);
}

int pl_exercise_score(const char *dir, const char *events, const char *limits_text, bool json, struct pl_buf *out,
                      struct pl_error *err) {
    struct pl_score_limits limits;
    struct pl_score *score = NULL;
    PL_ARENA_AUTO arena;
    pl_arena_open(&arena, 16384);
    const char *path = pl_file_join(&arena, dir, "truth.json");
    PL_BUF_AUTO file;
    pl_buf_open(&file, EVENTS_MAX);
    int code = pl_score_limits_read(limits_text, &limits, err);
    if (!code && !path) {
        code = pl_fail(err, PL_E_USAGE, "the folder's name is too long");
    }
    code = code ? code : pl_file_read(path, TRUTH_MAX, &file, err);
    code = code ? code : pl_score_open(pl_buf_str(&file), &limits, &score, err);
    code = code ? code : pl_file_read(events, EVENTS_MAX, &file, err);
    pl_str rest = code ? PL_STR("") : pl_buf_str(&file);
    for (uint64_t number = 1; !code && rest.p && rest.n; number++) {
        code = pl_score_line(score, pl_str_cut(&rest, '\n'), number, err);
    }
    if (!code) {
        pl_score_match(score);
        pl_score_write(score, json, out);
        code = pl_buf_failed(out) ? pl_fail(err, PL_E_NOMEM, "no memory for the score") : PL_E_OK;
    }
    pl_score_close(score);
    return code;
}
