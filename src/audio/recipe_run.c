#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "audio/recipes.h"
#include "base/fs.h"
#include "base/json.h"
#include "base/number.h"
#include "base/proc.h"

enum { WORDS_MAX = 32 * 1024 * 1024 };

/* --- numbers in words ----------------------------------------------------------------------- */

/* "-23.0", "-inf", "nan"; some write "+" or a real minus sign. False: no number. */
static bool read_number(struct lg_view text, double *out) {
    char plain[LG_NUMBER_MAX];
    struct lg_view view = lg_view_trim(text);
    static const char minus[] = "\xe2\x88\x92";
    const char *sign = "";
    if (view.length > 0 && view.text[0] == '+') {
        view = (struct lg_view){view.text + 1, view.length - 1};
    } else if (view.length > 3 && memcmp(view.text, minus, 3) == 0) {
        view = (struct lg_view){view.text + 3, view.length - 3};
        sign = "-";
    }
    if (view.length == 0 || view.length + 2 > sizeof plain)
        return false;
    snprintf(plain, sizeof plain, "%s%.*s", sign, (int)view.length, view.text);
    return lg_number_read(lg_view_of(plain), out);
}

static struct lg_heard_level to_level(const struct lg_recipe *recipe, double number) {
    if (isnan(number))
        return (struct lg_heard_level){LG_HEARD_UNDEFINED, NAN};
    bool is_nothing = fabs(number - recipe->nothing) < 0.005;
    return (struct lg_heard_level){LG_HEARD_NUMBER, is_nothing ? -INFINITY : number};
}

/* Reads on one line after the other. */
struct lines {
    const char *at;
    const char *end;
};

static bool next_line(struct lines *lines, struct lg_view *out) {
    if (lines->at >= lines->end)
        return false;
    size_t left = (size_t)(lines->end - lines->at);
    const char *stop = memchr(lines->at, '\n', left);
    size_t length = stop == NULL ? left : (size_t)(stop - lines->at);
    *out = (struct lg_view){lines->at, length};
    lines->at += length + (stop == NULL ? 0 : 1);
    return true;
}

static bool holds_text(struct lg_view line, const char *text) {
    size_t length = strlen(text);
    for (size_t i = 0; i + length <= line.length; i++)
        if (memcmp(line.text + i, text, length) == 0)
            return true;
    return false;
}

/* "-23,0", whole or up to its comma: half a number is none. */
static bool has_comma(struct lg_view line, struct lg_view match) {
    const char *end = line.text + line.length;
    const char *at = match.text;
    bool has_digit = false;
    while (at < end && (strchr("+-", *at) != NULL || (*at >= '0' && *at <= '9')))
        has_digit = *at++ >= '0' || has_digit;
    return has_digit && at <= match.text + match.length && at + 1 < end && *at == ',' &&
           at[1] >= '0' && at[1] <= '9';
}

static bool is_taken(enum lg_recipe_take take, double number, double before) {
    if (isnan(before))
        return true;
    return take == LG_TAKE_LAST || (take == LG_TAKE_MAX && number > before) ||
           (take == LG_TAKE_MIN && number < before);
}

/* What a text says of a quantity. */
struct found {
    double number;        /* NAN: no line gave one */
    struct lg_view comma; /* the line with a number that has a decimal comma; empty: none */
};

/* False: no line gave a number. */
static bool find_number(const struct lg_recipe_read *read, const char *words, size_t length,
                        struct found *out) {
    struct lines lines = {words, words + length};
    struct lg_view line;
    struct lg_view match;
    double number;
    bool is_found = false;
    bool is_open = read->after == NULL;
    *out = (struct found){.number = NAN};
    while (next_line(&lines, &line)) {
        bool is_match = is_open && lg_regex_find(read->regex, line, &match, NULL) == 1;
        if (is_match && has_comma(line, match)) {
            out->comma = lg_view_trim(line);
        } else if (is_match && read_number(match, &number)) {
            out->number = is_taken(read->take, number, out->number) ? number : out->number;
            is_found = true;
        }
        is_open = is_open || holds_text(line, read->after);
    }
    return is_found;
}

/* A number, or a word that is one; NAN: null. False: neither, which is no answer. */
static bool json_number(const struct lg_value *root, const char *path, double *out) {
    const struct lg_value *value = root == NULL ? NULL : lg_value_path(root, path);
    *out = NAN;
    if (value == NULL)
        return false;
    if (value->kind == LG_VALUE_STRING)
        return read_number(value->as.string, out);
    *out = lg_value_number(value);
    return value->kind == LG_VALUE_NULL || lg_value_is_number(value);
}

/* The JSON text among the words; NULL: none. A list of one file stands for that file. */
static const struct lg_value *find_json(const char *words, size_t length, struct lg_arena *arena) {
    struct lg_view view = lg_view_trim((struct lg_view){words, length});
    struct lg_value *root = NULL;
    if (lg_json_read(view.text, view.length, "meter", arena, &root, NULL) != 0)
        return NULL;
    bool is_list = root->kind == LG_VALUE_LIST && root->as.list.count == 1;
    return is_list ? root->as.list.first->value : root;
}

static void say_comma(struct lg_view line, struct lg_heard *heard) {
    snprintf(heard->why, sizeof heard->why, "numbers with a decimal comma: '%.*s'",
             (int)(line.length < 160 ? line.length : 160), line.text);
}

void lg_recipe_hear(const struct lg_recipe *recipe, const char *words, size_t length,
                    struct lg_heard *out) {
    struct lg_arena arena = {0};
    struct lg_heard heard = {.refused = true};
    const struct lg_value *root = NULL;
    bool was_sought = false;
    for (int i = 0; i < LG_QUANTITY__COUNT; i++) {
        const struct lg_recipe_read *read = recipe->reads[i];
        struct found found = {.number = NAN};
        if (read == NULL)
            continue;
        if (read->json != NULL && !was_sought) {
            root = find_json(words, length, &arena);
            was_sought = true;
        }
        bool is_answer = read->json != NULL ? json_number(root, read->json, &found.number)
                                            : find_number(read, words, length, &found);
        heard.at[i] = to_level(recipe, found.number);
        if (found.comma.length > 0)
            say_comma(found.comma, &heard);
        heard.refused = heard.refused && !is_answer;
    }
    lg_arena_dispose(&arena);
    *out = heard;
}

/* --- running -------------------------------------------------------------------------------- */

static const char *put_path(struct lg_arena *arena, const char *word, const char *path) {
    static const char mark[] = "{wav}";
    struct lg_str text = {0};
    const char *found;
    for (; (found = strstr(word, mark)) != NULL; word = found + strlen(mark)) {
        lg_str_add_n(&text, word, (size_t)(found - word));
        lg_str_add(&text, path);
    }
    lg_str_add(&text, word);
    const char *result = lg_arena_strdup(arena, lg_str_text(&text));
    lg_str_dispose(&text);
    return result;
}

static const char *const *fill_argv(const struct lg_recipe *recipe, const char *wav,
                                    struct lg_arena *arena) {
    size_t count = 0;
    while (recipe->argv[count] != NULL)
        count++;
    const char **argv = lg_arena_array(arena, count + 1, sizeof *argv);
    for (size_t i = 0; i < count; i++)
        argv[i] = put_path(arena, recipe->argv[i], wav);
    return argv;
}

/* How it ended, with its last line: what a person looks at when no number came. */
static void say_end(const struct lg_proc_result *result, struct lg_heard *heard) {
    char end[64];
    const struct lg_str *words = result->errors.length > 0 ? &result->errors : &result->output;
    struct lines lines = {lg_str_text(words), lg_str_text(words) + words->length};
    struct lg_view line;
    struct lg_view last = {"", 0};
    while (next_line(&lines, &line))
        last = lg_view_trim(line).length > 0 ? lg_view_trim(line) : last;
    if (result->timed_out)
        snprintf(end, sizeof end, "it took too long");
    else if (result->signo != 0)
        snprintf(end, sizeof end, "it was ended by signal %d", result->signo);
    else
        snprintf(end, sizeof end, "it exited with %d", result->exit_code);
    snprintf(heard->why, sizeof heard->why, "no number: %s%s%.*s", end, last.length > 0 ? ": " : "",
             (int)(last.length < 160 ? last.length : 160), last.text);
}

/* The words that hold the numbers: its file, or output and errors one after the other. */
static void gather(const struct lg_recipe *recipe, const struct lg_proc_result *result,
                   const char *folder, struct lg_arena *arena, struct lg_str *words) {
    if (recipe->file != NULL) {
        if (lg_fs_read(lg_fs_join(arena, folder, recipe->file), WORDS_MAX, words, NULL) != 0)
            lg_str_clear(words);
        return;
    }
    lg_str_add_n(words, lg_str_text(&result->output), result->output.length);
    bool has_json = false;
    for (int i = 0; i < LG_QUANTITY__COUNT; i++)
        has_json = has_json || (recipe->reads[i] != NULL && recipe->reads[i]->json != NULL);
    if (has_json && result->output.length > 0)
        return;
    lg_str_add(words, "\n");
    lg_str_add_n(words, lg_str_text(&result->errors), result->errors.length);
}

static int run_in(struct lg_recipe_run *run, const char *folder, const char *wav,
                  struct lg_heard *out, struct lg_err *err) {
    struct lg_arena arena = {0};
    struct lg_proc_result result;
    struct lg_proc_options options = {
        .folder = folder, .timeout_ms = run->timeout_ms, .max_output = WORDS_MAX};
    struct lg_str words = {0};
    int code = lg_proc_run(run->env, fill_argv(run->recipe, wav, &arena), &options, &result, err);
    if (code == 0) {
        gather(run->recipe, &result, folder, &arena, &words);
        lg_recipe_hear(run->recipe, lg_str_text(&words), words.length, out);
        if (out->refused && out->why[0] == '\0')
            say_end(&result, out);
        lg_proc_result_dispose(&result);
    }
    lg_str_dispose(&words);
    lg_arena_dispose(&arena);
    return code;
}

/* Removes a folder and the little that a meter left in it. */
static void remove_folder(const char *folder, int depth) {
    struct lg_arena arena = {0};
    char **names;
    size_t count = 0;
    if (depth > 0 && lg_fs_list(folder, NULL, &arena, &names, &count, NULL) == 0) {
        for (size_t i = 0; i < count; i++) {
            char *path = lg_fs_join(&arena, folder, names[i]);
            if (unlink(path) != 0)
                remove_folder(path, depth - 1);
        }
    }
    rmdir(folder);
    lg_arena_dispose(&arena);
}

static int measure(void *ctx, const char *wav, const struct lg_vector *vector, struct lg_heard *out,
                   struct lg_err *err) {
    LG_UNUSED(vector);
    struct lg_recipe_run *run = ctx;
    struct lg_arena arena = {0};
    char *folder = lg_fs_join(&arena, run->folder, "run-XXXXXX");
    int result;
    if (mkdtemp(folder) == NULL) {
        result = lg_err_sys(err, LG_ERR_WRITE, errno, "a folder in '%s'", run->folder);
    } else {
        result = run_in(run, folder, wav, out, err);
        remove_folder(folder, 8);
    }
    lg_arena_dispose(&arena);
    return result;
}

struct lg_conformance_meter lg_recipe_meter(struct lg_recipe_run *run) {
    struct lg_conformance_meter meter = {
        .name = run->recipe->name,
        .is_dual_mono = run->recipe->is_dual_mono,
        .may_skip_optional = true,
        .measure = measure,
        .ctx = run,
    };
    for (int i = 0; i < LG_QUANTITY__COUNT; i++)
        if (run->recipe->reads[i] != NULL)
            meter.display[i] = run->recipe->reads[i]->display;
    return meter;
}
