/* The bytes of a live feed from the network: a tcp connection that is opened, or a udp port that is listened to.
 *
 * Only what the user named is reached. No call waits longer than it is told to (but looking up a name, which is the
 * system's). Nothing is sent but pl_stream_send. One stream per thread. Not for listening to connections. */
#ifndef PL_NET_STREAM_H
#define PL_NET_STREAM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"
#include "base/str.h"

struct pl_stream;

/* Connects to host (name, IPv4 or IPv6 without brackets) and port; of several addresses the first that answers.
 * cancelled (or NULL) is asked now and then. INPUT where none of them answers, each within timeout_ms; INTERRUPTED,
 * NOMEM. */
PL_MUST int pl_stream_tcp(const char *host, const char *port, unsigned timeout_ms, bool (*cancelled)(void *ctx),
                          void *ctx, struct pl_stream **ret_stream, struct pl_error *err);

/* Takes datagrams that come to the port; host "" : on every address of this machine; port "0": the system's choice.
 * INPUT where the address is not this machine's, or taken. */
PL_MUST int pl_stream_udp(const char *host, const char *port, struct pl_stream **ret_stream, struct pl_error *err);

enum pl_stream_state {
    PL_STREAM_DATA,  /* *ret_n bytes; of udp one datagram */
    PL_STREAM_QUIET, /* nothing within timeout_ms */
    PL_STREAM_ENDED, /* the peer closed the connection */
};

/* At most cap bytes (a longer datagram is cut, and counted as dropped). INPUT where the connection broke. */
PL_MUST int pl_stream_read(struct pl_stream *stream, void *bytes, size_t cap, unsigned timeout_ms,
                           enum pl_stream_state *ret_state, size_t *ret_n, struct pl_error *err);

/* INPUT. */
PL_MUST int pl_stream_send(struct pl_stream *stream, pl_str bytes, struct pl_error *err);

/* Datagrams that came and were lost, as the system counts them, and those that were cut. 0 for tcp. */
uint64_t pl_stream_dropped(const struct pl_stream *stream);

/* The local port, host byte order. */
uint16_t pl_stream_port(const struct pl_stream *stream);

void pl_stream_close(struct pl_stream *stream); /* accepts NULL */

#endif
