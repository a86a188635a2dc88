/* Any interleaving of parts: no message joins parts of differing keys, of differing ages or out of one number, and
 * each part ends exactly once, joined or refused. The payload of a part says which key it belongs to. */
#include <assert.h>
#include <stdint.h>
#include <stdlib.h>

#include "ais/assemble.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

struct tally {
    uint64_t given, ended;
    const pl_time *times; /* by part, in the order given: its span's offset */
    const uint64_t *sentences;
};

static int on_joined(void *ctx, const struct pl_joined *m, struct pl_error *err) {
    struct tally *tally = ctx;
    (void)err;
    assert(m->n_parts >= 2);
    /* 12 bits a part: key 6, number 6. */
    uint32_t first_key = m->bits[0] >> 2;
    for (unsigned i = 0; i < m->n_parts; i++) {
        uint32_t at = i * 12;
        uint32_t pair = ((uint32_t)m->bits[at / 8] << 16 | (uint32_t)m->bits[at / 8 + 1] << 8 | m->bits[at / 8 + 2]) >>
                        (12 - at % 8);
        assert((pair >> 6 & 63) == first_key);
        assert((pair & 63) == i + 1);
        uint64_t a = m->parts[0].offset;
        uint64_t b = m->parts[i].offset;
        if (tally->times[a] == PL_TIME_NONE || tally->times[b] == PL_TIME_NONE) {
            /* each is within 20 sentences of the first that came */
            assert(llabs((long long)(tally->sentences[a] - tally->sentences[b])) <= PL_PARTS_WINDOW_SENTENCES);
        } else {
            assert(llabs((long long)(tally->times[a] - tally->times[b])) <= 5 * PL_SECOND_US);
        }
    }
    tally->ended += m->n_parts;
    return 0;
}

static int on_refused(void *ctx, enum pl_ais_rejection reason, const struct pl_span *part, uint64_t line,
                      struct pl_error *err) {
    struct tally *tally = ctx;
    (void)part;
    (void)line;
    (void)err;
    assert(reason < PL_AIS_REJECT_COUNT);
    tally->ended++;
    return 0;
}

/* Three bytes a part: key (station, sequence, channel, count), number and gap of time. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    static const char *const STATIONS[] = {"", "north", "south", "west"};
    static const char SIX[] = "0123456789:;<=>?@ABCDEFGHIJKLMNOPQRSTUVW`abcdefghijklmnopqrstuvw";
    pl_time times[4096];
    uint64_t sentences[4096];
    struct tally tally = {.times = times, .sentences = sentences};
    struct pl_assemble *assemble = NULL;
    struct pl_error err = {0};
    if (pl_assemble_open(5, (struct pl_assemble_sink){on_joined, on_refused, &tally}, &assemble, &err) != 0) {
        abort();
    }
    pl_time now = 1700000000 * PL_SECOND_US;
    uint64_t sentence = 0;
    for (size_t i = 0; i + 3 <= size && tally.given < 4096; i += 3) {
        unsigned key = data[i] & 63;
        char payload[2] = {SIX[key], SIX[1 + data[i + 1] % 3]};
        struct pl_sentence s = {.count = 2 + (key & 1),
                                .sequence = (char)('0' + (key >> 1 & 3)),
                                .channel = key & 8 ? PL_STR("A") : PL_STR("B"),
                                .payload = pl_str_make(payload, 2)};
        s.number = 1 + data[i + 1] % 3;
        if (s.number > s.count) {
            s.number = 1;
            payload[1] = SIX[1];
        }
        now += (data[i + 2] & 15) * PL_SECOND_US;
        sentence += 1 + (data[i + 2] >> 6);
        uint64_t id = tally.given++;
        bool timed = (data[i + 2] & 0x30) != 0x30;
        times[id] = timed ? now : PL_TIME_NONE;
        sentences[id] = sentence;
        struct pl_part part = {times[id],
                               sentence,
                               id + 1,
                               {id, 1},
                               pl_str_from(STATIONS[key >> 4]),
                               PL_STR(""),
                               data[i + 1] & 0x80 ? PL_STR("77") : PL_STR(""),
                               id};
        if (data[i + 1] & 0x80) {
            payload[0] = SIX[key & 15]; /* a later part of a group may lack the station */
        }
        if (pl_assemble_add(assemble, &s, &part, &err) != 0) {
            abort();
        }
    }
    if (pl_assemble_finish(assemble, &err) != 0) {
        abort();
    }
    assert(tally.ended == tally.given);
    pl_assemble_close(assemble);
    return 0;
}
