/* Facts that the program carries with it: the tables of data/ (each with its source in data/SOURCES.md) and the land
 * mask that the build makes from GSHHG (data/NOTICE-GSHHG.md). Const, in the program's read-only part; a fact that was
 * not there when the program was built is empty (n == 0). */
#ifndef PL_APP_FACTS_H
#define PL_APP_FACTS_H

#include "base/arena.h"
#include "base/buf.h"
#include "base/error.h"
#include "base/str.h"
#include "geo/sea.h"

pl_str pl_facts_rules(void);      /* data/rules.json */
pl_str pl_facts_ports(void);      /* data/ports.csv */
pl_str pl_facts_mid(void);        /* data/mid.csv */
pl_str pl_facts_countries(void);  /* data/countries.csv */
pl_str pl_facts_publishers(void); /* data/publishers.csv */
pl_str pl_facts_caps(void);       /* data/caps.csv */
pl_str pl_facts_sea_links(void);  /* data/sea_links.csv */
pl_str pl_facts_landmask(void);   /* docs/format/landmask.md */

/* The land mask: from coast_path (`--coast FILE`; read into file, which must outlive the mask), or the shipped one
 * where coast_path is NULL (file is then unused and may be NULL). The hash inside is checked. INPUT, FORMAT, VERSION,
 * LIMIT, NOMEM; NOT_FOUND where the program was built without a mask. */
PL_MUST int pl_facts_sea(const char *coast_path, struct pl_buf *file, struct pl_arena *arena,
                         const struct pl_sea **ret_sea, struct pl_error *err);

#endif
