#include "report/watch.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "report/clean.h"
#include "report/progress.h"
#include "report/words.h"

/* Points of a matrix take their own time, steps another. */
enum kind { STEPS, POINTS, KIND__COUNT };

struct pace {
    int64_t left;   /* announced and not ended */
    int64_t count;  /* ended, of those that ran in this run */
    int64_t sum_ns; /* what these took */
};

struct watch {
    struct lg_sink sink;
    struct lg_watch_options options;
    pthread_t owner;
    struct lg_progress progress;
    struct pace paces[KIND__COUNT];
    struct lg_str suite, item;
    bool is_running; /* the item */
    int64_t begun_ns, slow_ns;
};

/* What the rest takes if it goes on like this; -1 where that can't be told: no point has said yet
 * how long points take, or what runs now takes much longer than what came before. */
static int64_t left_ns(const struct watch *watch, int64_t spent_ns) {
    double sum = 0.0;
    double longest = 0.0;
    for (int i = 0; i < KIND__COUNT; i++) {
        const struct pace *pace = &watch->paces[i];
        if (pace->left == 0)
            continue;
        if (pace->count == 0)
            return -1;
        double mean = (double)pace->sum_ns / (double)pace->count;
        sum += mean * (double)pace->left;
        longest = mean > longest ? mean : longest;
    }
    bool is_late = (double)spent_ns > 2.0 * longest + (double)LG_NS_PER_S;
    return is_late ? -1 : (int64_t)sum;
}

static void take_plan(struct watch *watch, const struct lg_event *event) {
    const struct lg_event_plan *plan = &event->as.plan;
    for (size_t i = 0; i < plan->num_items; i++) {
        bool is_point = strcmp(plan->items[i].verb, LG_EVENT_CASE_VERB) == 0;
        watch->paces[is_point ? POINTS : STEPS].left++;
    }
    watch->progress.total += (int64_t)plan->num_items;
}

static void take_gate_start(struct watch *watch, const struct lg_event *event) {
    lg_str_clear(&watch->suite);
    lg_str_add(&watch->suite, event->as.gate_start.suite);
}

/* A step that is run again after a fix goes on being the same one. */
static void take_transition(struct watch *watch, const struct lg_event *event) {
    const struct lg_event_transition *move = &event->as.transition;
    if (strcmp(move->state, "RUN") != 0 || watch->is_running)
        return;
    lg_str_clear(&watch->item);
    lg_str_add(&watch->item, move->id);
    watch->is_running = true;
    watch->begun_ns = lg_clock_now_ns(watch->options.clock);
    watch->slow_ns = watch->options.slow_after_ns;
}

static void take_end(struct watch *watch, const struct lg_event *event) {
    struct pace *pace = &watch->paces[event->kind == LG_EVENT_CASE ? POINTS : STEPS];
    pace->left -= pace->left > 0;
    watch->progress.done++;
    if (watch->is_running) {
        pace->count++;
        pace->sum_ns += lg_clock_now_ns(watch->options.clock) - watch->begun_ns;
    }
    watch->is_running = false;
}

static void say(struct watch *watch, const char *word, const char *text) {
    struct lg_str line = {0};
    if (watch->options.talk == NULL)
        return;
    lg_progress_clear(&watch->progress);
    lg_str_printf(&line, watch->options.colour ? "\x1b[33m%s \x1b[0m " : "%s  ", word);
    lg_clean_line(lg_view_of(lg_str_text(&watch->suite)), LG_WORDS_LINE_MAX, &line);
    lg_str_add(&line, "  ");
    lg_clean_line(lg_view_of(lg_str_text(&watch->item)), LG_WORDS_LINE_MAX, &line);
    lg_str_add(&line, ": ");
    lg_clean_line(lg_view_of(text), LG_WORDS_LINE_MAX, &line);
    fprintf(watch->options.talk, "%s\n", lg_str_text(&line));
    fflush(watch->options.talk);
    lg_str_dispose(&line);
}

static void tell_slow(struct watch *watch, int64_t spent_ns) {
    struct lg_str text = {0};
    lg_words_span(spent_ns, &text);
    lg_str_add(&text, " so far");
    say(watch, "SLOW", lg_str_text(&text));
    lg_str_dispose(&text);
}

void lg_watch_tell(void *untyped, const char *text) {
    say(untyped, "WAIT", text);
}

void lg_watch_tick(void *untyped) {
    struct watch *watch = untyped;
    if (!watch->is_running || !pthread_equal(watch->owner, pthread_self()))
        return;
    int64_t spent_ns = lg_clock_now_ns(watch->options.clock) - watch->begun_ns;
    if (watch->slow_ns > 0 && spent_ns >= watch->slow_ns) {
        tell_slow(watch, spent_ns);
        while (watch->slow_ns <= spent_ns)
            watch->slow_ns *= 2;
    }
    lg_progress_draw(&watch->progress, left_ns(watch, spent_ns), lg_str_text(&watch->item));
}

/* NULL: of no concern. */
static void (*const takers[LG_EVENT__COUNT])(struct watch *, const struct lg_event *) = {
    [LG_EVENT_PLAN] = take_plan,
    [LG_EVENT_GATE_START] = take_gate_start,
    [LG_EVENT_TRANSITION] = take_transition,
    [LG_EVENT_STEP] = take_end,
    [LG_EVENT_CASE] = take_end,
};

static int watch_take(struct lg_sink *sink, const struct lg_event *event, struct lg_err *err) {
    struct watch *watch = (struct watch *)sink;
    LG_UNUSED(err);
    lg_progress_clear(&watch->progress);
    if (takers[event->kind] != NULL)
        takers[event->kind](watch, event);
    return 0;
}

static void watch_free(struct lg_sink *sink) {
    struct watch *watch = (struct watch *)sink;
    lg_progress_clear(&watch->progress);
    lg_str_dispose(&watch->suite);
    lg_str_dispose(&watch->item);
    free(watch);
}

static const struct lg_sink_ops watch_ops = {
    .name = "watch", .take = watch_take, .free = watch_free, .turn = LG_TURN_REPORT};

struct lg_sink *lg_watch_new(const struct lg_watch_options *options) {
    struct watch *watch = lg_xcalloc(1, sizeof *watch);
    watch->sink.ops = &watch_ops;
    watch->options = *options;
    watch->owner = pthread_self();
    if (options->talk == NULL)
        watch->options.slow_after_ns = 0;
    lg_progress_init(&watch->progress, options->bar, options->clock, 0);
    return &watch->sink;
}
