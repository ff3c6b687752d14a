#include "render/booth.h"

#include <string.h>

#include "live/owned.h"

enum { MONITORING_OFF = 2 };

/* --- wishes --------------------------------------------------------------------------------- */

void lg_booth_ask(struct lg_batch *batch, const struct lg_booth_wish *wishes, size_t count,
                  struct lg_spot_asked *asked_out) {
    for (size_t i = 0; i < count; i++)
        asked_out[i] = lg_spot_ask(batch, &wishes[i].spot);
}

static bool holds(const struct lg_batch *batch, const struct lg_booth_wish *wish,
                  struct lg_spot_asked asked, struct lg_arena *arena) {
    struct lg_reading reading;
    return batch != NULL && lg_spot_answer(batch, &wish->spot, asked, arena, &reading, NULL) == 0 &&
           lg_spot_same(&reading.value, &wish->value);
}

int lg_booth_grant(const struct lg_print_order *order, const struct lg_batch *batch,
                   const struct lg_booth_wish *wishes, size_t count,
                   const struct lg_spot_asked *asked, struct lg_err *err) {
    const struct lg_spot **spots = lg_arena_array(order->arena, count, sizeof *spots);
    struct lg_osc_arg *values = lg_arena_array(order->arena, count, sizeof *values);
    struct lg_reading *got = lg_arena_array(order->arena, count, sizeof *got);
    size_t num_writes = 0;
    for (size_t i = 0; i < count; i++) {
        if (holds(batch, &wishes[i], asked[i], order->arena))
            continue;
        spots[num_writes] = &wishes[i].spot;
        values[num_writes++] = wishes[i].value;
    }
    return num_writes == 0
               ? 0
               : lg_spot_write_all(order->live, order->journal, spots, values, num_writes,
                                   order->deadline_ns, order->arena, got, err);
}

/* --- the track ------------------------------------------------------------------------------ */

static struct lg_spot spot_of(int32_t track, const char *get, const char *set) {
    return (struct lg_spot){.get = get, .set = set, .index = {lg_osc_int(track)}, .num_index = 1};
}

/* Unmonitored, or it would hear itself. */
static void wish_for(int32_t track, struct lg_booth_wish out[LG_BOOTH_WISHES]) {
    out[0] = (struct lg_booth_wish){spot_of(track, "/live/track/get/current_monitoring_state",
                                            "/live/track/set/current_monitoring_state"),
                                    lg_osc_int(MONITORING_OFF)};
    out[1] = (struct lg_booth_wish){
        spot_of(track, "/live/track/get/input_routing_type", "/live/track/set/input_routing_type"),
        lg_osc_text("Resampling")};
    out[2] = (struct lg_booth_wish){spot_of(track, "/live/track/get/arm", "/live/track/set/arm"),
                                    lg_osc_bool(true)};
}

static bool has_room(const struct lg_print_booth *booth) {
    return booth->is_open && booth->next_slot < booth->num_slots;
}

void lg_booth_look(struct lg_batch *batch, const struct lg_print_booth *booth,
                   struct lg_booth_look *out) {
    const struct lg_osc_arg at[] = {lg_osc_int(booth->track), lg_osc_int(booth->next_slot)};
    out->num_scenes = lg_batch_ask(batch, "/live/song/get/num_scenes", NULL, 0, 0);
    if (!has_room(booth))
        return;
    wish_for(booth->track, out->wishes);
    out->name = lg_batch_ask(batch, "/live/track/get/name", at, 1, 1);
    out->has_clip = lg_batch_ask(batch, "/live/clip_slot/get/has_clip", at, 2, 2);
    lg_booth_ask(batch, out->wishes, LG_BOOTH_WISHES, out->asked);
}

static bool last_number(const struct lg_batch *batch, size_t asked, double *out) {
    const struct lg_answer *answer = lg_batch_answer(batch, asked);
    return answer->kind == LG_ANSWER_REPLY && answer->count > 0 &&
           lg_osc_number(&answer->args[answer->count - 1], out);
}

static bool is_ready(const struct lg_print_order *order, const struct lg_print_booth *booth,
                     const struct lg_batch *batch, const struct lg_booth_look *look) {
    double has_clip;
    if (!has_room(booth))
        return false;
    const struct lg_answer *name = lg_batch_answer(batch, look->name);
    return name->kind == LG_ANSWER_REPLY && name->count == 2 && name->args[1].tag == 's' &&
           strcmp(name->args[1].as.s, lg_journal_mark(order->journal)) == 0 &&
           last_number(batch, look->has_clip, &has_clip) && has_clip == 0;
}

static int make(const struct lg_print_order *order, int32_t num_slots, struct lg_print_booth *booth,
                struct lg_err *err) {
    struct lg_booth_wish wishes[LG_BOOTH_WISHES];
    const struct lg_spot_asked nothing[LG_BOOTH_WISHES] = {{0, 0}};
    struct lg_print_booth made = {.is_open = true, .num_slots = num_slots};
    if (lg_owned_make(order->live, order->journal, "/live/song/create_audio_track",
                      order->deadline_ns, &made.track, err) < 0)
        return -1;
    wish_for(made.track, wishes);
    if (lg_booth_grant(order, NULL, wishes, LG_BOOTH_WISHES, nothing, err) < 0)
        return -1;
    *booth = made;
    return 0;
}

int lg_booth_enter(const struct lg_print_order *order, struct lg_print_booth *booth,
                   const struct lg_batch *batch, const struct lg_booth_look *look,
                   struct lg_err *err) {
    double num_scenes;
    if (is_ready(order, booth, batch, look)) {
        booth->is_open = false;
        if (lg_booth_grant(order, batch, look->wishes, LG_BOOTH_WISHES, look->asked, err) < 0)
            return -1;
        booth->is_open = true;
        return 0;
    }
    if (booth->is_open && lg_booth_leave(order, booth, err) < 0)
        return -1;
    if (!last_number(batch, look->num_scenes, &num_scenes))
        return lg_err_set(err, LG_ERR_READ, "num_scenes can't be read");
    return make(order, (int32_t)num_scenes, booth, err);
}

/* NULL: it was put back, and taken away, meanwhile. */
static const struct lg_journal_track *journal_track(const struct lg_journal *journal,
                                                    int32_t index) {
    for (size_t i = 0; i < lg_journal_num_tracks(journal); i++)
        if (lg_journal_track(journal, i)->index == index)
            return lg_journal_track(journal, i);
    return NULL;
}

int lg_booth_leave(const struct lg_print_order *order, struct lg_print_booth *booth,
                   struct lg_err *err) {
    const struct lg_journal_track *track = journal_track(order->journal, booth->track);
    const char *why = NULL;
    booth->is_open = false;
    if (track == NULL)
        return 0;
    enum lg_owned_end end = lg_owned_delete(order->live, order->journal, track, order->deadline_ns,
                                            order->arena, &why, err);
    if (end == LG_OWNED_LEFT)
        return lg_err_set(err, LG_ERR_WRITE, "the print's track was left: %s", why);
    return end == LG_OWNED_ERROR ? -1 : 0;
}
