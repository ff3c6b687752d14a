/* Which speaker a channel feeds: ITU-R BS.1770-5 weighs by position (Annex 1 and 3). */
#ifndef LG_AUDIO_LAYOUT_H
#define LG_AUDIO_LAYOUT_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"
#include "base/str.h"

enum { LG_CHANNELS_MAX = 64 };

/* Angles are degrees from the front. */
enum lg_speaker {
    LG_SPEAKER_LEFT,
    LG_SPEAKER_RIGHT,
    LG_SPEAKER_CENTER,
    LG_SPEAKER_LFE,            /* not counted */
    LG_SPEAKER_LEFT_SURROUND,  /* 110: weight 1.41 */
    LG_SPEAKER_RIGHT_SURROUND, /* 110: weight 1.41 */
    LG_SPEAKER_LEFT_SIDE,      /* 90: weight 1.41 */
    LG_SPEAKER_RIGHT_SIDE,     /* 90: weight 1.41 */
    LG_SPEAKER_LEFT_REAR,      /* 135: weight 1.0 */
    LG_SPEAKER_RIGHT_REAR,     /* 135: weight 1.0 */
    LG_SPEAKER_REAR,           /* 180: weight 1.0 */
    LG_SPEAKER_LEFT_MIDDLE,    /* between left and centre: weight 1.0 */
    LG_SPEAKER_RIGHT_MIDDLE,
    LG_SPEAKER_ABOVE, /* elevated by 30 or more: weight 1.0; may occur several times */
    LG_SPEAKER__COUNT
};

/* "L", "R", "C", "LFE", "Ls", …; "?" out of range. */
const char *lg_speaker_name(enum lg_speaker speaker);

struct lg_layout {
    int channels;
    enum lg_speaker speakers[LG_CHANNELS_MAX];
};

/* Reads "stereo", "5.1" (in WAVE's order) or one name a channel, "L R C LFE Ls Rs", between them
 * spaces or commas; only "above" may be named twice. LG_ERR_USAGE names the word that is none. */
int lg_layout_read(const char *text, struct lg_layout *out, struct lg_err *err) LG_MUST_CHECK;

/* Whether both feed the same speakers; a surround at the side is one: both weigh the same. */
bool lg_layout_agrees(const struct lg_layout *layout, const enum lg_speaker *speakers,
                      int channels);
/* "L R C LFE Ls Rs". */
void lg_layout_write(const enum lg_speaker *speakers, int channels, struct lg_str *out);

/* Who fixes the order of channels where the header names no speakers. */
enum lg_channel_order {
    LG_ORDER_WAVE,   /* WAVE, AIFF, …: mono, stereo, 5.0, 5.1 and 7.1 are customary */
    LG_ORDER_FLAC,   /* RFC 9639, 9.1.3: 1 to 8 channels */
    LG_ORDER_VORBIS, /* Vorbis I, 4.3.9, also Opus (RFC 7845, 5.1.1.2): 1 to 8 channels */
    LG_ORDER__COUNT
};

/* The speakers of that many channels; false: nothing is agreed for this count. */
bool lg_layout_by_count(enum lg_channel_order order, int channels,
                        enum lg_speaker out[static LG_CHANNELS_MAX]);

#endif
