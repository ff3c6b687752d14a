/* XML by libxml2's text writer, which takes any bytes as they come: here all text is cleaned. A
 * failure is kept and told by lg_xml_flush. */
#ifndef LG_REPORT_XML_H
#define LG_REPORT_XML_H

#include <stdio.h>

#include "base/err.h"

/* Characters at most, see report/clean.h. */
enum { LG_XML_ATTR_MAX = 4000, LG_XML_TEXT_MAX = 100000 };

struct lg_xml;

/* Begins a document; its declaration is the first text to flush. */
struct lg_xml *lg_xml_new(void);
void lg_xml_free(struct lg_xml *xml);
void lg_xml_begin(struct lg_xml *xml, const char *element);
void lg_xml_attr(struct lg_xml *xml, const char *name, const char *text);
void lg_xml_attr_count(struct lg_xml *xml, const char *name, size_t count);
void lg_xml_text(struct lg_xml *xml, const char *text);
/* "[[ATTACHMENT|path]]" and a new line, which no other text may say. */
void lg_xml_attachment(struct lg_xml *xml, const char *path);
/* Bytes that wait to be flushed. */
size_t lg_xml_length(struct lg_xml *xml);
/* A new line, indented by `depth`. */
void lg_xml_break(struct lg_xml *xml, int depth);
void lg_xml_end(struct lg_xml *xml);
/* Forgets what was not flushed. */
void lg_xml_discard(struct lg_xml *xml);
/* Moves what was written so far to a file. LG_ERR_WRITE, LG_ERR_INTERNAL. */
int lg_xml_flush(struct lg_xml *xml, FILE *file, struct lg_err *err) LG_MUST_CHECK;

#endif
