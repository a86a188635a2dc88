#include "app/basemap.h"

#include <stdlib.h>
#include <string.h>

#include "input/pmtiles.h"

#include "base/ban.h"

#define CREDIT_MAX  300 /* bytes */
#define JSON_MEMORY ((size_t)256 << 20)
#define FAR_ZOOM    19 /* of a host that does not say: what most have */

struct pl_basemap {
    struct pl_pmtiles *tiles; /* NULL: an address */
    char address[PL_BASEMAP_ADDRESS_MAX + 1];
    char origin[PL_BASEMAP_ORIGIN_MAX + 1];
    char credit[CREDIT_MAX + 1];
};

/* ---- whose it is ---- */

static bool add_credit(struct pl_basemap *map, pl_str text) {
    size_t n = strlen(map->credit);
    bool fits = n + text.n <= CREDIT_MAX;
    if (fits) {
        memcpy(map->credit + n, text.p, text.n);
        map->credit[n + text.n] = '\0';
    }
    return fits;
}

/* The bytes of a character of UTF-8, by its first. */
static size_t wide(char first) {
    const unsigned c = (unsigned char)first;
    return c < 0xC0 ? 1 : c < 0xE0 ? 2 : c < 0xF0 ? 3 : 4;
}

/* Archives say it in HTML: elements are left out, the commonest references become what they mean.
 * Of what is longer than CREDIT_MAX the beginning, in whole characters. */
static void read_credit(struct pl_basemap *map, pl_str html) {
    static const char *const REFERENCES[][2] = {{"&copy;", "\xC2\xA9"}, {"&#169;", "\xC2\xA9"}, {"&amp;", "&"},
                                                {"&lt;", "<"},          {"&gt;", ">"},          {"&quot;", "\""},
                                                {"&nbsp;", " "}};
    bool fits = true;
    for (size_t i = 0; fits && i < html.n;) {
        const pl_str rest = pl_str_sub(html, i, html.n);
        const size_t end = pl_str_find(rest, '>');
        size_t n = wide(html.p[i]);
        if (html.p[i] == '<' && end < rest.n) {
            i += end + 1;
            continue;
        }
        pl_str text = pl_str_sub(rest, 0, n);
        for (size_t k = 0; k < sizeof REFERENCES / sizeof *REFERENCES; k++) {
            if (pl_str_starts(rest, pl_str_from(REFERENCES[k][0]))) {
                text = pl_str_from(REFERENCES[k][1]);
                n = strlen(REFERENCES[k][0]);
            }
        }
        fits = add_credit(map, text);
        i += n;
    }
}

static int credit_of_archive(struct pl_basemap *map, struct pl_error *err) {
    PL_ARENA_AUTO arena;
    const pl_str text = pl_pmtiles_metadata(map->tiles);
    const struct pl_jval *all = NULL, *said;
    pl_arena_open(&arena, JSON_MEMORY);
    if (text.n == 0) {
        return PL_E_OK;
    }
    struct pl_error why = {0};
    int rc = pl_json_read(text, &arena, &all, &why);
    if (rc != PL_E_OK) {
        return pl_fail(err, (enum pl_code)rc, "the map archive's metadata: %s", why.msg);
    }
    said = pl_jval_get(all, "attribution");
    if (said != NULL && said->kind == PL_JVAL_STR) {
        read_credit(map, said->str);
    }
    return PL_E_OK;
}

/* ---- an address ---- */

static bool is_host_char(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' || c == '-';
}

static bool is_host(pl_str host) {
    bool good = host.n > 0 && host.p[0] != '.' && host.p[0] != '-';
    for (size_t i = 0; good && i < host.n; i++) {
        good = is_host_char(host.p[i]);
    }
    return good;
}

static bool is_this_machine(pl_str host) {
    return pl_str_eq_nocase(host, PL_STR("localhost")) ||
           (pl_str_starts(host, PL_STR("127.")) && host.n < 16 && host.p[host.n - 1] <= '9');
}

/* {z}, {x} and {y} once each; nothing else that an address cannot hold. */
static bool is_pattern(pl_str path) {
    unsigned seen[3] = {0};
    for (size_t i = 0; i < path.n; i++) {
        const char c = path.p[i];
        if (c == '{' && i + 2 < path.n && path.p[i + 1] >= 'x' && path.p[i + 1] <= 'z' && path.p[i + 2] == '}') {
            seen[path.p[i + 1] - 'x']++;
            i += 2;
        } else if (c <= ' ' || c > '~' || strchr("\"'<>\\^`{|}#", c) != NULL) {
            return false;
        }
    }
    return seen[0] == 1 && seen[1] == 1 && seen[2] == 1;
}

static bool is_vector(pl_str path) {
    return pl_str_find_nocase(path, PL_STR(".pbf")) < path.n || pl_str_find_nocase(path, PL_STR(".mvt")) < path.n ||
           pl_str_find_nocase(path, PL_STR(".pmtiles")) < path.n;
}

static int read_address(struct pl_basemap *map, const char *address, bool tls, struct pl_error *err) {
    const pl_str whole = pl_str_from(address);
    const bool safe = pl_str_starts(whole, PL_STR("https://"));
    const size_t scheme = safe ? 8 : 7;
    if (whole.n > PL_BASEMAP_ADDRESS_MAX) {
        return pl_fail(err, PL_E_LIMIT, "the tiles' address has %zu bytes, at most %d are taken", whole.n,
                       PL_BASEMAP_ADDRESS_MAX);
    }
    if (!safe && !pl_str_starts(whole, PL_STR("http://"))) {
        return pl_fail(err, PL_E_USAGE, "the tiles' address must begin with https://");
    }
    const pl_str behind = pl_str_sub(whole, scheme, whole.n);
    const size_t slash = pl_str_find(behind, '/');
    const pl_str at = pl_str_sub(behind, 0, slash), path = pl_str_sub(behind, slash, behind.n);
    pl_str port = at;
    const pl_str host = pl_str_cut(&port, ':');
    uint64_t number = 1;
    if (!is_host(host) || (port.p != NULL && (!pl_str_u64(port, &number) || number < 1 || number > 65535))) {
        return pl_fail(err, PL_E_USAGE,
                       "the tiles' address names no host: letters, digits, dots and dashes, and a port");
    }
    if (!safe && (tls || !is_this_machine(host))) {
        return pl_fail(err, PL_E_USAGE,
                       "the tiles' address must be https: by http whoever is on the way reads what is "
                       "looked at (http is for this machine alone, on a page without TLS)");
    }
    if (scheme + at.n > PL_BASEMAP_ORIGIN_MAX) {
        return pl_fail(err, PL_E_LIMIT, "the host of the tiles' address has %zu bytes, at most %zu are taken", at.n,
                       (size_t)PL_BASEMAP_ORIGIN_MAX - scheme);
    }
    if (!is_pattern(path) || is_vector(path)) {
        return pl_fail(err, PL_E_USAGE, "%s",
                       is_vector(path) ? "an address gives pictures alone (PNG, JPEG, WebP); vector "
                                         "tiles are drawn from an archive: --tiles FILE"
                                       : "the tiles' address must have {z}, {x} and {y} once each "
                                         "behind its host, and nothing that no address holds");
    }
    memcpy(map->address, whole.p, whole.n);
    memcpy(map->origin, whole.p, scheme + at.n);
    return PL_E_OK;
}

/* ---- opening ---- */

int pl_basemap_open(const struct pl_basemap_options *options, struct pl_basemap **ret_map, struct pl_error *err) {
    struct pl_basemap *map = calloc(1, sizeof *map);
    int rc = PL_E_OK;
    if (map == NULL) {
        return pl_fail(err, PL_E_NOMEM, "no memory for a map");
    }
    if (options->archive != NULL) {
        rc = pl_pmtiles_open(options->archive, &map->tiles, err);
        rc = rc == PL_E_OK && options->credit == NULL ? credit_of_archive(map, err) : rc;
    } else {
        rc = read_address(map, options->address, options->tls, err);
    }
    if (rc == PL_E_OK && options->credit != NULL && strlen(options->credit) > CREDIT_MAX) {
        rc = pl_fail(err, PL_E_LIMIT, "whose map it is takes more than %d bytes", CREDIT_MAX);
    }
    if (rc != PL_E_OK) {
        pl_basemap_close(map);
        return rc;
    }
    if (options->credit != NULL) {
        add_credit(map, pl_str_from(options->credit));
    }
    *ret_map = map;
    return PL_E_OK;
}

void pl_basemap_close(struct pl_basemap *map) {
    if (map != NULL) {
        pl_pmtiles_close(map->tiles);
        free(map);
    }
}

const char *pl_basemap_origin(const struct pl_basemap *map) {
    return map != NULL && map->origin[0] != '\0' ? map->origin : NULL;
}

void pl_basemap_json(const struct pl_basemap *map, bool limited, struct pl_json *json) {
    static const struct pl_pmtiles_about EVERYWHERE = {
        .max_zoom = FAR_ZOOM, .west_deg = -180, .south_deg = -90, .east_deg = 180, .north_deg = 90};
    if (map == NULL || (limited && map->tiles == NULL)) {
        pl_json_null(json);
        return;
    }
    const struct pl_pmtiles_about *about = map->tiles != NULL ? pl_pmtiles_about(map->tiles) : &EVERYWHERE;
    pl_json_object(json);
    pl_json_member_text(json, "source", map->tiles != NULL ? "archive" : "address");
    pl_json_member_text(json, "tiles", map->tiles != NULL ? "/tiles/{z}/{x}/{y}" : map->address);
    pl_json_member_text(json, "kind", map->tiles != NULL ? pl_tile_kind_name(about->kind) : "picture");
    pl_json_member(json, "credit", pl_str_from(map->credit));
    pl_json_key(json, "min_zoom");
    pl_json_u64(json, about->min_zoom);
    pl_json_key(json, "max_zoom");
    pl_json_u64(json, about->max_zoom);
    pl_json_key(json, "bounds");
    pl_json_array(json);
    pl_json_fixed(json, about->west_deg, 6);
    pl_json_fixed(json, about->south_deg, 6);
    pl_json_fixed(json, about->east_deg, 6);
    pl_json_fixed(json, about->north_deg, 6);
    pl_json_array_end(json);
    pl_json_key(json, "origin");
    pl_json_text(json, pl_basemap_origin(map));
    pl_json_object_end(json);
}

int pl_basemap_tile(const struct pl_basemap *map, unsigned zoom, uint32_t x, uint32_t y, struct pl_buf *out,
                    const char **ret_media, struct pl_error *err) {
    bool there = false;
    if (map == NULL || map->tiles == NULL) {
        return pl_fail(err, PL_E_NOT_FOUND, "this server was given no map archive (serve --tiles FILE)");
    }
    int rc = pl_pmtiles_tile(map->tiles, zoom, x, y, out, &there, err);
    if (rc == PL_E_OK) {
        *ret_media = there ? pl_tile_kind_media(pl_pmtiles_about(map->tiles)->kind) : NULL;
    }
    return rc;
}
