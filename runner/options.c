#include "runner/options.h"

#include <string.h>

#include "base/number.h"
#include "base/str.h"
#include "base/suggest.h"
#include "conf/unit.h"

/* A week: what is longer is a slip of the keyboard. */
#define DURATION_MAX_S 604800.0

static size_t count_options(const struct lg_option *const *options) {
    size_t count = 0;
    while (options[count] != NULL)
        count++;
    return count;
}

static int unknown_option(const struct lg_args *args, const char *word, size_t length,
                          struct lg_arena *arena, struct lg_err *err) {
    const char **names = lg_arena_array(arena, args->num_options + 1, sizeof *names);
    for (size_t i = 0; i < args->num_options; i++)
        names[i] = args->options[i]->name;
    const char *name = lg_arena_strndup(arena, word, length);
    const char *near = lg_suggest(name, names, args->num_options);
    if (near != NULL)
        return lg_err_set(err, LG_ERR_USAGE, "unknown option '%s'; did you mean '%s'?", name, near);
    return lg_err_set(err, LG_ERR_USAGE, "unknown option '%s'; --help lists what there is", name);
}

static size_t find(const struct lg_args *args, struct lg_view name) {
    size_t i = 0;
    while (i < args->num_options && !lg_view_eq(name, args->options[i]->name))
        i++;
    return i;
}

/* Takes argv[at], an option, and its value; returns how many words were used, 0 on error. */
static int take_option(struct lg_args *args, char **argv, int at, struct lg_arena *arena,
                       struct lg_err *err) {
    const char *word = argv[at];
    const char *equals = strchr(word, '=');
    size_t length = equals == NULL ? strlen(word) : (size_t)(equals - word);
    size_t index = find(args, (struct lg_view){word, length});
    if (index == args->num_options) {
        unknown_option(args, word, length, arena, err);
        return 0;
    }
    const struct lg_option *option = args->options[index];
    const char *next = argv[at + 1];
    const char *value = equals == NULL ? NULL : equals + 1;
    int used = 1;
    if (option->kind == LG_OPTION_FLAG && value != NULL) {
        lg_err_set(err, LG_ERR_USAGE, "option %s takes no value, got '%s'", option->name, value);
        return 0;
    }
    if (value == NULL && next != NULL &&
        (option->kind == LG_OPTION_VALUE ||
         (option->kind == LG_OPTION_MAYBE && option->takes != NULL && option->takes(next)))) {
        value = next;
        used = 2;
    }
    if (option->kind == LG_OPTION_VALUE && (value == NULL || value[0] == '\0')) {
        lg_err_set(err, LG_ERR_USAGE, "option %s wants %s", option->name, option->value);
        return 0;
    }
    if (option->kind == LG_OPTION_VALUE && used == 2 && lg_starts_with(value, "--")) {
        lg_err_set(err, LG_ERR_USAGE, "option %s wants %s, got the option '%s'", option->name,
                   option->value, value);
        return 0;
    }
    struct lg_given *given = &args->given[index];
    given->values[given->count++] = value;
    return used;
}

/* -x and --x; but -30 and -inf are values. */
static bool is_option(const char *word) {
    if (word[0] != '-' || word[1] == '\0')
        return false;
    return strchr(".0123456789", word[1]) == NULL && !lg_starts_with(word + 1, "inf");
}

static struct lg_args no_args(const struct lg_option *const *options, size_t argc,
                              struct lg_arena *arena) {
    struct lg_args args = {.options = options, .num_options = count_options(options)};
    args.given = lg_arena_array(arena, args.num_options + 1, sizeof *args.given);
    args.words = lg_arena_array(arena, argc + 1, sizeof *args.words);
    for (size_t i = 0; i < args.num_options; i++)
        args.given[i].values = lg_arena_array(arena, argc + 1, sizeof(const char *));
    return args;
}

int lg_args_parse(const struct lg_option *const *options, int argc, char **argv,
                  struct lg_arena *arena, struct lg_args *out, struct lg_err *err) {
    struct lg_args args = no_args(options, (size_t)argc, arena);
    bool only_words = false;
    for (int at = 0; at < argc;) {
        if (!only_words && strcmp(argv[at], "--") == 0) {
            only_words = true;
            at++;
        } else if (!only_words && is_option(argv[at])) {
            int used = take_option(&args, argv, at, arena, err);
            if (used == 0)
                return -1;
            at += used;
        } else {
            args.words[args.num_words++] = argv[at++];
        }
    }
    *out = args;
    return 0;
}

void lg_args_scan(const struct lg_option *const *options, int argc, char **argv,
                  struct lg_arena *arena, struct lg_args *out) {
    struct lg_args args = no_args(options, (size_t)argc, arena);
    for (int at = 0; at < argc && strcmp(argv[at], "--") != 0;) {
        int used = 0;
        size_t length = strcspn(argv[at], "=");
        if (find(&args, (struct lg_view){argv[at], length}) < args.num_options)
            used = take_option(&args, argv, at, arena, NULL);
        at += used == 0 ? 1 : used;
    }
    *out = args;
}

struct lg_given lg_args_all(const struct lg_args *args, const char *name) {
    size_t index = find(args, lg_view_of(name));
    return index == args->num_options ? (struct lg_given){0} : args->given[index];
}

bool lg_args_has(const struct lg_args *args, const char *name) {
    return lg_args_all(args, name).count > 0;
}

const char *lg_args_value(const struct lg_args *args, const char *name) {
    struct lg_given given = lg_args_all(args, name);
    return given.count == 0 ? NULL : given.values[given.count - 1];
}

int lg_args_once(const struct lg_args *args, const char *name, const char **out,
                 struct lg_err *err) {
    struct lg_given given = lg_args_all(args, name);
    if (given.count > 1)
        return lg_err_set(err, LG_ERR_USAGE, "%s is given %zu times: only one can count", name,
                          given.count);
    *out = given.count == 1 ? given.values[0] : NULL;
    return 0;
}

int lg_args_duration(const struct lg_args *args, const char *name, int64_t *ns,
                     struct lg_err *err) {
    const char *text = lg_args_value(args, name);
    struct lg_quantity quantity;
    if (text == NULL)
        return 0;
    if (!lg_quantity_read(lg_view_of(text), &quantity) || quantity.dimension != LG_DIM_TIME ||
        !(quantity.base > 0) || quantity.base > DURATION_MAX_S)
        return lg_err_set(err, LG_ERR_USAGE,
                          "%s wants a duration such as 500ms, 5s or 10m, got '%s'", name, text);
    *ns = (int64_t)(quantity.base * 1e9);
    return 0;
}

int lg_args_count(const struct lg_args *args, const char *name, int64_t *count,
                  struct lg_err *err) {
    const char *text = lg_args_value(args, name);
    int64_t number;
    if (text == NULL)
        return 0;
    if (!lg_number_read_int(lg_view_of(text), &number) || number < 0)
        return lg_err_set(err, LG_ERR_USAGE, "%s wants a whole number from 0 up, got '%s'", name,
                          text);
    *count = number;
    return 0;
}

const char *lg_word_option(struct lg_arena *arena, const char *beginning, const char *value) {
    struct lg_str text = {0};
    lg_str_add(&text, beginning);
    lg_str_add_word(&text, value);
    const char *copy = lg_arena_strdup(arena, lg_str_text(&text));
    lg_str_dispose(&text);
    return copy;
}
