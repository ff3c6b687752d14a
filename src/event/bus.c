#include "event/bus.h"

#include <stdlib.h>

struct lg_bus {
    const struct lg_env *env;
    char *run;
    uint64_t seq;
    struct lg_sink **sinks;
    size_t num_sinks;
    struct lg_err first; /* failure of a sink */
};

struct lg_bus *lg_bus_new(const struct lg_env *env, const char *run) {
    struct lg_bus *bus = lg_xcalloc(1, sizeof *bus);
    bus->env = env;
    bus->run = lg_xstrdup(run);
    return bus;
}

void lg_bus_free(struct lg_bus *bus) {
    if (bus == NULL)
        return;
    for (size_t i = 0; i < bus->num_sinks; i++)
        bus->sinks[i]->ops->free(bus->sinks[i]);
    free(bus->sinks);
    free(bus->run);
    free(bus);
}

void lg_bus_add(struct lg_bus *bus, struct lg_sink *sink) {
    bus->sinks = lg_xrealloc(bus->sinks, (bus->num_sinks + 1) * sizeof(struct lg_sink *));
    bus->sinks[bus->num_sinks++] = sink;
}

static void stamp(struct lg_bus *bus, struct lg_event *event) {
    event->seq = ++bus->seq;
    event->ts_ms = lg_clock_wall_ms(&bus->env->clock);
    event->run = bus->run;
}

static void hand_over(struct lg_bus *bus, struct lg_sink *sink, const struct lg_event *event) {
    struct lg_err err = {0};
    if (sink->failed || sink->ops->take(sink, event, &err) == 0)
        return;
    sink->failed = true;
    lg_err_set(&err, LG_ERR_WRITE, "no reason given");
    lg_err_wrap(&err, "%s: ", sink->ops->name);
    if (!lg_err_is_set(&bus->first))
        bus->first = err;
}

/* Hands over to the sinks of one turn at run_end. */
static void hand_to(struct lg_bus *bus, enum lg_sink_turn turn, const struct lg_event *event) {
    for (size_t i = 0; i < bus->num_sinks; i++) {
        if (bus->sinks[i]->ops->turn == turn)
            hand_over(bus, bus->sinks[i], event);
    }
}

static int result(const struct lg_bus *bus, struct lg_err *err) {
    if (!lg_err_is_set(&bus->first))
        return 0;
    if (err != NULL && !lg_err_is_set(err))
        *err = bus->first;
    return -1;
}

int lg_bus_emit(struct lg_bus *bus, struct lg_event *event, struct lg_err *err) {
    stamp(bus, event);
    for (size_t i = 0; i < bus->num_sinks; i++)
        hand_over(bus, bus->sinks[i], event);
    return result(bus, err);
}

int lg_bus_finish(struct lg_bus *bus, struct lg_event *run_end, int (*graver)(int code, int other),
                  int failed_code, struct lg_err *err) {
    stamp(bus, run_end);
    for (int turn = 0; turn < LG_TURN__COUNT; turn++) {
        hand_to(bus, (enum lg_sink_turn)turn, run_end);
        if (lg_err_is_set(&bus->first))
            run_end->as.run_end.exit_code = graver(run_end->as.run_end.exit_code, failed_code);
    }
    return result(bus, err);
}

int lg_bus_relay(struct lg_bus *bus, const struct lg_event *event, struct lg_err *err) {
    bool is_end = event->kind == LG_EVENT_RUN_END;
    for (int turn = 0; is_end && turn < LG_TURN__COUNT; turn++)
        hand_to(bus, (enum lg_sink_turn)turn, event);
    for (size_t i = 0; !is_end && i < bus->num_sinks; i++)
        hand_over(bus, bus->sinks[i], event);
    return result(bus, err);
}

int lg_bus_retell(struct lg_bus *bus, const struct lg_event *event, struct lg_err *err) {
    struct lg_event again = *event;
    again.seq = ++bus->seq;
    again.run = bus->run;
    for (size_t i = 0; i < bus->num_sinks; i++)
        hand_over(bus, bus->sinks[i], &again);
    return result(bus, err);
}
