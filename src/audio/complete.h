/* Is a file all of what its container says it is? libsndfile opens truncated WAV and AIFF without a
 * word, gives absurd lengths for truncated Ogg, and reads past contradictions, so the containers'
 * own words are read here and held against each other and against the file. What is cut, what
 * contradicts itself and what holds bytes that nothing explains is refused.
 *
 * RIFF, RIFX, RF64, BW64 (EBU Tech 3306: the true sizes are in `ds64`), Wave64, FORM AIFF and AIFC,
 * CAF: the sizes of file and samples; chunks, one after the other, up to the end, behind which an
 * ID3v1 tag may stand; samples that are a whole number of frames of the size that channels and bits
 * make, and of COMM's count. A WAV's bytes a second must be its
 * rate times its frames, and `ds64` count them; `fact` is asked only of a coding in blocks: of
 * others too many writers get it wrong. AU: the size of the samples. Ogg (RFC 3533): whole pages
 * with the checksums that they say, none missing, the last of which ends its stream, and no chain.
 * FLAC (RFC 9639): whole frames, each where the one before it ends, up to the last that STREAMINFO
 * counts, no second stream behind, and the MD5 of the samples. MPEG: whether Xing counts the
 * frames. Of other containers, and of headers that leave the length open as those written to a pipe
 * do, nobody can tell where they should end. */
#ifndef LG_AUDIO_COMPLETE_H
#define LG_AUDIO_COMPLETE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/err.h"
#include "base/md5.h"

struct lg_completeness {
    bool is_known;   /* else the file may be cut */
    const char *how; /* what says that it is complete, or why it isn't known; static text */
    int64_t frames;  /* that must be read of it; -1: not known */
    bool has_md5;    /* FLAC: of its samples, little-endian, in their own width */
    unsigned char md5[LG_MD5_BYTES];
};

/* `fd` is open for reading; its position is not moved. LG_ERR_READ: "… is incomplete: …", "…
 * contradicts itself: …", "empty audio: …" for a header that announces no samples. */
int lg_complete_check(int fd, int64_t file_bytes, const char *path, struct lg_completeness *out,
                      struct lg_err *err) LG_MUST_CHECK;

#endif
