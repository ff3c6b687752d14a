#include <string.h>

#include "audio/recipes.h"
#include "base/str.h"

/* Where in a command the splitting stands. */
struct splitter {
    const char *at;
    struct lg_str word;
    bool has_word; /* '' is one too */
};

static int no_end(const char *command, const char *what, struct lg_err *err) {
    return lg_err_set(err, LG_ERR_USAGE, "%s in '%s' ends nowhere", what, command);
}

/* From after the opening quote to after the closing one. */
static int take_quoted(struct splitter *s, const char *command, char quote, struct lg_err *err) {
    for (; *s->at != quote; s->at++) {
        if (*s->at == '\\' && quote == '"' && s->at[1] != '\0')
            s->at++;
        if (*s->at == '\0')
            return no_end(command, "a quote", err);
        lg_str_add_char(&s->word, *s->at);
    }
    s->at++;
    return 0;
}

/* One word; at its end, or that of the command. */
static int take_word(struct splitter *s, const char *command, struct lg_err *err) {
    static const char blanks[] = " \t\r\n";
    s->at += strspn(s->at, blanks);
    s->has_word = *s->at != '\0';
    while (*s->at != '\0' && strchr(blanks, *s->at) == NULL) {
        char c = *s->at++;
        if (c == '\'' || c == '"') {
            if (take_quoted(s, command, c, err) != 0)
                return -1;
            continue;
        }
        if (c == '\\') {
            if (*s->at == '\0')
                return no_end(command, "a \\", err);
            c = *s->at++;
        }
        lg_str_add_char(&s->word, c);
    }
    return 0;
}

int lg_command_split(const char *command, struct lg_arena *arena, const char *const **argv_out,
                     struct lg_err *err) {
    struct splitter s = {.at = command};
    /* Between words is a blank, so there are at most half as many as characters. */
    const char **argv = lg_arena_array(arena, strlen(command) / 2 + 2, sizeof *argv);
    size_t count = 0;
    int result;
    while ((result = take_word(&s, command, err)) == 0 && s.has_word) {
        argv[count++] = lg_arena_strdup(arena, lg_str_text(&s.word));
        lg_str_clear(&s.word);
    }
    lg_str_dispose(&s.word);
    if (result != 0)
        return -1;
    if (count == 0)
        return lg_err_set(err, LG_ERR_USAGE, "the meter's command is empty");
    *argv_out = argv;
    return 0;
}
