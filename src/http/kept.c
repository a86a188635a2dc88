#include "http/kept.h"

#include <stdlib.h>

#include "base/thread.h"

#include "base/ban.h"

#define KEY_MAX 16384

struct answer {
    char *key, *body; /* one allocation; NULL: empty */
    size_t n_key, n_body;
    const char *type;
    int64_t version;
    uint64_t used;
};

struct pl_kept {
    struct pl_gate *gate; /* over all that follows */
    struct answer answers[PL_KEPT_ANSWERS];
    uint64_t uses;
};

int pl_kept_open(struct pl_kept **ret, struct pl_error *err) {
    struct pl_kept *kept = calloc(1, sizeof *kept);
    if (kept == NULL) {
        return pl_fail(err, PL_E_NOMEM, "no memory to keep answers");
    }
    int rc = pl_gate_open(&kept->gate, err);
    if (rc != PL_E_OK) {
        free(kept);
        return rc;
    }
    *ret = kept;
    return PL_E_OK;
}

void pl_kept_close(struct pl_kept *kept) {
    for (size_t i = 0; kept != NULL && i < PL_KEPT_ANSWERS; i++) {
        free(kept->answers[i].key);
    }
    if (kept != NULL) {
        pl_gate_close(kept->gate);
        free(kept);
    }
}

/* All that the answer may depend on beside the case: no part of it can be taken for another. */
static void write_key(const struct pl_call *call, struct pl_buf *key) {
    pl_buf_open(key, KEY_MAX);
    pl_buf_add_str(key, call->viewer.clearance);
    pl_buf_add_char(key, '\0');
    pl_buf_add_str(key, call->req->whole);
    for (size_t i = 0; i < call->req->n_query; i++) {
        pl_buf_add_char(key, '\0');
        pl_buf_add_str(key, call->req->query[i].name);
        pl_buf_add_char(key, '\0');
        pl_buf_add_str(key, call->req->query[i].value);
    }
}

bool pl_kept_find(struct pl_kept *kept, const struct pl_call *call, int64_t version) {
    PL_BUF_AUTO key = {0};
    bool found = false;
    if (version < 0) {
        return false;
    }
    write_key(call, &key);
    pl_gate_lock(kept->gate);
    for (size_t i = 0; !found && !pl_buf_failed(&key) && i < PL_KEPT_ANSWERS; i++) {
        struct answer *a = &kept->answers[i];
        found = a->key != NULL && a->version == version && pl_str_eq(pl_str_make(a->key, a->n_key), pl_buf_str(&key));
        if (found) {
            pl_buf_add(&call->answer->body, a->body, a->n_body);
            call->answer->type = a->type;
            a->used = ++kept->uses;
        }
    }
    pl_gate_unlock(kept->gate);
    return found;
}

/* An empty place, or that of what is out of date, or of what was used longest ago. */
static struct answer *room(struct pl_kept *kept, int64_t version) {
    struct answer *best = &kept->answers[0];
    for (size_t i = 0; i < PL_KEPT_ANSWERS; i++) {
        struct answer *a = &kept->answers[i];
        if (a->key == NULL || a->version != version) {
            return a;
        }
        best = a->used < best->used ? a : best;
    }
    return best;
}

void pl_kept_add(struct pl_kept *kept, const struct pl_call *call, int64_t version) {
    PL_BUF_AUTO key = {0};
    const struct pl_answer *answer = call->answer;
    write_key(call, &key);
    if (version < 0 || pl_buf_failed(&key) || answer->n_headers > 0 || answer->body.n > PL_KEPT_BYTES) {
        return;
    }
    char *bytes = malloc(key.n + answer->body.n);
    if (bytes == NULL) {
        return;
    }
    memcpy(bytes, key.p, key.n);
    if (answer->body.n > 0) {
        memcpy(bytes + key.n, answer->body.p, answer->body.n);
    }
    pl_gate_lock(kept->gate);
    struct answer *a = room(kept, version);
    free(a->key);
    *a = (struct answer){.key = bytes,
                         .body = bytes + key.n,
                         .n_key = key.n,
                         .n_body = answer->body.n,
                         .type = answer->type,
                         .version = version,
                         .used = ++kept->uses};
    pl_gate_unlock(kept->gate);
}
