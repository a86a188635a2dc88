/* yente's catalog and algorithms: what can be asked, and how a score is made. */
#include <stdio.h>
#include <string.h>

#include "http/api_yente.h"
#include "text/json.h"

#include "base/ban.h"

static void key_count(struct pl_json *json, const char *key, uint64_t n) {
    pl_json_key_n(json, key, strlen(key));
    pl_json_u64(json, n);
}

static void write_day(struct pl_json *json, const char *key, pl_str day) {
    char text[32];
    snprintf(text, sizeof text, "%.10sT00:00:00", day.n >= 10 ? day.p : "");
    pl_json_member_text(json, key, day.n >= 10 ? text : NULL);
}

static void write_dataset(const struct pl_screen_searched *searched, struct pl_json *json) {
    const struct pl_screen_copy *copy = searched->copy;
    pl_str hash = copy->n_files > 0 ? copy->files[0].sha256 : PL_STR("");
    pl_json_object(json);
    pl_json_key(json, "name");
    pl_json_str(json, copy->list);
    pl_json_key(json, "title");
    pl_json_str(json, copy->list);
    pl_json_member_text(json, "type", "source");
    pl_json_member_text(json, "summary", "a sanctions list that this case keeps");
    write_day(json, "updated_at", copy->published);
    write_day(json, "last_export", copy->published);
    pl_json_key(json, "version");
    pl_json_str(json, pl_str_sub(hash, 0, 16));
    pl_json_key(json, "index_version");
    pl_json_str(json, pl_str_sub(hash, 0, 16));
    pl_json_key(json, "index_current");
    pl_json_bool(json, true);
    pl_json_key(json, "load");
    pl_json_bool(json, true);
    key_count(json, "entity_count", pl_book_n(copy->book));
    pl_json_key(json, "children");
    pl_json_array(json);
    pl_json_array_end(json);
    pl_json_object_end(json);
}

static void write_collection(const struct pl_screener_held *held, const char *name, const char *title,
                             struct pl_json *json) {
    uint64_t entities = 0;
    size_t n = pl_screener_n_searched(held->screener);
    pl_json_object(json);
    pl_json_member_text(json, "name", name);
    pl_json_member_text(json, "title", title);
    pl_json_member_text(json, "type", "collection");
    pl_json_key(json, "load");
    pl_json_bool(json, true);
    pl_json_key(json, "children");
    pl_json_array(json);
    for (size_t i = 0; i < n; i++) {
        const struct pl_screen_copy *copy = pl_screener_searched(held->screener, i).copy;
        pl_json_str(json, copy->list);
        entities += pl_book_n(copy->book);
    }
    pl_json_array_end(json);
    key_count(json, "entity_count", entities);
    pl_json_object_end(json);
}

int pl_yente_catalog(struct pl_call *call, struct pl_error *err) {
    struct pl_screener_held held = {0};
    struct pl_json json;
    int rc = pl_yente_take(call, PL_STR("default"), &held, err);
    if (rc != PL_E_OK) {
        return rc;
    }
    size_t n = pl_screener_n_searched(held.screener);
    pl_json_start(&json, &call->answer->body);
    pl_json_object(&json);
    pl_json_key(&json, "datasets");
    pl_json_array(&json);
    write_collection(&held, "default", "Every list of this case", &json);
    write_collection(&held, "sanctions", "Every list of this case", &json);
    for (size_t i = 0; i < n; i++) {
        struct pl_screen_searched searched = pl_screener_searched(held.screener, i);
        write_dataset(&searched, &json);
    }
    pl_json_array_end(&json);
    pl_json_key(&json, "current");
    pl_json_array(&json);
    for (size_t i = 0; i < n; i++) {
        pl_json_str(&json, pl_screener_searched(held.screener, i).copy->list);
    }
    pl_json_array_end(&json);
    pl_json_key(&json, "outdated");
    pl_json_array(&json);
    pl_json_array_end(&json);
    pl_json_key(&json, "index_stale");
    pl_json_bool(&json, held.lacking.n > 0);
    pl_json_member_text(&json, "undetermined", held.lacking.n > 0 ? held.lacking.p : NULL);
    pl_json_object_end(&json);
    rc = pl_answer_done(call->answer, PL_FORM_JSON, err);
    pl_yente_give(call, &held);
    return rc;
}

static const struct {
    const char *kind, *text;
    double coefficient;
} FEATURES[] = {
    {"name", "the best pair of names, in the best space in which both can be read", 1},
    {"imoNumber", "the same valid IMO number", 0.99},
    {"mmsi", "the same MMSI", 0.9},
    {"callSign", "the same call sign", 0.9},
    {"birthDate", "dates of birth that cannot both be true", -0.25},
    {"country", "no state in common", -0.2},
    {"gender", "another gender", -0.2},
    {"number", "another number in the name", -0.2},
};

int pl_yente_algorithms(struct pl_call *call, struct pl_error *err) {
    struct pl_json json;
    pl_json_start(&json, &call->answer->body);
    pl_json_object(&json);
    pl_json_key(&json, "algorithms");
    pl_json_array(&json);
    pl_json_object(&json);
    pl_json_member_text(&json, "name", PL_YENTE_ALGORITHM);
    pl_json_member_text(
        &json, "description",
        "Names compared in every script that both can be read in, numbers by their check digits; the greatest "
        "evidence, less bounded penalties. docs/screening.md");
    pl_json_member_text(&json, "version", pl_match_version());
    pl_json_key(&json, "features");
    pl_json_object(&json);
    for (size_t i = 0; i < sizeof FEATURES / sizeof FEATURES[0]; i++) {
        pl_json_key_n(&json, FEATURES[i].kind, strlen(FEATURES[i].kind));
        pl_json_object(&json);
        pl_json_member_text(&json, "description", FEATURES[i].text);
        pl_json_key(&json, "coefficient");
        pl_json_fixed(&json, FEATURES[i].coefficient, 2);
        pl_json_member_text(&json, "url", NULL);
        pl_json_object_end(&json);
    }
    pl_json_object_end(&json);
    pl_json_object_end(&json);
    pl_json_array_end(&json);
    pl_json_member_text(&json, "default", PL_YENTE_ALGORITHM);
    pl_json_member_text(&json, "best", PL_YENTE_ALGORITHM);
    pl_json_key(&json, "threshold");
    pl_json_fixed(&json, PL_MATCH_THRESHOLD, 2);
    pl_json_object_end(&json);
    return pl_answer_done(call->answer, PL_FORM_JSON, err);
}
