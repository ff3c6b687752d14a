#include "base/json.h"

#include <jansson.h>
#include <math.h>
#include <string.h>

#include "support/unit.h"

static struct lg_value *read_ok(struct lg_arena *arena, const char *text, size_t length) {
    struct lg_value *value = NULL;
    struct lg_err err = {0};
    int rc = lg_json_read(text, length, "test.json", arena, &value, &err);
    assert_string_equal(err.text, "");
    assert_int_equal(rc, 0);
    return value;
}

static void assert_writes(const struct lg_value *value, const char *text) {
    struct lg_str out = {0};
    lg_json_write(value, &out);
    assert_string_equal(lg_str_text(&out), text);
    lg_str_dispose(&out);
}

static void json__reads_what_it_writes(void **state) {
    (void)state;
    static const char *const texts[] = {
        "{}",
        "[]",
        "null",
        "true",
        "-9223372036854775808",
        "9223372036854775807",
        "-17.67",
        "0.0001",
        "1.5e300",
        "\"text\"",
        "{\"z\":1,\"a\":[1.5,\"x\",null,false,{\"b\":[]}],\"m\":{}}",
        "\"\\\"\\\\\\n\\r\\t\\b\\f\\u0001\\u001f\\u007f\\u2028\\u2029/\"",
        "\"caf\xc3\xa9 \xf0\x9f\x8e\x9b\"",
        "\"a\\u0000b\"",
        /* No order to a CI server. */
        "\"#\\u0023vso[task.complete] # #\\u0023#\\u0023[x] #\\n#\"",
        "{\"\":1,\"\\n\":2}",
    };
    for (size_t i = 0; i < LG_ARRAY_LEN(texts); i++) {
        struct lg_arena arena = {0};
        assert_writes(read_ok(&arena, texts[i], strlen(texts[i])), texts[i]);
        lg_arena_dispose(&arena);
    }
}

static void json__a_whole_real_stays_the_same_number(void **state) {
    (void)state;
    struct lg_arena arena = {0};
    struct lg_value *real = lg_value_real(&arena, 48000.0, "Hz");
    assert_writes(real, "48000");
    assert_true(lg_value_eq(real, read_ok(&arena, "48000", 5)));
    lg_arena_dispose(&arena);
}

static void json__what_is_not_finite_is_text(void **state) {
    (void)state;
    struct lg_arena arena = {0};
    struct lg_value *list = lg_value_list(&arena);
    lg_value_push(&arena, list, lg_value_real(&arena, (double)INFINITY, NULL));
    lg_value_push(&arena, list, lg_value_real(&arena, -(double)INFINITY, "LUFS"));
    lg_value_push(&arena, list, lg_value_real(&arena, (double)NAN, NULL));
    assert_writes(list, "[\"inf\",\"-inf\",\"nan\"]");
    lg_arena_dispose(&arena);
}

static void json__a_null_says_why_beside_it(void **state) {
    (void)state;
    struct lg_arena arena = {0};
    struct lg_value *map = lg_value_map(&arena);
    lg_value_put(&arena, map, "lra_lu", lg_value_null(&arena, "shorter than 3 s\n"));
    lg_value_put(&arena, map, "plain", lg_value_null(&arena, NULL));
    assert_writes(map, "{\"lra_lu\":null,\"lra_lu_why\":\"shorter than 3 s\\n\",\"plain\":null}");
    struct lg_value *list = lg_value_list(&arena);
    lg_value_push(&arena, list, lg_value_null(&arena, "lost here"));
    assert_writes(list, "[null]");
    lg_arena_dispose(&arena);
}

static void json__a_reason_never_makes_a_key_twice(void **state) {
    (void)state;
    struct lg_arena arena = {0};
    struct lg_value *map = lg_value_map(&arena);
    lg_value_put(&arena, map, "x", lg_value_null(&arena, "ours"));
    lg_value_put(&arena, map, "x_why", lg_value_text(&arena, "theirs"));
    assert_writes(map, "{\"x\":null,\"x_why\":\"theirs\"}");
    lg_arena_dispose(&arena);
}

static void json__pretty_is_indented(void **state) {
    (void)state;
    struct lg_arena arena = {0};
    const char *text = "{\"a\":[1,{\"b\":null}],\"c\":{},\"d\":[]}";
    struct lg_value *map = read_ok(&arena, text, strlen(text));
    lg_value_get(lg_value_at(lg_value_get(map, "a"), 1), "b")->as.why = "so";
    struct lg_str out = {0};
    lg_json_write_pretty(map, &out);
    assert_string_equal(out.text, "{\n  \"a\": [\n    1,\n    {\n      \"b\": null,\n"
                                  "      \"b_why\": \"so\"\n    }\n  ],\n"
                                  "  \"c\": {},\n  \"d\": []\n}\n");
    lg_str_dispose(&out);
    lg_arena_dispose(&arena);
}

/* The text as jansson reads it with its usual options, in a list and as a key. */
static void assert_is_json(const char *bytes, size_t length) {
    struct lg_arena arena = {0};
    struct lg_value *list = lg_value_list(&arena);
    lg_value_push(&arena, list, lg_value_text_n(&arena, bytes, length));
    struct lg_value *map = lg_value_map(&arena);
    lg_value_put(&arena, map, lg_arena_strndup(&arena, bytes, length), lg_value_null(&arena, NULL));
    lg_value_push(&arena, list, map);
    struct lg_str out = {0};
    lg_json_write(list, &out);
    json_error_t fault;
    json_t *json =
        json_loadb(out.text, out.length, JSON_REJECT_DUPLICATES | JSON_ALLOW_NUL, &fault);
    if (json == NULL)
        print_error("%s: %s\n", out.text, fault.text);
    assert_non_null(json);
    json_t *text = json_array_get(json, 0);
    struct lg_str repaired = {0};
    lg_utf8_repair(bytes, length, &repaired);
    assert_int_equal(json_string_length(text), repaired.length);
    assert_memory_equal(json_string_value(text), lg_str_text(&repaired), repaired.length);
    assert_int_equal(json_object_size(json_array_get(json, 1)), 1);
    json_decref(json);
    lg_str_dispose(&repaired);
    lg_str_dispose(&out);
    lg_arena_dispose(&arena);
}

static void json__of_any_bytes_is_json(void **state) {
    (void)state;
    for (int a = 0; a < 256; a++) {
        for (int b = 0; b < 256; b++) {
            const char bytes[] = {(char)a, (char)b};
            assert_is_json(bytes, 2);
        }
    }
    static const struct lg_view texts[] = {
        {"", 0},
        {"\0", 1},
        {"a\0b", 3},
        {"\xed\xa0\x80", 3},             /* a lone high surrogate */
        {"\xed\xb0\x80x", 4},            /* a lone low one */
        {"\xed\xa0\x80\xed\xb0\x80", 6}, /* a pair of them */
        {"\xf4\x90\x80\x80", 4},         /* beyond U+10FFFF */
        {"\xf8\x88\x80\x80\x80", 5},
        {"\xc0\x80", 2}, /* NUL, overlong */
        {"\xe0\x80\xaf", 3},
        {"\xf0\x80\x80\xaf", 4},
        {"\xe2\x82", 2},
        {"\xf0\x9f\x8e", 3},
        {"\xe2\x80\xa8\xe2\x80\xa9\xe2\x80\xaa", 9},
        {"\xef\xbf\xbe\xef\xbb\xbf", 6},
        {"</script>\x1b[31m\x7f\xc2\x85", 17},
    };
    for (size_t i = 0; i < LG_ARRAY_LEN(texts); i++)
        assert_is_json(texts[i].text, texts[i].length);
}

#define BAD "\xef\xbf\xbd"

static void utf8__bad_bytes_are_replaced_one_by_one(void **state) {
    (void)state;
    static const struct {
        const char *text, *repaired;
    } rows[] = {
        {"plain", "plain"},
        {"\xc3\xa9\xe2\x82\xac\xf0\x9f\x8e\x9b", "\xc3\xa9\xe2\x82\xac\xf0\x9f\x8e\x9b"},
        {"a\xff"
         "b",
         "a" BAD "b"},
        {"\xc3", BAD},
        {"\xe2\x82", BAD BAD},
        {"\xe2\x82x", BAD BAD "x"},
        {"\xed\xa0\x80", BAD BAD BAD},
        {"\xed\x9f\xbf\xee\x80\x80", "\xed\x9f\xbf\xee\x80\x80"},
        {"\xc0\xaf", BAD BAD},
        {"\xc1\xbf", BAD BAD},
        {"\xe0\x9f\xbf", BAD BAD BAD},
        {"\xf0\x8f\xbf\xbf", BAD BAD BAD BAD},
        {"\xf4\x8f\xbf\xbf", "\xf4\x8f\xbf\xbf"},
        {"\xf4\x90\x80\x80", BAD BAD BAD BAD},
    };
    for (size_t i = 0; i < LG_ARRAY_LEN(rows); i++) {
        struct lg_str out = {0};
        lg_str_add(&out, ">");
        lg_utf8_repair(rows[i].text, strlen(rows[i].text), &out);
        assert_string_equal(out.text + 1, rows[i].repaired);
        lg_str_dispose(&out);
    }
}

static void json__refuses_what_is_not_json(void **state) {
    (void)state;
    static const struct {
        const char *text;
        unsigned line;
        const char *says;
    } rows[] = {
        {"", 1, "'[' or '{' expected"},
        {"{\"a\":1}x", 1, "end of file expected"},
        {"{} {}", 1, "end of file expected"},
        {"{\n\"a\":1,\n\"a\":2}", 3, "duplicate object key"},
        {"{\"a\":}", 1, "unexpected token"},
        {"[1,]", 1, "unexpected token"},
        {"\"\xff\"", 1, "decode"},
        {"\"\\ud800\"", 1, "Unicode"},
        {"nan", 1, "invalid token"},
        {"[NaN]", 1, "invalid token"},
        {"1e999", 1, "overflow"},
        {"99999999999999999999", 1, "integer"},
        {"'a'", 1, "invalid token"},
        {"[1", 1, "']' expected"},
    };
    for (size_t i = 0; i < LG_ARRAY_LEN(rows); i++) {
        struct lg_arena arena = {0};
        struct lg_value *value = NULL;
        struct lg_err err = {0};
        size_t length = strlen(rows[i].text);
        assert_int_equal(lg_json_read(rows[i].text, length, "r.jsonl", &arena, &value, &err), -1);
        assert_null(value);
        assert_int_equal(err.kind, LG_ERR_READ);
        assert_string_equal(err.source, "r.jsonl");
        assert_int_equal(err.line, rows[i].line);
        if (length > 0 && strstr(err.text, rows[i].says) == NULL)
            fail_msg("%s: %s", rows[i].text, err.text);
        lg_arena_dispose(&arena);
    }
}

static int read_nested(size_t depth, struct lg_err *err) {
    struct lg_str text = {0};
    for (size_t i = 0; i < depth; i++)
        lg_str_add(&text, i % 2 == 0 ? "[" : "{\"a\":");
    lg_str_add(&text, "1");
    for (size_t i = depth; i > 0; i--)
        lg_str_add(&text, i % 2 == 1 ? "]" : "}");
    struct lg_arena arena = {0};
    struct lg_value *value = NULL;
    int rc = lg_json_read(text.text, text.length, "deep.json", &arena, &value, err);
    lg_arena_dispose(&arena);
    lg_str_dispose(&text);
    return rc;
}

static void json__refuses_more_than_64_levels(void **state) {
    (void)state;
    struct lg_err err = {0};
    assert_int_equal(read_nested(64, &err), 0);
    assert_int_equal(read_nested(65, &err), -1);
    assert_string_equal(err.text, "nested deeper than 64");
    err = (struct lg_err){0};
    assert_int_equal(read_nested(100000, &err), -1);
    assert_int_equal(err.kind, LG_ERR_READ);
}

static void json__reads_a_text_without_end_mark(void **state) {
    (void)state;
    struct lg_arena arena = {0};
    const char text[] = {'[', '1', ']', '}'};
    assert_writes(read_ok(&arena, text, 3), "[1]");
    lg_arena_dispose(&arena);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(json__reads_what_it_writes),
        cmocka_unit_test(json__a_whole_real_stays_the_same_number),
        cmocka_unit_test(json__what_is_not_finite_is_text),
        cmocka_unit_test(json__a_null_says_why_beside_it),
        cmocka_unit_test(json__a_reason_never_makes_a_key_twice),
        cmocka_unit_test(json__pretty_is_indented),
        cmocka_unit_test(json__of_any_bytes_is_json),
        cmocka_unit_test(utf8__bad_bytes_are_replaced_one_by_one),
        cmocka_unit_test(json__refuses_what_is_not_json),
        cmocka_unit_test(json__refuses_more_than_64_levels),
        cmocka_unit_test(json__reads_a_text_without_end_mark),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
