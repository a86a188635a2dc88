/* Requests of any bytes, of every role, over a small invented case that is a backup, so that every write is read to its
 * end and then refused. No crash; the status is one of those that are meant (never 500); an answer in JSON is read
 * back; nobody is answered 200 without a session but by what is open; and what is marked TLP:RED is not in a read
 * answer to somebody cleared up to TLP:GREEN, unless they said it themselves.
 *
 * First byte: role (modulo 5), + 8 limited clearance, + 16 a wrong token, + 32 accounts. Then as on the wire, with line
 * feeds alone: METHOD target, fields, an empty line, the body. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "app/backup.h"
#include "app/import.h"
#include "app/init.h"
#include "http/login.h"
#include "http/site.h"
#include "text/json.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define NOW    ((pl_time)1800000000 * 1000000)
#define TOKEN  "00112233445566778899"
#define SECRET "KETERMARK"

static char root[64], dir[80], copy_dir[80];

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

static void import_list(const char *name, const char *marking, const char *caption) {
    char path[128];
    const char *paths[] = {path};
    struct pl_import_options options = {.paths = paths,
                                        .n_paths = 1,
                                        .list = pl_str_from(name),
                                        .marking = pl_str_from(marking),
                                        .received = PL_TIME_NONE,
                                        .now = NOW};
    struct pl_import_done done;
    snprintf(path, sizeof path, "%s/%s.ftm.json", root, name);
    FILE *f = fopen(path, "w");
    if (f == NULL ||
        fprintf(
            f,
            "{\"id\":\"%s-1\",\"schema\":\"Vessel\",\"properties\":{\"name\":[\"%s\"],\"imoNumber\":[\"9074729\"]}}\n",
            name, caption) < 0 ||
        fclose(f) != 0 || pl_import_run(dir, &options, on_file, NULL, &done, NULL) != 0) {
        abort();
    }
}

static int ask(struct pl_site *site, const struct pl_viewer *viewer, struct pl_request *req, struct pl_arena *arena,
               struct pl_answer *answer) {
    pl_site_answer(site, req, viewer, NOW, arena, answer);
    return answer->status;
}

static void file(struct pl_site *site, const char *kind, const char *body) {
    static const struct pl_viewer ADMIN = {.role = PL_ROLE_ADMIN, .csrf = {TOKEN, sizeof TOKEN - 1}};
    PL_ARENA_AUTO arena;
    PL_ANSWER_AUTO answer;
    struct pl_request req;
    char target[64];
    snprintf(target, sizeof target, "/api/filings/%s", kind);
    pl_arena_open(&arena, (size_t)1 << 28);
    pl_answer_open(&answer);
    if (pl_request_target(PL_STR("POST"), pl_str_from(target), &arena, &req, NULL) != 0 ||
        pl_request_add_header(&req, PL_STR("Content-Type"), PL_STR("application/json"), NULL) != 0 ||
        pl_request_add_header(&req, PL_STR("X-Plimsoll-Token"), PL_STR(TOKEN), NULL) != 0) {
        abort();
    }
    req.body = pl_str_from(body);
    int status = ask(site, &ADMIN, &req, &arena, &answer);
    if (status != 201) {
        fprintf(stderr, "%s: %d %.*s\n", body, status, (int)answer.body.n, answer.body.p);
        abort();
    }
}

static struct pl_site *open_site(const char *where, struct pl_login *login) {
    struct pl_site_options options = {.case_dir = where, .listen = "", .login = login};
    struct pl_site *site = NULL;
    if (pl_site_open(&options, &site, NULL) != 0) {
        abort();
    }
    return site;
}

static struct pl_site *make_site(void) {
    struct pl_init_options init = {.participant = PL_STR("Fuzz"), .now = NOW};
    struct pl_init_done made;
    struct pl_backup_done copied;
    struct pl_login *login = NULL;
    snprintf(root, sizeof root, "/tmp/plimsoll-fuzz-http.XXXXXX");
    if (mkdtemp(root) == NULL) {
        abort();
    }
    atexit(tidy);
    snprintf(dir, sizeof dir, "%s/case", root);
    snprintf(copy_dir, sizeof copy_dir, "%s/copy", root);
    if (pl_init_run(dir, &init, &made, NULL) != 0) {
        abort();
    }
    import_list("open", "TLP:GREEN", "VOLANA REEF");
    import_list("closed", "TLP:RED", SECRET " STAR");
    struct pl_site *site = open_site(dir, NULL);
    file(site, "observation",
         "{\"as\":\"sighting\",\"subject\":\"OPEN "
         "POINT\",\"place\":\"Busan\",\"marking\":\"TLP:GREEN\",\"label\":\"o1\"}");
    file(site, "observation",
         "{\"as\":\"sighting\",\"subject\":\"" SECRET
         " ONE\",\"place\":\"Busan\",\"marking\":\"TLP:RED\",\"label\":\"o2\"}");
    pl_site_close(site);
    if (pl_backup_case(dir, copy_dir, NOW, &copied, NULL) != 0 ||
        pl_login_open(copy_dir, false, 0, &login, NULL) != 0) {
        abort();
    }
    return open_site(copy_dir, login);
}

static bool is_meant(int status) {
    static const int STATUS[] = {200, 201, 304, 308, 400, 401, 403, 404, 405, 409, 413, 415, 416, 422, 429, 503};
    for (size_t i = 0; i < sizeof STATUS / sizeof STATUS[0]; i++) {
        if (status == STATUS[i]) {
            return true;
        }
    }
    return false;
}

static bool holds(pl_str text, const char *word) {
    return text.n > 0 && memmem(text.p, text.n, word, strlen(word)) != NULL;
}

static void check(const struct pl_request *req, const struct pl_viewer *viewer, pl_str said, struct pl_answer *answer,
                  struct pl_arena *arena) {
    const struct pl_jval *read = NULL;
    pl_str values[PL_PATH_VALUES];
    bool other, json = answer->type != NULL && strstr(answer->type, "json") != NULL && !answer->gzip;
    pl_str body = pl_buf_str(&answer->body);
    struct pl_call call = {.req = req, .route = pl_route_find(req, values, &other)};
    bool good = is_meant(answer->status) && (answer->status != 200 || call.route != NULL);
    good = good && (!json || holds(body, "\\u0000") || body.n > PL_JSON_MAX_BYTES ||
                    pl_json_read(body, arena, &read, NULL) == 0);
    if (good && answer->status < 300 && viewer->role < pl_route_role(call.route)) {
        good = false;
    }
    if (good && viewer->clearance.n > 0 && call.route != NULL && !pl_call_writes(&call)) {
        good = !holds(body, SECRET) || holds(said, SECRET) || holds(said, "%");
    }
    if (!good) {
        fprintf(stderr, "%d as %s: %.*s\n", answer->status, pl_role_name(viewer->role),
                (int)(body.n < 600 ? body.n : 600), body.p);
        abort();
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    static struct pl_site *site; /* made once */
    struct pl_request req;
    PL_ARENA_AUTO arena;
    PL_ANSWER_AUTO answer;
    if (site == NULL) {
        site = make_site();
    }
    pl_arena_open(&arena, (size_t)1 << 28);
    pl_answer_open(&answer);
    if (size < 2) {
        return 0;
    }
    pl_str said = pl_str_make((const char *)data + 1, size - 1), rest = said;
    pl_str target = pl_str_cut(&rest, '\n');
    pl_str method = pl_str_cut(&target, ' ');
    struct pl_viewer viewer = {.role = (data[0] & 7) % PL_ROLE_COUNT,
                               .person = PL_STR("Fuzz"),
                               .clearance = (data[0] & 8) != 0 ? PL_STR("TLP:GREEN") : PL_STR(""),
                               .csrf = PL_STR(TOKEN),
                               .accounts = (data[0] & 32) != 0};
    int rc = pl_request_target(method, target, &arena, &req, NULL);
    while (rc == 0 && rest.p != NULL) {
        pl_str line = pl_str_cut(&rest, '\n');
        if (line.n == 0) {
            break;
        }
        pl_str name = pl_str_cut(&line, ':');
        rc = pl_request_add_header(&req, name, pl_str_trim(line), NULL);
    }
    if (rc == 0 && (data[0] & 16) == 0) {
        rc = pl_request_add_header(&req, PL_STR("X-Plimsoll-Token"), PL_STR(TOKEN), NULL);
    }
    if (rc == 0) {
        req.body = rest.p != NULL ? rest : PL_STR("");
        (void)ask(site, &viewer, &req, &arena, &answer);
        check(&req, &viewer, said, &answer, &arena);
    }
    return 0;
}
