/* CSV: read whole and in cuts gives the same records; what the writer makes is read back as one record. */
#include <stdlib.h>

#include "text/csv.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static int digest(void *ctx, const struct pl_csv_record *record, struct pl_error *err) {
    struct pl_buf *out = ctx;
    (void)err;
    pl_buf_add_be64(out, record->line);
    pl_buf_add_be64(out, record->offset);
    pl_buf_add_be32(out, record->length);
    pl_buf_add_be32(out, (uint32_t)record->code);
    pl_buf_add_be32(out, (uint32_t)record->n);
    for (size_t i = 0; i < record->n; i++) {
        pl_buf_add_be32(out, (uint32_t)record->fields[i].n);
        pl_buf_add_str(out, record->fields[i]);
    }
    return 0;
}

static int read_all(char sep, const uint8_t *data, size_t size, size_t step, struct pl_buf *out) {
    struct pl_csv *csv = NULL;
    struct pl_error err = {0};
    int code = pl_csv_open(sep, digest, out, &csv, &err);
    for (size_t i = 0; i < size && code == 0; i += step) {
        code = pl_csv_push(csv, data + i, size - i < step ? size - i : step, &err);
    }
    code = code == 0 ? pl_csv_finish(csv, &err) : code;
    pl_csv_close(csv);
    return code;
}

static int one_record(void *ctx, const struct pl_csv_record *record, struct pl_error *err) {
    size_t *n = ctx;
    (void)err;
    if (record->n != 2) {
        abort();
    }
    ++*n;
    return 0;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    static const char SEPARATORS[] = {0, ',', ';', '\t'};
    PL_BUF_AUTO whole = {.max_bytes = 64 << 20};
    PL_BUF_AUTO parts = {.max_bytes = 64 << 20};
    if (size < 1) {
        return 0;
    }
    char sep = SEPARATORS[data[0] & 3];
    size_t step = (size_t)(data[0] >> 2) + 1;
    int a = read_all(sep, data + 1, size - 1, size, &whole);
    int b = read_all(sep, data + 1, size - 1, step, &parts);
    if (a != b || !pl_str_eq(pl_buf_str(&whole), pl_buf_str(&parts))) {
        abort();
    }
    pl_buf_clear(&whole);
    pl_csv_write(&whole, pl_str_make((const char *)data, size), true);
    pl_csv_write(&whole, PL_STR("second"), false);
    pl_csv_write_end(&whole);
    struct pl_csv *csv = NULL;
    struct pl_error err = {0};
    size_t records = 0;
    if (whole.n < PL_CSV_MAX_BYTES && pl_csv_open(',', one_record, &records, &csv, &err) == 0) {
        if (pl_csv_push(csv, whole.p, whole.n, &err) != 0 || pl_csv_finish(csv, &err) != 0 || records != 1) {
            abort();
        }
        pl_csv_close(csv);
    }
    return 0;
}
