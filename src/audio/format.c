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

enum lg_channel_order lg_format_order(int format) {
    int container = format & SF_FORMAT_TYPEMASK;
    int samples = format & SF_FORMAT_SUBMASK;
    if (samples == SF_FORMAT_VORBIS || samples == SF_FORMAT_OPUS)
        return LG_ORDER_VORBIS;
    bool is_flac = container == SF_FORMAT_FLAC || container == SF_FORMAT_OGG;
    return is_flac ? LG_ORDER_FLAC : LG_ORDER_WAVE;
}
