/* An answer becomes a response of libmicrohttpd: the fields of safety that every answer carries, gzip for who takes it,
 * a body or a file. Source: RFC 9110, RFC 9111 (Cache-Control), CSP Level 3. */
#ifndef PL_HTTP_SEND_H
#define PL_HTTP_SEND_H

#include <microhttpd.h>

#include "http/answer.h"
#include "http/request.h"

/* What every answer allows a browser; more: further sources of pictures, as " https://host". */
#define PL_POLICY(more)                                                                                                \
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:" more                         \
    "; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"

/* Takes the answer's body or file. req NULL: nothing is known of what the asker takes. tls: it
 * is demanded from now on (RFC 6797). last: the connection ends behind it. MHD_NO, without
 * memory: the library ends the connection. */
enum MHD_Result pl_send_answer(struct MHD_Connection *connection, struct pl_answer *answer,
                               const struct pl_request *req, bool tls, bool last);

/* A problem (pl_answer_problem) of that status, and the end of the connection. */
enum MHD_Result pl_send_refusal(struct MHD_Connection *connection, int status, enum pl_code code, const char *why,
                                bool tls);

#endif
