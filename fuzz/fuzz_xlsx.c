/* XLSX. The first byte chooses: the rest is a ZIP file as it stands, or the parts of a workbook (sheet, strings,
 * styles, workbook, relationships, cut at 0xFF, a byte that no XML holds) which are put into a sound one, so that
 * checksums stop nobody. What is read as rows is CSV that reads back as many rows. */
#include <stdlib.h>

#include "../tests/samples.h"
#include "helper/xlsx.h"
#include "text/csv.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static int on_record(void *ctx, const struct pl_csv_record *record, struct pl_error *err) {
    uint64_t *n = ctx;
    (void)err;
    if (record->code == 0) {
        ++*n;
    }
    return 0;
}

static void check_rows(pl_str csv, uint64_t want) {
    struct pl_csv *reader = NULL;
    uint64_t rows = 0;
    if (pl_csv_open(',', on_record, &rows, &reader, NULL) != 0) {
        return;
    }
    int code = pl_csv_push(reader, csv.p, csv.n, NULL);
    code = code == 0 ? pl_csv_finish(reader, NULL) : code;
    pl_csv_close(reader);
    if (code != 0 || rows != want) {
        abort();
    }
}

static void read_workbook(pl_str bytes) {
    PL_ARENA_AUTO arena = {0};
    PL_BUF_AUTO out = {0};
    struct pl_xlsx *xlsx = NULL;
    const struct pl_xlsx_sheet *sheets = NULL;
    pl_arena_open(&arena, 16 << 20);
    pl_buf_open(&out, 16 << 20);
    int code = pl_xlsx_open(bytes, &arena, &xlsx, NULL);
    size_t n = code == 0 ? pl_xlsx_sheets(xlsx, &sheets) : 0;
    for (size_t i = 0; i < n && i < 4; i++) {
        struct pl_xlsx_counts counts;
        pl_buf_clear(&out);
        if (pl_xlsx_rows(xlsx, sheets[i].name, &out, &counts, NULL) == 0 && out.n < (1 << 20)) {
            check_rows(pl_buf_str(&out), counts.rows);
        }
    }
    pl_xlsx_close(xlsx);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    static const char *const PARTS[] = {"xl/worksheets/sheet1.xml", "xl/sharedStrings.xml", "xl/styles.xml"};
    pl_str rest = pl_str_make((const char *)data + (size > 0), size > 0 ? size - 1 : 0);
    struct sample_zip z;
    if (size == 0 || data[0] % 2 == 0) {
        read_workbook(rest);
        return 0;
    }
    sample_zip_open(&z);
    for (size_t i = 0; i < 3; i++) {
        sample_zip_add(&z, PARTS[i], rest.p != NULL ? pl_str_cut(&rest, '\xFF') : PL_STR("<x/>"), 0);
    }
    sample_zip_add(&z, "xl/workbook.xml",
                   rest.p != NULL ? pl_str_cut(&rest, '\xFF') : PL_STR("<w><sheet name=\"A\" r:id=\"a\"/></w>"), 0);
    sample_zip_add(&z, "xl/_rels/workbook.xml.rels",
                   rest.p != NULL
                       ? pl_str_cut(&rest, '\xFF')
                       : PL_STR("<R><Relationship Id=\"a\" Type=\"/worksheet\" Target=\"worksheets/sheet1.xml\"/>"
                                "<Relationship Id=\"b\" Type=\"/sharedStrings\" Target=\"sharedStrings.xml\"/>"
                                "<Relationship Id=\"c\" Type=\"/styles\" Target=\"styles.xml\"/></R>"),
                   0);
    read_workbook(sample_zip_end(&z));
    sample_zip_close(&z);
    return 0;
}
