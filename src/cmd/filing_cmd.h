/* Commands that file something (evidence/filing): their options are the fields of its kind. */
#ifndef PL_CMD_FILING_CMD_H
#define PL_CMD_FILING_CMD_H

#include "app/filing.h"
#include "cmd/cmd.h"
#include "evidence/filing_fields.h"

/* clang-format off */
#define PL_CMD_VALUE_TEXT(words)     "TEXT"
#define PL_CMD_VALUE_WORD(words)     words
#define PL_CMD_VALUE_YES(words)      NULL
#define PL_CMD_VALUE_WHEN(words)     "TIME"
#define PL_CMD_VALUE_DAY(words)      "DAY"
#define PL_CMD_VALUE_LAT(words)      "DEGREES"
#define PL_CMD_VALUE_LON(words)      "DEGREES"
#define PL_CMD_VALUE_NUMBER(words)   "N"
#define PL_CMD_VALUE_COUNT(words)    "N"
#define PL_CMD_VALUE_QUANTITY(words) "QUANTITY"
#define PL_CMD_VALUE_REF(words)      "ID"
#define PL_CMD_VALUE_REFS(words)     "IDS"
#define PL_CMD_VALUE_HASH(words)     "SHA256"
#define PL_CMD_KIND_YES PL_OPT_FLAG
#define PL_CMD_FIELD_OPTION(field_type, field, option, required, words, say)                                           \
    {.name = option,                                                                                                   \
     .kind = PL_FILING_##field_type == PL_FILING_YES ? PL_OPT_FLAG : PL_OPT_TEXT,                                      \
     .value = PL_CMD_VALUE_##field_type(words),                                                                        \
     .text = say},

/* The options of a kind: its fields, what every filing has, --marking and --json. */
#define PL_CMD_FILING_OPTIONS(KIND)                                                                                    \
    ((const struct pl_opt[]){PL_FILING_OF_##KIND(PL_CMD_FIELD_OPTION) PL_FILING_OF_COMMON(PL_CMD_FIELD_OPTION)         \
        {.name = "marking", .kind = PL_OPT_TEXT, .value = "M", .text = "who may see it; unset: TLP:RED"},              \
        {.name = "json", .text = "what was written, as one JSON line and a summary"},                                  \
        {.name = NULL}})
/* clang-format on */

/* The field's option: dashes for underscores; "" in out where it is too long. */
void pl_cmd_option_of(const char *field, char out[32]);

/* Files one of the kind with that letter: positional arguments fill the fields named in `places` (NULL ends), where
 * "FILE" is a path that is kept. The exit status. */
int pl_cmd_file(const struct pl_args *args, char letter, const char *const *places);

#endif
