#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/fs.h"
#include "report/clean.h"
#include "runner/app.h"

enum { EXCERPT_MAX_BYTES = 8 * 1024 * 1024 };

static const char *shown(struct lg_view text) {
    enum { CALLS = 8, MAX_CHARS = 4000 };
    static struct lg_str ring[CALLS];
    static unsigned turn;
    struct lg_str *out = &ring[turn++ % CALLS];
    lg_str_clear(out);
    if (text.text != NULL)
        lg_clean_line(text, MAX_CHARS, out);
    return lg_str_text(out);
}

const char *lg_shown(const char *text) {
    return shown(lg_view_of(text));
}

static struct lg_view line_of(const char *text, unsigned line) {
    for (unsigned i = 1; i < line && text != NULL; i++) {
        text = strchr(text, '\n');
        text = text == NULL ? NULL : text + 1;
    }
    if (text == NULL)
        return (struct lg_view){0};
    return (struct lg_view){text, strcspn(text, "\r\n")};
}

/* Places are named as the user named them: relative to the project, which `paths` (may be NULL)
 * tells. */
static bool read_source(const struct lg_paths *paths, const char *source, struct lg_str *text) {
    struct lg_arena arena = {0};
    const char *path =
        paths == NULL || paths->project == NULL ? source : lg_paths_user(paths, &arena, source);
    bool read = lg_fs_read(path, EXCERPT_MAX_BYTES, text, NULL) == 0;
    lg_arena_dispose(&arena);
    return read;
}

static void print_excerpt(const struct lg_paths *paths, const struct lg_err *err) {
    struct lg_str text = {0};
    if (err->column == 0 || !read_source(paths, err->source, &text))
        return;
    struct lg_view line = line_of(lg_str_text(&text), err->line);
    if (line.text != NULL && line.length > 0 && line.length <= 300) {
        fprintf(stderr, "%6u | %s\n       | %*s^\n", err->line, shown(line), (int)err->column - 1,
                "");
    }
    lg_str_dispose(&text);
}

void lg_say_err(const struct lg_paths *paths, const struct lg_err *err) {
    if (!lg_err_is_set(err))
        return;
    fputs("livegate: ", stderr);
    if (err->source[0] != '\0') {
        fputs(lg_shown(err->source), stderr);
        if (err->line > 0)
            fprintf(stderr, ":%u", err->line);
        if (err->column > 0)
            fprintf(stderr, ":%u", err->column);
        fputs(": ", stderr);
    }
    fprintf(stderr, "%s\n", lg_shown(err->text));
    print_excerpt(paths, err);
}

void lg_say(const char *format, ...) {
    char text[4096];
    va_list args;
    va_start(args, format);
    vsnprintf(text, sizeof text, format, args);
    va_end(args);
    fprintf(stderr, "livegate: %s\n", lg_shown(text));
}

FILE *lg_bar(const struct lg_env *env) {
    return env->is_terminal && env->colour ? stderr : NULL;
}
