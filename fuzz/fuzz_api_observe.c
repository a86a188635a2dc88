/* Bodies of any bytes, sent where people put things in: tables to be previewed, the columns of one, filings by their
 * fields, withdrawals; over a case of its own. No crash; the status is one of those that are meant, an answer in JSON
 * is read back, a preview writes nothing, and a refusal adds no entry. The first byte chooses the address. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "app/init.h"
#include "app/known_at.h"
#include "http/site.h"
#include "text/json.h"
#include "text/uri.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define NOW        ((pl_time)1800000000 * 1000000)
#define WRITES_MAX 64 /* each is synced to disk: after so many only what cannot succeed is asked */

static char root[64], dir[80];

static void tidy(void) {
    char command[96];
    snprintf(command, sizeof command, "rm -rf '%s'", root);
    if (system(command) != 0) {
        perror(root);
    }
}

static struct pl_site *make_site(void) {
    struct pl_init_options init = {.participant = PL_STR("Fuzz"), .now = NOW};
    struct pl_init_done made;
    struct pl_site *site = NULL;
    snprintf(root, sizeof root, "/tmp/plimsoll-fuzz-observe.XXXXXX");
    if (mkdtemp(root) == NULL) {
        abort();
    }
    atexit(tidy);
    snprintf(dir, sizeof dir, "%s/case", root);
    struct pl_site_options where = {.case_dir = dir};
    if (pl_init_run(dir, &init, &made, NULL) != 0 || pl_site_open(&where, &site, NULL) != 0) {
        abort();
    }
    return site;
}

static const struct {
    const char *target, *type;
    bool writes, columns; /* columns: the bytes are the columns, not the body */
} ASKED[] = {{"/api/import/preview?name=t&as=sighting", "text/csv", false, false},
             {"/api/import/preview?name=t&as=image-count&columns=subject%3DA%2Cquantity%3DB", "text/csv", false, false},
             {"/api/import/preview?name=t&as=registry&columns=", "text/csv", false, true},
             {"/api/filings/support", "application/json", false, false}, /* there is nothing to support */
             {"/api/filings/observation", "application/json", true, false},
             {"/api/filings/finding", "application/json", false, false}, /* nor a claim to rest on */
             {"/api/filings/source", "application/json", true, false},
             {"/api/withdrawals", "application/json", true, false}};

static void check(const struct pl_answer *answer, bool may_write, struct pl_arena *arena) {
    static const int STATUS[] = {200, 400, 404, 413, 415, 422};
    const struct pl_jval *read = NULL;
    bool meant = answer->status == 201 && may_write;
    for (size_t i = 0; i < sizeof STATUS / sizeof STATUS[0]; i++) {
        meant = meant || answer->status == STATUS[i];
    }
    bool nul = memmem(answer->body.p != NULL ? answer->body.p : "", answer->body.n, "\\u0000", 6) != NULL;
    if (!meant || (!nul && answer->type != NULL && strstr(answer->type, "json") != NULL &&
                   pl_json_read(pl_buf_str(&answer->body), arena, &read, NULL) != 0)) {
        abort();
    }
}

static uint64_t entries(void) {
    struct pl_knowledge known;
    if (pl_known_at_size(dir, UINT64_MAX, &known, NULL) != 0) {
        abort();
    }
    return known.size;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    static const struct pl_viewer VIEWER = {.role = PL_ROLE_ADMIN, .csrf = {"t", 1}};
    static struct pl_site *site;
    static size_t writes;
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
    k = ASKED[k].writes && writes >= WRITES_MAX ? 3 : k;
    pl_str bytes = size > 1 ? pl_str_make((const char *)data + 1, size - 1) : PL_STR("");
    pl_buf_add_str(&target, pl_str_from(ASKED[k].target));
    if (ASKED[k].columns) {
        pl_uri_encode(bytes, &target);
    }
    if (pl_request_target(PL_STR("POST"), pl_buf_str(&target), &arena, &req, NULL) == 0 &&
        pl_request_add_header(&req, PL_STR("Content-Type"), pl_str_from(ASKED[k].type), NULL) == 0 &&
        pl_request_add_header(&req, PL_STR("X-Plimsoll-Token"), PL_STR("t"), NULL) == 0) {
        uint64_t before = entries();
        req.body = ASKED[k].columns ? PL_STR("A,B,C\nOPEN POINT,2026-03-01,3\n") : bytes;
        pl_site_answer(site, &req, &VIEWER, NOW, &arena, &answer);
        check(&answer, ASKED[k].writes, &arena);
        if (entries() != before + (answer.status == 201 ? 1 : 0)) {
            abort();
        }
        writes += answer.status == 201;
    }
    return 0;
}
