#include "audio/batch.h"

#include <pthread.h>
#include <stdlib.h>

#include "audio/crew.h"

/* A file that was measured, or not, and waits for those before it. */
struct outcome {
    bool has_measures;
    struct lg_measures measures;
    struct lg_err err;
};

struct work {
    const struct lg_measure_batch *batch;
    const struct lg_env *env;
    struct lg_measure_options options; /* of each file */
    pthread_mutex_t lock;
    struct outcome **outcomes;
    size_t told;           /* files whose result was given */
    struct lg_err stopped; /* set: by an interruption */
};

static void free_outcome(struct outcome *outcome) {
    if (outcome == NULL)
        return;
    lg_measures_dispose(&outcome->measures);
    free(outcome);
}

static void tell_progress(void *untyped, int64_t bytes) {
    struct work *work = untyped;
    const struct lg_measure_options *wanted = &work->batch->options;
    pthread_mutex_lock(&work->lock);
    wanted->on_progress(wanted->ctx, bytes);
    pthread_mutex_unlock(&work->lock);
}

/* With the lock held: results whose turn has come. */
static void tell_results(struct work *work) {
    const struct lg_measure_batch *batch = work->batch;
    while (work->told < batch->count && work->outcomes[work->told] != NULL) {
        struct outcome *outcome = work->outcomes[work->told];
        batch->on_result(batch->ctx, work->told, outcome->has_measures ? &outcome->measures : NULL,
                         &outcome->err);
        work->outcomes[work->told++] = NULL;
        free_outcome(outcome);
    }
}

static void measure_one(void *untyped, size_t index) {
    struct work *work = untyped;
    struct outcome *outcome = lg_xcalloc(1, sizeof *outcome);
    int result = -1;
    if (work->env == NULL || lg_env_check(work->env, &outcome->err) == 0)
        result = lg_measure_file_with(work->batch->paths[index], &work->options, work->env,
                                      &outcome->measures, &outcome->err);
    outcome->has_measures = result == 0;
    pthread_mutex_lock(&work->lock);
    if (outcome->err.kind == LG_ERR_INTERRUPTED) {
        work->stopped = outcome->err;
        free_outcome(outcome);
    } else {
        work->outcomes[index] = outcome;
        tell_results(work);
    }
    pthread_mutex_unlock(&work->lock);
}

int lg_measure_files(const struct lg_measure_batch *batch, const struct lg_env *env,
                     struct lg_err *err) {
    size_t jobs = batch->jobs > 1 ? (size_t)batch->jobs : 1;
    struct work work = {.batch = batch, .env = env, .options = batch->options};
    if (batch->count == 0)
        return 0;
    work.outcomes = lg_xcalloc(batch->count, sizeof *work.outcomes);
    work.options.threads = (int)(jobs / batch->count);
    if (work.options.on_progress != NULL) {
        work.options.on_progress = tell_progress;
        work.options.ctx = &work;
    }
    pthread_mutex_init(&work.lock, NULL);
    struct lg_crew *crew = lg_crew_new((int)(jobs < batch->count ? jobs : batch->count));
    lg_crew_run(crew, measure_one, &work, batch->count);
    lg_crew_free(crew);
    pthread_mutex_destroy(&work.lock);
    for (size_t i = work.told; i < batch->count; i++)
        free_outcome(work.outcomes[i]);
    free(work.outcomes);
    if (lg_err_is_set(&work.stopped)) {
        if (err != NULL)
            *err = work.stopped;
        return -1;
    }
    return 0;
}
