/* What a chain was like, for who has no Live to look. */
#include <math.h>
#include <stdio.h>

#include "run/chain.h"

struct lg_value *lg_chain_places(const struct lg_chain *chain, struct lg_arena *arena) {
    struct lg_value *map = lg_value_map(arena);
    for (size_t i = 0; i < chain->matrix->num_params; i++) {
        const struct lg_place *place = &chain->places[i];
        struct lg_value *row = lg_value_map(arena);
        lg_value_put(arena, row, "native",
                     lg_value_real(arena, lg_chain_found_native(chain, i), NULL));
        lg_value_put(arena, row, "min",
                     lg_value_real(arena, lg_native_decimal(place->range.min), NULL));
        lg_value_put(arena, row, "max",
                     lg_value_real(arena, lg_native_decimal(place->range.max), NULL));
        lg_value_put(arena, row, "is_quantized", lg_value_bool(arena, place->is_quantized));
        lg_value_put(arena, row, "is_param", lg_value_bool(arena, place->kind == LG_PLACE_PARAM));
        lg_value_put(arena, row, "is_level", lg_value_bool(arena, place->loud == LG_LOUD_NAMED));
        lg_value_put(arena, map, chain->matrix->params[i].key, row);
    }
    return map;
}

static const char *text_at(const struct lg_value *map, const char *path) {
    const struct lg_value *value = lg_value_path(map, path);
    return value == NULL || value->kind != LG_VALUE_STRING ? "" : value->as.string.text;
}

static double number_at(const struct lg_value *map, const char *key) {
    const struct lg_value *value = lg_value_get(map, key);
    return value == NULL ? NAN : lg_value_number(value);
}

static bool is_true_at(const struct lg_value *map, const char *key) {
    const struct lg_value *value = lg_value_get(map, key);
    return value != NULL && value->kind == LG_VALUE_BOOL && value->as.boolean;
}

void lg_chain_recall(struct lg_chain *chain, const struct lg_value *preflight) {
    size_t count = chain->matrix->num_params;
    const struct lg_value *places = lg_value_get(preflight, "places");
    chain->found = lg_arena_array(&chain->arena, count, sizeof *chain->found);
    chain->places = lg_arena_array(&chain->arena, count, sizeof *chain->places);
    for (size_t i = 0; i < count; i++) {
        const struct lg_value *row = lg_value_get(places, chain->matrix->params[i].key);
        chain->found[i].value = (struct lg_osc_arg){.tag = 'd', .as.d = number_at(row, "native")};
        chain->places[i] = (struct lg_place){
            .kind = is_true_at(row, "is_param") ? LG_PLACE_PARAM : LG_PLACE_VOLUME,
            .range = {{(float)number_at(row, "min")}, {(float)number_at(row, "max")}},
            .is_quantized = is_true_at(row, "is_quantized"),
            .loud = is_true_at(row, "is_level") ? LG_LOUD_NAMED : LG_LOUD_NONE};
    }
    snprintf(chain->set.settings, sizeof chain->set.settings, "%s",
             text_at(preflight, "set.settings"));
    snprintf(chain->set.fingerprint, sizeof chain->set.fingerprint, "%s",
             text_at(preflight, "plan_fingerprint"));
}
