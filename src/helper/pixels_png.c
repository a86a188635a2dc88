/* PNG by libpng. Its errors come by longjmp: everything that lives through one stands in struct coder. */
#include <setjmp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <png.h>

#include "helper/pixels.h"

#include "base/ban.h"

struct coder {
    jmp_buf back;
    char why[120];
    png_structp png;
    png_infop info;
    pl_str rest;        /* to be read */
    struct pl_buf *out; /* written to */
    unsigned char *pixels;
    png_bytep *rows;
};

static void on_error(png_structp png, png_const_charp why) {
    struct coder *c = png_get_error_ptr(png);
    snprintf(c->why, sizeof c->why, "%s", why);
    longjmp(c->back, 1);
}

static void on_warning(png_structp png, png_const_charp why) {
    (void)png;
    (void)why;
}

static void read_bytes(png_structp png, png_bytep out, size_t n) {
    struct coder *c = png_get_io_ptr(png);
    if (c->rest.n < n) {
        png_error(png, "it ends early");
    }
    memcpy(out, c->rest.p, n);
    c->rest = pl_str_sub(c->rest, n, c->rest.n);
}

static void write_bytes(png_structp png, png_bytep bytes, size_t n) {
    struct coder *c = png_get_io_ptr(png);
    pl_buf_add(c->out, bytes, n);
    if (pl_buf_failed(c->out)) {
        png_error(png, "it is too large");
    }
}

static void flush_bytes(png_structp png) { (void)png; }

static bool make_rows(struct coder *c, unsigned char *pixels, uint32_t height, size_t row) {
    c->rows = calloc(height, sizeof *c->rows);
    for (uint32_t i = 0; c->rows != NULL && i < height; i++) {
        c->rows[i] = pixels + row * i;
    }
    return c->rows != NULL;
}

static bool decode(struct coder *c, struct pl_pixels *ret) {
    if (setjmp(c->back) != 0) {
        return false;
    }
    c->png = png_create_read_struct(PNG_LIBPNG_VER_STRING, c, on_error, on_warning);
    c->info = c->png != NULL ? png_create_info_struct(c->png) : NULL;
    if (c->info == NULL) {
        return false;
    }
    png_set_read_fn(c->png, c, read_bytes);
    png_set_user_limits(c->png, ret->width, ret->height);
    png_read_info(c->png, c->info);
    png_set_expand(c->png); /* palette and small greys to 8 bits, tRNS to alpha */
    png_set_strip_16(c->png);
    (void)png_set_interlace_handling(c->png);
    png_read_update_info(c->png, c->info);
    size_t row = png_get_rowbytes(c->png, c->info);
    ret->channels = png_get_channels(c->png, c->info);
    if (png_get_image_width(c->png, c->info) != ret->width || png_get_image_height(c->png, c->info) != ret->height ||
        row != (size_t)ret->width * ret->channels) {
        return false;
    }
    c->pixels = malloc(row * ret->height);
    if (c->pixels == NULL || !make_rows(c, c->pixels, ret->height, row)) {
        return false;
    }
    png_read_image(c->png, c->rows);
    png_read_end(c->png, NULL);
    return true;
}

int pl_pixels_from_png(pl_str core, uint32_t width, uint32_t height, struct pl_pixels *ret, struct pl_error *err) {
    struct coder *c = calloc(1, sizeof *c);
    struct pl_pixels pixels = {.width = width, .height = height};
    if (c == NULL) {
        return pl_fail(err, PL_E_LIMIT, "no memory for a picture");
    }
    c->rest = core;
    snprintf(c->why, sizeof c->why, "no memory for it");
    bool done = decode(c, &pixels);
    int code = done ? 0 : pl_fail(err, PL_E_FORMAT, "the PNG cannot be decoded: %s", c->why);
    if (done) {
        pixels.p = c->pixels;
        c->pixels = NULL;
        *ret = pixels;
    }
    png_destroy_read_struct(&c->png, &c->info, NULL);
    free(c->pixels);
    free(c->rows);
    free(c);
    return code;
}

static bool encode(struct coder *c, const struct pl_pixels *pixels) {
    static const int TYPES[] = {0, PNG_COLOR_TYPE_GRAY, PNG_COLOR_TYPE_GRAY_ALPHA, PNG_COLOR_TYPE_RGB,
                                PNG_COLOR_TYPE_RGB_ALPHA};
    if (setjmp(c->back) != 0) {
        return false;
    }
    c->png = png_create_write_struct(PNG_LIBPNG_VER_STRING, c, on_error, on_warning);
    c->info = c->png != NULL ? png_create_info_struct(c->png) : NULL;
    if (c->info == NULL || !make_rows(c, pixels->p, pixels->height, (size_t)pixels->width * pixels->channels)) {
        return false;
    }
    png_set_write_fn(c->png, c, write_bytes, flush_bytes);
    png_set_IHDR(c->png, c->info, pixels->width, pixels->height, 8, TYPES[pixels->channels], PNG_INTERLACE_NONE,
                 PNG_COMPRESSION_TYPE_DEFAULT, PNG_FILTER_TYPE_DEFAULT);
    png_set_compression_level(c->png, 3);
    png_write_info(c->png, c->info);
    png_write_image(c->png, c->rows);
    png_write_end(c->png, NULL);
    return true;
}

int pl_pixels_to_png(const struct pl_pixels *pixels, struct pl_buf *out, struct pl_error *err) {
    struct coder *c = calloc(1, sizeof *c);
    if (c == NULL) {
        return pl_fail(err, PL_E_LIMIT, "no memory for a picture");
    }
    c->out = out;
    snprintf(c->why, sizeof c->why, "no memory for it");
    int code = encode(c, pixels) ? 0 : pl_fail(err, PL_E_LIMIT, "the picture cannot be coded: %s", c->why);
    png_destroy_write_struct(&c->png, &c->info);
    free(c->rows);
    free(c);
    return code;
}
