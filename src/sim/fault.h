/* Faults on demand: what goes wrong between a client and the simulated Live, and inside of it,
 * decided by a seed alone and counted by kind. sim/wire.h makes them happen.
 *
 *   faults:                          in a set file, or one a time: --fault lose_reply=0.1
 *     seed: 7                        default 0; the same seed gives the same faults
 *     lose_reply: 0.1                a probability per occasion, or
 *     restart: {rate: 1, after: 20, at_most: 1}
 *     delay_reply: {rate: 0.05, ticks: 2}
 *     deaf: PREMASTER/Limiter/Gain   TRACK/DEVICE/PARAMETER, or a list of them: writes are lost
 *     normalised: Main/Utility/Gain  as deaf: writes are taken as 0..1 of the range */
#ifndef LG_SIM_FAULT_H
#define LG_SIM_FAULT_H

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/err.h"
#include "conf/field.h"

enum lg_sim_fault {
    /* Occasion: each datagram that a client sends. */
    LG_SIM_FAULT_LOSE_REQUEST,
    LG_SIM_FAULT_DUPLICATE_REQUEST,
    LG_SIM_FAULT_DELAY_REQUEST,   /* it arrives `ticks` ticks later */
    LG_SIM_FAULT_REORDER_REQUEST, /* it arrives behind the next one */
    /* Occasion: each datagram that the script sends. */
    LG_SIM_FAULT_LOSE_REPLY,
    LG_SIM_FAULT_DUPLICATE_REPLY,
    LG_SIM_FAULT_DELAY_REPLY,
    LG_SIM_FAULT_REORDER_REPLY,
    /* The same, and in front of the reply comes a datagram that nobody asked for: */
    LG_SIM_FAULT_FOREIGN_ADDRESS, /* of an address of another client */
    LG_SIM_FAULT_FOREIGN_INDEX,   /* the reply with its first index 1000 higher; only where it
                                     begins with one: /live/track, /live/device, /live/clip… */
    LG_SIM_FAULT_FOREIGN_SOURCE,  /* the reply with another last value, from another port: a
                                     connected socket drops it, and so does the link in-process */
    /* Occasion: each tick. */
    LG_SIM_FAULT_STALL,   /* `ticks` ticks serve nothing, then one serves all that still fits */
    LG_SIM_FAULT_RESTART, /* what waits is lost, the set is as the file says, the start-up pair */
    /* Occasion: each recording that begins (sim/take.h). */
    LG_SIM_FAULT_STALE_PRINT,   /* its clip names the file of the recording before */
    LG_SIM_FAULT_MISSING_PRINT, /* there is no file in the end */
    LG_SIM_FAULT_TORN_PRINT,    /* its file is cut in half */
    LG_SIM_FAULT_SHORT_PRINT,   /* half a second of it is written */
    LG_SIM_FAULT_SILENT_PRINT,  /* zeros are */
    LG_SIM_FAULT_DRY_PRINT,     /* it holds the set as the file says, whatever was set since */
    /* Occasion: each write to a parameter so named; there is no chance in it. */
    LG_SIM_FAULT_DEAF,
    LG_SIM_FAULT_NORMALISED,
    LG_SIM_FAULT__COUNT
};

/* "lose_request", …; "?" out of bounds. */
const char *lg_sim_fault_name(enum lg_sim_fault fault);

/* Zeroed: never. */
struct lg_sim_fault_rule {
    double rate;      /* probability per occasion, 0..1 */
    uint64_t after;   /* this many occasions pass unharmed first */
    uint64_t at_most; /* times it happens; 0: without end */
    int ticks;        /* of delays and stalls; 0: 1 */
};

/* Zeroed: no faults. Plain data: a test fills in `seed` and `rules`. */
struct lg_sim_faults {
    uint64_t seed;
    struct lg_sim_fault_rule rules[LG_SIM_FAULT__COUNT];
    uint64_t counts[LG_SIM_FAULT__COUNT];    /* how often each has happened */
    uint64_t occasions[LG_SIM_FAULT__COUNT]; /* how often each might have */
    struct lg_texts deaf, normalised;        /* TRACK/DEVICE/PARAMETER; see lg_sim_set_mislead */
    uint64_t overflows; /* requests lost because the listening side's buffer was full */
};

/* Reads `faults:` of a set file over what `faults` holds. LG_ERR_READ with place. */
int lg_sim_faults_read(const struct lg_node *node, struct lg_arena *arena,
                       struct lg_sim_faults *faults, struct lg_err *err) LG_MUST_CHECK;
/* Adds one, "KIND", "KIND=RATE" or "KIND={rate: 1, after: 20, at_most: 1, ticks: 2}"; "KIND" alone
 * is rate 1. LG_ERR_USAGE. */
int lg_sim_faults_add(const char *spec, struct lg_arena *arena, struct lg_sim_faults *faults,
                      struct lg_err *err) LG_MUST_CHECK;

/* An occasion: does the fault happen now? Counts both. Each kind draws from a sequence of its own,
 * so that one more fault in a run leaves the others where they were. */
bool lg_sim_fault_strikes(struct lg_sim_faults *faults, enum lg_sim_fault fault);
/* As many ticks as the rule says, at least 1. */
int lg_sim_fault_ticks(const struct lg_sim_faults *faults, enum lg_sim_fault fault);
/* How many ticks the faults keep a datagram or its copy under way at most: what is delayed on its
 * way in waits for the tick after as many. */
int lg_sim_faults_ticks(const struct lg_sim_faults *faults);

#endif
