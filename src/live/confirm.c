#include "live/confirm.h"

#include <string.h>

#include "base/str.h"

/* The last argument of a reply, where it is text. */
static const char *text_of(const struct lg_batch *batch, size_t asked) {
    const struct lg_answer *answer = lg_batch_answer(batch, asked);
    if (answer->kind != LG_ANSWER_REPLY || answer->count == 0)
        return NULL;
    const struct lg_osc_arg *last = &answer->args[answer->count - 1];
    return last->tag == 's' ? last->as.s : NULL;
}

static int check_names(const struct lg_place *place, const char *device, const char *param,
                       struct lg_err *err) {
    struct lg_arena arena = {0};
    const char *label = place->spot.label;
    int status = 0;
    if (device == NULL || param == NULL)
        status = lg_err_set(err, LG_ERR_READ, "%s: what it is called now can't be read", label);
    else if (!lg_ends_with(label, lg_arena_printf(&arena, " / %s / %s", device, param)))
        status =
            lg_err_set(err, LG_ERR_WRITE,
                       "%s: '%s / %s' is in its place by now: the devices moved meanwhile, and "
                       "what was set may be another's",
                       label, device, param);
    lg_arena_dispose(&arena);
    return status;
}

static int check_value(const struct lg_place *place, const struct lg_reading *got,
                       const struct lg_reading *now, struct lg_err *err) {
    if (lg_spot_same(&got->value, &now->value))
        return 0;
    struct lg_str text = {0};
    lg_str_printf(&text, "%s: set to ", place->spot.label);
    lg_reading_print(got, &text);
    lg_str_add(&text, ", but a moment later it is ");
    lg_reading_print(now, &text);
    lg_err_set(err, LG_ERR_WRITE, "%s: something else moves it (automation, a modulator, a person)",
               lg_str_text(&text));
    lg_str_dispose(&text);
    return -1;
}

/* What is asked about one place. */
struct lg_confirm_asked {
    struct lg_spot_asked value;
    size_t device, param;
};

static struct lg_confirm_asked ask(struct lg_batch *batch, const struct lg_place *place) {
    const struct lg_spot *spot = &place->spot;
    struct lg_confirm_asked asked = {.value = lg_spot_ask(batch, spot)};
    if (place->kind == LG_PLACE_PARAM) {
        asked.device = lg_batch_ask(batch, "/live/device/get/name", spot->index, 2, 2);
        asked.param = lg_batch_ask(batch, "/live/device/get/parameter/name", spot->index, 3, 3);
    }
    return asked;
}

static int take(const struct lg_batch *batch, const struct lg_place *place,
                const struct lg_confirm_asked *asked, const struct lg_reading *got,
                struct lg_arena *arena, struct lg_reading *now_out, struct lg_err *err) {
    if (lg_spot_answer(batch, &place->spot, asked->value, arena, now_out, err) < 0)
        return -1;
    if (place->kind == LG_PLACE_PARAM &&
        check_names(place, text_of(batch, asked->device), text_of(batch, asked->param), err) < 0)
        return -1;
    return check_value(place, got, now_out, err);
}

void lg_confirm_ask(struct lg_confirm *confirm, struct lg_batch *batch, struct lg_arena *arena) {
    confirm->asked = lg_arena_array(arena, confirm->count, sizeof *confirm->asked);
    for (size_t i = 0; i < confirm->count; i++)
        confirm->asked[i] = ask(batch, &confirm->places[i]);
}

int lg_confirm_take(const struct lg_confirm *confirm, const struct lg_batch *batch,
                    struct lg_arena *arena, struct lg_reading *now_out, struct lg_err *err) {
    for (size_t i = 0; i < confirm->count; i++)
        if (take(batch, &confirm->places[i], &confirm->asked[i], &confirm->got[i], arena,
                 &now_out[i], err) < 0)
            return -1;
    return 0;
}

int lg_confirm_all(struct lg_live *live, const struct lg_place *places,
                   const struct lg_reading *got, size_t count, int64_t deadline_ns,
                   struct lg_arena *arena, struct lg_reading *now_out, struct lg_err *err) {
    struct lg_confirm confirm = {.places = places, .got = got, .count = count};
    struct lg_batch *batch = lg_batch_new();
    lg_confirm_ask(&confirm, batch, arena);
    int status = lg_live_exchange(live, batch, deadline_ns, err);
    if (status == 0)
        status = lg_confirm_take(&confirm, batch, arena, now_out, err);
    lg_batch_free(batch);
    return status;
}

int lg_confirm(struct lg_live *live, const struct lg_place *place, const struct lg_reading *got,
               int64_t deadline_ns, struct lg_arena *arena, struct lg_err *err) {
    struct lg_reading now;
    return lg_confirm_all(live, place, got, 1, deadline_ns, arena, &now, err);
}
