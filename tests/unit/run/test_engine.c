#include "run/engine.h"

#include "unit/run/stage.h"

static void engine__runs_gates_in_order(void **state) {
    struct stage *stage = *state;
    const struct lg_event_input input = {"set", "set.yaml", "00"};
    stage_plan(stage, WORDS("gate: g2\nneeds: g1\nsteps:\n  - act: {say: d, give: {n: 1}}\n"
                            "    expect: {n: 1}\n",
                            "gate: g1\nsteps:\n  - act: {say: a, give: {n: 1}}\n"
                            "    expect: {n: 1}\n    id: first\n  - note: b\nteardown:\n"
                            "  - act: c\n"));
    stage->options.start = (struct lg_event_run_start){.inputs = &input, .num_inputs = 1};
    stage_wants(stage, 0,
                "run_start 3\nplan 4\n"
                "g1 [sim]\n  first passed\n  note passed\n  act passed\n= passed\n"
                "g2 [sim]\n  act passed\n= passed\nrun_end 0\n");
    assert_string_equal(lg_str_text(&stage->acts), "a b c d ");
}

static void engine__counts(void **state) {
    struct stage *stage = *state;
    stage_plan(stage, WORDS("gate: g1\nsteps:\n  - act: {say: a, give: {n: 1}}\n    as: a\n"
                            "    expect: {n: 1}\n  - note: b\n    when: {a.n: 2}\n"
                            "  - expect: {a.n: 3}\n  - note: c\n"));
    stage_wants(stage, 0,
                "run_start 1\nplan 4\ng1 [sim]\n  act passed\n  note skipped\n  expect failed\n"
                "  note-2 blocked by expect: not run: step 'expect' ended as failed\n= failed\n"
                "run_end 1\n");
    const struct lg_event_run_end *totals = &stage->summary.totals;
    assert_int_equal(totals->planned, 4);
    assert_int_equal(totals->steps[LG_PASSED], 1);
    assert_int_equal(totals->steps[LG_SKIPPED], 1);
    assert_int_equal(totals->steps[LG_FAILED], 1);
    assert_int_equal(totals->steps[LG_BLOCKED], 1);
    assert_int_equal(totals->gates[LG_FAILED], 1);
    assert_int_equal(totals->exit_code, 1);
    assert_null(totals->message);
    for (int kind = 0; kind < LG_ERR__COUNT; kind++)
        assert_false(stage->summary.kinds_seen[kind]);
}

static void engine__passes_what_was_captured_on(void **state) {
    struct stage *stage = *state;
    stage_plan(stage, WORDS("gate: g1\nvars: {who: you}\nsteps:\n"
                            "  - act: {say: 'hello-${who}', give: {n: 7, s: text}}\n    as: a\n"
                            "  - act: {say: '${a.s}', give: {m: '${a.n}'}}\n"
                            "    expect: {m: {eq: '${a.n}'}}\n"));
    stage_wants(stage, 0,
                "run_start 1\nplan 2\ng1 [sim]\n  act passed\n  act-2 passed\n= passed\n"
                "run_end 0\n");
    assert_string_equal(lg_str_text(&stage->acts), "hello-you text ");
}

/* After a failure what acts is blocked; what only judges still judges, if it can. */
static void engine__judges_on_after_a_failure(void **state) {
    struct stage *stage = *state;
    stage_plan(stage, WORDS("gate: g1\nsteps:\n  - act: {give: {n: 1}}\n    as: a\n"
                            "    expect: {n: 2}\n  - act: {say: never}\n    as: b\n"
                            "  - expect: {a.n: 1}\n  - expect: {b: {exists: true}}\n"
                            "  - expect: {a.n: '${b.n}'}\n  - expect: {a.n: 3}\n"));
    stage_wants(stage, 0,
                "run_start 1\nplan 6\ng1 [sim]\n  act failed\n"
                "  act-2 blocked by act: not run: step 'act' ended as failed\n  expect passed\n"
                "  expect-2 blocked by act: not run: step 'act' ended as failed\n"
                "  expect-3 blocked by act: not run: step 'act' ended as failed\n"
                "  expect-4 failed\n= failed\nrun_end 1\n");
}

/* A capture that a skipped step did not make is missing by the file's own doing: an error. */
static void engine__misses_skipped_captures(void **state) {
    struct stage *stage = *state;
    stage_plan(stage, WORDS("gate: g1\nvars: {on: false}\nsteps:\n  - act: {give: {n: 1}}\n"
                            "    as: a\n    when: {on: true}\n  - act: '${a.n}'\n"
                            "    expect: {n: 1}\n"));
    stage_wants(stage, 0,
                "run_start 1\nplan 2\ng1 [sim]\n  act skipped\n"
                "  act-2 error read: there is no 'a': step 'act' was skipped by its condition\n= "
                "error\nrun_end 4\n");
    assert_string_equal(lg_str_text(&stage->acts), "");
    /* That stays so when a step failed meanwhile, which is not to blame. */
    stage_plan(stage, WORDS("gate: g1\nvars: {on: false}\nsteps:\n  - act: {give: {n: 1}}\n"
                            "    as: a\n    when: {on: true}\n  - expect: {on: true}\n"
                            "  - expect: {on: '${a.n}'}\n"));
    stage_wants(stage, 0,
                "run_start 1\nplan 3\ng1 [sim]\n  act skipped\n  expect failed\n"
                "  expect-2 error read: there is no 'a': step 'act' was skipped by its "
                "condition\n= error\nrun_end 5\n");
}

/* That nothing was captured says nothing of what would have been. */
static void engine__takes_no_skipped_capture_for_an_absent_value(void **state) {
    static const struct {
        const char *steps, *heard;
    } rows[] = {
        {"  - expect: {a.n: {exists: false}}\n",
         "  expect error read: there is no 'a': step 'act' was skipped by its condition\n"},
        {"  - expect: {a: {exists: false}}\n",
         "  expect error read: there is no 'a': step 'act' was skipped by its condition\n"},
        {"  - expect: {a.n: 1}\n",
         "  expect error read: there is no 'a': step 'act' was skipped by its condition\n"},
        {"  - expect: {on: '${a.n}'}\n",
         "  expect error read: there is no 'a': step 'act' was skipped by its condition\n"},
        {"  - note: {give: {n: 1}}\n    expect: {n: '${a.n}'}\n",
         "  note error read: there is no 'a': step 'act' was skipped by its condition\n"},
        {"  - note: x\n    when: {a.n: {gt: 0}}\n",
         "  note error read: there is no 'a': step 'act' was skipped by its condition\n"},
        /* A condition may ask whether there is something to go on with. */
        {"  - note: x\n    when: {a.n: {exists: true}}\n", "  note skipped\n"},
        {"  - note: x\n    when: {a: {exists: false}}\n", "  note passed\n"},
        {"  - note: x\n    when: {on: false}\n", "  note passed\n"},
    };
    struct stage *stage = *state;
    for (size_t i = 0; i < LG_ARRAY_LEN(rows); i++) {
        char yaml[512];
        snprintf(yaml, sizeof yaml,
                 "gate: g1\nvars: {on: false}\nsteps:\n  - act: {give: {n: 1}}\n    as: a\n"
                 "    when: {on: true}\n%s  - expect: {on: false}\n    id: last\n",
                 rows[i].steps);
        stage_plan(stage, WORDS(yaml));
        assert_int_equal(stage_run(stage), 0);
        const char *heard = strstr(lg_str_text(&stage->heard), "act skipped\n");
        if (heard == NULL || !lg_starts_with(heard + strlen("act skipped\n"), rows[i].heard))
            fail_msg("wanted:\n%s\ngot:\n%s", rows[i].heard, lg_str_text(&stage->heard));
    }
}

static void engine__says_how_a_step_erred(void **state) {
    static const struct {
        const char *fails, *heard;
        enum lg_err_kind kind;
    } rows[] = {
        {"read", "  act error read: it went wrong: read\n", LG_ERR_READ},
        {"timeout", "  act error timeout: it went wrong: timeout\n", LG_ERR_TIMEOUT},
        {"write", "  act error write: it went wrong: write\n", LG_ERR_WRITE},
        {"usage", "  act error usage: it went wrong: usage\n", LG_ERR_USAGE},
        {"no-reason", "  act error internal: 'act' failed and gave no reason\n", LG_ERR_INTERNAL},
    };
    struct stage *stage = *state;
    for (size_t i = 0; i < LG_ARRAY_LEN(rows); i++) {
        char yaml[256];
        snprintf(yaml, sizeof yaml, "gate: g1\nsteps:\n  - act: {fails: %s}\n    expect: {n: 1}\n",
                 rows[i].fails);
        stage_plan(stage, WORDS(yaml));
        assert_int_equal(stage_run(stage), 0);
        assert_non_null(strstr(lg_str_text(&stage->heard), rows[i].heard));
        for (int kind = 0; kind < LG_ERR__COUNT; kind++)
            assert_int_equal(stage->summary.kinds_seen[kind], kind == (int)rows[i].kind);
    }
}

static void engine__walks_the_states(void **state) {
    struct stage *stage = *state;
    stage_plan(stage, WORDS("gate: g1\nvars: {on: false}\nsteps:\n  - act: {give: {n: 1}}\n"
                            "    expect: {n: 1, m: {exists: false}}\n"
                            "  - note: x\n    when: {on: true}\n"
                            "  - note: {fails: timeout, say: x}\n    timeout: 500ms\n"
                            "  - act: y\n"));
    assert_int_equal(stage_run(stage), 0);
    const char *text = lg_str_text(&stage->transitions);
    static const char *const begins[] = {
        "act PLAN plan_announced act\n"
        "act RUN step_started act, within the step's limit of 2 s\n"
        "act OBSERVE step_exited a result\n"
        "act DONE expectation_held 2 held\n"
        "note PLAN plan_announced note\n"
        "note DONE when_not_held when: ",
        "note-2 PLAN plan_announced note\n"
        "note-2 RUN step_started note, within the step's limit of 500 ms\n"
        "note-2 OBSERVE step_exited it went wrong: timeout\n"
        "note-2 STOP unclassified it went wrong: timeout",
        "act-2 PLAN plan_announced act\n"
        "act-2 STOP blocked not run: step 'note-2' ended as error\n",
    };
    for (size_t i = 0; i < LG_ARRAY_LEN(begins); i++) {
        const char *found = strstr(text, begins[i]);
        if (found == NULL)
            fail_msg("wanted:\n%s\nin:\n%s", begins[i], text);
        text = found + strlen(begins[i]);
    }
}

static void engine__blocks_gates_that_need_what_did_not_pass(void **state) {
    struct stage *stage = *state;
    stage->connects_failing = 9;
    stage_plan(stage,
               WORDS("gate: g1\nsteps:\n  - note: {fails: read}\n    expect: {n: 1}\n",
                     "gate: g2\nneeds: g1\nsteps:\n  - act: x\n    expect: {n: 1}\nteardown:\n"
                     "  - act: y\n",
                     "gate: g3\nneeds: g2\nsteps:\n  - note: z\n  - expect: {v: 1}\n"
                     "vars: {v: 1}\n",
                     "gate: g4\nvars: {v: 1}\nsteps:\n  - expect: {v: 1}\n"));
    stage_wants(stage, 0,
                "run_start 4\nplan 6\n"
                "g1 [sim]\n  note error read: it went wrong: read\n= error\n"
                "g2 [sim]\n  act blocked by g1: not run: gate 'g1' ended as error\n"
                "  act-2 blocked by g1: not run: gate 'g1' ended as error\n= blocked\n"
                "g3 [sim]\n  note blocked by g2: not run: gate 'g2' ended as blocked\n"
                "  expect blocked by g2: not run: gate 'g2' ended as blocked\n= blocked\n"
                "g4 [sim]\n  expect passed\n= passed\nrun_end 4\n");
    assert_int_equal(stage->connects, 0);
    stage->connects_failing = 0;
}

static void engine__skips_gates_of_which_all_is_skipped(void **state) {
    struct stage *stage = *state;
    stage_plan(stage, WORDS("gate: g1\nvars: {on: false}\nsteps:\n  - note: x\n"
                            "    when: {on: true}\n    expect: {n: 1}\nteardown:\n  - note: y\n",
                            "gate: g2\nneeds: g1\nsteps:\n  - act: x\n    expect: {n: 1}\n"));
    stage_wants(stage, 0,
                "run_start 2\nplan 3\ng1 [sim]\n  note skipped\n  note-2 passed\n= skipped\n"
                "g2 [sim]\n  act blocked by g1: not run: gate 'g1' ended as skipped\n= blocked\n"
                "run_end 0\n");
}

static void engine__tears_down(void **state) {
    struct stage *stage = *state;
    /* Each step of a teardown has its chance; one that uses what was never captured has none. */
    stage_plan(stage, WORDS("gate: g1\nsteps:\n  - note: {fails: read}\n    as: a\n"
                            "    expect: {n: 1}\nteardown:\n  - note: {say: t1, fails: write}\n"
                            "  - note: '${a.n}'\n  - note: {say: t3, give: {n: 1}}\n    as: b\n"
                            "    expect: {n: 2}\n  - note: 't${b.n}'\n"));
    stage_wants(stage, 0,
                "run_start 1\nplan 5\ng1 [sim]\n  note error read: it went wrong: read\n"
                "  note-2 error write: it went wrong: write\n"
                "  note-3 blocked by note: not run: step 'note' ended as error\n"
                "  note-4 failed\n  note-5 passed\n= error\nrun_end 21\n");
    assert_string_equal(lg_str_text(&stage->acts), "- t1 t3 t1 ");
    /* A gate whose steps passed and whose teardown did not has not passed. */
    stage_plan(stage, WORDS("gate: g1\nvars: {v: 1}\nsteps:\n  - expect: {v: 1}\nteardown:\n"
                            "  - note: {fails: read}\n"));
    stage_wants(stage, 0,
                "run_start 1\nplan 2\ng1 [sim]\n  expect passed\n"
                "  note error read: it went wrong: read\n= error\nrun_end 4\n");
}

static void engine__connects_once_or_once_a_gate(void **state) {
    static const char *const gates[] = {
        "gate: g1\nsteps:\n  - note: x\n  - act: a\n    expect: {n: 1}\nteardown:\n  - act: t\n"
        "  - note: u\n",
        "gate: g2\nsteps:\n  - act: {say: b, give: {n: 1}}\n    expect: {n: 1}\n  - act: c\n",
        "gate: g3\nsteps:\n  - act: {say: d, give: {n: 1}}\n    expect: {n: 1}\n"};
    struct stage *stage = *state;
    stage->connects_failing = 1;
    stage_plan(stage, gates, LG_ARRAY_LEN(gates));
    stage_wants(stage, 0,
                "run_start 3\nplan 7\ng1 [sim]\n  note passed\n  act error timeout: no Live there\n"
                "  act-2 blocked by act: not run: step 'act' ended as error\n  note-2 passed\n"
                "= error\ng2 [sim]\n  act passed\n  act-2 passed\n= passed\n"
                "g3 [sim]\n  act passed\n= passed\nrun_end 8\n");
    assert_int_equal(stage->connects, 2);
    assert_string_equal(lg_str_text(&stage->acts), "x u b c d ");
    /* Nothing is opened for gates that don't ask for it. */
    stage->connects_failing = 9;
    stage_plan(stage, WORDS("gate: g1\nsteps:\n  - note: {give: {n: 1}}\n    expect: {n: 1}\n"));
    assert_int_equal(stage_run(stage), 0);
    assert_int_equal(stage->connects, 0);
    assert_int_equal(stage->summary.totals.steps[LG_PASSED], 1);
}

static void engine__says_which_limit_fired(void **state) {
    static const struct {
        const char *yaml;
        const char *heard;
    } rows[] = {
        {"gate: g1\nsteps:\n  - note: {waits: true}\n    timeout: 3s\n    expect: {n: 1}\n",
         "  note error timeout: no reply (the step's limit of 3 s)\n= error\nrun_end 8\n"},
        {"gate: g1\ntimeout: 500ms\nsteps:\n  - note: {waits: true}\n    expect: {n: 1}\n",
         "  note error timeout: no reply (the gate's limit of 500 ms)\n= error\nrun_end 8\n"},
        {"gate: g1\nsteps:\n  - note: {takes: 2001ms, give: {n: 1}}\n    expect: {n: 1}\n",
         "  note error timeout: took 2.001 s, beyond the step's limit of 2 s\n= error\n"
         "run_end 8\n"},
        {"gate: g1\nsteps:\n  - note: {takes: 2s, give: {n: 1}}\n    expect: {n: 1}\n",
         "  note passed\n= passed\nrun_end 0\n"},
        {"gate: g1\ntimeout: 3s\nsteps:\n  - note: {takes: 2s}\n  - note: {takes: 2s}\n"
         "    expect: {n: 1}\n",
         "  note passed\n  note-2 error timeout: took 2.000 s, beyond the gate's limit of 3 s\n"
         "= error\nrun_end 8\n"},
        /* An error that is no time-out speaks for itself, and so does one that came before. */
        {"gate: g1\nsteps:\n  - note: {takes: 9s, fails: read}\n    expect: {n: 1}\n",
         "  note error read: it went wrong: read\n= error\nrun_end 4\n"},
        {"gate: g1\nsteps:\n  - note: {takes: 1s, fails: timeout}\n    expect: {n: 1}\n",
         "  note error timeout: it went wrong: timeout\n= error\nrun_end 8\n"},
        /* expect takes no time, and is judged past the gate's limit too. */
        {"gate: g1\nvars: {v: 1}\ntimeout: 1s\nsteps:\n  - note: {waits: true}\n"
         "  - expect: {v: 1}\n",
         "  note error timeout: no reply (the gate's limit of 1 s)\n  expect passed\n= error\n"
         "run_end 8\n"},
    };
    struct stage *stage = *state;
    for (size_t i = 0; i < LG_ARRAY_LEN(rows); i++) {
        stage_plan(stage, WORDS(rows[i].yaml));
        assert_int_equal(stage_run(stage), 0);
        const char *heard = strstr(lg_str_text(&stage->heard), "[sim]\n") + strlen("[sim]\n");
        if (strcmp(heard, rows[i].heard) != 0)
            fail_msg("wanted:\n%s\ngot:\n%s", rows[i].heard, heard);
    }
}

static void engine__ends_with_the_runs_limit(void **state) {
    struct stage *stage = *state;
    stage->options.timeout_ms = 3000;
    stage_plan(stage, WORDS("gate: g1\nsteps:\n  - note: {takes: 2s}\n  - note: {waits: true}\n"
                            "    timeout: 10s\n  - note: x\n    expect: {n: 1}\nteardown:\n"
                            "  - note: {say: t, takes: 2s}\n  - note: {waits: true, say: w}\n"
                            "    timeout: 60s\n",
                            "gate: g2\nneeds: g1\nvars: {v: 1}\nsteps:\n  - expect: {v: 1}\n"
                            "teardown:\n  - note: y\n"));
    stage_wants(stage, -1,
                "run_start 2\nplan 7\ng1 [sim]\n  note passed\n"
                "  note-2 interrupted: interrupted: the run's limit of 3 s has passed\n"
                "  note-3 interrupted: not run: the run's limit of 3 s has passed\n"
                "  note-4 passed\n"
                "  note-5 error timeout: no reply (the teardown's limit of 5 s)\n= error\n"
                "g2 [sim]\n  expect interrupted: not run: the run's limit of 3 s has passed\n"
                "  note interrupted: not run: the run's limit of 3 s has passed\n= interrupted\n"
                "run_end 74: the run's limit of 3 s has passed\n");
    assert_int_equal(stage->err.kind, LG_ERR_DEADLINE);
    assert_string_equal(stage->err.text, "the run's limit of 3 s has passed");
    assert_string_equal(lg_str_text(&stage->acts), "- - t w ");
    assert_int_equal(lg_clock_now_ns(&stage->env.clock), 8 * LG_NS_PER_S);
    /* A step that took what was left and came back is late all the same. */
    stage_plan(stage, WORDS("gate: g1\nsteps:\n  - note: {takes: 2s}\n  - note: {takes: 2s}\n"
                            "    expect: {n: 1}\n"));
    stage_wants(stage, -1,
                "run_start 1\nplan 2\ng1 [sim]\n  note passed\n"
                "  note-2 interrupted: interrupted: the run's limit of 3 s has passed\n"
                "= interrupted\nrun_end 66: the run's limit of 3 s has passed\n");
    /* On the limit no step begins, not even one that would take no time. */
    stage_plan(stage, WORDS("gate: g1\nvars: {v: 1}\nsteps:\n  - note: {takes: 1s}\n"
                            "  - note: {takes: 2s}\n  - expect: {v: 1}\n"));
    stage_wants(stage, -1,
                "run_start 1\nplan 3\ng1 [sim]\n  note passed\n  note-2 passed\n"
                "  expect interrupted: not run: the run's limit of 3 s has passed\n"
                "= interrupted\nrun_end 66: the run's limit of 3 s has passed\n");
    /* A run that ended just on its limit is whole. */
    stage_plan(stage, WORDS("gate: g1\nsteps:\n  - note: {takes: 2s}\n"
                            "  - note: {takes: 1s, give: {n: 1}}\n    expect: {n: 1}\n"));
    stage_wants(stage, 0,
                "run_start 1\nplan 2\ng1 [sim]\n  note passed\n  note-2 passed\n= passed\n"
                "run_end 0\n");
}

/* The teardown of a gate that used up its time has its grace. */
static void engine__gives_a_teardown_its_grace(void **state) {
    struct stage *stage = *state;
    stage_plan(stage, WORDS("gate: g1\ntimeout: 1s\nsteps:\n  - note: {waits: true}\n"
                            "    expect: {n: 1}\nteardown:\n  - note: {takes: 4s}\n"
                            "    timeout: 9s\n  - note: {waits: true}\n    timeout: 9s\n"));
    assert_int_equal(stage_run(stage), 0);
    assert_non_null(strstr(lg_str_text(&stage->heard),
                           "  note-2 passed\n"
                           "  note-3 error timeout: no reply (the teardown's limit of 5 s)\n"));
    assert_int_equal(lg_clock_now_ns(&stage->env.clock), 6 * LG_NS_PER_S);
    /* One that has time left has that, as long as its steps' own limits. */
    stage_plan(stage, WORDS("gate: g1\nvars: {v: 1}\ntimeout: 60s\nsteps:\n  - expect: {v: 1}\n"
                            "teardown:\n  - note: {takes: 40s}\n    timeout: 50s\n"));
    assert_int_equal(stage_run(stage), 0);
    assert_int_equal(stage->summary.totals.gates[LG_PASSED], 1);
}

/* Two gates of three acts and a teardown each. */
static const char *const long_gates[] = {
    "gate: g1\nsteps:\n  - act: a1\n  - act: {say: a2, give: {n: 1}}\n    expect: {n: 1}\n"
    "  - act: a3\nteardown:\n  - act: at\n",
    "gate: g2\nsteps:\n  - act: b1\n  - act: {say: b2, give: {n: 1}}\n    expect: {n: 1}\n"
    "  - act: b3\nteardown:\n  - act: bt\n"};

static size_t count_lines(const char *text, const char *begin) {
    size_t count = 0;
    for (const char *line = text; line != NULL && *line != '\0';) {
        count += strncmp(line, begin, strlen(begin)) == 0;
        line = strchr(line, '\n');
        line = line == NULL ? NULL : line + 1;
    }
    return count;
}

/* Whatever happens: one event for each step, the teardown of a gate that was begun, of no other. */
static void assert_orderly(struct stage *stage) {
    const char *acts = lg_str_text(&stage->acts);
    const struct lg_event_run_end *totals = &stage->summary.totals;
    size_t ended = 0;
    for (int i = 0; i < LG_OUTCOME__COUNT; i++)
        ended += totals->steps[i];
    assert_int_equal(ended, 8);
    assert_int_equal(totals->planned, 8);
    assert_int_equal(count_lines(lg_str_text(&stage->heard), "  act"), 8);
    assert_int_equal(count_lines(lg_str_text(&stage->heard), "= "), 2);
    assert_int_equal(count_lines(lg_str_text(&stage->heard), "run_end"), 1);
    assert_int_equal(strstr(acts, "at ") != NULL, strstr(acts, "a1 ") != NULL);
    assert_int_equal(strstr(acts, "bt ") != NULL, strstr(acts, "b1 ") != NULL);
}

static void engine__stops_at_a_signal(void **state) {
    /* What is called when the signal comes in the n-th act. */
    static const char *const acts[] = {
        "a1 at ",
        "a1 a2 at ",
        "a1 a2 a3 at ",
        "a1 a2 a3 at ",
        "a1 a2 a3 at b1 bt ",
        "a1 a2 a3 at b1 b2 bt ",
        "a1 a2 a3 at b1 b2 b3 bt ",
        "a1 a2 a3 at b1 b2 b3 bt ",
    };
    struct stage *stage = *state;
    for (size_t i = 0; i < LG_ARRAY_LEN(acts); i++) {
        stage_plan(stage, long_gates, LG_ARRAY_LEN(long_gates));
        stage->signal_at = i + 1;
        int status = stage_run(stage);
        assert_string_equal(lg_str_text(&stage->acts), acts[i]);
        assert_orderly(stage);
        /* A signal after the last step that could be left out interrupts nothing. */
        bool is_cut = i < 6;
        assert_int_equal(status, is_cut ? -1 : 0);
        assert_int_equal(stage->summary.totals.steps[LG_INTERRUPTED] > 0, is_cut);
        assert_int_equal(stage->summary.kinds_seen[LG_ERR_INTERRUPTED], is_cut);
        assert_int_equal(stage->err.kind, is_cut ? LG_ERR_INTERRUPTED : LG_ERR_NONE);
        assert_int_equal(stage->interrupt.signo, 2);
        assert_ptr_equal(stage->env.interrupt, &stage->interrupt);
    }
}

static void engine__interrupts_the_step_that_runs(void **state) {
    struct stage *stage = *state;
    stage_plan(stage, long_gates, LG_ARRAY_LEN(long_gates));
    stage->signal_at = 2;
    stage->signal_fails = true;
    stage_wants(stage, -1,
                "run_start 2\nplan 8\ng1 [sim]\n  act passed\n"
                "  act-2 interrupted: interrupted: stopped by signal 2\n"
                "  act-3 interrupted: not run: stopped by signal 2\n  act-4 passed\n= interrupted\n"
                "g2 [sim]\n  act interrupted: not run: stopped by signal 2\n"
                "  act-2 interrupted: not run: stopped by signal 2\n"
                "  act-3 interrupted: not run: stopped by signal 2\n"
                "  act-4 interrupted: not run: stopped by signal 2\n= interrupted\n"
                "run_end 34: stopped by signal 2\n");
    assert_string_equal(stage->err.text, "stopped by signal 2");
    /* Of two reasons the first is told, and both are counted. */
    stage_plan(stage, long_gates, LG_ARRAY_LEN(long_gates));
    stage->fail_at = 20;
    assert_int_equal(stage_run(stage), -1);
    assert_string_equal(stage->err.text, "stopped by signal 2");
    assert_int_equal(stage->summary.totals.exit_code, 2 + 16 + 32);
    stage->fail_at = 0;
    /* An error that came with the signal came of it: a child that got it too, a broken wait. */
    stage_plan(stage, WORDS("gate: g1\nsteps:\n  - act: {fails: read}\n    expect: {n: 1}\n"));
    stage->signal_at = 1;
    stage->signal_fails = false;
    stage_wants(stage, -1,
                "run_start 1\nplan 1\ng1 [sim]\n"
                "  act interrupted: interrupted: stopped by signal 2\n= interrupted\n"
                "run_end 34: stopped by signal 2\n");
}

/* A teardown does not see the signal, and has little time once it came. */
static void engine__tears_down_after_a_signal(void **state) {
    struct stage *stage = *state;
    stage_plan(stage, WORDS("gate: g1\nsteps:\n  - note: x\n    expect: {n: 1}\nteardown:\n"
                            "  - note: {takes: 4s}\n    timeout: 50s\n  - note: {waits: true}\n"
                            "    timeout: 50s\n"));
    stage->signal_at = 1;
    stage->signal_fails = true;
    stage_wants(stage, -1,
                "run_start 1\nplan 3\ng1 [sim]\n"
                "  note interrupted: interrupted: stopped by signal 2\n  note-2 passed\n"
                "  note-3 error timeout: no reply (the teardown's limit of 5 s)\n= error\n"
                "run_end 42: stopped by signal 2\n");
    assert_int_equal(lg_clock_now_ns(&stage->env.clock), 5 * LG_NS_PER_S);
}

static void engine__sends_nothing_that_is_not_recorded(void **state) {
    struct stage *stage = *state;
    stage_plan(stage, long_gates, LG_ARRAY_LEN(long_gates));
    assert_int_equal(stage_run(stage), 0);
    assert_orderly(stage);
    size_t events = stage->events;
    assert_true(events > 40);
    for (size_t at = 1; at <= events; at++) {
        stage_plan(stage, long_gates, LG_ARRAY_LEN(long_gates));
        stage->fail_at = at;
        assert_int_equal(stage_run(stage), -1);
        assert_int_equal(stage->err.kind, LG_ERR_WRITE);
        assert_string_equal(stage->err.text, "failing: disk full");
        assert_true(stage->summary.kinds_seen[LG_ERR_WRITE]);
        assert_int_equal(stage->summary.totals.exit_code & 16, 16);
        assert_orderly(stage);
    }
    /* By the event: nothing yet, nothing but what the first transition let through, the rest. */
    static const struct {
        size_t fail_at;
        const char *acts;
    } rows[] = {
        {1, ""},      /* run_start */
        {3, ""},      /* gate_start of g1 */
        {4, ""},      /* a1 PLAN */
        {5, ""},      /* a1 RUN */
        {6, "a1 at "} /* a1 OBSERVE */
    };
    for (size_t i = 0; i < LG_ARRAY_LEN(rows); i++) {
        stage_plan(stage, long_gates, LG_ARRAY_LEN(long_gates));
        stage->fail_at = rows[i].fail_at;
        assert_int_equal(stage_run(stage), -1);
        assert_string_equal(lg_str_text(&stage->acts), rows[i].acts);
    }
}

static void engine__stops_at_max_fail(void **state) {
    static const char *const gates[] = {
        "gate: g1\nvars: {v: 1}\nsteps:\n  - note: {fails: read}\n  - expect: {v: 2}\n"
        "  - expect: {v: 3}\nteardown:\n  - note: t\n",
        "gate: g2\nvars: {v: 1}\nsteps:\n  - expect: {v: 1}\n"};
    struct stage *stage = *state;
    stage->options.max_fail = 1;
    stage_plan(stage, gates, LG_ARRAY_LEN(gates));
    stage_wants(stage, 0,
                "run_start 2\nplan 5\ng1 [sim]\n  note error read: it went wrong: read\n"
                "  expect interrupted: not run: --max-fail 1 reached\n"
                "  expect-2 interrupted: not run: --max-fail 1 reached\n  note-2 passed\n= error\n"
                "g2 [sim]\n  expect interrupted: not run: --max-fail 1 reached\n= interrupted\n"
                "run_end 6: --max-fail 1 reached\n");
    stage->options.max_fail = 2;
    stage_plan(stage, gates, LG_ARRAY_LEN(gates));
    stage_wants(stage, 0,
                "run_start 2\nplan 5\ng1 [sim]\n  note error read: it went wrong: read\n"
                "  expect failed\n"
                "  expect-2 interrupted: not run: --max-fail 2 reached\n  note-2 passed\n= error\n"
                "g2 [sim]\n  expect interrupted: not run: --max-fail 2 reached\n= interrupted\n"
                "run_end 7: --max-fail 2 reached\n");
    /* When it is the last one that fails, nothing is left out. */
    stage->options.max_fail = 3;
    stage_plan(stage, gates, 1);
    stage_wants(stage, 0,
                "run_start 1\nplan 4\ng1 [sim]\n  note error read: it went wrong: read\n"
                "  expect failed\n  expect-2 failed\n  note-2 passed\n= error\nrun_end 5\n");
}

static void engine__announces_a_thousand_at_a_time(void **state) {
    struct stage *stage = *state;
    struct lg_str text = {0};
    lg_str_add(&text, "gate: g1\nvars: {v: 1}\nsteps:\n  - expect: {v: 1}\n");
    for (int i = 0; i < 1249; i++)
        lg_str_add(&text, "  - note: x\n");
    struct lg_str other = {0};
    lg_str_printf(&other, "gate: g2%s", lg_str_text(&text) + strlen("gate: g1"));
    stage_plan(stage, WORDS(lg_str_text(&text), lg_str_text(&other)));
    lg_str_dispose(&text);
    lg_str_dispose(&other);
    assert_int_equal(stage_run(stage), 0);
    assert_ptr_equal(strstr(lg_str_text(&stage->heard), "run_start 2\nplan 1000\nplan 1000\n"
                                                        "plan 500\ng1 [sim]\n"),
                     lg_str_text(&stage->heard));
    assert_int_equal(stage->summary.totals.planned, 2500);
    assert_int_equal(stage->summary.totals.steps[LG_PASSED], 2500);
}

static void engine__says_why_a_run_could_not_begin(void **state) {
    struct stage *stage = *state;
    struct lg_err why = {0};
    struct lg_bus *bus = stage_bus(stage);
    lg_err_at(&why, LG_ERR_READ, "gates/g1.yaml", 3, 5, "a step without a verb");
    assert_int_equal(
        lg_run_refused(&stage->env, bus, &stage->options, &why, &stage->summary, &stage->err), 0);
    lg_bus_free(bus);
    assert_string_equal(lg_str_text(&stage->heard),
                        "run_start 0\nplan 1\nenvironment [sim]\n"
                        "  setup error read: a step without a verb\n= error\nrun_end 4\n");
    assert_int_equal(stage->summary.totals.planned, 1);
    assert_true(stage->summary.kinds_seen[LG_ERR_READ]);
}

static void engine__says_that_a_refusal_was_not_recorded(void **state) {
    struct stage *stage = *state;
    struct lg_err why = {0};
    struct lg_bus *bus = stage_bus(stage);
    lg_err_set(&why, LG_ERR_INTERRUPTED, "stopped by signal 15");
    stage->fail_at = 2;
    assert_int_equal(
        lg_run_refused(&stage->env, bus, &stage->options, &why, &stage->summary, &stage->err), -1);
    lg_bus_free(bus);
    assert_string_equal(lg_str_text(&stage->heard),
                        "run_start 0\nplan 1\nenvironment [sim]\n"
                        "  setup interrupted interrupted: stopped by signal 15\n= interrupted\n"
                        "run_end 50: failing: disk full\n");
    assert_int_equal(stage->err.kind, LG_ERR_WRITE);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        stage_test(engine__runs_gates_in_order),
        stage_test(engine__counts),
        stage_test(engine__passes_what_was_captured_on),
        stage_test(engine__judges_on_after_a_failure),
        stage_test(engine__misses_skipped_captures),
        stage_test(engine__takes_no_skipped_capture_for_an_absent_value),
        stage_test(engine__says_how_a_step_erred),
        stage_test(engine__walks_the_states),
        stage_test(engine__blocks_gates_that_need_what_did_not_pass),
        stage_test(engine__skips_gates_of_which_all_is_skipped),
        stage_test(engine__tears_down),
        stage_test(engine__connects_once_or_once_a_gate),
        stage_test(engine__says_which_limit_fired),
        stage_test(engine__ends_with_the_runs_limit),
        stage_test(engine__gives_a_teardown_its_grace),
        stage_test(engine__stops_at_a_signal),
        stage_test(engine__interrupts_the_step_that_runs),
        stage_test(engine__tears_down_after_a_signal),
        stage_test(engine__sends_nothing_that_is_not_recorded),
        stage_test(engine__stops_at_max_fail),
        stage_test(engine__announces_a_thousand_at_a_time),
        stage_test(engine__says_why_a_run_could_not_begin),
        stage_test(engine__says_that_a_refusal_was_not_recorded),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
