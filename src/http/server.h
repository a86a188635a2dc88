/* The server: connections to requests (http/request), answers to connections; the only file with libmicrohttpd.
 *
 * On a loopback address without accounts everybody is the case's own person. Where there are accounts one signs in
 * (http/login); any other address is REFUSED without a certificate and accounts. What 0.9.75 lets pass is refused here
 * with 400 and the end of the connection: a Content-Length twice or beside Transfer-Encoding, no Host or several in
 * HTTP/1.1. A Host that is neither the address, localhost nor given by name is 421 (a name that an attacker turns to
 * this machine).
 *
 * A connection has a thread of its own; how many answer at once is counted apart for reads, writes and signing in, so
 * that slow writes keep no reader waiting. Limits: 512 connections, 256 of one address beyond loopback, 32 KiB of
 * headers (431), the route's ceiling of a body (413), 20 s without a byte, 30 s until the headers are there, 120 s for
 * a body, 30 minutes to take an answer; 30 s in the queue (503 with Retry-After). */
#ifndef PL_HTTP_SERVER_H
#define PL_HTTP_SERVER_H

#include <stddef.h>

#include "base/error.h"
#include "http/site.h"

struct pl_server_options {
    struct pl_site *site;     /* must outlive the server */
    const char *listen;       /* "127.0.0.1:8080"; port 0: the system chooses */
    const char *const *hosts; /* further names by which it may be asked */
    size_t n_hosts;
    const char *csrf;              /* what a write's X-Plimsoll-Token must say where nobody signs in */
    unsigned threads;              /* reads that are answered at once, 1 to 64 */
    struct pl_login *login;        /* NULL: there are no accounts; must outlive the server */
    const char *certificate, *key; /* PEM; NULL: no TLS */
    uint64_t held;                 /* bytes of all bodies while they arrive; 0: 256 MiB. Beyond it: 503 */
    unsigned hurry;                /* the times of connections pass so many times as fast; 0: once (for tests) */
};

struct pl_server;

/* Listens when it returns. USAGE for an address that is none; REFUSED for one that is not loopback without TLS and
 * accounts; FORMAT for a certificate and key that are none or do not fit; IO where the address is taken. */
PL_MUST int pl_server_open(const struct pl_server_options *options, struct pl_server **ret, struct pl_error *err);

unsigned pl_server_port(const struct pl_server *server);

/* Takes no further connection or request, ends when the answers that are being made are made (10 s at most, unless a
 * handler takes longer) and sent (1 s at most). Accepts NULL. */
void pl_server_close(struct pl_server *server);

#endif
