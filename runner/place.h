/* What `get` and `set` share: a value of Live by its path, printed. */
#ifndef LG_RUNNER_PLACE_H
#define LG_RUNNER_PLACE_H

#include "base/value.h"
#include "live/adjust.h"
#include "runner/app.h"

/* As JSON, as one document. */
void lg_place_print_data(const struct lg_value *data);
/* Prints one reading, a line for people or, with `json`, an object with everything known:
 * {place, value, shown, min, max, is_quantized}, and where `adjusted` is not NULL `was`, and
 * `within` where it was wanted finer than it is shown: so far off it may be, as it is shown. */
void lg_place_print(struct lg_app *app, const struct lg_place *place,
                    const struct lg_reading *reading, const struct lg_adjusted *adjusted,
                    bool json);

#endif
