#include "live/client.h"

#include <stdlib.h>

#include "live/inside.h"
#include "live/lock.h"

struct lg_live *lg_live_new(struct lg_env *env, struct lg_link *link) {
    return lg_live_new_with(env, link, &(struct lg_live_options){0});
}

struct lg_live *lg_live_new_with(struct lg_env *env, struct lg_link *link,
                                 const struct lg_live_options *options) {
    struct lg_live *live = lg_xcalloc(1, sizeof *live);
    live->env = env;
    live->link = link;
    live->options = *options;
    live->lifetime_ns = link->lifetime_ns;
    lg_fences_init(&live->fences, env->seed + options->salt);
    return live;
}

void lg_live_free(struct lg_live *live) {
    if (live == NULL)
        return;
    lg_link_close(live->link);
    lg_live_unlock(live->lock);
    lg_arena_dispose(&live->memory);
    lg_arena_dispose(&live->scratch);
    free(live->asked);
    free(live);
}

void lg_live_keep(struct lg_live *live, struct lg_live_lock *lock) {
    live->lock = lock;
}

struct lg_env *lg_live_env(const struct lg_live *live) {
    return live->env;
}

struct lg_live_counts lg_live_counts(const struct lg_live *live) {
    return live->counts;
}

void lg_live_evidence(const struct lg_live *live, struct lg_str *out) {
    lg_stall_say(&live->stall, INT64_MIN, out);
}

void lg_live_tell_set(struct lg_live *live, const struct lg_live_set *set) {
    if (live->options.on_set != NULL)
        live->options.on_set(live->options.ctx, set);
}

static int reply_of(const struct lg_request *request, struct lg_arena *arena,
                    struct lg_osc_msg *reply_out, struct lg_err *err) {
    const struct lg_answer *answer = &request->answer;
    if (answer->kind == LG_ANSWER_REPLY) {
        *reply_out = lg_osc_copy(
            &(struct lg_osc_msg){request->msg.address, answer->args, answer->count}, arena);
        return 0;
    }
    struct lg_str printed = {0};
    lg_osc_print(&request->msg, &printed);
    lg_err_set(err, LG_ERR_READ, "%s: AbletonOSC answered '%s'", lg_str_text(&printed),
               answer->error);
    lg_str_dispose(&printed);
    return -1;
}

int lg_live_ask(struct lg_live *live, const struct lg_osc_msg *request, size_t echoed,
                int64_t deadline_ns, struct lg_arena *arena, struct lg_osc_msg *reply_out,
                struct lg_err *err) {
    struct lg_batch *batch = lg_batch_new();
    lg_batch_ask(batch, request->address, request->args, request->count, echoed);
    int status = lg_live_exchange(live, batch, deadline_ns, err);
    if (status == 0)
        status = reply_of(batch->requests[0], arena, reply_out, err);
    lg_batch_free(batch);
    return status;
}
