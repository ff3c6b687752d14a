#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/json.h"
#include "event/json.h"
#include "report/cursor.h"
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

static int check_totals(const struct check *check, const struct lg_event_run_end *end,
                        struct lg_err *err) {
    if (compare("gates", end->gates, check->gates, err) != 0 ||
        compare("steps", end->steps, check->steps, err) != 0)
        return -1;
    if (end->planned != check->planned)
        return lg_err_set(err, LG_ERR_READ, "run_end counts %zu steps planned, the lines %zu",
                          end->planned, check->planned);
    if (end->exit_code == 0 && (!may_be_green(end->gates) || !may_be_green(end->steps)))
        return lg_err_set(err, LG_ERR_READ, "exit_code is 0 and not everything held");
    return 0;
}

static int check_event(struct check *check, const struct lg_event *event, struct lg_err *err) {
    if (event->kind == LG_EVENT_RUN_START && strlen(event->run) >= sizeof check->report.run)
        return lg_err_set(err, LG_ERR_READ, "the run's name is longer than %zu bytes",
                          sizeof check->report.run - 1);
    if (event->kind == LG_EVENT_RUN_START)
        snprintf(check->report.run, sizeof check->report.run, "%s", event->run);
    if (event->kind == LG_EVENT_PLAN)
        check->planned += event->as.plan.num_items;
    if (event->kind == LG_EVENT_GATE_END)
        check->gates[event->as.gate_end.outcome]++;
    const struct lg_event_step *end = lg_event_end(event);
    if (end != NULL) {
        check->steps[end->outcome]++;
        check->report.steps += end->outcome != LG_INTERRUPTED;
    }
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
        if (err != NULL)
            *err = check.refused;
        return -1;
    }
    memcpy(check.report.head, check.prev, sizeof check.report.head);
    *out = check.report;
    return 0;
}
