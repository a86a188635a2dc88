#include "evidence/wording.h"

#include "evidence/period.h"

#include "base/ban.h"

#define TEXT_MAX ((size_t)1 << 16)

void pl_wording_amount(struct pl_buf *buf, const struct pl_quantity *quantity) {
    struct pl_quantity bare = *quantity;
    bare.period = (struct pl_period){0};
    bare.condition = PL_STR("");
    if (quantity->unit.kind == PL_UNIT_DATE && !quantity->has_value) {
        pl_buf_add_str(buf, PL_STR("a date"));
        return;
    }
    pl_quantity_write(buf, &bare);
}

void pl_wording_claim(struct pl_buf *buf, const struct pl_claim_row *row, const struct pl_quantity *quantity) {
    pl_buf_add_str(buf, row->id);
    pl_buf_add_str(buf, PL_STR(" ("));
    pl_wording_amount(buf, quantity != NULL ? quantity : &row->quantity);
    pl_buf_add_str(buf, PL_STR(", "));
    pl_period_write(buf, &row->quantity.period);
    pl_buf_add_char(buf, ')');
}

void pl_wording_number(struct pl_buf *buf, const char *before, double value, unsigned decimals, const char *behind) {
    pl_buf_add_str(buf, pl_str_from(before));
    pl_number_write(buf, value, decimals);
    pl_buf_add_str(buf, pl_str_from(behind));
}

void pl_wording_range(struct pl_buf *buf, struct pl_range range) {
    if (range.high >= PL_QUANTITY_OPEN) {
        pl_wording_number(buf, range.strict_low ? "more than " : "at least ", range.low, 2, "");
    } else if (range.low <= 0) {
        pl_wording_number(buf, range.strict_high ? "less than " : "at most ", range.high, 2, "");
    } else if (range.low >= range.high) {
        pl_wording_number(buf, "", range.low, 2, "");
    } else {
        pl_wording_number(buf, "", range.low, 2, " to ");
        pl_number_write(buf, range.high, 2);
    }
}

void pl_telling_open(struct pl_telling *telling) {
    pl_buf_open(&telling->why, TEXT_MAX);
    pl_buf_open(&telling->arithmetic, TEXT_MAX);
}

void pl_telling_close(struct pl_telling *telling) {
    pl_buf_close(&telling->why);
    pl_buf_close(&telling->arithmetic);
}

int pl_telling_add(struct pl_telling *telling, struct pl_findings *findings, int kind, const uint32_t *claims,
                   uint32_t n, struct pl_error *err) {
    /* Texts of claims may be long: a text beyond its ceiling is cut short, not refused. */
    int code =
        pl_findings_add(findings, kind, claims, n, pl_buf_str(&telling->why), pl_buf_str(&telling->arithmetic), err);
    pl_buf_clear(&telling->why);
    pl_buf_clear(&telling->arithmetic);
    return code;
}
