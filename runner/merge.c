#include "runner/merge.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/fs.h"
#include "matrix/identity.h"
#include "report/console.h"
#include "report/junit.h"
#include "report/merge.h"
#include "run/rejudge.h"
#include "runner/ci.h"
#include "runner/exit_code.h"
#include "runner/outputs.h"
#include "runner/resume.h"
#include "runner/shard.h"
#include "runner/verify.h"

const struct lg_option lg_option_to = {"--to", LG_OPTION_VALUE, "FOLDER",
                                       "of merge: where the joined run goes", NULL};

struct job {
    struct lg_app *app;
    const struct lg_args *args;
    const char *folder;
    struct lg_shards shards;
    struct lg_event_run_start start;
    struct lg_bus *bus;
    struct lg_outputs outputs;
    struct lg_ci ci;
    const struct lg_sink *receipts;
    const char *junit_path, *receipts_path;
    /* Of the matrix that is judged: */
    struct lg_taxonomy *taxonomy;
    struct lg_plan *plan;
    struct lg_session session;
    struct lg_run_options options;
    struct lg_summary summary;
    struct lg_rejudge *rejudge;
};

/* --- the header ------------------------------------------------------------------------------- */

/* As it was typed, but for the part. */
static void join_options(struct job *job, const struct lg_event_run_start *from) {
    const char **options = lg_arena_array(&job->app->arena, from->num_options, sizeof *options);
    const char *const names[] = {lg_option_shard.name, lg_option_shard_by.name};
    size_t count = 0;
    for (size_t i = 0; i < from->num_options; i++) {
        bool is_left_out = false;
        for (size_t k = 0; k < LG_ARRAY_LEN(names) && !is_left_out; k++) {
            size_t length = strlen(names[k]);
            bool is_it = strncmp(from->options[i], names[k], length) == 0;
            is_left_out =
                is_it && (from->options[i][length] == '\0' || from->options[i][length] == '=');
            i += is_left_out && from->options[i][length] == '\0' ? 1 : 0;
        }
        if (!is_left_out)
            options[count++] = from->options[i];
    }
    job->start.options = options;
    job->start.num_options = count;
}

static bool is_known(const struct lg_event_input *inputs, size_t count,
                     const struct lg_event_input *input) {
    for (size_t i = 0; i < count; i++)
        if (strcmp(inputs[i].kind, input->kind) == 0 && strcmp(inputs[i].path, input->path) == 0)
            return true;
    return false;
}

static void join_inputs(struct job *job) {
    struct lg_event_input *inputs = NULL;
    size_t total = 0;
    size_t count = 0;
    for (size_t i = 0; i < job->shards.count; i++)
        total += job->shards.runs[i].start.as.run_start.num_inputs;
    inputs = lg_arena_array(&job->app->arena, total, sizeof *inputs);
    for (size_t i = 0; i < job->shards.count; i++) {
        const struct lg_event_run_start *start = &job->shards.runs[i].start.as.run_start;
        for (size_t k = 0; k < start->num_inputs; k++)
            if (!is_known(inputs, count, &start->inputs[k]))
                inputs[count++] = start->inputs[k];
    }
    job->start.inputs = inputs;
    job->start.num_inputs = count;
}

static void join_matrices(struct job *job) {
    struct lg_arena *arena = &job->app->arena;
    struct lg_value *all = lg_value_list(arena);
    for (size_t i = 0; i < job->shards.count; i++) {
        const struct lg_value *list = job->shards.runs[i].start.as.run_start.matrices;
        const struct lg_value *row = NULL;
        for (size_t k = 0; list != NULL && (row = lg_value_at(list, k)) != NULL; k++)
            if (lg_resume_matrix(all, lg_value_get(row, "id")->as.string.text) == NULL)
                lg_value_push(arena, all, lg_value_copy(arena, row));
    }
    job->start.matrices = all->as.list.count > 0 ? all : NULL;
}

static void join_starts(struct job *job) {
    struct lg_arena *arena = &job->app->arena;
    struct lg_value *merged = lg_value_list(arena);
    job->start = job->shards.runs[0].start.as.run_start;
    for (size_t i = 0; i < job->shards.count; i++) {
        const struct lg_shard_run *run = &job->shards.runs[i];
        struct lg_value *row = lg_value_map(arena);
        lg_value_put(arena, row, "shard", lg_value_int(arena, (int64_t)run->index));
        lg_value_put(arena, row, "run", lg_value_text(arena, run->run));
        lg_value_put(arena, row, "head", lg_value_text(arena, run->head));
        lg_value_push(arena, merged, row);
    }
    job->start.shard = NULL;
    job->start.resumes = NULL;
    job->start.merged = merged;
    join_options(job, &job->shards.runs[0].start.as.run_start);
    join_inputs(job);
    join_matrices(job);
}

/* --- judging a matrix that ran in parts ----------------------------------------------------------
 */

static int no_live(void *ctx, struct lg_live **live_out, struct lg_err *err) {
    LG_UNUSED(ctx);
    LG_UNUSED(live_out);
    return lg_err_set(err, LG_ERR_READ, "receipts are joined without Live");
}

/* How the matrix was asked for, as its identity tells it. */
static struct lg_plan_options options_of(struct job *job, const struct lg_value *identity,
                                         uint64_t *seed) {
    struct lg_arena *arena = &job->app->arena;
    const struct lg_value *given = lg_value_get(identity, "seed");
    const struct lg_value *ids = lg_value_get(identity, "points alone");
    struct lg_plan_options options = {.num_selectors = 1};
    size_t count = ids == NULL || ids->kind != LG_VALUE_LIST ? 0 : ids->as.list.count;
    const char **points = lg_arena_array(arena, count, sizeof *points);
    for (size_t i = 0; i < count; i++)
        points[i] =
            lg_value_at(ids, i)->kind == LG_VALUE_STRING ? lg_value_at(ids, i)->as.string.text : "";
    options.points.items = points;
    options.points.count = count;
    *seed = given == NULL ? 0 : (uint64_t)lg_value_number(given);
    options.seed = given == NULL ? NULL : seed;
    return options;
}

static int not_the_one(struct job *job, const struct lg_value *identity, const char *word,
                       const struct lg_matrix *matrix, struct lg_err *err) {
    struct lg_str text = {0};
    const struct lg_value *clamp = lg_value_get(identity, "clamp");
    bool is_clamped = clamp != NULL && clamp->kind == LG_VALUE_BOOL && clamp->as.boolean;
    struct lg_value *is = lg_session_identity(matrix, is_clamped, &job->app->arena);
    int rc = 0;
    if (identity == NULL || !lg_identity_agrees(identity, is, &text))
        rc = lg_err_set(err, LG_ERR_READ, "'%s' was changed since the shards ran: %s", word,
                        lg_str_text(&text));
    lg_str_dispose(&text);
    return rc;
}

/* The matrix as the shards had it, or an error. */
static int load_matrix(struct job *job, const struct lg_event_gate_start *start,
                       struct lg_err *err) {
    const struct lg_value *row = lg_resume_matrix(job->start.matrices, start->gate);
    const struct lg_value *identity = row == NULL ? NULL : lg_value_get(row, "identity");
    const char *word = start->selector == NULL ? start->source : start->selector;
    uint64_t seed = 0;
    struct lg_plan_options options = options_of(job, identity, &seed);
    options.selectors = &word;
    lg_plan_free(job->plan);
    job->plan = NULL;
    if (lg_plan_new(&job->app->paths, &options, &job->plan, err) != 0)
        return lg_err_wrap(err, "effects and targets of '%s' are judged anew: ", start->gate);
    for (size_t i = 0; i < job->plan->num_matrices; i++) {
        const struct lg_plan_matrix *matrix = &job->plan->matrices[i];
        if (strcmp(matrix->suite.id, start->gate) != 0)
            continue;
        return not_the_one(job, identity, word, matrix->matrix, err) != 0
                   ? -1
                   : lg_rejudge_new(&job->session, matrix, &job->rejudge, err);
    }
    return lg_err_set(err, LG_ERR_READ, "'%s' holds no matrix '%s' any more", word, start->gate);
}

/* The option alone that chose the target: those that shaped the run follow it. */
static const char *reach_of(struct job *job) {
    const char *option = job->start.target_option;
    const char *others = option == NULL ? NULL : strstr(option, " --");
    if (strcmp(job->start.target_kind, "fixture") == 0)
        return NULL;
    return others == NULL ? option
                          : lg_arena_strndup(&job->app->arena, option, (size_t)(others - option));
}

static int begin_judging(void *ctx, const struct lg_event_gate_start *start, struct lg_err *err) {
    struct job *job = ctx;
    const char *kind = job->start.target_kind;
    job->options = (struct lg_run_options){
        .start = job->start,
        .suffix = strcmp(kind, "live") == 0 ? "" : lg_arena_printf(&job->app->arena, " [%s]", kind),
        .reach = reach_of(job),
        .work_folder = job->folder,
        .audio_folder = lg_fs_join(&job->app->arena, job->folder, "audio"),
        .connect = no_live,
        .exit_code = lg_exit_of_run,
        .graver = lg_exit_graver,
    };
    job->session = (struct lg_session){.env = &job->app->env,
                                       .paths = &job->app->paths,
                                       .taxonomy = job->taxonomy,
                                       .bus = job->bus,
                                       .options = &job->options,
                                       .out = &job->summary};
    lg_session_begin(&job->session);
    return load_matrix(job, start, err);
}

static int take_end(void *ctx, const struct lg_event *event, struct lg_err *err) {
    struct job *job = ctx;
    return lg_rejudge_take(job->rejudge, event, err);
}

static int end_judging(void *ctx, struct lg_err *err) {
    struct job *job = ctx;
    lg_rejudge_end(job->rejudge);
    lg_rejudge_free(job->rejudge);
    job->rejudge = NULL;
    if (lg_err_is_set(&job->session.broken))
        return lg_err_set(err, job->session.broken.kind, "%s", job->session.broken.text);
    return 0;
}

/* --- from the words to the reports
 * ----------------------------------------------------------------- */

static int check_shard(const char *path, struct lg_err *err) {
    struct lg_receipts_report report;
    if (lg_verify_receipts(path, NULL, &report, err) != 0)
        return -1;
    if (report.state != LG_RECEIPTS_BROKEN)
        return 0;
    return lg_err_set(err, LG_ERR_READ, "'%s' is broken at line %zu: %s", path, report.bad_line,
                      report.why);
}

static int open_shards(struct job *job, struct lg_err *err) {
    struct lg_app *app = job->app;
    size_t count = job->args->num_words - 1;
    const char **paths = lg_arena_array(&app->arena, count, sizeof *paths);
    for (size_t i = 0; i < count; i++) {
        paths[i] = lg_verify_path(app, job->args->words[i + 1]);
        if (check_shard(paths[i], err) != 0)
            return -1;
    }
    return lg_shards_open(&job->shards, paths, count, err);
}

static int open_sinks(struct job *job, struct lg_err *err) {
    struct lg_app *app = job->app;
    struct lg_sink *junit = NULL;
    struct lg_sink *receipts = NULL;
    struct lg_console_options console = {.out = stdout,
                                         .colour = app->env.colour && isatty(STDOUT_FILENO),
                                         .quiet = lg_args_has(job->args, "--quiet"),
                                         .verbose = lg_args_has(job->args, "--verbose")};
    if (lg_fs_mkdirs(job->folder, err) != 0 ||
        lg_fs_mkdirs(lg_fs_folder(&app->arena, job->junit_path), err) != 0 ||
        lg_receipts_open(job->receipts_path, &app->env, &receipts, err) != 0)
        return -1;
    lg_bus_add(job->bus, receipts);
    job->receipts = receipts;
    lg_bus_add(job->bus, lg_console_new(&console));
    lg_ci_add(app, &job->ci, job->bus);
    if (lg_junit_open(job->junit_path, &app->env, &job->outputs.junit_options, &junit, err) != 0)
        return -1;
    lg_bus_add(job->bus, junit);
    return lg_outputs_add(app, &job->outputs, job->bus, err);
}

static int tell(struct job *job, struct lg_err *err) {
    const struct lg_merge_options options = {
        .judge = {begin_judging, take_end, end_judging, lg_identity_agrees, job},
        .start = &job->start,
        .ts_ms = job->shards.runs[0].ts_ms,
        .exit_code = lg_exit_of_run,
        .graver = lg_exit_graver,
        .write_failed_code = LG_EXIT_WRITE};
    struct lg_event_run_end totals = {.planned = 0};
    if (lg_merge(&job->shards, job->bus, &options, &totals, err) != 0) {
        /* Half a run is none, and would stand in the way of the next try. */
        if (lg_fs_remove(job->receipts_path, NULL) != 0)
            lg_say("'%s' holds half of a run and can't be removed", job->receipts_path);
        return -1;
    }
    lg_ci_conclude(&job->ci);
    lg_say("receipts %s, head %s; JUnit %s", job->receipts_path, lg_receipts_head(job->receipts),
           job->junit_path);
    return totals.exit_code;
}

static int join(struct job *job, struct lg_err *err) {
    struct lg_app *app = job->app;
    if (open_shards(job, err) != 0 || lg_outputs_claim(app, job->args, &job->outputs, err) != 0 ||
        lg_ci_choose(app, job->args, "auto", &job->ci, err) != 0 ||
        lg_taxonomy_load(&app->paths, NULL, &job->taxonomy, err) != 0)
        return -1;
    join_starts(job);
    lg_ci_name(app, &job->ci, job->folder);
    job->junit_path = job->outputs.junit != NULL
                          ? job->outputs.junit
                          : lg_fs_join(&app->arena, job->folder, "junit.xml");
    job->receipts_path = lg_fs_join(&app->arena, job->folder, "receipts.jsonl");
    job->bus =
        lg_bus_new(&app->env, lg_arena_printf(&app->arena, "%s-merged", job->shards.runs[0].run));
    return open_sinks(job, err) != 0 ? -1 : tell(job, err);
}

int lg_merge_runs(struct lg_app *app, const struct lg_args *args, struct lg_err *err) {
    struct job job = {.app = app, .args = args};
    const char *to = lg_args_value(args, lg_option_to.name);
    if (args->num_words < 2 || to == NULL)
        return lg_err_set(err, LG_ERR_USAGE,
                          "usage: livegate report merge RUN... --to FOLDER (RUN: the folder or the "
                          "receipts of a shard)");
    job.folder = lg_paths_user(&app->paths, &app->arena, to);
    int result = join(&job, err);
    lg_rejudge_free(job.rejudge);
    lg_plan_free(job.plan);
    lg_taxonomy_free(job.taxonomy);
    lg_bus_free(job.bus);
    lg_shards_dispose(&job.shards);
    return result;
}
