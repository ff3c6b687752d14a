#include "matrix/points.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/sha256.h"
#include "matrix/strategy.h"

void lg_matrix_point_init(struct lg_matrix_point *point, const struct lg_matrix *matrix) {
    *point = (struct lg_matrix_point){.matrix = matrix};
    point->settings = lg_xcalloc(matrix->num_params + 1, sizeof *point->settings);
    point->steps = lg_xcalloc(matrix->num_axes + 1, sizeof *point->steps);
}

void lg_matrix_point_dispose(struct lg_matrix_point *point) {
    if (point == NULL)
        return;
    free(point->settings);
    free(point->steps);
    *point = (struct lg_matrix_point){.matrix = NULL};
}

void lg_matrix_point_copy(struct lg_matrix_point *to, const struct lg_matrix_point *from) {
    struct lg_setting *settings = to->settings;
    uint64_t *steps = to->steps;
    *to = *from;
    to->settings = settings;
    to->steps = steps;
    memcpy(settings, from->settings, from->matrix->num_params * sizeof *settings);
    memcpy(steps, from->steps, from->matrix->num_axes * sizeof *steps);
}

/* "glue.makeup=10dB,glue.threshold=-30dB": the whole settings but for constants, keys sorted. */
static void write_whole(const struct lg_matrix_point *point, struct lg_str *out) {
    const struct lg_matrix *matrix = point->matrix;
    for (size_t i = 0; i < matrix->num_varied; i++) {
        size_t param = matrix->by_key[i];
        if (point->settings[param].kind == LG_SETTING_AS_FOUND)
            continue;
        lg_str_printf(out, "%s%s=", out->length == 0 ? "" : ",", matrix->params[param].key);
        lg_setting_tag(&point->settings[param], out);
    }
}

static uint64_t hash_of(const struct lg_str *whole) {
    uint64_t hash = UINT64_C(14695981039346656037); /* FNV-1a */
    for (size_t i = 0; i < whole->length; i++)
        hash = (hash ^ (unsigned char)whole->text[i]) * UINT64_C(1099511628211);
    return hash;
}

/* The whole itself where any file system takes it, else its beginning and a hash. */
static void write_id(const struct lg_str *whole, char id[static LG_POINT_ID_MAX]) {
    static const char letters[] = "abcdefghijklmnopqrstuvwxyz"
                                  "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._+=,-";
    enum { DIGITS = 8 };
    const char *text = lg_str_text(whole);
    bool is_plain = strspn(text, letters) == whole->length && whole->length < LG_POINT_ID_MAX;
    size_t room = is_plain ? LG_POINT_ID_MAX - 1 : LG_POINT_ID_MAX - 1 - DIGITS - 1;
    size_t length = whole->length < room ? whole->length : room;
    for (size_t i = 0; i < length; i++)
        id[i] = strchr(letters, text[i]) == NULL ? '-' : text[i];
    id[length] = '\0';
    if (is_plain)
        return;
    char hex[LG_SHA256_HEX];
    lg_sha256_of(text, whole->length, hex);
    id[length] = '~';
    memcpy(id + length + 1, hex, DIGITS);
    id[length + 1 + DIGITS] = '\0';
}

static void name_point(struct lg_matrix_point *point, const char *id) {
    struct lg_str whole = {0};
    write_whole(point, &whole);
    point->hash = hash_of(&whole);
    if (id == NULL) {
        write_id(&whole, point->id);
    } else {
        size_t length = strlen(id) < LG_POINT_ID_MAX ? strlen(id) : LG_POINT_ID_MAX - 1;
        memcpy(point->id, id, length);
        point->id[length] = '\0';
    }
    lg_str_dispose(&whole);
}

void lg_matrix_point_set_steps(struct lg_matrix_point *point, const uint64_t *steps) {
    const struct lg_matrix *matrix = point->matrix;
    for (size_t i = 0; i < matrix->num_params; i++)
        point->settings[i] = matrix->constants[i];
    for (size_t i = 0; i < matrix->num_axes; i++) {
        point->steps[i] = steps[i];
        point->settings[i] = lg_axis_at(&matrix->axes[i], steps[i]);
    }
    point->file = NULL;
    point->is_extra = false;
    name_point(point, NULL);
}

void lg_matrix_point_set_extra(struct lg_matrix_point *point, size_t extra) {
    const struct lg_matrix_extra *from = &point->matrix->extras[extra];
    memcpy(point->settings, from->settings, point->matrix->num_params * sizeof *point->settings);
    point->file = from->file;
    point->is_extra = true;
    name_point(point, from->id);
}

void lg_matrix_point_print(const struct lg_matrix_point *point, bool with_constants,
                           struct lg_str *out) {
    const struct lg_matrix *matrix = point->matrix;
    size_t start = out->length;
    for (size_t i = 0; i < matrix->num_params; i++) {
        bool is_constant = matrix->constants[i].kind != LG_SETTING_AS_FOUND;
        if (point->settings[i].kind == LG_SETTING_AS_FOUND || (is_constant && !with_constants))
            continue;
        lg_str_printf(out, "%s%s ", out->length == start ? "" : ", ", matrix->params[i].key);
        lg_setting_write(&point->settings[i], out);
    }
}

void lg_matrix_point_fill(const struct lg_matrix_point *point, const char *pattern,
                          struct lg_str *out) {
    static const char id[] = "{id}";
    static const char matrix[] = "{matrix}";
    while (*pattern != '\0') {
        if (lg_starts_with(pattern, id)) {
            lg_str_add(out, point->id);
            pattern += sizeof id - 1;
        } else if (lg_starts_with(pattern, matrix)) {
            lg_str_add(out, point->matrix->id);
            pattern += sizeof matrix - 1;
        } else {
            lg_str_add_char(out, *pattern++);
        }
    }
}

static bool is_between(const struct lg_matrix_bound *bound, const struct lg_setting *setting) {
    if (!bound->is_range)
        return lg_setting_eq(&bound->setting, setting);
    double base = lg_setting_base(setting);
    return base >= bound->low && base <= bound->high;
}

bool lg_matrix_is_excluded(const struct lg_matrix *matrix, const uint64_t *steps) {
    for (size_t i = 0; i < matrix->num_excludes; i++) {
        const struct lg_matrix_exclude *exclude = &matrix->excludes[i];
        bool is_out = true;
        for (size_t k = 0; k < exclude->num_bounds && is_out; k++) {
            size_t axis = exclude->bounds[k].axis;
            struct lg_setting setting = lg_axis_at(&matrix->axes[axis], steps[axis]);
            is_out = is_between(&exclude->bounds[k], &setting);
        }
        if (is_out)
            return true;
    }
    return false;
}

void lg_matrix_points_init(struct lg_matrix_points *points, const struct lg_matrix *matrix) {
    *points = (struct lg_matrix_points){.matrix = matrix};
    points->steps = lg_xcalloc(matrix->num_axes + 1, sizeof *points->steps);
}

void lg_matrix_points_dispose(struct lg_matrix_points *points) {
    if (points == NULL)
        return;
    free(points->steps);
    free(points->seen);
    *points = (struct lg_matrix_points){.matrix = NULL};
}

/* Puts a hash into the table, which is never full; false: it was there. */
static bool put(uint64_t *table, size_t capacity, uint64_t hash) {
    uint64_t word = hash == 0 ? 1 : hash;
    size_t at = (size_t)(word % capacity);
    while (table[at] != 0 && table[at] != word)
        at = (at + 1) % capacity;
    bool is_new = table[at] == 0;
    table[at] = word;
    return is_new;
}

static bool is_new(struct lg_matrix_points *points, uint64_t hash) {
    if (points->given * 2 >= points->capacity) {
        size_t capacity = points->capacity == 0 ? 64 : points->capacity * 2;
        uint64_t *table = lg_xcalloc(capacity, sizeof *table);
        for (size_t i = 0; i < points->capacity; i++) {
            if (points->seen[i] != 0)
                (void)put(table, capacity, points->seen[i]);
        }
        free(points->seen);
        points->seen = table;
        points->capacity = capacity;
    }
    return put(points->seen, points->capacity, hash);
}

/* The next point of the strategy's own. */
static bool draw_next(struct lg_matrix_points *points, struct lg_matrix_point *point) {
    const struct lg_matrix *matrix = points->matrix;
    const struct lg_strategy *strategy = matrix->plan.strategy;
    bool repeats = (strategy->flags & LG_STRATEGY_REPEATS) != 0;
    uint64_t wanted = (uint64_t)matrix->plan.count;
    /* So many misses in a row say that hardly any point is left. */
    const uint64_t most = LG_MATRIX_POINTS_MAX;
    const uint64_t patience = 1000 + 20 * (matrix->num_grid < most ? matrix->num_grid : most);
    uint64_t misses = 0;
    while (!repeats || (points->given < wanted && misses++ < patience)) {
        enum lg_draw draw = strategy->draw(matrix, points->draw++, points->steps);
        if (draw == LG_DRAW_END)
            return false;
        if (draw == LG_DRAW_SKIP)
            continue;
        lg_matrix_point_set_steps(point, points->steps);
        if (!repeats || is_new(points, point->hash))
            return true;
    }
    return false;
}

/* A hunt knows but its start. */
static bool start_of_hunt(struct lg_matrix_points *points, struct lg_matrix_point *point) {
    struct lg_oracle oracle = {.matrix = points->matrix, .steps_out = points->steps};
    if (points->given > 0)
        return false;
    (void)points->matrix->plan.strategy->hunt(&oracle);
    if (!oracle.is_asked)
        return false;
    lg_matrix_point_set_steps(point, points->steps);
    return true;
}

bool lg_matrix_points_next(struct lg_matrix_points *points, struct lg_matrix_point *point) {
    const struct lg_matrix *matrix = points->matrix;
    bool is_hunt = matrix->plan.strategy->hunt != NULL;
    bool found = false;
    if (is_hunt)
        found = start_of_hunt(points, point);
    else if (points->extra == 0 && matrix->num_axes > 0)
        found = draw_next(points, point);
    if (!found && points->extra < matrix->num_extras) {
        lg_matrix_point_set_extra(point, points->extra++);
        found = true;
    }
    points->given += found;
    return found;
}
