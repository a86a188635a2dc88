/* The file of --consistency: a proof that one checkpoint of a log goes on from another, as `plimsoll log consistency
 * OLD NEW` prints it: base64 of a hash a line, or with --json an object whose `proof` they are. */
#include <string.h>

#include "base/base64.h"
#include "ledger/merkle.h"
#include "text/json.h"
#include "verify/verify.h"

#include "base/ban.h"

static bool add_hash(pl_str text, struct pl_verify_consistency *c) {
    size_t n = 0;
    bool good =
        c->n < PL_MERKLE_TREE_MAX && pl_base64_read(text, c->proof[c->n].b, PL_HASH_BYTES, &n) && n == PL_HASH_BYTES;
    c->n += good;
    return good;
}

static bool read_lines(pl_str rest, struct pl_verify_consistency *c) {
    bool good = true;
    while (good && rest.p != NULL) {
        pl_str line = pl_str_trim(pl_str_cut(&rest, '\n'));
        good = line.n == 0 || add_hash(line, c);
    }
    return good;
}

/* The first line; a summary may follow. */
static bool read_object(pl_str text, struct pl_arena *arena, struct pl_verify_consistency *c) {
    const struct pl_jval *object = NULL;
    if (pl_json_read(pl_str_cut(&text, '\n'), arena, &object, NULL) != PL_E_OK || object->kind != PL_JVAL_OBJECT) {
        return false;
    }
    const struct pl_jval *proof = pl_jval_get(object, "proof"), *valid = pl_jval_get(object, "valid");
    bool good = proof != NULL && proof->kind == PL_JVAL_ARRAY &&
                !(valid != NULL && valid->kind == PL_JVAL_BOOL && !valid->boolean);
    for (size_t i = 0; good && i < proof->n; i++) {
        good = proof->items[i].kind == PL_JVAL_STR && add_hash(proof->items[i].str, c);
    }
    return good;
}

int pl_verify_consistency_read(pl_str bytes, struct pl_arena *arena, struct pl_verify_consistency *ret,
                               struct pl_error *err) {
    struct pl_verify_consistency c = {.n = 0};
    pl_str text = pl_str_trim(bytes);
    bool object = text.n > 0 && text.p[0] == '{';
    if (!(object ? read_object(text, arena, &c) : read_lines(text, &c))) {
        return pl_fail(
            err, PL_E_FORMAT,
            "--consistency: it is no proof as `plimsoll log consistency OLD NEW` prints it: a base64 hash of "
            "32 bytes a line, or one JSON object with `proof`");
    }
    *ret = c;
    return PL_E_OK;
}
