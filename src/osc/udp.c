#include "osc/udp.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <netdb.h>
#include <netinet/in.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/arena.h"
#include "osc/holder.h"

/* 4 MiB hold the replies to some thousand requests; where the system allows less, the half of it is
 * asked for, and so on. */
enum { RECEIVE_BUFFER = 4 * 1024 * 1024, RECEIVE_BUFFER_MIN = 64 * 1024 };

/* Elsewhere than on loopback datagrams may change places, by a few milliseconds (Assumed). */
#define NETWORK_LIFETIME_NS (20 * LG_NS_PER_MS)

/* How long a full send buffer may stay full. */
#define SEND_PATIENCE_NS (LG_NS_PER_S)

struct udp {
    struct lg_link link;
    struct lg_env *env;
    int fd;
    char peer[300]; /* host:port, for messages */
};

static int no_peer(const struct udp *udp, struct lg_err *err) {
    return lg_err_sys(err, LG_ERR_READ, ECONNREFUSED, "nothing listens at %s", udp->peer);
}

/* Milliseconds for poll, rounded up so that it never wakes before the deadline; a second at most,
 * so that who looks at the clock meanwhile can. */
static int poll_ms(const struct lg_env *env, int64_t deadline_ns) {
    int64_t left_ns = deadline_ns - lg_clock_now_ns(&env->clock);
    if (left_ns <= 0)
        return 0;
    return left_ns >= LG_NS_PER_S ? 1000 : (int)(left_ns / LG_NS_PER_MS + 1);
}

/* 1 when the socket may be ready, 0 at the deadline, -1 when a stop was asked for. */
static int wait_for(const struct udp *udp, short events, int64_t deadline_ns, struct lg_err *err) {
    const struct lg_interrupt *interrupt = udp->env->interrupt;
    struct pollfd fds[2] = {{.fd = udp->fd, .events = events},
                            {.fd = interrupt == NULL ? -1 : interrupt->wake_fd, .events = POLLIN}};
    for (;;) {
        if (lg_env_check(udp->env, err) < 0)
            return -1;
        int timeout_ms = poll_ms(udp->env, deadline_ns);
        int ready = poll(fds, 2, timeout_ms);
        if (ready < 0 && errno != EINTR)
            return lg_err_sys(err, LG_ERR_INTERNAL, errno, "poll");
        if (ready > 0 && fds[0].revents != 0)
            return 1;
        if (ready == 0 && poll_ms(udp->env, deadline_ns) == 0)
            return 0;
        /* The wake descriptor spoke; where no signal stands behind it, it must not do so again. */
        if (ready > 0)
            fds[1].fd = -1;
    }
}

static bool is_full(int code) {
    return code == EAGAIN || code == EWOULDBLOCK || code == ENOBUFS;
}

static int udp_send(struct lg_link *link, const void *bytes, size_t length, struct lg_err *err) {
    struct udp *udp = (struct udp *)link;
    int64_t deadline_ns = lg_clock_after(&udp->env->clock, SEND_PATIENCE_NS);
    bool refused = false;
    while (send(udp->fd, bytes, length, 0) < 0) {
        if (errno == EINTR)
            continue;
        /* The system reports an earlier datagram's refusal here, and has not sent this one. */
        if (errno == ECONNREFUSED) {
            if (refused)
                return no_peer(udp, err);
            refused = true;
            continue;
        }
        if (!is_full(errno))
            return lg_err_sys(err, LG_ERR_WRITE, errno, "sending %zu bytes to %s", length,
                              udp->peer);
        int ready = wait_for(udp, POLLOUT, deadline_ns, err);
        if (ready < 0)
            return -1;
        if (ready == 0 || lg_clock_now_ns(&udp->env->clock) > deadline_ns)
            return lg_err_set(err, LG_ERR_WRITE, "sending to %s: the buffer stays full", udp->peer);
    }
    return 0;
}

static enum lg_receive udp_receive(struct lg_link *link, int64_t deadline_ns, void *buffer,
                                   size_t *length_out, struct lg_err *err) {
    struct udp *udp = (struct udp *)link;
    for (;;) {
        if (lg_env_check(udp->env, err) < 0)
            return LG_RECEIVE_ERROR;
        /* What has arrived is given out even when the deadline has passed. */
        ssize_t length = recv(udp->fd, buffer, LG_DATAGRAM_MAX, 0);
        if (length >= 0) {
            *length_out = (size_t)length;
            return LG_RECEIVE_DATAGRAM;
        }
        if (errno == ECONNREFUSED) {
            no_peer(udp, err);
            return LG_RECEIVE_ERROR;
        }
        if (errno != EINTR && errno != EAGAIN && errno != EWOULDBLOCK) {
            lg_err_sys(err, LG_ERR_READ, errno, "receiving from %s", udp->peer);
            return LG_RECEIVE_ERROR;
        }
        int ready = wait_for(udp, POLLIN, deadline_ns, err);
        if (ready <= 0)
            return ready < 0 ? LG_RECEIVE_ERROR : LG_RECEIVE_DEADLINE;
    }
}

static void udp_close(struct lg_link *link) {
    struct udp *udp = (struct udp *)link;
    if (udp->fd >= 0)
        close(udp->fd);
    free(udp);
}

static const struct lg_link_ops udp_ops = {
    .kind = "udp", .send = udp_send, .receive = udp_receive, .close = udp_close};

static int resolve(const char *host, int port, struct sockaddr_in *out, struct lg_err *err) {
    struct addrinfo hints = {.ai_family = AF_INET, .ai_socktype = SOCK_DGRAM};
    struct addrinfo *found = NULL;
    int code = getaddrinfo(host, NULL, &hints, &found);
    if (code != 0)
        return lg_err_set(err, LG_ERR_READ, "host '%s' is not known: %s", host, gai_strerror(code));
    memcpy(out, found->ai_addr, sizeof *out);
    freeaddrinfo(found);
    /* "0", any address of this machine: what is sent there goes over loopback. */
    if (out->sin_addr.s_addr == htonl(INADDR_ANY))
        out->sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    out->sin_port = htons((uint16_t)port);
    return 0;
}

static int open_socket(int *fd_out, struct lg_err *err) {
    int fd = socket(AF_INET, SOCK_DGRAM, 0);
    if (fd < 0)
        return lg_err_sys(err, LG_ERR_READ, errno, "opening a UDP socket");
    if (fcntl(fd, F_SETFD, FD_CLOEXEC) < 0 || fcntl(fd, F_SETFL, O_NONBLOCK) < 0) {
        int code = errno;
        close(fd);
        return lg_err_sys(err, LG_ERR_READ, code, "preparing a UDP socket");
    }
    *fd_out = fd;
    return 0;
}

/* Our address as the peer will see it: connecting a datagram socket asks the routing table and
 * sends nothing. */
static int local_address(const struct udp *udp, const struct sockaddr_in *peer,
                         struct sockaddr_in *out, struct lg_err *err) {
    int fd = -1;
    if (open_socket(&fd, err) < 0)
        return -1;
    socklen_t length = sizeof *out;
    int status = 0;
    if (connect(fd, (const struct sockaddr *)peer, sizeof *peer) < 0 ||
        getsockname(fd, (struct sockaddr *)out, &length) < 0)
        status = lg_err_sys(err, LG_ERR_READ, errno, "no way to %s", udp->peer);
    close(fd);
    return status;
}

static int port_taken(const struct lg_env *env, int port, struct lg_err *err) {
    struct lg_str holder = {0};
    lg_port_holder(env, port, &holder);
    lg_err_set(err, LG_ERR_READ,
               "port %d, to which AbletonOSC answers, is taken: %s%s%s; end the other program that "
               "talks to Live, then try again",
               port, strerror(EADDRINUSE), holder.length > 0 ? "; it is held by " : "",
               lg_str_text(&holder));
    lg_str_dispose(&holder);
    if (err != NULL && err->sys_errno == 0)
        err->sys_errno = EADDRINUSE;
    return -1;
}

static int bind_to(const struct udp *udp, struct sockaddr_in *local, int port, struct lg_err *err) {
    local->sin_port = htons((uint16_t)port);
    if (bind(udp->fd, (const struct sockaddr *)local, sizeof *local) == 0)
        return 0;
    if (errno == EADDRINUSE)
        return port_taken(udp->env, port, err);
    return lg_err_sys(err, LG_ERR_READ, errno, "binding port %d", port);
}

static void widen_buffer(int fd) {
    for (int bytes = RECEIVE_BUFFER; bytes >= RECEIVE_BUFFER_MIN; bytes /= 2) {
        if (setsockopt(fd, SOL_SOCKET, SO_RCVBUF, &bytes, sizeof bytes) == 0)
            return;
    }
}

/* Between bind and connect anyone could have written to the port. */
static void discard_received(int fd) {
    char byte;
    while (recv(fd, &byte, sizeof byte, 0) >= 0 || errno == EINTR)
        continue;
}

static bool is_loopback(const struct sockaddr_in *address) {
    return ntohl(address->sin_addr.s_addr) >> 24 == IN_LOOPBACKNET;
}

static int set_up(struct udp *udp, const struct lg_udp_options *options, struct lg_err *err) {
    struct sockaddr_in peer;
    struct sockaddr_in local;
    if (options->port < 1 || options->port > UINT16_MAX || options->reply_port < 0 ||
        options->reply_port > UINT16_MAX)
        return lg_err_set(err, LG_ERR_USAGE, "ports %d and %d: a port is at most %d", options->port,
                          options->reply_port, UINT16_MAX);
    if (resolve(options->host, options->port, &peer, err) < 0 ||
        local_address(udp, &peer, &local, err) < 0 || open_socket(&udp->fd, err) < 0)
        return -1;
    widen_buffer(udp->fd);
    if (bind_to(udp, &local, options->reply_port, err) < 0)
        return -1;
    if (connect(udp->fd, (const struct sockaddr *)&peer, sizeof peer) < 0)
        return lg_err_sys(err, LG_ERR_READ, errno, "no way to %s", udp->peer);
    discard_received(udp->fd);
    udp->link.lifetime_ns = is_loopback(&peer) ? 0 : NETWORK_LIFETIME_NS;
    return 0;
}

int lg_udp_address(const char *host, char out[static LG_UDP_ADDRESS], struct lg_err *err) {
    struct sockaddr_in address;
    if (resolve(host, 0, &address, err) < 0)
        return -1;
    const uint32_t number = ntohl(address.sin_addr.s_addr);
    snprintf(out, LG_UDP_ADDRESS, "%u.%u.%u.%u", number >> 24, number >> 16 & 0xff,
             number >> 8 & 0xff, number & 0xff);
    return 0;
}

int lg_udp_open(struct lg_env *env, const struct lg_udp_options *options, struct lg_link **out,
                struct lg_err *err) {
    assert(!env->clock.is_virtual);
    struct udp *udp = lg_xcalloc(1, sizeof *udp);
    udp->link.ops = &udp_ops;
    udp->env = env;
    udp->fd = -1;
    snprintf(udp->peer, sizeof udp->peer, "%s:%d", options->host, options->port);
    if (set_up(udp, options, err) < 0) {
        udp_close(&udp->link);
        return -1;
    }
    *out = &udp->link;
    return 0;
}
