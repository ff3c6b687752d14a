/* layer: matrix */
#include <math.h>
#include <string.h>

#include "fuzz/target.h"
#include "matrix/search.h"

/* Walking through more tells nothing that fewer would not. */
enum { MAX_WALKED = 2000 };

static void check_error(const struct lg_err *err) {
    FUZZ_CHECK(err->kind == LG_ERR_READ && strcmp(err->source, "fuzz.yaml") == 0);
    FUZZ_CHECK(err->line > 0 && err->column > 0);
    FUZZ_CHECK(err->text[0] != '\0' && strpbrk(err->text, "\n\r\t") == NULL);
}

/* An id is part of a file's name. */
static void check_point(const struct lg_matrix_point *point) {
    FUZZ_CHECK(point->id[0] != '\0' && strlen(point->id) < LG_POINT_ID_MAX);
    FUZZ_CHECK(strpbrk(point->id, "/\\: \n'\"") == NULL);
    for (size_t i = 0; i < point->matrix->num_params; i++) {
        const struct lg_setting *setting = &point->settings[i];
        FUZZ_CHECK(setting->kind != LG_SETTING_NUMBER || isfinite(setting->number));
        FUZZ_CHECK(setting->kind != LG_SETTING_TEXT || setting->text[0] != '\0');
    }
}

static void check_points(const struct lg_matrix *matrix) {
    struct lg_matrix_points points;
    struct lg_matrix_point point;
    uint64_t count = 0;
    lg_matrix_points_init(&points, matrix);
    lg_matrix_point_init(&point, matrix);
    while (count < MAX_WALKED && lg_matrix_points_next(&points, &point)) {
        check_point(&point);
        count++;
    }
    FUZZ_CHECK(count > 0 && (count <= matrix->num_points || count == MAX_WALKED));
    lg_matrix_point_dispose(&point);
    lg_matrix_points_dispose(&points);
}

/* A search over results of any kind ends, and never beyond its count. */
static void check_search(const struct lg_matrix *matrix, unsigned salt) {
    const struct lg_matrix_point *point;
    struct lg_search *search = NULL;
    struct lg_err err = {0};
    uint64_t count = 0;
    if (matrix->num_points > MAX_WALKED)
        return;
    if (lg_search_new(matrix, &search, &err) != 0) {
        check_error(&err);
        return;
    }
    while (lg_search_next(search, &point)) {
        struct lg_result result = {.is_measured = (count + salt) % 5 != 0};
        for (size_t i = 0; i < LG_METRIC__COUNT; i++)
            result.metrics[i] = (salt + i) % 7 == 0 ? NAN : -30.0 + (double)((count * salt) % 25);
        FUZZ_CHECK(++count <= matrix->num_points);
        lg_search_tell(search, &result);
    }
    lg_search_free(search);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    struct lg_view text = {(const char *)data, size};
    struct lg_arena arena = {0};
    struct lg_matrix *matrix = NULL;
    struct lg_err err = {0};
    if (lg_matrix_parse(text, "fuzz.yaml", &arena, &matrix, &err) != 0) {
        FUZZ_CHECK(matrix == NULL);
        check_error(&err);
    } else {
        FUZZ_CHECK(matrix->num_points > 0 && matrix->plan.strategy != NULL);
        FUZZ_CHECK(lg_matrix_time(matrix).most_ns > 0);
        check_points(matrix);
        check_search(matrix, (unsigned)size);
    }
    lg_arena_dispose(&arena);
    return 0;
}
