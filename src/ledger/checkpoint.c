#include "ledger/checkpoint.h"

#include <string.h>

#include "base/base64.h"

#include "base/ban.h"

/* Decimal, without sign and leading zero. */
static bool read_size(pl_str line, uint64_t *ret) {
    return line.n > 0 && (line.n == 1 || line.p[0] != '0') && pl_str_u64(line, ret);
}

int pl_checkpoint_read(pl_str text, struct pl_checkpoint *ret, struct pl_error *err) {
    struct pl_checkpoint c = {.size = 0};
    uint8_t root[PL_HASH_BYTES];
    size_t n = 0;
    pl_str rest = text;
    c.origin = pl_str_cut(&rest, '\n');
    if (rest.p == NULL || c.origin.n == 0 || c.origin.n > PL_CHECKPOINT_ORIGIN_MAX) {
        return pl_fail_at(err, PL_E_FORMAT, 1, 0, "no checkpoint: its first line is the origin of a log");
    }
    if (!read_size(pl_str_cut(&rest, '\n'), &c.size) || rest.p == NULL) {
        return pl_fail_at(err, PL_E_FORMAT, 2, c.origin.n + 1, "no checkpoint: its second line is a number of entries");
    }
    if (!pl_base64_read(pl_str_cut(&rest, '\n'), root, sizeof root, &n) || n != sizeof root || rest.p == NULL) {
        return pl_fail_at(err, PL_E_FORMAT, 3, c.origin.n + 1, "no checkpoint: its third line is a root hash, base64");
    }
    if (pl_str_starts(rest, PL_STR("\n")) || pl_str_find_str(rest, PL_STR("\n\n")) < rest.n ||
        (rest.n > 0 && rest.p[rest.n - 1] != '\n')) {
        return pl_fail_at(err, PL_E_FORMAT, 4, c.origin.n + 1,
                          "no checkpoint: an extension line is empty or not ended");
    }
    memcpy(c.root.b, root, sizeof root);
    c.extension = rest;
    *ret = c;
    return PL_E_OK;
}

void pl_checkpoint_write(const struct pl_checkpoint *checkpoint, struct pl_buf *buf) {
    pl_buf_add_str(buf, checkpoint->origin);
    pl_buf_add_char(buf, '\n');
    pl_buf_add_u64(buf, checkpoint->size);
    pl_buf_add_char(buf, '\n');
    pl_base64_write(buf, checkpoint->root.b, PL_HASH_BYTES);
    pl_buf_add_char(buf, '\n');
    pl_buf_add_str(buf, checkpoint->extension);
}

void pl_checkpoint_origin(const pl_public_key *participant, struct pl_buf *buf) {
    pl_buf_add_str(buf, PL_STR("plimsoll/"));
    pl_buf_add_hex(buf, participant->b, PL_KEY_BYTES);
}
