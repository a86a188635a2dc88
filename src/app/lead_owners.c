#include "app/lead_owners.h"

#include <stdio.h>

#include "app/case_view.h"
#include "app/owners.h"

#include "base/ban.h"

#define REMARK_MAX 2000

struct builder {
    struct pl_case *c;
    struct pl_arena *arena;
    struct pl_owners *owners;
    struct pl_book **books;
    size_t n_books;
};

/* A link to an entry that is said to be this ship, and that nobody took back. */
static bool of_ship(const struct pl_lead_link *link) {
    return link->lead_class != PL_LEAD_PARTNER && link->lead_class != PL_LEAD_NAMED_IN_ENTRY && !link->cleared;
}

static bool is_wanted(const struct pl_lead *leads, size_t n, pl_str list) {
    for (size_t i = 0; i < n; i++) {
        for (size_t k = 0; k < leads[i].n_links; k++) {
            if (of_ship(&leads[i].links[k]) && pl_str_eq(leads[i].links[k].list, list)) {
                return true;
            }
        }
    }
    return false;
}

static int read_copies(struct builder *b, const struct pl_lead *leads, size_t n, int32_t today, struct pl_error *err) {
    struct pl_list_row *rows = NULL;
    size_t n_rows = 0;
    int code = pl_list_newest(b->c, INT64_MAX, b->arena, &rows, &n_rows, err);
    struct pl_screen_copy *copies = pl_arena_calloc(b->arena, n_rows + 1, sizeof *copies);
    b->books = pl_arena_calloc(b->arena, n_rows + 1, sizeof(struct pl_book *));
    if (code == 0 && (copies == NULL || b->books == NULL)) {
        return pl_fail(err, PL_E_NOMEM, "out of memory");
    }
    for (size_t i = 0; code == 0 && i < n_rows; i++) {
        if (!is_wanted(leads, n, rows[i].list)) {
            continue;
        }
        code = pl_case_book(b->c, &rows[i], &b->books[b->n_books], err);
        if (code == 0) {
            copies[b->n_books] = (struct pl_screen_copy){.list = rows[i].list,
                                                         .book = b->books[b->n_books],
                                                         .published = rows[i].published,
                                                         .has_day = rows[i].published.n > 0,
                                                         .day = rows[i].day};
            b->n_books++;
        }
    }
    return code == 0 && b->n_books > 0 ? pl_owners_open(copies, b->n_books, false, today, &b->owners, err) : code;
}

static void say_stake(struct pl_buf *out, const struct pl_owners *owners, const struct pl_lead_link *link,
                      const struct pl_ownership_stake *stake) {
    pl_str caption = pl_owners_caption(owners, stake->owner);
    pl_buf_add_fmt(out, "of the ship of %.*s the list says that ", (int)link->reference.n, link->reference.p);
    pl_buf_add_str(out, caption);
    pl_buf_add_fmt(out, "%s%.*s%s ", caption.n > 0 ? " (" : "", (int)stake->owner.n, stake->owner.p,
                   caption.n > 0 ? ")" : "");
    if (stake->lo_ppm == 0 && stake->hi_ppm == PL_PPM_ALL) {
        pl_buf_add_fmt(out, "owns, controls or operates it (share not said)");
    } else {
        pl_buf_add_fmt(out, "holds ");
        pl_buf_add_fixed(out, (double)stake->lo_ppm / 10000, 2);
        pl_buf_add_fmt(out, " to ");
        pl_buf_add_fixed(out, (double)stake->hi_ppm / 10000, 2);
        pl_buf_add_fmt(out, " %% of it");
    }
    pl_buf_add_fmt(out, stake->listed == PL_MAYBE_YES ? "; that party is listed itself"
                                                      : "; that party may be listed itself: it is not certain");
}

static int add_remark(struct builder *b, struct pl_lead *lead, pl_str text, struct pl_error *err) {
    if (lead->owners == NULL) {
        lead->owners = pl_arena_calloc(b->arena, PL_LEAD_MAX_OWNERS + 1, sizeof *lead->owners);
    }
    pl_str copy = pl_str_copy(b->arena, text);
    if (lead->owners == NULL || copy.p == NULL) {
        return pl_fail(err, PL_E_NOMEM, "out of memory");
    }
    lead->owners[lead->n_owners++] = copy;
    return 0;
}

static int add_owners(struct builder *b, struct pl_lead *lead, const struct pl_lead_link *link, size_t *more,
                      struct pl_error *err) {
    struct pl_list_entry entry;
    struct pl_ownership_answer answer;
    pl_str party;
    PL_BUF_AUTO text;
    pl_buf_open(&text, 65536);
    int code = pl_list_entry_read(b->c, link->entity, b->arena, &entry, err);
    if (code != 0) {
        return code;
    }
    pl_buf_add_str(&text, link->list);
    pl_buf_add_char(&text, ':');
    pl_buf_add_str(&text, entry.entity.id);
    if (pl_owners_find(b->owners, pl_buf_str(&text), &party, NULL) != 0) {
        return 0; /* the newest copy has it no more */
    }
    code = pl_owners_ask(b->owners, party, PL_OWNERSHIP_OFAC_50, b->arena, &answer, err);
    for (size_t i = 0; code == 0 && i < answer.n && answer.stakes[i].depth == 1; i++) {
        if (answer.stakes[i].listed == PL_MAYBE_NO) {
            continue;
        }
        if (lead->n_owners == PL_LEAD_MAX_OWNERS) {
            ++*more;
            continue;
        }
        pl_buf_clear(&text);
        say_stake(&text, b->owners, link, &answer.stakes[i]);
        code = add_remark(b, lead, pl_str_sub(pl_buf_str(&text), 0, REMARK_MAX), err);
    }
    return code;
}

static int add_all(struct builder *b, struct pl_lead *lead, struct pl_error *err) {
    size_t more = 0;
    int code = 0;
    for (size_t i = 0; code == 0 && i < lead->n_links; i++) {
        bool told = !of_ship(&lead->links[i]);
        for (size_t k = 0; k < i; k++) {
            told |= of_ship(&lead->links[k]) && lead->links[k].entity == lead->links[i].entity;
        }
        code = told ? 0 : add_owners(b, lead, &lead->links[i], &more, err);
    }
    if (code == 0 && more > 0) {
        char text[64];
        snprintf(text, sizeof text, "and %zu owners more", more);
        code = add_remark(b, lead, pl_str_from(text), err);
    }
    return code;
}

int pl_lead_owners_add(struct pl_case *c, int32_t today, struct pl_lead *leads, size_t n, struct pl_arena *arena,
                       struct pl_error *err) {
    struct builder b = {.c = c, .arena = arena};
    int code = read_copies(&b, leads, n, today, err);
    for (size_t i = 0; code == 0 && b.owners != NULL && i < n; i++) {
        code = add_all(&b, &leads[i], err);
    }
    pl_owners_close(b.owners);
    for (size_t i = 0; i < b.n_books; i++) {
        pl_book_close(b.books[i]);
    }
    return code;
}
