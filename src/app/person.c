#include "app/person.h"

#include "store/journal.h"
#include "text/unicode.h"

#include "base/ban.h"

bool pl_person_same(pl_str a, pl_str b) {
    PL_BUF_AUTO x;
    PL_BUF_AUTO y;
    pl_buf_open(&x, 1 << 16);
    pl_buf_open(&y, 1 << 16);
    bool folded = pl_unicode_fold(a, &x, NULL) == 0 && pl_unicode_fold(b, &y, NULL) == 0 && x.n > 0 && y.n > 0;
    return pl_str_eq(a, b) || (folded && pl_str_eq(pl_buf_str(&x), pl_buf_str(&y)));
}

bool pl_person_same_words(pl_str a, pl_str b) { return pl_person_same(a, b); }

int pl_person_of_entry(struct pl_case *c, int64_t seq, struct pl_arena *arena, pl_str *ret, struct pl_error *err) {
    struct pl_entry entry;
    pl_str bytes;
    int code = pl_journal_read(c, seq, arena, &entry, &bytes, err);
    return code == 0 ? pl_journal_person(c, &entry.signer, arena, ret, err) : code;
}
