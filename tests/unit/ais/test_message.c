/* The field tables. tests/data/ais_fields.txt holds what gpsdecode prints for random payloads of every type; the rest,
 * and everything in which we differ from it, is derived by hand here from ITU-R M.1371-5. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "ais/field.h"
#include "ais/message.h"
#include "ais/sentence.h"
#include "base/file.h"

#include "base/ban.h"

/* A payload under construction: fields are put at their bit. */
struct payload {
    uint8_t bits[PL_AIS_MAX_BITS / 8 + 8];
    uint32_t n;
};

static void put(struct payload *p, uint32_t start, uint32_t width, uint64_t value) {
    for (uint32_t i = 0; i < width; i++) {
        uint32_t at = start + i;
        uint8_t mask = (uint8_t)(0x80 >> (at % 8));
        bool on = value >> (width - 1 - i) & 1;
        p->bits[at / 8] = (uint8_t)(on ? p->bits[at / 8] | mask : p->bits[at / 8] & ~mask);
    }
}

static struct payload message(unsigned type, uint32_t mmsi, uint32_t n) {
    struct payload p = {.n = n};
    put(&p, 0, 6, type);
    put(&p, 8, 30, mmsi);
    return p;
}

static void put_text(struct payload *p, uint32_t start, const char *text) {
    for (; *text != '\0'; text++, start += 6) {
        put(p, start, 6, (uint64_t)(*text >= 64 ? *text - 64 : *text));
    }
}

/* name=value lines of a message, objects and arrays as name{ } and name[ ]. */
static void on_field(void *ctx, const char *name, const struct pl_ais_value *v) {
    struct pl_buf *out = ctx;
    static const uint64_t TENS[] = {1, 10, 100, 1000, 10000, 100000, 1000000};
    uint64_t size = v->number < 0 ? (uint64_t)0 - (uint64_t)v->number : (uint64_t)v->number;
    if (name != NULL) {
        pl_buf_add_fmt(out, "%s=", name);
    }
    switch ((enum pl_ais_shape)v->shape) {
    case PL_AIS_IS_NULL:
        pl_buf_add_str(out, PL_STR("null"));
        break;
    case PL_AIS_IS_NUMBER:
        pl_buf_add_fmt(out, "%s%llu", v->number < 0 ? "-" : "", (unsigned long long)(size / TENS[v->decimals]));
        if (v->decimals > 0) {
            pl_buf_add_fmt(out, ".%0*llu", (int)v->decimals, (unsigned long long)(size % TENS[v->decimals]));
        }
        break;
    case PL_AIS_IS_BOOL:
        pl_buf_add_str(out, v->number ? PL_STR("true") : PL_STR("false"));
        break;
    case PL_AIS_IS_TEXT:
        pl_buf_add(out, v->text, v->n);
        break;
    case PL_AIS_IS_DATA:
        pl_buf_add_fmt(out, "%u:", v->n);
        pl_buf_add_hex(out, v->text, (v->n + 7) / 8);
        break;
    case PL_AIS_IS_OBJECT:
        pl_buf_add_char(out, '{');
        break;
    case PL_AIS_IS_OBJECT_END:
        pl_buf_add_char(out, '}');
        break;
    case PL_AIS_IS_ARRAY:
        pl_buf_add_char(out, '[');
        break;
    case PL_AIS_IS_ARRAY_END:
        pl_buf_add_char(out, ']');
        break;
    }
    pl_buf_add_char(out, '\n');
}

/* The value of name in the message; fails when it is not there. */
static const char *value_of(const struct payload *p, const char *name) {
    static char value[2048];
    PL_BUF_AUTO out = {0};
    char key[64];
    pl_buf_open(&out, 1 << 20);
    pl_buf_add_char(&out, '\n');
    pl_ais_each(p->bits, p->n, on_field, &out);
    pl_str key_text = pl_str_make(key, (size_t)snprintf(key, sizeof key, "\n%s=", name));
    size_t at = pl_str_find_str(pl_buf_str(&out), key_text);
    if (at == out.n) {
        print_error("no %s in:%.*s", name, (int)out.n, out.p);
        fail();
    }
    pl_str rest = pl_str_sub(pl_buf_str(&out), at + key_text.n, out.n);
    pl_str line = pl_str_cut(&rest, '\n');
    assert_true(line.n < sizeof value);
    memcpy(value, line.p, line.n);
    value[line.n] = '\0';
    return value;
}

static bool has(const struct payload *p, const char *name) {
    PL_BUF_AUTO out = {0};
    char key[64];
    pl_buf_open(&out, 1 << 20);
    pl_buf_add_char(&out, '\n');
    pl_ais_each(p->bits, p->n, on_field, &out);
    pl_str text = pl_str_make(key, (size_t)snprintf(key, sizeof key, "\n%s=", name));
    return pl_str_find_str(pl_buf_str(&out), text) < out.n;
}

#define IS(p, name, value) assert_string_equal(value_of(&(p), name), value)

/* -- beside gpsdecode -- */

static struct payload unpack(pl_str payload, unsigned fill) {
    struct payload p = {0};
    struct pl_sentence s = {.payload = payload, .fill = fill};
    p.n = pl_sentence_bits(&s, p.bits, 0, PL_AIS_MAX_BITS);
    assert_true(p.n != UINT32_MAX);
    return p;
}

static void every_type_as_gpsdecode(void **state) {
    PL_BUF_AUTO text = {0};
    struct payload p = {0};
    unsigned types = 0;
    unsigned checked = 0;
    (void)state;
    pl_buf_open(&text, 1 << 20);
    assert_int_equal(pl_file_read("tests/data/ais_fields.txt", 1 << 20, &text, NULL), 0);
    pl_str rest = pl_buf_str(&text);
    bool head = false;
    while (rest.p != NULL) {
        pl_str line = pl_str_cut(&rest, '\n');
        if (line.n == 0 || line.p[0] == '#') {
            head = true;
            continue;
        }
        if (head) {
            p = unpack(pl_str_sub(line, 0, line.n - 2), (unsigned)(line.p[line.n - 1] - '0'));
            types |= 1u << (p.bits[0] >> 2);
            head = false;
            continue;
        }
        size_t eq = pl_str_find(line, '=');
        char name[32];
        snprintf(name, sizeof name, "%.*s", (int)eq, line.p);
        pl_str got = pl_str_from(value_of(&p, name));
        if (!pl_str_eq(got, pl_str_sub(line, eq + 1, line.n))) {
            print_error("type %d: %.*s, got %s\n", p.bits[0] >> 2, (int)line.n, line.p, got.p);
            fail();
        }
        checked++;
    }
    assert_int_equal(types, 0x0ffffffe); /* 1 to 27 */
    assert_true(checked > 1200);
}

/* -- by hand -- */

static void signs_and_what_is_not_available(void **state) {
    struct payload p = message(1, 999000001, 168);
    (void)state;
    put(&p, 61, 28, (1u << 28) - 1); /* -1 unit of 1/600,000 degree = -0.0000016... */
    put(&p, 89, 27, (1u << 27) - 600000);
    IS(p, "lon", "-0.000002");
    IS(p, "lat", "-1.000000");
    put(&p, 61, 28, 181 * 600000);
    put(&p, 89, 27, 91 * 600000);
    IS(p, "lon", "null");
    IS(p, "lat", "null");
    put(&p, 61, 28, (1u << 28) - 180 * 600000);
    IS(p, "lon", "-180.000000");
    put(&p, 50, 10, 1022);
    IS(p, "speed", "102.2");
    put(&p, 50, 10, 1023);
    IS(p, "speed", "null");
    put(&p, 116, 12, 3599);
    IS(p, "course", "359.9");
    put(&p, 116, 12, 3600);
    IS(p, "course", "null");
    put(&p, 128, 9, 359);
    IS(p, "heading", "359");
    put(&p, 128, 9, 511);
    IS(p, "heading", "null");
}

static void rates_of_turn(void **state) {
    struct payload p = message(1, 999000001, 168);
    static const struct {
        int raw;
        const char *value;
    } TURNS[] = {{0, "0"},       {20, "18"},         {-20, "-18"},       {1, "0"},       {-1, "0"}, {126, "709"},
                 {-126, "-709"}, {127, "fastright"}, {-127, "fastleft"}, {-128, "null"}, {4, "1"}};
    (void)state;
    for (size_t i = 0; i < sizeof TURNS / sizeof TURNS[0]; i++) { /* (raw / 4.733)^2 */
        put(&p, 42, 8, (uint64_t)(TURNS[i].raw & 0xff));
        IS(p, "turn", TURNS[i].value);
    }
}

static void coarse_positions_in_full(void **state) {
    struct payload p = message(27, 999000001, 96);
    struct pl_ais_kinematics k;
    (void)state;
    put(&p, 44, 18, (1u << 18) - 45001); /* -45001 / 600 degrees */
    put(&p, 62, 17, 20101);
    put(&p, 79, 6, 22);
    put(&p, 85, 9, 359);
    put(&p, 40, 4, 5);
    IS(p, "lon", "-75.001667");
    IS(p, "lat", "33.501667");
    IS(p, "speed", "22");
    IS(p, "course", "359");
    IS(p, "status", "5");
    assert_true(pl_ais_kinematics(p.bits, p.n, &k));
    assert_int_equal(k.pos.lon, -45001000);
    assert_int_equal(k.pos.lat, 20101000);
    assert_int_equal(k.sog_dkn, 220);
    assert_int_equal(k.cog_ddeg, 3590);
    assert_int_equal(k.heading_deg, PL_AIS_NONE);
    assert_int_equal(k.status, 5);
    put(&p, 79, 6, 63);
    put(&p, 85, 9, 511);
    IS(p, "speed", "null");
    IS(p, "course", "null");
    assert_true(pl_ais_kinematics(p.bits, p.n, &k));
    assert_int_equal(k.sog_dkn, PL_AIS_NONE);
    assert_int_equal(k.cog_ddeg, PL_AIS_NONE);
    p = message(17, 2734462, 88);
    put(&p, 40, 18, 11959);
    put(&p, 58, 17, 32782);
    put(&p, 80, 8, 0xa5);
    IS(p, "lon", "19.931667");
    IS(p, "lat", "54.636667");
    IS(p, "data", "8:a5");
}

static void clocks(void **state) {
    struct payload p = message(5, 999000001, 424);
    (void)state;
    put(&p, 283, 5, 24);
    put(&p, 288, 6, 60);
    IS(p, "eta", "00-00T24:60Z");
    put(&p, 274, 4, 12);
    put(&p, 278, 5, 31);
    put(&p, 283, 5, 23);
    put(&p, 288, 6, 59);
    IS(p, "eta", "12-31T23:59Z");
    p = message(4, 2311500, 168);
    IS(p, "timestamp", "null");
    put(&p, 38, 14, 2024);
    put(&p, 52, 4, 2);
    put(&p, 56, 5, 29);
    put(&p, 61, 5, 23);
    put(&p, 66, 6, 59);
    put(&p, 72, 6, 58);
    IS(p, "timestamp", "2024-02-29T23:59:58Z");
    put(&p, 38, 14, 2023);
    IS(p, "timestamp", "null"); /* no 29 February */
    put(&p, 38, 14, 2024);
    put(&p, 72, 6, 60);
    IS(p, "timestamp", "null");
}

static void texts_end_at_the_first_at_sign(void **state) {
    struct payload p = message(5, 999000001, 424);
    struct pl_ais_static s;
    (void)state;
    put(&p, 40, 30, 9999993);
    put_text(&p, 112, "INVENTED  @HIDDEN   ");
    put_text(&p, 70, "XX 1   ");
    put_text(&p, 302, "TWENTY CHARACTERS OK");
    put(&p, 294, 8, 81);
    put(&p, 240, 9, 300);
    put(&p, 264, 6, 63);
    IS(p, "shipname", "INVENTED");
    IS(p, "callsign", "XX 1");
    IS(p, "destination", "TWENTY CHARACTERS OK");
    IS(p, "draught", "8.1");
    assert_true(pl_ais_static(p.bits, p.n, &s));
    assert_string_equal(s.name, "INVENTED");
    assert_string_equal(s.callsign, "XX 1");
    assert_string_equal(s.destination, "TWENTY CHARACTERS OK");
    assert_int_equal(s.imo, 9999993);
    assert_int_equal(s.draught_dm, 81);
    assert_int_equal(s.to_bow_m, 300);
    assert_int_equal(s.to_starboard_m, 63);
    p.n = 420; /* two bits short: the last character of the destination is not there, nor is what follows */
    IS(p, "destination", "TWENTY CHARACTERS O");
    IS(p, "dte", "null");
}

static void a_name_with_its_extension(void **state) {
    struct payload p = message(21, 999000001, 360);
    struct pl_ais_static s;
    (void)state;
    put_text(&p, 43, "TWENTY CHARACTERS OK");
    put_text(&p, 272, " AND MORE     ");
    IS(p, "name", "TWENTY CHARACTERS OK AND MORE");
    assert_true(pl_ais_static(p.bits, p.n, &s));
    assert_string_equal(s.name, "TWENTY CHARACTERS OK AND MORE");
    p.n = 272;
    IS(p, "name", "TWENTY CHARACTERS OK");
    p.n = 360;
    put_text(&p, 43, "SHORT@              ");
    IS(p, "name", "SHORT"); /* an extension only continues a full name */
    assert_true(pl_ais_static(p.bits, p.n, &s));
    assert_string_equal(s.name, "SHORT");
}

static void parts_a_and_b(void **state) {
    struct payload p = message(24, 999000001, 168);
    struct pl_ais_static s;
    (void)state;
    put_text(&p, 40, "INVENTED@");
    IS(p, "part", "A");
    IS(p, "shipname", "INVENTED");
    assert_false(has(&p, "callsign"));
    assert_true(pl_ais_static(p.bits, p.n, &s));
    assert_string_equal(s.name, "INVENTED");
    p = message(24, 999000001, 168);
    put(&p, 38, 2, 1);
    put(&p, 40, 8, 36);
    put_text(&p, 48, "ABC");
    put_text(&p, 90, "XX1");
    put(&p, 132, 9, 12);
    put(&p, 156, 6, 3);
    IS(p, "part", "B");
    IS(p, "shiptype", "36");
    IS(p, "callsign", "XX1");
    IS(p, "to_bow", "12");
    IS(p, "to_starboard", "3");
    assert_false(has(&p, "shipname"));
    assert_false(has(&p, "mothership_mmsi"));
    assert_true(pl_ais_static(p.bits, p.n, &s));
    assert_string_equal(s.callsign, "XX1");
    assert_int_equal(s.to_bow_m, 12);
    put(&p, 8, 30, 989990001); /* a craft of a mother ship */
    put(&p, 132, 30, 999000077);
    IS(p, "mothership_mmsi", "999000077");
    assert_false(has(&p, "to_bow"));
    assert_true(pl_ais_static(p.bits, p.n, &s));
    assert_int_equal(s.to_bow_m, 0);
    put(&p, 38, 2, 2);
    assert_int_equal(pl_ais_judge(p.bits, p.n), PL_AIS_IS_UNKNOWN_TYPE);
}

static void areas_and_stations(void **state) {
    struct payload p = message(22, 2311500, 168);
    (void)state;
    put(&p, 69, 18, 600 * 10 + 300);
    put(&p, 87, 17, (1u << 17) - 600);
    IS(p, "ne_lon", "10.500000");
    IS(p, "ne_lat", "-1.000000");
    assert_false(has(&p, "dest1"));
    put(&p, 139, 1, 1);
    put(&p, 69, 30, 999000001);
    put(&p, 104, 30, 999000002);
    IS(p, "dest1", "999000001");
    IS(p, "dest2", "999000002");
    assert_false(has(&p, "ne_lon"));
}

static void absent_repetitions_read_zero(void **state) {
    struct payload p = message(7, 999000001, 104);
    (void)state;
    put(&p, 72, 30, 999000002);
    put(&p, 104, 30, 999000003); /* behind the end */
    IS(p, "mmsi2", "999000002");
    IS(p, "mmsi3", "0");
    p = message(15, 999000001, 88);
    put(&p, 90, 6, 5);
    IS(p, "type1_2", "0");
}

static void communication_state_stands_at_the_end(void **state) {
    struct payload p = message(26, 999000001, 100);
    (void)state;
    put(&p, 40, 8, 0xc3);
    put(&p, 80, 20, 0x12345);
    IS(p, "data", "40:c300000000");
    IS(p, "radio", "74565");
}

static void an_application_without_a_table(void **state) {
    struct payload p = message(8, 999000001, 75);
    (void)state;
    put(&p, 40, 10, 366);
    put(&p, 50, 6, 56);
    put(&p, 56, 19, 0x7ffff);
    IS(p, "dac", "366");
    IS(p, "fid", "56");
    IS(p, "data", "19:ffffe0");
    p = message(8, 999000001, 343); /* weather, one bit too short for its table */
    put(&p, 40, 10, 1);
    put(&p, 50, 6, 11);
    assert_true(has(&p, "data"));
    p.n = 344;
    assert_false(has(&p, "data"));
    IS(p, "ice", "null");
    IS(p, "waterlevel", "-10.0");
}

static void arrays_of_objects(void **state) {
    struct payload p = message(8, 999000001, 168);
    PL_BUF_AUTO out = {0};
    (void)state;
    pl_buf_open(&out, 1 << 16);
    put(&p, 40, 10, 200);
    put(&p, 50, 6, 24);
    put_text(&p, 56, "DE");
    put(&p, 68, 11, 7);
    put(&p, 79, 14, (1u << 14) - 3);
    p.n = 167; /* a bit short of its table */
    assert_true(has(&p, "data"));
    p.n = 168;
    pl_ais_each(p.bits, p.n, on_field, &out);
    assert_true(pl_str_find_str(pl_buf_str(&out), PL_STR("country=DE\ngauges=[\n{\nid=7\nlevel=-3\n}\n{\n")) < out.n);
    p = message(8, 999000001, 117 + 2 * 55); /* a route of one point, and room for two */
    put(&p, 40, 10, 1);
    put(&p, 50, 6, 27);
    put(&p, 112, 5, 1);
    put(&p, 117, 28, 600000);
    put(&p, 145, 27, 1200000);
    pl_buf_clear(&out);
    pl_ais_each(p.bits, p.n, on_field, &out);
    assert_true(pl_str_find_str(pl_buf_str(&out), PL_STR("waypoints=[\n{\nlon=1.000000\nlat=2.000000\n}\n]\n}\n")) <
                out.n);
}

/* The shortest acceptable payload of each type, from the tables' documentation; one bit less is refused. */
static void lengths(void **state) {
    static const uint16_t MIN[28] = {0,  149, 149, 149, 149, 420, 88, 72,  56,  148, 70,  149, 72, 72,
                                     40, 88,  92,  80,  148, 308, 70, 271, 145, 154, 160, 40,  60, 95};
    struct pl_ais_kinematics k;
    struct pl_ais_static s;
    (void)state;
    for (unsigned type = 1; type <= 27; type++) {
        struct payload p = message(type, 999000001, MIN[type]);
        assert_int_equal(pl_ais_judge(p.bits, p.n), PL_AIS_IS_MESSAGE);
        p.n = MIN[type] + 1u;
        assert_int_equal(pl_ais_judge(p.bits, p.n), PL_AIS_IS_MESSAGE);
        p.n = MIN[type] - 1u;
        assert_int_equal(pl_ais_judge(p.bits, p.n), PL_AIS_IS_TOO_SHORT);
        p.n = PL_AIS_MAX_BITS;
        assert_int_equal(pl_ais_judge(p.bits, p.n), PL_AIS_IS_MESSAGE);
        p.n = PL_AIS_MAX_BITS + 1;
        assert_int_equal(pl_ais_judge(p.bits, p.n), PL_AIS_IS_TOO_LONG);
        p.n = 40;
        (void)pl_ais_kinematics(p.bits, p.n, &k);
        (void)pl_ais_static(p.bits, p.n, &s);
    }
    struct payload p = message(24, 999000001, 161);
    put(&p, 38, 2, 1);
    assert_int_equal(pl_ais_judge(p.bits, p.n), PL_AIS_IS_TOO_SHORT);
    p.n = 162;
    assert_int_equal(pl_ais_judge(p.bits, p.n), PL_AIS_IS_MESSAGE);
    p = message(0, 1, 168);
    assert_int_equal(pl_ais_judge(p.bits, p.n), PL_AIS_IS_UNKNOWN_TYPE);
    p = message(28, 1, 168);
    assert_int_equal(pl_ais_judge(p.bits, p.n), PL_AIS_IS_UNKNOWN_TYPE);
}

static void kinematics(void **state) {
    static const struct {
        unsigned type, lon, lat, sog, cog, heading, status;
    } AT[] = {{1, 61, 89, 50, 116, 128, 38}, {3, 61, 89, 50, 116, 128, 38}, {4, 79, 107, 0, 0, 0, 0},
              {9, 61, 89, 50, 116, 0, 0},    {11, 79, 107, 0, 0, 0, 0},     {18, 57, 85, 46, 112, 124, 0},
              {19, 57, 85, 46, 112, 124, 0}, {21, 164, 192, 0, 0, 0, 0}};
    (void)state;
    for (size_t i = 0; i < sizeof AT / sizeof AT[0]; i++) {
        struct payload p = message(AT[i].type, 999000001, 312);
        struct pl_ais_kinematics k;
        put(&p, AT[i].lon, 28, (1u << 28) - 76200000); /* -127 degrees */
        put(&p, AT[i].lat, 27, 21000000);              /* 35 degrees */
        put(&p, AT[i].sog > 0 ? AT[i].sog : 300, 10, 123);
        put(&p, AT[i].cog > 0 ? AT[i].cog : 300, 12, 2345);
        put(&p, AT[i].heading > 0 ? AT[i].heading : 300, 9, 271);
        put(&p, AT[i].status > 0 ? AT[i].status : 300, 4, 7);
        assert_true(pl_ais_kinematics(p.bits, p.n, &k));
        assert_true(k.has_position);
        assert_int_equal(k.pos.lon, -76200000);
        assert_int_equal(k.pos.lat, 21000000);
        assert_int_equal(k.sog_dkn, AT[i].sog == 0 ? PL_AIS_NONE : AT[i].type == 9 ? 1230 : 123);
        assert_int_equal(k.cog_ddeg, AT[i].cog > 0 ? 2345 : PL_AIS_NONE);
        assert_int_equal(k.heading_deg, AT[i].heading > 0 ? 271 : PL_AIS_NONE);
        assert_int_equal(k.status, AT[i].status > 0 ? 7 : PL_AIS_NONE);
        assert_int_equal(k.class_b, AT[i].type == 18 || AT[i].type == 19);
        put(&p, AT[i].lat, 27, 91 * 600000);
        assert_true(pl_ais_kinematics(p.bits, p.n, &k));
        assert_false(k.has_position);
        put(&p, AT[i].lat, 27, 90 * 600000);
        put(&p, AT[i].lon, 28, 180 * 600000); /* the same place as 180 W */
        assert_true(pl_ais_kinematics(p.bits, p.n, &k));
        assert_true(k.has_position);
        assert_int_equal(k.pos.lon, -180 * 600000);
    }
    struct payload p = message(5, 999000001, 424);
    struct pl_ais_kinematics k;
    assert_false(pl_ais_kinematics(p.bits, p.n, &k));
}

static void heads(void **state) {
    struct payload p = message(1, 999000001, 38);
    uint8_t msg = 0;
    uint32_t mmsi = 0;
    (void)state;
    assert_true(pl_ais_head(p.bits, 38, &msg, &mmsi));
    assert_int_equal(msg, 1);
    assert_int_equal(mmsi, 999000001);
    assert_false(pl_ais_head(p.bits, 37, &msg, &mmsi));
}

/* Fields lie inside their type's nominal length and do not overlap, except where a condition or the vendor's number
 * makes them alternatives. */
static void tables_are_sound(void **state) {
    (void)state;
    for (unsigned type = 1; type <= 27; type++) {
        uint8_t taken[PL_AIS_MAX_BITS] = {0};
        for (const struct pl_ais_field *f = pl_ais_layouts[type].fields; f->kind != PL_AIS_END; f++) {
            assert_non_null(f->name);
            assert_true(f->kind == PL_AIS_TEXT || f->kind == PL_AIS_DATA || f->width <= 40 || f->kind > PL_AIS_DATA);
            if (f->when_width > 0 || (f->flags & PL_AIS_FROM_END) || f->width == 0 || f->kind == PL_AIS_APP) {
                continue;
            }
            for (unsigned bit = f->start; bit < (unsigned)f->start + f->width; bit++) {
                assert_int_equal(taken[bit], 0);
                taken[bit] = 1;
            }
        }
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_type_as_gpsdecode),
        cmocka_unit_test(signs_and_what_is_not_available),
        cmocka_unit_test(rates_of_turn),
        cmocka_unit_test(coarse_positions_in_full),
        cmocka_unit_test(clocks),
        cmocka_unit_test(texts_end_at_the_first_at_sign),
        cmocka_unit_test(a_name_with_its_extension),
        cmocka_unit_test(parts_a_and_b),
        cmocka_unit_test(areas_and_stations),
        cmocka_unit_test(absent_repetitions_read_zero),
        cmocka_unit_test(communication_state_stands_at_the_end),
        cmocka_unit_test(an_application_without_a_table),
        cmocka_unit_test(arrays_of_objects),
        cmocka_unit_test(lengths),
        cmocka_unit_test(kinematics),
        cmocka_unit_test(heads),
        cmocka_unit_test(tables_are_sound),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
