#include "report/html_text.h"

#include <math.h>
#include <string.h>

#include "base/clock.h"
#include "base/number.h"
#include "report/clean.h"
#include "report/words.h"

static const char dash[] = "\xe2\x80\x93";

/* Of what is clean by now. */
static void add_escaped(struct lg_str *out, const char *text) {
    static const char special[] = "&<>\"'";
    static const char *const entities[] = {"&amp;", "&lt;", "&gt;", "&quot;", "&#39;"};
    while (*text != '\0') {
        size_t length = strcspn(text, special);
        lg_str_add_n(out, text, length);
        text += length;
        if (*text == '\0')
            return;
        lg_str_add(out, entities[strchr(special, *text) - special]);
        text++;
    }
}

static void add_clean(struct lg_str *out, struct lg_view text, size_t max_chars,
                      void (*clean)(struct lg_view, size_t, struct lg_str *)) {
    struct lg_str fit = {0};
    clean(text, max_chars, &fit);
    add_escaped(out, lg_str_text(&fit));
    lg_str_dispose(&fit);
}

void lg_html_line(struct lg_str *out, const char *text) {
    if (text != NULL)
        add_clean(out, lg_view_of(text), LG_HTML_LINE_MAX, lg_clean_line);
}

void lg_html_block(struct lg_str *out, struct lg_view text) {
    add_clean(out, text, LG_HTML_BLOCK_MAX, lg_clean_text);
}

void lg_html_element(struct lg_str *out, const char *tag, const char *text) {
    if (text == NULL || text[0] == '\0')
        return;
    lg_str_printf(out, "<%s>", tag);
    lg_html_line(out, text);
    lg_str_printf(out, "</%.*s>", (int)strcspn(tag, " "), tag);
}

void lg_html_field(struct lg_str *out, const char *name, const char *text) {
    if (text == NULL || text[0] == '\0')
        return;
    lg_html_element(out, "dt", name);
    lg_html_element(out, "dd", text);
}

void lg_html_group(struct lg_str *out, const char *name, const char *text) {
    if (text == NULL || text[0] == '\0')
        return;
    lg_str_add(out, "<div>");
    lg_html_field(out, name, text);
    lg_str_add(out, "</div>");
}

void lg_html_duration(struct lg_str *out, int64_t duration_ns) {
    char seconds[24];
    int64_t whole = duration_ns / LG_NS_PER_S;
    if (whole < 60) {
        lg_words_seconds(duration_ns, seconds);
        lg_str_printf(out, "%s s", seconds);
    } else if (whole < 3600)
        lg_str_printf(out, "%d min %d s", (int)(whole / 60), (int)(whole % 60));
    else
        lg_str_printf(out, "%lld h %d min", (long long)(whole / 3600), (int)(whole / 60 % 60));
}

void lg_html_number(struct lg_str *out, double number, int decimals) {
    char text[LG_NUMBER_MAX];
    lg_number_fixed(number, decimals, text);
    lg_str_add(out, isnan(number) ? dash : text);
}
