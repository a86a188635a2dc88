/* What a connection is about, and for how long it may be: libmicrohttpd ends one that is without a byte, not one that
 * sends a byte now and then.
 *
 * WAITING for a request's fields 30 s, BODY 120 s, ANSWERING as long as it takes, SENDING 1,800 s; then it is ended. */
#ifndef PL_HTTP_PHASE_H
#define PL_HTTP_PHASE_H

#include <microhttpd.h>

#include "base/error.h"

enum pl_phase { PL_PHASE_WAITING, PL_PHASE_BODY, PL_PHASE_ANSWERING, PL_PHASE_SENDING };

struct pl_phases;

/* Starts a thread that ends what stays for too long. hurry: the times pass so many times as fast, 1 or more. */
PL_MUST int pl_phases_open(unsigned hurry, struct pl_phases **ret, struct pl_error *err);

/* Who lingers is let go. */
void pl_phases_end(struct pl_phases *phases);

/* After the library has let go of all connections. Accepts NULL. */
void pl_phases_close(struct pl_phases *phases);

/* An MHD_NotifyConnectionCallback of these phases: a connection is WAITING from its start. */
void pl_phases_connection(void *phases, struct MHD_Connection *connection, void **socket_context,
                          enum MHD_ConnectionNotificationCode what);

void pl_phase_enter(struct pl_phases *phases, struct MHD_Connection *connection, enum pl_phase phase);

/* Reads and drops what still arrives behind an answer that was sent before its request was read, until the other side
 * has ended, 5 s at most: to close a socket with bytes unread resets it, and the answer may be lost on its way. */
void pl_phase_linger(struct pl_phases *phases, struct MHD_Connection *connection);

#endif
