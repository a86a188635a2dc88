/* Units by their names. */
#include "evidence/quantity_in.h"

#include <string.h>

#include "base/ban.h"

struct unit_row {
    const char *text; /* folded, as it may be written */
    const char *name;
    int kind;
    double scale;
};

#define BARREL_L 158.987294928 /* 42 US gallons of 3.785411784 l */

static const struct unit_row UNITS[] = {
    {"container", "containers", PL_UNIT_COUNT, 1},
    {"containers", "containers", PL_UNIT_COUNT, 1},
    {"shipping containers", "containers", PL_UNIT_COUNT, 1},
    {"teu", "TEU", PL_UNIT_COUNT, 1},
    {"teus", "TEU", PL_UNIT_COUNT, 1},
    {"round", "rounds", PL_UNIT_COUNT, 1},
    {"rounds", "rounds", PL_UNIT_COUNT, 1},
    {"shell", "rounds", PL_UNIT_COUNT, 1},
    {"shells", "rounds", PL_UNIT_COUNT, 1},
    {"artillery shells", "rounds", PL_UNIT_COUNT, 1},
    {"artillery rounds", "rounds", PL_UNIT_COUNT, 1},
    {"projectiles", "rounds", PL_UNIT_COUNT, 1},
    {"voyage", "voyages", PL_UNIT_COUNT, 1},
    {"voyages", "voyages", PL_UNIT_COUNT, 1},
    {"trip", "voyages", PL_UNIT_COUNT, 1},
    {"trips", "voyages", PL_UNIT_COUNT, 1},
    {"sailings", "voyages", PL_UNIT_COUNT, 1},
    {"call", "calls", PL_UNIT_COUNT, 1},
    {"calls", "calls", PL_UNIT_COUNT, 1},
    {"port calls", "calls", PL_UNIT_COUNT, 1},
    {"tanker calls", "calls", PL_UNIT_COUNT, 1},
    {"delivery", "deliveries", PL_UNIT_COUNT, 1},
    {"deliveries", "deliveries", PL_UNIT_COUNT, 1},
    {"shipment", "shipments", PL_UNIT_COUNT, 1},
    {"shipments", "shipments", PL_UNIT_COUNT, 1},
    {"transfers", "transfers", PL_UNIT_COUNT, 1},
    {"ship-to-ship transfers", "transfers", PL_UNIT_COUNT, 1},
    {"ship", "ships", PL_UNIT_COUNT, 1},
    {"ships", "ships", PL_UNIT_COUNT, 1},
    {"vessel", "ships", PL_UNIT_COUNT, 1},
    {"vessels", "ships", PL_UNIT_COUNT, 1},
    {"tanker", "ships", PL_UNIT_COUNT, 1},
    {"tankers", "ships", PL_UNIT_COUNT, 1},
    {"deployment", "deployments", PL_UNIT_COUNT, 1},
    {"deployments", "deployments", PL_UNIT_COUNT, 1},
    {"missile", "missiles", PL_UNIT_COUNT, 1},
    {"missiles", "missiles", PL_UNIT_COUNT, 1},
    {"rocket", "rockets", PL_UNIT_COUNT, 1},
    {"rockets", "rockets", PL_UNIT_COUNT, 1},
    {"vehicle", "vehicles", PL_UNIT_COUNT, 1},
    {"vehicles", "vehicles", PL_UNIT_COUNT, 1},
    {"wagons", "wagons", PL_UNIT_COUNT, 1},
    {"rail cars", "wagons", PL_UNIT_COUNT, 1},
    {"railcars", "wagons", PL_UNIT_COUNT, 1},
    {"trains", "trains", PL_UNIT_COUNT, 1},
    {"flights", "flights", PL_UNIT_COUNT, 1},
    {"troops", "troops", PL_UNIT_PERSON, 1},
    {"soldiers", "troops", PL_UNIT_PERSON, 1},
    {"workers", "workers", PL_UNIT_PERSON, 1},
    {"labourers", "workers", PL_UNIT_PERSON, 1},
    {"laborers", "workers", PL_UNIT_PERSON, 1},
    {"people", "people", PL_UNIT_PERSON, 1},
    {"persons", "people", PL_UNIT_PERSON, 1},
    {"personnel", "people", PL_UNIT_PERSON, 1},
    {"g", "g", PL_UNIT_MASS, 0.001},
    {"kg", "kg", PL_UNIT_MASS, 1},
    {"kilograms", "kg", PL_UNIT_MASS, 1},
    {"t", "t", PL_UNIT_MASS, 1000},
    {"tonne", "t", PL_UNIT_MASS, 1000},
    {"tonnes", "t", PL_UNIT_MASS, 1000},
    {"ton", "t", PL_UNIT_MASS, 1000},
    {"tons", "t", PL_UNIT_MASS, 1000},
    {"mt", "t", PL_UNIT_MASS, 1000},
    {"metric ton", "t", PL_UNIT_MASS, 1000},
    {"metric tons", "t", PL_UNIT_MASS, 1000},
    {"metric tonnes", "t", PL_UNIT_MASS, 1000},
    {"kt", "kt", PL_UNIT_MASS, 1e6},
    {"kilotons", "kt", PL_UNIT_MASS, 1e6},
    {"long tons", "long tons", PL_UNIT_MASS, 1016.0469088},
    {"short tons", "short tons", PL_UNIT_MASS, 907.18474},
    {"lb", "lb", PL_UNIT_MASS, 0.45359237},
    {"bbl", "barrels", PL_UNIT_VOLUME, 1},
    {"bbls", "barrels", PL_UNIT_VOLUME, 1},
    {"barrel", "barrels", PL_UNIT_VOLUME, 1},
    {"barrels", "barrels", PL_UNIT_VOLUME, 1},
    {"l", "l", PL_UNIT_VOLUME, 1 / BARREL_L},
    {"litres", "l", PL_UNIT_VOLUME, 1 / BARREL_L},
    {"liters", "l", PL_UNIT_VOLUME, 1 / BARREL_L},
    {"m3", "m3", PL_UNIT_VOLUME, 1000 / BARREL_L},
    {"cubic metres", "m3", PL_UNIT_VOLUME, 1000 / BARREL_L},
    {"cubic meters", "m3", PL_UNIT_VOLUME, 1000 / BARREL_L},
    {"gallons", "gallons", PL_UNIT_VOLUME, 1.0 / 42},
    {"usd", "USD", PL_UNIT_MONEY, 1},
    {"us$", "USD", PL_UNIT_MONEY, 1},
    {"$", "USD", PL_UNIT_MONEY, 1},
    {"dollar", "USD", PL_UNIT_MONEY, 1},
    {"dollars", "USD", PL_UNIT_MONEY, 1},
    {"us dollars", "USD", PL_UNIT_MONEY, 1},
    {"krw", "KRW", PL_UNIT_MONEY, 1},
    {"won", "KRW", PL_UNIT_MONEY, 1},
    {"eur", "EUR", PL_UNIT_MONEY, 1},
    {"euro", "EUR", PL_UNIT_MONEY, 1},
    {"euros", "EUR", PL_UNIT_MONEY, 1},
    {"jpy", "JPY", PL_UNIT_MONEY, 1},
    {"yen", "JPY", PL_UNIT_MONEY, 1},
    {"cny", "CNY", PL_UNIT_MONEY, 1},
    {"yuan", "CNY", PL_UNIT_MONEY, 1},
    {"rub", "RUB", PL_UNIT_MONEY, 1},
    {"roubles", "RUB", PL_UNIT_MONEY, 1},
    {"rubles", "RUB", PL_UNIT_MONEY, 1},
    {"%", "%", PL_UNIT_SHARE, 1},
    {"percent", "%", PL_UNIT_SHARE, 1},
    {"per cent", "%", PL_UNIT_SHARE, 1},
    {"date", "date", PL_UNIT_DATE, 1},
};

/* ---- units ---- */

static const struct unit_row *unit_row(pl_str text) {
    for (size_t i = 0; i < sizeof UNITS / sizeof UNITS[0]; i++) {
        if (pl_str_eq_nocase(text, pl_str_from(UNITS[i].text))) {
            return &UNITS[i];
        }
    }
    return NULL;
}

/* "rounds per year", "bbl/t": cuts off the measure */
static pl_str cut_per(pl_str *io_text) {
    for (size_t i = 1; i + 1 < io_text->n; i++) {
        pl_str rest = pl_str_sub(*io_text, i, io_text->n);
        size_t length = rest.p[0] == '/' ? 1 : pl_quantity_starts(rest, PL_STR(" per ")) ? 5 : 0;
        if (length == 1 || (length == 5 && !pl_quantity_starts_words(rest, " per cent"))) {
            pl_str per = pl_str_trim(pl_str_sub(rest, length, rest.n));
            *io_text = pl_str_trim(pl_str_sub(*io_text, 0, i));
            return per;
        }
    }
    return PL_STR("");
}

static pl_str measure_name(pl_str per) {
    static const char *const TIMES[][3] = {
        {"year", "annum", "years"}, {"month", "months", NULL}, {"week", "weeks", NULL}, {"day", "days", NULL}};
    for (size_t i = 0; i < sizeof TIMES / sizeof TIMES[0]; i++) {
        for (size_t k = 0; k < 3 && TIMES[i][k] != NULL; k++) {
            if (pl_str_eq_nocase(per, pl_str_from(TIMES[i][k]))) {
                return pl_str_from(TIMES[i][0]);
            }
        }
    }
    const struct unit_row *row = unit_row(per);
    return row != NULL ? pl_str_from(row->name) : per;
}

bool pl_unit_parse(pl_str text, struct pl_unit *ret_unit) {
    text = pl_str_trim(text);
    if (text.n == 0) {
        return false;
    }
    struct pl_unit unit = {.kind = PL_UNIT_OTHER, .written = text, .scale = 1};
    pl_str name = text;
    unit.per = measure_name(cut_per(&name));
    size_t scaled = pl_quantity_starts(name, PL_STR("'000 ")) ? 4 : pl_quantity_scale(name, &unit.scale);
    if (scaled > 0 && scaled < name.n && name.p[scaled] == ' ') {
        unit.scale = name.p[0] == '\'' ? 1000 : unit.scale;
        name = pl_str_trim(pl_str_sub(name, scaled, name.n));
    } else {
        unit.scale = 1;
    }
    const struct unit_row *row = unit_row(name);
    unit.name = row != NULL ? pl_str_from(row->name) : name;
    if (row != NULL) {
        unit.kind = row->kind;
        unit.scale *= row->scale;
    }
    *ret_unit = unit;
    return true;
}

bool pl_unit_timed(const struct pl_unit *unit) {
    return pl_str_eq(unit->per, PL_STR("year")) || pl_str_eq(unit->per, PL_STR("month")) ||
           pl_str_eq(unit->per, PL_STR("week")) || pl_str_eq(unit->per, PL_STR("day"));
}

bool pl_unit_adds(const struct pl_unit *unit) {
    return unit->per.n == 0 && (unit->kind == PL_UNIT_COUNT || unit->kind == PL_UNIT_MASS ||
                                unit->kind == PL_UNIT_VOLUME || unit->kind == PL_UNIT_MONEY);
}

bool pl_unit_same(const struct pl_unit *a, const struct pl_unit *b) {
    if (a->kind != b->kind || !pl_str_eq_nocase(a->per, b->per)) {
        return false;
    }
    return a->kind == PL_UNIT_MASS || a->kind == PL_UNIT_VOLUME || pl_str_eq_nocase(a->name, b->name);
}
