#include "sim/routing.h"

#include <string.h>

enum { OFFERS = 18 };

static const char *const audio_inputs[OFFERS] = {"Ext. In", LG_SIM_RESAMPLING, "No Input"};
static const char *const midi_inputs[OFFERS] = {"All Ins", "Computer Keyboard", "No Input"};
static const char *const outputs[OFFERS] = {"Main", "Ext. Out", "Sends Only"};
static const char *const midi_outputs[OFFERS] = {"No Output"};
static const char *const pairs[OFFERS] = {"1/2", "1", "2"};
static const char *const midi_channels[OFFERS] = {
    "All Channels", "Ch. 1",  "Ch. 2",  "Ch. 3",  "Ch. 4",  "Ch. 5",  "Ch. 6",  "Ch. 7", "Ch. 8",
    "Ch. 9",        "Ch. 10", "Ch. 11", "Ch. 12", "Ch. 13", "Ch. 14", "Ch. 15", "Ch. 16"};
static const char *const one_channel[OFFERS] = {"Track In"};

static bool has_instrument(const struct lg_sim_track *track) {
    for (size_t i = 0; i < track->num_devices; i++)
        if (track->devices[i].type == LG_SIM_INSTRUMENT)
            return true;
    return false;
}

static const char *const *offers(const struct lg_sim_track *track, enum lg_sim_routing routing) {
    bool is_midi = track->kind == LG_SIM_MIDI;
    bool is_external;
    switch (routing) {
    case LG_SIM_INPUT_TYPE:
        return is_midi ? midi_inputs : audio_inputs;
    case LG_SIM_INPUT_CHANNEL:
        is_external = track->input_routing != NULL && strcmp(track->input_routing, "Ext. In") == 0;
        return is_midi ? midi_channels : is_external ? pairs : one_channel;
    case LG_SIM_OUTPUT_TYPE:
        return is_midi && !has_instrument(track) ? midi_outputs : outputs;
    case LG_SIM_OUTPUT_CHANNEL:
        is_external =
            track->output_routing != NULL && strcmp(track->output_routing, "Ext. Out") == 0;
        return is_external ? pairs : one_channel;
    case LG_SIM_ROUTING__COUNT:
        break;
    }
    return NULL;
}

static bool has_any(const struct lg_sim_track *track, enum lg_sim_routing routing) {
    bool is_input = routing == LG_SIM_INPUT_TYPE || routing == LG_SIM_INPUT_CHANNEL;
    if (is_input)
        return track->kind == LG_SIM_AUDIO || track->kind == LG_SIM_MIDI;
    return track->kind != LG_SIM_CUE;
}

const char *lg_sim_routing_offer(const struct lg_sim_track *track, enum lg_sim_routing routing,
                                 size_t index) {
    return index < OFFERS && has_any(track, routing) ? offers(track, routing)[index] : NULL;
}

const char **lg_sim_routing_of(struct lg_sim_track *track, enum lg_sim_routing routing) {
    const char **const kept[LG_SIM_ROUTING__COUNT] = {&track->input_routing, &track->input_channel,
                                                      &track->output_routing,
                                                      &track->output_channel};
    return kept[routing];
}

void lg_sim_routing_init(struct lg_sim_track *track) {
    for (int routing = 0; routing < LG_SIM_ROUTING__COUNT; routing++)
        *lg_sim_routing_of(track, (enum lg_sim_routing)routing) =
            lg_sim_routing_offer(track, (enum lg_sim_routing)routing, 0);
}
