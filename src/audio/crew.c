#include "audio/crew.h"

#include <pthread.h>
#include <signal.h>
#include <stdbool.h>
#include <stdlib.h>

#include "base/arena.h"

struct lg_crew {
    pthread_mutex_t lock;
    pthread_cond_t work; /* there is some, or the crew is dismissed */
    pthread_cond_t rest; /* all of it has ended */
    pthread_t *threads;
    size_t num_threads;
    bool dismissed;
    void (*job)(void *ctx, size_t index);
    void *ctx;
    size_t count;
    size_t begun;
    size_t ended;
};

/* Does one job; false when none is left to begin. Called and left with the lock held. */
static bool do_one(struct lg_crew *crew) {
    if (crew->begun == crew->count)
        return false;
    size_t index = crew->begun++;
    pthread_mutex_unlock(&crew->lock);
    crew->job(crew->ctx, index);
    pthread_mutex_lock(&crew->lock);
    if (++crew->ended == crew->count)
        pthread_cond_signal(&crew->rest);
    return true;
}

static void *work(void *untyped) {
    struct lg_crew *crew = untyped;
    pthread_mutex_lock(&crew->lock);
    while (!crew->dismissed) {
        if (!do_one(crew))
            pthread_cond_wait(&crew->work, &crew->lock);
    }
    pthread_mutex_unlock(&crew->lock);
    return NULL;
}

/* Signals are for the thread that called us. */
static void start(struct lg_crew *crew, size_t wanted) {
    sigset_t all;
    sigset_t before;
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before);
    while (crew->num_threads < wanted &&
           pthread_create(&crew->threads[crew->num_threads], NULL, work, crew) == 0)
        crew->num_threads++;
    pthread_sigmask(SIG_SETMASK, &before, NULL);
}

struct lg_crew *lg_crew_new(int threads) {
    struct lg_crew *crew = lg_xcalloc(1, sizeof *crew);
    size_t wanted = threads > 1 ? (size_t)threads - 1 : 0;
    pthread_mutex_init(&crew->lock, NULL);
    pthread_cond_init(&crew->work, NULL);
    pthread_cond_init(&crew->rest, NULL);
    crew->threads = lg_xcalloc(wanted + 1, sizeof *crew->threads);
    start(crew, wanted);
    return crew;
}

void lg_crew_free(struct lg_crew *crew) {
    if (crew == NULL)
        return;
    pthread_mutex_lock(&crew->lock);
    crew->dismissed = true;
    pthread_cond_broadcast(&crew->work);
    pthread_mutex_unlock(&crew->lock);
    for (size_t i = 0; i < crew->num_threads; i++)
        pthread_join(crew->threads[i], NULL);
    pthread_cond_destroy(&crew->work);
    pthread_cond_destroy(&crew->rest);
    pthread_mutex_destroy(&crew->lock);
    free(crew->threads);
    free(crew);
}

void lg_crew_run(struct lg_crew *crew, void (*job)(void *ctx, size_t index), void *ctx,
                 size_t count) {
    if (crew == NULL || crew->num_threads == 0) {
        for (size_t i = 0; i < count; i++)
            job(ctx, i);
        return;
    }
    pthread_mutex_lock(&crew->lock);
    crew->job = job;
    crew->ctx = ctx;
    crew->count = count;
    crew->begun = 0;
    crew->ended = 0;
    pthread_cond_broadcast(&crew->work);
    while (do_one(crew))
        continue;
    while (crew->ended < crew->count)
        pthread_cond_wait(&crew->rest, &crew->lock);
    crew->count = 0;
    crew->begun = 0;
    pthread_mutex_unlock(&crew->lock);
}
