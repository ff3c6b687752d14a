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

static void hand_by(struct lg_bus *bus, struct lg_sink *sink, const struct lg_event *event,
                    int (*take)(struct lg_sink *, const struct lg_event *, struct lg_err *)) {
    struct lg_err err = {0};
    if (sink->failed || take(sink, event, &err) == 0)
        return;
    sink->failed = true;
    lg_err_set(&err, LG_ERR_WRITE, "no reason given");
    lg_err_wrap(&err, "%s: ", sink->ops->name);
    if (!lg_err_is_set(&bus->first))
        bus->first = err;
}

static void hand_over(struct lg_bus *bus, struct lg_sink *sink, const struct lg_event *event) {
    hand_by(bus, sink, event, sink->ops->take);
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

/* What a failure makes of the run's end; false: nothing that it was not before. */
static bool worsen(const struct lg_bus *bus, struct lg_event_run_end *end, int graver_code) {
    if (!lg_err_is_set(&bus->first) || graver_code == end->exit_code)
        return false;
    end->exit_code = graver_code;
    if (end->message == NULL)
        end->message = bus->first.text;
    return true;
}

/* Corrects those whose turn it was already. */
static void hand_again(struct lg_bus *bus, int turn, const struct lg_event *event) {
    for (size_t i = 0; i < bus->num_sinks; i++) {
        const struct lg_sink_ops *ops = bus->sinks[i]->ops;
        if ((int)ops->turn <= turn && ops->again != NULL)
            hand_by(bus, bus->sinks[i], event, ops->again);
    }
}

int lg_bus_finish(struct lg_bus *bus, struct lg_event *run_end, int (*graver)(int code, int other),
                  int failed_code, struct lg_err *err) {
    struct lg_event_run_end *end = &run_end->as.run_end;
    stamp(bus, run_end);
    worsen(bus, end, graver(end->exit_code, failed_code));
    for (int turn = 0; turn < LG_TURN__COUNT; turn++) {
        hand_to(bus, (enum lg_sink_turn)turn, run_end);
        if (worsen(bus, end, graver(end->exit_code, failed_code)))
            hand_again(bus, turn, run_end);
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
