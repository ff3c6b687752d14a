#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/fs.h"
#include "report/console.h"
#include "report/junit.h"
#include "report/replay.h"
#include "run/retrace.h"
#include "runner/ci.h"
#include "runner/commands.h"
#include "runner/exit_code.h"
#include "runner/merge.h"
#include "runner/outputs.h"
#include "runner/resume.h"
#include "runner/verify.h"

static const struct lg_option option_quiet = {"--quiet", LG_OPTION_FLAG, NULL,
                                              "only what did not pass, and the last line", NULL};
static const struct lg_option option_verbose = {"--verbose", LG_OPTION_FLAG, NULL,
                                                "each check, also of what passed", NULL};

static const struct lg_option option_fsm = {
    "--fsm", LG_OPTION_FLAG, NULL,
    "walk the state machine along the receipts; exit 1 at what its table would not have done",
    NULL};

static const struct lg_option *const options[] = {&lg_option_junit,
                                                  &lg_option_junit_dialect,
                                                  &lg_option_markdown,
                                                  &lg_option_html,
                                                  &lg_option_annotations,
                                                  &option_quiet,
                                                  &option_verbose,
                                                  &lg_option_head,
                                                  &option_fsm,
                                                  &lg_option_to,
                                                  NULL};

static int say_broken(const char *path, const struct lg_receipts_report *report) {
    printf("%s: broken at line %zu: %s\n", lg_shown(path), report->bad_line, lg_shown(report->why));
    return LG_EXIT_FAILED;
}

/* Of several files the gravest; a broken one tells more than one that was cut off. */
static int graver(int code, int other) {
    bool is_broken = code == LG_EXIT_FAILED || other == LG_EXIT_FAILED;
    int gravest = lg_exit_graver(code, other);
    return is_broken && gravest == LG_EXIT_INCOMPLETE ? LG_EXIT_FAILED : gravest;
}

static int verify_file(const char *path, const char *head, struct lg_err *err) {
    struct lg_receipts_report report;
    if (lg_verify_receipts(path, head, &report, err) != 0)
        return -1;
    if (report.state == LG_RECEIPTS_BROKEN)
        return say_broken(path, &report);
    bool intact = report.state == LG_RECEIPTS_INTACT;
    printf("%s: %s: run %s, %zu lines, %zu finished steps, head %s\n", lg_shown(path),
           intact ? "intact" : "incomplete", lg_shown(report.run), report.lines, report.steps,
           report.head);
    if (!intact)
        printf("%s: %s\n", lg_shown(path), lg_shown(report.why));
    return intact ? LG_EXIT_OK : LG_EXIT_INCOMPLETE;
}

static int verify(struct lg_app *app, const struct lg_args *args, struct lg_err *err) {
    const char *head = lg_args_value(args, "--head");
    if (args->num_words < 2)
        return lg_err_set(err, LG_ERR_USAGE,
                          "usage: livegate report verify RECEIPTS... [--head HASH]");
    if (head != NULL && args->num_words != 2)
        return lg_err_set(err, LG_ERR_USAGE, "--head goes with one file");
    int code = LG_EXIT_OK;
    for (size_t i = 1; i < args->num_words; i++) {
        struct lg_err failed = {0};
        int verdict = verify_file(lg_verify_path(app, args->words[i]), head, &failed);
        lg_say_err(&app->paths, &failed);
        code = graver(code, verdict < 0 ? lg_exit_of_err(&failed) : verdict);
    }
    return code;
}

static int open_sinks(struct lg_app *app, const struct lg_args *args, struct lg_bus *bus,
                      struct lg_err *err) {
    struct lg_outputs outputs;
    struct lg_ci ci;
    struct lg_sink *junit = NULL;
    struct lg_console_options console = {.out = stdout,
                                         .colour = app->env.colour && isatty(STDOUT_FILENO),
                                         .quiet = lg_args_has(args, "--quiet"),
                                         .verbose = lg_args_has(args, "--verbose")};
    if (lg_outputs_claim(app, args, &outputs, err) != 0 ||
        lg_ci_choose(app, args, "none", &ci, err) != 0)
        return -1;
    lg_bus_add(bus, lg_console_new(&console));
    lg_ci_add(app, &ci, bus);
    if (lg_outputs_add(app, &outputs, bus, err) != 0)
        return -1;
    if (outputs.junit == NULL)
        return 0;
    if (lg_fs_mkdirs(lg_fs_folder(&app->arena, outputs.junit), err) != 0 ||
        lg_junit_open(outputs.junit, &app->env, &outputs.junit_options, &junit, err) != 0)
        return -1;
    lg_bus_add(bus, junit);
    return 0;
}

static int render_file(struct lg_app *app, const struct lg_args *args, const char *path,
                       struct lg_err *err) {
    struct lg_receipts_report report;
    struct lg_bus *bus = lg_bus_new(&app->env, "");
    int rc = open_sinks(app, args, bus, err);
    if (rc == 0)
        rc = lg_verify_receipts(path, NULL, &report, err);
    if (rc == 0 && report.state != LG_RECEIPTS_BROKEN)
        rc = lg_replay(path, bus, LG_EXIT_INCOMPLETE, &report, err);
    lg_bus_free(bus);
    if (rc != 0)
        return -1;
    if (report.state == LG_RECEIPTS_BROKEN)
        return say_broken(path, &report);
    return report.state == LG_RECEIPTS_INTACT ? LG_EXIT_OK : LG_EXIT_INCOMPLETE;
}

/* A file that is written tells one run. */
static int check_files(const struct lg_args *args, struct lg_err *err) {
    const struct lg_option *const outputs[] = {&lg_option_junit, &lg_option_markdown,
                                               &lg_option_html};
    for (size_t i = 0; i < LG_ARRAY_LEN(outputs) && args->num_words > 1; i++) {
        if (lg_args_has(args, outputs[i]->name))
            return lg_err_set(err, LG_ERR_USAGE,
                              "%s tells one run, and %zu are named: name one, or join shards with "
                              "`report merge RUN... --to FOLDER`",
                              outputs[i]->name, args->num_words);
    }
    return 0;
}

static int render(struct lg_app *app, const struct lg_args *args, struct lg_err *err) {
    if (args->num_words == 0)
        return lg_err_set(err, LG_ERR_USAGE, "usage: livegate report RECEIPTS... [--junit FILE]");
    if (lg_args_has(args, "--head"))
        return lg_err_set(err, LG_ERR_USAGE, "--head goes with `report verify`");
    if (check_files(args, err) != 0)
        return -1;
    if (args->num_words == 1)
        return render_file(app, args, lg_verify_path(app, args->words[0]), err);
    int code = LG_EXIT_OK;
    for (size_t i = 0; i < args->num_words; i++) {
        struct lg_err failed = {0};
        const char *path = lg_verify_path(app, args->words[i]);
        printf("%s%s\n", i == 0 ? "" : "\n", lg_shown(path));
        int came_to = render_file(app, args, path, &failed);
        lg_say_err(&app->paths, &failed);
        code = graver(code, came_to < 0 ? lg_exit_of_err(&failed) : came_to);
    }
    return code;
}

static int retrace_event(void *ctx, const struct lg_event *event, struct lg_err *err) {
    return lg_retrace_take(ctx, event, err);
}

/* A line that was edited is told by what it says, before the chain that it breaks. */
static int retrace(struct lg_app *app, const struct lg_args *args, struct lg_err *err) {
    struct lg_taxonomy *taxonomy = NULL;
    struct lg_receipts_report report = {0};
    struct lg_err wrong = {0};
    if (args->num_words != 1)
        return lg_err_set(err, LG_ERR_USAGE, "usage: livegate report --fsm RECEIPTS");
    const char *path = lg_verify_path(app, args->words[0]);
    if (lg_taxonomy_load(&app->paths, NULL, &taxonomy, err) != 0)
        return -1;
    struct lg_retrace *walk = lg_retrace_new(taxonomy);
    const struct lg_receipts_reader reader = {retrace_event, walk};
    int code = lg_receipts_read(path, &reader, &report, &wrong) == 0 ? LG_EXIT_OK : LG_EXIT_FAILED;
    if (code != LG_EXIT_OK && !lg_fs_is_file(path))
        code = lg_err_set(err, wrong.kind, "%s", wrong.text);
    else if (code != LG_EXIT_OK)
        printf("%s: %s\n", lg_shown(path), lg_shown(wrong.text));
    else if (report.state == LG_RECEIPTS_BROKEN)
        code = say_broken(path, &report);
    else
        printf("%s: %zu transitions of %zu steps, all as the table says%s\n", lg_shown(path),
               lg_retrace_transitions(walk), lg_retrace_steps(walk),
               report.state == LG_RECEIPTS_INTACT ? "" : "; the run was cut off");
    if (code == LG_EXIT_OK && report.state == LG_RECEIPTS_INCOMPLETE)
        code = LG_EXIT_INCOMPLETE;
    lg_retrace_free(walk);
    lg_taxonomy_free(taxonomy);
    return code;
}

static int run(struct lg_app *app, const struct lg_args *args, struct lg_err *err) {
    bool is_merge = args->num_words > 0 && strcmp(args->words[0], "merge") == 0;
    if (is_merge)
        return lg_merge_runs(app, args, err);
    if (lg_args_has(args, lg_option_to.name))
        return lg_err_set(err, LG_ERR_USAGE, "--to goes with `report merge`");
    if (lg_args_has(args, option_fsm.name))
        return retrace(app, args, err);
    bool is_verify = args->num_words > 0 && strcmp(args->words[0], "verify") == 0;
    return is_verify ? verify(app, args, err) : render(app, args, err);
}

const struct lg_command lg_cmd_report = {
    .name = "report",
    .usage = "report RECEIPTS... [--junit FILE] [--markdown FILE] [--html FILE] | --fsm RECEIPTS | "
             "verify RECEIPTS... [--head HASH] | merge RUN... --to FOLDER",
    .help = "tells a run again from its receipts, checks them: intact (0), broken (1), incomplete "
            "(5), or joins shards",
    .more =
        "RECEIPTS are a file, or the folder of a run.\n"
        "A run that is told again ends with 0 whatever it came to; of receipts that were cut\n"
        "off, all that was planned and never came is told as not run (5).\n"
        "merge joins the receipts of `run --shard I/N` into one run and ends as that: it refuses "
        "(20)\na shard that is missing, cut off or there twice, and shards of different plans.\n",
    .options = options,
    .words = LG_WORDS_FILES,
    .run = run,
};
