#include "live/calibrate.h"

#include <math.h>
#include <string.h>

#include "conf/unit.h"

/* From the found value up, where louder is allowed: never more than a sixteenth beyond. */
enum { RUNGS = 16 };

/* Everything that was tried so far. */
struct samples {
    struct lg_probe probes[3 * LG_PROBES_MAX + RUNGS];
    size_t count;
};

struct calibration {
    const struct lg_prober *prober;
    const struct lg_shown *wanted;
    struct lg_native found;
    struct samples samples;
};

static struct lg_native between(const struct lg_range *range, size_t step, size_t steps) {
    return lg_normal_to_native((struct lg_normal){(double)step / (double)steps}, range);
}

/* Tries `count` values spread evenly over a range, its ends among them. */
static int try_range(struct calibration *calibration, const struct lg_range *range, size_t count,
                     struct lg_err *err) {
    struct lg_probe *probes = &calibration->samples.probes[calibration->samples.count];
    for (size_t i = 0; i < count; i++)
        probes[i].native = between(range, i, count - 1);
    if (lg_probe_all(calibration->prober, probes, count, err) < 0)
        return -1;
    calibration->samples.count += count;
    return 0;
}

static int unfit(const struct calibration *calibration, const struct lg_shown *shown,
                 struct lg_err *err) {
    return lg_err_set(err, LG_ERR_READ, "%s shows '%s': %s does not fit",
                      calibration->prober->place->spot.label, shown->text,
                      calibration->wanted->text);
}

/* True when each sample shows its native value, which is then so many base units; and when that is
 * no accident: zero shows zero on every scale. */
static bool shows_native(const struct samples *samples, double scale) {
    bool is_telling = false;
    for (size_t i = 0; i < samples->count; i++) {
        const struct lg_shown *shown = &samples->probes[i].shown;
        double native = (double)samples->probes[i].native.number * scale;
        if (!shown->is_number || !(fabs(native - shown->base) <= 0.5 * shown->step * (1 + 1e-4)))
            return false;
        is_telling = is_telling || fabs(native) > 2 * shown->step;
    }
    return is_telling;
}

/* The base units of one native unit, where the display is the native value; 0 where it is not. */
static double native_scale(const struct samples *samples) {
    double of_unit = lg_unit_factor(samples->probes[0].shown.unit);
    if (shows_native(samples, of_unit))
        return of_unit;
    return shows_native(samples, 1) ? 1 : 0;
}

static const char *write_base(const struct calibration *calibration, double base) {
    struct lg_str text = {0};
    lg_shown_write(base, &calibration->samples.probes[0].shown, &text);
    const char *copy = lg_arena_strdup(calibration->prober->arena, lg_str_text(&text));
    lg_str_dispose(&text);
    return copy;
}

static void answer_native(const struct calibration *calibration, double scale,
                          struct lg_calibration *out) {
    const struct lg_range *range = &calibration->prober->place->range;
    double native = calibration->wanted->base / scale;
    out->native = (struct lg_native){(float)native};
    out->from = write_base(calibration, (double)range->min.number * scale);
    out->to = write_base(calibration, (double)range->max.number * scale);
    out->outcome = LG_CALIBRATED;
    if (native < (double)range->min.number && out->native.number < range->min.number) {
        out->outcome = LG_CALIBRATED_BELOW;
        out->native = range->min;
    } else if (native > (double)range->max.number && out->native.number > range->max.number) {
        out->outcome = LG_CALIBRATED_ABOVE;
        out->native = range->max;
    }
}

/* The samples whose display fits as a curve. */
static int make_curve(const struct calibration *calibration, struct lg_curve *out,
                      struct lg_err *err) {
    const struct samples *samples = &calibration->samples;
    const char *label = calibration->prober->place->spot.label;
    struct lg_point points[3 * LG_PROBES_MAX + RUNGS];
    size_t count = 0;
    for (size_t i = 0; i < samples->count; i++) {
        const struct lg_probe *probe = &samples->probes[i];
        if (lg_shown_fits(calibration->wanted, &probe->shown))
            points[count++] = (struct lg_point){(double)probe->native.number, probe->shown.base};
    }
    if (count == 0)
        return unfit(calibration, &samples->probes[0].shown, err);
    if (!lg_curve_make(points, count, calibration->prober->arena, out))
        return lg_err_set(
            err, LG_ERR_READ,
            "%s: what it shows does not rise or fall with its value (%s … %s), so that "
            "%s can't be found",
            label, samples->probes[0].shown.text, samples->probes[samples->count - 1].shown.text,
            calibration->wanted->text);
    return 0;
}

/* Around the answer, as finely as the whole range was tried before. */
static int refine(struct calibration *calibration, struct lg_curve *curve, struct lg_err *err) {
    struct lg_point low;
    struct lg_point high;
    if (!lg_curve_bracket(curve, calibration->wanted->base, &low, &high))
        return 0;
    struct lg_range around = {{(float)low.x}, {(float)high.x}};
    if (try_range(calibration, &around, LG_PROBES_MAX, err) < 0)
        return -1;
    return make_curve(calibration, curve, err);
}

static bool is_reached(const struct lg_curve *curve, double wanted) {
    struct lg_point low;
    struct lg_point high;
    return lg_curve_bracket(curve, wanted, &low, &high);
}

/* One rung a burst, so that nothing is tried far beyond what is wanted. */
static int climb(struct calibration *calibration, struct lg_curve *curve, struct lg_err *err) {
    struct lg_range up = {calibration->found, calibration->prober->place->range.max};
    for (size_t i = 1; i <= RUNGS && !is_reached(curve, calibration->wanted->base); i++) {
        struct lg_probe *probe = &calibration->samples.probes[calibration->samples.count++];
        probe->native = between(&up, i, RUNGS);
        if (lg_probe_all(calibration->prober, probe, 1, err) < 0 ||
            lg_probe_check(calibration->prober, calibration->samples.probes,
                           calibration->samples.count, calibration->wanted->text, err) < 0 ||
            make_curve(calibration, curve, err) < 0)
            return -1;
    }
    return 0;
}

static void answer_curve(const struct calibration *calibration, const struct lg_curve *curve,
                         struct lg_calibration *out) {
    const struct lg_range *range = &calibration->prober->place->range;
    double wanted = calibration->wanted->base;
    double first = curve->points[0].y;
    double last = curve->points[curve->count - 1].y;
    double native;
    out->from = write_base(calibration, first);
    out->to = write_base(calibration, last);
    out->outcome = LG_CALIBRATED;
    if (lg_curve_invert(curve, wanted, &native)) {
        out->native = (struct lg_native){(float)native};
        return;
    }
    bool is_above = first < last ? wanted > last : wanted < last;
    bool is_whole = curve->points[curve->count - 1].x >= (double)range->max.number;
    out->native = is_above ? range->max : range->min;
    out->outcome = is_above ? LG_CALIBRATED_ABOVE : LG_CALIBRATED_BELOW;
    if (is_above && !is_whole)
        out->outcome = LG_CALIBRATED_LOUDER;
}

/* The part of the range that may be tried: nothing louder than what was found. */
static struct lg_range quiet_range(const struct calibration *calibration) {
    const struct lg_place *place = calibration->prober->place;
    struct lg_range quiet = place->range;
    if (place->is_louder_up)
        quiet.max = calibration->found;
    return quiet;
}

static int calibrate(struct calibration *calibration, bool allow_louder, struct lg_calibration *out,
                     struct lg_err *err) {
    struct samples *samples = &calibration->samples;
    struct lg_range quiet = quiet_range(calibration);
    struct lg_curve curve = {0};
    if (quiet.max.number > quiet.min.number) {
        if (try_range(calibration, &quiet, LG_PROBES_MAX, err) < 0 ||
            lg_probe_check(calibration->prober, samples->probes, samples->count,
                           calibration->wanted->text, err) < 0)
            return -1;
        double scale = native_scale(samples);
        if (scale > 0) {
            answer_native(calibration, scale, out);
            return 0;
        }
        if (make_curve(calibration, &curve, err) < 0)
            return -1;
    }
    double wanted = calibration->wanted->base;
    bool may_climb = calibration->prober->place->is_louder_up && allow_louder;
    if (!is_reached(&curve, wanted) && may_climb && climb(calibration, &curve, err) < 0)
        return -1;
    if (curve.count < 2) {
        *out = (struct lg_calibration){LG_CALIBRATED_LOUDER, calibration->found, NULL, NULL};
        return 0;
    }
    if (refine(calibration, &curve, err) < 0)
        return -1;
    answer_curve(calibration, &curve, out);
    return 0;
}

static void begin(struct calibration *calibration, const struct lg_prober *prober,
                  const struct lg_shown *wanted) {
    double found = 0;
    lg_osc_number(&prober->found->value, &found);
    *calibration = (struct calibration){.prober = prober, .wanted = wanted};
    calibration->found = (struct lg_native){(float)found};
    calibration->samples.probes[0].native = calibration->found;
    calibration->samples.probes[0].shown =
        lg_shown_read(prober->found->shown == NULL ? "" : prober->found->shown, prober->arena);
    calibration->samples.count = 1;
}

int lg_calibrate(const struct lg_prober *prober, const struct lg_shown *wanted, bool allow_louder,
                 struct lg_calibration *out, struct lg_err *err) {
    struct calibration calibration;
    begin(&calibration, prober, wanted);
    const struct lg_shown *found = &calibration.samples.probes[0].shown;
    if (found->is_number && !lg_shown_fits(wanted, found))
        return unfit(&calibration, found, err);
    double scale = native_scale(&calibration.samples);
    if (scale > 0) {
        answer_native(&calibration, scale, out);
        return 0;
    }
    return calibrate(&calibration, allow_louder, out, err);
}

static int no_choice(const struct calibration *calibration, struct lg_err *err) {
    const struct samples *samples = &calibration->samples;
    struct lg_str text = {0};
    size_t first = samples->count > 1 ? 1 : 0; /* the found one is among those that were tried */
    for (size_t i = first; i < samples->count; i++)
        lg_str_printf(&text, "%s'%s'", i == first ? "" : ", ", samples->probes[i].shown.text);
    lg_err_set(err, LG_ERR_READ, "%s shows no '%s'; it shows %s",
               calibration->prober->place->spot.label, calibration->wanted->text,
               lg_str_text(&text));
    lg_str_dispose(&text);
    return -1;
}

int lg_calibrate_choice(const struct lg_prober *prober, const struct lg_shown *wanted,
                        bool allow_louder, struct lg_native *out, struct lg_err *err) {
    struct calibration calibration;
    begin(&calibration, prober, wanted);
    struct samples *samples = &calibration.samples;
    struct lg_range range = allow_louder ? prober->place->range : quiet_range(&calibration);
    size_t steps = (size_t)((double)range.max.number - (double)range.min.number + 0.5);
    if (lg_shown_agrees(wanted, &samples->probes[0].shown)) {
        *out = calibration.found;
        return 0;
    }
    if (steps >= LG_PROBES_MAX)
        return lg_err_set(err, LG_ERR_READ,
                          "%s has %zu values, too many to try which one shows '%s': give its "
                          "number",
                          prober->place->spot.label, steps + 1, wanted->text);
    if (steps > 0 && try_range(&calibration, &range, steps + 1, err) < 0)
        return -1;
    if (lg_probe_check(prober, samples->probes, samples->count, wanted->text, err) < 0)
        return -1;
    for (size_t i = 1; i < samples->count; i++) {
        if (!lg_shown_agrees(wanted, &samples->probes[i].shown))
            continue;
        *out = samples->probes[i].native;
        return 0;
    }
    return no_choice(&calibration, err);
}
