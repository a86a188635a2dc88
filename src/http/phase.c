#include "http/phase.h"

#include <errno.h>
#include <poll.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <sys/socket.h>

#include "base/thread.h"
#include "base/time.h"

#include "base/ban.h"

#define LINGER_US (5 * PL_SECOND_US)
#define LOOK_MS   500

static const int64_t PHASE_US[] = {
    [PL_PHASE_WAITING] = 30 * PL_SECOND_US,
    [PL_PHASE_BODY] = 120 * PL_SECOND_US,
    [PL_PHASE_ANSWERING] = 0,
    [PL_PHASE_SENDING] = 1800 * PL_SECOND_US,
};

struct connection {
    struct connection *next, **place;
    int fd;
    enum pl_phase phase;
    int64_t since_us;
    bool cut;
};

struct pl_phases {
    unsigned hurry;
    atomic_bool ending;
    struct pl_gate *gate; /* over the connections */
    struct connection *connections;
    struct pl_thread *watch;
};

static struct connection *connection_of(struct MHD_Connection *connection) {
    const union MHD_ConnectionInfo *info = MHD_get_connection_info(connection, MHD_CONNECTION_INFO_SOCKET_CONTEXT);
    return info != NULL ? info->socket_context : NULL;
}

void pl_phase_enter(struct pl_phases *phases, struct MHD_Connection *connection, enum pl_phase phase) {
    struct connection *c = connection_of(connection);
    if (c != NULL) {
        pl_gate_lock(phases->gate);
        c->phase = phase;
        c->since_us = pl_time_monotonic_us();
        pl_gate_unlock(phases->gate);
    }
}

void pl_phases_connection(void *ctx, struct MHD_Connection *connection, void **socket_context,
                          enum MHD_ConnectionNotificationCode what) {
    struct pl_phases *phases = ctx;
    struct connection *c = *socket_context;
    if (what == MHD_CONNECTION_NOTIFY_STARTED) {
        const union MHD_ConnectionInfo *info = MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CONNECTION_FD);
        c = calloc(1, sizeof *c); /* without it the connection lives by the library's limits alone */
        if (c == NULL || info == NULL) {
            free(c);
            return;
        }
        c->fd = info->connect_fd;
        c->since_us = pl_time_monotonic_us();
        pl_gate_lock(phases->gate);
        c->next = phases->connections;
        c->place = &phases->connections;
        if (c->next != NULL) {
            c->next->place = &c->next;
        }
        phases->connections = c;
        pl_gate_unlock(phases->gate);
        *socket_context = c;
    } else if (c != NULL) { /* its socket is open still: the watch never shuts another's */
        pl_gate_lock(phases->gate);
        *c->place = c->next;
        if (c->next != NULL) {
            c->next->place = c->place;
        }
        pl_gate_unlock(phases->gate);
        free(c);
        *socket_context = NULL;
    }
}

static void watch_connections(void *ctx) {
    struct pl_phases *phases = ctx;
    pl_gate_lock(phases->gate);
    while (!atomic_load(&phases->ending)) {
        int64_t now = pl_time_monotonic_us();
        for (struct connection *c = phases->connections; c != NULL; c = c->next) {
            int64_t most = PHASE_US[c->phase] / phases->hurry;
            if (!c->cut && most > 0 && now - c->since_us > most) {
                c->cut = true;
                (void)shutdown(c->fd, SHUT_RDWR);
            }
        }
        pl_gate_wait(phases->gate, LOOK_MS / phases->hurry + 1);
    }
    pl_gate_unlock(phases->gate);
}

void pl_phase_linger(struct pl_phases *phases, struct MHD_Connection *connection) {
    char scratch[16384];
    const struct connection *c = connection_of(connection);
    int64_t until = pl_time_monotonic_us() + LINGER_US;
    if (c == NULL || shutdown(c->fd, SHUT_WR) != 0) {
        return;
    }
    while (!atomic_load(&phases->ending) && pl_time_monotonic_us() < until) {
        struct pollfd on = {.fd = c->fd, .events = POLLIN};
        ssize_t n = poll(&on, 1, 100) > 0 ? recv(c->fd, scratch, sizeof scratch, MSG_DONTWAIT) : 1;
        if (n == 0 || (n < 0 && errno != EINTR && errno != EAGAIN)) {
            return;
        }
    }
}

int pl_phases_open(unsigned hurry, struct pl_phases **ret, struct pl_error *err) {
    struct pl_phases *phases = calloc(1, sizeof *phases);
    if (phases == NULL) {
        return pl_fail(err, PL_E_NOMEM, "no memory for the connections");
    }
    phases->hurry = hurry;
    int rc = pl_gate_open(&phases->gate, err);
    rc = rc == PL_E_OK ? pl_thread_start(watch_connections, phases, &phases->watch, err) : rc;
    if (rc != PL_E_OK) {
        pl_phases_close(phases);
        return rc;
    }
    *ret = phases;
    return PL_E_OK;
}

void pl_phases_end(struct pl_phases *phases) {
    atomic_store(&phases->ending, true);
    if (phases->gate != NULL) {
        pl_gate_lock(phases->gate);
        pl_gate_ring(phases->gate);
        pl_gate_unlock(phases->gate);
    }
}

void pl_phases_close(struct pl_phases *phases) {
    if (phases == NULL) {
        return;
    }
    pl_phases_end(phases);
    pl_thread_join(phases->watch);
    pl_gate_close(phases->gate);
    free(phases);
}
