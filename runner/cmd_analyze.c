#include <stdio.h>

#include "audio/meter.h"
#include "base/json.h"
#include "base/number.h"
#include "runner/commands.h"
#include "runner/exit_code.h"

static const struct lg_option option_json = {"--json", LG_OPTION_FLAG, NULL,
                                             "a JSON list on stdout, one object a file", NULL};

static const struct lg_option *const options[] = {&option_json, NULL};

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

static void print_head(void) {
    for (size_t i = 0; i < LG_ARRAY_LEN(columns); i++)
        printf("%*s  ", columns[i].width, columns[i].title);
    puts("file");
}

static void print_row(const struct lg_value *measures, const char *path) {
    for (size_t i = 0; i < LG_ARRAY_LEN(columns); i++) {
        char text[LG_NUMBER_MAX] = "-";
        const struct lg_value *level = lg_value_get(measures, columns[i].key);
        if (lg_value_is_number(level))
            lg_number_fixed(lg_value_number(level), columns[i].decimals, text);
        printf("%*s  ", columns[i].width, text);
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
}

struct job {
    struct lg_value *list; /* of JSON objects, NULL for a table */
    int code;
};

static int analyze_one(struct lg_app *app, const char *path, struct job *job, struct lg_err *err) {
    struct lg_measures measures;
    struct lg_arena scratch = {0};
    struct lg_arena *arena = job->list == NULL ? &scratch : &app->arena;
    int result =
        lg_measure_file(lg_paths_user(&app->paths, arena, path), &app->env, &measures, err);
    if (result == 0 && job->list != NULL)
        lg_value_push(arena, job->list, lg_measures_value(&measures, arena));
    else if (result == 0) {
        struct lg_value *map = lg_measures_value(&measures, arena);
        print_row(map, path);
        say_undefined(map, path);
    }
    lg_arena_dispose(&scratch);
    return result;
}

static int run(struct lg_app *app, const struct lg_args *args, struct lg_err *err) {
    if (args->num_words == 0)
        return lg_err_set(err, LG_ERR_USAGE, "analyze wants at least one audio file");
    struct job job = {0};
    if (lg_args_has(args, "--json"))
        job.list = lg_value_list(&app->arena);
    else
        print_head();
    for (size_t i = 0; i < args->num_words; i++) {
        struct lg_err failed = {0};
        if (lg_env_check(&app->env, err) != 0)
            return -1;
        if (analyze_one(app, args->words[i], &job, &failed) != 0) {
            lg_say_err(&app->paths, &failed);
            job.code = lg_exit_graver(job.code, lg_exit_of_err(&failed));
        }
    }
    if (job.list != NULL) {
        struct lg_str text = {0};
        lg_json_write_pretty(job.list, &text);
        fputs(lg_str_text(&text), stdout);
        lg_str_dispose(&text);
    }
    return job.code;
}

const struct lg_command lg_cmd_analyze = {
    .name = "analyze",
    .usage = "analyze FILE... [--json]",
    .help = "measures audio files: loudness, range, peaks, hash",
    .more = "A file that can't be measured gets one line on stderr, and the exit code is 20; the "
            "others\n"
            "are measured all the same.\n",
    .options = options,
    .run = run,
};
