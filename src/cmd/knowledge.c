#include "cmd/knowledge.h"

#include "app/known_json.h"
#include "base/buf.h"
#include "base/log.h"

#include "base/ban.h"

int pl_cmd_known_at(const struct pl_args *args, pl_time *ret_at) {
    *ret_at = pl_args_time(args, "known-at");
    return *ret_at != PL_TIME_NONE && *ret_at > pl_time_now()
               ? pl_cmd_usage(args, "--known-at lies in the future; it is a time at which something was known")
               : 0;
}

void pl_cmd_write_knowledge(struct pl_json *json, const struct pl_knowledge *known) { pl_known_json(json, known); }

void pl_cmd_tell_knowledge(const struct pl_knowledge *known) {
    PL_BUF_AUTO text;
    pl_buf_open(&text, 256);
    if (!known->asked) {
        return;
    }
    pl_time_write(&text, known->at);
    if (known->size == 0) {
        pl_buf_add_str(&text, PL_STR(" nothing was known: the journal begins at "));
        pl_time_write(&text, known->begins);
    } else {
        pl_buf_add_fmt(&text, " the journal had %llu entries", (unsigned long long)known->size);
        if (known->later > 0) {
            pl_buf_add_fmt(&text, "; %llu later ones are left out", (unsigned long long)known->later);
        }
    }
    pl_buf_add_char(&text, '\0');
    pl_log_note("known at %s", pl_buf_failed(&text) ? "a time" : text.p);
}

void pl_cmd_tell_undetected(const struct pl_undetected *undetected) {
    PL_BUF_AUTO text;
    pl_buf_open(&text, 1024);
    pl_undetected_text(undetected, &text);
    if (text.n == 0) {
        return;
    }
    if (undetected->running) {
        pl_log_note("%.*s", (int)text.n, text.p);
    } else {
        pl_log_warning("%.*s", (int)text.n, text.p);
    }
}
