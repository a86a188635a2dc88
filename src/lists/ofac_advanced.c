#include "lists/ofac_advanced.h"

#include <stdlib.h>

#include "lists/ofac_held.h"
#include "lists/ofac_period.h"
#include "lists/xmlist.h"
#include "text/xml.h"

#include "base/ban.h"

#define TEXT_MAX   ((size_t)1 << 20)
#define RECORD_MAX ((size_t)64 << 20)

/* Elements that matter here; what stands between them does not. */
enum element {
    EL_OTHER,
    EL_KNOWN, /* its text is of no use here */
    EL_YEAR,
    EL_MONTH,
    EL_DAY,
    EL_FROM,
    EL_TO,
    EL_START,
    EL_END,
    EL_PERIOD,
    EL_COMMENT,
    EL_DATE,
    EL_ISSUE,
    EL_REFERENCES,
    EL_LOCATION,
    EL_AREA,
    EL_STATE,
    EL_PART_VALUE,
    EL_DOCUMENT,
    EL_NUMBER,
    EL_AUTHORITY,
    EL_DOCUMENT_DATE,
    EL_PARTY,
    EL_PROFILE,
    EL_IDENTITY,
    EL_ALIAS,
    EL_NAME,
    EL_NAME_PART,
    EL_GROUP,
    EL_FEATURE,
    EL_VERSION,
    EL_DETAIL,
    EL_PLACE,
    EL_RELATIONSHIP,
    EL_ENTRY,
    EL_EVENT,
    EL_MEASURE,
};

static const struct {
    const char *name;
    int element;
} ELEMENTS[] = {
    {"Year", EL_YEAR},
    {"Month", EL_MONTH},
    {"Day", EL_DAY},
    {"From", EL_FROM},
    {"To", EL_TO},
    {"Start", EL_START},
    {"End", EL_END},
    {"DatePeriod", EL_PERIOD},
    {"Comment", EL_COMMENT},
    {"Date", EL_DATE},
    {"DateOfIssue", EL_ISSUE},
    {"ReferenceValueSets", EL_REFERENCES},
    {"Location", EL_LOCATION},
    {"LocationAreaCode", EL_AREA},
    {"LocationCountry", EL_STATE},
    {"Value", EL_PART_VALUE},
    {"IDRegDocument", EL_DOCUMENT},
    {"IDRegistrationNo", EL_NUMBER},
    {"IssuingAuthority", EL_AUTHORITY},
    {"DocumentDate", EL_DOCUMENT_DATE},
    {"DistinctParty", EL_PARTY},
    {"Profile", EL_PROFILE},
    {"Identity", EL_IDENTITY},
    {"Alias", EL_ALIAS},
    {"DocumentedName", EL_NAME},
    {"NamePartValue", EL_NAME_PART},
    {"NamePartGroup", EL_GROUP},
    {"Feature", EL_FEATURE},
    {"FeatureVersion", EL_VERSION},
    {"VersionDetail", EL_DETAIL},
    {"VersionLocation", EL_PLACE},
    {"ProfileRelationship", EL_RELATIONSHIP},
    {"SanctionsEntry", EL_ENTRY},
    {"EntryEvent", EL_EVENT},
    {"SanctionsMeasure", EL_MEASURE},
};

static const char *const REFS[] = {
#define REF_NAME(name, element) element,
    PL_HELD_REFS(REF_NAME)
#undef REF_NAME
};

struct pl_ofac_advanced {
    struct pl_xml *xml;
    pl_entity_sink sink;
    void *ctx;
    struct pl_publication pub;
    struct pl_held held;
    struct pl_buf text;   /* of the element that was opened last */
    struct pl_buf record; /* items of the open record */
    struct pl_held_record open;
    struct pl_held_ref ref; /* the open reference value */
    int ref_kind;
    uint32_t ref_id;
    unsigned char stack[PL_XML_MAX_DEPTH + 1];
    unsigned depth;
    unsigned record_depth; /* of the open record, 0: none */
    bool leaf;
    struct pl_ofac_day day;       /* the open one */
    struct pl_ofac_period period; /* the open one */
    uint32_t date_type;           /* of an open DocumentDate */
    struct pl_held_item item;     /* the open part, detail, event or measure */
    char comment_of_measure[256]; /* a programme's tag */
};

static int element_of(pl_str name) {
    for (size_t i = 0; i < sizeof ELEMENTS / sizeof ELEMENTS[0]; i++) {
        if (pl_str_eq(name, pl_str_from(ELEMENTS[i].name))) {
            return ELEMENTS[i].element;
        }
    }
    return EL_OTHER;
}

/* A number of a table; NONE where it is not given. What is no number leads nowhere. */
static uint32_t id_of(struct pl_ofac_advanced *o, const struct pl_xml_start *start, const char *attr) {
    pl_str text = pl_str_trim(pl_xml_attr(start, attr));
    uint64_t id = 0;
    if (text.n == 0) {
        return PL_HELD_NONE;
    }
    if (!pl_str_u64(text, &id) || id >= PL_HELD_NONE) {
        o->pub.dangling++;
        return PL_HELD_NONE;
    }
    return (uint32_t)id;
}

static bool is_true(const struct pl_xml_start *start, const char *attr) {
    pl_str text = pl_xml_attr(start, attr);
    return pl_str_eq(text, PL_STR("true")) || pl_str_eq(text, PL_STR("1"));
}

static void put(struct pl_ofac_advanced *o, int tag, uint32_t a, uint32_t b, uint32_t c, pl_str text) {
    pl_held_put(&o->record, tag, a, b, c, text);
}

static int full(const struct pl_ofac_advanced *o, struct pl_error *err) {
    return pl_fail_at(err, PL_E_LIMIT, o->open.line, o->open.offset, "the list holds more than %zu MiB that must wait",
                      PL_OFAC_ADVANCED_MAX_HELD >> 20);
}

static void begin_record(struct pl_ofac_advanced *o, const struct pl_xml_start *start) {
    o->open = (struct pl_held_record){.line = start->line,
                                      .offset = start->offset,
                                      .id = PL_HELD_NONE,
                                      .of = PL_HELD_NONE,
                                      .to = PL_HELD_NONE,
                                      .type = PL_HELD_NONE,
                                      .flag = PL_HELD_NONE};
    o->record_depth = o->depth;
    pl_buf_clear(&o->record);
}

/* Keeps the open record in a table (NULL: by number only) and, where map is given, as the latest of key. */
static int keep(struct pl_ofac_advanced *o, struct pl_held_table *table, struct pl_map *map, uint32_t key,
                const struct pl_xml_end *end, struct pl_error *err) {
    o->record_depth = 0;
    if (pl_buf_failed(&o->record)) {
        return pl_fail_at(err, PL_E_LIMIT, o->open.line, o->open.offset, "an entry of more than 64 MiB");
    }
    struct pl_held_record *record = pl_arena_alloc(&o->held.arena, sizeof *record);
    if (record == NULL) {
        return full(o, err);
    }
    *record = o->open;
    record->length = end->offset > record->offset ? (uint32_t)(end->offset - record->offset) : 0;
    record->items = pl_str_make(pl_arena_copy(&o->held.arena, o->record.p, o->record.n), o->record.n);
    if (record->items.p == NULL) {
        return full(o, err);
    }
    if (map != NULL && key != PL_HELD_NONE) {
        uint64_t *at = pl_map_put(map, key, NULL);
        if (at == NULL) {
            return full(o, err);
        }
        record->same = (struct pl_held_record *)(uintptr_t)*at;
        *at = (uint64_t)(uintptr_t)record;
    }
    if (table != NULL) {
        *(table->last != NULL ? &table->last->next : &table->first) = record;
        table->last = record;
    }
    return 0;
}

static int remember(struct pl_ofac_advanced *o, struct pl_map *map, uint32_t id, struct pl_error *err) {
    return id != PL_HELD_NONE && pl_map_put(map, id, NULL) == NULL ? full(o, err) : 0;
}

/* A value of a reference table: Sanctions/ReferenceValueSets/ScriptValues/Script. */
static void begin_ref(struct pl_ofac_advanced *o, const struct pl_xml_start *start, pl_str name) {
    static const char *const MORE[] = {"Description", "ScriptCode", "LegalBasisShortRef"};
    o->ref_kind = -1;
    for (int i = 0; i < (int)PL_HELD_KIND_COUNT; i++) {
        o->ref_kind = pl_str_eq(name, pl_str_from(REFS[i])) ? i : o->ref_kind;
    }
    o->ref_id = id_of(o, start, "ID");
    o->ref = (struct pl_held_ref){.of = id_of(o, start, "PartyTypeID")};
    for (size_t i = 0; i < sizeof MORE / sizeof MORE[0]; i++) {
        pl_str more = pl_xml_attr(start, MORE[i]);
        if (more.n > 0) {
            o->ref.more = pl_str_copy(&o->held.arena, more);
        }
    }
}

static int end_ref(struct pl_ofac_advanced *o, struct pl_error *err) {
    if (o->ref_kind < 0 || o->ref_id == PL_HELD_NONE) {
        return 0;
    }
    struct pl_held_ref *ref = pl_arena_alloc(&o->held.arena, sizeof *ref);
    uint64_t *at = pl_map_put(&o->held.refs, ((uint64_t)o->ref_kind << 32) | o->ref_id, NULL);
    if (ref == NULL || at == NULL) {
        return full(o, err);
    }
    o->ref.text = pl_str_copy(&o->held.arena, pl_str_trim(pl_buf_str(&o->text)));
    *ref = o->ref;
    *at = (uint64_t)(uintptr_t)ref;
    return ref->text.p == NULL ? full(o, err) : 0;
}

static void begin_item(struct pl_ofac_advanced *o, int tag, uint32_t a, uint32_t b, uint32_t c) {
    o->item = (struct pl_held_item){.tag = tag, .a = a, .b = b, .c = c};
}

static int begin_party(struct pl_ofac_advanced *o, int element, const struct pl_xml_start *start,
                       struct pl_error *err) {
    uint32_t id = PL_HELD_NONE;
    switch (element) {
    case EL_PROFILE:
        id = id_of(o, start, "ID");
        put(o, PL_HELD_PROFILE, id, id_of(o, start, "PartySubTypeID"), 0, PL_STR(""));
        return remember(o, &o->held.profiles, id, err);
    case EL_IDENTITY:
        id = id_of(o, start, "ID");
        put(o, PL_HELD_IDENTITY, id, is_true(start, "Primary"), 0, PL_STR(""));
        return remember(o, &o->held.identities, id, err);
    case EL_ALIAS:
        put(o, PL_HELD_ALIAS, id_of(o, start, "AliasTypeID"), is_true(start, "Primary"), is_true(start, "LowQuality"),
            PL_STR(""));
        break;
    case EL_NAME:
        put(o, PL_HELD_NAME, 0, 0, 0, PL_STR(""));
        break;
    case EL_NAME_PART:
        begin_item(o, PL_HELD_PART, id_of(o, start, "NamePartGroupID"), id_of(o, start, "ScriptID"),
                   is_true(start, "Acronym"));
        break;
    case EL_GROUP:
        put(o, PL_HELD_GROUP, id_of(o, start, "ID"), id_of(o, start, "NamePartTypeID"), 0, PL_STR(""));
        break;
    case EL_FEATURE:
        put(o, PL_HELD_FEATURE, id_of(o, start, "FeatureTypeID"), 0, 0, PL_STR(""));
        break;
    case EL_VERSION:
        put(o, PL_HELD_VERSION, 0, 0, 0, PL_STR(""));
        break;
    case EL_DETAIL:
        begin_item(o, PL_HELD_VALUE, id_of(o, start, "DetailReferenceID"), 0, 0);
        break;
    case EL_PLACE:
        put(o, PL_HELD_PLACE, id_of(o, start, "LocationID"), 0, 0, PL_STR(""));
        break;
    default:
        break;
    }
    return 0;
}

/* The start tags that begin a record. */
static void begin_top(struct pl_ofac_advanced *o, int element, const struct pl_xml_start *start) {
    if (element == EL_LOCATION || element == EL_DOCUMENT || element == EL_PARTY || element == EL_RELATIONSHIP ||
        element == EL_ENTRY) {
        begin_record(o, start);
        o->open.id = id_of(o, start, "ID");
    }
    if (element == EL_DOCUMENT) {
        o->open.of = id_of(o, start, "IdentityID");
        o->open.type = id_of(o, start, "IDRegDocTypeID");
        o->open.flag = id_of(o, start, "ValidityID");
        put(o, PL_HELD_ISSUER, id_of(o, start, "IssuedBy-CountryID"), 0, 0, PL_STR(""));
    } else if (element == EL_RELATIONSHIP) {
        o->open.of = id_of(o, start, "From-ProfileID");
        o->open.to = id_of(o, start, "To-ProfileID");
        o->open.type = id_of(o, start, "RelationTypeID");
        o->open.flag = is_true(start, "Former");
    } else if (element == EL_ENTRY) {
        o->open.of = id_of(o, start, "ProfileID");
        o->open.type = id_of(o, start, "ListID");
    }
}

static void begin_date(struct pl_ofac_advanced *o, int element, const struct pl_xml_start *start) {
    if (element == EL_PERIOD || element == EL_DATE || element == EL_ISSUE) {
        o->period = (struct pl_ofac_period){.calendar = id_of(o, start, "CalendarTypeID")};
    }
    if (element == EL_START || element == EL_END) {
        o->period.circa = o->period.circa || is_true(start, "Approximate");
    }
    if (element == EL_FROM || element == EL_TO || element == EL_DATE || element == EL_ISSUE) {
        memset(&o->day, 0, sizeof o->day);
    }
}

static int begin_record_part(struct pl_ofac_advanced *o, int element, const struct pl_xml_start *start,
                             struct pl_error *err) {
    switch (element) {
    case EL_AREA:
        put(o, PL_HELD_AREA, id_of(o, start, "AreaCodeID"), 0, 0, PL_STR(""));
        return 0;
    case EL_STATE:
        put(o, PL_HELD_STATE, id_of(o, start, "CountryID"), 0, 0, PL_STR(""));
        return 0;
    case EL_DOCUMENT_DATE:
        o->date_type = id_of(o, start, "IDRegDocDateTypeID");
        return 0;
    case EL_EVENT:
        begin_item(o, PL_HELD_EVENT, id_of(o, start, "EntryEventTypeID"), id_of(o, start, "LegalBasisID"), 0);
        return 0;
    case EL_MEASURE:
        begin_item(o, PL_HELD_MEASURE, id_of(o, start, "SanctionsTypeID"), 0, 0);
        o->comment_of_measure[0] = '\0';
        return 0;
    default:
        return begin_party(o, element, start, err);
    }
}

static int begin_list(struct pl_ofac_advanced *o, const struct pl_xml_start *start, struct pl_error *err) {
    if (!pl_str_eq(pl_xmlist_local(start->name), PL_STR("Sanctions"))) {
        return pl_fail_at(err, PL_E_FORMAT, start->line, start->offset,
                          "this is no OFAC list in advanced XML: its first element is <%.*s>", (int)start->name.n,
                          start->name.p);
    }
    o->pub.exercise = o->pub.exercise || is_true(start, "exercise");
    return 0;
}

static int on_start(void *ctx, const struct pl_xml_start *start, struct pl_error *err) {
    struct pl_ofac_advanced *o = ctx;
    pl_str name = pl_xmlist_local(start->name);
    bool refs = o->depth > 1 && o->stack[1] == EL_REFERENCES;
    int element = refs ? EL_OTHER : element_of(name);
    pl_buf_clear(&o->text);
    o->leaf = true;
    o->stack[o->depth++] = (unsigned char)element;
    if (o->depth == 1) {
        return begin_list(o, start, err);
    }
    if (refs) {
        if (o->depth == 4) {
            begin_ref(o, start, name);
        }
        return 0;
    }
    begin_date(o, element, start);
    if (o->record_depth == 0) {
        begin_top(o, element, start);
        return 0;
    }
    return begin_record_part(o, element, start, err);
}

static int on_text(void *ctx, pl_str text, struct pl_error *err) {
    struct pl_ofac_advanced *o = ctx;
    if (!o->leaf) {
        return 0;
    }
    pl_buf_add_str(&o->text, text);
    return pl_buf_failed(&o->text)
               ? pl_fail_at(err, PL_E_LIMIT, o->open.line, o->open.offset, "a text of more than 1 MiB")
               : 0;
}

static uint32_t number_of(pl_str text) {
    uint64_t n = 0;
    return pl_str_u64(text, &n) && n <= 9999 ? (uint32_t)n : 0;
}

static void end_date(struct pl_ofac_advanced *o, int element, int parent, pl_str text) {
    if (element == EL_YEAR) {
        o->day.year = number_of(text);
    } else if (element == EL_MONTH) {
        o->day.month = number_of(text) <= 12 ? number_of(text) : 0;
    } else if (element == EL_DAY) {
        o->day.day = number_of(text) <= 31 ? number_of(text) : 0;
    } else if (element == EL_FROM || element == EL_TO) {
        o->period.days[(parent == EL_END ? 2 : 0) + (element == EL_TO ? 1 : 0)] = o->day;
    }
}

/* A date that is whole: the file's own, an event's, or a period of a version, document or relationship. */
static int keep_date(struct pl_ofac_advanced *o, int element, int parent, struct pl_error *err) {
    PL_BUF_AUTO text;
    pl_buf_open(&text, 128);
    if (element != EL_PERIOD) {
        o->period.days[0] = o->day;
    }
    pl_ofac_period_write(&o->period, &text);
    if (element == EL_ISSUE) {
        o->pub.published = pl_str_copy(&o->held.arena, pl_buf_str(&text));
        return o->pub.published.p == NULL ? full(o, err) : 0;
    }
    if (element == EL_DATE && parent == EL_EVENT) {
        put(o, PL_HELD_EVENT, o->item.a, o->item.b, 0, pl_buf_str(&text));
    } else if (element == EL_PERIOD && text.n > 0 &&
               (parent == EL_VERSION || parent == EL_DOCUMENT_DATE || parent == EL_RELATIONSHIP)) {
        put(o, PL_HELD_DATE, parent == EL_DOCUMENT_DATE ? o->date_type : PL_HELD_NONE, 0, 0, pl_buf_str(&text));
    }
    return 0;
}

static void end_comment(struct pl_ofac_advanced *o, int parent, pl_str text) {
    if (parent == EL_MEASURE && text.n < sizeof o->comment_of_measure) {
        memcpy(o->comment_of_measure, text.p, text.n);
        o->comment_of_measure[text.n] = '\0';
    } else if (o->record_depth > 0 && parent != EL_OTHER) {
        put(o, PL_HELD_NOTE, 0, 0, 0, text);
    } else {
        o->pub.unread++;
    }
}

static int end_leaf(struct pl_ofac_advanced *o, int element, int parent, struct pl_error *err) {
    pl_str text = pl_str_trim(pl_buf_str(&o->text));
    bool refs = o->depth > 2 && o->stack[1] == EL_REFERENCES;
    if (refs) {
        return o->depth == 4 ? end_ref(o, err) : 0;
    }
    switch (element) {
    case EL_NAME_PART:
    case EL_DETAIL:
        put(o, o->item.tag, o->item.a, o->item.b, o->item.c, text);
        return 0;
    case EL_PART_VALUE:
        put(o, PL_HELD_LINE, 0, 0, 0, text);
        return 0;
    case EL_NUMBER:
        put(o, PL_HELD_NUMBER, 0, 0, 0, text);
        return 0;
    case EL_AUTHORITY:
        put(o, PL_HELD_ISSUER, PL_HELD_NONE, 0, 0, text);
        return 0;
    case EL_COMMENT:
        if (text.n > 0) {
            end_comment(o, parent, text);
        }
        return 0;
    case EL_OTHER:
        o->pub.unread += text.n > 0 ? 1 : 0;
        return 0;
    default:
        return 0;
    }
}

static int end_record(struct pl_ofac_advanced *o, int element, const struct pl_xml_end *end, struct pl_error *err) {
    struct pl_held *held = &o->held;
    switch (element) {
    case EL_LOCATION:
        return keep(o, NULL, &held->locations, o->open.id, end, err);
    case EL_DOCUMENT:
        return keep(o, &held->document_list, &held->documents, o->open.of, end, err);
    case EL_PARTY:
        return keep(o, &held->parties, NULL, 0, end, err);
    case EL_RELATIONSHIP:
        return keep(o, &held->relationships, NULL, 0, end, err);
    default:
        return keep(o, &held->entry_list, &held->entries, o->open.of, end, err);
    }
}

static int on_end(void *ctx, const struct pl_xml_end *end, struct pl_error *err) {
    struct pl_ofac_advanced *o = ctx;
    int element = o->stack[o->depth - 1];
    int parent = o->depth > 1 ? o->stack[o->depth - 2] : EL_OTHER;
    int code = 0;
    end_date(o, element, parent, pl_str_trim(pl_buf_str(&o->text)));
    if (element == EL_PERIOD || element == EL_DATE || element == EL_ISSUE) {
        code = keep_date(o, element, parent, err);
    } else if (element == EL_MEASURE && o->record_depth > 0) {
        put(o, PL_HELD_MEASURE, o->item.a, 0, 0, pl_str_from(o->comment_of_measure));
    } else if (o->leaf) {
        code = end_leaf(o, element, parent, err);
    }
    if (code == 0 && o->record_depth > 0 && o->depth == o->record_depth) {
        code = end_record(o, element, end, err);
    }
    pl_buf_clear(&o->text);
    o->leaf = false;
    o->depth--;
    return code;
}

int pl_ofac_advanced_open(bool exercise, pl_entity_sink sink, void *ctx, struct pl_ofac_advanced **ret_ofac,
                          struct pl_error *err) {
    struct pl_ofac_advanced *o = calloc(1, sizeof *o);
    if (o == NULL) {
        return pl_fail(err, PL_E_NOMEM, "out of memory");
    }
    o->pub.exercise = exercise;
    o->sink = sink;
    o->ctx = ctx;
    o->ref_kind = -1;
    pl_held_open(&o->held);
    pl_buf_open(&o->text, TEXT_MAX);
    pl_buf_open(&o->record, RECORD_MAX);
    struct pl_xml_handler handler = {.start = on_start, .text = on_text, .end = on_end, .ctx = o};
    int code = pl_xml_open(&handler, &o->xml, err);
    if (code != 0) {
        pl_ofac_advanced_close(o);
        return code;
    }
    *ret_ofac = o;
    return 0;
}

int pl_ofac_advanced_push(struct pl_ofac_advanced *ofac, const void *bytes, size_t n, struct pl_error *err) {
    return pl_xml_push(ofac->xml, bytes, n, err);
}

int pl_ofac_advanced_finish(struct pl_ofac_advanced *ofac, struct pl_publication *ret_publication,
                            struct pl_error *err) {
    int code = pl_xml_finish(ofac->xml, err);
    code = code == 0 ? pl_held_resolve(&ofac->held, &ofac->pub, ofac->sink, ofac->ctx, err) : code;
    if (code == 0 && ofac->pub.rejected > ofac->pub.entries) {
        code = pl_publication_refuse(&ofac->pub, "OFAC list in advanced XML", "parties", ofac->pub.entries, err);
    }
    if (code == 0 && ofac->pub.entries == 0) {
        code = pl_fail(err, PL_E_EMPTY, "the list holds no entry");
    }
    if (code == 0) {
        *ret_publication = ofac->pub;
    }
    return code;
}

void pl_ofac_advanced_close(struct pl_ofac_advanced *ofac) {
    if (ofac != NULL) {
        pl_xml_close(ofac->xml);
        pl_held_close(&ofac->held);
        pl_buf_close(&ofac->text);
        pl_buf_close(&ofac->record);
        free(ofac);
    }
}
