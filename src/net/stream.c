#include "net/stream.h"

#include <errno.h>
#include <fcntl.h>
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/file.h"
#include "base/time.h"

#include "base/ban.h"

#define SLICE_MS  100 /* between two questions whether to go on */
#define UDP_QUEUE (8 << 20)

struct pl_stream {
    int fd;
    bool udp;
    uint64_t cut;
    uint32_t overflow; /* as the system counts, modulo 2^32 */
    uint64_t lost;
};

static struct pl_stream *new_stream(int fd, bool udp) {
    struct pl_stream *s = calloc(1, sizeof *s);
    if (s != NULL) {
        s->fd = fd;
        s->udp = udp;
    }
    return s;
}

/* Waits for `events`; 1 ready, 0 not in time, -1 cancelled. */
static int await(int fd, short events, unsigned timeout_ms, bool (*cancelled)(void *ctx), void *ctx) {
    int64_t until = pl_time_monotonic_us() + (int64_t)timeout_ms * 1000;
    for (;;) {
        int64_t left_ms = (until - pl_time_monotonic_us()) / 1000;
        struct pollfd p = {.fd = fd, .events = events};
        if (cancelled != NULL && cancelled(ctx)) {
            return -1;
        }
        if (left_ms < 0) {
            return 0;
        }
        int n = poll(&p, 1, left_ms < SLICE_MS ? (int)left_ms : SLICE_MS);
        if (n > 0) {
            return 1;
        }
        if (n < 0 && errno != EINTR) {
            return 0;
        }
    }
}

static int look_up(const char *host, const char *port, int kind, int flags, struct addrinfo **ret,
                   struct pl_error *err) {
    struct addrinfo hints = {.ai_family = AF_UNSPEC, .ai_socktype = kind, .ai_flags = flags};
    int rc = getaddrinfo(host, port, &hints, ret);
    return rc == 0 ? 0
                   : pl_fail(err, PL_E_INPUT, "%s port %s: %s", host != NULL ? host : "", port,
                             rc == EAI_SYSTEM ? strerror(errno) : gai_strerror(rc));
}

/* ---- tcp ---- */

static void keep_alive(int fd) {
    int on = 1, idle_s = 60, every_s = 15, times = 4;
    (void)setsockopt(fd, SOL_SOCKET, SO_KEEPALIVE, &on, sizeof on);
    (void)setsockopt(fd, IPPROTO_TCP, TCP_KEEPIDLE, &idle_s, sizeof idle_s);
    (void)setsockopt(fd, IPPROTO_TCP, TCP_KEEPINTVL, &every_s, sizeof every_s);
    (void)setsockopt(fd, IPPROTO_TCP, TCP_KEEPCNT, &times, sizeof times);
}

/* One address. *ret_fd is open and non-blocking; 0, INPUT, INTERRUPTED. */
static int connect_to(const struct addrinfo *a, unsigned timeout_ms, bool (*cancelled)(void *ctx), void *ctx,
                      int *ret_fd, struct pl_error *err) {
    int fd = socket(a->ai_family, a->ai_socktype | SOCK_CLOEXEC | SOCK_NONBLOCK, a->ai_protocol);
    if (fd < 0) {
        return pl_fail_errno(err, PL_E_INPUT, errno, "no socket");
    }
    int errnum = connect(fd, a->ai_addr, a->ai_addrlen) == 0 ? 0 : errno;
    if (errnum == EINPROGRESS) {
        socklen_t n = sizeof errnum;
        int ready = await(fd, POLLOUT, timeout_ms, cancelled, ctx);
        if (ready < 0) {
            pl_file_close(&fd);
            return pl_fail(err, PL_E_INTERRUPTED, "interrupted");
        }
        if (ready == 0) {
            errnum = ETIMEDOUT;
        } else if (getsockopt(fd, SOL_SOCKET, SO_ERROR, &errnum, &n) != 0) {
            errnum = errno;
        }
    }
    if (errnum != 0) {
        pl_file_close(&fd);
        return pl_fail_errno(err, PL_E_INPUT, errnum, "no connection");
    }
    keep_alive(fd);
    *ret_fd = fd;
    return 0;
}

int pl_stream_tcp(const char *host, const char *port, unsigned timeout_ms, bool (*cancelled)(void *ctx), void *ctx,
                  struct pl_stream **ret_stream, struct pl_error *err) {
    struct addrinfo *all = NULL;
    int fd = -1;
    int code = look_up(host, port, SOCK_STREAM, 0, &all, err);
    if (code != 0) {
        return code;
    }
    code = PL_E_INPUT;
    for (const struct addrinfo *a = all; a != NULL && code == PL_E_INPUT; a = a->ai_next) {
        code = connect_to(a, timeout_ms, cancelled, ctx, &fd, err);
    }
    freeaddrinfo(all);
    if (code != 0) {
        return code;
    }
    *ret_stream = new_stream(fd, false);
    if (*ret_stream == NULL) {
        pl_file_close(&fd);
        return pl_fail(err, PL_E_NOMEM, "out of memory");
    }
    return 0;
}

/* ---- udp ---- */

static int bind_to(const struct addrinfo *a, bool any, int *ret_fd, struct pl_error *err) {
    int fd = socket(a->ai_family, a->ai_socktype | SOCK_CLOEXEC | SOCK_NONBLOCK, a->ai_protocol);
    int on = 1, off = 0, queue = UDP_QUEUE;
    if (fd < 0) {
        return pl_fail_errno(err, PL_E_INPUT, errno, "no socket");
    }
    if (any && a->ai_family == AF_INET6) {
        (void)setsockopt(fd, IPPROTO_IPV6, IPV6_V6ONLY, &off, sizeof off);
    }
    (void)setsockopt(fd, SOL_SOCKET, SO_RCVBUF, &queue, sizeof queue);
    (void)setsockopt(fd, SOL_SOCKET, SO_RXQ_OVFL, &on, sizeof on);
    if (bind(fd, a->ai_addr, a->ai_addrlen) != 0) {
        int errnum = errno;
        pl_file_close(&fd);
        return pl_fail_errno(err, PL_E_INPUT, errnum, "the udp port cannot be used");
    }
    *ret_fd = fd;
    return 0;
}

int pl_stream_udp(const char *host, const char *port, struct pl_stream **ret_stream, struct pl_error *err) {
    struct addrinfo *all = NULL;
    bool any = host[0] == '\0';
    int fd = -1;
    int code = look_up(any ? NULL : host, port, SOCK_DGRAM, AI_PASSIVE, &all, err);
    if (code != 0) {
        return code;
    }
    code = PL_E_INPUT;
    /* On every address: the IPv6 socket takes IPv4 too. */
    for (int pass = any ? 0 : 1; pass < 2 && code != 0; pass++) {
        for (const struct addrinfo *a = all; a != NULL && code != 0; a = a->ai_next) {
            if (pass == 1 || a->ai_family == AF_INET6) {
                code = bind_to(a, any, &fd, err);
            }
        }
    }
    freeaddrinfo(all);
    if (code != 0) {
        return code;
    }
    *ret_stream = new_stream(fd, true);
    if (*ret_stream == NULL) {
        pl_file_close(&fd);
        return pl_fail(err, PL_E_NOMEM, "out of memory");
    }
    return 0;
}

/* ---- reading ---- */

static ssize_t receive(struct pl_stream *s, void *bytes, size_t cap) {
    union {
        char room[CMSG_SPACE(sizeof(uint32_t))];
        struct cmsghdr align;
    } control;
    struct iovec part = {.iov_base = bytes, .iov_len = cap};
    struct msghdr m = {
        .msg_iov = &part, .msg_iovlen = 1, .msg_control = control.room, .msg_controllen = sizeof control.room};
    ssize_t n = recvmsg(s->fd, &m, 0);
    if (n < 0) {
        return n;
    }
    for (struct cmsghdr *c = CMSG_FIRSTHDR(&m); c != NULL; c = CMSG_NXTHDR(&m, c)) {
        uint32_t total = 0;
        if (c->cmsg_level == SOL_SOCKET && c->cmsg_type == SO_RXQ_OVFL) {
            memcpy(&total, CMSG_DATA(c), sizeof total);
            s->lost += (uint32_t)(total - s->overflow);
            s->overflow = total;
        }
    }
    s->cut += (m.msg_flags & MSG_TRUNC) != 0;
    return n;
}

int pl_stream_read(struct pl_stream *stream, void *bytes, size_t cap, unsigned timeout_ms,
                   enum pl_stream_state *ret_state, size_t *ret_n, struct pl_error *err) {
    struct pl_stream *s = stream;
    struct pollfd p = {.fd = s->fd, .events = POLLIN};
    int ready = poll(&p, 1, (int)timeout_ms);
    ssize_t n = 0;
    *ret_n = 0;
    *ret_state = PL_STREAM_QUIET;
    if (ready == 0 || (ready < 0 && errno == EINTR)) {
        return 0;
    }
    n = s->udp ? receive(s, bytes, cap) : recv(s->fd, bytes, cap, 0);
    if (n < 0 && (errno == EAGAIN || errno == EINTR)) {
        return 0;
    }
    if (n < 0) {
        return pl_fail_errno(err, PL_E_INPUT, errno, "the connection broke");
    }
    *ret_n = (size_t)n;
    *ret_state = n > 0 || s->udp ? PL_STREAM_DATA : PL_STREAM_ENDED;
    return 0;
}

int pl_stream_send(struct pl_stream *stream, pl_str bytes, struct pl_error *err) {
    for (size_t sent = 0; sent < bytes.n;) {
        ssize_t n = send(stream->fd, bytes.p + sent, bytes.n - sent, MSG_NOSIGNAL);
        if (n < 0 && errno == EAGAIN && await(stream->fd, POLLOUT, 5000, NULL, NULL) == 1) {
            continue;
        }
        if (n < 0 && errno != EINTR) {
            return pl_fail_errno(err, PL_E_INPUT, errno, "nothing can be sent");
        }
        sent += n > 0 ? (size_t)n : 0;
    }
    return 0;
}

uint64_t pl_stream_dropped(const struct pl_stream *stream) { return stream->lost + stream->cut; }

uint16_t pl_stream_port(const struct pl_stream *stream) {
    struct sockaddr_storage a;
    socklen_t n = sizeof a;
    if (getsockname(stream->fd, (struct sockaddr *)&a, &n) != 0) {
        return 0;
    }
    in_port_t port = 0;
    if (a.ss_family == AF_INET6) {
        memcpy(&port, (const char *)&a + offsetof(struct sockaddr_in6, sin6_port), sizeof port);
    } else {
        memcpy(&port, (const char *)&a + offsetof(struct sockaddr_in, sin_port), sizeof port);
    }
    return ntohs(port);
}

void pl_stream_close(struct pl_stream *stream) {
    if (stream != NULL) {
        pl_file_close(&stream->fd);
        free(stream);
    }
}
