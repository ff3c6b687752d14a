#include "unit/report/scene.h"

#include "report/watch.h"

static int64_t now_ns;

static int64_t fake_now(void) {
    return now_ns;
}

struct fixture {
    struct scene scene;
    struct lg_clock clock;
    struct lg_sink *watch;
    char *path;
    FILE *out;
};

static int setup(void **state) {
    static struct fixture f;
    f = (struct fixture){0};
    scene_open(&f.scene);
    lg_clock_init_real(&f.clock);
    f.clock.real_now_ns = fake_now;
    now_ns = LG_NS_PER_S;
    f.path = scene_path(&f.scene, "console.txt");
    f.out = fopen(f.path, "w");
    assert_non_null(f.out);
    *state = &f;
    return 0;
}

static int teardown(void **state) {
    struct fixture *f = *state;
    scene_close(&f->scene);
    fclose(f->out);
    return 0;
}

static void add_watch(struct fixture *f, struct lg_watch_options options) {
    static const struct lg_event_item items[] = {{"m", "@preflight", "preflight", 0},
                                                 {"m", "p1", LG_EVENT_CASE_VERB, 0},
                                                 {"m", "p2", LG_EVENT_CASE_VERB, 0},
                                                 {"m", "p3", LG_EVENT_CASE_VERB, 0},
                                                 {"m", "@targets", "targets", 0}};
    options.clock = &f->clock;
    f->watch = lg_watch_new(&options);
    lg_bus_add(f->scene.bus, f->watch);
    scene_run_start(&f->scene, "sim");
    scene_plan(&f->scene, items, LG_ARRAY_LEN(items));
    scene_gate_start(&f->scene, "m", "m [sim]");
}

static void begin(struct fixture *f, const char *id) {
    scene_emit(&f->scene, (struct lg_event){.kind = LG_EVENT_TRANSITION,
                                            .as.transition = {"m", id, "RUN", "step_started", ""}});
}

/* After so long a point or a step is at its end. */
static void end(struct fixture *f, const char *id, const char *verb, int64_t after_s) {
    bool is_point = strcmp(verb, LG_EVENT_CASE_VERB) == 0;
    struct lg_event_step step = {.gate = "m", .id = id, .verb = verb};
    struct lg_event event = {.kind = is_point ? LG_EVENT_CASE : LG_EVENT_STEP};
    now_ns += after_s * LG_NS_PER_S;
    if (is_point)
        event.as.point.end = step;
    else
        event.as.step = step;
    scene_emit(&f->scene, event);
}

/* Everything written since the last time. */
static const char *said(struct fixture *f) {
    fflush(f->out);
    char *text = scene_read(&f->scene, f->path);
    assert_int_equal(ftruncate(fileno(f->out), 0), 0);
    rewind(f->out);
    return text;
}

static const char *after(struct fixture *f, int64_t ms) {
    now_ns += ms * LG_NS_PER_MS;
    lg_watch_tick(f->watch);
    return said(f);
}

static void watch__tells_what_takes_long_while_it_does(void **state) {
    struct fixture *f = *state;
    add_watch(f, (struct lg_watch_options){.talk = f->out, .slow_after_ns = 30 * LG_NS_PER_S});
    assert_string_equal(after(f, 99000), "");
    begin(f, "p1");
    assert_string_equal(after(f, 29999), "");
    assert_string_equal(after(f, 1), "SLOW  m [sim]  p1: 30 s so far\n");
    /* A retry after a fix is the same one going on. */
    begin(f, "p1");
    assert_string_equal(after(f, 29000), "");
    assert_string_equal(after(f, 1000), "SLOW  m [sim]  p1: 60 s so far\n");
    /* Nobody looked for long. */
    assert_string_equal(after(f, 540000), "SLOW  m [sim]  p1: 10 min so far\n");
    assert_string_equal(after(f, 359000), "");
    assert_string_equal(after(f, 1000), "SLOW  m [sim]  p1: 16 min so far\n");
    end(f, "p1", LG_EVENT_CASE_VERB, 0);
    assert_string_equal(after(f, 99000), "");
    begin(f, "p2\x1b[2J");
    assert_string_equal(after(f, 31000), "SLOW  m [sim]  p2: 31 s so far\n");
}

static void watch__tells_what_is_waited_for(void **state) {
    struct fixture *f = *state;
    add_watch(f, (struct lg_watch_options){.talk = f->out});
    begin(f, "p1");
    lg_watch_tell(f->watch, "waits for a\x1b[2J.wav");
    assert_string_equal(said(f), "WAIT  m [sim]  p1: waits for a.wav\n");
}

static void watch__is_silent_where_nobody_wants_it(void **state) {
    struct fixture *f = *state;
    add_watch(f, (struct lg_watch_options){.slow_after_ns = 1});
    begin(f, "p1");
    assert_string_equal(after(f, 99000), "");
    lg_watch_tell(f->watch, "waits for a.wav");
    assert_string_equal(said(f), "");
    f->watch = lg_watch_new(&(struct lg_watch_options){.talk = f->out, .clock = &f->clock});
    lg_bus_add(f->scene.bus, f->watch);
    begin(f, "p1");
    assert_string_equal(after(f, 99000), "");
}

#define BAR(full, text) "\r[" full "] " text "\033[K"
#define GONE "\r\033[K"

static void watch__draws_what_is_left_of_a_sweep(void **state) {
    struct fixture *f = *state;
    add_watch(f, (struct lg_watch_options){.bar = f->out});
    begin(f, "@preflight");
    assert_string_equal(after(f, 99), "");
    assert_string_equal(after(f, 1), BAR("                        ", "0 of 5: @preflight"));
    assert_string_equal(after(f, 99), "");
    end(f, "@preflight", "preflight", 0);
    assert_string_equal(said(f), GONE);
    begin(f, "p1");
    /* How long a point takes is not known from a step. */
    assert_string_equal(after(f, 200), BAR("====                    ", "1 of 5: p1"));
    end(f, "p1", LG_EVENT_CASE_VERB, 59);
    begin(f, "p2");
    assert_string_equal(said(f), GONE);
    assert_string_equal(after(f, 200), BAR("=========               ", "2 of 5, 2 min left: p2"));
    /* What takes much longer than what came before makes no promise. */
    assert_string_equal(after(f, 121000), BAR("=========               ", "2 of 5: p2"));
    end(f, "p2", LG_EVENT_CASE_VERB, 0);
    begin(f, "p3");
    said(f);
    assert_string_equal(after(f, 1000), BAR("==============          ", "3 of 5, 90 s left: p3"));
    /* A point that nobody ran says nothing of how long points take. */
    end(f, "p3", LG_EVENT_CASE_VERB, 0);
    end(f, "p4", LG_EVENT_CASE_VERB, 500);
    begin(f, "@targets");
    said(f);
    assert_string_equal(after(f, 1000),
                        BAR("========================", "5 of 5, 0 s left: @targets"));
    scene_run_end(&f->scene, 0, NULL);
    assert_string_equal(said(f), GONE);
}

/* What is longer than a line could not be drawn over; what a name holds must not act. */
static void watch__the_bar_keeps_to_its_line(void **state) {
    struct fixture *f = *state;
    char name[600] = "\x1b]52;c;aGk=\a\r\n\xc2\x9b";
    for (size_t i = strlen(name); i + 1 < sizeof name; i++)
        name[i] = 'x';
    add_watch(f, (struct lg_watch_options){.bar = f->out});
    begin(f, name);
    const char *line = after(f, 200);
    assert_true(lg_starts_with(line, "\r["));
    assert_true(strlen(line) < 90);
    assert_null(strchr(line, '\n'));
    assert_null(strstr(line, "\x1b]"));
    assert_null(strstr(line, "\xc2\x9b"));
    assert_null(strchr(line + 1, '\r'));
}

#define CASE(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void) {
    const struct CMUnitTest tests[] = {
        CASE(watch__tells_what_takes_long_while_it_does),
        CASE(watch__tells_what_is_waited_for),
        CASE(watch__is_silent_where_nobody_wants_it),
        CASE(watch__draws_what_is_left_of_a_sweep),
        CASE(watch__the_bar_keeps_to_its_line),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
