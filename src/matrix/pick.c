#include "matrix/pick.h"

#include <string.h>

#include "matrix/points.h"
#include "matrix/strategy.h"

struct picking {
    const struct lg_matrix *matrix;
    const struct lg_texts *ids;
    struct lg_arena *arena;
    bool *is_found;
    struct lg_matrix_extra *points;
    size_t count;
};

static void keep(struct picking *picking, const struct lg_matrix_point *point) {
    size_t num_params = picking->matrix->num_params;
    struct lg_setting *settings = lg_arena_array(picking->arena, num_params, sizeof *settings);
    memcpy(settings, point->settings, num_params * sizeof *settings);
    picking->points[picking->count++] =
        (struct lg_matrix_extra){.id = lg_arena_strdup(picking->arena, point->id),
                                 .file = point->file,
                                 .settings = settings,
                                 .place = picking->matrix->place};
}

static void consider(struct picking *picking, const struct lg_matrix_point *point) {
    bool is_wanted = false;
    bool is_kept = false;
    for (size_t i = 0; i < picking->ids->count; i++) {
        if (strcmp(picking->ids->items[i], point->id) != 0)
            continue;
        is_wanted = true;
        is_kept = is_kept || picking->is_found[i];
        picking->is_found[i] = true;
    }
    if (is_wanted && !is_kept)
        keep(picking, point);
}

static void walk(struct picking *picking, struct lg_matrix_point *point) {
    struct lg_matrix_points points;
    lg_matrix_points_init(&points, picking->matrix);
    while (lg_matrix_points_next(&points, point))
        consider(picking, point);
    lg_matrix_points_dispose(&points);
}

/* The steps that an id tells, "lim.gain=12dB,util.gain=-3dB"; false: not of all axes. */
static bool read_id(const struct lg_matrix *matrix, const char *id, uint64_t *steps_out) {
    size_t count = 0;
    while (*id != '\0') {
        struct lg_view key = {id, strcspn(id, "=")};
        const char *tag = id + key.length + (id[key.length] != '\0');
        size_t length = strcspn(tag, ",");
        size_t axis = 0;
        while (axis < matrix->num_axes && !lg_view_eq(key, matrix->params[axis].key))
            axis++;
        if (axis == matrix->num_axes ||
            !lg_axis_find_tag(&matrix->axes[axis], (struct lg_view){tag, length}, &steps_out[axis]))
            return false;
        id = tag + length + (tag[length] != '\0');
        count++;
    }
    return count == matrix->num_axes;
}

/* Which points a search comes to, only its results say; what is asked for was one of them. */
static void read_all(struct picking *picking, struct lg_matrix_point *point) {
    const struct lg_matrix *matrix = picking->matrix;
    uint64_t *steps = lg_arena_array(picking->arena, matrix->num_axes, sizeof *steps);
    for (size_t i = 0; i < picking->ids->count; i++) {
        if (!read_id(matrix, picking->ids->items[i], steps))
            continue;
        lg_matrix_point_set_steps(point, steps);
        consider(picking, point);
    }
}

size_t lg_matrix_pick(struct lg_matrix *matrix, const struct lg_texts *ids, struct lg_arena *arena,
                      bool *is_found_out) {
    bool *is_found = lg_arena_array(arena, ids->count, sizeof *is_found);
    struct picking picking = {
        .matrix = matrix,
        .ids = ids,
        .arena = arena,
        .is_found = is_found,
        .points = lg_arena_array(arena, ids->count, sizeof(struct lg_matrix_extra))};
    struct lg_matrix_point point;
    lg_matrix_point_init(&point, matrix);
    (matrix->plan.strategy->hunt != NULL ? read_all : walk)(&picking, &point);
    lg_matrix_point_dispose(&point);
    for (size_t i = 0; i < ids->count; i++)
        is_found_out[i] = is_found_out[i] || is_found[i];
    if (picking.count == 0)
        return 0;
    matrix->is_picked = true;
    matrix->extras = picking.points;
    matrix->num_extras = picking.count;
    matrix->num_points = picking.count;
    matrix->num_grid = 0;
    matrix->plan.strategy = &lg_strategy_list;
    return picking.count;
}
