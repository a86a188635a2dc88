/* A secret from whoever runs the program: from a file that only its owner may read, or typed at the terminal without
 * being shown. Never from the command line, where others could read it. */
#ifndef PL_BASE_SECRET_H
#define PL_BASE_SECRET_H

#include "base/buf.h"
#include "base/error.h"

#define PL_SECRET_MAX 1024 /* bytes */

/* file: its first line, or NULL: asks at /dev/tty, saying prompt. The caller wipes out (explicit_bzero) and closes it.
 * A signal that ends the program meanwhile does so once the terminal shows again what is typed. NOT_FOUND without a
 * file and a terminal; IO for a terminal that would show it; REFUSED for a file that others may read; EMPTY for an
 * empty secret. */
PL_MUST int pl_secret_read(const char *file, const char *prompt, struct pl_buf *out, struct pl_error *err);

/* Wipes and closes. */
void pl_secret_wipe(struct pl_buf *secret);
#define PL_SECRET_AUTO __attribute__((cleanup(pl_secret_wipe))) struct pl_buf

#endif
