/* backup: a consistent copy of a case, made while others work. */
#ifndef PL_APP_BACKUP_H
#define PL_APP_BACKUP_H

#include "base/error.h"
#include "base/time.h"
#include "store/backup.h"

/* See pl_backup_run. */
PL_MUST int pl_backup_case(const char *case_dir, const char *dest, pl_time now, struct pl_backup_done *ret,
                           struct pl_error *err);

#endif
