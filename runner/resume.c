#include "runner/resume.h"

#include <stdlib.h>
#include <string.h>

#include "base/fs.h"
#include "matrix/identity.h"
#include "report/receipts.h"
#include "runner/verify.h"

const struct lg_option lg_option_resume = {
    "--resume", LG_OPTION_VALUE, "RECEIPTS",
    "go on with a run of the same matrix: its finished points are not rendered again", NULL};

const struct lg_option lg_option_head = {
    "--head", LG_OPTION_VALUE, "HASH",
    "what the last line of the receipts must hash to, kept from that run's last line", NULL};

/* Reads from now on what lies there. */
static int open_file(struct lg_resume *resume, const char *path, struct lg_event *first,
                     struct lg_err *err) {
    lg_receipts_cursor_dispose(&resume->cursor);
    if (lg_receipts_cursor_open(&resume->cursor, path, err) != 0 ||
        lg_receipts_cursor_next(&resume->cursor, &resume->app->arena, first, err) != 1)
        return -1;
    resume->run = first->run;
    resume->before = first->as.run_start.resumes;
    return 0;
}

static const char *text_of(const struct lg_value *map, const char *key) {
    const struct lg_value *value = lg_value_get(map, key);
    return value != NULL && value->kind == LG_VALUE_STRING ? value->as.string.text : "";
}

/* What it told of the suite up to here, the later run has told again. */
static int skip_told(struct lg_resume *resume, struct lg_err *err) {
    struct lg_arena arena = {0};
    struct lg_event event;
    int got = 1;
    for (size_t i = 0; got == 1 && i < resume->told;) {
        got = lg_receipts_cursor_end(&resume->cursor, resume->suite, &arena, &event, err);
        i += got == 1 && event.kind == LG_EVENT_CASE;
        lg_arena_dispose(&arena);
    }
    return got < 0 ? -1 : 1;
}

/* The receipts of the run before: 1; 0: there are none, or they are not what they were. */
static int open_before(struct lg_resume *resume, struct lg_err *err) {
    struct lg_receipts_report report;
    struct lg_event first;
    const struct lg_value *before = resume->before;
    resume->before = NULL;
    if (before == NULL)
        return 0;
    const char *path =
        lg_paths_user(&resume->app->paths, &resume->app->arena, text_of(before, "path"));
    if (lg_receipts_verify(path, text_of(before, "head"), &report, NULL) != 0 ||
        report.state == LG_RECEIPTS_BROKEN)
        return 0;
    return open_file(resume, path, &first, err) < 0 ? -1 : skip_told(resume, err);
}

static int begin_suite(struct lg_resume *resume, const char *suite, struct lg_err *err) {
    struct lg_event first;
    if (resume->suite != NULL && strcmp(resume->suite, suite) == 0)
        return 0;
    resume->suite = suite;
    resume->told = 0;
    return open_file(resume, resume->path, &first, err);
}

static int next(void *ctx, const char *suite, struct lg_arena *arena, struct lg_event *out,
                struct lg_err *err) {
    struct lg_resume *resume = ctx;
    int is_open = begin_suite(resume, suite, err) < 0 ? -1 : 1;
    while (is_open > 0) {
        int got = lg_receipts_cursor_end(&resume->cursor, suite, arena, out, err);
        if (got < 0)
            return -1;
        if (got > 0 && lg_recorded_has_run(out)) {
            resume->told += out->kind == LG_EVENT_CASE;
            if (out->kind == LG_EVENT_CASE && out->as.point.recorded_by == NULL)
                out->as.point.recorded_by = resume->run;
            return 1;
        }
        lg_arena_dispose(arena);
        is_open = open_before(resume, err);
    }
    return is_open;
}

static int differs(struct lg_err *err, const char *run, const char *what, const char *was,
                   const char *is) {
    return lg_err_set(err, LG_ERR_READ, "--resume: run %s had %s %s, this one has %s", run, what,
                      was, is);
}

const struct lg_value *lg_resume_matrix(const struct lg_value *matrices, const char *id) {
    const struct lg_value *row = NULL;
    for (size_t i = 0; matrices != NULL && (row = lg_value_at(matrices, i)) != NULL; i++) {
        const struct lg_value *name = lg_value_get(row, "id");
        if (name != NULL && name->kind == LG_VALUE_STRING && lg_view_eq(name->as.string, id))
            return row;
    }
    return NULL;
}

static int check_matrix(const struct lg_event *was, const struct lg_matrix *matrix, bool clamp,
                        struct lg_err *err) {
    const struct lg_value *row = lg_resume_matrix(was->as.run_start.matrices, matrix->id);
    struct lg_arena arena = {0};
    struct lg_str text = {0};
    int status = 0;
    if (row == NULL)
        return lg_err_set(err, LG_ERR_READ, "--resume: run %s had no matrix '%s'", was->run,
                          matrix->id);
    const struct lg_value *identity = lg_value_get(row, "identity");
    if (identity == NULL ||
        !lg_identity_agrees(identity, lg_session_identity(matrix, clamp, &arena), &text))
        status = lg_err_set(err, LG_ERR_READ, "--resume: '%s' is not what run %s had: %s",
                            matrix->source, was->run, lg_str_text(&text));
    lg_str_dispose(&text);
    lg_arena_dispose(&arena);
    return status;
}

/* What the points depend on besides the matrix: settings name its track, and a set is what is
 * simulated. There is one of each at most, wherever it lies. */
static bool is_of_points(const char *kind) {
    return strcmp(kind, "settings") == 0 || strcmp(kind, "set") == 0;
}

static const struct lg_event_input *input_of(const struct lg_event_run_start *start,
                                             const char *kind) {
    for (size_t i = 0; i < start->num_inputs; i++)
        if (strcmp(start->inputs[i].kind, kind) == 0)
            return &start->inputs[i];
    return NULL;
}

static int input_differs(const struct lg_event *was, const struct lg_event_input *before,
                         const struct lg_event_input *input, struct lg_err *err) {
    if (strcmp(before->path, input->path) == 0)
        return lg_err_set(err, LG_ERR_READ, "--resume: '%s' was changed since run %s", input->path,
                          was->run);
    return lg_err_set(err, LG_ERR_READ, "--resume: run %s had the %s '%s', and '%s' is another",
                      was->run, input->kind, before->path, input->path);
}

static int check_inputs(const struct lg_event *was, const struct lg_event_run_start *is,
                        struct lg_err *err) {
    const struct lg_event_run_start *start = &was->as.run_start;
    for (size_t i = 0; i < is->num_inputs; i++) {
        const struct lg_event_input *input = &is->inputs[i];
        const struct lg_event_input *before =
            is_of_points(input->kind) ? input_of(start, input->kind) : NULL;
        if (before != NULL && strcmp(before->sha256, input->sha256) != 0)
            return input_differs(was, before, input, err);
    }
    return 0;
}

static int check(const struct lg_event *was, const struct lg_plan *plan,
                 const struct lg_run_options *options, struct lg_err *err) {
    const struct lg_event_run_start *start = &was->as.run_start;
    const struct lg_event_run_start *is = &options->start;
    if (strcmp(start->tool, is->tool) != 0)
        return differs(err, was->run, "the tool", start->tool, is->tool);
    if (strcmp(start->target_kind, is->target_kind) != 0)
        return differs(err, was->run, "the target", start->target, is->target);
    bool is_same_part = start->shard == NULL || is->shard == NULL
                            ? start->shard == is->shard
                            : lg_value_eq(start->shard, is->shard);
    if (!is_same_part)
        return lg_err_set(
            err, LG_ERR_READ,
            "--resume: run %s had another part of the plan: --shard has to be the same", was->run);
    for (size_t i = 0; i < plan->num_matrices; i++)
        if (check_matrix(was, plan->matrices[i].matrix, options->clamp, err) != 0)
            return -1;
    return check_inputs(was, is, err);
}

static int check_receipts(const char *path, const char *head, struct lg_receipts_report *report,
                          struct lg_err *err) {
    if (lg_verify_receipts(path, head, report, err) != 0)
        return -1;
    if (report->state == LG_RECEIPTS_BROKEN)
        return lg_err_set(err, LG_ERR_READ, "--resume: '%s' is broken at line %zu: %s", path,
                          report->bad_line, report->why);
    if (report->lines == 0)
        return lg_err_set(err, LG_ERR_READ, "--resume: '%s' holds no whole line", path);
    return 0;
}

void lg_resume_name(struct lg_resume *resume, struct lg_app *app, const struct lg_args *args) {
    const char *named = lg_args_value(args, lg_option_resume.name);
    if (named == NULL)
        return;
    const char *path = lg_paths_user(&app->paths, &app->arena, named);
    char *real = realpath(path, NULL);
    resume->named = named;
    resume->path = path;
    if (real != NULL && strcmp(real, path) != 0)
        resume->named = resume->path = lg_arena_strdup(&app->arena, real);
    free(real);
}

static struct lg_value *resumes_of(struct lg_app *app, const char *path,
                                   const struct lg_receipts_report *report) {
    struct lg_value *map = lg_value_map(&app->arena);
    lg_value_put(&app->arena, map, "run", lg_value_text(&app->arena, report->run));
    lg_value_put(&app->arena, map, "path", lg_value_text(&app->arena, path));
    lg_value_put(&app->arena, map, "head", lg_value_text(&app->arena, report->head));
    return map;
}

int lg_resume_open(struct lg_resume *resume, struct lg_app *app, const struct lg_args *args,
                   const struct lg_plan *plan, const struct lg_run_options *options,
                   struct lg_err *err) {
    struct lg_receipts_report report;
    struct lg_event first;
    if (resume->path == NULL)
        return 0;
    if (plan->num_matrices == 0)
        return lg_err_set(err, LG_ERR_USAGE,
                          "--resume goes on with a matrix, and none is selected; gates are run "
                          "anew without it");
    resume->app = app;
    if (check_receipts(resume->path, lg_args_value(args, lg_option_head.name), &report, err) != 0 ||
        open_file(resume, resume->path, &first, err) != 0 || check(&first, plan, options, err) != 0)
        return -1;
    resume->resumes = resumes_of(app, resume->named, &report);
    resume->recorded = (struct lg_recorded){
        .run = first.run,
        .folder = lg_fs_join(&app->arena, lg_fs_folder(&app->arena, resume->path), "audio"),
        .next = next,
        .ctx = resume};
    return 0;
}

void lg_resume_dispose(struct lg_resume *resume) {
    lg_receipts_cursor_dispose(&resume->cursor);
}
