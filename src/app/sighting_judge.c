/* What follows for one observation from the ships that it names, or that were there, and from what it says twice. */
#include "app/sighting_in.h"

#include <string.h>

#include "names/identifier.h"

#include "base/ban.h"

/* ---- contradictions within the observation ---- */

struct finding {
    struct pl_sighting_odds *odds;
    size_t n, cap;
    struct pl_arena *arena;
};

static int add(struct finding *f, const char *field, pl_str given, pl_str said, uint32_t mmsi, struct pl_error *err) {
    struct pl_sighting_odds *more = pl_arena_more(f->arena, f->odds, f->n, &f->cap, sizeof *more);
    if (more == NULL) {
        return pl_fail(err, PL_E_NOMEM, "no memory for what contradicts itself in a sighting");
    }
    f->odds = more;
    f->odds[f->n++] = (struct pl_sighting_odds){.field = field, .given = given, .said = said, .mmsi = mmsi};
    return 0;
}

static int add_ties(struct finding *f, const struct pl_sighting_who *who, uint32_t mmsi,
                    const struct pl_sighting_tie *tie, struct pl_error *err) {
    int code = 0;
    for (int i = 0; code == 0 && i < PL_TIE_FIELD_COUNT; i++) {
        if (tie->of[i] == PL_TIE_OTHER) {
            code = add(f, pl_tie_field_name(i), who->given[i], i == PL_TIE_MMSI ? (pl_str){NULL, 0} : tie->said[i],
                       mmsi, err);
        }
    }
    return code;
}

/* Of the ships that bear one of its numbers none fits all that it says: then each says what does not fit. An MMSI and
 * an IMO number that different ships say fit none, for the ship of the MMSI would be another's IMO number. */
static int odds_of_ships(struct pl_sighting_run *run, const struct pl_sighting_who *who, const uint32_t *mmsi, size_t n,
                         struct finding *f, struct pl_error *err) {
    struct pl_sighting_tie *ties = pl_arena_calloc(&run->arena, n + 1, sizeof *ties);
    bool fits = false, imo_said = false;
    int code = ties != NULL ? 0 : pl_fail(err, PL_E_NOMEM, "no memory for the ships of a sighting");
    for (size_t i = 0; code == 0 && i < n; i++) {
        code = pl_sighting_tie_read(run->c, &run->names, who, mmsi[i], &run->arena, &ties[i], err);
        imo_said = imo_said || ties[i].of[PL_TIE_IMO] == PL_TIE_SAME;
    }
    for (size_t i = 0; code == 0 && i < n; i++) {
        bool apart = imo_said && ties[i].of[PL_TIE_IMO] != PL_TIE_SAME;
        fits = fits || (!apart && !pl_sighting_is_other(&ties[i]));
    }
    for (size_t i = 0; code == 0 && !fits && i < n; i++) {
        code = add_ties(f, who, mmsi[i], &ties[i], err);
    }
    return code;
}

int pl_sighting_odds_find(struct pl_sighting_run *run, const struct pl_sighting_who *who, const uint32_t *mmsi,
                          size_t n, struct pl_sighting_odds **ret, size_t *ret_n, struct pl_error *err) {
    struct finding f = {.arena = &run->arena};
    int code = 0;
    if (who->imo != who->seen_imo && pl_imo_valid(who->imo, true) && pl_imo_valid(who->seen_imo, true)) {
        code = add(&f, "seen_imo", who->given[PL_TIE_IMO], who->seen, 0, err);
    }
    code = code == 0 && n > 0 ? odds_of_ships(run, who, mmsi, n, &f, err) : code;
    *ret = f.odds;
    *ret_n = f.n;
    return code;
}

/* ---- the verdict ---- */

struct counted {
    bool same_there, part_there, other_there, silent, possible;
    size_t contradicted, too_far;
};

static struct counted count(const struct pl_sighting_facts *f) {
    struct counted c = {.contradicted = 0};
    for (size_t i = 0; i < f->n_ships; i++) {
        const struct pl_sighting_ship *s = &f->ships[i];
        bool there = s->answer.verdict == PL_SIGHTING_EXPLAINED, other = pl_sighting_is_other(&s->tie);
        bool same = pl_sighting_is_same(&s->tie);
        bool mixed = other && (s->tie.of[PL_TIE_IMO] == PL_TIE_SAME || s->tie.of[PL_TIE_NAME] == PL_TIE_SAME ||
                               s->tie.of[PL_TIE_CALLSIGN] == PL_TIE_SAME || s->tie.of[PL_TIE_MMSI] == PL_TIE_SAME);
        c.same_there = c.same_there || (there && same);
        c.other_there = c.other_there || (there && other && !mixed);
        c.part_there = c.part_there || (there && !same && (mixed || !other));
        c.silent = c.silent || s->answer.verdict == PL_SIGHTING_SILENT;
        c.possible = c.possible || s->answer.verdict == PL_SIGHTING_POSSIBLE;
        c.contradicted += s->answer.verdict == PL_SIGHTING_CONTRADICTED;
        c.too_far += s->answer.verdict == PL_SIGHTING_CONTRADICTED && s->answer.distance_m < 0;
    }
    return c;
}

static struct pl_sighting_because judge_named(const struct pl_sighting_facts *f, const struct counted *c) {
    static const struct pl_sighting_because
        THERE = {"explained", "ship_there", "the ship said itself to be there"},
        PART = {"undetermined", "part_there",
                "a ship was there that fits only some of what was seen: needs what tells whether it is the one"},
        NUMBERS_ELSEWHERE = {"contradicted", "numbers_elsewhere",
                             "no number of the ship can have been there: each was used elsewhere then, or too far off "
                             "before or after"},
        ELSEWHERE = {"contradicted", "elsewhere", "the ship said itself to be elsewhere then"},
        TOO_FAR = {"contradicted", "too_far",
                   "the ship was silent then, and from its last report or to its next it would have needed more speed "
                   "than a hull has"},
        UNHEARD = {"undetermined", "ship_unheard",
                   "the ship was not heard around that time: reception there must be known to say more"},
        SILENT = {"unexplained", "silent", "the ship was heard before or after, and silent then: it could have come"},
        COULD = {"unexplained", "could_come", "the ship was heard around that time, and not there: it could have come"};
    if (c->same_there) {
        return THERE;
    }
    if (c->part_there || c->other_there) {
        return PART;
    }
    if (c->contradicted == f->n_named) {
        /* "silent then" is said where it is true of each ship that bears one of its numbers */
        return c->too_far == f->n_named ? TOO_FAR : f->n_named > 1 ? NUMBERS_ELSEWHERE : ELSEWHERE;
    }
    return f->heard == 0 ? UNHEARD : c->silent && !c->possible ? SILENT : COULD;
}

static struct pl_sighting_because judge_there(const struct pl_sighting_facts *f, const struct counted *c) {
    static const struct pl_sighting_because
        ANY_THERE = {"explained", "any_there", "a ship said itself to be there"},
        NAME_THERE = {"explained", "name_there", "a ship that says this name or call sign said itself to be there"},
        UNNAMED_THERE = {"undetermined", "unnamed_there",
                         "a ship was there, and what it said of itself does not tell whether it is the one that was "
                         "seen: needs a name or number that it said"},
        UNSAID_THERE = {"undetermined", "unsaid_there",
                        "a ship was there, and no ship of the case ever said the number that was seen: needs what ties "
                        "the number to that ship"},
        UNSAID_NOBODY = {"undetermined", "unsaid_nobody",
                         "no ship of the case ever said the number that was seen, and nobody was heard around that "
                         "time: needs reception there, or the number that the ship sends"},
        UNSAID_ELSEWHERE = {"unexplained", "unsaid",
                            "no ship of the case ever said the number that was seen, and of the ships that were heard "
                            "around that time none was there"},
        OTHERS_THERE = {"unexplained", "others_there",
                        "each ship that said itself to be there says another name, call sign or number than was seen"},
        NOBODY_HEARD = {"undetermined", "nobody_heard",
                        "nobody was heard around that time: reception there must be known to say more"},
        NONE = {"unexplained", "none_there", "ships were heard around that time, and none of them there"};
    bool number = f->who->number;
    if (f->n_ships == 0) {
        return f->heard == 0 ? (number ? UNSAID_NOBODY : NOBODY_HEARD) : number ? UNSAID_ELSEWHERE : NONE;
    }
    if (number) {
        return c->part_there || c->same_there ? UNSAID_THERE : OTHERS_THERE;
    }
    return !f->who->mark ? ANY_THERE : c->same_there ? NAME_THERE : c->part_there ? UNNAMED_THERE : OTHERS_THERE;
}

/* It says what was not heard, or never said: that is true of the whole case alone. */
static bool is_of_absence(const struct pl_sighting_because *because) {
    static const char *const KEYS[] = {"ship_unheard", "unsaid_there", "unsaid_nobody", "nobody_heard"};
    bool is = strcmp(because->verdict, "unexplained") == 0;
    for (size_t i = 0; i < sizeof KEYS / sizeof KEYS[0]; i++) {
        is = is || strcmp(because->key, KEYS[i]) == 0;
    }
    return is;
}

struct pl_sighting_because pl_sighting_judge(const struct pl_sighting_facts *facts) {
    static const struct pl_sighting_because
        AT_ODDS = {"undetermined", "at_odds",
                   "what was seen names more than one ship: needs which of its numbers or names is right"},
        NO_SHIP =
            {"undetermined", "no_ship",
             "nothing says that a ship was seen, and only ships are heard: needs the kind of subject, or a number "
             "or call sign"},
        WITHHELD = {"undetermined", "withheld",
                    "nothing that you may see explains it, and what is withheld from you may: needs somebody who may "
                    "see all of the case"};
    const struct counted c = count(facts);
    if (facts->n_odds > 0) {
        return AT_ODDS;
    }
    if (!facts->who->ship) {
        return NO_SHIP;
    }
    const struct pl_sighting_because because = facts->named ? judge_named(facts, &c) : judge_there(facts, &c);
    return facts->partial && is_of_absence(&because) ? WITHHELD : because;
}
