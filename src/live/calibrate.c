#include "live/calibrate.h"

#include <math.h>
#include <string.h>

#include "conf/unit.h"
#include "live/level.h"

/* From the found value up, where louder is allowed: never more than a sixteenth beyond. */
enum { RUNGS = 16 };

/* Beside the found value, where that is shown as it is. */
enum { FEW = 3 };

/* The found value, a few, the range, the way up, twice around the answer, and at both ends of what
 * shows it. */
enum { SAMPLES_MAX = 1 + FEW + 4 * LG_TRIALS_MAX + RUNGS };

/* Everything that was tried so far. */
struct samples {
    struct lg_trial trials[SAMPLES_MAX];
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
    struct lg_trial *trials = &calibration->samples.trials[calibration->samples.count];
    for (size_t i = 0; i < count; i++)
        trials[i].native = between(range, i, count - 1);
    if (lg_trial_all(calibration->prober, trials, count, err) < 0)
        return -1;
    calibration->samples.count += count;
    return 0;
}

static int unfit(const struct calibration *calibration, const struct lg_shown *shown,
                 struct lg_err *err) {
    const char *label = calibration->prober->place->spot.label;
    const char *wanted = calibration->wanted->text;
    if (!shown->is_number)
        lg_err_set(err, LG_ERR_WRITE, "%s shows '%s', which is no number: %s can't be found", label,
                   shown->text, wanted);
    else if (calibration->wanted->unit == NULL || shown->unit == NULL)
        lg_err_set(err, LG_ERR_WRITE, "%s shows '%s', %s: %s does not fit", label, shown->text,
                   shown->unit == NULL ? "without a unit" : "with a unit", wanted);
    else
        lg_err_set(err, LG_ERR_WRITE, "%s is shown in %s ('%s'): %s is of another unit", label,
                   strcmp(shown->unit, ":1") == 0 ? "N:1" : shown->unit, shown->text, wanted);
    return lg_err_about_misfit(err);
}

/* How many different numbers the samples show, of those that zero does not explain: it shows zero
 * on every scale. */
static size_t count_telling(const struct samples *samples, double scale) {
    size_t count = 0;
    for (size_t i = 0; i < samples->count; i++) {
        const struct lg_shown *shown = &samples->trials[i].shown;
        bool is_new = fabs((double)samples->trials[i].native.number * scale) > 2 * shown->step;
        for (size_t k = 0; k < i && is_new; k++)
            is_new = samples->trials[k].shown.base != shown->base;
        count += is_new ? 1 : 0;
    }
    return count;
}

/* True when each sample shows its native value, which is then so many base units, and so many of
 * them that it is no accident. */
static bool shows_native(const struct samples *samples, double scale, size_t telling) {
    for (size_t i = 0; i < samples->count; i++) {
        const struct lg_shown *shown = &samples->trials[i].shown;
        double native = (double)samples->trials[i].native.number * scale;
        if (!shown->is_number || !(fabs(native - shown->base) <= 0.5 * shown->step * (1 + 1e-4)))
            return false;
    }
    return count_telling(samples, scale) >= telling;
}

/* The base units of one native unit, where the display is the native value; 0 where it is not. */
static double native_scale(const struct samples *samples, size_t telling) {
    double of_unit = lg_unit_factor(samples->trials[0].shown.unit);
    if (shows_native(samples, of_unit, telling))
        return of_unit;
    return shows_native(samples, 1, telling) ? 1 : 0;
}

static const char *write_base(const struct calibration *calibration, double base) {
    struct lg_str text = {0};
    lg_shown_write(base, &calibration->samples.trials[0].shown, &text);
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
    struct lg_point points[SAMPLES_MAX];
    size_t count = 0;
    for (size_t i = 0; i < samples->count; i++) {
        const struct lg_trial *trial = &samples->trials[i];
        if (lg_shown_fits(calibration->wanted, &trial->shown))
            points[count++] = (struct lg_point){(double)trial->native.number, trial->shown.base};
    }
    if (count == 0)
        return unfit(calibration, &samples->trials[0].shown, err);
    if (!lg_curve_make(points, count, calibration->prober->arena, out))
        return lg_err_set(
            err, LG_ERR_READ,
            "%s: what it shows does not rise or fall with its value (%s … %s), so that "
            "%s can't be found",
            label, samples->trials[0].shown.text, samples->trials[samples->count - 1].shown.text,
            calibration->wanted->text);
    return 0;
}

/* What was seen to show what is wanted, from the first to the last; false: nothing. */
static bool find_seen(const struct calibration *calibration, struct lg_range *out) {
    const struct samples *samples = &calibration->samples;
    struct lg_range seen = {{INFINITY}, {-INFINITY}};
    for (size_t i = 0; i < samples->count; i++) {
        const struct lg_trial *trial = &samples->trials[i];
        if (!lg_shown_agrees(calibration->wanted, &trial->shown))
            continue;
        seen.min.number = fminf(seen.min.number, trial->native.number);
        seen.max.number = fmaxf(seen.max.number, trial->native.number);
    }
    *out = seen;
    return seen.min.number <= seen.max.number;
}

/* What was computed, kept to what was seen. */
static struct lg_native keep_to_seen(const struct calibration *calibration, double native) {
    struct lg_range seen;
    float number = (float)native;
    if (find_seen(calibration, &seen))
        number = fminf(fmaxf(number, seen.min.number), seen.max.number);
    return (struct lg_native){number};
}

/* Around the answer, as finely as the whole range was tried before. */
static int refine(struct calibration *calibration, struct lg_curve *curve, struct lg_err *err) {
    struct lg_point low;
    struct lg_point high;
    if (!lg_curve_bracket(curve, calibration->wanted->base, &low, &high))
        return 0;
    struct lg_range around = {{(float)low.x}, {(float)high.x}};
    if (try_range(calibration, &around, LG_TRIALS_MAX, err) < 0)
        return -1;
    return make_curve(calibration, curve, err);
}

/* All that was seen to show one text, and what is next to it; `next` is NULL at an end. */
struct plateau {
    const struct lg_trial *first, *last, *next[2];
};

static void take_nearer(const struct lg_trial **out, const struct lg_trial *trial, bool below) {
    float at = trial->native.number;
    if (*out == NULL || (below ? at > (*out)->native.number : at < (*out)->native.number))
        *out = trial;
}

static bool find_plateau(const struct calibration *calibration, struct plateau *out) {
    const struct samples *samples = &calibration->samples;
    struct lg_range seen;
    *out = (struct plateau){0};
    if (!find_seen(calibration, &seen))
        return false;
    for (size_t i = 0; i < samples->count; i++) {
        const struct lg_trial *trial = &samples->trials[i];
        float at = trial->native.number;
        if (!lg_shown_fits(calibration->wanted, &trial->shown))
            continue;
        if (at == seen.min.number)
            out->first = trial;
        if (at == seen.max.number)
            out->last = trial;
        if (at < seen.min.number)
            take_nearer(&out->next[0], trial, true);
        else if (at > seen.max.number)
            take_nearer(&out->next[1], trial, false);
    }
    return out->first != NULL && out->last != NULL && out->next[0] != NULL && out->next[1] != NULL;
}

/* Tries values between two neighbours that show different things. */
static void add_between(struct lg_trial *trials, size_t count, const struct lg_trial *a,
                        const struct lg_trial *b) {
    struct lg_range range = {a->native, b->native};
    for (size_t i = 0; i < count; i++)
        trials[i].native = between(&range, i + 1, count + 1);
}

/* Where the display goes over from one step to the next: it shows neither, but their middle. */
static bool find_edge(const struct lg_trial *a, const struct lg_trial *b, struct lg_point *out) {
    out->x = ((double)a->native.number + (double)b->native.number) / 2;
    out->y = (a->shown.base + b->shown.base) / 2;
    return fabs(a->shown.base - b->shown.base) < 1.5 * fmax(a->shown.step, b->shown.step);
}

/* Wanted finer than it is shown: the ends of what shows it are known by the next steps, and it lies
 * between them. Else *native_io stays as it was computed. */
static int find_between_steps(struct calibration *calibration, double *native_io,
                              struct lg_err *err) {
    enum { EACH = (LG_TRIALS_MAX - 1) / 2 };
    struct samples *samples = &calibration->samples;
    const struct lg_shown *wanted = calibration->wanted;
    struct lg_trial *trials = &samples->trials[samples->count];
    struct plateau plateau;
    struct lg_point ends[2];
    if (!find_plateau(calibration, &plateau) ||
        !(wanted->step < plateau.first->shown.step * (1 - 1e-6)))
        return 0;
    add_between(trials, EACH, plateau.next[0], plateau.first);
    add_between(trials + EACH, EACH, plateau.last, plateau.next[1]);
    if (lg_trial_all(calibration->prober, trials, (size_t)2 * EACH, err) < 0)
        return -1;
    samples->count += (size_t)2 * EACH;
    if (!find_plateau(calibration, &plateau) ||
        !find_edge(plateau.next[0], plateau.first, &ends[0]) ||
        !find_edge(plateau.last, plateau.next[1], &ends[1]) || ends[0].y == ends[1].y)
        return 0;
    double part = (wanted->base - ends[0].y) / (ends[1].y - ends[0].y);
    *native_io = ends[0].x + fmin(fmax(part, 0), 1) * (ends[1].x - ends[0].x);
    return 0;
}

static bool is_reached(const struct lg_curve *curve, double wanted) {
    struct lg_point low;
    struct lg_point high;
    return lg_curve_bracket(curve, wanted, &low, &high);
}

/* The native value that is so many rungs on the way from the found value to the loud end. */
static struct lg_native rung_at(const struct calibration *calibration, size_t rung) {
    const struct lg_range *range = &calibration->prober->place->range;
    bool is_up = calibration->prober->louder != LG_LOUDER_DOWN;
    struct lg_range way = {is_up ? calibration->found : range->min,
                           is_up ? range->max : calibration->found};
    return between(&way, is_up ? rung : RUNGS - rung, RUNGS);
}

/* One rung a burst, so that nothing is tried far beyond what is wanted. *scale_out: as
 * native_scale, once enough is seen. */
static int climb(struct calibration *calibration, struct lg_curve *curve, double *scale_out,
                 struct lg_err *err) {
    struct samples *samples = &calibration->samples;
    for (size_t i = 1; i <= RUNGS && !is_reached(curve, calibration->wanted->base); i++) {
        struct lg_trial *trial = &samples->trials[samples->count++];
        trial->native = rung_at(calibration, i);
        if (lg_trial_all(calibration->prober, trial, 1, err) < 0 ||
            lg_trial_check(calibration->prober, samples->trials, samples->count,
                           calibration->wanted->text, err) < 0)
            return -1;
        *scale_out = native_scale(samples, FEW);
        if (*scale_out > 0)
            return 0;
        if (make_curve(calibration, curve, err) < 0)
            return -1;
    }
    return 0;
}

/* Beyond an end of the curve: that of the range, of what may be tried, or of what is shown in the
 * unit that is wanted. */
static int answer_beyond(const struct calibration *calibration, const struct lg_curve *curve,
                         struct lg_calibration *out, struct lg_err *err) {
    const struct lg_place *place = calibration->prober->place;
    double wanted = calibration->wanted->base;
    struct lg_point low = curve->points[0];
    struct lg_point high = curve->points[curve->count - 1];
    bool is_above = low.y < high.y ? wanted > high.y : wanted < high.y;
    bool is_whole = is_above ? high.x >= (double)place->range.max.number
                             : low.x <= (double)place->range.min.number;
    bool is_louder = calibration->prober->louder == (is_above ? LG_LOUDER_UP : LG_LOUDER_DOWN);
    out->native = is_above ? place->range.max : place->range.min;
    out->outcome = is_above ? LG_CALIBRATED_ABOVE : LG_CALIBRATED_BELOW;
    if (is_whole)
        return 0;
    if (!is_louder)
        return lg_err_set(
            err, LG_ERR_READ,
            "%s: as %s it shows %s … %s alone, and something else beyond: %s can't be "
            "found",
            place->spot.label,
            calibration->wanted->unit == NULL ? "a bare number" : calibration->wanted->unit,
            out->from, out->to, calibration->wanted->text);
    out->outcome = LG_CALIBRATED_LOUDER;
    return 0;
}

static int answer_curve(struct calibration *calibration, const struct lg_curve *curve,
                        struct lg_calibration *out, struct lg_err *err) {
    double native;
    struct lg_calibration answer = {.outcome = LG_CALIBRATED,
                                    .from = write_base(calibration, curve->points[0].y),
                                    .to =
                                        write_base(calibration, curve->points[curve->count - 1].y)};
    if (lg_curve_invert(curve, calibration->wanted->base, &native)) {
        if (find_between_steps(calibration, &native, err) < 0)
            return -1;
        answer.native = keep_to_seen(calibration, native);
    } else if (answer_beyond(calibration, curve, &answer, err) < 0)
        return -1;
    *out = answer;
    return 0;
}

/* Louder than found must be both allowed and wanted. */
static bool may_climb(const struct calibration *calibration) {
    const struct lg_prober *prober = calibration->prober;
    const struct lg_shown *found = &calibration->samples.trials[0].shown;
    return prober->louder != LG_LOUDER_NEITHER && prober->allow_louder &&
           (!found->is_number ||
            lg_level_shows_more(prober->place->loud, calibration->wanted, found));
}

/* Nothing could be tried: the found value is at the quiet end. */
static void answer_end(const struct calibration *calibration, struct lg_calibration *out) {
    const struct lg_shown *found = &calibration->samples.trials[0].shown;
    *out = (struct lg_calibration){LG_CALIBRATED_LOUDER, calibration->found, NULL, NULL};
    if (lg_shown_agrees(calibration->wanted, found))
        out->outcome = LG_CALIBRATED;
    else if (lg_level_is_above(found, calibration->wanted))
        out->outcome = calibration->prober->louder == LG_LOUDER_DOWN ? LG_CALIBRATED_ABOVE
                                                                     : LG_CALIBRATED_BELOW;
}

/* The part of the range that may be tried: nothing louder than what was found. */
static struct lg_range quiet_range(const struct calibration *calibration) {
    const struct lg_prober *prober = calibration->prober;
    return lg_level_quiet(prober->louder, &prober->place->range, calibration->found);
}

/* Tries the quiet part of the range: at a few places while it may be the native value that is
 * shown, else at many. */
static int explore(struct calibration *calibration, double *scale_out, struct lg_err *err) {
    struct samples *samples = &calibration->samples;
    struct lg_range quiet = quiet_range(calibration);
    bool is_guessed = native_scale(samples, 1) > 0;
    *scale_out = 0;
    if (!(quiet.max.number > quiet.min.number))
        return 0;
    if (is_guessed && (try_range(calibration, &quiet, FEW, err) < 0 ||
                       lg_trial_check(calibration->prober, samples->trials, samples->count,
                                      calibration->wanted->text, err) < 0))
        return -1;
    *scale_out = is_guessed ? native_scale(samples, FEW) : 0;
    if (*scale_out > 0)
        return 0;
    if (try_range(calibration, &quiet, LG_TRIALS_MAX, err) < 0 ||
        lg_trial_check(calibration->prober, samples->trials, samples->count,
                       calibration->wanted->text, err) < 0)
        return -1;
    *scale_out = native_scale(samples, FEW);
    return 0;
}

static int calibrate(struct calibration *calibration, struct lg_calibration *out,
                     struct lg_err *err) {
    double wanted = calibration->wanted->base;
    struct lg_curve curve = {0};
    double scale;
    if (explore(calibration, &scale, err) < 0)
        return -1;
    if (scale == 0 && calibration->samples.count > 1 && make_curve(calibration, &curve, err) < 0)
        return -1;
    if (scale == 0 && may_climb(calibration) && !is_reached(&curve, wanted) &&
        climb(calibration, &curve, &scale, err) < 0)
        return -1;
    if (scale > 0) {
        answer_native(calibration, scale, out);
        return 0;
    }
    if (curve.count < 2) {
        answer_end(calibration, out);
        return 0;
    }
    /* Twice, where the first time was too coarse to meet it. */
    struct lg_range seen;
    if (refine(calibration, &curve, err) < 0 ||
        (!find_seen(calibration, &seen) && refine(calibration, &curve, err) < 0))
        return -1;
    return answer_curve(calibration, &curve, out, err);
}

static void begin(struct calibration *calibration, const struct lg_prober *prober,
                  const struct lg_shown *wanted) {
    double found = 0;
    lg_osc_number(&prober->found->value, &found);
    *calibration = (struct calibration){.prober = prober, .wanted = wanted};
    calibration->found = (struct lg_native){(float)found};
    calibration->samples.trials[0].native = calibration->found;
    calibration->samples.trials[0].shown =
        lg_shown_read(prober->found->shown == NULL ? "" : prober->found->shown, prober->arena);
    calibration->samples.count = 1;
}

int lg_calibrate(const struct lg_prober *prober, const struct lg_shown *wanted,
                 struct lg_calibration *out, struct lg_err *err) {
    struct calibration calibration;
    begin(&calibration, prober, wanted);
    const struct lg_shown *found = &calibration.samples.trials[0].shown;
    if (found->is_number && !lg_shown_fits(wanted, found))
        return unfit(&calibration, found, err);
    return calibrate(&calibration, out, err);
}
