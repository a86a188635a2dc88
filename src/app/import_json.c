#include "app/import_json.h"

#include "app/source.h"
#include "text/json.h"

#include "base/ban.h"

static void write_u64(struct pl_json *json, const char *key, uint64_t value) {
    pl_json_key(json, key);
    pl_json_u64(json, value);
}

static const char *status_name(int status) {
    static const char *const NAMES[] = {[PL_IMPORT_NEW] = "imported",
                                        [PL_IMPORT_KNOWN] = "known",
                                        [PL_IMPORT_FAILED] = "refused",
                                        [PL_IMPORT_LEFT] = "left_aside"};
    return NAMES[status];
}

static void write_day(struct pl_json *json, const char *key, pl_str day) {
    pl_json_key(json, key);
    if (day.n > 0) {
        pl_json_str(json, day);
    } else {
        pl_json_null(json);
    }
}

/* Where the first record stands that was rejected; null where none was. */
static void write_rejection(struct pl_json *json, const struct pl_rejection *rejection) {
    pl_json_key(json, "first_rejected");
    if (rejection->why == NULL) {
        pl_json_null(json);
        return;
    }
    pl_json_object(json);
    write_u64(json, "line", rejection->line);
    write_u64(json, "offset", rejection->offset);
    pl_json_key(json, "why");
    pl_json_text(json, rejection->why);
    pl_json_object_end(json);
}

static void write_list(struct pl_json *json, const struct pl_list_loaded *l) {
    const struct pl_publication *p = &l->publication;
    pl_json_key(json, "list");
    pl_json_str(json, p->list);
    write_day(json, "published", p->published);
    write_u64(json, "entries", p->entries);
    write_u64(json, "rejected", p->rejected);
    write_u64(json, "names", p->names);
    write_u64(json, "vessels", p->vessels);
    write_u64(json, "identifiers", p->identifiers);
    write_u64(json, "invalid_identifiers", p->invalid_identifiers);
    write_u64(json, "edges", p->edges);
    write_u64(json, "dangling", p->dangling);
    write_u64(json, "unread", p->unread);
    write_rejection(json, &p->first_rejected);
    pl_json_key(json, "base");
    if (l->base >= 0) {
        pl_json_i64(json, l->base);
    } else {
        pl_json_null(json);
    }
    pl_json_key(json, "changes");
    if (l->changes.before < 0) {
        pl_json_null(json);
        return;
    }
    pl_json_object(json);
    pl_json_key(json, "since_entry");
    pl_json_i64(json, l->changes.before);
    write_day(json, "since", l->changes.published);
    write_u64(json, "added", l->changes.added);
    write_u64(json, "changed", l->changes.changed);
    write_u64(json, "removed", l->changes.removed);
    pl_json_object_end(json);
}

static void write_found(struct pl_json *json, const struct pl_intake_found *f) {
    pl_json_key(json, "kind");
    pl_json_str(json, f->kind);
    pl_json_key(json, "format");
    pl_json_str(json, f->format);
    write_u64(json, "members", f->n_members);
    if (!pl_str_eq(f->kind, PL_STR("ais"))) {
        write_list(json, &f->list);
        return;
    }
    write_u64(json, "lines", f->counts.lines);
    write_u64(json, "messages", f->counts.results);
    write_u64(json, "reports", f->written.reports);
    write_u64(json, "no_time", f->counts.no_time);
    write_u64(json, "bad_time", f->bad_time);
    write_u64(json, "too_long", f->too_long);
    write_u64(json, "own", f->counts.own);
    pl_json_key(json, "from");
    pl_json_time(json, f->written.first);
    pl_json_key(json, "to");
    pl_json_time(json, f->written.last);
    write_u64(json, "broken", f->failures);
    pl_source_write_rejected(json, &f->counts);
}

void pl_import_file_json(const struct pl_import_file *file, struct pl_buf *out) {
    char hex[80] = "sha256:";
    struct pl_json writer, *json = &writer;
    pl_json_start(json, out);
    pl_hash_hex(file->object.sha256, hex + 7);
    pl_json_record(json, "import");
    pl_json_key(json, "file");
    pl_json_str(json, file->path);
    pl_json_key(json, "status");
    pl_json_text(json, status_name(file->status));
    pl_json_key(json, "exhibit");
    if (file->object.bytes > 0 || (file->status != PL_IMPORT_FAILED && file->status != PL_IMPORT_LEFT)) {
        pl_json_text(json, hex);
    } else {
        pl_json_null(json);
    }
    pl_json_key(json, "entry");
    if (file->seq >= 0) {
        pl_json_i64(json, file->seq);
    } else {
        pl_json_null(json);
    }
    if (file->other_day.n > 0) {
        pl_json_key(json, "date_given_before");
        pl_json_str(json, file->other_day);
    }
    if (file->supersedes > 0) {
        pl_json_key(json, "supersedes");
        pl_json_i64(json, file->supersedes);
    }
    if (file->status == PL_IMPORT_NEW) {
        write_found(json, &file->found);
        if (file->found.exercise) {
            pl_json_key(json, "exercise");
            pl_json_bool(json, true);
        }
    } else if (file->status == PL_IMPORT_FAILED || file->status == PL_IMPORT_LEFT) {
        pl_json_key(json, "why");
        pl_json_text(json, file->error.msg);
        if (file->error.line > 0) {
            write_u64(json, "line", file->error.line);
            write_u64(json, "offset", file->error.offset);
        }
    }
    pl_json_record_end(json);
}

static void write_watch(struct pl_json *json, const struct pl_import_done *done) {
    pl_json_key(json, "watch");
    pl_json_object(json);
    write_u64(json, "items", done->watch.items);
    write_u64(json, "new_hits", done->watch.new_hits);
    write_u64(json, "ended", done->watch.ended);
    write_u64(json, "changed", done->watch.changed);
    pl_json_key(json, "undetermined");
    pl_json_text(json, done->watch_lacking[0] != '\0' ? done->watch_lacking : NULL);
    pl_json_object_end(json);
}

void pl_import_done_json(const struct pl_import_done *done, bool watch, struct pl_buf *out) {
    const struct pl_detect_counts *d = &done->detection;
    struct pl_json writer, *json = &writer;
    pl_json_start(json, out);
    pl_json_record(json, "summary");
    write_u64(json, "read", done->files);
    write_u64(json, "results", done->imported);
    write_u64(json, "known", done->known);
    write_u64(json, "refused", done->failed);
    write_u64(json, "left_aside", done->left);
    write_u64(json, "reports", done->reports);
    write_u64(json, "journal", done->journal);
    pl_json_key(json, "detection");
    pl_json_object(json);
    write_u64(json, "reports_read", d->reports_read);
    write_u64(json, "reports", d->reports);
    write_u64(json, "stretches", d->stretches);
    write_u64(json, "events_added", d->events_added);
    write_u64(json, "events_removed", d->events_removed);
    pl_json_key(json, "whole");
    pl_json_bool(json, d->whole);
    pl_json_object_end(json);
    if (watch) {
        write_watch(json, done);
    }
    if (done->exercise) {
        pl_json_key(json, "exercise");
        pl_json_bool(json, true);
    }
    pl_json_record_end(json);
}
