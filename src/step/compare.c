#include "step/compare.h"

#include <math.h>
#include <string.h>

#include "conf/unit.h"

const char *lg_compare_kind_words(const struct lg_value *value) {
    static const char *const words[LG_VALUE__COUNT] = {
        [LG_VALUE_NULL] = "null",    [LG_VALUE_BOOL] = "true or false",
        [LG_VALUE_INT] = "a number", [LG_VALUE_REAL] = "a number",
        [LG_VALUE_STRING] = "text",  [LG_VALUE_LIST] = "a list",
        [LG_VALUE_MAP] = "a map",
    };
    return value == NULL ? "nothing" : words[value->kind];
}

static const char *undefined_item(const struct lg_value *list, struct lg_arena *arena) {
    size_t index = 0;
    for (const struct lg_item *item = list->as.list.first; item != NULL; item = item->next) {
        const char *what = lg_compare_undefined(item->value, arena);
        if (what != NULL)
            return lg_arena_printf(arena, "a list whose item %zu is %s", index, what);
        index++;
    }
    return NULL;
}

static const char *undefined_pair(const struct lg_value *map, struct lg_arena *arena) {
    for (const struct lg_pair *pair = map->as.map.first; pair != NULL; pair = pair->next) {
        const char *what = lg_compare_undefined(pair->value, arena);
        if (what != NULL)
            return lg_arena_printf(arena, "a map whose '%s' is %s", pair->key, what);
    }
    return NULL;
}

const char *lg_compare_undefined(const struct lg_value *value, struct lg_arena *arena) {
    if (value == NULL)
        return "missing";
    switch (value->kind) {
    case LG_VALUE_NULL:
        return value->as.why == NULL ? "null" : lg_arena_printf(arena, "null (%s)", value->as.why);
    case LG_VALUE_REAL:
        return isnan(value->as.real) ? "NaN" : NULL;
    case LG_VALUE_LIST:
        return undefined_item(value, arena);
    case LG_VALUE_MAP:
        return undefined_pair(value, arena);
    case LG_VALUE_BOOL:
    case LG_VALUE_INT:
    case LG_VALUE_STRING:
    case LG_VALUE__COUNT:
        break;
    }
    return NULL;
}

bool lg_compare_is_percent(const char *unit) {
    return lg_unit_dimension(unit) == LG_DIM_FRACTION;
}

double lg_compare_convert(double number, const char *from, const char *to) {
    if (lg_compare_is_percent(from) && to == NULL)
        return number / 100;
    if (from == NULL && lg_compare_is_percent(to))
        return number * 100;
    return lg_unit_convert(number, from, to);
}

static enum lg_relation sign(double got, double wanted) {
    if (got == wanted)
        return LG_EQUAL;
    return got < wanted ? LG_BELOW : LG_ABOVE;
}

static const char *print(const struct lg_value *value, struct lg_arena *arena) {
    struct lg_str text = {0};
    lg_value_print(value, &text);
    const char *copy = lg_arena_strdup(arena, lg_str_text(&text));
    lg_str_dispose(&text);
    return copy;
}

static enum lg_relation compare_numbers(const struct lg_value *wanted, const struct lg_value *got,
                                        struct lg_arena *arena, const char **why_out) {
    if (wanted->unit != NULL && got->unit == NULL && !lg_compare_is_percent(wanted->unit)) {
        *why_out = lg_arena_printf(arena, "%s has no unit", print(got, arena));
        return LG_INCOMPARABLE;
    }
    if (!lg_unit_fits(wanted->unit, got->unit)) {
        *why_out = lg_arena_printf(arena, "%s does not fit %s", got->unit, wanted->unit);
        return LG_INCOMPARABLE;
    }
    if (wanted->kind == LG_VALUE_INT && got->kind == LG_VALUE_INT) {
        if (got->as.integer == wanted->as.integer)
            return LG_EQUAL;
        return got->as.integer < wanted->as.integer ? LG_BELOW : LG_ABOVE;
    }
    const char *unit = wanted->unit != NULL ? wanted->unit : got->unit;
    return sign(lg_compare_convert(lg_value_number(got), got->unit, unit),
                lg_compare_convert(lg_value_number(wanted), wanted->unit, unit));
}

static enum lg_relation compare_defined(const struct lg_value *wanted, const struct lg_value *got,
                                        struct lg_arena *arena, const char **why_out);

static enum lg_relation compare_lists(const struct lg_value *wanted, const struct lg_value *got,
                                      struct lg_arena *arena, const char **why_out) {
    enum lg_relation all = wanted->as.list.count == got->as.list.count ? LG_EQUAL : LG_DIFFERENT;
    const struct lg_item *mine = wanted->as.list.first;
    const struct lg_item *theirs = got->as.list.first;
    for (; mine != NULL && theirs != NULL; mine = mine->next, theirs = theirs->next) {
        enum lg_relation one = compare_defined(mine->value, theirs->value, arena, why_out);
        if (one == LG_INCOMPARABLE)
            return LG_INCOMPARABLE;
        if (one != LG_EQUAL)
            all = LG_DIFFERENT;
    }
    return all;
}

static enum lg_relation compare_maps(const struct lg_value *wanted, const struct lg_value *got,
                                     struct lg_arena *arena, const char **why_out) {
    enum lg_relation all = wanted->as.map.count == got->as.map.count ? LG_EQUAL : LG_DIFFERENT;
    for (const struct lg_pair *pair = wanted->as.map.first; pair != NULL; pair = pair->next) {
        const struct lg_value *other = lg_value_get(got, pair->key);
        enum lg_relation one = LG_DIFFERENT;
        if (other != NULL)
            one = compare_defined(pair->value, other, arena, why_out);
        if (one == LG_INCOMPARABLE)
            return LG_INCOMPARABLE;
        if (one != LG_EQUAL)
            all = LG_DIFFERENT;
    }
    return all;
}

/* Both values hold no null and no NaN anywhere. */
static enum lg_relation compare_defined(const struct lg_value *wanted, const struct lg_value *got,
                                        struct lg_arena *arena, const char **why_out) {
    if (lg_value_is_number(wanted) && lg_value_is_number(got))
        return compare_numbers(wanted, got, arena, why_out);
    if (wanted->kind != got->kind) {
        *why_out = lg_arena_printf(arena, "%s can't be compared with %s",
                                   lg_compare_kind_words(got), lg_compare_kind_words(wanted));
        return LG_INCOMPARABLE;
    }
    if (wanted->kind == LG_VALUE_LIST)
        return compare_lists(wanted, got, arena, why_out);
    if (wanted->kind == LG_VALUE_MAP)
        return compare_maps(wanted, got, arena, why_out);
    return lg_value_eq(wanted, got) ? LG_EQUAL : LG_DIFFERENT;
}

enum lg_relation lg_compare(const struct lg_value *wanted, const struct lg_value *got,
                            struct lg_arena *arena, const char **why_out) {
    const char *why = lg_compare_undefined(wanted, arena);
    if (why != NULL) {
        *why_out = lg_arena_printf(arena, "what is wanted is %s", why);
        return LG_INCOMPARABLE;
    }
    why = lg_compare_undefined(got, arena);
    if (why != NULL) {
        *why_out = lg_arena_printf(arena, "what was got is %s", why);
        return LG_INCOMPARABLE;
    }
    return compare_defined(wanted, got, arena, why_out);
}
