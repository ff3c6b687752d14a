/* What the readers of a matrix file share while they make one: its devices, parameters and extra
 * points. */
#ifndef LG_MATRIX_BUILD_H
#define LG_MATRIX_BUILD_H

#include "matrix/matrix.h"

struct lg_build {
    struct lg_matrix *matrix;
    struct lg_arena *arena;
    struct lg_err *err;
    size_t device_capacity, param_capacity, extra_capacity, ignored_capacity;
};

#define LG_MATRIX_ID_RULE "a-z 0-9 _ - are allowed, the first a letter or a digit"
bool lg_build_is_id(const char *text);

/* A list of the arena's that has room for one more item, the old ones in it. */
void *lg_build_grow(struct lg_arena *arena, void *items, size_t count, size_t *capacity,
                    size_t item_bytes);
/* Adds a device by its alias. */
int lg_build_device(struct lg_build *build, const struct lg_node *alias,
                    const struct lg_node *name) LG_MUST_CHECK;
/* The device of an alias; an unknown one is refused with a suggestion. Marks it used. */
int lg_build_find_device(struct lg_build *build, const struct lg_node *place, const char *alias,
                         size_t *out) LG_MUST_CHECK;
/* The parameter of a device, made where it is new. */
int lg_build_param(struct lg_build *build, size_t device, const struct lg_node *name,
                   const char *text, size_t *out) LG_MUST_CHECK;
/* As lg_build_param for "glue.threshold". */
int lg_build_key(struct lg_build *build, const struct lg_node *key, size_t *out) LG_MUST_CHECK;
/* The axis of that key; what is no axis is refused with a suggestion. */
int lg_build_axis_key(struct lg_build *build, const struct lg_node *key, size_t *out) LG_MUST_CHECK;
void lg_build_ignore(struct lg_build *build, const struct lg_node *key);
/* A key of the original's file that is none of `known`: ignored, unless it seems to be one of them
 * misspelt, which is refused with a suggestion. */
int lg_build_ignore_far(struct lg_build *build, const struct lg_node *key, const char *const *known,
                        size_t count) LG_MUST_CHECK;

/* Runs name parameters as they like; the first pass makes them known, the second reads the
 * settings. */
int lg_build_run_params(struct lg_build *build, const struct lg_node *runs) LG_MUST_CHECK;
int lg_build_runs(struct lg_build *build, const struct lg_node *runs) LG_MUST_CHECK;
int lg_build_constants(struct lg_build *build, const struct lg_node *constants) LG_MUST_CHECK;
int lg_build_includes(struct lg_build *build, const struct lg_node *includes) LG_MUST_CHECK;
int lg_build_excludes(struct lg_build *build, const struct lg_node *excludes) LG_MUST_CHECK;

/* Factors, counts; what does not go together is refused. */
int lg_build_finish(struct lg_build *build, const struct lg_node *zip) LG_MUST_CHECK;
/* No two points alike, no id twice. */
int lg_build_check_twins(struct lg_build *build) LG_MUST_CHECK;

/* The original's file (matrix/original.c). */
bool lg_original_is(const struct lg_node *root);
int lg_original_read(struct lg_build *build) LG_MUST_CHECK;

#endif
