#include "live/stall.h"

#include "base/clock.h"

/* Ten ticks: an exception costs one, loading a device some. */
#define SILENCE_NS LG_NS_PER_S
/* What comes within a tick of the first message was waiting like that one. */
#define FLOOD_NS (100 * LG_NS_PER_MS)

enum { FLOOD_MIN = 2 };

void lg_stall_sent(struct lg_stall *stall, int64_t now_ns) {
    if (stall->is_waiting)
        return;
    stall->is_waiting = true;
    stall->since_ns = now_ns;
}

bool lg_stall_heard(struct lg_stall *stall, int64_t now_ns) {
    if (stall->is_waiting && now_ns - stall->since_ns >= SILENCE_NS) {
        stall->silence_ns = now_ns - stall->since_ns;
        stall->broken_ns = now_ns;
        stall->behind = 0;
    }
    stall->since_ns = now_ns;
    if (stall->silence_ns == 0 || now_ns - stall->broken_ns > FLOOD_NS)
        return false;
    stall->behind++;
    if (stall->behind < FLOOD_MIN)
        return false;
    stall->length_ns = stall->silence_ns;
    stall->ended_ns = now_ns;
    stall->flood = stall->behind;
    stall->count += stall->behind == FLOOD_MIN;
    return stall->behind == FLOOD_MIN;
}

void lg_stall_rest(struct lg_stall *stall) {
    stall->is_waiting = false;
}

void lg_stall_say(const struct lg_stall *stall, int64_t since_ns, struct lg_str *out) {
    if (stall->count == 0 || stall->ended_ns < since_ns)
        return;
    lg_str_printf(out,
                  "Live's UI is blocked (a menu or dialog is open): nothing came for %.1f s, then "
                  "%llu messages at once",
                  (double)stall->length_ns / (double)LG_NS_PER_S, (unsigned long long)stall->flood);
}
