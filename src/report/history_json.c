#include <math.h>

#include "base/clock.h"
#include "report/history_tell.h"

/* One telling: what is told, and where its values live. */
struct telling {
    const struct lg_history *history;
    struct lg_arena *arena;
};

static void put(struct telling *to, struct lg_value *map, const char *key, struct lg_value *value) {
    lg_value_put(to->arena, map, key, value);
}

static void put_text(struct telling *to, struct lg_value *map, const char *key, const char *text) {
    if (text != NULL)
        put(to, map, key, lg_value_text(to->arena, text));
}

static void put_count(struct telling *to, struct lg_value *map, const char *key, size_t count) {
    put(to, map, key, lg_value_int(to->arena, (int64_t)count));
}

static void put_real(struct telling *to, struct lg_value *map, const char *key, double number) {
    put(to, map, key, lg_value_real(to->arena, number, NULL));
}

/* Which run: its number from 1, as people count nights. Nothing for none. */
static void put_when(struct telling *to, struct lg_value *map, const char *key, size_t run) {
    char stamp[25];
    if (run == LG_HISTORY_NONE)
        return;
    const struct lg_history_run *is = &to->history->runs[run];
    struct lg_value *when = lg_value_map(to->arena);
    lg_clock_format_utc(is->ts_ms, stamp);
    put_count(to, when, "number", run + 1);
    put_text(to, when, "run", is->run);
    put_text(to, when, "ts", stamp);
    put_text(to, when, "revision", is->revision);
    put(to, map, key, when);
}

static struct lg_value *run_of(struct telling *to, size_t i) {
    const struct lg_history_run *run = &to->history->runs[i];
    struct lg_value *map = lg_value_map(to->arena);
    char stamp[25];
    lg_clock_format_utc(run->ts_ms, stamp);
    put_count(to, map, "number", i + 1);
    put_text(to, map, "run", run->run);
    put_text(to, map, "ts", stamp);
    put_text(to, map, "revision", run->revision);
    put_text(to, map, "tool", run->tool);
    put_text(to, map, "host", run->host);
    put_text(to, map, "target", run->target);
    put_text(to, map, "receipts", run->path);
    put(to, map, "is_cut", lg_value_bool(to->arena, run->is_cut));
    if (!run->is_cut)
        put(to, map, "exit_code", lg_value_int(to->arena, run->exit_code));
    return map;
}

static struct lg_value *gate_of(struct telling *to, size_t i) {
    const struct lg_history_gate *gate = &to->history->gates[i];
    struct lg_value *map = lg_value_map(to->arena);
    struct lg_value *outcomes = lg_value_map(to->arena);
    size_t judged = lg_history_judged(gate);
    size_t passed = lg_history_passed(gate);
    for (int k = 0; k < LG_OUTCOME__COUNT; k++)
        if (gate->outcomes[k] > 0)
            put_count(to, outcomes, lg_outcome_name((enum lg_outcome)k), gate->outcomes[k]);
    put_text(to, map, "gate", gate->suite);
    put_count(to, map, "passed", passed);
    put_count(to, map, "judged", judged);
    if (judged > 0) {
        put_real(to, map, "pass_rate", (double)passed / (double)judged);
        put_text(to, map, "is", gate->is_green ? "green" : "red");
    }
    put(to, map, "outcomes", outcomes);
    put_count(to, map, "changes", gate->changes);
    put_when(to, map, "last_judged", gate->last);
    put_count(to, map, "runs_since", lg_history_since(to->history, gate));
    put_when(to, map, "last_change", gate->changed);
    put_when(to, map, "first_bad", gate->first_bad);
    put_when(to, map, "last_good", gate->last_good);
    return map;
}

static struct lg_value *shift_of(struct telling *to, const struct lg_history_series *series,
                                 const struct lg_shift *shift) {
    struct lg_value *map = lg_value_map(to->arena);
    put_when(to, map, "at", series->values[shift->at].run);
    put_when(to, map, "before", series->values[shift->at - 1].run);
    put_real(to, map, "from", shift->before);
    put_real(to, map, "to", shift->after);
    put_real(to, map, "by", shift->after - shift->before);
    put_real(to, map, "spread", shift->spread);
    return map;
}

static struct lg_value *series_of(struct telling *to, size_t i) {
    const struct lg_history_series *series = &to->history->series[i];
    struct lg_value *map = lg_value_map(to->arena);
    struct lg_value *steps = lg_value_list(to->arena);
    double low = INFINITY;
    double high = -INFINITY;
    for (size_t k = 0; k < series->count; k++) {
        low = fmin(low, series->values[k].value);
        high = fmax(high, series->values[k].value);
    }
    for (size_t k = 0; k < series->num_shifts; k++)
        lg_value_push(to->arena, steps, shift_of(to, series, &series->shifts[k]));
    put_text(to, map, "gate", series->suite);
    put_text(to, map, "step", series->id);
    put_text(to, map, "metric", series->metric);
    put_text(to, map, "unit", series->unit);
    put_count(to, map, "count", series->count);
    put_count(to, map, "silent", series->silent);
    put_when(to, map, "last_silent", series->last_silent);
    if (series->count > 0) {
        put_real(to, map, "lowest", low);
        put_real(to, map, "highest", high);
        put_real(to, map, "last", series->values[series->count - 1].value);
    }
    put(to, map, "stepped", steps);
    if (series->is_latest_new)
        put(to, map, "latest", shift_of(to, series, &series->latest));
    return map;
}

static struct lg_value *slowest_of(struct telling *to) {
    const struct lg_history_step *steps[LG_HISTORY_SLOWEST + 1];
    size_t count = lg_history_slowest(to->history, steps, LG_HISTORY_SLOWEST);
    struct lg_value *list = lg_value_list(to->arena);
    for (size_t i = 0; i < count; i++) {
        struct lg_value *map = lg_value_map(to->arena);
        put_text(to, map, "gate", steps[i]->suite);
        put_text(to, map, "step", steps[i]->id);
        put_count(to, map, "count", steps[i]->count);
        put_real(to, map, "mean_s", (double)steps[i]->sum_ns / (double)steps[i]->count / 1e9);
        put_real(to, map, "longest_s", (double)steps[i]->longest_ns / 1e9);
        put_when(to, map, "longest", steps[i]->longest);
        lg_value_push(to->arena, list, map);
    }
    return list;
}

static struct lg_value *group_of(struct telling *to, size_t i) {
    const struct lg_history_group *group = &to->history->groups[i];
    struct lg_value *map = lg_value_map(to->arena);
    put_text(to, map, "fingerprint", group->fingerprint);
    put_text(to, map, "masked", group->masked);
    put_count(to, map, "count", group->count);
    put_text(to, map, "gate", group->suite);
    put_text(to, map, "step", group->id);
    put_text(to, map, "message", group->message);
    put_when(to, map, "first", group->first);
    put_when(to, map, "last", group->last);
    return map;
}

static struct lg_value *skipped_of(struct telling *to, size_t i) {
    struct lg_value *map = lg_value_map(to->arena);
    put_text(to, map, "path", to->history->skipped[i].path);
    put_text(to, map, "why", to->history->skipped[i].why);
    return map;
}

static struct lg_value *list_of(struct telling *to, size_t count,
                                struct lg_value *(*item)(struct telling *to, size_t i)) {
    struct lg_value *list = lg_value_list(to->arena);
    for (size_t i = 0; i < count; i++)
        lg_value_push(to->arena, list, item(to, i));
    return list;
}

struct lg_value *lg_history_value(const struct lg_history *history, struct lg_arena *arena) {
    struct telling to = {history, arena};
    struct lg_value *map = lg_value_map(arena);
    put_count(&to, map, "v", 1);
    put(&to, map, "runs", list_of(&to, history->num_runs, run_of));
    put(&to, map, "gates", list_of(&to, history->num_gates, gate_of));
    put(&to, map, "levels", list_of(&to, history->num_series, series_of));
    put(&to, map, "slowest", slowest_of(&to));
    put(&to, map, "unclassified", list_of(&to, history->num_groups, group_of));
    put(&to, map, "skipped", list_of(&to, history->num_skipped, skipped_of));
    put_count(&to, map, "left_out", history->left_out);
    return map;
}
