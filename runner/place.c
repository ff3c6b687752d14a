#include "runner/place.h"

#include <stdio.h>

#include "base/json.h"
#include "live/place.h"

static struct lg_value *data_of(struct lg_app *app, const struct lg_place *place,
                                const struct lg_reading *reading,
                                const struct lg_adjusted *adjusted) {
    struct lg_arena *arena = &app->arena;
    if (adjusted == NULL)
        return lg_place_value(place, reading, arena);
    struct lg_value *map = lg_place_change(place, &adjusted->found, reading, arena);
    lg_value_put(arena, map, "is_clamped", lg_value_bool(arena, adjusted->is_clamped));
    if (adjusted->within > 0)
        lg_value_put(arena, map, "within", lg_value_real(arena, adjusted->within, NULL));
    return map;
}

void lg_place_print_data(const struct lg_value *data) {
    struct lg_str text = {0};
    lg_json_write_pretty(data, &text);
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

/* "; the display shows steps of 0.1 dB, so ±0.05 dB" */
static void print_coarseness(const struct lg_adjusted *adjusted) {
    const char *unit = adjusted->unit == NULL ? "" : adjusted->unit;
    const char *gap = adjusted->unit == NULL || adjusted->unit[0] == ':' ? "" : " ";
    double step = 2 * adjusted->within;
    if (step == 1)
        printf("; the display shows whole %s", adjusted->unit == NULL ? "numbers" : unit);
    else
        printf("; the display shows steps of %g%s%s", step, gap, unit);
    printf(", so ±%g%s%s", adjusted->within, gap, unit);
}

void lg_place_print(struct lg_app *app, const struct lg_place *place,
                    const struct lg_reading *reading, const struct lg_adjusted *adjusted,
                    bool json) {
    if (json) {
        lg_place_print_data(data_of(app, place, reading, adjusted));
        return;
    }
    printf("%s: ", place->spot.label);
    if (adjusted != NULL)
        printf("%s → ", lg_place_show(place, &adjusted->found, &app->arena));
    printf("%s", line_of(place, reading, &app->arena));
    if (adjusted != NULL && adjusted->within > 0)
        print_coarseness(adjusted);
    printf("\n");
}
