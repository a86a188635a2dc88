#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "app/watch_live.h"
#include "base/file.h"
#include "base/log.h"
#include "cmd/cmd.h"
#include "text/json.h"

#include "base/ban.h"

#define OUT_MAX  ((size_t)64 << 20)
#define TAIL_MAX ((off_t)8 << 20) /* of what an earlier run printed */

struct request {
    const struct pl_args *args;
    bool json;
    struct pl_buf out, row;
    struct pl_buf tail; /* the end of the file that stdout is */
    size_t n_torn;      /* of it, a line whose end is missing */
    sigset_t signals;   /* that end the watch */
    bool stopping;
    char feed[PL_LIVE_NAME_MAX + 1];
    unsigned feeds;
};

/* ---- printing ---- */

static const char *news_word(enum pl_live_news news) {
    static const char *const WORDS[] = {"", "graded", "superseded", "feed"};
    return WORDS[news];
}

/* One item as a person reads it. */
static void write_row(struct request *r, const struct pl_live_item *item) {
    struct pl_buf *row = &r->row;
    if (item->news == PL_LIVE_EVENT && item->event != NULL) {
        pl_event_table(item->event, item->style, row);
        return;
    }
    if (item->news == PL_LIVE_GRADED && item->event != NULL) {
        pl_buf_add_str(row, PL_STR("graded: "));
        pl_event_table(item->event, item->style, row);
        return;
    }
    pl_time_write(row, item->told_at);
    pl_buf_add_fmt(row, " %s%s", news_word(item->news), item->news == PL_LIVE_EVENT ? "" : ": ");
    pl_buf_add_str(row, item->line);
    pl_buf_add_char(row, '\n');
}

static pl_str render(struct request *r, const struct pl_live_item *item) {
    pl_buf_clear(&r->row);
    if (r->json) {
        pl_buf_add_str(&r->row, item->line);
        pl_buf_add_char(&r->row, '\n');
    } else {
        write_row(r, item);
    }
    return pl_buf_str(&r->row);
}

static int on_item(void *ctx, const struct pl_live_item *item, struct pl_error *err) {
    struct request *r = ctx;
    pl_str text = render(r, item);
    pl_str torn = pl_str_sub(pl_buf_str(&r->tail), r->tail.n - r->n_torn, r->n_torn);
    if (item->again && torn.n > 0 && pl_str_starts(text, torn)) {
        text = pl_str_sub(text, torn.n, text.n); /* a crash cut it off here: it goes on */
    }
    r->n_torn = 0;
    pl_buf_add_str(&r->out, text);
    return pl_buf_failed(&r->out) ? pl_fail(err, PL_E_NOMEM, "out of memory for the output") : 0;
}

static int on_flush(void *ctx, struct pl_error *err) {
    struct request *r = ctx;
    bool good = r->out.n == 0 || fwrite(r->out.p, 1, r->out.n, stdout) == r->out.n;
    good = fflush(stdout) == 0 && good && !pl_cmd_output_failed();
    pl_buf_clear(&r->out);
    return good ? 0 : pl_fail(err, PL_E_IO, "the output cannot be written");
}

/* Where stdout is a file, what an earlier run got into it can be read back. */
static void read_tail(struct request *r) {
    int flags = fcntl(STDOUT_FILENO, F_GETFL);
    PL_FD_AUTO fd = flags >= 0 ? open("/proc/self/fd/1", O_RDONLY | O_CLOEXEC | O_NONBLOCK) : -1;
    off_t size = fd >= 0 ? lseek(fd, 0, SEEK_END) : -1;
    if (size <= 0 || isatty(STDOUT_FILENO)) {
        return;
    }
    off_t from = size > TAIL_MAX ? size - TAIL_MAX : 0;
    char *room = pl_buf_reserve(&r->tail, (size_t)(size - from));
    ssize_t n = room != NULL ? pread(fd, room, (size_t)(size - from), from) : -1;
    r->tail.n = n > 0 ? (size_t)n : 0;
    while (r->n_torn < r->tail.n && r->tail.p[r->tail.n - r->n_torn - 1] != '\n') {
        r->n_torn++;
    }
}

static bool on_seen(void *ctx, const struct pl_live_item *item) {
    struct request *r = ctx;
    pl_str text = render(r, item);
    return r->tail.n > 0 && pl_str_find_str(pl_buf_str(&r->tail), text) < r->tail.n;
}

/* ---- the end ---- */

/* The first signal asks for a clean end, the second ends the process. */
static void block_signals(struct request *r) {
    static const int ENDING[] = {SIGINT, SIGTERM};
    sigemptyset(&r->signals);
    for (size_t i = 0; i < 2; i++) {
        struct sigaction now;
        if (sigaction(ENDING[i], NULL, &now) == 0 && now.sa_handler != SIG_IGN) {
            sigaddset(&r->signals, ENDING[i]);
        }
    }
    sigprocmask(SIG_BLOCK, &r->signals, NULL);
}

static bool interrupted(void *ctx) {
    struct request *r = ctx;
    const struct timespec now = {0};
    if (!r->stopping && sigtimedwait(&r->signals, NULL, &now) > 0) {
        r->stopping = true;
        sigprocmask(SIG_UNBLOCK, &r->signals, NULL);
        pl_log_note("stopping: what is in the spool becomes an exhibit; once more ends at once");
    }
    return r->stopping;
}

static void write_u64(struct pl_json *json, const char *key, uint64_t value) {
    pl_json_key(json, key);
    pl_json_u64(json, value);
}

static void print_summary(struct request *r, const struct pl_live_counts *c) {
    const struct {
        const char *key;
        uint64_t value;
    } NUMBERS[] = {
        {"read", c->sentences},    {"results", c->events},    {"graded", c->graded},     {"superseded", c->superseded},
        {"outages", c->outages},   {"bytes", c->bytes},       {"messages", c->messages}, {"reports", c->reports},
        {"no_time", c->no_time},   {"bad_time", c->bad_time}, {"rejected", c->rejected}, {"other", c->other_lines},
        {"late", c->late},         {"ahead", c->ahead},       {"hurried", c->hurried},   {"dropped", c->dropped},
        {"exhibits", c->exhibits}, {"refused", c->refused},
    };
    if (!r->json) {
        pl_log_note("%llu events told, %llu superseded, %llu outages, from %llu messages (%llu without a time, %llu "
                    "late); leads, not findings",
                    (unsigned long long)c->events, (unsigned long long)c->superseded, (unsigned long long)c->outages,
                    (unsigned long long)c->messages, (unsigned long long)c->no_time, (unsigned long long)c->late);
        return;
    }
    struct pl_json json;
    pl_json_start(&json, &r->out);
    pl_json_record(&json, "summary");
    if (c->exercise) {
        pl_json_key(&json, "exercise");
        pl_json_bool(&json, true);
    }
    for (size_t i = 0; i < sizeof NUMBERS / sizeof NUMBERS[0]; i++) {
        write_u64(&json, NUMBERS[i].key, NUMBERS[i].value);
    }
    pl_json_key(&json, "ended");
    pl_json_text(&json, c->interrupted ? "interrupted" : c->ended ? "end of the feed" : "time");
    pl_json_key(&json, "status");
    pl_json_text(&json, "leads, not findings");
    pl_json_record_end(&json);
}

/* ---- following ---- */

/* "max" and 0: as fast as it goes. */
static bool read_speed(const char *text, double *ret) {
    return strcmp(text, "max") == 0 ? (*ret = 0, true)
                                    : pl_str_double(pl_str_from(text), ret) && *ret >= 0 && *ret <= 1e9;
}

static int read_options(struct request *r, struct pl_live_options *o) {
    const struct pl_args *a = r->args;
    const char *speed = pl_args_text(a, "replay"), *tell = pl_args_text(a, "tell");
    *o = (struct pl_live_options){
        .source = pl_args_at(a, 0),
        .feed = pl_args_text(a, "feed"),
        .replay = speed != NULL,
        .until_eof = pl_args_flag(a, "until-eof") || speed != NULL,
        .for_us = (pl_time)(pl_args_number(a, "for", 0) * 1e6),
        .lateness_us = pl_args_int(a, "lateness", 120) * PL_SECOND_US,
        .seal_us = (pl_time)(pl_args_number(a, "seal-minutes", 60) * 6e7),
        .stall_s = (unsigned)pl_args_int(a, "stall", 120),
        .memory_bytes = (size_t)pl_args_int(a, "memory", 256) << 20,
        .spool_bytes = (uint64_t)pl_args_int(a, "spool", 4096) << 20,
        .who = pl_str_from(pl_args_text(a, "source")),
        .collector = pl_str_from(pl_args_text(a, "collector")),
        .marking = pl_str_from(pl_args_text(a, "marking")),
        .interrupted = interrupted,
        .sink = on_item,
        .flush = on_flush,
        .seen = on_seen,
        .ctx = r,
    };
    if (!(o->seal_us >= 0 && o->seal_us <= PL_DAY_US) || !(o->for_us >= 0)) {
        return pl_cmd_usage(a, "--seal-minutes is 0 to 1440, --for not negative");
    }
    if (speed != NULL && !read_speed(speed, &o->speed)) {
        return pl_cmd_usage(a, "--replay is max, or how many times as fast as it was: 1, 60, 0.5; not \"%.40s\"",
                            speed);
    }
    o->tell = o->replay && o->speed == 0 ? PL_LIVE_TELL_GRADED : PL_LIVE_TELL_CERTAIN;
    if (tell != NULL && strcmp(tell, "certain") != 0 && strcmp(tell, "graded") != 0) {
        return pl_cmd_usage(a, "--tell is certain or graded, not \"%.40s\"", tell);
    }
    if (tell != NULL) {
        o->tell = strcmp(tell, "graded") == 0 ? PL_LIVE_TELL_GRADED : PL_LIVE_TELL_CERTAIN;
    }
    return 0;
}

static int run_follow(struct request *r) {
    struct pl_live_options options;
    struct pl_live_counts counts;
    struct pl_error err = {0};
    int status = read_options(r, &options);
    if (status != 0) {
        return status;
    }
    block_signals(r);
    read_tail(r);
    int code = pl_live_run(pl_args_case(r->args), &options, &counts, &err);
    if (code == 0) {
        print_summary(r, &counts);
        code = on_flush(r, &err);
    }
    if (code == 0) {
        return counts.interrupted ? pl_code_exit_status(PL_E_INTERRUPTED) : 0;
    }
    return pl_cmd_fail(options.source, &err);
}

/* ---- showing ---- */

static int on_shown(void *ctx, const struct pl_live_item *item, struct pl_error *err) {
    struct request *r = ctx;
    struct pl_json json;
    if (!r->json) {
        pl_str row = render(r, item);
        pl_buf_add_str(&r->out, row);
    } else {
        pl_json_start(&json, &r->out);
        pl_json_record(&json, "told");
        write_u64(&json, "number", item->number);
        pl_json_key(&json, "told_at");
        pl_json_time(&json, item->told_at);
        pl_json_key(&json, "item");
        pl_json_raw(&json, item->line);
        pl_json_record_end(&json);
    }
    return r->out.n > ((size_t)1 << 20) ? on_flush(r, err) : 0;
}

static int on_feed(void *ctx, const char *feed, struct pl_error *err) {
    struct request *r = ctx;
    (void)err;
    r->feeds++;
    snprintf(r->feed, sizeof r->feed, "%.64s", feed);
    return 0;
}

static int on_feed_shown(void *ctx, const char *feed, struct pl_error *err) {
    struct request *r = ctx;
    struct pl_json json;
    (void)err;
    if (r->json) {
        pl_json_start(&json, &r->out);
        pl_json_record(&json, "feed");
        pl_json_key(&json, "feed");
        pl_json_text(&json, feed);
        pl_json_record_end(&json);
    } else {
        pl_buf_add_fmt(&r->out, "%s\n", feed);
    }
    return 0;
}

static int which_feed(struct request *r, struct pl_error *err) {
    struct pl_live_address address;
    const char *feed = pl_args_text(r->args, "feed");
    if (feed == NULL && pl_args_n(r->args) > 0) {
        int code = pl_live_address_read(pl_args_at(r->args, 0), &address, err);
        if (code != 0) {
            return code;
        }
        feed = address.feed;
    }
    if (feed != NULL) {
        snprintf(r->feed, sizeof r->feed, "%.64s", feed);
        return 0;
    }
    int code = pl_live_feeds(pl_args_case(r->args), on_feed, r, err);
    if (code == 0 && r->feeds == 0) {
        code = pl_fail(err, PL_E_NOT_FOUND, "no feed was followed into this case");
    } else if (code == 0 && r->feeds > 1) {
        code =
            pl_fail(err, PL_E_USAGE, "the case has %u feeds; name one by --feed, `watch --feeds` lists them", r->feeds);
    }
    return code;
}

static int run_show(struct request *r) {
    struct pl_error err = {0};
    const char *dir = pl_args_case(r->args);
    int code = 0;
    if (pl_args_flag(r->args, "feeds")) {
        code = pl_live_feeds(dir, on_feed_shown, r, &err);
    } else {
        code = which_feed(r, &err);
        code = code == 0 ? pl_live_told(dir, r->feed, on_shown, r, &err) : code;
    }
    code = code == 0 ? on_flush(r, &err) : code;
    return code == 0 ? 0 : pl_cmd_fail(NULL, &err);
}

static int run(const struct pl_args *args) {
    struct request r = {.args = args, .json = pl_args_flag(args, "json")};
    bool shows = pl_args_flag(args, "told") || pl_args_flag(args, "feeds");
    if (!shows && pl_args_n(args) == 0) {
        return pl_cmd_usage(args, "which source? tcp://HOST:PORT, gpsd://HOST, udp://:PORT, - or a file");
    }
    pl_buf_open(&r.out, OUT_MAX);
    pl_buf_open(&r.row, (size_t)4 << 20);
    pl_buf_open(&r.tail, (size_t)TAIL_MAX + 1);
    int status = shows ? run_show(&r) : run_follow(&r);
    pl_buf_close(&r.out);
    pl_buf_close(&r.row);
    pl_buf_close(&r.tail);
    return status;
}

static const struct pl_opt opts[] = {
    {.name = "json", .kind = PL_OPT_FLAG, .text = "JSON Lines; the last is the summary"},
    {.name = "replay",
     .kind = PL_OPT_TEXT,
     .value = "SPEED",
     .text = "play a recording: so many times as fast as it was, or max; its own times count"},
    {.name = "tell",
     .kind = PL_OPT_TEXT,
     .value = "WHEN",
     .text = "certain: as soon as an event cannot change any more, what is graded later follows; graded: with the "
             "exhibit that holds it, as scan prints it (default: certain, of --replay max graded)"},
    {.name = "feed",
     .kind = PL_OPT_TEXT,
     .value = "NAME",
     .text =
         "what the feed is called in the case, to go on from where it was left; made from the source where not said"},
    {.name = "until-eof", .kind = PL_OPT_FLAG, .text = "end where a file ends now, instead of following it"},
    {.name = "for", .kind = PL_OPT_NUMBER, .value = "SECONDS", .text = "end after so long"},
    {.name = "lateness",
     .kind = PL_OPT_INT,
     .value = "SECONDS",
     .text = "reports are put in order that come at most so much behind the others",
     .def = "120",
     .min = 0,
     .max = 86400},
    {.name = "seal-minutes",
     .kind = PL_OPT_NUMBER,
     .value = "N",
     .text = "how often what came becomes an exhibit of the case, with a new detection; 0: at the end alone",
     .def = "60"},
    {.name = "stall",
     .kind = PL_OPT_INT,
     .value = "SECONDS",
     .text = "a silence that is said; 0: none",
     .def = "120",
     .min = 0,
     .max = 86400},
    {.name = "memory",
     .kind = PL_OPT_INT,
     .value = "MIB",
     .text = "for reports that wait to be in order; beyond, they wait less",
     .def = "256",
     .min = 1,
     .max = 65536},
    {.name = "spool",
     .kind = PL_OPT_INT,
     .value = "MIB",
     .text = "on disk, of what came and is not read yet; beyond, the source waits, and of udp datagrams are lost and "
             "counted",
     .def = "4096",
     .min = 1,
     .max = 1048576},
    {.name = "source", .kind = PL_OPT_TEXT, .value = "S", .text = "of the exhibits: where it comes from"},
    {.name = "collector", .kind = PL_OPT_TEXT, .value = "PARTY", .text = "of the exhibits: who collected it"},
    {.name = "marking", .kind = PL_OPT_TEXT, .value = "M", .text = "of the exhibits: such as TLP:GREEN"},
    {.name = "told", .kind = PL_OPT_FLAG, .text = "show what was told of a feed, what was superseded among it"},
    {.name = "feeds", .kind = PL_OPT_FLAG, .text = "list the feeds that were followed into the case"},
    {.name = NULL},
};

static const struct pl_arg arguments[] = {
    {.name = "SOURCE",
     .text = "tcp://HOST:PORT, gpsd://HOST[:PORT], udp://[HOST]:PORT, - for standard input, or a file",
     .min = 0,
     .max = 1},
    {.name = NULL},
};

static const char *const examples[] = {
    "plimsoll -C harbour watch tcp://receiver.local:5012 --json",
    "Follow a receiver; each event is a line as soon as it is certain.",
    "plimsoll -C harbour watch udp://:10110",
    "Follow what AIS-catcher or rtl-ais send to a port.",
    "plimsoll -C drill watch day.nmea --replay 60",
    "Play a recording, a minute in a second.",
    "plimsoll -C harbour watch --told --feed tcp-receiver.local-5012",
    "What was told of a feed.",
    NULL,
};

const struct pl_cmd pl_cmd_watch = {
    .name = "watch",
    .summary = "follow a live feed into the case and tell its events as they become certain",
    .text =
        "Reads NMEA with or without tag blocks (AIS-catcher, rtl-ais, base stations), gpsd's sentences and JSON, and "
        "aisstream.io's JSON lines. What comes is on disk before it is read; what carries no time gets the time of "
        "reception. Every hour, and at the end, it becomes an exhibit, and the case is what an import of the same "
        "bytes makes of it.\n\n"
        "An event is told once, also after a crash; what later reports change is told as superseded, and stays in "
        "the list of --told. While a source is down or silent, or datagrams are lost, that is an outage of the "
        "feed, told and kept. Every event is a lead, not a finding.\n\n"
        "Ctrl-C or SIGTERM: what came becomes an exhibit, exit status 130; a second one ends at once, and nothing "
        "is lost by it. `watch-list` is another thing: whom the case follows on lists.",
    .opts = opts,
    .args = arguments,
    .examples = examples,
    .needs_case = true,
    .run = run,
};
