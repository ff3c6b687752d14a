/* Sees that Live stood still and then said everything at once: what a menu or a dialog does to it,
 * as the script runs on the thread that draws. Knows no clock. */
#ifndef LG_LIVE_STALL_H
#define LG_LIVE_STALL_H

#include <stdbool.h>
#include <stdint.h>

#include "base/str.h"

struct lg_stall {
    bool is_waiting;  /* something was asked and is awaited */
    int64_t since_ns; /* when that began, or when something came last */
    /* The last silence that was long enough, and what came right behind it. */
    int64_t silence_ns, broken_ns;
    uint64_t behind;
    /* The last stall: a silence behind which several came. */
    int64_t length_ns, ended_ns;
    uint64_t flood;
    uint64_t count; /* stalls so far */
};

/* Something left that will be answered. */
void lg_stall_sent(struct lg_stall *stall, int64_t now_ns);
/* Something came; true when with it a stall was told from mere silence. */
bool lg_stall_heard(struct lg_stall *stall, int64_t now_ns);
/* Everything asked was answered, or is not waited for any more because nobody is there. */
void lg_stall_rest(struct lg_stall *stall);
/* Adds "Live's UI is blocked (a menu or dialog is open): …" for the last stall; nothing when there
 * was none since `since_ns`. */
void lg_stall_say(const struct lg_stall *stall, int64_t since_ns, struct lg_str *out);

#endif
