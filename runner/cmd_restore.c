#include <stdio.h>
#include <string.h>

#include "base/fs.h"
#include "live/restore.h"
#include "runner/commands.h"
#include "runner/journals.h"

static const struct lg_option option_discard = {"--discard", LG_OPTION_FLAG, NULL,
                                                "forget the journal: list it, send nothing", NULL};
static const struct lg_option option_timeout = {"--timeout", LG_OPTION_VALUE, "DURATION",
                                                "how long to try (default 10s)", NULL};

static const struct lg_option *const options[] = {&lg_option_live, &lg_option_wait, &option_discard,
                                                  &option_timeout, NULL};

struct job {
    struct lg_app *app;
    struct lg_target target;
    const char *named;           /* the journal's path as it was given; NULL: the one that waits */
    const char *path;            /* NULL: none waits */
    struct lg_journals journals; /* without a pointer where that leads elsewhere */
    struct lg_journal *journal;
    int64_t timeout_ns;
};

static int find(struct job *job, bool is_held, struct lg_err *err) {
    struct lg_app *app = job->app;
    char *waiting = NULL;
    char *pointed = NULL;
    job->journals = lg_journals_of(app, &job->target);
    if (lg_journals_find(app, &job->journals, is_held, &waiting, err) != 0)
        return -1;
    job->path = job->named == NULL ? waiting : lg_paths_user(&app->paths, &app->arena, job->named);
    if (job->path == NULL || job->journals.pointer == NULL)
        return 0;
    if (lg_journal_find(job->journals.pointer, &app->arena, &pointed, err) != 0)
        return -1;
    if (pointed == NULL || strcmp(pointed, job->path) != 0)
        job->journals.pointer = NULL;
    return 0;
}

static void say_nothing_waits(const struct job *job) {
    lg_say("restore: nothing waits to be put back on %s", job->target.text);
}

static void print_report(const struct lg_restore *report) {
    for (size_t i = 0; i < report->count; i++) {
        const struct lg_restore_line *line = &report->lines[i];
        printf("%-12s  %s: %s\n", lg_restore_end_name(line->end), lg_shown(line->label),
               lg_shown(line->text));
    }
}

static bool is_gone(const struct job *job) {
    return job->journals.pointer != NULL && !lg_fs_is_file(job->path);
}

static int load(struct job *job, struct lg_err *err) {
    const struct lg_journals *journals = &job->journals;
    if (is_gone(job))
        return lg_err_set(err, LG_ERR_READ,
                          "%s leads to '%s', which is gone: nothing tells any more what is to be "
                          "put back; `livegate restore --discard` forgets it",
                          journals->pointer, job->path);
    if (lg_journal_load(&job->app->env, job->path, journals->pointer, &job->journal, err) != 0)
        return -1;
    lg_journal_set_record(job->journal, journals->record);
    return 0;
}

/* Somebody removed the journal alone. */
static int clear(const struct job *job, struct lg_err *err) {
    if (lg_journals_clear(job->app, &job->journals, job->path, err) != 0)
        return -1;
    printf("forgotten     what led to %s, a journal that is gone\n", lg_shown(job->path));
    return 0;
}

static int discard(struct job *job, struct lg_err *err) {
    if (is_gone(job))
        return clear(job, err);
    if (load(job, err) != 0)
        return -1;
    const struct lg_journal *journal = job->journal;
    if (lg_journal_is_open(journal) && lg_journals_is_busy(job->app, journal))
        return lg_err_set(err, LG_ERR_READ, "run %s is still at work (pid %lld)",
                          lg_journal_run(journal), (long long)lg_journal_pid(journal));
    for (size_t i = 0; i < lg_journal_num_entries(journal); i++) {
        const struct lg_journal_entry *entry = lg_journal_entry(journal, i);
        struct lg_str found = {0};
        lg_reading_print(&entry->found, &found);
        printf("forgotten     %s: found %s\n", lg_shown(entry->spot.label),
               lg_shown(lg_str_text(&found)));
        lg_str_dispose(&found);
    }
    for (size_t i = 0; i < lg_journal_num_tracks(journal); i++)
        printf("forgotten     track %d, made by the run as '%s'\n",
               (int)lg_journal_track(journal, i)->index, lg_shown(lg_journal_mark(journal)));
    return lg_journal_close(job->journal, err);
}

/* Once begun it is finished, whatever signals come. */
static int put_back(struct job *job, struct lg_live *live, struct lg_err *err) {
    struct lg_env *env = &job->app->env;
    struct lg_restore report;
    struct lg_interrupt *interrupt = env->interrupt;
    env->interrupt = NULL;
    int result =
        lg_restore_run(env, live, job->journal, lg_clock_after(&env->clock, job->timeout_ns),
                       &job->app->arena, &report, err);
    env->interrupt = interrupt;
    print_report(&report);
    return result;
}

/* The journal is read once Live is ours: a run that was at work until then has written to it, or
 * put Live back by itself. */
static int restore(struct job *job, struct lg_err *err) {
    struct lg_live *live = NULL;
    if (lg_target_open(job->app, &job->target, &live, err) != 0)
        return -1;
    int result = find(job, true, err);
    if (result == 0 && job->path != NULL)
        result = load(job, err);
    if (result == 0 && job->journal != NULL && lg_journal_is_open(job->journal))
        result = put_back(job, live, err);
    else if (result == 0)
        say_nothing_waits(job);
    lg_live_free(live);
    return result;
}

static int run(struct lg_app *app, const struct lg_args *args, struct lg_err *err) {
    struct job job = {.app = app, .timeout_ns = 10 * LG_NS_PER_S};
    if (args->num_words > 1)
        return lg_err_set(err, LG_ERR_USAGE, "one journal at a time, not '%s' as well",
                          args->words[1]);
    job.named = args->num_words == 0 ? NULL : args->words[0];
    if (lg_args_duration(args, "--timeout", &job.timeout_ns, err) != 0 ||
        lg_target_choose(app, args, &job.target, err) != 0 || find(&job, false, err) != 0)
        return -1;
    if (job.path == NULL) {
        /* Nothing so far: a run that is at work may be about to write. */
        if (lg_target_check_free(app, &job.target, err) != 0)
            return -1;
        say_nothing_waits(&job);
        return 0;
    }
    lg_say("restore: target %s, journal %s", job.target.text, job.path);
    int result = lg_args_has(args, "--discard") ? discard(&job, err) : restore(&job, err);
    lg_journal_free(job.journal);
    return result;
}

const struct lg_command lg_cmd_restore = {
    .name = "restore",
    .usage = "restore [JOURNAL] [--live[=HOST[:PORT[:REPLY]]]] [--discard]",
    .help = "puts Live back to what a run found that did not come to its end",
    .more =
        "Writes only where the open set is the one that the run changed; else it lists what it\n"
        "would have done (exit 20). A value that was changed since stays as it is (exit 30).\n",
    .options = options,
    .words = LG_WORDS_FILES,
    .run = run,
};
