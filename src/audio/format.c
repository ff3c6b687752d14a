#include "audio/format.h"

#include <sndfile.h>
#include <stdio.h>

#include "base/arena.h"

struct format_name {
    int code;
    const char *name;
};

static const struct format_name container_names[] = {
    {SF_FORMAT_WAV, "WAV"},   {SF_FORMAT_WAVEX, "WAV"}, {SF_FORMAT_RF64, "RF64"},
    {SF_FORMAT_W64, "W64"},   {SF_FORMAT_AIFF, "AIFF"}, {SF_FORMAT_CAF, "CAF"},
    {SF_FORMAT_FLAC, "FLAC"}, {SF_FORMAT_OGG, "Ogg"},   {SF_FORMAT_AU, "AU"},
    {SF_FORMAT_MPEG, "MPEG"},
};

static const struct format_name sample_names[] = {
    {SF_FORMAT_PCM_S8, "int 8"},
    {SF_FORMAT_PCM_U8, "unsigned 8"},
    {SF_FORMAT_PCM_16, "int 16"},
    {SF_FORMAT_PCM_24, "int 24"},
    {SF_FORMAT_PCM_32, "int 32"},
    {SF_FORMAT_FLOAT, "float 32"},
    {SF_FORMAT_DOUBLE, "float 64"},
    {SF_FORMAT_VORBIS, "Vorbis"},
    {SF_FORMAT_OPUS, "Opus"},
    {SF_FORMAT_MPEG_LAYER_I, "layer I"},
    {SF_FORMAT_MPEG_LAYER_II, "layer II"},
    {SF_FORMAT_MPEG_LAYER_III, "layer III"},
};

/* Ours where there is one, else libsndfile's. */
static void format_name(const struct format_name *names, size_t count, int code, char out[32]) {
    SF_FORMAT_INFO known = {.format = code};
    const char *name = NULL;
    for (size_t i = 0; i < count && name == NULL; i++) {
        if (names[i].code == code)
            name = names[i].name;
    }
    if (name == NULL && sf_command(NULL, SFC_GET_FORMAT_INFO, &known, sizeof known) == 0)
        name = known.name;
    snprintf(out, 32, "%s", name != NULL ? name : "unknown");
}

void lg_format_describe(int format, char out[static LG_FORMAT_NAME_MAX]) {
    char container[32];
    char samples[32];
    format_name(container_names, LG_ARRAY_LEN(container_names), format & SF_FORMAT_TYPEMASK,
                container);
    format_name(sample_names, LG_ARRAY_LEN(sample_names), format & SF_FORMAT_SUBMASK, samples);
    snprintf(out, LG_FORMAT_NAME_MAX, "%s %s", container, samples);
}

/* The samples that codes of libsndfile stand for; others are decoded to floats. */
static const struct {
    int code;
    enum lg_pcm pcm;
} sample_kinds[] = {
    {SF_FORMAT_PCM_S8, LG_PCM_INT8},    {SF_FORMAT_PCM_U8, LG_PCM_INT8},
    {SF_FORMAT_PCM_16, LG_PCM_INT16},   {SF_FORMAT_PCM_24, LG_PCM_INT24},
    {SF_FORMAT_PCM_32, LG_PCM_INT32},   {SF_FORMAT_FLOAT, LG_PCM_FLOAT32},
    {SF_FORMAT_DOUBLE, LG_PCM_FLOAT64}, {SF_FORMAT_ULAW, LG_PCM_INT16},
    {SF_FORMAT_ALAW, LG_PCM_INT16},     {SF_FORMAT_IMA_ADPCM, LG_PCM_INT16},
    {SF_FORMAT_MS_ADPCM, LG_PCM_INT16}, {SF_FORMAT_GSM610, LG_PCM_INT16},
    {SF_FORMAT_ALAC_16, LG_PCM_INT16},  {SF_FORMAT_ALAC_20, LG_PCM_INT24},
    {SF_FORMAT_ALAC_24, LG_PCM_INT24},  {SF_FORMAT_ALAC_32, LG_PCM_INT32},
};

/* Containers in which uncompressed samples lie one after the other. */
static bool is_plain_container(int format) {
    switch (format & SF_FORMAT_TYPEMASK) {
    case SF_FORMAT_WAV:
    case SF_FORMAT_WAVEX:
    case SF_FORMAT_RF64:
    case SF_FORMAT_W64:
    case SF_FORMAT_AIFF:
    case SF_FORMAT_CAF:
    case SF_FORMAT_AU:
        return true;
    default:
        return false;
    }
}

static bool is_plain_sample(int format) {
    int code = format & SF_FORMAT_SUBMASK;
    return code == SF_FORMAT_FLOAT || code == SF_FORMAT_DOUBLE || code == SF_FORMAT_PCM_U8 ||
           (code >= SF_FORMAT_PCM_S8 && code <= SF_FORMAT_PCM_32);
}

bool lg_format_is_plain(int format) {
    return is_plain_container(format) && is_plain_sample(format);
}

enum lg_pcm lg_format_pcm(int format) {
    for (size_t i = 0; i < LG_ARRAY_LEN(sample_kinds); i++) {
        if (sample_kinds[i].code == (format & SF_FORMAT_SUBMASK))
            return sample_kinds[i].pcm;
    }
    return LG_PCM_FLOAT32;
}

struct position {
    bool known;
    enum lg_speaker speaker;
};

static const struct position positions[SF_CHANNEL_MAP_MAX] = {
    [SF_CHANNEL_MAP_MONO] = {true, LG_SPEAKER_CENTER},
    [SF_CHANNEL_MAP_LEFT] = {true, LG_SPEAKER_LEFT},
    [SF_CHANNEL_MAP_RIGHT] = {true, LG_SPEAKER_RIGHT},
    [SF_CHANNEL_MAP_CENTER] = {true, LG_SPEAKER_CENTER},
    [SF_CHANNEL_MAP_FRONT_LEFT] = {true, LG_SPEAKER_LEFT},
    [SF_CHANNEL_MAP_FRONT_RIGHT] = {true, LG_SPEAKER_RIGHT},
    [SF_CHANNEL_MAP_FRONT_CENTER] = {true, LG_SPEAKER_CENTER},
    [SF_CHANNEL_MAP_REAR_CENTER] = {true, LG_SPEAKER_REAR},
    [SF_CHANNEL_MAP_REAR_LEFT] = {true, LG_SPEAKER_LEFT_SURROUND},
    [SF_CHANNEL_MAP_REAR_RIGHT] = {true, LG_SPEAKER_RIGHT_SURROUND},
    [SF_CHANNEL_MAP_LFE] = {true, LG_SPEAKER_LFE},
    [SF_CHANNEL_MAP_FRONT_LEFT_OF_CENTER] = {true, LG_SPEAKER_LEFT_MIDDLE},
    [SF_CHANNEL_MAP_FRONT_RIGHT_OF_CENTER] = {true, LG_SPEAKER_RIGHT_MIDDLE},
    [SF_CHANNEL_MAP_SIDE_LEFT] = {true, LG_SPEAKER_LEFT_SIDE},
    [SF_CHANNEL_MAP_SIDE_RIGHT] = {true, LG_SPEAKER_RIGHT_SIDE},
    [SF_CHANNEL_MAP_TOP_CENTER] = {true, LG_SPEAKER_ABOVE},
    [SF_CHANNEL_MAP_TOP_FRONT_LEFT] = {true, LG_SPEAKER_ABOVE},
    [SF_CHANNEL_MAP_TOP_FRONT_RIGHT] = {true, LG_SPEAKER_ABOVE},
    [SF_CHANNEL_MAP_TOP_FRONT_CENTER] = {true, LG_SPEAKER_ABOVE},
    [SF_CHANNEL_MAP_TOP_REAR_LEFT] = {true, LG_SPEAKER_ABOVE},
    [SF_CHANNEL_MAP_TOP_REAR_RIGHT] = {true, LG_SPEAKER_ABOVE},
    [SF_CHANNEL_MAP_TOP_REAR_CENTER] = {true, LG_SPEAKER_ABOVE},
};

bool lg_format_speakers(const int *map, int channels, enum lg_speaker *out) {
    bool seen[SF_CHANNEL_MAP_MAX] = {false};
    for (int c = 0; c < channels; c++) {
        if (map[c] < 0 || map[c] >= SF_CHANNEL_MAP_MAX || !positions[map[c]].known || seen[map[c]])
            return false;
        seen[map[c]] = true;
        out[c] = positions[map[c]].speaker;
    }
    /* Beside side speakers the rear ones stand at 135 degrees; alone they are the surrounds. */
    for (int c = 0; c < channels && seen[SF_CHANNEL_MAP_SIDE_LEFT]; c++) {
        if (map[c] == SF_CHANNEL_MAP_REAR_LEFT)
            out[c] = LG_SPEAKER_LEFT_REAR;
        if (map[c] == SF_CHANNEL_MAP_REAR_RIGHT)
            out[c] = LG_SPEAKER_RIGHT_REAR;
    }
    return true;
}

enum lg_channel_order lg_format_order(int format) {
    int container = format & SF_FORMAT_TYPEMASK;
    int samples = format & SF_FORMAT_SUBMASK;
    if (samples == SF_FORMAT_VORBIS || samples == SF_FORMAT_OPUS)
        return LG_ORDER_VORBIS;
    bool is_flac = container == SF_FORMAT_FLAC || container == SF_FORMAT_OGG;
    return is_flac ? LG_ORDER_FLAC : LG_ORDER_WAVE;
}
