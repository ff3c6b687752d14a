/* A loudness meter in double precision that is right, or wrong in ways that are asked for by name:
 *   wrong_meter [--fault NAME]... FILE     one JSON object, in livegate's vocabulary
 *   wrong_meter --list                     the names
 * It shares no line with livegate's own meter. The readings under `wrong:` in
 * gates/tables/vectors.yaml are its readings. */
#include <math.h>
#include <sndfile.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    MOMENTARY = 40, /* in blocks of 10 ms */
    SHORT_TERM = 300,
    CHANNELS_MAX = 16,
    SIDE_TAPS = 12
};

#define FAULTS(X)                                                                                  \
    X(no_k)                                                                                        \
    X(no_high_pass)                                                                                \
    X(no_shelf)                                                                                    \
    X(k_of_48k)                                                                                    \
    X(cookbook_k)                                                                                  \
    X(no_offset)                                                                                   \
    X(aes17)                                                                                       \
    X(mean_downmix)                                                                                \
    X(sum_downmix)                                                                                 \
    X(left_only)                                                                                   \
    X(dual_mono)                                                                                   \
    X(lfe_counted)                                                                                 \
    X(surround_weight_1)                                                                           \
    X(surround_weight_2)                                                                           \
    X(rear_weight_141)                                                                             \
    X(channels_7_8_unused)                                                                         \
    X(film_order)                                                                                  \
    X(no_gates)                                                                                    \
    X(no_relative_gate)                                                                            \
    X(relative_gate_8)                                                                             \
    X(relative_gate_20)                                                                            \
    X(no_absolute_gate)                                                                            \
    X(absolute_gate_60)                                                                            \
    X(no_overlap)                                                                                  \
    X(half_overlap)                                                                                \
    X(padded_block)                                                                                \
    X(mean_of_decibels)                                                                            \
    X(clipped)                                                                                     \
    X(dc_blocked_peak)                                                                             \
    X(non_finite_dropped)                                                                          \
    X(momentary_hop_100ms)                                                                         \
    X(short_term_padded)                                                                           \
    X(range_hop_1s)                                                                                \
    X(true_peak_is_sample_peak)                                                                    \
    X(true_peak_2x)                                                                                \
    X(true_peak_not_from_96k)                                                                      \
    X(true_peak_not_at_192k)                                                                       \
    X(true_peak_unflushed)                                                                         \
    X(true_peak_left_only)

enum fault {
#define X(name) name,
    FAULTS(X)
#undef X
        FAULT__COUNT
};

static const char *const fault_names[FAULT__COUNT] = {
#define X(name) #name,
    FAULTS(X)
#undef X
};

static bool has[FAULT__COUNT];

struct sound {
    double *at; /* interleaved */
    long frames;
    int rate;
    int channels;
    double weight[CHANNELS_MAX];
};

static const double pi = 3.14159265358979323846;

static void *need(void *memory) {
    if (memory == NULL) {
        fputs("wrong_meter: out of memory\n", stderr);
        exit(70);
    }
    return memory;
}

static double decibels(double power) {
    return power > 0.0 ? 10.0 * log10(power) : -INFINITY;
}

static double offset(void) {
    return (has[no_offset] ? 0.0 : -0.691) + (has[aes17] ? 3.0103 : 0.0);
}

static double loudness(double energy) {
    return decibels(energy) + offset();
}

static double energy_at(double lufs) {
    return pow(10.0, (lufs - offset()) / 10.0);
}

/* L R C LFE and four more, by count as WAVE orders them. */
static void set_weights(struct sound *s) {
    static const double five[] = {1, 1, 1, 1.41, 1.41};
    static const double six[] = {1, 1, 1, 0, 1.41, 1.41};
    static const double eight[] = {1, 1, 1, 0, 1, 1, 1.41, 1.41};
    static const double film[] = {1, 1, 1, 1.41, 1.41, 0};
    for (int c = 0; c < s->channels; c++) {
        double w = 1.0;
        if (s->channels == 5)
            w = five[c];
        if (s->channels == 6)
            w = has[film_order] ? film[c] : six[c];
        if (s->channels == 8)
            w = has[rear_weight_141] && c > 3 ? 1.41 : eight[c];
        if (w == 0.0 && has[lfe_counted])
            w = 1.0;
        if (w > 1.0 && has[surround_weight_1])
            w = 1.0;
        if (w > 1.0 && has[surround_weight_2])
            w = 1.41 * 1.41;
        if (c > 5 && has[channels_7_8_unused])
            w = 0.0;
        s->weight[c] = w;
    }
    if (s->channels == 1 && has[dual_mono])
        s->weight[0] = 2.0;
}

/* Replaces the channels by one. */
static void to_one_channel(struct sound *s) {
    for (long n = 0; n < s->frames; n++) {
        double sum = 0.0;
        for (int c = 0; c < s->channels; c++)
            sum += s->at[n * s->channels + c];
        if (has[left_only])
            sum = s->at[n * s->channels];
        s->at[n] = has[mean_downmix] ? sum / s->channels : sum;
    }
    s->channels = 1;
}

static int check_samples(struct sound *s) {
    for (long i = 0; i < s->frames * s->channels; i++) {
        if (!isfinite(s->at[i])) {
            if (!has[non_finite_dropped])
                return -1;
            s->frames = i / s->channels;
            break;
        }
        if (has[clipped])
            s->at[i] = fmin(fmax(s->at[i], -1.0), 1.0);
    }
    return 0;
}

static int read_sound(const char *path, struct sound *s) {
    SF_INFO info = {0};
    SNDFILE *file = sf_open(path, SFM_READ, &info);
    if (file == NULL || info.frames <= 0 || info.channels > CHANNELS_MAX) {
        if (file != NULL)
            sf_close(file);
        fprintf(stderr, "wrong_meter: '%s' can't be read\n", path);
        return -1;
    }
    s->rate = info.samplerate;
    s->channels = info.channels;
    s->at = need(calloc((size_t)(info.frames * info.channels) + 1, sizeof *s->at));
    s->frames = (long)sf_readf_double(file, s->at, info.frames);
    sf_close(file);
    if (check_samples(s) != 0) {
        fprintf(stderr, "wrong_meter: '%s' holds a sample that is no number\n", path);
        return -1;
    }
    if (has[mean_downmix] || has[sum_downmix] || has[left_only])
        to_one_channel(s);
    set_weights(s);
    return 0;
}

struct section {
    double b[3], a[3]; /* a[0] is 1 */
};

static struct section unity(void) {
    return (struct section){{1, 0, 0}, {1, 0, 0}};
}

/* The two filters of BS.1770-5 Annex 1, drawn again for the rate. */
static struct section shelf(double rate) {
    double k = tan(pi * 1681.974450955533 / rate);
    double q = 0.7071752369554196;
    double vh = pow(10.0, 3.999843853973347 / 20.0);
    double vb = pow(vh, 0.4996667741545416);
    double a0 = 1.0 + k / q + k * k;
    return (struct section){
        {(vh + vb * k / q + k * k) / a0, 2.0 * (k * k - vh) / a0, (vh - vb * k / q + k * k) / a0},
        {1.0, 2.0 * (k * k - 1.0) / a0, (1.0 - k / q + k * k) / a0}};
}

static struct section high_pass(double rate) {
    double k = tan(pi * 38.13547087602444 / rate);
    double q = 0.5003270373238773;
    double a0 = 1.0 + k / q + k * k;
    double gain = has[cookbook_k] ? 1.0 / a0 : 1.0;
    return (struct section){{gain, -2.0 * gain, gain},
                            {1.0, 2.0 * (k * k - 1.0) / a0, (1.0 - k / q + k * k) / a0}};
}

static double run_section(const struct section *f, double z[2], double x) {
    double y = f->b[0] * x + z[0];
    z[0] = f->b[1] * x - f->a[1] * y + z[1];
    z[1] = f->b[2] * x - f->a[2] * y;
    return y;
}

/* Weighted energies of the complete blocks of 10 ms; the sum over a block, not its mean. */
struct energies {
    double *sum;
    long blocks;
    int rate;
};

static long block_begin(long block, int rate) {
    return (block * rate + 50) / 100;
}

static struct energies measure_energies(const struct sound *s) {
    double rate = has[k_of_48k] ? 48000.0 : s->rate;
    struct section first = has[no_k] || has[no_shelf] ? unity() : shelf(rate);
    struct section second = has[no_k] || has[no_high_pass] ? unity() : high_pass(rate);
    struct energies e = {.rate = s->rate};
    while (block_begin(e.blocks + 1, s->rate) <= s->frames)
        e.blocks++;
    e.sum = need(calloc((size_t)e.blocks + 1, sizeof *e.sum));
    for (int c = 0; c < s->channels; c++) {
        double z[2][2] = {{0}};
        long block = 0;
        for (long n = 0; n < s->frames; n++) {
            double x = s->at[n * s->channels + c];
            double y = run_section(&second, z[1], run_section(&first, z[0], x));
            if (n >= block_begin(block + 1, s->rate))
                block++;
            e.sum[block] += s->weight[c] * y * y;
        }
    }
    return e;
}

static double window_mean(const struct energies *e, long end, long length) {
    double sum = 0.0;
    for (long b = end - length; b < end; b++)
        sum += e->sum[b];
    return sum / (double)(block_begin(end, e->rate) - block_begin(end - length, e->rate));
}

static double highest(const struct energies *e, long length, long hop) {
    double most = 0.0;
    for (long end = length; end <= e->blocks; end += hop)
        most = fmax(most, window_mean(e, end, length));
    return most;
}

/* Energies of the gating blocks; returns how many. */
static long gating_blocks(const struct energies *e, double *out) {
    long hop = has[no_overlap] ? 40 : has[half_overlap] ? 20 : 10;
    long count = 0;
    long end = MOMENTARY;
    for (; end <= e->blocks; end += hop)
        out[count++] = window_mean(e, end, MOMENTARY);
    if (!has[padded_block] || end - MOMENTARY > e->blocks)
        return count;
    double sum = 0.0;
    for (long b = end - MOMENTARY; b <= e->blocks; b++)
        sum += e->sum[b];
    out[count++] = sum / (0.4 * e->rate);
    return count;
}

static double mean_over(const double *energies, long count, double gate) {
    double sum = 0.0;
    double kept = 0.0;
    for (long i = 0; i < count; i++) {
        if (!(energies[i] > gate))
            continue;
        sum += has[mean_of_decibels] ? loudness(energies[i]) : energies[i];
        kept += 1.0;
    }
    if (kept == 0.0)
        return 0.0;
    return has[mean_of_decibels] ? energy_at(sum / kept) : sum / kept;
}

static double integrated(const struct energies *e) {
    double *blocks = need(calloc((size_t)e->blocks + 2, sizeof *blocks));
    long count = gating_blocks(e, blocks);
    double gate = energy_at(has[absolute_gate_60] ? -60.0 : -70.0);
    if (has[no_gates] || has[no_absolute_gate])
        gate = 0.0;
    double depth = has[relative_gate_8] ? 8.0 : has[relative_gate_20] ? 20.0 : 10.0;
    double mean = mean_over(blocks, count, gate);
    if (!has[no_gates] && !has[no_relative_gate])
        mean = mean_over(blocks, count, fmax(gate, mean * pow(10.0, -depth / 10.0)));
    free(blocks);
    return loudness(mean);
}

static int compare(const void *a, const void *b) {
    double x = *(const double *)a;
    double y = *(const double *)b;
    return (x > y) - (x < y);
}

static double range(const struct energies *e) {
    double *kept = need(calloc((size_t)e->blocks + 1, sizeof *kept));
    long count = 0;
    double sum = 0.0;
    for (long end = SHORT_TERM; end <= e->blocks; end += has[range_hop_1s] ? 100 : 10) {
        double s = window_mean(e, end, SHORT_TERM);
        if (s < energy_at(-70.0))
            continue;
        kept[count++] = s;
        sum += s;
    }
    double gate = count > 0 ? sum / (double)count * 0.01 : 0.0;
    long first = 0;
    qsort(kept, (size_t)count, sizeof *kept, compare);
    while (first < count && kept[first] < gate)
        first++;
    double *list = kept + first;
    double last = (double)(count - first - 1);
    double width = count == 0
                       ? 0.0
                       : loudness(list[lround(last * 0.95)]) - loudness(list[lround(last * 0.10)]);
    free(kept);
    return width;
}

static double sample_peak(const struct sound *s) {
    double most = 0.0;
    for (int c = 0; c < s->channels; c++) {
        double mean = 0.0;
        for (long n = 0; n < s->frames && has[dc_blocked_peak]; n++)
            mean += s->at[n * s->channels + c] / (double)s->frames;
        for (long n = 0; n < s->frames; n++)
            most = fmax(most, fabs(s->at[n * s->channels + c] - mean));
    }
    return most;
}

static int oversampling(int rate) {
    if (has[true_peak_is_sample_peak] || (rate >= 96000 && has[true_peak_not_from_96k]) ||
        (rate >= 192000 && has[true_peak_not_at_192k]))
        return 1;
    return has[true_peak_2x] || rate > 96000 ? 2 : 4;
}

/* A sinc under a Hann window, for a point `at` of the way from one frame to the next. */
static void draw_taps(double at, double taps[static 2 * SIDE_TAPS]) {
    for (int i = 0; i < 2 * SIDE_TAPS; i++) {
        double x = (double)(i + 1 - SIDE_TAPS) - at;
        taps[i] = sin(pi * x) / (pi * x) * (0.5 + 0.5 * cos(pi * x / SIDE_TAPS));
    }
}

/* Between frames n and n + 1; silence stands around the sound. */
static double between(const struct sound *s, int c, long n, const double *taps) {
    double sum = 0.0;
    for (long i = 0; i < 2 * SIDE_TAPS; i++) {
        long frame = n + i + 1 - SIDE_TAPS;
        if (frame >= 0 && frame < s->frames)
            sum += taps[i] * s->at[frame * s->channels + c];
    }
    return sum;
}

static double true_peak(const struct sound *s) {
    int factor = oversampling(s->rate);
    double most = sample_peak(s);
    /* Without a flush nothing is known after the middle of the filter. */
    long end = has[true_peak_unflushed] ? s->frames - SIDE_TAPS : s->frames;
    int channels = has[true_peak_left_only] ? 1 : s->channels;
    double taps[4][2 * SIDE_TAPS];
    for (int phase = 1; phase < factor; phase++)
        draw_taps((double)phase / factor, taps[phase]);
    if (has[true_peak_left_only]) {
        most = 0.0;
        for (long n = 0; n < s->frames; n++)
            most = fmax(most, fabs(s->at[n * s->channels]));
    }
    for (int c = 0; c < channels; c++)
        for (long n = -1; n < end; n++)
            for (int phase = 1; phase < factor; phase++)
                most = fmax(most, fabs(between(s, c, n, taps[phase])));
    return most;
}

static void put(const char *key, double value, bool is_defined, const char *end) {
    if (!is_defined)
        printf("  \"%s\": null%s\n", key, end);
    else if (isinf(value))
        printf("  \"%s\": \"%s\"%s\n", key, value < 0 ? "-inf" : "inf", end);
    else
        printf("  \"%s\": %.6f%s\n", key, value, end);
}

static void print_measures(const struct sound *s) {
    struct energies e = measure_energies(s);
    double short_term = highest(&e, SHORT_TERM, 1);
    bool has_short_term = e.blocks >= SHORT_TERM;
    if (has[short_term_padded] && !has_short_term) {
        short_term = window_mean(&e, e.blocks, e.blocks) * (double)e.blocks / SHORT_TERM;
        has_short_term = true;
    }
    bool has_momentary = e.blocks >= MOMENTARY;
    puts("{");
    put("lufs_i", integrated(&e), has_momentary || has[padded_block], ",");
    put("lufs_m_max", loudness(highest(&e, MOMENTARY, has[momentary_hop_100ms] ? 10 : 1)),
        has_momentary, ",");
    put("lufs_s_max", loudness(short_term), has_short_term, ",");
    put("lra_lu", range(&e), e.blocks >= SHORT_TERM, ",");
    put("sample_peak_dbfs", 2.0 * decibels(sample_peak(s)), true, ",");
    put("true_peak_dbtp", 2.0 * decibels(true_peak(s)), true, "");
    puts("}");
    free(e.sum);
}

static int find_fault(const char *name) {
    for (int i = 0; i < FAULT__COUNT; i++)
        if (strcmp(fault_names[i], name) == 0)
            return i;
    return -1;
}

int main(int argc, char **argv) {
    struct sound sound = {0};
    int at = 1;
    if (argc == 2 && strcmp(argv[1], "--list") == 0) {
        for (int i = 0; i < FAULT__COUNT; i++)
            puts(fault_names[i]);
        return 0;
    }
    for (; at + 1 < argc && strcmp(argv[at], "--fault") == 0; at += 2) {
        int fault = find_fault(argv[at + 1]);
        if (fault < 0) {
            fprintf(stderr, "wrong_meter: there is no fault '%s'\n", argv[at + 1]);
            return 2;
        }
        has[fault] = true;
    }
    if (at + 1 != argc) {
        fputs("usage: wrong_meter [--fault NAME]... FILE\n", stderr);
        return 2;
    }
    int code = 1;
    if (read_sound(argv[at], &sound) == 0) {
        print_measures(&sound);
        code = 0;
    }
    free(sound.at);
    return code;
}
