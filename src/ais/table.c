#include "ais/table.h"

#include "base/ban.h"

bool pl_table_is_header(pl_str header, pl_str columns) {
    (void)header;
    (void)columns;
    return false;
}

int pl_table_open(pl_str header, pl_str columns, bool day_first, pl_time latest, struct pl_table **ret_table,
                  struct pl_error *err) {
    (void)header;
    (void)columns;
    (void)day_first;
    (void)latest;
    (void)ret_table;
    return pl_fail(err, PL_E_FORMAT, "tables are not read yet");
}

const char *pl_table_read(struct pl_table *table, pl_str line, struct pl_table_row *ret) {
    (void)table;
    (void)line;
    (void)ret;
    return "tables are not read yet";
}

const char *pl_table_name(const struct pl_table *table) {
    (void)table;
    return "csv";
}

pl_str pl_table_unknown(const struct pl_table *table) {
    (void)table;
    return PL_STR("");
}

void pl_table_close(struct pl_table *table) { (void)table; }

int pl_table_check_columns(pl_str columns, struct pl_error *err) {
    (void)columns;
    (void)err;
    return PL_E_OK;
}
