#include "app/undetected.h"

#include <string.h>

#include "store/case.h"
#include "store/running.h"
#include "store/snapshot.h"
#include "store/spool.h"
#include "text/plural.h"

#include "base/ban.h"

/* Who holds the lock, and detects before it gives it back; an import of observations, say, does not. */
static bool will_detect(const char *holder) {
    static const char *const COMMANDS[] = {", plimsoll import", ", plimsoll watch", ", plimsoll rebuild",
                                           ", plimsoll rules set"};
    pl_str who = pl_str_from(holder);
    for (size_t i = 0; i < sizeof COMMANDS / sizeof COMMANDS[0]; i++) {
        if (pl_str_find_str(who, pl_str_from(COMMANDS[i])) < who.n) {
            return pl_str_find_str(who, PL_STR(" --no-detect")) == who.n;
        }
    }
    return false;
}

struct following {
    const char *dir;
    bool any;
};

/* Between an hour of a feed and its detection nobody holds the case's lock. */
static int on_feed(void *ctx, const char *feed, struct pl_error *err) {
    struct following *f = ctx;
    char path[PL_LIVE_PATH_MAX];
    int rc = pl_live_path(f->dir, feed, "lock", path, err);
    f->any = f->any || (rc == PL_E_OK && pl_lock_is_held(path));
    return rc;
}

static int is_running(const char *dir, bool *ret, struct pl_error *err) {
    struct pl_running running;
    struct following f = {.dir = dir};
    int rc = pl_running_read(dir, &running, err);
    rc = rc == PL_E_OK ? pl_live_each(dir, on_feed, &f, err) : rc;
    if (rc == PL_E_OK) {
        *ret = f.any || will_detect(running.holder);
    }
    return rc;
}

int pl_undetected_read(const struct pl_known_at *known, struct pl_undetected *ret, struct pl_error *err) {
    const struct pl_case *now = known->whole != NULL ? known->whole : known->c;
    struct pl_undetected u = {.imports = 0};
    int rc = pl_dirty_imports(known->c, &u.imports, err);
    if (rc == PL_E_OK && u.imports > 0) {
        rc = is_running(pl_case_dir(now), &u.running, err);
    }
    if (rc == PL_E_OK) {
        *ret = u;
    }
    return rc;
}

void pl_undetected_json(const struct pl_undetected *undetected, struct pl_json *json) {
    pl_json_key(json, "undetected");
    pl_json_object(json);
    pl_json_key(json, "imports");
    pl_json_u64(json, undetected->imports);
    pl_json_key(json, "running");
    pl_json_bool(json, undetected->running);
    pl_json_object_end(json);
}

void pl_undetected_text(const struct pl_undetected *undetected, struct pl_buf *out) {
    if (undetected->imports == 0) {
        return;
    }
    pl_buf_add_fmt(out, "%llu %s not been through detection yet, and no event rests on %s",
                   (unsigned long long)undetected->imports,
                   pl_plural(undetected->imports, "import has", "imports have"),
                   pl_plural(undetected->imports, "it", "them"));
    pl_buf_add_str(out, undetected->running
                            ? PL_STR("; a program that will do this is at work")
                            : PL_STR("; import any recording again, or run `plimsoll rebuild`, to complete this"));
}
