#include <stdlib.h>
#include <string.h>

#include "matrix/build.h"
#include "matrix/points.h"

/* An extra point as the sorts see it. */
struct twin {
    size_t extra;
    uint64_t hash;
    char id[LG_POINT_ID_MAX]; /* in lower case: not every file system tells more */
};

static int by_hash(const void *a, const void *b) {
    const struct twin *x = a;
    const struct twin *y = b;
    if (x->hash != y->hash)
        return x->hash < y->hash ? -1 : 1;
    return x->extra < y->extra ? -1 : x->extra > y->extra;
}

static int by_id(const void *a, const void *b) {
    const struct twin *x = a;
    const struct twin *y = b;
    int order = strcmp(x->id, y->id);
    return order != 0 ? order : (x->extra < y->extra ? -1 : x->extra > y->extra);
}

static int refuse(struct lg_build *build, const struct twin *first, const struct twin *second,
                  const char *what) {
    const struct lg_matrix_extra *extras = build->matrix->extras;
    const struct lg_node *a = extras[first->extra].place;
    const struct lg_node *b = extras[second->extra].place;
    return lg_node_err(b, build->err, "%s the point of line %u, column %u", what, a->line,
                       a->column);
}

/* Is the extra point one of the grid? */
static bool is_in_grid(const struct lg_matrix *matrix, const struct lg_matrix_extra *extra,
                       uint64_t *steps) {
    for (size_t i = 0; i < matrix->num_axes; i++) {
        if (!lg_axis_find(&matrix->axes[i], &extra->settings[i], &steps[i]))
            return false;
    }
    for (size_t i = 0; i < matrix->num_factors; i++) {
        const struct lg_matrix_factor *factor = &matrix->factors[i];
        for (size_t k = 1; k < factor->num_axes; k++) {
            if (steps[factor->axes[k]] != steps[factor->axes[0]])
                return false;
        }
    }
    return matrix->num_axes > 0 && !lg_matrix_is_excluded(matrix, steps);
}

static int check_grid(struct lg_build *build) {
    const struct lg_matrix *matrix = build->matrix;
    uint64_t *steps = lg_arena_array(build->arena, matrix->num_axes, sizeof *steps);
    /* What is drawn by chance may come upon an extra point, which is then drawn once. */
    if (matrix->plan.count > 0)
        return 0;
    for (size_t i = 0; i < matrix->num_extras; i++) {
        if (is_in_grid(matrix, &matrix->extras[i], steps))
            return lg_node_err(matrix->extras[i].place, build->err,
                               "the axes give this point already: two points would be the same");
    }
    return 0;
}

static void lower(char *text) {
    for (; *text != '\0'; text++) {
        if (*text >= 'A' && *text <= 'Z')
            *text = (char)(*text - 'A' + 'a');
    }
}

static int check_extras(struct lg_build *build, struct twin *twins) {
    size_t count = build->matrix->num_extras;
    qsort(twins, count, sizeof *twins, by_hash);
    for (size_t i = 1; i < count; i++) {
        if (twins[i].hash == twins[i - 1].hash)
            return refuse(build, &twins[i - 1], &twins[i], "its settings are those of");
    }
    qsort(twins, count, sizeof *twins, by_id);
    for (size_t i = 1; i < count; i++) {
        if (strcmp(twins[i].id, twins[i - 1].id) == 0)
            return refuse(build, &twins[i - 1], &twins[i], "its id is that of");
    }
    return 0;
}

int lg_build_check_twins(struct lg_build *build) {
    const struct lg_matrix *matrix = build->matrix;
    struct twin *twins = lg_xcalloc(matrix->num_extras + 1, sizeof *twins);
    struct lg_matrix_point point;
    lg_matrix_point_init(&point, matrix);
    for (size_t i = 0; i < matrix->num_extras; i++) {
        lg_matrix_point_set_extra(&point, i);
        twins[i] = (struct twin){.extra = i, .hash = point.hash};
        memcpy(twins[i].id, point.id, sizeof point.id);
        lower(twins[i].id);
    }
    int status = check_extras(build, twins) != 0 ? -1 : check_grid(build);
    lg_matrix_point_dispose(&point);
    free(twins);
    return status;
}
