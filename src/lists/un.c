#include "lists/un.h"

#include <stdlib.h>
#include <string.h>

#include "lists/remark.h"
#include "text/xml.h"

#include "base/ban.h"

#define TEXT_MAX    ((size_t)1 << 20)
#define ENTRY_BYTES ((size_t)64 << 20)

/* What the end of a leaf element does with its text. */
enum action {
    ACT_VALUE, /* a value of the entry */
    ACT_ID,
    ACT_REFERENCE,
    ACT_NAME_PART,
    ACT_COMMENTS,
    ACT_HOLD, /* kept until its group ends */
};

/* Fields of a group (one alias, address, date, place or document) that make sense only together. */
enum hold {
    HOLD_QUALITY,
    HOLD_ALIAS,
    HOLD_STREET,
    HOLD_CITY,
    HOLD_STATE,
    HOLD_ZIP,
    HOLD_COUNTRY,
    HOLD_DATE_TYPE,
    HOLD_DATE,
    HOLD_YEAR,
    HOLD_FROM_YEAR,
    HOLD_TO_YEAR,
    HOLD_DOCUMENT,
    HOLD_NUMBER,
    HOLD_COUNT
};

/* parent "" stands for the entry itself. */
static const struct {
    const char *parent;
    const char *leaf;
    int action;
    int what; /* enum pl_prop or enum hold */
} LEAVES[] = {
    {"", "DATAID", ACT_ID, 0},
    {"", "REFERENCE_NUMBER", ACT_REFERENCE, 0},
    {"", "FIRST_NAME", ACT_NAME_PART, 0},
    {"", "SECOND_NAME", ACT_NAME_PART, 0},
    {"", "THIRD_NAME", ACT_NAME_PART, 0},
    {"", "FOURTH_NAME", ACT_NAME_PART, 0},
    {"", "UN_LIST_TYPE", ACT_VALUE, PL_PROP_PROGRAM},
    {"", "LISTED_ON", ACT_VALUE, PL_PROP_LISTING_DATE},
    {"", "NAME_ORIGINAL_SCRIPT", ACT_VALUE, PL_PROP_ORIGINAL_NAME},
    {"", "GENDER", ACT_VALUE, PL_PROP_GENDER},
    {"", "COMMENTS1", ACT_COMMENTS, 0},
    {"TITLE", "VALUE", ACT_VALUE, PL_PROP_TITLE},
    {"DESIGNATION", "VALUE", ACT_VALUE, PL_PROP_POSITION},
    {"NATIONALITY", "VALUE", ACT_VALUE, PL_PROP_NATIONALITY},
    {"LAST_DAY_UPDATED", "VALUE", ACT_VALUE, PL_PROP_MODIFIED},
    {"_ALIAS", "QUALITY", ACT_HOLD, HOLD_QUALITY},
    {"_ALIAS", "ALIAS_NAME", ACT_HOLD, HOLD_ALIAS},
    {"_ADDRESS", "STREET", ACT_HOLD, HOLD_STREET},
    {"_ADDRESS", "CITY", ACT_HOLD, HOLD_CITY},
    {"_ADDRESS", "STATE_PROVINCE", ACT_HOLD, HOLD_STATE},
    {"_ADDRESS", "ZIP_CODE", ACT_HOLD, HOLD_ZIP},
    {"_ADDRESS", "COUNTRY", ACT_HOLD, HOLD_COUNTRY},
    {"_PLACE_OF_BIRTH", "CITY", ACT_HOLD, HOLD_CITY},
    {"_PLACE_OF_BIRTH", "STATE_PROVINCE", ACT_HOLD, HOLD_STATE},
    {"_PLACE_OF_BIRTH", "COUNTRY", ACT_HOLD, HOLD_COUNTRY},
    {"_DATE_OF_BIRTH", "TYPE_OF_DATE", ACT_HOLD, HOLD_DATE_TYPE},
    {"_DATE_OF_BIRTH", "DATE", ACT_HOLD, HOLD_DATE},
    {"_DATE_OF_BIRTH", "YEAR", ACT_HOLD, HOLD_YEAR},
    {"_DATE_OF_BIRTH", "FROM_YEAR", ACT_HOLD, HOLD_FROM_YEAR},
    {"_DATE_OF_BIRTH", "TO_YEAR", ACT_HOLD, HOLD_TO_YEAR},
    {"_DOCUMENT", "TYPE_OF_DOCUMENT", ACT_HOLD, HOLD_DOCUMENT},
    {"_DOCUMENT", "NUMBER", ACT_HOLD, HOLD_NUMBER},
};

struct pl_un {
    struct pl_xml *xml;
    pl_entity_sink sink;
    void *ctx;
    struct pl_publication pub;
    struct pl_arena arena; /* the publication's strings */
    struct pl_arena entry; /* one entry, emptied after each */
    struct pl_entity e;
    struct pl_buf text; /* of the open leaf */
    struct pl_buf name; /* parts joined */
    struct pl_buf comments;
    pl_str hold[HOLD_COUNT];
    char parent[64]; /* the open group below the entry, "" none */
    unsigned depth;
    bool in_entry;
    bool is_list;
};

bool pl_un_guess(pl_str head) { return pl_str_find_str(head, PL_STR("<CONSOLIDATED_LIST")) < head.n; }

static int begin_list(struct pl_un *un, const struct pl_xml_start *start, struct pl_error *err) {
    if (!pl_str_eq(start->name, PL_STR("CONSOLIDATED_LIST"))) {
        return pl_fail_at(err, PL_E_FORMAT, start->line, start->offset,
                          "this is no UN Consolidated List: its first element is <%.*s>", (int)start->name.n,
                          start->name.p);
    }
    un->is_list = true;
    un->pub.published = pl_str_copy(&un->arena, pl_xml_attr(start, "dateGenerated"));
    un->pub.exercise = pl_str_eq(pl_xml_attr(start, "exercise"), PL_STR("true"));
    return 0;
}

static void begin_entry(struct pl_un *un, const struct pl_xml_start *start) {
    pl_arena_close(&un->entry);
    pl_arena_open(&un->entry, ENTRY_BYTES);
    memset(&un->e, 0, sizeof un->e);
    un->e.list = un->pub.list;
    un->e.schema = pl_str_eq(start->name, PL_STR("INDIVIDUAL")) ? PL_SCHEMA_PERSON : PL_SCHEMA_LEGAL_ENTITY;
    un->e.offset = start->offset;
    un->e.line = start->line;
    pl_buf_clear(&un->name);
    pl_buf_clear(&un->comments);
    un->in_entry = true;
}

static int on_start(void *ctx, const struct pl_xml_start *start, struct pl_error *err) {
    struct pl_un *un = ctx;
    un->depth++;
    pl_buf_clear(&un->text);
    if (un->depth == 1) {
        return begin_list(un, start, err);
    }
    if (un->depth == 3) {
        bool known = pl_str_eq(start->name, PL_STR("INDIVIDUAL")) || pl_str_eq(start->name, PL_STR("ENTITY"));
        if (known) {
            begin_entry(un, start);
        }
    }
    if (un->depth == 4 && un->in_entry) {
        size_t n = start->name.n < sizeof un->parent - 1 ? start->name.n : sizeof un->parent - 1;
        memcpy(un->parent, start->name.p, n);
        un->parent[n] = '\0';
        memset(un->hold, 0, sizeof un->hold);
    }
    return 0;
}

static int on_text(void *ctx, pl_str text, struct pl_error *err) {
    struct pl_un *un = ctx;
    if (!un->in_entry || un->depth < 4) {
        return 0;
    }
    pl_buf_add_str(&un->text, text);
    return pl_buf_failed(&un->text) ? pl_fail_at(err, PL_E_LIMIT, un->e.line, un->e.offset, "a text of more than 1 MiB")
                                    : 0;
}

static int add(struct pl_un *un, int prop, pl_str text, const char *from, struct pl_error *err) {
    return pl_entity_add(&un->e, &un->entry, prop, text, from, err);
}

/* The parts that are not empty, joined by ", ". */
static int add_place(struct pl_un *un, int prop, const char *from, struct pl_error *err) {
    PL_BUF_AUTO text;
    pl_buf_open(&text, TEXT_MAX);
    for (int i = HOLD_STREET; i <= HOLD_COUNTRY; i++) {
        pl_str part = pl_str_trim(un->hold[i]);
        if (part.n > 0) {
            pl_buf_add_str(&text, text.n > 0 ? PL_STR(", ") : PL_STR(""));
            pl_buf_add_str(&text, part);
        }
    }
    return add(un, prop, pl_buf_str(&text), from, err);
}

static int end_address(struct pl_un *un, struct pl_error *err) {
    int code = add_place(un, PL_PROP_ADDRESS, "ADDRESS", err);
    return code == 0 ? add(un, PL_PROP_COUNTRY, un->hold[HOLD_COUNTRY], "ADDRESS", err) : code;
}

static int end_birth_place(struct pl_un *un, struct pl_error *err) {
    return add_place(un, PL_PROP_BIRTH_PLACE, "PLACE_OF_BIRTH", err);
}

/* One ALIAS_NAME may hold several names, parted by "; ". */
static int end_alias(struct pl_un *un, struct pl_error *err) {
    pl_str quality = pl_str_trim(un->hold[HOLD_QUALITY]);
    int prop = PL_PROP_ALIAS;
    if (pl_str_eq_nocase(quality, PL_STR("Low"))) {
        prop = PL_PROP_WEAK_ALIAS;
    } else if (pl_str_eq_nocase(quality, PL_STR("f.k.a."))) {
        prop = PL_PROP_PREVIOUS_NAME;
    }
    pl_str rest = un->hold[HOLD_ALIAS];
    while (rest.n > 0) {
        size_t at = pl_str_find_str(rest, PL_STR("; "));
        int code = add(un, prop, pl_str_sub(rest, 0, at), "ALIAS_NAME", err);
        if (code != 0) {
            return code;
        }
        rest = pl_str_sub(rest, at + 2, rest.n);
    }
    return 0;
}

static int end_birth_date(struct pl_un *un, struct pl_error *err) {
    PL_BUF_AUTO text;
    pl_buf_open(&text, TEXT_MAX);
    pl_str type = pl_str_trim(un->hold[HOLD_DATE_TYPE]);
    pl_str date = pl_str_trim(un->hold[HOLD_DATE]);
    pl_str year = pl_str_trim(un->hold[HOLD_YEAR]);
    pl_str from = pl_str_trim(un->hold[HOLD_FROM_YEAR]);
    if (pl_str_eq_nocase(type, PL_STR("BETWEEN")) && from.n > 0) {
        pl_buf_add_str(&text, from);
        pl_buf_add_str(&text, PL_STR(" to "));
        pl_buf_add_str(&text, pl_str_trim(un->hold[HOLD_TO_YEAR]));
    } else if (date.n > 0 || year.n > 0) {
        pl_buf_add_str(&text, pl_str_eq_nocase(type, PL_STR("APPROXIMATELY")) ? PL_STR("circa ") : PL_STR(""));
        pl_buf_add_str(&text, date.n > 0 ? date : year);
    }
    return add(un, PL_PROP_BIRTH_DATE, pl_buf_str(&text), "DATE_OF_BIRTH", err);
}

static int end_document(struct pl_un *un, struct pl_error *err) {
    bool passport = pl_str_find_str(un->hold[HOLD_DOCUMENT], PL_STR("assport")) < un->hold[HOLD_DOCUMENT].n;
    return add(un, passport ? PL_PROP_PASSPORT : PL_PROP_ID_NUMBER, un->hold[HOLD_NUMBER], "DOCUMENT", err);
}

static const struct {
    const char *suffix;
    int (*end)(struct pl_un *un, struct pl_error *err);
} GROUPS[] = {
    {"_ALIAS", end_alias},
    {"_ADDRESS", end_address},
    {"_PLACE_OF_BIRTH", end_birth_place},
    {"_DATE_OF_BIRTH", end_birth_date},
    {"_DOCUMENT", end_document},
};

static int end_leaf(struct pl_un *un, pl_str parent, pl_str leaf, struct pl_error *err) {
    pl_str text = pl_str_trim(pl_buf_str(&un->text));
    for (size_t i = 0; i < sizeof LEAVES / sizeof LEAVES[0]; i++) {
        pl_str wanted = pl_str_from(LEAVES[i].parent);
        bool fits = wanted.n > 0 && wanted.p[0] == '_' ? pl_str_ends(parent, wanted) : pl_str_eq(parent, wanted);
        if (!fits || !pl_str_eq(leaf, pl_str_from(LEAVES[i].leaf))) {
            continue;
        }
        switch (LEAVES[i].action) {
        case ACT_VALUE:
            return add(un, LEAVES[i].what, text, LEAVES[i].leaf, err);
        case ACT_ID:
            un->e.id = pl_str_copy(&un->entry, text);
            return 0;
        case ACT_REFERENCE:
            un->e.reference = pl_str_copy(&un->entry, text);
            return 0;
        case ACT_NAME_PART:
            pl_buf_add_str(&un->name, un->name.n > 0 && text.n > 0 ? PL_STR(" ") : PL_STR(""));
            pl_buf_add_str(&un->name, text);
            return 0;
        case ACT_COMMENTS:
            pl_buf_add_str(&un->comments, text);
            return add(un, PL_PROP_NOTES, text, LEAVES[i].leaf, err);
        default:
            un->hold[LEAVES[i].what] = pl_str_copy(&un->entry, text);
            return 0;
        }
    }
    return 0;
}

static int end_entry(struct pl_un *un, const struct pl_xml_end *end, struct pl_error *err) {
    struct pl_entity *e = &un->e;
    pl_str comments = pl_buf_str(&un->comments);
    un->in_entry = false;
    e->length = end->offset > e->offset ? (uint32_t)(end->offset - e->offset) : 0;
    if (e->id.n == 0 || un->name.n == 0) {
        un->pub.rejected++;
        return 0;
    }
    if (e->reference.n == 0) {
        e->reference = e->id;
    }
    if (e->schema == PL_SCHEMA_LEGAL_ENTITY && pl_remark_says_vessel(comments)) {
        e->schema = PL_SCHEMA_VESSEL;
    }
    e->caption = pl_str_copy(&un->entry, pl_buf_str(&un->name));
    int code = add(un, PL_PROP_NAME, e->caption, "NAME", err);
    code = code == 0 ? pl_remark_numbers(e, &un->entry, comments, "COMMENTS1", un->pub.exercise, err) : code;
    if (code == 0) {
        pl_publication_count(&un->pub, e);
        code = un->sink(un->ctx, e, err);
    }
    return code;
}

static int on_end(void *ctx, const struct pl_xml_end *end, struct pl_error *err) {
    struct pl_un *un = ctx;
    int code = 0;
    if (un->in_entry && un->depth == 5) {
        code = end_leaf(un, pl_str_from(un->parent), end->name, err);
    } else if (un->in_entry && un->depth == 4) {
        code = end_leaf(un, PL_STR(""), end->name, err);
        for (size_t i = 0; i < sizeof GROUPS / sizeof GROUPS[0] && code == 0; i++) {
            code = pl_str_ends(end->name, pl_str_from(GROUPS[i].suffix)) ? GROUPS[i].end(un, err) : 0;
        }
    } else if (un->in_entry && un->depth == 3) {
        code = end_entry(un, end, err);
    }
    pl_buf_clear(&un->text);
    un->depth--;
    return code;
}

int pl_un_open(pl_entity_sink sink, void *ctx, struct pl_un **ret_un, struct pl_error *err) {
    struct pl_un *un = calloc(1, sizeof *un);
    if (un == NULL) {
        return pl_fail(err, PL_E_NOMEM, "out of memory");
    }
    un->sink = sink;
    un->ctx = ctx;
    un->pub.list = PL_STR("un-sc");
    pl_arena_open(&un->arena, 1 << 20);
    pl_arena_open(&un->entry, ENTRY_BYTES);
    pl_buf_open(&un->text, TEXT_MAX);
    pl_buf_open(&un->name, TEXT_MAX);
    pl_buf_open(&un->comments, TEXT_MAX);
    struct pl_xml_handler handler = {.start = on_start, .text = on_text, .end = on_end, .ctx = un};
    int code = pl_xml_open(&handler, &un->xml, err);
    if (code != 0) {
        pl_un_close(un);
        return code;
    }
    *ret_un = un;
    return 0;
}

int pl_un_push(struct pl_un *un, const void *bytes, size_t n, struct pl_error *err) {
    return pl_xml_push(un->xml, bytes, n, err);
}

int pl_un_finish(struct pl_un *un, struct pl_publication *ret_publication, struct pl_error *err) {
    int code = pl_xml_finish(un->xml, err);
    if (code == 0 && un->pub.rejected > un->pub.entries) {
        code = pl_fail(err, PL_E_FORMAT, "%llu entries rejected (without DATAID or name), %llu accepted",
                       (unsigned long long)un->pub.rejected, (unsigned long long)un->pub.entries);
    }
    if (code == 0 && un->pub.entries == 0) {
        code = pl_fail(err, PL_E_EMPTY, "the list holds no entry");
    }
    if (code == 0) {
        *ret_publication = un->pub;
    }
    return code;
}

void pl_un_close(struct pl_un *un) {
    if (un == NULL) {
        return;
    }
    pl_xml_close(un->xml);
    pl_buf_close(&un->text);
    pl_buf_close(&un->name);
    pl_buf_close(&un->comments);
    pl_arena_close(&un->entry);
    pl_arena_close(&un->arena);
    free(un);
}
