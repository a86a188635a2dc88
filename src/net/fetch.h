/* One file from a publisher, by HTTPS, for someone who asked for it.
 *
 * Nothing but https, in the address and in every redirect (at most 5); no host that resolves to a private, loopback,
 * link-local or otherwise special address; no proxy, no cookie, no credentials of the environment; the certificate is
 * checked. The bytes are kept as they were sent (no content encoding is asked for). A conditional request (ETag,
 * Last-Modified of the copy at hand) may answer "unchanged". Threads: one call at a time for each. */
#ifndef PL_NET_FETCH_H
#define PL_NET_FETCH_H

#include <stdbool.h>
#include <stdint.h>

#include "base/error.h"
#include "base/str.h"

#define PL_FETCH_MAX_REDIRECTS 5
#define PL_FETCH_MAX_TAG       256 /* bytes of an ETag or a Last-Modified that is kept; a longer one is forgotten */

struct pl_fetch_options {
    const char *url;
    const char *etag, *last_modified; /* of the copy at hand, as the publisher wrote them; NULL or "" none; one that is
                                         too long or no plain text is not sent */
    uint64_t max_bytes;               /* of the answer; a page that redirects may have 64 KB more */
    unsigned timeout_s;               /* for connecting, and without 1 KB/s; 0: 30 */
    const char *ca_file;              /* PEM; NULL: the system's */
    bool allow_private;               /* a mirror inside one's own network */
    int (*cancelled)(void *ctx);      /* asked now and then; NULL */
    void *ctx;
};

enum pl_fetch_status { PL_FETCH_NEW, PL_FETCH_UNCHANGED };

struct pl_fetched {
    int status; /* enum pl_fetch_status */
    uint64_t bytes;
    char etag[PL_FETCH_MAX_TAG], last_modified[PL_FETCH_MAX_TAG]; /* "" where the answer has none */
};

/* Writes the answer to fd, from its present position. USAGE for an address that is no https; REFUSED for a host or a
 * redirect that the rules above forbid; LIMIT beyond max_bytes; INPUT with the reason (no connection, certificate, HTTP
 * status other than 200, and 304 to a conditional request, an answer cut short); IO where fd cannot be written;
 * INTERRUPTED. What was written before a failure is the caller's to throw away. */
PL_MUST int pl_fetch(const struct pl_fetch_options *options, int fd, struct pl_fetched *ret, struct pl_error *err);

/* True for addresses that no publisher has: loopback, private, shared (100.64/10), link-local, multicast, reserved,
 * documentation, unspecified, and their IPv4 forms inside IPv6. sa is a struct sockaddr of AF_INET or AF_INET6; any
 * other family is private. Source: IANA special-purpose address registries (RFC 6890). */
bool pl_fetch_address_private(const void *sa);

#endif
