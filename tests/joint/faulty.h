/* A client that talks to the simulated Live over a way full of faults, and an onlooker who knows
 * what is true there: which values each parameter had while an exchange ran. */
#ifndef LG_TESTS_FAULTY_H
#define LG_TESTS_FAULTY_H

#include <stdlib.h>
#include <string.h>

#include "live/client.h"
#include "sim/link.h"

enum { FAULTY_PARAMS = 4, FAULTY_SEEN_MAX = 512, FAULTY_TICK_MS = 100 };

static const char faulty_set[] = "tracks:\n"
                                 "  - name: Drums\n"
                                 "    devices:\n"
                                 "      - name: Utility\n"
                                 "        class: StereoGain\n"
                                 "        parameters:\n"
                                 "          - {name: A, max: 10000000}\n"
                                 "          - {name: B, max: 10000000}\n"
                                 "          - {name: C, max: 10000000}\n"
                                 "          - {name: D, max: 10000000}\n"
                                 "  - {name: Bass}\n"
                                 "master: {name: Main}\n";

struct faulty {
    struct lg_link link; /* around the simulated one, to look on at every tick */
    struct lg_link *inner;
    struct lg_env env;
    struct lg_arena arena;
    struct lg_sim_set set;
    struct lg_sim *sim;
    struct lg_live *live;
    /* What each parameter was seen to be since faulty_look_away. */
    float seen[FAULTY_PARAMS][FAULTY_SEEN_MAX];
    size_t num_seen[FAULTY_PARAMS];
    bool hides_disorder; /* its link says that it is in order, as one over loopback does */
    bool closed;
};

static inline struct lg_sim_param *faulty_param(const struct faulty *faulty, size_t index) {
    return &lg_sim_now(faulty->sim)->tracks[0].devices[0].params[index];
}

static inline void faulty_see(struct faulty *faulty, size_t index, float value) {
    size_t count = faulty->num_seen[index];
    if (count == 0 || faulty->seen[index][count - 1] != value) {
        if (count == FAULTY_SEEN_MAX)
            abort();
        faulty->seen[index][faulty->num_seen[index]++] = value;
    }
}

static inline void faulty_look(struct faulty *faulty) {
    for (size_t i = 0; i < FAULTY_PARAMS; i++)
        faulty_see(faulty, i, faulty_param(faulty, i)->value);
}

static inline void faulty_look_away(struct faulty *faulty) {
    memset(faulty->num_seen, 0, sizeof faulty->num_seen);
    faulty_look(faulty);
}

static inline bool faulty_was(const struct faulty *faulty, size_t index, float value) {
    for (size_t i = 0; i < faulty->num_seen[index]; i++) {
        if (faulty->seen[index][i] == value)
            return true;
    }
    return false;
}

static inline int faulty_send(struct lg_link *link, const void *bytes, size_t length,
                              struct lg_err *err) {
    struct faulty *faulty = (struct faulty *)link;
    int status = lg_link_send(faulty->inner, bytes, length, err);
    faulty_look(faulty);
    return status;
}

/* One tick at most at a time, so that no value of a parameter goes unseen. */
static inline enum lg_receive faulty_receive(struct lg_link *link, int64_t deadline_ns,
                                             void *buffer, size_t *length_out, struct lg_err *err) {
    struct faulty *faulty = (struct faulty *)link;
    const int64_t tick_ns = FAULTY_TICK_MS * LG_NS_PER_MS;
    for (;;) {
        int64_t next_ns = (lg_clock_now_ns(&faulty->env.clock) / tick_ns + 1) * tick_ns;
        int64_t until_ns = next_ns < deadline_ns ? next_ns : deadline_ns;
        enum lg_receive got = lg_link_receive(faulty->inner, until_ns, buffer, length_out, err);
        faulty_look(faulty);
        if (got != LG_RECEIVE_DEADLINE || until_ns == deadline_ns)
            return got;
    }
}

static inline void faulty_close(struct lg_link *link) {
    struct faulty *faulty = (struct faulty *)link;
    lg_link_close(faulty->inner);
    faulty->closed = true;
}

static const struct lg_link_ops faulty_ops = {"faulty", faulty_send, faulty_receive, faulty_close};

/* `rules`: LG_SIM_FAULT__COUNT of them. */
static inline int faulty_open(struct faulty *faulty, uint64_t seed,
                              const struct lg_sim_fault_rule *rules,
                              const struct lg_live_options *options, struct lg_err *err) {
    lg_env_init_test(&faulty->env);
    faulty->env.seed = seed;
    faulty->link.ops = &faulty_ops;
    if (lg_sim_set_parse(faulty_set, strlen(faulty_set), "faulty", &faulty->arena, &faulty->set,
                         err) < 0)
        return -1;
    faulty->set.faults.seed = seed;
    memcpy(faulty->set.faults.rules, rules, sizeof faulty->set.faults.rules);
    faulty->sim = lg_sim_new(&faulty->set, NULL);
    if (lg_sim_link_open(&faulty->env, faulty->sim, FAULTY_TICK_MS, &faulty->inner, err) < 0)
        return -1;
    faulty->link.lifetime_ns = faulty->hides_disorder ? 0 : faulty->inner->lifetime_ns;
    faulty->live = lg_live_new_with(&faulty->env, &faulty->link, options);
    return 0;
}

static inline void faulty_dispose(struct faulty *faulty) {
    lg_live_free(faulty->live);
    lg_arena_dispose(&faulty->arena);
}

#endif
