#include "unit/report/scene.h"

#include "base/fault.h"
#include "base/json.h"
#include "base/sha256.h"
#include "report/receipts.h"

struct fixture {
    struct scene scene;
    struct lg_sink *receipts;
    char *path;
};

static int setup(void **state) {
    static struct fixture f;
    struct lg_err err = {0};
    scene_open(&f.scene);
    f.path = scene_path(&f.scene, "receipts.jsonl");
    assert_int_equal(lg_receipts_open(f.path, &f.scene.env, &f.receipts, &err), 0);
    lg_bus_add(f.scene.bus, f.receipts);
    *state = &f;
    return 0;
}

static int teardown(void **state) {
    struct fixture *f = *state;
    lg_fault_ask(NULL);
    scene_close(&f->scene);
    return 0;
}

/* Each line's prev is the hash of the bytes before it. */
static void receipts__chain_their_lines(void **state) {
    struct fixture *f = *state;
    assert_string_equal(lg_receipts_head(f->receipts), LG_RECEIPTS_ORIGIN);
    scene_play(&f->scene);
    char hash[LG_SHA256_HEX] = LG_RECEIPTS_ORIGIN;
    char *line = scene_read(&f->scene, f->path);
    size_t count = 0;
    for (char *end = strchr(line, '\n'); end != NULL; end = strchr(line, '\n')) {
        char wanted[128];
        *end = '\0';
        snprintf(wanted, sizeof wanted, ",\"prev\":\"%s\"}", hash);
        assert_true(lg_ends_with(line, wanted));
        lg_sha256_of(line, (size_t)(end - line), hash);
        line = end + 1;
        count++;
    }
    assert_string_equal(line, "");
    assert_int_equal(count, 23);
    assert_string_equal(lg_receipts_head(f->receipts), hash);
}

static void receipts__are_on_disk_line_by_line(void **state) {
    struct fixture *f = *state;
    scene_run_start(&f->scene, "sim");
    char *text = scene_read(&f->scene, f->path);
    assert_true(lg_ends_with(text, "}\n"));
    assert_null(strchr(text, '\n')[1] == '\0' ? NULL : text);
    scene_gate_start(&f->scene, "g1", "g1 [sim]");
    text = scene_read(&f->scene, f->path);
    assert_true(lg_starts_with(text, "{\"v\":1,\"seq\":1,\"ts\":\"2026-02-22T00:00:00.000Z\","
                                     "\"run\":\"20260222T000000Z-1\",\"kind\":\"run_start\","));
    assert_non_null(strstr(text, "\n{\"v\":1,\"seq\":2,"));
}

static void receipts__never_overwrite(void **state) {
    struct fixture *f = *state;
    struct lg_sink *second = NULL;
    struct lg_err err = {0};
    assert_int_equal(lg_receipts_open(f->path, &f->scene.env, &second, &err), -1);
    assert_int_equal(err.kind, LG_ERR_WRITE);
    assert_null(second);
    assert_non_null(strstr(err.text, f->path));
    assert_non_null(strstr(err.text, "is there already"));
}

static void check_fault(struct fixture *f, const char *fault, enum lg_receipts_state wanted) {
    scene_needs_faults();
    struct lg_receipts_report report;
    struct lg_err err = {0};
    struct lg_event event = {.kind = LG_EVENT_GATE_END,
                             .as.gate_end = {"g1", "g1 [sim]", LG_PASSED, NULL, 1}};
    scene_run_start(&f->scene, "sim");
    scene_gate_start(&f->scene, "g1", "g1 [sim]");
    lg_fault_ask(fault);
    assert_int_equal(lg_bus_emit(f->scene.bus, &event, &err), -1);
    assert_false(lg_fault_was_missed());
    assert_int_equal(err.kind, LG_ERR_WRITE);
    assert_true(lg_starts_with(err.text, "receipts: "));
    assert_non_null(strstr(err.text, f->path));
    assert_int_equal(lg_receipts_verify(f->path, NULL, &report, &err), 0);
    assert_int_equal(report.state, wanted);
}

static void receipts__a_write_that_fails_is_told_and_leaves_whole_lines(void **state) {
    check_fault(*state, "receipts.write", LG_RECEIPTS_INCOMPLETE);
}

static void receipts__a_sync_that_fails_is_told(void **state) {
    check_fault(*state, "receipts.sync", LG_RECEIPTS_INCOMPLETE);
}

static void receipts__a_step_does_not_wait_for_the_disk(void **state) {
    struct fixture *f = *state;
    lg_fault_ask("receipts.sync");
    scene_run_start(&f->scene, "sim");
    scene_step(&f->scene, (struct lg_event_step){.gate = "g1", .id = "a", .verb = "ping"});
    assert_true(lg_fault_was_missed());
}

static int64_t real_ns;

static int64_t real_now(void) {
    return real_ns;
}

static void tell_point(struct fixture *f, int64_t after_ms) {
    const struct lg_event_case point = {.end = {.gate = "m", .id = "a", .verb = "point"},
                                        .pcm_sha256 = LG_RECEIPTS_ORIGIN};
    struct lg_event event = {.kind = LG_EVENT_CASE, .as.point = point};
    real_ns += after_ms * LG_NS_PER_MS;
    int status = lg_bus_emit(f->scene.bus, &event, NULL);
    assert_int_equal(status, lg_fault_was_missed() ? 0 : -1);
}

/* The first one, and then what comes a quarter of a second after the last sync. */
static void receipts__points_in_quick_succession_share_a_sync(void **state) {
    static const int64_t after_ms[] = {0, 100, 149, 1, 200, 49};
    struct fixture *f = *state;
    scene_needs_faults();
    f->scene.env.clock.real_now_ns = real_now;
    scene_run_start(&f->scene, "sim");
    lg_fault_ask("receipts.sync:3");
    for (size_t i = 0; i < LG_ARRAY_LEN(after_ms); i++)
        tell_point(f, after_ms[i]);
    assert_true(lg_fault_was_missed());
    tell_point(f, 1);
    assert_false(lg_fault_was_missed());
}

/* Hostile text becomes one line of valid JSON. */
static void receipts__take_any_text(void **state) {
    struct fixture *f = *state;
    struct lg_value *value = NULL;
    struct lg_err err = {0};
    size_t length = 2 * 1024 * 1024;
    char *huge = lg_arena_alloc(&f->scene.arena, length + 1);
    memset(huge, '"', length);
    scene_step(&f->scene, (struct lg_event_step){.gate = "g\n1",
                                                 .id = "\x1b[31m\xff",
                                                 .verb = "v",
                                                 .outcome = LG_FAILED,
                                                 .message = huge});
    char *text = scene_read(&f->scene, f->path);
    assert_int_equal(strchr(text, '\n')[1], '\0');
    assert_int_equal(lg_json_read(text, strlen(text), "line", &f->scene.arena, &value, &err), 0);
    assert_int_equal(lg_value_get(value, "message")->as.string.length, length);
    assert_string_equal(lg_value_get(value, "id")->as.string.text, "\x1b[31m\xef\xbf\xbd");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(receipts__chain_their_lines, setup, teardown),
        cmocka_unit_test_setup_teardown(receipts__are_on_disk_line_by_line, setup, teardown),
        cmocka_unit_test_setup_teardown(receipts__never_overwrite, setup, teardown),
        cmocka_unit_test_setup_teardown(receipts__a_write_that_fails_is_told_and_leaves_whole_lines,
                                        setup, teardown),
        cmocka_unit_test_setup_teardown(receipts__a_sync_that_fails_is_told, setup, teardown),
        cmocka_unit_test_setup_teardown(receipts__a_step_does_not_wait_for_the_disk, setup,
                                        teardown),
        cmocka_unit_test_setup_teardown(receipts__points_in_quick_succession_share_a_sync, setup,
                                        teardown),
        cmocka_unit_test_setup_teardown(receipts__take_any_text, setup, teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
