/* Pages that listen: PORT N SECONDS. N connections to 127.0.0.1, each of which asks /api/stream as a browser's
 * EventSource does: at once, and again 2 s after each answer, over the same connection. Prints answers, faults, and the
 * median and longest time of an answer. */
#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/str.h"
#include "base/time.h"

#define LISTENERS_MAX 1000
#define ANSWERS_MAX   1000000
#define AGAIN_US      (2 * PL_SECOND_US)

struct listener {
    int fd;
    int64_t next_us, since_us; /* 0: nothing is asked */
    size_t n;
    char got[4096];
};

struct all {
    struct listener list[LISTENERS_MAX];
    struct pollfd polls[LISTENERS_MAX];
    size_t n, faults, answers;
    int64_t *took_us;
};

static void ask(struct all *all, struct listener *l, int64_t now) {
    static const char REQUEST[] = "GET /api/stream HTTP/1.1\r\nHost: localhost\r\nAccept: text/event-stream\r\n\r\n";
    if (send(l->fd, REQUEST, sizeof REQUEST - 1, MSG_NOSIGNAL) != (ssize_t)sizeof REQUEST - 1) {
        all->faults++;
    }
    l->since_us = now;
    l->n = 0;
}

static bool is_whole(const struct listener *l) {
    pl_str text = pl_str_make(l->got, l->n);
    size_t at = pl_str_find_str(text, PL_STR("Content-Length: ")), end = pl_str_find_str(text, PL_STR("\r\n\r\n"));
    pl_str rest = pl_str_sub(text, at + 16, text.n);
    uint64_t length = 0;
    return end < text.n && pl_str_u64(pl_str_trim(pl_str_cut(&rest, '\r')), &length) && l->n >= end + 4 + length;
}

static void receive(struct all *all, struct listener *l, int64_t now) {
    ssize_t got = recv(l->fd, l->got + l->n, sizeof l->got - l->n, MSG_DONTWAIT);
    if (got <= 0) {
        all->faults += got == 0;
        l->next_us = INT64_MAX;
        return;
    }
    l->n += (size_t)got;
    if (!is_whole(l)) {
        return;
    }
    all->faults += strncmp(l->got, "HTTP/1.1 200", 12) != 0;
    if (all->answers < ANSWERS_MAX) {
        all->took_us[all->answers++] = now - l->since_us;
    }
    l->since_us = 0;
    l->next_us = now + AGAIN_US;
}

static int connected(uint16_t port) {
    struct sockaddr_in at = {.sin_family = AF_INET, .sin_port = htons(port)};
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    at.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (fd < 0 || connect(fd, (struct sockaddr *)&at, sizeof at) != 0) {
        perror("connect");
        exit(4);
    }
    return fd;
}

static int by_time(const void *a, const void *b) {
    int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;
    return (x > y) - (x < y);
}

static void listen_until(struct all *all, int64_t until) {
    for (int64_t now = pl_time_monotonic_us(); now < until; now = pl_time_monotonic_us()) {
        int64_t next = until;
        for (size_t i = 0; i < all->n; i++) {
            struct listener *l = &all->list[i];
            if (l->since_us == 0 && l->next_us <= now) {
                ask(all, l, now);
            }
            next = l->since_us == 0 && l->next_us < next ? l->next_us : next;
        }
        if (poll(all->polls, all->n, (int)((next - now) / 1000 + 1)) > 0) {
            now = pl_time_monotonic_us();
            for (size_t i = 0; i < all->n; i++) {
                if (all->polls[i].revents != 0) {
                    receive(all, &all->list[i], now);
                }
            }
        }
    }
}

int main(int argc, char **argv) {
    uint64_t port = 0, n = 0, seconds = 0;
    struct all *all = calloc(1, sizeof *all);
    if (all == NULL || argc != 4 || !pl_str_u64(pl_str_from(argv[1]), &port) || !pl_str_u64(pl_str_from(argv[2]), &n) ||
        !pl_str_u64(pl_str_from(argv[3]), &seconds) || port > 65535 || n == 0 || n > LISTENERS_MAX) {
        fprintf(stderr, "usage: serve_listeners PORT N SECONDS\n");
        return 2;
    }
    all->n = (size_t)n;
    all->took_us = calloc(ANSWERS_MAX, sizeof *all->took_us);
    int64_t since = pl_time_monotonic_us();
    for (size_t i = 0; all->took_us != NULL && i < all->n; i++) { /* they came at different times */
        all->list[i].fd = connected((uint16_t)port);
        all->list[i].next_us = since + (int64_t)i * AGAIN_US / (int64_t)n;
        all->polls[i] = (struct pollfd){.fd = all->list[i].fd, .events = POLLIN};
    }
    listen_until(all, since + (int64_t)seconds * PL_SECOND_US);
    qsort(all->took_us, all->answers, sizeof *all->took_us, by_time);
    printf("%zu listeners, %zu answers in %d s, %zu faults, median %.2f ms, longest %.1f ms\n", all->n, all->answers,
           (int)seconds, all->faults, all->answers > 0 ? (double)all->took_us[all->answers / 2] / 1e3 : 0.0,
           all->answers > 0 ? (double)all->took_us[all->answers - 1] / 1e3 : 0.0);
    return all->faults == 0 && all->answers > 0 ? 0 : 1;
}
