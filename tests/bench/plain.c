/* What a program reads that uses libebur128 as its examples do: all its measures of one file, M and
 * S asked for ten times a second, and the file's SHA-256 in a second reading. For the benchmark. */
#include <ebur128.h>
#include <openssl/evp.h>
#include <sndfile.h>
#include <stdio.h>
#include <stdlib.h>

enum { PIECE_BYTES = 64 * 1024 };

static int print_hash(const char *path) {
    static unsigned char piece[PIECE_BYTES];
    unsigned char digest[EVP_MAX_MD_SIZE];
    unsigned length = 0;
    size_t got;
    EVP_MD_CTX *hash = EVP_MD_CTX_new();
    FILE *file = fopen(path, "rb");
    if (file == NULL || hash == NULL || EVP_DigestInit_ex(hash, EVP_sha256(), NULL) != 1)
        return -1;
    while ((got = fread(piece, 1, sizeof piece, file)) > 0)
        EVP_DigestUpdate(hash, piece, got);
    EVP_DigestFinal_ex(hash, digest, &length);
    for (unsigned i = 0; i < length; i++)
        printf("%02x", digest[i]);
    putchar('\n');
    EVP_MD_CTX_free(hash);
    return fclose(file);
}

struct highest {
    double momentary, short_term;
};

static void ask(ebur128_state *state, struct highest *highest) {
    double momentary;
    double short_term;
    ebur128_loudness_momentary(state, &momentary);
    ebur128_loudness_shortterm(state, &short_term);
    highest->momentary = momentary > highest->momentary ? momentary : highest->momentary;
    highest->short_term = short_term > highest->short_term ? short_term : highest->short_term;
}

static void print_all(ebur128_state *state, const struct highest *highest) {
    double integrated;
    double range;
    ebur128_loudness_global(state, &integrated);
    ebur128_loudness_range(state, &range);
    printf("%.2f %.2f %.2f %.2f\n", integrated, highest->momentary, highest->short_term, range);
    for (unsigned c = 0; c < state->channels; c++) {
        double sample_peak;
        double true_peak;
        ebur128_sample_peak(state, c, &sample_peak);
        ebur128_true_peak(state, c, &true_peak);
        printf("%.5f %.5f\n", sample_peak, true_peak);
    }
}

static int measure(const char *path) {
    SF_INFO info = {0};
    struct highest highest = {-1000.0, -1000.0};
    SNDFILE *file = sf_open(path, SFM_READ, &info);
    if (file == NULL)
        return -1;
    ebur128_state *state =
        ebur128_init((unsigned)info.channels, (unsigned long)info.samplerate,
                     EBUR128_MODE_I | EBUR128_MODE_LRA | EBUR128_MODE_M | EBUR128_MODE_S |
                         EBUR128_MODE_SAMPLE_PEAK | EBUR128_MODE_TRUE_PEAK);
    sf_count_t hop = info.samplerate / 10;
    float *samples = malloc((size_t)(hop * info.channels) * sizeof *samples);
    sf_count_t got;
    while ((got = sf_readf_float(file, samples, hop)) > 0) {
        ebur128_add_frames_float(state, samples, (size_t)got);
        ask(state, &highest);
    }
    print_all(state, &highest);
    ebur128_destroy(&state);
    free(samples);
    return sf_close(file);
}

int main(int argc, char **argv) {
    if (argc != 2 || measure(argv[1]) != 0 || print_hash(argv[1]) != 0)
        return EXIT_FAILURE;
    return EXIT_SUCCESS;
}
