/* DOCX by Debian's pandoc, where it is installed: our tree in, a file out. The program is started without a shell, with
 * nothing of the case but that tree, which names no file: its pictures are in it. (Debian's pandoc finds its own
 * template no more under --sandbox.) */
#ifndef PL_APP_PANDOC_H
#define PL_APP_PANDOC_H

#include <stdbool.h>

#include "base/error.h"
#include "base/str.h"

/* Writes dir/name from pandoc's JSON tree; *ret_made is false where there is no pandoc. IO where it failed. */
PL_MUST int pl_pandoc_docx(const char *dir, const char *name, pl_str tree, bool *ret_made, struct pl_error *err);

#endif
