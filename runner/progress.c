#include "runner/progress.h"

#include <stdio.h>

enum { BAR_COLUMNS = 30, DRAWS_A_SECOND = 10 };

void lg_progress_init(struct lg_progress *progress, const struct lg_env *env, int64_t total) {
    *progress = (struct lg_progress){.env = env,
                                     .is_shown = env->is_terminal && env->colour && total > 0,
                                     .total = total,
                                     .begun_ns = lg_clock_now_ns(&env->clock)};
    progress->drawn_ns = progress->begun_ns;
}

static void draw(struct lg_progress *progress, int64_t now_ns) {
    double share = (double)progress->done / (double)progress->total;
    double seconds = (double)(now_ns - progress->begun_ns) / (double)LG_NS_PER_S;
    share = share < 1.0 ? share : 1.0;
    fputs("\r[", stderr);
    for (int i = 0; i < BAR_COLUMNS; i++)
        fputc(i < (int)(share * BAR_COLUMNS) ? '=' : ' ', stderr);
    fprintf(stderr, "] %3.0f %%, %.0f s left \033[K", 100.0 * share,
            seconds / share * (1.0 - share));
    fflush(stderr);
    progress->is_drawn = true;
    progress->drawn_ns = now_ns;
}

void lg_progress_add(struct lg_progress *progress, int64_t done) {
    if (!progress->is_shown)
        return;
    int64_t now_ns = lg_clock_now_ns(&progress->env->clock);
    progress->done += done;
    if (progress->done > 0 && now_ns - progress->drawn_ns >= LG_NS_PER_S / DRAWS_A_SECOND)
        draw(progress, now_ns);
}

void lg_progress_clear(struct lg_progress *progress) {
    if (!progress->is_drawn)
        return;
    fputs("\r\033[K", stderr);
    progress->is_drawn = false;
}
