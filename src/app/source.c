#include "app/source_in.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "input/open.h"
#include "names/identifier.h"

#include "base/ban.h"

#define MAX_TEXT       (size_t)(512u << 20)
#define CHUNK          262144
#define MAX_COMPLAINTS 3 /* shown for one member */

/* The SHA-256 of a file as received, made piece by piece beside its decoding. */
struct hashing {
    FILE *file;
    struct pl_sha256 state;
    uint8_t *chunk;
    bool done;
    int errnum;
};

int pl_source_open(const struct pl_source_options *options, pl_source_sink sink, void *ctx,
                   struct pl_source **ret_source, struct pl_error *err) {
    struct pl_source *source = calloc(1, sizeof *source);
    if (source == NULL) {
        return pl_fail(err, PL_E_NOMEM, "out of memory");
    }
    pl_arena_open(&source->arena, MAX_TEXT);
    for (size_t i = 0; i < sizeof source->chunks / sizeof source->chunks[0]; i++) {
        source->chunks[i] = malloc(CHUNK);
        if (source->chunks[i] == NULL) {
            pl_source_close(source);
            return pl_fail(err, PL_E_NOMEM, "out of memory");
        }
    }
    source->options = options;
    source->beside = options->beside;
    source->max_members = options->max_members > 0 ? options->max_members : PL_SOURCE_MAX_MEMBERS;
    source->sink = sink;
    source->ctx = ctx;
    *ret_source = source;
    return 0;
}

void pl_source_close(struct pl_source *source) {
    if (source == NULL) {
        return;
    }
    pl_arena_close(&source->arena);
    free(source->members);
    for (size_t i = 0; i < sizeof source->chunks / sizeof source->chunks[0]; i++) {
        free(source->chunks[i]);
    }
    free(source);
}

/* Messages */

static void complain_of_file(struct pl_source *source, const char *name, const struct pl_error *err) {
    source->failures++;
    source->unreadable |= err->code == PL_E_INPUT;
    if (!source->options->quiet) {
        pl_log_error(name, err);
    }
}

static void count_unread(struct pl_source *source, const char *name) {
    if (source->unread++ == 0) {
        pl_log_safe(pl_str_from(name), source->first_unread, sizeof source->first_unread);
    }
}

/* A file of a folder that is no recording at all is left aside; any other failure is one. */
static void complain_of_member(struct pl_source *source, const char *name, const struct pl_feed_counts *counts,
                               const struct pl_error *err) {
    bool nothing = counts == NULL || counts->sentences == 0;
    if (!source->beside || !nothing || (err->code != PL_E_EMPTY && err->code != PL_E_FORMAT)) {
        complain_of_file(source, name, err);
        return;
    }
    source->left_aside++;
    if (!source->options->quiet) {
        char safe[512], why[300];
        pl_log_note("%s: not a recording%s: left aside (%s)", pl_log_safe(pl_str_from(name), safe, sizeof safe),
                    source->options->beside ? " or list" : "", pl_log_safe(pl_str_from(err->msg), why, sizeof why));
    }
}

/* `NAME: 133 malformed records: 120 checksum, 13 stale_part` */
static void tell_counts(const char *name, const struct pl_feed_counts *counts) {
    PL_BUF_AUTO text;
    char safe[512];
    uint64_t n = 0;
    pl_buf_open(&text, 4096);
    for (int i = 0; i < PL_AIS_REJECT_COUNT; i++) {
        if (counts->rejected[i] > 0) {
            pl_buf_add_fmt(&text, "%s%llu %s", n > 0 ? ", " : "", (unsigned long long)counts->rejected[i],
                           pl_feed_rejection_key(i));
            n += counts->rejected[i];
        }
    }
    pl_str by_reason = pl_buf_str(&text);
    pl_log_warning("%s: %llu malformed records: %.*s", pl_log_safe(pl_str_from(name), safe, sizeof safe),
                   (unsigned long long)n, (int)by_reason.n, by_reason.n > 0 ? by_reason.p : "");
}

static int on_complaint(void *ctx, enum pl_ais_rejection reason, const struct pl_error *where, struct pl_error *err) {
    struct pl_source *source = ctx;
    (void)reason;
    if (source->options->strict) {
        source->fatal = true;
        if (err != NULL) {
            *err = *where;
        }
        return where->code != 0 ? where->code : PL_E_FORMAT;
    }
    source->complaints++;
    if (source->complaints == 1 && source->options->malformed != NULL) {
        source->options->malformed(source->ctx, source->n - 1, where);
    }
    if (source->complaints <= MAX_COMPLAINTS && !source->options->quiet) {
        char name[512];
        pl_log_error(pl_source_member_name(&source->members[source->n - 1], name, sizeof name), where);
    }
    return 0;
}

/* Something was read without a part of it: shown like a complaint, but it stops nothing. */
static void on_note(void *ctx, const struct pl_error *where) {
    struct pl_source *source = ctx;
    source->notes++;
    if (source->notes <= MAX_COMPLAINTS && !source->options->quiet) {
        char name[512];
        pl_log_error(pl_source_member_name(&source->members[source->n - 1], name, sizeof name), where);
    }
}

/* Looking ahead: does anything in the member say that it is of an exercise? */

static int ignore_hearing(void *ctx, const struct pl_hearing *hearing, struct pl_error *err) {
    (void)ctx;
    (void)err;
    return hearing->exercise ? PL_E_CHECK : 0; /* enough */
}

static int ignore_complaint(void *ctx, enum pl_ais_rejection reason, const struct pl_error *where,
                            struct pl_error *err) {
    (void)ctx;
    (void)reason;
    (void)where;
    (void)err;
    return 0;
}

static int open_feed(const struct pl_source *source, pl_hearing_sink sink, pl_feed_complaint complaint,
                     pl_feed_note note, void *ctx, struct pl_feed **ret, struct pl_error *err) {
    const struct pl_source_options *o = source->options;
    struct pl_feed_options options = {.format = (enum pl_feed_format)o->format,
                                      .columns = o->columns,
                                      .day_first = o->day_first,
                                      .max_part_s = o->max_part_s,
                                      .exercise_numbers = true,
                                      .latest = o->latest,
                                      .note = note};
    return pl_feed_open(&options, sink, complaint, ctx, ret, err);
}

/* The present member once more, by a feed of its own, up to the first mark. */
static bool look_ahead(const struct pl_source *source) {
    struct pl_error ignored;
    struct pl_input *input = NULL;
    struct pl_feed *feed = NULL;
    struct pl_member member;
    uint8_t *chunk = malloc(CHUNK);
    int more = 1;
    size_t n = 1;
    int code = chunk == NULL ? PL_E_NOMEM : pl_input_open(source->path, &input, &ignored);
    for (uint32_t i = source->first; code == 0 && more && i < source->n; i++) {
        code = pl_input_next(input, &more, &member, &ignored);
    }
    code = code == 0 ? open_feed(source, ignore_hearing, ignore_complaint, NULL, NULL, &feed, &ignored) : code;
    while (code == 0 && n > 0) {
        code = pl_input_read(input, chunk, CHUNK, &n, &ignored);
        code = code == 0 && n > 0 ? pl_feed_push(feed, chunk, n, &ignored) : code;
    }
    code = code == 0 ? pl_feed_finish(feed, &ignored) : code;
    bool is = feed != NULL && (pl_feed_counts(feed)->exercise > 0 || pl_feed_counts(feed)->exercise_torn > 0);
    pl_feed_close(feed);
    pl_input_close(input);
    free(chunk);
    return is;
}

/* Numbers of exercises without a station are rare in real recordings: only then it is worth another look. */
static bool is_of_exercise(struct pl_source *source, const struct pl_hearing *hearing) {
    if (!source->options->mark_exercise || hearing->exercise || hearing->station.n > 0 ||
        !pl_mmsi_of_exercise(hearing->mmsi)) {
        return hearing->exercise;
    }
    if (source->is_exercise < 0) {
        source->is_exercise = source->members[source->n - 1].line_exercise > 0 || look_ahead(source);
    }
    return source->is_exercise > 0;
}

static int on_hearing(void *ctx, const struct pl_hearing *hearing, struct pl_error *err) {
    struct pl_source *source = ctx;
    struct pl_source_member *member = &source->members[source->n - 1];
    bool real = !hearing->exercise && (hearing->station.n > 0 || !pl_mmsi_of_exercise(hearing->mmsi));
    struct pl_hearing marked = *hearing;
    member->real += real;
    member->line_first = member->line_first > 0 ? member->line_first : hearing->line;
    member->line_exercise = member->line_exercise == 0 && hearing->exercise ? hearing->line : member->line_exercise;
    member->line_real = member->line_real == 0 && real ? hearing->line : member->line_real;
    marked.exercise = is_of_exercise(source, hearing);
    int code = source->sink(source->ctx, source->n - 1, &marked, err);
    source->fatal |= code != 0;
    return code;
}

/* One member */

static int add_member(struct pl_source *source, pl_str path, const char *member, struct pl_error *err) {
    if (source->n >= source->max_members) {
        source->fatal = true;
        return pl_fail(err, PL_E_LIMIT, "more than %u files and members", source->max_members);
    }
    if (source->n == source->cap) {
        uint32_t cap = source->cap > 0 ? source->cap * 2 : 16;
        struct pl_source_member *members = reallocarray(source->members, cap, sizeof *members);
        if (members == NULL) {
            return pl_fail(err, PL_E_NOMEM, "out of memory");
        }
        source->members = members;
        source->cap = cap;
    }
    pl_str name = pl_str_copy(&source->arena, pl_str_from(member));
    if (name.p == NULL) {
        return pl_fail(err, PL_E_NOMEM, "out of memory");
    }
    source->members[source->n] = (struct pl_source_member){.path = path, .member = name, .format = ""};
    source->n++;
    source->complaints = 0;
    source->notes = 0;
    source->is_exercise = -1;
    return 0;
}

static void hash_step(struct hashing *h) {
    if (h->done) {
        return;
    }
    size_t n = fread(h->chunk, 1, CHUNK, h->file);
    pl_sha256_add(&h->state, h->chunk, n);
    if (n < CHUNK) {
        h->done = true;
        h->errnum = ferror(h->file) ? errno : 0;
    }
}

/* One step through a member: three tasks that share nothing. */
struct stride {
    struct pl_input *input;
    struct pl_feed *feed;
    struct hashing *hashing;
    uint8_t *read, *decode; /* the chunk that is read, and the one before it, which is decoded */
    size_t n_read, n_decode;
    bool ended; /* nothing is left to read */
    int read_code, decode_code;
    struct pl_error read_error, decode_error;
};

static void stride_task(void *ctx, size_t i) {
    struct stride *s = ctx;
    if (i == 0 && s->n_decode > 0) {
        s->decode_code = pl_feed_push(s->feed, s->decode, s->n_decode, &s->decode_error);
    } else if (i == 1 && !s->ended) {
        s->n_read = 0;
        s->read_code = pl_input_read(s->input, s->read, CHUNK, &s->n_read, &s->read_error);
        s->ended = s->read_code != 0 || s->n_read == 0;
    } else if (i == 2) {
        hash_step(s->hashing);
    }
}

static void take_stride(const struct pl_source *source, struct stride *s) {
    if (source->options->pool != NULL) {
        pl_pool_run(source->options->pool, 3, stride_task, s);
        return;
    }
    for (size_t i = 0; i < 3; i++) {
        stride_task(s, i);
    }
}

static int give_error(struct pl_error *err, const struct pl_error *why, int code) {
    if (err != NULL) {
        *err = *why;
    }
    return code;
}

static int push_all(struct pl_source *source, struct pl_input *input, struct pl_feed *feed, struct hashing *hashing,
                    struct pl_error *err) {
    struct stride s = {
        .input = input, .feed = feed, .hashing = hashing, .read = source->chunks[0], .decode = source->chunks[1]};
    do {
        take_stride(source, &s);
        if (s.decode_code != 0) {
            return give_error(err, &s.decode_error, s.decode_code);
        }
        uint8_t *swap = s.read;
        s.read = s.decode;
        s.decode = swap;
        s.n_decode = s.ended ? 0 : s.n_read;
        source->members[source->n - 1].bytes += s.n_decode;
        pl_progress_show(&source->progress, pl_input_consumed(input));
        if (source->options->progress != NULL) {
            source->options->progress(source->options->progress_ctx, pl_input_consumed(input), pl_input_size(input));
        }
    } while (!s.ended);
    /* What a broken archive held before its end counts. */
    int code = pl_feed_finish(feed, &s.decode_error);
    if (code != 0 && (source->fatal || s.read_code == 0)) {
        return give_error(err, &s.decode_error, code);
    }
    return s.read_code != 0 ? give_error(err, &s.read_error, s.read_code) : 0;
}

static int read_member(struct pl_source *source, struct pl_input *input, struct hashing *hashing,
                       struct pl_error *err) {
    const struct pl_source_options *o = source->options;
    struct pl_feed *feed = NULL;
    int code = open_feed(source, on_hearing, on_complaint, on_note, source, &feed, err);
    if (code != 0) {
        source->fatal = true;
        return code;
    }
    code = push_all(source, input, feed, hashing, err);
    struct pl_source_member *member = &source->members[source->n - 1];
    member->counts = *pl_feed_counts(feed);
    member->format = pl_feed_format_name(feed);
    pl_feed_close(feed);
    if (code == 0 && member->bytes == 0) {
        code = pl_fail(err, PL_E_EMPTY, "the file is empty");
    } else if (code == 0 && member->counts.results == 0) {
        code = pl_fail(err, PL_E_EMPTY, "no record was accepted");
    }
    if (source->complaints > MAX_COMPLAINTS && !o->quiet) {
        char name[512];
        tell_counts(pl_source_member_name(member, name, sizeof name), &member->counts);
    }
    if (source->notes > MAX_COMPLAINTS && !o->quiet) {
        char name[512];
        pl_log_warning("%s: %llu more notes of this kind", pl_source_member_name(member, name, sizeof name),
                       (unsigned long long)(source->notes - MAX_COMPLAINTS));
    }
    return code;
}

/* A failure that concerns one file only. */
static bool passes(const struct pl_source *source, int code) {
    return !source->fatal && (code == PL_E_INPUT || code == PL_E_FORMAT || code == PL_E_LIMIT || code == PL_E_EMPTY);
}

static int read_members(struct pl_source *source, struct pl_input *input, pl_str path, struct hashing *hashing,
                        struct pl_error *err) {
    struct pl_error why;
    for (uint64_t n_members = 0;; n_members++) {
        int more = 0;
        struct pl_member member = {.name = ""};
        memset(&why, 0, sizeof why);
        int code = pl_input_next(input, &more, &member, &why);
        if (code == 0 && !more) {
            if (n_members == 0) {
                pl_fail(&why, PL_E_EMPTY, "the file is empty");
                complain_of_member(source, path.p, NULL, &why);
            }
            return 0;
        }
        bool opened = code == 0;
        char name[512];
        snprintf(name, sizeof name, "%s", path.p);
        if (opened) {
            code = add_member(source, path, member.name, &why);
            if (code == 0) {
                code = read_member(source, input, hashing, &why);
                pl_source_member_name(&source->members[source->n - 1], name, sizeof name);
            }
        }
        if (code != 0 && !passes(source, code)) {
            return give_error(err, &why, code);
        }
        if (code != 0) {
            complain_of_member(source, name, opened ? &source->members[source->n - 1].counts : NULL, &why);
        }
        if (!opened || code == PL_E_INPUT) {
            return 0; /* the archive itself is broken from here on */
        }
    }
}

/* One file */

static int hashing_open(struct pl_source *source, const char *path, struct hashing *ret, struct pl_error *err) {
    FILE *file = fopen(path, "rbe");
    if (file == NULL) {
        return pl_fail_errno(err, PL_E_INPUT, errno, "cannot open the file");
    }
    *ret = (struct hashing){.file = file, .chunk = source->chunks[2]};
    pl_sha256_start(&ret->state);
    return 0;
}

/* Hashes what is left, and tells the members from number `first` on. */
static int hashing_finish(struct pl_source *source, struct hashing *h, uint32_t first, struct pl_error *err) {
    while (!h->done) {
        hash_step(h);
    }
    if (h->errnum != 0) {
        return pl_fail_errno(err, PL_E_IO, h->errnum, "cannot read the file again to hash it");
    }
    pl_hash exhibit = pl_sha256_digest(&h->state);
    for (uint32_t i = first; i < source->n; i++) {
        source->members[i].exhibit = exhibit;
    }
    return 0;
}

/* Copies a stream that cannot be read twice. */
static int spool(struct pl_source *source, FILE *from, int *ret_fd, struct pl_error *err) {
    PL_FD_AUTO fd = -1;
    int code = pl_file_scratch(&fd, err);
    size_t n;
    while (code == 0 && (n = fread(source->chunks[0], 1, CHUNK, from)) > 0) {
        code = pl_file_write_all(fd, source->chunks[0], n, err);
    }
    if (code == 0 && ferror(from)) {
        code = pl_fail_errno(err, PL_E_INPUT, errno, "cannot read the stream");
    }
    if (code == 0) {
        *ret_fd = fd;
        fd = -1;
    }
    return code;
}

/* shown: the name in messages; path: what is opened. */
static int read_file(struct pl_source *source, const char *shown, const char *path, struct pl_error *err) {
    pl_str name = pl_str_copy(&source->arena, pl_str_from(shown));
    if (name.p == NULL) {
        return pl_fail(err, PL_E_NOMEM, "out of memory");
    }
    struct pl_input *input = NULL;
    struct hashing hashing = {0};
    struct pl_error why = {0};
    uint32_t first = source->n;
    source->path = path;
    source->first = first;
    int code = hashing_open(source, path, &hashing, &why);
    if (code == 0) {
        code = pl_input_open(path, &input, &why);
    }
    bool opened = code == 0;
    if (opened) {
        if (!source->options->quiet) {
            pl_progress_start(&source->progress, "reading", pl_input_size(input));
        }
        code = read_members(source, input, name, &hashing, &why);
        pl_progress_end(&source->progress);
        pl_input_close(input);
    }
    if (code == 0) {
        code = hashing_finish(source, &hashing, first, &why);
    }
    if (hashing.file != NULL) {
        fclose(hashing.file);
    }
    if (code != 0 && (opened || !passes(source, code))) {
        return give_error(err, &why, code);
    }
    if (code != 0) {
        complain_of_file(source, shown, &why);
    }
    uint64_t results = 0;
    for (uint32_t i = first; i < source->n; i++) {
        results += source->members[i].counts.results;
    }
    if (results == 0 && (!source->beside || !opened)) {
        count_unread(source, shown);
    }
    return 0;
}

static int read_stream(struct pl_source *source, const char *shown, FILE *from, struct pl_error *err) {
    PL_FD_AUTO fd = -1;
    struct pl_error why = {0};
    int code = spool(source, from, &fd, &why);
    if (code == PL_E_INPUT) {
        complain_of_file(source, shown, &why);
        count_unread(source, shown);
        return 0;
    }
    if (code != 0) {
        return give_error(err, &why, code);
    }
    char path[64];
    snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
    return read_file(source, shown, path, err);
}

static int read_folder(struct pl_source *source, const char *path, struct pl_error *err) {
    PL_ARENA_AUTO arena;
    pl_arena_open(&arena, MAX_TEXT);
    const char **paths = NULL;
    size_t n = 0;
    struct pl_error why = {0};
    int code = pl_file_list(path, source->max_members, &arena, &paths, &n, &why);
    if (code == PL_E_LIMIT) {
        return give_error(err, &why, code);
    }
    if (code != 0) {
        complain_of_file(source, path, &why);
        count_unread(source, path);
        return 0;
    }
    if (n == 0) {
        pl_fail(&why, PL_E_EMPTY, "the folder holds no file");
        complain_of_file(source, path, &why);
        count_unread(source, path);
    }
    source->beside = true;
    for (size_t i = 0; code == 0 && i < n; i++) {
        code = read_file(source, paths[i], paths[i], err);
    }
    source->beside = source->options->beside;
    return code;
}

int pl_source_read(struct pl_source *source, const char *path, struct pl_error *err) {
    if (strcmp(path, "-") == 0) {
        return read_stream(source, "-", stdin, err);
    }
    struct stat st;
    if (stat(path, &st) != 0 || S_ISREG(st.st_mode)) {
        return read_file(source, source->options->called != NULL ? source->options->called : path, path, err);
    }
    if (S_ISDIR(st.st_mode)) {
        return read_folder(source, path, err);
    }
    FILE *from = fopen(path, "rbe");
    if (from == NULL) {
        struct pl_error why = {0};
        pl_fail_errno(&why, PL_E_INPUT, errno, "cannot open the file");
        complain_of_file(source, path, &why);
        count_unread(source, path);
        return 0;
    }
    int code = read_stream(source, path, from, err);
    fclose(from);
    return code;
}
