/* import, for one file that came over the network: a recording or an official list in memory.
 *
 * The bytes go through a file without a name, so that nothing is left of them but what the case keeps. A part of an
 * OFAC list in CSV is refused: its parts come together, which `import` on the command line does. */
#ifndef PL_APP_IMPORT_UPLOAD_H
#define PL_APP_IMPORT_UPLOAD_H

#include "app/import.h"
#include "base/buf.h"
#include "base/error.h"
#include "base/str.h"

/* options: as for pl_import_run, without paths, parts and watch; called: the file's name. lines receives what
 * `import --json` prints of it, and, with `watch`, new hits on the watch list (it is of all lists: not for who is
 * limited by a clearance). The file's own refusal is returned, and what pl_import_run returns; EMPTY without bytes. */
PL_MUST int pl_import_upload(const char *case_dir, const struct pl_import_options *options, pl_str bytes, bool watch,
                             struct pl_buf *lines, struct pl_import_done *ret, struct pl_error *err);

#endif
