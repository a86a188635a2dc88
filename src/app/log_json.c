#include "app/log_json.h"

#include "base/base64.h"
#include "text/json.h"

#include "base/ban.h"

void pl_log_row_json(const struct pl_log_row *row, struct pl_buf *out) {
    struct pl_json json;
    pl_json_start(&json, out);
    pl_json_record(&json, "entry");
    pl_json_key(&json, "seq");
    pl_json_u64(&json, row->seq);
    pl_json_key(&json, "time");
    pl_json_time(&json, row->entry->at);
    pl_json_key(&json, "kind");
    pl_json_str(&json, row->entry->kind);
    pl_json_key(&json, "signer");
    if (row->kept) {
        pl_json_null(&json);
    } else {
        pl_json_hex(&json, row->entry->signer.b, PL_KEY_BYTES);
    }
    pl_json_key(&json, "by_participant");
    if (row->kept) {
        pl_json_null(&json);
    } else {
        pl_json_bool(&json, row->by_participant);
    }
    pl_json_key(&json, "marking");
    pl_json_str(&json, row->entry->marking);
    pl_json_key(&json, "leaf");
    pl_json_hex(&json, row->leaf.b, PL_HASH_BYTES);
    pl_json_record_end(&json);
}

void pl_log_proved_json(uint64_t seq, const struct pl_log_proved *proved, struct pl_buf *out) {
    struct pl_json json;
    PL_BUF_AUTO entry = {0};
    pl_buf_open(&entry, (size_t)1 << 20);
    pl_base64_write(&entry, proved->entry.p, proved->entry.n);
    pl_json_start(&json, out);
    pl_json_record(&json, "proof");
    pl_json_key(&json, "seq");
    pl_json_u64(&json, seq);
    pl_json_key(&json, "size");
    pl_json_u64(&json, proved->size);
    pl_json_key(&json, "leaf");
    pl_json_hex(&json, proved->leaf.b, PL_HASH_BYTES);
    pl_json_key(&json, "proof");
    pl_json_str(&json, proved->proof);
    pl_json_key(&json, "entry");
    if (proved->entry.p != NULL) {
        pl_json_str(&json, pl_buf_str(&entry));
    } else {
        pl_json_null(&json);
    }
    pl_json_record_end(&json);
}
