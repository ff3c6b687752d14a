#include "run/plan.h"

#include "unit/run/project.h"

#define SOUND "steps:\n  - scan:\n    as: first\n  - expect:\n      first.num_tracks: {gt: 0}\n"

/* Each is the whole of gate.yaml, and what is said of it; at … the text goes on with what another
 * layer says. */
static const struct refusal {
    const char *yaml;
    const char *said;
} refusals[] = {
    /* the gate */
    {"- gate: g1\n", "gate.yaml:1:1: a gate file holds a map, not a list"},
    {"", "gate.yaml:1:1: the file is empty"},
    {"gate: g1\n", "gate.yaml:1:1: gate: the key 'steps' is missing"},
    {SOUND, "gate.yaml:1:1: gate: the key 'gate' is missing"},
    {"gate: G 1\n" SOUND, "gate.yaml:1:7: 'G 1' can't be a gate's id: a-z 0-9 _ - are allowed, "
                          "the first a letter or a digit"},
    {"gate: -g\n" SOUND, "gate.yaml:1:7: '-g' can't be a gate's id: a-z 0-9 _ - are allowed, "
                         "the first a letter or a digit"},
    {"gate: g1\nsteeps: 1\n" SOUND,
     "gate.yaml:2:1: unknown key 'steeps' in a gate; did you mean 'steps'?"},
    {"gate: g1\ntags: [a]\ntags: [b]\n" SOUND,
     "gate.yaml:3:1: duplicate key 'tags' (first at line 2)"},
    {"gate: g1\nneeds: [ok, No]\n" SOUND,
     "gate.yaml:2:13: 'No' can't be a gate's id: a-z 0-9 _ - are allowed, the first a letter or a "
     "digit"},
    {"gate: g1\ntimeout: 10\n" SOUND, "gate.yaml:2:10: …"},
    {"gate: g1\ntimeout: 0 s\n" SOUND, "gate.yaml:2:10: …"},
    {"gate: g1\nvars: [a]\n" SOUND, "gate.yaml:2:7: vars must be a map, not a list"},
    {"gate: g1\nvars: {a.b: 1}\n" SOUND,
     "gate.yaml:2:8: 'a.b' can't be a variable: letters, digits, _ and - are allowed, the first a "
     "letter or _"},
    {"gate: g1\nvars: {a: '${b}'}\n" SOUND, "gate.yaml:2:11: unknown name 'b'…"},
    /* its lists */
    {"gate: g1\nsteps:\n", "gate.yaml:2:7: steps is empty"},
    {"gate: g1\nsteps: []\n", "gate.yaml:2:8: steps is empty"},
    {"gate: g1\nsteps: {scan: }\n", "gate.yaml:2:8: steps must be a list, not a map"},
    {"gate: g1\nteardown: []\n" SOUND, "gate.yaml:2:11: teardown is empty"},
    {"gate: g1\nteardown: x\n" SOUND, "gate.yaml:2:11: teardown must be a list, not text"},
    /* nothing judged */
    {"gate: g1\nsteps:\n  - scan:\n",
     "gate.yaml:3:3: no step of gate 'g1' has an expect: nothing would be judged"},
    {"gate: g1\nsteps:\n  - scan:\nteardown:\n  - scan:\n    expect: {ok: true}\n",
     "gate.yaml:3:3: no step of gate 'g1' has an expect: nothing would be judged"},
    {"gate: g1\nsteps:\n  - scan:\n    expect:\n", "gate.yaml:4:12: expect is empty"},
    {"gate: g1\nsteps:\n  - scan:\n    expect: {}\n", "gate.yaml:4:13: expect is empty"},
    {"gate: g1\nsteps:\n  - expect: {}\n", "gate.yaml:3:13: expect is empty"},
    {"gate: g1\nsteps:\n  - scan:\n    when: {}\n    expect: {ok: true}\n",
     "gate.yaml:4:11: when is empty"},
    {"gate: g1\nsteps:\n  - scan:\n    when: false\n    expect: {ok: true}\n",
     "gate.yaml:4:11: when is a map of paths to operators, not true or false"},
    {"gate: g1\nsteps:\n  - scan:\n    expect: {n: {one_of: []}}\n",
     "gate.yaml:4:26: one_of is empty"},
    {"gate: g1\nsteps:\n  - scan:\n    expect: {n: {near: {value: 1, tol: 0}}}\n",
     "gate.yaml:4:40: tol must be above 0 and finite"},
    {"gate: g1\nsteps:\n  - scan:\n    expect: {n: {near: {value: 1, tol: -0.1}}}\n",
     "gate.yaml:4:40: tol must be above 0 and finite"},
    {"gate: g1\nsteps:\n  - scan:\n    expect: {n: {near: {value: 1, tol: .inf}}}\n",
     "gate.yaml:4:40: tol must be above 0 and finite"},
    {"gate: g1\nsteps:\n  - scan:\n    expect: {n: {near: {value: 1, tol: .nan}}}\n",
     "gate.yaml:4:40: …"},
    {"gate: g1\nsteps:\n  - scan:\n    expect: {n: {gtt: 1}}\n",
     "gate.yaml:4:18: unknown operator 'gtt'; did you mean 'gt'?"},
    /* the verb */
    {"gate: g1\nsteps:\n  - scan\n", "gate.yaml:3:5: a step is a map with one verb, not text "
                                     "(`- scan:`)"},
    {"gate: g1\nsteps:\n  - id: x\n    timeout: 2s\n", "gate.yaml:3:5: a step without a verb"},
    {"gate: g1\nsteps:\n  - scan:\n    ping:\n",
     "gate.yaml:4:5: a step has one verb: 'scan' stands here already at line 3"},
    {"gate: g1\nsteps:\n  - scn:\n",
     "gate.yaml:3:5: unknown verb or modifier 'scn'; did you mean 'scan'?"},
    {"gate: g1\nsteps:\n  - scan:\n    expct: {ok: true}\n",
     "gate.yaml:4:5: unknown verb or modifier 'expct'; did you mean 'expect'?"},
    {"gate: g1\nsteps:\n  - frobnicate:\n", "gate.yaml:3:5: unknown verb or modifier 'frobnicate'"},
    {"gate: g1\nsteps:\n  - synth: {fil: a.wav, duration: 2s}\n    expect: {ok: true}\n",
     "gate.yaml:3:13: unknown key 'fil' in a synth; did you mean 'file'?"},
    {"gate: g1\nsteps:\n  - synth: {file: a, freq: [], amplitude: 0.1, duration: 2s}\n"
     "    expect: {frames: 1}\n",
     "gate.yaml:3:28: freq is empty"},
    {"gate: g1\nsteps:\n  - synth: {file: a, freq: 1 Hz, amplitude: [], duration: 2s}\n"
     "    expect: {frames: 1}\n",
     "gate.yaml:3:45: amplitude is empty"},
    {"gate: g1\nsteps:\n  - synth: {file: a, tones: [], duration: 2s}\n"
     "    expect: {frames: 1}\n",
     "gate.yaml:3:29: tones is a list of {freq, amplitude}, not an empty one"},
    {"gate: g1\nsteps:\n  - synth: {file: a, freq: [1, 2, 3], amplitude: [0, 1], duration: 2s}\n"
     "    expect: {frames: 1}\n",
     "gate.yaml:3:12: 3 frequencies, but 2 amplitudes"},
    {"gate: g1\nsteps:\n  - query: /live/api/reload\n    expect: {reply: []}\n",
     "gate.yaml:3:12: address '/live/api/reload' is never sent…"},
    {"gate: g1\nvars: {n: 1}\nsteps:\n"
     "  - query: {address: /live/song/set/tempo, args: ['${n}']}\n    expect: {reply: []}\n",
     "gate.yaml:4:22: address '/live/song/set/tempo' is a setter, which is not answered: send"},
    {"gate: g1\nsteps:\n  - query: {args: [1], address: '/live/song/get/t*'}\n"
     "    expect: {reply: []}\n",
     "gate.yaml:3:33: address '/live/song/get/t*' has the wildcard '*'…"},
    /* modifiers */
    {"gate: g1\nsteps:\n  - scan:\n    id: A\n    expect: {ok: true}\n",
     "gate.yaml:4:9: 'A' can't be a step's id: a-z 0-9 _ - are allowed, the first a letter or a "
     "digit"},
    {"gate: g1\nsteps:\n  - scan:\n    as: 1st\n    expect: {ok: true}\n",
     "gate.yaml:4:9: '1st' can't be a capture: letters, digits, _ and - are allowed, the first a "
     "letter or _"},
    {"gate: g1\nvars: {a: 1}\nsteps:\n  - expect: {a: 1}\n    as: b\n",
     "gate.yaml:5:9: expect has no result that could be captured"},
    {"gate: g1\nsteps:\n  - scan:\n    timeout: 0s\n    expect: {ok: true}\n", "gate.yaml:4:14: …"},
    /* names that stand twice */
    {"gate: g1\nsteps:\n  - scan:\n    id: a\n    expect: {ok: true}\n  - ping:\n    id: a\n",
     "gate.yaml:7:9: duplicate step id 'a'; the first stands at line 4"},
    {"gate: g1\nsteps:\n  - scan:\n    id: a\n    expect: {ok: true}\nteardown:\n  - ping:\n"
     "    id: a\n",
     "gate.yaml:8:9: duplicate step id 'a'; the first stands at line 4"},
    {"gate: g1\nsteps:\n  - scan:\n    as: a\n    expect: {ok: true}\n  - ping:\n    as: a\n",
     "gate.yaml:7:9: duplicate name 'a'; the first stands at line 4"},
    {"gate: g1\nvars: {a: 1}\nsteps:\n  - scan:\n    as: a\n    expect: {ok: true}\n",
     "gate.yaml:5:9: duplicate name 'a'; the first stands at line 2"},
    /* names that are not there */
    {"gate: g1\nvars: {level: 1}\nsteps:\n  - scan:\n    expect: {n: '${levle}'}\n",
     "gate.yaml:5:17: unknown name 'levle' in '${…}'; did you mean 'level'?"},
    {"gate: g1\nvars: {file: a}\nsteps:\n  - analyze: '${flie}'\n    expect: {n: 1}\n",
     "gate.yaml:4:14: unknown name 'flie' in '${…}'; did you mean 'file'?"},
    {"gate: g1\nsteps:\n  - scan:\n    as: first\n  - expect:\n      frist.num_tracks: 1\n",
     "gate.yaml:6:7: unknown variable or capture 'frist'; did you mean 'first'?"},
    {"gate: g1\nsteps:\n  - scan:\n    as: first\n  - expect:\n      zzzzzz: 1\n",
     "gate.yaml:6:7: unknown variable or capture 'zzzzzz'"},
    {"gate: g1\nsteps:\n  - scan:\n    when: {frist.ok: true}\n    as: first\n"
     "    expect: {ok: true}\n",
     "gate.yaml:4:12: unknown variable or capture 'frist'; did you mean 'first'?"},
    /* names that come later */
    {"gate: g1\nsteps:\n  - scan:\n    as: a\n    expect: {n: '${b.n}'}\n  - scan:\n    as: b\n",
     "gate.yaml:5:17: 'b' is used before it is captured"},
    {"gate: g1\nsteps:\n  - expect:\n      b.n: 1\n  - scan:\n    as: a\n  - scan:\n    as: b\n",
     "gate.yaml:4:7: 'b' is used before it is captured"},
    {"gate: g1\nsteps:\n  - scan:\n    as: a\n    expect: {n: '${a.n}'}\n",
     "gate.yaml:5:17: 'a' is used before it is captured"},
};

static void plan__refuses_with_place(void **state) {
    struct project project = project_in(state);
    for (size_t i = 0; i < LG_ARRAY_LEN(refusals); i++) {
        const struct refusal *refusal = &refusals[i];
        scratch_write(project.scratch, "gate.yaml", refusal->yaml);
        if (project_select(&project, WORDS("gate.yaml")) == 0)
            fail_msg("taken, instead of: %s", refusal->said);
        const char *said = project_error(&project);
        size_t begin = strlen(refusal->said) - strlen("…");
        bool fits = lg_ends_with(refusal->said, "…") ? strncmp(said, refusal->said, begin) == 0
                                                     : strcmp(said, refusal->said) == 0;
        if (!fits)
            fail_msg("wanted: %s\n   got: %s", refusal->said, said);
        assert_int_equal(project.err.kind, LG_ERR_READ);
        assert_null(project.plan);
    }
}

static void plan__takes_all_keys(void **state) {
    struct project project = project_in(state);
    scratch_write(project.scratch, "gate.yaml",
                  "gate: g_1-a\nname: A gate\ntags: [osc, quick]\ntimeout: 1.5ms\n"
                  "vars: {level: -14 LUFS, n: 3}\nsteps:\n  - ping:\n    timeout: 250ms\n"
                  "  - scan:\n    as: first\n    when: {level: {exists: true}}\n"
                  "  - expect: {first.num_tracks: '${n}'}\n  - scan:\n    id: scan-2\n  - scan:\n"
                  "teardown:\n  - ping:\n");
    if (project_select(&project, WORDS("gate.yaml")) != 0)
        fail_msg("%s", project_error(&project));
    const struct lg_plan_gate *gate = &project.plan->gates[0];
    assert_int_equal(project.plan->num_gates, 1);
    assert_int_equal(project.plan->num_steps, 6);
    assert_string_equal(gate->id, "g_1-a");
    assert_string_equal(gate->name, "A gate");
    assert_string_equal(gate->source, "gate.yaml");
    assert_int_equal(strlen(gate->sha256), 64);
    assert_int_equal(gate->num_tags, 2);
    assert_string_equal(gate->tags[1], "quick");
    assert_int_equal(gate->timeout_ms, 2); /* rounded up: no limit becomes none */
    assert_string_equal(lg_value_get(gate->vars, "level")->unit, "LUFS");
    assert_int_equal(gate->num_steps, 5);
    assert_int_equal(gate->num_teardown, 1);
    static const char *const ids[] = {"ping", "scan", "expect", "scan-2", "scan-3", "ping-2"};
    for (size_t i = 0; i < LG_ARRAY_LEN(ids); i++)
        assert_string_equal(gate->steps[i].id, ids[i]);
    assert_ptr_equal(gate->teardown, &gate->steps[5]);
    assert_int_equal(gate->steps[0].timeout_ms, 250);
    assert_int_equal(gate->steps[1].timeout_ms, lg_verb_find("scan")->timeout_ms);
    assert_string_equal(gate->steps[1].as, "first");
    assert_non_null(gate->steps[1].when);
    assert_true(gate->steps[2].is_expect);
    assert_null(gate->steps[2].params);
    assert_int_equal(gate->steps[2].expect->kind, LG_NODE_MAP);
    assert_false(gate->steps[1].is_expect);
    assert_int_equal(gate->steps[4].place->line, 15);
    lg_plan_free(project.plan);
}

/* What an address or a list of frequencies will be, only the run knows. */
static void plan__leaves_to_the_run_what_it_substitutes(void **state) {
    struct project project = project_in(state);
    scratch_write(project.scratch, "gate.yaml",
                  "gate: g1\nvars: {a: /live/api/reload, f: []}\nsteps:\n  - query: '${a}'\n"
                  "  - query: {address: '${a}', args: [1]}\n    expect: {reply: [1]}\n"
                  "  - synth: {file: a.wav, freq: '${f}', amplitude: [0.1, 0.2], duration: 2s}\n");
    if (project_select(&project, WORDS("gate.yaml")) != 0)
        fail_msg("%s", project_error(&project));
    lg_plan_free(project.plan);
}

static void plan__hashes_the_bytes_it_parsed(void **state) {
    struct project project = project_in(state);
    const char *yaml = "gate: g1\n" SOUND;
    char hex[LG_SHA256_HEX];
    lg_sha256_of(yaml, strlen(yaml), hex);
    scratch_write(project.scratch, "gate.yaml", yaml);
    assert_int_equal(project_select(&project, WORDS("gate.yaml")), 0);
    assert_string_equal(project.plan->gates[0].sha256, hex);
    lg_plan_free(project.plan);
}

static int with_vars(struct project *project, const char *const *vars, size_t count) {
    const struct lg_plan_options options = {.vars = vars, .num_vars = count};
    lg_plan_free(project->plan);
    project->plan = NULL;
    project->err = (struct lg_err){0};
    return lg_plan_new(&project->paths, &options, &project->plan, &project->err);
}

static void plan__sets_variables(void **state) {
    struct project project = project_in(state);
    scratch_folder(project.scratch, "gates");
    project_gate(&project, "gates/g1.yaml", "g1", "vars: {level: -14 LUFS, text: a}\n");
    project_gate(&project, "gates/g2.yaml", "g2", "vars: {level: 1}\n");
    assert_int_equal(with_vars(&project, WORDS("level=-9 LUFS", "text=a=b")), 0);
    for (size_t i = 0; i < 2; i++) {
        const struct lg_value *level = lg_value_get(project.plan->gates[i].vars, "level");
        assert_int_equal(level->kind, LG_VALUE_REAL);
        assert_string_equal(level->unit, "LUFS");
        assert_true(lg_value_number(level) == -9);
    }
    const struct lg_value *text = lg_value_get(project.plan->gates[0].vars, "text");
    assert_string_equal(text->as.string.text, "a=b");
    assert_null(lg_value_get(project.plan->gates[1].vars, "text"));
    lg_plan_free(project.plan);
}

static void plan__refuses_variables(void **state) {
    static const struct {
        const char *word, *said;
    } rows[] = {
        {"levle=1", "--var levle: no selected gate has such a variable; did you mean 'level'?"},
        {"zzzzzzzz=1", "--var zzzzzzzz: no selected gate has such a variable"},
        {"level", "--var level: NAME=VALUE is wanted"},
        {"=1", "--var =1: NAME=VALUE is wanted"},
    };
    struct project project = project_in(state);
    scratch_folder(project.scratch, "gates");
    project_gate(&project, "gates/g1.yaml", "g1", "vars: {level: 1}\n");
    for (size_t i = 0; i < LG_ARRAY_LEN(rows); i++) {
        assert_int_equal(with_vars(&project, WORDS(rows[i].word)), -1);
        assert_string_equal(project_error(&project), rows[i].said);
        assert_int_equal(project.err.kind, LG_ERR_USAGE);
    }
}

static void plan__reads_thousands_of_steps(void **state) {
    struct project project = project_in(state);
    struct lg_str text = {0};
    lg_str_add(&text, "gate: long\nvars: {n: 1}\nsteps:\n");
    for (int i = 0; i < 10000; i++)
        lg_str_add(&text, "  - scan:\n    expect: {num_tracks: '${n}'}\n");
    scratch_write(project.scratch, "gate.yaml", lg_str_text(&text));
    lg_str_dispose(&text);
    assert_int_equal(project_select(&project, WORDS("gate.yaml")), 0);
    assert_int_equal(project.plan->num_steps, 10000);
    assert_string_equal(project.plan->gates[0].steps[9999].id, "scan-10000");
    lg_plan_free(project.plan);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        scratch_test(plan__refuses_with_place),
        scratch_test(plan__takes_all_keys),
        scratch_test(plan__leaves_to_the_run_what_it_substitutes),
        scratch_test(plan__hashes_the_bytes_it_parsed),
        scratch_test(plan__sets_variables),
        scratch_test(plan__refuses_variables),
        scratch_test(plan__reads_thousands_of_steps),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
