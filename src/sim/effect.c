#include "sim/effect.h"

#include <math.h>
#include <string.h>

#include "conf/unit.h"

struct run {
    const struct lg_sim_device *device;
    int rate_hz;
    struct lg_sim_memory *memory;
    struct lg_sim_block *block;
};

static const struct lg_sim_param *find(const struct lg_sim_device *device, const char *name) {
    for (size_t i = 0; i < device->num_params; i++)
        if (strcmp(device->params[i].name, name) == 0)
            return &device->params[i];
    return NULL;
}

/* What the parameter shows is what it does: the number displayed, in base units ("0.1 ms" is
 * 0.0001), or `fallback` where the set has no such parameter or shows no number. */
static double shown(const struct lg_sim_device *device, const char *name, double fallback) {
    const struct lg_sim_param *param = find(device, name);
    struct lg_quantity quantity;
    if (param == NULL)
        return fallback;
    const struct lg_sim_display *display = &param->display;
    for (size_t i = 0; i < display->table_count; i++)
        if ((float)display->table[i].value == param->value &&
            lg_quantity_read(lg_view_of(display->table[i].text), &quantity))
            return quantity.number;
    if (display->num_items == 0)
        return lg_sim_param_number(param);
    size_t item = (size_t)lroundf(param->value - param->min);
    return item < display->num_items &&
                   lg_quantity_read(lg_view_of(display->items[item]), &quantity)
               ? quantity.base
               : fallback;
}

static bool is_on(const struct lg_sim_device *device, const char *name, bool fallback) {
    const struct lg_sim_param *param = find(device, name);
    return param == NULL ? fallback : param->value > 0;
}

/* Of a parameter that goes from 0 to 1 and shows per cent; all of it where there is none. */
static double fraction(const struct lg_sim_device *device, const char *name) {
    const struct lg_sim_param *param = find(device, name);
    return param == NULL ? 1 : (double)param->value;
}

static double amplitude(double db) {
    return pow(10, db / 20);
}

static void scale(struct lg_sim_block *block, double gain) {
    for (size_t i = 0; i < block->frames; i++) {
        block->left[i] = (float)((double)block->left[i] * gain);
        block->right[i] = (float)((double)block->right[i] * gain);
    }
}

static void run_utility(const struct run *run) {
    struct lg_sim_block *block = run->block;
    bool is_mute = is_on(run->device, "Mute", false);
    scale(block, is_mute ? 0 : amplitude(shown(run->device, "Gain", 0)));
    if (!is_on(run->device, "Mono", false))
        return;
    for (size_t i = 0; i < block->frames; i++)
        block->left[i] = block->right[i] = (block->left[i] + block->right[i]) / 2;
}

static void run_equaliser(const struct run *run) {
    lg_sim_equaliser_run(run->device, run->rate_hz, &run->memory->equaliser, run->block);
}

/* As it is up to `knee`, from there on bent towards `top`. */
static double bend(double x, double knee, double top) {
    double size = fabs(x);
    return size <= knee ? x : copysign(knee + (top - knee) * tanh((size - knee) / (top - knee)), x);
}

/* How far one step goes towards what is reached to 1/e in that time. */
static double step_of(double seconds, int rate_hz) {
    return 1 - exp(-1 / (fmax(seconds, 1e-5) * rate_hz));
}

/* All wet, it is the wet one to the bit. */
static double mixed(double dry, double wet, double way) {
    return dry * (1 - way) + wet * way;
}

struct glue {
    double threshold_db, slope, range_db;
    double attack, release; /* steps */
    double makeup, wet;
    bool clips;
};

static struct glue glue_of(const struct run *run) {
    const struct lg_sim_device *device = run->device;
    static const double ratios[] = {2, 4, 10};
    const struct lg_sim_param *ratio = find(device, "Ratio");
    size_t which = ratio == NULL ? 0 : (size_t)lroundf(ratio->value);
    return (struct glue){
        .threshold_db = shown(device, "Threshold", 0),
        .slope = 1 - 1 / ratios[which < LG_ARRAY_LEN(ratios) ? which : 0],
        .range_db = shown(device, "Range", 70),
        .attack = step_of(shown(device, "Attack", 0.01), run->rate_hz),
        .release = step_of(shown(device, "Release", 0.4), run->rate_hz),
        .makeup = amplitude(shown(device, "Makeup", 0)),
        .wet = fraction(device, "Dry/Wet"),
        .clips = is_on(device, "Peak Clip In", false),
    };
}

static float glued(const struct glue *glue, double x, double gain) {
    const double knee = 0.5, top = 0.944; /* -0.5 dB */
    double y = x * gain;
    y = glue->clips ? bend(y, knee, top) : y;
    return (float)mixed(x, y, glue->wet);
}

static void run_glue(const struct run *run) {
    const double floor_db = -200;
    const struct glue glue = glue_of(run);
    struct lg_sim_block *block = run->block;
    double reduction_db = run->memory->reduction_db;
    for (size_t i = 0; i < block->frames; i++) {
        double left = (double)block->left[i];
        double right = (double)block->right[i];
        double peak = fmax(fabs(left), fabs(right));
        double level_db = peak > 0 ? 20 * log10(peak) : floor_db;
        double over_db = fmax(level_db - glue.threshold_db, 0);
        double wanted_db = fmin(over_db * glue.slope, glue.range_db);
        reduction_db +=
            (wanted_db - reduction_db) * (wanted_db > reduction_db ? glue.attack : glue.release);
        double gain = glue.makeup * (reduction_db > 0 ? amplitude(-reduction_db) : 1);
        block->left[i] = glued(&glue, left, gain);
        block->right[i] = glued(&glue, right, gain);
    }
    run->memory->reduction_db = reduction_db;
}

enum curve { ANALOG_CLIP, SOFT_SINE, MEDIUM_CURVE, HARD_CURVE, SINOID_FOLD, DIGITAL_CLIP };

static double curved(enum curve curve, double x) {
    const double quarter = 1.57079632679489661923;
    switch (curve) {
    case SOFT_SINE:
        return sin(quarter * fmax(-1, fmin(1, x))) / quarter;
    case MEDIUM_CURVE:
        return tanh(x);
    case HARD_CURVE:
        return bend(x, 0.8, 1);
    case SINOID_FOLD:
        return sin(x);
    case DIGITAL_CLIP:
        return fmax(-1, fmin(1, x));
    case ANALOG_CLIP:
        break;
    }
    return bend(x, 0.5, 1);
}

static void run_saturator(const struct run *run) {
    const struct lg_sim_param *type = find(run->device, "Type");
    enum curve curve = type == NULL ? ANALOG_CLIP : (enum curve)lroundf(type->value);
    double drive = amplitude(shown(run->device, "Drive", 0));
    double output = amplitude(shown(run->device, "Output", 0));
    double wet = fraction(run->device, "Dry/Wet");
    struct lg_sim_block *block = run->block;
    for (size_t i = 0; i < block->frames; i++) {
        double left = (double)block->left[i];
        double right = (double)block->right[i];
        block->left[i] = (float)mixed(left, output * curved(curve, drive * left), wet);
        block->right[i] = (float)mixed(right, output * curved(curve, drive * right), wet);
    }
}

static void run_limiter(const struct run *run) {
    struct lg_sim_block *block = run->block;
    double ceiling = amplitude(shown(run->device, "Ceiling", 0));
    double release_s = shown(run->device, "Release", 300) / 1000;
    double back = step_of(release_s, run->rate_hz);
    double reduction = run->memory->reduction > 0 ? run->memory->reduction : 1;
    scale(block, amplitude(shown(run->device, "Gain", 0)));
    for (size_t i = 0; i < block->frames; i++) {
        double left = (double)block->left[i];
        double right = (double)block->right[i];
        double peak = fmax(fabs(left), fabs(right));
        reduction += (1 - reduction) * back;
        if (peak * reduction > ceiling)
            reduction = ceiling / peak;
        block->left[i] = (float)(left * reduction);
        block->right[i] = (float)(right * reduction);
    }
    run->memory->reduction = reduction;
}

static const struct effect {
    const char *class_name;
    void (*run)(const struct run *run);
} effects[] = {
    {"Eq8", run_equaliser},       {"GlueCompressor", run_glue}, {"Limiter", run_limiter},
    {"Saturator", run_saturator}, {"StereoGain", run_utility},
};

static const struct effect *effect_of(const char *class_name) {
    for (size_t i = 0; i < LG_ARRAY_LEN(effects); i++)
        if (strcmp(effects[i].class_name, class_name) == 0)
            return &effects[i];
    return NULL;
}

bool lg_sim_effect_is_modelled(const char *class_name) {
    return effect_of(class_name) != NULL;
}

void lg_sim_effect_run(const struct lg_sim_device *device, int rate_hz,
                       struct lg_sim_memory *memory, struct lg_sim_block *block) {
    const struct effect *effect = effect_of(device->class_name);
    const struct run run = {device, rate_hz, memory, block};
    if (effect != NULL && is_on(device, "Device On", true))
        effect->run(&run);
}
