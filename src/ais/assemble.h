/* Parts of multi-sentence messages into messages, refusing every join that could be wrong.
 *
 * Parts belong together when source, group id (or sequence id), channel, number of parts and VDM/VDO agree, and they
 * are at most max_part_s apart, or, where a time is missing, within 20 sentences of their input. (In a group, a part
 * that names no station goes with the one that does.) Within that window
 * - the same part twice with different content makes the whole key ambiguous: every part of it is refused until the
 *   window has passed;
 * - parts that came in order are joined at once; parts that came out of order wait until the window has passed, so
 *   that a second candidate can still be seen;
 * - the same part twice with the same content (a repeated line) makes a second message of the same content.
 * One assembler per input, not shared between threads; 1,024 waiting messages, the oldest gives way. Pure. */
#ifndef PL_AIS_ASSEMBLE_H
#define PL_AIS_ASSEMBLE_H

#include <stdbool.h>
#include <stdint.h>

#include "ais/feed.h"
#include "ais/message.h"
#include "ais/sentence.h"
#include "base/error.h"
#include "base/time.h"

#define PL_PARTS_WINDOW_SENTENCES 20

/* What a part brings with it. Text is copied. */
struct pl_part {
    pl_time at;        /* PL_TIME_NONE: not known */
    uint64_t sentence; /* which sentence of this input, counting from 1 */
    uint64_t line;
    struct pl_span span;
    pl_str station;  /* at most PL_AIS_STATION_MAX bytes */
    pl_str raw_tags; /* kept to 128 bytes */
    pl_str group;    /* "" none */
    uint64_t from;   /* the byte where its line begins, or a line before it that tells its time */
};

/* A joined message. Pointers live until the callback returns. */
struct pl_joined {
    const uint8_t *bits;
    uint32_t n_bits;
    const struct pl_span *parts; /* in order of their number */
    unsigned n_parts;
    pl_time at;     /* of part 1 */
    uint64_t line;  /* of part 1 */
    pl_str station; /* of part 1 */
    pl_str channel;
    pl_str raw_tags;
    bool own;
};

struct pl_assemble_sink {
    int (*joined)(void *ctx, const struct pl_joined *message, struct pl_error *err);
    int (*refused)(void *ctx, enum pl_ais_rejection reason, const struct pl_span *part, uint64_t line,
                   struct pl_error *err);
    void *ctx;
};

struct pl_assemble;

PL_MUST int pl_assemble_open(unsigned max_part_s, struct pl_assemble_sink sink, struct pl_assemble **ret_assemble,
                             struct pl_error *err);

/* Takes one sentence with count > 1 and a good payload. Returns what a callback returned; MALFORMED payloads are
 * given to `refused`. */
PL_MUST int pl_assemble_add(struct pl_assemble *assemble, const struct pl_sentence *sentence,
                            const struct pl_part *part, struct pl_error *err);

/* The end of the input: joins what waits complete, refuses the rest as orphans. */
PL_MUST int pl_assemble_finish(struct pl_assemble *assemble, struct pl_error *err);

/* The least `from` of the parts that may still be joined at that sentence of the input, seen from the last part;
 * UINT64_MAX: none waits. */
uint64_t pl_assemble_waiting(const struct pl_assemble *assemble, uint64_t sentence);

void pl_assemble_close(struct pl_assemble *assemble);

#endif
