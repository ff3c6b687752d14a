/* layer: audio */
#include <math.h>
#include <string.h>
#include <unistd.h>

#include "audio/file.h"
#include "fuzz/target.h"

/* More of a small file is the same codec again: a few bytes of FLAC may stand for hours. */
enum { FRAMES_MAX = 1 << 16, PIECE = 1000 };

/* libsndfile 1.2 and libvorbis lose memory of their own over headers that they refuse. */
const char *__lsan_default_suppressions(void);
const char *__lsan_default_suppressions(void) {
    return "leak:libsndfile\nleak:libvorbis\nleak:libogg\nleak:libopus\nleak:libFLAC\n"
           "leak:libmpg123\n";
}

static char path[] = "/tmp/livegate-fuzz-audio-XXXXXX";
static int file = -1;

static void remove_file(void) {
    unlink(path);
}

static void write_file(const uint8_t *data, size_t size) {
    if (file < 0) {
        file = mkstemp(path);
        FUZZ_CHECK(file >= 0 && atexit(remove_file) == 0);
    }
    FUZZ_CHECK(ftruncate(file, 0) == 0);
    FUZZ_CHECK(pwrite(file, data, size, 0) == (ssize_t)size);
}

static void check_info(const struct lg_audio_info *info) {
    FUZZ_CHECK(info->channels >= 1 && info->channels <= LG_CHANNELS_MAX);
    FUZZ_CHECK(info->rate_hz >= LG_RATE_MIN_HZ && info->rate_hz <= LG_RATE_MAX_HZ);
    FUZZ_CHECK(info->pcm < LG_PCM__COUNT && info->format[0] != '\0');
    FUZZ_CHECK(info->completeness.how != NULL);
    for (int c = 0; c < info->channels && info->layout_by != LG_LAYOUT_BY_NOBODY; c++)
        FUZZ_CHECK(info->speakers[c] < LG_SPEAKER__COUNT);
}

/* Memory of the very size that is asked for: a sanitizer sees what is written beyond. */
static int read_all(struct lg_audio_file *audio, struct lg_err *err) {
    size_t channels = (size_t)lg_audio_file_info(audio)->channels;
    float *samples = malloc(PIECE * channels * sizeof *samples);
    size_t frames = 1;
    int result = 0;
    FUZZ_CHECK(samples != NULL);
    while (result == 0 && frames > 0 && lg_audio_file_frames(audio) < FRAMES_MAX) {
        result = lg_audio_file_read(audio, PIECE, samples, &frames, err);
        for (size_t i = 0; result == 0 && i < frames * channels; i++)
            FUZZ_CHECK(isfinite(samples[i]));
    }
    free(samples);
    return result;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    struct lg_audio_wishes wishes = {.may_lack_speakers = true, .hash = true};
    struct lg_audio_file *audio;
    struct lg_err err = {0};
    char got[LG_SHA256_HEX];
    char want[LG_SHA256_HEX];
    write_file(data, size);
    if (lg_audio_file_new_with(path, &wishes, &audio, &err) < 0) {
        FUZZ_CHECK(err.kind == LG_ERR_READ && strstr(err.text, path) != NULL);
        return 0;
    }
    check_info(lg_audio_file_info(audio));
    if (read_all(audio, &err) < 0) {
        FUZZ_CHECK(err.kind == LG_ERR_READ && strstr(err.text, path) != NULL);
    } else {
        lg_sha256_of(data, size, want);
        FUZZ_CHECK(lg_audio_file_hash(audio, got, &err) == 0);
        FUZZ_CHECK(strcmp(got, want) == 0);
    }
    lg_audio_file_free(audio);
    return 0;
}
