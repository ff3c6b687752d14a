#include "support/unit.h"

#include <math.h>
#include <stdlib.h>

#include "report/plot_pair.h"

enum { MANY = 10000 };

static void plot_pair__each_x_has_its_own_where_they_fit(void **state) {
    (void)state;
    struct lg_plot_value values[] = {{2, 5}, {1, 3}, {2, 1}, {1, 4}, {3, 9}, {2, 3}};
    struct lg_plot_pair pairs[LG_PLOT_PAIRS_MAX];
    assert_int_equal(lg_plot_reduce(values, 6, pairs), 3);
    assert_true(pairs[0].x == 1 && pairs[0].low == 3 && pairs[0].high == 4 && pairs[0].count == 2);
    assert_true(pairs[1].x == 2 && pairs[1].low == 1 && pairs[1].high == 5 && pairs[1].sum == 9);
    assert_true(pairs[2].x == 3 && pairs[2].low == 9 && pairs[2].high == 9);
}

static void plot_pair__what_is_not_finite_is_left_out(void **state) {
    (void)state;
    struct lg_plot_value values[] = {{1, NAN}, {NAN, 1}, {2, -INFINITY}, {INFINITY, 2}, {3, 4}};
    struct lg_plot_pair pairs[LG_PLOT_PAIRS_MAX];
    assert_int_equal(lg_plot_reduce(values, 5, pairs), 1);
    assert_true(pairs[0].x == 3 && pairs[0].count == 1);
    assert_int_equal(lg_plot_reduce(values, 0, pairs), 0);
}

/* No peak and no dip is lost, and each value is in one pair. */
static void plot_pair__many_values_keep_their_extremes(void **state) {
    (void)state;
    struct lg_plot_value *values = malloc(MANY * sizeof *values);
    struct lg_plot_pair pairs[LG_PLOT_PAIRS_MAX];
    assert_non_null(values);
    for (size_t i = 0; i < MANY; i++)
        values[i] = (struct lg_plot_value){(double)i / 10, i == 4321 ? 99 : i == 7654 ? -99 : 0};
    size_t count = lg_plot_reduce(values, MANY, pairs);
    size_t seen = 0;
    double low = 0;
    double high = 0;
    assert_int_equal(count, LG_PLOT_PAIRS_MAX);
    for (size_t i = 0; i < count; i++) {
        seen += pairs[i].count;
        low = fmin(low, pairs[i].low);
        high = fmax(high, pairs[i].high);
        assert_true(i == 0 || pairs[i].x > pairs[i - 1].x);
        assert_in_range(pairs[i].count, MANY / LG_PLOT_PAIRS_MAX - 1, MANY / LG_PLOT_PAIRS_MAX + 1);
        if (pairs[i].high > 0)
            assert_true(fabs(pairs[i].x - 432.1) <= 999.9 / LG_PLOT_PAIRS_MAX);
    }
    assert_int_equal(seen, MANY);
    assert_true(low == -99 && high == 99);
    free(values);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(plot_pair__each_x_has_its_own_where_they_fit),
        cmocka_unit_test(plot_pair__what_is_not_finite_is_left_out),
        cmocka_unit_test(plot_pair__many_values_keep_their_extremes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
