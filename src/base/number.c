#include "base/number.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    DIGITS_MAX = 800, /* more than any double needs to be decided exactly */
    EXPONENT_MAX = 100000,
    FIXED_BELOW_EXPONENT = 15
};

static const struct special {
    const char *text;
    double number;
} specials[] = {
    {"inf", (double)INFINITY},  {".inf", (double)INFINITY}, {".Inf", (double)INFINITY},
    {".INF", (double)INFINITY}, {"nan", (double)NAN},       {".nan", (double)NAN},
    {".NaN", (double)NAN},      {".NAN", (double)NAN},
};

static bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

static bool take(struct lg_view *text, const char *any_of) {
    if (text->length == 0 || text->text[0] == '\0' || strchr(any_of, text->text[0]) == NULL)
        return false;
    text->text++;
    text->length--;
    return true;
}

static bool take_minus(struct lg_view *text) {
    bool minus = text->length > 0 && text->text[0] == '-';
    take(text, "+-");
    return minus;
}

static bool read_special(struct lg_view text, bool minus, double *out) {
    for (size_t i = 0; i < LG_ARRAY_LEN(specials); i++) {
        if (lg_view_eq(text, specials[i].text)) {
            *out = minus ? -specials[i].number : specials[i].number;
            return true;
        }
    }
    return false;
}

/* The digits of a number without its point: 12.5e3 is "125" and exponent 2. */
struct decimal {
    char digits[DIGITS_MAX + 1];
    size_t count;
    bool any;
    long exponent;
};

static bool take_digits(struct lg_view *text, struct decimal *number, bool after_point) {
    for (; text->length > 0 && is_digit(text->text[0]); take(text, "0123456789")) {
        number->any = true;
        bool is_leading_zero = number->count == 0 && text->text[0] == '0';
        if (!is_leading_zero) {
            if (number->count == DIGITS_MAX)
                return false;
            number->digits[number->count++] = text->text[0];
        }
        if (after_point)
            number->exponent--;
    }
    return true;
}

static bool take_exponent(struct lg_view *text, struct decimal *number) {
    if (!take(text, "eE"))
        return true;
    bool minus = take_minus(text);
    long exponent = 0;
    if (text->length == 0)
        return false;
    for (; text->length > 0 && is_digit(text->text[0]); take(text, "0123456789")) {
        if (exponent < EXPONENT_MAX)
            exponent = exponent * 10 + (text->text[0] - '0');
    }
    number->exponent += minus ? -exponent : exponent;
    return true;
}

/* strtod is asked for digits and an exponent only: the point is the locale's, so none is shown. */
static bool decimal_value(const struct decimal *number, double *out) {
    char text[DIGITS_MAX + LG_NUMBER_MAX];
    snprintf(text, sizeof text, "%.*se%ld", (int)number->count, number->digits, number->exponent);
    double value = number->count == 0 ? 0.0 : strtod(text, NULL);
    if (isinf(value))
        return false;
    *out = value;
    return true;
}

bool lg_number_read(struct lg_view text, double *out) {
    bool minus = take_minus(&text);
    if (read_special(text, minus, out))
        return true;
    struct decimal number = {.count = 0};
    if (!take_digits(&text, &number, false))
        return false;
    if (take(&text, ".") && !take_digits(&text, &number, true))
        return false;
    if (!number.any || !take_exponent(&text, &number) || text.length != 0)
        return false;
    double value = 0.0;
    if (!decimal_value(&number, &value))
        return false;
    *out = minus ? -value : value;
    return true;
}

bool lg_number_read_int(struct lg_view text, int64_t *out) {
    bool minus = take_minus(&text);
    if (text.length == 0)
        return false;
    /* Counted downward, since the smallest number has no positive twin. */
    int64_t value = 0;
    for (size_t i = 0; i < text.length; i++) {
        if (!is_digit(text.text[i]))
            return false;
        int digit = text.text[i] - '0';
        if (value < (INT64_MIN + digit) / 10)
            return false;
        value = value * 10 - digit;
    }
    if (!minus && value == INT64_MIN)
        return false;
    *out = minus ? value : -value;
    return true;
}

static const char *special_text(double number) {
    if (isnan(number))
        return "nan";
    return isinf(number) ? (number < 0 ? "-inf" : "inf") : NULL;
}

/* The shortest digits that give this number back, and its power of ten: 0.05 is "5" and -2. */
static int shortest_digits(double number, char digits[static LG_NUMBER_MAX], size_t *count_out) {
    char text[LG_NUMBER_MAX];
    for (int precision = 15; precision <= 17; precision++) {
        snprintf(text, sizeof text, "%.*e", precision - 1, number);
        if (precision == 17 || strtod(text, NULL) == number)
            break;
    }
    size_t count = 0;
    const char *c = text;
    for (; *c != 'e'; c++) {
        if (is_digit(*c))
            digits[count++] = *c;
    }
    while (count > 1 && digits[count - 1] == '0')
        count--;
    int64_t exponent = 0;
    lg_number_read_int(lg_view_of(c + 1), &exponent);
    *count_out = count;
    return (int)exponent;
}

static void add_zeros(int count, char **end) {
    memset(*end, '0', (size_t)count);
    *end += count;
}

static void add_digits(struct lg_view digits, size_t from, size_t to, char **end) {
    memcpy(*end, digits.text + from, to - from);
    *end += to - from;
}

static void write_fixed(struct lg_view digits, int exponent, char **end) {
    if (exponent < 0) {
        memcpy(*end, "0.", 2);
        *end += 2;
        add_zeros(-exponent - 1, end);
        add_digits(digits, 0, digits.length, end);
        return;
    }
    size_t whole = (size_t)exponent + 1;
    add_digits(digits, 0, whole < digits.length ? whole : digits.length, end);
    if (whole >= digits.length) {
        add_zeros((int)(whole - digits.length), end);
        return;
    }
    *(*end)++ = '.';
    add_digits(digits, whole, digits.length, end);
}

static void write_scientific(struct lg_view digits, int exponent, char **end) {
    add_digits(digits, 0, 1, end);
    if (digits.length > 1) {
        *(*end)++ = '.';
        add_digits(digits, 1, digits.length, end);
    }
    *end += snprintf(*end, 8, "e%d", exponent);
}

void lg_number_write(double number, char out[static LG_NUMBER_MAX]) {
    if (special_text(number) != NULL) {
        snprintf(out, LG_NUMBER_MAX, "%s", special_text(number));
        return;
    }
    char digits[LG_NUMBER_MAX];
    size_t count = 0;
    int exponent = shortest_digits(number, digits, &count);
    struct lg_view view = {digits, count};
    char *end = out;
    if (signbit(number))
        *end++ = '-';
    int small_length = 2 - exponent - 1 + (int)count;
    bool fits = exponent >= 0 || (end - out) + small_length < LG_NUMBER_MAX;
    if (exponent < FIXED_BELOW_EXPONENT && fits)
        write_fixed(view, exponent, &end);
    else
        write_scientific(view, exponent, &end);
    *end = '\0';
}

/* printf's point is the locale's, of one byte or more. */
static void write_point(char *text) {
    char *point = text;
    while (*point == '-' || is_digit(*point))
        point++;
    if (*point == '\0')
        return;
    char *rest = point;
    while (*rest != '\0' && !is_digit(*rest))
        rest++;
    *point = '.';
    memmove(point + 1, rest, strlen(rest) + 1);
}

void lg_number_fixed(double number, int decimals, char out[static LG_NUMBER_MAX]) {
    char text[LG_NUMBER_MAX];
    int length = snprintf(text, sizeof text, "%.*f", decimals, number);
    if (special_text(number) != NULL || length >= LG_NUMBER_MAX) {
        lg_number_write(number, out);
        return;
    }
    write_point(text);
    bool is_minus_zero = text[0] == '-' && strspn(text + 1, "0.") == strlen(text + 1);
    snprintf(out, LG_NUMBER_MAX, "%s", text + (is_minus_zero ? 1 : 0));
}
