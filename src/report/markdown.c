#include "report/markdown.h"

#include <string.h>

#include "report/clean.h"

enum { BLOCK_CHARS_MAX = 64 * 1024, LINE_CHARS_MAX = 4000 };

static size_t longest_run(const char *text, char of) {
    size_t longest = 0;
    for (; *text != '\0'; text++) {
        size_t length = strspn(text, (char[]){of, '\0'});
        longest = length > longest ? length : longest;
        text += length > 0 ? length - 1 : 0;
    }
    return longest;
}

void lg_markdown_block(struct lg_str *out, const char *language, const char *text) {
    struct lg_str clean = {0};
    lg_clean_text(lg_view_of(text), BLOCK_CHARS_MAX, &clean);
    size_t ticks = longest_run(lg_str_text(&clean), '`') + 1;
    ticks = ticks < 3 ? 3 : ticks;
    for (size_t i = 0; i < ticks; i++)
        lg_str_add_char(out, '`');
    lg_str_printf(out, "%s\n%s", language, lg_str_text(&clean));
    if (clean.length > 0 && clean.text[clean.length - 1] != '\n')
        lg_str_add_char(out, '\n');
    for (size_t i = 0; i < ticks; i++)
        lg_str_add_char(out, '`');
    lg_str_add(out, "\n\n");
    lg_str_dispose(&clean);
}

void lg_markdown_line(struct lg_str *out, const char *text) {
    struct lg_str clean = {0};
    lg_clean_line(lg_view_of(text), LINE_CHARS_MAX, &clean);
    for (const char *c = lg_str_text(&clean); *c != '\0'; c++) {
        if (strchr("\\`*_[]<>#|~", *c) != NULL)
            lg_str_add_char(out, '\\');
        lg_str_add_char(out, *c);
    }
    lg_str_dispose(&clean);
}
