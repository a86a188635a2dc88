#include "app/lead_text.h"
#include "text/html.h"
#include "text/plural.h"

#include "base/ban.h"

/* The map: an equirectangular drawing of the area of the events, widened to a readable frame. */
#define MAP_WIDTH      960.0
#define MAP_HEIGHT_MAX 720.0
#define LAND_STEPS     400 /* samples of the land mask along the longer side */

struct frame {
    double lon0, lon1, lat0, lat1; /* degrees; lon1 may exceed 180 */
    double scale_x, scale_y;       /* pixels a degree */
    double height;
};

static const char STYLE[] =
    ":root{--ink:#1a1c20;--soft:#555b66;--line:#d5d9e0;--paper:#fff;--sea:#e8eff5;--land:#cfc9b8;--hot:#a3200d;"
    "--warm:#8a5a00;--cool:#1f4f7a}"
    "body{font:16px/1.5 system-ui,'Noto Sans','DejaVu Sans',sans-serif;color:var(--ink);background:var(--paper);"
    "margin:0 auto;padding:1.5rem;max-width:62rem}"
    "h1{font-size:1.6rem;margin:0 0 .3rem}h2{font-size:1.2rem;margin:2rem 0 .5rem}"
    "p{margin:.4rem 0;max-width:46rem}.banner{border-left:.4rem solid var(--hot);padding:.4rem "
    ".8rem;background:#fbeeec}"
    ".soft{color:var(--soft)}table{border-collapse:collapse;width:100%;font-size:.95rem}"
    "th,td{text-align:left;vertical-align:top;padding:.35rem .6rem .35rem 0;border-bottom:1px solid var(--line)}"
    "td.n{text-align:right;font-variant-numeric:tabular-nums}article{border-top:2px solid var(--ink);padding:.6rem 0;"
    "margin-top:1.4rem;break-inside:avoid}article h3{margin:.2rem 0;font-size:1.1rem}dl{display:grid;"
    "grid-template-columns:8rem 1fr;gap:.15rem .8rem;margin:.5rem 0}dt{color:var(--soft)}dd{margin:0}"
    "svg{width:100%;height:auto;border:1px solid var(--line);background:var(--sea)}svg text{font:600 11px sans-serif;"
    "fill:var(--paper);text-anchor:middle}svg a{cursor:pointer}.grid{stroke:#b8c4d0;stroke-width:.5;fill:none}"
    ".deg{font:10px sans-serif!important;fill:var(--soft)!important;text-anchor:start!important}"
    "ul{margin:.2rem 0;padding-left:1.1rem}code{font-size:.85em;overflow-wrap:anywhere}"
    "@media print{body{padding:0;font-size:11px}a{color:inherit;text-decoration:none}}"
    "@media(max-width:40rem){dl{grid-template-columns:1fr}dt{margin-top:.4rem}}";

static void lit(struct pl_buf *buf, const char *html) { pl_buf_add_str(buf, pl_str_from(html)); }

static void when(struct pl_buf *buf, pl_time at) {
    PL_BUF_AUTO text;
    pl_buf_open(&text, 64);
    pl_time_write(&text, at);
    pl_str s = pl_buf_str(&text);
    if (s.n >= 16) {
        pl_buf_add_str(buf, pl_str_sub(s, 0, 10));
        pl_buf_add_char(buf, ' ');
        pl_buf_add_str(buf, pl_str_sub(s, 11, 5));
    } else {
        lit(buf, "&#8211;");
    }
}

/* Events that have a place, of leads; the frame holds them all. Longitudes are unwrapped around the first. */
static bool frame_of(const struct pl_leads *leads, struct frame *f) {
    bool any = false;
    double first = 0;
    for (size_t i = 0; i < leads->n; i++) {
        for (size_t k = 0; k < leads->leads[i].n_events; k++) {
            const struct pl_event *e = leads->leads[i].events[k];
            if (!e->has_pos) {
                continue;
            }
            double lat = pl_pos_lat_deg(e->pos);
            double lon = pl_pos_lon_deg(e->pos);
            first = any ? first : lon;
            lon += lon - first > 180 ? -360 : lon - first < -180 ? 360 : 0;
            f->lon0 = any && f->lon0 < lon ? f->lon0 : lon;
            f->lon1 = any && f->lon1 > lon ? f->lon1 : lon;
            f->lat0 = any && f->lat0 < lat ? f->lat0 : lat;
            f->lat1 = any && f->lat1 > lat ? f->lat1 : lat;
            any = true;
        }
    }
    if (!any) {
        return false;
    }
    double pad_lon = (f->lon1 - f->lon0) * 0.08 + 1;
    double pad_lat = (f->lat1 - f->lat0) * 0.08 + 1;
    f->lon0 -= pad_lon;
    f->lon1 += pad_lon;
    f->lat0 = f->lat0 - pad_lat > -85 ? f->lat0 - pad_lat : -85;
    f->lat1 = f->lat1 + pad_lat < 85 ? f->lat1 + pad_lat : 85;
    /* A degree of longitude is drawn shorter than one of latitude, as it is at the middle of the map. */
    double middle = (f->lat0 + f->lat1) / 2 / 90;
    double shrink = 1 - middle * middle > 0.2 ? 1 - middle * middle : 0.2;
    f->scale_x = MAP_WIDTH / (f->lon1 - f->lon0);
    f->scale_y = f->scale_x / shrink;
    f->height = (f->lat1 - f->lat0) * f->scale_y;
    if (f->height > MAP_HEIGHT_MAX) {
        double wide = f->height / MAP_HEIGHT_MAX;
        double add = (f->lon1 - f->lon0) * (wide - 1) / 2;
        f->lon0 -= add;
        f->lon1 += add;
        f->scale_x /= wide;
        f->scale_y /= wide;
        f->height = MAP_HEIGHT_MAX;
    }
    return true;
}

static double x_of(const struct frame *f, double lon) {
    while (lon < f->lon0) {
        lon += 360;
    }
    while (lon > f->lon1 && lon - 360 >= f->lon0) {
        lon -= 360;
    }
    return (lon - f->lon0) * f->scale_x;
}

static double y_of(const struct frame *f, double lat) { return (f->lat1 - lat) * f->scale_y; }

/* "port_visit" as words. */
static void type_words(struct pl_buf *buf, int type) {
    for (const char *p = pl_event_type_name(type); *p != '\0'; p++) {
        pl_buf_add_char(buf, *p == '_' ? ' ' : *p);
    }
}

static void number(struct pl_buf *buf, double v) { pl_buf_add_fixed(buf, v, 1); }

/* Land as runs of rectangles, one path. */
static void draw_land(struct pl_buf *buf, const struct frame *f, const struct pl_sea *sea) {
    double step = (f->lon1 - f->lon0) / LAND_STEPS;
    double rows = f->height / (step * f->scale_y);
    lit(buf, "<path fill=\"var(--land)\" d=\"");
    for (int row = 0; row < (int)rows + 1; row++) {
        double lat = f->lat1 - (row + 0.5) * step;
        int run = 0;
        for (int col = 0; col <= LAND_STEPS; col++) {
            double lon = f->lon0 + (col + 0.5) * step;
            lon += lon > 180 ? -360 : lon < -180 ? 360 : 0;
            pl_pos pos = {0, 0};
            bool land = col < LAND_STEPS && pl_pos_from_deg(lon, lat, &pos) && pl_sea_at(sea, pos) == PL_SEA_LAND;
            if (land) {
                run++;
            } else if (run > 0) {
                lit(buf, "M");
                number(buf, (col - run) * step * f->scale_x);
                lit(buf, " ");
                number(buf, row * step * f->scale_y);
                lit(buf, "h");
                number(buf, run * step * f->scale_x + 0.3);
                lit(buf, "v");
                number(buf, step * f->scale_y + 0.3);
                lit(buf, "h-");
                number(buf, run * step * f->scale_x + 0.3);
                lit(buf, "z");
                run = 0;
            }
        }
    }
    lit(buf, "\"/>");
}

static void draw_grid(struct pl_buf *buf, const struct frame *f) {
    double span = f->lon1 - f->lon0;
    int step = span > 90 ? 20 : span > 40 ? 10 : span > 15 ? 5 : 1;
    for (int lon = -360; lon <= 540; lon += step) {
        if (lon > f->lon0 && lon < f->lon1) {
            double x = (lon - f->lon0) * f->scale_x;
            int shown = lon > 180 ? lon - 360 : lon < -180 ? lon + 360 : lon;
            lit(buf, "<path class=\"grid\" d=\"M");
            number(buf, x);
            lit(buf, " 0V");
            number(buf, f->height);
            lit(buf, "\"/><text class=\"deg\" x=\"");
            number(buf, x + 3);
            lit(buf, "\" y=\"");
            number(buf, f->height - 4);
            pl_buf_add_fmt(buf, "\">%d&#176;%s</text>", shown < 0 ? -shown : shown, shown < 0 ? "W" : "E");
        }
    }
    for (int lat = -90 + step; lat < 90; lat += step) {
        if (lat > f->lat0 && lat < f->lat1) {
            lit(buf, "<path class=\"grid\" d=\"M0 ");
            number(buf, y_of(f, lat));
            pl_buf_add_fmt(buf, "H%d\"/><text class=\"deg\" x=\"3\" y=\"", (int)MAP_WIDTH);
            number(buf, y_of(f, lat) - 3);
            pl_buf_add_fmt(buf, "\">%d&#176;%s</text>", lat < 0 ? -lat : lat, lat < 0 ? "S" : "N");
        }
    }
}

static const char *colour_of(int lead_class) {
    return lead_class <= PL_LEAD_LISTED_CALLSIGN_NAME ? "var(--hot)"
           : lead_class <= PL_LEAD_NAMED_IN_ENTRY     ? "var(--warm)"
                                                      : "var(--cool)";
}

static void draw_event(struct pl_buf *buf, const struct frame *f, const struct pl_lead *lead,
                       const struct pl_event *e) {
    double x = x_of(f, pl_pos_lon_deg(e->pos));
    double y = y_of(f, pl_pos_lat_deg(e->pos));
    pl_buf_add_fmt(buf, "<a href=\"#lead-%u\"><title>", lead->rank);
    pl_buf_add_fmt(buf, "%u. ", lead->rank);
    pl_html_text(buf, lead->name.n > 0 ? lead->name : PL_STR("no name said"));
    lit(buf, ": ");
    type_words(buf, e->type);
    lit(buf, ", ");
    when(buf, e->start);
    lit(buf, "</title><circle r=\"8\" cx=\"");
    number(buf, x);
    lit(buf, "\" cy=\"");
    number(buf, y);
    pl_buf_add_fmt(buf, "\" fill=\"%s\" fill-opacity=\".85\"/><text x=\"", colour_of(lead->lead_class));
    number(buf, x);
    lit(buf, "\" y=\"");
    number(buf, y + 4);
    pl_buf_add_fmt(buf, "\">%u</text></a>", lead->rank);
}

static void draw_map(struct pl_buf *buf, const struct pl_leads *leads, const struct pl_sea *sea) {
    struct frame f = {0};
    lit(buf, "<h2>Map</h2>");
    if (!frame_of(leads, &f)) {
        lit(buf, "<p class=\"soft\">No event of a lead has a place.</p>");
        return;
    }
    pl_buf_add_fmt(buf, "<svg viewBox=\"0 0 %d ", (int)MAP_WIDTH);
    number(buf, f.height);
    lit(buf, "\" role=\"img\" aria-label=\"Where the events of the leads happened; the table lists them\">");
    if (sea != NULL) {
        draw_land(buf, &f, sea);
    }
    draw_grid(buf, &f);
    for (size_t i = leads->n; i > 0; i--) { /* the first rank on top */
        const struct pl_lead *lead = &leads->leads[i - 1];
        for (size_t k = 0; k < lead->n_events; k++) {
            if (lead->events[k]->has_pos) {
                draw_event(buf, &f, lead, lead->events[k]);
            }
        }
    }
    lit(buf,
        "</svg><p class=\"soft\">Each mark is an event, numbered by its lead: red, an identifier of a listed ship; "
        "brown, a meeting or a mention; blue, a name or call sign alone. Land is drawn from a coarse mask");
    if (sea != NULL) {
        pl_buf_add_fmt(buf, " (SHA-256 <code>%.16s&#8230;</code>)", pl_sea_hash(sea));
    }
    lit(buf, ".</p>");
}

static void row(struct pl_buf *buf, const struct pl_lead *lead) {
    pl_buf_add_fmt(buf, "<tr><td class=\"n\"><a href=\"#lead-%u\">%u</a></td><td>", lead->rank, lead->rank);
    pl_html_foreign(buf, lead->name.n > 0 ? lead->name : PL_STR("no name said"));
    pl_buf_add_fmt(buf, "<br><span class=\"soft\">MMSI %09u", lead->mmsi);
    if (lead->imo != 0) {
        pl_buf_add_fmt(buf, ", IMO %07u", lead->imo);
    }
    lit(buf, "</span></td><td>");
    pl_html_text(buf, pl_str_from(pl_lead_class_text(lead->lead_class)));
    lit(buf, "</td><td>");
    pl_html_foreign(buf, lead->links[0].list);
    lit(buf, " ");
    pl_html_foreign(buf, lead->links[0].reference);
    lit(buf, "</td><td>");
    for (size_t i = 0; i < lead->n_common; i++) {
        pl_buf_add_fmt(buf, "%s%llu ", i > 0 ? ", " : "", (unsigned long long)lead->common[i].events);
        type_words(buf, lead->common[i].type);
    }
    lit(buf, "</td></tr>");
}

static void reason(struct pl_buf *buf, const struct pl_lead_link *link) {
    lit(buf, "<li>It ");
    pl_html_text(buf, pl_str_from(pl_lead_class_text(link->lead_class)));
    if (link->via_mmsi != 0) {
        pl_buf_add_fmt(buf, " (MMSI %09u) from ", link->via_mmsi);
    } else {
        lit(buf, ": ");
        pl_html_text(buf, link->field);
        lit(buf, " ");
        pl_html_foreign(buf, link->said);
        lit(buf, ", said from ");
    }
    when(buf, link->from);
    lit(buf, " to ");
    when(buf, link->to);
    lit(buf, ". List ");
    pl_html_foreign(buf, link->list);
    lit(buf, ", entry ");
    pl_html_foreign(buf, link->reference);
    lit(buf, " ");
    pl_html_foreign(buf, link->caption);
    lit(buf, ", which has ");
    pl_html_foreign(buf, link->listed_value);
    lit(buf, "; published ");
    pl_html_foreign(buf, link->published.n > 0 ? link->published : PL_STR("on an unknown date"));
    if (link->why.n > 0) {
        lit(buf, "; the names are near (score ");
        pl_buf_add_fixed(buf, link->score, 2);
        lit(buf, "): ");
        pl_html_foreign(buf, link->why);
    }
    lit(buf, ".</li>");
}

static void texts(struct pl_buf *buf, const char *title, const pl_str *list, size_t n) {
    if (n == 0) {
        return;
    }
    pl_buf_add_fmt(buf, "<dt>%s</dt><dd><ul>", title);
    for (size_t i = 0; i < n; i++) {
        lit(buf, "<li>");
        pl_html_text(buf, list[i]);
        lit(buf, "</li>");
    }
    lit(buf, "</ul></dd>");
}

static void events(struct pl_buf *buf, const struct pl_lead *lead) {
    enum { SHOWN = 50 };
    if (lead->n_events == 0) {
        return;
    }
    lit(buf, "<dt>Events</dt><dd><ul>");
    for (size_t i = 0; i < lead->n_events && i < SHOWN; i++) {
        const struct pl_event *e = lead->events[i];
        char hex[65];
        pl_hash_hex(e->id, hex);
        lit(buf, "<li>");
        type_words(buf, e->type);
        lit(buf, ", ");
        when(buf, e->start);
        lit(buf, " to ");
        when(buf, e->end);
        pl_buf_add_fmt(buf, "%s <code class=\"soft\">%.16s</code></li>",
                       e->open ? " (open at the end of the data)" : "", hex);
    }
    if (lead->n_events > SHOWN) {
        pl_buf_add_fmt(buf, "<li>and %zu more</li>", lead->n_events - SHOWN);
    }
    lit(buf, "</ul></dd>");
}

static void how_common(struct pl_buf *buf, const struct pl_lead *lead) {
    if (lead->n_common == 0) {
        return;
    }
    lit(buf, "<dt>How common</dt><dd><ul>");
    for (size_t i = 0; i < lead->n_common; i++) {
        const struct pl_lead_common *c = &lead->common[i];
        lit(buf, "<li>");
        type_words(buf, c->type);
        pl_buf_add_fmt(buf, ": %llu of the %llu %s seen in the same waters</li>", (unsigned long long)c->ships_with,
                       (unsigned long long)c->ships_there, pl_plural(c->ships_there, "ship", "ships"));
    }
    lit(buf, "</ul></dd>");
}

static void article(struct pl_buf *buf, const struct pl_lead *lead) {
    pl_buf_add_fmt(buf, "<article id=\"lead-%u\"><h3>%u. ", lead->rank, lead->rank);
    pl_html_foreign(buf, lead->name.n > 0 ? lead->name : PL_STR("no name said"));
    lit(buf, "</h3><p class=\"soft\">" PL_LEAD_STATUS "</p><dl><dt>Says it is</dt><dd>");
    pl_buf_add_fmt(buf, "MMSI %09u", lead->mmsi);
    if (lead->flag.n > 0) {
        pl_buf_add_fmt(buf, " (flag by number: %.*s)", (int)lead->flag.n, lead->flag.p);
    }
    if (lead->imo != 0) {
        pl_buf_add_fmt(buf, ", IMO %07u", lead->imo);
    }
    if (lead->callsign.n > 0) {
        lit(buf, ", call sign ");
        pl_html_foreign(buf, lead->callsign);
    }
    lit(buf, "</dd><dt>Seen</dt><dd>");
    when(buf, lead->first_seen);
    lit(buf, " to ");
    when(buf, lead->last_seen);
    lit(buf, "</dd><dt>Why</dt><dd><ul>");
    for (size_t i = 0; i < lead->n_links; i++) {
        reason(buf, &lead->links[i]);
    }
    lit(buf, "</ul></dd>");
    texts(buf, "Owners", lead->owners, lead->n_owners);
    texts(buf, "Against", lead->against, lead->n_against);
    texts(buf, "Not ruled out", lead->innocent, lead->n_innocent);
    how_common(buf, lead);
    events(buf, lead);
    lit(buf, "</dl></article>");
}

static void head(struct pl_buf *buf, const struct pl_leads *leads) {
    lit(buf, "<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" "
             "content=\"width=device-width,initial-scale=1\"><meta http-equiv=\"Content-Security-Policy\" "
             "content=\"default-src 'none'; style-src 'unsafe-inline'\"><title>Leads</title><style>");
    lit(buf, STYLE);
    lit(buf, "</style></head><body><h1>Leads</h1>");
    if (leads->exercise) {
        lit(buf, "<p class=\"banner\"><strong>Exercise.</strong> Every ship, number and entry on this page is "
                 "invented.</p>");
    }
    lit(buf, "<p class=\"banner\">Each line is a <strong>lead, not a finding</strong>: a question that the recordings "
             "raise, with what speaks for and against it. No one has reviewed it.</p><p>");
    pl_buf_add_fmt(buf, "%zu %s among %llu %s seen from ", leads->n, pl_plural(leads->n, "lead", "leads"),
                   (unsigned long long)leads->ships, pl_plural(leads->ships, "ship", "ships"));
    when(buf, leads->first);
    lit(buf, " to ");
    when(buf, leads->last);
    pl_buf_add_fmt(buf, " (UTC), with %llu %s. Known at ", (unsigned long long)leads->events,
                   pl_plural(leads->events, "event", "events"));
    when(buf, leads->known.at);
    pl_buf_add_fmt(buf, ", journal of %llu %s.", (unsigned long long)leads->known.size,
                   pl_plural(leads->known.size, "entry", "entries"));
    if (leads->set_aside > 0) {
        pl_buf_add_fmt(buf, " %llu %s set aside.", (unsigned long long)leads->set_aside,
                       pl_plural(leads->set_aside,
                                 "ship that bears a listed ship's name but says another valid IMO number is",
                                 "ships that bear a listed ship's name but say another valid IMO number are"));
    }
    lit(buf, "</p>");
}

static void undetected(struct pl_buf *buf, const struct pl_leads *leads) {
    PL_BUF_AUTO words = {0};
    pl_buf_open(&words, 1024);
    pl_undetected_text(&leads->undetected, &words);
    if (words.n > 0) {
        lit(buf, "<p class=\"banner\">Not complete: ");
        pl_html_text(buf, pl_buf_str(&words));
        lit(buf, ".</p>");
    }
}

static void lists(struct pl_buf *buf, const struct pl_leads *leads) {
    undetected(buf, leads);
    lit(buf, "<h2>Lists searched</h2>");
    if (leads->n_lists == 0) {
        lit(buf, "<p class=\"banner\">Undetermined: ");
        pl_html_text(buf, leads->no_list);
        lit(buf, ".</p>");
        return;
    }
    if (leads->lacking.n > 0) {
        lit(buf, "<p class=\"banner\">Undetermined: ");
        pl_html_foreign(buf, leads->lacking);
        lit(buf, ". A ship without a lead may be listed all the same.</p>");
    }
    lit(buf, "<table><thead><tr><th>List</th><th>Published</th><th>Age in days</th><th>Entries</th><th>SHA-256</th>"
             "</tr></thead><tbody>");
    for (size_t i = 0; i < leads->n_lists; i++) {
        const struct pl_lead_list *list = &leads->lists[i];
        lit(buf, "<tr><td>");
        pl_html_foreign(buf, list->list);
        lit(buf, "</td><td>");
        pl_html_foreign(buf, list->published.n > 0 ? list->published : PL_STR("unknown"));
        lit(buf, "</td><td class=\"n\">");
        if (list->age_days >= 0) {
            pl_buf_add_i64(buf, list->age_days);
        } else {
            lit(buf, "unknown");
        }
        pl_buf_add_fmt(buf, "</td><td class=\"n\">%llu</td><td><code>%s</code></td></tr>",
                       (unsigned long long)list->entries, list->sha256);
    }
    lit(buf, "</tbody></table>");
}

static void method(struct pl_buf *buf) {
    lit(buf,
        "<h2>How to read this page</h2><p>Leads are ranked by the kind of their strongest reason, in this order: ");
    for (int i = 0; i < (int)PL_LEAD_CLASS_COUNT; i++) {
        pl_buf_add_fmt(buf, "%s%d. it %s", i > 0 ? "; " : "", i + 1, pl_lead_class_text(i));
    }
    lit(buf,
        ". Within one kind: more kinds of events first, then the ship seen last, then the lower MMSI. Nothing is "
        "added up.</p><p>Names, call signs and numbers are compared exactly; a ship that changed all of them is not "
        "on this page, and a ship that is not on this page has not been cleared.</p>");
}

void pl_leads_page(const struct pl_leads *leads, const struct pl_sea *sea, struct pl_buf *buf) {
    head(buf, leads);
    lit(buf, "<h2>Table</h2><table><thead><tr><th>Rank</th><th>Ship, as it says</th><th>Strongest reason</th>"
             "<th>List entry</th><th>Events</th></tr></thead><tbody>");
    for (size_t i = 0; i < leads->n; i++) {
        row(buf, &leads->leads[i]);
    }
    lit(buf, leads->n == 0 ? "<tr><td colspan=\"5\">none</td></tr></tbody></table>" : "</tbody></table>");
    draw_map(buf, leads, sea);
    lists(buf, leads);
    lit(buf, "<h2>The leads</h2>");
    for (size_t i = 0; i < leads->n; i++) {
        article(buf, &leads->leads[i]);
    }
    method(buf);
    lit(buf, "</body></html>\n");
}
