#include "exercise/line.h"

#include "base/ban.h"

static void add_stamp(struct pl_buf *body, const struct pl_station *station, pl_time stamp) {
    int64_t us = stamp + station->clock_us;
    pl_buf_add_str(body, PL_STR("s:"));
    pl_buf_add_str(body, pl_str_from(station->name));
    pl_buf_add_str(body, PL_STR(",c:"));
    pl_buf_add_i64(body, station->millis ? us / 1000 : us / PL_SECOND_US);
}

static void add_tags(struct pl_buf *out, const struct pl_station *station, pl_time stamp, unsigned part, unsigned parts,
                     uint32_t group) {
    PL_BUF_AUTO body;
    pl_buf_open(&body, 256);
    if (parts > 1 && station->groups) {
        pl_buf_add_str(&body, PL_STR("g:"));
        pl_buf_add_u64(&body, part);
        pl_buf_add_char(&body, '-');
        pl_buf_add_u64(&body, parts);
        pl_buf_add_char(&body, '-');
        pl_buf_add_u64(&body, group);
        pl_buf_add_char(&body, ',');
    }
    if (part == 1 || !station->groups) {
        add_stamp(&body, station, stamp);
    } else { /* only the first of a group carries the time */
        pl_buf_add_str(&body, PL_STR("s:"));
        pl_buf_add_str(&body, pl_str_from(station->name));
    }
    pl_encode_tag_block(out, pl_buf_str(&body));
}

/* Finds the numbers that the first part of a transmission was given, or gives new ones. */
static void numbers(struct pl_line_station *memory, uint64_t id, int *sequence, uint32_t *group) {
    for (unsigned i = 0; i < PL_LINE_RECENT; i++) {
        if (memory->recent[i].id == id) {
            *sequence = memory->recent[i].sequence;
            *group = memory->recent[i].group;
            return;
        }
    }
    unsigned slot = memory->next_recent++ % PL_LINE_RECENT;
    *sequence = memory->sequence;
    *group = ++memory->group;
    memory->sequence = (memory->sequence + 1) % 10;
    memory->recent[slot].id = id;
    memory->recent[slot].sequence = *sequence;
    memory->recent[slot].group = *group;
}

void pl_line_write(struct pl_buf *out, const struct pl_line *line, struct pl_line_station *memory) {
    int sequence = -1;
    uint32_t group = 0;
    if (line->parts > 1) {
        numbers(memory, line->id, &sequence, &group);
    }
    add_tags(out, line->station, line->stamp, line->part, line->parts, group);
    pl_encode_sentence(out, line->parts, line->part, sequence, line->channel, line->payload, line->fill);
    pl_buf_add_char(out, '\n');
}

void pl_line_damage(struct pl_buf *out, pl_str line, struct pl_rand *rand) {
    size_t bang = pl_str_find(line, '!');
    if (bang + 24 >= line.n) {
        return;
    }
    size_t at = bang + 15 + pl_rand_below(rand, (uint32_t)(line.n - bang - 15 - 7));
    size_t start = out->n;
    pl_buf_add_str(out, line);
    if (!pl_buf_failed(out)) {
        char *c = &out->p[start + at];
        *c = *c == ',' ? ';' : *c == '0' ? 'w' : '0';
    }
}

void pl_line_garbage(struct pl_buf *out, const struct pl_station *station, pl_time stamp, struct pl_rand *rand) {
    add_tags(out, station, stamp, 1, 1, 0);
    uint32_t kind = pl_rand_below(rand, 4);
    if (kind == 0) { /* a receiver that also passes on its clock */
        PL_BUF_AUTO body;
        pl_buf_open(&body, 128);
        struct pl_date d = pl_time_to_date(stamp);
        pl_buf_add_fmt(&body, "GPZDA,%02d%02d%02d.00,%02d,%02d,%04d,00,00", d.hour, d.minute, d.second, d.day, d.month,
                       d.year);
        uint8_t sum = pl_encode_checksum(pl_buf_str(&body));
        pl_buf_add_fmt(out, "$%.*s*%02X", (int)body.n, body.p ? body.p : "", (unsigned)sum);
    } else if (kind == 1) { /* a sentence cut short */
        pl_buf_add_str(out, PL_STR("!AIVDM,1,1,,A,1"));
        for (uint32_t i = pl_rand_below(rand, 20); i > 0; i--) {
            pl_buf_add_char(out, (char)('0' + pl_rand_below(rand, 40)));
        }
    } else { /* noise on the line */
        for (uint32_t i = 3 + pl_rand_below(rand, 40); i > 0; i--) {
            char c = (char)(32 + pl_rand_below(rand, 95));
            pl_buf_add_char(out, c == '!' || c == '$' || c == '\\' ? '.' : c);
        }
    }
    pl_buf_add_char(out, '\n');
}
