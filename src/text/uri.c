#include "text/uri.h"

#include "base/ban.h"

void pl_uri_encode(pl_str text, struct pl_buf *out) {
    static const char HEX[] = "0123456789ABCDEF";
    for (size_t i = 0; i < text.n; i++) {
        unsigned char c = (unsigned char)text.p[i];
        bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
                     c == '.' || c == '_' || c == '~';
        if (plain) {
            pl_buf_add_char(out, (char)c);
        } else {
            pl_buf_add_char(out, '%');
            pl_buf_add_char(out, HEX[c >> 4]);
            pl_buf_add_char(out, HEX[c & 15]);
        }
    }
}
