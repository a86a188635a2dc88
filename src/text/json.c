#include "text/json.h"

#include "base/utf8.h"

#include "base/ban.h"

#define ONES  UINT64_C(0x0101010101010101)
#define HIGHS UINT64_C(0x8080808080808080)

/* Room for n bytes at the end of the buffer, without a call where there is some. */
static inline char *room(struct pl_buf *buf, size_t n) {
    if (!buf->failed && n <= buf->cap - buf->n && n <= buf->max_bytes - buf->n) {
        return buf->p + buf->n;
    }
    return pl_buf_reserve(buf, n);
}

/* memcpy for what is mostly a few bytes, without a call for up to 16. */
static inline void copy_short(char *to, const char *from, size_t n) {
    if (n > 16) {
        memcpy(to, from, n);
    } else if (n >= 8) { /* two halves that may overlap */
        uint64_t head = 0;
        uint64_t tail = 0;
        memcpy(&head, from, 8);
        memcpy(&tail, from + n - 8, 8);
        memcpy(to, &head, 8);
        memcpy(to + n - 8, &tail, 8);
    } else if (n >= 4) {
        uint32_t head = 0;
        uint32_t tail = 0;
        memcpy(&head, from, 4);
        memcpy(&tail, from + n - 4, 4);
        memcpy(to, &head, 4);
        memcpy(to + n - 4, &tail, 4);
    } else {
        for (size_t i = 0; i < n; i++) {
            to[i] = from[i];
        }
    }
}

void pl_json_start(struct pl_json *json, struct pl_buf *buf) {
    json->buf = buf;
    json->comma = false;
}

/* The comma before an element, where it needs one; after the element, the next one does. */
static inline void begin(struct pl_json *json) {
    if (json->comma) {
        char *p = room(json->buf, 1);
        if (p != NULL) {
            *p = ',';
            json->buf->n++;
        }
    }
    json->comma = true;
}

static inline void put(struct pl_json *json, char c) {
    char *p = room(json->buf, 1);
    if (p != NULL) {
        *p = c;
        json->buf->n++;
    }
}

void pl_json_object(struct pl_json *json) {
    begin(json);
    put(json, '{');
    json->comma = false;
}

void pl_json_object_end(struct pl_json *json) {
    put(json, '}');
    json->comma = true;
}

void pl_json_array(struct pl_json *json) {
    begin(json);
    put(json, '[');
    json->comma = false;
}

void pl_json_array_end(struct pl_json *json) {
    put(json, ']');
    json->comma = true;
}

void pl_json_line_end(struct pl_json *json) {
    put(json, '\n');
    json->comma = false;
}

void pl_json_record(struct pl_json *json, const char *type) {
    pl_json_object(json);
    pl_json_key(json, "type");
    pl_json_text(json, type);
}

void pl_json_record_end(struct pl_json *json) {
    pl_json_object_end(json);
    pl_json_line_end(json);
}

void pl_json_key_n(struct pl_json *json, const char *key, size_t n) {
    char *start = room(json->buf, n + 4);
    if (start == NULL) {
        return;
    }
    char *p = start;
    if (json->comma) {
        *p++ = ',';
    }
    *p++ = '"';
    copy_short(p, key, n);
    p += n;
    *p++ = '"';
    *p++ = ':';
    json->buf->n += (size_t)(p - start);
    json->comma = false;
}

/* True where one of eight bytes is a control, a quote, a backslash, DEL or not ASCII. */
static inline bool has_special(uint64_t word) {
    uint64_t quote = word ^ (ONES * '"');
    uint64_t slash = word ^ (ONES * '\\');
    uint64_t del = word ^ (ONES * 0x7F);
    uint64_t low = word - ONES * 0x20;
    return ((low | (quote - ONES) | (slash - ONES) | (del - ONES) | word) & HIGHS) != 0;
}

static inline bool is_plain(unsigned char c) { return c >= 0x20 && c < 0x7F && c != '"' && c != '\\'; }

/* How many bytes at the front of s can be written as they are. */
static inline size_t plain_run(pl_str s) {
    size_t i = 0;
    for (; i + 8 <= s.n; i += 8) {
        uint64_t word = 0;
        memcpy(&word, s.p + i, 8);
        if (has_special(word)) {
            break;
        }
    }
    while (i < s.n && is_plain((unsigned char)s.p[i])) {
        i++;
    }
    return i;
}

static char *put_u16_escape(char *p, uint32_t c) {
    static const char HEX[] = "0123456789abcdef";
    *p++ = '\\';
    *p++ = 'u';
    for (int shift = 12; shift >= 0; shift -= 4) {
        *p++ = HEX[(c >> shift) & 15];
    }
    return p;
}

/* Writes one character, escaped where it must be; p has room for 12 bytes. */
static char *put_char(char *p, uint32_t c, pl_str bytes) {
    static const char SHORT[] = "btn.fr"; /* 8 to 13 */
    if (c == '"' || c == '\\') {
        *p++ = '\\';
        *p++ = (char)c;
        return p;
    }
    if (c >= 8 && c <= 13 && c != 11) {
        *p++ = '\\';
        *p++ = SHORT[c - 8];
        return p;
    }
    if (c == PL_UTF8_BROKEN) {
        memcpy(p, "\xEF\xBF\xBD", 3);
        return p + 3;
    }
    if (!pl_utf8_is_unsafe(c)) {
        memcpy(p, bytes.p, bytes.n);
        return p + bytes.n;
    }
    if (c >= 0x10000) {
        p = put_u16_escape(p, 0xD800 + ((c - 0x10000) >> 10));
        return put_u16_escape(p, 0xDC00 + ((c - 0x10000) & 0x3FF));
    }
    return put_u16_escape(p, c);
}

static void str_slow(struct pl_json *json, pl_str rest) {
    while (rest.n > 0) {
        size_t run = plain_run(rest);
        pl_buf_add(json->buf, rest.p, run);
        rest = pl_str_sub(rest, run, rest.n);
        if (rest.n == 0) {
            break;
        }
        uint32_t c = 0;
        size_t n = pl_utf8_next(rest, &c);
        char text[12];
        char *end = put_char(text, c, pl_str_make(rest.p, n));
        pl_buf_add(json->buf, text, (size_t)(end - text));
        rest = pl_str_sub(rest, n, rest.n);
    }
    put(json, '"');
}

void pl_json_str(struct pl_json *json, pl_str value) {
    size_t run = plain_run(value);
    char *start = value.n < SIZE_MAX / 2 ? room(json->buf, run + 3) : NULL;
    if (start == NULL) {
        json->buf->failed = true;
        return;
    }
    char *p = start;
    if (json->comma) {
        *p++ = ',';
    }
    json->comma = true;
    *p++ = '"';
    copy_short(p, value.p, run);
    p += run;
    if (run == value.n) {
        *p++ = '"';
        json->buf->n += (size_t)(p - start);
        return;
    }
    json->buf->n += (size_t)(p - start);
    str_slow(json, pl_str_sub(value, run, value.n));
}

void pl_json_text(struct pl_json *json, const char *value) {
    if (value == NULL) {
        pl_json_null(json);
    } else {
        pl_json_str(json, pl_str_from(value));
    }
}

void pl_json_raw(struct pl_json *json, pl_str value) {
    begin(json);
    pl_buf_add_str(json->buf, value);
}

#define NUMBER_BYTES 24 /* a comma and the longest number */

/* Where the text of a number goes in a local array: behind the comma, which is written where it is due. */
static inline char *number_start(struct pl_json *json, char text[NUMBER_BYTES]) {
    text[0] = ',';
    char *p = text + (json->comma ? 1 : 0);
    json->comma = true;
    return p;
}

static inline void number_end(struct pl_json *json, const char *text, const char *end) {
    size_t n = (size_t)(end - text);
    char *p = room(json->buf, n);
    if (p != NULL) {
        copy_short(p, text, n);
        json->buf->n += n;
    }
}

void pl_json_u64(struct pl_json *json, uint64_t value) {
    char text[NUMBER_BYTES];
    char *p = number_start(json, text);
    number_end(json, text, pl_put_u64(p, value));
}

void pl_json_i64(struct pl_json *json, int64_t value) {
    char text[NUMBER_BYTES];
    char *p = number_start(json, text);
    if (value < 0) {
        *p++ = '-';
    }
    number_end(json, text, pl_put_u64(p, value < 0 ? (uint64_t)0 - (uint64_t)value : (uint64_t)value));
}

void pl_json_bool(struct pl_json *json, bool value) { pl_json_raw(json, value ? PL_STR("true") : PL_STR("false")); }

void pl_json_null(struct pl_json *json) { pl_json_raw(json, PL_STR("null")); }

void pl_json_fixed(struct pl_json *json, double value, unsigned decimals) {
    if (value < 9e9 && value > -9e9 && decimals <= 9) {
        char text[NUMBER_BYTES];
        char *p = number_start(json, text);
        number_end(json, text, pl_put_fixed(p, value, decimals));
    } else if (value < 9e18 && value > -9e18) {
        pl_json_i64(json, (int64_t)value); /* larger than any unit of ours: whole numbers are enough */
    } else {
        pl_json_null(json);
    }
}

void pl_json_time(struct pl_json *json, pl_time at) {
    if (at == PL_TIME_NONE) {
        pl_json_null(json);
        return;
    }
    begin(json);
    put(json, '"');
    pl_time_write(json->buf, at);
    put(json, '"');
}

void pl_json_hex(struct pl_json *json, const void *bytes, size_t n) {
    begin(json);
    put(json, '"');
    pl_buf_add_hex(json->buf, bytes, n);
    put(json, '"');
}
