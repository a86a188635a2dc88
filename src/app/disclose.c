#include "app/disclose.h"

#include <string.h>

#include "base/ban.h"

static bool one_of(pl_str name, const char *const *names) {
    for (; *names != NULL; names++) {
        if (pl_str_eq(name, pl_str_from(*names))) {
            return true;
        }
    }
    return false;
}

bool pl_disclose_consents(const struct pl_filing *f) {
    pl_str consent = pl_filing_get_value(f, "consent");
    bool interview = pl_str_eq(pl_filing_get_value(f, "as"), PL_STR("interview"));
    return f->kind->letter != 'O' || pl_str_eq(consent, PL_STR("public")) || (!interview && consent.n == 0);
}

static bool is_protected(const struct pl_filing *source) {
    return source != NULL && source->kind->letter == 'S' && pl_filing_get_value(source, "protected").n > 0;
}

bool pl_disclose_protected(const struct pl_support *s, const struct pl_filing *f) {
    return is_protected(pl_support_filing(s, pl_filing_get_value(f, "source"), NULL));
}

/* Somebody or something that others may not read about either. */
static bool is_hidden(const struct pl_disclosing *d, pl_str id) {
    const struct pl_filing *f = pl_support_filing(d->support, id, NULL);
    if (f == NULL) {
        return false;
    }
    bool closed = d->closed != NULL && f->seq >= 0 && (uint64_t)f->seq < d->n_closed && d->closed[f->seq];
    return closed || is_protected(f) || !pl_disclose_consents(f);
}

/* Does it speak of something hidden, or (custody) of a thing from a protected source? */
static bool speaks_of_hidden(const struct pl_disclosing *d, const struct pl_filing *f) {
    for (size_t i = 0; i < f->n; i++) {
        const struct pl_filing_field *field = pl_filing_field_of(f->kind, f->values[i].name);
        pl_str rest = f->values[i].value;
        bool refers = field != NULL && (field->type == PL_FILING_REF || field->type == PL_FILING_REFS);
        while (refers && rest.p != NULL) {
            pl_str id = pl_str_cut(&rest, ' ');
            const struct pl_filing *of = pl_support_filing(d->support, id, NULL);
            if (is_hidden(d, id) || (f->kind->letter == 'H' && of != NULL && pl_disclose_protected(d->support, of))) {
                return true;
            }
        }
    }
    return false;
}

/* Words, other than who says them. */
static bool is_words(const struct pl_filing *f, pl_str name) {
    const struct pl_filing_field *field = pl_filing_field_of(f->kind, name);
    return field == NULL ||
           (field->type == PL_FILING_TEXT && !pl_str_eq(name, PL_STR("label")) && !pl_str_eq(name, PL_STR("by")));
}

bool pl_disclose_field(const struct pl_disclosing *d, const struct pl_filing *f, pl_str name) {
    static const char *const OF_PROTECTED[] = {"alias", "kind", "party", "protected", "reason", NULL};
    static const char *const OF_CLOSED[] = {"as", "consent", NULL};
    static const char *const NEVER_OF_ITEM[] = {"name",      "bytes",      "sha256",   "media",
                                                "exif_time", "exif_lat",   "exif_lon", "exif_camera",
                                                "exif_note", "translator", NULL};
    static const char *const NEVER_OF_OBSERVATION[] = {"interpreter", "translator", NULL};
    static const char *const TELLING[] = {"observer", "platform", "upstream", "url", "document", NULL};
    switch (f->kind->letter) {
    case 'S':
        return !is_protected(f) || one_of(name, OF_PROTECTED);
    case 'I':
        return !one_of(name, NEVER_OF_ITEM) && !(pl_disclose_protected(d->support, f) && one_of(name, TELLING));
    case 'O':
        return pl_disclose_consents(f) ? !one_of(name, NEVER_OF_OBSERVATION) &&
                                             !(pl_disclose_protected(d->support, f) && one_of(name, TELLING))
                                       : one_of(name, OF_CLOSED);
    case 'P':
    case 'D':
    case 'G':
    case 'H':
        return !is_words(f, name) || !speaks_of_hidden(d, f);
    default:
        return true;
    }
}
