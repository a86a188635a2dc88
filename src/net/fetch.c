#include "net/fetch.h"

#include <arpa/inet.h>
#include <curl/curl.h>
#include <netinet/in.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/file.h"

#include "base/ban.h"

/* A range of addresses: the first `bits` bits of `net` (both in network order). */
struct range {
    uint8_t net[16];
    unsigned bits;
};

static const struct range PRIVATE4[] = {
    {{0}, 8},             /* this network */
    {{10}, 8},            /* private */
    {{100, 64}, 10},      /* shared by carriers */
    {{127}, 8},           /* loopback */
    {{169, 254}, 16},     /* link-local */
    {{172, 16}, 12},      /* private */
    {{192, 0, 0}, 24},    /* protocol assignments */
    {{192, 0, 2}, 24},    /* documentation */
    {{192, 88, 99}, 24},  /* 6to4 relays */
    {{192, 168}, 16},     /* private */
    {{198, 18}, 15},      /* benchmarks */
    {{198, 51, 100}, 24}, /* documentation */
    {{203, 0, 113}, 24},  /* documentation */
    {{224}, 4},
    {{240}, 4}, /* multicast, reserved, broadcast */
};

/* Only 2000::/3 is global unicast; within it these are not. Everything outside it is private, but for the forms that
 * carry an IPv4 address, which are judged by that. */
static const struct range PRIVATE6[] = {
    {{0x20, 0x01, 0x0d, 0xb8}, 32}, /* documentation */
    {{0x20, 0x01, 0x00, 0x00}, 23}, /* protocol assignments, Teredo */
    {{0x20, 0x02}, 16},             /* 6to4 */
    {{0x3f, 0xff}, 20},             /* documentation */
};
static const struct range MAPPED = {{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff}, 96};
static const struct range NAT64 = {{0x00, 0x64, 0xff, 0x9b}, 96};
static const struct range GLOBAL6 = {{0x20}, 3};

static bool in_range(const uint8_t *address, const struct range *range) {
    unsigned whole = range->bits / 8;
    unsigned rest = range->bits % 8;
    if (memcmp(address, range->net, whole) != 0) {
        return false;
    }
    return rest == 0 || ((address[whole] ^ range->net[whole]) >> (8 - rest)) == 0;
}

static bool private4(const uint8_t *address) {
    for (size_t i = 0; i < sizeof PRIVATE4 / sizeof PRIVATE4[0]; i++) {
        if (in_range(address, &PRIVATE4[i])) {
            return true;
        }
    }
    return false;
}

static bool private6(const uint8_t *address) {
    if (in_range(address, &MAPPED) || in_range(address, &NAT64)) {
        return private4(address + 12);
    }
    if (!in_range(address, &GLOBAL6)) {
        return true;
    }
    for (size_t i = 0; i < sizeof PRIVATE6 / sizeof PRIVATE6[0]; i++) {
        if (in_range(address, &PRIVATE6[i])) {
            return true;
        }
    }
    return false;
}

bool pl_fetch_address_private(const void *sa) {
    struct sockaddr_storage storage;
    memcpy(&storage.ss_family, sa, sizeof storage.ss_family);
    if (storage.ss_family == AF_INET) {
        struct sockaddr_in in;
        memcpy(&in, sa, sizeof in);
        return private4((const uint8_t *)&in.sin_addr);
    }
    if (storage.ss_family == AF_INET6) {
        struct sockaddr_in6 in6;
        memcpy(&in6, sa, sizeof in6);
        return private6(in6.sin6_addr.s6_addr);
    }
    return true;
}

#define PAGE_MAX 65536 /* of a page that redirects, beyond what the file may have */

/* One transfer. `code` is what a callback found; curl then says only that it was aborted. */
struct transfer {
    const struct pl_fetch_options *options;
    int fd;
    struct pl_fetched found;
    struct pl_error *err;
    int code;
    bool conditional; /* the question was: only if it changed */
    long http;        /* status of the answer whose headers are being read */
};

static curl_socket_t open_socket(void *ctx, curlsocktype purpose, struct curl_sockaddr *address) {
    struct transfer *t = ctx;
    (void)purpose;
    if (!t->options->allow_private && pl_fetch_address_private(&address->addr)) {
        t->code = pl_fail(t->err, PL_E_REFUSED,
                          "%s leads to a private or special network address, which no publisher has", t->options->url);
        return CURL_SOCKET_BAD;
    }
    return socket(address->family, address->socktype | SOCK_CLOEXEC, address->protocol);
}

static int too_large(const struct transfer *t) {
    return pl_fail(t->err, PL_E_LIMIT, "%s: the answer is larger than %llu bytes", t->options->url,
                   (unsigned long long)t->options->max_bytes);
}

static size_t take_bytes(char *bytes, size_t one, size_t n, void *ctx) {
    struct transfer *t = ctx;
    n *= one;
    if (t->http != 200) { /* a page that explains an error is not the file, and has no end that we need */
        t->code = pl_fail(t->err, PL_E_INPUT, "%s: the publisher answers %ld", t->options->url, t->http);
        return 0;
    }
    if (n > t->options->max_bytes - t->found.bytes) {
        t->code = too_large(t);
        return 0;
    }
    t->code = pl_file_write_all(t->fd, bytes, n, t->err);
    t->found.bytes += n;
    return t->code == 0 ? n : 0;
}

/* What a header may hold, and what is sent back in one: fits, and is plain text in one line. */
static bool plain_value(pl_str value) {
    bool plain = value.n > 0 && value.n < PL_FETCH_MAX_TAG;
    for (size_t i = 0; plain && i < value.n; i++) {
        plain = value.p[i] >= ' ' && value.p[i] <= '~';
    }
    return plain;
}

/* Keeps the value of a header where it is plain. */
static void keep_header(pl_str line, pl_str name, char kept[PL_FETCH_MAX_TAG]) {
    if (line.n <= name.n || line.p[name.n] != ':' || !pl_str_eq_nocase(pl_str_sub(line, 0, name.n), name)) {
        return;
    }
    pl_str value = pl_str_trim(pl_str_sub(line, name.n + 1, line.n));
    if (plain_value(value)) {
        memcpy(kept, value.p, value.n);
        kept[value.n] = '\0';
    }
}

/* `HTTP/1.1 200 OK`: the status, 0 for any other line. */
static long status_of(pl_str line) {
    uint64_t status = 0;
    if (!pl_str_starts(line, PL_STR("HTTP/"))) {
        return 0;
    }
    (void)pl_str_cut(&line, ' ');
    pl_str digits = line.p != NULL ? pl_str_cut(&line, ' ') : line;
    return pl_str_u64(pl_str_trim(digits), &status) ? (long)(status % 1000) : 0;
}

static size_t take_header(char *bytes, size_t one, size_t n, void *ctx) {
    struct transfer *t = ctx;
    pl_str line = pl_str_make(bytes, one * n);
    long status = status_of(line);
    if (status != 0) { /* a new answer: what an earlier one said (a redirect) is not the file's */
        t->http = status;
        t->found.etag[0] = '\0';
        t->found.last_modified[0] = '\0';
    }
    keep_header(line, PL_STR("etag"), t->found.etag);
    keep_header(line, PL_STR("last-modified"), t->found.last_modified);
    return one * n;
}

static int progress(void *ctx, curl_off_t total, curl_off_t now, curl_off_t up_total, curl_off_t up_now) {
    struct transfer *t = ctx;
    (void)total, (void)up_total, (void)up_now;
    if (t->options->cancelled != NULL && t->options->cancelled(t->options->ctx) != 0) {
        t->code = pl_fail(t->err, PL_E_INTERRUPTED, "interrupted");
        return 1;
    }
    if (now >= 0 && (uint64_t)now > t->options->max_bytes + PAGE_MAX) { /* also of a page that redirects */
        t->code = too_large(t);
        return 1;
    }
    return 0;
}

/* Adds a header line where there is a plain value; false without memory. */
static bool add_condition(struct curl_slist **headers, const char *name, const char *value) {
    if (value == NULL || !plain_value(pl_str_from(value))) {
        return true;
    }
    PL_BUF_AUTO text;
    pl_buf_open(&text, PL_FETCH_MAX_TAG + 32);
    pl_buf_add_fmt(&text, "%s: %s", name, value);
    pl_buf_add_char(&text, '\0');
    struct curl_slist *more = pl_buf_failed(&text) ? NULL : curl_slist_append(*headers, text.p);
    *headers = more != NULL ? more : *headers;
    return more != NULL;
}

/* Every option must be taken: one that this curl does not know would open what it was to shut. */
static CURLcode set_up(CURL *curl, struct transfer *t, struct curl_slist *headers, char *why) {
    const struct pl_fetch_options *o = t->options;
    long timeout = o->timeout_s > 0 ? (long)o->timeout_s : 30;
    CURLcode bad = CURLE_OK;
#define SET(option, value) bad = bad == CURLE_OK ? curl_easy_setopt(curl, option, value) : bad
    SET(CURLOPT_URL, o->url);
    SET(CURLOPT_PROTOCOLS_STR, "https");
    SET(CURLOPT_REDIR_PROTOCOLS_STR, "https");
    SET(CURLOPT_FOLLOWLOCATION, 1L);
    SET(CURLOPT_MAXREDIRS, (long)PL_FETCH_MAX_REDIRECTS);
    SET(CURLOPT_PROXY, "");
    SET(CURLOPT_NETRC, (long)CURL_NETRC_IGNORED);
    SET(CURLOPT_NOSIGNAL, 1L);
    SET(CURLOPT_CONNECTTIMEOUT, timeout);
    SET(CURLOPT_LOW_SPEED_LIMIT, 1024L);
    SET(CURLOPT_LOW_SPEED_TIME, timeout);
    SET(CURLOPT_USERAGENT, "plimsoll/" PL_VERSION);
    SET(CURLOPT_HTTPHEADER, headers);
    SET(CURLOPT_OPENSOCKETFUNCTION, open_socket);
    SET(CURLOPT_OPENSOCKETDATA, t);
    SET(CURLOPT_WRITEFUNCTION, take_bytes);
    SET(CURLOPT_WRITEDATA, t);
    SET(CURLOPT_HEADERFUNCTION, take_header);
    SET(CURLOPT_HEADERDATA, t);
    SET(CURLOPT_XFERINFOFUNCTION, progress);
    SET(CURLOPT_XFERINFODATA, t);
    SET(CURLOPT_NOPROGRESS, 0L);
    SET(CURLOPT_ERRORBUFFER, why);
    if (o->ca_file != NULL) {
        SET(CURLOPT_CAINFO, o->ca_file);
        SET(CURLOPT_CAPATH, NULL);
    }
#undef SET
    return bad;
}

/* What curl says, in our terms. */
static int judge(struct transfer *t, CURLcode result, const char *why) {
    const char *url = t->options->url;
    if (t->code != 0) {
        return t->code;
    }
    switch ((int)result) {
    case CURLE_OK:
        break;
    case CURLE_OUT_OF_MEMORY:
        return pl_fail(t->err, PL_E_NOMEM, "out of memory");
    case CURLE_UNSUPPORTED_PROTOCOL:
        return pl_fail(t->err, PL_E_REFUSED, "%s leads away from https, which is not followed", url);
    case CURLE_TOO_MANY_REDIRECTS:
        return pl_fail(t->err, PL_E_REFUSED, "%s is redirected more than %d times", url, PL_FETCH_MAX_REDIRECTS);
    case CURLE_PARTIAL_FILE:
        return pl_fail(t->err, PL_E_INPUT, "%s: the answer ended after %llu bytes, before its end", url,
                       (unsigned long long)t->found.bytes);
    default:
        return pl_fail(t->err, PL_E_INPUT, "%s: %s", url, why[0] != '\0' ? why : curl_easy_strerror(result));
    }
    if (t->http == 304 && t->conditional) {
        t->found.status = PL_FETCH_UNCHANGED;
        return 0;
    }
    if (t->http != 200) {
        return pl_fail(t->err, PL_E_INPUT, "%s: the publisher answers %ld", url, t->http);
    }
    return 0;
}

int pl_fetch(const struct pl_fetch_options *options, int fd, struct pl_fetched *ret, struct pl_error *err) {
    struct transfer t = {.options = options, .fd = fd, .err = err};
    char why[CURL_ERROR_SIZE] = "";
    if (!pl_str_eq_nocase(pl_str_sub(pl_str_from(options->url), 0, 8), PL_STR("https://"))) {
        return pl_fail(err, PL_E_USAGE, "%s is no https:// address", options->url);
    }
    CURL *curl = curl_easy_init();
    struct curl_slist *headers = NULL;
    bool asked = curl != NULL && add_condition(&headers, "If-None-Match", options->etag) &&
                 add_condition(&headers, "If-Modified-Since", options->last_modified);
    t.conditional = headers != NULL;
    CURLcode result = asked ? set_up(curl, &t, headers, why) : CURLE_OUT_OF_MEMORY;
    result = result == CURLE_OK ? curl_easy_perform(curl) : result;
    curl_slist_free_all(headers);
    curl_easy_cleanup(curl);
    int code = judge(&t, result, why);
    if (code == 0) {
        *ret = t.found;
    }
    return code;
}
