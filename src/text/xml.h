/* XML, streamed: expat with the dangerous parts shut.
 *
 * Push-style: bytes come in any cut, the handler is called for each start tag, run of text and end tag; attribute
 * values and text are views that live until the handler returns, always UTF-8 (expat converts UTF-16 and Latin-1).
 * Entity declarations and external references are refused; depth <= 64, names <= 1 KiB, a tag or comment <= 1 MiB, a
 * document <= 4 GiB. Namespaces are left as they stand (prefix:name). Source: XML 1.0, 5th ed. */
#ifndef PL_TEXT_XML_H
#define PL_TEXT_XML_H

#include <stdint.h>

#include "base/error.h"
#include "base/str.h"

#define PL_XML_MAX_DEPTH 64
#define PL_XML_MAX_NAME  ((size_t)1024)
#define PL_XML_MAX_TOKEN ((size_t)1 << 20)
#define PL_XML_MAX_BYTES (UINT64_C(4) << 30)

struct pl_xml_start {
    pl_str name;
    const char *const *attrs; /* name, value, ..., NULL; read with pl_xml_attr */
    uint64_t line;            /* 1-based, of the '<' */
    uint64_t offset;          /* byte of the '<' */
};

struct pl_xml_end {
    pl_str name;
    uint64_t offset; /* the byte behind the '>' */
};

/* Callbacks return 0 to go on; another code stops the reader, which returns it. Any may be NULL. */
struct pl_xml_handler {
    int (*start)(void *ctx, const struct pl_xml_start *start, struct pl_error *err);
    int (*text)(void *ctx, pl_str text, struct pl_error *err); /* one run of text may come in several calls */
    int (*end)(void *ctx, const struct pl_xml_end *end, struct pl_error *err);
    void *ctx;
};

struct pl_xml;

/* The handler is copied. NOMEM. */
PL_MUST int pl_xml_open(const struct pl_xml_handler *handler, struct pl_xml **ret_xml, struct pl_error *err);

/* The next n bytes. FORMAT with line and byte for text that is not well-formed or declares entities; LIMIT with its
 * place; a handler's code. A failed reader says the same on each further call. */
PL_MUST int pl_xml_push(struct pl_xml *xml, const void *bytes, size_t n, struct pl_error *err);

/* The end: FORMAT when elements are still open. */
PL_MUST int pl_xml_finish(struct pl_xml *xml, struct pl_error *err);

/* The value of an attribute, or the empty string. */
pl_str pl_xml_attr(const struct pl_xml_start *start, const char *name);

/* Accepts NULL. */
void pl_xml_close(struct pl_xml *xml);

#endif
