/* A set with something of each kind that a run changes, and a gate that changes all of it. */
#ifndef LG_TESTS_JOINT_SONG_H
#define LG_TESTS_JOINT_SONG_H

#define SONG_HEAD                                                                                  \
    "song: {loop: true, loop_start: 4, loop_length: 8, current_song_time: 16,\n"                   \
    "       record_mode: true}\n"                                                                  \
    "master: {name: Main}\n"                                                                       \
    "tracks:\n"
#define SONG_DRUMS "  - {name: Drums, arm: true, volume: 0.7}\n"
#define SONG_BASS "  - {name: Bass, solo: true, panning: -0.25}\n"
#define SONG_VOICE "  - {name: Voice, mute: true}\n"
#define SONG_PREMASTER                                                                             \
    "  - name: PREMASTER\n"                                                                        \
    "    kind: group\n"                                                                            \
    "    devices:\n"
#define SONG_DEVICE(name, min, max, gain)                                                          \
    "      - name: " name "\n"                                                                     \
    "        class: " name "\n"                                                                    \
    "        parameters:\n"                                                                        \
    "          - {name: Device On, items: [Off, On], value: 1}\n"                                  \
    "          - {name: Gain, min: " min ", max: " max ", value: " gain "}\n"
#define SONG_UTILITY SONG_DEVICE("Utility", "-1", "1", "0")
#define SONG_LIMITER SONG_DEVICE("Limiter", "-24", "24", "3")
#define SONG SONG_HEAD SONG_DRUMS SONG_BASS SONG_VOICE SONG_PREMASTER SONG_UTILITY SONG_LIMITER

/* Track 4 is the one that it makes. */
static const char song_gate[] =
    "gate: w\n"
    "name: writes\n"
    "steps:\n"
    "  - send: {address: /live/track/set/volume, args: [0, 0.2]}\n"
    "  - send: {address: /live/track/set/volume, args: [1, 0.9], allow_louder: true}\n"
    "  - send: {address: /live/track/set/volume, args: [0, 0.1]}\n"
    "  - send: {address: /live/track/set/mute, args: [2, false]}\n"
    "  - send: {address: /live/track/set/mute, args: [0, true]}\n"
    "  - send: {address: /live/track/set/solo, args: [2, true]}\n"
    "  - send: {address: /live/track/set/arm, args: [1, true]}\n"
    "  - send: {address: /live/track/set/current_monitoring_state, args: [1, 2]}\n"
    "  - send: {address: /live/device/set/parameter/value, args: [3, 1, 1, -6.5]}\n"
    "  - send: {address: /live/device/set/parameter/value, args: [3, 0, 0, 0]}\n"
    "  - send: {address: /live/song/set/loop, args: [false]}\n"
    "  - send: {address: /live/song/create_audio_track, args: [-1]}\n"
    "  - send: {address: /live/track/set/arm, args: [4, true]}\n"
    "  - send: {address: /live/track/set/input_routing_type, args: [4, Resampling]}\n"
    "  - send: {address: /live/song/start_playing, args: []}\n"
    "  - send: {address: /live/song/set/current_song_time, args: [32]}\n"
    "  - send: {address: /live/song/set/metronome, args: [true]}\n"
    "    expect: {value: {eq: true}}\n";

#endif
