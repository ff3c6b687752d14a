#include "live/trial.h"

#include <assert.h>
#include <string.h>

#include "live/journal.h"
#include "live/recover.h"

enum { SEEN_MAX = 1024 };

struct lg_trial_seen {
    float native;
    const char *shown;
};

static const char *recall(const struct lg_trial_memory *memory, struct lg_native native) {
    for (size_t i = 0; i < memory->count; i++)
        if (memory->items[i].native == native.number)
            return memory->items[i].shown;
    return NULL;
}

static bool recall_all(const struct lg_prober *prober, struct lg_trial *trials, size_t count) {
    if (prober->memory == NULL)
        return false;
    for (size_t i = 0; i < count; i++) {
        const char *shown = recall(prober->memory, trials[i].native);
        if (shown == NULL)
            return false;
        trials[i].shown = lg_shown_read(shown, prober->arena);
    }
    return true;
}

static void remember(struct lg_trial_memory *memory, const struct lg_trial *trial) {
    if (memory->count == SEEN_MAX || recall(memory, trial->native) != NULL)
        return;
    if (memory->count == memory->capacity) {
        size_t capacity = memory->capacity == 0 ? LG_TRIALS_MAX : 2 * memory->capacity;
        struct lg_trial_seen *grown = lg_arena_array(memory->arena, capacity, sizeof *grown);
        for (size_t i = 0; i < memory->count; i++)
            grown[i] = memory->items[i];
        memory->items = grown;
        memory->capacity = capacity;
    }
    memory->items[memory->count++] = (struct lg_trial_seen){
        trial->native.number, lg_arena_strdup(memory->arena, trial->shown.text)};
}

/* Requests of one burst: [set][get value_string] per trial, then [set][get][get value_string]. */
struct burst {
    struct lg_batch *batch;
    size_t told[LG_TRIALS_MAX];
    size_t shown[LG_TRIALS_MAX];
    struct lg_spot_asked last;
};

static void fill(struct burst *burst, const struct lg_prober *prober, const struct lg_trial *trials,
                 size_t count) {
    const struct lg_spot *spot = &prober->place->spot;
    for (size_t i = 0; i < count; i++) {
        struct lg_osc_arg value = lg_osc_float(trials[i].native.number);
        burst->told[i] = lg_spot_tell(burst->batch, spot, &value);
        burst->shown[i] =
            lg_batch_ask(burst->batch, spot->show, spot->index, spot->num_index, spot->num_index);
    }
    lg_spot_tell(burst->batch, spot, &prober->found->value);
    burst->last = lg_spot_ask(burst->batch, spot);
}

static int take(const struct burst *burst, const struct lg_prober *prober, struct lg_trial *trials,
                size_t count, struct lg_err *err) {
    const struct lg_spot *spot = &prober->place->spot;
    for (size_t i = 0; i < count; i++) {
        const struct lg_answer *told = lg_batch_answer(burst->batch, burst->told[i]);
        const struct lg_answer *shown = lg_batch_answer(burst->batch, burst->shown[i]);
        if (told->kind == LG_ANSWER_ERROR)
            return lg_err_set(err, LG_ERR_WRITE, "%s: AbletonOSC answered '%s'", spot->label,
                              told->error);
        if (shown->kind != LG_ANSWER_REPLY || shown->count != spot->num_index + 1 ||
            shown->args[spot->num_index].tag != 's')
            return lg_err_set(err, LG_ERR_READ, "%s: what it shows can't be read", spot->label);
        trials[i].shown = lg_shown_read(shown->args[spot->num_index].as.s, prober->arena);
    }
    return 0;
}

/* What was lost on the way is sent once more. */
static int put_back(const struct burst *burst, const struct lg_prober *prober, struct lg_err *err) {
    const struct lg_spot *spot = &prober->place->spot;
    struct lg_reading last = {0};
    if (lg_spot_answer(burst->batch, spot, burst->last, prober->arena, &last, NULL) == 0 &&
        lg_spot_same(&last.value, &prober->found->value))
        return 0;
    struct lg_recovery recovery = {.live = prober->live,
                                   .journal = prober->journal,
                                   .spot = spot,
                                   .found = prober->found,
                                   .deadline_ns = prober->deadline_ns,
                                   .arena = prober->arena};
    if (lg_recover(&recovery, err) < 0)
        return -1;
    if (recovery.by_fraction)
        return lg_err_set(err, LG_ERR_WRITE,
                          "%s: native values do not take, fractions of its range do (0..1): it was "
                          "put back by one",
                          spot->label);
    return 0;
}

static int announce(const struct lg_prober *prober, const struct lg_trial *trials, size_t count,
                    struct lg_err *err) {
    struct lg_osc_arg values[LG_TRIALS_MAX];
    if (prober->journal == NULL)
        return 0;
    for (size_t i = 0; i < count; i++)
        values[i] = lg_osc_float(trials[i].native.number);
    return lg_journal_announce_tries(prober->journal, prober->live, &prober->place->spot,
                                     &(struct lg_journal_tries){values, count}, prober->deadline_ns,
                                     err);
}

int lg_trial_all(const struct lg_prober *prober, struct lg_trial *trials, size_t count,
                 struct lg_err *err) {
    struct burst burst = {0};
    assert(count <= LG_TRIALS_MAX && prober->place->spot.show != NULL);
    if (recall_all(prober, trials, count))
        return 0;
    if (announce(prober, trials, count, err) < 0)
        return -1;
    burst.batch = lg_batch_new();
    fill(&burst, prober, trials, count);
    int status = lg_live_exchange(prober->live, burst.batch, prober->deadline_ns, err);
    if (status == 0)
        status = put_back(&burst, prober, err);
    if (status == 0)
        status = take(&burst, prober, trials, count, err);
    lg_batch_free(burst.batch);
    for (size_t i = 0; status == 0 && prober->memory != NULL && i < count; i++)
        remember(prober->memory, &trials[i]);
    return status;
}

int lg_trial_check(const struct lg_prober *prober, const struct lg_trial *trials, size_t count,
                   const char *wanted, struct lg_err *err) {
    bool differs = count < 2;
    for (size_t i = 1; i < count; i++)
        differs = differs || strcmp(trials[i].shown.text, trials[0].shown.text) != 0;
    if (differs)
        return 0;
    return lg_err_set(err, LG_ERR_WRITE,
                      "%s: wanted %s, got %s, which it shows whatever is written: writes do not "
                      "take",
                      prober->place->spot.label, wanted, trials[0].shown.text);
}
