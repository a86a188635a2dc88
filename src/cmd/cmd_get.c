#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "base/log.h"
#include "cmd/cmd.h"
#include "http/openapi.h"
#include "http/site.h"

#include "base/ban.h"

#define ARENA_MAX ((size_t)1 << 30)
#define BODY_MAX  ((size_t)1 << 30)
#define TOKEN     "on-the-command-line" /* nobody forges a request here */

static int read_input(int fd, struct pl_buf *body, struct pl_error *err) {
    for (;;) {
        char *p = pl_buf_reserve(body, 65536);
        if (p == NULL) {
            return pl_fail(err, PL_E_LIMIT, "the body on standard input is too long");
        }
        ssize_t n = read(fd, p, 65536);
        if (n < 0) {
            return pl_fail(err, PL_E_INPUT, "standard input cannot be read");
        }
        if (n == 0) {
            return PL_E_OK;
        }
        body->n += (size_t)n;
    }
}

static int write_file(const struct pl_answer *answer, struct pl_error *err) {
    char bytes[65536];
    uint64_t left = answer->file_n;
    off_t at = (off_t)answer->file_from;
    while (left > 0) {
        ssize_t n = pread(answer->fd, bytes, left < sizeof bytes ? (size_t)left : sizeof bytes, at);
        if (n <= 0) {
            return pl_fail(err, PL_E_IO, "the file of this answer cannot be read");
        }
        fwrite(bytes, 1, (size_t)n, stdout);
        left -= (uint64_t)n;
        at += n;
    }
    return PL_E_OK;
}

/* As a server would send it: the status, the fields, an empty line. */
static void write_head(const struct pl_answer *answer) {
    printf("Status: %d\n", answer->status);
    if (answer->type != NULL) {
        printf("Content-Type: %s\n", answer->type);
    }
    for (size_t i = 0; i < answer->n_headers; i++) {
        printf("%s: %s\n", answer->headers[i].name, answer->headers[i].value);
    }
    printf("\n");
}

static int print(const struct pl_args *args, const struct pl_answer *answer, struct pl_error *err) {
    int rc = PL_E_OK;
    if (pl_args_flag(args, "head")) {
        write_head(answer);
    }
    if (answer->fd > 0) {
        rc = write_file(answer, err);
    } else if (answer->fixed != NULL) {
        fwrite(answer->fixed, 1, answer->n_fixed, stdout);
    } else if (answer->body.n > 0) {
        fwrite(answer->body.p, 1, answer->body.n, stdout);
    }
    return rc != PL_E_OK || !pl_cmd_output_failed() ? rc : pl_fail(err, PL_E_IO, "the output cannot be written");
}

static int fill(const struct pl_args *args, struct pl_arena *arena, struct pl_buf *input, struct pl_request *req,
                struct pl_error *err) {
    const char *data = pl_args_text(args, "data"), *type = pl_args_text(args, "content-type");
    const char *method = pl_args_text(args, "method");
    method = method != NULL ? method : data != NULL ? "POST" : "GET";
    int rc = pl_request_target(pl_str_from(method), pl_str_from(pl_args_at(args, 0)), arena, req, err);
    if (rc == PL_E_OK && type != NULL) {
        rc = pl_request_add_header(req, PL_STR("Content-Type"), pl_str_from(type), err);
    }
    if (rc == PL_E_OK) {
        rc = pl_request_add_header(req, PL_STR("X-Plimsoll-Token"), PL_STR(TOKEN), err);
    }
    if (rc == PL_E_OK && data != NULL && strcmp(data, "-") == 0) {
        rc = read_input(STDIN_FILENO, input, err);
        req->body = pl_buf_str(input);
    } else if (data != NULL) {
        req->body = pl_str_from(data);
    }
    return rc;
}

static int run(const struct pl_args *args) {
    struct pl_error err = {0};
    struct pl_request req;
    struct pl_site *site = NULL;
    PL_ANSWER_AUTO answer;
    PL_ARENA_AUTO arena;
    PL_BUF_AUTO input;
    pl_arena_open(&arena, ARENA_MAX);
    pl_buf_open(&input, BODY_MAX);
    pl_answer_open(&answer);
    const char *person = pl_args_text(args, "person");
    struct pl_viewer viewer = {.role = PL_ROLE_ADMIN,
                               .person = pl_str_from(person != NULL ? person : ""),
                               .clearance = pl_str_from(pl_args_text(args, "clearance")),
                               .csrf = PL_STR(TOKEN),
                               .accounts = person != NULL};
    struct pl_site_options options = {.case_dir = pl_args_case(args)};
    int status = 0;
    int asked = fill(args, &arena, &input, &req, &err);
    int rc = pl_site_open(&options, &site, asked == PL_E_OK ? &err : NULL);
    if (rc == PL_E_OK) {
        if (asked == PL_E_OK) {
            pl_site_answer(site, &req, &viewer, pl_time_now(), &arena, &answer);
        } else {
            pl_answer_problem(&answer, &err);
        }
        rc = print(args, &answer, &err);
        status = answer.status < 400   ? 0
                 : answer.status < 500 ? pl_code_exit_status(PL_E_USAGE)
                                       : pl_code_exit_status(PL_E_IO);
    }
    pl_site_close(site);
    return rc == PL_E_OK ? status : pl_cmd_fail(NULL, &err);
}

const struct pl_cmd pl_cmd_get = {
    .name = "get",
    .summary = "answer one request of the API on standard output, without a server",
    .text =
        "What `serve` would answer to its own person, byte for byte: for scripts and tests. With --data it is a POST, "
        "and may write to the case. docs/reference/http.md lists the addresses. The status is 0 for an answer, 2 "
        "where the server would say 4xx, 4 for 5xx.",
    .opts =
        (const struct pl_opt[]){
            {.name = "method", .kind = PL_OPT_TEXT, .value = "M", .text = "GET, POST, PUT or DELETE"},
            {.name = "data", .kind = PL_OPT_TEXT, .value = "BODY", .text = "the body; - for standard input"},
            {.name = "content-type",
             .kind = PL_OPT_TEXT,
             .value = "TYPE",
             .text = "of the body",
             .def = "application/json"},
            {.name = "clearance", .kind = PL_OPT_TEXT, .value = "M", .text = "answer as to somebody cleared so far"},
            {.name = "person",
             .kind = PL_OPT_TEXT,
             .value = "PERSON",
             .text = "answer as to somebody who signed in by an account of that person"},
            {.name = "head", .text = "print status and fields before the body"},
            {.name = NULL}},
    .args =
        (const struct pl_arg[]){{.name = "PATH", .text = "/api/events?type=gap", .min = 1, .max = 1}, {.name = NULL}},
    .examples = (const char *const[]){"plimsoll -C demo-case get /api/claims",
                                      "its claims, with how many origins each has", NULL},
    .needs_case = true,
    .run = run,
};
