#include "live/place.h"

#include <math.h>

const char *lg_place_show(const struct lg_place *place, const struct lg_reading *reading,
                          struct lg_arena *arena) {
    char text[LG_NUMBER_MAX];
    double number = 0;
    double level = 0;
    if (reading->shown != NULL)
        return reading->shown;
    if (!lg_osc_number(&reading->value, &number))
        return reading->value.tag == 's' ? reading->value.as.s : "nothing";
    if (place->kind == LG_PLACE_SWITCH)
        return number != 0 ? "on" : "off";
    if (place->kind == LG_PLACE_VOLUME && lg_curve_at(&lg_curve_volume, number, &level)) {
        lg_number_fixed(level, 1, text);
        return lg_arena_printf(arena, "%s dB", text);
    }
    if (place->kind == LG_PLACE_PANNING) {
        long steps = lround(fabs(number) * LG_PAN_STEPS);
        return steps == 0 ? "C" : lg_arena_printf(arena, "%ld%c", steps, number < 0 ? 'L' : 'R');
    }
    lg_native_write((struct lg_native){(float)number}, text);
    return lg_arena_printf(arena, "%s%s", text, place->kind == LG_PLACE_TEMPO ? " BPM" : "");
}

static struct lg_value *native_value(const struct lg_osc_arg *arg, struct lg_arena *arena) {
    double number = 0;
    if (arg->tag == 'T' || arg->tag == 'F')
        return lg_value_bool(arena, arg->tag == 'T');
    if (lg_osc_number(arg, &number))
        return lg_value_real(arena, lg_native_decimal((struct lg_native){(float)number}), NULL);
    return arg->tag == 's' ? lg_value_text(arena, arg->as.s) : lg_value_null(arena, NULL);
}

static void put_reading(struct lg_value *map, const struct lg_place *place,
                        const struct lg_reading *reading, struct lg_arena *arena) {
    double number = 0;
    lg_value_put(arena, map, "value", native_value(&reading->value, arena));
    if (place->kind != LG_PLACE_SWITCH && lg_osc_number(&reading->value, &number)) {
        struct lg_native native = {(float)number};
        double normal = lg_native_to_normal(native, &place->range).fraction;
        lg_value_put(arena, map, "normal", lg_value_real(arena, normal, NULL));
    }
    lg_value_put(arena, map, "shown", lg_value_text(arena, lg_place_show(place, reading, arena)));
}

struct lg_value *lg_place_value(const struct lg_place *place, const struct lg_reading *reading,
                                struct lg_arena *arena) {
    struct lg_value *map = lg_value_map(arena);
    double min = lg_native_decimal(place->range.min);
    double max = lg_native_decimal(place->range.max);
    lg_value_put(arena, map, "place", lg_value_text(arena, place->spot.label));
    put_reading(map, place, reading, arena);
    lg_value_put(arena, map, "min", lg_value_real(arena, min, NULL));
    lg_value_put(arena, map, "max", lg_value_real(arena, max, NULL));
    lg_value_put(arena, map, "is_quantized", lg_value_bool(arena, place->is_quantized));
    return map;
}

struct lg_value *lg_place_change(const struct lg_place *place, const struct lg_reading *found,
                                 const struct lg_reading *got, struct lg_arena *arena) {
    struct lg_value *map = lg_place_value(place, got, arena);
    struct lg_value *was = lg_value_map(arena);
    put_reading(was, place, found, arena);
    lg_value_put(arena, map, "was", was);
    return map;
}
