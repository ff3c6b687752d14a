/* OSC 1.0 messages: typed arguments, written and read by liblo. */
#ifndef LG_OSC_MESSAGE_H
#define LG_OSC_MESSAGE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/err.h"
#include "base/str.h"

/* One argument. Tags: i f s h d T F N b (others are refused by reader and writer). */
struct lg_osc_arg {
    char tag;
    bool granted; /* an index that live/dialect.c vouches for; copied along, never on the wire */
    union {
        int32_t i;
        int64_t h;
        float f;
        double d;
        const char *s;
        struct {
            const void *bytes;
            size_t length;
        } b;
    } as;
};

struct lg_osc_msg {
    const char *address;
    const struct lg_osc_arg *args;
    size_t count;
};

struct lg_osc_arg lg_osc_int(int32_t i);
struct lg_osc_arg lg_osc_float(float f);
struct lg_osc_arg lg_osc_text(const char *s);
struct lg_osc_arg lg_osc_bool(int truth);

/* The number of an i, h, f or d, and 0 or 1 of an F or T; false for every other tag. */
bool lg_osc_number(const struct lg_osc_arg *arg, double *out);
/* Same content: numbers by value whatever their tags (NaN equals nothing), the rest by tag and
 * bytes. */
bool lg_osc_arg_eq(const struct lg_osc_arg *a, const struct lg_osc_arg *b);
/* Deep copy into `arena`. */
struct lg_osc_msg lg_osc_copy(const struct lg_osc_msg *msg, struct lg_arena *arena);

/* Serialises one message: the datagram's bytes are added to `out`. LG_ERR_WRITE for an address
 * without a leading '/', an unknown tag, an empty blob (liblo has none), more than LG_DATAGRAM_MAX
 * bytes. */
int lg_osc_write(const struct lg_osc_msg *msg, struct lg_str *out,
                 struct lg_err *err) LG_MUST_CHECK;
/* Reads one message (no bundle); everything is copied into the arena. LG_ERR_READ for malformed
 * bytes: a missing tag string, wrong padding, arguments that are cut off or left over. */
int lg_osc_read(const void *bytes, size_t length, struct lg_arena *arena, struct lg_osc_msg *out,
                struct lg_err *err) LG_MUST_CHECK;
/* `/live/track/get/mute 0 F` for people: address and arguments, text in quotes, control characters
 * as '?', cut at 200 bytes. */
void lg_osc_print(const struct lg_osc_msg *msg, struct lg_str *out);

#endif
