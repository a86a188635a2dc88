/* The file of an exhibit or item, for a reader: its bytes as received, for a download; or the picture that the confined
 * helper makes anew, the only thing of a photograph that a page ever shows. */
#ifndef PL_APP_EXHIBIT_FILE_H
#define PL_APP_EXHIBIT_FILE_H

#include <stdint.h>

#include "app/confined.h"
#include "base/arena.h"
#include "base/error.h"
#include "base/str.h"

struct pl_exhibit_file {
    int fd;         /* open, for reading; the caller closes it */
    uint64_t bytes; /* its size */
    pl_str name;    /* as received; "" where nobody said */
    pl_str media;   /* as its first bytes show; "" */
    pl_str marking;
};

/* sha256: 64 hex digits of a recording, list, item, report or letter that the case (as that reader sees it,
 * app/clearance) holds. NOT_FOUND; INPUT where the object is gone. Texts in the arena. */
PL_MUST int pl_exhibit_file_open(const char *dir, pl_str sha256, struct pl_arena *arena, struct pl_exhibit_file *ret,
                                 struct pl_error *err);

/* A photograph made anew; ret->stripped false with the reason in ret->words where it is none. Close with
 * pl_release_close. As above. */
PL_MUST int pl_exhibit_picture(const char *dir, pl_str sha256, struct pl_arena *arena, struct pl_release *ret,
                               struct pl_error *err);

#endif
