#include "support/unit.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <pthread.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include "sim/link.h"
#include "unit/sim/talk.h"

/* A server in its own thread, and a client on real sockets. Every wait ends with an event; the
 * time limit of the client's socket only keeps a failure from hanging. */
struct rig {
    struct talk talk;
    struct lg_env env;
    struct lg_interrupt interrupt;
    struct lg_sim_serve_options options;
    struct lg_err err;
    pthread_t thread;
    int ready[2]; /* the port comes through here */
    int wake[2];
    int client;
    int result;
    int from; /* the port that was last heard */
    char heard[512];
};

enum { PATIENCE_S = 20 };

static struct sockaddr_in address_of(const char *ip, int port) {
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons((uint16_t)port)};
    assert_int_equal(inet_pton(AF_INET, ip, &address.sin_addr), 1);
    return address;
}

/* A client on `ip`, port 0: any; -1 where this machine has no such address. */
static int open_client(const char *ip, int port) {
    struct timeval patience = {.tv_sec = PATIENCE_S};
    struct sockaddr_in address = address_of(ip, port);
    int fd = socket(AF_INET, SOCK_DGRAM, 0);
    assert_true(fd >= 0);
    assert_int_equal(setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience), 0);
    if (bind(fd, (struct sockaddr *)&address, sizeof address) == 0)
        return fd;
    close(fd);
    return -1;
}

static int port_of(int fd) {
    struct sockaddr_in address;
    socklen_t size = sizeof address;
    assert_int_equal(getsockname(fd, (struct sockaddr *)&address, &size), 0);
    return ntohs(address.sin_port);
}

static void tell_port(void *ctx, int port) {
    const struct rig *rig = ctx;
    (void)!write(rig->ready[1], &port, sizeof port);
}

static void *run_server(void *ctx) {
    struct rig *rig = ctx;
    rig->result = lg_sim_serve(&rig->env, rig->talk.sim, &rig->options, &rig->err);
    return NULL;
}

static const char *hear_on(struct rig *rig, int fd) {
    static char buffer[LG_DATAGRAM_MAX];
    struct lg_str text = {0};
    struct sockaddr_in from;
    socklen_t size = sizeof from;
    ssize_t length = recvfrom(fd, buffer, sizeof buffer, 0, (struct sockaddr *)&from, &size);
    if (length < 0)
        return "nothing";
    rig->from = ntohs(from.sin_port);
    talk_print(&text, buffer, (size_t)length);
    snprintf(rig->heard, sizeof rig->heard, "%s", lg_str_text(&text));
    lg_str_dispose(&text);
    return rig->heard;
}

static void say_on(struct rig *rig, int fd, const char *address, const char *tags, ...) {
    struct lg_str bytes = {0};
    struct sockaddr_in to = address_of("127.0.0.1", rig->options.port);
    va_list args;
    va_start(args, tags);
    talk_write(&bytes, address, tags, args);
    va_end(args);
    assert_int_equal(sendto(fd, bytes.text, bytes.length, 0, (struct sockaddr *)&to, sizeof to),
                     bytes.length);
    lg_str_dispose(&bytes);
}

static const char *const no_faults[] = {NULL};

static void start_with(struct rig *rig, const char *const *specs) {
    *rig = (struct rig){.interrupt = {.signo = 0}};
    struct lg_err err = {0};
    talk_open(&rig->talk, "transcript.yaml", NULL);
    lg_sim_free(rig->talk.sim); /* its start-up pair is gone */
    for (; *specs != NULL; specs++)
        assert_int_equal(lg_sim_faults_add(*specs, &rig->talk.arena, &rig->talk.set.faults, &err),
                         0);
    rig->talk.sim = lg_sim_new(&rig->talk.set, NULL);
    assert_int_equal(pipe(rig->ready), 0);
    assert_int_equal(pipe(rig->wake), 0);
    rig->client = open_client("127.0.0.1", 0);
    assert_true(rig->client >= 0);
    lg_env_init(&rig->env);
    rig->interrupt.wake_fd = rig->wake[0];
    rig->env.interrupt = &rig->interrupt;
    rig->options = (struct lg_sim_serve_options){.host = "127.0.0.1",
                                                 .reply_port = port_of(rig->client),
                                                 .tick_ms = 1,
                                                 .on_ready = tell_port,
                                                 .ctx = rig};
    rig->err = err;
    assert_int_equal(pthread_create(&rig->thread, NULL, run_server, rig), 0);
    assert_int_equal(read(rig->ready[0], &rig->options.port, sizeof rig->options.port),
                     sizeof rig->options.port);
}

static void start(struct rig *rig) {
    start_with(rig, no_faults);
}

/* Interrupts the server, as a signal handler would. */
static void stop(struct rig *rig) {
    rig->interrupt.signo = 15;
    assert_int_equal(write(rig->wake[1], "!", 1), 1);
    assert_int_equal(pthread_join(rig->thread, NULL), 0);
    assert_int_equal(rig->result, 0);
    assert_false(lg_err_is_set(&rig->err));
    close(rig->client);
    for (int i = 0; i < 2; i++) {
        close(rig->ready[i]);
        close(rig->wake[i]);
    }
    talk_close(&rig->talk);
}

static void serve__talks_over_udp(void **state) {
    (void)state;
    struct rig rig;
    start(&rig);
    assert_string_equal(hear_on(&rig, rig.client), "/live/startup ,");
    assert_string_equal(hear_on(&rig, rig.client), "/live/application/get/average_process_usage ,");
    say_on(&rig, rig.client, "/live/track/set/volume", "if", 0, 0.5);
    say_on(&rig, rig.client, "/live/track/get/volume", "i", 0);
    say_on(&rig, rig.client, "/live/track/get/name", "i", 99);
    say_on(&rig, rig.client, "/live/test", "");
    assert_string_equal(hear_on(&rig, rig.client), "/live/track/get/volume ,if 0 0.5");
    assert_string_equal(hear_on(&rig, rig.client),
                        "/live/error ,s \"Error handling OSC message: Index out of range\"");
    assert_string_equal(hear_on(&rig, rig.client), "/live/test ,s \"ok\"");
    /* Replies leave the listening socket. */
    assert_int_equal(rig.from, rig.options.port);
    stop(&rig);
}

static void serve__has_the_faults_of_its_set(void **state) {
    (void)state;
    static const char *const specs[] = {"lose_request={at_most: 1}", "foreign_source={at_most: 1}",
                                        "duplicate_reply={at_most: 1}", NULL};
    /* Request 0 is lost, a stranger comes before the answer to 1, which comes twice. */
    static const int heard[] = {0, 1, 1, 2};
    struct rig rig;
    char text[64];
    start_with(&rig, specs);
    hear_on(&rig, rig.client);
    hear_on(&rig, rig.client);
    for (int i = 0; i < 3; i++)
        say_on(&rig, rig.client, "/live/song/get/tempo", "i", i);
    for (size_t i = 0; i < LG_ARRAY_LEN(heard); i++) {
        snprintf(text, sizeof text, "/live/song/get/tempo ,fi 120 %d", heard[i]);
        assert_string_equal(hear_on(&rig, rig.client), text);
        assert_true((rig.from == rig.options.port) == (i > 0));
    }
    stop(&rig);
}

static void serve__answers_the_senders_address_at_the_reply_port(void **state) {
    (void)state;
    struct rig rig;
    start(&rig);
    hear_on(&rig, rig.client);
    hear_on(&rig, rig.client);
    /* From another port of the same machine: the answer goes to the reply port all the same. */
    int elsewhere = open_client("127.0.0.1", 0);
    assert_true(elsewhere >= 0);
    say_on(&rig, elsewhere, "/live/test", "");
    assert_string_equal(hear_on(&rig, rig.client), "/live/test ,s \"ok\"");
    close(elsewhere);
    /* From another address, where the machine has one (Linux: all of 127/8). */
    int other = open_client("127.0.0.2", rig.options.reply_port);
    if (other >= 0) {
        say_on(&rig, other, "/live/track/get/name", "i", 1);
        assert_string_equal(hear_on(&rig, other), "/live/track/get/name ,is 1 \"Bass\"");
        close(other);
    }
    say_on(&rig, rig.client, "/live/track/get/name", "i", 0);
    assert_string_equal(hear_on(&rig, rig.client), "/live/track/get/name ,is 0 \"Drums\"");
    stop(&rig);
}

static void serve__refuses_a_port_that_is_taken(void **state) {
    (void)state;
    struct talk talk;
    struct lg_env env;
    struct lg_err err = {0};
    int taken = open_client("127.0.0.1", 0);
    talk_open(&talk, "transcript.yaml", NULL);
    lg_env_init(&env);
    const struct lg_sim_serve_options options = {
        .host = "127.0.0.1", .port = port_of(taken), .reply_port = 11001, .tick_ms = 100};
    assert_int_equal(lg_sim_serve(&env, talk.sim, &options, &err), -1);
    assert_int_equal(err.kind, LG_ERR_READ);
    char port[16];
    snprintf(port, sizeof port, "%d", options.port);
    assert_non_null(strstr(err.text, port));
    close(taken);
    talk_close(&talk);
}

static void serve__refuses_what_can_not_be(void **state) {
    (void)state;
    static const struct lg_sim_serve_options wrong[] = {
        {.host = "127.0.0.1", .reply_port = 11001, .tick_ms = 0},
        {.host = "127.0.0.1", .reply_port = 0, .tick_ms = 100},
        {.host = "127.0.0.1", .reply_port = 65536, .tick_ms = 100},
        {.host = "127.0.0.1", .port = -1, .reply_port = 11001, .tick_ms = 100},
        {.host = "127.0.0.1", .port = 65536, .reply_port = 11001, .tick_ms = 100},
    };
    struct talk talk;
    struct lg_env env;
    talk_open(&talk, "transcript.yaml", NULL);
    lg_env_init(&env);
    for (size_t i = 0; i < LG_ARRAY_LEN(wrong); i++) {
        struct lg_err err = {0};
        assert_int_equal(lg_sim_serve(&env, talk.sim, &wrong[i], &err), -1);
        assert_int_equal(err.kind, LG_ERR_USAGE);
    }
    talk_close(&talk);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(serve__talks_over_udp),
        cmocka_unit_test(serve__has_the_faults_of_its_set),
        cmocka_unit_test(serve__answers_the_senders_address_at_the_reply_port),
        cmocka_unit_test(serve__refuses_a_port_that_is_taken),
        cmocka_unit_test(serve__refuses_what_can_not_be),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
