/* What an import did, as `import --json` prints it and the API answers: a line a file, and the summary. */
#ifndef PL_APP_IMPORT_JSON_H
#define PL_APP_IMPORT_JSON_H

#include "app/import.h"
#include "base/buf.h"

void pl_import_file_json(const struct pl_import_file *file, struct pl_buf *out);
/* watch: also what became of the watch list. */
void pl_import_done_json(const struct pl_import_done *done, bool watch, struct pl_buf *out);

#endif
