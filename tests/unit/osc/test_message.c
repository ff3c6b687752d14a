#include "support/unit.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "osc/link.h"
#include "osc/message.h"

/* Bytes with their length, without the NUL that C adds. */
#define BYTES(text) text, sizeof(text) - 1

static int setup(void **state) {
    *state = lg_xcalloc(1, sizeof(struct lg_arena));
    return 0;
}

static int teardown(void **state) {
    lg_arena_dispose(*state);
    free(*state);
    return 0;
}

/* Reads from a buffer of exactly that size, so that a byte too far is seen. */
static int read_exact(const void *bytes, size_t length, struct lg_arena *arena,
                      struct lg_osc_msg *out, struct lg_err *err) {
    char *copy = malloc(length == 0 ? 1 : length);
    assert_non_null(copy);
    memcpy(copy, bytes, length);
    int status = lg_osc_read(length == 0 ? copy + 1 : copy, length, arena, out, err);
    free(copy);
    return status;
}

static void message__is_written_as_osc_1_0(void **state) {
    LG_UNUSED(state);
    struct lg_osc_arg args[] = {lg_osc_int(1), lg_osc_float(0.5f), lg_osc_text("Bass"),
                                lg_osc_bool(1), lg_osc_bool(0)};
    static const char expected[] = "/live/x\0,ifsTF\0\0\0\0\0\1\x3f\0\0\0Bass\0\0\0\0";
    struct lg_str out = {0};
    assert_int_equal(lg_osc_write(&(struct lg_osc_msg){"/live/x", args, 5}, &out, NULL), 0);
    assert_int_equal(out.length, sizeof expected - 1);
    assert_memory_equal(out.text, expected, out.length);
    lg_str_dispose(&out);
}

static const struct lg_osc_arg every_tag[] = {
    {.tag = 'i', .as.i = INT32_MIN},
    {.tag = 'h', .as.h = INT64_C(0x123456789abcdef0)},
    {.tag = 'f', .as.f = -0.85f},
    {.tag = 'd', .as.d = 1e-300},
    {.tag = 's', .as.s = "Gesang üñî 日本語 🎸"},
    {.tag = 's', .as.s = ""},
    {.tag = 'T'},
    {.tag = 'F'},
    {.tag = 'N'},
    {.tag = 'b', .as.b = {"a\0b", 3}},
    {.tag = 'b', .as.b = {"four", 4}},
    {.tag = 'i', .as.i = 7},
};

static void message__comes_back_with_every_tag(void **state) {
    struct lg_osc_msg sent = {"/a/b/c", every_tag, LG_ARRAY_LEN(every_tag)};
    struct lg_osc_msg got;
    struct lg_str out = {0};
    assert_int_equal(lg_osc_write(&sent, &out, NULL), 0);
    assert_int_equal(read_exact(out.text, out.length, *state, &got, NULL), 0);
    assert_string_equal(got.address, sent.address);
    assert_int_equal(got.count, sent.count);
    for (size_t i = 0; i < sent.count; i++) {
        assert_int_equal(got.args[i].tag, sent.args[i].tag);
        assert_true(lg_osc_arg_eq(&got.args[i], &sent.args[i]));
    }
    lg_str_dispose(&out);
}

static void message__is_refused_at_every_cut(void **state) {
    struct lg_osc_msg sent = {"/a/b/c", every_tag, LG_ARRAY_LEN(every_tag)};
    struct lg_osc_msg got;
    struct lg_str out = {0};
    assert_int_equal(lg_osc_write(&sent, &out, NULL), 0);
    for (size_t length = 0; length < out.length; length++) {
        struct lg_err err = {0};
        assert_int_equal(read_exact(out.text, length, *state, &got, &err), -1);
        assert_int_equal(err.kind, LG_ERR_READ);
    }
    lg_str_dispose(&out);
}

static void message__malformed_bytes_are_refused(void **state) {
    static const struct {
        const char *what;
        const char *bytes;
        size_t length;
    } rows[] = {
        {"no slash", BYTES("abc\0,\0\0\0")},
        {"a bundle", BYTES("#bundle\0\0\0\0\0\0\0\0\1")},
        {"no tag string", BYTES("/a\0\0")},
        {"tags without a comma", BYTES("/a\0\0ii\0\0\0\0\0\1\0\0\0\2")},
        {"address without an end", BYTES("/abcdefg")},
        {"padding of the address", BYTES("/a\0x,\0\0\0")},
        {"padding of the tags", BYTES("/a\0\0,\0\0x")},
        {"tags without an end", BYTES("/a\0\0,iii")},
        {"bytes left over", BYTES("/a\0\0,\0\0\0\0\0\0\1")},
        {"an unknown tag", BYTES("/a\0\0,q\0\0")},
        {"a midi tag", BYTES("/a\0\0,m\0\0\0\0\0\0")},
        {"an array tag", BYTES("/a\0\0,[]\0")},
        {"an int that is not there", BYTES("/a\0\0,i\0\0")},
        {"text without an end", BYTES("/a\0\0,s\0\0abcd")},
        {"text that is not there", BYTES("/a\0\0,s\0\0")},
        {"padding of a text", BYTES("/a\0\0,s\0\0a\0\0x")},
        {"a blob without a length", BYTES("/a\0\0,b\0\0")},
        {"a blob of 4 GiB", BYTES("/a\0\0,b\0\0\xff\xff\xff\xff")},
        {"a blob of 2 GiB", BYTES("/a\0\0,b\0\0\x7f\xff\xff\xff")},
        {"a blob cut off", BYTES("/a\0\0,b\0\0\0\0\0\4abc")},
        {"padding of a blob", BYTES("/a\0\0,b\0\0\0\0\0\1abcd")},
    };
    for (size_t i = 0; i < LG_ARRAY_LEN(rows); i++) {
        struct lg_err err = {0};
        struct lg_osc_msg got = {"untouched", NULL, 0};
        if (read_exact(rows[i].bytes, rows[i].length, *state, &got, &err) != -1)
            fail_msg("was read: %s", rows[i].what);
        assert_int_equal(err.kind, LG_ERR_READ);
        assert_string_equal(got.address, "untouched");
    }
}

static void message__what_cannot_be_sent_is_refused(void **state) {
    LG_UNUSED(state);
    struct lg_str huge = {0};
    while (huge.length < LG_DATAGRAM_MAX)
        lg_str_add(&huge, "0123456789");
    struct lg_osc_arg unknown = {.tag = 'm'};
    struct lg_osc_arg empty_blob = {.tag = 'b', .as.b = {"", 0}};
    struct lg_osc_arg long_text = lg_osc_text(huge.text);
    const struct {
        struct lg_osc_msg msg;
        const char *says;
    } rows[] = {
        {{"live/test", NULL, 0}, "'live/test' is not an OSC address: it must begin with '/'"},
        {{"", NULL, 0}, "'' is not an OSC address: it must begin with '/'"},
        {{"/a", &unknown, 1}, "/a: argument 1 of type 'm' cannot be sent"},
        {{"/a", &empty_blob, 1}, "/a: argument 1 of type 'b' cannot be sent"},
        {{"/a", &long_text, 1}, "/a: 65520 bytes do not fit in a datagram"},
    };
    for (size_t i = 0; i < LG_ARRAY_LEN(rows); i++) {
        struct lg_err err = {0};
        struct lg_str out = {0};
        assert_int_equal(lg_osc_write(&rows[i].msg, &out, &err), -1);
        assert_int_equal(err.kind, LG_ERR_WRITE);
        assert_string_equal(err.text, rows[i].says);
        assert_int_equal(out.length, 0);
        lg_str_dispose(&out);
    }
    lg_str_dispose(&huge);
}

static void message__numbers_are_equal_across_tags(void **state) {
    LG_UNUSED(state);
    static const struct {
        struct lg_osc_arg a, b;
        bool equal;
    } rows[] = {
        {{.tag = 'i', .as.i = 2}, {.tag = 'f', .as.f = 2.0f}, true},
        {{.tag = 'i', .as.i = 2}, {.tag = 'h', .as.h = 2}, true},
        {{.tag = 'd', .as.d = 0.5}, {.tag = 'f', .as.f = 0.5f}, true},
        {{.tag = 'T'}, {.tag = 'i', .as.i = 1}, true},
        {{.tag = 'F'}, {.tag = 'T'}, false},
        {{.tag = 'i', .as.i = 2}, {.tag = 'i', .as.i = 3}, false},
        {{.tag = 'i', .as.i = 2}, {.tag = 's', .as.s = "2"}, false},
        {{.tag = 'f', .as.f = NAN}, {.tag = 'f', .as.f = NAN}, false},
        {{.tag = 's', .as.s = "A"}, {.tag = 's', .as.s = "A"}, true},
        {{.tag = 's', .as.s = "A"}, {.tag = 's', .as.s = "a"}, false},
        {{.tag = 's', .as.s = "A"}, {.tag = 'N'}, false},
        {{.tag = 'N'}, {.tag = 'N'}, true},
        {{.tag = 'b', .as.b = {"ab", 2}}, {.tag = 'b', .as.b = {"ab", 2}}, true},
        {{.tag = 'b', .as.b = {"ab", 2}}, {.tag = 'b', .as.b = {"abc", 3}}, false},
    };
    for (size_t i = 0; i < LG_ARRAY_LEN(rows); i++) {
        assert_int_equal(lg_osc_arg_eq(&rows[i].a, &rows[i].b), rows[i].equal);
        assert_int_equal(lg_osc_arg_eq(&rows[i].b, &rows[i].a), rows[i].equal);
    }
}

static void assert_printed(const struct lg_osc_msg *msg, const char *expected) {
    struct lg_str out = {0};
    lg_str_add(&out, "> ");
    lg_osc_print(msg, &out);
    assert_string_equal(out.text + 2, expected);
    lg_str_dispose(&out);
}

static void message__is_printed_for_people(void **state) {
    LG_UNUSED(state);
    struct lg_osc_arg args[] = {
        lg_osc_int(-3),
        lg_osc_float(0.85f),
        lg_osc_float(16777216.0f),
        {.tag = 'f', .as.f = -INFINITY},
        {.tag = 'd', .as.d = 0.1},
        {.tag = 'h', .as.h = INT64_C(1) << 40},
        lg_osc_text("a\x1b[31m\nb"),
        lg_osc_bool(1),
        {.tag = 'N'},
        {.tag = 'b', .as.b = {"abc", 3}},
    };
    assert_printed(&(struct lg_osc_msg){"/live/test", NULL, 0}, "/live/test");
    assert_printed(&(struct lg_osc_msg){"/x", args, LG_ARRAY_LEN(args)},
                   "/x -3 0.85 16777216 -inf 0.1 1099511627776 \"a?[31m?b\" T nil (3 bytes)");
}

static void message__is_cut_between_characters(void **state) {
    LG_UNUSED(state);
    struct lg_str text = {0};
    struct lg_str expected = {0};
    lg_str_add(&expected, "/x \"");
    for (int i = 0; i < 100; i++)
        lg_str_add(&text, "日");
    for (int i = 0; i < 65; i++)
        lg_str_add(&expected, "日");
    lg_str_add(&expected, "…");
    struct lg_osc_arg arg = lg_osc_text(text.text);
    assert_printed(&(struct lg_osc_msg){"/x", &arg, 1}, expected.text);
    lg_str_dispose(&text);
    lg_str_dispose(&expected);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(message__is_written_as_osc_1_0),
        cmocka_unit_test_setup_teardown(message__comes_back_with_every_tag, setup, teardown),
        cmocka_unit_test_setup_teardown(message__is_refused_at_every_cut, setup, teardown),
        cmocka_unit_test_setup_teardown(message__malformed_bytes_are_refused, setup, teardown),
        cmocka_unit_test(message__what_cannot_be_sent_is_refused),
        cmocka_unit_test(message__numbers_are_equal_across_tags),
        cmocka_unit_test(message__is_printed_for_people),
        cmocka_unit_test(message__is_cut_between_characters),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
