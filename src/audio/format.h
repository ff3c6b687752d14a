/* What libsndfile's codes for formats and channels mean to us. A `format` is the one of SF_INFO. */
#ifndef LG_AUDIO_FORMAT_H
#define LG_AUDIO_FORMAT_H

#include <stdbool.h>

#include "audio/layout.h"
#include "audio/pcm.h"

enum { LG_FORMAT_NAME_MAX = 64 };

/* Container and samples: "WAV float 32", "Ogg Vorbis". Asks libsndfile, one thread at a time. */
void lg_format_describe(int format, char out[static LG_FORMAT_NAME_MAX]);
/* What the samples are, or which they are decoded to. */
enum lg_pcm lg_format_pcm(int format);
/* True when the samples lie in the file one after the other, just as they are. */
bool lg_format_is_plain(int format);
/* Who fixes the order of channels in such a file. */
enum lg_channel_order lg_format_order(int format);

#endif
