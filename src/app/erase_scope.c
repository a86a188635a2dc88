#include "app/erase_scope.h"

#include "base/ban.h"

/* By kind: whether the whole may go, and which words nothing is counted, compared or judged by. */
static const struct scope {
    const char *kind;
    bool whole;
    const char *words;
} SCOPES[] = {
    {"source", true, "alias text reason language"},
    {"grade", true, "basis text"},
    {"item", true, "title name url content translation translator language media exif_camera exif_note stripped text"},
    {"custody", true, "from to place text"},
    {"derivation", false, "basis by text label"},
    {"observation", true,
     "place method platform observer interpreter language original translation translator consent_limits document "
     "counterparty from_place to_place reported text name read rejected"},
    {"claim", true, "text how"},
    {"support", false, "passage text"},
    {"finding", true, "text"},
    {"review", false, "text"},
    {"letter", false, "to sha256 bytes text"},
    {"sending", false, "way text"},
    {"reply", false, "words text"},
    {"correction", false, "was is text"},
    {"outcome", false, "place text"},
    {"report", true, "text"},
    {"task", false, "title text"},
    {"task-step", false, "text"},
    {"decision", false, "query text"},
    {"alert", false, "name to reason text"},
    {"requirement", false, ""},
    {"screening", true, "purpose"},
    {"import", true, "name"},
    {"list", true, "name"},
    {"watch", true, "text"},
};

/* Of any other kind, such as of what a later version writes. */
static const struct scope OTHER = {"", true, "text reason"};

static const struct scope *scope_of(pl_str kind) {
    for (size_t i = 0; i < sizeof SCOPES / sizeof SCOPES[0]; i++) {
        if (pl_str_eq(kind, pl_str_from(SCOPES[i].kind))) {
            return &SCOPES[i];
        }
    }
    return &OTHER;
}

bool pl_erase_goes_whole(pl_str kind, const struct pl_journal_field *fields, size_t n) {
    const struct pl_journal_field *change = pl_journal_field_of(fields, n, "change");
    bool ends = pl_str_eq(kind, PL_STR("watch")) && change != NULL && pl_str_eq(change->value, PL_STR("remove"));
    return scope_of(kind)->whole && !ends; /* else who is followed no longer would be followed again */
}

bool pl_erase_goes_with(pl_str kind, pl_str field) {
    pl_str rest = pl_str_from(scope_of(kind)->words);
    while (rest.p != NULL && rest.n > 0) {
        if (pl_str_eq(pl_str_cut(&rest, ' '), field)) {
            return true;
        }
    }
    return false;
}

/* What names an object and what measures it go together. */
bool pl_erase_goes_alone(pl_str kind, pl_str field) {
    return pl_erase_goes_with(kind, field) && !pl_str_starts(field, PL_STR("sha256")) &&
           !pl_str_starts(field, PL_STR("bytes"));
}

const char *pl_erase_words(pl_str kind) { return scope_of(kind)->words; }
