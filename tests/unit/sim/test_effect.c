/* What devices of the model do to sound, and which do nothing. */
#include "support/unit.h"

#include <math.h>
#include <string.h>

#include "sim/effect.h"

enum { RATE = 48000 };

static struct lg_sim_device device_of(const char *class_name, struct lg_sim_param *params,
                                      size_t count) {
    return (struct lg_sim_device){.class_name = class_name, .params = params, .num_params = count};
}

static struct lg_sim_param param_of(const char *name, float value) {
    return (struct lg_sim_param){.name = name, .value = value, .display = {.scale = 1}};
}

/* A sine of that amplitude, the right channel upside down. */
static struct lg_sim_block sine(double amplitude) {
    struct lg_sim_block block = {.frames = LG_SIM_BLOCK};
    for (size_t i = 0; i < block.frames; i++) {
        block.left[i] = (float)(amplitude * sin(0.1 * (double)i));
        block.right[i] = -block.left[i];
    }
    return block;
}

static float peak_of(const struct lg_sim_block *block) {
    float peak = 0;
    for (size_t i = 0; i < block->frames; i++)
        peak = fmaxf(peak, fmaxf(fabsf(block->left[i]), fabsf(block->right[i])));
    return peak;
}

/* The number that a parameter shows is the gain. */
static void utility__does_what_it_shows(void **state) {
    (void)state;
    static const struct lg_sim_shown silence = {-1, "-inf dB"};
    struct lg_sim_param params[] = {param_of("Device On", 1), param_of("Gain", 0.2F),
                                    param_of("Mute", 0), param_of("Mono", 0)};
    struct lg_sim_device utility = device_of("StereoGain", params, LG_ARRAY_LEN(params));
    struct lg_sim_memory memory = {0};
    params[1].display = (struct lg_sim_display){.scale = 35, .table = &silence, .table_count = 1};
    struct lg_sim_block block = sine(0.25);
    lg_sim_effect_run(&utility, RATE, &memory, &block);
    assert_true(fabs(20 * log10((double)block.left[7] / (double)sine(0.25).left[7]) - 7) < 1e-4);
    params[1].value = -1;
    lg_sim_effect_run(&utility, RATE, &memory, &block);
    assert_true(peak_of(&block) == 0);
    params[1].value = 0;
    params[3].value = 1;
    block = sine(0.25);
    lg_sim_effect_run(&utility, RATE, &memory, &block);
    assert_true(peak_of(&block) == 0);
    params[3].value = 0;
    params[2].value = 1;
    block = sine(0.25);
    lg_sim_effect_run(&utility, RATE, &memory, &block);
    assert_true(peak_of(&block) == 0);
}

/* Nothing comes beyond the ceiling, however hard it is driven; below it nothing changes at all. */
static void limiter__holds_its_ceiling_and_is_linear_below(void **state) {
    (void)state;
    struct lg_sim_param params[] = {param_of("Device On", 1), param_of("Gain", 0),
                                    param_of("Ceiling", -6), param_of("Release", 300)};
    struct lg_sim_device limiter = device_of("Limiter", params, LG_ARRAY_LEN(params));
    struct lg_sim_memory memory = {0};
    struct lg_sim_block block = sine(0.4);
    struct lg_sim_block before = block;
    lg_sim_effect_run(&limiter, RATE, &memory, &block);
    assert_memory_equal(&block, &before, sizeof block);
    double ceiling = pow(10, -6.0 / 20);
    for (int gain = 6; gain <= 24; gain += 6) {
        params[1].value = (float)gain;
        block = sine(0.9);
        lg_sim_effect_run(&limiter, RATE, &memory, &block);
        assert_true((double)peak_of(&block) <= ceiling * (1 + 1e-6));
        assert_true((double)peak_of(&block) > ceiling * 0.99);
    }
    /* Off, it lets all through. */
    params[0].value = 0;
    block = before = sine(0.9);
    lg_sim_effect_run(&limiter, RATE, &memory, &block);
    assert_memory_equal(&block, &before, sizeof block);
}

static double level_db(double amplitude) {
    return 20 * log10(amplitude);
}

/* A steady level through the device until it has settled; what comes out, in dB. */
static double settled_db(const struct lg_sim_device *device, double in_db) {
    struct lg_sim_memory memory = {0};
    struct lg_sim_block block;
    for (int i = 0; i < 400; i++) {
        block = (struct lg_sim_block){.frames = LG_SIM_BLOCK};
        for (size_t f = 0; f < block.frames; f++)
            block.left[f] = block.right[f] = (float)pow(10, in_db / 20);
        lg_sim_effect_run(device, RATE, &memory, &block);
    }
    return level_db((double)block.left[LG_SIM_BLOCK - 1]);
}

static struct lg_sim_param choice_of(const char *name, const char **items, size_t count,
                                     float value) {
    return (struct lg_sim_param){
        .name = name, .value = value, .display = {.items = items, .num_items = count}};
}

/* (in - threshold) / ratio above the threshold; nothing below it, to the bit. */
static void glue__reduces_what_is_above_its_threshold(void **state) {
    (void)state;
    static const char *ratios[] = {"2:1", "4:1", "10:1"};
    static const char *attacks[] = {"0.01 ms", "30 ms"};
    static const char *releases[] = {"0.1 s", "A"};
    struct lg_sim_param params[] = {param_of("Device On", 1),
                                    param_of("Threshold", -20),
                                    param_of("Range", 70),
                                    param_of("Makeup", 0),
                                    choice_of("Ratio", ratios, 3, 0),
                                    choice_of("Attack", attacks, 2, 0),
                                    choice_of("Release", releases, 2, 0),
                                    param_of("Dry/Wet", 1),
                                    param_of("Peak Clip In", 0)};
    struct lg_sim_device glue = device_of("GlueCompressor", params, LG_ARRAY_LEN(params));
    static const double expected_db[] = {-15, -17.5, -19};
    for (int i = 0; i < 3; i++) {
        params[4].value = (float)i;
        assert_true(fabs(settled_db(&glue, -10) - expected_db[i]) < 0.01);
    }
    params[3].value = 6; /* Makeup */
    assert_true(fabs(settled_db(&glue, -10) - -13) < 0.01);
    params[2].value = 3; /* Range: no more than that */
    assert_true(fabs(settled_db(&glue, -10) - -7) < 0.01);
    params[7].value = 0; /* dry */
    assert_true(fabs(settled_db(&glue, -10) - -10) < 0.01);
    params[7].value = 1;
    params[3].value = 20;
    params[8].value = 1; /* soft clip */
    assert_true(settled_db(&glue, -3) <= -0.5);
    params[8].value = 0;
    params[3].value = 0;
    struct lg_sim_memory memory = {0};
    struct lg_sim_block block = sine(0.09);
    struct lg_sim_block before = block;
    lg_sim_effect_run(&glue, RATE, &memory, &block);
    assert_memory_equal(&block, &before, sizeof block);
}

/* A slow attack lets the first moments through. */
static void glue__takes_its_attack_to_act(void **state) {
    (void)state;
    static const char *attacks[] = {"0.01 ms", "30 ms"};
    struct lg_sim_param params[] = {param_of("Threshold", -40), choice_of("Attack", attacks, 2, 0)};
    struct lg_sim_device glue = device_of("GlueCompressor", params, LG_ARRAY_LEN(params));
    float peaks[2];
    for (int i = 0; i < 2; i++) {
        struct lg_sim_memory memory = {0};
        struct lg_sim_block block = sine(0.5);
        params[1].value = (float)i;
        lg_sim_effect_run(&glue, RATE, &memory, &block);
        peaks[i] = peak_of(&block);
    }
    assert_true(peaks[0] < 0.7F * peaks[1]);
}

/* Each curve leaves quiet sound alone, ends somewhere, and is driven by Drive. */
static void saturator__bends_what_is_loud(void **state) {
    (void)state;
    struct lg_sim_param params[] = {param_of("Device On", 1), param_of("Drive", 0),
                                    param_of("Type", 0), param_of("Output", 0),
                                    param_of("Dry/Wet", 1)};
    struct lg_sim_device saturator = device_of("Saturator", params, LG_ARRAY_LEN(params));
    for (int type = 0; type < 6; type++) {
        params[2].value = (float)type;
        params[1].value = 0;
        assert_true(fabs(settled_db(&saturator, -40) - -40) < 0.01);
        params[1].value = 30;
        assert_true(settled_db(&saturator, -12) <= 1e-4);
        params[3].value = -6;
        assert_true(settled_db(&saturator, -12) <= -6 + 1e-4);
        params[3].value = 0;
    }
    params[2].value = 5; /* Digital Clip */
    params[1].value = 6;
    assert_true(fabs(settled_db(&saturator, -20) - -14) < 0.01);
    params[4].value = 0;
    assert_true(fabs(settled_db(&saturator, -20) - -20) < 0.01);
}

static void others__let_all_through_and_say_so(void **state) {
    (void)state;
    static const char *const classes[] = {"Compressor2", "Reverb", ""};
    static const char *const modelled[] = {"Eq8", "GlueCompressor", "Limiter", "Saturator",
                                           "StereoGain"};
    for (size_t i = 0; i < LG_ARRAY_LEN(modelled); i++)
        assert_true(lg_sim_effect_is_modelled(modelled[i]));
    for (size_t i = 0; i < LG_ARRAY_LEN(classes); i++) {
        struct lg_sim_device device = device_of(classes[i], NULL, 0);
        struct lg_sim_memory memory = {0};
        struct lg_sim_block block = sine(0.9);
        struct lg_sim_block before = block;
        lg_sim_effect_run(&device, RATE, &memory, &block);
        assert_memory_equal(&block, &before, sizeof block);
        assert_false(lg_sim_effect_is_modelled(classes[i]));
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(utility__does_what_it_shows),
        cmocka_unit_test(limiter__holds_its_ceiling_and_is_linear_below),
        cmocka_unit_test(glue__reduces_what_is_above_its_threshold),
        cmocka_unit_test(glue__takes_its_attack_to_act),
        cmocka_unit_test(saturator__bends_what_is_loud),
        cmocka_unit_test(others__let_all_through_and_say_so),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
