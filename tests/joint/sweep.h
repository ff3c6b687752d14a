/* A matrix against a simulated Live in one process: the engine with its sinks, a small set whose
 * chain is a Utility and a Limiter, all that was told as text, and an end by the hand of a killer.
 */
#ifndef LG_TESTS_JOINT_SWEEP_H
#define LG_TESTS_JOINT_SWEEP_H

#include "unit/base/scratch.h"

#include "joint/stand.h"

#include <signal.h>
#include <sys/wait.h>

#include "base/fs.h"
#include "report/cursor.h"
#include "report/junit.h"
#include "report/receipts.h"
#include "run/engine.h"

#define SWEEP_UTILITY_AT(gain)                                                                     \
    "      - name: Utility\n"                                                                      \
    "        class: StereoGain\n"                                                                  \
    "        parameters:\n"                                                                        \
    "          - {name: Device On, items: [Off, On], value: 1}\n"                                  \
    "          - {name: Gain, min: -1, max: 1, value: " gain                                       \
    ", display: {unit: dB, scale: 35, decimals: 1}}\n"
#define SWEEP_UTILITY SWEEP_UTILITY_AT("0")
#define SWEEP_LIMITER(on) SWEEP_LIMITER_AT(on, "-0.3")
#define SWEEP_LIMITER_AT(on, ceiling)                                                              \
    "      - name: Limiter\n"                                                                      \
    "        class: Limiter\n"                                                                     \
    "        parameters:\n"                                                                        \
    "          - {name: Device On, items: [Off, On], value: " on "}\n"                             \
    "          - {name: Gain, min: -24, max: 24, display: {unit: dB, decimals: 1}}\n"              \
    "          - {name: Ceiling, min: -24, max: 0, value: " ceiling                                \
    ", display: {unit: dB, decimals: 1}}\n"                                                        \
    "          - {name: Release, min: 0.01, max: 3000, value: 300, display: {unit: ms}}\n"         \
    "          - {name: Auto Release, items: [Off, On], value: 1}\n"
#define SWEEP_SET(head, volume, devices) SWEEP_SET_WITH(head, volume, devices, "{name: Main}")
#define SWEEP_SET_WITH(head, volume, devices, master)                                              \
    head "tempo: 120\n"                                                                            \
         "tracks:\n"                                                                               \
         "  - {name: Bass, group: PREMASTER, programme: bass}\n"                                   \
         "  - name: PREMASTER\n"                                                                   \
         "    kind: group\n"                                                                       \
         "    volume: " volume "\n"                                                                \
         "    devices:\n" devices "master: " master "\n"
#define SWEEP_PLAIN SWEEP_SET("", "0.85", SWEEP_UTILITY SWEEP_LIMITER("1"))

#define SWEEP_HEAD SWEEP_OF("500ms")
#define SWEEP_OF(length)                                                                           \
    "matrix: drive\n"                                                                              \
    "track: master\n"                                                                              \
    "devices: {util: Utility, lim: Limiter}\n"                                                     \
    "export: {length: " length "}\n"
#define SWEEP_MEASURE SWEEP_HEAD "on_miss: pass\n"
#define SWEEP_USED "preflight: {active: [util, lim]}\n"
#define SWEEP_CHAIN "preflight: {order: [util, lim], last: lim, active: [util, lim]}\n"

struct sweep {
    struct scratch *scratch;
    struct lg_env env;
    struct lg_interrupt interrupt;
    struct lg_paths paths;
    struct lg_taxonomy *taxonomy;
    struct lg_role role;
    struct stand *stand;
    struct lg_journal *journal;
    struct lg_run_options options;
    struct lg_recorded recorded;
    struct lg_receipts_cursor cursor;
    struct lg_summary summary;
    struct lg_err err;
    struct lg_str heard;  /* each end, a line: id, outcome, verdict, message */
    struct lg_str before; /* all values of the set */
    size_t cases, renders;
    size_t interrupt_at; /* behind this case, from 1, a signal comes; 0: none */
    size_t sent;         /* datagrams */
    size_t looks;        /* at real time: measuring begins, or goes on */
    /* SIGKILL: behind that event, with that datagram, at that look; 0: never. */
    size_t die_at_event, die_at_datagram, die_at_look;
    size_t die_at_case; /* as die_at_event, behind that point */
    size_t events;
    size_t sent_by_case[32], looks_by_case[32]; /* so far, by case */
    int64_t now_by_case[32];
};

static struct sweep *sweep_now;
static void (*sweep_on_write)(struct stand *stand); /* NULL: nobody listens */
static void (*sweep_on_reply)(struct stand *stand); /* NULL: nobody does anything */

static inline void sweep_hear(const struct lg_event *event) {
    struct sweep *sweep = sweep_now;
    const struct lg_event_step *end = lg_event_end(event);
    if (end == NULL)
        return;
    const struct lg_event_case *point = event->kind == LG_EVENT_CASE ? &event->as.point : NULL;
    const char *verdict = point == NULL ? NULL : point->verdict;
    const char *phase = point == NULL ? NULL : point->phase;
    bool warns = end->message != NULL && lg_starts_with(end->message, "warning: ");
    lg_str_printf(&sweep->heard, "%s %s%s%s%s%s%s%s\n", end->id, lg_outcome_name(end->outcome),
                  verdict == NULL ? "" : " ", verdict == NULL ? "" : verdict,
                  phase == NULL ? "" : " in ", phase == NULL ? "" : phase, warns ? " " : "",
                  warns ? end->message : "");
    if (point == NULL)
        return;
    sweep->sent_by_case[sweep->cases] = sweep->sent;
    sweep->looks_by_case[sweep->cases] = sweep->looks;
    sweep->now_by_case[sweep->cases] = lg_clock_now_ns(&sweep->stand->env.clock);
    sweep->cases++;
    sweep->renders += point->pcm_sha256 != NULL && point->recorded_by == NULL;
    if (sweep->cases == sweep->interrupt_at)
        sweep->interrupt.signo = 2;
}

static inline int sweep_take(struct lg_sink *sink, const struct lg_event *event,
                             struct lg_err *err) {
    LG_UNUSED(sink);
    LG_UNUSED(err);
    sweep_hear(event);
    bool is_case = event->kind == LG_EVENT_CASE && sweep_now->cases == sweep_now->die_at_case;
    if (++sweep_now->events == sweep_now->die_at_event || is_case)
        kill(getpid(), SIGKILL);
    return 0;
}

static inline void sweep_sink_free(struct lg_sink *sink) {
    free(sink);
}

static const struct lg_sink_ops sweep_ops = {
    .name = "sweep", .take = sweep_take, .free = sweep_sink_free, .turn = LG_TURN_VOICE};

static inline int64_t sweep_real(void) {
    struct sweep *sweep = sweep_now;
    if (++sweep->looks == sweep->die_at_look)
        kill(getpid(), SIGKILL);
    return (int64_t)sweep->looks * 1000;
}

static inline int sweep_connect(void *ctx, struct lg_live **live_out, struct lg_err *err) {
    struct sweep *sweep = ctx;
    LG_UNUSED(err);
    *live_out = sweep->stand->live;
    return 0;
}

static inline int sweep_code(const struct lg_event_run_end *totals,
                             const bool kinds_seen[LG_ERR__COUNT]) {
    if (kinds_seen[LG_ERR_WRITE])
        return 30;
    if (kinds_seen[LG_ERR_READ] || kinds_seen[LG_ERR_TIMEOUT])
        return 20;
    return totals->steps[LG_FAILED] + totals->steps[LG_INTERRUPTED] > 0 ? 1 : 0;
}

static inline int sweep_graver(int code, int other) {
    return code > other ? code : other;
}

/* Dies with a datagram that is about to leave. */
static inline void sweep_on_send(void) {
    if (++sweep_now->sent == sweep_now->die_at_datagram)
        kill(getpid(), SIGKILL);
}

static inline int sweep_setup(void **state) {
    if (scratch_setup(state) != 0)
        return -1;
    struct sweep *sweep = lg_xcalloc(1, sizeof *sweep);
    sweep->scratch = *state;
    sweep->paths.project = sweep->scratch->folder;
    sweep->role = (struct lg_role){"master", "PREMASTER"};
    sweep->interrupt.wake_fd = -1;
    if (lg_taxonomy_read(LG_SOURCE_DIR "/gates/tables/taxonomy.yaml", &sweep->taxonomy,
                         &sweep->err) != 0)
        fail_msg("%s", sweep->err.text);
    sweep_now = sweep;
    *state = sweep;
    return 0;
}

static inline void sweep_close(struct sweep *sweep) {
    if (sweep->stand == NULL)
        return;
    lg_journal_free(sweep->journal);
    stand_close(sweep->stand);
    sweep->stand = NULL;
}

static inline int sweep_teardown(void **state) {
    struct sweep *sweep = *state;
    sweep_close(sweep);
    lg_receipts_cursor_dispose(&sweep->cursor);
    lg_taxonomy_free(sweep->taxonomy);
    lg_str_dispose(&sweep->heard);
    lg_str_dispose(&sweep->before);
    *state = sweep->scratch;
    free(sweep);
    return scratch_teardown(state);
}

#define sweep_test(name) cmocka_unit_test_setup_teardown(name, sweep_setup, sweep_teardown)

static inline int sweep_send(struct lg_link *link, const void *bytes, size_t length,
                             struct lg_err *err) {
    sweep_on_send();
    sweep_now->stand->num_writes = 0;
    return stand_send(link, bytes, length, err);
}

/* A Live with that set, and a journal in a folder of the project. */
static inline void sweep_open(struct sweep *sweep, const char *set, const char *folder) {
    static struct lg_link_ops ops;
    char path[2 * SCRATCH_MAX];
    struct stand *stand = lg_xcalloc(1, sizeof *stand);
    lg_env_init_test(&stand->env);
    stand->env.interrupt = &sweep->interrupt;
    stand->env.clock.real_now_ns = sweep_real;
    if (lg_sim_set_parse(set, strlen(set), "set.yaml", &stand->arena, &stand->set, &stand->err) < 0)
        fail_msg("%s:%u: %s", stand->err.source, stand->err.line, stand->err.text);
    snprintf(path, sizeof path, "%s/%s/work", sweep->scratch->folder, folder);
    assert_int_equal(lg_fs_mkdirs(path, &sweep->err), 0);
    sweep->options.work_folder = lg_arena_strdup(&stand->arena, path);
    sweep->options.audio_folder =
        lg_arena_printf(&stand->arena, "%s/%s/audio", sweep->scratch->folder, folder);
    const struct lg_sim_options how = {.recordings = sweep->options.work_folder};
    stand_connect(stand, &how);
    ops = *stand->link.ops;
    ops.send = sweep_send;
    stand->link.ops = &ops;
    stand->on_write = sweep_on_write;
    stand->on_reply = sweep_on_reply;
    sweep->stand = stand;
    const struct lg_journal_options journal = {
        .path =
            lg_arena_printf(&stand->arena, "%s/%s/journal.jsonl", sweep->scratch->folder, folder),
        .run = "one",
        .target = "sim"};
    sweep->journal = lg_journal_new(&stand->env, &journal);
    lg_str_dispose(&sweep->before);
    sweep->before = stand_tell(stand);
}

static inline struct lg_plan *sweep_plan(struct sweep *sweep, const char *matrix) {
    const char *word = "m.yaml";
    const struct lg_plan_options options = {.selectors = &word, .num_selectors = 1};
    struct lg_plan *plan = NULL;
    scratch_write(sweep->scratch, word, matrix);
    if (lg_plan_new(&sweep->paths, &options, &plan, &sweep->err) != 0)
        fail_msg("%s:%u: %s", sweep->err.source, sweep->err.line, sweep->err.text);
    return plan;
}

static inline void sweep_sinks(struct sweep *sweep, struct lg_bus *bus, const char *folder) {
    struct lg_sink *sink = lg_xcalloc(1, sizeof *sink);
    struct lg_sink *junit = NULL;
    struct lg_sink *receipts = NULL;
    char path[2 * SCRATCH_MAX];
    snprintf(path, sizeof path, "%s/%s/junit.xml", sweep->scratch->folder, folder);
    assert_int_equal(
        lg_junit_open(path, &sweep->stand->env, &(struct lg_junit_options){0}, &junit, &sweep->err),
        0);
    snprintf(path, sizeof path, "%s/%s/receipts.jsonl", sweep->scratch->folder, folder);
    assert_int_equal(lg_receipts_open(path, &sweep->env, &receipts, &sweep->err), 0);
    sink->ops = &sweep_ops;
    lg_bus_add(bus, junit);
    lg_bus_add(bus, receipts);
    lg_bus_add(bus, sink);
}

/* Runs the matrix on that set, all files of the run in that folder. The exit code; -1: it broke
 * off. */
static inline int sweep_run(struct sweep *sweep, const char *set, const char *matrix,
                            const char *folder) {
    struct lg_run_options *options = &sweep->options;
    sweep_close(sweep);
    lg_str_clear(&sweep->heard);
    sweep->err = (struct lg_err){0};
    sweep->cases = sweep->renders = sweep->sent = sweep->looks = sweep->events = 0;
    sweep->interrupt.signo = 0;
    sweep_open(sweep, set, folder);
    options->start.tool = "livegate 0";
    options->start.host = "here";
    options->start.target_kind = "sim";
    options->start.target = "sim";
    options->suffix = " [sim]";
    options->journal = sweep->journal;
    options->roles = (struct lg_roles){&sweep->role, 1};
    options->connect = sweep_connect;
    options->exit_code = sweep_code;
    options->graver = sweep_graver;
    options->write_failed_code = 30;
    options->ctx = sweep;
    struct lg_plan *plan = sweep_plan(sweep, matrix);
    struct lg_bus *bus = lg_bus_new(&sweep->stand->env, folder);
    sweep_sinks(sweep, bus, folder);
    int status = lg_run_plan(&sweep->stand->env, &sweep->paths, plan, sweep->taxonomy, bus, options,
                             &sweep->summary, &sweep->err);
    lg_bus_free(bus);
    lg_plan_free(plan);
    return status != 0 ? -1 : sweep->summary.totals.exit_code;
}

/* The line of the receipts that tells of that item; the caller frees it. */
static inline char *sweep_told(const struct sweep *sweep, const char *folder, const char *kind,
                               const char *id) {
    char path[2 * SCRATCH_MAX];
    char key[64];
    snprintf(path, sizeof path, "%s/%s/receipts.jsonl", sweep->scratch->folder, folder);
    snprintf(key, sizeof key, "\"id\":\"%s\"", id);
    FILE *file = fopen(path, "rb");
    char *line = NULL;
    char *found = NULL;
    size_t room = 0;
    assert_non_null(file);
    while (found == NULL && getline(&line, &room, file) > 0)
        if (strstr(line, key) != NULL && strstr(line, kind) != NULL)
            found = lg_xstrdup(line);
    free(line);
    fclose(file);
    assert_non_null(found);
    return found;
}

static inline char *sweep_receipt(const struct sweep *sweep, const char *folder, const char *id) {
    return sweep_told(sweep, folder, "\"kind\":\"step\"", id);
}

static inline char *sweep_case(const struct sweep *sweep, const char *folder, const char *id) {
    return sweep_told(sweep, folder, "\"kind\":\"case\"", id);
}

static inline void sweep_wants(const struct sweep *sweep, const char *heard) {
    if (strcmp(lg_str_text(&sweep->heard), heard) != 0)
        fail_msg("wanted:\n%s\ngot:\n%s(%s)", heard, lg_str_text(&sweep->heard), sweep->err.text);
}

/* Live is as it was found. */
static inline void sweep_is_restored(struct sweep *sweep) {
    stand_assert_changed(sweep->before, stand_tell(sweep->stand), "");
    sweep->before = (struct lg_str){0};
}

static inline int sweep_recorded_next(void *ctx, const char *suite, struct lg_arena *arena,
                                      struct lg_event *out, struct lg_err *err) {
    struct sweep *sweep = ctx;
    return lg_receipts_cursor_end(&sweep->cursor, suite, arena, out, err);
}

/* From now on runs go on with the one in that folder. */
static inline void sweep_resume(struct sweep *sweep, const char *folder, const char *audio) {
    char path[2 * SCRATCH_MAX];
    snprintf(path, sizeof path, "%s/%s/receipts.jsonl", sweep->scratch->folder, folder);
    lg_receipts_cursor_dispose(&sweep->cursor);
    assert_int_equal(lg_receipts_cursor_open(&sweep->cursor, path, &sweep->err), 0);
    sweep->recorded = (struct lg_recorded){
        .run = folder, .folder = audio, .next = sweep_recorded_next, .ctx = sweep};
    sweep->options.recorded = &sweep->recorded;
}

/* The same in a process of its own that may be killed: was it? */
static inline bool sweep_run_doomed(struct sweep *sweep, const char *set, const char *matrix,
                                    const char *folder) {
    int status = 0;
    fflush(NULL);
    pid_t child = fork();
    assert_true(child >= 0);
    if (child == 0) {
        sweep_run(sweep, set, matrix, folder);
        _exit(0);
    }
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_true(WIFSIGNALED(status) || WEXITSTATUS(status) == 0);
    return WIFSIGNALED(status);
}

#endif
