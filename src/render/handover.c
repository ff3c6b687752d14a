#include "render/handover.h"

#include <string.h>

#include "base/fs.h"
#include "render/arrival.h"
#include "render/cut.h"
#include "render/fill.h"

/* Exporters round to their own blocks; what is longer was not cut as ordered. */
static const double tail_s = 0.05;

static int find_length(struct lg_handover *handover, struct lg_err *err) {
    const struct lg_print_order *order = handover->order;
    struct lg_osc_msg request = {.address = "/live/song/get/tempo"};
    struct lg_osc_msg reply;
    handover->seconds = order->length.seconds;
    if (order->length.seconds > 0 || !(order->length.beats > 0))
        return 0;
    if (order->live == NULL)
        return lg_err_set(err, LG_ERR_READ,
                          "a length of %g beats needs Live's tempo: give it in seconds",
                          order->length.beats);
    if (lg_live_ask(order->live, &request, 0, order->deadline_ns, order->arena, &reply, err) < 0)
        return -1;
    if (reply.count != 1 || !lg_osc_number(&reply.args[0], &handover->tempo) ||
        !(handover->tempo > 0))
        return lg_err_set(err, LG_ERR_READ, "%s: the answer is no tempo", request.address);
    handover->seconds = order->length.beats * 60 / handover->tempo;
    return 0;
}

/* Beside the print, which keeps its name free; names of earlier tries are left alone. */
static const char *own_path(const struct lg_print_order *order) {
    const char *name = lg_fs_stem(order->arena, order->file);
    for (unsigned n = 1;; n++) {
        const char *path =
            lg_arena_printf(order->arena, "%s/%s export %u.wav", order->work_folder, name, n);
        if (!lg_fs_is_file(path))
            return path;
    }
}

static int find_path(struct lg_handover *handover, const char *pattern, struct lg_err *err) {
    const struct lg_print_order *order = handover->order;
    const struct lg_fill fill = {
        .id = order->id, .start_beats = order->from_beats, .length_s = handover->seconds};
    const char *path;
    if (pattern == NULL) {
        handover->path = own_path(order);
        handover->is_own = true;
        return 0;
    }
    if (lg_fill(&fill, pattern, order->arena, &path, err) < 0)
        return -1;
    handover->path = lg_fs_join(order->arena, order->outlet.project, path);
    if (lg_outlet_check(order->env, &order->outlet, path, err) < 0)
        return -1;
    /* A replay's files lie where they were recorded, not here. */
    if (lg_outside_is_replayed(order->env))
        return 0;
    return lg_fs_mkdirs(lg_fs_folder(order->arena, handover->path), err);
}

int lg_handover_open(struct lg_handover *handover, const struct lg_print_order *order,
                     const char *pattern, struct lg_err *err) {
    struct lg_handover made = {.order = order};
    if (find_length(&made, err) < 0 || find_path(&made, pattern, err) < 0 ||
        lg_outside_look(order->env, made.path, &made.before, err) < 0 ||
        lg_outside_mark(order->env, lg_fs_folder(order->arena, made.path), &made.mark, err) < 0)
        return -1;
    *handover = made;
    return 0;
}

int lg_handover_take(const struct lg_handover *handover, struct lg_print *out, struct lg_err *err) {
    const struct lg_print_order *order = handover->order;
    const struct lg_arrival arrival = {.env = order->env,
                                       .since = handover->mark,
                                       .mark_folder = lg_fs_folder(order->arena, handover->path),
                                       .before = handover->before,
                                       .stable = order->stable,
                                       .deadline_ns = order->deadline_ns};
    struct lg_cut cut = {.seconds = handover->seconds, .most_seconds = handover->seconds + tail_s};
    struct lg_print print = {.file = order->file,
                             .source = handover->path,
                             .ordered = handover->mark,
                             .tempo = handover->tempo};
    if (lg_arrival_await(&arrival, handover->path, &print.delivered, err) < 0 ||
        lg_outside_fetch(order->env, handover->path, handover->path, order->arena, &cut.held, err) <
            0 ||
        lg_cut_print(handover->path, &cut, order, &print.measures, err) < 0)
        return -1;
    if (handover->is_own) {
        print.source = NULL;
        if (lg_outside_remove(order->env, handover->path, err) < 0)
            return -1;
    }
    print.beats = handover->tempo > 0 ? handover->seconds * handover->tempo / 60 : 0;
    *out = print;
    return 0;
}
