#include "osc/link.h"

#include "base/fault.h"

int lg_link_send(struct lg_link *link, const void *bytes, size_t length, struct lg_err *err) {
    if (LG_FAULT("osc.send"))
        return lg_err_set(err, LG_ERR_WRITE, "a datagram of %zu bytes could not be sent: fault",
                          length);
    if (length > LG_DATAGRAM_MAX)
        return lg_err_set(err, LG_ERR_WRITE, "a datagram of %zu bytes is too long (at most %d)",
                          length, LG_DATAGRAM_MAX);
    return link->ops->send(link, bytes, length, err);
}

enum lg_receive lg_link_receive(struct lg_link *link, int64_t deadline_ns, void *buffer,
                                size_t *length_out, struct lg_err *err) {
    if (LG_FAULT("osc.receive")) {
        lg_err_set(err, LG_ERR_READ, "no datagram could be received: fault");
        return LG_RECEIVE_ERROR;
    }
    return link->ops->receive(link, deadline_ns, buffer, length_out, err);
}

void lg_link_close(struct lg_link *link) {
    if (link != NULL)
        link->ops->close(link);
}
