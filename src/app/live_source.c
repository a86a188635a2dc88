#include "app/live_source.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "ais/stamp.h"
#include "base/buf.h"
#include "base/file.h"
#include "base/thread.h"
#include "net/stream.h"

#include "base/ban.h"

#define CHUNK       ((size_t)65536)
#define SYNC_US     PL_SECOND_US
#define TICK_MS     100
#define CONNECT_MS  10000
#define MAX_PAUSE_S 60
#define MAX_OUTAGES 64
#define MAX_LINE    ((size_t)65536) /* a longer one is passed on in pieces, and refused by the feed */

struct pl_live_source {
    struct pl_live_address address;
    struct pl_live_source_options options;
    struct pl_spool *spool;
    struct pl_thread *thread;
    struct pl_gate *gate;

    /* under the gate */
    struct pl_live_state state;
    struct pl_live_outage outages[MAX_OUTAGES];
    unsigned n_outages;
    uint64_t read; /* as far as the reader has come */
    bool stop;
    int code;
    struct pl_error error;

    /* of the thread alone */
    int fd;
    struct pl_stream *stream;
    struct pl_stamp stamp;
    struct pl_buf line;   /* begun, its end has not come */
    struct pl_buf lines;  /* whole, not in the spool yet */
    int64_t lines_since;  /* monotonic, when the first of them came */
    uint64_t written;     /* into the spool */
    pl_time heard;        /* when a byte came last, in whatever run */
    pl_time stalled;      /* since when a stall was said; PL_TIME_NONE none */
    uint64_t system_lost; /* of this stream, told already */
    uint64_t dropped;     /* since the last outage */
    pl_time drop_from;
    bool failed;
};

static bool stopped(void *ctx) {
    struct pl_live_source *s = ctx;
    pl_gate_lock(s->gate);
    bool stop = s->stop;
    pl_gate_unlock(s->gate);
    return stop;
}

static void fail_for_good(struct pl_live_source *s, int code, const struct pl_error *why) {
    pl_gate_lock(s->gate);
    s->code = code;
    s->error = *why; /* no end: the reader hears of it when it has read what is there */
    pl_gate_ring(s->gate);
    pl_gate_unlock(s->gate);
    s->failed = true;
}

static void tell_outage(struct pl_live_source *s, const char *kind, pl_time from, pl_time until, uint64_t dropped,
                        const char *why) {
    struct pl_live_outage o = {.from = from, .until = until, .dropped = dropped};
    snprintf(o.kind, sizeof o.kind, "%s", kind);
    snprintf(o.why, sizeof o.why, "%.119s", why);
    pl_gate_lock(s->gate);
    if (s->n_outages < MAX_OUTAGES) {
        s->outages[s->n_outages++] = o;
    } else { /* nobody takes them: one that covers both */
        struct pl_live_outage *last = &s->outages[MAX_OUTAGES - 1];
        last->until = o.until;
        last->dropped += o.dropped;
    }
    pl_gate_ring(s->gate);
    pl_gate_unlock(s->gate);
}

/* ---- into the spool ---- */

static void publish(struct pl_live_source *s, bool ended) {
    pl_gate_lock(s->gate);
    s->state.end = s->written;
    s->state.last_at = s->heard;
    s->state.ended = s->state.ended || ended;
    pl_gate_ring(s->gate);
    pl_gate_unlock(s->gate);
}

/* What is whole goes to the spool, is synced and published. */
static void sync_lines(struct pl_live_source *s) {
    struct pl_error err = {0};
    if (s->lines.n == 0 || s->failed) {
        return;
    }
    int rc = pl_spool_append(s->spool, pl_buf_str(&s->lines), &err);
    rc = rc == PL_E_OK ? pl_spool_sync(s->spool, &err) : rc;
    if (rc != PL_E_OK) {
        fail_for_good(s, rc, &err);
        return;
    }
    s->written += s->lines.n;
    pl_buf_clear(&s->lines);
    publish(s, false);
}

static void sync_when_due(struct pl_live_source *s) {
    if (s->lines.n >= CHUNK || (s->lines.n > 0 && pl_time_monotonic_us() - s->lines_since >= SYNC_US)) {
        sync_lines(s);
    }
}

static void take_line(struct pl_live_source *s, pl_str line, bool whole) {
    bool stamps = !s->options.replay && s->address.kind != PL_LIVE_FILE;
    pl_str text = line.n > 0 && line.p[line.n - 1] == '\r' ? pl_str_sub(line, 0, line.n - 1) : line;
    if (s->lines.n == 0) {
        s->lines_since = pl_time_monotonic_us();
    }
    if (stamps && whole && pl_stamp_wanted(&s->stamp, text)) {
        pl_stamp_write(&s->lines, s->heard);
    }
    pl_buf_add_str(&s->lines, line);
    if (whole) {
        pl_buf_add_char(&s->lines, '\n');
    }
    if (s->lines.n >= CHUNK) {
        sync_lines(s);
    }
}

/* Bytes as they came; lines are made whole. */
static void take_bytes(struct pl_live_source *s, const char *p, size_t n) {
    while (n > 0 && !s->failed) {
        const char *end = memchr(p, '\n', n);
        size_t length = end != NULL ? (size_t)(end - p) : n;
        if (end != NULL && s->line.n == 0) {
            take_line(s, pl_str_make(p, length), true);
        } else {
            pl_buf_add(&s->line, p, length);
            if (end != NULL) {
                take_line(s, pl_buf_str(&s->line), true);
                pl_buf_clear(&s->line);
            }
        }
        if (s->line.n > MAX_LINE) { /* no line: the feed counts it when its end comes */
            take_line(s, pl_buf_str(&s->line), false);
            pl_buf_clear(&s->line);
        }
        size_t used = length + (end != NULL ? 1 : 0);
        p += used;
        n -= used;
    }
}

/* The connection has gone: a line that it left unfinished must not run into the next. Of a file the bytes stay as they
 * are. */
static void end_line(struct pl_live_source *s) {
    if (s->line.n > 0) {
        take_line(s, pl_buf_str(&s->line), s->address.kind != PL_LIVE_FILE);
        pl_buf_clear(&s->line);
    }
    s->stamp = (struct pl_stamp){0};
}

/* ---- pauses ---- */

static bool has_room(struct pl_live_source *s) {
    pl_gate_lock(s->gate);
    bool room = s->written + s->lines.n < s->read + s->options.max_ahead;
    pl_gate_unlock(s->gate);
    return room;
}

/* Waits until the reader has caught up, or a moment has passed. */
static void wait_a_little(struct pl_live_source *s, unsigned ms) {
    pl_gate_lock(s->gate);
    if (!s->stop) {
        pl_gate_wait(s->gate, ms);
    }
    pl_gate_unlock(s->gate);
}

static void pause_for(struct pl_live_source *s, unsigned seconds) {
    int64_t until = pl_time_monotonic_us() + (int64_t)seconds * PL_SECOND_US;
    while (!stopped(s) && pl_time_monotonic_us() < until) {
        wait_a_little(s, TICK_MS);
    }
}

static void set_connected(struct pl_live_source *s, bool connected) {
    pl_gate_lock(s->gate);
    s->state.connected = connected;
    pl_gate_unlock(s->gate);
}

/* ---- silence and loss ---- */

static void look_for_stall(struct pl_live_source *s, pl_time now) {
    if (s->options.stall_s == 0 || s->heard == PL_TIME_NONE || s->stalled != PL_TIME_NONE ||
        now - s->heard < (pl_time)s->options.stall_s * PL_SECOND_US) {
        return;
    }
    s->stalled = s->heard;
    tell_outage(s, "stall", s->heard, PL_TIME_NONE, 0, "the source is silent");
}

static void came(struct pl_live_source *s, pl_time now) {
    if (s->stalled != PL_TIME_NONE) {
        tell_outage(s, "stall", s->stalled, now, 0, "the source was silent");
        s->stalled = PL_TIME_NONE;
    }
    s->heard = now;
}

/* Lost datagrams are told once a second, not one by one. */
static void tell_drops(struct pl_live_source *s, pl_time now, bool at_once) {
    uint64_t lost = s->stream != NULL ? pl_stream_dropped(s->stream) : s->system_lost;
    s->dropped += lost - s->system_lost;
    s->system_lost = lost;
    if (s->dropped == 0) {
        s->drop_from = now;
        return;
    }
    if (!at_once && now - s->drop_from < PL_SECOND_US) {
        return;
    }
    tell_outage(s, "dropped", s->drop_from, now, s->dropped, "datagrams came faster than they could be kept");
    pl_gate_lock(s->gate);
    s->state.dropped += s->dropped;
    pl_gate_unlock(s->gate);
    s->dropped = 0;
    s->drop_from = now;
}

/* ---- the kinds ---- */

static int connect_stream(struct pl_live_source *s, struct pl_error *err) {
    const struct pl_live_address *a = &s->address;
    int rc = pl_stream_tcp(a->host, a->port, CONNECT_MS, stopped, s, &s->stream, err);
    if (rc == PL_E_OK && a->kind == PL_LIVE_GPSD) {
        rc = pl_stream_send(s->stream,
                            PL_STR("?WATCH={\"enable\":true,\"json\":true,\"nmea\":true,\"scaled\":true};\n"), err);
    }
    if (rc != PL_E_OK) {
        pl_stream_close(s->stream);
        s->stream = NULL;
    }
    return rc;
}

/* Reads one connection until it breaks; why in err. */
static void read_connection(struct pl_live_source *s, char *chunk, struct pl_error *err) {
    for (;;) {
        enum pl_stream_state state = PL_STREAM_QUIET;
        size_t n = 0;
        if (stopped(s) || s->failed) {
            return;
        }
        sync_when_due(s);
        if (!has_room(s)) {
            wait_a_little(s, TICK_MS); /* the sender waits with us */
            continue;
        }
        int rc = pl_stream_read(s->stream, chunk, CHUNK, TICK_MS, &state, &n, err);
        pl_time now = pl_time_now();
        if (rc != PL_E_OK) {
            return;
        }
        if (state == PL_STREAM_ENDED) {
            (void)pl_fail(err, PL_E_INPUT, "the source closed the connection");
            return;
        }
        if (n > 0) {
            came(s, now);
            take_bytes(s, chunk, n);
        } else {
            look_for_stall(s, now);
        }
    }
}

static void run_tcp(struct pl_live_source *s, char *chunk) {
    unsigned pause_s = 1;
    pl_time down = s->heard; /* since when */
    const char *kind = "not_running";
    char why[200] = "nothing was listening: watch was not running";
    while (!stopped(s) && !s->failed) {
        struct pl_error err = {0};
        int rc = connect_stream(s, &err);
        if (rc == PL_E_OK) {
            pl_time now = pl_time_now();
            if (down != PL_TIME_NONE) {
                tell_outage(s, kind, down, now, 0, why);
            }
            set_connected(s, true);
            s->heard = now;
            pl_time since = now;
            read_connection(s, chunk, &err);
            end_line(s);
            sync_lines(s);
            set_connected(s, false);
            pl_stream_close(s->stream);
            s->stream = NULL;
            s->stalled = PL_TIME_NONE;
            down = s->heard;
            kind = "down";
            snprintf(why, sizeof why, "%.119s", err.msg);
            pause_s = pl_time_now() - since > 10 * PL_SECOND_US ? 1 : pause_s;
            if (!stopped(s)) {
                tell_outage(s, "down", down, PL_TIME_NONE, 0, why);
            }
        } else if (rc != PL_E_INPUT) {
            if (rc != PL_E_INTERRUPTED) {
                fail_for_good(s, rc, &err);
            }
            return;
        } else if (down == PL_TIME_NONE || pause_s == 1) {
            down = down == PL_TIME_NONE ? pl_time_now() : down;
            kind = "down";
            snprintf(why, sizeof why, "%.119s", err.msg);
            tell_outage(s, "down", down, PL_TIME_NONE, 0, why);
        }
        pause_for(s, pause_s);
        pause_s = pause_s * 2 < MAX_PAUSE_S ? pause_s * 2 : MAX_PAUSE_S;
    }
}

static void take_datagram(struct pl_live_source *s, const char *chunk, size_t n) {
    if (!has_room(s)) {
        s->dropped++;
        return;
    }
    take_bytes(s, chunk, n);
    if (s->line.n > 0) {
        take_line(s, pl_buf_str(&s->line), true);
        pl_buf_clear(&s->line);
    }
}

static void run_udp(struct pl_live_source *s, char *chunk) {
    struct pl_error err = {0};
    int rc = pl_stream_udp(s->address.host, s->address.port, &s->stream, &err);
    if (rc != PL_E_OK) {
        fail_for_good(s, rc, &err);
        return;
    }
    if (s->heard != PL_TIME_NONE) {
        tell_outage(s, "not_running", s->heard, pl_time_now(), 0, "nothing was listening: watch was not running");
    }
    s->heard = pl_time_now();
    set_connected(s, true);
    while (!stopped(s) && !s->failed) {
        enum pl_stream_state state = PL_STREAM_QUIET;
        size_t n = 0;
        rc = pl_stream_read(s->stream, chunk, CHUNK, TICK_MS, &state, &n, &err);
        pl_time now = pl_time_now();
        if (rc == PL_E_OK && state == PL_STREAM_DATA) {
            came(s, now);
            take_datagram(s, chunk, n);
        } else {
            look_for_stall(s, now);
        }
        tell_drops(s, now, false);
        sync_when_due(s);
    }
    tell_drops(s, pl_time_now(), true);
}

/* A pipe ends; a file is followed while it grows. */
static void run_file(struct pl_live_source *s, char *chunk) {
    bool pipe = s->address.kind == PL_LIVE_PIPE;
    while (!stopped(s) && !s->failed) {
        struct pollfd p = {.fd = s->fd, .events = POLLIN};
        sync_when_due(s);
        if (!has_room(s)) {
            sync_lines(s); /* the reader may wait for it */
            wait_a_little(s, TICK_MS);
            continue;
        }
        if (pipe && poll(&p, 1, TICK_MS) == 0) {
            look_for_stall(s, pl_time_now());
            continue;
        }
        ssize_t n = read(s->fd, chunk, CHUNK);
        if (n < 0 && errno == EINTR) {
            continue;
        }
        if (n < 0) {
            struct pl_error err = {0};
            int rc = pl_fail_errno(&err, PL_E_INPUT, errno, "the source cannot be read");
            fail_for_good(s, rc, &err);
            return;
        }
        if (n > 0) {
            came(s, pl_time_now());
            take_bytes(s, chunk, (size_t)n);
        } else if (pipe || s->options.until_eof) {
            end_line(s);
            sync_lines(s);
            publish(s, true);
            return;
        } else {
            sync_lines(s);
            wait_a_little(s, TICK_MS);
        }
    }
}

static void run_source(void *ctx) {
    struct pl_live_source *s = ctx;
    char *chunk = malloc(CHUNK);
    struct pl_error err = {0};
    if (chunk == NULL) {
        int rc = pl_fail(&err, PL_E_NOMEM, "out of memory");
        fail_for_good(s, rc, &err);
        return;
    }
    switch (s->address.kind) {
    case PL_LIVE_TCP:
    case PL_LIVE_GPSD:
        run_tcp(s, chunk);
        break;
    case PL_LIVE_UDP:
        run_udp(s, chunk);
        break;
    case PL_LIVE_PIPE:
    case PL_LIVE_FILE:
        run_file(s, chunk);
        break;
    }
    sync_lines(s);
    free(chunk);
}

/* ---- for the reader ---- */

static int open_file(struct pl_live_source *s, uint64_t end, struct pl_error *err) {
    struct stat st;
    const char *path = s->address.path;
    bool standard = strcmp(path, "-") == 0;
    s->fd = standard ? fcntl(STDIN_FILENO, F_DUPFD_CLOEXEC, 3) : open(path, O_RDONLY | O_CLOEXEC);
    if (s->fd < 0 || fstat(s->fd, &st) != 0) {
        return pl_fail_errno(err, PL_E_INPUT, errno, "%.150s cannot be opened", path);
    }
    if (S_ISDIR(st.st_mode)) {
        return pl_fail(err, PL_E_INPUT, "%.150s is a folder; a feed is one file", path);
    }
    if (standard || !S_ISREG(st.st_mode)) {
        s->address.kind = PL_LIVE_PIPE;
        return PL_E_OK;
    }
    if ((uint64_t)st.st_size < end) {
        return pl_fail(
            err, PL_E_INPUT,
            "%.100s has %llu bytes, %llu were read of it before: another file; --feed NAME begins a new feed", path,
            (unsigned long long)st.st_size, (unsigned long long)end);
    }
    return lseek(s->fd, (off_t)end, SEEK_SET) >= 0
               ? PL_E_OK
               : pl_fail_errno(err, PL_E_INPUT, errno, "%.150s cannot be read from byte %llu", path,
                               (unsigned long long)end);
}

int pl_live_source_start(const struct pl_live_address *address, const struct pl_live_source_options *options,
                         struct pl_spool *spool, uint64_t end, pl_time last, struct pl_live_source **ret_source,
                         struct pl_error *err) {
    struct pl_live_source *s = calloc(1, sizeof *s);
    if (s == NULL) {
        return pl_fail(err, PL_E_NOMEM, "out of memory");
    }
    s->address = *address;
    s->options = *options;
    s->spool = spool;
    s->fd = -1;
    s->written = end;
    s->read = end;
    s->state.end = end;
    s->state.last_at = PL_TIME_NONE;
    s->heard = last;
    s->stalled = PL_TIME_NONE;
    pl_buf_open(&s->line, MAX_LINE + 2 * CHUNK);
    pl_buf_open(&s->lines, 8 * CHUNK);
    int rc = pl_gate_open(&s->gate, err);
    if (rc == PL_E_OK && (address->kind == PL_LIVE_FILE || address->kind == PL_LIVE_PIPE)) {
        rc = open_file(s, end, err);
    }
    rc = rc == PL_E_OK ? pl_thread_start(run_source, s, &s->thread, err) : rc;
    if (rc != PL_E_OK) {
        pl_live_source_close(s);
        return rc;
    }
    *ret_source = s;
    return PL_E_OK;
}

int pl_live_source_wait(struct pl_live_source *source, uint64_t read, unsigned timeout_ms,
                        struct pl_live_state *ret_state, struct pl_error *err) {
    struct pl_live_source *s = source;
    int64_t until = pl_time_monotonic_us() + (int64_t)timeout_ms * 1000;
    pl_gate_lock(s->gate);
    if (read > s->read) {
        s->read = read;
        pl_gate_ring(s->gate); /* there is room again */
    }
    for (int64_t left = timeout_ms;
         left > 0 && s->state.end <= read && !s->state.ended && s->code == PL_E_OK && s->n_outages == 0;
         left = (until - pl_time_monotonic_us()) / 1000) {
        pl_gate_wait(s->gate, (unsigned)left);
    }
    *ret_state = s->state;
    /* what came before the failure is read first */
    int code = s->state.end <= read ? s->code : PL_E_OK;
    if (code != PL_E_OK && err != NULL) {
        *err = s->error;
    }
    pl_gate_unlock(s->gate);
    return code;
}

bool pl_live_source_outage(struct pl_live_source *source, struct pl_live_outage *ret_outage) {
    pl_gate_lock(source->gate);
    bool any = source->n_outages > 0;
    if (any) {
        *ret_outage = source->outages[0];
        source->n_outages--;
        memmove(source->outages, source->outages + 1, source->n_outages * sizeof source->outages[0]);
    }
    pl_gate_unlock(source->gate);
    return any;
}

void pl_live_source_close(struct pl_live_source *source) {
    if (source == NULL) {
        return;
    }
    if (source->gate != NULL) {
        pl_gate_lock(source->gate);
        source->stop = true;
        pl_gate_ring(source->gate);
        pl_gate_unlock(source->gate);
    }
    pl_thread_join(source->thread);
    pl_gate_close(source->gate);
    pl_stream_close(source->stream);
    pl_file_close(&source->fd);
    pl_buf_close(&source->line);
    pl_buf_close(&source->lines);
    free(source);
}
