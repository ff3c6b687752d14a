/* A parameter of a device in the model: its range, its value, and the text that Live shows. */
#ifndef LG_SIM_PARAM_H
#define LG_SIM_PARAM_H

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"
#include "base/err.h"
#include "base/str.h"
#include "conf/node.h"

enum lg_sim_curve { LG_SIM_LINEAR, LG_SIM_LOG };

/* How a native value is shown: by items (quantised), a table of fixed texts, or a number in a
 * format: `scale * value + offset`, or on a logarithmic curve from `from` at the minimum to `to` at
 * the maximum. */
struct lg_sim_display {
    const char *unit; /* "dB", "%", "Hz", … or NULL */
    enum lg_sim_curve curve;
    double scale, offset; /* linear */
    double from, to;      /* log; both above 0 */
    int decimals;
    bool kilo;          /* 1000 and more are shown in k, with two decimals */
    const char **items; /* texts of a quantised parameter from its minimum up, or NULL */
    size_t num_items;
    const struct lg_sim_shown {
        double value;
        const char *text;
    } * table; /* exact values with a text of their own */
    size_t table_count;
};

/* What becomes of a write: stored, lost in silence, or taken as 0..1 of the range. */
enum lg_sim_writes { LG_SIM_WRITES_STORED, LG_SIM_WRITES_IGNORED, LG_SIM_WRITES_NORMALISED };

struct lg_sim_param {
    const char *name;
    float min, max, value;
    bool quantised;
    enum lg_sim_writes writes;
    struct lg_sim_display display;
};

/* Reads a PARAMETER of a set file (sim/set.h). LG_ERR_READ with place. */
int lg_sim_param_read(const struct lg_node *node, struct lg_arena *arena, struct lg_sim_param *out,
                      struct lg_err *err) LG_MUST_CHECK;
/* The number that Live shows for its value, whatever text stands for it; in `display.unit`. */
double lg_sim_param_number(const struct lg_sim_param *param);
/* Adds the text that Live shows for a value of this parameter ("-10.0 dB", "Bell"). */
void lg_sim_param_show(const struct lg_sim_param *param, float value, struct lg_str *out);

#endif
