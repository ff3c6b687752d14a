#include "support/unit.h"

#include <string.h>

#include "base/attr.h"
#include "sim/encode.h"

#define BYTES(text)                                                                                \
    { text, sizeof(text) - 1 }

static const struct lg_sim_value two_ints[] = {
    {.kind = LG_SIM_VALUE_INT, .as.integer = 1},
    {.kind = LG_SIM_VALUE_INT, .as.integer = INT64_C(1) << 32},
};

struct row {
    struct lg_sim_value value;
    enum lg_sim_encoded result;
    struct lg_view bytes; /* behind "/a", or a part of the exception's text */
};

#define INT(number)                                                                                \
    { .kind = LG_SIM_VALUE_INT, .as.integer = (number) }
#define FLOAT(number)                                                                              \
    { .kind = LG_SIM_VALUE_FLOAT, .as.real = (number) }

static const struct row rows[] = {
    {{.kind = LG_SIM_VALUE_NONE}, LG_SIM_ENCODED, BYTES(",N\0\0")},
    {{.kind = LG_SIM_VALUE_BOOL, .as.boolean = true}, LG_SIM_ENCODED, BYTES(",T\0\0")},
    {{.kind = LG_SIM_VALUE_BOOL}, LG_SIM_ENCODED, BYTES(",F\0\0")},
    {INT(-2), LG_SIM_ENCODED, BYTES(",i\0\0\xff\xff\xff\xfe")},
    {INT(INT32_MAX), LG_SIM_ENCODED, BYTES(",i\0\0\x7f\xff\xff\xff")},
    {INT(INT32_MIN), LG_SIM_ENCODED, BYTES(",i\0\0\x80\0\0\0")},
    {INT(INT64_C(2147483648)), LG_SIM_BUILD_ERROR, BYTES("'i' format requires")},
    {INT(INT64_C(4294967295)), LG_SIM_BUILD_ERROR, BYTES("'i' format requires")},
    {INT(INT64_C(-2147483649)), LG_SIM_BUILD_ERROR, BYTES("'i' format requires")},
    {INT(INT64_C(4294967296)), LG_SIM_ENCODED, BYTES(",h\0\0\0\0\0\1\0\0\0\0")},
    {INT(INT64_C(-4294967296)), LG_SIM_ENCODED, BYTES(",h\0\0\xff\xff\xff\xff\0\0\0\0")},
    {INT(INT64_MIN), LG_SIM_ENCODED, BYTES(",h\0\0\x80\0\0\0\0\0\0\0")},
    {FLOAT(16777217.0), LG_SIM_ENCODED, BYTES(",f\0\0\x4b\x80\0\0")},
    {FLOAT(0.85), LG_SIM_ENCODED, BYTES(",f\0\0\x3f\x59\x99\x9a")},
    {FLOAT(1e300), LG_SIM_UNSUPPORTED, BYTES("float too large")},
    {{.kind = LG_SIM_VALUE_TEXT, .as.text = BYTES("abc")}, LG_SIM_ENCODED, BYTES(",s\0\0abc\0")},
    {{.kind = LG_SIM_VALUE_TEXT, .as.text = BYTES("abcd")},
     LG_SIM_ENCODED,
     BYTES(",s\0\0abcd\0\0\0\0")},
    {{.kind = LG_SIM_VALUE_TEXT, .as.text = BYTES("")}, LG_SIM_ENCODED, BYTES(",s\0\0\0\0\0\0")},
    {{.kind = LG_SIM_VALUE_BYTES, .as.text = BYTES("xyz")},
     LG_SIM_ENCODED,
     BYTES(",b\0\0\0\0\0\3xyz\0")},
    {{.kind = LG_SIM_VALUE_BYTES}, LG_SIM_BUILD_ERROR, BYTES("Blob value cannot be empty")},
    {{.kind = LG_SIM_VALUE_MIDI, .as.midi = 0x01020304}, LG_SIM_ENCODED, BYTES(",m\0\0\1\2\3\4")},
    {{.kind = LG_SIM_VALUE_LIST, .as.list = {"i[i]", 4, two_ints}},
     LG_SIM_ENCODED,
     BYTES(",[i[h]]\0\0\0\0\1\0\0\0\1\0\0\0\0")},
    {{.kind = LG_SIM_VALUE_OBJECT, .as.type_name = "Vector"},
     LG_SIM_UNSUPPORTED,
     BYTES("Infered arg_value type is not supported")},
};

static void encode__infers_tags_as_python_osc_does(void **state) {
    (void)state;
    for (size_t i = 0; i < LG_ARRAY_LEN(rows); i++) {
        struct lg_str out = {0};
        const char *why = NULL;
        enum lg_sim_encoded result = lg_sim_encode("/a", &rows[i].value, 1, &out, &why);
        if (result != rows[i].result)
            fail_msg("row %zu: result %d", i, (int)result);
        if (result == LG_SIM_ENCODED) {
            assert_int_equal(out.length, 4 + rows[i].bytes.length);
            assert_memory_equal(out.text, "/a\0\0", 4);
            assert_memory_equal(out.text + 4, rows[i].bytes.text, rows[i].bytes.length);
        } else if (strstr(why, rows[i].bytes.text) == NULL) {
            fail_msg("row %zu: \"%s\"", i, why);
        }
        lg_str_dispose(&out);
    }
}

static void encode__writes_an_empty_answer_with_type_tags(void **state) {
    (void)state;
    struct lg_str out = {0};
    const char *why = NULL;
    assert_int_equal(lg_sim_encode("/live/startup", NULL, 0, &out, &why), LG_SIM_ENCODED);
    assert_int_equal(out.length, 20);
    assert_memory_equal(out.text, "/live/startup\0\0\0,\0\0\0", 20);
    lg_str_dispose(&out);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(encode__infers_tags_as_python_osc_does),
        cmocka_unit_test(encode__writes_an_empty_answer_with_type_tags),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
