#include "runner/place.h"

#include <stdio.h>

#include "base/json.h"

static struct lg_value *native_value(const struct lg_osc_arg *arg, struct lg_arena *arena) {
    double number = 0;
    if (arg->tag == 'T' || arg->tag == 'F')
        return lg_value_bool(arena, arg->tag == 'T');
    if (lg_osc_number(arg, &number))
        return lg_value_real(arena, lg_native_decimal((struct lg_native){(float)number}), NULL);
    return arg->tag == 's' ? lg_value_text(arena, arg->as.s) : lg_value_null(arena, NULL);
}

static struct lg_value *reading_value(const struct lg_place *place,
                                      const struct lg_reading *reading, struct lg_arena *arena) {
    struct lg_value *map = lg_value_map(arena);
    lg_value_put(arena, map, "place", lg_value_text(arena, place->spot.label));
    lg_value_put(arena, map, "value", native_value(&reading->value, arena));
    lg_value_put(arena, map, "shown", lg_value_text(arena, lg_place_show(place, reading, arena)));
    lg_value_put(arena, map, "min",
                 lg_value_real(arena, lg_native_decimal(place->range.min), NULL));
    lg_value_put(arena, map, "max",
                 lg_value_real(arena, lg_native_decimal(place->range.max), NULL));
    lg_value_put(arena, map, "is_quantized", lg_value_bool(arena, place->is_quantized));
    return map;
}

static void print_json(struct lg_app *app, const struct lg_place *place,
                       const struct lg_reading *reading, const struct lg_adjusted *adjusted) {
    struct lg_arena *arena = &app->arena;
    struct lg_value *map = reading_value(place, reading, arena);
    struct lg_str text = {0};
    if (adjusted != NULL) {
        struct lg_value *was = lg_value_map(arena);
        lg_value_put(arena, was, "value", native_value(&adjusted->found.value, arena));
        lg_value_put(arena, was, "shown",
                     lg_value_text(arena, lg_place_show(place, &adjusted->found, arena)));
        lg_value_put(arena, map, "was", was);
        lg_value_put(arena, map, "is_clamped", lg_value_bool(arena, adjusted->is_clamped));
    }
    lg_json_write_pretty(map, &text);
    fputs(lg_str_text(&text), stdout);
    lg_str_dispose(&text);
}

/* "-6.0 dB (native -0.171429 of -1 … 1)" */
static const char *line_of(const struct lg_place *place, const struct lg_reading *reading,
                           struct lg_arena *arena) {
    char numbers[3][LG_NUMBER_MAX];
    double native = 0;
    const char *shown = lg_place_show(place, reading, arena);
    if (place->kind == LG_PLACE_SWITCH || !lg_osc_number(&reading->value, &native))
        return shown;
    lg_native_write((struct lg_native){(float)native}, numbers[0]);
    lg_native_write(place->range.min, numbers[1]);
    lg_native_write(place->range.max, numbers[2]);
    return lg_arena_printf(arena, "%s (native %s of %s … %s)", shown, numbers[0], numbers[1],
                           numbers[2]);
}

void lg_place_print(struct lg_app *app, const struct lg_place *place,
                    const struct lg_reading *reading, const struct lg_adjusted *adjusted,
                    bool json) {
    if (json) {
        print_json(app, place, reading, adjusted);
        return;
    }
    printf("%s: ", place->spot.label);
    if (adjusted != NULL)
        printf("%s → ", lg_place_show(place, &adjusted->found, &app->arena));
    printf("%s\n", line_of(place, reading, &app->arena));
}
