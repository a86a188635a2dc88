#include "ais/stamp.h"

#include "ais/json_row.h"
#include "ais/sentence.h"

#include "base/ban.h"

static bool holds(pl_str s, pl_str what) { return pl_str_find_str(s, what) < s.n; }

static bool json_wants(struct pl_stamp *stamp, pl_str line) {
    bool ais = holds(line, PL_STR("\"AIS\"")) && holds(line, PL_STR("\"class\""));
    bool timed = holds(line, PL_STR("\"rxtime\"")) || holds(line, PL_STR("\"rxuxtime\""));
    bool wanted = ais && !timed && !stamp->told;
    if (ais) {
        stamp->told = false;
    }
    return wanted;
}

/* A time before the sentence, or behind it, as ais/feed reads them. */
static bool timed_around(pl_str lead, pl_str trail) {
    pl_time at;
    pl_str before = pl_str_trim(lead);
    while (before.n > 0 && memchr(",;|", before.p[before.n - 1], 3) != NULL) {
        before = pl_str_trim(pl_str_sub(before, 0, before.n - 1));
    }
    pl_str rest = trail, last = rest;
    while (rest.p != NULL) {
        last = pl_str_cut(&rest, ',');
    }
    last = pl_str_trim(last);
    return (before.n > 0 && pl_tags_unix(before, &at)) || (last.n > 0 && last.n <= 11 && pl_tags_unix(last, &at));
}

static bool sentence_wants(struct pl_stamp *stamp, pl_str line, const struct pl_sentence_place *place) {
    struct pl_tags tags = {.at = PL_TIME_NONE};
    struct pl_sentence s = {.count = 1, .number = 1};
    if (place->tags.p != NULL) {
        pl_tags_read(place->tags, PL_TIME_NONE, &tags);
    }
    bool own = tags.at != PL_TIME_NONE || timed_around(place->lead, pl_str_sub(line, place->end, line.n));
    bool told = stamp->told;
    bool good = pl_sentence_read(place->text, &s) == PL_AIS_REJECT_COUNT;
    bool goes_on =
        good && s.number > 1 && s.count == stamp->n && s.number == stamp->number + 1 && s.sequence == stamp->sequence;
    stamp->told = false;
    stamp->speaks = stamp->speaks || own || told;
    stamp->n = good ? s.count : 0;
    stamp->number = s.number;
    stamp->sequence = s.sequence;
    return good && !own && !told && !goes_on && (s.number == 1 || !stamp->speaks);
}

bool pl_stamp_wanted(struct pl_stamp *stamp, pl_str line) {
    struct pl_sentence_place place;
    struct pl_tags tags;
    char scratch[PL_AIS_STATION_MAX];
    if (pl_sentence_find(line, 0, &place)) {
        return sentence_wants(stamp, line, &place);
    }
    pl_str text = pl_str_trim(line);
    if (text.n == 0 || text.p[0] == '#') {
        return false;
    }
    if (text.p[0] == '{') {
        return json_wants(stamp, text);
    }
    if (text.p[0] == '\\') {
        pl_str rest = pl_str_sub(text, 1, text.n);
        pl_str block = pl_str_cut(&rest, '\\');
        bool alone = rest.p != NULL && pl_str_trim(rest).n == 0;
        if (alone) {
            pl_tags_read(block, PL_TIME_NONE, &tags);
        }
        stamp->told = alone && (stamp->told || (!tags.bad_checksum && tags.at != PL_TIME_NONE));
    } else if (pl_tags_pghp(text, PL_TIME_NONE, scratch, &tags)) {
        stamp->told = stamp->told || tags.at != PL_TIME_NONE;
    } else if (text.p[0] == '$' || text.p[0] == '!') {
        stamp->told = false;
    }
    return false;
}

void pl_stamp_write(struct pl_buf *buf, pl_time at) {
    static const char HEX[] = "0123456789ABCDEF";
    char body[48];
    size_t n = 0;
    unsigned sum = 0;
    memcpy(body, "c:", 2);
    n = (size_t)(pl_put_u64(body + 2, at > 0 ? (uint64_t)at / 1000 : 0) - body);
    memcpy(body + n, "," PL_STAMP_KEY, sizeof "," PL_STAMP_KEY - 1);
    n += sizeof "," PL_STAMP_KEY - 1;
    for (size_t i = 0; i < n; i++) {
        sum ^= (unsigned char)body[i];
    }
    pl_buf_add_char(buf, '\\');
    pl_buf_add(buf, body, n);
    pl_buf_add_char(buf, '*');
    pl_buf_add_char(buf, HEX[sum >> 4]);
    pl_buf_add_char(buf, HEX[sum & 15]);
    pl_buf_add_str(buf, PL_STR("\\\n"));
}
