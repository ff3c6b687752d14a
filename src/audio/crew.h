/* A few threads that share out independent jobs: which of them does a job must not matter. */
#ifndef LG_AUDIO_CREW_H
#define LG_AUDIO_CREW_H

#include <stddef.h>

struct lg_crew;

/* `threads` counts the caller. Where the system gives fewer, fewer work. */
struct lg_crew *lg_crew_new(int threads);
void lg_crew_free(struct lg_crew *crew);

/* Calls job(ctx, i) once for each i below `count`, begun in that order, and returns when all have
 * ended. The caller takes part; with a NULL crew it does everything. One run at a time. */
void lg_crew_run(struct lg_crew *crew, void (*job)(void *ctx, size_t index), void *ctx,
                 size_t count);

#endif
