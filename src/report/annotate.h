/* What a CI server shows beside its log and in the diff: an annotation for each step that did not
 * pass, in the server's own order lines on stdout. GitHub takes ten of a kind from a step; what is
 * more is counted in one notice at the end. */
#ifndef LG_REPORT_ANNOTATE_H
#define LG_REPORT_ANNOTATE_H

#include <stdio.h>

#include "event/bus.h"

enum lg_annotate_server { LG_ANNOTATE_NONE, LG_ANNOTATE_GITHUB, LG_ANNOTATE_AZURE };

enum lg_annotate_level { LG_ANNOTATE_ERROR, LG_ANNOTATE_WARNING, LG_ANNOTATE_NOTICE };

/* Errors, and warnings, that are told one by one. */
enum { LG_ANNOTATE_MAX = 10 };

struct lg_annotation {
    enum lg_annotate_level level;
    const char *title;
    const char *file;      /* NULL: none, and no line */
    unsigned line, column; /* from 1 */
    const char *message;   /* lines */
};

/* Adds the one line that orders it, with its newline; all text is cleaned, and escaped so that none
 * of it is taken for more than text. Azure has no titles and no notices: the title begins the
 * message, a notice becomes a line of the log. */
void lg_annotate_line(enum lg_annotate_server server, const struct lg_annotation *annotation,
                      struct lg_str *out);

/* Adds the line by which Azure shows a Markdown file beside the build. */
void lg_annotate_summary(const char *path, struct lg_str *out);

struct lg_annotate_options {
    enum lg_annotate_server server;
    FILE *out;           /* borrowed */
    const char *project; /* absolute: where relative files of events lie */
    const char *root;    /* absolute: the checkout. What lies elsewhere is named in the message */
};

struct lg_sink *lg_annotate_new(const struct lg_annotate_options *options);

#endif
