#include <stdio.h>
#include <string.h>

#include "app/live_source.h"
#include "ledger/hash.h"

#include "base/ban.h"

#define GPSD_PORT "2947"

/* "HOST:PORT", "[IPv6]:PORT", ":PORT"; without a port it is `missing`. */
static int read_host(pl_str rest, const char *missing, struct pl_live_address *a, struct pl_error *err) {
    pl_str host = rest, port = PL_STR("");
    uint64_t n = 0;
    size_t colon = rest.n;
    for (size_t i = 0; i < rest.n; i++) {
        colon = rest.p[i] == ':' ? i : colon;
    }
    if (rest.n > 0 && rest.p[0] == '[') {
        size_t end = pl_str_find(rest, ']');
        host = pl_str_sub(rest, 1, end > 0 ? end - 1 : 0);
        port = end + 1 < rest.n && rest.p[end + 1] == ':' ? pl_str_sub(rest, end + 2, rest.n) : PL_STR("");
    } else if (colon < rest.n) {
        host = pl_str_sub(rest, 0, colon);
        port = pl_str_sub(rest, colon + 1, rest.n);
    }
    if (port.n == 0 && missing != NULL) {
        port = pl_str_from(missing);
    }
    if (!pl_str_u64(port, &n) || n > 65535 || host.n >= sizeof a->host || memchr(host.p, '/', host.n) != NULL ||
        memchr(host.p, '\0', host.n) != NULL) {
        return pl_fail(err, PL_E_USAGE, "a feed is named tcp://HOST:PORT, gpsd://HOST, udp://:PORT, - or a file");
    }
    memcpy(a->host, host.p, host.n);
    a->host[host.n] = '\0';
    snprintf(a->port, sizeof a->port, "%u", (unsigned)n);
    return PL_E_OK;
}

static void name_feed(struct pl_live_address *a, const char *kind) {
    char raw[sizeof a->host + 32];
    snprintf(raw, sizeof raw, "%s-%.200s-%s", kind, a->host[0] != '\0' ? a->host : "any", a->port);
    size_t n = 0;
    for (const char *p = raw; *p != '\0' && n + 1 < sizeof a->feed; p++) {
        char c = *p;
        bool ok = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' || c == '-';
        a->feed[n++] = ok ? c : '_';
    }
    a->feed[n] = '\0';
}

/* A file's feed: the end of its name, and of its whole path a few digits. */
static void name_file(struct pl_live_address *a) {
    char hex[65], base[48];
    const char *slash = strrchr(a->path, '/');
    const char *name = slash != NULL ? slash + 1 : a->path;
    size_t n = 0;
    for (; name[n] != '\0' && n + 1 < sizeof base; n++) {
        char c = name[n];
        bool ok = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' || c == '-';
        base[n] = ok ? c : '_';
    }
    base[n] = '\0';
    pl_hash_hex(pl_sha256_of(a->path, strlen(a->path)), hex);
    snprintf(a->feed, sizeof a->feed, "file-%.46s-%.8s", base, hex);
}

int pl_live_address_read(const char *text, struct pl_live_address *ret, struct pl_error *err) {
    static const struct {
        const char *prefix;
        const char *name;
        const char *port;
        enum pl_live_kind kind;
    } SCHEMES[] = {{"tcp://", "tcp", NULL, PL_LIVE_TCP},
                   {"gpsd://", "gpsd", GPSD_PORT, PL_LIVE_GPSD},
                   {"udp://", "udp", NULL, PL_LIVE_UDP}};
    struct pl_live_address a = {.kind = PL_LIVE_FILE};
    pl_str s = pl_str_from(text);
    for (size_t i = 0; i < sizeof SCHEMES / sizeof SCHEMES[0]; i++) {
        pl_str prefix = pl_str_from(SCHEMES[i].prefix);
        if (pl_str_starts(s, prefix)) {
            a.kind = SCHEMES[i].kind;
            int rc = read_host(pl_str_sub(s, prefix.n, s.n), SCHEMES[i].port, &a, err);
            if (rc == PL_E_OK && a.kind != PL_LIVE_UDP && a.host[0] == '\0') {
                rc = pl_fail(err, PL_E_USAGE, "%.100s names no host", text);
            }
            name_feed(&a, SCHEMES[i].name);
            if (a.kind == PL_LIVE_TCP && strcmp(a.port, GPSD_PORT) == 0) {
                a.kind = PL_LIVE_GPSD;
            }
            if (rc == PL_E_OK) {
                *ret = a;
            }
            return rc;
        }
    }
    if (s.n == 0 || pl_str_find_str(s, PL_STR("://")) < s.n) {
        return pl_fail(err, PL_E_USAGE,
                       "%.100s: a feed is named tcp://HOST:PORT, gpsd://HOST, udp://:PORT, - or a file", text);
    }
    if (s.n >= sizeof a.path) {
        return pl_fail(err, PL_E_LIMIT, "the path is too long");
    }
    memcpy(a.path, s.p, s.n);
    if (pl_str_eq(s, PL_STR("-"))) {
        a.kind = PL_LIVE_PIPE;
        snprintf(a.feed, sizeof a.feed, "stdin");
    } else {
        name_file(&a);
    }
    *ret = a;
    return PL_E_OK;
}
