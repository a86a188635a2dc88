#include "detect/destination.h"

#include <stdlib.h>
#include <string.h>

#include "base/ban.h"

#define KEY_MAX    48 /* letters and digits of a name; a longer one is not matched */
#define TEXT_MAX   64
#define TOKENS_MAX 16
#define CODE_CHARS 5 /* of a UN/LOCODE */

struct name {
    char key[KEY_MAX]; /* capital letters and digits only */
    uint32_t port;
};

struct pl_destinations {
    const struct pl_ports *ports;
    struct name *names; /* sorted by key, then port */
    size_t n;
};

/* What stands beside a name and is none itself. */
static const char *const BESIDE[] = {"FOR",   "TO",   "PORT", "HARBOUR", "HARBOR", "ANCH",    "ANCHORAGE", "ANCHOR",
                                     "ROADS", "ROAD", "OPL",  "PILOT",   "PS",     "STATION", "INNER",     "OUTER"};

#define KOREA "KR KP"

/* How states are called behind a name: the codes of those it may be. */
static const struct {
    const char *word, *codes;
} STATES[] = {{"CHINA", "CN"},  {"PRC", "CN"},         {"JAPAN", "JP"},     {"RUSSIA", "RU"},  {"DPRK", "KP"},
              {"ROK", "KR"},    {"SKOREA", "KR"},      {"KOREA", KOREA},    {"TAIWAN", "TW"},  {"VIETNAM", "VN"},
              {"INDIA", "IN"},  {"MALAYSIA", "MY"},    {"UAE", "AE"},       {"USA", "US"},     {"EGYPT", "EG"},
              {"TURKEY", "TR"}, {"PHILIPPINES", "PH"}, {"INDONESIA", "ID"}, {"THAILAND", "TH"}};

static char capital(char c) {
    if (c >= 'a' && c <= 'z') {
        return (char)(c - 'a' + 'A');
    }
    return (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ? c : '\0';
}

/* The key of a text; false where it is empty or too long. */
static bool key_of(pl_str text, char key[KEY_MAX]) {
    size_t n = 0;
    memset(key, 0, KEY_MAX);
    for (size_t i = 0; i < text.n; i++) {
        char c = capital(text.p[i]);
        if (c != '\0' && n + 1 >= KEY_MAX) {
            return false;
        }
        if (c != '\0') {
            key[n++] = c;
        }
    }
    return n > 0;
}

static void add_name(struct pl_destinations *d, pl_str text, uint32_t port) {
    struct name *name = &d->names[d->n];
    if (key_of(text, name->key)) {
        name->port = port;
        d->n++;
    }
}

/* The parts of a text between any of these signs. */
static void add_parts(struct pl_destinations *d, pl_str text, const char *signs, uint32_t port) {
    size_t from = 0;
    for (size_t i = 0; i <= text.n; i++) {
        if (i == text.n || strchr(signs, text.p[i]) != NULL) {
            add_name(d, pl_str_sub(text, from, i - from), port);
            from = i + 1;
        }
    }
}

static size_t parts(pl_str text, const char *signs) {
    size_t n = 1;
    for (size_t i = 0; i < text.n; i++) {
        n += strchr(signs, text.p[i]) != NULL;
    }
    return n;
}

static int name_cmp(const void *a, const void *b) {
    const struct name *x = a, *y = b;
    int by_key = strcmp(x->key, y->key);
    return by_key != 0 ? by_key : (x->port > y->port) - (x->port < y->port);
}

int pl_destinations_open(const struct pl_ports *ports, struct pl_arena *arena,
                         const struct pl_destinations **ret_destinations, struct pl_error *err) {
    struct pl_destinations *d = pl_arena_calloc(arena, 1, sizeof *d);
    size_t most = 1, n = ports != NULL ? pl_ports_count(ports) : 0;
    for (size_t i = 0; i < n; i++) {
        const struct pl_port *port = pl_ports_at(ports, i);
        most += 1 + parts(port->name, "()/") + parts(port->also, "|");
    }
    if (d != NULL) {
        d->ports = ports;
        d->names = pl_arena_calloc(arena, most, sizeof *d->names);
    }
    if (d == NULL || d->names == NULL) {
        return pl_fail(err, PL_E_NOMEM, "no memory for the names of ports");
    }
    for (size_t i = 0; i < n; i++) {
        const struct pl_port *port = pl_ports_at(ports, i);
        pl_str name = port->name.n > 0 ? port->name : port->id;
        add_name(d, name, (uint32_t)i);
        add_parts(d, name, "()/", (uint32_t)i);
        add_parts(d, port->also, "|", (uint32_t)i);
    }
    qsort(d->names, d->n, sizeof *d->names, name_cmp);
    *ret_destinations = d;
    return PL_E_OK;
}

/* states: the port's has to be among them; "" any. */
static struct pl_destination look_up(const struct pl_destinations *d, pl_str text, const char *states) {
    struct pl_destination found = {0};
    char key[KEY_MAX];
    size_t low = 0, high = d->n;
    if (!key_of(text, key)) {
        return found;
    }
    while (low < high) {
        size_t mid = low + (high - low) / 2;
        if (strcmp(d->names[mid].key, key) < 0) {
            low = mid + 1;
        } else {
            high = mid;
        }
    }
    for (size_t i = low; i < d->n && strcmp(d->names[i].key, key) == 0; i++) {
        const struct pl_port *port = pl_ports_at(d->ports, d->names[i].port);
        bool again = i > low && d->names[i - 1].port == d->names[i].port; /* its name is one of its parts */
        bool there = states[0] == '\0' && !again;
        for (size_t at = 0; !there && !again && port->country.n == 2 && at < strlen(states); at += 3) {
            there = memcmp(states + at, port->country.p, 2) == 0;
        }
        for (unsigned k = 0; there && k < found.n && k < PL_DESTINATION_MOST; k++) {
            there = pl_sphere_distance_m(found.ports[k]->pos, port->pos) > PL_DESTINATION_SAME_M;
        }
        if (there && found.n < PL_DESTINATION_MOST) {
            found.ports[found.n] = port;
        }
        found.n += there;
    }
    return found;
}

struct words {
    pl_str list[TOKENS_MAX];
    unsigned n;
};

static bool is_word(pl_str token, const char *word) {
    char key[KEY_MAX];
    return key_of(token, key) && strcmp(key, word) == 0;
}

/* The words up to the first that begins a remark. False where there are too many. */
static bool split(pl_str text, struct words *w) {
    w->n = 0;
    for (size_t i = 0; i < text.n;) {
        size_t from = i;
        while (i < text.n && (capital(text.p[i]) != '\0' || text.p[i] == '\'' || text.p[i] == '`')) {
            i++;
        }
        pl_str token = pl_str_sub(text, from, i - from);
        if (token.n == 0) {
            i++;
            continue;
        }
        if (w->n > 0 && (is_word(token, "VIA") || is_word(token, "ETA"))) {
            return true;
        }
        if (w->n == TOKENS_MAX) {
            return false;
        }
        w->list[w->n++] = token;
    }
    return true;
}

static bool beside(pl_str token) {
    for (size_t i = 0; i < sizeof BESIDE / sizeof BESIDE[0]; i++) {
        if (is_word(token, BESIDE[i])) {
            return true;
        }
    }
    return false;
}

/* The states that a word behind a name stands for; code holds two letters and a NUL. */
static const char *states_of(const struct pl_destinations *d, pl_str token, char code[3]) {
    char key[KEY_MAX];
    if (!key_of(token, key)) {
        return "";
    }
    for (size_t i = 0; i < sizeof STATES / sizeof STATES[0]; i++) {
        if (strcmp(key, STATES[i].word) == 0) {
            return STATES[i].codes;
        }
    }
    for (size_t i = 0; strlen(key) == 2 && i < pl_ports_count(d->ports); i++) {
        const struct pl_port *port = pl_ports_at(d->ports, i);
        if (port->country.n == 2 && memcmp(port->country.p, key, 2) == 0) {
            memcpy(code, key, 3);
            return code;
        }
    }
    return "";
}

static pl_str between(const struct words *w, unsigned from, unsigned to) {
    const char *p = w->list[from].p;
    return pl_str_make(p, (size_t)(w->list[to - 1].p + w->list[to - 1].n - p));
}

/* A word between the name and KOREA says which of the two. */
static const char *which_korea(const struct words *w, unsigned from, unsigned *to) {
    if (*to - from > 1 && (is_word(w->list[*to - 1], "S") || is_word(w->list[*to - 1], "SOUTH"))) {
        (*to)--;
        return "KR";
    }
    if (*to - from > 1 && (is_word(w->list[*to - 1], "N") || is_word(w->list[*to - 1], "NORTH"))) {
        (*to)--;
        return "KP";
    }
    return KOREA;
}

/* The words [from, to) as a name; then without a state at an end; then without the words beside. */
static struct pl_destination name_of(const struct pl_destinations *d, const struct words *w) {
    unsigned from = 0, to = w->n;
    const char *states = "";
    char code[3];
    struct pl_destination found = {0};
    while (from < to && (found = look_up(d, between(w, from, to), states)).n == 0) {
        const char *behind = to - from > 1 && states[0] == '\0' ? states_of(d, w->list[to - 1], code) : "";
        const char *before = to - from > 1 && states[0] == '\0' ? states_of(d, w->list[from], code) : "";
        if (behind[0] != '\0') {
            states = states_of(d, w->list[--to], code);
            states = strcmp(states, KOREA) == 0 ? which_korea(w, from, &to) : states;
        } else if (beside(w->list[to - 1])) {
            to--;
        } else if (beside(w->list[from])) {
            from++;
        } else if (before[0] != '\0') {
            from++;
            states = before;
        } else {
            break;
        }
    }
    return found;
}

struct pl_destination pl_destinations_find(const struct pl_destinations *d, pl_str text) {
    struct words w;
    struct pl_destination found = {0};
    for (size_t i = text.n; i > 0; i--) { /* from > to */
        if (text.p[i - 1] == '>') {
            text = pl_str_sub(text, i, text.n);
            break;
        }
    }
    if (text.n > TEXT_MAX || !split(text, &w) || w.n == 0) {
        return found;
    }
    found = name_of(d, &w);
    if (found.n == 0 && w.n > 1 && w.list[0].n == CODE_CHARS) { /* a code, then a berth: CNSHA WGQ4 */
        struct pl_destination coded = look_up(d, w.list[0], "");
        char key[KEY_MAX];
        bool code = coded.n == 1 && key_of(w.list[0], key) && coded.ports[0]->country.n == 2 &&
                    memcmp(key, coded.ports[0]->country.p, 2) == 0;
        found = code ? coded : found;
    }
    return found;
}
