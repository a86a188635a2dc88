#include "ais/field.h"

#include "base/ban.h"

/* clang-format off */
#define U(n, s, w)          {.name = n, .kind = PL_AIS_UINT, .start = s, .width = w}
#define O(n, s, w)          {.name = n, .kind = PL_AIS_UINT, .start = s, .width = w, .flags = PL_AIS_OPTIONAL}
#define UN(n, s, w, x)      {.name = n, .kind = PL_AIS_UINT, .start = s, .width = w, .none = x, .has_none = true}
#define B(n, s)             {.name = n, .kind = PL_AIS_BOOL, .start = s, .width = 1}
#define T(n, s, w)          {.name = n, .kind = PL_AIS_TEXT, .start = s, .width = w}
#define TENTH(n, s, w)      {.name = n, .kind = PL_AIS_UINT, .start = s, .width = w, .decimals = 1, .num = 1, .den = 1}
#define TENTHN(n, s, w, x)  {.name = n, .kind = PL_AIS_UINT, .start = s, .width = w, .decimals = 1, .num = 1, .den = 1, .none = x, .has_none = true}
/* Degrees in units of 1/600,000 (fine) and 1/600 (coarse), printed in millionths. */
#define LON(n, s)           {.name = n, .kind = PL_AIS_INT, .start = s, .width = 28, .decimals = 6, .num = 5, .den = 3, .none = 108600000, .has_none = true}
#define LAT(n, s)           {.name = n, .kind = PL_AIS_INT, .start = s, .width = 27, .decimals = 6, .num = 5, .den = 3, .none = 54600000, .has_none = true}
#define LON18(n, s)         {.name = n, .kind = PL_AIS_INT, .start = s, .width = 18, .decimals = 6, .num = 5000, .den = 3, .none = 108600, .has_none = true}
#define LAT17(n, s)         {.name = n, .kind = PL_AIS_INT, .start = s, .width = 17, .decimals = 6, .num = 5000, .den = 3, .none = 54600, .has_none = true}
#define WHEN(s, w, m)       .when_start = s, .when_width = w, .when_mask = m
#define END                 {.kind = PL_AIS_END}
#define REPEAT              U("repeat", 6, 2)
#define DIMENSIONS(s)       U("to_bow", s, 9), U("to_stern", s + 9, 9), U("to_port", s + 18, 6), U("to_starboard", s + 24, 6)

static const struct pl_ais_field POSITION_A[] = { /* 1, 2, 3 */
    REPEAT, U("status", 38, 4), {.name = "turn", .kind = PL_AIS_TURN, .start = 42, .width = 8},
    TENTHN("speed", 50, 10, 1023), B("accuracy", 60), LON("lon", 61), LAT("lat", 89), TENTHN("course", 116, 12, 3600),
    UN("heading", 128, 9, 511), U("second", 137, 6), U("maneuver", 143, 2), B("raim", 148), U("radio", 149, 19), END};

static const struct pl_ais_field BASE_STATION[] = { /* 4, 11 */
    REPEAT, {.name = "timestamp", .kind = PL_AIS_DATETIME, .start = 38, .width = 40}, B("accuracy", 78), LON("lon", 79),
    LAT("lat", 107), U("epfd", 134, 4), B("long_range", 138), B("raim", 148), U("radio", 149, 19), END};

static const struct pl_ais_field STATIC_A[] = { /* 5 */
    REPEAT, U("imo", 40, 30), U("ais_version", 38, 2), T("callsign", 70, 42), T("shipname", 112, 120),
    U("shiptype", 232, 8), DIMENSIONS(240), U("epfd", 270, 4),
    {.name = "eta", .kind = PL_AIS_MONTHTIME, .start = 274, .width = 20}, TENTH("draught", 294, 8),
    T("destination", 302, 120), U("dte", 422, 1), END};

static const struct pl_ais_field ADDRESSED[] = { /* 6 */
    REPEAT, U("seqno", 38, 2), U("dest_mmsi", 40, 30), B("retransmit", 70),
    {.name = "app", .kind = PL_AIS_APP, .start = 72, .width = 16}, END};

static const struct pl_ais_field ACKNOWLEDGE[] = { /* 7, 13 */
    REPEAT, U("mmsi1", 40, 30), U("seqno1", 70, 2), O("mmsi2", 72, 30), O("seqno2", 102, 2), O("mmsi3", 104, 30),
    O("seqno3", 134, 2), O("mmsi4", 136, 30), O("seqno4", 166, 2), END};

static const struct pl_ais_field BROADCAST[] = { /* 8 */
    REPEAT, {.name = "app", .kind = PL_AIS_APP, .start = 40, .width = 16}, END};

static const struct pl_ais_field AIRCRAFT[] = { /* 9 */
    REPEAT, UN("alt", 38, 12, 4095), UN("speed", 50, 10, 1023), B("accuracy", 60), LON("lon", 61), LAT("lat", 89),
    TENTHN("course", 116, 12, 3600), U("second", 128, 6), U("regional", 134, 8), U("dte", 142, 1), B("assigned", 146),
    B("raim", 147), U("radio", 148, 20), END};

static const struct pl_ais_field INQUIRY[] = { /* 10 */
    REPEAT, U("dest_mmsi", 40, 30), END};

static const struct pl_ais_field TEXT_TO[] = { /* 12 */
    REPEAT, U("seqno", 38, 2), U("dest_mmsi", 40, 30), B("retransmit", 70), T("text", 72, 0), END};

static const struct pl_ais_field TEXT_ALL[] = { /* 14 */
    REPEAT, T("text", 40, 0), END};

static const struct pl_ais_field INTERROGATE[] = { /* 15 */
    REPEAT, U("mmsi1", 40, 30), U("type1_1", 70, 6), U("offset1_1", 76, 12), O("type1_2", 90, 6), O("offset1_2", 96, 12),
    O("mmsi2", 110, 30), O("type2_1", 140, 6), O("offset2_1", 146, 12), END};

static const struct pl_ais_field ASSIGN[] = { /* 16: 92 bits for one, 144 for two */
    REPEAT, U("mmsi1", 40, 30), U("offset1", 70, 12), U("increment1", 82, 10), O("mmsi2", 92, 30), O("offset2", 122, 12),
    O("increment2", 134, 10), END};

static const struct pl_ais_field CORRECTIONS[] = { /* 17 */
    REPEAT, LON18("lon", 40), LAT17("lat", 58), {.name = "data", .kind = PL_AIS_DATA, .start = 80}, END};

static const struct pl_ais_field POSITION_B[] = { /* 18 */
    REPEAT, U("reserved", 38, 8), TENTHN("speed", 46, 10, 1023), B("accuracy", 56), LON("lon", 57), LAT("lat", 85),
    TENTHN("course", 112, 12, 3600), UN("heading", 124, 9, 511), U("second", 133, 6), U("regional", 139, 2),
    B("cs", 141), B("display", 142), B("dsc", 143), B("band", 144), B("msg22", 145), B("assigned", 146), B("raim", 147),
    U("radio", 148, 20), END};

static const struct pl_ais_field EXTENDED_B[] = { /* 19 */
    REPEAT, U("reserved", 38, 8), TENTHN("speed", 46, 10, 1023), B("accuracy", 56), LON("lon", 57), LAT("lat", 85),
    TENTHN("course", 112, 12, 3600), UN("heading", 124, 9, 511), U("second", 133, 6), U("regional", 139, 4),
    T("shipname", 143, 120), U("shiptype", 263, 8), DIMENSIONS(271), U("epfd", 301, 4), B("raim", 305), U("dte", 306, 1),
    B("assigned", 307), END};

#define SLOTS(k, s) O("offset" k, s, 12), O("number" k, s + 12, 4), O("timeout" k, s + 16, 3), O("increment" k, s + 19, 11)
static const struct pl_ais_field LINK[] = { /* 20 */
    REPEAT, SLOTS("1", 40), SLOTS("2", 70), SLOTS("3", 100), SLOTS("4", 130), END};

static const struct pl_ais_field AID[] = { /* 21 */
    REPEAT, U("aid_type", 38, 5),
    {.name = "name", .kind = PL_AIS_TEXT, .start = 43, .width = 120, .flags = PL_AIS_EXTENDS, .more = 272},
    LON("lon", 164), LAT("lat", 192), B("accuracy", 163), DIMENSIONS(219), U("epfd", 249, 4), U("second", 253, 6),
    U("regional", 260, 8), B("off_position", 259), B("raim", 268), B("virtual_aid", 269), B("assigned", 270), END};

#define LON18W(n, s) {.name = n, .kind = PL_AIS_INT, .start = s, .width = 18, .decimals = 6, .num = 5000, .den = 3, .none = 108600, .has_none = true, WHEN(139, 1, 1)}
#define LAT17W(n, s) {.name = n, .kind = PL_AIS_INT, .start = s, .width = 17, .decimals = 6, .num = 5000, .den = 3, .none = 54600, .has_none = true, WHEN(139, 1, 1)}
static const struct pl_ais_field CHANNELS[] = { /* 22: an area, or two stations, by bit 139 */
    REPEAT, U("channel_a", 40, 12), U("channel_b", 52, 12), U("txrx", 64, 4), B("power", 68),
    LON18W("ne_lon", 69), LAT17W("ne_lat", 87), LON18W("sw_lon", 104), LAT17W("sw_lat", 122),
    {.name = "dest1", .kind = PL_AIS_UINT, .start = 69, .width = 30, WHEN(139, 1, 2)},
    {.name = "dest2", .kind = PL_AIS_UINT, .start = 104, .width = 30, WHEN(139, 1, 2)},
    B("addressed", 139), B("band_a", 140), B("band_b", 141), U("zonesize", 142, 3), END};

static const struct pl_ais_field GROUP_ASSIGN[] = { /* 23 */
    REPEAT, LON18("ne_lon", 40), LAT17("ne_lat", 58), LON18("sw_lon", 75), LAT17("sw_lat", 93),
    U("stationtype", 110, 4), U("shiptype", 114, 8), U("txrx", 144, 2), U("interval", 146, 4), U("quiet", 150, 4), END};

static const char *const PARTS[] = {"A", "B", "2", "3"};
#define PART_B WHEN(38, 2, 2)
#define DIMENSION_B(n, s, w) {.name = n, .kind = PL_AIS_UINT, .start = s, .width = w, .flags = PL_AIS_NO_AUX, PART_B}
static const struct pl_ais_field STATIC_B[] = { /* 24: part A or B */
    REPEAT, {.name = "part", .kind = PL_AIS_CHOICE, .start = 38, .width = 2, .labels = PARTS},
    {.name = "shipname", .kind = PL_AIS_TEXT, .start = 40, .width = 120, WHEN(38, 2, 1)},
    {.name = "shiptype", .kind = PL_AIS_UINT, .start = 40, .width = 8, PART_B},
    {.name = "vendorid", .kind = PL_AIS_TEXT, .start = 48, .width = 42, PART_B},
    {.name = "model", .kind = PL_AIS_UINT, .start = 66, .width = 4, PART_B},
    {.name = "serial", .kind = PL_AIS_UINT, .start = 70, .width = 20, PART_B},
    {.name = "callsign", .kind = PL_AIS_TEXT, .start = 90, .width = 42, PART_B},
    {.name = "mothership_mmsi", .kind = PL_AIS_UINT, .start = 132, .width = 30, .flags = PL_AIS_AUX_CRAFT, PART_B},
    DIMENSION_B("to_bow", 132, 9), DIMENSION_B("to_stern", 141, 9), DIMENSION_B("to_port", 150, 6),
    DIMENSION_B("to_starboard", 156, 6), {.name = "epfd", .kind = PL_AIS_UINT, .start = 162, .width = 4, PART_B}, END};

/* The two bits at 38 say "addressed" and "structured"; a destination or application that is not there reads 0. */
#define SLOT(n, s, w, m) {.name = n, .kind = PL_AIS_UINT, .start = s, .width = w, WHEN(38, 2, m)}
#define ADDRESS_25 B("addressed", 38), B("structured", 39), SLOT("dest_mmsi", 0, 0, 3), SLOT("dest_mmsi", 40, 30, 12), \
    SLOT("app_id", 0, 0, 5), SLOT("app_id", 40, 16, 2), SLOT("app_id", 70, 16, 8)
#define REST(s, m, t) {.name = "data", .kind = PL_AIS_DATA, .start = s, .tail = t, WHEN(38, 2, m)}
static const struct pl_ais_field BINARY_1[] = { /* 25 */
    REPEAT, ADDRESS_25, REST(40, 1, 0), REST(56, 2, 0), REST(70, 4, 0), REST(86, 8, 0), END};
static const struct pl_ais_field BINARY_N[] = { /* 26: as 25, and 20 bits of communication state at the end */
    REPEAT, ADDRESS_25, REST(40, 1, 20), REST(56, 2, 20), REST(70, 4, 20), REST(86, 8, 20),
    {.name = "radio", .kind = PL_AIS_UINT, .start = 20, .width = 20, .flags = PL_AIS_FROM_END}, END};

static const struct pl_ais_field LONG_RANGE[] = { /* 27 */
    REPEAT, U("status", 40, 4), B("accuracy", 38), LON18("lon", 44), LAT17("lat", 62), UN("speed", 79, 6, 63),
    UN("course", 85, 9, 511), B("raim", 39), B("gnss", 94), END};

/* The shortest payload that holds everything but spare bits and the radio's own status (docs/format/decode.md). */
const struct pl_ais_layout pl_ais_layouts[28] = {
    [1] = {149, 0, POSITION_A}, [2] = {149, 0, POSITION_A}, [3] = {149, 0, POSITION_A}, [4] = {149, 0, BASE_STATION},
    [5] = {420, 0, STATIC_A}, [6] = {88, 0, ADDRESSED}, [7] = {72, 0, ACKNOWLEDGE}, [8] = {56, 0, BROADCAST},
    [9] = {148, 0, AIRCRAFT}, [10] = {70, 0, INQUIRY}, [11] = {149, 0, BASE_STATION}, [12] = {72, 0, TEXT_TO},
    [13] = {72, 0, ACKNOWLEDGE}, [14] = {40, 0, TEXT_ALL}, [15] = {88, 0, INTERROGATE}, [16] = {92, 0, ASSIGN},
    [17] = {80, 0, CORRECTIONS}, [18] = {148, 0, POSITION_B}, [19] = {308, 0, EXTENDED_B}, [20] = {70, 0, LINK},
    [21] = {271, 0, AID}, [22] = {145, 0, CHANNELS}, [23] = {154, 0, GROUP_ASSIGN}, [24] = {160, 162, STATIC_B},
    [25] = {40, 0, BINARY_1}, [26] = {60, 0, BINARY_N}, [27] = {95, 0, LONG_RANGE},
};
