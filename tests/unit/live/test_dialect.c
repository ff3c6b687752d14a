#include "support/unit.h"

#include "live/dialect.h"
#include "live/guard.h"
#include "support/fake_link.h"

#define MUTE "/live/track/get/mute"

static const char stopped[] = "Error handling OSC message: Index out of range";

#define NAME "/live/song/get/master_track_name"

static void answer(struct fake_link *fake, const char *request, int32_t index, char tag) {
    const char tags[] = {'i', tag, '\0'};
    if (tag == 'e')
        fake_on(fake, request, 100, "/live/error", "s", stopped);
    else
        fake_on(fake, request, 100, MUTE, tags, index, 0);
}

/* "master" is asked for only where the script has the getter of its name. */
static void answer_by_name(struct fake_link *fake, char tag) {
    const char tags[] = {'s', tag, '\0'};
    if (tag == 'u') {
        fake_on(fake, NAME, 100, "/live/error", "s", "Unknown OSC address: " NAME);
        return;
    }
    fake_on(fake, NAME, 100, NAME, "s", "Main");
    if (tag == 'e')
        fake_on(fake, MUTE " \"master\"", 100, "/live/error", "s", stopped);
    else
        fake_on(fake, MUTE " \"master\"", 100, MUTE, tags, "master");
}

/* What a script answers to the probes of -1, -1000 and "master": T, F, N, or e for an error; i for
 * another value, u for an address that it does not know. */
static enum lg_dialect detect(const char *answers) {
    struct lg_env env;
    struct lg_err err = {0};
    enum lg_dialect dialect = LG_DIALECT__COUNT;
    lg_env_init_test(&env);
    struct fake_link *fake = fake_new(&env);
    struct lg_live *live = lg_live_new(&env, &fake->link);
    answer(fake, MUTE " -1", -1, answers[0]);
    answer(fake, MUTE " -1000", -1000, answers[1]);
    answer_by_name(fake, answers[2]);
    if (lg_dialect_detect(live, 5 * LG_NS_PER_S, &dialect, &err) < 0)
        fail_msg("%s: %s", answers, err.text);
    lg_live_free(live);
    fake_free(fake);
    return dialect;
}

static void dialect__is_told_by_who_has_no_mute(void **state) {
    LG_UNUSED(state);
    static const struct {
        const char *answers;
        enum lg_dialect dialect;
    } rows[] = {
        {"Feu", LG_DIALECT_STOCK},
        {"Teu", LG_DIALECT_STOCK},
        {"eeu", LG_DIALECT_STOCK},
        {"Fee", LG_DIALECT_STOCK}, /* the getter, and no "master" */
        {"FFu", LG_DIALECT_STOCK}, /* a thousand tracks */
        {"Neu", LG_DIALECT_NEG1},
        {"Nee", LG_DIALECT_NEG1},
        {"FNu", LG_DIALECT_NEG1000},
        {"eNu", LG_DIALECT_NEG1000},
        {"FeN", LG_DIALECT_STRING_MASTER},
        {"NNN", LG_DIALECT_STRING_MASTER},
        {"NNu", LG_DIALECT_NEG1000},
        {"FeF", LG_DIALECT_STOCK},
        {"iiu", LG_DIALECT_STOCK}, /* a mute that is a number is no master */
    };
    for (size_t i = 0; i < LG_ARRAY_LEN(rows); i++) {
        if (detect(rows[i].answers) != rows[i].dialect)
            fail_msg("%s is %s", rows[i].answers, lg_dialect_name(detect(rows[i].answers)));
    }
}

static void dialect__silence_is_no_dialect(void **state) {
    LG_UNUSED(state);
    struct lg_env env;
    struct lg_err err = {0};
    enum lg_dialect dialect = LG_DIALECT__COUNT;
    lg_env_init_test(&env);
    struct fake_link *fake = fake_new(&env);
    struct lg_live *live = lg_live_new(&env, &fake->link);
    assert_int_equal(lg_dialect_detect(live, LG_NS_PER_S, &dialect, &err), -1);
    assert_int_equal(err.kind, LG_ERR_TIMEOUT);
    assert_int_equal(dialect, LG_DIALECT__COUNT);
    lg_live_free(live);
    fake_free(fake);
}

/* i is an index, s a text, 0 nothing: out of reach. */
struct reach {
    enum lg_dialect dialect;
    enum lg_track_kind kind;
    size_t index;
    enum lg_track_part part;
    char tag;
    int number;
    const char *text;
};

static const struct reach reaches[] = {
    {LG_DIALECT_STOCK, LG_TRACK_REGULAR, 3, LG_PART_TRACK, 'i', 3, NULL},
    {LG_DIALECT_STOCK, LG_TRACK_REGULAR, 3, LG_PART_DEVICE, 'i', 3, NULL},
    {LG_DIALECT_STOCK, LG_TRACK_MASTER, 0, LG_PART_TRACK, 0, 0, NULL},
    {LG_DIALECT_STOCK, LG_TRACK_RETURN, 0, LG_PART_TRACK, 0, 0, NULL},
    {LG_DIALECT_NEG1000, LG_TRACK_REGULAR, 0, LG_PART_DEVICE, 'i', 0, NULL},
    {LG_DIALECT_NEG1000, LG_TRACK_MASTER, 0, LG_PART_TRACK, 'i', -1000, NULL},
    {LG_DIALECT_NEG1000, LG_TRACK_MASTER, 0, LG_PART_DEVICE, 'i', -1000, NULL},
    {LG_DIALECT_NEG1000, LG_TRACK_RETURN, 0, LG_PART_TRACK, 'i', -1, NULL},
    {LG_DIALECT_NEG1000, LG_TRACK_RETURN, 11, LG_PART_DEVICE, 'i', -12, NULL},
    {LG_DIALECT_NEG1, LG_TRACK_MASTER, 0, LG_PART_TRACK, 'i', -1, NULL},
    {LG_DIALECT_NEG1, LG_TRACK_MASTER, 0, LG_PART_DEVICE, 0, 0, NULL},
    {LG_DIALECT_NEG1, LG_TRACK_RETURN, 0, LG_PART_TRACK, 0, 0, NULL},
    {LG_DIALECT_STRING_MASTER, LG_TRACK_MASTER, 0, LG_PART_DEVICE, 's', 0, "master"},
    {LG_DIALECT_STRING_MASTER, LG_TRACK_RETURN, 1, LG_PART_TRACK, 's', 0, "return_1"},
    {LG_DIALECT_STRING_MASTER, LG_TRACK_REGULAR, 7, LG_PART_TRACK, 'i', 7, NULL},
    /* What there is not. */
    {LG_DIALECT_NEG1000, LG_TRACK_RETURN, 12, LG_PART_TRACK, 0, 0, NULL},
    {LG_DIALECT_NEG1000, LG_TRACK_MASTER, 1, LG_PART_TRACK, 0, 0, NULL},
};

static void dialect__each_track_has_its_argument(void **state) {
    LG_UNUSED(state);
    struct lg_arena arena = {0};
    for (size_t i = 0; i < LG_ARRAY_LEN(reaches); i++) {
        const struct reach *reach = &reaches[i];
        struct lg_track_ref ref;
        struct lg_osc_arg arg = {0};
        struct lg_err err = {0};
        int status = lg_track_ref_make(reach->dialect, reach->kind, reach->index, &ref, &err);
        if (status == 0)
            status = lg_track_ref_arg(&ref, reach->part, &arena, &arg, &err);
        assert_int_equal(status, reach->tag == 0 ? -1 : 0);
        if (reach->tag == 0) {
            assert_int_equal(err.kind, LG_ERR_READ);
            continue;
        }
        assert_int_equal(arg.tag, reach->tag);
        if (reach->tag == 'i')
            assert_int_equal(arg.as.i, reach->number);
        else
            assert_string_equal(arg.as.s, reach->text);
        assert_int_equal(arg.granted, reach->number < 0);
        /* What was written down is the same track again. */
        struct lg_track_ref again;
        arg.granted = false;
        assert_int_equal(lg_track_ref_of_arg(reach->dialect, &arg, &again, &err), 0);
        assert_int_equal(again.kind, reach->kind);
        assert_int_equal(again.index, reach->index);
    }
    lg_arena_dispose(&arena);
}

/* A master of one dialect is nothing, or another track, in the next. */
static void dialect__an_argument_of_another_dialect_is_none(void **state) {
    LG_UNUSED(state);
    static const struct {
        enum lg_dialect dialect;
        struct lg_osc_arg arg;
    } rows[] = {
        {LG_DIALECT_STOCK, {.tag = 'i', .as.i = -1000}},
        {LG_DIALECT_STOCK, {.tag = 'i', .as.i = -1}},
        {LG_DIALECT_STOCK, {.tag = 's', .as.s = "master"}},
        {LG_DIALECT_NEG1, {.tag = 'i', .as.i = -1000}},
        {LG_DIALECT_NEG1, {.tag = 'i', .as.i = -2}},
        {LG_DIALECT_NEG1000, {.tag = 's', .as.s = "master"}},
        {LG_DIALECT_NEG1000, {.tag = 'i', .as.i = -13}},
        {LG_DIALECT_STRING_MASTER, {.tag = 'i', .as.i = -1}},
        {LG_DIALECT_STRING_MASTER, {.tag = 's', .as.s = "return_12"}},
        {LG_DIALECT_STRING_MASTER, {.tag = 's', .as.s = "return_x"}},
        {LG_DIALECT_STRING_MASTER, {.tag = 's', .as.s = "0"}},
        {LG_DIALECT_STOCK, {.tag = 'f', .as.f = 1}},
    };
    for (size_t i = 0; i < LG_ARRAY_LEN(rows); i++) {
        struct lg_track_ref ref;
        struct lg_err err = {0};
        assert_int_equal(lg_track_ref_of_arg(rows[i].dialect, &rows[i].arg, &ref, &err), -1);
        assert_int_equal(err.kind, LG_ERR_READ);
    }
}

/* The guard lets a granted index through as a track's, and nowhere else. */
static void dialect__the_guard_lets_its_index_through(void **state) {
    LG_UNUSED(state);
    struct lg_arena arena = {0};
    struct lg_track_ref ref;
    struct lg_osc_arg args[3] = {{0}, {.tag = 'i'}, {.tag = 'i'}};
    assert_int_equal(lg_track_ref_make(LG_DIALECT_NEG1000, LG_TRACK_MASTER, 0, &ref, NULL), 0);
    assert_int_equal(lg_track_ref_arg(&ref, LG_PART_DEVICE, &arena, &args[0], NULL), 0);
    const struct lg_osc_msg param = {"/live/device/get/parameter/value", args, 3};
    const struct lg_osc_msg copy = lg_osc_copy(&param, &arena);
    assert_int_equal(lg_guard_check(&param, NULL), 0);
    assert_int_equal(lg_guard_check(&copy, NULL), 0);
    const struct lg_osc_msg track = {"/live/track/get/volume", args, 1};
    assert_int_equal(lg_guard_check(&track, NULL), 0);
    const struct lg_osc_msg clip = {"/live/clip/get/name", args, 2};
    assert_int_equal(lg_guard_check(&clip, NULL), -1);
    args[1] = args[0]; /* as a device */
    assert_int_equal(lg_guard_check(&param, NULL), -1);
    args[1] = lg_osc_int(0);
    args[0] = lg_osc_int(-1000); /* by hand */
    assert_int_equal(lg_guard_check(&param, NULL), -1);
    assert_int_equal(lg_guard_check(&track, NULL), -1);
    lg_arena_dispose(&arena);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(dialect__is_told_by_who_has_no_mute),
        cmocka_unit_test(dialect__silence_is_no_dialect),
        cmocka_unit_test(dialect__each_track_has_its_argument),
        cmocka_unit_test(dialect__an_argument_of_another_dialect_is_none),
        cmocka_unit_test(dialect__the_guard_lets_its_index_through),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
