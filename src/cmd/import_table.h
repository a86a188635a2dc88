/* import --as: a table of observations. Its options are those of import. */
#ifndef PL_CMD_IMPORT_TABLE_H
#define PL_CMD_IMPORT_TABLE_H

#include "cmd/cmd.h"

/* The exit status. Only for a command line that has --as. */
int pl_cmd_import_table(const struct pl_args *args);

#endif
