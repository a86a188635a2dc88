/* What one number says of itself, and which of its tracks said it. */
#include <string.h>

#include "detect/ship_in.h"

#include "base/ban.h"

#define TURNS_US      PL_HOUR_US
#define TURNS_LONG_US (24 * PL_HOUR_US)

static bool take(char *last, char *other, size_t n, const char *now) {
    if (now[0] == '\0' || strncmp(last, now, n) == 0) {
        return false;
    }
    memcpy(other, last, n);
    memset(last, 0, n);
    memcpy(last, now, strnlen(now, n - 1));
    return true;
}

bool pl_ship_shared(const struct pl_hulls *hulls) {
    unsigned real = 0;
    for (uint32_t i = 0; i < hulls->n; i++) {
        real += hulls->list[i].verdict == PL_HULL_REAL;
    }
    return real > 1;
}

void pl_ship_show(struct pl_ship *ship, struct pl_ship_rules *rules) {
    struct pl_said shown = ship->said;
    if (ship->hulls.n > 1 && pl_ship_shared(&ship->hulls)) {
        if (ship->other.imo != 0) {
            shown.imo = 0;
        }
        if (ship->other.name[0] != '\0') {
            memset(shown.name, 0, sizeof shown.name);
        }
        if (ship->other.callsign[0] != '\0') {
            memset(shown.callsign, 0, sizeof shown.callsign);
        }
        if (ship->other.shiptype != 0) {
            shown.shiptype = 0;
        }
        if (pl_said_size(&ship->other)) {
            memset(shown.dim, 0, sizeof shown.dim);
        }
    }
    if (memcmp(&shown, &ship->shown, sizeof shown) != 0) {
        ship->shown = shown;
        rules->out.said(rules->out.ctx, ship->mmsi, &shown);
    }
}

static bool says_anything(const struct pl_said *said) {
    return said->imo != 0 || said->name[0] != '\0' || said->callsign[0] != '\0' || said->shiptype != 0 ||
           pl_said_size(said);
}

/* What is said replaces what was said; what is not, does not. */
static void take_over(struct pl_said *to, const struct pl_said *said) {
    to->imo = said->imo != 0 ? said->imo : to->imo;
    if (said->name[0] != '\0') {
        memcpy(to->name, said->name, sizeof to->name);
    }
    if (said->callsign[0] != '\0') {
        memcpy(to->callsign, said->callsign, sizeof to->callsign);
    }
    to->shiptype = said->shiptype != 0 ? said->shiptype : to->shiptype;
    if (pl_said_size(said)) {
        memcpy(to->dim, said->dim, sizeof to->dim);
    }
}

/* Static data carry no position: said between two reports of one track, they are that track's. Where other tracks of
 * the number report by turns, they are no one's; and a track that another one alternated with for a day keeps what it
 * had said before, for one of them may be a false position of the other's ship. */
void pl_ship_hear(struct pl_ship *ship, struct pl_hull *h, pl_time now) {
    if (!says_anything(&ship->heard)) {
        return;
    }
    pl_time other = now - TURNS_LONG_US;
    for (uint32_t i = 0; i < ship->hulls.n; i++) {
        const struct pl_hull *o = &ship->hulls.list[i];
        other = o != h && o->n > 0 && o->last.at > other ? o->last.at : other;
    }
    if (other == now - TURNS_LONG_US) {
        take_over(&h->said, &ship->heard);
    } else if (other <= now - TURNS_US) {
        take_over(&ship->heard, &h->said);
        h->said = ship->heard;
    }
    ship->heard = (struct pl_said){0};
}

static void copy_text(char *to, size_t n, const char *text) { memcpy(to, text, strnlen(text, n - 1)); }

void pl_ship_listen(struct pl_ship *ship, struct pl_ship_rules *rules, const struct pl_ais_static *said) {
    if (said->imo != 0 && said->imo != ship->said.imo) {
        ship->other.imo = ship->said.imo;
        ship->said.imo = said->imo;
    }
    take(ship->said.name, ship->other.name, sizeof ship->said.name, said->name);
    take(ship->said.callsign, ship->other.callsign, sizeof ship->said.callsign, said->callsign);
    if (said->shiptype != 0 && said->shiptype != ship->said.shiptype) {
        ship->other.shiptype = ship->said.shiptype;
        ship->said.shiptype = said->shiptype;
    }
    uint16_t dim[4] = {said->to_bow_m, said->to_stern_m, said->to_port_m, said->to_starboard_m};
    struct pl_said heard = {.imo = said->imo, .shiptype = said->shiptype};
    copy_text(heard.name, sizeof heard.name, said->name);
    copy_text(heard.callsign, sizeof heard.callsign, said->callsign);
    memcpy(heard.dim, dim, sizeof dim);
    take_over(&ship->heard, &heard);
    if ((dim[0] | dim[1] | dim[2] | dim[3]) != 0 && memcmp(dim, ship->said.dim, sizeof dim) != 0) {
        memcpy(ship->other.dim, ship->said.dim, sizeof dim);
        memcpy(ship->said.dim, dim, sizeof dim);
    }
    pl_ship_show(ship, rules);
}
