/* The words of a path to a value (live/resolve.h), before Live is asked. */
#ifndef LG_LIVE_ADDRESS_H
#define LG_LIVE_ADDRESS_H

#include "live/resolve.h"

#define LG_EQ_EIGHT_CLASS "Eq8"

enum { LG_ADDRESS_PARTS = 3 };

struct lg_address {
    const char *parts[LG_ADDRESS_PARTS]; /* track, device, parameter; or track, word; or tempo */
    size_t count;
};

/* The last part keeps its slashes: Dry/Wet. LG_ERR_USAGE for an empty part, or one part that is not
 * `tempo`. */
int lg_address_read(const char *path, struct lg_arena *arena, struct lg_address *out,
                    struct lg_err *err) LG_MUST_CHECK;

/* A value of a track's mixer. */
struct lg_address_mixer {
    const char *name;
    enum lg_place_kind kind;
    const char *get, *set;
    struct lg_range range;
    bool is_louder_up;
};

/* "volume", "volume_db", "pan", "send A", "sends/0", …; NULL: none. *send_out for a send alone. */
const struct lg_address_mixer *lg_address_find_mixer(const char *word, int *send_out);

/* "eq.2.gain", "2.gain" as a path has it. */
bool lg_address_is_eq_band(const char *word);
/* The parameter's name in EQ Eight, "2 Gain A"; a word that is no band is returned as it is. */
const char *lg_address_eq_band(const char *word, struct lg_arena *arena);

#endif
