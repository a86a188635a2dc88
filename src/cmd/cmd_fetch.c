#include <stdio.h>

#include "app/publisher.h"
#include "base/log.h"
#include "base/time.h"
#include "cmd/cmd.h"
#include "text/json.h"

#include "base/ban.h"

struct teller {
    bool json;
    int worst; /* code of the first file that failed */
};

static int write_out(const struct pl_buf *out, struct pl_error *err) {
    return fwrite(out->p, 1, out->n, stdout) == out->n ? 0 : pl_fail(err, PL_E_IO, "the output cannot be written");
}

static const char *status_name(int status) {
    return status == PL_FETCH_NEW ? "new" : status == PL_FETCH_UNCHANGED ? "unchanged" : "failed";
}

static int tell_json(const struct pl_publisher_copy *copy, struct pl_error *err) {
    struct pl_json json;
    PL_BUF_AUTO out;
    pl_buf_open(&out, 1 << 20);
    pl_json_start(&json, &out);
    pl_json_record(&json, "copy");
    pl_json_key(&json, "list");
    pl_json_str(&json, copy->list);
    pl_json_key(&json, "file");
    pl_json_text(&json, copy->path);
    pl_json_key(&json, "url");
    pl_json_str(&json, copy->url);
    pl_json_key(&json, "status");
    pl_json_text(&json, status_name(copy->status));
    if (copy->status >= 0) {
        pl_json_key(&json, "bytes");
        pl_json_u64(&json, copy->bytes);
        pl_json_key(&json, "sha256");
        pl_json_hex(&json, copy->sha256.b, sizeof copy->sha256.b);
    } else {
        pl_json_key(&json, "why");
        pl_json_text(&json, copy->error.msg);
    }
    pl_json_record_end(&json);
    return write_out(&out, err);
}

static int tell(void *ctx, const struct pl_publisher_copy *copy, struct pl_error *err) {
    struct teller *teller = ctx;
    if (copy->status < 0) {
        pl_log_error(copy->path, &copy->error);
        teller->worst = teller->worst == 0 ? copy->error.code : teller->worst;
    }
    if (teller->json) {
        return tell_json(copy, err);
    }
    PL_BUF_AUTO out;
    char hex[65];
    pl_buf_open(&out, 1 << 20);
    pl_hash_hex(copy->sha256, hex);
    if (copy->status == PL_FETCH_NEW) {
        pl_buf_add_fmt(&out, "new        %s  %llu bytes  sha256 %s\n", copy->path, (unsigned long long)copy->bytes,
                       hex);
    } else if (copy->status == PL_FETCH_UNCHANGED) {
        pl_buf_add_fmt(&out, "unchanged  %s  sha256 %s\n", copy->path, hex);
    }
    return write_out(&out, err);
}

static int tell_end(const struct pl_args *args, const struct pl_publisher_done *done, struct pl_error *err) {
    struct pl_json json;
    PL_BUF_AUTO out;
    pl_buf_open(&out, 65536);
    if (done->failed > 0 && done->fetched + done->unchanged > 0) {
        pl_log_note("some files could not be fetched: %s may hold files of different days of one list",
                    pl_args_text(args, "out"));
    }
    if (!pl_args_flag(args, "json")) {
        if (done->fetched > 0) {
            pl_log_note("read them into a case with: plimsoll -C CASE import %s", pl_args_text(args, "out"));
        }
        return 0;
    }
    pl_json_start(&json, &out);
    pl_json_record(&json, "summary");
    pl_json_key(&json, "new");
    pl_json_u64(&json, done->fetched);
    pl_json_key(&json, "unchanged");
    pl_json_u64(&json, done->unchanged);
    pl_json_key(&json, "failed");
    pl_json_u64(&json, done->failed);
    pl_json_record_end(&json);
    return write_out(&out, err);
}

#define MAX_LISTS 32

static int run(const struct pl_args *args) {
    struct pl_error err = {0};
    struct pl_publisher_done done;
    const char *lists[MAX_LISTS];
    struct teller teller = {.json = pl_args_flag(args, "json")};
    size_t n = pl_args_n(args) < MAX_LISTS ? pl_args_n(args) : MAX_LISTS;
    for (size_t i = 0; i < n; i++) {
        lists[i] = pl_args_at(args, i);
    }
    struct pl_publisher_options options = {.lists = lists,
                                           .n_lists = n,
                                           .dir = pl_args_text(args, "out"),
                                           .table = pl_args_text(args, "publishers"),
                                           .max_bytes = (uint64_t)pl_args_int(args, "max-bytes", 0),
                                           .ca_file = pl_args_text(args, "ca"),
                                           .allow_private = pl_args_flag(args, "allow-private"),
                                           .now = pl_time_now()};
    int code = pl_publisher_fetch(&options, tell, &teller, &done, &err);
    code = code == 0 ? tell_end(args, &done, &err) : code;
    if (code != 0) {
        return pl_cmd_fail(NULL, &err);
    }
    return teller.worst != 0 ? pl_code_exit_status(teller.worst) : 0;
}

const struct pl_cmd pl_cmd_fetch = {
    .name = "fetch",
    .summary = "download the newest copies of official lists from their publishers",
    .text = "LIST is un, ofac, eu or uk. Each file of a list goes into DIR as the publisher sent it, whole or not at "
            "all; beside it NAME.fetch keeps where and when it came, its SHA-256 and what is needed to ask only for "
            "changes the next time. Only https is spoken, also behind redirects; an address that leads into a private "
            "network is refused; no proxy is used. Nothing is read: `import DIR` does that and says what changed.",
    .opts =
        (const struct pl_opt[]){
            {.name = "out", .kind = PL_OPT_TEXT, .value = "DIR", .text = "the folder of the copies", .def = "lists"},
            {.name = "publishers",
             .kind = PL_OPT_TEXT,
             .value = "FILE",
             .text = "another table of addresses (columns list, file, url)"},
            {.name = "max-bytes",
             .kind = PL_OPT_INT,
             .value = "N",
             .text = "the largest file accepted",
             .min = 1,
             .max = INT64_MAX,
             .def = "1073741824"},
            {.name = "ca",
             .kind = PL_OPT_TEXT,
             .value = "FILE",
             .text = "certificate authorities to trust (PEM) in place of the system's"},
            {.name = "allow-private", .text = "accept a mirror inside a private network"},
            {.name = "json", .text = "JSON lines"},
            {.name = NULL}},
    .args = (const struct pl_arg[]){{"LIST", "un, ofac, eu, uk, or another list of the table", 1, MAX_LISTS},
                                    {.name = NULL}},
    .examples =
        (const char *const[]){"plimsoll fetch un ofac --out lists", "the newest copies, for import lists", NULL},
    .run = run,
};
