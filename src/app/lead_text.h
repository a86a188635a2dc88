/* Leads as text: JSON lines, CSV, a table for people, and one self-contained page.
 *
 * Every form says that a lead is no finding, names the lists with their dates, and where no list was searched says that
 * the answer is undetermined. Foreign text is escaped in each. Pure but for reading nothing: the caller writes. */
#ifndef PL_APP_LEAD_TEXT_H
#define PL_APP_LEAD_TEXT_H

#include "app/leads.h"
#include "base/buf.h"
#include "geo/sea.h"

#define PL_LEAD_STATUS "lead, not a finding"

/* JSON lines: each lead, then the summary. */
void pl_leads_json(const struct pl_leads *leads, struct pl_buf *buf);

/* CSV with a header: one row per link of a lead. */
void pl_leads_csv(const struct pl_leads *leads, struct pl_buf *buf);

/* The ranked table with the reasons under each ship; at most `max` leads (0: all). */
void pl_leads_table(const struct pl_leads *leads, size_t max, struct pl_buf *buf);

/* One HTML page without scripts or outside references: table, map, lists, method. sea (may be NULL) draws the land. */
void pl_leads_page(const struct pl_leads *leads, const struct pl_sea *sea, struct pl_buf *buf);

/* "KEY_keys":[{"key","values":[...]}|null] beside an array of sentences: a key that does not change and the values of
 * the sentence, so that another language can say the same; null where there is none. */
struct pl_json;
void pl_lead_keys_json(struct pl_json *json, const char *key, const pl_str *keys, size_t n);

#endif
