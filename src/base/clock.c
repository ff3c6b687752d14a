#include "base/clock.h"

#include <stdio.h>
#include <time.h>

void lg_clock_init_real(struct lg_clock *clock) {
    *clock = (struct lg_clock){0};
}

void lg_clock_init_virtual(struct lg_clock *clock) {
    *clock = (struct lg_clock){.is_virtual = true};
}

int64_t lg_clock_real_ns(const struct lg_clock *clock) {
    if (clock->real_now_ns != NULL)
        return clock->real_now_ns();
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * LG_NS_PER_S + now.tv_nsec;
}

int64_t lg_clock_now_ns(const struct lg_clock *clock) {
    if (!clock->is_virtual)
        return lg_clock_real_ns(clock);
    if (!clock->is_driven)
        return clock->virtual_now_ns;
    return clock->virtual_now_ns + lg_clock_real_ns(clock) - clock->driven_since_ns;
}

int64_t lg_clock_wall_ms(const struct lg_clock *clock) {
    if (clock->fixed_wall_ms != 0)
        return clock->fixed_wall_ms;
    struct timespec now;
    clock_gettime(CLOCK_REALTIME, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

void lg_clock_advance_to(struct lg_clock *clock, int64_t when_ns) {
    int64_t now_ns = lg_clock_now_ns(clock);
    if (clock->is_virtual && when_ns != LG_NEVER_NS && when_ns > now_ns)
        clock->virtual_now_ns += when_ns - now_ns;
}

void lg_clock_begin_real(struct lg_clock *clock) {
    if (!clock->is_virtual || clock->is_driven)
        return;
    clock->driven_since_ns = lg_clock_real_ns(clock);
    clock->is_driven = true;
}

void lg_clock_end_real(struct lg_clock *clock) {
    if (!clock->is_driven)
        return;
    clock->virtual_now_ns = lg_clock_now_ns(clock);
    clock->is_driven = false;
}

int64_t lg_clock_after(const struct lg_clock *clock, int64_t span_ns) {
    int64_t now = lg_clock_now_ns(clock);
    return span_ns > LG_NEVER_NS - now ? LG_NEVER_NS : now + span_ns;
}

void lg_clock_format_utc(int64_t wall_ms, char out[static 25]) {
    const int64_t last_ms = INT64_C(253402300799999); /* the end of the year 9999 */
    int64_t shown_ms = wall_ms < 0 ? 0 : (wall_ms > last_ms ? last_ms : wall_ms);
    time_t seconds = (time_t)(shown_ms / 1000);
    struct tm parts;
    gmtime_r(&seconds, &parts);
    size_t length = strftime(out, 25, "%Y-%m-%dT%H:%M:%S", &parts);
    snprintf(out + length, 25 - length, ".%03uZ", (unsigned)(shown_ms % 1000));
}
