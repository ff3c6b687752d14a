#include "runner/shard.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/fs.h"
#include "base/number.h"
#include "report/keys.h"
#include "report/receipts.h"
#include "runner/verify.h"

const struct lg_option lg_option_shard = {
    "--shard", LG_OPTION_VALUE, "I/N|auto",
    "run the I-th of N parts; auto asks GitLab, Buildkite, CircleCI, Azure or Slurm", NULL};
const struct lg_option lg_option_shard_by = {
    "--shard-by", LG_OPTION_VALUE, "hash|duration|RECEIPTS",
    "deal by the hash of ids (default), or by how long each took in the latest run or in that one",
    NULL};

/* How servers say it. */
static const struct {
    const char *who, *index, *count;
    int64_t base;                  /* the first index */
    const char *base_in, *step_in; /* variables that say so; NULL: base, 1 */
} servers[] = {
    {"GitLab", "CI_NODE_INDEX", "CI_NODE_TOTAL", 1, NULL, NULL},
    {"Buildkite", "BUILDKITE_PARALLEL_JOB", "BUILDKITE_PARALLEL_JOB_COUNT", 0, NULL, NULL},
    {"CircleCI", "CIRCLE_NODE_INDEX", "CIRCLE_NODE_TOTAL", 0, NULL, NULL},
    {"Azure", "SYSTEM_JOBPOSITIONINPHASE", "SYSTEM_TOTALJOBSINPHASE", 1, NULL, NULL},
    {"Slurm", "SLURM_ARRAY_TASK_ID", "SLURM_ARRAY_TASK_COUNT", 0, "SLURM_ARRAY_TASK_MIN",
     "SLURM_ARRAY_TASK_STEP"},
};

/* --- which part ------------------------------------------------------------------------------ */

static int take(int64_t index, int64_t count, const char *said, struct lg_shard *out,
                struct lg_err *err) {
    if (count < 1 || count > LG_SHARDS_MAX || index < 1 || index > count)
        return lg_err_set(err, LG_ERR_USAGE,
                          "--shard %s: I/N is wanted, I from 1 to N, N at most %d, as in 2/3", said,
                          LG_SHARDS_MAX);
    out->index = (size_t)index;
    out->count = (size_t)count;
    return 0;
}

static int read_part(const char *text, struct lg_shard *out, struct lg_err *err) {
    const char *slash = strchr(text, '/');
    int64_t index = 0;
    int64_t count = 0;
    if (slash == NULL ||
        !lg_number_read_int((struct lg_view){text, (size_t)(slash - text)}, &index) ||
        !lg_number_read_int(lg_view_of(slash + 1), &count))
        index = 0;
    return take(index, count, text, out, err);
}

/* A variable as a whole number; `otherwise` where it is not set. False: it is no number. */
static bool read_variable(const struct lg_app *app, const char *name, int64_t otherwise,
                          int64_t *out) {
    const char *text = name == NULL ? NULL : lg_env_get(&app->env, name);
    *out = otherwise;
    return text == NULL || text[0] == '\0' || lg_number_read_int(lg_view_of(text), out);
}

static bool is_set(const struct lg_app *app, const char *name) {
    const char *text = lg_env_get(&app->env, name);
    return text != NULL && text[0] != '\0';
}

static int ask_server(struct lg_app *app, struct lg_shard *out, struct lg_err *err) {
    size_t i = 0;
    int64_t index = 0;
    int64_t count = 0;
    int64_t base = 0;
    int64_t step = 1;
    while (i < LG_ARRAY_LEN(servers) &&
           !(is_set(app, servers[i].index) && is_set(app, servers[i].count)))
        i++;
    if (i == LG_ARRAY_LEN(servers))
        return lg_err_set(err, LG_ERR_USAGE,
                          "--shard auto: no variable of a CI server or of Slurm says which part "
                          "this is (such as CI_NODE_INDEX and CI_NODE_TOTAL); give --shard I/N");
    const char *said = lg_arena_printf(&app->arena, "auto (%s=%s, %s=%s)", servers[i].index,
                                       lg_env_get(&app->env, servers[i].index), servers[i].count,
                                       lg_env_get(&app->env, servers[i].count));
    if (!read_variable(app, servers[i].index, -1, &index) ||
        !read_variable(app, servers[i].count, 0, &count) ||
        !read_variable(app, servers[i].base_in, servers[i].base, &base) ||
        !read_variable(app, servers[i].step_in, 1, &step) || step < 1 || (index - base) % step != 0)
        return take(0, 0, said, out, err);
    if (take((index - base) / step + 1, count, said, out, err) != 0)
        return -1;
    lg_say("shard %zu/%zu, as %s says", out->index, out->count, servers[i].who);
    return 0;
}

/* --- how long things took --------------------------------------------------------------------- */

struct lg_shard_costs {
    struct lg_keys keys; /* "suite\n", "suite\nid" */
    double *costs;
    size_t room;
};

static void note(struct lg_shard_costs *costs, const char *suite, const char *id, int64_t ns) {
    struct lg_str key = {0};
    lg_str_printf(&key, "%s\n%s", suite, id);
    size_t at = lg_keys_add(&costs->keys, lg_str_text(&key), SIZE_MAX, NULL);
    lg_str_dispose(&key);
    if (at >= costs->room) {
        costs->room = costs->room == 0 ? 64 : 2 * costs->room;
        costs->costs = lg_xrealloc(costs->costs, costs->room * sizeof *costs->costs);
    }
    costs->costs[at] = (double)ns;
}

static int take_event(void *ctx, const struct lg_event *event, struct lg_err *err) {
    LG_UNUSED(err);
    if (event->kind == LG_EVENT_GATE_END)
        note(ctx, event->as.gate_end.gate, "", event->as.gate_end.duration_ns);
    if (event->kind == LG_EVENT_CASE)
        note(ctx, event->as.point.end.gate, event->as.point.end.id,
             event->as.point.end.duration_ns);
    return 0;
}

/* What never ran took no time, and that says nothing of how long it takes. */
static double cost_of(void *ctx, const char *suite, const char *id) {
    const struct lg_shard_costs *costs = ctx;
    struct lg_str key = {0};
    lg_str_printf(&key, "%s\n%s", suite, id == NULL ? "" : id);
    size_t at = lg_keys_find(&costs->keys, lg_str_text(&key));
    lg_str_dispose(&key);
    return at == LG_KEYS_NONE || costs->costs[at] <= 0.0 ? NAN : costs->costs[at];
}

static int read_costs(struct lg_app *app, const char *named, struct lg_shard *out,
                      struct lg_err *err) {
    struct lg_shard_costs *costs = lg_xcalloc(1, sizeof *costs);
    const struct lg_receipts_reader reader = {take_event, costs};
    struct lg_receipts_report report;
    const char *path = lg_verify_path(app, named);
    out->cost = cost_of;
    out->ctx = costs;
    if (lg_receipts_read(path, &reader, &report, err) != 0)
        return lg_err_wrap(err, "--shard-by: ");
    if (report.state == LG_RECEIPTS_BROKEN)
        return lg_err_set(err, LG_ERR_READ, "--shard-by: '%s' is broken at line %zu: %s", path,
                          report.bad_line, report.why);
    /* All shards have to be dealt by the same ones. */
    out->by =
        lg_arena_printf(&app->arena, "durations of run %s, head %.12s", report.run, report.head);
    return 0;
}

/* --- both ------------------------------------------------------------------------------------- */

int lg_shard_read(struct lg_app *app, const struct lg_args *args, struct lg_shard *out,
                  struct lg_err *err) {
    const char *part = lg_args_value(args, lg_option_shard.name);
    const char *by = lg_args_value(args, lg_option_shard_by.name);
    *out = (struct lg_shard){.by = "hash"};
    if (part == NULL && by != NULL)
        return lg_err_set(err, LG_ERR_USAGE, "--shard-by goes with --shard");
    if (part == NULL)
        return 0;
    if ((strcmp(part, "auto") == 0 ? ask_server(app, out, err) : read_part(part, out, err)) != 0)
        return -1;
    if (by == NULL || strcmp(by, "hash") == 0)
        return 0;
    if (strcmp(by, "duration") == 0)
        by = lg_fs_join(&app->arena, app->settings.out, "latest");
    return read_costs(app, by, out, err);
}

void lg_shard_dispose(struct lg_shard *shard) {
    struct lg_shard_costs *costs = shard->ctx;
    if (costs == NULL)
        return;
    lg_keys_dispose(&costs->keys);
    free(costs->costs);
    free(costs);
    shard->ctx = NULL;
}

struct lg_value *lg_shard_value(struct lg_app *app, const struct lg_shard *shard) {
    struct lg_value *map = lg_value_map(&app->arena);
    if (shard->count == 0)
        return NULL;
    lg_value_put(&app->arena, map, "index", lg_value_int(&app->arena, (int64_t)shard->index));
    lg_value_put(&app->arena, map, "count", lg_value_int(&app->arena, (int64_t)shard->count));
    return map;
}
