/* Reads a datagram as AbletonOSC's python-osc does, which is more lenient than liblo: the type tag
 * string may be missing or lack its comma, unknown tags are skipped, a truncated last float is
 * filled with zeros. Bundles may nest; their time tags are ignored, their messages come flat and
 * in order. */
#ifndef LG_SIM_DECODE_H
#define LG_SIM_DECODE_H

#include <stddef.h>

#include "base/arena.h"
#include "sim/value.h"

struct lg_sim_message {
    const char *address;
    const struct lg_sim_value *args;
    size_t count;
};

struct lg_sim_packet {
    struct lg_sim_message *messages;
    size_t count, capacity;
    const char *why; /* the exception's text unless decoded */
};

enum lg_sim_decoded {
    LG_SIM_DECODED,
    LG_SIM_MALFORMED, /* a message that can't be parsed: the script logs it and goes on */
    LG_SIM_UNREADABLE /* a bad bundle, bad UTF-8: an exception, which ends the tick */
};

/* Fills `out`; all memory is the arena's. */
enum lg_sim_decoded lg_sim_decode(const void *bytes, size_t length, struct lg_arena *arena,
                                  struct lg_sim_packet *out);

#endif
