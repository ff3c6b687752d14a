#include "base/err.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

static const char *const kind_names[LG_ERR__COUNT] = {
    [LG_ERR_NONE] = "none",
    [LG_ERR_USAGE] = "usage",
    [LG_ERR_EMPTY] = "empty",
    [LG_ERR_READ] = "read",
    [LG_ERR_TIMEOUT] = "timeout",
    [LG_ERR_WRITE] = "write",
    [LG_ERR_INTERRUPTED] = "interrupted",
    [LG_ERR_DEADLINE] = "deadline",
    [LG_ERR_INTERNAL] = "internal",
};

const char *lg_err_kind_name(enum lg_err_kind kind) {
    return (unsigned)kind < LG_ERR__COUNT ? kind_names[kind] : "unknown";
}

int lg_err_about_misfit(struct lg_err *err) {
    if (lg_err_is_set(err))
        err->is_misfit = true;
    return -1;
}

int lg_err_is_set(const struct lg_err *err) {
    return err != NULL && err->kind != LG_ERR_NONE;
}

/* One line: what would break it becomes a space. */
static void flatten(char *text) {
    for (char *c = text; *c != '\0'; c++) {
        if (*c == '\n' || *c == '\r' || *c == '\t')
            *c = ' ';
    }
}

static LG_PRINTF(3, 0) void fill(struct lg_err *err, enum lg_err_kind kind, const char *format,
                                 va_list args) {
    err->kind = kind;
    vsnprintf(err->text, sizeof err->text, format, args);
    flatten(err->text);
}

int lg_err_set(struct lg_err *err, enum lg_err_kind kind, const char *format, ...) {
    if (err == NULL || err->kind != LG_ERR_NONE)
        return -1;
    va_list args;
    va_start(args, format);
    fill(err, kind, format, args);
    va_end(args);
    return -1;
}

int lg_err_sys(struct lg_err *err, enum lg_err_kind kind, int sys_errno, const char *format, ...) {
    if (err == NULL || err->kind != LG_ERR_NONE)
        return -1;
    va_list args;
    va_start(args, format);
    fill(err, kind, format, args);
    va_end(args);
    err->sys_errno = sys_errno;
    size_t used = strlen(err->text);
    snprintf(err->text + used, sizeof err->text - used, ": %s", strerror(sys_errno));
    return -1;
}

/* As much of the end of a text as there is room for. */
static void keep_end(char *out, size_t size, const char *text) {
    size_t length = strlen(text);
    size_t skip = length >= size ? length - size + 1 : 0;
    memcpy(out, text + skip, length - skip + 1);
}

int lg_err_place(struct lg_err *err, const char *source, unsigned line, unsigned column) {
    if (err == NULL || err->kind == LG_ERR_NONE || err->source[0] != '\0')
        return -1;
    if (source != NULL)
        keep_end(err->source, sizeof err->source, source);
    err->line = line;
    err->column = column;
    return -1;
}

int lg_err_at(struct lg_err *err, enum lg_err_kind kind, const char *source, unsigned line,
              unsigned column, const char *format, ...) {
    if (err == NULL || err->kind != LG_ERR_NONE)
        return -1;
    va_list args;
    va_start(args, format);
    fill(err, kind, format, args);
    va_end(args);
    return lg_err_place(err, source, line, column);
}

int lg_err_wrap(struct lg_err *err, const char *format, ...) {
    if (err == NULL || err->kind == LG_ERR_NONE)
        return -1;
    char before[sizeof err->text];
    char after[sizeof err->text];
    memcpy(after, err->text, sizeof after);
    va_list args;
    va_start(args, format);
    vsnprintf(before, sizeof before, format, args);
    va_end(args);
    flatten(before);
    size_t used = strlen(before);
    memcpy(err->text, before, used + 1);
    snprintf(err->text + used, sizeof err->text - used, "%s", after);
    return -1;
}

int lg_err_about_file(struct lg_err *err, const char *path) {
    if (lg_err_is_set(err) && err->path[0] == '\0')
        keep_end(err->path, sizeof err->path, path);
    return -1;
}

int lg_err_about_wait(struct lg_err *err, const char *address, int64_t waited_ns) {
    if (!lg_err_is_set(err) || err->waited_ns > 0)
        return -1;
    if (address != NULL)
        snprintf(err->address, sizeof err->address, "%s", address);
    err->waited_ns = waited_ns;
    return -1;
}
