#include "helper/exif.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/time.h"

#include "base/ban.h"

const char *const pl_exif_others[] = {"artist",    "copyright",     "description", "comment",
                                      "owner",     "serial number", "software",    "maker note",
                                      "thumbnail", "host computer", NULL};

enum { ARTIST, COPYRIGHT, DESCRIPTION, COMMENT, OWNER, SERIAL, SOFTWARE, MAKER_NOTE, THUMBNAIL, HOST };

struct field {
    unsigned type;
    uint32_t count;
    pl_str bytes; /* its value */
};

struct block {
    pl_str tiff;
    bool big; /* big-endian */
    unsigned tags;
    struct pl_exif *exif;
    char stamps[3][40];  /* DateTime, Original, Digitized */
    char offsets[3][16]; /* of each */
    char lat_ref, lon_ref, date[16];
    double lat, lon, clock[3];
    bool has_lat, has_lon, has_clock;
};

static unsigned get16(const struct block *b, const char *p) {
    unsigned x = (unsigned char)p[0], y = (unsigned char)p[1];
    return b->big ? x << 8 | y : y << 8 | x;
}

static uint32_t get32(const struct block *b, const char *p) {
    uint32_t x = get16(b, p), y = get16(b, p + 2);
    return b->big ? x << 16 | y : y << 16 | x;
}

/* ---- values ---- */

static pl_str text_of(const struct field *f) {
    if (f->type != 2) {
        return PL_STR("");
    }
    return pl_str_trim(pl_str_sub(f->bytes, 0, pl_str_find(f->bytes, '\0')));
}

static void keep_text(const struct field *f, char *out, size_t cap) {
    pl_str text = text_of(f);
    if (text.n < cap) {
        memcpy(out, text.p, text.n);
        out[text.n] = '\0';
    }
}

static bool rationals(const struct block *b, const struct field *f, size_t n, double *ret) {
    if (f->type != 5 || f->count != n) {
        return false;
    }
    for (size_t i = 0; i < n; i++) {
        uint32_t above = get32(b, f->bytes.p + 8 * i), below = get32(b, f->bytes.p + 8 * i + 4);
        if (below == 0) {
            return false;
        }
        ret[i] = (double)above / (double)below;
    }
    return true;
}

static bool degrees(const struct block *b, const struct field *f, double *ret) {
    double v[3];
    if (!rationals(b, f, 3, v) || v[1] >= 60 || v[2] >= 60) {
        return false;
    }
    *ret = v[0] + v[1] / 60 + v[2] / 3600;
    return true;
}

/* ---- tags ---- */

static void on_gps(struct block *b, unsigned tag, const struct field *f) {
    pl_str text = text_of(f);
    switch (tag) {
    case 1:
        b->lat_ref = text.n == 1 ? text.p[0] : '\0';
        break;
    case 2:
        b->has_lat = degrees(b, f, &b->lat);
        break;
    case 3:
        b->lon_ref = text.n == 1 ? text.p[0] : '\0';
        break;
    case 4:
        b->has_lon = degrees(b, f, &b->lon);
        break;
    case 7:
        b->has_clock = rationals(b, f, 3, b->clock);
        break;
    case 29:
        keep_text(f, b->date, sizeof b->date);
        break;
    default:
        break;
    }
}

static void set_other(struct block *b, int which) { b->exif->others |= UINT32_C(1) << which; }

static void on_main(struct block *b, unsigned tag, const struct field *f) {
    static const struct {
        unsigned tag;
        int which;
    } OTHERS[] = {{0x13B, ARTIST},  {0x8298, COPYRIGHT}, {0x10E, DESCRIPTION},  {0x9286, COMMENT}, {0xA430, OWNER},
                  {0xA431, SERIAL}, {0x131, SOFTWARE},   {0x927C, MAKER_NOTE},  {0xA435, SERIAL},  {0x201, THUMBNAIL},
                  {0x13C, HOST},    {0x9C9D, ARTIST},    {0x9C9B, DESCRIPTION}, {0x9C9C, COMMENT}, {0xC62F, SERIAL}};
    for (size_t i = 0; i < sizeof OTHERS / sizeof *OTHERS; i++) {
        if (OTHERS[i].tag == tag) {
            set_other(b, OTHERS[i].which);
        }
    }
    switch (tag) {
    case 0x10F:
        b->exif->maker = text_of(f);
        break;
    case 0x110:
        b->exif->model = text_of(f);
        break;
    case 0x112: {
        unsigned turn = f->type == 3 && f->count == 1 ? get16(b, f->bytes.p) : 0;
        b->exif->orientation = turn >= 1 && turn <= 8 ? (int)turn : 0;
        break;
    }
    case 0x132:
        keep_text(f, b->stamps[0], sizeof b->stamps[0]);
        break;
    case 0x9003:
    case 0x9004:
        keep_text(f, b->stamps[tag - 0x9002], sizeof b->stamps[0]);
        break;
    case 0x9010:
    case 0x9011:
    case 0x9012:
        keep_text(f, b->offsets[tag - 0x9010], sizeof b->offsets[0]);
        break;
    default:
        break;
    }
}

/* ---- directories ---- */

enum { MAIN, GPS, THUMB };

static void read_directory(struct block *b, uint32_t at, int which, unsigned depth);

static bool read_field(const struct block *b, const char *p, struct field *ret) {
    static const unsigned char SIZES[] = {0, 1, 1, 2, 4, 8, 1, 1, 2, 4, 8, 4, 8};
    unsigned type = get16(b, p + 2);
    uint32_t count = get32(b, p + 4);
    if (type == 0 || type >= sizeof SIZES || count > b->tiff.n) {
        return false;
    }
    uint64_t n = (uint64_t)SIZES[type] * count;
    uint32_t at = n <= 4 ? (uint32_t)(p + 8 - b->tiff.p) : get32(b, p + 8);
    if (at > b->tiff.n || b->tiff.n - at < n) {
        return false;
    }
    *ret = (struct field){.type = type, .count = count, .bytes = pl_str_make(b->tiff.p + at, (size_t)n)};
    return true;
}

static void read_tag(struct block *b, const char *p, int which, unsigned depth) {
    unsigned tag = get16(b, p);
    struct field f;
    if (!read_field(b, p, &f)) {
        return;
    }
    bool place = f.type == 4 && f.count == 1;
    if (which == GPS) {
        on_gps(b, tag, &f);
    } else if (which == THUMB) {
        if (tag == 0x201) {
            set_other(b, THUMBNAIL);
        }
    } else if (place && (tag == 0x8769 || tag == 0x8825)) {
        read_directory(b, get32(b, f.bytes.p), tag == 0x8825 ? GPS : MAIN, depth + 1);
    } else {
        on_main(b, tag, &f);
    }
}

static void read_directory(struct block *b, uint32_t at, int which, unsigned depth) {
    if (depth > 3 || at > b->tiff.n || b->tiff.n - at < 2) {
        return;
    }
    const char *p = b->tiff.p + at + 2;
    size_t n = get16(b, p - 2), room = b->tiff.n - at - 2;
    for (size_t i = 0; i < n && room >= 12 && b->tags < PL_EXIF_TAGS_MAX; i++) {
        read_tag(b, p, which, depth);
        b->tags++;
        p += 12;
        room -= 12;
    }
    if (which == MAIN && depth == 0 && room >= 4) { /* the directory of the thumbnail */
        read_directory(b, get32(b, p), THUMB, depth + 1);
    }
}

/* ---- what it says ---- */

/* `2026:03:01 02:30:00` as ISO 8601; false for what is no date. */
static bool read_stamp(const char *stamp, char out[40]) {
    char iso[24];
    pl_time at;
    if (strlen(stamp) != 19 || stamp[4] != ':' || stamp[7] != ':' || stamp[10] != ' ') {
        return false;
    }
    memcpy(iso, stamp, 20);
    iso[4] = iso[7] = '-';
    iso[10] = 'T';
    if (!pl_time_parse(pl_str_from(iso), &at)) {
        return false;
    }
    memcpy(out, iso, 20);
    return true;
}

static bool is_offset(const char *text) {
    char at[40];
    pl_time any;
    return strlen(text) == 6 && (text[0] == '+' || text[0] == '-') &&
           snprintf(at, sizeof at, "2000-01-01T00:00:00%s", text) > 0 && pl_time_parse(pl_str_from(at), &any);
}

static void conclude_time(struct block *b) {
    static const int ORDER[] = {1, 2, 0};
    for (size_t i = 0; i < 3 && b->exif->time[0] == '\0'; i++) {
        int k = ORDER[i];
        if (read_stamp(b->stamps[k], b->exif->time) && is_offset(b->offsets[k])) {
            memcpy(b->exif->time + 19, b->offsets[k], 7);
        }
    }
}

static void conclude_position(struct block *b) {
    bool refs = (b->lat_ref == 'N' || b->lat_ref == 'S') && (b->lon_ref == 'E' || b->lon_ref == 'W');
    if (refs && b->has_lat && b->has_lon && b->lat <= 90 && b->lon <= 180) {
        b->exif->has_position = true;
        b->exif->lat_deg = b->lat_ref == 'S' ? -b->lat : b->lat;
        b->exif->lon_deg = b->lon_ref == 'W' ? -b->lon : b->lon;
    }
    char stamp[48];
    if (b->has_clock && b->clock[0] < 24 && b->clock[1] < 60 && b->clock[2] < 60 && strlen(b->date) == 10 &&
        snprintf(stamp, sizeof stamp, "%s %02d:%02d:%02d", b->date, (int)b->clock[0], (int)b->clock[1],
                 (int)b->clock[2]) == 19 &&
        read_stamp(stamp, b->exif->gps_time)) {
        memcpy(b->exif->gps_time + 19, "Z", 2);
    }
}

int pl_exif_read(pl_str tiff, struct pl_exif *ret, struct pl_error *err) {
    struct pl_exif exif = {.orientation = 0};
    struct block b = {.tiff = tiff, .exif = &exif};
    if (tiff.n < 8 || (memcmp(tiff.p, "II*\0", 4) != 0 && memcmp(tiff.p, "MM\0*", 4) != 0)) {
        return pl_fail(err, PL_E_FORMAT, "the EXIF block has no TIFF header");
    }
    b.big = tiff.p[0] == 'M';
    read_directory(&b, get32(&b, tiff.p + 4), MAIN, 0);
    conclude_time(&b);
    conclude_position(&b);
    *ret = exif;
    return 0;
}

/* ---- printing ---- */

static void write_text(struct pl_json *json, const char *key, pl_str value) {
    pl_json_key(json, key);
    if (value.n > 0) {
        pl_json_str(json, pl_str_sub(value, 0, 256));
    } else {
        pl_json_null(json);
    }
}

static void write_others(const struct pl_exif *exif, struct pl_json *json) {
    for (int i = 0; pl_exif_others[i] != NULL; i++) {
        if ((exif->others >> i & 1) != 0) {
            pl_json_text(json, pl_exif_others[i]);
        }
    }
}

void pl_exif_write(const struct pl_exif *exif, struct pl_json *json) {
    pl_json_object(json);
    write_text(json, "time", pl_str_from(exif->time));
    write_text(json, "gps_time", pl_str_from(exif->gps_time));
    pl_json_key(json, "lat");
    pl_json_fixed(json, exif->has_position ? exif->lat_deg : (double)NAN, 6);
    pl_json_key(json, "lon");
    pl_json_fixed(json, exif->has_position ? exif->lon_deg : (double)NAN, 6);
    write_text(json, "maker", exif->maker);
    write_text(json, "model", exif->model);
    pl_json_key(json, "orientation");
    if (exif->orientation > 0) {
        pl_json_i64(json, exif->orientation);
    } else {
        pl_json_null(json);
    }
    pl_json_key(json, "others");
    pl_json_array(json);
    write_others(exif, json);
    pl_json_array_end(json);
    pl_json_object_end(json);
}

void pl_exif_words(const struct pl_exif *exif, struct pl_json *json) {
    if (exif->time[0] != '\0') {
        pl_json_text(json, "time");
    }
    if (exif->has_position || exif->gps_time[0] != '\0') {
        pl_json_text(json, "position");
    }
    if (exif->maker.n > 0 || exif->model.n > 0) {
        pl_json_text(json, "camera");
    }
    if (exif->orientation > 0) {
        pl_json_text(json, "orientation");
    }
    write_others(exif, json);
}
