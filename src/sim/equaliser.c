#include "sim/equaliser.h"

#include <math.h>
#include <string.h>

static const double pi = 3.14159265358979323846;

/* In the order of EQ Eight's types. */
enum type { LOW_CUT_48, LOW_CUT_12, LOW_SHELF, BELL, NOTCH, HIGH_SHELF, HIGH_CUT_12, HIGH_CUT_48 };

enum part { PART_ON, PART_TYPE, PART_FREQUENCY, PART_GAIN, PART_RESONANCE, NUM_PARTS };

static const char *const parts[NUM_PARTS] = {"Filter On A", "Filter Type A", "Frequency A",
                                             "Gain A", "Resonance A"};

struct bands {
    const struct lg_sim_param *of[LG_SIM_EQ_BANDS][NUM_PARTS];
    double scale, output_db;
};

/* y = b0 x + b1 x1 + b2 x2 - a1 y1 - a2 y2 */
struct filter {
    double b0, b1, b2, a1, a2;
};

/* "3 Gain A" is of the third band. */
static void sort_in(struct bands *bands, const struct lg_sim_param *param) {
    int band = param->name[0] - '1';
    if (strcmp(param->name, "Scale") == 0)
        bands->scale = (double)param->value;
    if (strcmp(param->name, "Output Gain") == 0)
        bands->output_db = lg_sim_param_number(param);
    if (band < 0 || band >= LG_SIM_EQ_BANDS || param->name[1] != ' ')
        return;
    for (int i = 0; i < NUM_PARTS; i++)
        if (strcmp(param->name + 2, parts[i]) == 0)
            bands->of[band][i] = param;
}

static bool is_whole(const struct lg_sim_param *const *band) {
    for (int i = 0; i < NUM_PARTS; i++)
        if (band[i] == NULL)
            return false;
    return true;
}

static struct filter normalised(double a0, struct filter filter) {
    return (struct filter){filter.b0 / a0, filter.b1 / a0, filter.b2 / a0, filter.a1 / a0,
                           filter.a2 / a0};
}

static struct filter shelf(double a, double cosine, double alpha, double side) {
    double root = 2 * sqrt(a) * alpha;
    double c = side * cosine;
    return normalised(
        (a + 1) + (a - 1) * c + root,
        (struct filter){a * ((a + 1) - (a - 1) * c + root), side * 2 * a * ((a - 1) - (a + 1) * c),
                        a * ((a + 1) - (a - 1) * c - root), side * -2 * ((a - 1) + (a + 1) * c),
                        (a + 1) + (a - 1) * c - root});
}

static struct filter cut(double cosine, double alpha, double side) {
    double edge = 1 - side * cosine;
    return normalised(1 + alpha,
                      (struct filter){edge / 2, side * edge, edge / 2, -2 * cosine, 1 - alpha});
}

static struct filter design(enum type type, double turn, double gain_db, double q) {
    double cosine = cos(turn);
    double alpha = sin(turn) / (2 * q);
    double a = pow(10, gain_db / 40);
    switch (type) {
    case LOW_CUT_48:
    case LOW_CUT_12:
        return cut(cosine, alpha, -1);
    case HIGH_CUT_12:
    case HIGH_CUT_48:
        return cut(cosine, alpha, 1);
    case LOW_SHELF:
        return shelf(a, cosine, alpha, 1);
    case HIGH_SHELF:
        return shelf(a, cosine, alpha, -1);
    case NOTCH:
        return normalised(1 + alpha, (struct filter){1, -2 * cosine, 1, -2 * cosine, 1 - alpha});
    case BELL:
        break;
    }
    return normalised(1 + alpha / a, (struct filter){1 + alpha * a, -2 * cosine, 1 - alpha * a,
                                                     -2 * cosine, 1 - alpha / a});
}

static void pass(const struct filter *filter, double z[2], float *samples, size_t count) {
    for (size_t i = 0; i < count; i++) {
        double x = (double)samples[i];
        double y = filter->b0 * x + z[0];
        z[0] = filter->b1 * x - filter->a1 * y + z[1];
        z[1] = filter->b2 * x - filter->a2 * y;
        samples[i] = (float)y;
    }
}

static bool has_gain(enum type type) {
    return type == BELL || type == LOW_SHELF || type == HIGH_SHELF;
}

static void run_band(const struct lg_sim_param *const *band, double scale, int rate_hz,
                     double z[LG_SIM_EQ_STAGES][2][2], struct lg_sim_block *block) {
    enum type type = (enum type)lroundf(band[PART_TYPE]->value);
    double gain_db = scale * lg_sim_param_number(band[PART_GAIN]);
    double q = 0.1 * pow(180, (double)band[PART_RESONANCE]->value);
    double turn = 2 * pi * fmin(lg_sim_param_number(band[PART_FREQUENCY]) / rate_hz, 0.49);
    if (has_gain(type) && gain_db == 0)
        return;
    struct filter filter = design(type, turn, gain_db, q);
    int stages = type == LOW_CUT_48 || type == HIGH_CUT_48 ? LG_SIM_EQ_STAGES : 1;
    for (int i = 0; i < stages; i++) {
        pass(&filter, z[i][0], block->left, block->frames);
        pass(&filter, z[i][1], block->right, block->frames);
    }
}

void lg_sim_equaliser_run(const struct lg_sim_device *device, int rate_hz,
                          struct lg_sim_equaliser *memory, struct lg_sim_block *block) {
    struct bands bands = {.scale = 1};
    for (size_t i = 0; i < device->num_params; i++)
        sort_in(&bands, &device->params[i]);
    for (int i = 0; i < LG_SIM_EQ_BANDS; i++)
        if (is_whole(bands.of[i]) && bands.of[i][PART_ON]->value > 0)
            run_band(bands.of[i], bands.scale, rate_hz, memory->z[i], block);
    float gain = (float)pow(10, bands.output_db / 20);
    for (size_t i = 0; gain != 1.0F && i < block->frames; i++) {
        block->left[i] *= gain;
        block->right[i] *= gain;
    }
}
