/* The server: connections to requests (http/request), answers to connections; the only file with libmicrohttpd.
 *
 * It listens on loopback addresses alone, where everybody is the case's own person; any other address is REFUSED, for
 * there are no accounts. What 0.9.75 lets pass is refused here with 400 and the end of the connection: a Content-Length
 * twice or beside Transfer-Encoding, no Host or several in HTTP/1.1. A Host that is neither the address, localhost nor
 * given by name is 421 (a name that an attacker turns to this machine). Limits: 512 connections, 48 KiB of headers
 * (431), the route's ceiling of a body (413), 20 s without a byte, 120 s for a body. */
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
    const char *csrf; /* what a write's X-Plimsoll-Token must say */
    unsigned threads; /* 1 to 64 */
};

struct pl_server;

/* Listens when it returns. USAGE for an address that is none; REFUSED for one that is not loopback; IO where it is
 * taken. */
PL_MUST int pl_server_open(const struct pl_server_options *options, struct pl_server **ret, struct pl_error *err);

/* 256 random bits of the system as hex, for a token. IO. */
PL_MUST int pl_server_secret(char ret[65], struct pl_error *err);

unsigned pl_server_port(const struct pl_server *server);

/* Takes no further connection, ends when the answers that are being made are sent, or 10 s later. Accepts NULL. */
void pl_server_close(struct pl_server *server);

#endif
