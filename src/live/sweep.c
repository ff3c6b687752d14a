#include "live/sweep.h"

#include <math.h>
#include <string.h>

#include "live/journal.h"
#include "live/level.h"
#include "live/name.h"
#include "live/recover.h"

/* The values of a continuous parameter: its minimum, middle and maximum. */
enum { CONTINUOUS_STEPS = 3 };

/* One parameter being swept. */
struct sweep {
    struct lg_resolver *resolver;
    struct lg_journal *journal;
    int64_t deadline_ns;
    struct lg_place place;
    struct lg_spot spot; /* the place's, without its display */
    struct lg_reading found;
    enum lg_louder louder;
    struct lg_native values[LG_SWEEP_STEPS_MAX];
    size_t count;
};

/* Of some parameters it is their absence that is loud. */
static bool is_louder_down(const struct lg_place *place) {
    bool is_switch = place->spot.index[2].as.i == 0;
    const char *name = strrchr(place->spot.label, '/');
    return is_switch || (name != NULL && lg_name_eq(name + 1, "Mute"));
}

static struct lg_native found_of(const struct sweep *sweep) {
    double number = 0;
    lg_osc_number(&sweep->found.value, &number);
    return (struct lg_native){(float)number};
}

static bool is_safe(const struct sweep *sweep, struct lg_native value) {
    struct lg_native found = found_of(sweep);
    if (value.number == found.number || lg_level_rises(sweep->louder, found, value))
        return false;
    return value.number > found.number || !is_louder_down(&sweep->place);
}

static void choose(struct sweep *sweep) {
    const struct lg_place *place = &sweep->place;
    double extent = (double)place->range.max.number - (double)place->range.min.number;
    size_t steps = CONTINUOUS_STEPS;
    if (place->is_quantized)
        steps = extent < LG_SWEEP_STEPS_MAX ? (size_t)extent + 1 : LG_SWEEP_STEPS_MAX;
    for (size_t i = 0; i < steps; i++) {
        struct lg_normal at = {steps == 1 ? 0 : (double)i / (double)(steps - 1)};
        struct lg_native value = lg_normal_to_native(at, &place->range);
        if (place->is_quantized)
            value.number = roundf(value.number);
        if (is_safe(sweep, value))
            sweep->values[sweep->count++] = value;
    }
}

static const char *print(const struct sweep *sweep, const struct lg_native wanted,
                         const char *got) {
    char text[LG_NUMBER_MAX];
    lg_native_write(wanted, text);
    return lg_arena_printf(sweep->resolver->arena, "wanted %s, got %s", text, got);
}

/* What speaks against the value having been taken; NULL: nothing. */
static const char *miss_of(const struct sweep *sweep, const struct lg_batch *batch, size_t told,
                           struct lg_spot_asked asked, struct lg_native wanted) {
    struct lg_arena *arena = sweep->resolver->arena;
    const struct lg_answer *answer = lg_batch_answer(batch, told);
    struct lg_osc_arg value = lg_osc_float(wanted.number);
    struct lg_reading got;
    struct lg_err err = {0};
    if (answer->kind == LG_ANSWER_ERROR)
        return print(sweep, wanted,
                     lg_arena_printf(arena, "AbletonOSC's answer '%s'", answer->error));
    if (lg_spot_answer(batch, &sweep->spot, asked, arena, &got, &err) < 0)
        return print(sweep, wanted, lg_arena_strdup(arena, err.text));
    if (lg_spot_same(&got.value, &value))
        return NULL;
    struct lg_str text = {0};
    lg_reading_print(&got, &text);
    const char *miss = print(sweep, wanted, lg_str_text(&text));
    lg_str_dispose(&text);
    return miss;
}

/* What was lost on the way is sent once more. */
static int put_back(const struct sweep *sweep, const struct lg_batch *batch,
                    struct lg_spot_asked asked, struct lg_err *err) {
    struct lg_arena *arena = sweep->resolver->arena;
    struct lg_reading last;
    if (lg_spot_answer(batch, &sweep->spot, asked, arena, &last, NULL) == 0 &&
        lg_spot_same(&last.value, &sweep->found.value))
        return 0;
    struct lg_recovery recovery = {.live = sweep->resolver->live,
                                   .journal = sweep->journal,
                                   .spot = &sweep->place.spot,
                                   .found = &sweep->found,
                                   .deadline_ns = sweep->deadline_ns,
                                   .arena = arena};
    return lg_recover(&recovery, err);
}

static int try_all(const struct sweep *sweep, struct lg_swept *out, struct lg_err *err) {
    struct lg_batch *batch = lg_batch_new();
    struct lg_spot_asked asked[LG_SWEEP_STEPS_MAX];
    size_t told[LG_SWEEP_STEPS_MAX];
    for (size_t i = 0; i < sweep->count; i++) {
        struct lg_osc_arg value = lg_osc_float(sweep->values[i].number);
        told[i] = lg_spot_tell(batch, &sweep->spot, &value);
        asked[i] = lg_spot_ask(batch, &sweep->spot);
    }
    lg_spot_tell(batch, &sweep->spot, &sweep->found.value);
    struct lg_spot_asked last = lg_spot_ask(batch, &sweep->spot);
    int status = lg_live_exchange(sweep->resolver->live, batch, sweep->deadline_ns, err);
    if (status == 0)
        status = put_back(sweep, batch, last, err);
    for (size_t i = 0; status == 0 && i < sweep->count && out->miss == NULL; i++)
        out->miss = miss_of(sweep, batch, told[i], asked[i], sweep->values[i]);
    lg_batch_free(batch);
    return status;
}

/* Which way is louder, and what can't be asked of a parameter that does not take what is written:
 * *miss_out, where it is as it was found. */
static int find_louder(struct sweep *sweep, const char **miss_out, struct lg_err *err) {
    const struct lg_prober prober = {.live = sweep->resolver->live,
                                     .journal = sweep->journal,
                                     .place = &sweep->place,
                                     .found = &sweep->found,
                                     .deadline_ns = sweep->deadline_ns,
                                     .arena = sweep->resolver->arena};
    struct lg_reading now;
    struct lg_err why = {0};
    if (lg_level_find(&prober, false, &sweep->louder, &why) == 0)
        return 0;
    if (why.kind != LG_ERR_WRITE ||
        lg_spot_read(prober.live, &sweep->spot, prober.deadline_ns, prober.arena, &now, NULL) < 0 ||
        !lg_spot_same(&now.value, &sweep->found.value))
        return lg_err_set(err, why.kind, "%s", why.text);
    /* The label stands beside it. */
    const char *label = sweep->spot.label;
    size_t skip = lg_starts_with(why.text, label) ? strlen(label) + strlen(": ") : 0;
    *miss_out = lg_arena_strdup(prober.arena, why.text + skip);
    return 0;
}

/* Finds the parameters and reads what they are and show, in one burst. */
static int begin_all(struct sweep *sweeps, size_t count, const char *path, struct lg_err *err) {
    struct lg_resolver *resolver = sweeps[0].resolver;
    struct lg_batch *batch = lg_batch_new();
    struct lg_spot_asked *asked = lg_arena_array(resolver->arena, count, sizeof *asked);
    int status = 0;
    for (size_t i = 0; i < count && status == 0; i++) {
        const char *param = lg_arena_printf(resolver->arena, "%s/#%zu", path, i);
        status = lg_resolve(resolver, param, sweeps[i].deadline_ns, &sweeps[i].place, err);
        if (status == 0)
            asked[i] = lg_spot_ask(batch, &sweeps[i].place.spot);
    }
    if (status == 0)
        status = lg_live_exchange(resolver->live, batch, sweeps[0].deadline_ns, err);
    for (size_t i = 0; i < count && status == 0; i++)
        status = lg_spot_answer(batch, &sweeps[i].place.spot, asked[i], resolver->arena,
                                &sweeps[i].found, err);
    lg_batch_free(batch);
    return status;
}

static int announce(const struct sweep *sweep, struct lg_err *err) {
    struct lg_osc_arg values[LG_SWEEP_STEPS_MAX];
    if (sweep->journal == NULL)
        return 0;
    for (size_t i = 0; i < sweep->count; i++)
        values[i] = lg_osc_float(sweep->values[i].number);
    return lg_journal_announce_tries(sweep->journal, sweep->resolver->live, &sweep->spot,
                                     &(struct lg_journal_tries){values, sweep->count},
                                     sweep->deadline_ns, err);
}

static int sweep_one(struct sweep *sweep, struct lg_swept *out, struct lg_err *err) {
    sweep->spot = sweep->place.spot;
    sweep->spot.show = NULL;
    *out = (struct lg_swept){.label = sweep->spot.label};
    if (find_louder(sweep, &out->miss, err) < 0)
        return -1;
    if (out->miss == NULL)
        choose(sweep);
    out->tried = sweep->count;
    if (sweep->count == 0)
        return 0;
    if (announce(sweep, err) < 0)
        return -1;
    return try_all(sweep, out, err);
}

int lg_sweep_device(struct lg_resolver *resolver, struct lg_journal *journal, const char *path,
                    int64_t deadline_ns, struct lg_sweep *out, struct lg_err *err) {
    const struct lg_live_device *device = NULL;
    struct lg_sweep result = {0};
    if (lg_resolve_device(resolver, path, deadline_ns, &device, &result.device, err) < 0)
        return -1;
    result.count = device->num_params;
    result.params = lg_arena_array(resolver->arena, result.count, sizeof *result.params);
    struct sweep *sweeps = lg_arena_array(resolver->arena, result.count, sizeof *sweeps);
    for (size_t i = 0; i < result.count; i++)
        sweeps[i] =
            (struct sweep){.resolver = resolver, .journal = journal, .deadline_ns = deadline_ns};
    if (result.count > 0 && begin_all(sweeps, result.count, path, err) < 0)
        return -1;
    for (size_t i = 0; i < result.count; i++) {
        if (sweep_one(&sweeps[i], &result.params[i], err) < 0)
            return -1;
    }
    *out = result;
    return 0;
}
