#include "live/landmark.h"

#include <string.h>

/* How many arguments come before what was asked for. */
enum { OF_DEVICE = 2, OF_PARAM = 3 };

bool lg_landmark_is_for(const struct lg_spot *spot) {
    return strcmp(spot->get, "/live/device/get/parameter/value") == 0 &&
           spot->num_index == OF_PARAM;
}

struct lg_landmark_asked lg_landmark_ask(struct lg_batch *batch, const struct lg_spot *spot) {
    struct lg_landmark_asked asked = {0};
    const struct lg_osc_arg *index = spot->index;
    if (!lg_landmark_is_for(spot))
        return asked;
    asked.device = lg_batch_ask(batch, "/live/device/get/name", index, OF_DEVICE, OF_DEVICE);
    asked.param = lg_batch_ask(batch, "/live/device/get/parameter/name", index, OF_PARAM, OF_PARAM);
    asked.min = lg_batch_ask(batch, "/live/device/get/parameters/min", index, OF_DEVICE, OF_DEVICE);
    asked.max = lg_batch_ask(batch, "/live/device/get/parameters/max", index, OF_DEVICE, OF_DEVICE);
    return asked;
}

/* The last argument of a reply, where it is text. */
static const char *text_of(const struct lg_batch *batch, size_t asked) {
    const struct lg_answer *answer = lg_batch_answer(batch, asked);
    if (answer->kind != LG_ANSWER_REPLY || answer->count == 0)
        return NULL;
    const struct lg_osc_arg *last = &answer->args[answer->count - 1];
    return last->tag == 's' ? last->as.s : NULL;
}

int lg_landmark_take(const struct lg_batch *batch, const struct lg_spot *spot,
                     const struct lg_landmark_asked *asked, struct lg_arena *arena,
                     struct lg_landmark *out, struct lg_err *err) {
    double min = 0;
    double max = 0;
    *out = (struct lg_landmark){0};
    if (!lg_landmark_is_for(spot))
        return 0;
    const char *device = text_of(batch, asked->device);
    const char *param = text_of(batch, asked->param);
    if (device == NULL || param == NULL ||
        !lg_spot_entry(lg_batch_answer(batch, asked->min), spot, &min) ||
        !lg_spot_entry(lg_batch_answer(batch, asked->max), spot, &max))
        return lg_err_set(err, LG_ERR_READ, "%s: what stands there can't be read",
                          lg_spot_label(spot, arena));
    *out = (struct lg_landmark){lg_arena_strdup(arena, device),
                                lg_arena_strdup(arena, param),
                                {{(float)min}, {(float)max}}};
    return 0;
}

static bool is_same_text(const char *a, const char *b) {
    return a == b || (a != NULL && b != NULL && strcmp(a, b) == 0);
}

bool lg_landmark_same(const struct lg_landmark *a, const struct lg_landmark *b) {
    return is_same_text(a->device, b->device) && is_same_text(a->param, b->param) &&
           a->range.min.number == b->range.min.number && a->range.max.number == b->range.max.number;
}

const char *lg_landmark_print(const struct lg_landmark *mark, struct lg_arena *arena) {
    char ends[2][LG_NUMBER_MAX];
    if (mark->param == NULL)
        return "nothing that can be read";
    lg_native_write(mark->range.min, ends[0]);
    lg_native_write(mark->range.max, ends[1]);
    return lg_arena_printf(arena, "'%s / %s' (%s … %s)", mark->device, mark->param, ends[0],
                           ends[1]);
}

struct lg_landmark lg_landmark_copy(const struct lg_landmark *mark, struct lg_arena *arena) {
    struct lg_landmark copy = *mark;
    copy.device = lg_arena_strdup(arena, mark->device);
    copy.param = lg_arena_strdup(arena, mark->param);
    return copy;
}
