/* A world from the shipped land mask and ports, for the tests of src/exercise. */
#ifndef PL_TEST_EXERCISE_WORLD_H
#define PL_TEST_EXERCISE_WORLD_H

#include <stdio.h>
#include <stdlib.h>

#include "app/facts.h"
#include "exercise/world.h"

struct fixture {
    struct pl_arena arena, scratch;
    const struct pl_sea *sea;
    const struct pl_ports *ports;
    struct pl_world *world;
};

/* Opens a world with a table of ports; ends the test program (skipped) where it was built without mask or ports. */
static inline void fixture_open_with(struct fixture *f, uint64_t seed, int days, int vessels, pl_str ports) {
    struct pl_error err = {0};
    pl_arena_open(&f->arena, (size_t)1 << 31);
    pl_arena_open(&f->scratch, (size_t)1 << 28);
    if (!pl_facts_landmask().n || !ports.n) {
        printf("skipped: built without the land mask or the ports\n");
        exit(77);
    }
    struct pl_world_params params = {
        .seed = seed, .start = INT64_C(1772323200000000), .days = days, .vessels = vessels, .interval_s = 300};
    if (pl_facts_sea(NULL, NULL, &f->arena, &f->sea, &err) || pl_ports_parse(ports, &f->arena, &f->ports, &err) ||
        pl_world_open(params, f->sea, f->ports, &f->arena, &f->scratch, &f->world, &err)) {
        printf("%s\n", err.msg);
        exit(1);
    }
}

static inline void fixture_open(struct fixture *f, uint64_t seed, int days, int vessels) {
    fixture_open_with(f, seed, days, vessels, pl_facts_ports());
}

static inline void fixture_close(struct fixture *f) {
    pl_arena_close(&f->arena);
    pl_arena_close(&f->scratch);
}

#endif
