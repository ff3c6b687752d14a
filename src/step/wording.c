#include "step/wording.h"

#include <math.h>
#include <string.h>

#include "base/number.h"
#include "conf/unit.h"
#include "step/compare.h"

/* More decimals than these tell nothing that a person could use. */
enum { MAX_DECIMALS = 12 };

static void add_unit(struct lg_str *out, const char *unit) {
    if (unit != NULL)
        lg_str_printf(out, " %s", unit);
}

static void add_exact(struct lg_str *out, const struct lg_value *number) {
    char text[LG_NUMBER_MAX];
    if (number->kind == LG_VALUE_INT) {
        lg_str_printf(out, "%lld", (long long)number->as.integer);
        return;
    }
    lg_number_write(number->as.real, text);
    lg_str_add(out, text);
}

static double rounded(double number, int decimals) {
    char text[LG_NUMBER_MAX];
    double back = number;
    lg_number_fixed(number, decimals, text);
    return lg_number_read(lg_view_of(text), &back) ? back : number;
}

/* Fixed decimals, without the zeros that say nothing. */
static void add_fixed(struct lg_str *out, double number, int decimals) {
    char text[LG_NUMBER_MAX];
    lg_number_write(rounded(number, decimals), text);
    lg_str_add(out, text);
}

/* One decimal more than the tolerance has, at least two; and so many that what is out of tolerance
 * doesn't read as if it were within. */
static int near_decimals(const struct lg_judging *j, enum lg_verdict verdict) {
    double tol = lg_value_number(j->tol);
    double limit = lg_compare_convert(tol, j->tol->unit, j->unit);
    int decimals = 0;
    while (decimals < MAX_DECIMALS && rounded(tol, decimals) != tol)
        decimals++;
    decimals = decimals < 1 ? 2 : decimals + 1;
    while (verdict == LG_NOT_MET && decimals < MAX_DECIMALS &&
           rounded(j->distance, decimals) <= limit)
        decimals++;
    return decimals < MAX_DECIMALS ? decimals : MAX_DECIMALS;
}

/* The unit of a difference of two values in `unit`. */
static const char *difference_unit(const char *unit) {
    switch (lg_unit_dimension(unit)) {
    case LG_DIM_LOUDNESS:
        return "LU";
    case LG_DIM_PEAK:
    case LG_DIM_TRUE_PEAK:
        return "dB";
    case LG_DIM_NONE:
    case LG_DIM_TIME:
    case LG_DIM_FREQUENCY:
    case LG_DIM_FRACTION:
    case LG_DIM_RELATIVE:
    case LG_DIM__COUNT:
        break;
    }
    return unit;
}

static void add_near_wanted(struct lg_str *out, const struct lg_judging *j) {
    add_exact(out, j->wanted);
    add_unit(out, j->wanted->unit != NULL ? j->wanted->unit : j->unit);
    lg_str_add(out, " ±");
    add_exact(out, j->tol);
    add_unit(out, j->tol->unit);
}

static void add_near(struct lg_str *out, const struct lg_judging *j, enum lg_verdict verdict) {
    int decimals = near_decimals(j, verdict);
    add_near_wanted(out, j);
    lg_str_add(out, ", got ");
    add_fixed(out, lg_value_number(j->got), decimals);
    add_unit(out, j->got->unit);
    if (verdict == LG_NOT_MET && isfinite(j->distance)) {
        lg_str_add(out, " (");
        add_fixed(out, j->distance, decimals);
        add_unit(out, difference_unit(j->unit));
        lg_str_add(out, " off)");
    }
}

static void add_value(struct lg_str *out, const struct lg_value *value) {
    if (value == NULL)
        lg_str_add(out, "nothing");
    else
        lg_value_print(value, out);
}

/* A bare number is meant in the other's unit, so it is shown in it. */
static void add_wanted(struct lg_str *out, const struct lg_operator *op,
                       const struct lg_judging *j) {
    lg_str_add(out, op->words);
    add_value(out, j->wanted);
    if (lg_value_is_number(j->wanted) && j->wanted->unit == NULL && lg_value_is_number(j->got))
        add_unit(out, j->got->unit);
}

static void add_exists(struct lg_str *out, const struct lg_judging *j) {
    lg_str_add(out, j->wanted->as.boolean ? "a value" : "no value");
}

/* Two numbers that differ only beyond what is usually shown are shown whole. */
static bool looks_equal(const struct lg_judging *j) {
    if (!lg_value_is_number(j->wanted) || !lg_value_is_number(j->got) ||
        lg_value_eq(j->wanted, j->got))
        return false;
    struct lg_str wanted = {0};
    struct lg_str got = {0};
    lg_value_print(j->wanted, &wanted);
    lg_value_print(j->got, &got);
    bool same = strncmp(lg_str_text(&wanted), lg_str_text(&got), wanted.length) == 0;
    lg_str_dispose(&wanted);
    lg_str_dispose(&got);
    return same;
}

static void add_plain(struct lg_str *out, const struct lg_operator *op,
                      const struct lg_judging *j) {
    if (looks_equal(j)) {
        lg_str_add(out, op->words);
        add_exact(out, j->wanted);
        lg_str_add(out, ", got ");
        add_exact(out, j->got);
        add_unit(out, j->got->unit);
        return;
    }
    add_wanted(out, op, j);
    lg_str_add(out, ", got ");
    add_value(out, j->got);
}

static bool is_exists(const struct lg_operator *op) {
    return strcmp(op->name, "exists") == 0;
}

static void add_not_judged(struct lg_str *out, const struct lg_operator *op,
                           const struct lg_judging *j) {
    lg_str_printf(out, "cannot be judged: %s; wanted ", j->why);
    if (j->tol != NULL && lg_value_is_number(j->wanted) && lg_value_is_number(j->tol))
        add_near_wanted(out, j);
    else
        add_wanted(out, op, j);
}

const char *lg_wording_check(const char *path, const struct lg_operator *op,
                             const struct lg_judging *judging, enum lg_verdict verdict) {
    struct lg_str out = {0};
    lg_str_printf(&out, "%s: ", path);
    if (verdict == LG_NOT_JUDGED) {
        add_not_judged(&out, op, judging);
    } else {
        lg_str_add(&out, "wanted ");
        if (is_exists(op)) {
            add_exists(&out, judging);
            lg_str_add(&out, ", got ");
            add_value(&out, judging->got);
        } else if (judging->tol != NULL) {
            add_near(&out, judging, verdict);
        } else {
            add_plain(&out, op, judging);
        }
    }
    const char *text = lg_arena_strdup(judging->arena, lg_str_text(&out));
    lg_str_dispose(&out);
    return text;
}
