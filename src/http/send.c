#include "http/send.h"

#include <string.h>
#include <zlib.h>

#include "base/ban.h"

#define GZIP_FROM 1024 /* bytes */

static void add_safety(struct MHD_Response *response, bool tls) {
    static const char *const FIELDS[][2] = {
        {"Content-Security-Policy", PL_POLICY("")},
        {"X-Content-Type-Options", "nosniff"},
        {"Referrer-Policy", "no-referrer"},
        {"Cross-Origin-Opener-Policy", "same-origin"},
        {"Cross-Origin-Resource-Policy", "same-origin"},
        {"Permissions-Policy", "camera=(), geolocation=(), microphone=(), payment=(), usb=()"},
    };
    for (size_t i = 0; i < sizeof FIELDS / sizeof FIELDS[0]; i++) {
        (void)MHD_add_response_header(response, FIELDS[i][0], FIELDS[i][1]);
    }
    if (tls) {
        (void)MHD_add_response_header(response, "Strict-Transport-Security", "max-age=15552000");
    }
}

static bool accepts_gzip(const struct pl_request *req) {
    pl_str text = pl_request_header(req, "Accept-Encoding");
    size_t at = text.p != NULL ? pl_str_find_nocase(text, PL_STR("gzip")) : 0;
    pl_str behind = pl_str_sub(text, at + 4, 5);
    return text.p != NULL && at < text.n && !pl_str_eq(behind, PL_STR(";q=0")) &&
           !pl_str_starts(behind, PL_STR(";q=0,"));
}

static void to_gzip(struct pl_answer *answer) {
    z_stream z = {0};
    struct pl_buf out;
    pl_buf_open(&out, answer->body.n);
    if (deflateInit2(&z, 1, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY) != Z_OK) {
        return;
    }
    char *room = pl_buf_reserve(&out, answer->body.n);
    union {
        const char *given;
        unsigned char *next;
    } in = {.given = answer->body.p};
    z.next_in = in.next;
    z.avail_in = (unsigned)answer->body.n;
    z.next_out = (unsigned char *)room;
    z.avail_out = (unsigned)answer->body.n;
    bool good = room != NULL && deflate(&z, Z_FINISH) == Z_STREAM_END; /* else it would not be smaller */
    out.n = good ? (size_t)z.total_out : 0;
    deflateEnd(&z);
    if (good) {
        pl_buf_close(&answer->body);
        answer->body = out;
        answer->gzip = true;
    } else {
        pl_buf_close(&out);
    }
}

/* For whoever takes no gzip. */
static bool from_gzip(const void *bytes, size_t n, struct pl_buf *out) {
    z_stream z = {0};
    union {
        const void *given;
        unsigned char *next;
    } in = {.given = bytes};
    pl_buf_open(out, PL_ANSWER_MAX);
    if (inflateInit2(&z, 15 + 16) != Z_OK) {
        return false;
    }
    z.next_in = in.next;
    z.avail_in = (unsigned)n;
    int rc = Z_OK;
    while (rc == Z_OK) {
        char *room = pl_buf_reserve(out, 65536);
        if (room == NULL) {
            break;
        }
        z.next_out = (unsigned char *)room;
        z.avail_out = 65536;
        rc = inflate(&z, Z_NO_FLUSH);
        out->n += 65536 - z.avail_out;
    }
    inflateEnd(&z);
    return rc == Z_STREAM_END;
}

/* The response takes the body's memory, or the file, with it. */
static struct MHD_Response *to_response(struct pl_answer *answer, const struct pl_request *req) {
    struct MHD_Response *response = NULL;
    if (answer->fixed != NULL && answer->gzip && !accepts_gzip(req)) {
        answer->gzip = false;
        if (!from_gzip(answer->fixed, answer->n_fixed, &answer->body)) {
            return NULL;
        }
        answer->fixed = NULL;
    }
    if (answer->fd > 0) {
        response = MHD_create_response_from_fd_at_offset64(answer->file_n, answer->fd, answer->file_from);
        answer->fd = response != NULL ? 0 : answer->fd;
        return response;
    }
    union {
        const void *given;
        void *bytes;
    } fixed = {.given = answer->fixed};
    if (answer->fixed != NULL) {
        return MHD_create_response_from_buffer(answer->n_fixed, fixed.bytes, MHD_RESPMEM_PERSISTENT);
    }
    bool text =
        answer->type != NULL && (strncmp(answer->type, "image/", 6) != 0 || strncmp(answer->type, "image/svg", 9) == 0);
    if (!answer->gzip && text && answer->body.n > GZIP_FROM && answer->body.n < UINT32_MAX && accepts_gzip(req)) {
        to_gzip(answer);
    }
    response = MHD_create_response_from_buffer(answer->body.n, answer->body.p,
                                               answer->body.p != NULL ? MHD_RESPMEM_MUST_FREE : MHD_RESPMEM_PERSISTENT);
    if (response != NULL) {
        answer->body = (struct pl_buf){.max_bytes = answer->body.max_bytes};
    }
    return response;
}

enum MHD_Result pl_send_answer(struct MHD_Connection *connection, struct pl_answer *answer,
                               const struct pl_request *req, bool tls, bool last) {
    static const struct pl_request NOTHING;
    struct MHD_Response *response = to_response(answer, req != NULL ? req : &NOTHING);
    if (response == NULL) {
        return MHD_NO;
    }
    add_safety(response, tls);
    if (answer->type != NULL) {
        (void)MHD_add_response_header(response, "Content-Type", answer->type);
    }
    if (answer->gzip) {
        (void)MHD_add_response_header(response, "Content-Encoding", "gzip");
    }
    (void)MHD_add_response_header(response, "Vary", "Accept-Encoding");
    if (pl_answer_field(answer, "Cache-Control").p == NULL) {
        (void)MHD_add_response_header(response, "Cache-Control",
                                      pl_answer_field(answer, "ETag").p != NULL ? "private, no-cache" : "no-store");
    }
    for (size_t i = 0; i < answer->n_headers; i++) { /* what a handler says stands in place of the same field above */
        const char *held = MHD_get_response_header(response, answer->headers[i].name);
        if (held != NULL) {
            (void)MHD_del_response_header(response, answer->headers[i].name, held);
        }
        (void)MHD_add_response_header(response, answer->headers[i].name, answer->headers[i].value);
    }
    if (last) {
        (void)MHD_add_response_header(response, "Connection", "close");
    }
    enum MHD_Result rc = MHD_queue_response(connection, (unsigned)answer->status, response);
    MHD_destroy_response(response);
    return rc;
}

enum MHD_Result pl_send_refusal(struct MHD_Connection *connection, int status, enum pl_code code, const char *why,
                                bool tls) {
    struct pl_error err = {0};
    PL_ANSWER_AUTO answer;
    pl_answer_open(&answer);
    pl_fail(&err, code, "%s", why);
    answer.status = status;
    pl_answer_problem(&answer, &err);
    if (status == 503 && pl_answer_field(&answer, "Retry-After").n == 0) {
        pl_answer_header(&answer, "Retry-After", PL_STR("2"));
    }
    return pl_send_answer(connection, &answer, NULL, tls, true);
}
