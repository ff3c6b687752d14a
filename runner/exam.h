/* What `doctor` finds, one line a check, for people or as JSON. */
#ifndef LG_RUNNER_EXAM_H
#define LG_RUNNER_EXAM_H

#include "runner/app.h"

struct lg_exam {
    struct lg_arena *arena;
    struct lg_value *checks; /* a list, told at the end; NULL: each is printed at once */
    int code;                /* the gravest of what failed */
};

/* `json` as one object at the end, else lines at once. */
void lg_exam_begin(struct lg_exam *exam, struct lg_arena *arena, bool json);
/* A check that holds; one that was not made, or whose answer is no verdict. */
void lg_exam_ok(struct lg_exam *exam, const char *check, const char *format, ...) LG_PRINTF(3, 4);
void lg_exam_note(struct lg_exam *exam, const char *check, const char *format, ...) LG_PRINTF(3, 4);
/* One that does not hold, and why. */
void lg_exam_fail(struct lg_exam *exam, const char *check, const struct lg_err *why);
/* As lg_exam_fail or, where nothing is wrong, lg_exam_ok with the text. */
void lg_exam_tell(struct lg_exam *exam, const char *check, const struct lg_err *why,
                  const char *text);
/* The exit code. */
int lg_exam_end(struct lg_exam *exam);

#endif
