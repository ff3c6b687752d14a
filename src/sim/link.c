#include "sim/link.h"

#include <assert.h>
#include <stdlib.h>

#include "sim/wire.h"

struct sim_link {
    struct lg_link link;
    struct lg_env *env;
    struct lg_sim *sim;
    bool owns_sim;
    struct lg_sim_wire *wire;
    int64_t tick_ns;
    int64_t next_tick_ns;
};

static struct sim_link *self_of(struct lg_link *link) {
    return (struct sim_link *)link; /* the link is the first member */
}

/* Runs the ticks that are due, those too that passed while something else moved the clock. */
static void catch_up(struct sim_link *self) {
    while (self->next_tick_ns <= lg_clock_now_ns(&self->env->clock)) {
        lg_sim_pass(self->sim, self->tick_ns);
        lg_sim_wire_tick(self->wire);
        self->next_tick_ns += self->tick_ns;
    }
}

static int sim_send(struct lg_link *link, const void *bytes, size_t length, struct lg_err *err) {
    struct sim_link *self = self_of(link);
    if (length > LG_DATAGRAM_MAX)
        return lg_err_set(err, LG_ERR_WRITE, "a datagram of %zu bytes is longer than %d", length,
                          LG_DATAGRAM_MAX);
    catch_up(self);
    lg_sim_wire_send(self->wire, LG_SIM_LOCAL, bytes, length);
    return 0;
}

/* What comes from elsewhere is dropped, as the connected socket of osc/udp.h does. */
static bool take(struct sim_link *self, void *buffer, size_t *length_out) {
    bool is_stranger = true;
    while (is_stranger)
        if (!lg_sim_wire_take(self->wire, NULL, &is_stranger, buffer, length_out))
            return false;
    return true;
}

static enum lg_receive sim_receive(struct lg_link *link, int64_t deadline_ns, void *buffer,
                                   size_t *length_out, struct lg_err *err) {
    struct sim_link *self = self_of(link);
    struct lg_clock *clock = &self->env->clock;
    for (;;) {
        if (lg_env_check(self->env, err) != 0)
            return LG_RECEIVE_ERROR;
        catch_up(self);
        if (take(self, buffer, length_out))
            return LG_RECEIVE_DATAGRAM;
        if (lg_clock_now_ns(clock) >= deadline_ns)
            return LG_RECEIVE_DEADLINE;
        if (deadline_ns == LG_NEVER_NS && lg_sim_wire_is_idle(self->wire)) {
            lg_err_set(err, LG_ERR_INTERNAL, "waiting without a deadline for what never comes");
            return LG_RECEIVE_ERROR;
        }
        lg_clock_advance_to(clock,
                            self->next_tick_ns < deadline_ns ? self->next_tick_ns : deadline_ns);
    }
}

static void sim_close(struct lg_link *link) {
    struct sim_link *self = self_of(link);
    lg_sim_wire_free(self->wire);
    if (self->owns_sim)
        lg_sim_free(self->sim);
    free(self);
}

static const struct lg_link_ops sim_ops = {"sim", sim_send, sim_receive, sim_close};

int lg_sim_link_open(struct lg_env *env, struct lg_sim *sim, int tick_ms, struct lg_link **out,
                     struct lg_err *err) {
    if (lg_sim_link_lend(env, sim, tick_ms, out, err) != 0)
        return -1;
    self_of(*out)->owns_sim = true;
    return 0;
}

int lg_sim_link_lend(struct lg_env *env, struct lg_sim *sim, int tick_ms, struct lg_link **out,
                     struct lg_err *err) {
    assert(env->clock.is_virtual);
    if (tick_ms <= 0)
        return lg_err_set(err, LG_ERR_USAGE, "a tick of %d ms is not above 0", tick_ms);
    struct sim_link *self = lg_xcalloc(1, sizeof *self);
    self->link.ops = &sim_ops;
    self->env = env;
    self->sim = sim;
    self->wire = lg_sim_wire_new(sim);
    self->tick_ns = tick_ms * LG_NS_PER_MS;
    self->link.lifetime_ns = lg_sim_faults_ticks(lg_sim_faults_of(sim)) * self->tick_ns;
    int64_t now_ns = lg_clock_now_ns(&env->clock);
    self->next_tick_ns = (now_ns / self->tick_ns + 1) * self->tick_ns;
    *out = &self->link;
    return 0;
}
