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

static bool is_fence(const struct lg_osc_msg *msg, size_t at, int32_t *number_out) {
    if (msg->count != at + 1 || msg->args[at].tag != 'i' || msg->args[at].as.i < LOWEST ||
        strcmp(msg->address, LG_FENCE_ADDRESS) != 0)
        return false;
    *number_out = msg->args[at].as.i;
    return true;
}

bool lg_fence_is_asked(const struct lg_osc_msg *msg, int32_t *number_out) {
    return is_fence(msg, 0, number_out);
}

bool lg_fence_is_echoed(const struct lg_osc_msg *msg, int32_t *number_out) {
    return is_fence(msg, 1, number_out);
}

bool lg_fence_is_echo(const struct lg_fences *fences, const struct lg_osc_msg *reply,
                      int32_t *number_out) {
    int32_t number;
    if (!lg_fence_is_echoed(reply, &number) || number < fences->first ||
        number - fences->first >= fences->issued)
        return false;
    *number_out = number;
    return true;
}
