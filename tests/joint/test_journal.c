/* A writing run that is cut off after each of its datagrams: Live is as it was found afterwards. */
#include "base/fs.h"
#include "joint/song.h"
#include "joint/world.h"
#include "run/engine.h"

/* A run of the gate in a world. */
struct job {
    struct world *world;
    struct lg_taxonomy *taxonomy;
    struct lg_paths paths;
    struct lg_plan *plan;
    struct lg_live *live;
    struct lg_journal *journal;
    struct lg_run_options options;
    struct lg_summary summary;
    struct lg_err err;
};

static int connect_live(void *ctx, struct lg_live **live_out, struct lg_err *err) {
    struct job *job = ctx;
    LG_UNUSED(err);
    *live_out = job->live;
    return 0;
}

static int exit_code(const struct lg_event_run_end *totals, const bool kinds_seen[LG_ERR__COUNT]) {
    return totals->steps[LG_PASSED] == totals->planned && !kinds_seen[LG_ERR_WRITE] ? 0 : 1;
}

static int graver(int code, int other) {
    return code > other ? code : other;
}

static void job_init(struct job *job, struct world *world) {
    static const char *const files[] = {"w.yaml"};
    const struct lg_plan_options options = {.selectors = files, .num_selectors = 1};
    *job = (struct job){.world = world, .paths = {.project = world->scratch->folder}};
    scratch_write(world->scratch, "w.yaml", song_gate);
    if (lg_plan_new(&job->paths, &options, &job->plan, &job->err) != 0 ||
        lg_taxonomy_read(LG_SOURCE_DIR "/gates/tables/taxonomy.yaml", &job->taxonomy, &job->err) !=
            0)
        fail_msg("%s:%u: %s", job->err.source, job->err.line, job->err.text);
    job->options = (struct lg_run_options){.connect = connect_live,
                                           .exit_code = exit_code,
                                           .graver = graver,
                                           .write_failed_code = 30,
                                           .ctx = job};
}

static void job_dispose(struct job *job) {
    lg_plan_free(job->plan);
    lg_taxonomy_free(job->taxonomy);
}

struct cut {
    size_t interrupt_at, die_at;
    int64_t timeout_ms;
};

/* Runs the gate in a fresh Live; returns how many datagrams were sent. The journal is given up as
 * the end of a process would. */
static size_t run(struct job *job, struct cut cut) {
    struct world *world = job->world;
    struct lg_bus *bus = lg_bus_new(&world->env, "one");
    job->live = world_live(world);
    world->interrupt_at = cut.interrupt_at;
    world->die_at = cut.die_at;
    job->journal = job->options.journal = world_new_journal(world);
    job->options.timeout_ms = cut.timeout_ms;
    job->err = (struct lg_err){0};
    /* How it ended stands in job->err too. */
    int status = lg_run_plan(&world->env, &job->paths, job->plan, job->taxonomy, bus, &job->options,
                             &job->summary, &job->err);
    assert_int_equal(status, lg_err_is_set(&job->err) ? -1 : 0);
    size_t sent = world->sent;
    lg_live_free(job->live);
    lg_journal_free(job->journal);
    lg_bus_free(bus);
    return sent;
}

static void nothing_waits(struct world *world) {
    struct lg_journal *journal = world_waiting_journal(world);
    assert_null(journal);
}

static void run__puts_everything_back(void **state) {
    struct world *world = *state;
    struct job job;
    struct lg_str before = {0};
    job_init(&job, world);
    world_open(world, SONG);
    world_snapshot(world, &before);
    run(&job, (struct cut){0});
    if (lg_err_is_set(&job.err) || job.summary.totals.exit_code != 0)
        fail_msg("%s", job.err.text);
    /* It wrote, and it wrote back: the gate is no empty one. */
    assert_non_null(strstr(lg_str_text(&world->writes), "/live/track/set/volume 0 0.1\n"));
    assert_non_null(strstr(lg_str_text(&world->writes), "/live/track/set/volume 0 0.7\n"));
    assert_non_null(strstr(lg_str_text(&world->writes), "/live/song/delete_track 4\n"));
    world_is_still(world, &before, "after a whole run");
    nothing_waits(world);
    lg_str_dispose(&before);
    job_dispose(&job);
}

/* How Live is before, and how many datagrams a whole run sends. */
static size_t prepare(struct job *job, struct lg_str *before) {
    world_open(job->world, SONG);
    world_snapshot(job->world, before);
    return run(job, (struct cut){0});
}

static void run__puts_back_after_a_signal_at_any_datagram(void **state) {
    struct world *world = *state;
    struct job job;
    struct lg_str before = {0};
    char when[64];
    job_init(&job, world);
    size_t all = prepare(&job, &before);
    size_t interrupted = 0;
    for (size_t k = 1; k <= all; k++) {
        world_open(world, SONG);
        run(&job, (struct cut){.interrupt_at = k});
        snprintf(when, sizeof when, "after a signal with datagram %zu of %zu", k, all);
        if (lg_err_is_set(&job.summary.unrestored))
            fail_msg("%s: %s", when, job.summary.unrestored.text);
        interrupted += job.err.kind == LG_ERR_INTERRUPTED;
        world_is_still(world, &before, when);
        nothing_waits(world);
    }
    /* The others fell into the putting back, which is not cut short. */
    if (interrupted < 20 || interrupted >= all)
        fail_msg("%zu of %zu runs were interrupted", interrupted, all);
    lg_str_dispose(&before);
    job_dispose(&job);
}

static void run__puts_back_when_its_time_is_over(void **state) {
    struct world *world = *state;
    struct job job;
    struct lg_str before = {0};
    char when[64];
    job_init(&job, world);
    size_t expired = 0;
    prepare(&job, &before);
    for (int64_t limit_ms = 50; limit_ms < 6000; limit_ms += 150) {
        world_open(world, SONG);
        run(&job, (struct cut){.timeout_ms = limit_ms});
        snprintf(when, sizeof when, "with a limit of %d ms", (int)limit_ms);
        if (lg_err_is_set(&job.summary.unrestored))
            fail_msg("%s: %s", when, job.summary.unrestored.text);
        expired += job.err.kind == LG_ERR_DEADLINE;
        world_is_still(world, &before, when);
        nothing_waits(world);
    }
    assert_true(expired > 10);
    lg_str_dispose(&before);
    job_dispose(&job);
}

static void restore__gets_it_back_after_a_kill_at_any_datagram(void **state) {
    struct world *world = *state;
    struct job job;
    struct lg_str before = {0};
    struct lg_str told = {0};
    char when[64];
    job_init(&job, world);
    size_t all = prepare(&job, &before);
    size_t waited = 0;
    for (size_t k = 1; k <= all; k++) {
        world_open(world, SONG);
        run(&job, (struct cut){.die_at = k});
        snprintf(when, sizeof when, "killed after datagram %zu of %zu", k, all);
        struct lg_journal *journal = world_waiting_journal(world);
        struct lg_err err = {0};
        /* To the engine it is a Live that fell silent: no run of that kind is a good one. */
        if (journal != NULL &&
            (job.summary.unrestored.kind != LG_ERR_WRITE ||
             job.summary.totals.gates[LG_ERROR] != 1 || !job.summary.kinds_seen[LG_ERR_WRITE]))
            fail_msg("%s: nobody says that Live was not put back", when);
        if (journal != NULL && world_restore(world, 0, &told, &err) != 0)
            fail_msg("%s: %s", when, err.text);
        waited += journal != NULL;
        lg_journal_free(journal);
        world_is_still(world, &before, when);
        nothing_waits(world);
    }
    assert_true(waited > all / 2);
    lg_str_dispose(&told);
    lg_str_dispose(&before);
    job_dispose(&job);
}

/* Puts back until it says that all is as found; what it can't reach in time it names. */
static void restore_at_last(struct world *world, const char *when) {
    struct lg_str told = {0};
    struct lg_err err = {0};
    for (int i = 0; i < 10 && lg_fs_is_file(world->pointer); i++) {
        err = (struct lg_err){0};
        if (world_restore(world, 0, &told, &err) == 0 || err.kind == LG_ERR_WRITE)
            break;
    }
    if (lg_err_is_set(&err))
        fail_msg("%s: %s", when, err.text);
    lg_str_dispose(&told);
}

static void run__puts_back_over_a_bad_link(void **state) {
    static const char *const faults[] = {"lose_reply: 0.05",
                                         "lose_request: 0.05",
                                         "duplicate_reply: 0.1, duplicate_request: 0.1",
                                         "reorder_reply: 0.1, foreign_index: 0.1",
                                         "delay_reply: {rate: 0.05, ticks: 3}",
                                         "stall: {rate: 0.05, ticks: 6}"};
    struct world *world = *state;
    struct job job;
    struct lg_str before = {0};
    job_init(&job, world);
    prepare(&job, &before);
    for (size_t i = 0; i < LG_ARRAY_LEN(faults); i++) {
        for (int seed = 1; seed <= 5; seed++) {
            const char *when = lg_arena_printf(&world->arena, "%s, seed %d", faults[i], seed);
            world_open(world, lg_arena_printf(&world->arena, "faults: {seed: %d, %s}\n" SONG, seed,
                                              faults[i]));
            run(&job, (struct cut){0});
            restore_at_last(world, when);
            world_is_still(world, &before, when);
            nothing_waits(world);
        }
    }
    lg_str_dispose(&before);
    job_dispose(&job);
}

static const struct CMUnitTest tests[] = {
    world_test(run__puts_everything_back),
    world_test(run__puts_back_after_a_signal_at_any_datagram),
    world_test(run__puts_back_when_its_time_is_over),
    world_test(restore__gets_it_back_after_a_kill_at_any_datagram),
    world_test(run__puts_back_over_a_bad_link),
};

int main(void) {
    return cmocka_run_group_tests(tests, NULL, NULL);
}
