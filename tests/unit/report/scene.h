/* A run with every way to end, for the tests of the sinks and for reports/samples/. */
#ifndef LG_TESTS_SCENE_H
#define LG_TESTS_SCENE_H

#include "support/unit.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/fs.h"
#include "event/bus.h"

struct scene {
    struct lg_env env;
    struct lg_arena arena;
    struct lg_bus *bus;
    char folder[64];
    const struct lg_value *matrices, *resumes, *shard, *merged; /* of run_start */
    struct lg_event_run_end totals;
};

/* Fault points are compiled into dev builds only. */
static inline void scene_needs_faults(void) {
#ifndef LIVEGATE_FAULTS
    skip();
#endif
}

static inline void scene_open(struct scene *scene) {
    *scene = (struct scene){.folder = "/tmp/livegate-test-XXXXXX"};
    lg_env_init_test(&scene->env);
    assert_non_null(mkdtemp(scene->folder));
    scene->bus = lg_bus_new(&scene->env, "20260222T000000Z-1");
}

/* A file left behind that nobody asked for makes the rmdir fail. */
static inline void scene_close(struct scene *scene) {
    static const char *const known[] = {"receipts.jsonl", "junit.xml", "console.txt",
                                        "run.md",         "page.html", "again.html"};
    lg_bus_free(scene->bus);
    for (size_t i = 0; i < LG_ARRAY_LEN(known); i++)
        unlink(lg_fs_join(&scene->arena, scene->folder, known[i]));
    assert_int_equal(rmdir(scene->folder), 0);
    lg_arena_dispose(&scene->arena);
}

static inline char *scene_path(struct scene *scene, const char *name) {
    return lg_fs_join(&scene->arena, scene->folder, name);
}

static inline char *scene_read(struct scene *scene, const char *path) {
    struct lg_str text = {0};
    struct lg_err err = {0};
    if (lg_fs_read(path, 60 * 1024 * 1024, &text, &err) != 0)
        fail_msg("%s", err.text);
    char *copy = lg_arena_strndup(&scene->arena, lg_str_text(&text), text.length);
    lg_str_dispose(&text);
    return copy;
}

static inline void scene_emit(struct scene *scene, struct lg_event event) {
    struct lg_err err = {0};
    if (lg_bus_emit(scene->bus, &event, &err) != 0)
        fail_msg("%s", err.text);
}

static inline void scene_run_start(struct scene *scene, const char *target_kind) {
    static const char *const options[] = {"g1", "g3", "--sim"};
    static const struct lg_event_input inputs[] = {
        {"gate", "gates/g1.yaml",
         "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"}};
    scene_emit(scene, (struct lg_event){.kind = LG_EVENT_RUN_START,
                                        .as.run_start = {
                                            .tool = "livegate 0.1.0",
                                            .revision = "d91b0e1",
                                            .host = "studio",
                                            .target_kind = target_kind,
                                            .target = "sim fixtures/sets/mastering.yaml",
                                            .target_option = "--sim",
                                            .options = options,
                                            .num_options = 3,
                                            .inputs = inputs,
                                            .num_inputs = 1,
                                            .seed = 7,
                                            .matrices = scene->matrices,
                                            .resumes = scene->resumes,
                                            .shard = scene->shard,
                                            .merged = scene->merged,
                                        }});
}

static inline void scene_plan(struct scene *scene, const struct lg_event_item *items,
                              size_t count) {
    scene->totals.planned += count;
    scene_emit(scene, (struct lg_event){.kind = LG_EVENT_PLAN, .as.plan = {items, count}});
}

static inline void scene_gate_start(struct scene *scene, const char *gate, const char *suite) {
    char *source = lg_arena_printf(&scene->arena, "gates/%s.yaml", gate);
    scene_emit(scene, (struct lg_event){.kind = LG_EVENT_GATE_START,
                                        .as.gate_start = {gate, suite, "A gate", source, gate}});
}

/* Time goes on by what the step took. */
static inline void scene_step(struct scene *scene, struct lg_event_step step) {
    scene->env.clock.fixed_wall_ms += step.duration_ns / LG_NS_PER_MS;
    scene->totals.duration_ns += step.duration_ns;
    scene->totals.steps[step.outcome]++;
    scene_emit(scene, (struct lg_event){.kind = LG_EVENT_STEP, .as.step = step});
}

static inline void scene_gate_end(struct scene *scene, const char *gate, const char *suite,
                                  enum lg_outcome outcome, const char *message) {
    scene->totals.gates[outcome]++;
    scene_emit(scene,
               (struct lg_event){.kind = LG_EVENT_GATE_END,
                                 .as.gate_end = {gate, suite, outcome, message, 1250500000}});
}

static inline int scene_graver(int code, int other) {
    return code > other ? code : other;
}

static inline int scene_finish(struct scene *scene, int exit_code, const char *message,
                               struct lg_err *err) {
    struct lg_event event = {.kind = LG_EVENT_RUN_END, .as.run_end = scene->totals};
    event.as.run_end.exit_code = exit_code;
    event.as.run_end.message = message;
    return lg_bus_finish(scene->bus, &event, scene_graver, 30, err);
}

static inline void scene_run_end(struct scene *scene, int exit_code, const char *message) {
    struct lg_err err = {0};
    if (scene_finish(scene, exit_code, message, &err) != 0)
        fail_msg("%s", err.text);
}

static inline void scene_first_gate(struct scene *scene) {
    struct lg_arena *arena = &scene->arena;
    struct lg_value *reply = lg_value_map(arena);
    struct lg_value *scan = lg_value_map(arena);
    struct lg_value *zero = lg_value_int(arena, 0);
    struct lg_value *list = lg_value_list(arena);
    lg_value_push(arena, list, lg_value_text(arena, "ok"));
    lg_value_put(arena, reply, "reply", list);
    lg_value_put(arena, reply, "round_trip", lg_value_real(arena, 0.1, "s"));
    lg_value_put(arena, scan, "num_tracks", lg_value_int(arena, 5));
    lg_value_put(arena, scan, "master_lufs", lg_value_null(arena, "not measured"));
    struct lg_check *check = lg_arena_alloc(arena, sizeof *check);
    *check = (struct lg_check){.subject = "first.num_tracks",
                               .op = "gt",
                               .wanted = zero,
                               .got = lg_value_int(arena, 5),
                               .verdict = LG_HELD,
                               .text = "first.num_tracks: wanted more than 0, got 5"};
    scene_gate_start(scene, "g1", "g1 [sim]");
    scene_emit(scene, (struct lg_event){
                          .kind = LG_EVENT_TRANSITION,
                          .as.transition = {"g1", "ping", "RUN", "planned", "gates/g1.yaml"}});
    scene_step(scene, (struct lg_event_step){.gate = "g1",
                                             .id = "ping",
                                             .verb = "ping",
                                             .source = "gates/g1.yaml",
                                             .line = 5,
                                             .column = 5,
                                             .duration_ns = 100000000,
                                             .result = reply});
    scene_step(scene,
               (struct lg_event_step){.gate = "g1",
                                      .id = "scan",
                                      .verb = "scan",
                                      .outcome = LG_PASSED_AFTER_FIX,
                                      .message = "no reply in 2 s; after a longer wait it came",
                                      .category = "1 connectivity",
                                      .source = "gates/g1.yaml",
                                      .line = 8,
                                      .column = 5,
                                      .duration_ns = 2400499999,
                                      .result = scan});
    scene_step(scene, (struct lg_event_step){.gate = "g1",
                                             .id = "expect",
                                             .verb = "expect",
                                             .source = "gates/g1.yaml",
                                             .line = 12,
                                             .column = 5,
                                             .checks = check,
                                             .num_checks = 1});
    scene_gate_end(scene, "g1", "g1 [sim]", LG_PASSED_AFTER_FIX, NULL);
}

static inline void scene_second_gate(struct scene *scene) {
    struct lg_arena *arena = &scene->arena;
    struct lg_check *checks = lg_arena_array(arena, 2, sizeof *checks);
    checks[0] = (struct lg_check){.subject = "tone.lufs_i",
                                  .op = "near",
                                  .wanted = lg_value_real(arena, -14.0, "LUFS"),
                                  .got = lg_value_real(arena, -17.67, "LUFS"),
                                  .tol = lg_value_real(arena, 0.5, "LU"),
                                  .verdict = LG_NOT_MET,
                                  .text = "tone.lufs_i: wanted -14 LUFS \xc2\xb1 0.5 LU, got "
                                          "-17.67 LUFS"};
    checks[1] = (struct lg_check){.subject = "tone.lra_lu",
                                  .op = "lt",
                                  .wanted = lg_value_real(arena, 1.0, "LU"),
                                  .verdict = LG_NOT_JUDGED,
                                  .text = "tone.lra_lu: missing"};
    scene_gate_start(scene, "g3", "g3 [sim]");
    scene_step(scene, (struct lg_event_step){.gate = "g3",
                                             .id = "levels",
                                             .verb = "expect",
                                             .outcome = LG_FAILED,
                                             .message = checks[0].text,
                                             .category = "4 audio",
                                             .source = "gates/g3.yaml",
                                             .line = 21,
                                             .column = 5,
                                             .duration_ns = 1000000,
                                             .checks = checks,
                                             .num_checks = 2});
    static const char *const made[] = {"input/test.wav"};
    scene_emit(scene, (struct lg_event){.kind = LG_EVENT_PROBE,
                                        .as.probe = {.gate = "g3",
                                                     .id = "analyze",
                                                     .nth = 1,
                                                     .probe = "audio-file",
                                                     .number = "4.1",
                                                     .seen = "missing",
                                                     .means = "there is no such file",
                                                     .then = "fix",
                                                     .detail = "tone.wav",
                                                     .duration_ns = 20000}});
    scene_emit(scene, (struct lg_event){.kind = LG_EVENT_FIX,
                                        .as.fix = {.gate = "g3",
                                                   .id = "analyze",
                                                   .nth = 1,
                                                   .fix = "regenerate-signal",
                                                   .help = "makes the test signal again",
                                                   .error = "no space left",
                                                   .changed = made,
                                                   .num_changed = 1,
                                                   .duration_ns = 30000}});
    scene_step(scene, (struct lg_event_step){.gate = "g3",
                                             .id = "analyze",
                                             .verb = "analyze",
                                             .outcome = LG_ERROR,
                                             .message = "'tone.wav': No such file or directory",
                                             .category = "2 configuration",
                                             .error_kind = LG_ERR_READ,
                                             .source = "gates/g3.yaml",
                                             .line = 17,
                                             .column = 5,
                                             .stop = "circular-dependency",
                                             .advice = "STOP: The fix needs what is itself "
                                                       "broken.\n\nAction required:\n1. Mend it "
                                                       "first\n\nThen re-run: livegate run g3 "
                                                       "--sim\n"});
    scene_step(scene, (struct lg_event_step){.gate = "g3",
                                             .id = "scan",
                                             .verb = "scan",
                                             .outcome = LG_SKIPPED,
                                             .message = "when: vars.full is false"});
    scene_gate_end(scene, "g3", "g3 [sim]", LG_ERROR, checks[0].text);
}

static inline void scene_last_gates(struct scene *scene) {
    scene_gate_start(scene, "g4", "g4 [sim]");
    scene_step(
        scene,
        (struct lg_event_step){
            .gate = "g4", .id = "ping", .verb = "ping", .outcome = LG_BLOCKED, .blocker = "g3"});
    scene_gate_end(scene, "g4", "g4 [sim]", LG_BLOCKED, "needs g3");
    scene_gate_start(scene, "g5", "g5 [sim]");
    scene_step(scene, (struct lg_event_step){.gate = "g5",
                                             .id = "query",
                                             .verb = "query",
                                             .outcome = LG_STOPPED,
                                             .message = "the goal is met"});
    scene_step(scene, (struct lg_event_step){.gate = "g5",
                                             .id = "ping",
                                             .verb = "ping",
                                             .outcome = LG_INTERRUPTED,
                                             .message = "stopped by signal 2"});
    scene_gate_end(scene, "g5", "g5 [sim]", LG_INTERRUPTED, "stopped by signal 2");
}

/* One end more, of a point. */
static inline void scene_case(struct scene *scene, struct lg_event_case point) {
    scene->totals.duration_ns += point.end.duration_ns;
    scene->totals.steps[point.end.outcome]++;
    scene_emit(scene, (struct lg_event){.kind = LG_EVENT_CASE, .as.point = point});
}

static inline struct lg_value *scene_map(struct scene *scene, const char *key,
                                         struct lg_value *value) {
    struct lg_value *map = lg_value_map(&scene->arena);
    lg_value_put(&scene->arena, map, key, value);
    return map;
}

/* A matrix of a resumed run: a point that an earlier run rendered, one that erred, one that did not
 * run. */
static inline void scene_matrix(struct scene *scene) {
    struct lg_arena *arena = &scene->arena;
    static const struct lg_event_item items[] = {{"drive", "gain=24dB", LG_EVENT_CASE_VERB, 0},
                                                 {"drive", "gain=28dB", LG_EVENT_CASE_VERB, 0},
                                                 {"drive", "gain=30dB", LG_EVENT_CASE_VERB, 0}};
    const char *hash = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
    struct lg_check *check = lg_arena_alloc(arena, sizeof *check);
    *check =
        (struct lg_check){.subject = "lufs_i",
                          .op = "near",
                          .wanted = lg_value_real(arena, -10.5, "LUFS"),
                          .got = lg_value_real(arena, -13.59, "LUFS"),
                          .tol = lg_value_real(arena, 0.5, NULL),
                          .verdict = LG_NOT_MET,
                          .text = "lufs_i is -13.59 LUFS, wanted near -10.5 LUFS \xc2\xb1 0.5"};
    struct lg_value *params =
        scene_map(scene, "asked", scene_map(scene, "limiter.gain", lg_value_text(arena, "24 dB")));
    struct lg_value *native = scene_map(scene, "limiter.gain", lg_value_real(arena, 24, NULL));
    lg_value_put(arena, params, "set", native);
    lg_value_put(arena, params, "read_back", native);
    lg_value_put(arena, params, "display",
                 scene_map(scene, "limiter.gain", lg_value_text(arena, "24.0 dB")));
    struct lg_value *results = scene_map(scene, "lufs_i", lg_value_real(arena, -13.59, "LUFS"));
    lg_value_put(arena, results, "pass_lufs", lg_value_bool(arena, false));
    scene_plan(scene, items, LG_ARRAY_LEN(items));
    scene_gate_start(scene, "drive", "drive [sim]");
    scene_case(scene, (struct lg_event_case){.end = {.gate = "drive",
                                                     .id = "gain=24dB",
                                                     .verb = LG_EVENT_CASE_VERB,
                                                     .message = check->text,
                                                     .source = "gates/drive.yaml",
                                                     .line = 1,
                                                     .column = 1,
                                                     .duration_ns = 2000000000,
                                                     .result = results,
                                                     .checks = check,
                                                     .num_checks = 1},
                                             .verdict = "miss",
                                             .export_file = "output/gain=24dB.wav",
                                             .sha256 = hash,
                                             .pcm_sha256 = hash,
                                             .params = params,
                                             .recorded_by = "20260221T220000Z-7"});
    const char *refused =
        "PREMASTER / Limiter / Gain: 28 dB is out of range: it takes -24 \xe2\x80\xa6 24";
    scene_case(scene, (struct lg_event_case){.end = {.gate = "drive",
                                                     .id = "gain=28dB",
                                                     .verb = LG_EVENT_CASE_VERB,
                                                     .outcome = LG_ERROR,
                                                     .message = refused,
                                                     .category = "3 parameters",
                                                     .error_kind = LG_ERR_WRITE,
                                                     .stop = "out-of-range",
                                                     .advice = "STOP: out of range."},
                                             .phase = "set",
                                             .error = refused,
                                             .params = params});
    scene_case(scene, (struct lg_event_case){.end = {.gate = "drive",
                                                     .id = "gain=30dB",
                                                     .verb = LG_EVENT_CASE_VERB,
                                                     .outcome = LG_BLOCKED,
                                                     .message = "not run: the preflight failed",
                                                     .blocker = "@preflight"}});
    scene_gate_end(scene, "drive", "drive [sim]", LG_ERROR, refused);
}

static inline void scene_gates(struct scene *scene) {
    static const struct lg_event_item items[] = {
        {"g1", "ping", "ping", 1},       {"g1", "scan", "scan", 0},
        {"g1", "expect", "expect", 0},   {"g3", "levels", "expect", 0},
        {"g3", "analyze", "analyze", 0}, {"g3", "scan", "scan", 0},
        {"g4", "ping", "ping", 0},       {"g5", "query", "query", 0},
        {"g5", "ping", "ping", 0},
    };
    scene_plan(scene, items, LG_ARRAY_LEN(items));
    scene_first_gate(scene);
    scene_second_gate(scene);
    scene_last_gates(scene);
}

/* All of it, to whatever sinks the bus has. */
static inline void scene_play(struct scene *scene) {
    scene_run_start(scene, "sim");
    scene_gates(scene);
    scene_run_end(scene, 130, "stopped by signal 2");
}

static inline const struct lg_value *scene_shard(struct scene *scene) {
    static const char *const names[] = {"copies", "split"};
    struct lg_arena *arena = &scene->arena;
    struct lg_value *shard = scene_map(scene, "index", lg_value_int(arena, 2));
    lg_value_put(arena, shard, "count", lg_value_int(arena, 3));
    lg_value_put(arena, shard, "by", lg_value_text(arena, "hash"));
    lg_value_put(
        arena, shard, "plan",
        lg_value_text(arena, "2c26b46b68ffc68ff99b453c1d30413413422d706483bfa0f98a5e886266e7ae"));
    lg_value_put(arena, shard, "planned", lg_value_int(arena, 30));
    for (size_t i = 0; i < LG_ARRAY_LEN(names); i++) {
        struct lg_value *list = lg_value_list(arena);
        lg_value_push(arena, list, lg_value_text(arena, i == 0 ? "g1" : "drive"));
        lg_value_put(arena, shard, names[i], list);
    }
    return shard;
}

static inline const struct lg_value *scene_merged(struct scene *scene) {
    struct lg_arena *arena = &scene->arena;
    struct lg_value *merged = lg_value_list(arena);
    struct lg_value *row = scene_map(scene, "shard", lg_value_int(arena, 1));
    lg_value_put(arena, row, "run", lg_value_text(arena, "20260222T000000Z-2"));
    lg_value_put(
        arena, row, "head",
        lg_value_text(arena, "fcde2b2edba56bf408601fb721fe9b5c338d10ee429ea04fae5511b68fbf8fb9"));
    lg_value_push(arena, merged, row);
    return merged;
}

/* That, with a matrix behind the gates. */
static inline void scene_play_resumed(struct scene *scene) {
    struct lg_arena *arena = &scene->arena;
    struct lg_value *resumes = scene_map(scene, "run", lg_value_text(arena, "20260221T220000Z-7"));
    struct lg_value *matrices = lg_value_list(arena);
    lg_value_put(arena, resumes, "path", lg_value_text(arena, "reports/out/old/receipts.jsonl"));
    lg_value_put(
        arena, resumes, "head",
        lg_value_text(arena, "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"));
    lg_value_push(arena, matrices, scene_map(scene, "id", lg_value_text(arena, "drive")));
    scene->matrices = matrices;
    scene->resumes = resumes;
    scene->shard = scene_shard(scene);
    scene->merged = scene_merged(scene);
    scene_run_start(scene, "sim");
    scene_gates(scene);
    scene_matrix(scene);
    scene_run_end(scene, 130, "stopped by signal 2");
}

#endif
