#include "audio/bands.h"

#include <math.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "audio/kernel.h"
#include "base/arena.h"
#include "base/number.h"
#include "base/str.h"

enum {
    EDGES_MAX = 2 * LG_BANDS_MAX,
    BANKS_MAX = EDGES_MAX / LG_BANK_EDGES,
    PIECE = 1024 /* after which states too small to matter become zero */
};

/* Denormal numbers would make silence slow. */
#define NOTHING 1e-100
/* What is left of the difference of two energies that are the same. */
#define ROUNDING 1e-12
/* Below it the coefficients have too few digits. */
#define LOWEST_EDGE_HZ 1.0

static const double pi = 3.14159265358979323846;

const struct lg_bands lg_bands_usual = {
    .items =
        {
            {"sub", 20, 60},
            {"low", 60, 250},
            {"mud", 250, 500},
            {"mid", 500, 2500},
            {"harsh", 2500, 5000},
            {"sibilance", 5000, 8000},
            {"air", 8000, 20000},
        },
    .count = 7,
};

struct channel {
    struct lg_bank banks[BANKS_MAX];
    double squares; /* of the samples themselves */
};

struct lg_band_meter {
    const struct lg_kernel *kernel;
    struct lg_bands bands;
    double rate_hz;
    double edges[EDGES_MAX]; /* in Hz, each once */
    double gains[EDGES_MAX]; /* of a low-pass, which its bank leaves out; squared */
    size_t num_edges;
    size_t num_banks;
    bool needs_all; /* a band goes up to the end of the spectrum */
    size_t num_channels;
    struct channel *channels;
};

/* With r between the edges, a tone at the root of r from both: 1 / (1 + r^-4) less 1 / (1 + r^4).
 */
double lg_band_tone_loss_db(const struct lg_band *band) {
    if (band->from_hz <= 0.0)
        return 0.0;
    double r4 = pow(band->to_hz / band->from_hz, 4.0);
    return -10.0 * log10((r4 - 1.0) / (r4 + 1.0));
}

/* One "name:from-to". */
static bool read_band(struct lg_view text, struct lg_band *out) {
    const char *colon = memchr(text.text, ':', text.length);
    if (colon == NULL)
        return false;
    size_t name = (size_t)(colon - text.text);
    struct lg_view range = {colon + 1, text.length - name - 1};
    const char *dash = memchr(range.text, '-', range.length);
    if (name == 0 || name >= sizeof out->name || dash == NULL)
        return false;
    struct lg_view from = {range.text, (size_t)(dash - range.text)};
    struct lg_view to = {dash + 1, range.length - from.length - 1};
    memcpy(out->name, text.text, name);
    out->name[name] = '\0';
    return lg_number_read(from, &out->from_hz) && lg_number_read(to, &out->to_hz) &&
           (out->from_hz == 0.0 || out->from_hz >= LOWEST_EDGE_HZ) && isfinite(out->to_hz) &&
           out->from_hz < out->to_hz && out->to_hz >= LOWEST_EDGE_HZ;
}

static bool is_new_name(const struct lg_bands *bands, const char *name) {
    for (size_t i = 0; i < bands->count; i++) {
        if (strcmp(bands->items[i].name, name) == 0)
            return false;
    }
    return true;
}

int lg_bands_read(const char *text, struct lg_bands *out, struct lg_err *err) {
    struct lg_bands bands = {0};
    const char *at = text;
    for (;;) {
        size_t length = strcspn(at, ",");
        struct lg_band band = {0};
        if (!read_band((struct lg_view){at, length}, &band))
            return lg_err_set(err, LG_ERR_USAGE,
                              "bands '%s': '%.*s' is no band such as mud:250-500, in Hz "
                              "(from 0, or 1 up)",
                              text, (int)length, at);
        if (!is_new_name(&bands, band.name))
            return lg_err_set(err, LG_ERR_USAGE, "bands '%s': '%s' is named twice", text,
                              band.name);
        if (bands.count == LG_BANDS_MAX)
            return lg_err_set(err, LG_ERR_USAGE, "bands '%s': more than %d", text, LG_BANDS_MAX);
        bands.items[bands.count++] = band;
        if (at[length] == '\0')
            break;
        at += length + 1;
    }
    *out = bands;
    return 0;
}

/* Edges at the ends of the spectrum need no filter: all or nothing lies below them. */
static bool is_inside(const struct lg_band_meter *meter, double edge_hz) {
    return edge_hz > 0.0 && edge_hz < meter->rate_hz / 2.0;
}

static size_t find_edge(const struct lg_band_meter *meter, double edge_hz) {
    size_t i = 0;
    while (i < meter->num_edges && meter->edges[i] != edge_hz)
        i++;
    return i;
}

static void add_edge(struct lg_band_meter *meter, double edge_hz) {
    if (is_inside(meter, edge_hz) && find_edge(meter, edge_hz) == meter->num_edges)
        meter->edges[meter->num_edges++] = edge_hz;
}

/* A Butterworth low-pass of 4th order as two sections, by the bilinear transform, pre-warped: at
 * its edge it is 3 dB down, whatever the rate. */
static void design(struct lg_band_meter *meter, size_t edge) {
    double k = tan(pi * meter->edges[edge] / meter->rate_hz);
    double gain = 1.0;
    for (int stage = 0; stage < 2; stage++) {
        double damping = 2.0 * sin(pi * (2 * stage + 1) / 8.0); /* 1/Q of a pair of poles */
        double norm = 1.0 / (1.0 + damping * k + k * k);
        gain *= k * k * norm;
        for (size_t c = 0; c < meter->num_channels; c++) {
            struct lg_bank *bank = &meter->channels[c].banks[edge / LG_BANK_EDGES];
            bank->a1[stage][edge % LG_BANK_EDGES] = 2.0 * (k * k - 1.0) * norm;
            bank->a2[stage][edge % LG_BANK_EDGES] = (1.0 - damping * k + k * k) * norm;
        }
    }
    meter->gains[edge] = gain * gain;
}

struct lg_band_meter *lg_band_meter_new(const struct lg_bands *bands, int rate_hz, int channels) {
    struct lg_band_meter *meter = lg_xcalloc(1, sizeof *meter);
    meter->kernel = lg_kernel_best();
    meter->bands = *bands;
    meter->rate_hz = rate_hz;
    meter->num_channels = (size_t)channels;
    meter->channels = lg_xcalloc(meter->num_channels, sizeof *meter->channels);
    for (size_t i = 0; i < bands->count; i++) {
        add_edge(meter, bands->items[i].from_hz);
        add_edge(meter, bands->items[i].to_hz);
        meter->needs_all = meter->needs_all || !is_inside(meter, bands->items[i].to_hz);
    }
    meter->num_banks = (meter->num_edges + LG_BANK_EDGES - 1) / LG_BANK_EDGES;
    for (size_t edge = 0; edge < meter->num_edges; edge++)
        design(meter, edge);
    return meter;
}

void lg_band_meter_free(struct lg_band_meter *meter) {
    if (meter == NULL)
        return;
    free(meter->channels);
    free(meter);
}

static void forget_next_to_nothing(struct lg_bank *bank) {
    for (int stage = 0; stage < 2; stage++) {
        for (size_t edge = 0; edge < LG_BANK_EDGES; edge++) {
            double *last = &bank->last[stage][edge];
            double *last_but_one = &bank->last_but_one[stage][edge];
            if (fabs(*last) < NOTHING && fabs(*last_but_one) < NOTHING)
                *last = *last_but_one = 0.0;
        }
    }
}

void lg_band_meter_add(struct lg_band_meter *meter, size_t index, const float *samples,
                       size_t frames) {
    struct channel *channel = &meter->channels[index];
    for (size_t at = 0; at < frames; at += PIECE) {
        size_t piece = frames - at < PIECE ? frames - at : PIECE;
        if (meter->needs_all)
            channel->squares += meter->kernel->moments(samples + at, piece).squares;
        for (size_t b = 0; b < meter->num_banks; b++) {
            meter->kernel->low_pass(&channel->banks[b], samples + at, piece);
            forget_next_to_nothing(&channel->banks[b]);
        }
    }
}

/* Four periods of the lowest edge: what is left then is 60 dB down. */
void lg_band_meter_flush(struct lg_band_meter *meter) {
    static const float silence[PIECE];
    double lowest = meter->rate_hz;
    for (size_t edge = 0; edge < meter->num_edges; edge++)
        lowest = fmin(lowest, meter->edges[edge]);
    for (double frames = 4.0 * meter->rate_hz / lowest; frames > 0.0; frames -= PIECE) {
        for (size_t c = 0; c < meter->num_channels; c++)
            lg_band_meter_add(meter, c, silence, PIECE);
    }
}

/* Sum of the squares of what lies below an edge, over all channels. */
static double squares_below(const struct lg_band_meter *meter, double edge_hz) {
    double sum = 0.0;
    size_t edge = find_edge(meter, edge_hz);
    for (size_t c = 0; c < meter->num_channels && edge_hz > 0.0; c++) {
        const struct channel *channel = &meter->channels[c];
        if (is_inside(meter, edge_hz))
            sum += channel->banks[edge / LG_BANK_EDGES].squares[edge % LG_BANK_EDGES] *
                   meter->gains[edge];
        else
            sum += channel->squares;
    }
    return sum;
}

double lg_band_meter_mean_square(const struct lg_band_meter *meter, size_t index, double frames) {
    const struct lg_band *band = &meter->bands.items[index];
    if (band->from_hz >= meter->rate_hz / 2.0)
        return NAN;
    double below = squares_below(meter, band->to_hz);
    double inside = below - squares_below(meter, band->from_hz);
    if (inside < below * ROUNDING)
        return 0.0;
    return inside / (frames * (double)meter->num_channels);
}
