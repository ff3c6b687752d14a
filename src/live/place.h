/* A place of Live and what was read there, in words and as data. */
#ifndef LG_LIVE_PLACE_H
#define LG_LIVE_PLACE_H

#include "base/value.h"
#include "live/resolve.h"

/* Live shows a panorama of so many steps to each side: 50L, C, 50R. */
enum { LG_PAN_STEPS = 50 };

/* A reading in words: what Live shows, or what is known to stand for it: "-6.0 dB", "20L", "on". In
 * `arena`. */
const char *lg_place_show(const struct lg_place *place, const struct lg_reading *reading,
                          struct lg_arena *arena);
/* {place, value, normal, shown, min, max, is_quantized}: a switch's value is true or false, every
 * other one native, and `normal` says where it lies between min and max. */
struct lg_value *lg_place_value(const struct lg_place *place, const struct lg_reading *reading,
                                struct lg_arena *arena);
/* As lg_place_value, with `was: {value, normal, shown}`. */
struct lg_value *lg_place_change(const struct lg_place *place, const struct lg_reading *found,
                                 const struct lg_reading *got, struct lg_arena *arena);

#endif
