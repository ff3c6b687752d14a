#include <stdio.h>
#include <string.h>

#include "live/restore.h"
#include "runner/commands.h"
#include "runner/journals.h"

static const struct lg_option option_discard = {"--discard", LG_OPTION_FLAG, NULL,
                                                "forget the journal: list it, send nothing", NULL};
static const struct lg_option option_timeout = {"--timeout", LG_OPTION_VALUE, "DURATION",
                                                "how long to try (default 10s)", NULL};

static const struct lg_option *const options[] = {&lg_option_live, &lg_option_wait, &option_discard,
                                                  &option_timeout, NULL};

/* The journal that is named, else the one that waits for the target; NULL in `path_out`: none.
 * `pointer_out` is NULL where the pointer leads elsewhere. */
static int find(struct lg_app *app, const struct lg_target *target, const char *named,
                const char **path_out, const char **pointer_out, struct lg_err *err) {
    char *waiting = NULL;
    *pointer_out = lg_journals_pointer(app, target);
    if (*pointer_out != NULL && lg_journal_find(*pointer_out, &app->arena, &waiting, err) != 0)
        return -1;
    *path_out = named == NULL ? waiting : lg_paths_user(&app->paths, &app->arena, named);
    if (waiting == NULL || strcmp(waiting, *path_out) != 0)
        *pointer_out = NULL;
    return 0;
}

static void print_report(const struct lg_restore *report) {
    for (size_t i = 0; i < report->count; i++) {
        const struct lg_restore_line *line = &report->lines[i];
        printf("%-12s  %s: %s\n", lg_restore_end_name(line->end), lg_shown(line->label),
               lg_shown(line->text));
    }
}

static int discard(struct lg_journal *journal, struct lg_err *err) {
    for (size_t i = 0; i < lg_journal_num_entries(journal); i++) {
        const struct lg_journal_entry *entry = lg_journal_entry(journal, i);
        struct lg_str found = {0};
        lg_reading_print(&entry->found, &found);
        printf("forgotten     %s: found %s\n", entry->spot.label, lg_str_text(&found));
        lg_str_dispose(&found);
    }
    for (size_t i = 0; i < lg_journal_num_tracks(journal); i++)
        printf("forgotten     track %d, made by the run as '%s'\n",
               (int)lg_journal_track(journal, i)->index, lg_journal_mark(journal));
    return lg_journal_close(journal, err);
}

/* Once begun it is finished, whatever signals come. */
static int put_back(struct lg_app *app, const struct lg_target *target, struct lg_journal *journal,
                    int64_t timeout_ns, struct lg_err *err) {
    struct lg_live *live = NULL;
    struct lg_restore report;
    struct lg_interrupt *interrupt = app->env.interrupt;
    if (lg_target_open(app, target, &live, err) != 0)
        return -1;
    app->env.interrupt = NULL;
    int result =
        lg_restore_run(&app->env, live, journal, lg_clock_after(&app->env.clock, timeout_ns),
                       &app->arena, &report, err);
    app->env.interrupt = interrupt;
    print_report(&report);
    lg_live_free(live);
    return result;
}

static int run(struct lg_app *app, const struct lg_args *args, struct lg_err *err) {
    struct lg_target target;
    struct lg_journal *journal = NULL;
    const char *path = NULL;
    const char *pointer = NULL;
    int64_t timeout_ns = 10 * LG_NS_PER_S;
    if (args->num_words > 1)
        return lg_err_set(err, LG_ERR_USAGE, "one journal at a time, not '%s' as well",
                          args->words[1]);
    if (lg_args_duration(args, "--timeout", &timeout_ns, err) != 0 ||
        lg_target_choose(app, args, &target, err) != 0 ||
        find(app, &target, args->num_words == 0 ? NULL : args->words[0], &path, &pointer, err) != 0)
        return -1;
    if (path == NULL) {
        lg_say("restore: nothing waits to be put back on %s", target.text);
        return 0;
    }
    lg_say("restore: target %s, journal %s", target.text, path);
    if (lg_journal_load(&app->env, path, pointer, &journal, err) != 0)
        return -1;
    int result = 0;
    if (lg_args_has(args, "--discard"))
        result = discard(journal, err);
    else if (lg_journal_is_open(journal))
        result = put_back(app, &target, journal, timeout_ns, err);
    lg_journal_free(journal);
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
    .run = run,
};
