#include "run/item.h"

#include "unit/run/stage.h"

/* The last step event, copied as far as it is asked about. */
static struct {
    enum lg_outcome outcome;
    char message[256], category[64], source[64];
    unsigned line, column;
    size_t num_checks, num_not_met;
    bool has_result;
    int64_t duration_ns;
} seen;

static int keep_take(struct lg_sink *sink, const struct lg_event *event, struct lg_err *err) {
    LG_UNUSED(sink);
    LG_UNUSED(err);
    if (event->kind != LG_EVENT_STEP)
        return 0;
    const struct lg_event_step *step = &event->as.step;
    seen.outcome = step->outcome;
    snprintf(seen.message, sizeof seen.message, "%s", step->message == NULL ? "" : step->message);
    snprintf(seen.category, sizeof seen.category, "%s",
             step->category == NULL ? "" : step->category);
    snprintf(seen.source, sizeof seen.source, "%s", step->source == NULL ? "" : step->source);
    seen.line = step->line;
    seen.column = step->column;
    seen.num_checks = step->num_checks;
    seen.num_not_met = 0;
    for (size_t i = 0; i < step->num_checks; i++)
        seen.num_not_met += step->checks[i].verdict == LG_NOT_MET;
    seen.has_result = step->result != NULL;
    seen.duration_ns = step->duration_ns;
    return 0;
}

static const struct lg_sink_ops keep_ops = {
    .name = "keep", .take = keep_take, .free = sink_free, .turn = LG_TURN_REPORT};

/* Runs the first step of a plan's first gate `times` times. Returns the bytes that the gate holds
 * after the first time, and after the last. */
static void run_first(struct stage *stage, size_t times, size_t bytes_out[2]) {
    struct lg_bus *bus = lg_bus_new(&stage->env, "run-1");
    struct lg_sink *sink = calloc(1, sizeof *sink);
    assert_non_null(sink);
    sink->ops = &keep_ops;
    lg_bus_add(bus, sink);
    struct lg_session session = {.env = &stage->env,
                                 .paths = &stage->project.paths,
                                 .taxonomy = stage->taxonomy,
                                 .bus = bus,
                                 .options = &stage->options,
                                 .out = &stage->summary};
    lg_session_begin(&session);
    struct lg_gate_run run = {
        .session = &session, .gate = &stage->project.plan->gates[0], .limit = session.limit};
    run.scope = lg_value_copy(&run.arena, run.gate->vars);
    for (size_t i = 0; i < times; i++) {
        lg_item_run(&run, &run.gate->steps[0]);
        bytes_out[i == 0 ? 0 : 1] = run.arena.used_bytes;
    }
    lg_arena_dispose(&run.arena);
    lg_bus_free(bus);
}

/* What a step produced is freed with it (the leak check sees what is not), and nothing of it stays
 * with the gate; nothing lies in a step's arena from the one before. */
static void item__leaves_nothing_behind(void **state) {
    struct stage *stage = *state;
    size_t bytes[2];
    stage_plan(stage, WORDS("gate: g1\nvars: {v: 1}\nsteps:\n"
                            "  - note: {bulk: 100000, give: {n: '${v}'}}\n    expect: {n: 1}\n"));
    run_first(stage, 10000, bytes);
    assert_int_equal(seen.outcome, LG_PASSED);
    assert_int_equal(stage->summary.totals.steps[LG_PASSED], 10000);
    assert_int_equal(bytes[0], bytes[1]);
    assert_true(stage->arena_bytes < 10000);
}

static void item__keeps_what_it_captures(void **state) {
    struct stage *stage = *state;
    size_t bytes[2];
    stage_plan(stage, WORDS("gate: g1\nsteps:\n  - note: {bulk: 100000, give: {n: 1}}\n"
                            "    expect: {n: 1}\n    as: a\n"));
    run_first(stage, 2, bytes);
    assert_true(bytes[1] > bytes[0]);
    assert_true(bytes[1] < 2000);
}

static void item__tells_all_checks_and_the_first_that_is_not_met(void **state) {
    struct stage *stage = *state;
    size_t bytes[2];
    stage_plan(stage, WORDS("gate: g1\nsteps:\n  - note: {give: {a: 1, b: 2, c: 3}}\n"
                            "    expect: {a: 1, b: 7, c: 8}\n"));
    run_first(stage, 1, bytes);
    assert_int_equal(seen.outcome, LG_FAILED);
    assert_int_equal(seen.num_checks, 3);
    assert_int_equal(seen.num_not_met, 2);
    assert_true(lg_starts_with(seen.message, "b: "));
    assert_true(seen.has_result);
    assert_string_not_equal(seen.category, "");
    assert_string_equal(seen.source, "1.yaml");
    assert_int_equal(seen.line, 3);
    assert_int_equal(seen.column, 5);
}

/* What can't be judged outweighs what is not met: no verdict is given. */
static void item__errs_where_it_cannot_judge(void **state) {
    struct stage *stage = *state;
    size_t bytes[2];
    stage_plan(stage, WORDS("gate: g1\nsteps:\n  - note: {give: {a: 1, b: 2}}\n"
                            "    expect: {a: 7, c: {ne: 1}, b: 8}\n"));
    run_first(stage, 1, bytes);
    assert_int_equal(seen.outcome, LG_ERROR);
    assert_int_equal(seen.num_checks, 3);
    assert_true(lg_starts_with(seen.message, "c: "));
    assert_true(stage->summary.kinds_seen[LG_ERR_READ]);
}

static void item__passes_without_an_expectation(void **state) {
    struct stage *stage = *state;
    size_t bytes[2];
    stage_plan(stage, WORDS("gate: g1\nvars: {v: 1}\nsteps:\n  - note: {takes: 1500ms}\n"
                            "    when: {v: 1}\n  - expect: {v: 1}\n"));
    run_first(stage, 1, bytes);
    assert_int_equal(seen.outcome, LG_PASSED);
    assert_int_equal(seen.num_checks, 0);
    assert_string_equal(seen.message, "");
    assert_string_equal(seen.category, "");
    assert_true(seen.has_result);
    assert_int_equal(seen.duration_ns, 1500 * LG_NS_PER_MS);
}

static void item__names_the_place_of_a_value_that_is_missing(void **state) {
    struct stage *stage = *state;
    size_t bytes[2];
    stage_plan(stage, WORDS("gate: g1\nvars: {v: {n: 1}}\nsteps:\n  - note:\n"
                            "      give: '${v.m}'\n    expect: {n: 1}\n"));
    run_first(stage, 1, bytes);
    assert_int_equal(seen.outcome, LG_ERROR);
    assert_int_equal(seen.line, 5);
    assert_int_equal(seen.column, 13);
}

/* A `when` that can't be judged is an error, not a step left out. */
static void item__errs_where_when_cannot_be_judged(void **state) {
    struct stage *stage = *state;
    size_t bytes[2];
    stage_plan(stage, WORDS("gate: g1\nvars: {v: {n: 1}}\nsteps:\n  - note: x\n"
                            "    when: {v.m: {gt: 1}}\n    expect: {n: 1}\n"));
    run_first(stage, 1, bytes);
    assert_int_equal(seen.outcome, LG_ERROR);
    assert_string_equal(lg_str_text(&stage->acts), "");
}

static void item__classifies_by_its_message(void **state) {
    struct stage *stage = *state;
    size_t bytes[2];
    stage->connects_failing = 1;
    stage_plan(stage, WORDS("gate: g1\nsteps:\n  - act: x\n    expect: {n: 1}\n"));
    run_first(stage, 1, bytes);
    assert_int_equal(seen.outcome, LG_ERROR);
    const struct lg_category *category =
        lg_taxonomy_classify(stage->taxonomy, lg_view_of("no Live there"), NULL);
    assert_string_equal(seen.category, category->label);
}

/* Work takes its time while all else is virtual, and is stopped where it stands. */
static void item__works_in_real_time_and_stops_at_its_deadline(void **state) {
    static const struct {
        const char *yaml;
        enum lg_outcome outcome;
        int64_t ms;
        const char *message;
    } rows[] = {
        {"  - work: {takes: 40ms, give: {n: 1}}\n    expect: {n: 1}\n", LG_PASSED, 40, ""},
        {"  - work: {takes: 1h, give: {n: 1}}\n    timeout: 50ms\n    expect: {n: 1}\n", LG_ERROR,
         50, "stopped at its deadline (the step's limit of 50 ms)"},
        {"  - note: {takes: 1h, fails: timeout}\n    expect: {n: 1}\n", LG_ERROR, 3600000,
         "it went wrong: timeout (the step's limit of 2 s)"},
    };
    struct stage *stage = *state;
    for (size_t i = 0; i < LG_ARRAY_LEN(rows); i++) {
        char yaml[256];
        size_t bytes[2];
        snprintf(yaml, sizeof yaml, "gate: g1\nsteps:\n%s", rows[i].yaml);
        stage_plan(stage, WORDS(yaml));
        run_first(stage, 1, bytes);
        assert_int_equal(seen.outcome, rows[i].outcome);
        assert_int_equal(seen.duration_ns, rows[i].ms * LG_NS_PER_MS);
        assert_string_equal(seen.message, rows[i].message);
        /* The time is spent, and nothing else is stopped by that deadline. */
        assert_int_equal(lg_clock_now_ns(&stage->env.clock), rows[i].ms * LG_NS_PER_MS);
        assert_int_equal(lg_env_check(&stage->env, NULL), 0);
        stage->outside_ns += LG_NS_PER_S;
        assert_int_equal(lg_clock_now_ns(&stage->env.clock), rows[i].ms * LG_NS_PER_MS);
    }
}

/* The run's limit and the teardown's stop work as the step's own does. */
static void item__stops_work_at_any_limit(void **state) {
    struct stage *stage = *state;
    stage->options.timeout_ms = 100;
    stage_plan(stage, WORDS("gate: g1\nsteps:\n  - work: {takes: 1h}\n    expect: {n: 1}\n"
                            "teardown:\n  - work: {takes: 1h}\n    timeout: 10s\n"));
    stage_wants(stage, -1,
                "run_start 1\nplan 2\ng1 [sim]\n"
                "  work interrupted: interrupted: the run's limit of 100 ms has passed\n"
                "  work-2 error timeout: stopped at its deadline (the teardown's limit of 5 s)\n"
                "= error\nrun_end 74: the run's limit of 100 ms has passed\n");
    assert_int_equal(lg_clock_now_ns(&stage->env.clock), 5100 * LG_NS_PER_MS);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        stage_test(item__leaves_nothing_behind),
        stage_test(item__keeps_what_it_captures),
        stage_test(item__tells_all_checks_and_the_first_that_is_not_met),
        stage_test(item__errs_where_it_cannot_judge),
        stage_test(item__passes_without_an_expectation),
        stage_test(item__names_the_place_of_a_value_that_is_missing),
        stage_test(item__errs_where_when_cannot_be_judged),
        stage_test(item__classifies_by_its_message),
        stage_test(item__works_in_real_time_and_stops_at_its_deadline),
        stage_test(item__stops_work_at_any_limit),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
