/* How fast lists are read: bytes in, entities out, each folded into a checksum that is printed. Generated input with a
 * seed (names and numbers are invented; shapes as the real lists have them), CPU time of one core; FollowTheMoney lines
 * also on two threads, wall-clock time, as an import reads them. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/pool.h"
#include "lists/reader.h"

#define BYTES   ((size_t)64 << 20)
#define THREADS 2

static uint64_t next_random(uint64_t *state) {
    *state ^= *state << 13;
    *state ^= *state >> 7;
    *state ^= *state << 17;
    return *state;
}

static int64_t now_us(clockid_t clock) {
    struct timespec now;
    clock_gettime(clock, &now);
    return (int64_t)now.tv_sec * 1000000 + now.tv_nsec / 1000;
}

static void row(const char *name, uint64_t n, int64_t us, size_t bytes, uint64_t checksum) {
    printf("%-34s %10llu  %9.1f ns/op  %8.0f MB/s  checksum %016llx\n", name, (unsigned long long)n,
           (double)us * 1000 / (double)n, (double)bytes / (double)us, (unsigned long long)checksum);
}

struct sum {
    uint64_t entries, checksum;
};

static int fold(void *ctx, const struct pl_entity *e, struct pl_error *err) {
    struct sum *sum = ctx;
    (void)err;
    sum->entries++;
    for (size_t i = 0; i < e->n_values; i++) {
        sum->checksum += pl_str_hash(e->values[i].text) * (uint64_t)(e->values[i].prop + 1);
    }
    return 0;
}

static const char *const WORDS[] = {"MERU", "TAVO",  "VOLANA",  "REEF", "Harbour", "Таво",   "Меру",     "شركة",
                                    "مرو",  "LINES", "Trading", "Ilan", "Nowhere", "Группа", "Shipping", "平海"};

static void add_name(struct pl_buf *b, uint64_t *seed, unsigned words) {
    for (unsigned i = 0; i < words; i++) {
        pl_buf_add_fmt(b, "%s%s", i > 0 ? " " : "", WORDS[next_random(seed) % 16]);
    }
}

/* A line of the shape that OpenSanctions publishes, about 1.3 KB. */
static void add_ftm(struct pl_buf *b, uint64_t *seed) {
    uint64_t id = next_random(seed) % 1000000000;
    pl_buf_add_fmt(b, "{\"id\": \"NK-%llu\", \"caption\": \"", (unsigned long long)id);
    add_name(b, seed, 3);
    pl_buf_add_str(b, PL_STR("\", \"schema\": \"Person\", \"properties\": {\"name\": ["));
    for (int i = 0; i < 8; i++) {
        pl_buf_add_str(b, i > 0 ? PL_STR(", \"") : PL_STR("\""));
        add_name(b, seed, 3);
        pl_buf_add_char(b, '"');
    }
    pl_buf_add_fmt(b,
                   "], \"birthDate\": [\"19%02llu-0%llu-1%llu\"], \"country\": [\"xx\"], \"topics\": [\"sanction\"], ",
                   (unsigned long long)(id % 100), (unsigned long long)(1 + id % 9), (unsigned long long)(id % 10));
    pl_buf_add_str(b, PL_STR("\"notes\": [\"(also "));
    add_name(b, seed, 20);
    pl_buf_add_fmt(
        b, ")\"], \"idNumber\": [\"%llu\"], \"programId\": [\"XX-TEST\"]}, \"datasets\": [\"test_a\", \"test_b\"], ",
        (unsigned long long)id * 7);
    pl_buf_add_str(b, PL_STR("\"referents\": ["));
    for (int i = 0; i < 8; i++) {
        pl_buf_add_fmt(b, "%s\"test-%016llx\"", i > 0 ? ", " : "", (unsigned long long)next_random(seed));
    }
    pl_buf_add_str(b, PL_STR("], \"target\": true, \"first_seen\": \"2023-11-02T16:38:16\", \"last_seen\": "
                             "\"2026-04-29T12:53:04\", \"last_change\": \"2026-04-29T07:55:02\"}\n"));
}

/* pool: wall-clock time; NULL: CPU time. */
static void bench_reader(const char *name, int format, const pl_str *parts, int n_parts, struct pl_pool *pool) {
    clockid_t clock = pool != NULL ? CLOCK_MONOTONIC : CLOCK_PROCESS_CPUTIME_ID;
    struct pl_list_reader_options options = {.format = format, .list = PL_STR("ofac-sdn"), .pool = pool};
    struct pl_list_reader *reader = NULL;
    struct pl_publication pub;
    struct pl_error err = {0};
    struct sum sum = {0, 0};
    size_t bytes = 0;
    int64_t started = now_us(clock);
    int code = pl_list_reader_open(&options, fold, &sum, &reader, &err);
    for (int part = 0; part < n_parts && code == 0; part++) {
        for (size_t at = 0; at < parts[part].n && code == 0; at += 65536) {
            pl_str piece = pl_str_sub(parts[part], at, 65536);
            code = pl_list_reader_push(reader, part, piece.p, piece.n, &err);
        }
        bytes += parts[part].n;
    }
    code = code == 0 ? pl_list_reader_finish(reader, &pub, &err) : code;
    if (code == PL_E_USAGE && reader == NULL) {
        printf("%-34s not read by this program\n", name);
        return;
    }
    if (code != 0) {
        printf("%s: %s\n", name, err.msg);
        exit(1);
    }
    row(name, sum.entries, now_us(clock) - started, bytes, sum.checksum);
    pl_list_reader_close(reader);
}

/* keep: where the text goes, for a program to read; or NULL. */
static void bench_ftm(const char *keep) {
    PL_BUF_AUTO text;
    uint64_t seed = 20261122;
    pl_buf_open(&text, BYTES + 65536);
    while (text.n < BYTES) {
        add_ftm(&text, &seed);
    }
    pl_str part = pl_buf_str(&text);
    FILE *file = keep != NULL ? fopen(keep, "we") : NULL;
    if (keep != NULL && (file == NULL || fwrite(part.p, 1, part.n, file) != part.n || fclose(file) != 0)) {
        printf("%s cannot be written\n", keep);
        exit(1);
    }
    bench_reader("FollowTheMoney, one core", PL_LIST_FORMAT_FTM, &part, 1, NULL);
    struct pl_pool *pool = NULL;
    if (pl_pool_open(THREADS, &pool, NULL) == 0) {
        bench_reader("FollowTheMoney, 2 threads, wall", PL_LIST_FORMAT_FTM, &part, 1, pool);
        pl_pool_close(pool);
    }
}

static void bench_un(void) {
    PL_BUF_AUTO text;
    uint64_t seed = 20261122;
    pl_buf_open(&text, BYTES + 65536);
    pl_buf_add_str(&text,
                   PL_STR("<?xml version=\"1.0\"?><CONSOLIDATED_LIST dateGenerated=\"2026-01-02\"><INDIVIDUALS>"));
    for (unsigned i = 0; text.n < BYTES; i++) {
        pl_buf_add_fmt(&text, "<INDIVIDUAL><DATAID>%u</DATAID><FIRST_NAME>", i);
        add_name(&text, &seed, 1);
        pl_buf_add_str(&text, PL_STR("</FIRST_NAME><SECOND_NAME>"));
        add_name(&text, &seed, 2);
        pl_buf_add_fmt(&text,
                       "</SECOND_NAME><UN_LIST_TYPE>TEST</UN_LIST_TYPE><REFERENCE_NUMBER>KPi.%u</REFERENCE_NUMBER>"
                       "<LISTED_ON>2016-03-02</LISTED_ON><COMMENTS1>",
                       i);
        add_name(&text, &seed, 30);
        for (int a = 0; a < 5; a++) {
            pl_buf_add_str(&text, PL_STR("</COMMENTS1><INDIVIDUAL_ALIAS><QUALITY>Good</QUALITY><ALIAS_NAME>"));
            add_name(&text, &seed, 3);
            pl_buf_add_str(&text, PL_STR("</ALIAS_NAME></INDIVIDUAL_ALIAS><COMMENTS1>"));
        }
        pl_buf_add_str(&text, PL_STR("</COMMENTS1></INDIVIDUAL>"));
    }
    pl_buf_add_str(&text, PL_STR("</INDIVIDUALS></CONSOLIDATED_LIST>"));
    pl_str part = pl_buf_str(&text);
    bench_reader("UN XML", PL_LIST_FORMAT_UN_XML, &part, 1, NULL);
}

static void bench_ofac(void) {
    PL_BUF_AUTO prim;
    PL_BUF_AUTO alt;
    uint64_t seed = 20261122;
    pl_buf_open(&prim, BYTES + 65536);
    pl_buf_open(&alt, BYTES + 65536);
    for (unsigned i = 1; prim.n + alt.n < BYTES; i++) {
        pl_buf_add_fmt(&prim, "%u,\"", i);
        add_name(&prim, &seed, 3);
        pl_buf_add_fmt(
            &prim,
            "\",\"individual\",\"TEST\",-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,\"DOB 0%u Mar 19%02u; POB Harbour; "
            "Passport X%u (Nowhere); Gender Male; Secondary sanctions risk: Test Regulations; Tax ID No. %u "
            "(Nowhere); Linked To: MERU LINES.\"\r\n",
            1 + i % 9, i % 100, i, i * 3);
        for (unsigned a = 0; a < 2; a++) {
            pl_buf_add_fmt(&alt, "%u,%u,\"aka\",\"", i, i * 2 + a);
            add_name(&alt, &seed, 3);
            pl_buf_add_str(&alt, PL_STR("\",-0- \r\n"));
        }
    }
    pl_str parts[] = {pl_buf_str(&prim), pl_buf_str(&alt)};
    bench_reader("OFAC CSV, two parts", PL_LIST_FORMAT_OFAC_CSV, parts, 2, NULL);
}

static void add_alias(struct pl_buf *b, uint64_t *seed, unsigned id, bool primary) {
    pl_buf_add_fmt(
        b,
        "<Alias FixedRef=\"%u\" AliasTypeID=\"%s\" Primary=\"%s\" LowQuality=\"false\"><DocumentedName ID=\"%u\" "
        "FixedRef=\"%u\" DocNameStatusID=\"1\">",
        id, primary ? "1403" : "1400", primary ? "true" : "false", id * 4 + (primary ? 0 : 1), id);
    for (unsigned part = 0; part < 2; part++) {
        pl_buf_add_fmt(
            b,
            "<DocumentedNamePart><NamePartValue NamePartGroupID=\"%u\" ScriptID=\"215\" ScriptStatusID=\"1\" "
            "Acronym=\"false\">",
            id * 2 + part);
        add_name(b, seed, 1 + part);
        pl_buf_add_str(b, PL_STR("</NamePartValue></DocumentedNamePart>"));
    }
    pl_buf_add_str(b, PL_STR("</DocumentedName></Alias>"));
}

static void add_party(struct pl_buf *b, uint64_t *seed, unsigned id) {
    pl_buf_add_fmt(b,
                   "<DistinctParty FixedRef=\"%u\"><Comment /><Profile ID=\"%u\" PartySubTypeID=\"4\"><Identity "
                   "ID=\"%u\" FixedRef=\"%u\" Primary=\"true\" False=\"false\">",
                   id, id, id, id);
    add_alias(b, seed, id, true);
    add_alias(b, seed, id, false);
    add_alias(b, seed, id, false);
    pl_buf_add_fmt(b,
                   "<NamePartGroups><MasterNamePartGroup><NamePartGroup ID=\"%u\" NamePartTypeID=\"1520\" />"
                   "</MasterNamePartGroup><MasterNamePartGroup><NamePartGroup ID=\"%u\" NamePartTypeID=\"1521\" />"
                   "</MasterNamePartGroup></NamePartGroups></Identity><Feature ID=\"%u\" FeatureTypeID=\"8\">"
                   "<FeatureVersion ID=\"%u\" ReliabilityID=\"1\"><Comment /><DatePeriod CalendarTypeID=\"1\"><Start "
                   "Approximate=\"false\"><From><Year>1961</Year><Month>3</Month><Day>7</Day></From></Start>"
                   "</DatePeriod></FeatureVersion></Feature></Profile></DistinctParty>\n",
                   id * 2, id * 2 + 1, id, id);
}

static void bench_advanced(void) {
    PL_BUF_AUTO text;
    uint64_t seed = 20261122;
    unsigned n = 1;
    pl_buf_open(&text, BYTES + 65536);
    pl_buf_add_str(&text,
                   PL_STR("<?xml version=\"1.0\"?><Sanctions xmlns=\"https://list.invalid/ADVANCED_XML\" "
                          "Version=\"3\"><DateOfIssue CalendarTypeID=\"1\"><Year>2026</Year><Month>9</Month><Day>9"
                          "</Day></DateOfIssue><ReferenceValueSets></ReferenceValueSets><Locations></Locations>"
                          "<DistinctParties>\n"));
    for (; text.n < BYTES / 10 * 8; n++) {
        add_party(&text, &seed, n);
    }
    pl_buf_add_str(&text, PL_STR("</DistinctParties><SanctionsEntries>"));
    for (unsigned id = 1; id < n; id++) {
        pl_buf_add_fmt(
            &text,
            "<SanctionsEntry ID=\"%u\" ProfileID=\"%u\" ListID=\"1550\"><EntryEvent ID=\"%u\" "
            "EntryEventTypeID=\"1\" LegalBasisID=\"1\"><Comment /><Date CalendarTypeID=\"1\"><Year>2016</Year>"
            "<Month>3</Month><Day>2</Day></Date></EntryEvent><SanctionsMeasure ID=\"%u\" SanctionsTypeID=\"1\">"
            "<Comment>TEST</Comment></SanctionsMeasure></SanctionsEntry>\n",
            id, id, id, id);
    }
    pl_buf_add_str(&text, PL_STR("</SanctionsEntries></Sanctions>"));
    if (pl_buf_failed(&text)) {
        printf("OFAC advanced XML: the text does not fit\n");
        exit(1);
    }
    pl_str part = pl_buf_str(&text);
    bench_reader("OFAC advanced XML", PL_LIST_FORMAT_OFAC_ADVANCED, &part, 1, NULL);
}

/* --write-ftm FILE: only FollowTheMoney lines, which stay in FILE. */
int main(int argc, char **argv) {
    if (argc == 3 && strcmp(argv[1], "--write-ftm") == 0) {
        bench_ftm(argv[2]);
        return 0;
    }
    bench_ftm(NULL);
    bench_un();
    bench_ofac();
    bench_advanced();
    return 0;
}
