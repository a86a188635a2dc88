/* Sums over what was read, and what they mean for the whole. */
#include <stdio.h>
#include <string.h>

#include "app/source_in.h"

#include "base/ban.h"

#define PLACE_MAX 110

const char *pl_source_member_name(const struct pl_source_member *member, char *out, size_t cap) {
    snprintf(out, cap, "%.*s%s%.*s", (int)member->path.n, member->path.p, member->member.n > 0 ? "!" : "",
             (int)member->member.n, member->member.n > 0 ? member->member.p : "");
    return out;
}

uint32_t pl_source_count(const struct pl_source *source) { return source->n; }

const struct pl_source_member *pl_source_member(const struct pl_source *source, uint32_t number) {
    return number < source->n ? &source->members[number] : NULL;
}

uint64_t pl_source_failures(const struct pl_source *source) { return source->failures; }

uint64_t pl_source_left_aside(const struct pl_source *source) { return source->left_aside; }

int pl_source_complete(const struct pl_source *source, struct pl_error *err) {
    if (source->unread == 0) {
        return 0;
    }
    return source->unread == 1
               ? pl_fail(err, PL_E_INPUT, "no record was read from %s; the rest was", source->first_unread)
               : pl_fail(err, PL_E_INPUT, "no record was read from %llu files (%s first); the rest was",
                         (unsigned long long)source->unread, source->first_unread);
}

static void add_counts(struct pl_feed_counts *sum, const struct pl_feed_counts *c) {
    sum->lines += c->lines;
    sum->with_sentence += c->with_sentence;
    sum->blank += c->blank;
    sum->comment += c->comment;
    sum->other += c->other;
    sum->sentences += c->sentences;
    sum->singles += c->singles;
    sum->parts_joined += c->parts_joined;
    for (int i = 0; i < PL_AIS_REJECT_COUNT; i++) {
        sum->rejected[i] += c->rejected[i];
    }
    sum->results += c->results;
    sum->no_time += c->no_time;
    sum->tag_checksum += c->tag_checksum;
    sum->exercise += c->exercise;
    sum->exercise_torn += c->exercise_torn;
    sum->own += c->own;
    sum->bad_time += c->bad_time;
    sum->too_long += c->too_long;
}

struct pl_feed_counts pl_source_counts(const struct pl_source *source) {
    struct pl_feed_counts sum = {0};
    for (uint32_t i = 0; i < source->n; i++) {
        add_counts(&sum, &source->members[i].counts);
    }
    return sum;
}

void pl_source_write_rejected(struct pl_json *json, const struct pl_feed_counts *counts) {
    pl_json_key(json, "rejected");
    pl_json_object(json);
    for (int i = 0; i < PL_AIS_REJECT_COUNT; i++) {
        pl_json_key(json, pl_feed_rejection_key(i));
        pl_json_u64(json, counts->rejected[i]);
    }
    pl_json_object_end(json);
}

/* The feed knows a handful of formats. */
#define MAX_FORMATS 16

bool pl_source_format(const struct pl_source *source, unsigned i, const char **ret_name, uint64_t *ret_members,
                      struct pl_feed_counts *ret_counts) {
    const char *names[MAX_FORMATS];
    unsigned n = 0;
    struct pl_feed_counts sum = {0};
    uint64_t members = 0;
    for (uint32_t j = 0; j < source->n; j++) {
        unsigned k = 0;
        while (k < n && strcmp(names[k], source->members[j].format) != 0) {
            k++;
        }
        if (k == n && n < MAX_FORMATS) {
            names[n++] = source->members[j].format;
        }
        if (k == i) {
            add_counts(&sum, &source->members[j].counts);
            members++;
        }
    }
    if (i >= n) {
        return false;
    }
    *ret_name = names[i];
    *ret_counts = sum;
    if (ret_members != NULL) {
        *ret_members = members;
    }
    return true;
}

static uint64_t rejected_of(const struct pl_feed_counts *counts) {
    uint64_t n = 0;
    for (int i = 0; i < PL_AIS_REJECT_COUNT; i++) {
        n += counts->rejected[i];
    }
    return n;
}

int pl_source_verdict(const struct pl_source *source, struct pl_error *err) {
    struct pl_feed_counts all = pl_source_counts(source);
    if (all.results == 0 && all.sentences > 0) {
        return pl_fail(err, PL_E_FORMAT, "no record was accepted: all %llu were rejected",
                       (unsigned long long)all.sentences);
    }
    if (all.results == 0) {
        return pl_fail(err, source->unreadable ? PL_E_INPUT : PL_E_EMPTY, "no record was accepted");
    }
    const char *format = NULL;
    struct pl_feed_counts sum;
    for (unsigned i = 0; pl_source_format(source, i, &format, NULL, &sum); i++) {
        if (rejected_of(&sum) * 2 > sum.sentences) {
            return pl_fail(err, PL_E_FORMAT, "%llu of %llu records (%s) were rejected: is this the right format?",
                           (unsigned long long)rejected_of(&sum), (unsigned long long)sum.sentences, format);
        }
    }
    return 0;
}

uint64_t pl_source_exercise_line(const struct pl_source_member *member, bool exercise) {
    return exercise ? member->line_exercise : member->line_real > 0 ? member->line_real : member->line_first;
}

/* "PATH", or "PATH, line N" where it is known. */
static const char *place_of(const struct pl_source_member *member, bool exercise, char out[PLACE_MAX]) {
    char name[PLACE_MAX - 32];
    uint64_t line = pl_source_exercise_line(member, exercise);
    pl_source_member_name(member, name, sizeof name);
    if (line == 0) {
        snprintf(out, PLACE_MAX, "%s", name);
    } else {
        snprintf(out, PLACE_MAX, "%s, line %llu", name, (unsigned long long)line);
    }
    return out;
}

int pl_source_exercise(const struct pl_source *source, bool *ret_exercise, struct pl_error *err) {
    const struct pl_source_member *exercise = NULL, *real = NULL;
    for (uint32_t i = 0; i < source->n; i++) {
        const struct pl_source_member *m = &source->members[i];
        bool marked = m->counts.exercise > 0 || m->counts.exercise_torn > 0;
        if (marked && exercise == NULL) {
            exercise = m;
        }
        if (m->counts.results > 0 && (m->real > 0 || !marked) && real == NULL) {
            real = m;
        }
    }
    if (exercise != NULL && real != NULL) {
        char a[PLACE_MAX], b[PLACE_MAX];
        return pl_fail(err, PL_E_REFUSED, "an exercise (%s) and a real recording (%s) must not be mixed",
                       place_of(exercise, true, a), place_of(real, false, b));
    }
    *ret_exercise = exercise != NULL;
    return 0;
}
