/* One way to read any list: what a file is, its bytes in, its entries out.
 *
 * Every format is a row of one table (reader.c): how it is told, and its open, push, finish and close. Bytes come in
 * any cut and, for lists in several files (OFAC's CSV), part by part. Memory is bounded by one entry,
 * never by the file, except where entries can only be given at the end, with ceilings that stand in the header of each:
 * OFAC's CSV set (lists/ofac), forward references (lists/ofac_advanced), CSV whose rows are joined (lists/rows), ids
 * and references of FollowTheMoney (lists/ftm). Nothing is corrected. Pure. The sink is lists/entity's; entries come in
 * file order where the format allows it. */
#ifndef PL_LISTS_READER_H
#define PL_LISTS_READER_H

#include "lists/entity.h"

/* enum name, name in output and --format, the list it is ("" : told by its content), words */
#define PL_LIST_FORMATS(X)                                                                                             \
    X(UN_XML, "un-xml", "un-sc", "UN Security Council Consolidated List, XML")                                         \
    X(OFAC_CSV, "ofac-csv", "", "OFAC SDN or consolidated list, legacy CSV in parts")                                  \
    X(OFAC_XML, "ofac-xml", "", "OFAC SDN or consolidated list, legacy XML")                                           \
    X(OFAC_ADVANCED, "ofac-advanced", "", "OFAC SDN or consolidated list, advanced XML")                               \
    X(EU_XML, "eu-xml", "eu-fsf", "EU Financial Sanctions Files, XML 1.1")                                             \
    X(EU_CSV, "eu-csv", "eu-fsf", "EU Financial Sanctions Files, CSV 1.1")                                             \
    X(UK_XML, "uk-xml", "uk-sl", "UK Sanctions List, XML")                                                             \
    X(UK_CSV, "uk-csv", "uk-sl", "UK Sanctions List, CSV")                                                             \
    X(OFSI_CSV, "ofsi-csv", "uk-ofsi", "OFSI ConList, CSV (closed on 28 January 2026)")                                \
    X(FTM, "ftm", "", "FollowTheMoney entities, JSON lines")                                                           \
    X(FTM_DELTA, "ftm-delta", "", "FollowTheMoney delta (ADD, MOD, DEL), JSON lines")                                  \
    X(TARGETS_CSV, "targets-csv", "", "OpenSanctions targets.simple.csv")                                              \
    X(MARITIME_CSV, "maritime-csv", "", "OpenSanctions maritime.csv")                                                  \
    X(CSL_CSV, "csl-csv", "us-csl", "US Consolidated Screening List, CSV")

enum pl_list_format {
    PL_LIST_FORMAT_NONE = -1,
#define PL_LIST_FORMAT_ENUM(name, text, list, words) PL_LIST_FORMAT_##name,
    PL_LIST_FORMATS(PL_LIST_FORMAT_ENUM)
#undef PL_LIST_FORMAT_ENUM
        PL_LIST_FORMAT_COUNT
};

#define PL_LIST_MAX_PARTS 4

struct pl_list_guess {
    int format;  /* enum pl_list_format; PL_LIST_FORMAT_NONE: no list that we know */
    pl_str list; /* "un-sc", "ofac-sdn", ...; "" where only reading tells; static or a view of name */
    int part;    /* 0, or of OFAC's CSV enum pl_ofac_part */
};

const char *pl_list_format_name(int format);
const char *pl_list_format_words(int format);
int pl_list_format_of(pl_str name); /* or PL_LIST_FORMAT_NONE */

/* What a file is, by its first bytes (4 KiB are enough; a CSV that lacks one of the columns that tell it is told all
 * the same, so that its reader names the column) and, where these do not tell (OFAC's headerless parts, the name of an
 * FtM dataset), by its file name without folder and compression suffix. */
struct pl_list_guess pl_list_guess_head(pl_str head, pl_str name);

/* The day in the file name of an artefact of OpenSanctions, which carries its version: that of
 * "delta-20240527134702-zbn.entities.delta.json" is 2024-05-27. Written into day; false (and "") where the name has
 * none. */
bool pl_list_name_day(pl_str name, char day[11]);

struct pl_list_reader;
struct pl_pool;

struct pl_list_reader_options {
    int format;
    pl_str list;                         /* name where the format does not carry one; "" */
    bool exercise;                       /* the reserved number ranges count as valid */
    const char *file[PL_LIST_MAX_PARTS]; /* for messages; may be NULL */
    struct pl_pool *pool;                /* FollowTheMoney lines are read on its threads; NULL: in the caller's */
};

/* options' strings must live as long as the reader. NOMEM. */
PL_MUST int pl_list_reader_open(const struct pl_list_reader_options *options, pl_entity_sink sink, void *ctx,
                                struct pl_list_reader **ret_reader, struct pl_error *err);

/* The next n bytes of a part (0 for lists of one file). FORMAT with line and byte, LIMIT, NOMEM, the sink's code. A
 * failed reader says the same on each further call. */
PL_MUST int pl_list_reader_push(struct pl_list_reader *reader, int part, const void *bytes, size_t n,
                                struct pl_error *err);

/* The end of all parts: entries that waited for it go to the sink; the publication's strings live until close. EMPTY
 * without an entry (an empty FTM_DELTA is no error), USAGE where a required part is missing, FORMAT with the counts
 * where more records were rejected than read. */
PL_MUST int pl_list_reader_finish(struct pl_list_reader *reader, struct pl_publication *ret_publication,
                                  struct pl_error *err);

/* Accepts NULL. */
void pl_list_reader_close(struct pl_list_reader *reader);

#endif
