/* OSC 1.0 bundles: several messages in one datagram. AbletonOSC runs them in order, at once, in one
 * tick; its first exception loses the rest for good (it never answers with a bundle itself). */
#ifndef LG_OSC_BUNDLE_H
#define LG_OSC_BUNDLE_H

#include "osc/message.h"

/* Bundles in bundles go no deeper. */
enum { LG_BUNDLE_DEPTH_MAX = 8 };

/* What stands before the messages: "#bundle", and the time tag that means "at once". */
enum { LG_BUNDLE_HEAD_BYTES = 16 };

/* Adds the head of a bundle to `out`; its messages follow. */
void lg_bundle_begin(struct lg_str *out);
/* Adds one message to the bundle that `out` ends with. As lg_osc_write, and `out` is as it was on
 * failure. */
int lg_bundle_add(const struct lg_osc_msg *msg, struct lg_str *out,
                  struct lg_err *err) LG_MUST_CHECK;

/* Reads a datagram, a message or a bundle, as a flat list in order; time tags are left out, an
 * empty bundle is an empty list. Everything is copied into the arena. LG_ERR_READ for malformed
 * bytes anywhere in it, also those below LG_BUNDLE_DEPTH_MAX. */
int lg_bundle_read(const void *bytes, size_t length, struct lg_arena *arena,
                   struct lg_osc_msg **msgs_out, size_t *count_out,
                   struct lg_err *err) LG_MUST_CHECK;

#endif
