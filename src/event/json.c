#include "event/json.h"

#include <string.h>

#include "base/clock.h"
#include "event/record.h"

static const char *outcome_name(int value) {
    return lg_outcome_name((enum lg_outcome)value);
}

static const char *verdict_name(int value) {
    return lg_verdict_name((enum lg_verdict)value);
}

static const char *err_kind_name(int value) {
    return lg_err_kind_name((enum lg_err_kind)value);
}

static const struct lg_names outcomes = {outcome_name, LG_OUTCOME__COUNT};
static const struct lg_names verdicts = {verdict_name, LG_VERDICT__COUNT};
static const struct lg_names err_kinds = {err_kind_name, LG_ERR__COUNT};

_Static_assert(sizeof(enum lg_outcome) == sizeof(int), "enums are copied as ints");
_Static_assert(sizeof(enum lg_verdict) == sizeof(int), "enums are copied as ints");
_Static_assert(sizeof(enum lg_err_kind) == sizeof(int), "enums are copied as ints");

/* Rows of the tables below: the key is the field's name. */
#define SLOT(kind_, field)                                                                         \
    { .key = #field, .kind = LG_SLOT_##kind_, .offset = offsetof(struct RECORD, field) }
#define OPTIONAL(kind_, field)                                                                     \
    {                                                                                              \
        .key = #field, .kind = LG_SLOT_##kind_, .is_optional = true,                               \
        .offset = offsetof(struct RECORD, field)                                                   \
    }
#define NAMED(kind_, field, names_)                                                                \
    {                                                                                              \
        .key = #field, .kind = LG_SLOT_##kind_, .offset = offsetof(struct RECORD, field),          \
        .names = &(names_)                                                                         \
    }
#define LISTED(kind_, field, rows_)                                                                \
    {                                                                                              \
        .key = #field, .kind = LG_SLOT_##kind_, .offset = offsetof(struct RECORD, field),          \
        .count_offset = offsetof(struct RECORD, num_##field), .rows = (rows_)                      \
    }
#define RECORD_OF(slots_)                                                                          \
    { sizeof(struct RECORD), (slots_), LG_ARRAY_LEN(slots_) }

#define RECORD lg_check
static const struct lg_slot check_slots[] = {
    SLOT(TEXT, subject),  SLOT(TEXT, op),       SLOT(VALUE, wanted),
    OPTIONAL(VALUE, got), OPTIONAL(VALUE, tol), NAMED(NAME, verdict, verdicts),
    SLOT(TEXT, text),
};
static const struct lg_record check_record = RECORD_OF(check_slots);
#undef RECORD

#define RECORD lg_event_input
static const struct lg_slot input_slots[] = {
    SLOT(TEXT, kind),
    SLOT(TEXT, path),
    SLOT(TEXT, sha256),
};
static const struct lg_record input_record = RECORD_OF(input_slots);
#undef RECORD

#define RECORD lg_event_item
static const struct lg_slot item_slots[] = {
    SLOT(TEXT, gate),
    SLOT(TEXT, id),
    SLOT(TEXT, verb),
    OPTIONAL(COUNT, at),
};
static const struct lg_record item_record = RECORD_OF(item_slots);
#undef RECORD

#define RECORD lg_event_run_start
static const struct lg_slot run_start_slots[] = {
    SLOT(TEXT, tool),
    OPTIONAL(TEXT, revision),
    SLOT(TEXT, host),
    SLOT(TEXT, target_kind),
    SLOT(TEXT, target),
    OPTIONAL(TEXT, target_option),
    LISTED(TEXTS, options, NULL),
    LISTED(ROWS, inputs, &input_record),
    SLOT(SEED, seed),
    OPTIONAL(VALUE, matrices),
    OPTIONAL(VALUE, resumes),
    OPTIONAL(VALUE, shard),
    OPTIONAL(VALUE, merged),
};
static const struct lg_record run_start_record = RECORD_OF(run_start_slots);
#undef RECORD

#define RECORD lg_event_plan
static const struct lg_slot plan_slots[] = {LISTED(ROWS, items, &item_record)};
static const struct lg_record plan_record = RECORD_OF(plan_slots);
#undef RECORD

#define RECORD lg_event_gate_start
static const struct lg_slot gate_start_slots[] = {
    SLOT(TEXT, gate),       SLOT(TEXT, suite),        OPTIONAL(TEXT, name),
    OPTIONAL(TEXT, source), OPTIONAL(TEXT, selector),
};
static const struct lg_record gate_start_record = RECORD_OF(gate_start_slots);
#undef RECORD

#define RECORD lg_event_step
static const struct lg_slot step_slots[] = {
    SLOT(TEXT, gate),
    SLOT(TEXT, id),
    SLOT(TEXT, verb),
    NAMED(NAME, outcome, outcomes),
    OPTIONAL(TEXT, message),
    OPTIONAL(TEXT, category),
    {.key = "error_kind",
     .kind = LG_SLOT_NAME,
     .is_optional = true,
     .offset = offsetof(struct lg_event_step, error_kind),
     .names = &err_kinds},
    OPTIONAL(TEXT, source),
    OPTIONAL(PLACE, line),
    OPTIONAL(PLACE, column),
    SLOT(SPAN, duration_ns),
    OPTIONAL(VALUE, result),
    LISTED(ROWS, checks, &check_record),
    OPTIONAL(TEXT, blocker),
    OPTIONAL(TEXT, stop),
    OPTIONAL(TEXT, advice),
};
static const struct lg_record step_record = RECORD_OF(step_slots);
#undef RECORD

/* A case has a step's keys, but for what it calls otherwise. */
#define END(kind_, field)                                                                          \
    { .key = #field, .kind = LG_SLOT_##kind_, .offset = offsetof(struct RECORD, end.field) }
#define END_OPTIONAL(kind_, field)                                                                 \
    {                                                                                              \
        .key = #field, .kind = LG_SLOT_##kind_, .is_optional = true,                               \
        .offset = offsetof(struct RECORD, end.field)                                               \
    }

#define RECORD lg_event_case
static const struct lg_slot case_slots[] = {
    END(TEXT, gate),
    END(TEXT, id),
    END(TEXT, verb),
    {.key = "outcome",
     .kind = LG_SLOT_NAME,
     .offset = offsetof(struct lg_event_case, end.outcome),
     .names = &outcomes},
    OPTIONAL(TEXT, verdict),
    END_OPTIONAL(TEXT, message),
    OPTIONAL(TEXT, phase),
    OPTIONAL(TEXT, error),
    END_OPTIONAL(TEXT, category),
    {.key = "error_kind",
     .kind = LG_SLOT_NAME,
     .is_optional = true,
     .offset = offsetof(struct lg_event_case, end.error_kind),
     .names = &err_kinds},
    END_OPTIONAL(TEXT, source),
    END_OPTIONAL(PLACE, line),
    END_OPTIONAL(PLACE, column),
    END(SPAN, duration_ns),
    OPTIONAL(TEXT, export_file),
    OPTIONAL(TEXT, sha256),
    OPTIONAL(TEXT, pcm_sha256),
    OPTIONAL(VALUE, params),
    {.key = "results",
     .kind = LG_SLOT_VALUE,
     .is_optional = true,
     .offset = offsetof(struct lg_event_case, end.result)},
    {.key = "checks",
     .kind = LG_SLOT_ROWS,
     .offset = offsetof(struct lg_event_case, end.checks),
     .count_offset = offsetof(struct lg_event_case, end.num_checks),
     .rows = &check_record},
    END_OPTIONAL(TEXT, blocker),
    END_OPTIONAL(TEXT, stop),
    END_OPTIONAL(TEXT, advice),
    OPTIONAL(TEXT, recorded_by),
};
static const struct lg_record case_record = RECORD_OF(case_slots);
#undef RECORD

#define RECORD lg_event_transition
static const struct lg_slot transition_slots[] = {
    SLOT(TEXT, gate),        OPTIONAL(TEXT, id),       SLOT(TEXT, state),
    OPTIONAL(TEXT, trigger), OPTIONAL(TEXT, artifact),
};
static const struct lg_record transition_record = RECORD_OF(transition_slots);
#undef RECORD

#define RECORD lg_event_probe
static const struct lg_slot probe_slots[] = {
    SLOT(TEXT, gate),       SLOT(TEXT, id),          SLOT(COUNT, nth),      SLOT(TEXT, probe),
    OPTIONAL(TEXT, number), OPTIONAL(TEXT, seen),    OPTIONAL(TEXT, means), OPTIONAL(TEXT, then),
    OPTIONAL(TEXT, detail), SLOT(SPAN, duration_ns),
};
static const struct lg_record probe_record = RECORD_OF(probe_slots);
#undef RECORD

#define RECORD lg_event_fix
static const struct lg_slot fix_slots[] = {
    SLOT(TEXT, gate),
    SLOT(TEXT, id),
    SLOT(COUNT, nth),
    SLOT(TEXT, fix),
    OPTIONAL(TEXT, help),
    OPTIONAL(TEXT, error),
    LISTED(TEXTS, changed, NULL),
    SLOT(SPAN, duration_ns),
};
static const struct lg_record fix_record = RECORD_OF(fix_slots);
#undef RECORD

#define RECORD lg_event_gate_end
static const struct lg_slot gate_end_slots[] = {
    SLOT(TEXT, gate),        SLOT(TEXT, suite),       NAMED(NAME, outcome, outcomes),
    OPTIONAL(TEXT, message), SLOT(SPAN, duration_ns),
};
static const struct lg_record gate_end_record = RECORD_OF(gate_end_slots);
#undef RECORD

#define RECORD lg_event_run_end
static const struct lg_slot run_end_slots[] = {
    NAMED(TOTALS, gates, outcomes), NAMED(TOTALS, steps, outcomes), SLOT(COUNT, planned),
    SLOT(SPAN, duration_ns),        SLOT(INT, exit_code),           OPTIONAL(TEXT, message),
};
static const struct lg_record run_end_record = RECORD_OF(run_end_slots);
#undef RECORD

static const struct lg_record *const records[LG_EVENT__COUNT] = {
    [LG_EVENT_RUN_START] = &run_start_record,
    [LG_EVENT_PLAN] = &plan_record,
    [LG_EVENT_GATE_START] = &gate_start_record,
    [LG_EVENT_STEP] = &step_record,
    [LG_EVENT_CASE] = &case_record,
    [LG_EVENT_TRANSITION] = &transition_record,
    [LG_EVENT_PROBE] = &probe_record,
    [LG_EVENT_FIX] = &fix_record,
    [LG_EVENT_GATE_END] = &gate_end_record,
    [LG_EVENT_RUN_END] = &run_end_record,
};

struct lg_value *lg_event_value(const struct lg_event *event, struct lg_arena *arena) {
    struct lg_value *map = lg_value_map(arena);
    char ts[25];
    lg_clock_format_utc(event->ts_ms, ts);
    lg_value_put(arena, map, "v", lg_value_int(arena, LG_EVENT_VERSION));
    lg_value_put(arena, map, "seq", lg_value_int(arena, (int64_t)event->seq));
    lg_value_put(arena, map, "ts", lg_value_text(arena, ts));
    lg_value_put(arena, map, "run", lg_value_text(arena, event->run));
    lg_value_put(arena, map, "kind", lg_value_text(arena, lg_event_kind_name(event->kind)));
    lg_record_write(records[event->kind], &event->as, map, arena);
    if (event->kind == LG_EVENT_RUN_END)
        lg_value_put(arena, map, "count", lg_value_int(arena, (int64_t)event->seq));
    return map;
}

/* The number of `count` digits at `text`, -1 when one is none. */
static int64_t digits(const char *text, size_t count) {
    int64_t number = 0;
    for (size_t i = 0; i < count; i++) {
        if (text[i] < '0' || text[i] > '9')
            return -1;
        number = number * 10 + (text[i] - '0');
    }
    return number;
}

/* Days from 1970-01-01 in the Gregorian calendar, years from 0 on: the year is made to begin in
 * March, so that the leap day is its last. */
static int64_t days_from_civil(int64_t year, int64_t month, int64_t day) {
    int64_t y = month <= 2 ? year - 1 + 400 : year + 400;
    int64_t day_of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    return 365 * y + y / 4 - y / 100 + y / 400 + day_of_year - 719468 - 146097;
}

/* Reads what lg_clock_format_utc wrote: it must give the same text back. */
static int read_ts(const struct lg_value *value, int64_t *ms_out, struct lg_err *err) {
    if (value == NULL || value->kind != LG_VALUE_STRING || value->as.string.length != 24)
        return lg_err_set(err, LG_ERR_READ, "'ts' is not a UTC time with milliseconds");
    const char *text = value->as.string.text;
    int64_t days = days_from_civil(digits(text, 4), digits(text + 5, 2), digits(text + 8, 2));
    int64_t seconds =
        digits(text + 11, 2) * 3600 + digits(text + 14, 2) * 60 + digits(text + 17, 2);
    int64_t ms = (days * 86400 + seconds) * 1000 + digits(text + 20, 3);
    char again[25];
    lg_clock_format_utc(ms, again);
    if (strcmp(text, again) != 0)
        return lg_err_set(err, LG_ERR_READ, "'ts' is not a UTC time with milliseconds: '%s'", text);
    *ms_out = ms;
    return 0;
}

static int read_kind(const struct lg_value *value, enum lg_event_kind *out, struct lg_err *err) {
    if (value == NULL || value->kind != LG_VALUE_STRING)
        return lg_err_set(err, LG_ERR_READ, "'kind' is missing");
    for (int i = 0; i < LG_EVENT__COUNT; i++) {
        if (lg_view_eq(value->as.string, lg_event_kind_name((enum lg_event_kind)i))) {
            *out = (enum lg_event_kind)i;
            return 0;
        }
    }
    return lg_err_set(err, LG_ERR_READ, "kind '%s' is unknown", value->as.string.text);
}

static int read_envelope(const struct lg_value *map, struct lg_arena *arena, struct lg_event *out,
                         struct lg_err *err) {
    const struct lg_value *version = lg_value_get(map, "v");
    const struct lg_value *seq = lg_value_get(map, "seq");
    const struct lg_value *run = lg_value_get(map, "run");
    if (version == NULL || version->kind != LG_VALUE_INT)
        return lg_err_set(err, LG_ERR_READ, "'v' is missing");
    if (version->as.integer != LG_EVENT_VERSION)
        return lg_err_set(err, LG_ERR_READ, "version %lld is unknown",
                          (long long)version->as.integer);
    if (seq == NULL || seq->kind != LG_VALUE_INT || seq->as.integer < 1)
        return lg_err_set(err, LG_ERR_READ, "'seq' is not a whole number from 1");
    if (run == NULL || run->kind != LG_VALUE_STRING)
        return lg_err_set(err, LG_ERR_READ, "'run' is missing");
    out->seq = (uint64_t)seq->as.integer;
    out->run = lg_arena_strdup(arena, run->as.string.text);
    if (read_ts(lg_value_get(map, "ts"), &out->ts_ms, err) != 0)
        return -1;
    return read_kind(lg_value_get(map, "kind"), &out->kind, err);
}

int lg_event_of_value(const struct lg_value *value, struct lg_arena *arena, struct lg_event *out,
                      struct lg_err *err) {
    struct lg_event event = {0};
    if (value->kind != LG_VALUE_MAP)
        return lg_err_set(err, LG_ERR_READ, "not a map");
    if (read_envelope(value, arena, &event, err) != 0)
        return -1;
    if (lg_record_read(records[event.kind], value, &event.as, arena, err) != 0)
        return lg_err_wrap(err, "%s: ", lg_event_kind_name(event.kind));
    *out = event;
    return 0;
}
