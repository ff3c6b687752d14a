/* The seam to whatever answers as AbletonOSC: open · send · receive until a deadline · close.
 * Opening is the kind's own function (osc/udp.h, sim/link.h); from then on nobody knows which it
 * is. */
#ifndef LG_OSC_LINK_H
#define LG_OSC_LINK_H

#include <stddef.h>
#include <stdint.h>

#include "base/err.h"

/* No datagram is longer. */
enum { LG_DATAGRAM_MAX = 65507 };

enum lg_receive { LG_RECEIVE_ERROR = -1, LG_RECEIVE_DEADLINE = 0, LG_RECEIVE_DATAGRAM = 1 };

struct lg_link {
    const struct lg_link_ops *ops;
    /* How long a datagram, or a copy of it, may be under way; whoever waits that long has nothing
     * of it to fear. 0: datagrams come at once, in order, never twice, or not at all, as on
     * loopback. */
    int64_t lifetime_ns;
};

struct lg_link_ops {
    const char *kind; /* "udp", "sim", "replay" */
    /* Sends one datagram. LG_ERR_WRITE. */
    int (*send)(struct lg_link *link, const void *bytes, size_t length, struct lg_err *err);
    /* Waits for one datagram until `deadline_ns` of the env's clock; an interruption is an error.
     * `buffer` holds LG_DATAGRAM_MAX bytes. */
    enum lg_receive (*receive)(struct lg_link *link, int64_t deadline_ns, void *buffer,
                               size_t *length_out, struct lg_err *err);
    void (*close)(struct lg_link *link); /* frees the link */
};

int lg_link_send(struct lg_link *link, const void *bytes, size_t length,
                 struct lg_err *err) LG_MUST_CHECK;
enum lg_receive lg_link_receive(struct lg_link *link, int64_t deadline_ns, void *buffer,
                                size_t *length_out, struct lg_err *err) LG_MUST_CHECK;
void lg_link_close(struct lg_link *link); /* NULL is fine */

#endif
