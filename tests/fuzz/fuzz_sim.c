/* layer: sim */
#include <string.h>

#include "fuzz/target.h"
#include "osc/link.h"
#include "sim/wire.h"

static const char set_text[] =
    "tracks:\n"
    "  - name: Drums\n"
    "    devices:\n"
    "      - name: Glue Compressor\n"
    "        class: GlueCompressor\n"
    "        parameters:\n"
    "          - {name: Device On, items: [Off, On], value: 1}\n"
    "          - {name: Threshold, min: -40, max: 0, display: {unit: dB, exact: {0: none}}}\n"
    "  - {name: Keys, kind: midi}\n"
    "  - {name: Bus, kind: group}\n"
    "returns: [{name: A}]\n"
    "master: {name: Main}\n";

static const enum lg_sim_fault forgeries[] = {
    LG_SIM_FAULT_FOREIGN_ADDRESS, LG_SIM_FAULT_FOREIGN_INDEX, LG_SIM_FAULT_FOREIGN_SOURCE};

/* Tracks may have been created in front of the first, or deleted. */
static void check_ranges(const struct lg_sim_track *track) {
    for (size_t i = 0; i < track->num_devices; i++)
        for (size_t j = 0; j < track->devices[i].num_params; j++) {
            const struct lg_sim_param *param = &track->devices[i].params[j];
            FUZZ_CHECK(param->value >= param->min && param->value <= param->max);
        }
}

/* A reload with a listener on a parameter leaves no address, as measured on the script. */
static bool is_forgotten(const char *reply, size_t length) {
    static const char unknown[] = "/live/error\0,s\0\0Unknown OSC address: /live/test";
    return length == sizeof unknown && memcmp(reply, unknown, length) == 0;
}

/* One datagram of any kind, then one that is right: it must be answered by the second tick at the
 * latest, whatever the first one was, and no parameter may have left its range. What the forgers
 * make of a reply must be as long as one. */
static void converse(const struct lg_sim_set *set, const uint8_t *data, size_t size) {
    static const char test[] = "/live/test\0\0,\0\0";
    static const char ok[] = "/live/test\0\0,s\0\0ok\0";
    static char reply[LG_DATAGRAM_MAX];
    uint32_t peer = LG_SIM_LOCAL;
    bool is_stranger = true;
    size_t length = 0;
    struct lg_sim *sim = lg_sim_new(set, NULL);
    struct lg_sim_wire *wire = lg_sim_wire_new(sim);
    lg_sim_wire_send(wire, 7, data, size);
    lg_sim_wire_tick(wire);
    lg_sim_wire_send(wire, 8, test, sizeof test);
    lg_sim_wire_tick(wire);
    FUZZ_CHECK(lg_sim_wire_is_idle(wire));
    while (lg_sim_wire_take(wire, &peer, &is_stranger, reply, &length)) {
        FUZZ_CHECK(length >= 16 && length <= LG_DATAGRAM_MAX && length % 4 == 0);
        FUZZ_CHECK(strncmp(reply, "/live/", 6) == 0);
        FUZZ_CHECK(peer == LG_SIM_LOCAL || peer == 7 || peer == 8);
    }
    bool is_ok = length == sizeof ok && memcmp(reply, ok, sizeof ok) == 0;
    FUZZ_CHECK(peer == 8 && !is_stranger && (is_ok || is_forgotten(reply, length)));
    for (size_t i = 0; i < lg_sim_now(sim)->num_tracks; i++)
        check_ranges(&lg_sim_now(sim)->tracks[i]);
    lg_sim_wire_free(wire);
    lg_sim_free(sim);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    struct lg_arena arena = {0};
    struct lg_sim_set set;
    struct lg_err err = {0};
    if (size > LG_DATAGRAM_MAX)
        return 0;
    FUZZ_CHECK(lg_sim_set_parse(set_text, strlen(set_text), "fuzz", &arena, &set, &err) == 0);
    for (size_t i = 0; i < LG_ARRAY_LEN(forgeries); i++)
        set.faults.rules[forgeries[i]].rate = 1;
    for (int dialect = 0; dialect < LG_SIM_DIALECT__COUNT; dialect++) {
        set.dialect = (enum lg_sim_dialect)dialect;
        converse(&set, data, size);
    }
    lg_arena_dispose(&arena);
    return 0;
}
