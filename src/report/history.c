#include "report/history.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/fs.h"
#include "report/cursor.h"
#include "report/receipts.h"

enum { ROOM = 32 };

/* The measures that are followed. */
static const struct {
    const char *key, *unit;
} metrics[] = {{"lufs_i", "LUFS"}, {"sample_peak_dbfs", "dBFS"}, {"true_peak_dbtp", "dBTP"}};

/* A run that is being read. */
struct reading {
    struct lg_history *history;
    const struct lg_history_options *options;
    size_t run;
    const char *suite; /* of the gate that is open; NULL: none */
};

/* Room for one more behind `count`, the array growing by doubling. */
static void *make_room(void *items, size_t count, size_t item_bytes) {
    bool is_full = count == 0 || (count >= ROOM && (count & (count - 1)) == 0);
    if (!is_full)
        return items;
    return lg_xrealloc(items, (count == 0 ? ROOM : 2 * count) * item_bytes);
}

/* --- gates ----------------------------------------------------------------------------------- */

static struct lg_history_gate *gate_of(struct lg_history *history, const char *suite) {
    bool is_new = false;
    size_t place = lg_keys_add(&history->gate_keys, suite, LG_HISTORY_ITEMS_MAX, &is_new);
    if (place == LG_KEYS_NONE)
        return NULL;
    if (is_new) {
        history->gates = make_room(history->gates, history->num_gates, sizeof *history->gates);
        history->gates[history->num_gates++] =
            (struct lg_history_gate){.suite = lg_arena_strdup(&history->arena, suite),
                                     .marks = lg_arena_alloc(&history->arena, history->num_runs),
                                     .last = LG_HISTORY_NONE,
                                     .changed = LG_HISTORY_NONE,
                                     .first_bad = LG_HISTORY_NONE,
                                     .last_good = LG_HISTORY_NONE};
    }
    return &history->gates[place];
}

static bool is_green(enum lg_outcome outcome) {
    return outcome == LG_PASSED || outcome == LG_PASSED_AFTER_FIX;
}

static bool is_red(enum lg_outcome outcome) {
    return outcome == LG_FAILED || outcome == LG_ERROR;
}

/* What was skipped, blocked or cut off says nothing about the gate. */
static void judge(struct lg_history_gate *gate, size_t run, bool passed) {
    bool is_first = gate->last == LG_HISTORY_NONE;
    if (!is_first && passed != gate->is_green) {
        gate->changes++;
        gate->changed = run;
    }
    if (!passed && (is_first || gate->is_green)) {
        gate->first_bad = run;
        gate->last_good = gate->last;
    }
    gate->last = run;
    gate->is_green = passed;
}

static void take_gate(struct reading *reading, const char *suite, enum lg_outcome outcome) {
    struct lg_history_gate *gate = gate_of(reading->history, suite);
    reading->suite = NULL;
    if (gate == NULL) {
        reading->history->left_out++;
        return;
    }
    gate->outcomes[outcome]++;
    gate->marks[reading->run] = (unsigned char)(outcome + 1);
    if (is_green(outcome) || is_red(outcome))
        judge(gate, reading->run, is_green(outcome));
}

/* --- steps ----------------------------------------------------------------------------------- */

static void take_time(struct reading *reading, const struct lg_event_step *end, const char *key) {
    struct lg_history *history = reading->history;
    bool is_new = false;
    size_t place = lg_keys_add(&history->step_keys, key, LG_HISTORY_ITEMS_MAX, &is_new);
    if (place == LG_KEYS_NONE) {
        history->left_out++;
        return;
    }
    if (is_new) {
        history->steps = make_room(history->steps, history->num_steps, sizeof *history->steps);
        history->steps[history->num_steps++] =
            (struct lg_history_step){.suite = lg_arena_strdup(&history->arena, reading->suite),
                                     .id = lg_arena_strdup(&history->arena, end->id),
                                     .longest_ns = -1};
    }
    struct lg_history_step *step = &history->steps[place];
    step->count++;
    step->sum_ns += end->duration_ns;
    if (end->duration_ns > step->longest_ns) {
        step->longest_ns = end->duration_ns;
        step->longest = reading->run;
    }
}

static struct lg_history_series *series_of(struct reading *reading, const struct lg_event_step *end,
                                           size_t metric) {
    struct lg_history *history = reading->history;
    struct lg_str key = {0};
    bool is_new = false;
    lg_str_printf(&key, "%s\n%s\n%s", metrics[metric].key, reading->suite, end->id);
    size_t place =
        lg_keys_add(&history->series_keys, lg_str_text(&key), LG_HISTORY_ITEMS_MAX, &is_new);
    if (is_new) {
        history->series = make_room(history->series, history->num_series, sizeof *history->series);
        history->series[history->num_series++] =
            (struct lg_history_series){.suite = lg_arena_strdup(&history->arena, reading->suite),
                                       .id = lg_arena_strdup(&history->arena, end->id),
                                       .metric = metrics[metric].key,
                                       .unit = metrics[metric].unit,
                                       .last_silent = LG_HISTORY_NONE};
    }
    lg_str_dispose(&key);
    return place == LG_KEYS_NONE ? NULL : &history->series[place];
}

/* Silence is a text in JSON; what it was read as does not matter here. */
static bool is_silence(const struct lg_value *value) {
    if (value->kind == LG_VALUE_STRING)
        return lg_view_eq(value->as.string, "-inf");
    return lg_value_is_number(value) && lg_value_number(value) == -INFINITY;
}

static void take_levels(struct reading *reading, const struct lg_event_step *end) {
    for (size_t i = 0; i < LG_ARRAY_LEN(metrics); i++) {
        const struct lg_value *value = lg_value_get(end->result, metrics[i].key);
        bool is_level = value != NULL && (is_silence(value) || isfinite(lg_value_number(value)));
        struct lg_history_series *series = is_level ? series_of(reading, end, i) : NULL;
        if (series == NULL)
            continue;
        if (is_silence(value)) {
            series->silent++;
            series->last_silent = reading->run;
            continue;
        }
        series->values = make_room(series->values, series->count, sizeof *series->values);
        series->values[series->count++] =
            (struct lg_history_value){reading->run, lg_value_number(value)};
    }
}

/* --- what nobody has a name for --------------------------------------------------------------- */

static void take_unknown(struct reading *reading, const struct lg_event_step *end) {
    struct lg_history *history = reading->history;
    struct lg_str masked = {0};
    char hex[LG_HISTORY_HEX];
    bool is_new = false;
    reading->options->mask(end->message == NULL ? "" : end->message, &masked, hex);
    size_t place = lg_keys_add(&history->group_keys, hex, LG_HISTORY_GROUPS_MAX, &is_new);
    if (is_new) {
        history->groups = make_room(history->groups, history->num_groups, sizeof *history->groups);
        struct lg_history_group *group = &history->groups[history->num_groups++];
        *group = (struct lg_history_group){
            .masked = lg_arena_strdup(&history->arena, lg_str_text(&masked)),
            .suite = lg_arena_strdup(&history->arena, reading->suite),
            .id = lg_arena_strdup(&history->arena, end->id),
            .message = lg_arena_strdup(&history->arena, end->message),
            .first = reading->run};
        memcpy(group->fingerprint, hex, sizeof hex);
    }
    lg_str_dispose(&masked);
    if (place == LG_KEYS_NONE) {
        history->left_out++;
        return;
    }
    history->groups[place].count++;
    history->groups[place].last = reading->run;
}

static bool is_unknown(const struct reading *reading, const struct lg_event_step *end) {
    return is_red(end->outcome) &&
           (end->category == NULL || strcmp(end->category, reading->options->unclassified) == 0);
}

/* What a resumed run tells again counts where it was rendered. */
static void take_end(struct reading *reading, const struct lg_event *event) {
    const struct lg_event_step *end = lg_event_end(event);
    bool has_run = is_green(end->outcome) || is_red(end->outcome);
    bool is_again = event->kind == LG_EVENT_CASE && event->as.point.recorded_by != NULL;
    if (reading->suite == NULL || is_again || !has_run)
        return;
    struct lg_str key = {0};
    lg_str_printf(&key, "%s\n%s", reading->suite, end->id);
    take_time(reading, end, lg_str_text(&key));
    lg_str_dispose(&key);
    if (end->result != NULL)
        take_levels(reading, end);
    if (is_unknown(reading, end))
        take_unknown(reading, end);
}

/* --- runs ------------------------------------------------------------------------------------ */

static void take(struct reading *reading, const struct lg_event *event) {
    struct lg_history *history = reading->history;
    struct lg_history_run *run = &history->runs[reading->run];
    if (event->kind == LG_EVENT_GATE_START) {
        struct lg_history_gate *gate = gate_of(history, event->as.gate_start.suite);
        reading->suite = gate != NULL
                             ? gate->suite
                             : lg_arena_strdup(&history->arena, event->as.gate_start.suite);
    }
    if (lg_event_end(event) != NULL)
        take_end(reading, event);
    if (event->kind == LG_EVENT_GATE_END)
        take_gate(reading, event->as.gate_end.suite, event->as.gate_end.outcome);
    if (event->kind == LG_EVENT_RUN_END) {
        run->is_cut = false;
        run->exit_code = event->as.run_end.exit_code;
    }
}

/* A second file of a run says nothing new; another name of the first one is none. */
static void note_copy(struct lg_history *history, const char *path,
                      const struct lg_history_run *of) {
    if (lg_fs_is_same(path, of->path))
        return;
    history->copies = make_room(history->copies, history->num_copies, sizeof *history->copies);
    history->copies[history->num_copies++] = (struct lg_history_skipped){
        path, lg_arena_printf(&history->arena, "run %s, which %s tells", of->run, of->path)};
}

static void skip(struct lg_history *history, const char *path, const char *why) {
    history->skipped = make_room(history->skipped, history->num_skipped, sizeof *history->skipped);
    history->skipped[history->num_skipped++] = (struct lg_history_skipped){
        lg_arena_strdup(&history->arena, path), lg_arena_strdup(&history->arena, why)};
}

static void note_joined(struct lg_history *history, const struct lg_value *merged) {
    for (size_t i = 0; lg_value_at(merged, i) != NULL; i++) {
        const struct lg_value *run = lg_value_get(lg_value_at(merged, i), "run");
        if (run != NULL && run->kind == LG_VALUE_STRING)
            lg_keys_add(&history->joined, run->as.string.text, SIZE_MAX, NULL);
    }
}

static int read_start(struct lg_history *history, const char *path, struct lg_history_run *out,
                      struct lg_err *err) {
    struct lg_receipts_cursor cursor = {0};
    struct lg_arena *arena = &history->arena;
    struct lg_arena passing = {0};
    struct lg_event event;
    if (lg_receipts_cursor_open(&cursor, path, err) != 0)
        return -1;
    int got = lg_receipts_cursor_next(&cursor, &passing, &event, err);
    if (got == 1) {
        const struct lg_event_run_start *start = &event.as.run_start;
        *out = (struct lg_history_run){.run = lg_arena_strdup(arena, event.run),
                                       .path = lg_arena_strdup(arena, path),
                                       .revision = lg_arena_strdup(arena, start->revision),
                                       .tool = lg_arena_strdup(arena, start->tool),
                                       .host = lg_arena_strdup(arena, start->host),
                                       .target = lg_arena_strdup(arena, start->target),
                                       .ts_ms = event.ts_ms,
                                       .is_cut = true};
        note_joined(history, start->merged);
    }
    lg_receipts_cursor_dispose(&cursor);
    lg_arena_dispose(&passing);
    return got < 0 ? -1 : got == 1 ? 0 : lg_err_set(err, LG_ERR_READ, "it holds no whole line");
}

/* Notes the run of a file, or why it is none. */
static void note_file(struct lg_history *history, const struct lg_history_options *options,
                      const char *path) {
    struct lg_receipts_report report;
    struct lg_history_run run;
    struct lg_err err = {0};
    if (options->verify(path, NULL, &report, &err) == 0) {
        if (report.state == LG_RECEIPTS_BROKEN)
            lg_err_set(&err, LG_ERR_READ, "line %zu: %s", report.bad_line, report.why);
        else if (read_start(history, path, &run, &err) == 0) {
            history->runs = make_room(history->runs, history->num_runs, sizeof *history->runs);
            history->runs[history->num_runs++] = run;
            return;
        }
    }
    skip(history, path, err.text);
}

static int by_time(const void *a, const void *b) {
    const struct lg_history_run *one = a;
    const struct lg_history_run *other = b;
    if (one->ts_ms != other->ts_ms)
        return one->ts_ms < other->ts_ms ? -1 : 1;
    int order = strcmp(one->run, other->run);
    return order != 0 ? order : strcmp(one->path, other->path);
}

/* In the order of time, each run once: a copy, or another name of it, says nothing new. */
static void sort_runs(struct lg_history *history) {
    size_t kept = 0;
    if (history->num_runs == 0)
        return;
    qsort(history->runs, history->num_runs, sizeof *history->runs, by_time);
    for (size_t i = 0; i < history->num_runs; i++) {
        const struct lg_history_run *run = &history->runs[i];
        const struct lg_history_run *last = kept == 0 ? NULL : &history->runs[kept - 1];
        if (lg_keys_find(&history->joined, run->run) != LG_KEYS_NONE)
            continue;
        if (last == NULL || last->ts_ms != run->ts_ms || strcmp(last->run, run->run) != 0)
            history->runs[kept++] = *run;
        else
            note_copy(history, run->path, last);
    }
    history->num_runs = kept;
}

/* What was found sound a moment ago. */
static void read_run(struct lg_history *history, const struct lg_history_options *options,
                     size_t run) {
    struct reading reading = {.history = history, .options = options, .run = run};
    struct lg_receipts_cursor cursor = {.file = NULL};
    struct lg_arena arena = {0};
    struct lg_err err = {0};
    struct lg_event event;
    const char *path = history->runs[run].path;
    int got = lg_receipts_cursor_open(&cursor, path, &err) == 0 ? 1 : -1;
    while (got == 1) {
        got = lg_receipts_cursor_next(&cursor, &arena, &event, &err);
        if (got == 1)
            take(&reading, &event);
        lg_arena_dispose(&arena);
    }
    if (got < 0)
        skip(history, path, err.text);
    if (reading.suite != NULL)
        take_gate(&reading, reading.suite, LG_INTERRUPTED);
    lg_receipts_cursor_dispose(&cursor);
}

/* The most frequent first, else as they came. */
static int by_count(const void *a, const void *b) {
    const struct lg_history_group *one = a;
    const struct lg_history_group *other = b;
    if (one->count != other->count)
        return one->count > other->count ? -1 : 1;
    return one->first != other->first ? (one->first < other->first ? -1 : 1)
                                      : strcmp(one->fingerprint, other->fingerprint);
}

static void find_shifts(struct lg_history *history) {
    for (size_t i = 0; i < history->num_series; i++) {
        struct lg_history_series *series = &history->series[i];
        double *values = lg_xcalloc(series->count + 1, sizeof *values);
        for (size_t k = 0; k < series->count; k++)
            values[k] = series->values[k].value;
        series->num_shifts =
            lg_shift_find(values, series->count, history->num_series, series->shifts);
        size_t from = series->num_shifts == 0 ? 0 : series->shifts[series->num_shifts - 1].at;
        series->is_latest_new =
            lg_shift_last(values, from, series->count, history->num_series, &series->latest);
        free(values);
    }
}

int lg_history_read(struct lg_history *history, const char *const *paths, size_t count,
                    const struct lg_history_options *options, struct lg_err *err) {
    *history = (struct lg_history){0};
    for (size_t i = 0; i < count; i++)
        note_file(history, options, paths[i]);
    if (history->num_runs == 0)
        return lg_err_set(err, LG_ERR_READ, "no receipts of a run among %zu file%s", count,
                          count == 1 ? "" : "s");
    sort_runs(history);
    for (size_t i = 0; i < history->num_runs; i++)
        read_run(history, options, i);
    if (history->num_groups > 0)
        qsort(history->groups, history->num_groups, sizeof *history->groups, by_count);
    find_shifts(history);
    return 0;
}

void lg_history_dispose(struct lg_history *history) {
    if (history == NULL)
        return;
    for (size_t i = 0; i < history->num_series; i++)
        free(history->series[i].values);
    free(history->runs);
    free(history->gates);
    free(history->steps);
    free(history->series);
    free(history->groups);
    free(history->skipped);
    free(history->copies);
    lg_keys_dispose(&history->gate_keys);
    lg_keys_dispose(&history->step_keys);
    lg_keys_dispose(&history->series_keys);
    lg_keys_dispose(&history->group_keys);
    lg_keys_dispose(&history->joined);
    lg_arena_dispose(&history->arena);
    *history = (struct lg_history){0};
}

/* --- asked of it ------------------------------------------------------------------------------ */

size_t lg_history_passed(const struct lg_history_gate *gate) {
    return gate->outcomes[LG_PASSED] + gate->outcomes[LG_PASSED_AFTER_FIX];
}

size_t lg_history_judged(const struct lg_history_gate *gate) {
    return lg_history_passed(gate) + gate->outcomes[LG_FAILED] + gate->outcomes[LG_ERROR];
}

size_t lg_history_since(const struct lg_history *history, const struct lg_history_gate *gate) {
    return gate->last == LG_HISTORY_NONE ? 0 : history->num_runs - 1 - gate->last;
}

static double mean_of(const struct lg_history_step *step) {
    return (double)step->sum_ns / (double)step->count;
}

size_t lg_history_slowest(const struct lg_history *history, const struct lg_history_step **out,
                          size_t max) {
    size_t count = 0;
    for (size_t i = 0; i < history->num_steps; i++) {
        const struct lg_history_step *step = &history->steps[i];
        size_t at = count;
        while (at > 0 && mean_of(out[at - 1]) < mean_of(step))
            at--;
        if (at == max)
            continue;
        count += count < max ? 1 : 0;
        memmove(out + at + 1, out + at, (count - at - 1) * sizeof *out);
        out[at] = step;
    }
    return count;
}
