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

/* What the parameter shows is what it does: the number displayed, or `fallback` where the set has
 * no such parameter. */
static double shown(const struct lg_sim_device *device, const char *name, double fallback) {
    const struct lg_sim_param *param = find(device, name);
    struct lg_quantity quantity;
    if (param == NULL)
        return fallback;
    for (size_t i = 0; i < param->display.table_count; i++)
        if ((float)param->display.table[i].value == param->value &&
            lg_quantity_read(lg_view_of(param->display.table[i].text), &quantity))
            return quantity.number;
    return lg_sim_param_number(param);
}

static bool is_on(const struct lg_sim_device *device, const char *name, bool fallback) {
    const struct lg_sim_param *param = find(device, name);
    return param == NULL ? fallback : param->value > 0;
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

static void run_limiter(const struct run *run) {
    struct lg_sim_block *block = run->block;
    double ceiling = amplitude(shown(run->device, "Ceiling", 0));
    double release_s = shown(run->device, "Release", 300) / 1000;
    double back = 1 - exp(-1 / (fmax(release_s, 1e-5) * run->rate_hz));
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
    {"Limiter", run_limiter},
    {"StereoGain", run_utility},
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
