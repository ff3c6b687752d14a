#include "support/unit.h"

#include <stdlib.h>
#include <string.h>

#include "event/bus.h"

/* A sink that remembers what it saw and fails when told. */
struct probe {
    struct lg_sink sink;
    enum lg_event_kind fails_at;
    size_t taken;
    uint64_t last_seq;
    int64_t last_ts_ms;
    char last_run[16];
    int exit_code; /* of run_end */
    char message[64];
    size_t num_again;
    size_t turn; /* when it saw run_end, among all */
};

static size_t turns;
static size_t freed;

static int probe_take(struct lg_sink *sink, const struct lg_event *event, struct lg_err *err) {
    struct probe *probe = (struct probe *)sink;
    probe->taken++;
    probe->last_seq = event->seq;
    probe->last_ts_ms = event->ts_ms;
    strncpy(probe->last_run, event->run, sizeof probe->last_run - 1);
    if (event->kind == LG_EVENT_RUN_END) {
        const char *message = event->as.run_end.message;
        strncpy(probe->message, message == NULL ? "" : message, sizeof probe->message - 1);
        probe->exit_code = event->as.run_end.exit_code;
        probe->turn = ++turns;
    }
    if (event->kind == probe->fails_at)
        return lg_err_set(err, LG_ERR_WRITE, "disk full");
    return 0;
}

static void probe_free(struct lg_sink *sink) {
    LG_UNUSED(sink);
    freed++;
}

static int probe_again(struct lg_sink *sink, const struct lg_event *event, struct lg_err *err) {
    ((struct probe *)sink)->num_again++;
    return probe_take(sink, event, err);
}

static const struct lg_sink_ops report_ops = {"report", probe_take, probe_free, LG_TURN_REPORT,
                                              probe_again};
static const struct lg_sink_ops record_ops = {"record", probe_take, probe_free, LG_TURN_RECORD,
                                              NULL};
static const struct lg_sink_ops voice_ops = {"voice", probe_take, probe_free, LG_TURN_VOICE, NULL};

struct fixture {
    struct lg_env env;
    struct lg_bus *bus;
    struct probe voice, record, report;
};

static int setup(void **state) {
    static struct fixture f;
    f = (struct fixture){
        .voice = {.sink = {.ops = &voice_ops}, .fails_at = LG_EVENT__COUNT},
        .record = {.sink = {.ops = &record_ops}, .fails_at = LG_EVENT__COUNT},
        .report = {.sink = {.ops = &report_ops}, .fails_at = LG_EVENT__COUNT},
    };
    turns = 0;
    freed = 0;
    lg_env_init_test(&f.env);
    f.bus = lg_bus_new(&f.env, "run-1");
    /* In the order opposite to the one in which they see run_end. */
    lg_bus_add(f.bus, &f.voice.sink);
    lg_bus_add(f.bus, &f.record.sink);
    lg_bus_add(f.bus, &f.report.sink);
    *state = &f;
    return 0;
}

static int teardown(void **state) {
    struct fixture *f = *state;
    lg_bus_free(f->bus);
    return freed == 3 ? 0 : -1;
}

static int graver(int code, int other) {
    return code > other ? code : other;
}

static int emit(struct fixture *f, enum lg_event_kind kind, struct lg_err *err) {
    struct lg_event event = {.kind = kind};
    return lg_bus_emit(f->bus, &event, err);
}

static int finish(struct fixture *f, int exit_code, struct lg_err *err) {
    struct lg_event event = {.kind = LG_EVENT_RUN_END};
    event.as.run_end.exit_code = exit_code;
    return lg_bus_finish(f->bus, &event, graver, 30, err);
}

static void bus__stamps_each_event(void **state) {
    struct fixture *f = *state;
    struct lg_err err = {0};
    assert_int_equal(emit(f, LG_EVENT_RUN_START, &err), 0);
    assert_int_equal(f->report.last_seq, 1);
    assert_true(f->report.last_ts_ms == INT64_C(1771718400000));
    assert_string_equal(f->report.last_run, "run-1");
    assert_int_equal(emit(f, LG_EVENT_STEP, &err), 0);
    assert_int_equal(finish(f, 0, &err), 0);
    assert_int_equal(f->voice.last_seq, 3);
}

static void bus__outlives_a_sink_and_keeps_saying_so(void **state) {
    struct fixture *f = *state;
    struct lg_err err = {0};
    struct lg_err again = {0};
    f->record.fails_at = LG_EVENT_GATE_START;
    assert_int_equal(emit(f, LG_EVENT_RUN_START, &err), 0);
    assert_int_equal(emit(f, LG_EVENT_GATE_START, &err), -1);
    assert_int_equal(err.kind, LG_ERR_WRITE);
    assert_string_equal(err.text, "record: disk full");
    assert_int_equal(emit(f, LG_EVENT_STEP, &again), -1);
    assert_string_equal(again.text, "record: disk full");
    assert_int_equal(emit(f, LG_EVENT_STEP, NULL), -1);
    assert_int_equal(f->record.taken, 2);
    assert_int_equal(f->report.taken, 4);
    assert_int_equal(f->voice.taken, 4);
}

static void bus__run_end_goes_report_record_voice(void **state) {
    struct fixture *f = *state;
    struct lg_err err = {0};
    assert_int_equal(finish(f, 1, &err), 0);
    assert_int_equal(f->report.turn, 1);
    assert_int_equal(f->record.turn, 2);
    assert_int_equal(f->voice.turn, 3);
    assert_int_equal(f->voice.exit_code, 1);
}

static void bus__a_report_that_fails_at_the_end_changes_the_recorded_exit_code(void **state) {
    struct fixture *f = *state;
    struct lg_err err = {0};
    f->report.fails_at = LG_EVENT_RUN_END;
    assert_int_equal(finish(f, 1, &err), -1);
    assert_string_equal(err.text, "report: disk full");
    assert_int_equal(f->report.exit_code, 1);
    assert_int_equal(f->record.exit_code, 30);
    assert_int_equal(f->voice.exit_code, 30);
}

static void bus__a_record_that_fails_at_the_end_is_heard(void **state) {
    struct fixture *f = *state;
    struct lg_err err = {0};
    f->record.fails_at = LG_EVENT_RUN_END;
    assert_int_equal(finish(f, 0, &err), -1);
    assert_int_equal(f->voice.exit_code, 30);
}

/* A report that was green already is told again, with the reason. */
static void bus__who_saw_a_better_end_is_told_again(void **state) {
    struct fixture *f = *state;
    struct lg_err err = {0};
    f->record.fails_at = LG_EVENT_RUN_END;
    assert_int_equal(finish(f, 0, &err), -1);
    assert_int_equal(f->report.num_again, 1);
    assert_int_equal(f->report.exit_code, 30);
    assert_string_equal(f->report.message, "record: disk full");
    assert_string_equal(f->voice.message, "record: disk full");
    assert_int_equal(f->report.last_seq, 1);
}

static void bus__a_graver_end_stays_as_it_was_told(void **state) {
    struct fixture *f = *state;
    struct lg_err err = {0};
    f->record.fails_at = LG_EVENT_RUN_END;
    assert_int_equal(finish(f, 124, &err), -1);
    assert_int_equal(f->report.num_again, 0);
    assert_int_equal(f->voice.exit_code, 124);
}

/* What failed on the way is known before the end is told. */
static void bus__an_earlier_failure_is_in_the_first_telling(void **state) {
    struct fixture *f = *state;
    struct lg_err err = {0};
    f->record.fails_at = LG_EVENT_GATE_START;
    assert_int_equal(emit(f, LG_EVENT_GATE_START, &err), -1);
    assert_int_equal(finish(f, 0, &err), -1);
    assert_int_equal(f->report.num_again, 0);
    assert_int_equal(f->report.exit_code, 30);
}

static void bus__a_graver_exit_code_stays(void **state) {
    struct fixture *f = *state;
    struct lg_err err = {0};
    f->report.fails_at = LG_EVENT_RUN_START;
    assert_int_equal(emit(f, LG_EVENT_RUN_START, &err), -1);
    assert_int_equal(finish(f, 130, NULL), -1);
    assert_int_equal(f->record.exit_code, 130);
    assert_int_equal(f->report.taken, 1);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(bus__stamps_each_event, setup, teardown),
        cmocka_unit_test_setup_teardown(bus__outlives_a_sink_and_keeps_saying_so, setup, teardown),
        cmocka_unit_test_setup_teardown(bus__run_end_goes_report_record_voice, setup, teardown),
        cmocka_unit_test_setup_teardown(
            bus__a_report_that_fails_at_the_end_changes_the_recorded_exit_code, setup, teardown),
        cmocka_unit_test_setup_teardown(bus__a_record_that_fails_at_the_end_is_heard, setup,
                                        teardown),
        cmocka_unit_test_setup_teardown(bus__who_saw_a_better_end_is_told_again, setup, teardown),
        cmocka_unit_test_setup_teardown(bus__a_graver_end_stays_as_it_was_told, setup, teardown),
        cmocka_unit_test_setup_teardown(bus__an_earlier_failure_is_in_the_first_telling, setup,
                                        teardown),
        cmocka_unit_test_setup_teardown(bus__a_graver_exit_code_stays, setup, teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
