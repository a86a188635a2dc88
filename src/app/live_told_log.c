/* What a watch has told: the lines of its log, read again. */
#include <string.h>

#include "app/live_told_in.h"

#include "base/ban.h"

static bool word_u64(pl_str *rest, uint64_t *ret) { return pl_str_u64(pl_str_cut(rest, ' '), ret); }
static bool word_i64(pl_str *rest, int64_t *ret) { return pl_str_i64(pl_str_cut(rest, ' '), ret); }

static bool word_hex(pl_str *rest, uint64_t *ret) {
    pl_str w = pl_str_cut(rest, ' ');
    uint64_t v = 0;
    for (size_t i = 0; i < w.n; i++) {
        if (w.p[i] == '\0' || strchr("0123456789abcdef", w.p[i]) == NULL) {
            return false;
        }
        v = v << 4 | (uint64_t)(w.p[i] <= '9' ? w.p[i] - '0' : w.p[i] - 'a' + 10);
    }
    *ret = v;
    return w.n == 16;
}

static bool read_entry(pl_str *rest, struct entry *ret) {
    struct entry e = {0};
    uint64_t type = 0, mmsi[2] = {0}, related = 0;
    bool good = pl_hash_of_hex(pl_str_cut(rest, ' '), &e.id) && word_hex(rest, &e.version) && word_hex(rest, &e.text) &&
                word_i64(rest, &e.emitted) && word_i64(rest, &e.start) && word_u64(rest, &type) &&
                word_u64(rest, &mmsi[0]) && word_u64(rest, &mmsi[1]) && word_u64(rest, &related);
    e.type = (uint8_t)type;
    e.mmsi[0] = (uint32_t)mmsi[0];
    e.mmsi[1] = (uint32_t)mmsi[1];
    e.related = related != 0;
    *ret = e;
    return good;
}

/* `N TIME JSON` behind what the letter has of its own. */
static bool read_item(pl_str rest, struct pl_live_item *item) {
    return pl_time_parse(pl_str_cut(&rest, ' '), &item->told_at) && (item->line = rest, rest.n > 0);
}

/* T, G, S, O: an item and what it says of an entry. */
static int read_news(struct pl_live_told *t, char letter, pl_str text, struct pl_error *err) {
    struct pl_live_item item = {.again = true};
    struct entry e = {0};
    pl_str rest = text;
    bool good = word_u64(&rest, &item.number);
    if (letter == 'T' || letter == 'G') {
        good = good && read_entry(&rest, &e);
        item.news = letter == 'T' ? PL_LIVE_EVENT : PL_LIVE_GRADED;
    } else if (letter == 'S') {
        good = good && pl_hash_of_hex(pl_str_cut(&rest, ' '), &e.id);
        item.news = PL_LIVE_SUPERSEDED;
    } else {
        item.news = PL_LIVE_OUTAGE;
    }
    item.id = e.id;
    good = good && read_item(rest, &item) && item.number == t->number + 1;
    if (!good) {
        return pl_fail(err, PL_E_STORE, "the log of the feed has a line of no known form: %.*s",
                       (int)(text.n < 60 ? text.n : 60), text.p);
    }
    t->number = item.number;
    if (letter == 'S') {
        struct entry *have = pl_live_told_find(t, e.id);
        if (have != NULL) {
            have->gone = true;
        }
    } else if (letter != 'O') {
        int rc = pl_live_told_put(t, &e, err);
        if (rc != PL_E_OK) {
            return rc;
        }
    }
    return pl_live_told_queue(t, &item, NULL, err);
}

/* Hex digits, with a + before them where the piece begins with them, or - for none. */
static bool read_header(struct pl_live_told *t, pl_str hex) {
    pl_buf_clear(&t->header);
    if (pl_str_eq(hex, PL_STR("-"))) {
        return true;
    }
    t->sealed.prepend = hex.n == 0 || hex.p[0] != '+';
    hex = t->sealed.prepend ? hex : pl_str_sub(hex, 1, hex.n);
    for (size_t i = 0; i + 1 < hex.n; i += 2) {
        static const char DIGITS[] = "0123456789abcdef";
        const char *high = hex.p[i] != '\0' ? strchr(DIGITS, hex.p[i]) : NULL;
        const char *low = hex.p[i + 1] != '\0' ? strchr(DIGITS, hex.p[i + 1]) : NULL;
        if (high == NULL || low == NULL) {
            return false;
        }
        pl_buf_add_char(&t->header, (char)((high - DIGITS) << 4 | (low - DIGITS)));
    }
    return hex.n % 2 == 0 && hex.n > 0;
}

int pl_live_told_line(void *ctx, char letter, pl_str text, struct pl_error *err) {
    struct pl_live_told *t = ctx;
    struct entry e;
    pl_str rest = text;
    bool good = true;
    switch (letter) {
    case 'T':
    case 'G':
    case 'S':
    case 'O':
        return read_news(t, letter, text, err);
    case 'B':
        good = read_entry(&rest, &e);
        e.baseline = true;
        if (good) {
            return pl_live_told_put(t, &e, err);
        }
        break;
    case 'N':
        t->has_baseline = true;
        return PL_E_OK;
    case 'C':
        good =
            word_u64(&rest, &t->sealed.pending) && word_i64(&rest, &t->sealed.pending_horizon) && read_header(t, rest);
        break;
    case 'D':
        t->sealed.end = t->sealed.pending;
        t->sealed.horizon = t->sealed.pending_horizon;
        t->sealed.pending = 0;
        return PL_E_OK;
    case 'P':
        good = word_u64(&rest, &t->printed);
        if (t->printed == t->number) {
            pl_live_told_forget(t);
        }
        break;
    default:
        good = false;
        break;
    }
    return good ? PL_E_OK : pl_fail(err, PL_E_STORE, "the log of the feed has a line of no known form: %c", letter);
}
