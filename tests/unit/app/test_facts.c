/* The facts that the program carries: they must read, agree with each other, and with lists made by others where those
 * are at hand (../shared/data: the MID list of libais, the mask made with gmt grdlandmask). */
#include "app/facts.h"

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "geo/port.h"
#include "names/identifier.h"

static pl_pos at(double lat, double lon) {
    pl_pos pos = {0, 0};
    assert_true(pl_pos_from_deg(lon, lat, &pos));
    return pos;
}

static const struct pl_sea *open_sea(struct pl_arena *arena) {
    const struct pl_sea *sea = NULL;
    struct pl_error err = {0};
    if (pl_facts_sea(NULL, NULL, arena, &sea, &err)) {
        print_error("%s\n", err.msg);
    }
    return sea;
}

static void known_places(void **unused) {
    (void)unused;
    PL_ARENA_AUTO arena;
    pl_arena_open(&arena, 1 << 20);
    const struct pl_sea *sea = open_sea(&arena);
    assert_non_null(sea);
    static const struct {
        double lat, lon;
        enum pl_sea_kind want;
    } cases[] = {
        {38.0, 123.0, PL_SEA_WATER},  /* Yellow Sea */
        {39.03, 125.75, PL_SEA_LAND}, /* Pyongyang */
        {40.0, 132.0, PL_SEA_WATER},  /* Sea of Japan */
        {43.0, 126.0, PL_SEA_LAND},   /* Jilin */
        {33.38, 126.55, PL_SEA_LAND}, /* Jeju, an island of level 1 */
        {42.0, 128.08, PL_SEA_LAND},  /* the crater lake of Paektu: water, not sea */
        {35.3, 136.1, PL_SEA_LAND},   /* Lake Biwa */
        {0, -160, PL_SEA_WATER},      {0, 179.99, PL_SEA_WATER}, {0, -180, PL_SEA_WATER},
        {42, 50, PL_SEA_LAND},    /* the Caspian is no sea here */
        {47.7, -88, PL_SEA_LAND}, /* nor Lake Superior */
        {43, 34, PL_SEA_WATER},   /* the Black Sea is */
        {90, 0, PL_SEA_WATER},        {-90, 10, PL_SEA_LAND},    {-80.5, -175, PL_SEA_LAND}, /* Ross Ice Shelf */
        {-70, -175, PL_SEA_WATER},    {64.9, -18, PL_SEA_LAND},  {51.48, 0, PL_SEA_LAND},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        if (pl_sea_at(sea, at(cases[i].lat, cases[i].lon)) != cases[i].want) {
            print_error("case %zu: %g %g\n", i, cases[i].lat, cases[i].lon);
            assert_true(false);
        }
    }
    assert_true(pl_sea_clear(sea, at(35, 123), at(38, 123)));
    assert_false(pl_sea_clear(sea, at(37, 124), at(37, 131))); /* across Korea */
    assert_true(pl_sea_clear(sea, at(10, 179), at(10, -179)));
}

/* Each sea cell of the regional grid is joined, side by side, to one at the grid's edge. */
static void regional_sea_is_joined(void **unused) {
    (void)unused;
    enum { COLS = 2100, ROWS = 1440 };
    PL_ARENA_AUTO arena;
    pl_arena_open(&arena, 1 << 26);
    const struct pl_sea *sea = open_sea(&arena);
    unsigned char *state = pl_arena_calloc(&arena, ROWS, COLS); /* 1 sea, 2 reached */
    int32_t *stack = pl_arena_calloc(&arena, (size_t)ROWS * COLS, sizeof *stack);
    assert_true(state && stack);
    size_t depth = 0;
    size_t cells = 0;
    for (int32_t i = 0; i < ROWS * COLS; i++) {
        const int32_t row = i / COLS;
        const int32_t col = i % COLS;
        const pl_pos centre = {.lon = 115 * PL_POS_UNIT + col * 10000 + 5000,
                               .lat = 52 * PL_POS_UNIT - row * 10000 - 5000};
        if (pl_sea_at(sea, centre) != PL_SEA_WATER) {
            continue;
        }
        cells++;
        state[i] = 1;
        if (row == 0 || row == ROWS - 1 || col == 0 || col == COLS - 1) {
            state[i] = 2;
            stack[depth++] = i;
        }
    }
    size_t reached = 0;
    while (depth) {
        const int32_t i = stack[--depth];
        const int32_t next[4] = {i - COLS, i + COLS, i % COLS ? i - 1 : -1, i % COLS < COLS - 1 ? i + 1 : -1};
        reached++;
        for (int k = 0; k < 4; k++) {
            if (next[k] >= 0 && next[k] < ROWS * COLS && state[next[k]] == 1) {
                state[next[k]] = 2;
                stack[depth++] = next[k];
            }
        }
    }
    assert_true(cells > 1600000 && cells < 1700000);
    assert_int_equal(reached, cells);
}

/* A coast given by file must be whole and agree with the hash in it. */
static void coast_files(void **unused) {
    (void)unused;
    PL_ARENA_AUTO arena;
    pl_arena_open(&arena, 1 << 20);
    PL_BUF_AUTO file;
    pl_buf_open(&file, 1 << 30);
    PL_BUF_AUTO bytes;
    pl_buf_open(&bytes, 1 << 23);
    pl_buf_add_str(&bytes, pl_facts_landmask());
    assert_true(bytes.n > 1000000);
    char path[] = "/tmp/plimsoll-test-coast-XXXXXX";
    const int fd = mkstemp(path);
    assert_true(fd >= 0);
    close(fd);
    const struct pl_sea *sea = NULL;
    struct pl_error err;
    assert_int_equal(pl_file_write(path, pl_buf_str(&bytes), 0600, &err), 0);
    assert_int_equal(pl_facts_sea(path, &file, &arena, &sea, &err), 0);
    assert_string_equal(pl_sea_hash(sea), pl_sea_hash(open_sea(&arena)));
    assert_int_equal(pl_sea_at(sea, at(38, 123)), PL_SEA_WATER);
    sea = NULL;
    bytes.p[700000] ^= 1;
    assert_int_equal(pl_file_write(path, pl_buf_str(&bytes), 0600, &err), 0);
    assert_int_equal(pl_facts_sea(path, &file, &arena, &sea, &err), PL_E_FORMAT);
    assert_int_equal(pl_file_write(path, PL_STR("no mask"), 0600, &err), 0);
    assert_int_equal(pl_facts_sea(path, &file, &arena, &sea, &err), PL_E_FORMAT);
    assert_int_equal(unlink(path), 0);
    assert_int_equal(pl_facts_sea(path, &file, &arena, &sea, &err), PL_E_INPUT);
    assert_null(sea);
}

/* Every regional port that is not up a river has sea within its uncertainty and 10 km. */
static void regional_ports_are_by_the_sea(void **unused) {
    (void)unused;
    PL_ARENA_AUTO arena;
    pl_arena_open(&arena, 16 << 20);
    const struct pl_sea *sea = open_sea(&arena);
    const struct pl_ports *ports = NULL;
    struct pl_error err = {0};
    assert_int_equal(pl_ports_parse(pl_facts_ports(), &arena, &ports, &err), 0);
    assert_true(pl_ports_count(ports) > 3000);
    unsigned regional = 0;
    unsigned dprk = 0;
    for (size_t i = 0; i < pl_ports_count(ports); i++) {
        const struct pl_port *port = pl_ports_at(ports, i);
        const double lat = pl_pos_lat_deg(port->pos);
        const double lon = pl_pos_lon_deg(port->pos);
        assert_true(port->uncertainty_m >= 1000 && port->uncertainty_m <= 10000);
        assert_true(port->country.n == 2 && pl_str_starts(port->id, port->country) && port->name.n > 0);
        dprk += pl_str_eq(port->country, PL_STR("KP"));
        if (lat < 28 || lat > 52 || lon < 115 || lon > 150 || pl_str_eq(port->kind, PL_STR("river"))) {
            continue;
        }
        regional++;
        bool found = false;
        const double reach_m = port->uncertainty_m + 10000;
        for (int ring = 0; ring <= 20 && !found; ring++) {
            for (int k = 0; k < 36 && !found; k++) {
                found = pl_sea_at(sea, pl_sphere_move(port->pos, k * 10, reach_m * ring / 20)) == PL_SEA_WATER;
            }
        }
        if (!found) {
            print_error("no sea near %.*s\n", (int)port->id.n, port->id.p);
        }
        assert_true(found);
    }
    assert_true(regional > 200);
    assert_int_equal(dprk, 17);
    static const char *const must[] = {"KP-NAMPO",   "KP-SONGNIM",   "KP-HAEJU",    "KP-TAEAN",    "KP-HUNGNAM",
                                       "KP-WONSAN",  "KP-TANCHON",   "KP-KIMCHAEK", "KP-CHONGJIN", "KP-RAJIN",
                                       "KP-SONBONG", "RU-VOSTOCHNY", "RU-DUNAI",    "TW-KAOHSIUNG"};
    for (size_t k = 0; k < sizeof must / sizeof *must; k++) {
        bool found = false;
        for (size_t i = 0; i < pl_ports_count(ports) && !found; i++) {
            found = pl_str_eq(pl_ports_at(ports, i)->id, pl_str_from(must[k]));
        }
        assert_true(found);
    }
}

static void port_ids_are_unique(void **unused) {
    (void)unused;
    PL_ARENA_AUTO arena;
    pl_arena_open(&arena, 16 << 20);
    const struct pl_ports *ports = NULL;
    assert_int_equal(pl_ports_parse(pl_facts_ports(), &arena, &ports, NULL), 0);
    for (size_t i = 0; i < pl_ports_count(ports); i++) {
        for (size_t k = i + 1; k < pl_ports_count(ports); k++) {
            assert_false(pl_str_eq(pl_ports_at(ports, i)->id, pl_ports_at(ports, k)->id));
        }
    }
}

static void mids_agree_with_another_list(void **unused) {
    (void)unused;
    PL_ARENA_AUTO arena;
    pl_arena_open(&arena, 1 << 20);
    const struct pl_mids *mids = NULL;
    assert_int_equal(pl_mids_parse(pl_facts_mid(), &arena, &mids, NULL), 0);
    assert_string_equal(pl_mids_country(mids, 445), "KP");
    assert_string_equal(pl_mids_country(mids, 273), "RU");
    assert_null(pl_mids_country(mids, PL_EXERCISE_MID));
    unsigned n = 0;
    for (unsigned mid = 0; mid < 1000; mid++) {
        n += pl_mids_country(mids, mid) != NULL;
    }
    assert_int_equal(n, 292); /* the other list's, and three that were allotted since: whoever has them is no liar */
    assert_string_equal(pl_mids_country(mids, 374), "PA");
    assert_string_equal(pl_mids_country(mids, 471), "AE");
    assert_string_equal(pl_mids_country(mids, 550), "TL");
    FILE *list = fopen("../shared/data/ais/ref/mid.csv", "r");
    if (!list) {
        printf("  SKIPPED PART: ../shared/data/ais/ref/mid.csv is not there\n");
        return;
    }
    char line[300];
    static char theirs[1000][200];
    unsigned seen = 0;
    assert_non_null(fgets(line, sizeof line, list));
    while (fgets(line, sizeof line, list)) {
        uint64_t mid = 0;
        assert_true(pl_str_u64(pl_str_make(line, 3), &mid) && mid < 1000);
        assert_non_null(pl_mids_country(mids, (unsigned)mid));
        snprintf(theirs[mid], sizeof theirs[mid], "%.190s", line + 4);
        seen++;
    }
    fclose(list);
    assert_int_equal(seen, 289);
    for (unsigned a = 0; a < 1000; a++) { /* the same state there is the same state here */
        for (unsigned b = a + 1; b < 1000; b++) {
            if (theirs[a][0] && strcmp(theirs[a], theirs[b]) == 0) {
                assert_string_equal(pl_mids_country(mids, a), pl_mids_country(mids, b));
            }
        }
    }
}

/* The mask that `gmt grdlandmask` made of the same shorelines; see the format page. */
static void the_mask_agrees_with_gmt(void **unused) {
    (void)unused;
    static const char path[] = "../shared/data/ais/sea/landmask_1arcmin_115E150E_28N52N.u8.gz";
    if (!pl_file_exists(path)) {
        printf("  SKIPPED PART: %s is not there\n", path);
        return;
    }
    PL_ARENA_AUTO arena;
    pl_arena_open(&arena, 1 << 20);
    const struct pl_sea *sea = open_sea(&arena);
    char command[200];
    snprintf(command, sizeof command, "gzip -dc %s", path);
    FILE *mask = popen(command, "r");
    assert_non_null(mask);
    size_t agree = 0;
    for (int row = 0; row < 1440; row++) {
        unsigned char theirs[2100];
        assert_int_equal(fread(theirs, 1, sizeof theirs, mask), sizeof theirs);
        for (int col = 0; col < 2100; col++) {
            const pl_pos centre = {.lon = 115 * PL_POS_UNIT + col * 10000 + 5000,
                                   .lat = 52 * PL_POS_UNIT - row * 10000 - 5000};
            agree += pl_sea_at(sea, centre) == (theirs[col] ? PL_SEA_LAND : PL_SEA_WATER);
        }
    }
    pclose(mask);
    printf("  agreement with gmt grdlandmask: %.4f %% of 3,024,000 cells\n", (double)agree / 30240.0);
    assert_true(agree >= 3023698); /* 99.99 % */
}

int main(void) {
    if (!pl_facts_landmask().n) {
        printf("SKIP: built without a land mask (GSHHG is not installed)\n");
        return 77;
    }
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(known_places),
        cmocka_unit_test(regional_sea_is_joined),
        cmocka_unit_test(coast_files),
        cmocka_unit_test(regional_ports_are_by_the_sea),
        cmocka_unit_test(port_ids_are_unique),
        cmocka_unit_test(mids_agree_with_another_list),
        cmocka_unit_test(the_mask_agrees_with_gmt),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
