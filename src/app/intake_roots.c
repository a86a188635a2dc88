#include <stdlib.h>
#include <string.h>

#include "app/intake.h"
#include "base/buf.h"
#include "input/open.h"
#include "ledger/chunk.h"

#include "base/ban.h"

#define CHUNK       ((size_t)1 << 18)
#define MEMBERS_MAX ((size_t)1000000)

_Static_assert(PL_INTAKE_SECRET == PL_CHUNK_SECRET_BYTES, "one secret");

struct roots {
    struct pl_arena *arena;
    size_t part;                       /* of the intake */
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
    PL_BUF_AUTO name;
    pl_buf_open(&name, (size_t)1 << 20);
    if (r->part > 0) {
        pl_buf_add_fmt(&name, "part.%zu%s", r->part, member->name[0] != '\0' ? "!" : "");
    }
    pl_buf_add_str(&name, pl_str_from(member->name));
    *m = (struct pl_exhibit_member){.index = r->n, .name = pl_str_copy(r->arena, pl_buf_str(&name))};
    if (m->name.p == NULL || pl_buf_failed(&name)) {
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

static int read_part(struct roots *r, const char *path, size_t part, const uint8_t *secret, struct pl_error *err) {
    struct pl_input *input = NULL;
    r->part = part;
    int rc = pl_input_open(path, &input, err);
    if (rc == PL_E_OK) {
        rc = read_members(r, input, secret, err);
    }
    pl_input_close(input);
    return rc;
}

static int start(struct roots *r, struct pl_arena *arena, struct pl_error *err) {
    *r = (struct roots){.arena = arena, .chunk = malloc(CHUNK)};
    return r->chunk != NULL ? PL_E_OK : pl_fail(err, PL_E_NOMEM, "no memory to read an exhibit");
}

/* Ends it in any case: rc is what happened so far. */
static int finish(struct roots *r, int rc, struct pl_exhibit_member **ret_members, size_t *ret_n,
                  struct pl_error *err) {
    struct pl_exhibit_member *members = pl_arena_calloc(r->arena, r->n + 1, sizeof *members);
    if (rc == PL_E_OK && members == NULL) {
        rc = pl_fail(err, PL_E_NOMEM, "no memory to list the members");
    }
    if (rc == PL_E_OK && members != NULL) {
        if (r->n > 0) {
            memcpy(members, r->members, r->n * sizeof *members);
        }
        *ret_members = members;
        *ret_n = r->n;
    }
    free(r->members);
    free(r->chunk);
    return rc;
}

int pl_intake_roots(const char *path, const uint8_t secret[PL_INTAKE_SECRET], struct pl_arena *arena,
                    struct pl_exhibit_member **ret_members, size_t *ret_n, struct pl_error *err) {
    struct roots r;
    int rc = start(&r, arena, err);
    if (rc == PL_E_OK) {
        rc = read_part(&r, path, 0, secret, err);
    }
    return finish(&r, rc, ret_members, ret_n, err);
}

int pl_intake_all_roots(struct pl_case *c, const struct pl_intake *intake, struct pl_arena *arena,
                        struct pl_exhibit_member **ret_members, size_t *ret_n, struct pl_error *err) {
    struct roots r;
    char path[PL_OBJECT_PATH_MAX];
    int rc = start(&r, arena, err);
    for (size_t i = 0; rc == PL_E_OK && i < PL_INTAKE_PARTS; i++) {
        const struct pl_intake_part *part = &intake->parts[i];
        if (!part->given || (i > 0 && intake->main_only)) {
            continue;
        }
        rc = pl_object_path(c, &part->object.sha256, path, err);
        if (rc == PL_E_OK) {
            rc = read_part(&r, path, i, intake->secret, err);
        }
    }
    return finish(&r, rc, ret_members, ret_n, err);
}
