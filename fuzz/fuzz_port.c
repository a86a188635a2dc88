/* A port table from anywhere: read, or refused; what was read can be searched. */
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include "geo/port.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n) {
    PL_ARENA_AUTO arena;
    pl_arena_open(&arena, 32 << 20);
    const struct pl_ports *ports = NULL;
    struct pl_error err;
    if (pl_ports_parse(pl_str_make((const char *)data, n), &arena, &ports, &err)) {
        return 0;
    }
    for (size_t i = 0; i < pl_ports_count(ports) && i < 50; i++) {
        const struct pl_port *port = pl_ports_at(ports, i);
        double distance = -1;
        const struct pl_port *nearest = pl_ports_nearest(ports, port->pos, 0, &distance);
        if (!nearest || distance > 0) { /* a port is at least near itself */
            abort();
        }
    }
    return 0;
}
