#include "base/clock.h"
#include "matrix/matrix.h"

/* AbletonOSC answers once per tick; a parameter is written, then read back. */
#define EXCHANGES_NS (2 * 100 * LG_NS_PER_MS)

/* Times as long as a century are as good as any longer one. */
static int64_t times(uint64_t count, int64_t span_ns) {
    double product = (double)count * (double)span_ns;
    return product > 3e18 ? INT64_C(3000000000000000000) : (int64_t)product;
}

struct lg_matrix_time lg_matrix_time(const struct lg_matrix *matrix) {
    uint64_t renders = matrix->num_points + 1;
    int64_t set_ns = (int64_t)matrix->num_params * EXCHANGES_NS;
    int64_t most_ns =
        matrix->set_timeout_ns + matrix->export.timeout_ns + matrix->measure_timeout_ns;
    struct lg_matrix_time time = {.most_ns = times(renders, most_ns)};
    if (matrix->export.length_ns > 0)
        time.about_ns = times(renders, set_ns + matrix->export.length_ns);
    return time;
}
