#include "live/sends.h"

void lg_sends_ask(struct lg_sends *sends, size_t num_tracks, struct lg_batch *batch) {
    sends->has_track = num_tracks > 0;
    for (size_t i = 0; sends->has_track && i < LG_LIVE_RETURNS_MAX; i++) {
        struct lg_osc_arg args[] = {lg_osc_int(0), lg_osc_int((int32_t)i)};
        sends->row[i] =
            lg_batch_ask_row(batch, LG_SENDS_ADDRESS, args, LG_ARRAY_LEN(args), LG_ARRAY_LEN(args));
    }
}

void lg_sends_take(struct lg_sends *sends, const struct lg_batch *batch) {
    sends->count = 0;
    while (sends->has_track && sends->count < LG_LIVE_RETURNS_MAX &&
           lg_batch_answer(batch, sends->row[sends->count])->kind == LG_ANSWER_REPLY)
        sends->count++;
}

static bool needs_proof(const struct lg_sends *sends) {
    return sends->has_track && sends->count < LG_LIVE_RETURNS_MAX;
}

void lg_sends_ask_proof(struct lg_sends *sends, struct lg_batch *batch) {
    struct lg_osc_arg args[] = {lg_osc_int(0), lg_osc_int((int32_t)sends->count)};
    if (needs_proof(sends))
        sends->next =
            lg_batch_ask(batch, LG_SENDS_ADDRESS, args, LG_ARRAY_LEN(args), LG_ARRAY_LEN(args));
}

int lg_sends_take_proof(const struct lg_sends *sends, const struct lg_batch *batch,
                        struct lg_err *err) {
    if (!needs_proof(sends) || lg_batch_answer(batch, sends->next)->kind == LG_ANSWER_ERROR)
        return 0;
    return lg_err_set(err, LG_ERR_READ,
                      "the tracks had %zu sends, and a moment later more: a return was added, or a "
                      "reply got lost; scan again",
                      sends->count);
}
