#include "live/value.h"

#include <float.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "conf/unit.h"
#include "live/name.h"

#define RATIO ":1"

struct lg_normal lg_native_to_normal(struct lg_native native, const struct lg_range *range) {
    double min = (double)range->min.number;
    double extent = (double)range->max.number - min;
    if (!(extent > 0))
        return (struct lg_normal){0};
    return (struct lg_normal){((double)native.number - min) / extent};
}

struct lg_native lg_normal_to_native(struct lg_normal normal, const struct lg_range *range) {
    if (normal.fraction <= 0)
        return range->min;
    if (normal.fraction >= 1)
        return range->max;
    double min = (double)range->min.number;
    double max = (double)range->max.number;
    return (struct lg_native){(float)(min + normal.fraction * (max - min))};
}

bool lg_range_holds(const struct lg_range *range, struct lg_native native) {
    return native.number >= range->min.number && native.number <= range->max.number;
}

double lg_native_decimal(struct lg_native native) {
    double number = (double)native.number;
    if (!isfinite(number))
        return number;
    for (int digits = 6; digits < 9; digits++) {
        char text[LG_NUMBER_MAX];
        double decimal;
        snprintf(text, sizeof text, "%.*g", digits, number);
        if (lg_number_read(lg_view_of(text), &decimal) && (float)decimal == native.number)
            return decimal;
    }
    return number;
}

void lg_native_write(struct lg_native native, char out[static LG_NUMBER_MAX]) {
    lg_number_write(lg_native_decimal(native), out);
}

/* -10.0, +3, .5, -inf at the start; 0 when there is none. *places_out: digits behind the point. */
static size_t number_length(const char *text, int *places_out) {
    size_t at = strspn(text, "+-") > 0 ? 1 : 0;
    *places_out = 0;
    if (lg_starts_with(text + at, "inf"))
        return at + strlen("inf");
    size_t whole = strspn(text + at, "0123456789");
    at += whole;
    size_t places = text[at] == '.' ? strspn(text + at + 1, "0123456789") : 0;
    if (whole + places == 0)
        return 0;
    *places_out = (int)places;
    return at + (text[at] == '.' ? 1 + places : 0);
}

/* ": 1", ":1" and ":1.00" behind a number are a ratio's. */
static bool is_ratio(struct lg_view rest) {
    double one;
    return rest.length > 1 && rest.text[0] == ':' &&
           lg_number_read(lg_view_trim((struct lg_view){rest.text + 1, rest.length - 1}), &one) &&
           one == 1.0;
}

struct lg_shown lg_shown_read(const char *text, struct lg_arena *arena) {
    struct lg_view whole = lg_view_trim(lg_view_of(text));
    struct lg_shown shown = {.text = lg_arena_strndup(arena, whole.text, whole.length)};
    int places;
    size_t length = number_length(shown.text, &places);
    struct lg_view rest = {shown.text + length, strlen(shown.text) - length};
    rest = lg_view_trim(rest);
    if (length == 0 || !lg_number_read((struct lg_view){shown.text, length}, &shown.number))
        return shown;
    struct lg_quantity known;
    shown.is_number = true;
    if (is_ratio(rest))
        shown.unit = RATIO;
    else if (lg_quantity_read(whole, &known))
        shown.unit = known.unit;
    else if (rest.length > 0)
        shown.unit = lg_arena_strndup(arena, rest.text, rest.length);
    double factor = lg_unit_factor(shown.unit);
    if (lg_view_eq(rest, "k")) {
        shown.unit = NULL; /* a bare number above 999 */
        factor = 1000;
    }
    shown.base = shown.number * factor;
    shown.step = pow(10, -places) * factor;
    return shown;
}

bool lg_shown_fits(const struct lg_shown *a, const struct lg_shown *b) {
    if (!a->is_number || !b->is_number || (a->unit == NULL) != (b->unit == NULL))
        return false;
    return a->unit == NULL || lg_unit_fits(a->unit, b->unit);
}

static bool same_text(const char *a, const char *b) {
    return lg_eq_nocase(a, b) || lg_name_eq(a, b);
}

bool lg_shown_agrees(const struct lg_shown *wanted, const struct lg_shown *got) {
    if (lg_eq_nocase(wanted->text, got->text))
        return true;
    if (!lg_shown_fits(wanted, got))
        return !wanted->is_number && !got->is_number && same_text(wanted->text, got->text);
    if (wanted->base == got->base)
        return true;
    /* Half a displayed step, and what binary fractions make of it. */
    return fabs(wanted->base - got->base) <= 0.5 * got->step * (1 + 1e-6);
}

void lg_shown_write(double base, const struct lg_shown *like, struct lg_str *out) {
    char text[LG_NUMBER_MAX];
    double factor = lg_unit_factor(like->unit);
    double step = like->step / factor;
    int places = step >= 1 || !(step > 0) ? 0 : (int)lround(-log10(step));
    lg_number_fixed(base / factor, places, text);
    lg_str_add(out, text);
    if (like->unit != NULL)
        lg_str_printf(out, "%s%s", strcmp(like->unit, RATIO) == 0 ? "" : " ", like->unit);
}

static int bad_wish(struct lg_err *err, const char *text, const char *why) {
    return lg_err_set(err, LG_ERR_USAGE, "'%s' can't be set: %s", text, why);
}

/* Takes a word off the end of a wish ("0.25 norm", "4 shown"); false: it ends otherwise, or holds
 * nothing else. */
static bool take_word(struct lg_view *text, const char *word) {
    size_t length = strlen(word);
    if (text->length <= length || !lg_ends_with(text->text, word))
        return false;
    struct lg_view rest = lg_view_trim((struct lg_view){text->text, text->length - length});
    if (rest.length == 0)
        return false;
    *text = rest;
    return true;
}

static int read_normal(const char *text, double fraction, struct lg_wish *wish,
                       struct lg_err *err) {
    if (!(fraction >= 0 && fraction <= 1))
        return bad_wish(err, text, "a normalised value is a number from 0 to 1");
    wish->kind = LG_WISH_NORMAL;
    wish->as.normal = (struct lg_normal){fraction};
    return 0;
}

static int read_native(const char *text, double number, struct lg_wish *wish, struct lg_err *err) {
    float narrowed = (float)number;
    if (!isfinite(number) || !isfinite(narrowed))
        return bad_wish(err, text, "not a finite number");
    wish->kind = LG_WISH_NATIVE;
    wish->as.native = (struct lg_native){narrowed};
    return 0;
}

/* No number of any unit; silence is a level all the same. */
static bool is_not_finite(const struct lg_shown *shown) {
    double number;
    size_t word = strcspn(shown->text, " \t");
    if (shown->is_number)
        return isnan(shown->number) || shown->number > FLT_MAX ||
               (shown->number < -FLT_MAX &&
                (!isinf(shown->number) || shown->unit == NULL || strcmp(shown->unit, "dB") != 0));
    return lg_number_read((struct lg_view){shown->text, word}, &number) && !isfinite(number);
}

static int read_shown(const char *unit, struct lg_arena *arena, struct lg_wish *wish,
                      struct lg_err *err) {
    double number;
    if (unit != NULL && lg_number_read(lg_view_of(wish->text), &number))
        wish->text = lg_arena_printf(arena, "%s %s", wish->text, unit);
    wish->kind = LG_WISH_SHOWN;
    wish->as.shown = lg_shown_read(wish->text, arena);
    if (is_not_finite(&wish->as.shown))
        return bad_wish(err, wish->text, "not a finite number");
    if (unit != NULL && wish->as.shown.is_number && !lg_unit_fits(unit, wish->as.shown.unit))
        return lg_err_set(err, LG_ERR_USAGE,
                          "'%s' can't be set: the parameter's name says another unit, %s",
                          wish->text, unit);
    return 0;
}

int lg_wish_read(const char *text, const char *unit, struct lg_arena *arena, struct lg_wish *out,
                 struct lg_err *err) {
    struct lg_view view = lg_view_trim(lg_view_of(text));
    const char *whole = lg_arena_strndup(arena, view.text, view.length);
    struct lg_wish wish = {.text = whole};
    int status;
    double number;
    view.text = whole;
    bool is_normal = take_word(&view, "norm") && lg_number_read(view, &number);
    bool is_native = !is_normal && take_word(&view, "native") && lg_number_read(view, &number);
    bool is_shown = !is_normal && !is_native && take_word(&view, "shown");
    wish.is_bare = !is_normal && !is_native && !is_shown && unit == NULL;
    if (is_native || is_shown)
        wish.text = lg_arena_strndup(arena, view.text, view.length);
    if (view.length == 0)
        status = bad_wish(err, whole, "no value");
    else if (is_normal)
        status = read_normal(whole, number, &wish, err);
    else if (is_native || (wish.is_bare && lg_number_read(view, &number)))
        status = read_native(whole, number, &wish, err);
    else
        status = read_shown(unit, arena, &wish, err);
    if (status == 0)
        *out = wish;
    return status;
}
