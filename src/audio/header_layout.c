#include "audio/header_layout.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "base/arena.h"

enum {
    EXTENSIBLE_BYTES = 40, /* of fmt */
    CHAN_HEAD_BYTES = 12,
    DESCRIPTION_BYTES = 20,
    COMMENTS_MAX = 10000,
    BLOCKS_MAX = 10000, /* of FLAC's metadata */
    COMMENT_BYTES = 64  /* all that is read of a comment */
};

struct reading {
    struct lg_complete_subject file;
    int channels;
    struct lg_header_layout *out;
};

/* Of a mask, from its lowest bit on; Apple's bitmap is the same, its labels are these from 1. */
static const enum lg_speaker speakers_of_bits[] = {
    LG_SPEAKER_LEFT,        LG_SPEAKER_RIGHT,         LG_SPEAKER_CENTER,
    LG_SPEAKER_LFE,         LG_SPEAKER_LEFT_SURROUND, LG_SPEAKER_RIGHT_SURROUND,
    LG_SPEAKER_LEFT_MIDDLE, LG_SPEAKER_RIGHT_MIDDLE,  LG_SPEAKER_REAR,
    LG_SPEAKER_LEFT_SIDE,   LG_SPEAKER_RIGHT_SIDE,    LG_SPEAKER_ABOVE /* top centre */,
    LG_SPEAKER_ABOVE,       LG_SPEAKER_ABOVE,         LG_SPEAKER_ABOVE /* top front */,
    LG_SPEAKER_ABOVE,       LG_SPEAKER_ABOVE,         LG_SPEAKER_ABOVE /* top back */,
};

/* Apple's labels besides. What is missing has no place in BS.1770, or none that is fixed. */
static const struct {
    uint32_t label;
    enum lg_speaker speaker;
} other_labels[] = {
    {33, LG_SPEAKER_LEFT_REAR}, {34, LG_SPEAKER_RIGHT_REAR}, {37, LG_SPEAKER_LFE},
    {38, LG_SPEAKER_LEFT},      {39, LG_SPEAKER_RIGHT},      {42, LG_SPEAKER_CENTER},
};

/* Apple's tags, the upper half of 32 bits; those that are missing name channels that feed no
 * speaker (mid and side, ambisonics, a matrixed mix beside the other) or none of known place. */
static const struct {
    uint32_t tag;
    const char *layout;
} tags[] = {
    {100, "C"},
    {101, "L R"},
    {102, "L R"},
    {103, "L R"},
    {105, "L R"},
    {106, "L R"},
    {108, "L R Ls Rs"},
    {109, "L R Ls Rs C"},
    {110, "L R Ls Rs C Cs"},
    {113, "L R C"},
    {114, "C L R"},
    {115, "L R C Cs"},
    {116, "C L R Cs"},
    {117, "L R C Ls Rs"},
    {118, "L R Ls Rs C"},
    {119, "L C R Ls Rs"},
    {120, "C L R Ls Rs"},
    {121, "L R C LFE Ls Rs"},
    {122, "L R Ls Rs C LFE"},
    {123, "L C R Ls Rs LFE"},
    {124, "C L R Ls Rs LFE"},
    {125, "L R C LFE Ls Rs Cs"},
    {126, "L R C LFE Ls Rs Lc Rc"},
    {127, "C Lc Rc L R Ls Rs LFE"},
    {128, "L R C LFE Ls Rs Lrs Rrs"},
    {129, "L R Ls Rs C LFE Lc Rc"},
    {131, "L R Cs"},
    {132, "L R Ls Rs"},
    {133, "L R LFE"},
    {134, "L R LFE Cs"},
    {135, "L R LFE Ls Rs"},
    {136, "L R C LFE"},
    {137, "L R C LFE Cs"},
    {138, "L R Ls Rs LFE"},
    {139, "L R Ls Rs C Cs"},
    {140, "L R Ls Rs C Lrs Rrs"},
    {141, "C L R Ls Rs Cs"},
    {142, "C L R Ls Rs Cs LFE"},
    {143, "C L R Ls Rs Lrs Rrs"},
    {144, "C L R Ls Rs Lrs Rrs Cs"},
    {148, "L R Ls Rs C Lc Rc"},
};
enum { TAG_DESCRIPTIONS = 0, TAG_BITMAP = 1, TAG_UNKNOWN = 0xffff };

LG_PRINTF(2, 3) static int riddle(const struct reading *r, const char *format, ...) {
    va_list args;
    va_start(args, format);
    vsnprintf(r->out->why, sizeof r->out->why, format, args);
    va_end(args);
    r->out->says = LG_HEADER_RIDDLE;
    return 0;
}

/* All speakers are found. Beside side speakers the surrounds of a mask stand at 135 degrees; alone
 * they are the surrounds. */
static void name(const struct reading *r) {
    enum lg_speaker *speakers = r->out->speakers;
    bool has_side = false;
    for (int c = 0; c < r->channels; c++)
        has_side = has_side || speakers[c] == LG_SPEAKER_LEFT_SIDE;
    for (int c = 0; c < r->channels && has_side; c++) {
        if (speakers[c] == LG_SPEAKER_LEFT_SURROUND)
            speakers[c] = LG_SPEAKER_LEFT_REAR;
        if (speakers[c] == LG_SPEAKER_RIGHT_SURROUND)
            speakers[c] = LG_SPEAKER_RIGHT_REAR;
    }
    r->out->says = LG_HEADER_SPEAKERS;
}

static int read_mask(const struct reading *r, uint32_t mask, const char *what) {
    int named = 0;
    uint32_t known = (UINT32_C(1) << LG_ARRAY_LEN(speakers_of_bits)) - 1;
    for (uint32_t rest = mask; rest != 0; rest &= rest - 1)
        named++;
    if (named != r->channels)
        return riddle(r, "its header's %s 0x%" PRIx32 " names %d speakers for %d channels", what,
                      mask, named, r->channels);
    if ((mask & ~known) != 0)
        return riddle(r, "its header's %s 0x%" PRIx32 " names speakers that are not known", what,
                      mask);
    int channel = 0;
    for (size_t bit = 0; bit < LG_ARRAY_LEN(speakers_of_bits); bit++)
        if ((mask >> bit & 1) != 0)
            r->out->speakers[channel++] = speakers_of_bits[bit];
    name(r);
    return 0;
}

/* --- WAVE ----------------------------------------------------------------------------------- */

/* A mask of 0 says nothing; another GUID than that of plain samples is of ambisonics. */
static int read_fmt(const struct reading *r, const struct lg_complete_chunk *chunk, bool is_big,
                    struct lg_err *err) {
    static const unsigned char plain[] = {0, 0, 0x10, 0, 0x80, 0, 0, 0xaa, 0, 0x38, 0x9b, 0x71};
    unsigned char fmt[EXTENSIBLE_BYTES];
    if (chunk->size < sizeof fmt)
        return 0;
    if (lg_complete_read(&r->file, chunk->at, sizeof fmt, fmt, err) < 0)
        return -1;
    uint32_t mask = (uint32_t)lg_complete_number(fmt + 20, 4, is_big);
    if (lg_complete_number(fmt, 2, is_big) != 0xfffe)
        return 0;
    if (!is_big && memcmp(fmt + 28, plain, sizeof plain) != 0)
        return riddle(r, "its header says that its channels are no speakers' (ambisonics)");
    return mask == 0 ? 0 : read_mask(r, mask, "mask");
}

/* --- CAF and AIFF --------------------------------------------------------------------------- */

static bool speaker_of_label(uint32_t label, enum lg_speaker *out) {
    if (label >= 1 && label <= LG_ARRAY_LEN(speakers_of_bits)) {
        *out = speakers_of_bits[label - 1];
        return true;
    }
    for (size_t i = 0; i < LG_ARRAY_LEN(other_labels); i++) {
        if (other_labels[i].label == label) {
            *out = other_labels[i].speaker;
            return true;
        }
    }
    return false;
}

static bool is_twice(const struct reading *r, int channel) {
    for (int c = 0; c < channel; c++)
        if (r->out->speakers[c] == r->out->speakers[channel])
            return r->out->speakers[channel] != LG_SPEAKER_ABOVE;
    return false;
}

static int read_descriptions(const struct reading *r, const struct lg_complete_chunk *chunk,
                             uint64_t count, struct lg_err *err) {
    int64_t at = chunk->at + CHAN_HEAD_BYTES;
    if (count != (uint64_t)r->channels || chunk->size - CHAN_HEAD_BYTES < count * DESCRIPTION_BYTES)
        return riddle(r, "its header describes %" PRIu64 " channels of %d", count, r->channels);
    for (int c = 0; c < r->channels; c++) {
        unsigned char label[4];
        if (lg_complete_read(&r->file, at + (int64_t)c * DESCRIPTION_BYTES, sizeof label, label,
                             err) < 0)
            return -1;
        uint32_t number = (uint32_t)lg_complete_number(label, sizeof label, true);
        if (!speaker_of_label(number, &r->out->speakers[c]))
            return riddle(r, "its header's label %" PRIu32 " for channel %d is no known speaker",
                          number, c + 1);
        if (is_twice(r, c))
            return riddle(r, "its header names %s for two channels",
                          lg_speaker_name(r->out->speakers[c]));
    }
    name(r);
    return 0;
}

static int read_tag(const struct reading *r, uint32_t tag, int channels) {
    struct lg_layout layout = {0};
    const char *text = NULL;
    for (size_t i = 0; i < LG_ARRAY_LEN(tags) && text == NULL; i++)
        text = tags[i].tag == tag ? tags[i].layout : NULL;
    if (text == NULL || lg_layout_read(text, &layout, NULL) < 0)
        return riddle(r, "its header's layout tag %" PRIu32 " names no known speakers", tag);
    if (channels != r->channels || layout.channels != r->channels)
        return riddle(r, "its header's layout tag %" PRIu32 " is for %d channels, not %d", tag,
                      layout.channels, r->channels);
    memcpy(r->out->speakers, layout.speakers, sizeof r->out->speakers);
    r->out->says = LG_HEADER_SPEAKERS;
    return 0;
}

static int read_chan(const struct reading *r, const struct lg_complete_chunk *chunk,
                     struct lg_err *err) {
    unsigned char head[CHAN_HEAD_BYTES];
    if (chunk->size < sizeof head)
        return riddle(r, "its header's channel layout is cut");
    if (lg_complete_read(&r->file, chunk->at, sizeof head, head, err) < 0)
        return -1;
    uint32_t tag = (uint32_t)lg_complete_number(head, 2, true);
    uint32_t bitmap = (uint32_t)lg_complete_number(head + 4, 4, true);
    switch (tag) {
    case TAG_DESCRIPTIONS:
        return read_descriptions(r, chunk, lg_complete_number(head + 8, 4, true), err);
    case TAG_BITMAP:
        return read_mask(r, bitmap, "bitmap");
    case TAG_UNKNOWN:
        return 0;
    default:
        return read_tag(r, tag, (int)lg_complete_number(head + 2, 2, true));
    }
}

/* --- FLAC and Opus -------------------------------------------------------------------------- */

/* "0x3f"; false: it is none. */
static bool read_hex(const char *text, uint32_t *out) {
    static const char digits[] = "0123456789abcdef";
    uint64_t number = 0;
    if (strncasecmp(text, "0x", 2) != 0 || text[2] == '\0')
        return false;
    for (text += 2; *text != '\0'; text++) {
        const char *digit = strchr(digits, *text >= 'A' && *text <= 'F' ? *text + 32 : *text);
        if (digit == NULL || number > UINT32_MAX)
            return false;
        number = number << 4 | (uint64_t)(digit - digits);
    }
    *out = (uint32_t)number;
    return number <= UINT32_MAX;
}

static int read_comment(const struct reading *r, const char *comment) {
    static const char key[] = "WAVEFORMATEXTENSIBLE_CHANNEL_MASK=";
    const char *value = comment + sizeof key - 1;
    uint32_t mask;
    if (strncasecmp(comment, key, sizeof key - 1) != 0)
        return 0;
    if (!read_hex(value, &mask))
        return riddle(r, "its comment on the channels' mask, '%s', is none", value);
    return read_mask(r, mask, "mask");
}

/* A vendor's name, a count, and that many comments; each with its length before it. */
static int read_comments(const struct reading *r, int64_t at, int64_t end, struct lg_err *err) {
    uint64_t count = 1;
    for (uint64_t i = 0; i <= count && i < COMMENTS_MAX && at + 4 <= end; i++) {
        unsigned char length[4];
        char text[COMMENT_BYTES] = "";
        if (lg_complete_read(&r->file, at, sizeof length, length, err) < 0)
            return -1;
        int64_t bytes = (int64_t)lg_complete_number(length, sizeof length, false);
        at += 4;
        if (bytes > end - at)
            return 0;
        if (lg_complete_read(&r->file, at, bytes < COMMENT_BYTES ? (size_t)bytes : sizeof text - 1,
                             (unsigned char *)text, err) < 0)
            return -1;
        at += bytes;
        if (i > 0)
            read_comment(r, text);
        if (i > 0 || at + 4 > end)
            continue;
        if (lg_complete_read(&r->file, at, sizeof length, length, err) < 0)
            return -1;
        count = lg_complete_number(length, sizeof length, false);
        at += 4;
    }
    return 0;
}

static int read_flac(const struct reading *r, struct lg_err *err) {
    int64_t at = 4;
    for (int count = 0; count < BLOCKS_MAX && at + 4 <= r->file.bytes; count++) {
        unsigned char head[4];
        if (lg_complete_read(&r->file, at, sizeof head, head, err) < 0)
            return -1;
        int64_t end = at + 4 + (int64_t)lg_complete_number(head + 1, 3, true);
        if ((head[0] & 0x7f) == 4)
            return end > r->file.bytes ? 0 : read_comments(r, at + 4, end, err);
        if ((head[0] & 0x80) != 0)
            return 0;
        at = end;
    }
    return 0;
}

/* Families 0 and 1 are in Vorbis' order. */
static int read_ogg(const struct reading *r, struct lg_err *err) {
    unsigned char page[28 + 19];
    if (r->file.bytes < (int64_t)sizeof page)
        return 0;
    if (lg_complete_read(&r->file, 0, sizeof page, page, err) < 0)
        return -1;
    if (page[26] == 1 && memcmp(page + 28, "OpusHead", 8) == 0 && page[28 + 18] > 1)
        return riddle(r, "its header's channel mapping family %d names no speakers", page[28 + 18]);
    return 0;
}

/* --- all ------------------------------------------------------------------------------------ */

static int read_header(const struct reading *r, struct lg_err *err) {
    static const char *const ids[] = {"fmt ", "chan", "CHAN"};
    unsigned char head[LG_COMPLETE_HEAD_BYTES] = {0};
    size_t there = r->file.bytes < (int64_t)sizeof head ? (size_t)r->file.bytes : sizeof head;
    if (lg_complete_read(&r->file, 0, there, head, err) < 0)
        return -1;
    if (lg_complete_is_id(head, "fLaC"))
        return read_flac(r, err);
    if (lg_complete_is_id(head, "OggS"))
        return read_ogg(r, err);
    for (size_t i = 0; lg_complete_is_chunked(head) && i < LG_ARRAY_LEN(ids); i++) {
        struct lg_complete_chunk chunk;
        if (lg_complete_find(&r->file, head, ids[i], &chunk, err) < 0)
            return -1;
        if (chunk.at > 0)
            return i == 0 ? read_fmt(r, &chunk, lg_complete_is_id(head, "RIFX"), err)
                          : read_chan(r, &chunk, err);
    }
    return 0;
}

int lg_header_layout_read(const struct lg_complete_subject *file, int channels,
                          struct lg_header_layout *out, struct lg_err *err) {
    struct lg_header_layout layout = {.says = LG_HEADER_SILENT};
    struct reading reading = {.file = *file, .channels = channels, .out = &layout};
    if (read_header(&reading, err) < 0)
        return -1;
    *out = layout;
    return 0;
}
