/* Lists that are a CSV with a header: columns told by their names in any order, rows into entities, one entity per row
 * or one joined from many rows.
 *
 * A format is a table (struct pl_rows_format) and a function that puts one row into an entity. Names of columns are
 * compared without case, spaces and punctuation ("D.O.B" is "dob"). Unknown columns are left out and counted in
 * publication.unread. A row that has not as many cells as the header (empty ones at its end apart) or that its format
 * cannot use is counted as rejected; bytes that are not UTF-8, and NUL, are FORMAT with line and byte. Where an entity
 * is joined, its rows need not be adjacent, so all entities wait for the end: memory in proportion to the list, with a
 * ceiling. Not shared between threads. Pure. */
#ifndef PL_LISTS_ROWS_H
#define PL_LISTS_ROWS_H

#include "lists/entity.h"

#define PL_ROWS_MAX_COLUMNS  128
#define PL_ROWS_MAX_ENTITIES 2000000
#define PL_ROWS_MAX_JOINED   ((uint64_t)256 << 20) /* bytes of a file whose entities wait for its end */

/* A column: how its heading is usually written, and other headings for it, normalised and joined with |; NULL none. */
struct pl_rows_column {
    const char *name;
    const char *also;
};

struct pl_rows;

/* One row; cells by the format's columns: "" where the file does not have one. */
struct pl_rows_row {
    const pl_str *cells;
    uint64_t line, offset;
    uint32_t length;
};

struct pl_rows_format {
    const char *words; /* "UK Sanctions List, CSV" */
    const char *list;
    const struct pl_rows_column *columns;
    size_t n_columns;
    size_t n_required; /* the first of them, without which it is another file */
    bool telling;      /* all but one of these tell it too: it is refused by the name of the one that is missing */
    unsigned preamble; /* lines that may stand above the header */
    bool joined;       /* an entity has several rows */
    char sep;          /* 0: found */
    /* Puts a row into an entity that pl_rows_entity gave; without asking for one the row is rejected. */
    int (*row)(struct pl_rows *rows, const struct pl_rows_row *row, struct pl_error *err);
    /* Called once an entity has all its rows; NULL: nothing to do. */
    int (*end)(struct pl_rows *rows, struct pl_entity *entity, struct pl_error *err);
};

struct pl_rows_options {
    pl_str list; /* instead of the format's; "" */
    bool exercise;
    uint64_t max_joined; /* instead of PL_ROWS_MAX_JOINED; 0: that */
};

/* Takes the first record off *head, trimmed: up to a line end outside of quotes, or all of it. */
pl_str pl_rows_first(pl_str *head, char sep);

/* True where the header, with all that is required, stands in the first lines of a file; nearly: where one required
 * column of a telling format may be missing. */
bool pl_rows_guess(const struct pl_rows_format *format, pl_str head, bool nearly);

/* options' strings must live as long as the reader. NOMEM. */
PL_MUST int pl_rows_open(const struct pl_rows_format *format, const struct pl_rows_options *options,
                         pl_entity_sink sink, void *ctx, struct pl_rows **ret_rows, struct pl_error *err);

/* The next n bytes. FORMAT naming the column that is missing; LIMIT; what the row function or the sink returned. */
PL_MUST int pl_rows_push(struct pl_rows *rows, const void *bytes, size_t n, struct pl_error *err);

/* The end: joined entities go to the sink in the order of their first rows. EMPTY without an entity; FORMAT with the
 * counts where more rows were rejected than read. The publication's strings live until close. */
PL_MUST int pl_rows_finish(struct pl_rows *rows, struct pl_publication *ret_publication, struct pl_error *err);

/* Accepts NULL. */
void pl_rows_close(struct pl_rows *rows);

struct pl_csv_record;

/* FORMAT with line and byte for a record with bytes that are not UTF-8, or NUL. */
PL_MUST int pl_rows_check_text(const struct pl_csv_record *record, struct pl_error *err);

/* For row functions. */

/* The entity of this row: a new one, or, where rows are joined, the one with this id; id must not be empty. The schema
 * counts where it is new. LIMIT, NOMEM. */
PL_MUST int pl_rows_entity(struct pl_rows *rows, const struct pl_rows_row *row, pl_str id, pl_str reference, int schema,
                           struct pl_entity **ret_entity, struct pl_error *err);

/* Counts values of kinds that are not read. */
void pl_rows_unread(struct pl_rows *rows, unsigned n);

/* The day of the publication, as a cell of the file says it (day first); kept as YYYY-MM-DD, once. */
PL_MUST int pl_rows_published(struct pl_rows *rows, pl_str text, struct pl_error *err);

/* An end of an entity: reads its prose (lists/remark). */
PL_MUST int pl_rows_prose(struct pl_rows *rows, struct pl_entity *entity, struct pl_error *err);

struct pl_arena *pl_rows_arena(struct pl_rows *rows); /* of the entities */
bool pl_rows_exercise(const struct pl_rows *rows);

/* The text as a value of prop, `from` the column. The caption of an entity is its first NAME unless set. */
PL_MUST int pl_rows_add(struct pl_rows *rows, struct pl_entity *entity, int prop, pl_str text, int column,
                        struct pl_error *err);

/* How a cell that holds several values parts them. */
enum pl_rows_split {
    PL_ROWS_WHOLE,
    PL_ROWS_BAR,       /* | */
    PL_ROWS_SEMICOLON, /* "; " or ";" */
    PL_ROWS_CSV        /* ; with CSV quoting inside the cell */
};

/* A column that is a property, for most of a format. IMO and MMSI go through lists/number. */
struct pl_rows_map {
    int column;
    int prop;
    int split; /* enum pl_rows_split */
};

PL_MUST int pl_rows_add_map(struct pl_rows *rows, struct pl_entity *entity, const struct pl_rows_row *row,
                            const struct pl_rows_map *map, size_t n, struct pl_error *err);

/* Takes the next value of a cell off *rest, trimmed; false at its end. Quoted values are copied to the entities' arena.
 */
bool pl_rows_next(struct pl_rows *rows, pl_str *rest, int split, pl_str *ret_value);

/* Parts that are not empty, joined, in the entities' arena; {NULL,0} without memory. */
pl_str pl_rows_join(struct pl_rows *rows, const pl_str *parts, size_t n, const char *between);

#endif
