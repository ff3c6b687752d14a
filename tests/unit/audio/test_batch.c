#include "audio/batch.h"

#include "unit/audio/waves.h"

#include "audio/signal.h"
#include "base/json.h"

enum { FILES = 7 };

struct log {
    struct lg_measures measures[FILES]; /* of the file of that index */
    size_t order[FILES];
    char errors[FILES][256];
    size_t count;
    int64_t bytes;
    struct lg_interrupt *interrupt; /* set after the first result */
};

static void note_result(void *ctx, size_t index, const struct lg_measures *measures,
                        const struct lg_err *err) {
    struct log *log = ctx;
    log->order[log->count++] = index;
    if (measures != NULL)
        log->measures[index] = *measures;
    else
        snprintf(log->errors[index], sizeof log->errors[index], "%.255s", err->text);
    if (log->interrupt != NULL)
        log->interrupt->signo = 2;
}

static void note_progress(void *ctx, int64_t bytes) {
    struct log *log = ctx;
    assert_true(bytes > 0);
    log->bytes += bytes;
}

/* Every figure, with all its digits. */
static void same(const struct lg_measures *a, const struct lg_measures *b) {
    struct lg_arena arena = {0};
    struct lg_str first = {0};
    struct lg_str second = {0};
    lg_json_write(lg_measures_value(a, &arena), &first);
    lg_json_write(lg_measures_value(b, &arena), &second);
    assert_string_equal(lg_str_text(&first), lg_str_text(&second));
    lg_str_dispose(&first);
    lg_str_dispose(&second);
    lg_arena_dispose(&arena);
}

/* Long and short by turns; the fourth is not there. */
static const char **make_files(struct folder *folder) {
    const char **paths = lg_arena_array(&folder->arena, FILES, sizeof *paths);
    for (size_t i = 0; i < FILES; i++) {
        struct lg_tone tone = {100.0 * (double)(i + 1), 0.1};
        struct lg_signal signal = {&tone, 1, i % 2 == 0 ? 6.0 : 0.5, 48000, 2, LG_SAMPLE_INT16};
        paths[i] = lg_arena_printf(&folder->arena, "%s/%zu.wav", folder->path, i);
        if (i != 3)
            assert_int_equal(lg_signal_write_wav(&signal, paths[i], NULL, NULL), 0);
    }
    return paths;
}

static void run(const char *const *paths, size_t count, int jobs, struct log *log) {
    struct lg_measure_batch batch = {.paths = paths,
                                     .count = count,
                                     .options = {.on_progress = note_progress, .ctx = log},
                                     .jobs = jobs,
                                     .on_result = note_result,
                                     .ctx = log};
    assert_int_equal(lg_measure_files(&batch, NULL, NULL), 0);
}

static void batch__gives_results_in_order_whoever_is_first(void **state) {
    const char **paths = make_files(*state);
    static const int jobs[] = {-1, 0, 1, 2, 3, 64};
    struct log *one = lg_xcalloc(1, sizeof *one);
    run(paths, FILES, 1, one);
    for (size_t j = 0; j < LG_ARRAY_LEN(jobs); j++) {
        struct log *log = lg_xcalloc(1, sizeof *log);
        run(paths, FILES, jobs[j], log);
        assert_int_equal(log->count, FILES);
        for (size_t i = 0; i < FILES; i++) {
            assert_int_equal(log->order[i], i);
            assert_int_equal(log->errors[i][0] != '\0', i == 3);
            /* Not a bit depends on how many worked. */
            if (i != 3)
                same(&log->measures[i], &one->measures[i]);
        }
        assert_non_null(strstr(log->errors[3], "3.wav"));
        assert_int_equal(log->bytes, one->bytes);
        free(log);
    }
    free(one);
}

/* One file alone gets all the threads. */
static void batch__many_threads_on_one_file_change_nothing(void **state) {
    const char **paths = make_files(*state);
    struct log *one = lg_xcalloc(1, sizeof *one);
    struct log *many = lg_xcalloc(1, sizeof *many);
    run(paths, 1, 1, one);
    run(paths, 1, 5, many);
    assert_true(one->measures[0].lufs_i.value < 0.0);
    same(&many->measures[0], &one->measures[0]);
    assert_int_equal(many->bytes, 44 + 6 * 48000 * 4);
    free(one);
    free(many);
}

static void batch__of_nothing_is_done(void **state) {
    LG_UNUSED(state);
    struct log *log = lg_xcalloc(1, sizeof *log);
    run(NULL, 0, 4, log);
    assert_int_equal(log->count, 0);
    free(log);
}

static void batch__stops_when_asked_to(void **state) {
    const char **paths = make_files(*state);
    struct lg_interrupt interrupt = {.signo = 0, .wake_fd = -1};
    struct log *log = lg_xcalloc(1, sizeof *log);
    struct lg_err err = {0};
    struct lg_env env;
    lg_env_init_test(&env);
    env.interrupt = &interrupt;
    log->interrupt = &interrupt;
    struct lg_measure_batch batch = {
        .paths = paths, .count = FILES, .jobs = 1, .on_result = note_result, .ctx = log};
    assert_int_equal(lg_measure_files(&batch, &env, &err), -1);
    assert_int_equal(err.kind, LG_ERR_INTERRUPTED);
    assert_int_equal(log->count, 1);
    free(log);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(batch__gives_results_in_order_whoever_is_first),
        cmocka_unit_test(batch__many_threads_on_one_file_change_nothing),
        cmocka_unit_test(batch__of_nothing_is_done),
        cmocka_unit_test(batch__stops_when_asked_to),
    };
    return cmocka_run_group_tests(tests, folder_setup, folder_teardown);
}
