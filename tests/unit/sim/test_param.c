#include "support/unit.h"

#include <string.h>

#include "base/attr.h"
#include "conf/tree.h"
#include "sim/param.h"

#define HERTZ "unit: Hz, curve: log, from: 10, to: 22000, decimals: 0"

static int read_param(struct lg_arena *arena, const char *text, struct lg_sim_param *out,
                      struct lg_err *err) {
    struct lg_node *node;
    if (lg_conf_parse(text, strlen(text), "param.yaml", arena, &node, err) != 0)
        return -1;
    return lg_sim_param_read(node, arena, out, err);
}

struct shown {
    const char *param;
    float value;
    const char *text;
};

static const struct shown shown[] = {
    {"{name: P, items: ['2:1', '4:1', '10:1']}", 1, "4:1"},
    {"{name: P, min: 1, items: [One, Two], value: 1}", 2, "Two"},
    {"{name: P, min: -40, max: 0, display: {unit: dB, decimals: 1}}", -10, "-10.0 dB"},
    {"{name: P, min: -1, display: {unit: dB, scale: 35, decimals: 1}}", 0.25F, "8.8 dB"},
    {"{name: P, min: -1, display: {unit: dB, scale: 35, decimals: 1}}", 0.125F, "4.4 dB"},
    {"{name: P, display: {unit: dB, scale: 70, offset: -64, decimals: 1}}", 0.5F, "-29.0 dB"},
    {"{name: P, display: {unit: '%', scale: 100, decimals: 0}}", 0.5F, "50 %"},
    {"{name: P, min: -1, display: {scale: 50, decimals: 0, exact: {0: C}}}", 0, "C"},
    {"{name: P, min: -1, display: {scale: 50, decimals: 0, exact: {0: C}}}", 0.5F, "25"},
    {"{name: P, display: {exact: {0.1: low, 1: high}}}", 0.1F, "low"},
    {"{name: P}", 0.376F, "0.38"},
    {"{name: P, display: {" HERTZ "}}", 0, "10 Hz"},
    {"{name: P, display: {" HERTZ "}}", 0.3229F, "120 Hz"},
    {"{name: P, display: {" HERTZ "}}", 0.5F, "469 Hz"},
    {"{name: P, display: {" HERTZ "}}", 0.6F, "1013 Hz"},
    {"{name: P, display: {" HERTZ ", kilo: true}}", 0.6F, "1.01 kHz"},
    {"{name: P, display: {" HERTZ ", kilo: true}}", 1, "22.00 kHz"},
    {"{name: P, min: -1, display: {" HERTZ "}}", 0, "469 Hz"},
};

static void param__shows_values_as_live_does(void **state) {
    (void)state;
    for (size_t i = 0; i < LG_ARRAY_LEN(shown); i++) {
        struct lg_arena arena = {0};
        struct lg_sim_param param = {0};
        struct lg_str out = {0};
        struct lg_err err = {0};
        if (read_param(&arena, shown[i].param, &param, &err) != 0)
            fail_msg("%s: %s", shown[i].param, err.text);
        lg_sim_param_show(&param, shown[i].value, &out);
        assert_string_equal(lg_str_text(&out), shown[i].text);
        lg_str_dispose(&out);
        lg_arena_dispose(&arena);
    }
}

static void param__refuses_half_a_curve(void **state) {
    (void)state;
    static const char *const texts[] = {
        "{name: P, display: {curve: log}}",
        "{name: P, display: {curve: log, from: 10}}",
        "{name: P, display: {curve: log, from: 10, to: 20, scale: 2}}",
        "{name: P, display: {curve: log, from: 0, to: 20}}",
        "{name: P, display: {from: 10}}",
        "{name: P, display: {to: 10}}",
        "{name: P, display: {curve: round}}",
    };
    for (size_t i = 0; i < LG_ARRAY_LEN(texts); i++) {
        struct lg_arena arena = {0};
        struct lg_sim_param param = {.name = "untouched"};
        struct lg_err err = {0};
        if (read_param(&arena, texts[i], &param, &err) == 0)
            fail_msg("taken: %s", texts[i]);
        assert_int_equal(err.kind, LG_ERR_READ);
        assert_string_equal(err.source, "param.yaml");
        assert_true(err.line == 1 && err.column > 1);
        lg_arena_dispose(&arena);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(param__shows_values_as_live_does),
        cmocka_unit_test(param__refuses_half_a_curve),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
