#include "support/unit.h"

#include <math.h>
#include <string.h>

#include "base/arena.h"
#include "base/json.h"
#include "report/html_curves.h"
#include "report/html_diff.h"
#include "report/html_effects.h"
#include "report/html_table.h"
#include "report/html_text.h"

/* Small parts of the page, each from JSON. */
struct fixture {
    struct lg_arena arena;
    struct lg_str out;
};

static int setup(void **state) {
    static struct fixture f;
    f = (struct fixture){0};
    *state = &f;
    return 0;
}

static int teardown(void **state) {
    struct fixture *f = *state;
    lg_str_dispose(&f->out);
    lg_arena_dispose(&f->arena);
    return 0;
}

static const struct lg_value *json(struct fixture *f, const char *text) {
    struct lg_value *value = NULL;
    struct lg_err err = {0};
    if (lg_json_read(text, strlen(text), NULL, &f->arena, &value, &err) != 0)
        fail_msg("%s", err.text);
    return value;
}

static void has(const struct fixture *f, const char *part) {
    if (strstr(lg_str_text(&f->out), part) == NULL)
        fail_msg("%s lacks: %s", lg_str_text(&f->out), part);
}

static size_t count_of(const char *text, const char *part) {
    size_t count = 0;
    for (text = strstr(text, part); text != NULL; text = strstr(text + 1, part))
        count++;
    return count;
}

static void html_text__is_escaped_and_cleaned(void **state) {
    struct fixture *f = *state;
    lg_html_element(&f->out, "p class=why", "<a href=\"x\">'&'\x1b[31m\n</p>");
    assert_string_equal(lg_str_text(&f->out),
                        "<p class=why>&lt;a href=&quot;x&quot;&gt;&#39;&amp;&#39; &lt;/p&gt;</p>");
    lg_str_clear(&f->out);
    lg_html_element(&f->out, "p", "");
    lg_html_element(&f->out, "p", NULL);
    lg_html_field(&f->out, "name", NULL);
    assert_int_equal(f->out.length, 0);
}

static void html_text__durations(void **state) {
    struct fixture *f = *state;
    static const struct {
        int64_t ns;
        const char *text;
    } rows[] = {{0, "0.000 s"},
                {1234567890, "1.235 s"},
                {61 * INT64_C(1000000000), "1 min 1 s"},
                {3723 * INT64_C(1000000000), "1 h 2 min"}};
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        lg_str_clear(&f->out);
        lg_html_duration(&f->out, rows[i].ns);
        assert_string_equal(lg_str_text(&f->out), rows[i].text);
    }
}

static void html_diff__names_what_came_went_and_changed(void **state) {
    struct fixture *f = *state;
    lg_html_diff(
        &f->out,
        json(f,
             "{\"fingerprint\": \"a\", \"tempo\": 120, \"key\": 1, \"tracks\": [{\"name\": \"A\", "
             "\"num\": 1}, {\"name\": \"B\", \"num\": 2}]}"),
        json(
            f,
            "{\"fingerprint\": \"b\", \"tempo\": 121, \"scale\": 2, \"tracks\": [{\"name\": \"B\", "
            "\"num\": 3}, {\"name\": \"C\", \"num\": 2}]}"));
    has(f, "<li><b>tempo</b> <del>120</del> <ins>121</ins> </li>");
    has(f, "<li><b>tracks / A</b> <del>{name: &quot;A&quot;, num: 1}</del> </li>");
    has(f, "<li><b>tracks / B / num</b> <del>2</del> <ins>3</ins> </li>");
    has(f, "<li><b>tracks / C</b> <ins>");
    has(f, "<li><b>key</b> <del>1</del> </li>");
    has(f, "<li><b>scale</b> <ins>2</ins> </li>");
    assert_null(strstr(lg_str_text(&f->out), "fingerprint"));
    assert_int_equal(count_of(lg_str_text(&f->out), "<li>"), 6);
}

static void html_diff__same_is_nothing(void **state) {
    struct fixture *f = *state;
    lg_html_diff(&f->out, json(f, "{\"a\": [1, {\"b\": 2}]}"), json(f, "{\"a\": [1, {\"b\": 2}]}"));
    assert_int_equal(f->out.length, 0);
}

static void html_diff__twins_are_told_by_place(void **state) {
    struct fixture *f = *state;
    lg_html_diff(&f->out, json(f, "[{\"name\": \"A\"}, {\"name\": \"A\"}]"),
                 json(f, "[{\"name\": \"A\"}, {\"name\": \"B\"}]"));
    has(f, "<b>1 / name</b> <del>&quot;A&quot;</del> <ins>&quot;B&quot;</ins>");
}

static void html_table__needs_maps_of_few_keys(void **state) {
    struct fixture *f = *state;
    assert_true(lg_html_is_table(json(f, "[{\"a\": 1}, {\"b\": 2}]")));
    assert_false(lg_html_is_table(json(f, "[]")));
    assert_false(lg_html_is_table(json(f, "[{\"a\": 1}, 2]")));
    assert_false(lg_html_is_table(json(f, "{\"a\": 1}")));
    assert_false(lg_html_is_table(
        json(f, "[{\"a\":1,\"b\":1,\"c\":1,\"d\":1,\"e\":1,\"f\":1,\"g\":1,\"h\":1,\"i\":1,\"j\":1,"
                "\"k\":1,\"l\":1,\"m\":1}]")));
    lg_html_table(&f->out, "changes", json(f, "[{\"a\": 1, \"b\": \"<\"}, {\"b\": [2]}]"));
    has(f, "<th scope=col>a</th><th scope=col>b</th>");
    has(f, "<tr><td><span>1</span><td><span>&lt;</span><tr><td><td><span>[2]</span>");
}

static void html_effects__are_told_by_setting(void **state) {
    struct fixture *f = *state;
    const struct lg_value *list =
        json(f, "[{\"param\": \"gain\", \"judged\": true, \"heard\": true, \"measures\": "
                "{\"lufs_i\": {\"range\": 2.36, \"rank\": -0.74}}}, {\"param\": \"mix\", "
                "\"judged\": true, \"heard\": false, \"measures\": {}}, {\"param\": \"dry\", "
                "\"judged\": false, \"heard\": false, \"measures\": {}}]");
    assert_true(lg_html_is_effects(list));
    assert_false(lg_html_is_effects(json(f, "[{\"param\": \"gain\"}]")));
    lg_html_effects(&f->out, list);
    has(f, "<th scope=row>gain</th><td>yes</td><td class=n>2.36 <small>-0.74</small>");
    has(f, "<th scope=row>mix</th><td>no</td><td class=n>\xe2\x80\x93");
    has(f, "<th scope=row>dry</th><td>not judged</td>");
}

static void html_curves__draw_series_and_bands(void **state) {
    struct fixture *f = *state;
    lg_html_draw_result(
        &f->out,
        json(f, "{\"series\": {\"hop_s\": 0.1, \"lufs_m\": [null, -14, \"-inf\", -12], \"lufs_s\": "
                "[null, null, -15, -14]}, \"bands\": {\"low\": {\"from_hz\": 20, \"to_hz\": 200, "
                "\"rms_dbfs\": -20}, \"<high>\": {\"from_hz\": 200, \"to_hz\": 20000, "
                "\"rms_dbfs\": \"-inf\"}}}"));
    has(f, "aria-label=\"Loudness over time\"");
    has(f, "aria-label=\"Spectrum\"");
    has(f, "<title>low: -20.0 dBFS</title>");
    has(f, "<title>&lt;high&gt;: -inf dBFS</title>");
    assert_int_equal(count_of(lg_str_text(&f->out), "<polyline class=\"line c"), 2);
    assert_null(strstr(lg_str_text(&f->out), "nan"));
}

static void html_curves__draw_nothing_of_nothing(void **state) {
    struct fixture *f = *state;
    static const char *const nothing[] = {"{}",
                                          "{\"series\": {}}",
                                          "{\"series\": {\"hop_s\": 0, \"lufs_m\": [1]}}",
                                          "{\"bands\": [1]}",
                                          "{\"series\": {\"hop_s\": 0.1, \"lufs_m\": [null]}}",
                                          "{\"bands\": {\"a\": 1}}"};
    for (size_t i = 0; i < sizeof nothing / sizeof nothing[0]; i++)
        lg_html_draw_result(&f->out, json(f, nothing[i]));
    assert_int_equal(f->out.length, 0);
}

#define CASE(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void) {
    const struct CMUnitTest tests[] = {
        CASE(html_text__is_escaped_and_cleaned),           CASE(html_text__durations),
        CASE(html_diff__names_what_came_went_and_changed), CASE(html_diff__same_is_nothing),
        CASE(html_diff__twins_are_told_by_place),          CASE(html_table__needs_maps_of_few_keys),
        CASE(html_effects__are_told_by_setting),           CASE(html_curves__draw_series_and_bands),
        CASE(html_curves__draw_nothing_of_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
