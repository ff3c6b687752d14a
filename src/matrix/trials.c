#include "matrix/trials.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

void lg_trials_init(struct lg_trials *trials, const struct lg_matrix *matrix) {
    *trials = (struct lg_trials){.matrix = matrix};
}

void lg_trials_dispose(struct lg_trials *trials) {
    if (trials == NULL)
        return;
    free(trials->results);
    free(trials->coordinates);
    *trials = (struct lg_trials){.matrix = NULL};
}

static void grow(struct lg_trials *trials) {
    if (trials->count < trials->capacity)
        return;
    size_t num_params = trials->matrix->num_params;
    trials->capacity = trials->capacity == 0 ? 64 : trials->capacity * 2;
    trials->results = lg_xrealloc(trials->results, trials->capacity * sizeof *trials->results);
    trials->coordinates = lg_xrealloc(trials->coordinates,
                                      trials->capacity * num_params * sizeof *trials->coordinates);
}

/* Texts that differ get numbers that differ; exact in a double. */
static double number_of_text(const char *text) {
    uint64_t hash = UINT64_C(14695981039346656037); /* FNV-1a */
    for (; *text != '\0'; text++)
        hash = (hash ^ (unsigned char)*text) * UINT64_C(1099511628211);
    return (double)(hash >> 12);
}

static double coordinate_of(const struct lg_matrix *matrix, size_t param,
                            const struct lg_setting *setting) {
    uint64_t step;
    if (setting->kind == LG_SETTING_NUMBER)
        return lg_setting_base(setting);
    if (setting->kind != LG_SETTING_TEXT)
        return NAN;
    if (param < matrix->num_axes && lg_axis_find(&matrix->axes[param], setting, &step))
        return (double)step;
    return number_of_text(setting->text);
}

void lg_trials_add(struct lg_trials *trials, const struct lg_matrix_point *point,
                   const struct lg_result *result) {
    size_t num_params = trials->matrix->num_params;
    grow(trials);
    double *row = trials->coordinates + trials->count * num_params;
    for (size_t i = 0; i < num_params; i++)
        row[i] = coordinate_of(trials->matrix, i, &point->settings[i]);
    trials->results[trials->count++] = *result;
}

double lg_trials_at(const struct lg_trials *trials, size_t trial, size_t param) {
    return trials->coordinates[trial * trials->matrix->num_params + param];
}

size_t lg_trials_convergence(const struct lg_trials *trials, struct lg_arena *arena,
                             struct lg_improvement **out) {
    const struct lg_targets *targets = &trials->matrix->targets;
    struct lg_improvement *items = lg_arena_array(arena, trials->count, sizeof *items);
    size_t count = 0;
    for (size_t i = 0; i < trials->count && targets->count > 0; i++) {
        double miss = lg_targets_miss(targets, &trials->results[i]);
        if (isfinite(miss) && (count == 0 || miss < items[count - 1].miss))
            items[count++] = (struct lg_improvement){.trial = i, .miss = miss};
    }
    *out = items;
    return count;
}
