/* Inside of the client, for its own files. */
#ifndef LG_LIVE_INSIDE_H
#define LG_LIVE_INSIDE_H

#include "live/batch.h"
#include "live/fence.h"
#include "live/match.h"
#include "live/stall.h"

struct lg_live {
    struct lg_env *env;
    struct lg_link *link;
    struct lg_live_lock *lock; /* NULL: none */
    struct lg_live_options options;
    struct lg_live_counts counts;
    struct lg_fences fences;
    struct lg_stall stall;
    /* What was sent may still be answered, by whatever is on its way: no exchange begins before a
     * barrier has proven that all of it has come. */
    bool is_dirty;
    int64_t lifetime_ns; /* of a datagram: what the link says, or more when it was seen */
    int64_t sent_ns;     /* when the last one left */
    const char **asked;  /* distinct addresses, in `memory` */
    size_t num_asked;
    struct lg_arena memory;
    struct lg_arena scratch; /* of one datagram */
    unsigned char buffer[LG_DATAGRAM_MAX];
};

/* One exchange under way. */
struct lg_exchange {
    struct lg_live *live;
    struct lg_batch *batch;
    struct lg_match match;
    int64_t began_ns;
    int64_t deadline_ns, limit_ns;
    uint64_t failures; /* errors that came, anybody's */
    uint64_t restarts; /* of the script meanwhile */
    int overtime;      /* datagrams read after the deadline */
    /* What comes is nobody's: nothing was asked yet, or a fence in front has no echo yet. */
    bool is_quarantined;
    int32_t proof; /* an echo of this number or a later one lifts that, or is the barrier's */
    bool is_proven;
    /* Where datagrams overtake each other, an error waits for what it may have overtaken. */
    struct lg_osc_msg held_error;
    int64_t held_until_ns; /* 0: none is held */
};

/* The deadline with what the errors so far allow. */
int64_t lg_exchange_deadline(const struct lg_exchange *exchange);
/* Receives one datagram until `until_ns` and settles what it settles (live/hear.c). */
enum lg_receive lg_exchange_hear(struct lg_exchange *exchange, int64_t until_ns,
                                 struct lg_err *err) LG_MUST_CHECK;
/* Sends, and notes that it did. */
int lg_live_send(struct lg_live *live, const struct lg_str *bytes,
                 struct lg_err *err) LG_MUST_CHECK;
/* A scan or a survey found this. */
void lg_live_tell_set(struct lg_live *live, const struct lg_live_set *set);
/* Remembers an address as one of ours. */
void lg_live_remember(struct lg_live *live, const char *address);

/* From now on datagrams of this link may come late, twice or in another order. */
void lg_live_distrust(struct lg_live *live);

/* The time-out's error (live/wording.c): always -1. */
int lg_exchange_no_reply(const struct lg_exchange *exchange, struct lg_err *err);
int lg_exchange_no_barrier(const struct lg_exchange *exchange, struct lg_err *err);
int lg_exchange_doubtful(const struct lg_exchange *exchange, struct lg_err *err);
int lg_exchange_misled(const struct lg_exchange *exchange, struct lg_err *err);

#endif
