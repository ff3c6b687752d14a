/* An OSC message as a gate's file writes it: `address`, and `args` typed by YAML (whole numbers i,
 * other numbers f, text s, true and false T and F). */
#ifndef LG_STEP_REQUEST_H
#define LG_STEP_REQUEST_H

#include "base/value.h"
#include "conf/node.h"
#include "osc/message.h"

/* LG_ERR_READ for an address that is never sent: one that does not begin with '/', one with a
 * wildcard (AbletonOSC takes it for an unanchored pattern over all addresses, setters included), a
 * listener's (its pushes come whenever they like, between the replies), what ends the script or
 * Live (/live/api/reload, …). */
int lg_request_check_address(const char *address, struct lg_err *err) LG_MUST_CHECK;
/* As lg_request_check_address, and LG_ERR_READ for what is asked rather than sent, a getter. */
int lg_request_check_sent(const char *address, struct lg_err *err) LG_MUST_CHECK;
/* `args` is a list, one value, or NULL; everything is copied into the arena. LG_ERR_READ, with the
 * argument's place: an address that lg_request_check_address refuses, a whole number beyond 32
 * bits, null, a list or a map, a number with a unit. */
int lg_request_read(const char *address, const struct lg_node *args, struct lg_arena *arena,
                    struct lg_osc_msg *out, struct lg_err *err) LG_MUST_CHECK;
/* The arguments as a list; nil is a null, a blob the text "<n bytes>". */
struct lg_value *lg_request_args_value(const struct lg_osc_arg *args, size_t count,
                                       struct lg_arena *arena);

#endif
