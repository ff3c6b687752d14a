/* The link over UDP: one socket, bound to the reply port and connected to host:port, used both
 * ways. A connected socket drops datagrams from anywhere else. */
#ifndef LG_OSC_UDP_H
#define LG_OSC_UDP_H

#include "base/env.h"
#include "osc/link.h"

enum { LG_OSC_PORT = 11000, LG_OSC_REPLY_PORT = 11001 };

struct lg_udp_options {
    const char *host; /* IPv4 address or name; loopback unless the user names another */
    int port;         /* where AbletonOSC listens */
    int reply_port;   /* where it answers to; 0: any free one, for what answers to the sender */
};

/* "127.0.0.1", with NUL. */
enum { LG_UDP_ADDRESS = 16 };

/* The IPv4 address of a host as text, whichever way that was written: 127.1, 0 and 0.0.0.0 are
 * 127.0.0.1. LG_ERR_READ when it is not known. */
int lg_udp_address(const char *host, char out[static LG_UDP_ADDRESS],
                   struct lg_err *err) LG_MUST_CHECK;

/* Binds the loopback address when the host is on loopback, else the interface that routes to it.
 * The env's clock must be the real one. LG_ERR_READ: the port is taken (named, and its holder where
 * the system tells it), the host unknown. A refused connection shows at receive: LG_ERR_READ
 * "Connection refused" naming host:port; the link goes on working once something listens there. */
int lg_udp_open(struct lg_env *env, const struct lg_udp_options *options, struct lg_link **out,
                struct lg_err *err) LG_MUST_CHECK;

#endif
