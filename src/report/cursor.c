#include "report/cursor.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/json.h"
#include "event/json.h"

int lg_receipts_line(FILE *file, struct lg_str *line, bool *is_torn) {
    lg_str_clear(line);
    *is_torn = false;
    int c = getc(file);
    if (c == EOF)
        return ferror(file) ? -1 : 0;
    while (c != EOF && c != '\n' && line->length < LG_STR_MAX) {
        lg_str_add_char(line, (char)c);
        c = getc(file);
    }
    *is_torn = c == EOF;
    return ferror(file) ? -1 : 1;
}

int lg_receipts_cursor_open(struct lg_receipts_cursor *cursor, const char *path,
                            struct lg_err *err) {
    FILE *file = fopen(path, "r");
    if (file == NULL)
        return lg_err_sys(err, LG_ERR_READ, errno, "receipts '%s'", path);
    *cursor = (struct lg_receipts_cursor){.file = file, .path = lg_xstrdup(path)};
    return 0;
}

void lg_receipts_cursor_dispose(struct lg_receipts_cursor *cursor) {
    if (cursor->file != NULL)
        fclose(cursor->file);
    lg_str_dispose(&cursor->line);
    free(cursor->path);
    free(cursor->suite);
    *cursor = (struct lg_receipts_cursor){.file = NULL};
}

int lg_receipts_cursor_next(struct lg_receipts_cursor *cursor, struct lg_arena *arena,
                            struct lg_event *out, struct lg_err *err) {
    struct lg_value *map = NULL;
    bool is_torn = false;
    int got = lg_receipts_line(cursor->file, &cursor->line, &is_torn);
    if (got < 0)
        return lg_err_sys(err, LG_ERR_READ, errno, "receipts '%s'", cursor->path);
    if (got == 0 || is_torn)
        return 0;
    cursor->number++;
    if (lg_json_read(lg_str_text(&cursor->line), cursor->line.length, NULL, arena, &map, err) < 0 ||
        lg_event_of_value(map, arena, out, err) < 0)
        return lg_err_wrap(err, "receipts '%s', line %zu: ", cursor->path, cursor->number);
    return 1;
}

static bool is_of_suite(struct lg_receipts_cursor *cursor, const struct lg_event *event) {
    const struct lg_event_step *end = lg_event_end(event);
    if (event->kind == LG_EVENT_GATE_END && strcmp(event->as.gate_end.gate, cursor->suite) == 0)
        cursor->is_behind = true;
    return end != NULL && strcmp(end->gate, cursor->suite) == 0;
}

static void begin_suite(struct lg_receipts_cursor *cursor, const char *suite) {
    if (cursor->suite != NULL && strcmp(cursor->suite, suite) == 0)
        return;
    free(cursor->suite);
    cursor->suite = lg_xstrdup(suite);
    cursor->is_behind = false;
    cursor->number = 0;
    rewind(cursor->file);
}

int lg_receipts_cursor_end(struct lg_receipts_cursor *cursor, const char *suite,
                           struct lg_arena *arena, struct lg_event *out, struct lg_err *err) {
    int got = 1;
    begin_suite(cursor, suite);
    while (got == 1 && !cursor->is_behind) {
        got = lg_receipts_cursor_next(cursor, arena, out, err);
        if (got == 1 && is_of_suite(cursor, out))
            return 1;
        lg_arena_dispose(arena);
    }
    return got < 0 ? -1 : 0;
}
