#include "report/shift.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"

#define HALF_PI 1.57079632679489661923

/* A series with what makes the mean and the spread of each stretch of it a subtraction. */
struct series {
    double *sums, *squares; /* of the first n values, n from 0 to count */
    size_t count;
    double chance;                     /* a step may be one by */
    size_t borders[LG_SHIFTS_MAX + 2]; /* 0, where levels begin, count */
    size_t num_borders;
};

double lg_shift_chance(double t, size_t freedom) {
    double angle = atan(t / sqrt((double)freedom));
    double cosine = cos(angle);
    double term = freedom % 2 == 1 ? cosine : 1.0;
    double sum = freedom == 1 ? 0.0 : term;
    for (size_t i = freedom % 2 == 1 ? 3 : 2; i < freedom; i += 2) {
        term *= cosine * cosine * (double)(i - 1) / (double)i;
        sum += term;
    }
    double within = freedom % 2 == 1 ? (angle + sin(angle) * sum) / HALF_PI : sin(angle) * sum;
    return fmax(0.0, 1.0 - within);
}

static double sum_of(const struct series *series, size_t from, size_t to) {
    return series->sums[to] - series->sums[from];
}

static double mean_of(const struct series *series, size_t from, size_t to) {
    return sum_of(series, from, to) / (double)(to - from);
}

/* Student's t of two groups that `difference` lies between, `squares` being the sum of squares
 * around their means. Squares that are nothing but rounding are none. */
static double t_of(double difference, double squares, size_t left, size_t right, double scale) {
    double freedom = (double)(left + right - 2);
    double variance = squares > scale * 1e-12 ? squares / freedom : 0.0;
    double error = sqrt(variance * (1.0 / (double)left + 1.0 / (double)right));
    return error > 0.0 ? fabs(difference) / error : INFINITY;
}

/* How the stretch from `begin` to `end` stands out of the part from `from` to `to`; 0 where it is
 * the whole or too short a part. */
static double stand_out(const struct series *series, const size_t part[2], const size_t at[2]) {
    size_t inside = at[1] - at[0];
    size_t whole = part[1] - part[0];
    size_t outside = whole - inside;
    if (inside < LG_SHIFT_BESIDE || outside < LG_SHIFT_BESIDE || whole < 2 * LG_SHIFT_BESIDE)
        return 0.0;
    double in = sum_of(series, at[0], at[1]);
    double out = sum_of(series, part[0], part[1]) - in;
    double difference = in / (double)inside - out / (double)outside;
    double all = series->squares[part[1]] - series->squares[part[0]];
    double squares = all - in * in / (double)inside - out * out / (double)outside;
    if (fabs(difference) < LG_SHIFT_LEAST)
        return 0.0;
    return t_of(difference, squares, inside, outside, 1.0 + all);
}

/* The stretch of a part that stands out most. */
static double find_stretch(const struct series *series, const size_t part[2], size_t best[2]) {
    double most = 0.0;
    double widest = 0.0;
    for (size_t begin = part[0]; begin < part[1]; begin++) {
        for (size_t end = begin + LG_SHIFT_BESIDE; end <= part[1]; end++) {
            const size_t at[2] = {begin, end};
            double t = stand_out(series, part, at);
            double gap =
                t == 0.0 ? 0.0
                         : fabs(mean_of(series, begin, end) - mean_of(series, part[0], part[1]));
            /* Levels without any spread are all equally certain: the larger step is meant. */
            if (t > most || (t == most && gap > widest)) {
                most = t;
                widest = gap;
                memcpy(best, at, sizeof at);
            }
        }
    }
    return most;
}

static void add_border(struct series *series, size_t at) {
    size_t to = 0;
    while (to < series->num_borders && series->borders[to] < at)
        to++;
    bool is_there = to < series->num_borders && series->borders[to] == at;
    if (is_there || series->num_borders == LG_SHIFTS_MAX + 2)
        return;
    memmove(series->borders + to + 1, series->borders + to,
            (series->num_borders - to) * sizeof *series->borders);
    series->borders[to] = at;
    series->num_borders++;
}

/* Splits the part behind border `index`; whether there was anything to split. */
static bool split(struct series *series, size_t index) {
    const size_t part[2] = {series->borders[index], series->borders[index + 1]};
    size_t best[2] = {0, 0};
    double t = find_stretch(series, part, best);
    if (t == 0.0 || lg_shift_chance(t, part[1] - part[0] - 2) > series->chance)
        return false;
    size_t had = series->num_borders;
    add_border(series, best[0]);
    add_border(series, best[1]);
    return series->num_borders > had;
}

/* The chance that the two levels beside a border are one; 1 where they are as good as one. */
static double judge(const struct series *series, size_t index, struct lg_shift *out) {
    const size_t *border = series->borders + index;
    size_t left = border[0] - border[-1];
    size_t right = border[1] - border[0];
    double all = series->squares[border[1]] - series->squares[border[-1]];
    double before = mean_of(series, border[-1], border[0]);
    double after = mean_of(series, border[0], border[1]);
    double squares =
        fmax(0.0, all - before * before * (double)left - after * after * (double)right);
    if (left < LG_SHIFT_BESIDE || right < LG_SHIFT_BESIDE || left + right < 3 ||
        fabs(after - before) < LG_SHIFT_LEAST)
        return 1.0;
    *out = (struct lg_shift){.at = border[0],
                             .before = before,
                             .after = after,
                             .spread = sqrt(squares / (double)(left + right - 2))};
    return lg_shift_chance(t_of(after - before, squares, left, right, 1.0 + all), left + right - 2);
}

/* Takes away, one by one, the border that is likeliest to be none. */
static void prune(struct series *series) {
    double worst = 1.0;
    while (worst > series->chance && series->num_borders > 2) {
        size_t at = 0;
        worst = 0.0;
        for (size_t i = 1; i + 1 < series->num_borders; i++) {
            struct lg_shift shift;
            double chance = judge(series, i, &shift);
            at = chance > worst ? i : at;
            worst = fmax(worst, chance);
        }
        if (worst <= series->chance)
            return;
        series->num_borders--;
        memmove(series->borders + at, series->borders + at + 1,
                (series->num_borders - at) * sizeof *series->borders);
    }
}

/* Around the first value, so that sums of squares lose no digits to a level far from zero. */
static void add_up(struct series *series, const double *values) {
    for (size_t i = 0; i < series->count; i++) {
        double value = values[i] - values[0];
        series->sums[i + 1] = series->sums[i] + value;
        series->squares[i + 1] = series->squares[i] + value * value;
    }
}

size_t lg_shift_find(const double *values, size_t count, size_t num_series,
                     struct lg_shift out[static LG_SHIFTS_MAX]) {
    size_t found = 0;
    if (count < 2 * LG_SHIFT_BESIDE)
        return 0;
    struct series series = {.sums = lg_xcalloc(count + 1, sizeof(double)),
                            .squares = lg_xcalloc(count + 1, sizeof(double)),
                            .count = count,
                            .borders = {0, count},
                            .num_borders = 2};
    double stretches = (double)count * (double)(count + 1) / 2.0;
    series.chance = LG_SHIFT_CHANCE / stretches / (double)(num_series == 0 ? 1 : num_series);
    add_up(&series, values);
    for (size_t i = 0; i + 1 < series.num_borders;)
        i += split(&series, i) ? 0 : 1;
    prune(&series);
    for (size_t i = 1; i + 1 < series.num_borders; i++) {
        struct lg_shift shift;
        if (judge(&series, i, &shift) <= series.chance && found < LG_SHIFTS_MAX) {
            shift.before += values[0];
            shift.after += values[0];
            out[found++] = shift;
        }
    }
    free(series.sums);
    free(series.squares);
    return found;
}

bool lg_shift_last(const double *values, size_t from, size_t count, size_t num_series,
                   struct lg_shift *out) {
    if (count < from + 2)
        return false;
    size_t before = count - from - 1;
    double sum = 0.0;
    double squares = 0.0;
    for (size_t i = from; i + 1 < count; i++)
        sum += values[i] - values[from];
    double mean = values[from] + sum / (double)before;
    for (size_t i = from; i + 1 < count; i++)
        squares += (values[i] - mean) * (values[i] - mean);
    double gap = fabs(values[count - 1] - mean);
    bool is_large = gap >= LG_SHIFT_LEAST;
    double spread = before < 2 ? 0.0 : sqrt(squares / (double)(before - 1));
    double error = spread * sqrt(1.0 + 1.0 / (double)before);
    double chance = before < 2           ? 0.0
                    : error > gap * 1e-9 ? lg_shift_chance(gap / error, before - 1)
                                         : 0.0;
    bool is_level = before >= 2 || count == 2;
    if (!is_large || !is_level ||
        chance > LG_SHIFT_CHANCE / (double)(num_series == 0 ? 1 : num_series))
        return false;
    *out = (struct lg_shift){
        .at = count - 1, .before = mean, .after = values[count - 1], .spread = spread};
    return true;
}
