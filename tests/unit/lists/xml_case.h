/* Data files for the readers of XML lists: NAME.xml and NAME.want beside it, one line an entry as entity_list.h says
 * and a last line with the publication. */
#ifndef PL_TESTS_XML_CASE_H
#define PL_TESTS_XML_CASE_H

#include "lists/reader.h"
#include "unit/lists/entity_list.h"

static int read_xml(int format, pl_str bytes, size_t step, struct pl_buf *lines, struct pl_publication *pub,
                    struct pl_error *err) {
    struct pl_list_reader_options options = {.format = format, .list = PL_STR("")};
    struct pl_list_reader *reader = NULL;
    int code = pl_list_reader_open(&options, collect, lines, &reader, err);
    for (size_t at = 0; code == 0 && at < bytes.n; at += step) {
        code = pl_list_reader_push(reader, 0, bytes.p + at, at + step < bytes.n ? step : bytes.n - at, err);
    }
    code = code == 0 ? pl_list_reader_finish(reader, pub, err) : code;
    if (code == 0) {
        pl_buf_add_fmt(lines, "%.*s published=%.*s%s entries=%llu rejected=%llu names=%llu vessels=%llu",
                       (int)pub->list.n, pub->list.p, (int)pub->published.n, pub->published.p,
                       pub->exercise ? " exercise" : "", (unsigned long long)pub->entries,
                       (unsigned long long)pub->rejected, (unsigned long long)pub->names,
                       (unsigned long long)pub->vessels);
        pl_buf_add_fmt(lines, " identifiers=%llu invalid=%llu edges=%llu dangling=%llu unread=%llu\n",
                       (unsigned long long)pub->identifiers, (unsigned long long)pub->invalid_identifiers,
                       (unsigned long long)pub->edges, (unsigned long long)pub->dangling,
                       (unsigned long long)pub->unread);
        pub->list = pub->published = PL_STR("");
    }
    pl_list_reader_close(reader);
    return code;
}

/* The file in cuts of 1, 7 and all bytes gives what the .want says. */
static inline void expect_case(int format, const char *name) {
    static const size_t STEPS[] = {1, 7, 1 << 20};
    char path[256];
    PL_BUF_AUTO bytes;
    PL_BUF_AUTO want;
    struct pl_error err = {0};
    pl_buf_open(&bytes, 1 << 20);
    pl_buf_open(&want, 1 << 20);
    snprintf(path, sizeof path, "tests/data/lists/%s.xml", name);
    assert_int_equal(pl_file_read(path, 1 << 20, &bytes, &err), 0);
    snprintf(path, sizeof path, "tests/data/lists/%s.want", name);
    assert_int_equal(pl_file_read(path, 1 << 20, &want, &err), 0);
    pl_buf_add_char(&want, '\0');
    for (size_t i = 0; i < 3; i++) {
        PL_BUF_AUTO lines;
        struct pl_publication pub = {0};
        pl_buf_open(&lines, 1 << 20);
        int code = read_xml(format, pl_buf_str(&bytes), STEPS[i], &lines, &pub, &err);
        if (code != 0) {
            print_message("%s\n", err.msg);
        }
        assert_int_equal(code, 0);
        expect_lines(&lines, want.p);
    }
}

/* What every XML list refuses: name is its root, good its start tag with attributes. */
static inline void expect_refusals(int format, const char *root, const char *good, const char *entry) {
    static const struct {
        const char *form; /* %s: the good start tag */
        int code;
        const char *says;
    } BAD[] = {
        {"<rss></rss>", PL_E_FORMAT, "<rss>"},
        {"<!DOCTYPE a [<!ENTITY b \"c\"><!ENTITY d \"&b;&b;&b;\">]>%s", PL_E_FORMAT, "entities"},
        {"%s<a>\x19</a>", PL_E_FORMAT, "well-formed"},
        {"<?xml version=\"1.0\" encoding=\"UTF-8\"?>%s<a>\xE9</a>", PL_E_FORMAT, "well-formed"},
        {"%s", PL_E_FORMAT, "well-formed"},
    };
    for (size_t i = 0; i < sizeof BAD / sizeof BAD[0]; i++) {
        PL_BUF_AUTO text;
        PL_BUF_AUTO lines;
        struct pl_publication pub = {0};
        struct pl_error err = {0};
        const char *hole = strstr(BAD[i].form, "%s");
        pl_buf_open(&text, 1 << 20);
        pl_buf_open(&lines, 1 << 20);
        pl_buf_add(&text, BAD[i].form, hole != NULL ? (size_t)(hole - BAD[i].form) : strlen(BAD[i].form));
        pl_buf_add_str(&text, pl_str_from(hole != NULL ? good : ""));
        pl_buf_add_str(&text, pl_str_from(hole != NULL ? hole + 2 : ""));
        assert_int_equal(read_xml(format, pl_buf_str(&text), 7, &lines, &pub, &err), BAD[i].code);
        if (strstr(err.msg, BAD[i].says) == NULL) {
            print_message("case %zu: %s\n", i, err.msg);
        }
        assert_non_null(strstr(err.msg, BAD[i].says));
        assert_int_equal(lines.n, 0);
    }
    PL_BUF_AUTO text;
    PL_BUF_AUTO lines;
    struct pl_publication pub = {0};
    struct pl_error err = {0};
    pl_buf_open(&text, 4 << 20);
    pl_buf_open(&lines, 1 << 20);
    pl_buf_add_fmt(&text, "%s</%s>", good, root); /* no entry at all */
    assert_int_equal(read_xml(format, pl_buf_str(&text), 7, &lines, &pub, &err), PL_E_EMPTY);
    pl_buf_clear(&text);
    pl_buf_add_fmt(&text, "%s%s", good, entry); /* a text of 1 MiB and a byte: entry ends within an open leaf */
    for (size_t i = 0; i <= (size_t)1 << 20; i++) {
        pl_buf_add_char(&text, 'x');
    }
    assert_int_equal(read_xml(format, pl_buf_str(&text), 1 << 20, &lines, &pub, &err), PL_E_LIMIT);
    assert_non_null(strstr(err.msg, "1 MiB"));
}

/* Reads a real list, which the repository does not hold, in cuts of 4 KiB; skips the test where it is absent. The lines
 * end with a NUL. */
static inline void read_real(int format, const char *path, struct pl_buf *lines, struct pl_publication *pub) {
    PL_BUF_AUTO bytes;
    struct pl_error err = {0};
    if (!pl_file_exists(path)) {
        printf("skipped: %s is not here\n", path);
        skip();
    }
    pl_buf_open(&bytes, 64 << 20);
    pl_buf_open(lines, 64 << 20);
    assert_int_equal(pl_file_read(path, 64 << 20, &bytes, &err), 0);
    assert_int_equal(read_xml(format, pl_buf_str(&bytes), 4096, lines, pub, &err), 0);
    pl_buf_add_char(lines, '\0');
}

/* The result of the tests, as ctest wants it: what could not be read must be seen, so the program counts as skipped. */
static inline int result(int failed, const char *real) { return failed == 0 && !pl_file_exists(real) ? 77 : failed; }

#endif
