#include <string.h>

#include "base/clock.h"
#include "base/number.h"
#include "report/clean.h"
#include "report/history_tell.h"
#include "report/words.h"

enum { GROUPS_SHOWN = 20, COMMIT_DIGITS = 12, LINE_MAX_CHARS = 400 };

/* --- words ----------------------------------------------------------------------------------- */

static void add_date(const struct lg_history *history, size_t run, struct lg_str *out) {
    char stamp[25];
    lg_clock_format_utc(history->runs[run].ts_ms, stamp);
    lg_str_add_n(out, stamp, strlen("2026-09-20"));
}

static void add_commit(const char *revision, struct lg_str *out) {
    lg_str_printf(out, "commit %.*s", COMMIT_DIGITS, revision);
}

void lg_history_when(const struct lg_history *history, size_t run, struct lg_str *out) {
    const char *revision = history->runs[run].revision;
    add_date(history, run, out);
    lg_str_printf(out, " (run %zu of %zu", run + 1, history->num_runs);
    if (revision != NULL) {
        lg_str_add(out, ", ");
        add_commit(revision, out);
    }
    lg_str_add_char(out, ')');
}

static bool is_other(const char *one, const char *other) {
    return one != NULL && other != NULL && strcmp(one, other) != 0;
}

/* What was new at a run beside its commit, since an earlier one; the same commit is worth a word.
 */
static void add_news(const struct lg_history *history, size_t before, size_t at,
                     struct lg_str *out) {
    const struct lg_history_run *was = &history->runs[before];
    const struct lg_history_run *is = &history->runs[at];
    const struct {
        const char *what, *was, *is;
    } rows[] = {{"tool", was->tool, is->tool},
                {"host", was->host, is->host},
                {"target", was->target, is->target}};
    if (was->revision != NULL && is->revision != NULL && strcmp(was->revision, is->revision) == 0)
        lg_str_add(out, "; both at the same commit");
    for (size_t i = 0; i < LG_ARRAY_LEN(rows); i++)
        if (is_other(rows[i].was, rows[i].is))
            lg_str_printf(out, "; another %s: '%s', before '%s'", rows[i].what, rows[i].is,
                          rows[i].was);
}

void lg_history_turn(const struct lg_history *history, const struct lg_history_gate *gate,
                     struct lg_str *out) {
    bool has_turned = gate->changed != LG_HISTORY_NONE;
    if (gate->first_bad == LG_HISTORY_NONE)
        return;
    if (has_turned) {
        lg_str_add(out, gate->is_green ? "red to green on " : "green to red on ");
        lg_history_when(history, gate->changed, out);
    }
    if (gate->changes > 1)
        lg_str_printf(out, ", the last of %zu changes", gate->changes);
    if (gate->changed == gate->first_bad)
        lg_str_add(out, ", the first bad one");
    else {
        lg_str_add(out, has_turned ? "; first bad: " : "first bad: ");
        lg_history_when(history, gate->first_bad, out);
    }
    if (gate->last_good == LG_HISTORY_NONE) {
        lg_str_add(out, "; it was never green before");
        return;
    }
    lg_str_add(out, "; last good: ");
    lg_history_when(history, gate->last_good, out);
    add_news(history, gate->last_good, gate->first_bad, out);
}

void lg_history_shift(const struct lg_history *history, const struct lg_history_series *series,
                      size_t index, struct lg_str *out) {
    const struct lg_shift *shift = &series->shifts[index];
    size_t at = series->values[shift->at].run;
    char before[LG_NUMBER_MAX];
    char after[LG_NUMBER_MAX];
    char by[LG_NUMBER_MAX];
    lg_number_fixed(shift->before, 2, before);
    lg_number_fixed(shift->after, 2, after);
    lg_number_fixed(shift->after - shift->before, 2, by);
    lg_str_printf(out, "%s to %s %s (%s%s) on ", before, after, series->unit,
                  by[0] == '-' ? "" : "+", by);
    lg_history_when(history, at, out);
    lg_str_add(out, "; before: ");
    lg_history_when(history, series->values[shift->at - 1].run, out);
    add_news(history, series->values[shift->at - 1].run, at, out);
}

void lg_history_absence(const struct lg_history *history, const struct lg_history_gate *gate,
                        struct lg_str *out) {
    size_t since = lg_history_since(history, gate);
    if (since == 0)
        return;
    lg_str_add(out, "last judged on ");
    lg_history_when(history, gate->last, out);
    if (since == 1)
        lg_str_add(out, ", not in the last run");
    else
        lg_str_printf(out, ", not in the last %zu runs", since);
}

void lg_history_latest(const struct lg_history *history, const struct lg_history_series *series,
                       struct lg_str *out) {
    const struct lg_shift *shift = &series->latest;
    const char *unit = strcmp(series->unit, "LUFS") == 0 ? "LU" : "dB";
    char before[LG_NUMBER_MAX];
    char by[LG_NUMBER_MAX];
    char spread[LG_NUMBER_MAX];
    if (!series->is_latest_new)
        return;
    size_t at = series->values[shift->at].run;
    lg_number_fixed(shift->before, 2, before);
    lg_number_fixed(shift->after - shift->before, 2, by);
    lg_number_fixed(shift->spread, 3, spread);
    lg_str_printf(out, "its last run differs by %s%s %s from the level before, %s %s",
                  by[0] == '-' ? "" : "+", by, unit, before, series->unit);
    if (shift->at == 1)
        lg_str_add(out, " (of one run)");
    else
        lg_str_printf(out, " (spread %s)", spread);
    lg_str_add(out, ": ");
    lg_history_when(history, at, out);
    add_news(history, series->values[shift->at - 1].run, at, out);
}

/* --- the text -------------------------------------------------------------------------------- */

static void end_line(struct lg_str *line, struct lg_str *out) {
    lg_clean_line((struct lg_view){lg_str_text(line), line->length}, LINE_MAX_CHARS, out);
    lg_str_add_char(out, '\n');
    lg_str_clear(line);
}

/* What gates can't tell: with 1 one of them failed. */
static void tell_ends(const struct lg_history *history, struct lg_str *out) {
    struct lg_str line = {0};
    for (size_t last = history->num_runs; last > 0; last--) {
        const struct lg_history_run *run = &history->runs[last - 1];
        size_t count = 0;
        bool is_told = run->is_cut || run->exit_code == 0 || run->exit_code == 1;
        for (size_t i = 0; i < history->num_runs && !is_told; i++) {
            const struct lg_history_run *other = &history->runs[i];
            bool is_alike = !other->is_cut && other->exit_code == run->exit_code;
            count += is_alike;
            is_told = is_alike && i >= last;
        }
        if (is_told)
            continue;
        lg_str_printf(&line, "%zu of them ended with exit %d, last on ", count, run->exit_code);
        lg_history_when(history, last - 1, &line);
        end_line(&line, out);
    }
    lg_str_dispose(&line);
}

static void tell_runs(const struct lg_history *history, const char *from, struct lg_str *out) {
    struct lg_str line = {0};
    size_t cut = 0;
    for (size_t i = 0; i < history->num_runs; i++)
        cut += history->runs[i].is_cut;
    lg_str_printf(&line, "%zu run%s, ", history->num_runs, history->num_runs == 1 ? "" : "s");
    add_date(history, 0, &line);
    if (history->num_runs > 1) {
        lg_str_add(&line, " to ");
        add_date(history, history->num_runs - 1, &line);
    }
    lg_str_printf(&line, ", of %s", from);
    end_line(&line, out);
    if (cut > 0)
        lg_str_printf(out, "%zu of them %s cut off before the end\n", cut,
                      cut == 1 ? "was" : "were");
    tell_ends(history, out);
    lg_str_dispose(&line);
}

static void tell_gate(const struct lg_history *history, const struct lg_history_gate *gate,
                      struct lg_str *out) {
    size_t judged = lg_history_judged(gate);
    size_t passed = lg_history_passed(gate);
    struct lg_str line = {0};
    if (judged == 0)
        lg_str_printf(&line, "  %-24s no verdict", gate->suite);
    else
        /* Rounded down: 100 % are all. */
        lg_str_printf(&line, "  %-24s %3zu %% passed: %zu of %zu", gate->suite,
                      100 * passed / judged, passed, judged);
    for (int i = 0; i < LG_OUTCOME__COUNT; i++)
        if (gate->outcomes[i] > 0 && i != LG_PASSED)
            lg_str_printf(&line, ", %zu %s", gate->outcomes[i],
                          lg_words_outcome((enum lg_outcome)i));
    end_line(&line, out);
    lg_history_turn(history, gate, &line);
    if (line.length > 0) {
        lg_str_add(out, "      ");
        end_line(&line, out);
    }
    lg_history_absence(history, gate, &line);
    if (line.length > 0) {
        lg_str_add(out, "      ");
        end_line(&line, out);
    }
    lg_str_dispose(&line);
}

static void tell_series(const struct lg_history *history, const struct lg_history_series *series,
                        struct lg_str *out) {
    struct lg_str line = {0};
    for (size_t i = 0; i < series->num_shifts; i++) {
        lg_str_printf(&line, "  %s %s %s: ", series->suite, series->id, series->metric);
        lg_history_shift(history, series, i, &line);
        end_line(&line, out);
    }
    if (series->is_latest_new) {
        lg_str_printf(&line, "  %s %s %s: ", series->suite, series->id, series->metric);
        lg_history_latest(history, series, &line);
        end_line(&line, out);
    }
    if (series->silent > 0) {
        lg_str_printf(&line, "  %s %s %s: silent %zu of %zu times, last on ", series->suite,
                      series->id, series->metric, series->silent, series->silent + series->count);
        lg_history_when(history, series->last_silent, &line);
        end_line(&line, out);
    }
    lg_str_dispose(&line);
}

static void tell_levels(const struct lg_history *history, struct lg_str *out) {
    size_t steady = 0;
    if (history->num_series == 0)
        return;
    lg_str_add(out, "\nlevels that stepped\n");
    for (size_t i = 0; i < history->num_series; i++) {
        tell_series(history, &history->series[i], out);
        steady += history->series[i].num_shifts == 0;
    }
    lg_str_printf(out, "  %zu of %zu measures without a step\n", steady, history->num_series);
}

static void tell_slowest(const struct lg_history *history, struct lg_str *out) {
    const struct lg_history_step *steps[LG_HISTORY_SLOWEST + 1];
    size_t count = lg_history_slowest(history, steps, LG_HISTORY_SLOWEST);
    struct lg_str line = {0};
    lg_str_add(out, count == 0 ? "" : "\nslowest steps\n");
    for (size_t i = 0; i < count; i++) {
        char mean[24];
        char longest[24];
        lg_words_seconds(steps[i]->sum_ns / (int64_t)steps[i]->count, mean);
        lg_words_seconds(steps[i]->longest_ns, longest);
        lg_str_printf(&line, "  %9s s on average, %s s at most  %s %s (%zu times), longest on ",
                      mean, longest, steps[i]->suite, steps[i]->id, steps[i]->count);
        add_date(history, steps[i]->longest, &line);
        end_line(&line, out);
    }
    lg_str_dispose(&line);
}

static void tell_unknown(const struct lg_history *history, struct lg_str *out) {
    struct lg_str line = {0};
    lg_str_add(out, history->num_groups == 0 ? "" : "\nnot classified\n");
    for (size_t i = 0; i < history->num_groups && i < GROUPS_SHOWN; i++) {
        const struct lg_history_group *group = &history->groups[i];
        lg_str_printf(&line, "  %zu time%s, last on ", group->count, group->count == 1 ? "" : "s");
        lg_history_when(history, group->last, &line);
        lg_str_printf(&line, "  %s  %s %s: %s", group->fingerprint, group->suite, group->id,
                      group->masked);
        end_line(&line, out);
    }
    if (history->num_groups > GROUPS_SHOWN)
        lg_str_printf(out, "  and %zu more kinds\n", history->num_groups - GROUPS_SHOWN);
    lg_str_dispose(&line);
}

void lg_history_text(const struct lg_history *history, const char *from, struct lg_str *out) {
    tell_runs(history, from, out);
    lg_str_add(out, history->num_gates == 0 ? "" : "\ngates\n");
    for (size_t i = 0; i < history->num_gates; i++)
        tell_gate(history, &history->gates[i], out);
    tell_levels(history, out);
    tell_slowest(history, out);
    tell_unknown(history, out);
    if (history->left_out > 0)
        lg_str_printf(out, "\n%zu ends of steps are left out: more kinds of them than are kept\n",
                      history->left_out);
}
