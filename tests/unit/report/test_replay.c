#include "unit/report/scene.h"

#include "report/junit.h"
#include "report/replay.h"

enum { CUT_CODE = 5 };

/* Counts what a bus was told. */
struct tally {
    struct lg_sink sink;
    size_t starts, steps[LG_OUTCOME__COUNT], gates, ends;
    size_t planned;
    int exit_code;
    uint64_t seq;
};

struct fixture {
    struct scene scene; /* the run that left the receipts */
    char *receipts, *junit, *again;
    char *good;
};

static int tally_take(struct lg_sink *sink, const struct lg_event *event, struct lg_err *err) {
    struct tally *tally = (struct tally *)sink;
    LG_UNUSED(err);
    assert_int_equal(event->seq, ++tally->seq);
    tally->starts += event->kind == LG_EVENT_RUN_START;
    tally->gates += event->kind == LG_EVENT_GATE_END;
    tally->ends += event->kind == LG_EVENT_RUN_END;
    if (event->kind == LG_EVENT_STEP)
        tally->steps[event->as.step.outcome]++;
    if (event->kind == LG_EVENT_PLAN)
        tally->planned += event->as.plan.num_items;
    if (event->kind == LG_EVENT_RUN_END)
        tally->exit_code = event->as.run_end.exit_code;
    return 0;
}

static void tally_free(struct lg_sink *sink) {
    LG_UNUSED(sink);
}

static const struct lg_sink_ops tally_ops = {
    .name = "tally", .take = tally_take, .free = tally_free};

static int setup(void **state) {
    static struct fixture f;
    struct lg_err err = {0};
    struct lg_sink *receipts = NULL;
    struct lg_sink *junit = NULL;
    scene_open(&f.scene);
    f.receipts = scene_path(&f.scene, "receipts.jsonl");
    f.junit = scene_path(&f.scene, "junit.xml");
    f.again = scene_path(&f.scene, "console.txt");
    assert_int_equal(
        lg_junit_open(f.junit, &f.scene.env, &(struct lg_junit_options){0}, &junit, &err), 0);
    lg_bus_add(f.scene.bus, junit);
    assert_int_equal(lg_receipts_open(f.receipts, &f.scene.env, &receipts, &err), 0);
    lg_bus_add(f.scene.bus, receipts);
    scene_play(&f.scene);
    f.good = scene_read(&f.scene, f.receipts);
    *state = &f;
    return 0;
}

static int teardown(void **state) {
    struct fixture *f = *state;
    scene_close(&f->scene);
    return 0;
}

static void write_receipts(const struct fixture *f, size_t length) {
    FILE *file = fopen(f->receipts, "w");
    assert_int_equal(fwrite(f->good, 1, length, file), length);
    assert_int_equal(fclose(file), 0);
}

static struct tally replay(struct fixture *f, enum lg_receipts_state wanted) {
    struct tally tally = {.sink.ops = &tally_ops};
    struct lg_receipts_report report;
    struct lg_err err = {0};
    struct lg_bus *bus = lg_bus_new(&f->scene.env, "");
    lg_bus_add(bus, &tally.sink);
    if (lg_replay(f->receipts, bus, CUT_CODE, &report, &err) != 0)
        fail_msg("%s", err.text);
    assert_int_equal(report.state, wanted);
    lg_bus_free(bus);
    return tally;
}

static void replay__junit_written_again_is_the_same_to_the_byte(void **state) {
    struct fixture *f = *state;
    struct lg_env elsewhere;
    struct lg_receipts_report report;
    struct lg_sink *junit = NULL;
    struct lg_err err = {0};
    lg_env_init_test(&elsewhere);
    elsewhere.hostname = "another machine";
    elsewhere.clock.fixed_wall_ms += 86400000;
    struct lg_bus *bus = lg_bus_new(&elsewhere, "");
    assert_int_equal(
        lg_junit_open(f->again, &elsewhere, &(struct lg_junit_options){0}, &junit, &err), 0);
    lg_bus_add(bus, junit);
    assert_int_equal(lg_replay(f->receipts, bus, CUT_CODE, &report, &err), 0);
    lg_bus_free(bus);
    assert_string_equal(scene_read(&f->scene, f->again), scene_read(&f->scene, f->junit));
}

/* Wherever the run was killed, all that was planned is told, and what never came is not green. */
static void replay__what_was_cut_off_is_told_as_not_run(void **state) {
    struct fixture *f = *state;
    struct tally whole = replay(f, LG_RECEIPTS_INTACT);
    size_t cuts = 0;
    for (const char *at = strchr(f->good, '\n'); at[1] != '\0'; at = strchr(at + 1, '\n')) {
        write_receipts(f, (size_t)(at + 1 - f->good));
        struct tally cut = replay(f, LG_RECEIPTS_INCOMPLETE);
        size_t told = 0;
        for (size_t i = 0; i < LG_OUTCOME__COUNT; i++)
            told += cut.steps[i];
        assert_int_equal(told, cut.planned);
        assert_int_equal(cut.starts, 1);
        assert_int_equal(cut.ends, 1);
        assert_int_equal(cut.exit_code, CUT_CODE);
        if (cut.planned > 0)
            assert_int_equal(cut.gates, whole.gates);
        assert_true(cut.steps[LG_INTERRUPTED] >= whole.steps[LG_INTERRUPTED] || cut.planned == 0);
        cuts++;
    }
    assert_true(cuts > 10);
}

static void replay__a_torn_line_is_left_out(void **state) {
    struct fixture *f = *state;
    write_receipts(f, strlen(f->good) - 9);
    struct tally torn = replay(f, LG_RECEIPTS_INCOMPLETE);
    assert_int_equal(torn.exit_code, CUT_CODE);
}

static void replay__broken_receipts_tell_nothing(void **state) {
    struct fixture *f = *state;
    char *edited = strstr(f->good, "\"outcome\":\"failed\"");
    assert_non_null(edited);
    memcpy(edited, "\"outcome\":\"passed\"", strlen("\"outcome\":\"passed\""));
    write_receipts(f, strlen(f->good));
    struct tally none = replay(f, LG_RECEIPTS_BROKEN);
    assert_int_equal(none.seq, 0);
}

static void replay__nothing_whole_is_an_error(void **state) {
    struct fixture *f = *state;
    struct lg_receipts_report report;
    struct lg_err err = {0};
    struct lg_bus *bus = lg_bus_new(&f->scene.env, "");
    write_receipts(f, 20);
    assert_int_equal(lg_replay(f->receipts, bus, CUT_CODE, &report, &err), -1);
    assert_int_equal(err.kind, LG_ERR_READ);
    lg_bus_free(bus);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(replay__junit_written_again_is_the_same_to_the_byte, setup,
                                        teardown),
        cmocka_unit_test_setup_teardown(replay__what_was_cut_off_is_told_as_not_run, setup,
                                        teardown),
        cmocka_unit_test_setup_teardown(replay__a_torn_line_is_left_out, setup, teardown),
        cmocka_unit_test_setup_teardown(replay__broken_receipts_tell_nothing, setup, teardown),
        cmocka_unit_test_setup_teardown(replay__nothing_whole_is_an_error, setup, teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
