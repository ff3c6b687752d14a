#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "audio/batch.h"
#include "base/json.h"
#include "base/number.h"
#include "report/progress.h"
#include "runner/commands.h"
#include "runner/exit_code.h"
#include "runner/judging.h"
#include "runner/series.h"

static const struct lg_option option_json = {
    "--json", LG_OPTION_MAYBE, "lines",
    "a JSON list on stdout; =lines: one object a line, as soon as measured", NULL};
static const struct lg_option option_bands = {
    "--bands", LG_OPTION_MAYBE, "NAME:LO-HI,...",
    "level in bands of frequency: sub low mud mid harsh sibilance air, or these, in Hz", NULL};
static const struct lg_option option_series = {
    "--series", LG_OPTION_VALUE, "FILE",
    "loudness over time, ten points a second; FILE ends in .csv or .json", NULL};
static const struct lg_option option_layout = {
    "--layout", LG_OPTION_VALUE, "SPEAKERS",
    "what channels feed where the file names no speakers: 5.1, \"L R C LFE Ls Rs\"", NULL};
static const struct lg_option option_only = {
    "--only", LG_OPTION_VALUE, "PART,...", "of loudness peaks stats hash pcm-hash; others are null",
    NULL};
static const struct lg_option option_jobs = {"--jobs", LG_OPTION_VALUE, "N",
                                             "threads; default: one a processor", NULL};

static const struct lg_option *const options[] = {&lg_option_against,
                                                  &option_bands,
                                                  &option_jobs,
                                                  &option_json,
                                                  &option_layout,
                                                  &option_only,
                                                  &lg_option_profile,
                                                  &lg_option_save,
                                                  &option_series,
                                                  &lg_option_tolerance,
                                                  NULL};

/* The table's columns: a key of lg_measures_value, and how it is shown. */
static const struct column {
    const char *key;
    const char *title;
    int width, decimals;
} columns[] = {
    {"lufs_i", "I LUFS", 8, 2},
    {"lufs_m_max", "M max", 8, 2},
    {"lufs_s_max", "S max", 8, 2},
    {"lra_lu", "LRA LU", 8, 2},
    {"sample_peak_dbfs", "SP dBFS", 8, 2},
    {"true_peak_dbtp", "TP dBTP", 8, 2},
    {"duration_s", "s", 9, 3},
    {"rate_hz", "Hz", 7, 0},
    {"channels", "ch", 3, 0},
};

/* What a run of the command holds. */
struct analysis {
    struct lg_app *app;
    const struct lg_args *args;
    struct lg_measure_batch batch;
    struct lg_bands bands;
    struct lg_layout layout;
    struct lg_series_file series;
    struct lg_judging judging;
    struct lg_progress progress;
    struct lg_value *list; /* of JSON objects; NULL: not one list */
    bool is_lines;         /* JSON, an object a line */
    int code;
};

static void print_head(const struct analysis *analysis) {
    for (size_t i = 0; i < LG_ARRAY_LEN(columns); i++)
        printf("%*s  ", columns[i].width, columns[i].title);
    for (size_t i = 0; analysis->batch.options.bands != NULL && i < analysis->bands.count; i++)
        printf("%9s  ", analysis->bands.items[i].name);
    puts("file");
}

static void print_number(const struct lg_value *number, int width, int decimals) {
    char text[LG_NUMBER_MAX] = "-";
    if (lg_value_is_number(number))
        lg_number_fixed(lg_value_number(number), decimals, text);
    printf("%*s  ", width, text);
}

static void print_row(const struct analysis *analysis, const struct lg_value *measures,
                      const char *path) {
    for (size_t i = 0; i < LG_ARRAY_LEN(columns); i++)
        print_number(lg_value_get(measures, columns[i].key), columns[i].width, columns[i].decimals);
    const struct lg_value *bands = lg_value_get(measures, "bands");
    for (size_t i = 0; bands != NULL && i < analysis->bands.count; i++) {
        const struct lg_value *band = lg_value_get(bands, analysis->bands.items[i].name);
        print_number(lg_value_get(band, "rms_dbfs"), 9, 2);
    }
    puts(path);
}

/* What the "-" in a row stand for, on stderr: a level that is not defined is never shown as a
 * number. */
static void say_undefined(const struct lg_value *measures, const char *path) {
    for (size_t i = 0; i < LG_ARRAY_LEN(columns); i++) {
        const struct lg_value *level = lg_value_get(measures, columns[i].key);
        if (level != NULL && level->kind == LG_VALUE_NULL && level->as.why != NULL)
            lg_say("%s: %s is undefined: %s", path, columns[i].key, level->as.why);
    }
    const struct lg_value *layout = lg_value_get(measures, "layout");
    if (layout != NULL && layout->kind == LG_VALUE_NULL)
        lg_say("%s: what its channels feed can be said with --layout", path);
}

static void print_line(const struct lg_value *measures) {
    struct lg_str text = {0};
    lg_json_write(measures, &text);
    puts(lg_str_text(&text));
    fflush(stdout);
    lg_str_dispose(&text);
}

static void show(struct analysis *analysis, size_t index, const struct lg_measures *measures) {
    const char *path = analysis->args->words[index];
    struct lg_arena scratch = {0};
    struct lg_arena *arena = analysis->list == NULL ? &scratch : &analysis->app->arena;
    struct lg_value *map = lg_measures_value(measures, arena);
    lg_judging_file(&analysis->judging, path, map, arena);
    if (analysis->list != NULL) {
        lg_value_push(arena, analysis->list, map);
    } else if (analysis->is_lines) {
        print_line(map);
    } else {
        print_row(analysis, map, path);
        say_undefined(map, path);
        lg_judging_print(map, path);
    }
    if (!measures->completeness.is_known)
        lg_say("%s: it can't be told whether this file is complete: %s", path,
               measures->completeness.how);
    if (analysis->batch.options.series)
        lg_series_add(&analysis->series, measures);
    lg_arena_dispose(&scratch);
}

static void on_result(void *untyped, size_t index, const struct lg_measures *measures,
                      const struct lg_err *err) {
    struct analysis *analysis = untyped;
    lg_progress_clear(&analysis->progress);
    if (measures != NULL) {
        show(analysis, index, measures);
        return;
    }
    lg_say_err(&analysis->app->paths, err);
    analysis->code = lg_exit_graver(analysis->code, lg_exit_of_err(err));
}

static void on_progress(void *untyped, int64_t bytes) {
    struct analysis *analysis = untyped;
    lg_progress_add(&analysis->progress, bytes);
}

static int read_only(const char *text, unsigned *skip, struct lg_err *err) {
    static const struct {
        const char *name;
        unsigned part;
    } parts[] = {{"loudness", LG_MEASURE_LOUDNESS},
                 {"peaks", LG_MEASURE_PEAKS},
                 {"stats", LG_MEASURE_STATS},
                 {"hash", LG_MEASURE_HASH},
                 {"pcm-hash", LG_MEASURE_PCM_HASH}};
    unsigned all = 0;
    unsigned wanted = 0;
    for (size_t i = 0; i < LG_ARRAY_LEN(parts); i++)
        all |= parts[i].part;
    for (const char *at = text; at != NULL;) {
        struct lg_view word = {at, strcspn(at, ",")};
        size_t i = 0;
        while (i < LG_ARRAY_LEN(parts) && !lg_view_eq(word, parts[i].name))
            i++;
        if (i == LG_ARRAY_LEN(parts))
            return lg_err_set(err, LG_ERR_USAGE,
                              "--only: '%.*s' is none of loudness, peaks, stats, hash, pcm-hash",
                              (int)word.length, word.text);
        wanted |= parts[i].part;
        at = at[word.length] == ',' ? at + word.length + 1 : NULL;
    }
    *skip = all & ~wanted;
    return 0;
}

/* Of bands that a person asked for: those of the project are what they are known as. */
static void say_narrow(const struct lg_bands *bands) {
    for (size_t i = 0; i < bands->count; i++) {
        char loss[LG_NUMBER_MAX];
        double loss_db = lg_band_tone_loss_db(&bands->items[i]);
        if (loss_db < LG_BAND_TONE_LOSS_DB)
            continue;
        lg_number_fixed(loss_db, 1, loss);
        lg_say("--bands: '%s' is narrower than an octave: a tone in its middle reads %s dB too "
               "low; noise reads right",
               bands->items[i].name, loss);
    }
}

static int read_measures(struct analysis *analysis, struct lg_err *err) {
    const struct lg_args *args = analysis->args;
    struct lg_measure_options *wanted = &analysis->batch.options;
    const char *bands = lg_args_value(args, "--bands");
    const char *layout = lg_args_value(args, "--layout");
    const char *only = lg_args_value(args, "--only");
    analysis->bands = lg_bands_usual;
    if ((bands != NULL && lg_bands_read(bands, &analysis->bands, err) < 0) ||
        (layout != NULL && lg_layout_read(layout, &analysis->layout, err) < 0) ||
        (only != NULL && read_only(only, &wanted->skip, err) < 0))
        return -1;
    wanted->bands = lg_args_has(args, "--bands") ? &analysis->bands : NULL;
    if (bands != NULL)
        say_narrow(&analysis->bands);
    wanted->layout = layout != NULL ? &analysis->layout : NULL;
    wanted->series = lg_args_has(args, "--series");
    if (wanted->series && (wanted->skip & LG_MEASURE_LOUDNESS) != 0)
        return lg_err_set(err, LG_ERR_USAGE, "--series needs loudness, which --only leaves out");
    return 0;
}

static int read_form(struct analysis *analysis, struct lg_err *err) {
    const char *form = lg_args_value(analysis->args, "--json");
    if (form != NULL && strcmp(form, "lines") != 0)
        return lg_err_set(err, LG_ERR_USAGE, "--json takes no value but 'lines', got '%s'", form);
    analysis->is_lines = form != NULL;
    if (form == NULL && lg_args_has(analysis->args, "--json"))
        analysis->list = lg_value_list(&analysis->app->arena);
    return 0;
}

static int read_jobs(struct analysis *analysis, struct lg_err *err) {
    long processors = sysconf(_SC_NPROCESSORS_ONLN);
    int64_t jobs = processors > 1 ? processors : 1;
    if (lg_args_count(analysis->args, "--jobs", &jobs, err) < 0)
        return -1;
    if (jobs < 1 || jobs > 1024)
        return lg_err_set(err, LG_ERR_USAGE, "--jobs wants a number from 1 to 1024");
    analysis->batch.jobs = (int)jobs;
    return 0;
}

/* The files, and how many bytes there are to go through. */
static int64_t find_files(struct analysis *analysis) {
    struct lg_app *app = analysis->app;
    size_t count = analysis->args->num_words;
    const char **paths = lg_arena_array(&app->arena, count, sizeof *paths);
    int64_t bytes = 0;
    for (size_t i = 0; i < count; i++) {
        struct stat info;
        paths[i] = lg_paths_user(&app->paths, &app->arena, analysis->args->words[i]);
        if (stat(paths[i], &info) == 0 && S_ISREG(info.st_mode))
            bytes += (int64_t)info.st_size;
    }
    analysis->batch.paths = paths;
    analysis->batch.count = count;
    return bytes;
}

static int measure(struct analysis *analysis, struct lg_err *err) {
    struct lg_measure_batch *batch = &analysis->batch;
    const struct lg_env *env = &analysis->app->env;
    lg_progress_init(&analysis->progress, lg_bar(env), &env->clock, find_files(analysis));
    batch->options.on_progress = on_progress;
    batch->options.ctx = analysis;
    batch->on_result = on_result;
    batch->ctx = analysis;
    int result = lg_measure_files(batch, &analysis->app->env, err);
    lg_progress_clear(&analysis->progress);
    if (result < 0)
        return -1;
    if (analysis->list != NULL) {
        struct lg_str text = {0};
        lg_json_write_pretty(analysis->list, &text);
        fputs(lg_str_text(&text), stdout);
        lg_str_dispose(&text);
    }
    return batch->options.series ? lg_series_commit(&analysis->series, err) : 0;
}

static int open_series(struct analysis *analysis, struct lg_err *err) {
    struct lg_app *app = analysis->app;
    const char *save = analysis->judging.save;
    const char *path;
    if (lg_args_once(analysis->args, "--series", &path, err) < 0)
        return -1;
    path = lg_paths_user(&app->paths, &app->arena, path);
    if (save != NULL && strcmp(path, lg_paths_user(&app->paths, &app->arena, save)) == 0)
        return lg_err_set(err, LG_ERR_USAGE, "--series and --save name the same file '%s'", path);
    return lg_series_open(&analysis->series, path, err);
}

static int run(struct lg_app *app, const struct lg_args *args, struct lg_err *err) {
    struct lg_args named = *args;
    struct analysis analysis = {.app = app, .args = &named};
    int result = -1;
    if (lg_judging_open(&analysis.judging, app, &named, err) < 0)
        return -1;
    if (named.num_words == 0)
        return lg_err_set(err, LG_ERR_USAGE, "analyze wants at least one audio file");
    if (read_measures(&analysis, err) < 0 || read_form(&analysis, err) < 0 ||
        read_jobs(&analysis, err) < 0)
        return -1;
    if (analysis.batch.options.series && open_series(&analysis, err) < 0)
        return -1;
    if (analysis.list == NULL && !analysis.is_lines)
        print_head(&analysis);
    if (measure(&analysis, err) == 0 && lg_judging_end(&analysis.judging, analysis.code, err) == 0)
        result = lg_exit_graver(analysis.code, analysis.judging.code);
    lg_series_dispose(&analysis.series);
    return result;
}

const struct lg_command lg_cmd_analyze = {
    .name = "analyze",
    .usage = "analyze FILE... [options]",
    .help = "measures audio files: loudness, range, peaks, levels, clipping, hashes",
    .more =
        "A file that can't be measured gets one line on stderr, and the exit code is 20; the "
        "others\n"
        "are measured all the same. The figures don't depend on the number of threads.\n"
        "A target that is missed and a golden value that drifted are exit code 1; what can't be "
        "judged,\n"
        "such as dialogue, is 20; a playback profile tells gain and judges nothing.\n",
    .options = options,
    .words = LG_WORDS_FILES,
    .run = run,
};
