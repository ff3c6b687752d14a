#include "render/fill.h"

#include <string.h>

#include "base/number.h"
#include "base/suggest.h"

enum placeholder { FILL_FILE, FILL_ID, FILL_START, FILL_LENGTH, NUM_PLACEHOLDERS };

static const char *const names[NUM_PLACEHOLDERS] = {
    [FILL_FILE] = "file", [FILL_ID] = "id", [FILL_START] = "start", [FILL_LENGTH] = "length"};

static int find(struct lg_view name, enum placeholder *out, const char *pattern,
                struct lg_err *err) {
    for (int i = 0; i < NUM_PLACEHOLDERS; i++)
        if (lg_view_eq(name, names[i])) {
            *out = (enum placeholder)i;
            return 0;
        }
    struct lg_arena arena = {0};
    const char *word = lg_arena_strndup(&arena, name.text, name.length);
    const char *near = lg_suggest(word, names, NUM_PLACEHOLDERS);
    int status = lg_err_set(err, LG_ERR_READ, "'%s': there is no {%s}%s%s%s", pattern, word,
                            near == NULL ? "; {file}, {id}, {start} and {length} are filled in"
                                         : ", did you mean {",
                            near == NULL ? "" : near, near == NULL ? "" : "}?");
    lg_arena_dispose(&arena);
    return status;
}

static void add_number(struct lg_str *out, double number) {
    char text[LG_NUMBER_MAX];
    lg_number_write(number, text);
    lg_str_add(out, text);
}

static int add(const struct lg_fill *fill, enum placeholder which, const char *pattern,
               struct lg_str *out, struct lg_err *err) {
    if (which == FILL_ID)
        lg_str_add(out, fill->id == NULL ? "print" : fill->id);
    else if (which == FILL_START)
        add_number(out, fill->start_beats);
    else if (which == FILL_FILE && fill->file == NULL)
        return lg_err_set(err, LG_ERR_READ, "'%s': a file's own name can't hold {file}", pattern);
    else if (which == FILL_FILE)
        lg_str_add(out, fill->file);
    else if (!(fill->length_s > 0))
        return lg_err_set(err, LG_ERR_READ, "'%s': no length was told for {length}", pattern);
    else
        add_number(out, fill->length_s);
    return 0;
}

/* One walk for both: a NULL fill only checks. */
static int walk(const struct lg_fill *fill, const char *pattern, struct lg_str *out,
                struct lg_err *err) {
    for (const char *at = pattern; *at != '\0'; at++) {
        enum placeholder which;
        bool is_brace = *at == '{' || *at == '}';
        if (!is_brace || at[1] == *at) {
            lg_str_add_char(out, *at);
            at += is_brace;
            continue;
        }
        size_t length = strcspn(at + 1, "{}");
        if (*at == '}' || at[1 + length] != '}')
            return lg_err_set(err, LG_ERR_READ,
                              "'%s': a single '%c'; a brace of its own is written twice", pattern,
                              *at);
        if (find((struct lg_view){at + 1, length}, &which, pattern, err) < 0 ||
            (fill != NULL && add(fill, which, pattern, out, err) < 0))
            return -1;
        at += length + 1;
    }
    return 0;
}

int lg_fill_check(const char *pattern, struct lg_err *err) {
    struct lg_str ignored = {0};
    int status = walk(NULL, pattern, &ignored, err);
    lg_str_dispose(&ignored);
    return status;
}

int lg_fill(const struct lg_fill *fill, const char *pattern, struct lg_arena *arena,
            const char **out, struct lg_err *err) {
    struct lg_str text = {0};
    int status = walk(fill, pattern, &text, err);
    if (status == 0)
        *out = lg_arena_strndup(arena, lg_str_text(&text), text.length);
    lg_str_dispose(&text);
    return status;
}
