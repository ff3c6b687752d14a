/* Classifies a log of any size, line by line as it comes: what speaks of an error, a warning or a
 * success, in groups. Only lines that hold a literal of the table are looked at, so the cost is
 * linear in the log.
 *
 * A line is what ends in a newline, without its carriage returns, terminal escapes, NULs (as in
 * UTF-16) and byte order mark; bad UTF-8 is fine. A Python traceback is one thing with all its
 * frames and chained causes, and speaks by its last exception that a rule knows. A text in which
 * nothing is known at all is unclassified: its last line stands for it. */
#ifndef LG_TAXONOMY_LOG_H
#define LG_TAXONOMY_LOG_H

#include <stdbool.h>
#include <stddef.h>

#include "taxonomy/classify.h"
#include "taxonomy/mask.h"

enum {
    LG_LOG_LINE_MAX = 4 * 1024 * 1024, /* a longer line is read in pieces of this size */
    LG_LOG_GROUPS_MAX = 1000           /* of lines that no rule knows; the rest is one group */
};

/* Lines that the same rule won, or that no rule knows and that are the same when masked. */
struct lg_log_group {
    struct lg_class class; /* of the first line; its views are into `text` */
    size_t count;
    size_t first_line, last_line;  /* from 1 */
    struct lg_view text;           /* of the first line, cut around the match when it is long */
    size_t column;                 /* of the match in its line, in characters from 1; 0: none */
    const char *masked;            /* of a group that no rule won, else NULL */
    char fingerprint[LG_MASK_HEX]; /* of `masked`, else "" */
    bool is_rest;                  /* the group of all that is beyond LG_LOG_GROUPS_MAX */
};

struct lg_log_totals {
    size_t lines;
    size_t classified, unclassified, undecided; /* lines that speak of errors */
    size_t warnings, successes;
    size_t pieces; /* of lines that were too long */
};

struct lg_log;

/* `every_line`: each line that no rule knows is unclassified, whether or not it looks like an
 * error. The taxonomy is borrowed. */
struct lg_log *lg_log_new(const struct lg_taxonomy *taxonomy, bool every_line);
void lg_log_free(struct lg_log *log);
/* Any bytes, cut anywhere. */
void lg_log_feed(struct lg_log *log, struct lg_view bytes);
/* After the last bytes; before it, groups may miss what is not decided yet. */
void lg_log_end(struct lg_log *log);

const struct lg_log_totals *lg_log_totals(const struct lg_log *log);
/* In the order of their first lines; NULL beyond the last. Borrowed. */
const struct lg_log_group *lg_log_group(const struct lg_log *log, size_t index);
/* What the log as a whole speaks of, as section M seeks it: the group whose rule stands first in
 * the table, and of equal ones the earlier; else one that is undecided, else one that is
 * unclassified; NULL: no error. */
const struct lg_log_group *lg_log_verdict(const struct lg_log *log);

#endif
