/* What Watch and the page of a ship ask, of a site without a socket: CASE [SECONDS]. Pages of events from any place and
 * in several filters, one event, the reach of a silence, tracks of the whole window and of a box, coverage, a ship with
 * its voyages, leads, search, and events by the size of the log. Prints for each kind of question how many were asked,
 * the first (answers that are kept cost once), half and 99 of 100 in milliseconds of processor time, 99 of 100 by the
 * clock on the wall, bytes of an answer; then memory at its highest, and a checksum over status and length of all
 * answers. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>

#include "base/time.h"
#include "http/site.h"
#include "text/json.h"

#define ASKED_MAX 4096
#define PLACES    512 /* cursors and events that are asked for */

static const struct pl_viewer VIEWER = {.role = PL_ROLE_ADMIN};

struct bench {
    struct pl_site *site;
    double seconds; /* of each kind */
    uint64_t seed, checksum;
    char cursors[PLACES][200], events[PLACES][65], gaps[PLACES][65], ships[PLACES][16];
    size_t n_cursors, n_events, n_gaps, log; /* log: entries of the case */
};

static void stop(const struct pl_error *err) {
    printf("%s\n", err->msg);
    exit(4);
}

static size_t next(struct bench *b, size_t n) {
    b->seed = b->seed * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return n > 0 ? (size_t)(b->seed >> 33) % n : 0;
}

static size_t ask(struct bench *b, const char *target, struct pl_arena *arena, struct pl_answer *answer) {
    struct pl_error err;
    struct pl_request req;
    if (pl_request_target(PL_STR("GET"), pl_str_from(target), arena, &req, &err) != 0) {
        stop(&err);
    }
    pl_site_answer(b->site, &req, &VIEWER, pl_time_now(), arena, answer);
    if (answer->status >= 400) {
        printf("%s: %d %.*s\n", target, answer->status, (int)answer->body.n, answer->body.p);
        exit(4);
    }
    b->checksum = (b->checksum * 31 + (uint64_t)answer->status) * 31 + answer->body.n;
    return answer->body.n;
}

/* All pages once: where each begins, and some of the events on them. */
static void look_around(struct bench *b) {
    char cursor[200] = "";
    do {
        PL_ARENA_AUTO arena;
        PL_ANSWER_AUTO answer;
        struct pl_error err;
        const struct pl_jval *page = NULL;
        char target[300];
        pl_arena_open(&arena, (size_t)1 << 30);
        pl_answer_open(&answer);
        snprintf(target, sizeof target, "/api/events?limit=1000%s%s", cursor[0] != '\0' ? "&cursor=" : "", cursor);
        (void)ask(b, target, &arena, &answer);
        if (pl_json_read(pl_buf_str(&answer.body), &arena, &page, &err) != 0) {
            stop(&err);
        }
        b->log = (size_t)pl_jval_get(pl_jval_get(page, "summary"), "journal")->integer;
        const struct pl_jval *items = pl_jval_get(page, "items"), *more = pl_jval_get(page, "next");
        for (size_t i = 0; i < items->n; i++) {
            pl_str id = pl_jval_get(&items->items[i], "id")->str, type = pl_jval_get(&items->items[i], "type")->str;
            const struct pl_jval *ships = pl_jval_get(&items->items[i], "vessels");
            size_t at = b->n_events < PLACES ? b->n_events++ : next(b, PLACES);
            snprintf(b->events[at], sizeof b->events[at], "%.*s", (int)id.n, id.p);
            snprintf(b->ships[at], sizeof b->ships[at], "%lld",
                     ships->n > 0 ? (long long)pl_jval_get(&ships->items[0], "mmsi")->integer : 0);
            if (pl_str_eq(type, PL_STR("gap"))) {
                at = b->n_gaps < PLACES ? b->n_gaps++ : next(b, PLACES);
                snprintf(b->gaps[at], sizeof b->gaps[at], "%.*s", (int)id.n, id.p);
            }
        }
        cursor[0] = '\0';
        if (more->kind == PL_JVAL_STR) {
            snprintf(cursor, sizeof cursor, "%.*s", (int)more->str.n, more->str.p);
            snprintf(b->cursors[b->n_cursors < PLACES ? b->n_cursors++ : next(b, PLACES)], sizeof cursor, "%s", cursor);
        }
    } while (cursor[0] != '\0');
}

enum kind {
    FIRST,
    ANYWHERE,
    LATEST,
    GAPS,
    BOX,
    AREA,
    SHIP,
    FIND,
    DURATION,
    ONE,
    REACH,
    VESSEL,
    VOYAGES,
    SHIPS,
    SEARCH,
    LEADS,
    COVERAGE,
    TRACKS,
    TRACKS_BOX,
    PAST,
    KINDS
};

static void question(struct bench *b, enum kind kind, char *out, size_t n) {
    const char *cursor = b->n_cursors > 0 ? b->cursors[next(b, b->n_cursors)] : "";
    size_t event = next(b, b->n_events), gap = next(b, b->n_gaps);
    out[0] = '\0';
    switch (kind) {
    case FIRST:
        snprintf(out, n, "/api/events?limit=100");
        break;
    case ANYWHERE:
        snprintf(out, n, "/api/events?limit=100%s%s", cursor[0] != '\0' ? "&cursor=" : "", cursor);
        break;
    case LATEST:
        snprintf(out, n, "/api/events?limit=100&sort=-start");
        break;
    case GAPS:
        snprintf(out, n, "/api/events?limit=100&type=gap&grade=unexpected");
        break;
    case BOX:
        snprintf(out, n, "/api/events?limit=100&box=%zu,30,%zu,40", 118 + event % 10, 121 + event % 10);
        break;
    case AREA:
        snprintf(out, n, "/api/events?limit=100&area=%zu,30,%zu,34,126,44", 118 + event % 6, 130 + event % 10);
        break;
    case SHIP:
        snprintf(out, n, "/api/events?limit=100&vessel=%s", b->ships[event]);
        break;
    case FIND:
        snprintf(out, n, "/api/events?limit=100&q=%.5s", b->ships[event]);
        break;
    case DURATION:
        snprintf(out, n, "/api/events?limit=100&sort=-duration");
        break;
    case ONE:
        snprintf(out, n, "/api/events/%s", b->events[event]);
        break;
    case REACH:
        snprintf(out, n, "/api/events/%s/reach?max_speed=12.%zu", b->gaps[gap], event);
        break;
    case TRACKS:
        snprintf(out, n, "/api/tracks?max=%zu", 100000 - next(b, 50000)); /* answers are kept: another each time */
        break;
    case COVERAGE:
        snprintf(out, n, "/api/coverage?box=-180,-90,180,%zu.%06zu", 70 + event % 19, next(b, 1000000));
        break;
    case TRACKS_BOX:
        snprintf(out, n, "/api/tracks?zoom=%zu&box=%zu.%06zu,37,%zu.5,37.5", 8 + event % 4, 121 + event % 4,
                 next(b, 500000), 121 + event % 4);
        break;
    case VESSEL:
        snprintf(out, n, "/api/vessels/%s?brief=1", b->ships[event]);
        break;
    case VOYAGES:
        snprintf(out, n, "/api/voyages?vessel=%s", b->ships[event]);
        break;
    case SHIPS:
        snprintf(out, n, "/api/vessels?limit=100&q=%.6s", b->ships[event]);
        break;
    case SEARCH:
        snprintf(out, n, "/api/search?q=%.7s", b->ships[event]);
        break;
    case LEADS:
        snprintf(out, n, "/api/leads");
        break;
    case PAST: /* as the case stands: nothing has to be derived for it */
        snprintf(out, n, "/api/events?limit=100&log=%zu", b->log);
        break;
    case KINDS:
        break;
    }
}

static double cpu_ms(void) {
    struct timespec at;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &at);
    return (double)at.tv_sec * 1e3 + (double)at.tv_nsec / 1e6;
}

static int by_value(const void *a, const void *b) {
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

static void measure(struct bench *b, enum kind kind, const char *name) {
    static double took_ms[ASKED_MAX], wall_ms[ASKED_MAX];
    size_t n = 0, bytes = 0;
    int64_t start = pl_time_monotonic_us();
    while (n < ASKED_MAX && (n == 0 || (double)(pl_time_monotonic_us() - start) < b->seconds * 1e6)) {
        PL_ARENA_AUTO arena;
        PL_ANSWER_AUTO answer;
        char target[400];
        pl_arena_open(&arena, (size_t)1 << 30);
        pl_answer_open(&answer);
        question(b, kind, target, sizeof target);
        int64_t at = pl_time_monotonic_us();
        double cpu = cpu_ms();
        bytes = ask(b, target, &arena, &answer);
        took_ms[n] = cpu_ms() - cpu;
        wall_ms[n++] = (double)(pl_time_monotonic_us() - at) / 1e3;
    }
    double first = took_ms[0];
    qsort(took_ms, n, sizeof *took_ms, by_value);
    qsort(wall_ms, n, sizeof *wall_ms, by_value);
    printf("%-32s n %5zu  first %8.2f  p50 %8.2f ms  p99 %8.2f ms  wall p99 %8.2f ms  %8zu bytes\n", name, n, first,
           took_ms[n / 2], took_ms[n * 99 / 100], wall_ms[n * 99 / 100], bytes);
    fflush(stdout);
}

int main(int argc, char **argv) {
    static const char *const NAMES[KINDS] = {
        [FIRST] = "events: first page",
        [ANYWHERE] = "events: a page anywhere",
        [LATEST] = "events: the latest",
        [GAPS] = "events: unexpected silences",
        [BOX] = "events: in a box",
        [AREA] = "events: in an area",
        [SHIP] = "events: of a ship",
        [FIND] = "events: by a number's beginning",
        [DURATION] = "events: the longest",
        [ONE] = "one event",
        [REACH] = "reach of a silence",
        [VESSEL] = "a ship",
        [VOYAGES] = "voyages of a ship",
        [SHIPS] = "ships by a number's beginning",
        [SEARCH] = "search",
        [LEADS] = "leads",
        [COVERAGE] = "coverage, whole window",
        [TRACKS] = "tracks, whole window",
        [TRACKS_BOX] = "tracks, a box of half a degree",
        [PAST] = "events at the size of the log",
    };
    static struct bench b = {.seed = 7};
    struct pl_error err;
    if (argc < 2) {
        printf("bench_events CASE [SECONDS]\n");
        return 2;
    }
    b.seconds = argc > 2 ? (double)atoll(argv[2]) : 3;
    struct pl_site_options options = {.case_dir = argv[1]};
    if (pl_site_open(&options, &b.site, &err) != 0) {
        stop(&err);
    }
    look_around(&b);
    printf("%zu places, %zu events, %zu silences to ask for\n", b.n_cursors, b.n_events, b.n_gaps);
    for (int kind = 0; kind < KINDS; kind++) {
        if (kind != REACH || b.n_gaps > 0) {
            measure(&b, (enum kind)kind, NAMES[kind]);
        }
    }
    struct rusage usage;
    (void)getrusage(RUSAGE_SELF, &usage);
    printf("memory %ld MB at most\n", usage.ru_maxrss / 1024);
    printf("checksum %016llx\n", (unsigned long long)b.checksum);
    pl_site_close(b.site);
    return 0;
}
