#include "app/lead_text.h"

#include <string.h>

#include "base/log.h"
#include "text/csv.h"
#include "text/json.h"
#include "text/plural.h"

#include "base/ban.h"

static void number_or_null(struct pl_json *json, const char *key, int64_t number, bool known) {
    pl_json_key(json, key);
    if (known) {
        pl_json_i64(json, number);
    } else {
        pl_json_null(json);
    }
}

static void json_link(struct pl_json *json, const struct pl_lead_link *link) {
    pl_json_object(json);
    pl_json_key(json, "reason");
    pl_json_text(json, pl_lead_class_name(link->lead_class));
    pl_json_key(json, "text");
    pl_json_text(json, pl_lead_class_text(link->lead_class));
    pl_json_member_or_null(json, "field", link->field);
    pl_json_member_or_null(json, "said", link->said);
    pl_json_member_or_null(json, "list", link->list);
    pl_json_member_or_null(json, "published", link->published);
    pl_json_member_or_null(json, "reference", link->reference);
    pl_json_member_or_null(json, "caption", link->caption);
    pl_json_member_or_null(json, "listed_value", link->listed_value);
    number_or_null(json, "via_mmsi", link->via_mmsi, link->via_mmsi != 0);
    pl_json_key(json, "score");
    if (link->why.n > 0) {
        pl_json_fixed(json, link->score, 4);
    } else {
        pl_json_null(json);
    }
    pl_json_member_or_null(json, "why", link->why);
    pl_json_key(json, "cleared");
    pl_json_bool(json, link->cleared);
    pl_json_key(json, "from");
    pl_json_time(json, link->from);
    pl_json_key(json, "to");
    pl_json_time(json, link->to);
    pl_json_object_end(json);
}

static void json_texts(struct pl_json *json, const char *key, const pl_str *texts, size_t n) {
    pl_json_key(json, key);
    pl_json_array(json);
    for (size_t i = 0; i < n; i++) {
        pl_json_str(json, texts[i]);
    }
    pl_json_array_end(json);
}

void pl_lead_keys_json(struct pl_json *json, const char *key, const pl_str *keys, size_t n) {
    pl_json_key_n(json, key, strlen(key));
    pl_json_array(json);
    for (size_t i = 0; i < n; i++) {
        pl_str rest = keys[i], name = pl_str_cut(&rest, '\t');
        if (name.n == 0) {
            pl_json_null(json);
            continue;
        }
        pl_json_object(json);
        pl_json_member(json, "key", name);
        pl_json_key(json, "values");
        pl_json_array(json);
        while (rest.p != NULL) {
            pl_json_str(json, pl_str_cut(&rest, '\t'));
        }
        pl_json_array_end(json);
        pl_json_object_end(json);
    }
    pl_json_array_end(json);
}

static void json_common(struct pl_json *json, const struct pl_lead *lead) {
    pl_json_key(json, "common");
    pl_json_array(json);
    for (size_t i = 0; i < lead->n_common; i++) {
        pl_json_object(json);
        pl_json_key(json, "event");
        pl_json_text(json, pl_event_type_name(lead->common[i].type));
        pl_json_key(json, "events");
        pl_json_u64(json, lead->common[i].events);
        pl_json_key(json, "ships_with");
        pl_json_u64(json, lead->common[i].ships_with);
        pl_json_key(json, "ships_there");
        pl_json_u64(json, lead->common[i].ships_there);
        pl_json_object_end(json);
    }
    pl_json_array_end(json);
}

static void json_events(struct pl_json *json, const struct pl_lead *lead) {
    pl_json_key(json, "events");
    pl_json_array(json);
    for (size_t i = 0; i < lead->n_events; i++) {
        const struct pl_event *e = lead->events[i];
        pl_json_record(json, pl_event_type_name(e->type));
        pl_json_key(json, "id");
        pl_json_hex(json, e->id.b, sizeof e->id.b);
        pl_json_key(json, "start");
        pl_json_time(json, e->start);
        pl_json_key(json, "end");
        pl_json_time(json, e->end);
        pl_json_object_end(json);
    }
    pl_json_array_end(json);
}

static void json_bound(struct pl_json *json, const struct pl_lead *lead) {
    pl_json_key(json, "destinations");
    pl_json_array(json);
    for (size_t i = 0; i < lead->n_bound; i++) {
        const struct pl_lead_bound *b = &lead->bound[i];
        pl_json_object(json);
        pl_json_key(json, "at");
        pl_json_time(json, b->at);
        pl_event_bound_json(&b->bound, b->arrived, json);
        pl_json_member_or_null(json, "remark", b->remark);
        pl_json_object_end(json);
    }
    pl_json_array_end(json);
}

static void json_lead(struct pl_json *json, const struct pl_leads *leads, const struct pl_lead *lead) {
    pl_json_record(json, "lead");
    if (leads->exercise) {
        pl_json_key(json, "exercise");
        pl_json_bool(json, true);
    }
    pl_json_key(json, "rank");
    pl_json_u64(json, lead->rank);
    pl_json_key(json, "class");
    pl_json_text(json, pl_lead_class_name(lead->lead_class));
    pl_json_key(json, "mmsi");
    pl_json_u64(json, lead->mmsi);
    number_or_null(json, "imo", lead->imo, lead->imo != 0);
    pl_json_member_or_null(json, "name", lead->name);
    pl_json_member_or_null(json, "callsign", lead->callsign);
    pl_json_member_or_null(json, "flag_by_mmsi", lead->flag);
    pl_json_key(json, "first_seen");
    pl_json_time(json, lead->first_seen);
    pl_json_key(json, "last_seen");
    pl_json_time(json, lead->last_seen);
    pl_json_key(json, "reasons");
    pl_json_array(json);
    for (size_t i = 0; i < lead->n_links; i++) {
        json_link(json, &lead->links[i]);
    }
    pl_json_array_end(json);
    json_texts(json, "owners", lead->owners, lead->n_owners);
    json_texts(json, "against", lead->against, lead->n_against);
    pl_lead_keys_json(json, "against_keys", lead->against_keys, lead->n_against);
    json_texts(json, "innocent_explanations", lead->innocent, lead->n_innocent);
    pl_lead_keys_json(json, "innocent_keys", lead->innocent_keys, lead->n_innocent);
    json_common(json, lead);
    json_events(json, lead);
    json_bound(json, lead);
    pl_json_key(json, "status");
    pl_json_text(json, PL_LEAD_STATUS);
    pl_json_record_end(json);
}

static void json_lists(struct pl_json *json, const struct pl_leads *leads) {
    pl_json_key(json, "lists");
    pl_json_array(json);
    for (size_t i = 0; i < leads->n_lists; i++) {
        const struct pl_lead_list *list = &leads->lists[i];
        pl_json_object(json);
        pl_json_member_or_null(json, "list", list->list);
        pl_json_member_or_null(json, "published", list->published);
        number_or_null(json, "age_days", list->age_days, list->age_days >= 0);
        pl_json_key(json, "sha256");
        pl_json_text(json, list->sha256);
        pl_json_key(json, "entries");
        pl_json_u64(json, list->entries);
        pl_json_key(json, "rejected");
        pl_json_u64(json, list->rejected);
        pl_json_object_end(json);
    }
    pl_json_array_end(json);
}

void pl_leads_json(const struct pl_leads *leads, struct pl_buf *buf) {
    struct pl_json json;
    pl_json_start(&json, buf);
    for (size_t i = 0; i < leads->n; i++) {
        json_lead(&json, leads, &leads->leads[i]);
    }
    pl_json_record(&json, "summary");
    if (leads->exercise) {
        pl_json_key(&json, "exercise");
        pl_json_bool(&json, true);
    }
    pl_json_key(&json, "answer");
    pl_json_text(&json, leads->n_lists == 0 || leads->lacking.n > 0 ? "undetermined" : leads->n > 0 ? "leads" : "none");
    pl_json_member_or_null(&json, "why", leads->n_lists == 0 ? leads->no_list : leads->lacking);
    pl_json_key(&json, "results");
    pl_json_u64(&json, leads->n);
    pl_json_key(&json, "ships");
    pl_json_u64(&json, leads->ships);
    pl_json_key(&json, "events");
    pl_json_u64(&json, leads->events);
    pl_json_key(&json, "set_aside");
    pl_json_u64(&json, leads->set_aside);
    pl_json_key(&json, "cleared");
    pl_json_u64(&json, leads->cleared);
    pl_json_key(&json, "from");
    pl_json_time(&json, leads->first);
    pl_json_key(&json, "to");
    pl_json_time(&json, leads->last);
    json_lists(&json, leads);
    pl_json_key(&json, "known_at");
    pl_json_time(&json, leads->known.at);
    pl_json_key(&json, "journal");
    pl_json_u64(&json, leads->known.size);
    pl_json_key(&json, "seq");
    if (leads->known.size > 0) {
        pl_json_u64(&json, leads->known.size - 1);
    } else {
        pl_json_null(&json);
    }
    pl_undetected_json(&leads->undetected, &json);
    pl_json_key(&json, "status");
    pl_json_text(&json, PL_LEAD_STATUS);
    pl_json_record_end(&json);
}

static void csv_number(struct pl_buf *buf, uint64_t number, bool first) {
    PL_BUF_AUTO text;
    pl_buf_open(&text, 32);
    if (number != 0) {
        pl_buf_add_u64(&text, number);
    }
    pl_csv_write(buf, pl_buf_str(&text), first);
}

static void csv_time(struct pl_buf *buf, pl_time at) {
    PL_BUF_AUTO text;
    pl_buf_open(&text, 64);
    pl_time_write(&text, at);
    pl_csv_write(buf, pl_buf_str(&text), false);
}

/* Where it said it was bound and what it did beside that: one cell of each, in one order, by `; `. */
static void csv_bound(struct pl_buf *buf, const struct pl_lead *lead) {
    struct pl_buf cells[3];
    for (size_t c = 0; c < 3; c++) {
        pl_buf_open(&cells[c], (size_t)1 << 20);
    }
    for (size_t i = 0; i < lead->n_bound; i++) {
        const struct pl_lead_bound *b = &lead->bound[i];
        for (size_t c = 0; c < 3 && i > 0; c++) {
            pl_buf_add_str(&cells[c], PL_STR("; "));
        }
        pl_buf_add_str(&cells[0], pl_str_from(b->bound.said));
        pl_time_write(&cells[1], b->at);
        pl_buf_add_str(&cells[2], b->remark);
    }
    for (size_t c = 0; c < 3; c++) {
        pl_csv_write(buf, pl_buf_str(&cells[c]), false);
        pl_buf_close(&cells[c]);
    }
}

void pl_leads_csv(const struct pl_leads *leads, struct pl_buf *buf) {
    pl_buf_add_str(buf, PL_STR("rank,class,mmsi,imo,name,callsign,reason,field,said,list,published,reference,caption,"
                               "listed_value,via_mmsi,from,to,events,destination_said,destination_at,"
                               "destination_remark,exercise,status\n"));
    for (size_t i = 0; i < leads->n; i++) {
        const struct pl_lead *lead = &leads->leads[i];
        for (size_t k = 0; k < lead->n_links; k++) {
            const struct pl_lead_link *link = &lead->links[k];
            csv_number(buf, lead->rank, true);
            pl_csv_write(buf, pl_str_from(pl_lead_class_name(lead->lead_class)), false);
            csv_number(buf, lead->mmsi, false);
            csv_number(buf, lead->imo, false);
            const pl_str texts[] = {
                lead->name,        lead->callsign,  pl_str_from(pl_lead_class_name(link->lead_class)),
                link->field,       link->said,      link->list,
                link->published,   link->reference, link->caption,
                link->listed_value};
            for (size_t t = 0; t < sizeof texts / sizeof texts[0]; t++) {
                pl_csv_write(buf, texts[t], false);
            }
            csv_number(buf, link->via_mmsi, false);
            csv_time(buf, link->from);
            csv_time(buf, link->to);
            csv_number(buf, lead->n_events, false);
            csv_bound(buf, lead);
            pl_csv_write(buf, leads->exercise ? PL_STR("true") : PL_STR("false"), false);
            pl_csv_write(buf, PL_STR(PL_LEAD_STATUS), false);
            pl_csv_write_end(buf);
        }
    }
}

/* Foreign text for a terminal. */
static void safe(struct pl_buf *buf, pl_str text) {
    char out[1024];
    pl_buf_add_str(buf, pl_str_from(pl_log_safe(text, out, sizeof out)));
}

static void day(struct pl_buf *buf, pl_time at) {
    PL_BUF_AUTO text;
    pl_buf_open(&text, 64);
    pl_time_write(&text, at);
    pl_buf_add_str(buf, pl_str_sub(pl_buf_str(&text), 0, 16));
}

static bool same_entry(const struct pl_lead_link *a, const struct pl_lead_link *b) {
    return a->via_mmsi == 0 && b->via_mmsi == 0 && pl_str_eq(a->list, b->list) && pl_str_eq(a->reference, b->reference);
}

/* Links to one entry are one reason: the strongest says why, the others which identifiers agree too. */
static void table_link(struct pl_buf *buf, const struct pl_lead *lead, size_t at) {
    const struct pl_lead_link *link = &lead->links[at];
    pl_buf_add_str(buf, PL_STR("      why      "));
    pl_buf_add_str(buf, pl_str_from(pl_lead_class_text(link->lead_class)));
    if (link->via_mmsi != 0) {
        pl_buf_add_fmt(buf, " (%09u, ", link->via_mmsi);
        day(buf, link->from);
        pl_buf_add_str(buf, PL_STR(")"));
    } else {
        for (size_t i = at; i < lead->n_links; i++) {
            if (i == at || same_entry(link, &lead->links[i])) {
                pl_buf_add_str(buf, i == at ? PL_STR(": ") : PL_STR(", "));
                pl_buf_add_str(buf, lead->links[i].field);
                pl_buf_add_char(buf, ' ');
                safe(buf, lead->links[i].said);
            }
        }
    }
    pl_buf_add_str(buf, PL_STR("\n               "));
    safe(buf, link->list);
    pl_buf_add_char(buf, ' ');
    safe(buf, link->reference);
    pl_buf_add_str(buf, PL_STR(" \""));
    safe(buf, link->caption);
    pl_buf_add_str(buf, PL_STR("\", published "));
    safe(buf, link->published.n > 0 ? link->published : PL_STR("on an unknown date"));
    if (link->why.n > 0) {
        pl_buf_add_str(buf, PL_STR("\n               near, score "));
        pl_buf_add_fixed(buf, link->score, 2);
        pl_buf_add_str(buf, PL_STR(": "));
        safe(buf, link->why);
    }
    pl_buf_add_char(buf, '\n');
}

/* True where an earlier link of the lead already stands for this entry. */
static bool is_told(const struct pl_lead *lead, size_t at) {
    for (size_t i = 0; i < at; i++) {
        if (same_entry(&lead->links[i], &lead->links[at])) {
            return true;
        }
    }
    return false;
}

static void table_lead(struct pl_buf *buf, const struct pl_lead *lead) {
    pl_buf_add_fmt(buf, "%4u. %09u  ", lead->rank, lead->mmsi);
    safe(buf, lead->name.n > 0 ? lead->name : PL_STR("(no name said)"));
    if (lead->imo != 0) {
        pl_buf_add_fmt(buf, ", IMO %07u", lead->imo);
    }
    if (lead->callsign.n > 0) {
        pl_buf_add_str(buf, PL_STR(", "));
        safe(buf, lead->callsign);
    }
    pl_buf_add_str(buf, PL_STR("; seen "));
    day(buf, lead->first_seen);
    pl_buf_add_str(buf, PL_STR(" to "));
    day(buf, lead->last_seen);
    pl_buf_add_char(buf, '\n');
    for (size_t i = 0; i < lead->n_links; i++) {
        if (!is_told(lead, i)) {
            table_link(buf, lead, i);
        }
    }
    for (size_t i = 0; i < lead->n_common; i++) {
        const struct pl_lead_common *c = &lead->common[i];
        pl_buf_add_fmt(buf, "      events   %llu %s; of %llu %s seen there %llu %s one too\n",
                       (unsigned long long)c->events, pl_event_type_name(c->type), (unsigned long long)c->ships_there,
                       pl_plural(c->ships_there, "ship", "ships"), (unsigned long long)c->ships_with,
                       pl_plural(c->ships_with, "has", "have"));
    }
    for (size_t i = 0; i < lead->n_bound; i++) {
        pl_buf_add_str(buf, PL_STR("      bound    said "));
        safe(buf, pl_str_from(lead->bound[i].bound.said));
        pl_buf_add_str(buf, PL_STR(" until "));
        day(buf, lead->bound[i].at);
        pl_buf_add_str(buf, PL_STR(": "));
        safe(buf, lead->bound[i].remark);
        pl_buf_add_char(buf, '\n');
    }
    for (size_t i = 0; i < lead->n_owners; i++) {
        pl_buf_add_str(buf, PL_STR("      owner    "));
        safe(buf, lead->owners[i]);
        pl_buf_add_char(buf, '\n');
    }
    for (size_t i = 0; i < lead->n_against; i++) {
        pl_buf_add_str(buf, PL_STR("      against  "));
        safe(buf, lead->against[i]);
        pl_buf_add_char(buf, '\n');
    }
    for (size_t i = 0; i < lead->n_innocent; i++) {
        pl_buf_add_str(buf, PL_STR("      but      "));
        safe(buf, lead->innocent[i]);
        pl_buf_add_char(buf, '\n');
    }
}

static void table_lists(const struct pl_leads *leads, struct pl_buf *buf) {
    if (leads->n_lists == 0) {
        pl_buf_add_str(buf, PL_STR("Undetermined: "));
        pl_buf_add_str(buf, leads->no_list);
        pl_buf_add_str(buf, PL_STR(" (plimsoll import LIST.xml).\n"));
        return;
    }
    pl_buf_add_str(buf, PL_STR("Screened against:"));
    for (size_t i = 0; i < leads->n_lists; i++) {
        const struct pl_lead_list *list = &leads->lists[i];
        pl_buf_add_str(buf, i > 0 ? PL_STR("; ") : PL_STR(" "));
        safe(buf, list->list);
        pl_buf_add_str(buf, PL_STR(" of "));
        safe(buf, list->published.n > 0 ? list->published : PL_STR("unknown date"));
        pl_buf_add_fmt(buf, " (%llu %s", (unsigned long long)list->entries,
                       pl_plural(list->entries, "entry", "entries"));
        if (list->rejected > 0) {
            pl_buf_add_fmt(buf, ", %llu rejected", (unsigned long long)list->rejected);
        }
        if (list->age_days >= 0) {
            pl_buf_add_fmt(buf, ", %lld %s old", (long long)list->age_days,
                           pl_plural((uint64_t)list->age_days, "day", "days"));
        }
        pl_buf_add_char(buf, ')');
    }
    pl_buf_add_str(buf, PL_STR(".\n"));
    if (leads->lacking.n > 0) {
        pl_buf_add_str(buf, PL_STR("Undetermined: "));
        safe(buf, leads->lacking);
        pl_buf_add_str(buf, PL_STR(". A ship without a lead may be listed all the same.\n"));
    }
}

void pl_leads_table(const struct pl_leads *leads, size_t max, struct pl_buf *buf) {
    if (leads->exercise) {
        pl_buf_add_str(buf, PL_STR("EXERCISE: every ship and entry is invented.\n"));
    }
    table_lists(leads, buf);
    pl_buf_add_fmt(buf, "%zu %s among %llu %s", leads->n, pl_plural(leads->n, "lead", "leads"),
                   (unsigned long long)leads->ships, pl_plural(leads->ships, "ship", "ships"));
    if (leads->first != PL_TIME_NONE && leads->last != PL_TIME_NONE) {
        pl_buf_add_str(buf, PL_STR(", "));
        day(buf, leads->first);
        pl_buf_add_str(buf, PL_STR(" to "));
        day(buf, leads->last);
    }
    pl_buf_add_str(buf, PL_STR(". A lead is a question, not a finding.\n"));
    if (leads->set_aside > 0) {
        pl_buf_add_fmt(buf, "%llu %s a listed ship's name but %s another valid IMO number: set aside (--all).\n",
                       (unsigned long long)leads->set_aside, pl_plural(leads->set_aside, "ship bears", "ships bear"),
                       pl_plural(leads->set_aside, "says", "say"));
    }
    if (leads->cleared > 0) {
        pl_buf_add_fmt(buf, "%llu %s: set aside (--all).\n", (unsigned long long)leads->cleared,
                       pl_plural(leads->cleared, "ship was decided not to be the listed one",
                                 "ships were decided not to be the listed ones"));
    }
    for (size_t i = 0; i < leads->n && (max == 0 || i < max); i++) {
        table_lead(buf, &leads->leads[i]);
    }
    if (max > 0 && leads->n > max) {
        pl_buf_add_fmt(buf, "  ... and %zu more (leads --limit 0)\n", leads->n - max);
    }
}
