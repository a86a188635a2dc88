#include <stdlib.h>
#include <string.h>

#include "app/intake.h"
#include "input/open.h"
#include "ledger/chunk.h"

#include "base/ban.h"

#define CHUNK       ((size_t)1 << 18)
#define MEMBERS_MAX ((size_t)1000000)

_Static_assert(PL_INTAKE_SECRET == PL_CHUNK_SECRET_BYTES, "one secret");

struct roots {
    struct pl_arena *arena;
    struct pl_exhibit_member *members; /* malloc'd while they grow */
    size_t n, cap;
    char *chunk;
};

static int add_member(struct roots *r, const struct pl_member *member, struct pl_exhibit_member **ret,
                      struct pl_error *err) {
    if (r->n == r->cap) {
        size_t cap = r->cap > 0 ? 2 * r->cap : 16;
        struct pl_exhibit_member *members = r->n < MEMBERS_MAX ? reallocarray(r->members, cap, sizeof *members) : NULL;
        if (members == NULL) {
            return pl_fail(err, PL_E_LIMIT, "an archive has at most 1,000,000 members");
        }
        r->members = members;
        r->cap = cap;
    }
    struct pl_exhibit_member *m = &r->members[r->n];
    *m = (struct pl_exhibit_member){.index = r->n, .name = pl_str_copy(r->arena, pl_str_from(member->name))};
    if (m->name.p == NULL) {
        return pl_fail(err, PL_E_NOMEM, "no memory to list the members");
    }
    r->n++;
    *ret = m;
    return PL_E_OK;
}

/* Damage is no error here: what could be decoded has a root. */
static int hash_member(struct roots *r, struct pl_input *input, const uint8_t *secret, struct pl_exhibit_member *m,
                       bool *ret_broken) {
    struct pl_chunk_builder builder;
    struct pl_error why;
    size_t n = 0;
    int rc;
    pl_chunk_start(&builder, secret, m->name, NULL, NULL);
    while ((rc = pl_input_read(input, r->chunk, CHUNK, &n, &why)) == PL_E_OK && n > 0) {
        pl_chunk_add(&builder, r->chunk, n);
    }
    struct pl_chunk_root root = pl_chunk_finish(&builder);
    m->bytes = root.bytes;
    m->root = root.root;
    *ret_broken = rc != PL_E_OK;
    return rc == PL_E_NOMEM || rc == PL_E_IO ? rc : PL_E_OK;
}

static int read_members(struct roots *r, struct pl_input *input, const uint8_t *secret, struct pl_error *err) {
    for (bool broken = false; !broken;) {
        struct pl_member member = {.name = ""};
        struct pl_exhibit_member *m = NULL;
        struct pl_error why;
        int more = 0;
        int rc = pl_input_next(input, &more, &member, &why);
        if (rc == PL_E_NOMEM || rc == PL_E_IO) {
            return pl_fail(err, (enum pl_code)rc, "%s", why.msg);
        }
        if (rc != PL_E_OK || !more) {
            return PL_E_OK;
        }
        rc = add_member(r, &member, &m, err);
        if (rc == PL_E_OK && m != NULL) {
            rc = hash_member(r, input, secret, m, &broken);
        }
        if (rc != PL_E_OK) {
            return rc;
        }
    }
    return PL_E_OK;
}

int pl_intake_roots(const char *path, const uint8_t secret[PL_INTAKE_SECRET], struct pl_arena *arena,
                    struct pl_exhibit_member **ret_members, size_t *ret_n, struct pl_error *err) {
    struct roots r = {.arena = arena, .chunk = malloc(CHUNK)};
    struct pl_input *input = NULL;
    int rc =
        r.chunk == NULL ? pl_fail(err, PL_E_NOMEM, "no memory to read %s", path) : pl_input_open(path, &input, err);
    if (rc == PL_E_OK) {
        rc = read_members(&r, input, secret, err);
    }
    struct pl_exhibit_member *members = pl_arena_calloc(arena, r.n + 1, sizeof *members);
    if (rc == PL_E_OK && members == NULL) {
        rc = pl_fail(err, PL_E_NOMEM, "no memory to list the members");
    }
    if (rc == PL_E_OK && members != NULL) {
        if (r.n > 0) {
            memcpy(members, r.members, r.n * sizeof *members);
        }
        *ret_members = members;
        *ret_n = r.n;
    }
    pl_input_close(input);
    free(r.members);
    free(r.chunk);
    return rc;
}
