#include <stdio.h>
#include <string.h>

#include "base/fs.h"
#include "fixture/promote.h"
#include "fixture/verify.h"
#include "runner/commands.h"
#include "runner/exit_code.h"
#include "runner/fixtures.h"
#include "runner/reach.h"
#include "runner/target.h"

static const struct lg_option option_timeout = {"--timeout", LG_OPTION_VALUE, "DURATION",
                                                "how long to wait for each burst of answers (10s)",
                                                NULL};
static const struct lg_option option_force = {"--force", LG_OPTION_FLAG, NULL,
                                              "promote under CI, too", NULL};
static const struct lg_option option_failed = {
    "--failed", LG_OPTION_FLAG, NULL, "promote a run that failed or did not end, too", NULL};

static const struct lg_option *const options[] = {&lg_option_live,
                                                  &lg_option_wait,
                                                  &lg_option_sim,
                                                  &option_timeout,
                                                  &option_force,
                                                  &option_failed,
                                                  NULL};

static int load(struct lg_app *app, const char *named, struct lg_recording *out,
                struct lg_err *err) {
    const char *path;
    return lg_fixtures_find(app, named, &path, err) != 0 ||
                   lg_recording_read(path, &app->arena, out, err) != 0
               ? -1
               : 0;
}

/* The recording's own rules, else the project's, else those of the installation. */
static int read_rules(struct lg_app *app, const struct lg_recording *recording,
                      struct lg_drift_rules *out, struct lg_err *err) {
    char *path = lg_fs_join(&app->arena, recording->folder, "drift.yaml");
    if (!lg_fs_is_file(path))
        path = lg_paths_lookup(&app->paths, &app->arena, "gates/tables/drift.yaml");
    if (path == NULL)
        return lg_err_set(err, LG_ERR_READ, "no such table: gates/tables/drift.yaml");
    return lg_drift_read(path, &app->arena, out, err);
}

/* ---- verify, diff ---- */

static int print_drift(const struct lg_drift *drift, const char *verb) {
    for (size_t i = 0; i < drift->count; i++)
        puts(lg_shown(drift->lines[i]));
    printf("%zu question%s %s: ", drift->asked, drift->asked == 1 ? "" : "s", verb);
    if (drift->count == 0)
        printf("no drift");
    else
        printf("%zu difference%s", drift->count, drift->count == 1 ? "" : "s");
    if (drift->by_type > 0)
        printf("; of %zu only the kinds of values were compared", drift->by_type);
    if (drift->ignored > 0)
        printf("; %zu left out by rules", drift->ignored);
    if (drift->unasked > 0)
        printf("; %zu could not be asked in this dialect", drift->unasked);
    if (drift->is_of_unknown_version)
        printf("; Live's version was not recorded: another one would not be noticed");
    putchar('\n');
    return drift->count == 0 ? LG_EXIT_OK : LG_EXIT_FAILED;
}

static int nothing_to_ask(const struct lg_recording *recording, struct lg_err *err) {
    return lg_err_set(err, LG_ERR_READ, "'%s' holds no question that could be compared",
                      recording->folder);
}

static int check_set(struct lg_app *app, const struct lg_recording *recording, struct lg_err *err) {
    return app->settings.expected == NULL ? 0 : lg_reach_check_recorded(app, recording, err);
}

static int verify(struct lg_app *app, const struct lg_args *args, struct lg_err *err) {
    struct lg_recording recording;
    struct lg_drift_rules rules;
    struct lg_target target;
    struct lg_drift drift;
    struct lg_live *live = NULL;
    int64_t patience_ns = 10 * LG_NS_PER_S;
    if (args->num_words != 2)
        return lg_err_set(err, LG_ERR_USAGE, "usage: livegate fixture verify RECORDING --live");
    if (lg_args_duration(args, "--timeout", &patience_ns, err) != 0 ||
        load(app, args->words[1], &recording, err) != 0 ||
        read_rules(app, &recording, &rules, err) != 0 ||
        lg_target_choose(app, args, &target, err) != 0)
        return -1;
    lg_say("fixture verify: target %s", target.text);
    if (check_set(app, &recording, err) != 0 || lg_target_open(app, &target, &live, err) != 0)
        return -1;
    int result = lg_drift_of_live(live, &recording, &rules, patience_ns, &app->arena, &drift, err);
    lg_live_free(live);
    if (result != 0)
        return -1;
    if (drift.asked == 0)
        return nothing_to_ask(&recording, err);
    result = print_drift(&drift, "asked again");
    return lg_recording_check_whole(&recording, err) != 0 ? -1 : result;
}

static int diff(struct lg_app *app, const struct lg_args *args, struct lg_err *err) {
    struct lg_recording was;
    struct lg_recording is;
    struct lg_drift_rules rules;
    struct lg_drift drift;
    if (args->num_words != 3)
        return lg_err_set(err, LG_ERR_USAGE, "usage: livegate fixture diff RECORDING RECORDING");
    if (load(app, args->words[1], &was, err) != 0 || load(app, args->words[2], &is, err) != 0 ||
        read_rules(app, &was, &rules, err) != 0)
        return -1;
    lg_drift_of_recordings(&was, &is, &rules, &app->arena, &drift);
    if (drift.asked + drift.count == 0)
        return nothing_to_ask(&was, err);
    int result = print_drift(&drift, "compared");
    return lg_recording_check_whole(&was, err) != 0 || lg_recording_check_whole(&is, err) != 0
               ? -1
               : result;
}

/* ---- show ---- */

/* As the file has them: its end is one. */
static size_t count_lines(const struct lg_recording *recording) {
    return recording->count + (recording->is_whole ? 1 : 0);
}

static const char *or_unknown(const char *text) {
    return text == NULL ? "not seen" : lg_shown(text);
}

static void print_header(const struct lg_recording *recording) {
    const struct lg_recording_header *header = &recording->header;
    printf("recording    %s\ndate         %s\ntool         %s\ntarget       %s\n",
           lg_shown(recording->folder), header->date, lg_shown(header->tool),
           lg_shown(header->target));
    printf("Live         %s\ndialect      %s\nfingerprint  %s\n", or_unknown(header->live),
           or_unknown(header->dialect), or_unknown(header->fingerprint));
    if (header->has_ended)
        printf("exit code    %d\n", header->exit_code);
    printf("lines        %zu%s\n", count_lines(recording),
           recording->is_whole ? "" : ", cut off: the recording has no end");
    printf("last sum     %s\n", recording->sum);
}

static void print_outside(const struct lg_line *line) {
    if (line->kind == LG_LINE_PART)
        printf("%s", lg_shown(line->path));
    else if (line->kind == LG_LINE_MARK)
        printf("%lld.%09lld s", (long long)line->mark.s, (long long)line->mark.ns);
    else if (line->kind == LG_LINE_LOOK)
        printf("%s%s", lg_shown(line->path), line->look.is_there ? "" : ": not there");
    else if (line->kind == LG_LINE_READ)
        printf("%s: %s", lg_shown(line->path),
               line->sha256 == NULL ? "nothing to be read" : line->sha256);
    for (size_t i = 0; line->kind == LG_LINE_EXEC && line->exec.argv[i] != NULL; i++)
        printf("%s%s", i == 0 ? "" : " ", lg_shown(line->exec.argv[i]));
    if (line->kind == LG_LINE_EXEC && line->exec.failed == NULL)
        printf(": exit %d", line->exec.exit_code);
    if (line->kind == LG_LINE_DOWN)
        printf("%s", lg_shown(line->down.failed));
    if (line->kind == LG_LINE_TOLD)
        printf("%s: %s", lg_shown(line->path),
               line->told.failed == NULL ? "" : lg_shown(line->told.failed));
    for (size_t i = 0; line->kind == LG_LINE_TOLD && i < line->told.words.count; i++)
        printf("%s%s", i == 0 ? "" : "; ", lg_shown(line->told.words.items[i]));
}

static void print_line(const struct lg_line *line) {
    struct lg_str text = {0};
    printf("%6zu  %10.3f s  %-4s  ", line->number, (double)line->t_ns / (double)LG_NS_PER_S,
           lg_line_kind_name(line->kind));
    for (size_t i = 0; i < line->num_msgs; i++) {
        lg_str_clear(&text);
        lg_osc_print(&line->msgs[i], &text);
        printf("%s%s", i == 0 ? "" : "\n                            ", lg_shown(text.text));
    }
    if (line->msgs == NULL && line->bytes != NULL)
        printf("%zu bytes that are no OSC as it is written here", line->length);
    print_outside(line);
    putchar('\n');
    lg_str_dispose(&text);
}

static int show(struct lg_app *app, const struct lg_args *args, struct lg_err *err) {
    struct lg_recording recording;
    if (args->num_words != 2)
        return lg_err_set(err, LG_ERR_USAGE, "usage: livegate fixture show RECORDING");
    if (load(app, args->words[1], &recording, err) != 0)
        return -1;
    print_header(&recording);
    for (size_t i = 0; i < recording.count; i++)
        print_line(&recording.lines[i]);
    return LG_EXIT_OK;
}

/* ---- promote ---- */

static int check_promotion(const struct lg_app *app, const struct lg_args *args,
                           const struct lg_recording *recording, struct lg_err *err) {
    const struct lg_recording_header *header = &recording->header;
    bool has_passed = recording->is_whole && header->has_ended && header->exit_code == 0;
    if (app->env.is_ci && !lg_args_has(args, "--force"))
        return lg_err_set(
            err, LG_ERR_USAGE,
            "this is a CI job: what it recorded is not promoted unless --force is given");
    if (header->format < LG_RECORDING_FORMAT)
        return lg_err_set(err, LG_ERR_USAGE,
                          "the recording '%s' is of format %d, in which nothing vouches for "
                          "header.json: record it anew",
                          recording->folder, header->format);
    if (lg_recording_check_date(recording, lg_clock_wall_ms(&app->env.clock), err) != 0)
        return -1;
    if (has_passed || lg_args_has(args, "--failed"))
        return 0;
    if (!recording->is_whole || !header->has_ended)
        return lg_err_set(err, LG_ERR_USAGE,
                          "the run of '%s' did not come to its end: --failed promotes it all the "
                          "same",
                          recording->folder);
    return lg_err_set(err, LG_ERR_USAGE,
                      "the run of '%s' ended with exit %d: --failed promotes it all the same",
                      recording->folder, header->exit_code);
}

/* A run is named by its folder, or by its id. */
static int load_run(struct lg_app *app, const char *named, struct lg_recording *out,
                    struct lg_err *err) {
    const char *runs = lg_paths_user(&app->paths, &app->arena, app->settings.out);
    const char *path = lg_fs_join(&app->arena, runs, named);
    return lg_fs_is_dir(path) ? lg_recording_read(path, &app->arena, out, err)
                              : load(app, named, out, err);
}

static int promote(struct lg_app *app, const struct lg_args *args, struct lg_err *err) {
    struct lg_recording recording;
    struct lg_arena *arena = &app->arena;
    if (args->num_words != 3)
        return lg_err_set(err, LG_ERR_USAGE, "usage: livegate fixture promote RUN NAME");
    const char *name = args->words[2];
    if (lg_promote_check_name(name, err) != 0 ||
        load_run(app, args->words[1], &recording, err) != 0 ||
        check_promotion(app, args, &recording, err) != 0)
        return -1;
    const char *shown = lg_arena_printf(arena, "fixtures/recordings/%s", name);
    if (lg_promote(&recording, lg_paths_user(&app->paths, arena, shown), err) != 0)
        return -1;
    printf("%s: %zu lines\n", shown, count_lines(&recording));
    if (lg_fs_is_file(lg_paths_user(&app->paths, arena, "fixtures/MANIFEST.sha256")))
        lg_say("fixtures/MANIFEST.sha256 does not know it yet: fixtures/README.md says how");
    return LG_EXIT_OK;
}

static const struct {
    const char *name;
    int (*run)(struct lg_app *app, const struct lg_args *args, struct lg_err *err);
} verbs[] = {{"diff", diff}, {"promote", promote}, {"show", show}, {"verify", verify}};

static int run(struct lg_app *app, const struct lg_args *args, struct lg_err *err) {
    const char *word = args->num_words == 0 ? "" : args->words[0];
    for (size_t i = 0; i < LG_ARRAY_LEN(verbs); i++)
        if (strcmp(word, verbs[i].name) == 0)
            return verbs[i].run(app, args, err);
    return lg_err_set(err, LG_ERR_USAGE, "fixture what? verify, show, diff or promote, not '%s'",
                      word);
}

const struct lg_command lg_cmd_fixture = {
    .name = "fixture",
    .usage = "fixture verify RECORDING --live[=HOST[:PORT[:REPLY]]] | show RECORDING | "
             "diff RECORDING RECORDING | promote RUN NAME",
    .help = "recordings: asked again of a Live, shown, compared, kept",
    .more =
        "verify asks a Live again what the recording asked and tells what has changed (exit 1), "
        "by\n"
        "the rules of gates/tables/drift.yaml, or of drift.yaml in the recording's folder.\n"
        "RECORDING is a folder, such as reports/out/<run>, or a name in fixtures/recordings.\n"
        "promote copies a run's recording to fixtures/recordings/NAME; not under CI, and not that\n"
        "of a run that failed, unless asked.\n",
    .options = options,
    .words = LG_WORDS_FOLDERS,
    .run = run,
};
