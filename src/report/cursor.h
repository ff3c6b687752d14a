/* The events of a receipts file one by one, for who asks for them as it goes: memory stays flat
 * however long the file is. Nothing is checked but each line's own shape: lg_receipts_verify first.
 */
#ifndef LG_REPORT_CURSOR_H
#define LG_REPORT_CURSOR_H

#include <stdio.h>

#include "event/event.h"

/* 1 a whole line (without its newline), 0 the end, -1 an error; a last line without newline is
 * given with *is_torn. No line is longer than a string may be: what is left makes bad lines. */
int lg_receipts_line(FILE *file, struct lg_str *line, bool *is_torn) LG_MUST_CHECK;

/* Zeroed is valid and closed. */
struct lg_receipts_cursor {
    FILE *file;
    struct lg_str line;
    size_t number; /* of the last line, from 1 */
    char *path;
    char *suite;    /* whose ends are asked for; NULL: none yet */
    bool is_behind; /* its end */
};

int lg_receipts_cursor_open(struct lg_receipts_cursor *cursor, const char *path,
                            struct lg_err *err) LG_MUST_CHECK;
void lg_receipts_cursor_dispose(struct lg_receipts_cursor *cursor);
/* The next event, in `arena`: 1; 0: there is no further whole line; -1 LG_ERR_READ. */
int lg_receipts_cursor_next(struct lg_receipts_cursor *cursor, struct lg_arena *arena,
                            struct lg_event *out, struct lg_err *err) LG_MUST_CHECK;
/* The next end of a step or point of that gate or matrix, likewise: 1; 0: there is none further.
 * Another name begins from the first line. */
int lg_receipts_cursor_end(struct lg_receipts_cursor *cursor, const char *suite,
                           struct lg_arena *arena, struct lg_event *out,
                           struct lg_err *err) LG_MUST_CHECK;

#endif
