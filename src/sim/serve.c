#include "sim/link.h"

#include <arpa/inet.h>
#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <netdb.h>
#include <netinet/in.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "sim/wire.h"

/* A pause of the process (a stopped terminal) fills the system's buffer, not ours: ask for room. */
enum { SOCKET_BUFFER = 1024 * 1024, DRAIN_AT_MOST = 4096 };

struct server {
    struct lg_env *env;
    struct lg_sim *sim;
    struct lg_sim_wire *wire;
    int fd;
    int stranger_fd; /* what is not from the script leaves here */
    int reply_port;
    int64_t tick_ns;
    int64_t passed_ns;    /* so far, on the env's clock */
    struct pollfd fds[2]; /* the socket, the wake descriptor */
    unsigned char buffer[LG_DATAGRAM_MAX];
};

static bool is_asked_to_stop(const struct server *server) {
    return lg_env_check(server->env, NULL) != 0;
}

static int resolve(const char *host, int port, struct sockaddr_in *out, struct lg_err *err) {
    struct addrinfo hints = {.ai_family = AF_INET, .ai_socktype = SOCK_DGRAM};
    struct addrinfo *found = NULL;
    int code = getaddrinfo(host, NULL, &hints, &found);
    if (code != 0)
        return lg_err_set(err, LG_ERR_READ, "host '%s' is not known: %s", host, gai_strerror(code));
    memcpy(out, found->ai_addr, sizeof *out);
    freeaddrinfo(found);
    out->sin_port = htons((uint16_t)port);
    return 0;
}

static int prepare_socket(int fd, const struct lg_sim_serve_options *options, int *port_out,
                          struct lg_err *err) {
    struct sockaddr_in address;
    socklen_t size = sizeof address;
    int room = SOCKET_BUFFER;
    if (resolve(options->host, options->port, &address, err) != 0)
        return -1;
    if (fcntl(fd, F_SETFD, FD_CLOEXEC) < 0 || fcntl(fd, F_SETFL, O_NONBLOCK) < 0)
        return lg_err_sys(err, LG_ERR_READ, errno, "preparing a UDP socket");
    /* As much as the system allows; macOS caps datagrams at the send buffer. */
    (void)setsockopt(fd, SOL_SOCKET, SO_RCVBUF, &room, sizeof room);
    (void)setsockopt(fd, SOL_SOCKET, SO_SNDBUF, &room, sizeof room);
    if (bind(fd, (const struct sockaddr *)&address, sizeof address) < 0 ||
        getsockname(fd, (struct sockaddr *)&address, &size) < 0)
        return lg_err_sys(err, LG_ERR_READ, errno, "port %d on %s", options->port, options->host);
    *port_out = ntohs(address.sin_port);
    return 0;
}

static void send_replies(struct server *server) {
    uint32_t peer;
    bool is_stranger;
    size_t length;
    while (lg_sim_wire_take(server->wire, &peer, &is_stranger, server->buffer, &length)) {
        struct sockaddr_in to = {.sin_family = AF_INET,
                                 .sin_port = htons((uint16_t)server->reply_port)};
        to.sin_addr.s_addr = peer == LG_SIM_LOCAL ? htonl(INADDR_LOOPBACK) : peer;
        /* A reply that nobody can take vanishes, as the script's do. */
        int fd = is_stranger ? server->stranger_fd : server->fd;
        while (sendto(fd, server->buffer, length, 0, (const struct sockaddr *)&to, sizeof to) < 0 &&
               errno == EINTR)
            continue;
    }
}

/* Takes in what has arrived; bounded, so that a flood can't keep the ticks away. */
static int drain(struct server *server, struct lg_err *err) {
    for (int i = 0; i < DRAIN_AT_MOST; i++) {
        struct sockaddr_in from;
        socklen_t size = sizeof from;
        ssize_t length = recvfrom(server->fd, server->buffer, sizeof server->buffer, 0,
                                  (struct sockaddr *)&from, &size);
        if (length >= 0)
            lg_sim_wire_send(server->wire, from.sin_addr.s_addr, server->buffer, (size_t)length);
        else if (errno == EAGAIN || errno == EWOULDBLOCK)
            return 0;
        else if (errno != EINTR && errno != ECONNREFUSED)
            return lg_err_sys(err, LG_ERR_READ, errno, "receiving");
    }
    return 0;
}

/* The script looks at its socket again after every message. */
static int tick(struct server *server, struct lg_err *err) {
    int64_t now_ns = lg_clock_now_ns(&server->env->clock);
    lg_sim_pass(server->sim, now_ns - server->passed_ns);
    server->passed_ns = now_ns;
    enum lg_sim_progress progress = lg_sim_wire_begin(server->wire) ? LG_SIM_SERVED : LG_SIM_IDLE;
    while (progress == LG_SIM_SERVED && !is_asked_to_stop(server)) {
        progress = lg_sim_wire_step(server->wire);
        send_replies(server);
        if (drain(server, err) != 0)
            return -1;
    }
    lg_sim_wire_end(server->wire);
    send_replies(server);
    return 0;
}

static int wait_until(struct server *server, int64_t when_ns, struct lg_err *err) {
    int64_t left_ns = when_ns - lg_clock_now_ns(&server->env->clock);
    if (left_ns <= 0)
        return 0;
    int64_t left_ms = (left_ns + LG_NS_PER_MS - 1) / LG_NS_PER_MS;
    int ready = poll(server->fds, 2, left_ms > INT_MAX ? INT_MAX : (int)left_ms);
    if (ready < 0 && errno != EINTR)
        return lg_err_sys(err, LG_ERR_INTERNAL, errno, "poll");
    /* Where no signal stands behind the wake descriptor, it must not speak for ever. */
    if (ready > 0 && server->fds[1].revents != 0 && !is_asked_to_stop(server))
        server->fds[1].fd = -1;
    return 0;
}

static int serve(struct server *server, struct lg_err *err) {
    send_replies(server); /* the start-up pair */
    int64_t next_ns = lg_clock_after(&server->env->clock, server->tick_ns);
    while (!is_asked_to_stop(server)) {
        if (wait_until(server, next_ns, err) != 0 || drain(server, err) != 0)
            return -1;
        if (lg_clock_now_ns(&server->env->clock) < next_ns)
            continue;
        if (tick(server, err) != 0)
            return -1;
        /* Ticks that were missed are not made up for. */
        next_ns += server->tick_ns;
        if (next_ns < lg_clock_now_ns(&server->env->clock))
            next_ns = lg_clock_after(&server->env->clock, server->tick_ns);
    }
    return 0;
}

static void close_if_open(int fd) {
    if (fd >= 0)
        close(fd);
}

int lg_sim_serve(struct lg_env *env, struct lg_sim *sim, const struct lg_sim_serve_options *options,
                 struct lg_err *err) {
    assert(!env->clock.is_virtual);
    if (options->tick_ms <= 0)
        return lg_err_set(err, LG_ERR_USAGE, "a tick of %d ms is not above 0", options->tick_ms);
    if (options->port < 0 || options->port > UINT16_MAX || options->reply_port < 1 ||
        options->reply_port > UINT16_MAX)
        return lg_err_set(err, LG_ERR_USAGE, "ports %d and %d: a port is at most %d", options->port,
                          options->reply_port, UINT16_MAX);
    int status = -1;
    int port = 0;
    int wake_fd = env->interrupt == NULL ? -1 : env->interrupt->wake_fd;
    struct server *server = lg_xcalloc(1, sizeof *server);
    *server = (struct server){.env = env,
                              .sim = sim,
                              .wire = lg_sim_wire_new(sim),
                              .fd = socket(AF_INET, SOCK_DGRAM, 0),
                              .stranger_fd = socket(AF_INET, SOCK_DGRAM, 0),
                              .reply_port = options->reply_port,
                              .tick_ns = options->tick_ms * LG_NS_PER_MS,
                              .passed_ns = lg_clock_now_ns(&env->clock),
                              .fds = {{-1, POLLIN, 0}, {wake_fd, POLLIN, 0}}};
    if (server->fd < 0 || server->stranger_fd < 0) {
        lg_err_sys(err, LG_ERR_READ, errno, "opening a UDP socket");
        goto out;
    }
    server->fds[0].fd = server->fd;
    if (prepare_socket(server->fd, options, &port, err) != 0)
        goto out;
    if (port == options->reply_port) {
        lg_err_set(err, LG_ERR_USAGE,
                   "listening and replies can't both have port %d: the replies would come back as "
                   "requests",
                   port);
        goto out;
    }
    if (options->on_ready != NULL)
        options->on_ready(options->ctx, port);
    status = serve(server, err);
out:
    close_if_open(server->fd);
    close_if_open(server->stranger_fd);
    lg_sim_wire_free(server->wire);
    free(server);
    return status;
}
