#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "audio/conformance.h"
#include "audio/file.h"
#include "audio/recipes.h"
#include "audio/verdict.h"
#include "base/fs.h"
#include "base/json.h"
#include "base/number.h"
#include "base/suggest.h"
#include "report/progress.h"
#include "runner/commands.h"
#include "runner/conformance.h"
#include "runner/exit_code.h"
#include "runner/tables.h"

static const char vectors_path[] = "gates/tables/vectors.yaml";
static const char meters_path[] = "gates/tables/meters.yaml";
enum { RATES_MAX = 16, METER_TIMEOUT_MS = 120 * 1000, DECIMALS_MAX = 15 };

static const struct lg_option option_decimals = {
    "--decimals", LG_OPTION_VALUE, "N", "decimals that the command shows; widens tolerances", NULL};
static const struct lg_option option_jobs = {"--jobs", LG_OPTION_VALUE, "N",
                                             "signals at once; default: one a processor", NULL};
static const struct lg_option option_json = {"--json", LG_OPTION_FLAG, NULL,
                                             "one JSON object on stdout, with every check", NULL};
static const struct lg_option option_keep = {
    "--keep", LG_OPTION_VALUE, "FOLDER", "leave the signals there, for a meter without a command",
    NULL};
static const struct lg_option option_meter = {
    "--meter", LG_OPTION_VALUE, "NAME|CMD",
    "another meter: a recipe of gates/tables/meters.yaml, or a command with {wav}", NULL};
static const struct lg_option option_mono = {"--mono", LG_OPTION_VALUE, "one|dual",
                                             "as how many channels the command counts mono", NULL};
static const struct lg_option option_rates = {
    "--rates", LG_OPTION_VALUE, "HZ,...|own",
    "rates besides each vector's own (default 44100,48000,88200,96000,192000; own with --meter, "
    "--keep)",
    NULL};
static const struct lg_option option_read = {
    "--read", LG_OPTION_VALUE, "Q=json:PATH|Q=pattern:REGEX",
    "where the command's numbers are: I M_max S_max LRA SP TP; may be repeated", NULL};
static const struct lg_option option_set = {"--set", LG_OPTION_VALUE, "NAME",
                                            "a choice of vectors, such as small", NULL};
static const struct lg_option option_verbose = {
    "--verbose", LG_OPTION_FLAG, NULL, "show every check, not only what did not pass", NULL};

static const struct lg_option *const options[] = {
    &option_decimals, &option_jobs, &option_json, &option_keep,    &option_meter, &option_mono,
    &option_rates,    &option_read, &option_set,  &option_verbose, NULL};

/* What a run of the command holds. */
struct judging {
    struct lg_app *app;
    const struct lg_args *args;
    struct lg_vectors vectors;
    struct lg_recipes recipes;
    struct lg_recipe command; /* of --meter, where it is no recipe's name */
    struct lg_recipe_run recipe_run;
    struct lg_conformance_meter meter;
    const char *what;
    struct lg_conformance_options options;
    int rates_hz[RATES_MAX];
    char *folder;          /* our own, removed at the end; NULL: none */
    const char *tables[2]; /* the project's own */
    size_t num_tables;
    struct lg_progress progress;
    size_t told;
};

static void on_progress(void *untyped, size_t done, size_t all) {
    struct judging *j = untyped;
    if (j->told == 0)
        lg_progress_init(&j->progress, lg_bar(&j->app->env), &j->app->env.clock, (int64_t)all);
    lg_progress_add(&j->progress, (int64_t)(done - j->told));
    j->told = done;
}

static int find_table(struct judging *j, const char *relative, char **out, struct lg_err *err) {
    *out = lg_paths_lookup(&j->app->paths, &j->app->arena, relative);
    if (*out == NULL)
        return lg_err_set(err, LG_ERR_READ, "'%s' is neither in the project nor installed",
                          relative);
    const char *own = lg_table_own(j->app, relative);
    if (own != NULL) {
        lg_table_say(own, relative);
        j->tables[j->num_tables++] = own;
    }
    return 0;
}

/* --- which vectors -------------------------------------------------------------------------- */

static bool is_named(const char *id, const char *word) {
    size_t length = strlen(word);
    bool is_member = strncmp(id, word, length) == 0 && id[length] == '-' &&
                     strlen(id + length) == 3 && strspn(id + length + 1, "0123456789") == 2;
    return strcmp(id, word) == 0 || is_member;
}

static int no_vector(const struct judging *j, const char *word, struct lg_err *err) {
    const char **names = lg_arena_array(&j->app->arena, j->vectors.count + 1, sizeof *names);
    for (size_t i = 0; i < j->vectors.count; i++)
        names[i] = j->vectors.items[i].id;
    const char *near = lg_suggest(word, names, j->vectors.count);
    if (near != NULL)
        return lg_err_set(err, LG_ERR_EMPTY, "there is no vector '%s'; did you mean '%s'?", word,
                          near);
    return lg_err_set(err, LG_ERR_EMPTY, "there is no vector '%s'", word);
}

static int choose_words(struct judging *j, struct lg_err *err) {
    size_t count = 0;
    size_t *indices =
        lg_arena_array(&j->app->arena, j->vectors.count * j->args->num_words, sizeof *indices);
    for (size_t w = 0; w < j->args->num_words; w++) {
        size_t before = count;
        for (size_t i = 0; i < j->vectors.count; i++)
            if (is_named(j->vectors.items[i].id, j->args->words[w]))
                indices[count++] = i;
        if (count == before)
            return no_vector(j, j->args->words[w], err);
    }
    j->options.indices = indices;
    j->options.num_indices = count;
    return 0;
}

static int choose_vectors(struct judging *j, struct lg_err *err) {
    const char *name;
    if (lg_args_once(j->args, "--set", &name, err) != 0)
        return -1;
    if (name != NULL && j->args->num_words > 0)
        return lg_err_set(err, LG_ERR_USAGE, "--set and the names of vectors exclude each other");
    if (j->args->num_words > 0)
        return choose_words(j, err);
    if (name == NULL)
        return 0;
    const struct lg_vector_set *set = lg_vectors_set(&j->vectors, name);
    if (set == NULL)
        return lg_err_set(err, LG_ERR_EMPTY, "there is no set '%s' of vectors", name);
    j->options.indices = set->indices;
    j->options.num_indices = set->count;
    return 0;
}

static int read_rates(struct judging *j, struct lg_err *err) {
    const char *text = lg_args_value(j->args, "--rates");
    bool is_short = lg_args_has(j->args, "--meter") || lg_args_has(j->args, "--keep");
    if (text == NULL)
        text = is_short ? "own" : "44100,48000,88200,96000,192000";
    j->options.rates_hz = j->rates_hz;
    while (strcmp(text, "own") != 0 && *text != '\0') {
        struct lg_view word = {text, strcspn(text, ",")};
        int64_t rate;
        if (!lg_number_read_int(word, &rate) || rate < LG_RATE_MIN_HZ || rate > LG_RATE_MAX_HZ ||
            j->options.num_rates == RATES_MAX)
            return lg_err_set(err, LG_ERR_USAGE, "--rates: '%s' is no list of rates from %d to %d",
                              text, LG_RATE_MIN_HZ, LG_RATE_MAX_HZ);
        j->rates_hz[j->options.num_rates++] = (int)rate;
        text += word.length + (text[word.length] == ',' ? 1 : 0);
    }
    return 0;
}

/* --- which meter ---------------------------------------------------------------------------- */

static int no_meter(const struct judging *j, const char *name, struct lg_err *err) {
    const char **names = lg_arena_array(&j->app->arena, j->recipes.count + 1, sizeof *names);
    for (size_t i = 0; i < j->recipes.count; i++)
        names[i] = j->recipes.items[i].name;
    const char *near = lg_suggest(name, names, j->recipes.count);
    if (near != NULL)
        return lg_err_set(err, LG_ERR_USAGE, "there is no meter '%s'; did you mean '%s'?", name,
                          near);
    return lg_err_set(err, LG_ERR_USAGE, "'%s' is no meter of %s, and no command: it has no {wav}",
                      name, meters_path);
}

static int use_recipe(struct judging *j, const char *name, struct lg_err *err) {
    char *path;
    if (find_table(j, meters_path, &path, err) != 0 ||
        lg_recipes_read(path, &j->app->arena, &j->recipes, err) != 0)
        return -1;
    const struct lg_recipe *recipe = lg_recipes_find(&j->recipes, name);
    if (recipe == NULL)
        return no_meter(j, name, err);
    j->recipe_run.recipe = recipe;
    j->what = recipe->what;
    return 0;
}

/* Commands run in folders of their own: a program that is named by a path from here is still it. */
static void find_program(struct judging *j) {
    size_t count = 0;
    if (strchr(j->command.argv[0], '/') == NULL)
        return;
    while (j->command.argv[count] != NULL)
        count++;
    const char **argv = lg_arena_array(&j->app->arena, count + 1, sizeof *argv);
    memcpy(argv, j->command.argv, count * sizeof *argv);
    argv[0] = lg_paths_user(&j->app->paths, &j->app->arena, argv[0]);
    j->command.argv = argv;
}

static int use_command(struct judging *j, const char *command, struct lg_err *err) {
    struct lg_given reads = lg_args_all(j->args, "--read");
    if (lg_recipe_of_command(command, reads.values, reads.count, &j->app->arena, &j->command,
                             err) != 0)
        return -1;
    find_program(j);
    j->recipe_run.recipe = &j->command;
    return 0;
}

static int read_policy(struct judging *j, struct lg_err *err) {
    const char *mono = lg_args_value(j->args, "--mono");
    int64_t decimals = -1;
    if (mono != NULL && strcmp(mono, "one") != 0 && strcmp(mono, "dual") != 0)
        return lg_err_set(err, LG_ERR_USAGE, "--mono is one or dual, not '%s'", mono);
    if (lg_args_count(j->args, "--decimals", &decimals, err) != 0)
        return -1;
    if (decimals == 0 || decimals > DECIMALS_MAX)
        return lg_err_set(err, LG_ERR_USAGE,
                          "--decimals wants a number from 1 to %d: whole numbers can't be held to "
                          "tenths",
                          DECIMALS_MAX);
    if (mono != NULL)
        j->meter.is_dual_mono = strcmp(mono, "dual") == 0;
    for (int q = 0; decimals >= 0 && q < LG_QUANTITY__COUNT; q++)
        j->meter.display[q] = 0.5 * pow(10.0, -(double)decimals);
    return 0;
}

static int choose_meter(struct judging *j, struct lg_err *err) {
    static const char *const others[] = {"--read", "--mono", "--decimals"};
    const char *name;
    if (lg_args_once(j->args, "--meter", &name, err) != 0)
        return -1;
    j->meter = lg_conformance_own;
    for (size_t i = 0; name == NULL && i < LG_ARRAY_LEN(others); i++)
        if (lg_args_has(j->args, others[i]))
            return lg_err_set(err, LG_ERR_USAGE, "%s goes with --meter", others[i]);
    if (name == NULL)
        return 0;
    int result =
        strstr(name, "{wav}") != NULL ? use_command(j, name, err) : use_recipe(j, name, err);
    if (result != 0)
        return -1;
    j->recipe_run.env = &j->app->env;
    j->recipe_run.timeout_ms = METER_TIMEOUT_MS;
    j->meter = lg_recipe_meter(&j->recipe_run);
    return read_policy(j, err);
}

/* --- running -------------------------------------------------------------------------------- */

static int make_folder(struct judging *j, struct lg_err *err) {
    const char *kept = lg_args_value(j->args, "--keep");
    const char *tmpdir = j->app->env.tmpdir != NULL ? j->app->env.tmpdir : "/tmp";
    char *folder = lg_fs_join(&j->app->arena, tmpdir, "livegate-XXXXXX");
    if (mkdtemp(folder) == NULL)
        return lg_err_sys(err, LG_ERR_WRITE, errno, "a folder for the signals in '%s'", tmpdir);
    j->folder = folder;
    j->recipe_run.folder = folder;
    j->options.folder = folder;
    if (kept == NULL)
        return 0;
    j->options.keep = true;
    j->options.folder = lg_paths_user(&j->app->paths, &j->app->arena, kept);
    return lg_fs_mkdirs(j->options.folder, err);
}

static int read_jobs(struct judging *j, struct lg_err *err) {
    long processors = sysconf(_SC_NPROCESSORS_ONLN);
    int64_t jobs = processors > 1 ? processors : 1;
    if (lg_args_count(j->args, "--jobs", &jobs, err) != 0)
        return -1;
    if (jobs < 1 || jobs > 1024)
        return lg_err_set(err, LG_ERR_USAGE, "--jobs wants a number from 1 to 1024");
    j->options.threads = (int)jobs;
    return 0;
}

static int prepare(struct judging *j, struct lg_err *err) {
    char *path;
    if (find_table(j, vectors_path, &path, err) != 0 ||
        lg_vectors_read(path, &j->app->arena, &j->vectors, err) != 0 ||
        choose_vectors(j, err) != 0 || read_rates(j, err) != 0 || read_jobs(j, err) != 0 ||
        choose_meter(j, err) != 0)
        return -1;
    j->options.vectors = &j->vectors;
    j->options.env = &j->app->env;
    j->options.progress = on_progress;
    j->options.ctx = j;
    return make_folder(j, err);
}

static void say(struct judging *j, const struct lg_conformance_report *report) {
    if (lg_conformance_proves_little(report))
        lg_say("what passed wants about the same number of each signal: a meter that always says "
               "it would pass, too");
    if (!lg_args_has(j->args, "--json")) {
        lg_conformance_print(report, lg_args_has(j->args, "--verbose"));
        return;
    }
    struct lg_str text = {0};
    lg_json_write_pretty(lg_conformance_value(report, &j->app->arena), &text);
    fputs(lg_str_text(&text), stdout);
    lg_str_dispose(&text);
}

/* Of what was named by hand nothing may be left out. */
static int check_named(const struct judging *j, struct lg_err *err) {
    for (size_t i = 0; j->args->num_words > 0 && i < j->options.num_indices; i++) {
        const struct lg_vector *vector = &j->vectors.items[j->options.indices[i]];
        if (vector->file != NULL)
            return lg_err_set(err, LG_ERR_READ,
                              "vector '%s' was not run: it needs the published programme '%s'",
                              vector->id, vector->file);
    }
    return 0;
}

static int nothing_judged(const struct lg_conformance *c, struct lg_err *err) {
    bool wants_number = c->count == 0;
    for (size_t i = 0; i < c->count; i++)
        wants_number = wants_number || c->results[i].check->want == LG_WANT_NUMBER;
    if (!wants_number)
        return lg_err_set(err, LG_ERR_READ,
                          "nothing was judged: no signal here wants a number, and a meter that "
                          "never gives one would pass; add one that does, such as trap-400ms");
    return lg_err_set(err, LG_ERR_READ, "the meter gave no number for any signal%s%s",
                      c->count > 0 && c->results[0].why != NULL ? "; first: " : "",
                      c->count > 0 && c->results[0].why != NULL ? c->results[0].why : "");
}

/* Nothing judged is no pass: a meter that never gave a number could not be read, and one that
 * missed only what it may miss has proved nothing. */
static int code_of(const struct lg_conformance *c, struct lg_err *err) {
    size_t too_far = 0;
    for (int q = 0; q < LG_QUANTITY__COUNT; q++)
        too_far += c->exact[q].missed;
    bool is_heard = false;
    for (size_t i = 0; i < c->count; i++)
        is_heard = is_heard || c->results[i].got.kind == LG_HEARD_NUMBER;
    if (is_heard && c->outcomes[LG_JUDGED_FAILED] + too_far > 0)
        return LG_EXIT_FAILED;
    if (is_heard && c->outcomes[LG_JUDGED_PASSED] > 0)
        return LG_EXIT_OK;
    if (is_heard)
        return lg_err_set(err, LG_ERR_READ, "nothing was judged: no check passed, and none had to");
    return nothing_judged(c, err);
}

static int judge(struct judging *j, struct lg_err *err) {
    struct lg_conformance conformance;
    struct lg_verdicts verdicts;
    int64_t begun_ns = lg_clock_now_ns(&j->app->env.clock);
    int result = lg_conformance_run(&j->meter, &j->options, &j->app->arena, &conformance, err);
    lg_progress_clear(&j->progress);
    if (result != 0)
        return -1;
    lg_verdicts_find(&conformance, &j->vectors, &j->app->arena, &verdicts);
    int64_t took_ns = lg_clock_now_ns(&j->app->env.clock) - begun_ns;
    struct lg_conformance_report report = {
        .meter = j->meter.name,
        .what = j->what,
        .is_other = lg_args_has(j->args, option_meter.name),
        .is_dual_mono = j->meter.is_dual_mono,
        .display = j->meter.display,
        .vectors = &j->vectors,
        .conformance = &conformance,
        .verdicts = &verdicts,
        .seconds = (double)took_ns / (double)LG_NS_PER_S,
        .tables = j->tables,
        .num_tables = j->num_tables,
    };
    say(j, &report);
    return check_named(j, err) != 0 ? -1 : code_of(&conformance, err);
}

static int run(struct lg_app *app, const struct lg_args *args, struct lg_err *err) {
    struct judging j = {.app = app, .args = args};
    int result = -1;
    if (prepare(&j, err) == 0)
        result = judge(&j, err);
    if (j.folder != NULL)
        rmdir(j.folder);
    lg_recipes_dispose(&j.recipes);
    lg_recipe_dispose(&j.command);
    return result;
}

const struct lg_command lg_cmd_conformance = {
    .name = "conformance",
    .usage = "conformance [VECTOR...] [--meter NAME|'CMD {wav}'] [options]",
    .help = "holds livegate's meter, or any other, to the loudness truth set",
    .more =
        "Each signal of gates/tables/vectors.yaml is made, measured and judged; of a meter that "
        "fails,\n"
        "the rules that it most likely breaks are named. A command is run without a shell, and "
        "what it\n"
        "exits with proves nothing: its numbers count. Without --read it writes JSON in "
        "livegate's words.\n"
        "Exit codes: 0 all held, 1 something failed, 20 nothing could be judged.\n",
    .options = options,
    .run = run,
};
