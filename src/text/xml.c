#include "text/xml.h"

#include <expat.h>
#include <stdlib.h>
#include <string.h>

#include "base/ban.h"

#define PIECE_BYTES ((size_t)64 * 1024)

struct pl_xml {
    XML_Parser parser;
    struct pl_xml_handler handler;
    struct pl_error failed; /* code 0: not */
    unsigned depth;
    uint64_t pushed;
};

static uint64_t offset_of(const struct pl_xml *xml) {
    XML_Index at = XML_GetCurrentByteIndex(xml->parser);
    return at > 0 ? (uint64_t)at : 0;
}

static uint64_t line_of(const struct pl_xml *xml) { return (uint64_t)XML_GetCurrentLineNumber(xml->parser); }

/* Ends the reading; only the first reason counts. */
static void stop(struct pl_xml *xml, int code) {
    xml->failed.code = code;
    XML_StopParser(xml->parser, XML_FALSE);
}

static void refuse(struct pl_xml *xml, enum pl_code code, const char *why) {
    if (xml->failed.code == 0) {
        stop(xml, pl_fail_at(&xml->failed, code, line_of(xml), offset_of(xml), "%s", why));
    }
}

static void XMLCALL on_start(void *ctx, const XML_Char *name, const XML_Char **attrs) {
    struct pl_xml *xml = ctx;
    if (xml->failed.code != 0) {
        return;
    }
    struct pl_xml_start start = {
        .name = pl_str_from(name),
        .attrs = attrs,
        .line = line_of(xml),
        .offset = offset_of(xml),
    };
    if (start.name.n > PL_XML_MAX_NAME) {
        refuse(xml, PL_E_LIMIT, "an element's name is longer than 1 KiB");
    } else if (xml->depth >= PL_XML_MAX_DEPTH) {
        refuse(xml, PL_E_LIMIT, "elements nested deeper than 64");
    } else {
        xml->depth++;
        int code = xml->handler.start != NULL ? xml->handler.start(xml->handler.ctx, &start, &xml->failed) : 0;
        if (code != 0) {
            stop(xml, code);
        }
    }
}

static void XMLCALL on_text(void *ctx, const XML_Char *text, int n) {
    struct pl_xml *xml = ctx;
    if (xml->failed.code != 0 || xml->handler.text == NULL) {
        return;
    }
    int code = xml->handler.text(xml->handler.ctx, pl_str_make(text, (size_t)n), &xml->failed);
    if (code != 0) {
        stop(xml, code);
    }
}

static void XMLCALL on_end(void *ctx, const XML_Char *name) {
    struct pl_xml *xml = ctx;
    if (xml->failed.code != 0) {
        return;
    }
    xml->depth--;
    struct pl_xml_end end = {
        .name = pl_str_from(name),
        .offset = offset_of(xml) + (uint64_t)XML_GetCurrentByteCount(xml->parser),
    };
    int code = xml->handler.end != NULL ? xml->handler.end(xml->handler.ctx, &end, &xml->failed) : 0;
    if (code != 0) {
        stop(xml, code);
    }
}

static void XMLCALL on_entity(void *ctx, const XML_Char *name, int is_parameter, const XML_Char *value, int n,
                              const XML_Char *base, const XML_Char *system, const XML_Char *public_id,
                              const XML_Char *notation) {
    (void)name, (void)is_parameter, (void)value, (void)n, (void)base, (void)system, (void)public_id, (void)notation;
    refuse(ctx, PL_E_FORMAT, "the document declares entities, which are refused");
}

static int XMLCALL on_external(XML_Parser parser, const XML_Char *context, const XML_Char *base, const XML_Char *system,
                               const XML_Char *public_id) {
    (void)context, (void)base, (void)system, (void)public_id;
    refuse(XML_GetUserData(parser), PL_E_FORMAT, "the document refers to another one, which is refused");
    return XML_STATUS_ERROR;
}

int pl_xml_open(const struct pl_xml_handler *handler, struct pl_xml **ret_xml, struct pl_error *err) {
    struct pl_xml *xml = calloc(1, sizeof *xml);
    XML_Parser parser = XML_ParserCreate(NULL);
    if (xml == NULL || parser == NULL) {
        free(xml);
        if (parser != NULL) {
            XML_ParserFree(parser);
        }
        return pl_fail(err, PL_E_NOMEM, "out of memory");
    }
    xml->parser = parser;
    xml->handler = *handler;
    XML_SetUserData(parser, xml);
    XML_SetElementHandler(parser, on_start, on_end);
    XML_SetCharacterDataHandler(parser, on_text);
    XML_SetEntityDeclHandler(parser, on_entity);
    XML_SetExternalEntityRefHandler(parser, on_external);
    *ret_xml = xml;
    return 0;
}

static int give_failure(const struct pl_xml *xml, struct pl_error *err) {
    if (err != NULL) {
        *err = xml->failed;
    }
    return xml->failed.code;
}

static int parse(struct pl_xml *xml, const char *bytes, size_t n, bool last, struct pl_error *err) {
    if (XML_Parse(xml->parser, bytes, (int)n, last) == XML_STATUS_OK) {
        return 0;
    }
    if (xml->failed.code == 0) {
        enum XML_Error why = XML_GetErrorCode(xml->parser);
        enum pl_code code = why == XML_ERROR_NO_MEMORY ? PL_E_NOMEM : PL_E_FORMAT;
        pl_fail_at(&xml->failed, code, line_of(xml), offset_of(xml), "not well-formed XML: %s", XML_ErrorString(why));
    }
    return give_failure(xml, err);
}

int pl_xml_push(struct pl_xml *xml, const void *bytes, size_t n, struct pl_error *err) {
    const char *p = bytes;
    while (n > 0 && xml->failed.code == 0) {
        size_t part = n < PIECE_BYTES ? n : PIECE_BYTES;
        xml->pushed += part;
        int code = parse(xml, p, part, false, err);
        if (code != 0) {
            return code;
        }
        if (xml->pushed > PL_XML_MAX_BYTES) {
            pl_fail_at(&xml->failed, PL_E_LIMIT, line_of(xml), offset_of(xml), "an XML document of more than 4 GiB");
        } else if (xml->pushed - offset_of(xml) > PL_XML_MAX_TOKEN + PIECE_BYTES) {
            /* expat would read an endless tag again with each piece */
            pl_fail_at(&xml->failed, PL_E_LIMIT, line_of(xml), offset_of(xml), "a tag or comment of more than 1 MiB");
        }
        p += part;
        n -= part;
    }
    return xml->failed.code != 0 ? give_failure(xml, err) : 0;
}

int pl_xml_finish(struct pl_xml *xml, struct pl_error *err) {
    return xml->failed.code != 0 ? give_failure(xml, err) : parse(xml, "", 0, true, err);
}

pl_str pl_xml_attr(const struct pl_xml_start *start, const char *name) {
    for (const char *const *at = start->attrs; at[0] != NULL; at += 2) {
        if (strcmp(at[0], name) == 0) {
            return pl_str_from(at[1]);
        }
    }
    return PL_STR("");
}

void pl_xml_close(struct pl_xml *xml) {
    if (xml != NULL) {
        XML_ParserFree(xml->parser);
        free(xml);
    }
}
