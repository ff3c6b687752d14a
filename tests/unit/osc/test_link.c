#include "support/unit.h"

#include "base/fault.h"
#include "osc/link.h"

struct counting_link {
    struct lg_link link;
    int sent, received, closed;
};

static int count_send(struct lg_link *link, const void *bytes, size_t length, struct lg_err *err) {
    LG_UNUSED(bytes);
    LG_UNUSED(length);
    LG_UNUSED(err);
    ((struct counting_link *)link)->sent++;
    return 0;
}

static enum lg_receive count_receive(struct lg_link *link, int64_t deadline_ns, void *buffer,
                                     size_t *length_out, struct lg_err *err) {
    LG_UNUSED(deadline_ns);
    LG_UNUSED(buffer);
    LG_UNUSED(length_out);
    LG_UNUSED(err);
    ((struct counting_link *)link)->received++;
    return LG_RECEIVE_DEADLINE;
}

static void count_close(struct lg_link *link) {
    ((struct counting_link *)link)->closed++;
}

static const struct lg_link_ops counting_ops = {
    .kind = "counting", .send = count_send, .receive = count_receive, .close = count_close};

static void link__calls_reach_its_kind(void **state) {
    LG_UNUSED(state);
    struct counting_link counting = {.link.ops = &counting_ops};
    size_t length = 0;
    assert_int_equal(lg_link_send(&counting.link, "abcd", 4, NULL), 0);
    assert_int_equal(lg_link_receive(&counting.link, 0, NULL, &length, NULL), LG_RECEIVE_DEADLINE);
    lg_link_close(&counting.link);
    lg_link_close(NULL);
    assert_int_equal(counting.sent, 1);
    assert_int_equal(counting.received, 1);
    assert_int_equal(counting.closed, 1);
}

static void link__too_long_a_datagram_is_not_sent(void **state) {
    LG_UNUSED(state);
    static char bytes[LG_DATAGRAM_MAX + 1];
    struct counting_link counting = {.link.ops = &counting_ops};
    struct lg_err err = {0};
    assert_int_equal(lg_link_send(&counting.link, bytes, sizeof bytes, &err), -1);
    assert_int_equal(err.kind, LG_ERR_WRITE);
    assert_string_equal(err.text, "a datagram of 65508 bytes is too long (at most 65507)");
    assert_int_equal(counting.sent, 0);
}

static void link__faults_can_be_asked_for(void **state) {
    LG_UNUSED(state);
#ifndef LIVEGATE_FAULTS
    skip();
#endif
    struct counting_link counting = {.link.ops = &counting_ops};
    struct lg_err send_err = {0};
    struct lg_err receive_err = {0};
    size_t length = 0;
    lg_fault_ask("osc.send:2");
    assert_int_equal(lg_link_send(&counting.link, "abcd", 4, &send_err), 0);
    assert_int_equal(lg_link_send(&counting.link, "abcd", 4, &send_err), -1);
    assert_int_equal(send_err.kind, LG_ERR_WRITE);
    lg_fault_ask("osc.receive");
    assert_int_equal(lg_link_receive(&counting.link, 0, NULL, &length, &receive_err),
                     LG_RECEIVE_ERROR);
    assert_int_equal(receive_err.kind, LG_ERR_READ);
    assert_false(lg_fault_was_missed());
    lg_fault_ask(NULL);
    assert_int_equal(counting.sent, 1);
    assert_int_equal(counting.received, 0);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(link__calls_reach_its_kind),
        cmocka_unit_test(link__too_long_a_datagram_is_not_sent),
        cmocka_unit_test(link__faults_can_be_asked_for),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
