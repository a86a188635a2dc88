#include "ais/sentence.h"

#include "ais/message.h"

#include "base/ban.h"

#define FIRST_PLAUSIBLE (INT64_C(631152000) * PL_SECOND_US)  /* 1990-01-01 */
#define LAST_PLAUSIBLE  (INT64_C(4133980799) * PL_SECOND_US) /* 2100-12-31T23:59:59 */

static bool is_alnum(char c) { return (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9'); }

/* Talkers are two letters or digits by the standard; feeds also write "--". */
static bool is_talker(char c) { return c > ' ' && c <= '~' && c != ',' && c != '*' && c != '!' && c != '\\'; }

static bool is_digit(char c) { return c >= '0' && c <= '9'; }

/* The '!' at p opens a VDM or VDO sentence; n bytes may be looked at. */
static bool opens_sentence(const char *p, size_t n) {
    return n >= 7 && p[3] == 'V' && p[4] == 'D' && (p[5] == 'M' || p[5] == 'O') && p[6] == ',' && is_talker(p[1]) &&
           is_talker(p[2]);
}

static int hex_digit(char c) {
    if (c >= '0' && c <= '9') {
        return c - '0';
    }
    if (c >= 'A' && c <= 'F') {
        return c - 'A' + 10;
    }
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* XOR of n bytes, eight at a time. */
static uint8_t xor_bytes(const char *p, size_t n) {
    uint64_t sum = 0;
    for (; n >= 8; p += 8, n -= 8) {
        uint64_t word;
        memcpy(&word, p, 8);
        sum ^= word;
    }
    sum ^= sum >> 32;
    sum ^= sum >> 16;
    sum ^= sum >> 8;
    uint8_t folded = (uint8_t)sum;
    for (size_t i = 0; i < n; i++) {
        folded ^= (uint8_t)p[i];
    }
    return folded;
}

/* True when s is `body*HH` and HH is the checksum of body. */
static bool checksum_holds(pl_str s, size_t star) {
    if (s.n < star + 3) {
        return false;
    }
    int high = hex_digit(s.p[star + 1]);
    int low = hex_digit(s.p[star + 2]);
    return high >= 0 && low >= 0 && xor_bytes(s.p, star) == (uint8_t)(high * 16 + low);
}

/* The tag block that ends just before byte `at` and begins at or behind `from`: its first byte, or `at` for none. */
static size_t tag_block_start(pl_str line, size_t from, size_t at) {
    if (at < from + 2 || line.p[at - 1] != '\\') {
        return at;
    }
    for (size_t i = at - 1; i-- > from;) {
        if (line.p[i] == '\\') {
            return i;
        }
    }
    return at;
}

/* Where the sentence that begins at `at` ends: behind its checksum, or before whatever comes next on the line. */
static size_t sentence_end(pl_str line, size_t at) {
    const char *p = line.p + at + 7;
    size_t n = line.n - at - 7;
    const char *star = n > 0 ? memchr(p, '*', n) : NULL;
    size_t body = star != NULL ? (size_t)(star - p) : n;
    const char *slash = body > 0 ? memchr(p, '\\', body) : NULL;
    if (slash != NULL) {
        star = NULL;
        body = (size_t)(slash - p);
    }
    const char *next = body > 0 ? memchr(p, '!', body) : NULL;
    if (next != NULL && opens_sentence(next, line.n - (size_t)(next - line.p))) {
        return (size_t)(next - line.p);
    }
    if (slash != NULL) {
        return (size_t)(slash - line.p);
    }
    if (star == NULL) {
        return line.n;
    }
    size_t end = (size_t)(star - line.p) + 1;
    for (int i = 0; i < 2 && end < line.n && hex_digit(line.p[end]) >= 0; i++) {
        end++;
    }
    return end;
}

bool pl_sentence_find(pl_str line, size_t from, struct pl_sentence_place *ret) {
    for (size_t at = from; at < line.n; at++) {
        const char *bang = memchr(line.p + at, '!', line.n - at);
        if (bang == NULL) {
            return false;
        }
        at = (size_t)(bang - line.p);
        if (!opens_sentence(bang, line.n - at)) {
            continue;
        }
        size_t start = tag_block_start(line, from, at);
        ret->lead = pl_str_sub(line, from, start - from);
        ret->tags = start < at ? pl_str_sub(line, start + 1, at - start - 2) : pl_str_make(NULL, 0);
        ret->start = start;
        ret->end = sentence_end(line, at);
        ret->text = pl_str_sub(line, at, ret->end - at);
        return true;
    }
    return false;
}

bool pl_sentence_is_nmea(pl_str line) {
    if (line.n >= 2 && line.p[0] == '\\') {
        pl_str rest = pl_str_sub(line, 1, line.n);
        size_t end = pl_str_find(rest, '\\');
        pl_str block = pl_str_sub(rest, 0, end);
        size_t star = pl_str_find(block, '*');
        return end < rest.n && star < block.n && checksum_holds(block, star);
    }
    if (line.n < 7 || (line.p[0] != '$' && line.p[0] != '!')) {
        return false;
    }
    pl_str body = pl_str_sub(line, 1, line.n);
    size_t star = pl_str_find(body, '*');
    return is_alnum(body.p[0]) && is_alnum(body.p[1]) && star < body.n && checksum_holds(body, star);
}

/* Cuts the next comma-separated field off *rest; false when there is no comma. */
static bool next_field(pl_str *rest, pl_str *ret) {
    const char *comma = rest->n > 0 ? memchr(rest->p, ',', rest->n) : NULL;
    if (comma == NULL) {
        return false;
    }
    size_t n = (size_t)(comma - rest->p);
    *ret = pl_str_make(rest->p, n);
    *rest = pl_str_make(comma + 1, rest->n - n - 1);
    return true;
}

/* One digit 1-9. */
static bool read_count(pl_str field, unsigned *ret) {
    if (field.n != 1 || field.p[0] < '1' || field.p[0] > '9') {
        return false;
    }
    *ret = (unsigned)(field.p[0] - '0');
    return true;
}

static bool read_fields(pl_str body, struct pl_sentence *s) {
    pl_str field;
    if (!next_field(&body, &field) || !read_count(field, &s->count) || !next_field(&body, &field) ||
        !read_count(field, &s->number) || s->number > s->count) {
        return false;
    }
    if (!next_field(&body, &field) || field.n > 1 || (field.n == 1 && !is_digit(field.p[0]))) {
        return false;
    }
    s->sequence = field.n == 1 ? field.p[0] : '\0';
    if (!next_field(&body, &s->channel) || s->channel.n > 4 || !next_field(&body, &s->payload)) {
        return false;
    }
    /* Behind the fill bits some receivers write a field of their own. */
    pl_str fill = pl_str_sub(body, 0, pl_str_find(body, ','));
    if (fill.n > 1 || (fill.n == 1 && (fill.p[0] < '0' || fill.p[0] > '5'))) {
        return false;
    }
    s->fill = fill.n == 1 ? (unsigned)(fill.p[0] - '0') : 0;
    return true;
}

enum pl_ais_rejection pl_sentence_read(pl_str text, struct pl_sentence *ret) {
    pl_str body = pl_str_sub(text, 1, text.n);
    size_t star = pl_str_find(body, '*');
    if (star >= body.n || !checksum_holds(body, star)) {
        return PL_AIS_REJECT_CHECKSUM;
    }
    struct pl_sentence s = {.own = text.p[5] == 'O'};
    if (!read_fields(pl_str_sub(body, 6, star - 6), &s)) {
        return PL_AIS_REJECT_MALFORMED;
    }
    if (s.payload.n == 0) {
        return PL_AIS_REJECT_EMPTY_PAYLOAD;
    }
    *ret = s;
    return PL_AIS_REJECT_COUNT;
}

/* The six bits of a character of the alphabet '0'..'W' and '`'..'w', else 0xff. */
#define X 0xff
static const uint8_t SIX_BITS[256] = {
    X,  X,  X,  X,  X,  X,  X,  X,  X,  X,  X,  X,  X,  X,  X,  X,  X,  X,  X,  X,  X,  X,  X,  X,  X,  X,  X,  X,  X,
    X,  X,  X,  X,  X,  X,  X,  X,  X,  X,  X,  X,  X,  X,  X,  X,  X,  X,  X,  0,  1,  2,  3,  4,  5,  6,  7,  8,  9,
    10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30, 31, 32, 33, 34, 35, 36, 37, 38,
    39, X,  X,  X,  X,  X,  X,  X,  X,  40, 41, 42, 43, 44, 45, 46, 47, 48, 49, 50, 51, 52, 53, 54, 55, 56, 57, 58, 59,
    60, 61, 62, 63, X,  X,  X,  X,  X,  X,  X,  X,  X,  X,  X,  X,  X,  X,  X,  X,  X,  X,  X,  X,  X,  X,  X,  X,  X,
    X,  X,  X,  X,  X,  X,  X,  X,  X,  X,  X,  X,  X,  X,  X,  X,  X,  X,  X,  X,  X,  X,  X,  X,  X,  X,  X,  X,  X,
    X,  X,  X,  X,  X,  X,  X,  X,  X,  X,  X,  X,  X,  X,  X,  X,  X,  X,  X,  X,  X,  X,  X,  X,  X,  X,  X,  X,  X,
    X,  X,  X,  X,  X,  X,  X,  X,  X,  X,  X,  X,  X,  X,  X,  X,  X,  X,  X,  X,  X,  X,  X,  X,  X,  X,  X,  X,  X,
    X,  X,  X,  X,  X,  X,  X,  X,  X,  X,  X,  X,  X,  X,  X,  X,  X,  X,  X,  X,  X,  X,  X,  X,
};
#undef X

uint32_t pl_sentence_bits(const struct pl_sentence *sentence, uint8_t *bits, uint32_t n_bits, uint32_t cap) {
    pl_str payload = sentence->payload;
    if (payload.n > cap / 6 || payload.n * 6 > cap - n_bits) {
        return UINT32_MAX;
    }
    uint8_t *out = bits + n_bits / 8;
    unsigned have = n_bits % 8; /* bits in acc that are not written yet */
    uint32_t acc = have > 0 ? (uint32_t)*out >> (8 - have) : 0;
    uint8_t seen = 0;
    for (size_t i = 0; i < payload.n; i++) {
        uint8_t six = SIX_BITS[(uint8_t)payload.p[i]];
        seen |= six;
        acc = acc << 6 | (six & 63);
        have += 6;
        if (have >= 8) {
            have -= 8;
            *out++ = (uint8_t)(acc >> have);
        }
    }
    if (seen & 0x80) {
        return UINT32_MAX;
    }
    *out = (uint8_t)(acc << (8 - have));
    uint32_t total = n_bits + (uint32_t)payload.n * 6;
    total -= sentence->fill < total - n_bits ? sentence->fill : total - n_bits;
    /* Zero what the fill bits were, so that equal payloads are equal bytes. */
    bits[total / 8] &= (uint8_t)(0xff00 >> (total % 8));
    if (total / 8 + 1 <= (n_bits + payload.n * 6) / 8) {
        bits[total / 8 + 1] = 0;
    }
    return total;
}

bool pl_tags_plausible(pl_time at, pl_time latest) {
    return at >= FIRST_PLAUSIBLE && at <= (latest != PL_TIME_NONE ? latest : LAST_PLAUSIBLE);
}

bool pl_tags_unix(pl_str digits, pl_time *ret) {
    uint64_t v = 0;
    if (digits.n < 9 || digits.n > 20 || !pl_str_u64(digits, &v)) {
        return false;
    }
    if (digits.n <= 11) {
        v *= 1000000;
    } else if (digits.n <= 14) {
        v *= 1000;
    } else if (digits.n > 17) {
        v /= 1000;
    }
    if (v > INT64_MAX) {
        return false;
    }
    *ret = (pl_time)v;
    return true;
}

static void set_time(struct pl_tags *tags, bool known, pl_time at, pl_time latest) {
    if (known && pl_tags_plausible(at, latest)) {
        tags->at = at;
    } else {
        tags->bad_time = true;
    }
}

/* `n-total-id`. */
static void set_group(struct pl_tags *tags, pl_str value) {
    pl_str rest = value;
    pl_str n = pl_str_cut(&rest, '-');
    pl_str total = rest.p != NULL ? pl_str_cut(&rest, '-') : pl_str_make(NULL, 0);
    unsigned first = 0;
    unsigned all = 0;
    if (rest.p != NULL && rest.n > 0 && rest.n <= 32 && read_count(n, &first) && read_count(total, &all)) {
        tags->group = rest;
        tags->group_n = first;
        tags->group_total = all;
    }
}

static void set_tag(struct pl_tags *tags, pl_str key, pl_str value, pl_time latest) {
    pl_time at = PL_TIME_NONE;
    if (key.n == 1 && key.p[0] == 'c') {
        bool known = pl_tags_unix(value, &at);
        set_time(tags, known, at, latest);
    } else if (key.n == 1 && key.p[0] == 's') {
        tags->station = value.n <= PL_AIS_STATION_MAX ? value : PL_STR("");
    } else if (pl_str_eq(key, PL_STR("si")) && tags->station.n == 0) {
        tags->station = value.n <= PL_AIS_STATION_MAX ? value : PL_STR("");
    } else if (key.n == 1 && key.p[0] == 'g') {
        set_group(tags, value);
    }
}

static bool is_known_tag(pl_str key) {
    return pl_str_eq(key, PL_STR("si")) || (key.n == 1 && memchr("csgndrti", key.p[0], 8) != NULL);
}

void pl_tags_read(pl_str text, pl_time latest, struct pl_tags *ret) {
    *ret = (struct pl_tags){.at = PL_TIME_NONE, .station = PL_STR(""), .group = PL_STR(""), .raw = PL_STR("")};
    size_t star = pl_str_find(text, '*');
    if (star >= text.n || text.n != star + 3 || !checksum_holds(text, star)) {
        ret->bad_checksum = true;
        return;
    }
    pl_str rest = pl_str_sub(text, 0, star);
    while (rest.p != NULL) {
        pl_str field = pl_str_cut(&rest, ',');
        size_t colon = pl_str_find(field, ':');
        pl_str key = pl_str_sub(field, 0, colon);
        if (colon < field.n && is_known_tag(key)) {
            set_tag(ret, key, pl_str_sub(field, colon + 1, field.n), latest);
        } else if (field.n > 0) {
            const char *first = ret->raw.n > 0 ? ret->raw.p : field.p;
            ret->raw = pl_str_make(first, (size_t)(field.p + field.n - first));
        }
    }
}

/* A number of at most four digits; -1 for anything else. */
static int small_number(pl_str s) {
    uint64_t v = 0;
    return s.n > 0 && s.n <= 4 && pl_str_u64(s, &v) ? (int)v : -1;
}

static size_t append(char *out, size_t n, pl_str s) {
    size_t room = PL_AIS_STATION_MAX - n;
    size_t take = s.n < room ? s.n : room;
    memcpy(out + n, s.p, take);
    return n + take;
}

bool pl_tags_pghp(pl_str line, pl_time latest, char scratch[PL_AIS_STATION_MAX], struct pl_tags *ret) {
    pl_str body = pl_str_sub(line, 1, line.n);
    size_t star = pl_str_find(body, '*');
    if (!pl_str_starts(line, PL_STR("$PGHP,")) || star >= body.n || !checksum_holds(body, star)) {
        return false;
    }
    pl_str fields[12] = {{NULL, 0}};
    pl_str rest = pl_str_sub(body, 0, star);
    size_t n = 0;
    while (rest.p != NULL && n < 12) {
        fields[n++] = pl_str_cut(&rest, ',');
    }
    if (n < 12) {
        return false;
    }
    *ret = (struct pl_tags){.at = PL_TIME_NONE, .station = PL_STR(""), .group = PL_STR(""), .raw = PL_STR("")};
    int milli = small_number(fields[8]);
    struct pl_date d = {.year = small_number(fields[2]),
                        .month = small_number(fields[3]),
                        .day = small_number(fields[4]),
                        .hour = small_number(fields[5]),
                        .minute = small_number(fields[6]),
                        .second = small_number(fields[7]),
                        .micro = milli * 1000};
    pl_time at = PL_TIME_NONE;
    bool known = pl_time_from_date(d, &at);
    set_time(ret, known, at, latest);
    if (fields[11].n > 0) {
        ret->station = pl_str_make(scratch, append(scratch, 0, fields[11]));
    } else if (fields[9].n > 0 || fields[10].n > 0) {
        size_t used = append(scratch, 0, fields[9]);
        used = append(scratch, used, PL_STR(":"));
        ret->station = pl_str_make(scratch, append(scratch, used, fields[10]));
    }
    return true;
}
