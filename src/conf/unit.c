#include "conf/unit.h"

#include <math.h>
#include <string.h>

#include "base/number.h"

/* A number times `up` divided by `down` is in the base unit: both are whole, so that 9 ms is the
 * double nearest to 0.009, which a factor of 0.001 would miss. */
struct unit {
    const char *name;
    const char *canonical;
    enum lg_dimension dimension;
    double up, down;
};

static const struct unit units[] = {
    {"%", "%", LG_DIM_FRACTION, 1, 100},     {"Hz", "Hz", LG_DIM_FREQUENCY, 1, 1},
    {"LKFS", "LUFS", LG_DIM_LOUDNESS, 1, 1}, {"LU", "LU", LG_DIM_RELATIVE, 1, 1},
    {"LUFS", "LUFS", LG_DIM_LOUDNESS, 1, 1}, {"dB", "dB", LG_DIM_RELATIVE, 1, 1},
    {"dBFS", "dBFS", LG_DIM_PEAK, 1, 1},     {"dBTP", "dBTP", LG_DIM_TRUE_PEAK, 1, 1},
    {"h", "h", LG_DIM_TIME, 3600, 1},        {"kHz", "kHz", LG_DIM_FREQUENCY, 1000, 1},
    {"m", "min", LG_DIM_TIME, 60, 1},        {"min", "min", LG_DIM_TIME, 60, 1},
    {"ms", "ms", LG_DIM_TIME, 1, 1000},      {"s", "s", LG_DIM_TIME, 1, 1},
};

static const struct unit bare = {NULL, NULL, LG_DIM_NONE, 1, 1};

const char *lg_unit_name(size_t index) {
    return index < LG_ARRAY_LEN(units) ? units[index].name : NULL;
}

/* NULL for a name that is no unit. */
static const struct unit *find(struct lg_view name) {
    for (size_t i = 0; i < LG_ARRAY_LEN(units); i++) {
        if (lg_view_eq(name, units[i].name))
            return &units[i];
    }
    return NULL;
}

static const struct unit *find_or_bare(const char *name) {
    const struct unit *unit = name == NULL ? NULL : find(lg_view_of(name));
    return unit == NULL ? &bare : unit;
}

static bool is_level(enum lg_dimension dimension) {
    return dimension == LG_DIM_LOUDNESS || dimension == LG_DIM_RELATIVE ||
           dimension == LG_DIM_PEAK || dimension == LG_DIM_TRUE_PEAK;
}

static size_t skip_digits(struct lg_view text, size_t at) {
    while (at < text.length && text.text[at] >= '0' && text.text[at] <= '9')
        at++;
    return at;
}

static size_t skip_sign(struct lg_view text, size_t at) {
    return at < text.length && (text.text[at] == '-' || text.text[at] == '+') ? at + 1 : at;
}

static size_t skip_exponent(struct lg_view text, size_t at) {
    if (at >= text.length || (text.text[at] != 'e' && text.text[at] != 'E'))
        return at;
    return skip_digits(text, skip_sign(text, at + 1));
}

/* The length of the number at the start: 5, -5.25, .5, 5., 1e3, -inf; 0 when there is none. */
static size_t number_length(struct lg_view text) {
    size_t start = skip_sign(text, 0);
    if (text.length >= start + 3 && memcmp(text.text + start, "inf", 3) == 0)
        return start + 3;
    size_t point = skip_digits(text, start);
    size_t end = point;
    if (point < text.length && text.text[point] == '.')
        end = skip_digits(text, point + 1);
    if (point == start && end <= point + 1)
        return 0;
    return skip_exponent(text, end);
}

bool lg_quantity_read(struct lg_view text, struct lg_quantity *out) {
    struct lg_view trimmed = lg_view_trim(text);
    size_t length = number_length(trimmed);
    struct lg_view digits = {trimmed.text, length};
    double number;
    if (length == 0 || !lg_number_read(digits, &number))
        return false;
    struct lg_view name = {trimmed.text + length, trimmed.length - length};
    name = lg_view_trim(name);
    const struct unit *unit = name.length == 0 ? &bare : find(name);
    if (unit == NULL || (isinf(number) && !is_level(unit->dimension)))
        return false;
    *out = (struct lg_quantity){
        .number = number,
        .unit = unit->canonical,
        .dimension = unit->dimension,
        .base = number * unit->up / unit->down,
    };
    return true;
}

enum lg_dimension lg_unit_dimension(const char *unit) {
    return find_or_bare(unit)->dimension;
}

bool lg_unit_fits(const char *wanted, const char *got) {
    if (wanted == NULL || got == NULL)
        return true;
    enum lg_dimension dimension = lg_unit_dimension(wanted);
    if (dimension == LG_DIM_NONE)
        return strcmp(wanted, got) == 0;
    return dimension == lg_unit_dimension(got);
}

bool lg_unit_fits_tolerance(const char *tol, const char *unit) {
    if (lg_unit_dimension(tol) == LG_DIM_RELATIVE && is_level(lg_unit_dimension(unit)))
        return true;
    return lg_unit_fits(tol, unit);
}

double lg_unit_convert(double number, const char *from, const char *to) {
    const struct unit *source = find_or_bare(from);
    const struct unit *target = find_or_bare(to);
    if (source->dimension != target->dimension)
        return number;
    return number * (source->up * target->down) / (source->down * target->up);
}

double lg_unit_factor(const char *unit) {
    const struct unit *found = find_or_bare(unit);
    return found->up / found->down;
}

const char *lg_unit_of_name(const char *name, size_t *length_out) {
    static const struct {
        const char *text;
        const char *unit;
    } suffixes[] = {
        {"_db", "dB"}, {"_hz", "Hz"}, {"_khz", "kHz"},   {"_ms", "ms"},
        {"_pct", "%"}, {"_s", "s"},   {"_percent", "%"},
    };
    size_t length = strlen(name);
    for (size_t i = 0; i < LG_ARRAY_LEN(suffixes); i++) {
        size_t own = strlen(suffixes[i].text);
        if (length <= own || !lg_eq_nocase(name + length - own, suffixes[i].text))
            continue;
        if (length_out != NULL)
            *length_out = length - own;
        return suffixes[i].unit;
    }
    if (length_out != NULL)
        *length_out = length;
    return NULL;
}
