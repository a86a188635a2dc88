#include <inttypes.h>
#include <stdio.h>

#include "app/log_entries.h"
#include "app/log_json.h"
#include "base/base64.h"
#include "base/file.h"
#include "base/log.h"
#include "cmd/cmd.h"
#include "cmd/knowledge.h"
#include "text/json.h"

#include "base/ban.h"

#define OUTPUT_MAX ((size_t)1 << 28)
#define NOTE_MAX   65536

static int flush(struct pl_buf *out, struct pl_error *err) {
    bool failed = pl_buf_failed(out);
    fwrite(out->p != NULL ? out->p : "", 1, out->n, stdout);
    pl_buf_clear(out);
    return failed                   ? pl_fail(err, PL_E_NOMEM, "out of memory for the output")
           : pl_cmd_output_failed() ? pl_fail(err, PL_E_IO, "the output cannot be written")
                                    : PL_E_OK;
}

static void put_text(struct pl_json *json, const char *key, const char *value) {
    pl_json_key(json, key);
    pl_json_text(json, value);
}

static void put_str(struct pl_json *json, const char *key, pl_str value) {
    pl_json_key(json, key);
    pl_json_str(json, value);
}

static void put_u64(struct pl_json *json, const char *key, uint64_t value) {
    pl_json_key(json, key);
    pl_json_u64(json, value);
}

static void put_hash(struct pl_json *json, const char *key, pl_hash hash) {
    PL_BUF_AUTO text;
    pl_buf_open(&text, 64);
    pl_base64_write(&text, hash.b, PL_HASH_BYTES);
    put_str(json, key, pl_buf_str(&text));
}

/* ---- log ---- */

struct listing {
    bool as_json;
    uint64_t rows;
    struct pl_buf buf;
    struct pl_json json;
};

static int on_row(void *ctx, const struct pl_log_row *row, struct pl_error *err) {
    struct listing *l = ctx;
    char marking[512], hex[65];
    l->rows++;
    if (l->as_json) {
        pl_log_row_json(row, &l->buf);
    } else {
        pl_hash_hex(row->leaf, hex);
        pl_buf_add_fmt(&l->buf, "%6" PRIu64 "  ", row->seq);
        pl_time_write(&l->buf, row->entry->at);
        pl_buf_add_fmt(&l->buf, "  %-11.*s  %s  ", (int)row->entry->kind.n, row->entry->kind.p,
                       row->kept             ? "withheld   "
                       : row->by_participant ? "participant"
                                             : "person     ");
        if (row->kept) {
            pl_buf_add_str(&l->buf, PL_STR("--------"));
        } else {
            pl_buf_add_hex(&l->buf, row->entry->signer.b, 4);
        }
        pl_buf_add_fmt(&l->buf, "  %.16s  %s\n", hex, pl_log_safe(row->entry->marking, marking, sizeof marking));
    }
    return l->buf.n < OUTPUT_MAX / 2 ? PL_E_OK : flush(&l->buf, err);
}

static int run_list(const struct pl_args *args) {
    struct listing l = {.as_json = pl_args_flag(args, "json")};
    struct pl_error err = {0};
    pl_time known_at = PL_TIME_NONE;
    uint64_t size = 0;
    int status = pl_cmd_known_at(args, &known_at);
    if (status != 0) {
        return status;
    }
    pl_buf_open(&l.buf, OUTPUT_MAX);
    pl_json_start(&l.json, &l.buf);
    int code =
        pl_log_list(pl_args_case(args), (uint64_t)pl_args_int(args, "from", 0), known_at, on_row, &l, &size, &err);
    if (code == 0 && l.as_json) {
        pl_json_object(&l.json);
        put_text(&l.json, "type", "summary");
        put_u64(&l.json, "results", l.rows);
        put_u64(&l.json, "journal", size);
        pl_json_record_end(&l.json);
    }
    code = code == 0 ? flush(&l.buf, &err) : code;
    pl_buf_close(&l.buf);
    return code == 0 ? 0 : pl_cmd_fail(NULL, &err);
}

const struct pl_cmd pl_cmd_log = {
    .name = "log",
    .summary = "list the entries of the case's journal",
    .text =
        "Each entry has its number, its own time, what kind of act it is, who signed it (the participant or a person, "
        "and the key), its marking and its leaf hash. An entry holds commitments to what it says, not the words, so "
        "that it may be shown to anyone (docs/format/entry.md).",
    .opts = (const struct pl_opt[]){{.name = "from",
                                     .kind = PL_OPT_INT,
                                     .value = "N",
                                     .text = "begin with entry N",
                                     .def = "0",
                                     .min = 0,
                                     .max = INT64_MAX},
                                    PL_CMD_KNOWN_AT,
                                    {.name = "json", .text = "JSON Lines, the last a summary"},
                                    PL_CMD_CSV,
                                    {.name = NULL}},
    .args = (const struct pl_arg[]){{.name = NULL}},
    .examples = (const char *const[]){"plimsoll -C demo-case log", "who filed what, and when", NULL},
    .records = "LogList",
    .needs_case = true,
    .run = run_list,
};

/* ---- log prove ---- */

static bool read_number(const char *text, uint64_t *ret) { return pl_str_u64(pl_str_from(text), ret); }

static int run_prove(const struct pl_args *args) {
    const char *entry = pl_args_text(args, "entry");
    struct pl_error err = {0};
    struct pl_log_proved proved;
    struct pl_json json;
    uint64_t seq = 0;
    PL_ARENA_AUTO arena;
    PL_BUF_AUTO out;
    pl_arena_open(&arena, (size_t)1 << 24);
    pl_buf_open(&out, OUTPUT_MAX);
    if (!read_number(pl_args_at(args, 0), &seq)) {
        return pl_cmd_usage(args, "N is the number of an entry, from 0");
    }
    int code = pl_log_prove(pl_args_case(args), seq, &arena, &proved, &err);
    if (code == 0 && entry != NULL && proved.entry.p == NULL) {
        code = pl_fail(&err, PL_E_REFUSED,
                       "who signed entry %" PRIu64
                       " is withheld from this reader, and its bytes say it; its leaf is proved "
                       "without it",
                       seq);
    }
    if (code == 0 && entry != NULL) {
        code = pl_file_write(entry, proved.entry, 0644, &err);
    }
    if (code != 0) {
        return pl_cmd_fail(NULL, &err);
    }
    if (!pl_args_flag(args, "json")) {
        pl_buf_add_str(&out, proved.proof);
    } else {
        pl_log_proved_json(seq, &proved, &out);
        pl_json_start(&json, &out);
        pl_json_object(&json);
        put_text(&json, "type", "summary");
        put_u64(&json, "results", 1);
        pl_json_record_end(&json);
    }
    code = flush(&out, &err);
    return code == 0 ? 0 : pl_cmd_fail(NULL, &err);
}

const struct pl_cmd pl_cmd_log_prove = {
    .name = "log prove",
    .summary = "print the proof that an entry stands in the log",
    .text =
        "A tlog-proof (docs/format/proof.md) leads from the entry to the newest checkpoint, and anyone can check it "
        "offline with `plimsoll verify` or plimsoll-verify, given the entry's exact bytes (--entry). An entry that is "
        "newer than the newest checkpoint has no proof yet: run `plimsoll log checkpoint` first.",
    .opts =
        (const struct pl_opt[]){
            {.name = "entry", .kind = PL_OPT_TEXT, .value = "FILE", .text = "write the entry's exact bytes there"},
            {.name = "json", .text = "JSON Lines, the last a summary"},
            {.name = NULL}},
    .args = (const struct pl_arg[]){{"N", "the number of an entry, from 0", 1, 1}, {.name = NULL}},
    .examples = (const char *const[]){"plimsoll -C demo-case log prove 1 --entry entry1 >entry1.tlog-proof",
                                      "for someone who has no case", NULL},
    .needs_case = true,
    .run = run_prove,
};

/* ---- log tiles ---- */

static int run_tiles(const struct pl_args *args) {
    struct pl_error err = {0};
    struct pl_log_served served;
    struct pl_json json;
    PL_BUF_AUTO out;
    pl_buf_open(&out, 4096);
    int code = pl_log_serve(pl_args_case(args), pl_args_at(args, 0), &served, &err);
    if (code != 0) {
        return pl_cmd_fail(NULL, &err);
    }
    if (!pl_args_flag(args, "json")) {
        pl_log_note("%" PRIu64 " entries are in %s, %" PRIu64 " files were written", served.size, pl_args_at(args, 0),
                    served.files);
        return 0;
    }
    pl_json_start(&json, &out);
    pl_json_object(&json);
    put_text(&json, "type", "summary");
    put_u64(&json, "size", served.size);
    put_hash(&json, "root", served.root);
    put_u64(&json, "files", served.files);
    pl_json_record_end(&json);
    code = flush(&out, &err);
    return code == 0 ? 0 : pl_cmd_fail(NULL, &err);
}

const struct pl_cmd pl_cmd_log_tiles = {
    .name = "log tiles",
    .summary = "write the log as static files that any web server can serve",
    .text = "DIR receives hash tiles, entry bundles and, last, the newest checkpoint (C2SP tlog-tiles, "
            "docs/format/checkpoint.md). Run it again after each checkpoint: full tiles stay as they are. Entries hold "
            "commitments and markings, no words.",
    .opts = (const struct pl_opt[]){{.name = "json", .text = "one summary as a JSON line"}, {.name = NULL}},
    .args = (const struct pl_arg[]){{"DIR", "a folder, made where it is missing", 1, 1}, {.name = NULL}},
    .examples = (const char *const[]){"plimsoll -C demo-case log tiles site", "then copy site/ to a server", NULL},
    .needs_case = true,
    .run = run_tiles,
};

/* ---- log consistency ---- */

static void write_comparison(const struct pl_log_compared *c, struct pl_buf *out) {
    struct pl_json json;
    pl_json_start(&json, out);
    pl_json_object(&json);
    put_text(&json, "type", "consistency");
    put_text(&json, "id", "consistency");
    put_text(&json, "kind", "consistency");
    put_str(&json, "origin", c->origin);
    put_u64(&json, "size1", c->sizes[0]);
    put_u64(&json, "size2", c->sizes[1]);
    put_hash(&json, "root1", c->roots[0]);
    put_hash(&json, "root2", c->roots[1]);
    pl_json_key(&json, "proof");
    pl_json_array(&json);
    for (size_t i = 0; i < c->n_proof; i++) {
        PL_BUF_AUTO text;
        pl_buf_open(&text, 64);
        pl_base64_write(&text, c->proof[i].b, PL_HASH_BYTES);
        pl_json_str(&json, pl_buf_str(&text));
    }
    pl_json_array_end(&json);
    pl_json_key(&json, "valid");
    pl_json_bool(&json, !c->fork);
    put_str(&json, "why", c->why);
    pl_json_key(&json, "evidence");
    pl_json_array(&json);
    for (size_t i = 0; c->fork && i < 2; i++) {
        pl_json_str(&json, c->exported[i]);
    }
    pl_json_array_end(&json);
    pl_json_key(&json, "kept");
    pl_json_bool(&json, c->fork && c->not_kept.n == 0);
    pl_json_record_end(&json);
    pl_json_object(&json);
    put_text(&json, "type", "summary");
    put_u64(&json, "results", 1);
    put_u64(&json, "forks", c->fork);
    pl_json_record_end(&json);
}

static void write_hashes(const struct pl_log_compared *c, struct pl_buf *out) {
    for (size_t i = 0; i < c->n_proof; i++) {
        pl_base64_write(out, c->proof[i].b, PL_HASH_BYTES);
        pl_buf_add_char(out, '\n');
    }
    pl_log_note("%.*s", (int)c->why.n, c->why.p);
    if (c->fork) {
        pl_log_note("both checkpoints are written to %.*s and %.*s: they are the evidence", (int)c->exported[0].n,
                    c->exported[0].p, (int)c->exported[1].n, c->exported[1].p);
    }
    if (c->not_kept.n > 0) {
        pl_log_note("the case does not keep them: %.*s", (int)c->not_kept.n, c->not_kept.p);
    }
}

static int run_consistency(const struct pl_args *args) {
    struct pl_log_comparison how = {.policy = pl_args_text(args, "policy"),
                                    .tiles = pl_args_text(args, "tiles"),
                                    .export = pl_args_text(args, "out")};
    struct pl_error err = {0};
    struct pl_log_compared compared;
    PL_ARENA_AUTO arena;
    PL_BUF_AUTO old_note;
    PL_BUF_AUTO new_note;
    PL_BUF_AUTO out;
    pl_arena_open(&arena, (size_t)1 << 26);
    pl_buf_open(&old_note, NOTE_MAX);
    pl_buf_open(&new_note, NOTE_MAX);
    pl_buf_open(&out, OUTPUT_MAX);
    int code = pl_file_read(pl_args_at(args, 0), NOTE_MAX, &old_note, &err);
    if (code != 0) {
        return pl_cmd_fail(NULL, &err);
    }
    code = pl_file_read(pl_args_at(args, 1), NOTE_MAX, &new_note, &err);
    if (code != 0) {
        return pl_cmd_fail(NULL, &err);
    }
    code =
        pl_log_compare(pl_args_case(args), pl_buf_str(&old_note), pl_buf_str(&new_note), &how, &arena, &compared, &err);
    if (code != 0) {
        return pl_cmd_fail(NULL, &err);
    }
    if (pl_args_flag(args, "json")) {
        write_comparison(&compared, &out);
    } else {
        write_hashes(&compared, &out);
    }
    code = flush(&out, &err);
    if (code != 0) {
        return pl_cmd_fail(NULL, &err);
    }
    return compared.fork ? pl_code_exit_status(PL_E_CHECK) : 0;
}

const struct pl_cmd pl_cmd_log_consistency = {
    .name = "log consistency",
    .summary = "prove that one checkpoint of a log goes on from another, or keep the evidence that it does not",
    .text = "OLD and NEW are signed checkpoints of one log: of this case, or of any log whose tiles are at hand "
            "(--tiles). The proof is a hash a line, to be checked with `plimsoll log check` (--json prints what that "
            "reads). Two checkpoints that no log can hold both, such as two roots for one size, are a fork: the status "
            "is 1, and both notes are kept in the case and written as files (--out), because each bears the log's own "
            "signature.",
    .opts =
        (const struct pl_opt[]){
            {.name = "policy",
             .kind = PL_OPT_TEXT,
             .value = "FILE",
             .text = "whose key is the log's, for another's log"},
            {.name = "tiles", .kind = PL_OPT_TEXT, .value = "DIR", .text = "the log as static files (tile/...)"},
            {.name = "out", .kind = PL_OPT_TEXT, .value = "DIR", .text = "where evidence of a fork goes", .def = "."},
            {.name = "json", .text = "JSON Lines, the last a summary"},
            {.name = NULL}},
    .args = (const struct pl_arg[]){{"OLD", "a checkpoint", 1, 1}, {"NEW", "a later one", 1, 1}, {.name = NULL}},
    .examples = (const char *const[]){"plimsoll -C demo-case log consistency checkpoint.monday checkpoint.friday",
                                      "nothing of Monday's was lost or changed since", NULL},
    .needs_case = true,
    .run = run_consistency,
};
