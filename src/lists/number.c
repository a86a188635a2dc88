#include "lists/number.h"

#include "names/identifier.h"

#include "base/ban.h"

/* The seven digits of a text that pl_imo_parse has read. */
static pl_str seven_digits(pl_str text) {
    text = pl_str_trim(text);
    return pl_str_sub(text, text.n - 7, 7);
}

int pl_number_add_imo(struct pl_entity *entity, struct pl_arena *arena, pl_str text, const char *from, bool exercise,
                      struct pl_error *err) {
    uint32_t imo = 0;
    bool ship = entity->schema == PL_SCHEMA_VESSEL;
    if (!pl_imo_parse(text, &imo)) {
        return pl_entity_add_checked(entity, arena, ship ? PL_PROP_IMO : PL_PROP_IMO_COMPANY, text, false, from, err);
    }
    pl_str digits = seven_digits(text);
    if (ship) {
        return pl_entity_add_checked(entity, arena, PL_PROP_IMO, digits, pl_imo_valid(imo, exercise), from, err);
    }
    if (!pl_imo_company_valid(imo) && pl_imo_valid(imo, exercise)) {
        return pl_entity_add_checked(entity, arena, PL_PROP_RELATED_IMO, digits, true, from, err);
    }
    return pl_entity_add_checked(entity, arena, PL_PROP_IMO_COMPANY, digits, pl_imo_company_valid(imo), from, err);
}

int pl_number_add_mmsi(struct pl_entity *entity, struct pl_arena *arena, pl_str text, const char *from,
                       struct pl_error *err) {
    char digits[9];
    size_t n = 0;
    bool good = true;
    for (size_t i = 0; i < text.n && good; i++) {
        char c = text.p[i];
        if (c >= '0' && c <= '9') {
            good = n < sizeof digits;
            if (good) {
                digits[n++] = c;
            }
        } else {
            good = c == ' ';
        }
    }
    good = good && n == sizeof digits;
    return pl_entity_add_checked(entity, arena, PL_PROP_MMSI, good ? pl_str_make(digits, n) : text, good, from, err);
}
