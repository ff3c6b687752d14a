#include "support/unit.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include "base/str.h"
#include "osc/udp.h"

/* Long enough for any machine; no test waits for it to pass. */
enum { PATIENCE_MS = 20000 };

static struct sockaddr_in loopback(int port) {
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons((uint16_t)port)};
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    return address;
}

/* A socket on loopback; port 0: any free one. */
static int peer_open(int port) {
    struct sockaddr_in address = loopback(port);
    int fd = socket(AF_INET, SOCK_DGRAM, 0);
    assert_true(fd >= 0);
    assert_int_equal(bind(fd, (struct sockaddr *)&address, sizeof address), 0);
    return fd;
}

static int peer_port(int fd) {
    struct sockaddr_in address;
    socklen_t length = sizeof address;
    assert_int_equal(getsockname(fd, (struct sockaddr *)&address, &length), 0);
    return ntohs(address.sin_port);
}

/* Takes one datagram; its sender is whom peer_say answers. */
static size_t peer_take(int fd, void *buffer, size_t size, struct sockaddr_in *sender) {
    socklen_t length = sizeof *sender;
    struct pollfd poll_fd = {.fd = fd, .events = POLLIN};
    assert_int_equal(poll(&poll_fd, 1, PATIENCE_MS), 1);
    ssize_t got = recvfrom(fd, buffer, size, 0, (struct sockaddr *)sender, &length);
    assert_true(got >= 0);
    return (size_t)got;
}

static void peer_say(int fd, const struct sockaddr_in *to, const void *bytes, size_t length) {
    assert_int_equal(sendto(fd, bytes, length, 0, (const struct sockaddr *)to, sizeof *to),
                     (ssize_t)length);
}

static void real_env(struct lg_env *env) {
    lg_env_init_test(env);
    lg_clock_init_real(&env->clock);
}

static struct lg_link *open_to(struct lg_env *env, int port) {
    struct lg_link *link = NULL;
    struct lg_udp_options options = {"127.0.0.1", port, 0};
    struct lg_err err = {0};
    if (lg_udp_open(env, &options, &link, &err) < 0)
        fail_msg("%s", err.text);
    return link;
}

static void expect_datagram(struct lg_env *env, struct lg_link *link, const char *text) {
    static char buffer[LG_DATAGRAM_MAX];
    size_t length = 0;
    struct lg_err err = {0};
    int64_t deadline_ns = lg_clock_after(&env->clock, PATIENCE_MS * LG_NS_PER_MS);
    if (lg_link_receive(link, deadline_ns, buffer, &length, &err) != LG_RECEIVE_DATAGRAM)
        fail_msg("no datagram: %s", err.text);
    assert_int_equal(length, strlen(text));
    assert_memory_equal(buffer, text, length);
}

static void udp__one_socket_serves_both_ways(void **state) {
    LG_UNUSED(state);
    struct lg_env env;
    struct sockaddr_in sender;
    char buffer[64];
    real_env(&env);
    int peer = peer_open(0);
    struct lg_link *link = open_to(&env, peer_port(peer));
    assert_int_equal(lg_link_send(link, "question", 8, NULL), 0);
    assert_int_equal(peer_take(peer, buffer, sizeof buffer, &sender), 8);
    assert_memory_equal(buffer, "question", 8);
    assert_int_equal(sender.sin_addr.s_addr, htonl(INADDR_LOOPBACK));
    peer_say(peer, &sender, "answer", 6);
    expect_datagram(&env, link, "answer");
    lg_link_close(link);
    close(peer);
}

static void udp__binds_the_reply_port(void **state) {
    LG_UNUSED(state);
    struct lg_env env;
    struct sockaddr_in sender;
    char buffer[8];
    real_env(&env);
    int peer = peer_open(0);
    int reserved = peer_open(0);
    int reply_port = peer_port(reserved);
    close(reserved);
    struct lg_link *link = NULL;
    struct lg_udp_options options = {"localhost", peer_port(peer), reply_port};
    assert_int_equal(lg_udp_open(&env, &options, &link, NULL), 0);
    assert_int_equal(lg_link_send(link, "q", 1, NULL), 0);
    peer_take(peer, buffer, sizeof buffer, &sender);
    assert_int_equal(ntohs(sender.sin_port), reply_port);
    lg_link_close(link);
    close(peer);
}

static void udp__strangers_are_not_heard(void **state) {
    LG_UNUSED(state);
    struct lg_env env;
    struct sockaddr_in sender;
    char buffer[8];
    real_env(&env);
    int peer = peer_open(0);
    int stranger = peer_open(0);
    struct lg_link *link = open_to(&env, peer_port(peer));
    assert_int_equal(lg_link_send(link, "q", 1, NULL), 0);
    peer_take(peer, buffer, sizeof buffer, &sender);
    peer_say(stranger, &sender, "stranger", 8);
    peer_say(peer, &sender, "peer", 4);
    expect_datagram(&env, link, "peer");
    lg_link_close(link);
    close(stranger);
    close(peer);
}

static void udp__what_arrived_is_given_out_after_the_deadline(void **state) {
    LG_UNUSED(state);
    struct lg_env env;
    struct sockaddr_in sender;
    char buffer[LG_DATAGRAM_MAX];
    size_t length = 0;
    real_env(&env);
    int peer = peer_open(0);
    struct lg_link *link = open_to(&env, peer_port(peer));
    assert_int_equal(lg_link_send(link, "q", 1, NULL), 0);
    peer_take(peer, buffer, 8, &sender);
    peer_say(peer, &sender, "first", 5);
    peer_say(peer, &sender, "second", 6);
    expect_datagram(&env, link, "first");
    assert_int_equal(lg_link_receive(link, 0, buffer, &length, NULL), LG_RECEIVE_DATAGRAM);
    assert_int_equal(length, 6);
    assert_int_equal(lg_link_receive(link, 0, buffer, &length, NULL), LG_RECEIVE_DEADLINE);
    lg_link_close(link);
    close(peer);
}

static void udp__waits_until_the_deadline(void **state) {
    LG_UNUSED(state);
    struct lg_env env;
    char buffer[LG_DATAGRAM_MAX];
    size_t length = 0;
    real_env(&env);
    int peer = peer_open(0);
    struct lg_link *link = open_to(&env, peer_port(peer));
    int64_t deadline_ns = lg_clock_after(&env.clock, 3 * LG_NS_PER_MS);
    assert_int_equal(lg_link_receive(link, deadline_ns, buffer, &length, NULL),
                     LG_RECEIVE_DEADLINE);
    assert_true(lg_clock_now_ns(&env.clock) >= deadline_ns);
    lg_link_close(link);
    close(peer);
}

static void udp__a_refused_connection_is_named_and_passes(void **state) {
    LG_UNUSED(state);
    struct lg_env env;
    struct lg_err err = {0};
    struct sockaddr_in sender;
    char buffer[LG_DATAGRAM_MAX];
    char place[32];
    size_t length = 0;
    real_env(&env);
    int peer = peer_open(0);
    int port = peer_port(peer);
    close(peer);
    struct lg_link *link = open_to(&env, port);
    /* The second and third find the refusal of the one before, which is no reason not to send. */
    for (int i = 0; i < 3; i++)
        assert_int_equal(lg_link_send(link, "q", 1, &err), 0);
    int64_t deadline_ns = lg_clock_after(&env.clock, PATIENCE_MS * LG_NS_PER_MS);
    assert_int_equal(lg_link_receive(link, deadline_ns, buffer, &length, &err), LG_RECEIVE_ERROR);
    assert_int_equal(err.kind, LG_ERR_READ);
    snprintf(place, sizeof place, "127.0.0.1:%d", port);
    assert_non_null(strstr(err.text, place));
    assert_non_null(strstr(err.text, "Connection refused"));
    peer = peer_open(port);
    assert_int_equal(lg_link_send(link, "again", 5, NULL), 0);
    assert_int_equal(peer_take(peer, buffer, sizeof buffer, &sender), 5);
    peer_say(peer, &sender, "answer", 6);
    expect_datagram(&env, link, "answer");
    lg_link_close(link);
    close(peer);
}

static void udp__a_taken_port_is_named(void **state) {
    LG_UNUSED(state);
    struct lg_env env;
    struct lg_err err = {0};
    struct lg_link *link = NULL;
    char start[64];
    real_env(&env);
    int other = peer_open(0);
    struct lg_udp_options options = {"127.0.0.1", 11000, peer_port(other)};
    assert_int_equal(lg_udp_open(&env, &options, &link, &err), -1);
    assert_null(link);
    assert_int_equal(err.kind, LG_ERR_READ);
    snprintf(start, sizeof start,
             "port %d, to which AbletonOSC answers, is taken: ", peer_port(other));
    assert_true(lg_starts_with(err.text, start));
    assert_non_null(strstr(err.text, "Address already in use"));
    /* Linux names the holder, which is this test itself. */
    if (access("/proc/net/udp", R_OK) == 0) {
        snprintf(start, sizeof start, "; it is held by pid %ld (", (long)getpid());
        assert_non_null(strstr(err.text, start));
    }
    close(other);
}

static void udp__bad_places_are_refused(void **state) {
    LG_UNUSED(state);
    /* A label of a name has at most 63 characters, so that no server is asked for this one. */
    static const char no_name[] =
        "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx";
    static const struct {
        struct lg_udp_options options;
        enum lg_err_kind kind;
    } rows[] = {
        {{"127.0.0.1", 0, 0}, LG_ERR_USAGE},      {{"127.0.0.1", 65536, 0}, LG_ERR_USAGE},
        {{"127.0.0.1", 11000, -1}, LG_ERR_USAGE}, {{"127.0.0.1", 11000, 65536}, LG_ERR_USAGE},
        {{no_name, 11000, 0}, LG_ERR_READ},
    };
    struct lg_env env;
    real_env(&env);
    for (size_t i = 0; i < LG_ARRAY_LEN(rows); i++) {
        struct lg_link *link = NULL;
        struct lg_err err = {0};
        assert_int_equal(lg_udp_open(&env, &rows[i].options, &link, &err), -1);
        assert_int_equal(err.kind, rows[i].kind);
        assert_null(link);
    }
}

static void udp__knows_addresses_and_what_to_expect_of_them(void **state) {
    LG_UNUSED(state);
    struct lg_env env;
    struct lg_link *link = NULL;
    char address[LG_UDP_ADDRESS];
    real_env(&env);
    assert_int_equal(lg_udp_address("localhost", address, NULL), 0);
    assert_string_equal(address, "127.0.0.1");
    static const char *const loopbacks[] = {"0", "0.0.0.0", "127.1", "127.0.0.1"};
    for (size_t i = 0; i < LG_ARRAY_LEN(loopbacks); i++) {
        assert_int_equal(lg_udp_address(loopbacks[i], address, NULL), 0);
        assert_string_equal(address, "127.0.0.1");
    }
    assert_int_equal(lg_udp_address("255.254.10.200", address, NULL), 0);
    assert_string_equal(address, "255.254.10.200");
    int peer = peer_open(0);
    struct lg_udp_options options = {"127.0.0.1", peer_port(peer), 0};
    assert_int_equal(lg_udp_open(&env, &options, &link, NULL), 0);
    assert_true(link->lifetime_ns == 0);
    lg_link_close(link);
    close(peer);
}

static struct lg_interrupt interrupt;
static int wake_pipe[2];

static void on_alarm(int signo) {
    interrupt.signo = signo;
    ssize_t written = write(wake_pipe[1], "", 1);
    LG_UNUSED(written);
}

static void udp__a_signal_ends_the_wait(void **state) {
    LG_UNUSED(state);
    struct lg_env env;
    struct lg_err err = {0};
    char buffer[LG_DATAGRAM_MAX];
    size_t length = 0;
    struct sigaction action = {.sa_handler = on_alarm, .sa_flags = SA_RESTART};
    struct itimerval soon = {.it_value = {.tv_usec = 2000}};
    assert_int_equal(pipe(wake_pipe), 0);
    interrupt = (struct lg_interrupt){.wake_fd = wake_pipe[0]};
    real_env(&env);
    env.interrupt = &interrupt;
    int peer = peer_open(0);
    struct lg_link *link = open_to(&env, peer_port(peer));
    assert_int_equal(sigaction(SIGALRM, &action, NULL), 0);
    assert_int_equal(setitimer(ITIMER_REAL, &soon, NULL), 0);
    assert_int_equal(lg_link_receive(link, LG_NEVER_NS, buffer, &length, &err), LG_RECEIVE_ERROR);
    assert_int_equal(err.kind, LG_ERR_INTERRUPTED);
    lg_link_close(link);
    close(peer);
    close(wake_pipe[0]);
    close(wake_pipe[1]);
}

static void udp__a_wake_without_a_signal_does_not_end_the_wait(void **state) {
    LG_UNUSED(state);
    struct lg_env env;
    char buffer[LG_DATAGRAM_MAX];
    size_t length = 0;
    assert_int_equal(pipe(wake_pipe), 0);
    assert_int_equal(write(wake_pipe[1], "", 1), 1);
    interrupt = (struct lg_interrupt){.wake_fd = wake_pipe[0]};
    real_env(&env);
    env.interrupt = &interrupt;
    int peer = peer_open(0);
    struct lg_link *link = open_to(&env, peer_port(peer));
    int64_t deadline_ns = lg_clock_after(&env.clock, 3 * LG_NS_PER_MS);
    assert_int_equal(lg_link_receive(link, deadline_ns, buffer, &length, NULL),
                     LG_RECEIVE_DEADLINE);
    assert_true(lg_clock_now_ns(&env.clock) >= deadline_ns);
    lg_link_close(link);
    close(peer);
    close(wake_pipe[0]);
    close(wake_pipe[1]);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(udp__one_socket_serves_both_ways),
        cmocka_unit_test(udp__binds_the_reply_port),
        cmocka_unit_test(udp__strangers_are_not_heard),
        cmocka_unit_test(udp__what_arrived_is_given_out_after_the_deadline),
        cmocka_unit_test(udp__waits_until_the_deadline),
        cmocka_unit_test(udp__a_refused_connection_is_named_and_passes),
        cmocka_unit_test(udp__a_taken_port_is_named),
        cmocka_unit_test(udp__bad_places_are_refused),
        cmocka_unit_test(udp__knows_addresses_and_what_to_expect_of_them),
        cmocka_unit_test(udp__a_signal_ends_the_wait),
        cmocka_unit_test(udp__a_wake_without_a_signal_does_not_end_the_wait),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
