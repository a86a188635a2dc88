/* The application tables of types 6 and 8: IMO SN/Circ.236 and SN.1/Circ.289 (dac 1), inland waterways (dac 200), and
 * the monitoring of British and Irish aids to navigation (dac 235, 250). Bits count from the start of the message. */
#include "ais/field.h"

#include "base/ban.h"

/* clang-format off */
#define U(n, s, w)         {.name = n, .kind = PL_AIS_UINT, .start = s, .width = w}
#define B(n, s)            {.name = n, .kind = PL_AIS_BOOL, .start = s, .width = 1}
#define T(n, s, w)         {.name = n, .kind = PL_AIS_TEXT, .start = s, .width = w}
#define TENTH(n, s, w)     {.name = n, .kind = PL_AIS_UINT, .start = s, .width = w, .decimals = 1, .num = 1, .den = 1}
#define TENTH_FROM(n, s, w, o) {.name = n, .kind = PL_AIS_UINT, .start = s, .width = w, .decimals = 1, .offset = o, .num = 1, .den = 1}
#define SIGNED_TENTH(n, s, w) {.name = n, .kind = PL_AIS_INT, .start = s, .width = w, .decimals = 1, .num = 1, .den = 1}
#define U_FROM(n, s, w, o) {.name = n, .kind = PL_AIS_UINT, .start = s, .width = w, .offset = o}
/* Degrees in units of 1/60,000, printed in millionths. */
#define LON25(n, s)        {.name = n, .kind = PL_AIS_INT, .start = s, .width = 25, .decimals = 6, .num = 50, .den = 3, .none = 10860000, .has_none = true}
#define LAT24(n, s)        {.name = n, .kind = PL_AIS_INT, .start = s, .width = 24, .decimals = 6, .num = 50, .den = 3, .none = 5460000, .has_none = true}
#define LON28(n, s)        {.name = n, .kind = PL_AIS_INT, .start = s, .width = 28, .decimals = 6, .num = 5, .den = 3, .none = 108600000, .has_none = true}
#define LAT27(n, s)        {.name = n, .kind = PL_AIS_INT, .start = s, .width = 27, .decimals = 6, .num = 5, .den = 3, .none = 54600000, .has_none = true}
#define MONTHTIME(n, s)    {.name = n, .kind = PL_AIS_MONTHTIME, .start = s, .width = 20}
#define DAYMONTHTIME(n, s) {.name = n, .kind = PL_AIS_DAYMONTHTIME, .start = s, .width = 20}
#define DAYTIME(n, s)      {.name = n, .kind = PL_AIS_DAYTIME, .start = s, .width = 16}
#define CHOICE(n, s, w, l) {.name = n, .kind = PL_AIS_CHOICE, .start = s, .width = w, .labels = l}
#define GROUPS(n, s, w, m, t) {.name = n, .kind = PL_AIS_GROUPS, .start = s, .width = w, .max = m, .sub = t}
#define END                {.kind = PL_AIS_END}

static const char *const TENDENCY[] = {"steady", "increasing", "decreasing", "N/A"}; /* as gpsd has it */
static const char *const RAIN[] = {"reserved", "rain", "thunderstorm", "freezing rain", "mixed/ice", "snow", "reserved", "N/A"};
static const char *const ICE[] = {"no", "yes", "reserved", "N/A"};

/* From wind to the state of the sea: the same in both weather tables, `s` bits apart. */
#define WIND(s) U("wspeed", s, 7), U("wgust", s + 7, 7), U("wdir", s + 14, 9), U("wgustdir", s + 23, 9)
#define CURRENTS_AND_WAVES(s) \
    TENTH("cspeed", s, 8), U("cdir", s + 8, 9), TENTH("cspeed2", s + 17, 8), U("cdir2", s + 25, 9), \
    U("cdepth2", s + 34, 5), TENTH("cspeed3", s + 39, 8), U("cdir3", s + 47, 9), U("cdepth3", s + 56, 5), \
    TENTH("waveheight", s + 61, 8), U("waveperiod", s + 69, 6), U("wavedir", s + 75, 9), TENTH("swellheight", s + 84, 8), \
    U("swellperiod", s + 92, 6), U("swelldir", s + 98, 9), U("seastate", s + 107, 4)

static const struct pl_ais_field WEATHER_236[] = {
    LAT24("lat", 56), LON25("lon", 80), DAYTIME("timestamp", 105), WIND(121), U("humidity", 164, 7),
    TENTH_FROM("airtemp", 153, 11, -600), TENTH_FROM("dewpoint", 171, 10, -200), U_FROM("pressure", 181, 9, 800),
    CHOICE("pressuretend", 190, 2, TENDENCY), TENTH("visibility", 192, 8), TENTH_FROM("waterlevel", 200, 9, -100),
    CHOICE("leveltrend", 209, 2, TENDENCY), CURRENTS_AND_WAVES(211), TENTH_FROM("watertemp", 322, 10, -100),
    U("preciptype", 332, 3), TENTH("salinity", 335, 9), U("ice", 344, 2), END};

static const struct pl_ais_field WEATHER_289[] = {
    LAT24("lat", 81), LON25("lon", 56), B("accuracy", 105), DAYTIME("timestamp", 106), WIND(122), U("humidity", 165, 7),
    SIGNED_TENTH("airtemp", 154, 11), SIGNED_TENTH("dewpoint", 172, 10), U_FROM("pressure", 182, 9, 799),
    CHOICE("pressuretend", 191, 2, TENDENCY), B("visgreater", 193), TENTH("visibility", 194, 7),
    {.name = "waterlevel", .kind = PL_AIS_UINT, .start = 201, .width = 12, .decimals = 1, .offset = -1000, .num = 1, .den = 10},
    CHOICE("leveltrend", 213, 2, TENDENCY), CURRENTS_AND_WAVES(215), SIGNED_TENTH("watertemp", 326, 10),
    CHOICE("preciptype", 336, 3, RAIN), TENTH("salinity", 339, 9), CHOICE("ice", 348, 2, ICE), END};

static const struct pl_ais_field DANGEROUS_236[] = {
    T("lastport", 88, 30), MONTHTIME("departure", 118), T("nextport", 138, 30), MONTHTIME("eta", 168),
    T("dangerous", 188, 120), T("imdcat", 308, 24), U("unid", 332, 13), U("amount", 345, 10), U("unit", 355, 2), END};

static const struct pl_ais_field FAIRWAY_CLOSED[] = {
    T("reason", 56, 120), T("closefrom", 176, 120), T("closeto", 296, 120), U("radius", 416, 10), U("extunit", 426, 2),
    DAYMONTHTIME("from", 428), DAYMONTHTIME("to", 448), END};

static const struct pl_ais_field AIRDRAUGHT_TO[] = {U("airdraught", 88, 11), END};
static const struct pl_ais_field AIRDRAUGHT_ALL[] = {U("airdraught", 56, 11), END};
static const struct pl_ais_field PERSONS_TO[] = {U("persons", 88, 13), END};
static const struct pl_ais_field PERSONS_ALL[] = {U("persons", 56, 13), END};

#define ID_IS(m) .when_start = 0, .when_width = 2, .when_mask = m
static const struct pl_ais_field TARGET[] = {
    U("idtype", 0, 2), {.name = "mmsi", .kind = PL_AIS_UINT, .start = 12, .width = 32, ID_IS(1)},
    {.name = "imo", .kind = PL_AIS_UINT, .start = 12, .width = 32, ID_IS(2)},
    {.name = "callsign", .kind = PL_AIS_TEXT, .start = 2, .width = 42, ID_IS(4)},
    {.name = "other", .kind = PL_AIS_TEXT, .start = 2, .width = 42, ID_IS(8)},
    LAT24("lat", 48), LON25("lon", 72), U("course", 97, 9), U("second", 106, 6), U("speed", 112, 10), END};
static const struct pl_ais_field TARGETS[] = {GROUPS("targets", 56, 122, 4, TARGET), END};

static const struct pl_ais_field CLEARANCE[] = {
    U("linkage", 88, 10), MONTHTIME("arrival", 98), T("portname", 118, 120), T("destination", 238, 30), LON25("lon", 268),
    LAT24("lat", 293), END};

static const struct pl_ais_field SIGNAL[] = {
    U("linkage", 56, 10), T("station", 66, 120), LON25("lon", 186), LAT24("lat", 211), U("status", 235, 2),
    U("signal", 237, 5), U("hour", 242, 5), U("minute", 247, 6), U("nextsignal", 253, 5), END};

static const struct pl_ais_field BERTH[] = {
    U("linkage", 88, 10), U("berth_length", 98, 9), U("position", 115, 3), MONTHTIME("arrival", 118),
    U("availability", 138, 1), U("agent", 139, 2), U("fuel", 141, 2), U("chandler", 143, 2), U("stevedore", 145, 2),
    U("electrical", 147, 2), U("water", 149, 2), U("customs", 151, 2), U("cartage", 153, 2), U("crane", 155, 2),
    U("lift", 157, 2), U("medical", 159, 2), U("navrepair", 161, 2), U("provisions", 163, 2), U("shiprepair", 165, 2),
    U("surveyor", 167, 2), U("steam", 169, 2), U("tugs", 171, 2), U("solidwaste", 173, 2), U("liquidwaste", 175, 2),
    U("hazardouswaste", 177, 2), U("ballast", 179, 2), U("additional", 181, 2), U("regional1", 183, 2),
    U("regional2", 185, 2), U("future1", 187, 2), U("future2", 189, 2), T("berth_name", 191, 120),
    LON25("berth_lon", 311), LAT24("berth_lat", 336), TENTH("berth_depth", 107, 8), END};

static const struct pl_ais_field CARGO[] = {U("code", 0, 4), U("subtype", 4, 13), END};
static const struct pl_ais_field CARGOS[] = {
    U("unit", 88, 2), U("amount", 90, 10), GROUPS("cargos", 100, 17, 28, CARGO), END};

static const struct pl_ais_field WAYPOINT[] = {LON28("lon", 0), LAT27("lat", 28), END};
#define ROUTE(s) U("linkage", s, 10), U("sender", s + 10, 3), U("rtype", s + 13, 5), MONTHTIME("start", s + 18), \
    U("duration", s + 38, 18), {.name = "waypoints", .kind = PL_AIS_GROUPS, .start = s + 61, .width = 55, .max = 16, .sub = WAYPOINT, .count_start = s + 56, .count_width = 5}
static const struct pl_ais_field ROUTE_ALL[] = {ROUTE(56), END};
static const struct pl_ais_field ROUTE_TO[] = {ROUTE(88), END};

static const struct pl_ais_field NOTICE_ALL[] = {U("linkage", 56, 10), T("text", 66, 0), END};
static const struct pl_ais_field NOTICE_TO[] = {U("linkage", 88, 10), T("text", 98, 0), END};

static const struct pl_ais_field TIDE[] = {
    LON25("lon", 0), LAT24("lat", 25), U("from_hour", 49, 5), U("from_min", 54, 6), U("to_hour", 60, 5), U("to_min", 65, 6),
    U("cdir", 71, 9), TENTH("cspeed", 80, 8), END};
static const struct pl_ais_field TIDES[] = {
    U("month", 88, 4), U("day", 92, 5), GROUPS("tidals", 97, 88, 3, TIDE), END};

static const struct pl_ais_field INLAND_SHIP[] = {
    T("vin", 56, 48), U("length", 104, 13), U("beam", 117, 10), U("shiptype", 127, 14), U("hazard", 141, 3),
    U("draught", 144, 11), U("loaded", 155, 2), B("speed_q", 157), B("course_q", 158), B("heading_q", 159), END};

#define LOCK(s) T("country", s, 12), T("locode", s + 12, 18), T("section", s + 30, 30), T("terminal", s + 60, 30), \
    T("hectometre", s + 90, 30), MONTHTIME("eta", s + 120)
static const struct pl_ais_field LOCK_ETA[] = {LOCK(88), U("tugs", 228, 3), U("airdraught", 231, 12), END};
static const struct pl_ais_field LOCK_RTA[] = {LOCK(88), U("status", 228, 2), END};

static const struct pl_ais_field GAUGE[] = {U("id", 0, 11), {.name = "level", .kind = PL_AIS_INT, .start = 11, .width = 14}, END};
static const struct pl_ais_field GAUGES[] = {T("country", 56, 12), GROUPS("gauges", 68, 25, 4, GAUGE), END};

static const struct pl_ais_field INLAND_SIGNAL[] = {
    LON28("lon", 56), LAT27("lat", 84), U("form", 111, 4), U("facing", 115, 9), U("direction", 124, 3), U("status", 127, 30), END};

static const struct pl_ais_field CREW[] = {U("crew", 88, 8), U("passengers", 96, 13), U("personnel", 109, 8), END};

/* Volts in units of 0.05. */
#define VOLT(n, s) {.name = n, .kind = PL_AIS_UINT, .start = s, .width = 10, .decimals = 2, .num = 5, .den = 1}
static const struct pl_ais_field AID_HEALTH[] = {
    B("off_pos", 131), B("alarm", 122), U("stat_ext", 123, 8), VOLT("ana_int", 88), VOLT("ana_ext1", 98),
    VOLT("ana_ext2", 108), U("racon", 118, 2), U("light", 120, 2), END};
/* clang-format on */

static const struct {
    uint16_t dac;
    uint8_t fid;
    bool addressed;
    uint16_t min_bits;
    const struct pl_ais_field *fields;
} APPS[] = {
    {1, 11, false, 344, WEATHER_236},
    {1, 12, true, 357, DANGEROUS_236},
    {1, 13, false, 468, FAIRWAY_CLOSED},
    {1, 15, false, 67, AIRDRAUGHT_ALL},
    {1, 15, true, 99, AIRDRAUGHT_TO},
    {1, 16, false, 69, PERSONS_ALL},
    {1, 16, true, 101, PERSONS_TO},
    {1, 17, false, 178, TARGETS},
    {1, 18, true, 317, CLEARANCE},
    {1, 19, false, 258, SIGNAL},
    {1, 20, true, 360, BERTH},
    {1, 25, true, 100, CARGOS},
    {1, 27, false, 117, ROUTE_ALL},
    {1, 28, true, 149, ROUTE_TO},
    {1, 29, false, 66, NOTICE_ALL},
    {1, 30, true, 98, NOTICE_TO},
    {1, 31, false, 350, WEATHER_289},
    {1, 32, true, 97, TIDES},
    {200, 10, false, 160, INLAND_SHIP},
    {200, 21, true, 243, LOCK_ETA},
    {200, 22, true, 230, LOCK_RTA},
    {200, 24, false, 168, GAUGES},
    {200, 40, false, 157, INLAND_SIGNAL},
    {200, 55, true, 117, CREW},
    {235, 10, true, 132, AID_HEALTH},
    {250, 10, true, 132, AID_HEALTH},
};

const struct pl_ais_field *pl_ais_app_fields(bool addressed, uint32_t dac, uint32_t fid, uint32_t *ret_min_bits) {
    for (size_t i = 0; i < sizeof APPS / sizeof APPS[0]; i++) {
        if (APPS[i].dac == dac && APPS[i].fid == fid && APPS[i].addressed == addressed) {
            *ret_min_bits = APPS[i].min_bits;
            return APPS[i].fields;
        }
    }
    return NULL;
}
