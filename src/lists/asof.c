#include "lists/asof.h"

#include "base/ban.h"

#define CIRCA_DAYS (366 * PL_INTERVAL_CIRCA_YEARS)

static struct pl_asof answer(int what, const char *why) { return (struct pl_asof){what, why}; }

/* The first and last day that a listing date may mean. */
static struct pl_interval widened(struct pl_interval listed) {
    if (listed.circa) {
        listed.first_day -= CIRCA_DAYS;
        listed.last_day += CIRCA_DAYS;
    }
    return listed;
}

/* Whether a publication dated in [from, to] lacks the entry. */
static bool lacked_between(const struct pl_asof_copy *copies, size_t n, int32_t from, int32_t to) {
    for (size_t i = 0; i < n; i++) {
        if (copies[i].day >= from && copies[i].day <= to && !copies[i].holds) {
            return true;
        }
    }
    return false;
}

/* N, the oldest copy after the day, holds the entry; the newest before it lacks it or is missing. */
static struct pl_asof only_later(const struct pl_asof_copy *copies, size_t n, const struct pl_asof_copy *next,
                                 int32_t day) {
    if (!next->has_listed) {
        return answer(PL_ASOF_UNDETERMINED, "only later publications hold it, and they give no listing date");
    }
    struct pl_interval listed = widened(next->listed);
    if (listed.first_day > day) {
        return answer(PL_ASOF_NOT_LISTED, "the next publication says it was listed later");
    }
    if (listed.last_day > day) {
        return answer(PL_ASOF_UNDETERMINED, "the listing date of the next publication is not exact enough");
    }
    if (lacked_between(copies, n, listed.first_day, day)) {
        return answer(PL_ASOF_UNDETERMINED,
                      "the next publication gives an older listing date, but one in between lacks the entry");
    }
    return answer(PL_ASOF_LISTED, "the next publication says it was listed before, and none in between lacks it");
}

/* Neither neighbour holds the entry: a publication behind the next one may still say that it was listed by then. */
static struct pl_asof much_later(const struct pl_asof_copy *copies, size_t n, int32_t day) {
    for (size_t i = 0; i < n; i++) {
        if (copies[i].day > day && copies[i].holds && copies[i].has_listed &&
            widened(copies[i].listed).last_day <= day) {
            return answer(PL_ASOF_UNDETERMINED,
                          "the publications around the day lack it, but a later one gives an older listing date");
        }
    }
    return answer(PL_ASOF_NOT_LISTED, "no publication around the day holds it");
}

struct pl_asof pl_asof_decide(const struct pl_asof_copy *copies, size_t n, int32_t day) {
    const struct pl_asof_copy *before = NULL;
    const struct pl_asof_copy *next = NULL;
    for (size_t i = 0; i < n; i++) {
        if (copies[i].day == day) {
            return copies[i].holds ? answer(PL_ASOF_LISTED, "the publication of that day holds it")
                                   : answer(PL_ASOF_NOT_LISTED, "the publication of that day lacks it");
        }
        if (copies[i].day < day) {
            before = &copies[i];
        } else if (next == NULL) {
            next = &copies[i];
        }
    }
    if (before == NULL && next == NULL) {
        return answer(PL_ASOF_UNDETERMINED, "no copy of the list has a publication date");
    }
    if (before != NULL && before->holds) {
        if (next == NULL) {
            return answer(PL_ASOF_LISTED, "the newest publication, which is older than the day, holds it");
        }
        return next->holds ? answer(PL_ASOF_LISTED, "the publications before and after the day hold it")
                           : answer(PL_ASOF_UNDETERMINED, "it was removed between the publications around the day");
    }
    if (next != NULL && next->holds) {
        return only_later(copies, n, next, day);
    }
    return much_later(copies, n, day);
}
