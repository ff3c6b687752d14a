/* Errors: one value on the caller's stack, always the last parameter. */
#ifndef LG_BASE_ERR_H
#define LG_BASE_ERR_H

#include <stdbool.h>
#include <stdint.h>

#include "base/attr.h"

/* What an error means for the run; runner/exit_code.c alone turns a kind into a number. */
enum lg_err_kind {
    LG_ERR_NONE,
    LG_ERR_USAGE,       /* the command line or the project's settings are wrong */
    LG_ERR_EMPTY,       /* nothing was selected */
    LG_ERR_READ,        /* something needed could not be read: file, device, reply */
    LG_ERR_TIMEOUT,     /* a reply or a file did not come in time (a read that failed) */
    LG_ERR_WRITE,       /* a parameter, report or receipt could not be written */
    LG_ERR_INTERRUPTED, /* a signal asked us to stop */
    LG_ERR_DEADLINE,    /* the run's own time limit */
    LG_ERR_INTERNAL,    /* a fault of livegate itself */
    LG_ERR__COUNT
};

/* A message is one line; `line` and `column` count from 1, 0 means that there is no place. */
struct lg_err {
    enum lg_err_kind kind;
    int sys_errno;
    char source[256];
    unsigned line;
    unsigned column;
    char text[1024];
    /* What else is known of it, so that nobody has to find it in the text: "" and 0 where not. */
    char path[256];    /* of the file or folder that it is about */
    char address[64];  /* of the OSC request, "/live/test" */
    int64_t waited_ns; /* for what did not come */
    bool is_misfit;    /* a value of a kind that its place never takes, whatever its range */
};

/* Name of the kind ("read", "write", …); "unknown" out of range. */
const char *lg_err_kind_name(enum lg_err_kind kind);

/* Each returns -1, so that a failure is one line. The first error set wins; a NULL err is fine. */
int lg_err_set(struct lg_err *err, enum lg_err_kind kind, const char *format, ...) LG_PRINTF(3, 4);
/* As lg_err_set, adding `: <strerror>`. */
int lg_err_sys(struct lg_err *err, enum lg_err_kind kind, int sys_errno, const char *format, ...)
    LG_PRINTF(4, 5);
/* As lg_err_set, with a place. `source` may be longer than the field: its end is kept. */
int lg_err_at(struct lg_err *err, enum lg_err_kind kind, const char *source, unsigned line,
              unsigned column, const char *format, ...) LG_PRINTF(6, 7);
/* Puts context in front of the text ("gate 'g2': "); does nothing to an err that is not set. */
int lg_err_wrap(struct lg_err *err, const char *format, ...) LG_PRINTF(2, 3);
/* Gives an err without a place one. */
int lg_err_place(struct lg_err *err, const char *source, unsigned line, unsigned column);

/* Tells an err that is set, and does not know it yet, its file (of a longer path the end is kept);
 * what was waited for (address NULL: no OSC request) and for how long; that it speaks of a misfit.
 */
int lg_err_about_file(struct lg_err *err, const char *path);
int lg_err_about_wait(struct lg_err *err, const char *address, int64_t waited_ns);

int lg_err_about_misfit(struct lg_err *err);

/* True when an error was set. */
int lg_err_is_set(const struct lg_err *err);

#endif
