/* Notes that other programs signed, where ../shared/data is at hand: the example of the format's own text, a checkpoint
 * of the Go checksum database, a checkpoint of another log. Each verifies with the key listed beside it, and with one
 * changed byte of its text it does not. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/base64.h"
#include "base/file.h"
#include "ledger/checkpoint.h"
#include "ledger/note.h"

#define NOTES "../shared/data/interop/tlog/notes/"

static void one_note(pl_str line, unsigned *n) {
    pl_str file = pl_str_cut(&line, '\t'), vkey = pl_str_cut(&line, '\t'), origin = line;
    pl_str name = pl_str_cut(&vkey, '+');
    pl_str id = pl_str_cut(&vkey, '+');
    uint8_t typed[33];
    size_t got = 0;
    char path[512], hex[16];
    struct pl_note note;
    struct pl_checkpoint checkpoint;
    struct pl_buf buf;
    pl_public_key key;
    snprintf(path, sizeof path, NOTES "%.*s", (int)file.n, file.p);
    pl_buf_open(&buf, 1 << 20);
    assert_int_equal(pl_file_read(path, 1 << 20, &buf, NULL), 0);
    assert_true(pl_base64_read(vkey, typed, sizeof typed, &got) && got == 33 && typed[0] == PL_NOTE_ED25519);
    memcpy(key.b, typed + 1, 32);
    snprintf(hex, sizeof hex, "%08x", pl_note_key_id(name, PL_NOTE_ED25519, &key));
    assert_true(pl_str_eq(id, pl_str_from(hex)));
    assert_int_equal(pl_note_read(pl_buf_str(&buf), &note, NULL), 0);
    assert_int_equal(pl_note_verify(&note, name, &key), PL_NOTE_GOOD);
    if (!pl_str_eq(origin, PL_STR("-"))) {
        assert_int_equal(pl_checkpoint_read(note.text, &checkpoint, NULL), 0);
        assert_true(pl_str_eq(checkpoint.origin, origin));
        assert_true(checkpoint.size > 0);
    }
    buf.p[0] ^= 1;
    assert_int_equal(pl_note_read(pl_buf_str(&buf), &note, NULL), 0);
    assert_int_equal(pl_note_verify(&note, name, &key), PL_NOTE_BAD);
    pl_buf_close(&buf);
    (*n)++;
}

static void notes_of_others(void **state) {
    (void)state;
    struct pl_buf list;
    unsigned n = 0;
    pl_buf_open(&list, 1 << 20);
    assert_int_equal(pl_file_read(NOTES "vkeys.txt", 1 << 20, &list, NULL), 0);
    pl_str rest = pl_buf_str(&list);
    while (rest.p != NULL && rest.n > 0) {
        pl_str line = pl_str_cut(&rest, '\n');
        if (line.n > 0 && line.p[0] != '#') {
            one_note(line, &n);
        }
    }
    pl_buf_close(&list);
    assert_int_equal(n, 3);
}

int main(void) {
    if (!pl_file_exists(NOTES "vkeys.txt")) {
        puts("skipped: " NOTES " is not there");
        return 77;
    }
    const struct CMUnitTest tests[] = {cmocka_unit_test(notes_of_others)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
