/* Was a file written to its end? libsndfile opens truncated WAV and AIFF without a word, and gives
 * absurd lengths for truncated Ogg, so the container's own sizes are read here.
 *
 * RIFF, RIFX, RF64, BW64 (EBU Tech 3306: the true size is in `ds64`), Wave64, FORM AIFF and AIFC,
 * CAF, AU: the size that the header gives the samples against the file. Ogg (RFC 3533): the last
 * page must be whole and end its stream. FLAC (RFC 9639) and MPEG with a Xing header say how many
 * frames must come: file.h counts them. Of other containers, and of headers that leave the length
 * open as those written to a pipe do, nobody can tell where they should end. */
#ifndef LG_AUDIO_COMPLETE_H
#define LG_AUDIO_COMPLETE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/err.h"

struct lg_completeness {
    bool is_known;   /* else the file may be cut */
    const char *how; /* what says that it is complete, or why it isn't known; static text */
};

/* `fd` is open for reading; its position is not moved. LG_ERR_READ: "… is incomplete: …", or "empty
 * audio: …" for a header that announces no samples. */
int lg_complete_check(int fd, int64_t file_bytes, const char *path, struct lg_completeness *out,
                      struct lg_err *err) LG_MUST_CHECK;

#endif
