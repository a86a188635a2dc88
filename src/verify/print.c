#include "base/log.h"
#include "base/time.h"
#include "text/json.h"
#include "verify/verify.h"

#include "base/ban.h"

#define LAST_S INT64_C(253402300799) /* the end of the year 9999 */

static pl_time time_of(uint64_t time_s) {
    return time_s <= (uint64_t)LAST_S ? (pl_time)time_s * PL_SECOND_US : PL_TIME_NONE;
}

/* ---- JSON ---- */

static void put_holds(struct pl_json *json, int holds) {
    pl_json_key(json, "holds");
    if (holds == PL_VERIFY_UNKNOWN) {
        pl_json_null(json);
    } else {
        pl_json_bool(json, holds == PL_VERIFY_HOLDS);
    }
}

static void put_number(struct pl_json *json, const char *key, bool has, uint64_t value) {
    pl_json_key(json, key);
    if (has) {
        pl_json_u64(json, value);
    } else {
        pl_json_null(json);
    }
}

static void put_cosigners(struct pl_json *json, const struct pl_verification *v) {
    pl_json_key(json, "cosigned_by");
    pl_json_array(json);
    for (size_t i = 0; i < v->n_cosigned_by; i++) {
        pl_json_str(json, v->cosigned_by[i].name);
    }
    pl_json_array_end(json);
    pl_json_key(json, "cosigned_at");
    pl_json_array(json);
    for (size_t i = 0; i < v->n_cosigned_by; i++) {
        pl_json_time(json, time_of(v->cosigned_by[i].time_s));
    }
    pl_json_array_end(json);
}

void pl_verify_print_json(const char *file, const struct pl_verification *v, struct pl_buf *buf) {
    struct pl_json json;
    pl_json_start(&json, buf);
    pl_json_object(&json);
    pl_json_key(&json, "type");
    pl_json_text(&json, "verification");
    pl_json_key(&json, "file");
    pl_json_text(&json, file);
    pl_json_key(&json, "kind");
    pl_json_text(&json, v->kind);
    put_holds(&json, v->holds);
    pl_json_key(&json, "origin");
    if (v->has_log) {
        pl_json_str(&json, v->origin);
    } else {
        pl_json_null(&json);
    }
    put_number(&json, "size", v->has_log, v->size);
    put_number(&json, "index", v->has_index, v->index);
    put_cosigners(&json, v);
    pl_json_key(&json, "why");
    pl_json_str(&json, v->why);
    pl_json_object_end(&json);
    pl_json_line_end(&json);
    for (size_t i = 0; i < v->n_parts; i++) {
        pl_json_object(&json);
        pl_json_key(&json, "type");
        pl_json_text(&json, "part");
        pl_json_key(&json, "file");
        pl_json_text(&json, file);
        pl_json_key(&json, "part");
        pl_json_str(&json, v->parts[i].part);
        put_holds(&json, v->parts[i].holds);
        pl_json_key(&json, "why");
        pl_json_str(&json, v->parts[i].why);
        pl_json_object_end(&json);
        pl_json_line_end(&json);
    }
}

/* ---- words ---- */

static const char *word_of(int holds) {
    return holds == PL_VERIFY_HOLDS ? "holds" : holds == PL_VERIFY_FAILS ? "DOES NOT HOLD" : "not decided";
}

/* Foreign text, escaped as a terminal needs it. */
static void put_safe(struct pl_buf *buf, pl_str s) {
    char safe[4096];
    pl_buf_add_str(buf, pl_str_from(pl_log_safe(s, safe, sizeof safe)));
}

void pl_verify_print_text(const char *file, const struct pl_verification *v, struct pl_buf *buf) {
    put_safe(buf, pl_str_from(file));
    pl_buf_add_fmt(buf, ": %s", v->unread ? "could not be read, nothing is said of it" : word_of(v->holds));
    if (v->kind != NULL) {
        pl_buf_add_fmt(buf, " (%s)", v->kind);
    }
    pl_buf_add_str(buf, PL_STR("\n  "));
    put_safe(buf, v->why);
    pl_buf_add_char(buf, '\n');
    if (v->has_log) {
        pl_buf_add_str(buf, PL_STR("  log "));
        put_safe(buf, v->origin);
        pl_buf_add_fmt(buf, ", %llu entries", (unsigned long long)v->size);
        if (v->has_index) {
            pl_buf_add_fmt(buf, ", entry %llu", (unsigned long long)v->index);
        }
        pl_buf_add_str(buf, v->not_witnessed ? PL_STR("; not witnessed\n") : PL_STR("\n"));
    }
    for (size_t i = 0; i < v->n_cosigned_by; i++) {
        pl_buf_add_str(buf, PL_STR("  cosigned by "));
        put_safe(buf, v->cosigned_by[i].name);
        pl_buf_add_str(buf, PL_STR(" at "));
        pl_time_write(buf, time_of(v->cosigned_by[i].time_s));
        pl_buf_add_char(buf, '\n');
    }
    for (size_t i = 0; i < v->n_parts; i++) {
        pl_buf_add_str(buf, PL_STR("  "));
        put_safe(buf, v->parts[i].part);
        pl_buf_add_fmt(buf, ": %s: ", word_of(v->parts[i].holds));
        put_safe(buf, v->parts[i].why);
        pl_buf_add_char(buf, '\n');
    }
}
