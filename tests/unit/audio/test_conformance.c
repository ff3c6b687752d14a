#include "audio/conformance.h"

#include "unit/audio/waves.h"

static const char shipped[] = LG_SOURCE_DIR "/gates/tables/vectors.yaml";

/* A folder and the shipped vectors. */
struct scene {
    struct folder *folder;
    struct lg_arena arena;
    struct lg_vectors vectors;
};

static int setup(void **state) {
    struct scene *scene = lg_xcalloc(1, sizeof *scene);
    if (folder_setup((void **)&scene->folder) != 0)
        return -1;
    *state = scene;
    return lg_vectors_read(shipped, &scene->arena, &scene->vectors, NULL);
}

/* Every signal is removed by whoever made it. */
static int teardown(void **state) {
    struct scene *scene = *state;
    int result = rmdir(scene->folder->path);
    lg_arena_dispose(&scene->folder->arena);
    free(scene->folder);
    lg_arena_dispose(&scene->arena);
    free(scene);
    return result;
}

static size_t find(const struct scene *scene, const char *id) {
    for (size_t i = 0; i < scene->vectors.count; i++)
        if (strcmp(scene->vectors.items[i].id, id) == 0)
            return i;
    fail_msg("no vector '%s'", id);
    return 0;
}

static struct lg_conformance_options choose(struct scene *scene, const char *const *ids,
                                            size_t count) {
    size_t *indices = lg_arena_array(&scene->arena, count, sizeof *indices);
    for (size_t i = 0; i < count; i++)
        indices[i] = find(scene, ids[i]);
    return (struct lg_conformance_options){.vectors = &scene->vectors,
                                           .indices = indices,
                                           .num_indices = count,
                                           .folder = scene->folder->path};
}

/* Some of each kind of part, want and trap. All of them, at all rates: extra.conformance. */
static void conformance__livegate_reads_the_truth(void **state) {
    static const char *const ids[] = {
        "t3341-09",
        "t3341-12",
        "t3341-10-03",
        "t3341-13-08",
        "t3341-11-02",
        "t3341-14-09",
        "t3341-15-fs44100",
        "t3341-16",
        "t3341-17",
        "t3341-18-fs88200",
        "t3341-19",
        "t3341-21",
        "itu-relgate",
        "itu-absgate",
        "trap-absgate-in",
        "trap-absgate-out",
        "trap-silence",
        "trap-dither",
        "trap-empty",
        "trap-399ms",
        "trap-400ms",
        "trap-499ms",
        "trap-2999ms",
        "trap-3000ms",
        "trap-hot-float",
        "trap-dc",
        "trap-nan",
        "trap-u8",
        "trap-s16-fs",
        "trap-s24",
        "trap-f64",
        "trap-tp-worst4x",
        "trap-tp-eof",
        "trap-tp-start",
        "trap-tp-one-channel",
        "trap-tp-lfe",
        "g3-sine-mono",
        "g3-sine-stereo",
        "g3-multi-mono",
        "g3-multi-stereo",
    };
    struct scene *scene = *state;
    struct lg_conformance_options options = choose(scene, ids, LG_ARRAY_LEN(ids));
    struct lg_conformance c;
    struct lg_err err = {0};
    options.threads = 2;
    if (lg_conformance_run(&lg_conformance_own, &options, &scene->arena, &c, &err) != 0)
        fail_msg("%s", err.text);
    assert_int_equal(c.signals, LG_ARRAY_LEN(ids));
    assert_true(c.count > LG_ARRAY_LEN(ids));
    for (size_t i = 0; i < c.count; i++)
        if (c.results[i].outcome != LG_JUDGED_PASSED)
            fail_msg("%s %s: %g", c.results[i].vector->id,
                     lg_quantity_name(c.results[i].check->quantity), c.results[i].got.value);
    for (int q = 0; q < LG_QUANTITY__COUNT; q++)
        assert_int_equal(c.exact[q].missed, 0);
    assert_true(c.exact[LG_QUANTITY_I].count > 15);
    assert_true(c.exact[LG_QUANTITY_LRA].count > 5);
    assert_true(c.exact[LG_QUANTITY_TRUE_PEAK].lowest < -0.1);
}

static void conformance__livegate_reads_it_at_other_rates(void **state) {
    static const char *const ids[] = {"trap-400ms", "t3341-13-08", "t3341-16", "trap-tp-eof"};
    static const int rates[] = {44100, 48000, 192000};
    struct scene *scene = *state;
    struct lg_conformance_options options = choose(scene, ids, LG_ARRAY_LEN(ids));
    struct lg_conformance c;
    options.rates_hz = rates;
    options.num_rates = LG_ARRAY_LEN(rates);
    assert_int_equal(lg_conformance_run(&lg_conformance_own, &options, &scene->arena, &c, NULL), 0);
    /* Case 16 has vectors of its own for other rates. */
    assert_int_equal(c.signals, 3 * 3 + 1);
    assert_int_equal(c.outcomes[LG_JUDGED_PASSED], c.count);
    assert_int_equal(c.results[0].rate_hz, 48000);
    assert_int_equal(c.results[1].rate_hz, 44100);
    assert_int_equal(c.results[2].rate_hz, 192000);
}

/* A meter that says what a test tells it to. */
struct parrot {
    struct lg_heard says;
    size_t asked;
    size_t fails_at; /* 0: never */
};

static int parrot_measure(void *ctx, const char *wav, const struct lg_vector *vector,
                          struct lg_heard *out, struct lg_err *err) {
    struct parrot *parrot = ctx;
    assert_true(lg_fs_is_file(wav));
    assert_null(strstr(wav, vector->id)); /* by its name it could look up what is wanted */
    if (++parrot->asked == parrot->fails_at)
        return lg_err_set(err, LG_ERR_READ, "the parrot is gone");
    *out = parrot->says;
    return 0;
}

static struct lg_heard says(enum lg_quantity quantity, double value) {
    struct lg_heard heard = {0};
    heard.at[quantity] = (struct lg_heard_level){LG_HEARD_NUMBER, value};
    /* A number elsewhere, so that silence of the rest proves something. */
    heard.at[LG_QUANTITY_SAMPLE_PEAK].kind = LG_HEARD_NUMBER;
    return heard;
}

static struct lg_heard says_nothing(enum lg_quantity quantity) {
    struct lg_heard heard = {0};
    heard.at[quantity] = (struct lg_heard_level){LG_HEARD_UNDEFINED, NAN};
    return heard;
}

static struct lg_heard refuses(void) {
    struct lg_heard heard = {.refused = true, .why = "it won't"};
    for (int q = 0; q < LG_QUANTITY__COUNT; q++)
        heard.at[q] = (struct lg_heard_level){LG_HEARD_UNDEFINED, NAN};
    return heard;
}

static struct lg_conformance ask(struct scene *scene, struct lg_conformance_meter meter,
                                 struct parrot *parrot, const char *id) {
    struct lg_conformance_options options = choose(scene, &id, 1);
    struct lg_conformance c;
    meter.measure = parrot_measure;
    meter.ctx = parrot;
    assert_int_equal(lg_conformance_run(&meter, &options, &scene->arena, &c, NULL), 0);
    return c;
}

static void conformance__a_number_is_held_to_its_tolerance(void **state) {
    static const struct {
        const char *id;
        double says;
        enum lg_judged outcome;
    } rows[] = {
        {"trap-400ms", -23.0, LG_JUDGED_PASSED},       {"trap-400ms", -23.1, LG_JUDGED_PASSED},
        {"trap-400ms", -23.101, LG_JUDGED_FAILED},     {"trap-400ms", -22.899, LG_JUDGED_FAILED},
        {"trap-400ms", INFINITY, LG_JUDGED_FAILED},    {"trap-400ms", -INFINITY, LG_JUDGED_FAILED},
        {"trap-399ms", -70.0, LG_JUDGED_UNJUDGED},     {"trap-399ms", -69.9, LG_JUDGED_FAILED},
        {"trap-399ms", -INFINITY, LG_JUDGED_UNJUDGED}, {"trap-nan", -23.0, LG_JUDGED_FAILED},
        {"trap-empty", -23.0, LG_JUDGED_FAILED},
    };
    for (size_t i = 0; i < LG_ARRAY_LEN(rows); i++) {
        struct parrot parrot = {.says = says(LG_QUANTITY_I, rows[i].says)};
        struct lg_conformance_meter meter = {.name = "parrot"};
        struct lg_conformance c = ask(*state, meter, &parrot, rows[i].id);
        if (c.results[0].outcome != rows[i].outcome)
            fail_msg("row %zu: %s", i, lg_judged_name(c.results[0].outcome));
    }
}

static void conformance__silence_and_refusals(void **state) {
    struct lg_conformance_meter meter = {.name = "parrot"};
    const struct {
        const char *id;
        struct lg_heard says;
        enum lg_judged outcome;
    } rows[] = {
        {"trap-400ms", says_nothing(LG_QUANTITY_I), LG_JUDGED_FAILED},
        {"trap-400ms", says_nothing(LG_QUANTITY_LRA), LG_JUDGED_UNJUDGED},
        {"trap-400ms", refuses(), LG_JUDGED_FAILED},
        /* What never gives a number has not shown that it hears this signal as none. */
        {"trap-399ms", says_nothing(LG_QUANTITY_I), LG_JUDGED_UNJUDGED},
        {"trap-399ms", refuses(), LG_JUDGED_FAILED},
        {"trap-nan", refuses(), LG_JUDGED_UNJUDGED},
    };
    for (size_t i = 0; i < LG_ARRAY_LEN(rows); i++) {
        struct parrot parrot = {.says = rows[i].says};
        struct lg_conformance c = ask(*state, meter, &parrot, rows[i].id);
        if (c.results[0].outcome != rows[i].outcome)
            fail_msg("row %zu: %s", i, lg_judged_name(c.results[0].outcome));
    }
}

/* Numbers elsewhere prove that a refusal is one. */
static int picky_measure(void *ctx, const char *wav, const struct lg_vector *vector,
                         struct lg_heard *out, struct lg_err *err) {
    LG_UNUSED(ctx);
    LG_UNUSED(wav);
    LG_UNUSED(err);
    *out = strcmp(vector->id, "trap-400ms") == 0 ? says(LG_QUANTITY_I, -23.0) : refuses();
    if (strcmp(vector->id, "trap-399ms") == 0)
        *out = says_nothing(LG_QUANTITY_I);
    return 0;
}

static void conformance__a_meter_that_gives_numbers_may_refuse(void **state) {
    static const char *const ids[] = {"trap-400ms", "trap-399ms", "trap-nan", "trap-empty"};
    struct scene *scene = *state;
    struct lg_conformance_options options = choose(scene, ids, LG_ARRAY_LEN(ids));
    struct lg_conformance_meter meter = {.name = "picky", .measure = picky_measure};
    struct lg_conformance c;
    assert_int_equal(lg_conformance_run(&meter, &options, &scene->arena, &c, NULL), 0);
    assert_int_equal(c.outcomes[LG_JUDGED_PASSED], 4);
}

static void conformance__policies_of_a_meter_are_counted_in(void **state) {
    struct parrot dual = {.says = says(LG_QUANTITY_I, -14.66)};
    struct lg_conformance_meter meter = {.name = "parrot", .is_dual_mono = true};
    struct lg_conformance c = ask(*state, meter, &dual, "g3-multi-mono");
    assert_int_equal(c.results[1].outcome, LG_JUDGED_FAILED);
    dual.says = says(LG_QUANTITY_I, -14.95);
    c = ask(*state, meter, &dual, "g3-multi-mono");
    assert_int_equal(c.results[1].check->quantity, LG_QUANTITY_I);
    assert_int_equal(c.results[1].outcome, LG_JUDGED_PASSED);
    assert_true(fabs(c.results[1].shift - 3.0103) < 1e-4);
    /* Nothing is shifted in stereo. */
    c = ask(*state, meter, &dual, "g3-multi-stereo");
    assert_int_equal(c.results[1].outcome, LG_JUDGED_PASSED);

    struct parrot coarse = {.says = says(LG_QUANTITY_I, -23.14)};
    struct lg_conformance_meter shown = {.name = "parrot", .display[LG_QUANTITY_I] = 0.05};
    c = ask(*state, shown, &coarse, "trap-400ms");
    assert_int_equal(c.results[0].outcome, LG_JUDGED_PASSED);

    struct parrot low = {.says = says(LG_QUANTITY_TRUE_PEAK, -9.03)};
    struct lg_conformance_meter lenient = {.name = "parrot", .may_skip_optional = true};
    c = ask(*state, lenient, &low, "t3341-16-fs192000");
    assert_int_equal(c.results[0].outcome, LG_JUDGED_ALLOWED);
    c = ask(*state, (struct lg_conformance_meter){.name = "parrot"}, &low, "t3341-16-fs192000");
    assert_int_equal(c.results[0].outcome, LG_JUDGED_FAILED);
}

static void conformance__distance_to_the_reference_is_counted(void **state) {
    struct parrot parrot = {.says = says(LG_QUANTITY_I, -22.979)};
    struct lg_conformance_meter meter = {.name = "parrot", .exact[LG_QUANTITY_I] = 0.01};
    struct lg_conformance c = ask(*state, meter, &parrot, "trap-400ms");
    assert_int_equal(c.results[0].outcome, LG_JUDGED_PASSED);
    assert_int_equal(c.exact[LG_QUANTITY_I].missed, 1);
    assert_true(fabs(c.exact[LG_QUANTITY_I].lowest - 0.02) < 1e-9);
    meter.exact[LG_QUANTITY_I] = 0.03;
    c = ask(*state, meter, &parrot, "trap-400ms");
    assert_int_equal(c.exact[LG_QUANTITY_I].missed, 0);
}

static void conformance__an_error_ends_the_run(void **state) {
    static const char *const ids[] = {"trap-400ms", "trap-399ms", "trap-499ms"};
    struct scene *scene = *state;
    struct parrot parrot = {.says = says(LG_QUANTITY_I, -23.0), .fails_at = 2};
    struct lg_conformance_meter meter = {
        .name = "parrot", .measure = parrot_measure, .ctx = &parrot};
    struct lg_conformance_options options = choose(scene, ids, LG_ARRAY_LEN(ids));
    struct lg_conformance c;
    struct lg_err err = {0};
    assert_int_equal(lg_conformance_run(&meter, &options, &scene->arena, &c, &err), -1);
    assert_int_equal(parrot.asked, 2);
    assert_non_null(strstr(err.text, "ms: the parrot is gone")); /* in no order that is known */

    struct lg_interrupt interrupt = {.signo = 2, .wake_fd = -1};
    struct lg_env env;
    lg_env_init_test(&env);
    env.interrupt = &interrupt;
    options.env = &env;
    err = (struct lg_err){0};
    assert_int_equal(lg_conformance_run(&meter, &options, &scene->arena, &c, &err), -1);
    assert_int_equal(err.kind, LG_ERR_INTERRUPTED);
}

static void conformance__signals_are_kept_when_asked_for(void **state) {
    static const char *const ids[] = {"trap-400ms"};
    static const int rate = 44100;
    struct scene *scene = *state;
    struct lg_conformance_options options = choose(scene, ids, 1);
    struct lg_conformance c;
    options.keep = true;
    options.rates_hz = &rate;
    options.num_rates = 1;
    assert_int_equal(lg_conformance_run(&lg_conformance_own, &options, &scene->arena, &c, NULL), 0);
    assert_int_equal(unlink(folder_join(scene->folder, "trap-400ms.wav")), 0);
    assert_int_equal(unlink(folder_join(scene->folder, "trap-400ms-at-44100.wav")), 0);
}

static void conformance__what_needs_a_file_is_not_run(void **state) {
    static const char *const ids[] = {"t3341-07", "trap-400ms"};
    struct scene *scene = *state;
    struct lg_conformance_options options = choose(scene, ids, 2);
    struct lg_conformance c;
    assert_int_equal(lg_conformance_run(&lg_conformance_own, &options, &scene->arena, &c, NULL), 0);
    assert_int_equal(c.skipped, 1);
    assert_int_equal(c.signals, 1);
}

/* Nor does the order tell, in which the signals come. */
static int note_id(void *ctx, const char *wav, const struct lg_vector *vector, struct lg_heard *out,
                   struct lg_err *err) {
    LG_UNUSED(wav);
    LG_UNUSED(err);
    lg_str_printf(ctx, "%s ", vector->id);
    *out = says(LG_QUANTITY_I, -23.0);
    return 0;
}

static void conformance__signals_come_in_the_order_of_a_seed(void **state) {
    static const char *const ids[] = {"trap-400ms", "trap-399ms", "trap-499ms", "trap-nan"};
    struct scene *scene = *state;
    struct lg_conformance_options options = choose(scene, ids, LG_ARRAY_LEN(ids));
    struct lg_conformance c;
    bool differs = false;
    struct lg_str first = {0};
    for (uint64_t seed = 1; seed < 6; seed++) {
        struct lg_str heard = {0};
        struct lg_conformance_meter meter = {.name = "ear", .measure = note_id, .ctx = &heard};
        struct lg_env env;
        lg_env_init_test(&env);
        env.seed = seed;
        options.env = &env;
        assert_int_equal(lg_conformance_run(&meter, &options, &scene->arena, &c, NULL), 0);
        assert_int_equal(c.signals, 4);
        for (size_t i = 0; i < LG_ARRAY_LEN(ids); i++)
            assert_non_null(strstr(lg_str_text(&heard), ids[i]));
        assert_string_equal(c.results[0].vector->id, "trap-400ms");
        if (seed == 1)
            lg_str_add(&first, lg_str_text(&heard));
        differs = differs || strcmp(lg_str_text(&first), lg_str_text(&heard)) != 0;
        lg_str_dispose(&heard);
    }
    lg_str_dispose(&first);
    assert_true(differs);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(conformance__livegate_reads_the_truth),
        cmocka_unit_test(conformance__livegate_reads_it_at_other_rates),
        cmocka_unit_test(conformance__a_number_is_held_to_its_tolerance),
        cmocka_unit_test(conformance__silence_and_refusals),
        cmocka_unit_test(conformance__a_meter_that_gives_numbers_may_refuse),
        cmocka_unit_test(conformance__policies_of_a_meter_are_counted_in),
        cmocka_unit_test(conformance__distance_to_the_reference_is_counted),
        cmocka_unit_test(conformance__an_error_ends_the_run),
        cmocka_unit_test(conformance__signals_are_kept_when_asked_for),
        cmocka_unit_test(conformance__signals_come_in_the_order_of_a_seed),
        cmocka_unit_test(conformance__what_needs_a_file_is_not_run),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
