/* The files that `screen` is asked with: --batch CSV, --pairs CSV, --entities JSON lines; each row as parties.
 *
 * A row that cannot be read is given too, with its fault: every row has an answer. Faults are told on stderr with file,
 * line and byte (the first 3, then their number). Compressed files are fine; "-" is standard input. */
#ifndef PL_APP_SCREEN_ROWS_H
#define PL_APP_SCREEN_ROWS_H

#include <stdint.h>

#include "app/screen.h"
#include "base/arena.h"
#include "base/error.h"

/* Columns of a batch: name, and where wanted id (else the number of the row, from 1), schema, birth_date, country, imo;
 * of pairs: id, name_a, name_b, and schema. Names of columns in any case and order; others are named once and left out.
 * Entities: {"id","schema","query":
 * {...},"candidate":{...}}, each side properties of FollowTheMoney, or an entity with "schema" and "properties". */
enum pl_screen_rows_kind { PL_SCREEN_ROWS_BATCH, PL_SCREEN_ROWS_PAIRS, PL_SCREEN_ROWS_ENTITIES };

struct pl_screen_row {
    bool has_id;
    pl_str id;
    pl_str query;          /* batch: the name, or else the number */
    struct pl_entity a, b; /* b: of pairs and entities */
    pl_str fault;          /* why nothing of the row can be read; "" */
    pl_str note;           /* what of it was left out, for its answer; "" */
};

struct pl_screen_rows_counts {
    uint64_t rows;     /* given, faulty ones among them */
    uint64_t faulty;   /* rows with a fault */
    uint64_t left_out; /* rows of which a value was left out */
};

/* A code other than 0 stops the reading. */
typedef int (*pl_screen_row_sink)(void *ctx, const struct pl_screen_row *row, struct pl_error *err);

/* Rows and all they point to live in the arena, which the sink may close when it has done with all rows so far.
 * countries may be NULL. FORMAT with line and byte for a file without the columns that it needs or with an open quote;
 * EMPTY without a row; INPUT, NOMEM, what the sink returned. *ret_counts is set in any case. name is what messages call
 * the file; NULL: no messages. */
PL_MUST int pl_screen_rows_read(int kind, const char *path, const char *name, bool exercise,
                                const struct pl_countries *countries, struct pl_arena *arena, pl_screen_row_sink sink,
                                void *ctx, struct pl_screen_rows_counts *ret_counts, struct pl_error *err);

/* The same over bytes in memory, which name is for messages (NULL: none). */
PL_MUST int pl_screen_rows_bytes(int kind, pl_str bytes, const char *name, bool exercise,
                                 const struct pl_countries *countries, struct pl_arena *arena, pl_screen_row_sink sink,
                                 void *ctx, struct pl_screen_rows_counts *ret_counts, struct pl_error *err);

/* What of a question cannot be understood is left out, and said in *io_note (arena): less to compare, never less to
 * see. countries may be NULL: then a state is not looked at. NOMEM. */
PL_MUST int pl_screen_question_check(struct pl_screen_question *question, bool exercise,
                                     const struct pl_countries *countries, struct pl_arena *arena, pl_str *io_note,
                                     struct pl_error *err);

/* The schema that a text names: a FollowTheMoney schema in any case, or individual, entity, ship, aircraft; -1. */
int pl_screen_schema_of(pl_str text);

#endif
