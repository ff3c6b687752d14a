#include "live/fence.h"

#include <string.h>

enum { LOWEST = 1 << 29, SEEDED_BITS = 30 };

void lg_fences_init(struct lg_fences *fences, uint64_t seed) {
    /* A factor near 2^64 / golden ratio spreads neighbouring seeds far apart. */
    uint64_t spread = (seed + 1) * UINT64_C(0x9e3779b97f4a7c15) >> (64 - SEEDED_BITS);
    *fences = (struct lg_fences){.first = LOWEST + (int32_t)spread};
}

int32_t lg_fence_issue(struct lg_fences *fences) {
    return fences->first + fences->issued++;
}

bool lg_fence_is_echo(const struct lg_fences *fences, const struct lg_osc_msg *reply,
                      int32_t *number_out) {
    if (reply->count != 2 || reply->args[1].tag != 'i' ||
        strcmp(reply->address, LG_FENCE_ADDRESS) != 0 || reply->args[1].as.i < fences->first ||
        reply->args[1].as.i - fences->first >= fences->issued)
        return false;
    *number_out = reply->args[1].as.i;
    return true;
}
