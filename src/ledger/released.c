#include "ledger/released.h"

#include <inttypes.h>
#include <string.h>

#include "base/ban.h"

#define HEAD PL_STR("plimsoll-item/v1\n")

static const char *const MEDIA[] = {"image/jpeg", "image/png"};

static bool is_line(pl_str s) {
    for (size_t i = 0; i < s.n; i++) {
        if ((unsigned char)s.p[i] < 0x20 || s.p[i] == 0x7F) {
            return false;
        }
    }
    return s.n > 0;
}

static bool is_media(pl_str s) { return pl_str_eq(s, pl_str_from(MEDIA[0])) || pl_str_eq(s, pl_str_from(MEDIA[1])); }

static void add_hash(struct pl_buf *buf, pl_hash hash) {
    char hex[65];
    pl_hash_hex(hash, hex);
    pl_buf_add(buf, hex, 64);
}

int pl_released_write(const struct pl_released *r, struct pl_buf *buf, struct pl_error *err) {
    bool stripped = r->as == PL_RELEASED_STRIPPED;
    bool sound = r->as == PL_RELEASED_TEXT ? r->words.n == 0 : is_line(r->words);
    if (!sound || !is_line(r->origin) || (stripped ? !is_media(r->media) : r->media.n > 0)) {
        return pl_fail(err, PL_E_USAGE, "what is said of an item's file is not one line each");
    }
    if (r->origin.n + r->words.n > PL_RELEASED_TEXT_MAX - 512) {
        return pl_fail(err, PL_E_LIMIT, "too much is said of an item's file");
    }
    pl_buf_add_str(buf, HEAD);
    pl_buf_add_str(buf, r->origin);
    pl_buf_add_fmt(buf, "\n%" PRIu64 "\n", r->seq);
    add_hash(buf, r->commitment);
    if (r->as == PL_RELEASED_WITHHELD) {
        pl_buf_add_fmt(buf, "\nwithheld ");
    } else {
        pl_buf_add_fmt(buf, stripped ? "\nstripped " : "\ntext ");
        add_hash(buf, r->sha256);
    }
    if (stripped) {
        pl_buf_add_fmt(buf, " %.*s ", (int)r->media.n, r->media.p);
    }
    pl_buf_add_str(buf, r->words);
    pl_buf_add_char(buf, '\n');
    return pl_buf_failed(buf) ? pl_fail(err, PL_E_LIMIT, "too much is said of an item's file") : PL_E_OK;
}

static bool read_last(pl_str line, struct pl_released *r) {
    pl_str word = pl_str_cut(&line, ' ');
    if (pl_str_eq(word, PL_STR("withheld"))) {
        r->as = PL_RELEASED_WITHHELD;
        r->words = line;
        return is_line(line);
    }
    r->as = pl_str_eq(word, PL_STR("stripped")) ? PL_RELEASED_STRIPPED : PL_RELEASED_TEXT;
    if (r->as == PL_RELEASED_TEXT) {
        return pl_str_eq(word, PL_STR("text")) && pl_hash_of_hex(line, &r->sha256);
    }
    bool hash = pl_hash_of_hex(pl_str_cut(&line, ' '), &r->sha256);
    r->media = pl_str_cut(&line, ' ');
    r->words = line;
    return hash && is_media(r->media) && is_line(r->words);
}

int pl_released_read(pl_str text, struct pl_released *ret, struct pl_error *err) {
    struct pl_released r = {.seq = 0};
    pl_str rest = pl_str_starts(text, HEAD) ? pl_str_sub(text, HEAD.n, text.n) : (pl_str){0};
    bool sound = rest.n > 1 && rest.p[rest.n - 1] == '\n' && text.n <= PL_RELEASED_TEXT_MAX;
    if (sound) {
        rest.n--;
        r.origin = pl_str_cut(&rest, '\n');
        pl_str seq = pl_str_cut(&rest, '\n'), commitment = pl_str_cut(&rest, '\n');
        sound = is_line(r.origin) && seq.n > 0 && (seq.p[0] != '0' || seq.n == 1) && pl_str_u64(seq, &r.seq) &&
                pl_hash_of_hex(commitment, &r.commitment) && rest.p != NULL && is_line(rest) && read_last(rest, &r);
    }
    if (!sound) {
        return pl_fail(err, PL_E_FORMAT, "it is no statement on an item's file");
    }
    *ret = r;
    return PL_E_OK;
}
