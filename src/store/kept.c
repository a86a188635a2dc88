/* Statements that every entry and filing needs, prepared once for a case that is open: preparing costs more than
 * running them. */
#include "store/case_in.h"

#include "base/ban.h"

static const char *const KEPT[PL_KEPT_COUNT] = {
    [PL_KEPT_HEAD] = "SELECT seq, leaf, entry FROM journal ORDER BY seq DESC LIMIT 1",
    [PL_KEPT_ADD_ENTRY] = "INSERT INTO journal (seq, entry, leaf) VALUES (?, ?, ?)",
    [PL_KEPT_ADD_PAYLOAD] = "INSERT INTO payload (seq, field, salt, value) VALUES (?, ?, ?, ?)",
    [PL_KEPT_BACK_ENTRY] = "SELECT entry, leaf FROM journal WHERE seq=?",
    [PL_KEPT_BACK_PAYLOAD] = "SELECT CAST(field AS BLOB), salt, value FROM payload WHERE seq=? ORDER BY field",
    [PL_KEPT_ADD_ACT] = "INSERT INTO act (seq, kind, at_us) VALUES (?1, ?2, ?3)",
    [PL_KEPT_ADD_FILING] = ("INSERT INTO filing (seq, row, kind, at_us, label, from_us, to_us, lat, lon, body) VALUES "
                            "(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)"),
    [PL_KEPT_ADD_KEY] = "INSERT OR IGNORE INTO filing_key (key, filing) VALUES (?1, ?2)",
    [PL_KEPT_ADD_WORDS] = "INSERT INTO filing_text (rowid, words) VALUES (?1, ?2)",
};

int pl_kept_borrow(struct pl_case *c, enum pl_kept which, sqlite3_stmt **ret, struct pl_error *err) {
    int rc = c->kept[which] == NULL ? pl_db_prepare(c->db, KEPT[which], &c->kept[which], err) : PL_E_OK;
    if (rc == PL_E_OK) {
        *ret = c->kept[which];
    }
    return rc;
}

void pl_kept_give_back(sqlite3_stmt **stmt) {
    if (*stmt != NULL) {
        sqlite3_reset(*stmt);
        sqlite3_clear_bindings(*stmt);
    }
}
