/* The application tables of types 6 and 8. */
#include "ais/field.h"

#include "base/ban.h"

const struct pl_ais_field *pl_ais_app_fields(bool addressed, uint32_t dac, uint32_t fid, uint32_t *ret_min_bits) {
    (void)addressed;
    (void)dac;
    (void)fid;
    *ret_min_bits = 0;
    return NULL;
}
