/* POST /match/default (or PATH, such as /api/screen) of one name, asked of a site without a socket: CASE [NAMES
 * [SECONDS [PATH]]]. NAMES has a name a line, and behind a tab its schema (LegalEntity where it is not said); without
 * it names are taken from the case's own lists, every second one with a letter lost. Prints requests a second of
 * processor time on one core, bytes of an answer, and a checksum over status and length of all answers. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/file.h"
#include "base/time.h"
#include "http/site.h"
#include "text/json.h"

#define NAMES_MAX 5000

static void stop(const struct pl_error *err) {
    printf("%s\n", err->msg);
    exit(4);
}

struct names {
    struct pl_arena arena;
    pl_str names[NAMES_MAX], schemata[NAMES_MAX];
    size_t n;
};

static const struct pl_viewer VIEWER = {.role = PL_ROLE_ADMIN};

static void ask(struct pl_site *site, const char *method, pl_str target, pl_str body, struct pl_arena *arena,
                struct pl_answer *answer) {
    struct pl_error err;
    struct pl_request req;
    if (pl_request_target(pl_str_from(method), target, arena, &req, &err) != 0 ||
        pl_request_add_header(&req, PL_STR("Content-Type"), PL_STR("application/json"), &err) != 0) {
        stop(&err);
    }
    req.body = body;
    pl_site_answer(site, &req, &VIEWER, pl_time_now(), arena, answer);
}

static void add_name(struct names *names, pl_str name) {
    char text[256];
    size_t n = name.n < sizeof text - 1 ? name.n : sizeof text - 1;
    if (names->n == NAMES_MAX || n < 4) {
        return;
    }
    memcpy(text, name.p, n);
    if (names->n % 2 == 1 && (unsigned char)text[n / 2] < 0x80) {
        memmove(text + n / 2, text + n / 2 + 1, n - n / 2 - 1);
        n--;
    }
    names->names[names->n++] = pl_str_copy(&names->arena, pl_str_make(text, n));
}

static void names_of_lists(struct pl_site *site, struct names *names) {
    for (size_t at = 0; at < NAMES_MAX; at += 500) {
        struct pl_error err;
        char target[64];
        const struct pl_jval *page = NULL;
        PL_ARENA_AUTO arena;
        PL_ANSWER_AUTO answer;
        pl_arena_open(&arena, (size_t)1 << 30);
        pl_answer_open(&answer);
        snprintf(target, sizeof target, "/search/default?limit=500&offset=%zu", at);
        ask(site, "GET", pl_str_from(target), PL_STR(""), &arena, &answer);
        if (pl_json_read(pl_buf_str(&answer.body), &arena, &page, &err) != 0) {
            stop(&err);
        }
        const struct pl_jval *results = pl_jval_get(page, "results");
        for (size_t i = 0; results != NULL && i < results->n; i++) {
            add_name(names, pl_jval_get(&results->items[i], "caption")->str);
        }
    }
}

static void names_of_file(const char *path, struct names *names) {
    struct pl_error err;
    PL_BUF_AUTO file;
    pl_buf_open(&file, (size_t)1 << 26);
    if (pl_file_read(path, (size_t)1 << 26, &file, &err) != 0) {
        stop(&err);
    }
    for (pl_str rest = pl_buf_str(&file); rest.p != NULL && names->n < NAMES_MAX;) {
        pl_str line = pl_str_trim(pl_str_cut(&rest, '\n'));
        pl_str schema = line;
        pl_str name = pl_str_cut(&schema, '\t');
        if (name.n > 0) {
            names->schemata[names->n] = schema.p != NULL ? pl_str_copy(&names->arena, schema) : (pl_str){NULL, 0};
            names->names[names->n++] = pl_str_copy(&names->arena, name);
        }
    }
}

static double processor_s(void) {
    struct timespec t;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static void run(struct pl_site *site, const struct names *names, double seconds, const char *path) {
    uint64_t n = 0, bytes = 0, sum = 0;
    PL_ARENA_AUTO arena;
    PL_BUF_AUTO body;
    pl_arena_open(&arena, (size_t)1 << 28);
    pl_buf_open(&body, (size_t)1 << 16);
    double from = -1, spent = 0; /* the first hundred make the screener ready */
    while (spent < seconds) {
        for (int k = 0; k < 100; k++, n++) {
            struct pl_json json;
            PL_ANSWER_AUTO answer;
            struct pl_arena_mark mark = pl_arena_mark(&arena);
            pl_answer_open(&answer);
            pl_buf_clear(&body);
            pl_str schema = names->schemata[n % names->n];
            bool yente = strncmp(path, "/match/", 7) == 0;
            if (yente) {
                pl_buf_add_str(&body, PL_STR("{\"queries\":{\"q\":{\"schema\":\""));
                pl_buf_add_str(&body, schema.p != NULL ? schema : PL_STR("LegalEntity"));
                pl_buf_add_str(&body, PL_STR("\",\"properties\":{\"name\":["));
            } else {
                pl_buf_add_str(&body, PL_STR("{\"queries\":[{\"name\":"));
            }
            pl_json_start(&json, &body);
            pl_json_str(&json, names->names[n % names->n]);
            pl_buf_add_str(&body, yente ? PL_STR("]}}}}") : PL_STR("}]}"));
            ask(site, "POST", pl_str_from(path), pl_buf_str(&body), &arena, &answer);
            bytes += answer.body.n;
            sum = sum * 31 + answer.body.n + (uint64_t)answer.status;
            pl_arena_rewind(&arena, mark);
        }
        if (from < 0) {
            from = processor_s();
            n = bytes = sum = 0;
        }
        spent = processor_s() - from;
    }
    printf("%-28s %8llu %10.0f requests/s of a core  %6.0f bytes an answer  checksum %016llx\n", path,
           (unsigned long long)n, (double)n / spent, (double)bytes / (double)n, (unsigned long long)sum);
}

int main(int argc, char **argv) {
    static struct names names;
    struct pl_error err;
    struct pl_site *site = NULL;
    if (argc < 2) {
        printf("bench_yente CASE [NAMES [SECONDS]]\n");
        return 2;
    }
    struct pl_site_options options = {.case_dir = argv[1]};
    pl_arena_open(&names.arena, (size_t)1 << 26);
    if (pl_site_open(&options, &site, &err) != 0) {
        stop(&err);
    }
    if (argc > 2 && argv[2][0] != '\0') {
        names_of_file(argv[2], &names);
    } else {
        names_of_lists(site, &names);
    }
    if (names.n == 0) {
        printf("no names\n");
        return 3;
    }
    run(site, &names, argc > 3 ? strtod(argv[3], NULL) : 3, argc > 4 ? argv[4] : "/match/default");
    pl_site_close(site);
    pl_arena_close(&names.arena);
    return 0;
}
