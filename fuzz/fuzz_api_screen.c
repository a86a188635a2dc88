/* Bodies and addresses of any bytes, asked of a site over a small invented case: /match, /api/screen, a batch,
 * /reconcile, /search. No crash; the status is one of those that are meant, an answer in JSON is read back, and nothing
 * is written. The first byte chooses the address. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "app/import.h"
#include "app/init.h"
#include "http/site.h"
#include "text/json.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define NOW ((pl_time)1800000000 * 1000000)

static char root[64], dir[80];

static void tidy(void) {
    char command[96];
    snprintf(command, sizeof command, "rm -rf '%s'", root);
    if (system(command) != 0) {
        perror(root);
    }
}

static int on_file(void *ctx, const struct pl_import_file *file, struct pl_error *err) {
    (void)ctx;
    (void)file;
    (void)err;
    return 0;
}

static struct pl_site *make_site(void) {
    static const char LIST[] =
        "{\"id\":\"v-1\",\"schema\":\"Vessel\",\"properties\":{\"name\":[\"VOLANA "
        "REEF\"],\"imoNumber\":[\"9074729\"]}}\n"
        "{\"id\":\"p-1\",\"schema\":\"Person\",\"properties\":{\"name\":[\"RI Chol-min\"],\"birthDate\":[\"1961\"]}}\n"
        "{\"id\":\"o-1\",\"schema\":\"Ownership\",\"properties\":{\"owner\":[\"p-1\"],\"asset\":[\"v-1\"]}}\n";
    char path[96];
    const char *paths[] = {path};
    struct pl_init_options init = {.participant = PL_STR("Fuzz"), .now = NOW};
    struct pl_init_done made;
    struct pl_import_options options = {.paths = paths, .n_paths = 1, .received = PL_TIME_NONE, .now = NOW};
    struct pl_import_done imported;
    struct pl_site *site = NULL;
    snprintf(root, sizeof root, "/tmp/plimsoll-fuzz-site.XXXXXX");
    if (mkdtemp(root) == NULL) {
        abort();
    }
    atexit(tidy);
    snprintf(dir, sizeof dir, "%s/case", root);
    snprintf(path, sizeof path, "%s/list.ftm.json", root);
    FILE *f = fopen(path, "w");
    if (f == NULL || fwrite(LIST, 1, sizeof LIST - 1, f) != sizeof LIST - 1 || fclose(f) != 0 ||
        pl_init_run(dir, &init, &made, NULL) != 0 ||
        pl_import_run(dir, &options, on_file, NULL, &imported, NULL) != 0) {
        abort();
    }
    struct pl_site_options where = {.case_dir = dir};
    if (pl_site_open(&where, &site, NULL) != 0) {
        abort();
    }
    return site;
}

static const struct {
    const char *method, *target, *type;
} ASKED[] = {{"POST", "/match/default", "application/json"},
             {"POST", "/api/screen", "application/json"},
             {"POST", "/api/screen/batch", "text/csv"},
             {"POST", "/reconcile/default", "application/x-www-form-urlencoded"},
             {"GET", "/search/default?", ""},
             {"GET", "/entities/", ""},
             {"POST", "/match/default?", "application/json"}};

static void check(const struct pl_answer *answer, struct pl_arena *arena) {
    static const int STATUS[] = {200, 304, 308, 400, 404, 405, 413, 415, 422, 503};
    const struct pl_jval *read = NULL;
    bool meant = false;
    for (size_t i = 0; i < sizeof STATUS / sizeof STATUS[0]; i++) {
        meant = meant || answer->status == STATUS[i];
    }
    bool nul = memmem(answer->body.p != NULL ? answer->body.p : "", answer->body.n, "\\u0000", 6) != NULL;
    if (!meant || (!nul && answer->type != NULL && strstr(answer->type, "json") != NULL &&
                   pl_json_read(pl_buf_str(&answer->body), arena, &read, NULL) != 0)) {
        abort();
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    static const struct pl_viewer VIEWER = {.role = PL_ROLE_READER};
    static struct pl_site *site; /* made once: its screener is what is asked */
    struct pl_request req;
    PL_ARENA_AUTO arena;
    PL_ANSWER_AUTO answer;
    PL_BUF_AUTO target;
    if (site == NULL) {
        site = make_site();
    }
    pl_arena_open(&arena, (size_t)1 << 28);
    pl_answer_open(&answer);
    pl_buf_open(&target, (size_t)1 << 20);
    size_t k = size > 0 ? data[0] % (sizeof ASKED / sizeof ASKED[0]) : 0;
    pl_str bytes = size > 1 ? pl_str_make((const char *)data + 1, size - 1) : PL_STR("");
    bool open = strcmp(ASKED[k].method, "GET") == 0 || strchr(ASKED[k].target, '?') != NULL;
    pl_buf_add_str(&target, pl_str_from(ASKED[k].target));
    pl_buf_add_str(&target, open ? bytes : PL_STR(""));
    if (pl_request_target(pl_str_from(ASKED[k].method), pl_buf_str(&target), &arena, &req, NULL) == 0 &&
        pl_request_add_header(&req, PL_STR("Content-Type"), pl_str_from(ASKED[k].type), NULL) == 0) {
        req.body =
            open ? PL_STR("{\"queries\":{\"q\":{\"schema\":\"Person\",\"properties\":{\"name\":\"Ri Chol Min\"}}}}")
                 : bytes;
        pl_site_answer(site, &req, &VIEWER, NOW, &arena, &answer);
        check(&answer, &arena);
    }
    return 0;
}
