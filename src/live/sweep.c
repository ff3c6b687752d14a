#include "live/sweep.h"

#include <math.h>
#include <string.h>

#include "live/journal.h"
#include "live/name.h"

/* The values of a continuous parameter: its minimum, middle and maximum. */
enum { CONTINUOUS_STEPS = 3 };

/* One parameter being swept. */
struct sweep {
    struct lg_resolver *resolver;
    struct lg_journal *journal;
    int64_t deadline_ns;
    struct lg_place place;
    struct lg_spot spot; /* the place's, without its display */
    struct lg_native values[LG_SWEEP_STEPS_MAX];
    size_t count;
};

/* Of some parameters it is their absence that is loud. */
static bool is_louder_down(const struct lg_place *place) {
    bool is_switch = place->spot.index[2].as.i == 0;
    const char *name = strrchr(place->spot.label, '/');
    return is_switch || (name != NULL && lg_name_eq(name + 1, "Mute"));
}

static bool is_safe(const struct lg_place *place, struct lg_native value) {
    float found = place->is_now.number;
    if (value.number == found || (place->is_louder_up && value.number > found))
        return false;
    return value.number > found || !is_louder_down(place);
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
        if (is_safe(place, value))
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
    struct lg_osc_arg found = lg_osc_float(sweep->place.is_now.number);
    struct lg_reading last;
    if (lg_spot_answer(batch, &sweep->spot, asked, arena, &last, NULL) == 0 &&
        lg_spot_same(&last.value, &found))
        return 0;
    if (lg_spot_write(sweep->resolver->live, sweep->journal, &sweep->spot, found,
                      sweep->deadline_ns, arena, NULL, err) < 0)
        return lg_err_wrap(err, "putting it back: ");
    return 0;
}

static int try_all(const struct sweep *sweep, struct lg_swept *out, struct lg_err *err) {
    struct lg_batch *batch = lg_batch_new();
    struct lg_osc_arg found = lg_osc_float(sweep->place.is_now.number);
    struct lg_spot_asked asked[LG_SWEEP_STEPS_MAX];
    size_t told[LG_SWEEP_STEPS_MAX];
    for (size_t i = 0; i < sweep->count; i++) {
        struct lg_osc_arg value = lg_osc_float(sweep->values[i].number);
        told[i] = lg_spot_tell(batch, &sweep->spot, &value);
        asked[i] = lg_spot_ask(batch, &sweep->spot);
    }
    lg_spot_tell(batch, &sweep->spot, &found);
    struct lg_spot_asked last = lg_spot_ask(batch, &sweep->spot);
    int status = lg_live_exchange(sweep->resolver->live, batch, sweep->deadline_ns, err);
    if (status == 0)
        status = put_back(sweep, batch, last, err);
    for (size_t i = 0; status == 0 && i < sweep->count && out->miss == NULL; i++)
        out->miss = miss_of(sweep, batch, told[i], asked[i], sweep->values[i]);
    lg_batch_free(batch);
    return status;
}

static int sweep_one(struct sweep *sweep, const char *path, struct lg_swept *out,
                     struct lg_err *err) {
    if (lg_resolve(sweep->resolver, path, sweep->deadline_ns, &sweep->place, err) < 0)
        return -1;
    sweep->spot = sweep->place.spot;
    sweep->spot.show = NULL;
    choose(sweep);
    *out = (struct lg_swept){.label = sweep->spot.label, .tried = sweep->count};
    if (sweep->count == 0)
        return 0;
    if (sweep->journal != NULL &&
        lg_journal_announce(sweep->journal, sweep->resolver->live, &sweep->spot, NULL,
                            sweep->deadline_ns, err) < 0)
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
    for (size_t i = 0; i < result.count; i++) {
        struct sweep sweep = {.resolver = resolver, .journal = journal, .deadline_ns = deadline_ns};
        const char *param = lg_arena_printf(resolver->arena, "%s/#%zu", path, i);
        if (sweep_one(&sweep, param, &result.params[i], err) < 0)
            return -1;
    }
    *out = result;
    return 0;
}
