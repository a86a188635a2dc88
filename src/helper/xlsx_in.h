/* What the files of helper/xlsx share: the workbook while it is read. */
#ifndef PL_HELPER_XLSX_IN_H
#define PL_HELPER_XLSX_IN_H

#include "helper/serial.h"
#include "helper/xlsx.h"
#include "helper/zip.h"
#include "text/xml.h"

struct pl_xlsx_part { /* a relationship of the workbook */
    pl_str id, type, target;
    struct pl_xlsx_part *next;
};

struct pl_xlsx {
    struct pl_arena *arena;
    struct pl_zip zip;
    struct pl_xlsx_part *parts;
    struct pl_xlsx_sheet *sheets;
    size_t n_sheets;
    bool since_1904;
    struct pl_buf texts;  /* shared strings, one behind the other */
    struct pl_buf ends;   /* u64 in memory order: where each ends in texts */
    struct pl_buf styles; /* one byte, enum pl_serial_kind, for each cell format */
    bool loaded;          /* the three above */
};

/* A name without its namespace prefix. */
pl_str pl_xlsx_local(pl_str name);

/* Reads a member as XML. */
PL_MUST int pl_xlsx_read(struct pl_xlsx *x, pl_str part, const struct pl_xml_handler *handler, struct pl_error *err);

/* Fills texts, ends and styles, once. */
PL_MUST int pl_xlsx_load(struct pl_xlsx *x, struct pl_error *err);

/* Shared string i; false where there is none. */
bool pl_xlsx_text(const struct pl_xlsx *x, uint64_t i, pl_str *ret);

#endif
