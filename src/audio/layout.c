#include "audio/layout.h"

#include <string.h>

#include "base/arena.h"

static const char *const speaker_names[LG_SPEAKER__COUNT] = {
    [LG_SPEAKER_LEFT] = "L",           [LG_SPEAKER_RIGHT] = "R",
    [LG_SPEAKER_CENTER] = "C",         [LG_SPEAKER_LFE] = "LFE",
    [LG_SPEAKER_LEFT_SURROUND] = "Ls", [LG_SPEAKER_RIGHT_SURROUND] = "Rs",
    [LG_SPEAKER_LEFT_SIDE] = "Lss",    [LG_SPEAKER_RIGHT_SIDE] = "Rss",
    [LG_SPEAKER_LEFT_REAR] = "Lrs",    [LG_SPEAKER_RIGHT_REAR] = "Rrs",
    [LG_SPEAKER_REAR] = "Cs",          [LG_SPEAKER_LEFT_MIDDLE] = "Lc",
    [LG_SPEAKER_RIGHT_MIDDLE] = "Rc",  [LG_SPEAKER_ABOVE] = "above",
};

/* Short names keep the table below readable. */
enum {
    L = LG_SPEAKER_LEFT,
    R = LG_SPEAKER_RIGHT,
    C = LG_SPEAKER_CENTER,
    LFE = LG_SPEAKER_LFE,
    LS = LG_SPEAKER_LEFT_SURROUND,
    RS = LG_SPEAKER_RIGHT_SURROUND,
    LSS = LG_SPEAKER_LEFT_SIDE,
    RSS = LG_SPEAKER_RIGHT_SIDE,
    LRS = LG_SPEAKER_LEFT_REAR,
    RRS = LG_SPEAKER_RIGHT_REAR,
    CS = LG_SPEAKER_REAR
};

struct agreed {
    enum lg_channel_order order;
    int channels;
    unsigned char speakers[8];
};

static const struct agreed agreed_layouts[] = {
    {LG_ORDER_WAVE, 1, {C}},
    {LG_ORDER_WAVE, 2, {L, R}},
    {LG_ORDER_WAVE, 5, {L, R, C, LS, RS}},
    {LG_ORDER_WAVE, 6, {L, R, C, LFE, LS, RS}},
    {LG_ORDER_WAVE, 8, {L, R, C, LFE, LRS, RRS, LSS, RSS}},
    {LG_ORDER_FLAC, 1, {C}},
    {LG_ORDER_FLAC, 2, {L, R}},
    {LG_ORDER_FLAC, 3, {L, R, C}},
    {LG_ORDER_FLAC, 4, {L, R, LS, RS}},
    {LG_ORDER_FLAC, 5, {L, R, C, LS, RS}},
    {LG_ORDER_FLAC, 6, {L, R, C, LFE, LS, RS}},
    {LG_ORDER_FLAC, 7, {L, R, C, LFE, CS, LSS, RSS}},
    {LG_ORDER_FLAC, 8, {L, R, C, LFE, LRS, RRS, LSS, RSS}},
    {LG_ORDER_VORBIS, 1, {C}},
    {LG_ORDER_VORBIS, 2, {L, R}},
    {LG_ORDER_VORBIS, 3, {L, C, R}},
    {LG_ORDER_VORBIS, 4, {L, R, LS, RS}},
    {LG_ORDER_VORBIS, 5, {L, C, R, LS, RS}},
    {LG_ORDER_VORBIS, 6, {L, C, R, LS, RS, LFE}},
    {LG_ORDER_VORBIS, 7, {L, C, R, LSS, RSS, CS, LFE}},
    {LG_ORDER_VORBIS, 8, {L, C, R, LSS, RSS, LRS, RRS, LFE}},
};

const char *lg_speaker_name(enum lg_speaker speaker) {
    return (unsigned)speaker < LG_SPEAKER__COUNT ? speaker_names[speaker] : "?";
}

static enum lg_speaker as_surround(enum lg_speaker speaker) {
    return speaker == LG_SPEAKER_LEFT_SIDE    ? LG_SPEAKER_LEFT_SURROUND
           : speaker == LG_SPEAKER_RIGHT_SIDE ? LG_SPEAKER_RIGHT_SURROUND
                                              : speaker;
}

bool lg_layout_agrees(const struct lg_layout *layout, const enum lg_speaker *speakers,
                      int channels) {
    bool agrees = layout->channels == channels;
    for (int c = 0; c < channels && agrees; c++)
        agrees = as_surround(layout->speakers[c]) == as_surround(speakers[c]);
    return agrees;
}

void lg_layout_write(const enum lg_speaker *speakers, int channels, struct lg_str *out) {
    for (int c = 0; c < channels; c++) {
        lg_str_add(out, c > 0 ? " " : "");
        lg_str_add(out, lg_speaker_name(speakers[c]));
    }
}

bool lg_layout_by_count(enum lg_channel_order order, int channels,
                        enum lg_speaker out[static LG_CHANNELS_MAX]) {
    for (size_t i = 0; i < LG_ARRAY_LEN(agreed_layouts); i++) {
        const struct agreed *agreed = &agreed_layouts[i];
        if (agreed->order != order || agreed->channels != channels)
            continue;
        for (int c = 0; c < channels; c++)
            out[c] = (enum lg_speaker)agreed->speakers[c];
        return true;
    }
    return false;
}

static const struct {
    const char *name;
    int channels;
} named_layouts[] = {{"mono", 1}, {"stereo", 2}, {"5.0", 5}, {"5.1", 6}, {"7.1", 8}};

static bool add_speaker(struct lg_layout *layout, struct lg_view word) {
    for (int s = 0; s < LG_SPEAKER__COUNT && layout->channels < LG_CHANNELS_MAX; s++) {
        if (!lg_view_eq(word, speaker_names[s]))
            continue;
        for (int c = 0; c < layout->channels && s != LG_SPEAKER_ABOVE; c++) {
            if (layout->speakers[c] == (enum lg_speaker)s)
                return false;
        }
        layout->speakers[layout->channels++] = (enum lg_speaker)s;
        return true;
    }
    return false;
}

int lg_layout_read(const char *text, struct lg_layout *out, struct lg_err *err) {
    static const char between[] = " ,";
    struct lg_layout layout = {0};
    for (size_t i = 0; i < LG_ARRAY_LEN(named_layouts); i++) {
        if (strcmp(text, named_layouts[i].name) != 0)
            continue;
        out->channels = named_layouts[i].channels;
        lg_layout_by_count(LG_ORDER_WAVE, out->channels, out->speakers);
        return 0;
    }
    for (const char *at = text + strspn(text, between); *at != '\0'; at += strspn(at, between)) {
        size_t length = strcspn(at, between);
        if (!add_speaker(&layout, (struct lg_view){at, length}))
            return lg_err_set(err, LG_ERR_USAGE,
                              "layout '%s': '%.*s' is no speaker, or named before; there are L R C "
                              "LFE Ls Rs Lss Rss Lrs Rrs Cs Lc Rc above",
                              text, (int)length, at);
        at += length;
    }
    if (layout.channels == 0)
        return lg_err_set(err, LG_ERR_USAGE, "layout '%s' names no speaker", text);
    *out = layout;
    return 0;
}
