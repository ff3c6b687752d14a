#include "support/unit.h"

#include <stdlib.h>
#include <string.h>

#include "osc/bundle.h"
#include "osc/link.h"

static const char one_message[] = "#bundle\0\0\0\0\0\0\0\0\1\0\0\0\20/live/test\0\0,\0\0";

static struct lg_osc_msg test_message(void) {
    return (struct lg_osc_msg){"/live/test", NULL, 0};
}

static void bundle__has_the_bytes_of_the_standard(void **state) {
    LG_UNUSED(state);
    struct lg_osc_msg msg = test_message();
    struct lg_str out = {0};
    lg_bundle_begin(&out);
    assert_int_equal(lg_bundle_add(&msg, &out, NULL), 0);
    assert_int_equal(out.length, 36);
    assert_memory_equal(out.text, one_message, 36);
    lg_str_dispose(&out);
}

static void bundle__reads_back_in_order(void **state) {
    LG_UNUSED(state);
    enum { MANY = 300 };
    struct lg_arena arena = {0};
    struct lg_str out = {0};
    struct lg_osc_msg *msgs = NULL;
    size_t count = 0;
    lg_bundle_begin(&out);
    for (int i = 0; i < MANY; i++) {
        struct lg_osc_arg args[] = {lg_osc_int(i), lg_osc_text("Gesang üñî")};
        struct lg_osc_msg msg = {"/live/track/set/name", args, 2};
        assert_int_equal(lg_bundle_add(&msg, &out, NULL), 0);
    }
    assert_int_equal(lg_bundle_read(out.text, out.length, &arena, &msgs, &count, NULL), 0);
    assert_int_equal(count, MANY);
    for (int i = 0; i < MANY; i++) {
        assert_string_equal(msgs[i].address, "/live/track/set/name");
        assert_int_equal(msgs[i].args[0].as.i, i);
        assert_string_equal(msgs[i].args[1].as.s, "Gesang üñî");
    }
    lg_str_dispose(&out);
    lg_arena_dispose(&arena);
}

static void bundle__leaves_nothing_of_what_cannot_be_written(void **state) {
    LG_UNUSED(state);
    struct lg_osc_msg good = test_message();
    struct lg_osc_msg bad = {"no address", NULL, 0};
    struct lg_str out = {0};
    struct lg_err err = {0};
    lg_bundle_begin(&out);
    assert_int_equal(lg_bundle_add(&good, &out, NULL), 0);
    assert_int_equal(lg_bundle_add(&bad, &out, &err), -1);
    assert_int_equal(err.kind, LG_ERR_WRITE);
    assert_int_equal(out.length, 36);
    lg_str_dispose(&out);
}

/* A bundle around `inner`, at the front of `out`. */
static size_t wrap(char *out, const char *inner, size_t length) {
    memmove(out + 20, inner, length);
    memcpy(out, one_message, 16);
    out[16] = out[17] = 0;
    out[18] = (char)(length >> 8);
    out[19] = (char)(length & 0xff);
    return length + 20;
}

static void bundle__lies_in_bundles(void **state) {
    LG_UNUSED(state);
    char bytes[512];
    struct lg_err err = {0};
    size_t length = wrap(bytes, one_message + 20, 16);
    for (int depth = 1;; depth++) {
        struct lg_arena arena = {0};
        struct lg_osc_msg *msgs = NULL;
        size_t count = 0;
        int status = lg_bundle_read(bytes, length, &arena, &msgs, &count, &err);
        bool is_deep = depth > LG_BUNDLE_DEPTH_MAX;
        assert_int_equal(status, is_deep ? -1 : 0);
        assert_int_equal(count, is_deep ? 0 : 1);
        lg_arena_dispose(&arena);
        if (is_deep)
            break;
        length = wrap(bytes, bytes, length);
    }
    assert_string_equal(err.text, "OSC bundles lie in bundles more than 8 deep");
}

static void bundle__may_be_empty_or_a_message(void **state) {
    LG_UNUSED(state);
    struct lg_arena arena = {0};
    struct lg_osc_msg *msgs = NULL;
    size_t count = 7;
    assert_int_equal(lg_bundle_read(one_message, 16, &arena, &msgs, &count, NULL), 0);
    assert_int_equal(count, 0);
    assert_int_equal(lg_bundle_read(one_message + 20, 16, &arena, &msgs, &count, NULL), 0);
    assert_int_equal(count, 1);
    assert_string_equal(msgs[0].address, "/live/test");
    lg_arena_dispose(&arena);
}

static void bundle__refuses_what_is_cut_or_runs_over(void **state) {
    LG_UNUSED(state);
    char bytes[40];
    for (size_t length = 0; length < 36; length++) {
        struct lg_arena arena = {0};
        struct lg_osc_msg *msgs = NULL;
        size_t count = 7;
        struct lg_err err = {0};
        char *exact = lg_xmalloc(length); /* so that a sanitizer sees a read past the end */
        memcpy(exact, one_message, length);
        int status = lg_bundle_read(exact, length, &arena, &msgs, &count, &err);
        assert_int_equal(status, length == 16 ? 0 : -1);
        assert_int_equal(err.kind, length == 16 ? LG_ERR_NONE : LG_ERR_READ);
        assert_int_equal(count, length == 16 ? 0 : 7);
        free(exact);
        lg_arena_dispose(&arena);
    }
    static const unsigned char sizes[] = {0, 12, 15, 17, 20, 255};
    for (size_t i = 0; i < LG_ARRAY_LEN(sizes); i++) {
        struct lg_arena arena = {0};
        struct lg_osc_msg *msgs = NULL;
        size_t count = 0;
        memcpy(bytes, one_message, 36);
        bytes[19] = (char)sizes[i];
        assert_int_equal(lg_bundle_read(bytes, 36, &arena, &msgs, &count, NULL), -1);
        bytes[16] = (char)255; /* more than four thousand million */
        assert_int_equal(lg_bundle_read(bytes, 36, &arena, &msgs, &count, NULL), -1);
        lg_arena_dispose(&arena);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(bundle__has_the_bytes_of_the_standard),
        cmocka_unit_test(bundle__reads_back_in_order),
        cmocka_unit_test(bundle__leaves_nothing_of_what_cannot_be_written),
        cmocka_unit_test(bundle__lies_in_bundles),
        cmocka_unit_test(bundle__may_be_empty_or_a_message),
        cmocka_unit_test(bundle__refuses_what_is_cut_or_runs_over),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
