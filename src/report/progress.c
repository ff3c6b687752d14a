#include "report/progress.h"

#include "base/str.h"
#include "report/clean.h"
#include "report/words.h"

/* A line that is longer than its terminal is wide could not be drawn over. */
enum { BAR_COLUMNS = 24, LINE_COLUMNS = 78, DRAWS_A_SECOND = 10 };

void lg_progress_init(struct lg_progress *progress, FILE *out, const struct lg_clock *clock,
                      int64_t total) {
    *progress = (struct lg_progress){.out = out, .clock = clock, .total = total};
    progress->begun_ns = lg_clock_now_ns(clock);
    progress->drawn_ns = progress->begun_ns;
}

/* True where it is time for the next one. */
static bool is_due(const struct lg_progress *progress) {
    return progress->out != NULL && progress->total > 0 &&
           lg_clock_now_ns(progress->clock) - progress->drawn_ns >= LG_NS_PER_S / DRAWS_A_SECOND;
}

static double share_of(const struct lg_progress *progress) {
    double share = (double)progress->done / (double)progress->total;
    return share < 1.0 ? share : 1.0;
}

static void draw(struct lg_progress *progress, const char *text) {
    struct lg_str line = {0};
    int full = (int)(share_of(progress) * BAR_COLUMNS);
    lg_str_add_char(&line, '[');
    for (int i = 0; i < BAR_COLUMNS; i++)
        lg_str_add_char(&line, i < full ? '=' : ' ');
    lg_str_add(&line, "] ");
    lg_clean_line(lg_view_of(text), LINE_COLUMNS - BAR_COLUMNS - 3, &line);
    fprintf(progress->out, "\r%s\033[K", lg_str_text(&line));
    fflush(progress->out);
    lg_str_dispose(&line);
    progress->is_drawn = true;
    progress->drawn_ns = lg_clock_now_ns(progress->clock);
}

void lg_progress_add(struct lg_progress *progress, int64_t done) {
    progress->done += done;
    if (progress->done <= 0 || !is_due(progress))
        return;
    double spent_ns = (double)(lg_clock_now_ns(progress->clock) - progress->begun_ns);
    double share = share_of(progress);
    struct lg_str text = {0};
    lg_str_printf(&text, "%3.0f %%, ", 100.0 * share);
    lg_words_span((int64_t)(spent_ns / share * (1.0 - share)), &text);
    lg_str_add(&text, " left");
    draw(progress, lg_str_text(&text));
    lg_str_dispose(&text);
}

void lg_progress_draw(struct lg_progress *progress, int64_t left_ns, const char *what) {
    struct lg_str text = {0};
    if (!is_due(progress))
        return;
    lg_str_printf(&text, "%lld of %lld", (long long)progress->done, (long long)progress->total);
    if (left_ns >= 0) {
        lg_str_add(&text, ", ");
        lg_words_span(left_ns, &text);
        lg_str_add(&text, " left");
    }
    lg_str_printf(&text, "%s%s", what[0] == '\0' ? "" : ": ", what);
    draw(progress, lg_str_text(&text));
    lg_str_dispose(&text);
}

void lg_progress_clear(struct lg_progress *progress) {
    if (!progress->is_drawn)
        return;
    fputs("\r\033[K", progress->out);
    fflush(progress->out);
    progress->is_drawn = false;
}
