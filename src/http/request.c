#include "http/request.h"

#include "base/utf8.h"
#include "base/buf.h"

#include "base/ban.h"

static const struct {
    const char *suffix, *type;
} FORMS[] = {
#define PL_FORM_ROW(name, suffix, type) {suffix, type},
    PL_FORMS(PL_FORM_ROW)
#undef PL_FORM_ROW
};

static int form_place(int form) {
    for (int i = 0; i < PL_FORM_COUNT; i++) {
        if (form == 1 << i) {
            return i;
        }
    }
    return -1;
}

const char *pl_form_suffix(int form) {
    int i = form_place(form);
    return i < 0 ? "" : FORMS[i].suffix;
}

const char *pl_form_type(int form) {
    int i = form_place(form);
    return i < 0 ? "application/octet-stream" : FORMS[i].type;
}

/* ---- escapes ---- */

static int hex_value(char c) {
    if (c >= '0' && c <= '9') {
        return c - '0';
    }
    if (c >= 'a' && c <= 'f') {
        return c - 'a' + 10;
    }
    return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

static bool is_clean(const char *p, size_t n) {
    for (size_t i = 0; i < n; i++) {
        if ((unsigned char)p[i] < 0x20 || p[i] == 0x7f) {
            return false;
        }
    }
    return pl_utf8_is_valid(pl_str_make(p, n));
}

int pl_http_decode(pl_str text, bool plus, struct pl_arena *arena, pl_str *ret, struct pl_error *err) {
    char *out = pl_arena_alloc(arena, text.n + 1);
    size_t n = 0;
    if (out == NULL) {
        return pl_fail(err, PL_E_NOMEM, "no memory to read a request");
    }
    for (size_t i = 0; i < text.n; i++) {
        char c = text.p[i];
        if (c == '%') {
            int high = i + 1 < text.n ? hex_value(text.p[i + 1]) : -1;
            int low = i + 2 < text.n ? hex_value(text.p[i + 2]) : -1;
            if (high < 0 || low < 0) {
                return pl_fail(err, PL_E_USAGE, "the address has a broken escape: %% wants two hex digits");
            }
            c = (char)(high * 16 + low);
            i += 2;
        } else if (plus && c == '+') {
            c = ' ';
        }
        out[n++] = c;
    }
    out[n] = '\0';
    if (!is_clean(out, n)) {
        return pl_fail(err, PL_E_USAGE, "the address is no UTF-8 text without control characters");
    }
    *ret = pl_str_make(out, n);
    return PL_E_OK;
}

bool pl_http_same_secret(pl_str a, pl_str b) {
    unsigned char differ = 0;
    if (a.n == 0 || a.n != b.n) {
        return false;
    }
    for (size_t i = 0; i < a.n; i++) {
        differ |= (unsigned char)((unsigned char)a.p[i] ^ (unsigned char)b.p[i]);
    }
    return differ == 0;
}

/* ---- the target ---- */

/* Segments are cut before they are decoded, so that an escaped slash never makes a new one. */
static int check_path(pl_str raw, struct pl_arena *arena, struct pl_error *err) {
    pl_str rest = pl_str_sub(raw, 1, raw.n);
    while (rest.p != NULL) {
        pl_str text, segment = pl_str_cut(&rest, '/');
        bool last = rest.p == NULL;
        int rc = pl_http_decode(segment, false, arena, &text, err);
        if (rc != PL_E_OK) {
            return rc;
        }
        bool dots = pl_str_eq(text, PL_STR(".")) || pl_str_eq(text, PL_STR(".."));
        bool slash = pl_str_find(text, '/') < text.n || pl_str_find(text, '\\') < text.n;
        if (dots || slash || (text.n == 0 && !last) || text.n > PL_SEGMENT_MAX) {
            return pl_fail(err, PL_E_USAGE, "the path has an empty, dotted or too long segment");
        }
    }
    return PL_E_OK;
}

static void take_form(struct pl_request *req) {
    size_t slash = req->path.n;
    while (slash > 0 && req->path.p[slash - 1] != '/') {
        slash--;
    }
    pl_str last = pl_str_sub(req->path, slash, req->path.n);
    for (int i = 0; i < PL_FORM_COUNT; i++) {
        size_t n = strlen(FORMS[i].suffix);
        if (last.n > n + 1 && last.p[last.n - n - 1] == '.' && pl_str_ends(last, pl_str_from(FORMS[i].suffix))) {
            req->form = 1 << i;
            req->path.n -= n + 1;
            return;
        }
    }
}

static int add_parameter(struct pl_request *req, pl_str pair, struct pl_arena *arena, struct pl_error *err) {
    pl_str name, value = PL_STR(""), rest = pair;
    if (pair.n == 0) {
        return PL_E_OK;
    }
    pl_str raw = pl_str_cut(&rest, '=');
    int rc = pl_http_decode(raw, true, arena, &name, err);
    if (rc == PL_E_OK && rest.p != NULL) {
        rc = pl_http_decode(rest, true, arena, &value, err);
    }
    if (rc != PL_E_OK) {
        return rc;
    }
    if (req->n_query == PL_QUERY_MAX) {
        return pl_fail(err, PL_E_USAGE, "more than %d parameters", PL_QUERY_MAX);
    }
    req->query[req->n_query++] = (struct pl_http_field){name, value};
    return PL_E_OK;
}

int pl_request_target(pl_str method, pl_str target, struct pl_arena *arena, struct pl_request *ret,
                      struct pl_error *err) {
    struct pl_request req = {.method = method};
    if (target.n == 0 || target.p[0] != '/' || target.n > PL_TARGET_MAX) {
        return pl_fail(err, PL_E_USAGE, "the address is no path of at most %d bytes", PL_TARGET_MAX);
    }
    pl_str rest = target;
    pl_str raw = pl_str_cut(&rest, '?');
    int rc = check_path(raw, arena, err);
    rc = rc == PL_E_OK ? pl_http_decode(raw, false, arena, &req.whole, err) : rc;
    while (rc == PL_E_OK && rest.p != NULL) {
        rc = add_parameter(&req, pl_str_cut(&rest, '&'), arena, err);
    }
    if (rc != PL_E_OK) {
        return rc;
    }
    req.path = req.whole;
    take_form(&req);
    *ret = req;
    return PL_E_OK;
}

/* ---- what it says ---- */

int pl_request_add_header(struct pl_request *req, pl_str name, pl_str value, struct pl_error *err) {
    if (req->n_headers == PL_HEADERS_MAX) {
        return pl_fail(err, PL_E_USAGE, "more than %d header fields", PL_HEADERS_MAX);
    }
    req->headers[req->n_headers++] = (struct pl_http_field){name, value};
    return PL_E_OK;
}

pl_str pl_request_query(const struct pl_request *req, const char *name) {
    for (size_t i = 0; i < req->n_query; i++) {
        if (pl_str_eq(req->query[i].name, pl_str_from(name))) {
            return req->query[i].value;
        }
    }
    return (pl_str){NULL, 0};
}

pl_str pl_request_header(const struct pl_request *req, const char *name) {
    for (size_t i = 0; i < req->n_headers; i++) {
        if (pl_str_eq_nocase(req->headers[i].name, pl_str_from(name))) {
            return req->headers[i].value;
        }
    }
    return (pl_str){NULL, 0};
}

pl_str pl_request_cookie(const struct pl_request *req, const char *name) {
    pl_str rest = pl_request_header(req, "Cookie");
    while (rest.p != NULL) {
        pl_str value = pl_str_trim(pl_str_cut(&rest, ';'));
        pl_str key = pl_str_cut(&value, '=');
        if (value.p != NULL && pl_str_eq(key, pl_str_from(name))) {
            return value;
        }
    }
    return (pl_str){NULL, 0};
}

int pl_request_range(const struct pl_request *req, uint64_t size, pl_str tag, uint64_t *ret_from, uint64_t *ret_n,
                     struct pl_error *err) {
    pl_str text = pl_request_header(req, "Range"), condition = pl_request_header(req, "If-Range");
    uint64_t first = 0, last = 0;
    *ret_from = *ret_n = 0;
    if ((condition.p != NULL && !pl_str_eq(condition, tag)) || pl_str_eq(req->method, PL_STR("HEAD"))) {
        return PL_E_OK;
    }
    if (!pl_str_starts(text, PL_STR("bytes=")) || pl_str_find(text, ',') < text.n) {
        return PL_E_OK;
    }
    pl_str to = pl_str_sub(text, 6, text.n);
    pl_str from = pl_str_cut(&to, '-');
    bool has_first = pl_str_u64(from, &first), has_last = to.p != NULL && pl_str_u64(to, &last);
    if (to.p == NULL || (from.n > 0 && !has_first) || (to.n > 0 && !has_last) || (!has_first && !has_last) ||
        (has_first && has_last && last < first)) {
        return PL_E_OK; /* not understood: the whole is sent */
    }
    if (!has_first) { /* the last N bytes */
        first = last < size ? size - last : 0;
        last = size > 0 && last > 0 ? size - 1 : 0;
        has_last = true;
        if (size == 0 || pl_str_eq(to, PL_STR("0"))) {
            first = size;
        }
    }
    if (first >= size) {
        return pl_fail(err, PL_E_FORMAT, "the range begins behind the last of %llu bytes", (unsigned long long)size);
    }
    last = has_last && last < size ? last : size - 1;
    *ret_from = first;
    *ret_n = last - first + 1;
    return PL_E_OK;
}
