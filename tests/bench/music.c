/* Makes something like music for the benchmark: music SECONDS FILE writes a stereo WAV file of 24
 * bits at 48 kHz, with a beat, a cymbal and chords. Test tones would flatter meters that skip what
 * can't be a peak. */
#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { RATE = 48000, FRAME_BYTES = 6, HEAD_BYTES = 44 };

static const double pi = 3.14159265358979323846;

static double voice(double t, double freq_hz) {
    return sin(2.0 * pi * freq_hz * t);
}

static void put(unsigned char *at, uint32_t number, int bytes) {
    for (int i = 0; i < bytes; i++)
        at[i] = (unsigned char)(number >> 8 * i);
}

static int write_head(FILE *out, uint32_t data_bytes) {
    unsigned char head[HEAD_BYTES] = "RIFF....WAVEfmt \x10\0\0\0\1\0\2\0";
    put(head + 4, data_bytes + HEAD_BYTES - 8, 4);
    put(head + 24, RATE, 4);
    put(head + 28, RATE * FRAME_BYTES, 4);
    put(head + 32, FRAME_BYTES, 2);
    put(head + 34, 24, 2);
    memcpy(head + 36, "data", 4);
    put(head + 40, data_bytes, 4);
    return fwrite(head, sizeof head, 1, out) == 1 ? 0 : -1;
}

static uint32_t noise = 1;
static double dull_noise = 0.0;

static void make_frame(double t, double *left, double *right) {
    double beat = fmod(t, 0.5);
    double kick = 0.5 * exp(-12.0 * beat) * voice(beat * (1.0 + 2.0 * exp(-40.0 * beat)), 55.0);
    noise = noise * 1664525U + 1013904223U;
    double white = (double)(int32_t)noise / 2147483648.0;
    dull_noise += 0.2 * (white - dull_noise);
    double cymbal = 0.15 * exp(-40.0 * fmod(t, 0.25)) * (white - dull_noise);
    double root = 220.0 * pow(2.0, (double)((int)(t * 2.0) % 7) / 12.0);
    double swell = 0.12 * (1.0 + 0.5 * sin(0.3 * t));
    *left = kick + cymbal + swell * (voice(t, root) + 0.5 * voice(t, 2.0 * root));
    *right = kick + 0.7 * cymbal + swell * (voice(t, 1.002 * root) + 0.4 * voice(t, 2.5 * root));
}

static int write_second(FILE *out, long second) {
    static unsigned char bytes[RATE * FRAME_BYTES];
    for (int i = 0; i < RATE; i++) {
        double sides[2];
        make_frame((double)second + (double)i / RATE, &sides[0], &sides[1]);
        for (int c = 0; c < 2; c++)
            put(bytes + i * FRAME_BYTES + 3 * c, (uint32_t)(int32_t)lrint(sides[c] * 6e6), 3);
    }
    return fwrite(bytes, sizeof bytes, 1, out) == 1 ? 0 : -1;
}

int main(int argc, char **argv) {
    int seconds = 0;
    FILE *out = argc == 3 ? fopen(argv[2], "wb") : NULL;
    if (out == NULL || sscanf(argv[1], "%d", &seconds) != 1 || seconds < 1 || seconds > 7200) {
        fputs("usage: music SECONDS FILE\n", stderr);
        return EXIT_FAILURE;
    }
    int result = write_head(out, (uint32_t)seconds * RATE * FRAME_BYTES);
    for (long second = 0; result == 0 && second < seconds; second++)
        result = write_second(out, second);
    return fclose(out) == 0 && result == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
