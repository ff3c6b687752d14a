#include "live/song.h"

enum property { TEMPO, METRONOME, LOOP, LOOP_START, LOOP_LENGTH, NUM_PROPERTIES };

static const char *const addresses[NUM_PROPERTIES] = {
    [TEMPO] = "/live/song/get/tempo",
    [METRONOME] = "/live/song/get/metronome",
    [LOOP] = "/live/song/get/loop",
    [LOOP_START] = "/live/song/get/loop_start",
    [LOOP_LENGTH] = "/live/song/get/loop_length",
};

size_t lg_song_ask(struct lg_batch *batch) {
    size_t first = 0;
    for (int i = 0; i < NUM_PROPERTIES; i++) {
        size_t index = lg_batch_ask_safe(batch, addresses[i], NULL, 0, 0);
        if (i == 0)
            first = index;
    }
    return first;
}

int lg_song_take(const struct lg_batch *batch, size_t first, struct lg_live_song *out,
                 struct lg_err *err) {
    double numbers[NUM_PROPERTIES];
    for (size_t i = 0; i < NUM_PROPERTIES; i++) {
        const struct lg_answer *answer = lg_batch_answer(batch, first + i);
        if (answer->kind != LG_ANSWER_REPLY)
            return lg_err_set(err, LG_ERR_READ, "%s: AbletonOSC answered '%s'", addresses[i],
                              answer->kind == LG_ANSWER_ERROR ? answer->error : "nothing");
        if (answer->count != 1 || !lg_osc_number(&answer->args[0], &numbers[i]))
            return lg_err_set(err, LG_ERR_READ, "%s did not give one number", addresses[i]);
    }
    *out = (struct lg_live_song){
        .tempo = {(float)numbers[TEMPO]},
        .metronome = numbers[METRONOME] != 0 ? LG_SWITCH_ON : LG_SWITCH_OFF,
        .loop = numbers[LOOP] != 0 ? LG_SWITCH_ON : LG_SWITCH_OFF,
        .loop_start = {(float)numbers[LOOP_START]},
        .loop_length = {(float)numbers[LOOP_LENGTH]},
    };
    return 0;
}
