#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/json.h"
#include "runner/classified.h"
#include "runner/commands.h"
#include "runner/exit_code.h"
#include "taxonomy/samples.h"

enum { PIECE_BYTES = 256 * 1024 };

static const struct lg_option option_every_line = {
    "--every-line", LG_OPTION_FLAG, NULL, "count each line that no rule knows as unclassified",
    NULL};
static const struct lg_option option_explain = {
    "--explain", LG_OPTION_FLAG, NULL, "show line, carets, rule, probes, fix and stop text", NULL};
static const struct lg_option option_json = {"--json", LG_OPTION_FLAG, NULL,
                                             "print one JSON object", NULL};
static const struct lg_option option_table = {"--table", LG_OPTION_VALUE, "FILE",
                                              "this table instead of the project's", NULL};
static const struct lg_option option_test = {"--test", LG_OPTION_FLAG, NULL,
                                             "try the table on its own samples", NULL};

static const struct lg_option *const options[] = {&option_every_line, &option_explain, &option_json,
                                                  &option_table,      &option_test,    NULL};

/* Reads all of a descriptor into the log. */
static int feed(struct lg_app *app, int fd, const char *name, struct lg_log *log,
                struct lg_err *err) {
    static char piece[PIECE_BYTES];
    while (true) {
        if (lg_env_check(&app->env, err) != 0)
            return -1;
        ssize_t got = read(fd, piece, sizeof piece);
        if (got == 0)
            break;
        if (got < 0 && errno != EINTR)
            return lg_err_sys(err, LG_ERR_READ, errno, "cannot read '%s'", name);
        if (got > 0)
            lg_log_feed(log, (struct lg_view){piece, (size_t)got});
    }
    lg_log_end(log);
    return 0;
}

static int read_log(struct lg_app *app, const char *name, struct lg_log *log, struct lg_err *err) {
    if (strcmp(name, "-") == 0)
        return feed(app, STDIN_FILENO, "stdin", log, err);
    const char *path = lg_paths_user(&app->paths, &app->arena, name);
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0)
        return lg_err_sys(err, LG_ERR_READ, errno, "cannot open '%s'", name);
    int result = feed(app, fd, name, log, err);
    close(fd);
    return result;
}

static void say_totals(const struct lg_log_totals *totals) {
    lg_say("classify: %zu lines; errors: %zu classified, %zu unclassified, %zu undecided; "
           "%zu warnings, %zu successes",
           totals->lines, totals->classified, totals->unclassified, totals->undecided,
           totals->warnings, totals->successes);
    if (totals->pieces > 0)
        lg_say("classify: lines longer than %d bytes were read in pieces", LG_LOG_LINE_MAX);
}

static int show(struct lg_app *app, const struct lg_args *args, const char *name,
                const struct lg_log *log) {
    struct lg_classified classified = {
        .app = app, .log = log, .name = strcmp(name, "-") == 0 ? "stdin" : name};
    const struct lg_log_totals *totals = lg_log_totals(log);
    if (lg_args_has(args, "--json")) {
        struct lg_str text = {0};
        lg_json_write_pretty(lg_classified_value(&classified), &text);
        fputs(lg_str_text(&text), stdout);
        lg_str_dispose(&text);
    } else if (lg_args_has(args, "--explain")) {
        lg_classified_explain(&classified);
    } else {
        lg_classified_print(&classified);
    }
    say_totals(totals);
    return totals->unclassified + totals->undecided > 0 ? LG_EXIT_FAILED : LG_EXIT_OK;
}

static int classify(struct lg_app *app, const struct lg_args *args,
                    const struct lg_taxonomy *taxonomy, struct lg_err *err) {
    const char *name = args->num_words == 0 ? "-" : args->words[0];
    struct lg_log *log = lg_log_new(taxonomy, lg_args_has(args, "--every-line"));
    int result = read_log(app, name, log, err);
    if (result == 0)
        result = show(app, args, name, log);
    lg_log_free(log);
    return result;
}

static void print_fault(void *ctx, const struct lg_sample_fault *fault) {
    LG_UNUSED(ctx);
    const char *id = lg_shown(fault->rule->id);
    if (fault->kind == LG_SAMPLE_LACKING)
        printf("rule %s lacks a sample that hits or one that misses\n", id);
    else if (fault->is_undecided)
        printf("rule %s: '%s' is undecided\n", id, lg_shown(fault->sample));
    else if (fault->kind == LG_SAMPLE_MISS)
        printf("rule %s: '%s' should miss, and hits\n", id, lg_shown(fault->sample));
    else
        printf("rule %s: '%s' should hit, and hits %s\n", id, lg_shown(fault->sample),
               fault->won == NULL ? "none" : lg_shown(fault->won->id));
}

static int test(const struct lg_taxonomy *taxonomy) {
    struct lg_samples_result result;
    lg_samples_try(taxonomy, print_fault, NULL, &result);
    for (size_t i = 0; lg_taxonomy_path(taxonomy, i) != NULL; i++)
        printf("table %s\n", lg_shown(lg_taxonomy_path(taxonomy, i)));
    printf("%zu rules, %zu samples, %zu faults\n", result.rules, result.samples, result.faults);
    return result.faults > 0 ? LG_EXIT_FAILED : LG_EXIT_OK;
}

static int run(struct lg_app *app, const struct lg_args *args, struct lg_err *err) {
    struct lg_taxonomy *taxonomy = NULL;
    const char *table = lg_args_value(args, "--table");
    bool is_test = lg_args_has(args, "--test");
    if (args->num_words > (is_test ? 0 : 1))
        return lg_err_set(err, LG_ERR_USAGE,
                          is_test ? "classify --test reads no log, only the table"
                                  : "classify reads one log; `cat` joins several");
    if (table != NULL)
        table = lg_paths_user(&app->paths, &app->arena, table);
    if (lg_taxonomy_load(&app->paths, table, &taxonomy, err) != 0)
        return -1;
    int result = is_test ? test(taxonomy) : classify(app, args, taxonomy, err);
    lg_taxonomy_free(taxonomy);
    return result;
}

const struct lg_command lg_cmd_classify = {
    .name = "classify",
    .usage = "classify [FILE|-] [options] | classify --test [--table FILE]",
    .help = "says what kinds of trouble a log speaks of",
    .more = "Any log will do: output of livegate, of the original, Python tracebacks, terminal "
            "colours,\nUTF-16. Alike lines are one group. Without FILE, or with -, it reads "
            "stdin.\n"
            "A line that looks like an error and that no rule knows is unclassified, with a "
            "fingerprint\nof its masked text; so is the last line of a log in which nothing at "
            "all is known. A line\non which a rule hit its bound is undecided.\n\n"
            "exit 0: every error was classified, or there was none; 1: unclassified or undecided "
            "ones\nremain, or a sample failed; 20: the log or the table could not be read.\n\n"
            "Rules of your own: `rules:` in a taxonomy.yaml beside livegate.yaml; they come before "
            "ours.\n",
    .options = options,
    .words = LG_WORDS_FILES,
    .run = run,
};
