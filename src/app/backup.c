#include "app/backup.h"

#include "base/buf.h"
#include "store/clearance.h"

#include "base/ban.h"

int pl_backup_case(const char *case_dir, const char *dest, pl_time now, struct pl_backup_done *ret,
                   struct pl_error *err) {
    PL_BUF_AUTO why;
    struct pl_case *c = NULL;
    pl_buf_open(&why, 512);
    pl_buf_add_str(&why, PL_STR("it is a backup of "));
    pl_time_write(&why, now);
    pl_buf_add_str(
        &why,
        PL_STR("; where the original is lost, `plimsoll log resume --checkpoint NEWEST` lets it go on, so that no "
               "log goes on in two places"));
    int rc = pl_case_open(case_dir, PL_CASE_READ, NULL, &c, err);
    rc = rc == PL_E_OK ? pl_case_is_whole(c, err) : rc;
    if (rc == PL_E_OK) {
        rc = pl_backup_run(c, dest, pl_buf_str(&why), ret, err);
    }
    pl_case_close(c);
    return rc;
}
