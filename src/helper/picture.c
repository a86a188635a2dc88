#include "helper/picture.h"

#include "helper/pixels.h"

#include "base/ban.h"

#define CORE_MAX ((size_t)64 << 20)

static int check_size(const struct pl_photo *photo, uint64_t max_pixels, struct pl_error *err) {
    uint64_t pixels = (uint64_t)photo->width * photo->height;
    if (!photo->is_whole || pixels == 0) {
        return pl_fail(err, PL_E_FORMAT, "the picture is cut off");
    }
    if (pixels > max_pixels) {
        return pl_fail(err, PL_E_LIMIT, "a picture of %llu pixels: more than %llu", (unsigned long long)pixels,
                       (unsigned long long)max_pixels);
    }
    if (photo->format == PL_PHOTO_JPEG && photo->channels != 1 && photo->channels != 3) {
        return pl_fail(err, PL_E_FORMAT, "a JPEG of %u colours is not read", photo->channels);
    }
    return 0;
}

static int make(pl_str core, struct pl_picture *picture, struct pl_buf *out, struct pl_error *err) {
    const struct pl_photo *photo = &picture->photo;
    struct pl_pixels pixels = {.p = NULL};
    bool jpeg = photo->format == PL_PHOTO_JPEG;
    int code = (jpeg ? pl_pixels_from_jpeg : pl_pixels_from_png)(core, photo->width, photo->height, &pixels, err);
    code = code == 0 ? pl_pixels_turn(&pixels, picture->exif.orientation, err) : code;
    code = code == 0 ? (jpeg ? pl_pixels_to_jpeg : pl_pixels_to_png)(&pixels, out, err) : code;
    picture->width = pixels.width;
    picture->height = pixels.height;
    pl_pixels_free(&pixels);
    return code;
}

int pl_picture_make(pl_str bytes, uint64_t max_pixels, struct pl_buf *out, struct pl_picture *ret,
                    struct pl_error *err) {
    struct pl_picture picture = {.width = 0};
    PL_BUF_AUTO core = {0};
    pl_buf_open(&core, CORE_MAX);
    int code = pl_photo_read(bytes, &core, &picture.photo, err);
    code = code == 0 ? check_size(&picture.photo, max_pixels, err) : code;
    if (code == 0 && picture.photo.exif.n > 0 && pl_exif_read(picture.photo.exif, &picture.exif, NULL) != 0) {
        picture.exif = (struct pl_exif){.orientation = 0}; /* unread: it goes like the rest */
    }
    code = code == 0 ? make(pl_buf_str(&core), &picture, out, err) : code;
    if (code == 0) {
        *ret = picture;
    }
    return code;
}
