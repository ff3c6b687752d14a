#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/json.h"
#include "event/json.h"
#include "report/cursor.h"
#include "report/ledger.h"
#include "report/receipts.h"

/* What the lines read so far have established. */
struct check {
    const struct lg_receipts_reader *reader; /* NULL: nobody else looks */
    struct lg_err refused;                   /* what the reader said no with */
    struct lg_receipts_report report;
    char prev[LG_SHA256_HEX]; /* what the next line must name */
    size_t gates[LG_OUTCOME__COUNT];
    size_t steps[LG_OUTCOME__COUNT];
    size_t planned;
    struct lg_ledger ledger;
    bool is_marred; /* an item of the gate at hand is not as it should be */
    bool has_ended;
};

static const char *const state_names[LG_RECEIPTS__COUNT] = {
    [LG_RECEIPTS_INTACT] = "intact",
    [LG_RECEIPTS_INCOMPLETE] = "incomplete",
    [LG_RECEIPTS_BROKEN] = "broken",
};

const char *lg_receipts_state_name(enum lg_receipts_state state) {
    return (unsigned)state < LG_RECEIPTS__COUNT ? state_names[state] : "unknown";
}

static int check_place(const struct check *check, const struct lg_event *event,
                       const struct lg_value *map, struct lg_err *err) {
    const struct lg_value *prev = lg_value_get(map, "prev");
    bool is_first = check->report.lines == 0;
    if (check->has_ended)
        return lg_err_set(err, LG_ERR_READ, "a line after run_end");
    if (is_first != (event->kind == LG_EVENT_RUN_START))
        return lg_err_set(err, LG_ERR_READ, "%s where %s",
                          is_first ? lg_event_kind_name(event->kind) : "run_start",
                          is_first ? "run_start belongs" : "a run is under way");
    if (event->seq != check->report.lines + 1)
        return lg_err_set(err, LG_ERR_READ, "seq is %llu, not %zu", (unsigned long long)event->seq,
                          check->report.lines + 1);
    if (prev == NULL || prev->kind != LG_VALUE_STRING)
        return lg_err_set(err, LG_ERR_READ, "'prev' is missing");
    if (!lg_view_eq(prev->as.string, check->prev))
        return lg_err_set(err, LG_ERR_READ, "the chain breaks: prev does not name the line before");
    if (!is_first && strcmp(event->run, check->report.run) != 0)
        return lg_err_set(err, LG_ERR_READ, "run is '%s', not '%s'", event->run, check->report.run);
    return 0;
}

static int compare(const char *what, const size_t *said, const size_t *seen, struct lg_err *err) {
    for (int i = 0; i < LG_OUTCOME__COUNT; i++) {
        if (said[i] != seen[i])
            return lg_err_set(err, LG_ERR_READ, "run_end counts %zu %s %s, the lines %zu", said[i],
                              what, lg_outcome_name((enum lg_outcome)i), seen[i]);
    }
    return 0;
}

/* The outcomes that a green run may hold. */
static bool may_be_green(const size_t totals[LG_OUTCOME__COUNT]) {
    return totals[LG_FAILED] + totals[LG_ERROR] + totals[LG_BLOCKED] + totals[LG_INTERRUPTED] == 0;
}

static int check_totals(struct check *check, const struct lg_event_run_end *end,
                        struct lg_err *err) {
    if (compare("gates", end->gates, check->gates, err) != 0 ||
        compare("steps", end->steps, check->steps, err) != 0)
        return -1;
    if (lg_ledger_check(&check->ledger, err) != 0)
        return -1;
    if (end->planned != check->planned)
        return lg_err_set(err, LG_ERR_READ, "run_end counts %zu steps planned, the lines %zu",
                          end->planned, check->planned);
    if (end->exit_code == 0 && (!may_be_green(end->gates) || !may_be_green(end->steps)))
        return lg_err_set(err, LG_ERR_READ, "exit_code is 0 and not everything held");
    return 0;
}

static bool all_hold(const struct lg_event_step *end) {
    for (size_t i = 0; i < end->num_checks; i++)
        if (end->checks[i].verdict != LG_HELD)
            return false;
    return true;
}

/* A target is held against what was measured, and nothing else was. */
static bool is_of_results(const struct lg_event_step *end) {
    for (size_t i = 0; i < end->num_checks; i++) {
        const struct lg_check *check = &end->checks[i];
        const struct lg_value *measured = lg_value_path(end->result, check->subject);
        if (measured == NULL || check->got == NULL || !lg_value_eq(measured, check->got))
            return false;
    }
    return true;
}

/* Why a point does not stand to its targets as it says; NULL: it does. */
static const char *objection(const struct lg_event_case *point) {
    const struct lg_event_step *end = &point->end;
    const char *verdict = end->num_checks == 0 ? "measured" : (all_hold(end) ? "hit" : "miss");
    if (point->verdict == NULL)
        return NULL;
    if (strcmp(point->verdict, verdict) != 0)
        return "its targets and its verdict speak against each other";
    return is_of_results(end) ? NULL : "a target was held against what is not among its results";
}

/* What an item says besides its outcome must be what comes with that. A point of a matrix has
 * passed whatever it measured: its checks are the targets, which its verdict sums up. */
static int check_end(const struct lg_event *event, struct lg_err *err) {
    const struct lg_event_step *end = lg_event_end(event);
    bool is_point = event->kind == LG_EVENT_CASE;
    bool is_green = end->outcome == LG_PASSED || end->outcome == LG_PASSED_AFTER_FIX;
    const char *why = is_point ? objection(&event->as.point) : NULL;
    if (is_green && !is_point && !all_hold(end))
        why = "a check of it does not hold";
    if ((end->outcome == LG_ERROR) != (end->error_kind != LG_ERR_NONE))
        why = end->outcome == LG_ERROR ? "it has no kind of error" : "it has a kind of error";
    if (is_green && (end->stop != NULL || end->blocker != NULL))
        why = end->stop != NULL ? "a stop rule ended it" : "it was blocked";
    if (end->outcome == LG_BLOCKED && end->blocker == NULL)
        why = "nothing blocks it";
    return why == NULL ? 0
                       : lg_err_set(err, LG_ERR_READ, "'%s' of '%s' is told as %s, and %s", end->id,
                                    end->gate, lg_outcome_name(end->outcome), why);
}

/* A gate is no better than its items; one that is worse says why. */
static int check_gate_end(const struct check *check, const struct lg_event_gate_end *end,
                          struct lg_err *err) {
    bool is_green = end->outcome == LG_PASSED || end->outcome == LG_PASSED_AFTER_FIX ||
                    end->outcome == LG_SKIPPED;
    if (is_green == !check->is_marred || (!is_green && end->message != NULL))
        return 0;
    return lg_err_set(err, LG_ERR_READ, "gate '%s' is told as %s, and its steps say otherwise",
                      end->gate, lg_outcome_name(end->outcome));
}

/* Live holds 32 bits of a number: what it shows of one is no finer than this part of it. */
#define FLOAT_HAIR 1e-6

static bool is_read_back(const struct lg_value *set, const struct lg_value *got) {
    if (got == NULL || !lg_value_is_number(set) || !lg_value_is_number(got))
        return got != NULL && lg_value_eq(set, got);
    double wanted = lg_value_number(set);
    return fabs(lg_value_number(got) - wanted) <= FLOAT_HAIR * fmax(1.0, fabs(wanted));
}

/* A parameter that did not take is an error of its point, never a measured one. */
static int check_read_back(const struct lg_event_case *point, struct lg_err *err) {
    const struct lg_value *params = point->params;
    const struct lg_value *set = params == NULL ? NULL : lg_value_get(params, "set");
    const struct lg_value *got = params == NULL ? NULL : lg_value_get(params, "read_back");
    bool holds = true;
    if (point->verdict == NULL || set == NULL || set->kind != LG_VALUE_MAP)
        return 0;
    for (const struct lg_pair *pair = set->as.map.first; pair != NULL; pair = pair->next)
        holds = holds && is_read_back(pair->value, lg_value_get(got, pair->key));
    if (holds)
        return 0;
    return lg_err_set(err, LG_ERR_READ, "'%s' of '%s' is told as %s, and was not read back as set",
                      point->end.id, point->end.gate, point->verdict);
}

static int take_end(struct check *check, const struct lg_event *event, struct lg_err *err) {
    const struct lg_event_step *end = lg_event_end(event);
    size_t only[LG_OUTCOME__COUNT] = {0};
    only[end->outcome] = 1;
    check->is_marred |= !may_be_green(only);
    check->steps[end->outcome]++;
    check->report.steps += end->outcome != LG_INTERRUPTED;
    lg_ledger_tell(&check->ledger, end->gate, end->id);
    if (event->kind == LG_EVENT_CASE && check_read_back(&event->as.point, err) != 0)
        return -1;
    return check_end(event, err);
}

static void take_plan(struct check *check, const struct lg_event_plan *plan) {
    check->planned += plan->num_items;
    for (size_t i = 0; i < plan->num_items; i++)
        lg_ledger_plan(&check->ledger, plan->items[i].gate, plan->items[i].id);
}

static int check_event(struct check *check, const struct lg_event *event, struct lg_err *err) {
    if (event->kind == LG_EVENT_RUN_START && strlen(event->run) >= sizeof check->report.run)
        return lg_err_set(err, LG_ERR_READ, "the run's name is longer than %zu bytes",
                          sizeof check->report.run - 1);
    if (event->kind == LG_EVENT_RUN_START)
        snprintf(check->report.run, sizeof check->report.run, "%s", event->run);
    if (event->kind == LG_EVENT_PLAN)
        take_plan(check, &event->as.plan);
    if (event->kind == LG_EVENT_GATE_START)
        check->is_marred = false;
    if (event->kind == LG_EVENT_GATE_END) {
        check->gates[event->as.gate_end.outcome]++;
        if (check_gate_end(check, &event->as.gate_end, err) != 0)
            return -1;
    }
    if (lg_event_end(event) != NULL && take_end(check, event, err) != 0)
        return -1;
    check->has_ended = event->kind == LG_EVENT_RUN_END;
    return check->has_ended ? check_totals(check, &event->as.run_end, err) : 0;
}

static int check_line(struct check *check, const struct lg_str *line, struct lg_err *err) {
    struct lg_arena arena = {0};
    struct lg_value *map = NULL;
    struct lg_event event;
    int rc = lg_json_read(lg_str_text(line), line->length, NULL, &arena, &map, err);
    if (rc == 0)
        rc = lg_event_of_value(map, &arena, &event, err);
    if (rc == 0)
        rc = check_place(check, &event, map, err);
    if (rc == 0)
        rc = check_event(check, &event, err);
    if (rc == 0) {
        lg_sha256_of(line->text, line->length, check->prev);
        check->report.lines++;
    }
    if (rc == 0 && check->reader != NULL &&
        check->reader->take(check->reader->ctx, &event, &check->refused) != 0)
        lg_err_set(&check->refused, LG_ERR_INTERNAL, "no reason given");
    lg_arena_dispose(&arena);
    return rc;
}

static void conclude(struct check *check, enum lg_receipts_state state, size_t line,
                     const char *why) {
    struct lg_receipts_report *report = &check->report;
    report->state = state;
    report->bad_line = line;
    snprintf(report->why, sizeof report->why, "%.*s", (int)sizeof report->why - 1, why);
}

/* Reads to the end, to the first bad line or to the reader's no. -1 when the file can't be read. */
static int check_lines(struct check *check, FILE *file, struct lg_str *line) {
    while (!lg_err_is_set(&check->refused)) {
        bool is_torn = false;
        struct lg_err why = {0};
        int got = lg_receipts_line(file, line, &is_torn);
        size_t number = check->report.lines + 1;
        if (got < 0)
            return -1;
        if (got == 0 && !check->has_ended)
            conclude(check, LG_RECEIPTS_INCOMPLETE, number, "no run_end: the run was cut off");
        if (got == 0)
            return 0;
        if (is_torn && !check->has_ended) {
            conclude(check, LG_RECEIPTS_INCOMPLETE, number, "the last line is torn");
            return 0;
        }
        if (check_line(check, line, &why) != 0) {
            conclude(check, LG_RECEIPTS_BROKEN, number, why.text);
            return 0;
        }
    }
    return 0;
}

/* What was recorded elsewhere outweighs all but a line that is bad in itself. */
static void check_head(struct check *check, const char *head) {
    char why[256];
    if (check->report.state == LG_RECEIPTS_BROKEN || lg_eq_nocase(head, check->prev))
        return;
    snprintf(why, sizeof why, "the chain ends in %s, not in the head asked for", check->prev);
    conclude(check, LG_RECEIPTS_BROKEN, check->report.lines, why);
}

static int check_file(struct check *check, const char *path, struct lg_err *err) {
    struct lg_str line = {0};
    FILE *file = fopen(path, "r");
    if (file == NULL)
        return lg_err_sys(err, LG_ERR_READ, errno, "receipts '%s'", path);
    int rc = check_lines(check, file, &line);
    if (rc != 0)
        lg_err_sys(err, LG_ERR_READ, errno, "receipts '%s'", path);
    fclose(file);
    lg_str_dispose(&line);
    lg_ledger_dispose(&check->ledger);
    return rc;
}

int lg_receipts_verify(const char *path, const char *head, struct lg_receipts_report *out,
                       struct lg_err *err) {
    struct check check = {.prev = LG_RECEIPTS_ORIGIN};
    if (check_file(&check, path, err) != 0)
        return -1;
    if (head != NULL)
        check_head(&check, head);
    memcpy(check.report.head, check.prev, sizeof check.report.head);
    *out = check.report;
    return 0;
}

int lg_receipts_read(const char *path, const struct lg_receipts_reader *reader,
                     struct lg_receipts_report *out, struct lg_err *err) {
    struct check check = {.reader = reader, .prev = LG_RECEIPTS_ORIGIN};
    if (check_file(&check, path, err) != 0)
        return -1;
    if (lg_err_is_set(&check.refused)) {
        out->lines = check.report.lines;
        if (err != NULL)
            *err = check.refused;
        return -1;
    }
    memcpy(check.report.head, check.prev, sizeof check.report.head);
    *out = check.report;
    return 0;
}
