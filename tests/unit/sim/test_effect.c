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

static void others__let_all_through_and_say_so(void **state) {
    (void)state;
    static const char *const classes[] = {"Eq8", "GlueCompressor", "Saturator", "Compressor2", ""};
    assert_true(lg_sim_effect_is_modelled("StereoGain"));
    assert_true(lg_sim_effect_is_modelled("Limiter"));
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
        cmocka_unit_test(others__let_all_through_and_say_so),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
