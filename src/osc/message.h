/* OSC 1.0 messages: typed arguments, written and read by liblo. */
#ifndef LG_OSC_MESSAGE_H
#define LG_OSC_MESSAGE_H

#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/err.h"
#include "base/str.h"

/* One argument. Tags: i f s h d T F N b (others are refused by the reader). */
struct lg_osc_arg {
    char tag;
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

/* Serialises one message: the datagram's bytes are added to `out`. LG_ERR_WRITE. */
int lg_osc_write(const struct lg_osc_msg *msg, struct lg_str *out,
                 struct lg_err *err) LG_MUST_CHECK;
/* Reads one message (no bundle); everything is copied into the arena. LG_ERR_READ for malformed
 * bytes. */
int lg_osc_read(const void *bytes, size_t length, struct lg_arena *arena, struct lg_osc_msg *out,
                struct lg_err *err) LG_MUST_CHECK;
/* `/live/track/get/mute 0 F` for people: address and arguments, text in quotes, cut at 200 bytes.
 */
void lg_osc_print(const struct lg_osc_msg *msg, struct lg_str *out);

#endif
