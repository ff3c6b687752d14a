/* The bands of EQ Eight, measured with sines. */
#include "support/unit.h"

#include <math.h>
#include <string.h>

#include "sim/equaliser.h"

enum { RATE = 48000, BLOCKS = 200, NUM_PARAMS = 7 };
enum { OUTPUT, SCALE, ON, TYPE, FREQUENCY, GAIN, RESONANCE };

static const struct lg_sim_param plain[NUM_PARAMS] = {
    [OUTPUT] = {.name = "Output Gain", .display = {.scale = 1}},
    [SCALE] = {.name = "Scale", .value = 1, .display = {.scale = 1}},
    [ON] = {.name = "2 Filter On A", .value = 1, .display = {.scale = 1}},
    [TYPE] = {.name = "2 Filter Type A", .display = {.scale = 1}},
    [FREQUENCY] = {.name = "2 Frequency A",
                   .max = 1,
                   .display = {.curve = LG_SIM_LOG, .from = 10, .to = 22000}},
    [GAIN] = {.name = "2 Gain A", .display = {.scale = 1}},
    [RESONANCE] = {.name = "2 Resonance A", .value = 0.376F, .display = {.scale = 1}},
};

static void band(struct lg_sim_param params[NUM_PARAMS], int type, double hz, double gain_db) {
    memcpy(params, plain, sizeof plain);
    params[TYPE].value = (float)type;
    params[FREQUENCY].value = (float)(log(hz / 10) / log(2200));
    params[GAIN].value = (float)gain_db;
}

/* How much louder a sine comes out, once the filters have settled, in dB. */
static double response_db(struct lg_sim_param *params, double hz) {
    const struct lg_sim_device device = {.params = params, .num_params = NUM_PARAMS};
    struct lg_sim_equaliser memory = {0};
    double in = 0;
    double out = 0;
    for (int b = 0; b < BLOCKS; b++) {
        struct lg_sim_block block = {.frames = LG_SIM_BLOCK};
        for (size_t i = 0; i < block.frames; i++) {
            double at = (double)b * LG_SIM_BLOCK + (double)i;
            block.left[i] = block.right[i] = (float)(0.1 * sin(6.283185307179586 * hz * at / RATE));
        }
        const struct lg_sim_block before = block;
        lg_sim_equaliser_run(&device, RATE, &memory, &block);
        for (size_t i = 0; b > BLOCKS / 2 && i < block.frames; i++) {
            in += pow((double)before.left[i], 2);
            out += pow((double)block.right[i], 2);
        }
    }
    return 10 * log10(out / in);
}

static void bands__do_what_they_are_called(void **state) {
    (void)state;
    static const struct {
        int type;
        double hz, gain_db, at_hz, low_db, high_db;
    } rows[] = {
        {0, 200, 0, 50, -120, -80},                                   /* LC48: 48 dB per octave */
        {0, 200, 0, 2000, -0.2, 0.2},     {1, 200, 0, 100, -13, -11}, /* LC12 */
        {1, 200, 0, 200, -3.2, -2.8},     {2, 200, 6, 40, 5.8, 6.2},  /* low shelf */
        {2, 200, 6, 4000, -0.1, 0.1},     {3, 1000, -9, 1000, -9.1, -8.9}, /* bell */
        {3, 1000, 6, 50, -0.1, 0.1},      {4, 1000, 0, 1000, -200, -50},   /* notch */
        {5, 2000, -6, 12000, -6.2, -5.8},                                  /* high shelf */
        {5, 2000, -6, 100, -0.1, 0.1},    {6, 2000, 0, 4000, -13.5, -11},  /* HC12 */
        {7, 2000, 0, 8000, -140, -80},                                     /* HC48 */
        {7, 2000, 0, 200, -0.2, 0.2},
    };
    for (size_t i = 0; i < LG_ARRAY_LEN(rows); i++) {
        struct lg_sim_param params[NUM_PARAMS];
        band(params, rows[i].type, rows[i].hz, rows[i].gain_db);
        double got_db = response_db(params, rows[i].at_hz);
        if (!(got_db >= rows[i].low_db && got_db <= rows[i].high_db))
            fail_msg("row %zu: %g dB at %g Hz", i, got_db, rows[i].at_hz);
    }
}

static void output_and_scale__count(void **state) {
    (void)state;
    struct lg_sim_param params[NUM_PARAMS];
    band(params, 3, 1000, 6);
    params[SCALE].value = 0.5F;
    params[OUTPUT].value = -4;
    assert_true(fabs(response_db(params, 1000) - -1) < 0.05);
    params[ON].value = 0;
    assert_true(fabs(response_db(params, 1000) - -4) < 0.05);
}

static void bell_without_gain__changes_not_a_bit(void **state) {
    (void)state;
    struct lg_sim_param params[NUM_PARAMS];
    band(params, 3, 1000, 0);
    const struct lg_sim_device device = {.params = params, .num_params = NUM_PARAMS};
    struct lg_sim_equaliser memory = {0};
    struct lg_sim_block block = {.left = {0.5F, -0.25F}, .right = {0.125F, 1}, .frames = 2};
    const struct lg_sim_block before = block;
    lg_sim_equaliser_run(&device, RATE, &memory, &block);
    assert_memory_equal(&block, &before, sizeof block);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(bands__do_what_they_are_called),
        cmocka_unit_test(output_and_scale__count),
        cmocka_unit_test(bell_without_gain__changes_not_a_bit),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
