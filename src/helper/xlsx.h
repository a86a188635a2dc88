/* XLSX: one sheet of a workbook as rows of text.
 *
 * Values are those that the file holds: no formula is computed, its cached value is taken. Shared and inline strings,
 * numbers (to 15 digits, as spreadsheets show them), true and false, dates by their number format as ISO 8601
 * (helper/serial), error values as they stand. Text is not altered: _x000D_ and the like are decoded, phonetic guides
 * left out. External links, drawings and macros are never read. DTDs and entities are refused (text/xml), paths out of
 * the package too (helper/zip). Ceilings: PL_XLSX_SHEETS_MAX sheets, 1,048,576 rows, PL_XLSX_COLUMNS_MAX columns,
 * PL_XLSX_CELL_MAX bytes a cell, PL_XLSX_TEXTS_MAX bytes of shared strings. Source: ECMA-376 part 1, 18.3 to 18.8. */
#ifndef PL_HELPER_XLSX_H
#define PL_HELPER_XLSX_H

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/error.h"
#include "base/str.h"

#define PL_XLSX_SHEETS_MAX  1000
#define PL_XLSX_ROWS_MAX    1048576
#define PL_XLSX_COLUMNS_MAX 1024
#define PL_XLSX_CELL_MAX    ((size_t)256 << 10)
#define PL_XLSX_TEXTS_MAX   ((size_t)128 << 20)
#define PL_XLSX_STYLES_MAX  65536

struct pl_xlsx_sheet {
    pl_str name;
    pl_str part; /* the member that holds it; {NULL,0}: none, such as a chart */
    bool hidden;
};

struct pl_xlsx_counts {
    uint64_t rows; /* that hold something */
    uint64_t cells;
    uint64_t formulas;    /* cells whose cached value was taken */
    uint64_t errors;      /* cells that hold an error value */
    uint64_t hidden_rows; /* read like the others */
    uint64_t bad_dates;   /* numbers under a date format that are no date: written as numbers */
};

struct pl_xlsx;

/* Reads the list of sheets; everything lives in the arena, the bytes must outlive it. NOT_FOUND for a ZIP file without
 * xl/workbook.xml; FORMAT, LIMIT, NOMEM. */
PL_MUST int pl_xlsx_open(pl_str bytes, struct pl_arena *arena, struct pl_xlsx **ret, struct pl_error *err);

size_t pl_xlsx_sheets(const struct pl_xlsx *xlsx, const struct pl_xlsx_sheet **ret);

/* Appends the sheet of that name ("": the only one that is not hidden) as CSV: commas, cells quoted where they must be,
 * nothing neutralised, a line feed behind each row, rows that hold nothing as blank lines, so that line N is row N
 * where no cell holds a line end. USAGE, with the names, where name fits none or not one. FORMAT, LIMIT, NOMEM. */
PL_MUST int pl_xlsx_rows(struct pl_xlsx *xlsx, pl_str name, struct pl_buf *out, struct pl_xlsx_counts *ret,
                         struct pl_error *err);

/* Accepts NULL. */
void pl_xlsx_close(struct pl_xlsx *xlsx);

#endif
