#include "support/unit.h"

#include <math.h>

#include "live/curve.h"

static void assert_near(double got, double wanted, double tol) {
    if (!(fabs(got - wanted) <= tol))
        fail_msg("%.9g instead of %.9g", got, wanted);
}

static void curve__volume_is_live_s(void **state) {
    LG_UNUSED(state);
    static const struct {
        double native, db;
    } rows[] = {{0.85, 0}, {0.7, -6}, {1, 6}, {0.4, -18}, {0.775, -3}, {0.02135, -63}};
    for (size_t i = 0; i < LG_ARRAY_LEN(rows); i++) {
        double native = 0;
        double db = 0;
        assert_true(lg_curve_invert(&lg_curve_volume, rows[i].db, &native));
        assert_near(native, rows[i].native, 1e-4);
        assert_true(lg_curve_at(&lg_curve_volume, rows[i].native, &db));
        assert_near(db, rows[i].db, 0.05);
    }
    /* 40 dB per unit above -18 dB. */
    double native = 0;
    assert_true(lg_curve_invert(&lg_curve_volume, -7.5, &native));
    assert_near(native, 0.85 - 7.5 / 40, 0.05 / 40);
}

static void curve__silence_stands_apart(void **state) {
    LG_UNUSED(state);
    double native = 7;
    double db = 7;
    assert_true(lg_curve_invert(&lg_curve_volume, -INFINITY, &native));
    assert_true(native == 0);
    assert_true(lg_curve_at(&lg_curve_volume, 0, &db));
    assert_true(db == -INFINITY);
    assert_true(lg_curve_at(&lg_curve_volume, 0.01, &db));
    assert_true(db == -INFINITY);
    native = 7;
    assert_false(lg_curve_invert(&lg_curve_volume, -70, &native));
    assert_false(lg_curve_invert(&lg_curve_volume, 6.01, &native));
    assert_false(lg_curve_invert(&lg_curve_volume, NAN, &native));
    assert_false(lg_curve_at(&lg_curve_volume, 1.01, &db));
    assert_true(native == 7);
}

static void curve__is_made_of_samples_in_any_order(void **state) {
    LG_UNUSED(state);
    struct lg_arena arena = {0};
    struct lg_curve curve;
    static const struct lg_point samples[] = {{2, 20}, {0, 0}, {1, 10}, {0, 0}, {4, 40}};
    double x = 0;
    assert_true(lg_curve_make(samples, LG_ARRAY_LEN(samples), &arena, &curve));
    assert_int_equal(curve.count, 4);
    assert_true(lg_curve_invert(&curve, 30, &x));
    assert_near(x, 3, 1e-12);
    lg_arena_dispose(&arena);
}

/* What a display rounds to one text is its middle, but an end is an end. */
static void curve__runs_become_their_middle(void **state) {
    LG_UNUSED(state);
    struct lg_arena arena = {0};
    struct lg_curve curve;
    static const struct lg_point samples[] = {{0, 0}, {1, 0}, {2, 5}, {3, 5},
                                              {4, 5}, {5, 9}, {6, 9}};
    static const struct lg_point points[] = {{0, 0}, {3, 5}, {6, 9}};
    assert_true(lg_curve_make(samples, LG_ARRAY_LEN(samples), &arena, &curve));
    assert_int_equal(curve.count, LG_ARRAY_LEN(points));
    for (size_t i = 0; i < LG_ARRAY_LEN(points); i++) {
        assert_true(curve.points[i].x == points[i].x);
        assert_true(curve.points[i].y == points[i].y);
    }
    lg_arena_dispose(&arena);
}

static void curve__may_fall(void **state) {
    LG_UNUSED(state);
    struct lg_arena arena = {0};
    struct lg_curve curve;
    static const struct lg_point samples[] = {{0, 10}, {1, 6}, {2, 2}};
    double x = 0;
    struct lg_point low;
    struct lg_point high;
    assert_true(lg_curve_make(samples, LG_ARRAY_LEN(samples), &arena, &curve));
    assert_true(lg_curve_invert(&curve, 4, &x));
    assert_near(x, 1.5, 1e-12);
    assert_true(lg_curve_bracket(&curve, 7, &low, &high));
    assert_true(low.x == 0 && high.x == 1);
    assert_false(lg_curve_bracket(&curve, 11, &low, &high));
    lg_arena_dispose(&arena);
}

static void curve__that_turns_back_is_none(void **state) {
    LG_UNUSED(state);
    struct lg_arena arena = {0};
    struct lg_curve curve;
    static const struct lg_point back[] = {{0, 0}, {1, 5}, {2, 4}};
    static const struct lg_point flat[] = {{0, 3}, {1, 3}, {2, 3}};
    static const struct lg_point holes[] = {{0, 0}, {1, NAN}, {2, 4}};
    assert_false(lg_curve_make(back, LG_ARRAY_LEN(back), &arena, &curve));
    assert_false(lg_curve_make(flat, LG_ARRAY_LEN(flat), &arena, &curve));
    assert_false(lg_curve_make(holes, LG_ARRAY_LEN(holes), &arena, &curve));
    assert_false(lg_curve_make(flat, 1, &arena, &curve));
    assert_false(lg_curve_make(flat, 0, &arena, &curve));
    lg_arena_dispose(&arena);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(curve__volume_is_live_s),
        cmocka_unit_test(curve__silence_stands_apart),
        cmocka_unit_test(curve__is_made_of_samples_in_any_order),
        cmocka_unit_test(curve__runs_become_their_middle),
        cmocka_unit_test(curve__may_fall),
        cmocka_unit_test(curve__that_turns_back_is_none),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
