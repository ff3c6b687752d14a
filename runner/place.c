#include "runner/place.h"

#include <stdio.h>

#include "base/json.h"
#include "live/place.h"

static void print_json(struct lg_app *app, const struct lg_place *place,
                       const struct lg_reading *reading, const struct lg_adjusted *adjusted) {
    struct lg_arena *arena = &app->arena;
    struct lg_value *map = lg_place_value(place, reading, arena);
    struct lg_str text = {0};
    if (adjusted != NULL) {
        map = lg_place_change(place, &adjusted->found, reading, arena);
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
