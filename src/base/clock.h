/* Time: real, or virtual where all that is awaited is simulated or replayed. */
#ifndef LG_BASE_CLOCK_H
#define LG_BASE_CLOCK_H

#include <stdbool.h>
#include <stdint.h>

#define LG_NS_PER_MS INT64_C(1000000)
#define LG_NS_PER_S INT64_C(1000000000)
/* A deadline that never comes. */
#define LG_NEVER_NS INT64_MAX

/* Monotonic time steps through waits alone when virtual, but for what takes real time; the wall
 * clock is always the real one unless it was fixed. */
struct lg_clock {
    bool is_virtual;
    bool is_driven; /* a virtual one, by real time: between begin_real and end_real */
    int64_t virtual_now_ns;
    int64_t driven_since_ns;      /* real time at begin_real */
    int64_t fixed_wall_ms;        /* 0: the real wall clock */
    int64_t (*real_now_ns)(void); /* monotonic; NULL: the system's */
};

void lg_clock_init_real(struct lg_clock *clock);
/* Starts at 0 ns. */
void lg_clock_init_virtual(struct lg_clock *clock);

/* Monotonic, ns; only differences mean something. */
int64_t lg_clock_now_ns(const struct lg_clock *clock);
/* The same of real time, also where the clock is virtual. */
int64_t lg_clock_real_ns(const struct lg_clock *clock);
/* Milliseconds since 1970, UTC. */
int64_t lg_clock_wall_ms(const struct lg_clock *clock);
/* Moves a virtual clock forward to `when_ns`; never backward; a real clock is left alone. */
void lg_clock_advance_to(struct lg_clock *clock, int64_t when_ns);
/* Around work that takes real time: in between a virtual clock goes on with the real one, so that
 * the work has a duration and meets its deadline. A real clock is left alone. */
void lg_clock_begin_real(struct lg_clock *clock);
void lg_clock_end_real(struct lg_clock *clock);
/* now + span without overflow: LG_NEVER_NS stays never. */
int64_t lg_clock_after(const struct lg_clock *clock, int64_t span_ns);

/* Writes "2026-02-22T19:10:00.123Z" (25 bytes with NUL) for a wall time in ms; times outside the
 * years 1970 to 9999 are shown as the nearest one inside. */
void lg_clock_format_utc(int64_t wall_ms, char out[static 25]);

#endif
