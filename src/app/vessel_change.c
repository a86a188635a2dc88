#include "app/vessel_change.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "ais/message.h"

#include "base/ban.h"

static const char *const FIELDS[PL_CHANGED_COUNT] = {"name", "call sign", "IMO number"};

static int note(struct pl_vessel_changes *c, const struct pl_vessel_change *change, struct pl_error *err) {
    if (c->n == PL_VESSEL_CHANGES_MAX) {
        return PL_E_OK;
    }
    if (c->n == c->cap) {
        size_t cap = c->cap > 0 ? 2 * c->cap : 16;
        struct pl_vessel_change *list = reallocarray(c->list, cap, sizeof *list);
        if (list == NULL) {
            return pl_fail(err, PL_E_NOMEM, "no memory for what a ship said");
        }
        c->list = list;
        c->cap = cap;
    }
    c->list[c->n++] = *change;
    return PL_E_OK;
}

int pl_vessel_changes_add(struct pl_vessel_changes *c, const struct pl_report *report, struct pl_error *err) {
    struct pl_ais_static said;
    char imo[24] = "";
    int rc = PL_E_OK;
    if (!report->has_static || !pl_report_static(report, &said)) {
        return PL_E_OK;
    }
    if (said.imo != 0) {
        snprintf(imo, sizeof imo, "%07u", said.imo);
    }
    const char *values[PL_CHANGED_COUNT] = {said.name, said.callsign, imo};
    for (int f = 0; rc == PL_E_OK && f < PL_CHANGED_COUNT; f++) {
        struct pl_vessel_change change = {.field = (enum pl_vessel_changed)f, .before = c->said[f], .at = report->at};
        snprintf(change.to, sizeof change.to, "%s", values[f]);
        if (change.to[0] == '\0') {
            continue;
        }
        if (c->value[f][0] != '\0' && strcmp(c->value[f], change.to) != 0) {
            memcpy(change.from, c->value[f], sizeof change.from);
            rc = note(c, &change, err);
        }
        memcpy(c->value[f], change.to, sizeof change.to);
        c->said[f] = report->at;
    }
    return rc;
}

void pl_vessel_changes_free(struct pl_vessel_changes *changes) {
    free(changes->list);
    *changes = (struct pl_vessel_changes){0};
}

/* While this track ran and no other. */
static bool within(const struct pl_vessel_change *c, const struct pl_vessel_track *tracks, size_t n, size_t track) {
    if (c->before < tracks[track].first || c->at > tracks[track].last) {
        return false;
    }
    for (size_t i = 0; i < n; i++) {
        if (i != track && tracks[i].first <= c->at && tracks[i].last >= c->before) {
            return false;
        }
    }
    return true;
}

static int tell(const struct pl_vessel_change *first, const struct pl_vessel_change *last, unsigned times,
                uint32_t mmsi, struct pl_arena *arena, pl_identity_remark_sink sink, void *ctx, struct pl_error *err) {
    char text[240];
    if (times == 1) {
        snprintf(text, sizeof text, "%s changed within one track, from \"%s\" to \"%s\"", FIELDS[first->field],
                 first->from, first->to);
    } else {
        snprintf(text, sizeof text,
                 "%s changed %u times within one track, first from \"%s\" to \"%s\", last from \"%s\" to \"%s\"",
                 FIELDS[first->field], times, first->from, first->to, last->from, last->to);
    }
    struct pl_identity_remark r = {
        PL_IDENTITY_CHANGED_WITHIN_TRACK, mmsi, 0, first->at, last->at, pl_arena_copy(arena, text, strlen(text) + 1)};
    return r.text == NULL ? pl_fail(err, PL_E_NOMEM, "no memory for what a ship's identifiers show")
                          : sink(ctx, &r, err);
}

int pl_vessel_changes_tell(const struct pl_vessel_changes *c, const struct pl_vessel_track *tracks, size_t n_tracks,
                           struct pl_arena *arena, pl_identity_remark_sink sink, void *ctx, struct pl_error *err) {
    int rc = PL_E_OK;
    for (size_t t = 0; rc == PL_E_OK && c->n > 0 && t < n_tracks; t++) {
        const struct pl_vessel_change *first[PL_CHANGED_COUNT] = {NULL}, *last[PL_CHANGED_COUNT] = {NULL};
        unsigned times[PL_CHANGED_COUNT] = {0};
        for (size_t i = 0; i < c->n; i++) {
            const struct pl_vessel_change *x = &c->list[i];
            if (within(x, tracks, n_tracks, t)) {
                first[x->field] = first[x->field] != NULL ? first[x->field] : x;
                last[x->field] = x;
                times[x->field]++;
            }
        }
        for (int f = 0; rc == PL_E_OK && f < PL_CHANGED_COUNT; f++) {
            rc = times[f] == 0 ? PL_E_OK : tell(first[f], last[f], times[f], tracks[t].mmsi, arena, sink, ctx, err);
        }
    }
    return rc;
}
