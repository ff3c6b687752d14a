#include "support/unit.h"

#include <math.h>

#include "base/attr.h"
#include "matrix/rank.h"

static void rank__correlates_by_order_alone(void **state) {
    (void)state;
    static const struct {
        double a[6], b[6];
        size_t count;
        double want; /* NAN: undefined */
    } cases[] = {
        {{1, 2, 3, 4}, {1, 10, 100, 1000}, 4, 1.0},
        {{1, 2, 3, 4}, {9, 8, 7, -50}, 4, -1.0},
        /* By hand: 1 - 6·(1+1+4+4+0)/(5·24). */
        {{1, 2, 3, 4, 5}, {20, 10, 50, 30, 40}, 5, 0.6},
        /* Ties at their mean rank: 1.5 1.5 3 4 against 1 2 3 4. */
        {{7, 7, 8, 9}, {1, 2, 3, 4}, 4, 0.9486832980505138},
        {{1, 2, 3}, {5, 5, 5}, 3, NAN},
        {{1, 2}, {1, 2}, 2, NAN},
    };
    for (size_t i = 0; i < LG_ARRAY_LEN(cases); i++) {
        double got = lg_rank_correlation(cases[i].a, cases[i].b, cases[i].count);
        if (isnan(cases[i].want) ? !isnan(got) : !(fabs(got - cases[i].want) < 1e-12))
            fail_msg("case %zu: %.17g", i, got);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(rank__correlates_by_order_alone)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
