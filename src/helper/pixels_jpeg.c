/* JPEG by libjpeg-turbo. Its errors come by longjmp: everything that lives through one stands in struct coder. */
#include <setjmp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <jpeglib.h>

#include "helper/pixels.h"

#include "base/ban.h"

#define QUALITY 95

struct coder {
    struct jpeg_error_mgr errors; /* first: libjpeg gives us a pointer to it */
    jmp_buf back;
    char why[JMSG_LENGTH_MAX];
    struct jpeg_decompress_struct in;
    struct jpeg_compress_struct out;
    unsigned char *pixels;
    unsigned char *coded;
    unsigned long n_coded;
};

static void on_error(j_common_ptr any) {
    struct coder *c = (struct coder *)(void *)any->err;
    (*any->err->format_message)(any, c->why);
    longjmp(c->back, 1);
}

static void on_message(j_common_ptr any) { (void)any; }

static void on_warning(j_common_ptr any, int level) {
    if (level < 0) {
        on_error(any); /* damaged, though it could go on */
    }
}

static struct coder *open_coder(void) {
    struct coder *c = calloc(1, sizeof *c);
    if (c != NULL) {
        (void)jpeg_std_error(&c->errors);
        c->errors.error_exit = on_error;
        c->errors.output_message = on_message;
        c->errors.emit_message = on_warning;
        c->in.err = c->out.err = &c->errors;
    }
    return c;
}

static void close_coder(struct coder *c) {
    jpeg_destroy_decompress(&c->in);
    jpeg_destroy_compress(&c->out);
    free(c->pixels);
    free(c->coded);
    free(c);
}

/* False: it jumped out, and c->why says why. */
static bool decode(struct coder *c, pl_str core, struct pl_pixels *ret) {
    if (setjmp(c->back) != 0) {
        return false;
    }
    jpeg_create_decompress(&c->in);
    jpeg_mem_src(&c->in, (const unsigned char *)core.p, core.n);
    (void)jpeg_read_header(&c->in, TRUE);
    bool grey = c->in.num_components == 1;
    c->in.out_color_space = grey ? JCS_GRAYSCALE : JCS_RGB;
    c->in.dct_method = JDCT_ISLOW;
    if (c->in.image_width != ret->width || c->in.image_height != ret->height) {
        snprintf(c->why, sizeof c->why, "its size is said twice");
        return false;
    }
    ret->channels = grey ? 1 : 3;
    size_t row = (size_t)ret->width * ret->channels;
    c->pixels = malloc(row * ret->height);
    if (c->pixels == NULL) {
        snprintf(c->why, sizeof c->why, "no memory for its pixels");
        return false;
    }
    (void)jpeg_start_decompress(&c->in);
    while (c->in.output_scanline < c->in.output_height) {
        JSAMPROW at = c->pixels + row * c->in.output_scanline;
        (void)jpeg_read_scanlines(&c->in, &at, 1);
    }
    (void)jpeg_finish_decompress(&c->in);
    return true;
}

int pl_pixels_from_jpeg(pl_str core, uint32_t width, uint32_t height, struct pl_pixels *ret, struct pl_error *err) {
    struct coder *c = open_coder();
    struct pl_pixels pixels = {.width = width, .height = height};
    if (c == NULL) {
        return pl_fail(err, PL_E_LIMIT, "no memory for a picture");
    }
    bool done = decode(c, core, &pixels);
    int code = done ? 0 : pl_fail(err, PL_E_FORMAT, "the JPEG cannot be decoded: %s", c->why);
    if (done) {
        pixels.p = c->pixels;
        c->pixels = NULL;
        *ret = pixels;
    }
    close_coder(c);
    return code;
}

static bool encode(struct coder *c, const struct pl_pixels *pixels) {
    if (setjmp(c->back) != 0) {
        return false;
    }
    size_t row = (size_t)pixels->width * pixels->channels;
    jpeg_create_compress(&c->out);
    jpeg_mem_dest(&c->out, &c->coded, &c->n_coded);
    c->out.image_width = pixels->width;
    c->out.image_height = pixels->height;
    c->out.input_components = (int)pixels->channels;
    c->out.in_color_space = pixels->channels == 1 ? JCS_GRAYSCALE : JCS_RGB;
    jpeg_set_defaults(&c->out);
    jpeg_set_quality(&c->out, QUALITY, TRUE);
    jpeg_start_compress(&c->out, TRUE);
    while (c->out.next_scanline < c->out.image_height) {
        JSAMPROW at = pixels->p + row * c->out.next_scanline;
        (void)jpeg_write_scanlines(&c->out, &at, 1);
    }
    jpeg_finish_compress(&c->out);
    return true;
}

int pl_pixels_to_jpeg(const struct pl_pixels *pixels, struct pl_buf *out, struct pl_error *err) {
    struct coder *c = open_coder();
    if (c == NULL) {
        return pl_fail(err, PL_E_LIMIT, "no memory for a picture");
    }
    int code = encode(c, pixels) ? 0 : pl_fail(err, PL_E_LIMIT, "the picture cannot be coded: %s", c->why);
    if (code == 0) {
        pl_buf_add(out, c->coded, c->n_coded);
        code = pl_buf_failed(out) ? pl_fail(err, PL_E_LIMIT, "the picture is too large") : 0;
    }
    close_coder(c);
    return code;
}
