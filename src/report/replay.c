#include "report/replay.h"

#include <stdlib.h>
#include <string.h>

#define CUT "the receipts end before the run did"

/* What was announced. */
struct planned {
    const char *gate, *id, *verb;
    bool is_told;
};

struct replay {
    struct lg_bus *bus;
    struct lg_arena arena;
    struct planned *items;
    size_t num_items, capacity;
    size_t next; /* where the next step is sought first: steps come as they were planned */
    uint64_t last_seq;
    int64_t last_ts_ms;
    struct lg_event_run_end totals; /* of what was told so far */
    const char *run, *suffix;
    const char *gate, *suite; /* of the gate that is open; NULL: none */
    bool has_ended;
};

static void remember_plan(struct replay *replay, const struct lg_event *event) {
    const struct lg_event_plan *plan = &event->as.plan;
    replay->totals.planned += plan->num_items;
    size_t needed = replay->num_items + plan->num_items;
    if (needed > replay->capacity) {
        replay->capacity = needed * 2;
        replay->items = lg_xrealloc(replay->items, replay->capacity * sizeof *replay->items);
    }
    for (size_t i = 0; i < plan->num_items; i++)
        replay->items[replay->num_items++] =
            (struct planned){.gate = lg_arena_strdup(&replay->arena, plan->items[i].gate),
                             .id = lg_arena_strdup(&replay->arena, plan->items[i].id),
                             .verb = lg_arena_strdup(&replay->arena, plan->items[i].verb)};
}

static void tick_off(struct replay *replay, const struct lg_event_step *step) {
    for (size_t i = 0; i < replay->num_items; i++) {
        size_t at = (replay->next + i) % replay->num_items;
        struct planned *item = &replay->items[at];
        if (item->is_told || strcmp(item->id, step->id) != 0 || strcmp(item->gate, step->gate) != 0)
            continue;
        item->is_told = true;
        replay->next = at + 1;
        return;
    }
}

static void remember_start(struct replay *replay, const struct lg_event *event) {
    const char *kind = event->as.run_start.target_kind;
    replay->run = lg_arena_strdup(&replay->arena, event->run);
    replay->suffix =
        strcmp(kind, "live") == 0 ? "" : lg_arena_printf(&replay->arena, " [%s]", kind);
}

static void remember_gate(struct replay *replay, const struct lg_event *event) {
    replay->gate = lg_arena_strdup(&replay->arena, event->as.gate_start.gate);
    replay->suite = lg_arena_strdup(&replay->arena, event->as.gate_start.suite);
}

static void remember_step(struct replay *replay, const struct lg_event *event) {
    const struct lg_event_step *end = lg_event_end(event);
    replay->totals.steps[end->outcome]++;
    tick_off(replay, end);
}

static void remember_gate_end(struct replay *replay, const struct lg_event *event) {
    replay->totals.gates[event->as.gate_end.outcome]++;
    replay->gate = NULL;
}

static void remember_end(struct replay *replay, const struct lg_event *event) {
    LG_UNUSED(event);
    replay->has_ended = true;
}

/* NULL: nothing to remember. */
static void (*const remember[LG_EVENT__COUNT])(struct replay *, const struct lg_event *) = {
    [LG_EVENT_RUN_START] = remember_start, [LG_EVENT_PLAN] = remember_plan,
    [LG_EVENT_GATE_START] = remember_gate, [LG_EVENT_STEP] = remember_step,
    [LG_EVENT_CASE] = remember_step,       [LG_EVENT_GATE_END] = remember_gate_end,
    [LG_EVENT_RUN_END] = remember_end,
};

static int take(void *ctx, const struct lg_event *event, struct lg_err *err) {
    struct replay *replay = ctx;
    if (remember[event->kind] != NULL)
        remember[event->kind](replay, event);
    replay->last_seq = event->seq;
    replay->last_ts_ms = event->ts_ms;
    return lg_bus_relay(replay->bus, event, err);
}

/* An event that the run did not live to tell. */
static int add(struct replay *replay, struct lg_event *event, struct lg_err *err) {
    event->seq = replay->last_seq + 1;
    event->ts_ms = replay->last_ts_ms;
    event->run = replay->run;
    return take(replay, event, err);
}

static int open_gate(struct replay *replay, const char *gate, struct lg_err *err) {
    struct lg_event event = {
        .kind = LG_EVENT_GATE_START,
        .as.gate_start = {.gate = gate,
                          .suite = lg_arena_printf(&replay->arena, "%s%s", gate, replay->suffix),
                          .name = gate,
                          .source = "",
                          .selector = gate}};
    return add(replay, &event, err);
}

/* The end of an item that has none. */
static struct lg_event cut_off(const char *gate, const struct planned *item) {
    const struct lg_event_step end = {.gate = gate,
                                      .id = item->id,
                                      .verb = item->verb,
                                      .outcome = LG_INTERRUPTED,
                                      .message = CUT};
    if (strcmp(item->verb, LG_EVENT_CASE_VERB) == 0)
        return (struct lg_event){.kind = LG_EVENT_CASE, .as.point = {.end = end}};
    return (struct lg_event){.kind = LG_EVENT_STEP, .as.step = end};
}

/* Tells the missing items of the open gate, then its end. */
static int close_gate(struct replay *replay, struct lg_err *err) {
    const char *gate = replay->gate;
    for (size_t i = 0; i < replay->num_items; i++) {
        const struct planned *item = &replay->items[i];
        struct lg_event event = cut_off(gate, item);
        if (!item->is_told && strcmp(item->gate, gate) == 0 && add(replay, &event, err) != 0)
            return -1;
    }
    struct lg_event end = {
        .kind = LG_EVENT_GATE_END,
        .as.gate_end = {
            .gate = gate, .suite = replay->suite, .outcome = LG_INTERRUPTED, .message = CUT}};
    return add(replay, &end, err);
}

static int conclude(struct replay *replay, int cut_code, struct lg_err *err) {
    if (replay->run == NULL)
        return lg_err_set(err, LG_ERR_READ, "the receipts hold no whole line");
    if (replay->gate != NULL && close_gate(replay, err) != 0)
        return -1;
    for (size_t i = 0; i < replay->num_items; i++) {
        if (!replay->items[i].is_told &&
            (open_gate(replay, replay->items[i].gate, err) != 0 || close_gate(replay, err) != 0))
            return -1;
    }
    struct lg_event end = {.kind = LG_EVENT_RUN_END, .as.run_end = replay->totals};
    end.as.run_end.exit_code = cut_code;
    end.as.run_end.message = CUT;
    return add(replay, &end, err);
}

int lg_replay(const char *path, struct lg_bus *bus, int cut_code, struct lg_receipts_report *out,
              struct lg_err *err) {
    struct replay replay = {.bus = bus};
    struct lg_receipts_report first;
    struct lg_receipts_report report;
    if (lg_receipts_verify(path, NULL, &first, err) != 0)
        return -1;
    int rc = 0;
    if (first.state != LG_RECEIPTS_BROKEN) {
        const struct lg_receipts_reader reader = {take, &replay};
        rc = lg_receipts_read(path, &reader, &report, err);
        if (rc == 0 && strcmp(report.head, first.head) != 0)
            rc = lg_err_set(err, LG_ERR_READ, "'%s' changed while it was read", path);
        if (rc == 0 && !replay.has_ended)
            rc = conclude(&replay, cut_code, err);
    }
    if (rc == 0)
        *out = first;
    free(replay.items);
    lg_arena_dispose(&replay.arena);
    return rc;
}
