#include "support/unit.h"

#include "live/report.h"

static void report__tells_what_ends_a_bundle(void **state) {
    LG_UNUSED(state);
    static const struct {
        const char *text;
        bool is_one, ends, names;
    } rows[] = {
        {"Error handling OSC message: Index out of range", true, true, false},
        {"Socket error: Traceback (most recent call last): ...", true, true, false},
        {"Unknown OSC address: /live/nonesuch", true, false, true},
        {"Error parsing OSC message: Traceback ...", true, false, false},
        {"OSC build error: Traceback ...", true, false, false},
        {"foo", false, false, false},
    };
    for (size_t i = 0; i < LG_ARRAY_LEN(rows); i++) {
        struct lg_osc_arg arg = lg_osc_text(rows[i].text);
        struct lg_report report = {0};
        assert_int_equal(lg_report_read(&(struct lg_osc_msg){"/live/error", &arg, 1}, &report),
                         rows[i].is_one);
        assert_int_equal(report.ends_bundle, rows[i].ends);
        assert_int_equal(report.address != NULL, rows[i].names);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(report__tells_what_ends_a_bundle),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
