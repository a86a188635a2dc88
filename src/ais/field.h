/* The field tables: what each bit of each message type means. Data, walked by message.c; nothing here computes.
 *
 * A table is an array of struct pl_ais_field that ends with a NULL name and kind PL_AIS_END. Bit numbers count from
 * the first bit of the payload, as ITU-R M.1371-5 and IMO SN.1/Circ.289 count them; names are those that gpsd made
 * customary. */
#ifndef PL_AIS_FIELD_H
#define PL_AIS_FIELD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum pl_ais_kind {
    PL_AIS_END, /* the end of a table */
    PL_AIS_UINT,
    PL_AIS_INT, /* two's complement */
    PL_AIS_BOOL,
    PL_AIS_TEXT,         /* six-bit characters; width 0: to the end of the payload */
    PL_AIS_DATA,         /* bits as they are; width 0: to the end of the payload */
    PL_AIS_TURN,         /* rate of turn: 4.733 sqrt(degrees a minute) */
    PL_AIS_DATETIME,     /* year 14, month 4, day 5, hour 5, minute 6, second 6 */
    PL_AIS_MONTHTIME,    /* month 4, day 5, hour 5, minute 6 */
    PL_AIS_DAYMONTHTIME, /* day 5, month 4, hour 5, minute 6; printed month first */
    PL_AIS_DAYTIME,      /* day 5, hour 5, minute 6 */
    PL_AIS_CHOICE,       /* a number that stands for one of `labels` */
    PL_AIS_APP,          /* the application of types 6 and 8: dac 10, fid 6, then its own table */
    PL_AIS_GROUPS,       /* an array of objects of `sub`, `width` bits each, at most `max` */
};

enum pl_ais_flag {
    PL_AIS_OPTIONAL = 1,  /* beyond the end of the payload it reads 0 instead of null */
    PL_AIS_FROM_END = 2,  /* start counts back from the end of the payload */
    PL_AIS_AUX_CRAFT = 4, /* only where the MMSI is that of a craft of a mother ship (98xxxxxxx) */
    PL_AIS_NO_AUX = 8,    /* only where it is not */
    PL_AIS_EXTENDS = 16,  /* TEXT: continued at `more` to the end of the payload */
};

struct pl_ais_field {
    const char *name;
    const struct pl_ais_field *sub; /* GROUPS */
    const char *const *labels;      /* CHOICE: 1 << width of them */
    uint16_t start, width;          /* bits */
    uint8_t kind;                   /* enum pl_ais_kind */
    uint8_t flags;                  /* enum pl_ais_flag */
    uint8_t decimals;               /* the value is printed with so many places ... */
    uint8_t max;                    /* GROUPS: at most so many */
    int32_t offset, num, den;       /* ... and is (raw + offset) * num / den of the last of them; den 0: as it is */
    int32_t none;                   /* the raw value that says "not available", where has_none */
    bool has_none;
    uint8_t when_width; /* read only where bit `mask` of the number at when_start is set; width 0: always */
    uint8_t when_mask;
    uint16_t when_start;
    uint16_t tail;        /* DATA, TEXT to the end: bits that are left there */
    uint16_t more;        /* EXTENDS */
    uint16_t count_start; /* GROUPS: where their number stands, count_width 0: as many as there are */
    uint8_t count_width;
};

/* A message type. */
struct pl_ais_layout {
    uint16_t min_bits;        /* 0: no such type */
    uint16_t min_bits_part_b; /* type 24 */
    const struct pl_ais_field *fields;
};

extern const struct pl_ais_layout pl_ais_layouts[28]; /* by type; [0] is empty */

/* The table of an application (dac, fid) of type 6 (addressed) or 8, or NULL; bits are counted from the start of the
 * message. *ret_min_bits is the length below which the table does not apply. */
const struct pl_ais_field *pl_ais_app_fields(bool addressed, uint32_t dac, uint32_t fid, uint32_t *ret_min_bits);

#endif
