#include "report/xml.h"

#include <errno.h>
#include <libxml/xmlwriter.h>
#include <stdlib.h>

#include "base/arena.h"
#include "report/clean.h"

struct lg_xml {
    xmlBufferPtr buffer;
    xmlTextWriterPtr writer;
    struct lg_str clean;
    bool failed;
};

static void keep(struct lg_xml *xml, int rc) {
    xml->failed = xml->failed || rc < 0;
}

struct lg_xml *lg_xml_new(void) {
    struct lg_xml *xml = lg_xcalloc(1, sizeof *xml);
    xml->buffer = lg_xcheck(xmlBufferCreate());
    xml->writer = lg_xcheck(xmlNewTextWriterMemory(xml->buffer, 0));
    keep(xml, xmlTextWriterStartDocument(xml->writer, "1.0", "UTF-8", NULL));
    return xml;
}

void lg_xml_free(struct lg_xml *xml) {
    if (xml == NULL)
        return;
    xmlFreeTextWriter(xml->writer);
    xmlBufferFree(xml->buffer);
    lg_str_dispose(&xml->clean);
    free(xml);
}

void lg_xml_begin(struct lg_xml *xml, const char *element) {
    keep(xml, xmlTextWriterStartElement(xml->writer, BAD_CAST element));
}

void lg_xml_attr(struct lg_xml *xml, const char *name, const char *text) {
    lg_str_clear(&xml->clean);
    lg_clean_line(lg_view_of(text), LG_XML_ATTR_MAX, &xml->clean);
    keep(xml, xmlTextWriterWriteAttribute(xml->writer, BAD_CAST name,
                                          BAD_CAST lg_str_text(&xml->clean)));
}

void lg_xml_attr_count(struct lg_xml *xml, const char *name, size_t count) {
    char text[24];
    snprintf(text, sizeof text, "%zu", count);
    lg_xml_attr(xml, name, text);
}

void lg_xml_text(struct lg_xml *xml, const char *text) {
    lg_str_clear(&xml->clean);
    lg_clean_text(lg_view_of(text), LG_XML_TEXT_MAX, &xml->clean);
    keep(xml, xmlTextWriterWriteString(xml->writer, BAD_CAST lg_str_text(&xml->clean)));
}

void lg_xml_attachment(struct lg_xml *xml, const char *path) {
    struct lg_str line = {0};
    lg_str_add(&line, "[[ATTACHMENT|");
    lg_str_add(&line, path);
    lg_str_add(&line, "]]\n");
    keep(xml, xmlTextWriterWriteString(xml->writer, BAD_CAST lg_str_text(&line)));
    lg_str_dispose(&line);
}

size_t lg_xml_length(struct lg_xml *xml) {
    keep(xml, xmlTextWriterFlush(xml->writer));
    return (size_t)xmlBufferLength(xml->buffer);
}

void lg_xml_break(struct lg_xml *xml, int depth) {
    char text[24];
    snprintf(text, sizeof text, "\n%*s", depth * 2, "");
    keep(xml, xmlTextWriterWriteRaw(xml->writer, BAD_CAST text));
}

void lg_xml_end(struct lg_xml *xml) {
    keep(xml, xmlTextWriterEndElement(xml->writer));
}

void lg_xml_discard(struct lg_xml *xml) {
    keep(xml, xmlTextWriterFlush(xml->writer));
    xmlBufferEmpty(xml->buffer);
}

int lg_xml_flush(struct lg_xml *xml, FILE *file, struct lg_err *err) {
    keep(xml, xmlTextWriterFlush(xml->writer));
    if (xml->failed)
        return lg_err_set(err, LG_ERR_INTERNAL, "libxml2 could not write the XML");
    size_t length = (size_t)xmlBufferLength(xml->buffer);
    size_t written = fwrite(xmlBufferContent(xml->buffer), 1, length, file);
    xmlBufferEmpty(xml->buffer);
    return written == length ? 0 : lg_err_sys(err, LG_ERR_WRITE, errno, "XML");
}
