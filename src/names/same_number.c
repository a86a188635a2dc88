#include "names/same_number.h"

#include "base/ban.h"

static const struct pl_number_kind KINDS[] = {
    {"imoNumber", 990, true, false, 350, "IMO number"},
    {"imoCompanyNumber", 980, false, false, 200, "IMO company number"},
    {"relatedImoNumber", 850, false, false, 0, "IMO number of a ship that the entry names"},
    {"mmsi", 950, true, false, 0, "MMSI"},
    {"callSign", 900, true, false, 0, "call sign"},
    {"leiCode", 990, false, false, 200, "legal entity identifier"},
    {"publicKey", 990, false, true, 0, "wallet"},
    {"passportNumber", 950, false, false, 0, "passport"},
    {"registrationNumber", 950, false, false, 0, "registration number"},
    {"taxNumber", 950, false, false, 0, "tax number"},
    {"innCode", 950, false, false, 0, "INN"},
    {"ogrnCode", 950, false, false, 0, "OGRN"},
    {"swiftBic", 950, false, false, 0, "BIC"},
    {"isin", 980, false, false, 0, "ISIN"},
    {"uniqueEntityId", 950, false, false, 0, "UEI"},
    {"email", 950, false, false, 0, "e-mail address"},
    {"idNumber", 920, false, false, 0, "identity number"},
    {"phone", 850, false, false, 0, "telephone number"},
    {"website", 850, false, false, 0, "web site"},
};

static const struct pl_number_kind OTHER = {"identifier", 850, false, false, 0, "identifier"};

size_t pl_number_kind_count(void) { return sizeof KINDS / sizeof KINDS[0]; }

const struct pl_number_kind *pl_number_kind_at(size_t i) { return &KINDS[i]; }

const struct pl_number_kind *pl_number_kind_of(const char *name) {
    for (size_t i = 0; i < pl_number_kind_count(); i++) {
        if (name == KINDS[i].name || strcmp(name, KINDS[i].name) == 0) {
            return &KINDS[i];
        }
    }
    return &OTHER;
}

/* The next byte that counts, folded; -1 at the end. */
static int next_byte(const struct pl_number_kind *kind, pl_str *rest) {
    while (rest->n > 0) {
        const unsigned char c = (unsigned char)*rest->p;
        *rest = pl_str_make(rest->p + 1, rest->n - 1);
        if (c >= 'a' && c <= 'z') {
            return kind->exact_case ? c : c - 'a' + 'A';
        }
        if ((c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c >= 0x80) {
            return c;
        }
    }
    return -1;
}

/* Without the word that some lists write before the number. */
static pl_str bare(const struct pl_number_kind *kind, pl_str value) {
    value = pl_str_trim(value);
    if (kind->vessel && value.n > 3 && pl_str_eq_nocase(pl_str_sub(value, 0, 3), PL_STR("IMO"))) {
        return pl_str_sub(value, 3, value.n);
    }
    return value;
}

bool pl_number_equal(const struct pl_number_kind *kind, pl_str a, pl_str b) {
    a = bare(kind, a);
    b = bare(kind, b);
    for (bool any = false;; any = true) {
        const int x = next_byte(kind, &a);
        const int y = next_byte(kind, &b);
        if (x != y) {
            return false;
        }
        if (x < 0) {
            return any;
        }
    }
}

uint64_t pl_number_hash(const struct pl_number_kind *kind, pl_str value) {
    uint64_t hash = pl_str_hash(pl_str_from(kind->name));
    value = bare(kind, value);
    for (int c; (c = next_byte(kind, &value)) >= 0;) {
        hash = (hash ^ (unsigned)c) * UINT64_C(1099511628211);
    }
    return hash ^ hash >> 29;
}
