/* The OFAC lists in their legacy CSV form: SDN (sdn, alt, add, sdn_comments) and the consolidated non-SDN lists
 * (cons_prim, cons_alt, cons_add, cons_comments).
 *
 * Source: OFAC's "SDN data formats" (12/5/6/2 columns, no header, CRLF, null is `-0- `, a 0x1A at the end). The parts
 * of one list belong together; the primary part alone is refused, because most names would be missing. The files
 * carry no publication date: the caller names one. Rows of the further parts are kept until their entry comes, and the
 * primary part waits for them: memory in proportion to the parts. */
#ifndef PL_LISTS_OFAC_H
#define PL_LISTS_OFAC_H

#include "lists/entity.h"

/* Rows that one entry may have in each further part. */
#define PL_OFAC_MAX_ALIASES   512
#define PL_OFAC_MAX_ADDRESSES 512
#define PL_OFAC_MAX_COMMENTS  64

/* Bytes of each part. */
#define PL_OFAC_MAX_PART ((uint64_t)256 << 20)

enum pl_ofac_part { PL_OFAC_PRIM, PL_OFAC_ALT, PL_OFAC_ADD, PL_OFAC_COMMENTS, PL_OFAC_PARTS };

struct pl_ofac_set {
    pl_str list;                 /* "ofac-sdn" or "ofac-cons" */
    pl_str bytes[PL_OFAC_PARTS]; /* {NULL,0}: not given; PRIM and ALT are required, ADD and COMMENTS may be missing */
    const char *file[PL_OFAC_PARTS]; /* for messages */
};

struct pl_ofac;

struct pl_ofac_options {
    pl_str list;                     /* "ofac-sdn" or "ofac-cons" */
    bool exercise;                   /* the reserved number ranges count as valid */
    const char *file[PL_OFAC_PARTS]; /* for messages; may be NULL */
    uint64_t max_part;               /* instead of PL_OFAC_MAX_PART; 0: that */
};

/* Which part a file is by its content (number of columns, first fields): -1 when it is no OFAC CSV. */
int pl_ofac_guess(pl_str head);

/* Whether a file name (without its folder) is a part of the SDN or consolidated list: fills *ret_list and *ret_part. */
bool pl_ofac_name(pl_str name, pl_str *ret_list, int *ret_part);

/* True where a first line could be nothing else than a part of an OFAC list, whatever its file is called: null marks
 * `-0- ` or a kind of alias stand in it. */
bool pl_ofac_sure(pl_str head);

/* options' strings must live as long as the reader. NOMEM. */
PL_MUST int pl_ofac_open(const struct pl_ofac_options *options, pl_entity_sink sink, void *ctx,
                         struct pl_ofac **ret_ofac, struct pl_error *err);

/* The next n bytes of a part (enum pl_ofac_part); parts may come in any order, also mixed; n = 0 says that the part is
 * there. FORMAT, LIMIT, NOMEM; USAGE for a part that does not exist. */
PL_MUST int pl_ofac_push(struct pl_ofac *ofac, int part, const void *bytes, size_t n, struct pl_error *err);

/* The end of all parts: gives each entry to the sink. Errors as pl_ofac_read. */
PL_MUST int pl_ofac_finish(struct pl_ofac *ofac, struct pl_publication *ret_publication, struct pl_error *err);

/* Accepts NULL. */
void pl_ofac_close(struct pl_ofac *ofac);

/* Reads the set and gives each entry, in file order, to the sink. FORMAT with line and byte (the file is named in the
 * message), EMPTY without an entry, USAGE where a required part is missing, LIMIT for an entry with more rows than the
 * ceilings above (the entry is named), or what the sink returned. Rows that are malformed are counted in
 * publication->rejected; FORMAT, with the counts, where a part has more of them than of others. */
PL_MUST int pl_ofac_read(const struct pl_ofac_set *set, pl_entity_sink sink, void *ctx,
                         struct pl_publication *ret_publication, struct pl_error *err);

#endif
