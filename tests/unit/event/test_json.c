#include "support/unit.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/json.h"
#include "event/json.h"

/* One line for each kind with every field filled, no two of them alike, and what the line must be:
 * the same text back from the read event shows that no field is lost or swapped. */
#define ENVELOPE(seq, kind)                                                                        \
    "{\"v\":1,\"seq\":" seq ",\"ts\":\"2026-02-28T23:59:59.007Z\",\"run\":\"r1\",\"kind\":\"" kind \
    "\","

static const int64_t stamp_ms = INT64_C(1772323199007);

static struct lg_event stamped(enum lg_event_kind kind, uint64_t seq) {
    return (struct lg_event){.kind = kind, .seq = seq, .ts_ms = stamp_ms, .run = "r1"};
}

static struct lg_event run_start(void) {
    static const char *const options[] = {"--sim", "--tag=\"quick\""};
    static const struct lg_event_input inputs[] = {{"gate", "gates/g1.yaml", "aa"},
                                                   {"set", "fixtures/sets/mastering.yaml", "bb"}};
    static const struct lg_value none = {LG_VALUE_LIST, NULL, {.list = {NULL, NULL, 0}}};
    static const struct lg_value nothing = {LG_VALUE_MAP, NULL, {.map = {NULL, NULL, 0}}};
    struct lg_event event = stamped(LG_EVENT_RUN_START, 1);
    event.as.run_start = (struct lg_event_run_start){
        .tool = "livegate 0.1.0",
        .revision = "d91b0e1",
        .host = "studio",
        .target_kind = "sim",
        .target = "sim fixtures/sets/mastering.yaml",
        .target_option = "--sim",
        .options = options,
        .num_options = 2,
        .inputs = inputs,
        .num_inputs = 2,
        .seed = UINT64_MAX,
        .matrices = &none,
        .resumes = &nothing,
        .shard = &nothing,
        .merged = &none,
    };
    return event;
}

static const char run_start_line[] = ENVELOPE(
    "1",
    "run_start") "\"tool\":\"livegate "
                 "0.1.0\",\"revision\":\"d91b0e1\",\"host\":\"studio\",\"target_kind\":\"sim\","
                 "\"target\":\"sim fixtures/sets/mastering.yaml\",\"target_option\":\"--sim\","
                 "\"options\":[\"--sim\",\"--tag=\\\"quick\\\"\"],\"inputs\":[{\"kind\":\"gate\","
                 "\"path\":"
                 "\"gates/g1.yaml\",\"sha256\":\"aa\"},{\"kind\":\"set\",\"path\":"
                 "\"fixtures/sets/"
                 "mastering.yaml\",\"sha256\":\"bb\"}],\"seed\":\"18446744073709551615\","
                 "\"matrices\":[],\"resumes\":{},\"shard\":{},\"merged\":[]}";

static struct lg_event plan(void) {
    static const struct lg_event_item items[] = {{"g1", "ping", "ping", 4},
                                                 {"g3", "tone", "synth", 0}};
    struct lg_event event = stamped(LG_EVENT_PLAN, 2);
    event.as.plan = (struct lg_event_plan){items, 2};
    return event;
}

static const char plan_line[] =
    ENVELOPE("2", "plan") "\"items\":[{\"gate\":\"g1\",\"id\":\"ping\",\"verb\":\"ping\",\"at\":4},"
                          "{\"gate\":\"g3\",\"id\":\"tone\",\"verb\":\"synth\"}]}";

static struct lg_event gate_start(void) {
    struct lg_event event = stamped(LG_EVENT_GATE_START, 3);
    event.as.gate_start =
        (struct lg_event_gate_start){"g1", "g1 [sim]", "Health", "gates/g1.yaml", "g1"};
    return event;
}

static const char gate_start_line[] = ENVELOPE(
    "3",
    "gate_start") "\"gate\":\"g1\",\"suite\":"
                  "\"g1 "
                  "[sim]\",\"name\":\"Health\",\"source\":\"gates/g1.yaml\",\"selector\":\"g1\"}";

static struct lg_event step(void) {
    static struct lg_value wanted = {LG_VALUE_REAL, "LUFS", {.real = -14.5}};
    static struct lg_value got = {LG_VALUE_REAL, "LUFS", {.real = -INFINITY}};
    static struct lg_value tol = {LG_VALUE_REAL, NULL, {.real = 0.5}};
    static struct lg_value none = {LG_VALUE_NULL, NULL, {.why = "silence"}};
    static const struct lg_check checks[] = {
        {"first.lufs_i", "near", &wanted, &got, &tol, LG_NOT_MET, "wanted -14.5"},
        {"first.lra", "exists", &tol, NULL, NULL, LG_NOT_JUDGED, "missing"},
        {"first.none", "eq", &none, &none, NULL, LG_HELD, "undefined"},
    };
    struct lg_event event = stamped(LG_EVENT_STEP, 4);
    event.as.step = (struct lg_event_step){
        .gate = "g3",
        .id = "tone",
        .verb = "synth",
        .outcome = LG_BLOCKED,
        .message = "needs g1",
        .category = "1 connectivity",
        .error_kind = LG_ERR_TIMEOUT,
        .source = "gates/g3.yaml",
        .line = 12,
        .column = 5,
        .duration_ns = 123456789,
        .result = &got,
        .checks = checks,
        .num_checks = 3,
        .blocker = "g1",
        .stop = "live-not-running",
        .advice = "STOP: Live is not running.\nThen re-run: livegate ping",
    };
    return event;
}

static const char step_line[] = ENVELOPE(
    "4",
    "step") "\"gate\":\"g3\",\"id\":\"tone\",\"verb\":\"synth\",\"outcome\":\"blocked\","
            "\"message\":"
            "\"needs g1\",\"category\":\"1 connectivity\",\"error_kind\":\"timeout\",\"source\":"
            "\"gates/"
            "g3.yaml\",\"line\":12,\"column\":5,\"duration_ns\":123456789,\"result\":\"-inf\","
            "\"result_notes\":{\"\":\"LUFS\"},\"checks\":[{\"subject\":\"first.lufs_i\",\"op\":"
            "\"near\","
            "\"wanted\":-14.5,\"wanted_notes\":{\"\":\"LUFS\"},\"got\":\"-inf\",\"got_notes\":{"
            "\"\":"
            "\"LUFS\"},\"tol\":0.5,\"verdict\":\"not_met\",\"text\":\"wanted -14.5\"},{\"subject\":"
            "\"first.lra\",\"op\":\"exists\",\"wanted\":0.5,\"verdict\":\"not_judged\",\"text\":"
            "\"missing\"},{\"subject\":\"first.none\",\"op\":\"eq\",\"wanted\":null,\"wanted_why\":"
            "\"silence\",\"got\":null,\"got_why\":\"silence\",\"verdict\":\"held\",\"text\":"
            "\"undefined\"}],\"blocker\":\"g1\",\"stop\":\"live-not-running\",\"advice\":\"STOP: "
            "Live is not running.\\nThen re-run: livegate ping\"}";

/* What a step and a point share is a step's. */
static struct lg_event point(void) {
    static struct lg_value loud = {LG_VALUE_REAL, "LUFS", {.real = -INFINITY}};
    static struct lg_pair lufs = {"lufs_i", &loud, NULL};
    static const struct lg_value results = {LG_VALUE_MAP, NULL, {.map = {&lufs, &lufs, 1}}};
    static const struct lg_value params = {LG_VALUE_MAP, NULL, {.map = {NULL, NULL, 0}}};
    struct lg_event event = stamped(LG_EVENT_CASE, 4);
    event.as.point = (struct lg_event_case){.end = step().as.step,
                                            .verdict = "miss",
                                            .phase = "wait",
                                            .error = "stale print: old",
                                            .export_file = "a.wav",
                                            .sha256 = "ab",
                                            .pcm_sha256 = "cd",
                                            .params = &params,
                                            .recorded_by = "run-0"};
    event.as.point.end.result = &results;
    event.as.point.end.checks = NULL;
    event.as.point.end.num_checks = 0;
    return event;
}

static const char point_line[] = ENVELOPE(
    "4",
    "case") "\"gate\":\"g3\",\"id\":\"tone\",\"verb\":\"synth\",\"outcome\":\"blocked\","
            "\"verdict\":\"miss\",\"message\":\"needs g1\",\"phase\":\"wait\",\"error\":"
            "\"stale print: old\",\"category\":\"1 connectivity\",\"error_kind\":\"timeout\","
            "\"source\":\"gates/g3.yaml\",\"line\":12,\"column\":5,\"duration_ns\":123456789,"
            "\"export_file\":\"a.wav\",\"sha256\":\"ab\",\"pcm_sha256\":\"cd\",\"params\":{},"
            "\"results\":{\"lufs_i\":\"-inf\"},\"results_notes\":{\"/lufs_i\":\"LUFS\"},"
            "\"checks\":[],\"blocker\":\"g1\",\"stop\":\"live-not-running\",\"advice\":\"STOP: "
            "Live is not running.\\nThen re-run: livegate ping\",\"recorded_by\":\"run-0\"}";

static struct lg_event transition(void) {
    struct lg_event event = stamped(LG_EVENT_TRANSITION, 5);
    event.as.transition =
        (struct lg_event_transition){"g1", "ping", "RUN", "planned", "gates/g1.yaml:3"};
    return event;
}

static const char transition_line[] =
    ENVELOPE("5", "transition") "\"gate\":\"g1\",\"id\":\"ping\",\"state\":\"RUN\",\"trigger\":"
                                "\"planned\",\"artifact\":"
                                "\"gates/g1.yaml:3\"}";

static struct lg_event probe(void) {
    struct lg_event event = stamped(LG_EVENT_PROBE, 8);
    event.as.probe = (struct lg_event_probe){.gate = "g1",
                                             .id = "ping",
                                             .nth = 2,
                                             .probe = "live-process",
                                             .number = "1.2",
                                             .seen = "missing",
                                             .means = "Live is not running",
                                             .then = "stop",
                                             .detail = "none of 98",
                                             .duration_ns = 17};
    return event;
}

static const char probe_line[] = ENVELOPE(
    "8", "probe") "\"gate\":\"g1\",\"id\":\"ping\",\"nth\":2,\"probe\":\"live-process\","
                  "\"number\":\"1.2\",\"seen\":\"missing\",\"means\":\"Live is not "
                  "running\",\"then\":\"stop\",\"detail\":\"none of 98\",\"duration_ns\":17}";

static struct lg_event fix(void) {
    static const char *const changed[] = {"data/caches", "data/reports"};
    struct lg_event event = stamped(LG_EVENT_FIX, 9);
    event.as.fix = (struct lg_event_fix){.gate = "g1",
                                         .id = "ping",
                                         .nth = 1,
                                         .fix = "make-directories",
                                         .help = "makes folders",
                                         .error = "disk full",
                                         .changed = changed,
                                         .num_changed = 2,
                                         .duration_ns = 18};
    return event;
}

static const char fix_line[] =
    ENVELOPE("9", "fix") "\"gate\":\"g1\",\"id\":\"ping\",\"nth\":1,\"fix\":\"make-directories\","
                         "\"help\":\"makes folders\",\"error\":\"disk full\",\"changed\":[\"data/"
                         "caches\",\"data/reports\"],\"duration_ns\":18}";

static struct lg_event gate_end(void) {
    struct lg_event event = stamped(LG_EVENT_GATE_END, 6);
    event.as.gate_end =
        (struct lg_event_gate_end){"g1", "g1 [sim]", LG_PASSED_AFTER_FIX, "tracks", 5};
    return event;
}

static const char gate_end_line[] =
    ENVELOPE("6", "gate_end") "\"gate\":\"g1\",\"suite\":"
                              "\"g1 "
                              "[sim]\",\"outcome\":\"passed_after_fix\",\"message\":\"tracks\","
                              "\"duration_ns\":5}";

static struct lg_event run_end(void) {
    struct lg_event event = stamped(LG_EVENT_RUN_END, 7);
    event.as.run_end = (struct lg_event_run_end){
        .gates = {1, 2, 3, 4, 5, 6, 7, 8},
        .steps = {11, 12, 13, 14, 15, 16, 17, 18},
        .planned = 116,
        .duration_ns = 99,
        .exit_code = 130,
        .message = "stopped by signal 2",
    };
    return event;
}

#define TOTALS(a, b, c, d, e, f, g, h)                                                             \
    "{\"passed\":" #a ",\"passed_after_fix\":" #b ",\"failed\":" #c ",\"error\":" #d               \
    ",\"skipped\":" #e ",\"blocked\":" #f ",\"stopped\":" #g ",\"interrupted\":" #h "}"

static const char run_end_line[] =
    ENVELOPE("7", "run_end") "\"gates\":" TOTALS(1, 2, 3, 4, 5, 6, 7, 8) ",\"steps\":" TOTALS(
        11, 12, 13, 14, 15, 16, 17, 18) ",\"planned\":116,\"duration_ns\":99,\"exit_code\":130,"
                                        "\"message\":\"stopped by signal 2\","
                                        "\"count\":7}";

static const struct row {
    struct lg_event (*event)(void);
    const char *line;
} rows[LG_EVENT__COUNT] = {
    [LG_EVENT_RUN_START] = {run_start, run_start_line},
    [LG_EVENT_PLAN] = {plan, plan_line},
    [LG_EVENT_GATE_START] = {gate_start, gate_start_line},
    [LG_EVENT_STEP] = {step, step_line},
    [LG_EVENT_CASE] = {point, point_line},
    [LG_EVENT_TRANSITION] = {transition, transition_line},
    [LG_EVENT_PROBE] = {probe, probe_line},
    [LG_EVENT_FIX] = {fix, fix_line},
    [LG_EVENT_GATE_END] = {gate_end, gate_end_line},
    [LG_EVENT_RUN_END] = {run_end, run_end_line},
};

static void check_line(const struct lg_event *event, const char *line) {
    struct lg_arena arena = {0};
    struct lg_str text = {0};
    lg_json_write(lg_event_value(event, &arena), &text);
    assert_string_equal(lg_str_text(&text), line);
    lg_str_dispose(&text);
    lg_arena_dispose(&arena);
}

static int read_line(const char *line, struct lg_arena *arena, struct lg_event *out,
                     struct lg_err *err) {
    struct lg_value *value = NULL;
    assert_int_equal(lg_json_read(line, strlen(line), "line", arena, &value, err), 0);
    return lg_event_of_value(value, arena, out, err);
}

static void json__writes_every_field_of_every_kind(void **state) {
    (void)state;
    for (int kind = 0; kind < LG_EVENT__COUNT; kind++) {
        struct lg_event event = rows[kind].event();
        check_line(&event, rows[kind].line);
    }
}

static void json__reads_back_every_field_of_every_kind(void **state) {
    (void)state;
    for (int kind = 0; kind < LG_EVENT__COUNT; kind++) {
        struct lg_arena arena = {0};
        struct lg_event event;
        struct lg_err err = {0};
        assert_int_equal(read_line(rows[kind].line, &arena, &event, &err), 0);
        assert_int_equal(event.kind, kind);
        assert_true(event.ts_ms == stamp_ms);
        check_line(&event, rows[kind].line);
        lg_arena_dispose(&arena);
    }
}

static void json__keeps_units_and_missing_values_of_checks(void **state) {
    (void)state;
    struct lg_arena arena = {0};
    struct lg_event event;
    struct lg_err err = {0};
    assert_int_equal(read_line(step_line, &arena, &event, &err), 0);
    const struct lg_check *checks = event.as.step.checks;
    assert_int_equal(event.as.step.num_checks, 3);
    assert_string_equal(checks[0].got->unit, "LUFS");
    assert_true(checks[0].got->kind == LG_VALUE_REAL && isinf(checks[0].got->as.real));
    assert_null(checks[1].got);
    assert_null(checks[1].tol);
    assert_int_equal(checks[2].got->kind, LG_VALUE_NULL);
    assert_string_equal(checks[2].got->as.why, "silence");
    assert_string_equal(event.as.step.result->unit, "LUFS");
    lg_arena_dispose(&arena);
}

static void json__leaves_out_what_is_not_there(void **state) {
    (void)state;
    struct lg_arena arena = {0};
    struct lg_err err = {0};
    struct lg_event event = stamped(LG_EVENT_STEP, 9);
    event.as.step = (struct lg_event_step){.gate = "g", .id = "i", .verb = "ping"};
    static const char line[] = ENVELOPE(
        "9", "step") "\"gate\":\"g\",\"id\":\"i\",\"verb\":\"ping\",\"outcome\":\"passed\","
                     "\"duration_ns\":0,\"checks\":[]}";
    check_line(&event, line);
    struct lg_event again;
    assert_int_equal(read_line(line, &arena, &again, &err), 0);
    assert_null(again.as.step.message);
    assert_null(again.as.step.result);
    assert_int_equal(again.as.step.error_kind, LG_ERR_NONE);
    lg_arena_dispose(&arena);
}

static void json__ignores_unknown_keys(void **state) {
    (void)state;
    struct lg_arena arena = {0};
    struct lg_event event;
    struct lg_err err = {0};
    assert_int_equal(read_line(ENVELOPE("2", "plan") "\"items\":[],\"prev\":\"x\",\"later\":{}}",
                               &arena, &event, &err),
                     0);
    assert_int_equal(event.as.plan.num_items, 0);
    lg_arena_dispose(&arena);
}

static void json__times_are_those_of_the_calendar(void **state) {
    (void)state;
    static const int64_t times[] = {
        0, 951782399999, 951782400000, 951868800000, 4107542400000, 1771718400000};
    for (size_t i = 0; i < LG_ARRAY_LEN(times); i++) {
        struct lg_arena arena = {0};
        struct lg_err err = {0};
        struct lg_event event = plan();
        struct lg_event again;
        event.ts_ms = times[i];
        assert_int_equal(lg_event_of_value(lg_event_value(&event, &arena), &arena, &again, &err),
                         0);
        assert_true(again.ts_ms == times[i]);
        lg_arena_dispose(&arena);
    }
}

static const struct {
    const char *line;
    const char *why;
} refused[] = {
    {"[]", "not a map"},
    {"{}", "'v' is missing"},
    {"{\"v\":2}", "version 2 is unknown"},
    {"{\"v\":1,\"seq\":0}", "'seq' is not a whole number from 1"},
    {"{\"v\":1,\"seq\":1.5}", "'seq' is not a whole number from 1"},
    {"{\"v\":1,\"seq\":1}", "'run' is missing"},
    {"{\"v\":1,\"seq\":1,\"run\":\"r\"}", "'ts' is not a UTC time with milliseconds"},
    {"{\"v\":1,\"seq\":1,\"run\":\"r\",\"ts\":\"2026-02-30T00:00:00.000Z\"}",
     "'ts' is not a UTC time with milliseconds: '2026-02-30T00:00:00.000Z'"},
    {"{\"v\":1,\"seq\":1,\"run\":\"r\",\"ts\":\"2026-02-28T00:00:00.000+\"}",
     "'ts' is not a UTC time with milliseconds: '2026-02-28T00:00:00.000+'"},
    {"{\"v\":1,\"seq\":1,\"run\":\"r\",\"ts\":\"2026-02-28T00:00:00.000Z\"}", "'kind' is missing"},
    {ENVELOPE("1", "party") "\"x\":1}", "kind 'party' is unknown"},
    {ENVELOPE("1", "plan") "\"x\":1}", "plan: 'items' is missing"},
    {ENVELOPE("1", "plan") "\"items\":{}}", "plan: 'items' is not a list"},
    {ENVELOPE("1", "plan") "\"items\":[3]}", "plan: 'items' 1: not a map"},
    {ENVELOPE("1", "plan") "\"items\":[{\"gate\":\"g\",\"id\":7}]}",
     "plan: 'items' 1: 'id' is not a text"},
    {ENVELOPE("1", "gate_end") "\"gate\":\"g\",\"suite\":\"s\",\"outcome\":\"great\"}",
     "gate_end: 'outcome' is unknown: 'great'"},
    {ENVELOPE("1", "gate_end") "\"gate\":\"g\",\"suite\":\"s\",\"outcome\":\"passed\","
                               "\"duration_ns\":\"5\"}",
     "gate_end: 'duration_ns' is not a whole number"},
    {ENVELOPE("1", "run_end") "\"gates\":{}}", "run_end: 'gates' is not a map of all outcomes"},
    {ENVELOPE("1", "run_start") "\"tool\":\"t\",\"host\":\"h\",\"target_kind\":\"sim\",\"target\":"
                                "\"sim\",\"options\":[1]}",
     "run_start: 'options' is not a text"},
    {ENVELOPE("1", "run_start") "\"tool\":\"t\",\"host\":\"h\",\"target_kind\":\"sim\","
                                "\"target\":\"sim\",\"options\":[],\"inputs\":[],"
                                "\"seed\":\"18446744073709551616\"}",
     "run_start: 'seed' is not a decimal text of 64 bits"},
    {ENVELOPE("1", "step") "\"gate\":\"g\",\"id\":\"i\",\"verb\":\"v\",\"outcome\":\"passed\","
                           "\"line\":-1}",
     "step: 'line' is not a whole number of 0 or more"},
};

static void json__refuses_what_is_no_event(void **state) {
    (void)state;
    for (size_t i = 0; i < LG_ARRAY_LEN(refused); i++) {
        struct lg_arena arena = {0};
        struct lg_event event = {.seq = 77};
        struct lg_err err = {0};
        assert_int_equal(read_line(refused[i].line, &arena, &event, &err), -1);
        assert_int_equal(err.kind, LG_ERR_READ);
        assert_string_equal(err.text, refused[i].why);
        assert_int_equal(event.seq, 77);
        lg_arena_dispose(&arena);
    }
}

/* The step's line with one key renamed: a required key must be missed, an optional one need not. */
static void check_without(const char *key, bool is_optional) {
    struct lg_arena arena = {0};
    struct lg_err err = {0};
    struct lg_value *value = NULL;
    struct lg_event event;
    char quoted[64];
    char *line = lg_arena_strdup(&arena, step_line);
    snprintf(quoted, sizeof quoted, ",\"%s\":", key);
    char *at = strstr(line, quoted);
    assert_non_null(at);
    at[2] = '#';
    assert_int_equal(lg_json_read(line, strlen(line), "line", &arena, &value, &err), 0);
    assert_int_equal(lg_event_of_value(value, &arena, &event, &err), is_optional ? 0 : -1);
    lg_arena_dispose(&arena);
}

static void json__misses_each_required_key(void **state) {
    (void)state;
    static const char *const required[] = {"seq",    "ts",      "run",         "kind",   "id",
                                           "verb",   "outcome", "duration_ns", "checks", "op",
                                           "wanted", "verdict", "text"};
    static const char *const optional[] = {"message", "category", "error_kind", "source", "line",
                                           "column",  "result",   "blocker",    "got",    "tol"};
    for (size_t i = 0; i < LG_ARRAY_LEN(required); i++)
        check_without(required[i], false);
    for (size_t i = 0; i < LG_ARRAY_LEN(optional); i++)
        check_without(optional[i], true);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(json__writes_every_field_of_every_kind),
        cmocka_unit_test(json__reads_back_every_field_of_every_kind),
        cmocka_unit_test(json__keeps_units_and_missing_values_of_checks),
        cmocka_unit_test(json__leaves_out_what_is_not_there),
        cmocka_unit_test(json__ignores_unknown_keys),
        cmocka_unit_test(json__times_are_those_of_the_calendar),
        cmocka_unit_test(json__refuses_what_is_no_event),
        cmocka_unit_test(json__misses_each_required_key),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
