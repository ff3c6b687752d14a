/* The speakers that a file's own header names for its channels, read here and not by libsndfile,
 * which takes what it can't map for nothing said. WAVE_FORMAT_EXTENSIBLE's mask (also as FLAC's
 * comment, RFC 9639, 8.6.2); CAF's `chan` and AIFF's `CHAN` (Apple's Core Audio Format
 * Specification, Channel Layout): a tag, a bitmap or one description a channel; Opus' mapping
 * family (RFC 7845, 5.1.1). */
#ifndef LG_AUDIO_HEADER_LAYOUT_H
#define LG_AUDIO_HEADER_LAYOUT_H

#include "audio/complete_inside.h"
#include "audio/layout.h"

enum { LG_LAYOUT_WHY_MAX = 128 };

enum lg_header_says {
    LG_HEADER_SILENT,
    LG_HEADER_SPEAKERS,
    LG_HEADER_RIDDLE /* it speaks, but not of one known speaker for each channel: nobody may guess
                      */
};

struct lg_header_layout {
    enum lg_header_says says;
    enum lg_speaker speakers[LG_CHANNELS_MAX];
    char why[LG_LAYOUT_WHY_MAX]; /* of a riddle */
};

/* LG_ERR_READ when the file can't be read. */
int lg_header_layout_read(const struct lg_complete_subject *file, int channels,
                          struct lg_header_layout *out, struct lg_err *err) LG_MUST_CHECK;

#endif
