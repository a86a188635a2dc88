/* The OFAC lists in their legacy CSV form: SDN (sdn, alt, add, sdn_comments) and the consolidated non-SDN lists
 * (cons_prim, cons_alt, cons_add, cons_comments).
 *
 * Source: OFAC's "SDN data formats" (12/5/6/2 columns, no header, CRLF, null is `-0- `, a 0x1A at the end). The parts
 * of one list belong together; the primary part alone is refused, because most names would be missing. The files
 * carry no publication date: the caller names one. Bytes are borrowed; memory in proportion to the parts. */
#ifndef PL_LISTS_OFAC_H
#define PL_LISTS_OFAC_H

#include "lists/entity.h"

/* Rows that one entry may have in each further part. */
#define PL_OFAC_MAX_ALIASES   512
#define PL_OFAC_MAX_ADDRESSES 512
#define PL_OFAC_MAX_COMMENTS  64

enum pl_ofac_part { PL_OFAC_PRIM, PL_OFAC_ALT, PL_OFAC_ADD, PL_OFAC_COMMENTS, PL_OFAC_PARTS };

struct pl_ofac_set {
    pl_str list;                 /* "ofac-sdn" or "ofac-cons" */
    pl_str bytes[PL_OFAC_PARTS]; /* {NULL,0}: not given; PRIM and ALT are required, ADD and COMMENTS may be missing */
    const char *file[PL_OFAC_PARTS]; /* for messages */
};

/* Which part a file is by its content (number of columns, first fields): -1 when it is no OFAC CSV. */
int pl_ofac_guess(pl_str head);

/* Whether a file name (without its folder) is a part of the SDN or consolidated list: fills *ret_list and *ret_part. */
bool pl_ofac_name(pl_str name, pl_str *ret_list, int *ret_part);

/* Reads the set and gives each entry, in file order, to the sink. FORMAT with line and byte (the file is named in the
 * message), EMPTY without an entry, USAGE where a required part is missing, LIMIT for an entry with more rows than the
 * ceilings above (the entry is named), or what the sink returned. Rows that are malformed are counted in
 * publication->rejected; FORMAT, with the counts, where a part has more of them than of others. */
PL_MUST int pl_ofac_read(const struct pl_ofac_set *set, pl_entity_sink sink, void *ctx,
                         struct pl_publication *ret_publication, struct pl_error *err);

#endif
