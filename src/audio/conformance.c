#include "audio/conformance.h"

#include <errno.h>
#include <math.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "audio/crew.h"
#include "base/fs.h"

/* What one channel gains when it is counted twice. */
static const double dual_mono_lu = 3.010299957;
/* At or below this, loudness says that nothing passed the gates. */
static const double nothing_lufs = -70.0;
/* A bound is not missed by the rounding of its own decimals. */
static const double rounding = 1e-9;
/* BS.1770 gives its filters for 48 kHz alone: drawn again for another rate they may differ so far,
 * and a vector that is held at other rates than its own can't be held closer. */
static const double other_rate_lu = 0.04;
enum { EXACT_HZ = 48000 };

static const char *const outcome_names[LG_JUDGED__COUNT] = {
    [LG_JUDGED_PASSED] = "passed",
    [LG_JUDGED_UNJUDGED] = "not judged",
    [LG_JUDGED_ALLOWED] = "allowed",
    [LG_JUDGED_FAILED] = "failed",
};

const char *lg_judged_name(enum lg_judged outcome) {
    return (unsigned)outcome < LG_JUDGED__COUNT ? outcome_names[outcome] : "?";
}

/* A signal to make, and what the meter said of it. */
struct job {
    const struct lg_vector *vector;
    int rate_hz;
    struct lg_heard heard;
};

struct run {
    const struct lg_conformance_meter *meter;
    const struct lg_conformance_options *options;
    struct job *jobs;
    size_t num_jobs;
    size_t *order;        /* in which they are done */
    pthread_mutex_t lock; /* of what follows */
    size_t done;
    struct lg_err err; /* the first; nothing more is begun then */
};

/* --- making and measuring ------------------------------------------------------------------- */

static bool has_failed(struct run *run) {
    pthread_mutex_lock(&run->lock);
    bool failed = lg_err_is_set(&run->err) != 0;
    pthread_mutex_unlock(&run->lock);
    return failed;
}

static void note_end(struct run *run, const struct lg_err *err) {
    pthread_mutex_lock(&run->lock);
    run->done++;
    if (lg_err_is_set(err) && !lg_err_is_set(&run->err))
        run->err = *err;
    if (run->options->progress != NULL)
        run->options->progress(run->options->ctx, run->done, run->num_jobs);
    pthread_mutex_unlock(&run->lock);
}

static int measure(const struct run *run, struct job *job, const char *wav, struct lg_err *err) {
    struct lg_wave wave = job->vector->wave;
    wave.rate_hz = job->rate_hz;
    if (run->options->env != NULL && lg_env_check(run->options->env, err) != 0)
        return -1;
    if (lg_wave_write(&wave, wav, err) != 0)
        return -1;
    int result = run->meter->measure(run->meter->ctx, wav, job->vector, &job->heard, err);
    if (!run->options->keep && lg_fs_remove(wav, result == 0 ? err : NULL) != 0)
        return -1;
    return result;
}

/* What a kept signal is called. */
static const char *kept_name(const struct job *job, struct lg_arena *arena) {
    bool at_own = job->rate_hz == job->vector->wave.rate_hz;
    return at_own ? lg_arena_printf(arena, "%s.wav", job->vector->id)
                  : lg_arena_printf(arena, "%s-at-%d.wav", job->vector->id, job->rate_hz);
}

/* A signal has a name that says nothing while it is measured, and none comes in the vectors' order:
 * a meter that knows what is wanted of each must not tell one from another by them. */
static void do_job(void *ctx, size_t index) {
    struct run *run = ctx;
    struct job *job = &run->jobs[run->order[index]];
    struct lg_arena scratch = {0};
    struct lg_err err = {0};
    if (has_failed(run))
        return;
    const char *folder = run->options->folder;
    const char *wav =
        lg_fs_join(&scratch, folder, lg_arena_printf(&scratch, "signal-%zu.wav", index + 1));
    const char *kept = lg_fs_join(&scratch, folder, kept_name(job, &scratch));
    if (measure(run, job, wav, &err) != 0)
        lg_err_wrap(&err, "%s: ", job->vector->id);
    else if (run->options->keep && rename(wav, kept) != 0)
        lg_err_sys(&err, LG_ERR_WRITE, errno, "'%s'", kept);
    note_end(run, &err);
    lg_arena_dispose(&scratch);
}

/* By Fisher and Yates, with the numbers of splitmix64. */
static void shuffle(struct run *run, struct lg_arena *arena) {
    uint64_t state = run->options->env != NULL ? run->options->env->seed : 0;
    run->order = lg_arena_array(arena, run->num_jobs + 1, sizeof *run->order);
    for (size_t i = 0; i < run->num_jobs; i++) {
        state += UINT64_C(0x9e3779b97f4a7c15);
        uint64_t z = (state ^ state >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
        z = (z ^ z >> 27) * UINT64_C(0x94d049bb133111eb);
        size_t k = (size_t)((z ^ z >> 31) % (i + 1));
        run->order[i] = run->order[k];
        run->order[k] = i;
    }
}

static size_t plan_vector(const struct lg_conformance_options *options,
                          const struct lg_vector *vector, struct job *jobs) {
    size_t count = 0;
    jobs[count++] = (struct job){.vector = vector, .rate_hz = vector->wave.rate_hz};
    for (size_t i = 0; vector->at_any_rate && i < options->num_rates; i++)
        if (options->rates_hz[i] != vector->wave.rate_hz)
            jobs[count++] = (struct job){.vector = vector, .rate_hz = options->rates_hz[i]};
    return count;
}

static void plan(struct run *run, struct lg_arena *arena, struct lg_conformance *out) {
    const struct lg_conformance_options *options = run->options;
    bool is_choice = options->indices != NULL;
    size_t count = is_choice ? options->num_indices : options->vectors->count;
    run->jobs = lg_arena_array(arena, count * (1 + options->num_rates) + 1, sizeof *run->jobs);
    for (size_t i = 0; i < count; i++) {
        size_t index = is_choice ? options->indices[i] : i;
        const struct lg_vector *vector = &options->vectors->items[index];
        if (vector->file != NULL)
            out->skipped++;
        else
            run->num_jobs += plan_vector(options, vector, run->jobs + run->num_jobs);
    }
}

/* --- judging -------------------------------------------------------------------------------- */

static bool is_loudness(enum lg_quantity quantity) {
    return quantity <= LG_QUANTITY_S_MIN;
}

static bool is_nothing(const struct lg_heard_level *level) {
    return level->kind == LG_HEARD_UNDEFINED ||
           (level->kind == LG_HEARD_NUMBER && level->value <= nothing_lufs);
}

static bool holds(const struct lg_conformance_result *r, const struct lg_heard *heard) {
    switch (r->check->want) {
    case LG_WANT_NUMBER:
        return r->got.kind == LG_HEARD_NUMBER && r->got.value >= r->low - rounding &&
               r->got.value <= r->high + rounding;
    case LG_WANT_NOTHING:
    case LG_WANT_UNDEFINED:
        return !heard->refused && is_nothing(&r->got);
    case LG_WANT_REFUSAL:
        return r->got.kind != LG_HEARD_NUMBER;
    case LG_WANT_REFUSAL_OR_NOTHING:
        return r->got.kind != LG_HEARD_NUMBER || is_nothing(&r->got);
    }
    return false;
}

static enum lg_judged outcome_of(const struct run *run, const struct lg_conformance_result *r,
                                 const struct lg_heard *heard) {
    if (r->got.kind == LG_HEARD_ABSENT)
        return LG_JUDGED_UNJUDGED;
    if (holds(r, heard))
        return LG_JUDGED_PASSED;
    bool may_miss = r->vector->is_optional && run->meter->may_skip_optional;
    return may_miss ? LG_JUDGED_ALLOWED : LG_JUDGED_FAILED;
}

static void judge(const struct run *run, const struct job *job, const struct lg_vector_check *check,
                  struct lg_conformance_result *r) {
    double display = run->meter->display[check->quantity];
    bool is_shifted =
        run->meter->is_dual_mono && job->vector->wave.channels == 1 && is_loudness(check->quantity);
    *r = (struct lg_conformance_result){
        .vector = job->vector,
        .rate_hz = job->rate_hz,
        .check = check,
        .got = job->heard.at[check->quantity],
        .why = job->heard.why[0] != '\0' ? job->heard.why : NULL,
        .shift = is_shifted ? dual_mono_lu : 0.0,
    };
    bool is_redrawn = is_loudness(check->quantity) && job->rate_hz != job->vector->wave.rate_hz;
    double least = is_redrawn ? other_rate_lu : 0.0;
    r->low = check->value + r->shift - fmax(check->minus, least) - display;
    r->high = check->value + r->shift + fmax(check->plus, least) + display;
    r->outcome = outcome_of(run, r, &job->heard);
}

/* Does the meter ever say a number? */
static bool gives_numbers(const struct run *run, enum lg_quantity quantity) {
    for (size_t i = 0; i < run->num_jobs; i++) {
        const struct lg_heard_level *level = &run->jobs[i].heard.at[quantity];
        if (level->kind == LG_HEARD_NUMBER && !is_nothing(level))
            return true;
    }
    return false;
}

/* Saying nothing of silence proves nothing of a meter that never says a number. */
static void unprove(const struct run *run, struct lg_conformance *c) {
    for (int q = 0; q < LG_QUANTITY__COUNT; q++) {
        if (gives_numbers(run, (enum lg_quantity)q))
            continue;
        for (size_t i = 0; i < c->count; i++) {
            struct lg_conformance_result *r = &c->results[i];
            if (r->check->quantity != (enum lg_quantity)q || r->outcome != LG_JUDGED_PASSED)
                continue;
            r->outcome = LG_JUDGED_UNJUDGED;
            r->why = "this meter gave no number for any signal";
        }
    }
}

static void note_exact(const struct run *run, struct lg_conformance *c, const struct job *job) {
    for (int q = 0; q < LG_QUANTITY__COUNT; q++) {
        struct lg_conformance_exact *exact = &c->exact[q];
        const struct lg_heard_level *got = &job->heard.at[q];
        double distance = got->value - job->vector->exact[q];
        /* Not a number where either is undefined or infinite. */
        if (got->kind != LG_HEARD_NUMBER || !isfinite(distance))
            continue;
        if (exact->count == 0 || distance < exact->lowest) {
            exact->lowest = distance;
            exact->lowest_id = job->vector->id;
        }
        if (exact->count == 0 || distance > exact->highest) {
            exact->highest = distance;
            exact->highest_id = job->vector->id;
        }
        exact->count++;
        if (run->meter->exact[q] > 0.0 && fabs(distance) > run->meter->exact[q])
            exact->missed++;
    }
}

static void judge_all(const struct run *run, struct lg_arena *arena, struct lg_conformance *c) {
    size_t checks = 0;
    for (size_t i = 0; i < run->num_jobs; i++)
        checks += run->jobs[i].vector->num_checks;
    c->results = lg_arena_array(arena, checks + 1, sizeof *c->results);
    c->signals = run->num_jobs;
    for (size_t i = 0; i < run->num_jobs; i++) {
        const struct job *job = &run->jobs[i];
        for (size_t k = 0; k < job->vector->num_checks; k++)
            judge(run, job, &job->vector->checks[k], &c->results[c->count++]);
        if (job->rate_hz == EXACT_HZ)
            note_exact(run, c, job);
    }
    unprove(run, c);
    for (size_t i = 0; i < c->count; i++)
        c->outcomes[c->results[i].outcome]++;
}

int lg_conformance_run(const struct lg_conformance_meter *meter,
                       const struct lg_conformance_options *options, struct lg_arena *arena,
                       struct lg_conformance *out, struct lg_err *err) {
    struct run run = {.meter = meter, .options = options, .lock = PTHREAD_MUTEX_INITIALIZER};
    struct lg_conformance conformance = {0};
    plan(&run, arena, &conformance);
    shuffle(&run, arena);
    struct lg_crew *crew = options->threads > 1 ? lg_crew_new(options->threads) : NULL;
    lg_crew_run(crew, do_job, &run, run.num_jobs);
    lg_crew_free(crew);
    pthread_mutex_destroy(&run.lock);
    if (lg_err_is_set(&run.err)) {
        *err = run.err;
        return -1;
    }
    judge_all(&run, arena, &conformance);
    *out = conformance;
    return 0;
}
