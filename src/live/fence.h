/* Fences: requests of our own that can't fail and whose replies can't be mistaken. A getter of a
 * property repeats what else it was given: `/live/song/get/tempo 1234` answers `120.0 1234`. The
 * script serves its queue in order, so an echo proves that everything before it was served. */
#ifndef LG_LIVE_FENCE_H
#define LG_LIVE_FENCE_H

#include <stdbool.h>
#include <stdint.h>

#include "osc/message.h"

#define LG_FENCE_ADDRESS "/live/song/get/tempo"

/* Numbers that were never given out before, in an order that the seed alone decides, so that a
 * replay asks what the recording asked. */
struct lg_fences {
    int32_t first;
    int32_t issued;
};

void lg_fences_init(struct lg_fences *fences, uint64_t seed);
/* The next number; from 2^29 up, and of 31 bits at most, as the script can't send back 32. */
int32_t lg_fence_issue(struct lg_fences *fences);
/* True for the shape of any client's fence, asked or echoed, whose number it gives. */
bool lg_fence_is_asked(const struct lg_osc_msg *msg, int32_t *number_out);
bool lg_fence_is_echoed(const struct lg_osc_msg *msg, int32_t *number_out);
/* True for the reply to a fence, whose number it gives. */
bool lg_fence_is_echo(const struct lg_fences *fences, const struct lg_osc_msg *reply,
                      int32_t *number_out);

#endif
