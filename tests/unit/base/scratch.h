/* A fresh folder for one test, in which nothing is left behind. */
#ifndef LG_TESTS_SCRATCH_H
#define LG_TESTS_SCRATCH_H

#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "support/unit.h"

#define SCRATCH_MAX 512

struct scratch {
    char folder[SCRATCH_MAX]; /* absolute, without links */
    char path[2 * SCRATCH_MAX];
};

/* setup: puts a struct scratch into *state. */
static inline int scratch_setup(void **state) {
    struct scratch *scratch = calloc(1, sizeof *scratch);
    char made[] = "/tmp/livegate-test-XXXXXX";
    char *real = mkdtemp(made) == NULL ? NULL : realpath(made, NULL);
    if (scratch == NULL || real == NULL || strlen(real) >= SCRATCH_MAX)
        return -1;
    memcpy(scratch->folder, real, strlen(real) + 1);
    free(real);
    *state = scratch;
    return 0;
}

static inline int scratch_remove_one(const char *path, const struct stat *info, int kind,
                                     struct FTW *place) {
    (void)info;
    (void)kind;
    (void)place;
    return remove(path);
}

static inline int scratch_teardown(void **state) {
    struct scratch *scratch = *state;
    int rc = nftw(scratch->folder, scratch_remove_one, 16, FTW_DEPTH | FTW_PHYS);
    free(scratch);
    return rc;
}

/* The path of a name in the folder, valid until the next call. */
static inline const char *scratch_path(struct scratch *scratch, const char *name) {
    snprintf(scratch->path, sizeof scratch->path, "%s/%s", scratch->folder, name);
    return scratch->path;
}

static inline void scratch_write(struct scratch *scratch, const char *name, const char *text) {
    FILE *file = fopen(scratch_path(scratch, name), "w");
    assert_non_null(file);
    assert_true(fputs(text, file) >= 0);
    assert_int_equal(fclose(file), 0);
}

static inline void scratch_folder(struct scratch *scratch, const char *name) {
    assert_int_equal(mkdir(scratch_path(scratch, name), 0755), 0);
}

#define scratch_test(name) cmocka_unit_test_setup_teardown(name, scratch_setup, scratch_teardown)

#endif
