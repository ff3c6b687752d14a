#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/fs.h"
#include "base/proc.h"
#include "report/console.h"
#include "report/junit.h"
#include "report/receipts.h"
#include "report/watch.h"
#include "report/words.h"
#include "run/engine.h"
#include "runner/ci.h"
#include "runner/commands.h"
#include "runner/exit_code.h"
#include "runner/fixtures.h"
#include "runner/journals.h"
#include "runner/manifest.h"
#include "runner/outputs.h"
#include "runner/parts.h"
#include "runner/reach.h"
#include "runner/resume.h"
#include "runner/select.h"
#include "runner/shard.h"
#include "runner/target.h"
#include "runner/unbegun.h"
#include "step/fix.h"

static const struct lg_option option_timeout = {"--timeout", LG_OPTION_VALUE, "DURATION",
                                                "time limit of the whole run (exit 124)", NULL};
static const struct lg_option option_max_fail = {
    "--max-fail", LG_OPTION_VALUE, "N", "stop after N steps that did not pass (exit 5 or graver)",
    NULL};
static const struct lg_option option_dry = {"--dry-run", LG_OPTION_FLAG, NULL,
                                            "print the plan, touch nothing", NULL};
static const struct lg_option option_ignore_journal = {
    "--ignore-journal", LG_OPTION_FLAG, NULL,
    "run although an earlier run did not put Live back; what it left stays", NULL};
static const struct lg_option option_fix = {
    "--fix", LG_OPTION_VALUE, "never|safe",
    "mend what the taxonomy lists as deterministic, then run the step again (default never)", NULL};
static const struct lg_option option_fail_on_fix = {
    "--fail-on-fix", LG_OPTION_FLAG, NULL, "exit 1 when something passed after a fix alone", NULL};
static const struct lg_option option_clamp = {
    "--clamp", LG_OPTION_FLAG, NULL,
    "set values of a matrix that are beyond their range to its end, instead of refusing them",
    NULL};
static const struct lg_option option_quiet = {"--quiet", LG_OPTION_FLAG, NULL,
                                              "only what did not pass, and the last line", NULL};
static const struct lg_option option_verbose = {"--verbose", LG_OPTION_FLAG, NULL,
                                                "each check, also of what passed", NULL};

static const struct lg_option *const options[] = {&lg_option_live,
                                                  &lg_option_wait,
                                                  &lg_option_sim,
                                                  &lg_option_fixture,
                                                  &lg_option_loose,
                                                  &lg_option_fault,
                                                  &lg_option_record,
                                                  &lg_option_tag,
                                                  &lg_option_point,
                                                  &lg_option_var,
                                                  &lg_option_changed,
                                                  &lg_option_when,
                                                  &lg_option_keep_going,
                                                  &lg_option_junit,
                                                  &lg_option_junit_dialect,
                                                  &lg_option_receipts,
                                                  &lg_option_markdown,
                                                  &lg_option_html,
                                                  &lg_option_annotations,
                                                  &option_timeout,
                                                  &option_max_fail,
                                                  &lg_option_seed,
                                                  &option_dry,
                                                  &option_fix,
                                                  &option_fail_on_fix,
                                                  &option_ignore_journal,
                                                  &option_clamp,
                                                  &lg_option_resume,
                                                  &lg_option_head,
                                                  &lg_option_shard,
                                                  &lg_option_shard_by,
                                                  &option_quiet,
                                                  &option_verbose,
                                                  NULL};

/* One run from its folder to its last line. */
struct job {
    struct lg_app *app;
    const struct lg_args *args;
    struct lg_target target;
    struct lg_outputs outputs;
    struct lg_ci ci;
    const char *run;
    const char *folder; /* of this run: <out>/<run> */
    const char *work;
    const char *junit_path;
    const char *receipts_path;
    const struct lg_sink *receipts; /* the bus owns it; NULL: none */
    struct lg_bus *bus;
    struct lg_clock watch_clock;
    struct lg_live *live;
    struct lg_journal *journal;
    struct lg_resume resume;
    struct lg_shard shard; /* count 0: the run is whole */
    struct lg_run_options options;
};

static int check_journal(struct job *job, struct lg_err *err) {
    if (lg_args_has(job->args, "--ignore-journal"))
        return 0;
    return lg_journals_check(job->app, &job->target, job->live != NULL, err);
}

static int connect_live(void *ctx, struct lg_live **live_out, struct lg_err *err) {
    struct job *job = ctx;
    job->target.run = job->run;
    job->target.recordings = job->work;
    if (job->live != NULL) {
        *live_out = job->live;
        return 0;
    }
    if (lg_target_open(job->app, &job->target, &job->live, err) != 0)
        return -1;
    /* Whoever held Live until now may have left it as it is. */
    if (check_journal(job, err) != 0) {
        lg_live_free(job->live);
        job->live = NULL;
        return -1;
    }
    *live_out = job->live;
    return 0;
}

/* The commit the project is at, NULL when it is no git checkout (or git is not here). */
static const char *git_revision(struct lg_app *app) {
    const char *const argv[] = {"git", "rev-parse", "HEAD", NULL};
    struct lg_proc_options proc = {
        .folder = app->paths.project, .timeout_ms = 2000, .max_output = 256};
    struct lg_proc_result result = {0};
    const char *revision = NULL;
    if (lg_proc_run(&app->env, argv, &proc, &result, NULL) == 0 && result.exit_code == 0) {
        struct lg_view line = lg_view_trim(lg_view_of(lg_str_text(&result.output)));
        if (line.length > 0)
            revision = lg_arena_strndup(&app->arena, line.text, line.length);
    }
    lg_proc_result_dispose(&result);
    return revision;
}

static int name_paths(struct job *job, struct lg_err *err) {
    struct lg_app *app = job->app;
    struct lg_arena *arena = &app->arena;
    char stamp[25];
    lg_clock_format_utc(lg_clock_wall_ms(&app->env.clock), stamp);
    job->run = lg_arena_printf(arena, "%.4s%.2s%.2s-%.2s%.2s%.2s-%lld", stamp, stamp + 5, stamp + 8,
                               stamp + 11, stamp + 14, stamp + 17, (long long)app->env.pid);
    const char *out = lg_paths_user(&app->paths, arena, app->settings.out);
    job->folder = lg_fs_join(arena, out, job->run);
    job->work = lg_fs_join(arena, job->folder, "work");
    job->junit_path = job->outputs.junit;
    job->receipts_path = job->outputs.receipts;
    if (job->junit_path == NULL)
        job->junit_path = lg_fs_join(arena, job->folder, "junit.xml");
    if (job->receipts_path == NULL)
        job->receipts_path = lg_fs_join(arena, job->folder, "receipts.jsonl");
    if (lg_fs_mkdirs(job->work, err) != 0 ||
        lg_fs_mkdirs(lg_fs_folder(arena, job->junit_path), err) != 0 ||
        lg_fs_mkdirs(lg_fs_folder(arena, job->receipts_path), err) != 0)
        return -1;
    lg_ci_name(app, &job->ci, job->folder);
    return lg_fs_relink(lg_fs_join(arena, out, "latest"), job->run, err);
}

/* Before the console, and as long as the bus lives. */
static void add_watch(struct job *job, const struct lg_console_options *console) {
    struct lg_env *env = &job->app->env;
    const struct lg_watch_options watch = {.bar = lg_bar(env),
                                           .talk = console->quiet ? NULL : stderr,
                                           .colour = env->colour,
                                           .slow_after_ns = job->app->settings.slow_after_ns,
                                           .clock = &job->watch_clock};
    lg_clock_init_real(&job->watch_clock);
    env->tick_ctx = lg_watch_new(&watch);
    env->tick = lg_watch_tick;
    env->tell = lg_watch_tell;
    lg_bus_add(job->bus, env->tick_ctx);
}

/* Opens what reports; whatever can be opened is, so that a failure of one is told by the others. */
static int open_sinks(struct job *job, struct lg_err *err) {
    struct lg_sink *junit = NULL;
    struct lg_sink *receipts = NULL;
    struct lg_console_options console = {.out = stdout,
                                         .colour = job->app->env.colour && isatty(STDOUT_FILENO),
                                         .quiet = lg_args_has(job->args, "--quiet"),
                                         .verbose = lg_args_has(job->args, "--verbose")};
    job->bus = lg_bus_new(&job->app->env, job->run);
    int result = 0;
    if (lg_junit_open(job->junit_path, &job->app->env, &job->outputs.junit_options, &junit, err) ==
        0)
        lg_bus_add(job->bus, junit);
    else
        result = -1;
    add_watch(job, &console);
    lg_bus_add(job->bus, lg_console_new(&console));
    lg_ci_add(job->app, &job->ci, job->bus);
    if (lg_outputs_add(job->app, &job->outputs, job->bus, err) != 0)
        result = -1;
    if (lg_receipts_open(job->receipts_path, &job->app->env, &receipts, err) == 0) {
        lg_bus_add(job->bus, receipts);
        job->receipts = receipts;
    } else
        result = -1;
    return result;
}

static void add_input(struct lg_app *app, struct lg_event_input *inputs, size_t *count,
                      const char *kind, const char *path) {
    char hex[LG_SHA256_HEX];
    if (path == NULL || lg_sha256_file(path, hex, NULL) != 0)
        return;
    inputs[(*count)++] = (struct lg_event_input){kind, path, lg_arena_strdup(&app->arena, hex)};
}

/* The options that make the same run again, but for what is selected. */
static const char *rerun_options(const struct job *job) {
    const struct lg_option *const shaping[] = {&lg_option_var, &lg_option_seed, &lg_option_loose,
                                               &lg_option_fault, &option_clamp};
    struct lg_arena *arena = &job->app->arena;
    const char *text = job->target.option;
    for (size_t i = 0; i < LG_ARRAY_LEN(shaping); i++) {
        struct lg_given given = lg_args_all(job->args, shaping[i]->name);
        for (size_t k = 0; k < given.count; k++) {
            text = lg_arena_printf(arena, "%s %s", text, shaping[i]->name);
            if (given.values[k] != NULL)
                text = lg_arena_printf(arena, "%s%s", text,
                                       lg_word_option(arena, " ", given.values[k]));
        }
    }
    return text;
}

static int conclude(void *ctx, const struct lg_event_run_end *totals, struct lg_err *err) {
    struct job *job = ctx;
    return lg_fixtures_conclude(job->app, totals, err);
}

/* `taxonomy` may be NULL: it could not be read. */
static void describe(struct job *job, const struct lg_taxonomy *taxonomy) {
    struct lg_app *app = job->app;
    struct lg_event_run_start *start = &job->options.start;
    const char *sequence[LG_SEQUENCE_FILES];
    size_t num_sequence = lg_select_tables(app, sequence);
    size_t num_tables = 0;
    while (taxonomy != NULL && lg_taxonomy_path(taxonomy, num_tables) != NULL)
        num_tables++;
    struct lg_event_input *inputs =
        lg_arena_array(&app->arena, 3 + num_tables + num_sequence, sizeof *inputs);
    add_input(app, inputs, &start->num_inputs, "settings", app->paths.settings);
    add_input(app, inputs, &start->num_inputs, "set", job->target.set_path);
    add_input(app, inputs, &start->num_inputs, "recording", job->target.session);
    for (size_t i = 0; i < num_tables; i++)
        add_input(app, inputs, &start->num_inputs, "table",
                  lg_arena_strdup(&app->arena, lg_taxonomy_path(taxonomy, i)));
    for (size_t i = 0; i < num_sequence; i++)
        add_input(app, inputs, &start->num_inputs, "table", sequence[i]);
    start->inputs = inputs;
    start->tool = "livegate " LIVEGATE_VERSION;
    start->revision = git_revision(app);
    start->host = app->env.hostname;
    start->target_kind = job->target.kind_name;
    start->target = job->target.text;
    start->target_option = rerun_options(job);
    start->options = (const char *const *)app->argv + 1;
    start->num_options = (size_t)(app->argc - 1);
    start->seed = app->env.seed;
    job->options.reach = job->target.kind == LG_TARGET_FIXTURE ? NULL : job->target.option;
    start->shard = lg_shard_value(app, &job->shard);
    job->options.suffix = job->target.suffix;
    job->options.work_folder = job->work;
    job->options.audio_folder = lg_fs_join(&app->arena, job->folder, "audio");
    job->options.clamp = lg_args_has(job->args, option_clamp.name);
    job->options.journal = job->journal;
    job->options.roles = app->settings.roles;
    job->options.seat = lg_target_seat(&job->target);
    job->options.connect = connect_live;
    job->options.exit_code = lg_exit_of_run;
    job->options.graver = lg_exit_graver;
    job->options.write_failed_code = LG_EXIT_WRITE;
    job->options.conclude = conclude;
    job->options.ctx = job;
}

static int read_fix(struct job *job, struct lg_err *err) {
    const char *mode = lg_args_value(job->args, option_fix.name);
    if (mode != NULL && strcmp(mode, "never") != 0 && strcmp(mode, "safe") != 0)
        return lg_err_set(err, LG_ERR_USAGE, "--fix wants never or safe, got '%s'", mode);
    job->options.may_fix = mode != NULL && strcmp(mode, "safe") == 0;
    job->options.fixed_code =
        lg_args_has(job->args, option_fail_on_fix.name) ? LG_EXIT_FAILED : LG_EXIT_OK;
    return 0;
}

static int read_numbers(struct job *job, struct lg_err *err) {
    int64_t timeout_ns = job->app->settings.timeout_ns;
    int64_t max_fail = 0;
    int64_t seed = 0;
    if (lg_args_duration(job->args, "--timeout", &timeout_ns, err) != 0 ||
        lg_args_count(job->args, "--max-fail", &max_fail, err) != 0 ||
        lg_args_count(job->args, "--seed", &seed, err) != 0)
        return -1;
    job->options.timeout_ms = (timeout_ns + LG_NS_PER_MS - 1) / LG_NS_PER_MS;
    job->options.max_fail = (size_t)max_fail;
    job->app->env.seed = (uint64_t)seed;
    return 0;
}

/* What could not be put back is said in any case, also where something else ended the run. */
static void say_unrestored(const struct job *job, const struct lg_summary *summary,
                           const struct lg_err *told) {
    if (!lg_err_is_set(&summary->unrestored))
        return;
    if (strcmp(told->text, summary->unrestored.text) != 0)
        lg_say_err(&job->app->paths, &summary->unrestored);
    if (lg_journal_is_open(job->journal) && job->target.kind == LG_TARGET_LIVE)
        lg_say("`livegate restore %s` tries once more, by %s", job->target.option,
               lg_journal_path(job->journal));
}

/* Live and its set, as far as the project says how they should be, before anything is written. */
static int prepare(struct job *job, const struct lg_plan *plan, struct lg_err *err) {
    struct lg_app *app = job->app;
    struct lg_live *live = NULL;
    bool is_resumed = lg_args_has(job->args, lg_option_resume.name);
    if ((!is_resumed && lg_parts_check(app, plan, err) != 0) ||
        lg_reach_expected(app, &job->target, plan, &job->options.expected, err) != 0)
        return -1;
    if (lg_reach_start(app, &job->target, plan, job->folder, err) != 0)
        return -1;
    if (!lg_reach_checks(app, &job->target, plan))
        return 0;
    const struct lg_recording *recording = lg_fixtures_without_check(app);
    if (recording != NULL)
        return lg_reach_check_recorded(app, recording, err);
    return connect_live(job, &live, err) != 0 ? -1 : lg_reach_check(app, live, err);
}

/* The tables that targets of matrices come of, where any do. */
static void add_profiles(struct job *job, const struct lg_plan *plan) {
    static const char table[] = "gates/tables/profiles.yaml";
    struct lg_app *app = job->app;
    struct lg_event_run_start *start = &job->options.start;
    const char *const folders[] = {app->paths.project, app->paths.data};
    bool is_used = false;
    for (size_t i = 0; i < plan->num_matrices; i++)
        is_used = is_used || plan->matrices[i].matrix->profiles.count > 0;
    if (!is_used)
        return;
    struct lg_event_input *inputs =
        lg_arena_array(&app->arena, start->num_inputs + LG_ARRAY_LEN(folders), sizeof *inputs);
    for (size_t i = 0; i < start->num_inputs; i++)
        inputs[i] = start->inputs[i];
    start->inputs = inputs;
    for (size_t i = 0; i < LG_ARRAY_LEN(folders); i++)
        if (folders[i] != NULL)
            add_input(app, inputs, &start->num_inputs, "table",
                      lg_fs_join(&app->arena, folders[i], table));
}

/* The file is there where a best point can be carried over as a plan. */
static void say_best(const struct job *job, const struct lg_plan *plan) {
    struct lg_app *app = job->app;
    for (size_t i = 0; i < plan->num_matrices; i++) {
        const struct lg_matrix *matrix = plan->matrices[i].matrix;
        const char *name = lg_arena_printf(&app->arena, "%s.actions.json", matrix->id);
        const char *path = lg_fs_join(&app->arena, job->folder, name);
        struct lg_str word = {0};
        if (!lg_fs_is_file(path))
            continue;
        lg_str_add_word(&word, path);
        lg_say("%s: `livegate apply %s %s%s` sets its best point", matrix->id, lg_str_text(&word),
               job->target.option, matrix->allow_louder ? " --allow-louder" : "");
        lg_str_dispose(&word);
    }
}

/* The plan, and where it is dealt, our part of it. */
static int choose_plan(struct job *job, struct lg_plan **plan_out, struct lg_err *err) {
    struct lg_value *told = NULL;
    if (lg_select_plan(job->app, lg_parts_choose(job->app, job->args), plan_out, err) != 0)
        return -1;
    if (job->shard.count == 0)
        return 0;
    add_profiles(job, *plan_out);
    lg_shard_cut(*plan_out, &job->shard, &job->options, &told);
    job->options.start.shard = told;
    return 0;
}

static void add_part(struct lg_sha256 *hash, const char *part) {
    lg_sha256_add(hash, part, strlen(part) + 1);
}

static void add_suite(struct lg_sha256 *hash, const struct lg_plan_gate *suite) {
    struct lg_str vars = {0};
    if (suite->vars != NULL)
        lg_value_print(suite->vars, &vars);
    add_part(hash, suite->id);
    add_part(hash, suite->sha256 == NULL ? "" : suite->sha256);
    add_part(hash, lg_str_text(&vars));
    lg_str_dispose(&vars);
}

/* By what runs here, and by what it is judged. */
static void note_gates(struct job *job, const struct lg_plan *plan) {
    const struct lg_option *const judging[] = {&option_fix,      &option_fail_on_fix,
                                               &option_clamp,    &lg_option_point,
                                               &lg_option_shard, &lg_option_resume};
    const struct lg_event_run_start *start = &job->options.start;
    char hex[LG_SHA256_HEX];
    struct lg_sha256 *hash = lg_sha256_new();
    for (size_t i = 0; i < plan->num_gates; i++)
        add_suite(hash, &plan->gates[i]);
    for (size_t i = 0; i < plan->num_matrices; i++)
        add_suite(hash, &plan->matrices[i].suite);
    for (size_t i = 0; i < start->num_inputs; i++)
        if (strcmp(start->inputs[i].kind, "table") == 0 ||
            strcmp(start->inputs[i].kind, "settings") == 0)
            add_part(hash, start->inputs[i].sha256);
    for (size_t i = 0; i < LG_ARRAY_LEN(judging); i++) {
        struct lg_given given = lg_args_all(job->args, judging[i]->name);
        add_part(hash, judging[i]->name);
        for (size_t k = 0; k < given.count; k++)
            add_part(hash, given.values[k] == NULL ? "" : given.values[k]);
    }
    lg_sha256_finish(hash, hex);
    lg_fixtures_note_gates(job->app, lg_arena_strdup(&job->app->arena, hex));
}

/* The target did not make all that is told of it. */
static void add_marks(struct job *job, const struct lg_plan *plan) {
    const char **target = &job->options.start.target;
    for (size_t i = 0; i < plan->num_matrices; i++) {
        const char *mark = plan->matrices[i].suite.mark;
        if (mark != NULL && strstr(*target, mark) == NULL)
            *target = lg_arena_printf(&job->app->arena, "%s, %s", *target, mark);
    }
}

static int run_plan(struct job *job, const struct lg_plan *plan, const struct lg_taxonomy *taxonomy,
                    struct lg_summary *summary, struct lg_err *err) {
    struct lg_app *app = job->app;
    if (plan->nothing == NULL) {
        lg_select_say(plan);
        add_marks(job, plan);
        if (job->shard.count == 0)
            add_profiles(job, plan);
        note_gates(job, plan);
        job->options.recorded = job->resume.recorded.next == NULL ? NULL : &job->resume.recorded;
        job->options.start.resumes = job->resume.resumes;
        int status = lg_run_plan(&app->env, &app->paths, plan, taxonomy, job->bus, &job->options,
                                 summary, err);
        say_best(job, plan);
        return status;
    }
    const char *why = lg_arena_printf(&app->arena, "nothing to run, because %s", plan->nothing);
    lg_say("%s", why);
    /* A recording that nothing is asked of has nothing to answer for. */
    lg_fixtures_leave(app);
    return lg_run_nothing(&app->env, job->bus, &job->options, why, summary, err);
}

/* The run proper, once there are sinks: a plan that can't be made is a run too, with one case that
 * says why. */
static int run_gates(struct job *job, struct lg_err *sinks_err, struct lg_summary *summary,
                     struct lg_err *err) {
    struct lg_app *app = job->app;
    struct lg_plan *plan = NULL;
    struct lg_taxonomy *taxonomy = NULL;
    struct lg_err refused = *sinks_err;
    int result = -1;
    bool has_table = lg_taxonomy_load(&app->paths, NULL, &taxonomy, &refused) == 0 &&
                     lg_remedies_check(taxonomy, &refused) == 0;
    describe(job, taxonomy);
    if (has_table && !lg_err_is_set(&refused) && check_journal(job, &refused) == 0 &&
        choose_plan(job, &plan, &refused) == 0 && prepare(job, plan, &refused) == 0 &&
        lg_resume_open(&job->resume, app, job->args, plan, &job->options, &refused) == 0)
        result = run_plan(job, plan, taxonomy, summary, err);
    else if (lg_run_refused(&app->env, job->bus, &job->options, &refused, summary, err) == 0)
        *err = refused;
    say_unrestored(job, summary, err);
    lg_live_free(job->live);
    job->live = NULL;
    lg_resume_dispose(&job->resume);
    lg_plan_free(plan);
    lg_taxonomy_free(taxonomy);
    return result;
}

/* What steps made is evidence after a failure, and litter after a pass. */
static void clean_work(struct job *job) {
    char **names = NULL;
    size_t count = 0;
    if (lg_fs_list(job->work, NULL, &job->app->arena, &names, &count, NULL) != 0)
        return;
    for (size_t i = 0; i < count; i++) {
        if (lg_fs_remove(lg_fs_join(&job->app->arena, job->work, names[i]), NULL) != 0)
            return;
    }
    rmdir(job->work);
}

/* What stays of a run can be removed by `reset --full`, but for its evidence. */
static void list_made(struct job *job) {
    struct lg_arena *arena = &job->app->arena;
    struct lg_err err = {0};
    char **names = NULL;
    size_t count = 0;
    if (lg_fs_list(job->work, NULL, arena, &names, &count, NULL) != 0)
        count = 0;
    const char **paths = lg_arena_array(arena, count + 1, sizeof *paths);
    for (size_t i = 0; i < count; i++)
        paths[i] = lg_fs_join(arena, job->work, names[i]);
    paths[count] = lg_fs_join(arena, job->folder, "before.log");
    if (lg_manifest_add(job->app, paths, count + 1, &err) != 0)
        lg_say("what this run left is not listed: %s", err.text);
}

/* "2 gates: 1 passed, 1 failed" */
static const char *totals_of(struct job *job, const struct lg_event_run_end *totals) {
    struct lg_arena *arena = &job->app->arena;
    const char *text = "";
    size_t count = 0;
    for (int i = 0; i < LG_OUTCOME__COUNT; i++) {
        if (totals->gates[i] > 0)
            text = lg_arena_printf(arena, "%s%s%zu %s", text, count > 0 ? ", " : ": ",
                                   totals->gates[i], lg_words_outcome((enum lg_outcome)i));
        count += totals->gates[i];
    }
    return lg_arena_printf(arena, "%zu gate%s%s", count, count == 1 ? "" : "s", text);
}

static const char *if_there(const char *path) {
    return path != NULL && lg_fs_is_file(path) ? path : NULL;
}

static void tell_failure(struct job *job, int code, const struct lg_event_run_end *totals) {
    lg_on_fail_tell(job->app, &(struct lg_on_fail_run){.exit_code = code,
                                                       .target_kind = job->target.kind_name,
                                                       .target = job->target.text,
                                                       .run = job->run,
                                                       .junit = if_there(job->junit_path),
                                                       .receipts = if_there(job->receipts_path),
                                                       .html = if_there(job->outputs.html),
                                                       .markdown = if_there(job->outputs.markdown),
                                                       .totals = totals_of(job, totals)});
}

static int run_job(struct job *job, struct lg_err *err) {
    struct lg_err sinks_err = {0};
    struct lg_summary summary = {0};
    if (name_paths(job, err) != 0)
        return -1;
    if (open_sinks(job, &sinks_err) != 0 && !lg_err_is_set(&sinks_err))
        lg_err_set(&sinks_err, LG_ERR_WRITE, "a report could not be opened");
    struct lg_fixtures_run files = {job->run, job->folder, job->work};
    if (lg_fixtures_begin(job->app, &job->target, &files, &sinks_err) != 0 &&
        !lg_err_is_set(&sinks_err))
        lg_err_set(&sinks_err, LG_ERR_WRITE, "a recording could not be opened");
    job->journal = lg_journals_new(job->app, &job->target, lg_fixtures_run_id(job->app, job->run),
                                   lg_fs_join(&job->app->arena, job->folder, "journal.jsonl"));
    int result = run_gates(job, &sinks_err, &summary, err);
    int code = summary.totals.exit_code;
    if (result != 0)
        code = lg_exit_graver(code, lg_exit_of_err(err));
    lg_ci_conclude(&job->ci);
    if (job->receipts != NULL)
        lg_say("receipts %s, head %s%s%s", job->receipts_path, lg_receipts_head(job->receipts),
               lg_fs_is_file(job->junit_path) ? "; JUnit " : "; no JUnit file could be written",
               lg_fs_is_file(job->junit_path) ? job->junit_path : "");
    if (job->shard.count > 0)
        lg_say("this is shard %zu/%zu: what all of them come to, `livegate report merge` says",
               job->shard.index, job->shard.count);
    if (code == LG_EXIT_OK)
        clean_work(job);
    list_made(job);
    lg_journal_free(job->journal);
    job->app->env.tick = NULL;
    job->app->env.tell = NULL;
    lg_bus_free(job->bus);
    tell_failure(job, code, &summary.totals);
    return code;
}

static int print_plan(struct job *job, struct lg_err *err) {
    struct lg_plan *plan = NULL;
    if (choose_plan(job, &plan, err) != 0)
        return -1;
    lg_select_print(plan);
    lg_select_say_time(plan, job->options.timeout_ms * LG_NS_PER_MS);
    lg_plan_free(plan);
    return LG_EXIT_OK;
}

static int run(struct lg_app *app, const struct lg_args *args, struct lg_err *err) {
    struct job job = {.app = app, .args = args};
    int result = -1;
    if (read_numbers(&job, err) != 0 || read_fix(&job, err) != 0 ||
        lg_fixtures_check_faults(app, args, err) != 0)
        return -1;
    lg_resume_name(&job.resume, app, args);
    if (lg_args_has(args, lg_option_head.name) && job.resume.path == NULL)
        return lg_err_set(err, LG_ERR_USAGE, "--head goes with --resume");
    if (lg_shard_read(app, args, &job.shard, err) == 0) {
        if (lg_args_has(args, "--dry-run"))
            result = print_plan(&job, err);
        else if (lg_outputs_claim(app, args, &job.outputs, err) == 0 &&
                 lg_ci_choose(app, args, "auto", &job.ci, err) == 0 &&
                 lg_target_choose(app, args, &job.target, err) == 0)
            result = run_job(&job, err);
    }
    lg_shard_dispose(&job.shard);
    return result;
}

const struct lg_command lg_cmd_run = {
    .name = "run",
    .usage = "run [FILE|DIR|GATE...] --live[=HOST[:PORT[:REPLY]]] | --sim[=SET.yaml] | --fixture "
             "FOLDER [options]",
    .help = "runs gates (gates/*.yaml without arguments) and matrices, and reports",
    .more =
        "--changed and --when ask gates/tables/sequence.yaml; gates that are named narrow that "
        "down.\n"
        "Gates run in the order of that table, those that a selected gate needs before it; once "
        "one\nof its stop_line has not passed, none behind it runs. Reports lie under "
        "reports/out/<run>/;\n"
        "reports/out/latest points at the newest run.\n",
    .options = options,
    .words = LG_WORDS_GATES,
    .run = run,
    .unbegun = lg_unbegun_tell,
};
