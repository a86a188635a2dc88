/* Who is signed in: sessions over the accounts of a case (http/account), in memory alone; they end with the server.
 *
 * A session is 256 random bits in a cookie (HttpOnly, SameSite=Strict, Secure and __Host- under TLS), of which only the
 * SHA-256 is kept here, and a token of 256 bits for writes. It ends an hour after the last request (/api/stream does
 * not count: an open page is nobody at work), 12 hours after it began, when its account changes, and by signing out.
 * The accounts file is looked at with every request. Where it cannot be read, nobody is let in.
 *
 * Names that do not exist cost a hash, too; tries are limited (http/limit): 5 free ones for a name, then a delay up to
 * 60 s; 20 for an address, then up to 15 minutes. All functions may be called by any thread. */
#ifndef PL_HTTP_LOGIN_H
#define PL_HTTP_LOGIN_H

#include <stdbool.h>
#include <stdint.h>

#include "base/error.h"
#include "base/str.h"
#include "http/route.h"

#define PL_LOGIN_IDLE_S   3600
#define PL_LOGIN_LIFE_S   (12 * 3600)
#define PL_LOGIN_SESSIONS 512 /* in all; 16 of an account: of more the least used ends */

struct pl_login;

/* secure: cookies travel under TLS alone. port: stands in the cookie's name, for a browser sends the cookies of one
 * port to all. case_dir must outlive it. NOMEM, IO. */
PL_MUST int pl_login_open(const char *case_dir, bool secure, unsigned port, struct pl_login **ret,
                          struct pl_error *err);
void pl_login_close(struct pl_login *login); /* accepts NULL */

/* Must one sign in? True once there were accounts, or where their file cannot be read; from then on to the end. */
bool pl_login_demanded(struct pl_login *login);

/* The viewer that the request's cookie stands for: its strings in the arena; PL_ROLE_NOBODY where it stands for none.
 * at_us: monotonic. touch: counts as use of the session. */
void pl_login_viewer(struct pl_login *login, const struct pl_request *req, int64_t at_us, bool touch,
                     struct pl_arena *arena, struct pl_viewer *ret);

/* Signs in. *ret_cookie: a Set-Cookie; *ret_csrf: the session's token. *ret_wait_s: to wait where it is LIMIT (too many
 * tries). REFUSED for a name or password that is wrong, with one message for both. */
PL_MUST int pl_login_in(struct pl_login *login, pl_str name, pl_str password, pl_str address, int64_t at_us,
                        struct pl_arena *arena, pl_str *ret_cookie, pl_str *ret_csrf, unsigned *ret_wait_s,
                        struct pl_error *err);

/* Ends the session of the request's cookie; *ret_cookie: the Set-Cookie that removes it from the browser. */
PL_MUST int pl_login_out(struct pl_login *login, const struct pl_request *req, struct pl_arena *arena,
                         pl_str *ret_cookie, struct pl_error *err);

/* 256 random bits of the system as hex. IO. */
PL_MUST int pl_login_secret(char ret[65], struct pl_error *err);

#endif
