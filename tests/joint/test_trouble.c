/* Sections B, C, G, H and M of reference/execution-system.md through the engine: what is broken,
 * which probes are asked and what they see, what mends it or what a person is told, how the step
 * ends; and how many of each held. Live is the simulated one, or not there. */
#include "run/retrace.h"

#include <errno.h>
#include <math.h>

#include "audio/signal.h"
#include "base/fs.h"
#include "base/sha256.h"
#include "live/actions.h"
#include "sim/link.h"
#include "unit/run/stage.h"

struct scene {
    struct stage *stage;
    struct lg_retrace *retrace;
    struct lg_str seen;  /* the probes of the last step that did not pass: "ping silent", … */
    struct lg_str fixes; /* "regenerate-signal done", … */
    struct lg_event_step end;
    char message[512], category[64], stop[64], advice[2048];
    size_t calls;
    struct lg_arena arena;
    struct lg_sim_set set;
    bool has_live;
};

static struct scene *now;

/* --- a verb that fails as it is told: with the n-th text at the n-th call, then no more ----------
 */

struct fail_params {
    struct lg_texts texts;
    const char *file; /* goes at each call, whoever made it */
    bool is_busy;     /* the error is EADDRINUSE, whatever the text says */
    int64_t takes_ns;
};

static const struct lg_field fail_items[] = {
    {.name = "texts",
     .type = LG_FIELD_TEXTS,
     .offset = offsetof(struct fail_params, texts),
     .flags = LG_FIELD_MAIN},
    {.name = "file", .type = LG_FIELD_TEXT, .offset = offsetof(struct fail_params, file)},
    {.name = "busy", .type = LG_FIELD_BOOL, .offset = offsetof(struct fail_params, is_busy)},
    {.name = "takes", .type = LG_FIELD_DURATION, .offset = offsetof(struct fail_params, takes_ns)},
};

static int fail_run(struct lg_step_ctx *ctx, const void *untyped, struct lg_value **result_out,
                    struct lg_err *err) {
    const struct fail_params *params = untyped;
    LG_UNUSED(result_out);
    lg_clock_advance_to(&ctx->env->clock, lg_clock_now_ns(&ctx->env->clock) + params->takes_ns);
    if (params->file != NULL)
        remove(scratch_path(now->stage->project.scratch, params->file));
    if (now->calls >= params->texts.count)
        return 0;
    lg_err_set(err, LG_ERR_READ, "%s", params->texts.items[now->calls++]);
    if (params->is_busy)
        err->sys_errno = EADDRINUSE;
    return -1;
}

#define FAIL(name_, flags_)                                                                        \
    {                                                                                              \
        .name = (name_), .help = "", .flags = (flags_), .timeout_ms = 2000,                        \
        .fields = {(name_), fail_items, LG_ARRAY_LEN(fail_items)},                                 \
        .params_size = sizeof(struct fail_params), .run = fail_run                                 \
    }

static const struct lg_verb fail_verb = FAIL("fail", 0);
static const struct lg_verb fail_live = FAIL("fail-live", LG_VERB_LIVE);
static const struct lg_verb fail_write = FAIL("fail-write", LG_VERB_LIVE | LG_VERB_WRITES);

static int keep_take(struct lg_sink *sink, const struct lg_event *event, struct lg_err *err) {
    LG_UNUSED(sink);
    LG_UNUSED(err);
    struct lg_err wrong = {0};
    if (lg_retrace_take(now->retrace, event, &wrong) != 0)
        fail_msg("%s", wrong.text);
    if (event->kind == LG_EVENT_PROBE)
        lg_str_printf(&now->seen, "%s%s %s", now->seen.length == 0 ? "" : ", ",
                      event->as.probe.probe,
                      event->as.probe.seen == NULL ? "-" : event->as.probe.seen);
    if (event->kind == LG_EVENT_FIX)
        lg_str_printf(&now->fixes, "%s%s %s", now->fixes.length == 0 ? "" : ", ", event->as.fix.fix,
                      event->as.fix.error == NULL ? "done" : "failed");
    if (event->kind != LG_EVENT_STEP)
        return 0;
    const struct lg_event_step *end = &event->as.step;
    now->end = *end;
    snprintf(now->message, sizeof now->message, "%s", end->message == NULL ? "" : end->message);
    snprintf(now->category, sizeof now->category, "%s", end->category == NULL ? "" : end->category);
    snprintf(now->stop, sizeof now->stop, "%s", end->stop == NULL ? "" : end->stop);
    snprintf(now->advice, sizeof now->advice, "%s", end->advice == NULL ? "" : end->advice);
    return 0;
}

static const struct lg_sink_ops keep_ops = {
    .name = "keep", .take = keep_take, .free = sink_free, .turn = LG_TURN_REPORT};

static int connect_sim(void *ctx, struct lg_live **live_out, struct lg_err *err) {
    struct stage *stage = ctx;
    struct lg_link *link = NULL;
    if (!now->has_live)
        return stage_connect(ctx, live_out, err);
    if (lg_sim_link_open(&stage->env, lg_sim_new(&now->set, NULL), 100, &link, err) != 0)
        return -1;
    stage->live = *live_out = lg_live_new(&stage->env, link);
    return 0;
}

static const char *home;

static const char *get_variable(void *ctx, const char *name) {
    LG_UNUSED(ctx);
    return strcmp(name, "HOME") == 0 ? home : strcmp(name, "PATH") == 0 ? getenv(name) : NULL;
}

static int setup(void **state) {
    if (stage_setup(state) != 0)
        return -1;
    now = calloc(1, sizeof *now);
    assert_non_null(now);
    now->stage = *state;
    now->stage->options.connect = connect_sim;
    now->stage->options.work_folder = now->stage->project.scratch->folder;
    now->stage->options.start.target_option = "--sim";
    now->stage->env.getenv = get_variable;
    home = NULL;
    struct lg_err err = {0};
    if (lg_sim_set_read(LG_SOURCE_DIR "/fixtures/sets/mastering.yaml", &now->arena, &now->set,
                        &err) != 0)
        fail_msg("%s", err.text);
    return 0;
}

static int teardown(void **state) {
    lg_retrace_free(now->retrace);
    lg_str_dispose(&now->seen);
    lg_str_dispose(&now->fixes);
    int rc = stage_teardown(state);
    lg_arena_dispose(&now->arena);
    free(now);
    return rc;
}

/* Plans and runs one gate of one step; what came of it stands in `now`. */
static void play(const char *step) {
    struct stage *stage = now->stage;
    char text[2048];
    static const struct lg_verb *verbs[9];
    size_t count = 0;
    verbs[count++] = lg_verb_find("exec");
    verbs[count++] = lg_verb_find("send");
    verbs[count++] = lg_verb_find("set");
    verbs[count++] = &stage_expect;
    verbs[count++] = &fail_verb;
    verbs[count++] = &fail_live;
    verbs[count++] = &fail_write;
    verbs[count] = NULL;
    const char *const files[] = {"1.yaml"};
    struct lg_plan_options options = {.selectors = files, .num_selectors = 1, .verbs = verbs};
    snprintf(text, sizeof text, "gate: g1\nvars: {v: 1}\nsteps:\n  - expect: {v: 1}\n  - %s\n",
             step);
    stage_clear(stage);
    lg_str_clear(&now->seen);
    lg_str_clear(&now->fixes);
    now->calls = 0;
    lg_retrace_free(now->retrace);
    now->retrace = lg_retrace_new(stage->taxonomy);
    static const char *const safe[] = {"--fix", "safe"};
    stage->options.start.options = safe;
    stage->options.start.num_options = stage->options.may_fix ? 2 : 0;
    scratch_write(stage->project.scratch, "1.yaml", text);
    if (lg_plan_new(&stage->project.paths, &options, &stage->project.plan, &stage->err) != 0)
        fail_msg("%s: %s", step, stage->err.text);
    struct lg_bus *bus = stage_bus(stage);
    struct lg_sink *sink = calloc(1, sizeof *sink);
    assert_non_null(sink);
    sink->ops = &keep_ops;
    lg_bus_add(bus, sink);
    assert_int_equal(lg_run_plan(&stage->env, &stage->project.paths, stage->project.plan,
                                 stage->taxonomy, bus, &stage->options, &stage->summary,
                                 &stage->err),
                     0);
    lg_bus_free(bus);
}

static void show(const char *what, size_t held, size_t total) {
    print_message("%s through the engine: %zu of %zu\n", what, held, total);
    assert_int_equal(held, total);
}

struct row {
    const char *text;
    const char *category;
    const char *seen; /* probes in their order, and what they see */
    const char *stop;
    const char *fix; /* what section C or B would do; not applied under --fix never; NULL: none */
};

/* The step ends in error with this text, under --fix never. */
static void check(const struct row *row) {
    char step[1024];
    snprintf(step, sizeof step, "fail: [\"%s\"]", row->text);
    play(step);
    if (now->end.outcome != LG_ERROR || strcmp(now->category, row->category) != 0 ||
        strcmp(lg_str_text(&now->seen), row->seen) != 0 || strcmp(now->stop, row->stop) != 0)
        fail_msg("'%s': %s, %s, [%s], stop '%s', not %s, [%s], stop '%s'", row->text,
                 lg_outcome_name(now->end.outcome), now->category, lg_str_text(&now->seen),
                 now->stop, row->category, row->seen, row->stop);
    assert_string_equal(lg_str_text(&now->fixes), "");
    bool names_fix = row->fix != NULL && strstr(now->advice, row->fix) != NULL &&
                     strstr(now->advice, "--fix safe\n") != NULL;
    if (row->fix != NULL && !names_fix)
        fail_msg("'%s': '%s' does not tell of %s", row->text, now->advice, row->fix);
    assert_true(lg_starts_with(now->advice, "STOP: "));
}

#define CONNECT "ping -, live-process unknown, script-folder -"
#define PORTS "port-holder unknown, live-process unknown"
#define REFUSED "live-process unknown, script-folder -, ping -"
#define CONFIG "scan -, device-list -, parameter -"
#define FINGER "fingerprint -, planned-fingerprint -, set-diff -"
#define NO_FILE "audio-file -, audio-header -, audio-analysis -"
#define FOLDERS "directories -, write-permission -"
#define PROGRAM "program-present -, program-version -"
#define HASH "dc2d872b0fdb022b15ed874ddf5973c9af5f18e73a70f074347fad507f0acd16"

/* A plan that was made on another set, by a file that measures otherwise than it says. */
static void write_plan(void) {
    static const struct lg_tone tone = {.freq_hz = 440, .amplitude = 0.2};
    static const struct lg_signal signal = {.tones = &tone,
                                            .num_tones = 1,
                                            .duration_s = 1,
                                            .rate_hz = 48000,
                                            .channels = 1,
                                            .format = LG_SAMPLE_INT16};
    struct lg_action action = {.track_role = "PREMASTER",
                               .device = "Utility",
                               .param = "Gain",
                               .delta = -0.1,
                               .unit_text = "native"};
    struct lg_actions plan = {
        .has_v2 = true, .fingerprint = HASH, .settings = HASH, .items = &action, .count = 1};
    char hex[LG_SHA256_HEX];
    const char *song =
        lg_arena_strdup(&now->arena, scratch_path(now->stage->project.scratch, "song.wav"));
    assert_int_equal(lg_signal_write_wav(&signal, song, &now->stage->env, NULL), 0);
    assert_int_equal(lg_sha256_file(song, hex, NULL), 0);
    plan.measured = (struct lg_action_source){"song.wav", hex, -20.07};
    const char *path = scratch_path(now->stage->project.scratch, "actions.json");
    assert_int_equal(lg_actions_write(path, &plan, NULL), 0);
}

static struct lg_actions read_plan(void) {
    struct lg_actions plan;
    const char *path = scratch_path(now->stage->project.scratch, "actions.json");
    assert_int_equal(lg_actions_read(path, &now->arena, &plan, NULL), 0);
    return plan;
}

/* What fixes made is gone again. */
static void unmend(void) {
    static const char *const made[] = {
        "input/test.wav", "input",         "data/caches", "data/reports", "data/actions",
        "data/timelines", "data/profiles", "data",        "actions.json", "song.wav"};
    for (size_t i = 0; i < LG_ARRAY_LEN(made); i++)
        remove(scratch_path(now->stage->project.scratch, made[i]));
}

static void section_b__twenty_symptoms(void **state) {
    LG_UNUSED(state);
    static const struct row rows[] = {
        {"TimeoutError: Timed out waiting for reply", "1 connectivity", CONNECT, "tries-spent",
         NULL},
        {"[Errno 61] Connection refused", "1 connectivity", REFUSED, "tries-spent", NULL},
        {"OSError: [Errno 48] Address already in use", "1 connectivity", PORTS, "port-held", NULL},
        {"scan ok: false", "2 configuration", CONFIG, "tries-spent", NULL},
        {"num_tracks: 0", "2 configuration", "", "empty-set", NULL},
        {"IndexError: no device 0 on track 0", "2 configuration", CONFIG, "utility-missing", NULL},
        {"devices: []", "2 configuration", CONFIG, "utility-missing", NULL},
        {"RuntimeError: Live fingerprint mismatch: a, b", "3 fingerprint", FINGER, "", NULL},
        {"expected " HASH ", got " HASH, "3 fingerprint", FINGER, "tries-spent", NULL},
        {"ValueError: empty audio", "4 audio", NO_FILE, "empty-export", NULL},
        {"FileNotFoundError: 'input/test.wav'", "4 audio", "audio-file missing", "",
         "regenerate-signal"},
        {"soundfile: internal error", "4 audio", NO_FILE, "tries-spent", NULL},
        {"lufs_i: nan", "4 audio", NO_FILE, "tries-spent", NULL},
        {"PermissionError: [Errno 13]", "5 permissions", FOLDERS, "", NULL},
        {"FileNotFoundError: 'data/caches/model_cache.json'", "5 permissions",
         "directories missing", "", "make-directories"},
        {"OSError: cannot create directory 'data'", "5 permissions", "directories missing", "",
         "make-directories"},
        {"ModuleNotFoundError: No module named 'flaas'", "6 packaging", PROGRAM, "not-installed",
         NULL},
        {"ImportError: cannot import name 'x'", "6 packaging", PROGRAM, "broken-code", NULL},
        {"zsh: command not found: flaas", "6 packaging", "", "not-installed", NULL},
        {"SyntaxError: invalid syntax", "6 packaging", PROGRAM, "broken-code", NULL},
    };
    size_t held = 0;
    for (; held < LG_ARRAY_LEN(rows); held++)
        check(&rows[held]);
    show("B symptoms", held, 20);
}

static void section_c__twelve_rows(void **state) {
    LG_UNUSED(state);
    static const struct row rows[] = {
        {"TimeoutError: waiting 2.0 s for a reply", "1 connectivity", CONNECT, "tries-spent", NULL},
        {"Connection refused", "1 connectivity", REFUSED, "tries-spent", NULL},
        {"ok: false", "2 configuration", CONFIG, "tries-spent", NULL},
        {"num_tracks: 0", "2 configuration", "", "empty-set", NULL},
        {"RuntimeError: no fingerprint in 'actions.json'", "3 fingerprint", FINGER, "", "replan"},
        {"ValueError: empty audio file", "4 audio", NO_FILE, "empty-export", NULL},
        {"FileNotFoundError: No such file: 'input/test.wav'", "4 audio", "audio-file missing", "",
         "regenerate-signal"},
        {"PermissionError", "5 permissions", FOLDERS, "", NULL},
        {"mkdir: cannot create directory 'data'", "5 permissions", "directories missing", "",
         "make-directories"},
        {"ModuleNotFoundError: No module named 'numpy'", "6 packaging", PROGRAM, "not-installed",
         NULL},
        {"command not found: flaas", "6 packaging", "", "not-installed", NULL},
        {"SyntaxError: invalid syntax", "6 packaging", PROGRAM, "broken-code", NULL},
    };
    size_t held = 0;
    write_plan();
    for (; held < LG_ARRAY_LEN(rows); held++)
        check(&rows[held]);
    unmend();
    show("C rows", held, 12);
}

/* As the output of a program that ends with 0: a success passes, a warning alone is no success, an
 * error fails whatever the exit code says. */
static void section_m__twenty_three_signatures(void **state) {
    LG_UNUSED(state);
    static const struct {
        const char *text;
        enum lg_outcome outcome;
        const char *category, *stop;
    } rows[] = {
        {"sent", LG_PASSED, "", ""},
        {"ok: (''ok'',)", LG_PASSED, "", ""},
        {"APPLIED: Utility.Gain 0.000 -> 0.250", LG_PASSED, "", ""},
        {"PASS", LG_PASSED, "", ""},
        {"data/caches/model_cache.json", LG_PASSED, "", ""},
        {"To https://github.com/trev/finishline-audio.git", LG_PASSED, "", ""},
        {"[main abc1234] feat: x", LG_PASSED, "", ""},
        {"WARNING: delta clamped to 0.250", LG_ERROR, "unclassified", "ambiguous-task"},
        {"STOP: utility gain already near max", LG_ERROR, "unclassified", "ambiguous-task"},
        {"SKIP: unsupported action x", LG_ERROR, "unclassified", "ambiguous-task"},
        {"TimeoutError: waiting for reply", LG_FAILED, "1 connectivity", "tries-spent"},
        {"ConnectionRefusedError: Connection refused", LG_FAILED, "1 connectivity", "tries-spent"},
        {"{\"ok\": false}", LG_FAILED, "2 configuration", "tries-spent"},
        {"{\"num_tracks\": 0}", LG_FAILED, "2 configuration", "empty-set"},
        {"RuntimeError: fingerprint", LG_FAILED, "3 fingerprint", ""},
        {"ValueError: empty audio", LG_FAILED, "4 audio", "empty-export"},
        {"FileNotFoundError: x.wav", LG_FAILED, "4 audio", ""},
        {"PermissionError: data/", LG_FAILED, "5 permissions", ""},
        {"cannot create directory", LG_FAILED, "5 permissions", ""},
        {"ModuleNotFoundError", LG_FAILED, "6 packaging", ""},
        {"ImportError: libsndfile.so.1", LG_FAILED, "6 packaging", ""},
        {"command not found: flaas", LG_FAILED, "6 packaging", "not-installed"},
        {"SyntaxError", LG_FAILED, "6 packaging", ""},
    };
    size_t held = 0;
    for (; held < LG_ARRAY_LEN(rows); held++) {
        char step[512];
        snprintf(step, sizeof step, "exec: ['echo', '%s']", rows[held].text);
        play(step);
        if (now->end.outcome != rows[held].outcome ||
            strcmp(now->category, rows[held].category) != 0 ||
            strcmp(now->stop, rows[held].stop) != 0)
            fail_msg("'%s': %s, %s, stop '%s', [%s]: %s", rows[held].text,
                     lg_outcome_name(now->end.outcome), now->category, now->stop,
                     lg_str_text(&now->seen), now->message);
    }
    show("M signatures", held, 23);
}

#define AUDIO "\"FileNotFoundError: 'input/test.wav'\""
#define FOLDER "\"FileNotFoundError: 'data/caches/x'\""
#define STALE "\"RuntimeError: Live fingerprint mismatch in 'actions.json'\""

/* The steps of section G's rows, and the transition that shows the row. */
static void section_g__ten_rows(void **state) {
    LG_UNUSED(state);
    static const struct {
        const char *step, *transition;
        enum lg_outcome outcome;
    } rows[] = {
        {"fail: []", "OBSERVE step_exited a result\nSTEP DONE expectation_held", LG_PASSED},
        {"fail: [PermissionError]", "OBSERVE step_exited PermissionError\nSTEP DIAGNOSE error",
         LG_ERROR},
        {"fail: [gizmo]", "OBSERVE step_exited gizmo\nSTEP STOP unclassified", LG_ERROR},
        {"fail: [" AUDIO "]", "probe audio-file missing\nSTEP FIX fix_found", LG_PASSED_AFTER_FIX},
        {"fail: [\"soundfile: read error in 'notes.wav'\"]",
         "probe audio-file other\nSTEP STOP user_action", LG_ERROR},
        {"fail: ['soundfile: read error']", "probe audio-file -\nSTEP DIAGNOSE next_probe",
         LG_ERROR},
        {"fail: [" AUDIO "]", "fix regenerate-signal done\nSTEP VERIFY fix_applied",
         LG_PASSED_AFTER_FIX},
        {"fail: [" AUDIO "]", "VERIFY fix_applied regenerate-signal\nSTEP DONE expectation_held",
         LG_PASSED_AFTER_FIX},
        {"fail: [" AUDIO ", PermissionError]",
         "VERIFY fix_applied regenerate-signal\nSTEP DIAGNOSE error", LG_ERROR},
        {"fail-live: [" AUDIO ", " FOLDER ", " STALE ", PermissionError]",
         "VERIFY fix_applied replan\nSTEP STOP fixes_spent", LG_ERROR},
    };
    size_t held = 0;
    now->stage->options.may_fix = true;
    now->has_live = true;
    for (; held < LG_ARRAY_LEN(rows); held++) {
        struct lg_str plain = {0};
        write_plan();
        scratch_write(now->stage->project.scratch, "notes.wav", "words, words");
        play(rows[held].step);
        /* Without the step's own name, and without the indent of what is no transition. */
        for (const char *c = lg_str_text(&now->stage->transitions); *c != '\0';) {
            size_t length = strcspn(c, "\n");
            bool is_transition = c[0] != ' ';
            const char *text = is_transition ? strchr(c, ' ') + 1 : c + 2;
            lg_str_add(&plain, is_transition ? "STEP " : "");
            lg_str_add_n(&plain, text, length - (size_t)(text - c) + 1);
            c += length + 1;
        }
        if (strstr(lg_str_text(&plain), rows[held].transition) == NULL ||
            now->end.outcome != rows[held].outcome)
            fail_msg("%s: %s; not '%s' in:\n%s", rows[held].step, lg_outcome_name(now->end.outcome),
                     rows[held].transition, lg_str_text(&plain));
        lg_str_dispose(&plain);
        unmend();
    }
    show("G rows", held, 10);
}

/* All attempts are told, and each fix but once. */
static void trouble__that_cannot_be_mended_stops_after_three(void **state) {
    LG_UNUSED(state);
    now->stage->options.may_fix = true;
    now->has_live = true;
    write_plan();
    play("fail-live: [" AUDIO ", " FOLDER ", " STALE ", PermissionError, never reached]");
    assert_string_equal(lg_str_text(&now->fixes),
                        "regenerate-signal done, make-directories done, replan done");
    assert_string_equal(lg_str_text(&now->seen),
                        "audio-file missing, directories missing, fingerprint known, "
                        "planned-fingerprint differs, set-diff changed");
    assert_int_equal(now->end.outcome, LG_ERROR);
    assert_string_equal(now->message, "PermissionError");
    assert_string_equal(now->stop, "tries-spent");
    assert_non_null(strstr(now->advice, "Unable to resolve after 3 attempts."));
    unmend();
}

static void trouble__never_has_the_same_fix_twice(void **state) {
    LG_UNUSED(state);
    now->stage->options.may_fix = true;
    play("fail: {texts: [" AUDIO ", " AUDIO ", " AUDIO "], file: input/test.wav}");
    assert_string_equal(lg_str_text(&now->seen), "audio-file missing, audio-file missing");
    assert_string_equal(lg_str_text(&now->fixes), "regenerate-signal done");
    assert_int_equal(now->calls, 2);
    assert_string_equal(now->stop, "tries-spent");
    assert_int_equal(now->end.outcome, LG_ERROR);
    unmend();
}

/* The folder of a path, whose name a file has taken. */
static void trouble__a_fix_that_fails_is_circular(void **state) {
    LG_UNUSED(state);
    now->stage->options.may_fix = true;
    scratch_write(now->stage->project.scratch, "data", "a file");
    play("fail: [" FOLDER "]");
    assert_string_equal(lg_str_text(&now->fixes), "make-directories failed");
    assert_string_equal(now->stop, "circular-dependency");
    assert_int_equal(now->calls, 1);
    unmend();
}

/* A move that was made in part must not be made twice. */
static void trouble__what_may_have_written_is_not_run_twice(void **state) {
    LG_UNUSED(state);
    now->stage->options.may_fix = true;
    now->has_live = true;
    play("fail-write: [" AUDIO "]");
    assert_string_equal(lg_str_text(&now->fixes), "");
    assert_int_equal(now->calls, 1);
    assert_non_null(strstr(now->advice, "has written to Live"));
}

/* Nothing that a fix would do may change what was captured before. */
static void trouble__an_expectation_is_not_mended(void **state) {
    LG_UNUSED(state);
    now->stage->options.may_fix = true;
    play("expect: {v: 2}");
    assert_int_equal(now->end.outcome, LG_FAILED);
    assert_string_equal(lg_str_text(&now->fixes), "");
    assert_string_equal(now->advice, "");
}

static void trouble__replans_no_gate_that_is_about_the_fingerprint(void **state) {
    LG_UNUSED(state);
    now->stage->options.may_fix = true;
    now->has_live = true;
    write_plan();
    play("fail-live: [" STALE "]\n  - expect: {v: 1, v.fingerprint: {exists: false}}\n    id: it");
    assert_string_equal(lg_str_text(&now->fixes), "");
    unmend();
}

/* A program that stands for another of its name, first in the PATH. */
/* The move is measured anew, and the value that it starts from read anew. */
static void trouble__replans_by_what_the_plan_was_measured_on(void **state) {
    LG_UNUSED(state);
    now->stage->options.may_fix = true;
    now->has_live = true;
    write_plan();
    play("fail-live: [" STALE "]");
    assert_string_equal(lg_str_text(&now->fixes), "replan done");
    struct lg_actions plan = read_plan();
    assert_string_not_equal(plan.fingerprint, HASH);
    assert_true(fabs(plan.items[0].delta - (-20.07 - -17.67) / 12) < 0.03);
    assert_true(plan.items[0].has_value && plan.items[0].value == 0);
    assert_string_equal(plan.measured.file, "song.wav");
    unmend();
}

static void leave_plan(void) {
}

static void change_song(void) {
    scratch_write(now->stage->project.scratch, "song.wav", "another");
}

static void forget_song(void) {
    struct lg_actions plan = read_plan();
    const char *path = scratch_path(now->stage->project.scratch, "actions.json");
    plan.measured.file = NULL;
    assert_int_equal(lg_actions_write(path, &plan, NULL), 0);
}

/* New fingerprints on old moves are no plan; nor is one that was made of the run's own doing. */
static void trouble__replans_nothing_else(void **state) {
    LG_UNUSED(state);
    static const struct {
        const char *steps, *why;
        void (*happen)(void);
    } rows[] = {
        {"fail-live: [" STALE "]", "is not the file that the plan was measured on", change_song},
        {"fail-live: [" STALE "]", "does not say which file it was measured on", forget_song},
        {"set: {place: PREMASTER/volume, value: -12 dB}\n  - fail-live: [" STALE "]",
         "a step of the run has written to Live", leave_plan},
        {"send: {address: /live/song/create_audio_track, args: [-1]}\n  - fail-live: [" STALE "]",
         "a step of the run has written to Live", leave_plan},
        {"exec: {argv: ['true'], success: '\\A\\z'}\n  - fail-live: [" STALE "]",
         "a step of the run has written to Live", leave_plan},
    };
    now->stage->options.may_fix = true;
    now->has_live = true;
    for (size_t i = 0; i < LG_ARRAY_LEN(rows); i++) {
        struct lg_str was = {0}, is = {0};
        const char *path =
            lg_arena_strdup(&now->arena, scratch_path(now->stage->project.scratch, "actions.json"));
        write_plan();
        rows[i].happen();
        assert_int_equal(lg_fs_read(path, 4096, &was, NULL), 0);
        play(rows[i].steps);
        assert_int_equal(lg_fs_read(path, 4096, &is, NULL), 0);
        assert_string_equal(lg_str_text(&now->fixes), "");
        assert_int_equal(now->end.outcome, LG_ERROR);
        if (strstr(now->advice, rows[i].why) == NULL)
            fail_msg("%s: %s", rows[i].steps, now->advice);
        assert_string_equal(lg_str_text(&was), lg_str_text(&is));
        lg_str_dispose(&was);
        lg_str_dispose(&is);
        unmend();
    }
}

/* The test signal is no stand-in for what a step of the gate had to make, or for what is there. */
static void trouble__makes_no_signal_that_is_what_is_looked_at(void **state) {
    LG_UNUSED(state);
    static const struct {
        const char *steps, *why;
        bool is_there;
    } rows[] = {
        {"exec: {argv: ['true'], success: '\\A\\z'}\n  - fail: [" AUDIO "]", "step 'exec' may",
         false},
        {"fail: [\"soundfile: read error in 'input/test.wav'\"]", "whatever it is, it stays", true},
    };
    now->stage->options.may_fix = true;
    for (size_t i = 0; i < LG_ARRAY_LEN(rows); i++) {
        if (rows[i].is_there) {
            assert_int_equal(lg_fs_mkdirs(scratch_path(now->stage->project.scratch, "input"), NULL),
                             0);
            scratch_write(now->stage->project.scratch, "input/test.wav", "RIFF, and no more");
        }
        play(rows[i].steps);
        assert_string_equal(lg_str_text(&now->fixes), "");
        assert_int_equal(now->end.outcome, LG_ERROR);
        if (strstr(now->advice, rows[i].why) == NULL)
            fail_msg("%s: %s", rows[i].steps, now->advice);
        unmend();
    }
}

static void put_program(const char *name, const char *text) {
    struct scratch *scratch = now->stage->project.scratch;
    char folder[SCRATCH_MAX + 8];
    char file[64];
    char path[8192];
    const char *before = getenv("PATH");
    snprintf(folder, sizeof folder, "%s/bin", scratch->folder);
    snprintf(file, sizeof file, "bin/%s", name);
    mkdir(folder, 0755);
    scratch_write(scratch, file, text);
    assert_int_equal(chmod(scratch_path(scratch, file), 0755), 0);
    if (before != NULL && !lg_starts_with(before, folder)) {
        snprintf(path, sizeof path, "%s:%s", folder, before);
        assert_int_equal(setenv("PATH", path, 1), 0);
    }
}

#define LIVE_LINE "/Applications/Ableton Live 12 Suite.app/Contents/MacOS/Live"

static void section_h__fifteen_rules(void **state) {
    LG_UNUSED(state);
    static const struct {
        const char *name, *step, *processes;
        bool is_stop, may_fix;
    } rows[] = {
        {"ambiguous-task", "exec: ['true']", "", true, false},
        {"live-not-running", "fail: [TimeoutError waiting for reply]", "/usr/bin/vi", true, false},
        {"script-not-installed", "fail: [TimeoutError waiting for reply]", LIVE_LINE, true, false},
        {"empty-set", "fail: ['num_tracks: 0']", "", true, false},
        {"utility-missing", "fail: ['IndexError: no device']", "", true, false},
        {"tries-spent", "fail-live: [" AUDIO ", " FOLDER ", " STALE ", PermissionError]", "", true,
         true},
        {"unclassified", "fail: [gizmo]", "", true, false},
        {"circular-dependency", "fail: [" STALE "]", "", true, true},
        {"unexpected-timeout", "fail: {takes: 3s}\n    timeout: 2s", "", true, false},
        {"git-conflict", "fail: ['CONFLICT (content): Merge conflict in a']", "", true, false},
        {"schema-version", "fail: [\"schema_version '2.0' is neither 1.0 nor 1.1\"]", "", true,
         false},
        {"known-fix", "fail: [" AUDIO "]", "", false, true},
        {"auto-fixable", "fail: [" FOLDER "]", "", false, true},
        {"clear-syntax-error", "fail: ['SyntaxError: invalid syntax']", "", false, false},
        {"obvious-import-error", "fail: ['ImportError: no x']", "", false, false},
    };
    char *path = strdup(getenv("PATH"));
    size_t held = 0;
    now->stage->options.seat = (struct lg_seat){true, 11000, 11001};
    home = now->stage->project.scratch->folder;
    for (; held < LG_ARRAY_LEN(rows); held++) {
        char ps[256];
        snprintf(ps, sizeof ps, "#!/bin/sh\necho '%s'\n", rows[held].processes);
        put_program("ps", ps);
        write_plan();
        now->stage->options.may_fix = rows[held].may_fix;
        now->has_live = strncmp(rows[held].step, "fail-live", 9) == 0;
        play(rows[held].step);
        const char *transitions = lg_str_text(&now->stage->transitions);
        /* A reason to go on: it was mended, or looked into. */
        bool goes_on = now->end.outcome == LG_PASSED_AFTER_FIX ||
                       strstr(transitions, "probe program-present") != NULL;
        const struct lg_stop *rule = lg_taxonomy_stop_named(now->stage->taxonomy, rows[held].name);
        assert_non_null(rule);
        assert_int_equal(rule->number, held + 1);
        assert_int_equal(rule->kind != LG_STOP_CONTINUE, rows[held].is_stop);
        bool is_right = rows[held].is_stop ? strcmp(now->stop, rows[held].name) == 0 : goes_on;
        bool is_told = !rows[held].is_stop || strstr(now->advice, rule->text) != NULL;
        if (!is_right || !is_told)
            fail_msg("%s: %s, stop '%s', '%s':\n%s", rows[held].name,
                     lg_outcome_name(now->end.outcome), now->stop, now->advice, transitions);
        unmend();
    }
    assert_int_equal(setenv("PATH", path, 1), 0);
    free(path);
    show("H rules", held, 15);
}

/* Facts decide where the words say something else. */
static void trouble__is_told_by_facts_before_text(void **state) {
    LG_UNUSED(state);
    play("fail: {texts: [PermissionError], busy: true}");
    assert_string_equal(now->category, "1 connectivity");
    assert_string_equal(lg_str_text(&now->seen), PORTS);
    play("fail: [PermissionError]");
    assert_string_equal(now->category, "5 permissions");
}

#define trouble_test(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void) {
    const struct CMUnitTest tests[] = {
        trouble_test(section_b__twenty_symptoms),
        trouble_test(section_c__twelve_rows),
        trouble_test(section_m__twenty_three_signatures),
        trouble_test(section_g__ten_rows),
        trouble_test(section_h__fifteen_rules),
        trouble_test(trouble__that_cannot_be_mended_stops_after_three),
        trouble_test(trouble__never_has_the_same_fix_twice),
        trouble_test(trouble__a_fix_that_fails_is_circular),
        trouble_test(trouble__what_may_have_written_is_not_run_twice),
        trouble_test(trouble__an_expectation_is_not_mended),
        trouble_test(trouble__replans_no_gate_that_is_about_the_fingerprint),
        trouble_test(trouble__replans_by_what_the_plan_was_measured_on),
        trouble_test(trouble__replans_nothing_else),
        trouble_test(trouble__makes_no_signal_that_is_what_is_looked_at),
        trouble_test(trouble__is_told_by_facts_before_text),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
