/* layer: sim */
#include <string.h>

#include "fuzz/target.h"
#include "osc/link.h"
#include "sim/script.h"

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

/* One datagram of any kind, then one that is right: it must be answered by the second tick at the
 * latest, whatever the first one was, and no parameter may have left its range. */
/* Tracks come and go by what the bytes ask for; a value never leaves its range. */
static void check_ranges(const struct lg_sim_track *track) {
    for (size_t d = 0; d < track->num_devices; d++) {
        const struct lg_sim_device *device = &track->devices[d];
        for (size_t p = 0; p < device->num_params; p++) {
            const struct lg_sim_param *param = &device->params[p];
            FUZZ_CHECK(param->value >= param->min && param->value <= param->max);
        }
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    static const char test[] = "/live/test\0\0,\0\0";
    static const char ok[] = "/live/test\0\0,s\0\0ok\0";
    static char reply[LG_DATAGRAM_MAX];
    struct lg_arena arena = {0};
    struct lg_sim_set set;
    struct lg_err err = {0};
    uint32_t peer = LG_SIM_LOCAL;
    size_t length = 0;
    if (size > LG_DATAGRAM_MAX)
        return 0;
    FUZZ_CHECK(lg_sim_set_parse(set_text, strlen(set_text), "fuzz", &arena, &set, &err) == 0);
    struct lg_sim *sim = lg_sim_new(&set, NULL);
    FUZZ_CHECK(lg_sim_deliver(sim, 7, data, size));
    lg_sim_tick(sim);
    FUZZ_CHECK(lg_sim_deliver(sim, 8, test, sizeof test));
    lg_sim_tick(sim);
    FUZZ_CHECK(lg_sim_is_idle(sim));
    while (lg_sim_take_reply(sim, &peer, reply, &length)) {
        FUZZ_CHECK(length >= 16 && length <= LG_DATAGRAM_MAX && length % 4 == 0);
        FUZZ_CHECK(strncmp(reply, "/live/", 6) == 0);
        FUZZ_CHECK(peer == LG_SIM_LOCAL || peer == 7 || peer == 8);
    }
    FUZZ_CHECK(peer == 8 && length == sizeof ok && memcmp(reply, ok, sizeof ok) == 0);
    const struct lg_sim_set *now = lg_sim_now(sim);
    for (size_t t = 0; t < now->num_tracks; t++)
        check_ranges(&now->tracks[t]);
    lg_sim_free(sim);
    lg_arena_dispose(&arena);
    return 0;
}
