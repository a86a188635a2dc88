#include "app/pin.h"

#include <stdio.h>
#include <string.h>

#include "app/detect.h"
#include "app/facts.h"
#include "detect/event_text.h"
#include "ledger/chunk.h"
#include "store/event.h"
#include "store/exhibit.h"
#include "store/journal.h"
#include "text/json.h"

#include "base/ban.h"

#define EVENT_MAX ((size_t)1 << 20)

int pl_pin_commitment(struct pl_case *c, int64_t seq, struct pl_arena *arena, pl_hash *ret, struct pl_error *err) {
    struct pl_journal_field *fields = NULL;
    size_t n = 0;
    uint64_t bytes = 0;
    pl_hash sha256;
    int code = pl_journal_payload(c, seq, arena, &fields, &n, err);
    if (code != 0) {
        return code;
    }
    const struct pl_journal_field *secret = pl_journal_field_of(fields, n, "chunk_secret");
    const struct pl_journal_field *hash = pl_journal_field_of(fields, n, "sha256");
    const struct pl_journal_field *size = pl_journal_field_of(fields, n, "bytes");
    if (secret == NULL || secret->value.n != PL_CHUNK_SECRET_BYTES || hash == NULL || hash->value.n != PL_HASH_BYTES ||
        size == NULL || !pl_str_u64(size->value, &bytes)) {
        return pl_fail(err, PL_E_STORE, "journal entry %lld: its exhibit was erased, or is none", (long long)seq);
    }
    uint8_t key[PL_CHUNK_SECRET_BYTES];
    memcpy(key, secret->value.p, sizeof key);
    memcpy(sha256.b, hash->value.p, PL_HASH_BYTES);
    *ret = pl_exhibit_commitment(pl_exhibit_salt(key), sha256, bytes);
    return 0;
}

struct pinning {
    struct pl_case *c;
    struct pl_arena *arena;
    struct pl_exhibit_member *members;
    size_t n;
    char exhibit[80], root[65];
    const struct pl_event_style *style;
    pl_str pinned;
    int code; /* of a resolver that failed */
    struct pl_error err;
};

static bool resolve(void *ctx, uint32_t source, struct pl_event_place *ret) {
    struct pinning *p = ctx;
    for (size_t i = 0; i < p->n; i++) {
        pl_hash commitment;
        if (p->members[i].id != source) {
            continue;
        }
        p->code = p->code == 0 ? pl_pin_commitment(p->c, p->members[i].seq, p->arena, &commitment, &p->err) : p->code;
        if (p->code != 0) {
            return false;
        }
        memcpy(p->exhibit, "commitment:", 11);
        pl_hash_hex(commitment, p->exhibit + 11);
        pl_hash_hex(p->members[i].root, p->root);
        *ret = (struct pl_event_place){.exhibit = pl_str_from(p->exhibit), .root = pl_str_from(p->root)};
        return true;
    }
    return false;
}

static int on_event(void *ctx, const struct pl_event *event, struct pl_error *err) {
    struct pinning *p = ctx;
    PL_BUF_AUTO line = {0};
    struct pl_json json;
    pl_buf_open(&line, EVENT_MAX);
    pl_json_start(&json, &line);
    pl_event_json(event, p->style, &json);
    if (p->code != 0) {
        return pl_fail(err, (enum pl_code)p->code, "%s", p->err.msg);
    }
    if (pl_buf_failed(&line)) {
        return pl_fail(err, PL_E_LIMIT, "the event is too large to be pinned");
    }
    p->pinned = pl_str_copy(p->arena, pl_buf_str(&line));
    return p->pinned.p != NULL ? 0 : pl_fail(err, PL_E_NOMEM, "no memory to pin an event");
}

static pl_str write_facts(const struct pl_detect_facts *facts, struct pl_arena *arena) {
    char text[3 * 65 + 32], hex[3][65];
    pl_str ports = pl_facts_ports(), mids = pl_facts_mid();
    pl_hash_hex(facts->rules.hash, hex[0]);
    pl_hash_hex(pl_sha256_of(ports.p, ports.n), hex[1]);
    pl_hash_hex(pl_sha256_of(mids.p, mids.n), hex[2]);
    int n = snprintf(text, sizeof text, "rules %s ports %s mids %s", hex[0], hex[1], hex[2]);
    return pl_str_copy(arena, pl_str_make(text, (size_t)n));
}

int pl_pin_event(struct pl_case *c, pl_hash id, struct pl_arena *arena, pl_str *ret, pl_str *ret_facts,
                 struct pl_error *err) {
    struct pl_detect_facts facts;
    struct pl_event_style style;
    struct pinning p = {.c = c, .arena = arena, .style = &style};
    int code = pl_detect_facts_read(c, arena, &facts, err);
    code = code == 0 ? pl_detect_style(c, &facts, arena, &style, err) : code;
    code = code == 0 ? pl_exhibit_members(c, -1, arena, &p.members, &p.n, err) : code;
    if (code != 0) {
        return code;
    }
    style.resolve = resolve;
    style.ctx = &p;
    pl_str written = write_facts(&facts, arena);
    code = written.p != NULL ? pl_store_event_find(c, id, on_event, &p, err)
                             : pl_fail(err, PL_E_NOMEM, "no memory to pin an event");
    if (code == 0) {
        *ret = p.pinned;
        *ret_facts = written;
    }
    return code;
}
