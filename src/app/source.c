#include "app/source.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/file.h"
#include "base/log.h"
#include "input/open.h"
#include "names/identifier.h"

#include "base/ban.h"

#define MAX_TEXT       (size_t)(512u << 20)
#define CHUNK          262144
#define MAX_COMPLAINTS 3 /* shown for one member */

struct pl_source {
    const struct pl_source_options *options;
    pl_source_sink sink;
    void *ctx;
    struct pl_arena arena;
    struct pl_source_member *members;
    uint32_t n, cap, max_members;
    uint64_t failures;
    uint64_t unread;     /* named and gave nothing, or could not be opened */
    uint64_t left_aside; /* found in a folder, and no recordings */
    bool beside;         /* the present file was not named but found */
    bool unreadable;     /* some file */
    char first_unread[200];
    uint64_t complaints; /* of the present member */
    uint64_t notes;      /* of the present member */
    bool fatal;          /* the sink or strict stopped the feed */
    struct pl_progress progress;
    uint8_t *chunks[3]; /* read, being decoded, being hashed */
};

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

static const char *member_name(const struct pl_source_member *member, char *out, size_t cap) {
    snprintf(out, cap, "%.*s%s%.*s", (int)member->path.n, member->path.p, member->member.n > 0 ? "!" : "",
             (int)member->member.n, member->member.n > 0 ? member->member.p : "");
    return out;
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
    if (source->complaints <= MAX_COMPLAINTS && !source->options->quiet) {
        char name[512];
        pl_log_error(member_name(&source->members[source->n - 1], name, sizeof name), where);
    }
    return 0;
}

/* Something was read without a part of it: shown like a complaint, but it stops nothing. */
static void on_note(void *ctx, const struct pl_error *where) {
    struct pl_source *source = ctx;
    source->notes++;
    if (source->notes <= MAX_COMPLAINTS && !source->options->quiet) {
        char name[512];
        pl_log_error(member_name(&source->members[source->n - 1], name, sizeof name), where);
    }
}

static int on_hearing(void *ctx, const struct pl_hearing *hearing, struct pl_error *err) {
    struct pl_source *source = ctx;
    source->members[source->n - 1].real +=
        !hearing->exercise && (hearing->station.n > 0 || !pl_mmsi_of_exercise(hearing->mmsi));
    int code = source->sink(source->ctx, source->n - 1, hearing, err);
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
    struct pl_feed_options options = {.format = (enum pl_feed_format)o->format,
                                      .columns = o->columns,
                                      .day_first = o->day_first,
                                      .max_part_s = o->max_part_s,
                                      .exercise_numbers = true,
                                      .latest = o->latest,
                                      .note = on_note};
    struct pl_feed *feed = NULL;
    int code = pl_feed_open(&options, on_hearing, on_complaint, source, &feed, err);
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
        tell_counts(member_name(member, name, sizeof name), &member->counts);
    }
    if (source->notes > MAX_COMPLAINTS && !o->quiet) {
        char name[512];
        pl_log_warning("%s: %llu more notes of this kind", member_name(member, name, sizeof name),
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
                member_name(&source->members[source->n - 1], name, sizeof name);
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
        return read_file(source, path, path, err);
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

/* Sums and verdicts */

uint32_t pl_source_count(const struct pl_source *source) { return source->n; }

const struct pl_source_member *pl_source_member(const struct pl_source *source, uint32_t number) {
    return number < source->n ? &source->members[number] : NULL;
}

uint64_t pl_source_failures(const struct pl_source *source) { return source->failures; }

uint64_t pl_source_left_aside(const struct pl_source *source) { return source->left_aside; }

int pl_source_complete(const struct pl_source *source, struct pl_error *err) {
    if (source->unread == 0) {
        return 0;
    }
    return source->unread == 1
               ? pl_fail(err, PL_E_INPUT, "no record was read from %s; the rest was", source->first_unread)
               : pl_fail(err, PL_E_INPUT, "no record was read from %llu files (%s first); the rest was",
                         (unsigned long long)source->unread, source->first_unread);
}

static void add_counts(struct pl_feed_counts *sum, const struct pl_feed_counts *c) {
    sum->lines += c->lines;
    sum->with_sentence += c->with_sentence;
    sum->blank += c->blank;
    sum->comment += c->comment;
    sum->other += c->other;
    sum->sentences += c->sentences;
    sum->singles += c->singles;
    sum->parts_joined += c->parts_joined;
    for (int i = 0; i < PL_AIS_REJECT_COUNT; i++) {
        sum->rejected[i] += c->rejected[i];
    }
    sum->results += c->results;
    sum->no_time += c->no_time;
    sum->tag_checksum += c->tag_checksum;
    sum->exercise += c->exercise;
    sum->exercise_torn += c->exercise_torn;
    sum->own += c->own;
    sum->bad_time += c->bad_time;
    sum->too_long += c->too_long;
}

struct pl_feed_counts pl_source_counts(const struct pl_source *source) {
    struct pl_feed_counts sum = {0};
    for (uint32_t i = 0; i < source->n; i++) {
        add_counts(&sum, &source->members[i].counts);
    }
    return sum;
}

void pl_source_write_rejected(struct pl_json *json, const struct pl_feed_counts *counts) {
    pl_json_key(json, "rejected");
    pl_json_object(json);
    for (int i = 0; i < PL_AIS_REJECT_COUNT; i++) {
        pl_json_key(json, pl_feed_rejection_key(i));
        pl_json_u64(json, counts->rejected[i]);
    }
    pl_json_object_end(json);
}

/* The feed knows a handful of formats. */
#define MAX_FORMATS 16

bool pl_source_format(const struct pl_source *source, unsigned i, const char **ret_name, uint64_t *ret_members,
                      struct pl_feed_counts *ret_counts) {
    const char *names[MAX_FORMATS];
    unsigned n = 0;
    struct pl_feed_counts sum = {0};
    uint64_t members = 0;
    for (uint32_t j = 0; j < source->n; j++) {
        unsigned k = 0;
        while (k < n && strcmp(names[k], source->members[j].format) != 0) {
            k++;
        }
        if (k == n && n < MAX_FORMATS) {
            names[n++] = source->members[j].format;
        }
        if (k == i) {
            add_counts(&sum, &source->members[j].counts);
            members++;
        }
    }
    if (i >= n) {
        return false;
    }
    *ret_name = names[i];
    *ret_counts = sum;
    if (ret_members != NULL) {
        *ret_members = members;
    }
    return true;
}

static uint64_t rejected_of(const struct pl_feed_counts *counts) {
    uint64_t n = 0;
    for (int i = 0; i < PL_AIS_REJECT_COUNT; i++) {
        n += counts->rejected[i];
    }
    return n;
}

int pl_source_verdict(const struct pl_source *source, struct pl_error *err) {
    struct pl_feed_counts all = pl_source_counts(source);
    if (all.results == 0 && all.sentences > 0) {
        return pl_fail(err, PL_E_FORMAT, "no record was accepted: all %llu were rejected",
                       (unsigned long long)all.sentences);
    }
    if (all.results == 0) {
        return pl_fail(err, source->unreadable ? PL_E_INPUT : PL_E_EMPTY, "no record was accepted");
    }
    const char *format = NULL;
    struct pl_feed_counts sum;
    for (unsigned i = 0; pl_source_format(source, i, &format, NULL, &sum); i++) {
        if (rejected_of(&sum) * 2 > sum.sentences) {
            return pl_fail(err, PL_E_FORMAT, "%llu of %llu records (%s) were rejected: is this the right format?",
                           (unsigned long long)rejected_of(&sum), (unsigned long long)sum.sentences, format);
        }
    }
    return 0;
}

int pl_source_exercise(const struct pl_source *source, bool *ret_exercise, struct pl_error *err) {
    const struct pl_source_member *exercise = NULL, *real = NULL;
    for (uint32_t i = 0; i < source->n; i++) {
        const struct pl_source_member *m = &source->members[i];
        bool marked = m->counts.exercise > 0 || m->counts.exercise_torn > 0;
        if (marked && exercise == NULL) {
            exercise = m;
        }
        if (m->counts.results > 0 && (m->real > 0 || !marked) && real == NULL) {
            real = m;
        }
    }
    if (exercise != NULL && real != NULL) {
        char a[100], b[100];
        return pl_fail(err, PL_E_FORMAT, "an exercise (%s) and a real recording (%s) must not be mixed",
                       member_name(exercise, a, sizeof a), member_name(real, b, sizeof b));
    }
    *ret_exercise = exercise != NULL;
    return 0;
}
