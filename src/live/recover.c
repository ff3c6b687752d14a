#include "live/recover.h"

#include <math.h>
#include <string.h>

/* Next to the minimum, which is the quiet end of most. */
static const float thousandth = 1.0F / 1024;

/* What float32 makes of min + fraction * extent, as a part of the extent. */
static const double rounding = 1.0 / (1 << 21);

struct extent {
    double min, max;
};

static const char *print(const struct lg_recovery *recovery, const struct lg_reading *reading) {
    struct lg_str text = {0};
    lg_reading_print(reading, &text);
    const char *copy = lg_arena_strdup(recovery->arena, lg_str_text(&text));
    lg_str_dispose(&text);
    return copy;
}

static bool is_back(const struct lg_recovery *recovery) {
    return lg_spot_same(&recovery->now.value, &recovery->found->value);
}

/* Writes and reads back; a refusal leaves what is there to be read, and is told by *refused_out. */
static int put(struct lg_recovery *recovery, struct lg_osc_arg value, bool *refused_out,
               struct lg_err *err) {
    struct lg_err why = {0};
    *refused_out = false;
    if (lg_spot_put(recovery->live, recovery->journal, recovery->spot, value, recovery->deadline_ns,
                    recovery->arena, &recovery->now, &why) == 0)
        return 0;
    *refused_out = why.kind == LG_ERR_WRITE;
    if (*refused_out)
        return lg_spot_read(recovery->live, recovery->spot, recovery->deadline_ns, recovery->arena,
                            &recovery->now, err);
    return lg_err_set(err, why.kind, "%s", why.text);
}

/* Does what is there now lie at that fraction of the range? */
static bool lies_at(const struct lg_recovery *recovery, const struct extent *extent,
                    double fraction) {
    double now = 0;
    double place = fmin(fmax(fraction, 0), 1);
    double wanted = extent->min + place * (extent->max - extent->min);
    return lg_osc_number(&recovery->now.value, &now) &&
           fabs(now - wanted) <= rounding * (extent->max - extent->min);
}

/* As near as a fraction gets; the neighbours of the one that is computed may round better. */
static int put_fraction(struct lg_recovery *recovery, const struct extent *extent, double found,
                        struct lg_err *err) {
    static const int neighbours[] = {0, 1, -1};
    float fraction = (float)((found - extent->min) / (extent->max - extent->min));
    bool refused;
    for (size_t i = 0; i < LG_ARRAY_LEN(neighbours); i++) {
        float near =
            neighbours[i] == 0 ? fraction : nextafterf(fraction, neighbours[i] > 0 ? 1 : 0);
        if (put(recovery, lg_osc_float(near), &refused, err) < 0)
            return -1;
        if (refused || is_back(recovery))
            return 0;
    }
    return put(recovery, lg_osc_float(fraction), &refused, err);
}

static bool is_as_near_as_can_be(const struct lg_recovery *recovery, const struct extent *extent,
                                 double fraction) {
    const char *was = recovery->found->shown;
    const char *is = recovery->now.shown;
    return lies_at(recovery, extent, fraction) &&
           (was == NULL || is == NULL || strcmp(was, is) == 0);
}

/* 0 whether or not the script turns out to take fractions. */
static int try_fraction(struct lg_recovery *recovery, bool refused, struct lg_err *err) {
    struct extent extent;
    double found = 0;
    bool is_told = lg_osc_number(&recovery->found->value, &found);
    if (!is_told ||
        lg_spot_range(recovery->live, recovery->spot, recovery->deadline_ns, &extent.min,
                      &extent.max, NULL) < 0 ||
        !(extent.max > extent.min) || found < extent.min || found > extent.max ||
        (!refused && !lies_at(recovery, &extent, found)))
        return 0;
    if (put(recovery, lg_osc_float(thousandth), &refused, err) < 0)
        return -1;
    if (refused || !lies_at(recovery, &extent, (double)thousandth))
        return 0;
    if (put_fraction(recovery, &extent, found, err) < 0)
        return -1;
    double fraction = (found - extent.min) / (extent.max - extent.min);
    recovery->by_fraction = is_as_near_as_can_be(recovery, &extent, fraction);
    return 0;
}

int lg_recover(struct lg_recovery *recovery, struct lg_err *err) {
    bool refused = recovery->is_refused;
    recovery->by_fraction = false;
    if (!recovery->is_tried && put(recovery, recovery->found->value, &refused, err) < 0)
        return -1;
    if (!is_back(recovery) && try_fraction(recovery, refused, err) < 0)
        return -1;
    if (is_back(recovery) || recovery->by_fraction)
        return 0;
    return lg_err_set(err, LG_ERR_WRITE, "%s could not be put back: found %s, now %s",
                      lg_spot_label(recovery->spot, recovery->arena),
                      print(recovery, recovery->found), print(recovery, &recovery->now));
}
