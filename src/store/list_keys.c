#include "store/list_keys.h"

#include <stdlib.h>

#include "base/buf.h"
#include "base/sort.h"

#include "base/ban.h"

#define FIELD_MAX 1024

/* kind, key, row, value, number, field, then what finds them: lengths of key and value. Of equal keys the number, which
 * counts up, tells which came first. */
enum { KIND_BYTES = 1, ROW_BYTES = 8, NUMBER_BYTES = 8, LENGTHS_BYTES = 8 };
#define FIXED_BYTES ((size_t)(KIND_BYTES + ROW_BYTES + NUMBER_BYTES + LENGTHS_BYTES))

struct pl_list_keys {
    struct pl_sort *sort;
    sqlite3_stmt *insert;
    struct pl_buf item;
    uint64_t n;
};

void pl_list_keys_close(struct pl_list_keys *keys) {
    if (keys == NULL) {
        return;
    }
    pl_sort_close(keys->sort);
    pl_db_finalize(&keys->insert);
    pl_buf_close(&keys->item);
    free(keys);
}

int pl_list_keys_open(sqlite3 *db, struct pl_list_keys **ret_keys, struct pl_error *err) {
    struct pl_list_keys *keys = calloc(1, sizeof *keys);
    if (keys == NULL) {
        return pl_fail(err, PL_E_NOMEM, "out of memory");
    }
    pl_buf_open(&keys->item, PL_SORT_ITEM_MAX);
    int rc = pl_sort_open(0, &keys->sort, err);
    if (rc == PL_E_OK) {
        rc = pl_db_prepare(
            db, "INSERT OR IGNORE INTO list_key (kind, key, entity, value, field) VALUES (?1, ?2, ?3, ?4, ?5)",
            &keys->insert, err);
    }
    if (rc != PL_E_OK) {
        pl_list_keys_close(keys);
        return rc;
    }
    *ret_keys = keys;
    return PL_E_OK;
}

static int insert(struct pl_list_keys *keys, int kind, pl_str key, int64_t entity, pl_str value, pl_str field,
                  struct pl_error *err) {
    pl_db_bind_int(keys->insert, 1, kind);
    pl_db_bind_text(keys->insert, 2, key);
    pl_db_bind_int(keys->insert, 3, entity);
    pl_db_bind_text(keys->insert, 4, value);
    pl_db_bind_text(keys->insert, 5, field);
    return pl_db_run(keys->insert, err);
}

static void add_be64(struct pl_buf *item, uint64_t v) {
    pl_buf_add_be32(item, (uint32_t)(v >> 32));
    pl_buf_add_be32(item, (uint32_t)v);
}

static uint64_t be64(const char *p) { return (uint64_t)pl_be32(p) << 32 | pl_be32(p + 4); }

int pl_list_keys_add(struct pl_list_keys *keys, int kind, pl_str key, int64_t entity, pl_str value, pl_str field,
                     struct pl_error *err) {
    if (key.n > PL_SORT_ITEM_MAX || value.n > PL_SORT_ITEM_MAX || field.n > FIELD_MAX ||
        key.n + value.n > PL_SORT_ITEM_MAX - FIXED_BYTES - FIELD_MAX) {
        return insert(keys, kind, key, entity, value, field, err); /* all that are equal to it come here, too */
    }
    struct pl_buf *item = &keys->item;
    pl_buf_clear(item);
    pl_buf_add_char(item, (char)kind);
    pl_buf_add_str(item, key);
    add_be64(item, (uint64_t)entity);
    pl_buf_add_str(item, value);
    add_be64(item, keys->n++);
    pl_buf_add_str(item, field);
    pl_buf_add_be32(item, (uint32_t)key.n);
    pl_buf_add_be32(item, (uint32_t)value.n);
    return pl_buf_failed(item) ? pl_fail(err, PL_E_NOMEM, "no memory for the keys of a list")
                               : pl_sort_add(keys->sort, item->p, item->n, err);
}

static int insert_item(struct pl_list_keys *keys, pl_str item, struct pl_error *err) {
    size_t end = item.n - LENGTHS_BYTES;
    size_t key_n = pl_be32(item.p + end), value_n = pl_be32(item.p + end + 4);
    size_t row_at = KIND_BYTES + key_n, field_at = row_at + ROW_BYTES + value_n + NUMBER_BYTES;
    return insert(keys, (unsigned char)item.p[0], pl_str_sub(item, KIND_BYTES, key_n), (int64_t)be64(item.p + row_at),
                  pl_str_sub(item, row_at + ROW_BYTES, value_n), pl_str_sub(item, field_at, end - field_at), err);
}

int pl_list_keys_write(struct pl_list_keys *keys, struct pl_error *err) {
    int more = 1;
    int rc = pl_sort_done(keys->sort, err);
    while (rc == PL_E_OK && more != 0) {
        pl_str item;
        rc = pl_sort_next(keys->sort, &more, &item, err);
        if (rc == PL_E_OK && more != 0) {
            rc = insert_item(keys, item, err);
        }
    }
    return rc;
}
