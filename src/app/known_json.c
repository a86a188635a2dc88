#include "app/known_json.h"

#include "base/ban.h"

void pl_known_json(struct pl_json *json, const struct pl_knowledge *known) {
    pl_json_key(json, "known_at");
    pl_json_time(json, known->at);
    pl_json_key(json, "journal");
    pl_json_u64(json, known->size);
    pl_json_key(json, "seq");
    if (known->size > 0) {
        pl_json_u64(json, known->size - 1);
    } else {
        pl_json_null(json);
    }
}
