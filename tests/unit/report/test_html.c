#include "unit/report/scene.h"

#include "base/fault.h"
#include "report/html.h"
#include "report/receipts.h"
#include "report/replay.h"

struct fixture {
    struct scene scene;
    char *path, *receipts;
};

static const char *meaning(int exit_code) {
    return exit_code == 130 ? "ended by a signal" : NULL;
}

enum { PASSED_BYTES = 64 * 1024 };

static const struct lg_html_options options = {meaning, PASSED_BYTES};

static void add_page(struct fixture *f, struct lg_bus *bus, const char *path) {
    struct lg_sink *sink = NULL;
    struct lg_err err = {0};
    assert_int_equal(lg_html_open(path, &f->scene.env, &options, &sink, &err), 0);
    lg_bus_add(bus, sink);
}

static int setup(void **state) {
    static struct fixture f;
    f = (struct fixture){0};
    scene_open(&f.scene);
    f.path = scene_path(&f.scene, "page.html");
    f.receipts = scene_path(&f.scene, "receipts.jsonl");
    add_page(&f, f.scene.bus, f.path);
    *state = &f;
    return 0;
}

static int teardown(void **state) {
    struct fixture *f = *state;
    lg_fault_ask(NULL);
    scene_close(&f->scene);
    return 0;
}

static size_t count_of(const char *text, const char *part) {
    size_t count = 0;
    for (text = strstr(text, part); text != NULL; text = strstr(text + 1, part))
        count++;
    return count;
}

static void has(const char *page, const char *part) {
    if (strstr(page, part) == NULL)
        fail_msg("the page lacks: %s", part);
}

static char *played(struct fixture *f) {
    scene_play_resumed(&f->scene);
    return scene_read(&f->scene, f->path);
}

/* --- as much as the receipts --- */

static void html__shows_each_gate_step_and_point_once(void **state) {
    struct fixture *f = *state;
    const char *page = played(f);
    const struct lg_event_run_end *totals = &f->scene.totals;
    size_t ends = 0;
    for (int i = 0; i < LG_OUTCOME__COUNT; i++)
        ends += totals->steps[i];
    const char *points = strstr(page, "<table class=points>");
    size_t rows = count_of(points, "<details><summary aria-label=\"evidence of ");
    assert_int_equal(rows, 3);
    assert_int_equal(count_of(page, "<details class=\"step ") + rows, ends);
    assert_int_equal(count_of(page, "<section class=gate "), 5);
    assert_int_equal(count_of(page, "<tr><th scope=row><a href=#gate-"), 5);
    has(page, "<dt>Steps and points</dt><dd><b>12</b>: ");
    has(page, "<span class=\"count bad\">2 in error</span>");
    has(page, "<dt>Planned</dt><dd><b>12</b></dd>");
}

static void html__says_verdict_exit_code_and_target(void **state) {
    const char *page = played(*state);
    has(page, "<title>Stopped (exit 130) \xc2\xb7 livegate \xc2\xb7 sim fixtures/sets/");
    has(page, "<span class=verdict>Stopped</span> <span class=where>in a simulated Live</span>");
    has(page, "Exit 130: ended by a signal.");
    has(page, "<p class=why>stopped by signal 2</p>");
    has(page, "<dt>Tool</dt><dd>livegate 0.1.0</dd>");
    has(page, "<dt>Revision</dt><dd>d91b0e1</dd>");
}

static void html__tells_category_probes_fixes_and_states(void **state) {
    const char *page = played(*state);
    has(page, "<dt>category</dt><dd>2 configuration</dd>");
    has(page, "<dt>stop rule</dt><dd>circular-dependency</dd>");
    has(page, "<code>4.1 audio-file</code>: <b>missing</b>, there is no such file (tone.wav); "
              "then: fix");
    has(page, "<code>regenerate-signal</code>: makes the test signal again; could not be done: no "
              "space left; changed: input/test.wav");
    has(page, "<b class=state>RUN</b> planned: gates/g1.yaml");
    has(page, "again: <code>livegate run g3 --sim</code>");
    has(page, "STOP: The fix needs what is itself broken.\n");
}

/* What did not pass is open, what passed is shut. */
static void html__opens_what_did_not_pass(void **state) {
    const char *page = played(*state);
    assert_int_equal(count_of(page, "<details class=\"step bad\" id=step-"), 2);
    assert_int_equal(count_of(page, " open><summary>"), 2);
    has(page, "<a href=#step-4>g3 [sim] levels</a>");
}

static void html__a_green_run_is_green(void **state) {
    struct fixture *f = *state;
    scene_run_start(&f->scene, "live");
    scene_gate_start(&f->scene, "g1", "g1");
    scene_step(&f->scene, (struct lg_event_step){.gate = "g1", .id = "a", .verb = "ping"});
    scene_gate_end(&f->scene, "g1", "g1", LG_PASSED, NULL);
    f->scene.totals.planned = 1;
    scene_run_end(&f->scene, 0, NULL);
    const char *page = scene_read(&f->scene, f->path);
    has(page, "<header class=ok>");
    has(page, "<span class=verdict>Passed</span> <span class=where>in Live</span>");
    assert_null(strstr(page, "What did not pass"));
}

static void html__verdicts(void **state) {
    static const struct {
        int code;
        const char *shown;
    } rows[] = {
        {0, "<header class=off>\n<p class=brand>livegate</p>\n<h1><span class=verdict>Nothing"},
        {1, "<header class=bad>\n<p class=brand>livegate</p>\n<h1><span class=verdict>Failed<"},
        {5, "<header class=odd>\n<p class=brand>livegate</p>\n<h1><span class=verdict>Incomplete<"},
        {20, "<header class=bad>\n<p class=brand>livegate</p>\n<h1><span class=verdict>In error<"},
        {124, "<header class=odd>\n<p class=brand>livegate</p>\n<h1><span class=verdict>Stopped<"},
    };
    struct fixture *f = *state;
    for (size_t i = 0; i < LG_ARRAY_LEN(rows); i++) {
        struct lg_bus *bus = lg_bus_new(&f->scene.env, "r");
        struct lg_event event = {.kind = LG_EVENT_RUN_END};
        struct lg_err err = {0};
        add_page(f, bus, f->path);
        event.as.run_end.exit_code = rows[i].code;
        assert_int_equal(lg_bus_finish(bus, &event, scene_graver, 30, &err), 0);
        has(scene_read(&f->scene, f->path), rows[i].shown);
        lg_bus_free(bus);
    }
}

/* A gate that did not hold though each of its steps did is among what did not pass. */
static void html__a_gate_that_failed_alone_is_told(void **state) {
    struct fixture *f = *state;
    scene_run_start(&f->scene, "sim");
    scene_gate_start(&f->scene, "g1", "g1 [sim]");
    scene_step(&f->scene, (struct lg_event_step){.gate = "g1", .id = "a", .verb = "ping"});
    scene_gate_end(&f->scene, "g1", "g1 [sim]", LG_ERROR, "the gate's limit of 1 s");
    scene_run_end(&f->scene, 20, NULL);
    has(scene_read(&f->scene, f->path), "<a href=#gate-1>g1 [sim] </a> <span class=\"pill bad\">in "
                                        "error</span><p>the gate&#39;s limit of 1 s</p>");
}

/* A bar of its steps by time, but not of a matrix, whose points have plots. */
static void html__a_gate_has_a_bar_of_its_steps(void **state) {
    const char *page = played(*state);
    assert_int_equal(count_of(page, "<svg class=strip "), 2);
    has(page, "aria-label=\"3 steps by the time each took\"><rect class=\"ok\" x=0 y=0 width=38 "
              "height=10 /><rect class=\"fixed\" x=39 ");
}

static const struct lg_value *scan(struct scene *scene, const char *fingerprint,
                                   const char *track) {
    struct lg_arena *arena = &scene->arena;
    struct lg_value *result = lg_value_map(arena);
    struct lg_value *tracks = lg_value_list(arena);
    struct lg_value *named = lg_value_map(arena);
    lg_value_put(arena, named, "name", lg_value_text(arena, track));
    lg_value_push(arena, tracks, named);
    lg_value_put(arena, result, "fingerprint", lg_value_text(arena, fingerprint));
    lg_value_put(arena, result, "tracks", tracks);
    return result;
}

/* What failed is always told whole, what passed up to a bound of the page. */
static void html__evidence_is_bounded(void **state) {
    enum { STEPS = 300 };
    struct fixture *f = *state;
    const struct lg_value *result = scan(&f->scene, "1", "a track of a long name, as they go");
    scene_run_start(&f->scene, "sim");
    scene_gate_start(&f->scene, "g", "g");
    for (int i = 0; i <= STEPS; i++)
        scene_step(&f->scene, (struct lg_event_step){.gate = "g",
                                                     .id = "a",
                                                     .outcome = i == STEPS ? LG_FAILED : LG_PASSED,
                                                     .result = result});
    scene_gate_end(&f->scene, "g", "g", LG_FAILED, NULL);
    scene_run_end(&f->scene, 1, NULL);
    const char *page = scene_read(&f->scene, f->path);
    size_t told = count_of(page, "a track of a long name");
    assert_in_range(told, 100, 250);
    assert_int_equal(told - 1 + count_of(page, "What it produced is in the receipts."), STEPS);
    has(strstr(page, "class=\"step bad\""), "a track of a long name");
}

static void html__two_fingerprints_are_compared(void **state) {
    struct fixture *f = *state;
    scene_run_start(&f->scene, "sim");
    scene_gate_start(&f->scene, "g2", "g2");
    scene_step(&f->scene, (struct lg_event_step){
                              .gate = "g2", .id = "a", .result = scan(&f->scene, "1", "Bass")});
    scene_step(&f->scene, (struct lg_event_step){
                              .gate = "g2", .id = "b", .result = scan(&f->scene, "1", "Bass")});
    scene_step(&f->scene, (struct lg_event_step){
                              .gate = "g2", .id = "c", .result = scan(&f->scene, "2", "Drums")});
    scene_gate_end(&f->scene, "g2", "g2", LG_PASSED, NULL);
    scene_run_end(&f->scene, 0, NULL);
    const char *page = scene_read(&f->scene, f->path);
    assert_int_equal(count_of(page, "<div class=fingerprints>"), 1);
    has(page, "Another fingerprint than at <b>b</b>:");
    has(page, "<li><b>tracks / Bass</b> <del>{name: &quot;Bass&quot;}</del> </li>");
    has(page, "<li><b>tracks / Drums</b> <ins>{name: &quot;Drums&quot;}</ins> </li>");
}

/* --- hostile text --- */

static const char *const hostile[] = {
    "</script><script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "\" onclick=\"alert(1)",
    "]]> --> <!-- <![CDATA[",
    "' onload='alert(1)",
    "\x1b[31mred\x1b]0;title\x07",
    "bad \xff\xfe\x80 utf-8",
    "<svg/onload=alert(1)>",
    "\xe2\x80\xae"
    "over",
    "&#60;script&#62;",
    "\xe2\x80\xa8\xe2\x80\xa9",
    "</style></title></table></details>",
    "javascript:alert(1)",
};

static void play_hostile(struct fixture *f, const char *text) {
    struct lg_arena *arena = &f->scene.arena;
    const char *const words[] = {text};
    struct lg_value *map = lg_value_map(arena);
    struct lg_value *asked = lg_value_map(arena);
    struct lg_value *params = lg_value_map(arena);
    const struct lg_check check = {text, text, map, map, NULL, LG_NOT_MET, text};
    lg_value_put(arena, map, text, lg_value_text(arena, text));
    lg_value_put(arena, map, "lines", lg_value_text(arena, lg_arena_printf(arena, "\n%s", text)));
    lg_value_put(arena, asked, text, lg_value_text(arena, text));
    lg_value_put(arena, params, "asked", asked);
    const struct lg_event_step step = {text,        text, text, LG_FAILED, text, text,
                                       LG_ERR_READ, text, 1,    1,         1,    map,
                                       &check,      1,    text, text,      text};
    scene_emit(&f->scene, (struct lg_event){.kind = LG_EVENT_GATE_START,
                                            .as.gate_start = {text, text, text, text, text}});
    scene_emit(&f->scene, (struct lg_event){.kind = LG_EVENT_TRANSITION,
                                            .as.transition = {text, text, text, text, text}});
    scene_emit(&f->scene, (struct lg_event){
                              .kind = LG_EVENT_PROBE,
                              .as.probe = {text, text, 1, text, text, text, text, text, text, 1}});
    scene_emit(&f->scene,
               (struct lg_event){.kind = LG_EVENT_FIX,
                                 .as.fix = {text, text, 1, text, text, text, words, 1, 1}});
    scene_step(&f->scene, step);
    scene_case(&f->scene,
               (struct lg_event_case){step, text, text, text, text, text, text, params, text});
    scene_gate_end(&f->scene, text, text, LG_FAILED, text);
}

/* Tags that the page is made of, by name; each attribute that it has. */
static bool is_among(const char *list, const char *word, size_t length) {
    char wanted[64];
    snprintf(wanted, sizeof wanted, " %.*s ", (int)length, word);
    return strstr(list, wanted) != NULL;
}

static const char tags[] =
    " html head meta title style body a header p h1 h2 span dl dt dd div b main section ol ul li "
    "table caption thead tbody tr th td details summary pre code figure figcaption svg rect line "
    "text circle polygon polyline small footer script del ins wbr ";
static const char attributes[] =
    " lang charset http-equiv content name class href id tabindex role aria-label aria-labelledby "
    "scope data-axis data-verdict data-fixed data-v open viewBox preserveAspectRatio x y x1 y1 x2 "
    "y2 cx cy r width height points transform ";

static const char *check_attributes(const char *at) {
    while (*at != '>') {
        at += strspn(at, " /");
        size_t length = strcspn(at, "= >/");
        if (length > 0 && !is_among(attributes, at, length))
            fail_msg("attribute %.40s", at);
        if (length == 4 && memcmp(at, "href", 4) == 0)
            assert_int_equal(at[5], '#');
        at += length;
        if (*at != '=')
            continue;
        at++;
        at = *at == '"' ? strchr(at + 1, '"') + 1 : at + strcspn(at, " >");
    }
    return at + 1;
}

/* Walks all tags but those in the page's own style sheet and script. */
static void check_tags(const char *page) {
    for (const char *at = strchr(page, '<'); at != NULL; at = strchr(at, '<')) {
        if (lg_starts_with(at, "<!")) {
            at = strchr(at, '>');
            continue;
        }
        at += 1 + (at[1] == '/');
        size_t length = strcspn(at, " >/");
        if (!is_among(tags, at, length))
            fail_msg("tag %.40s", at);
        bool is_style = lg_starts_with(at, "style>");
        bool is_script = lg_starts_with(at, "script>");
        at = check_attributes(at + length);
        if (at[-1] == '>' && is_style && strstr(at, "</style>") != NULL)
            at = strstr(at, "</style>") + strlen("</style>");
        if (is_script && strstr(at, "</script>") != NULL)
            at = strstr(at, "</script>") + strlen("</script>");
    }
}

static void html__hostile_text_is_nothing_but_text(void **state) {
    struct fixture *f = *state;
    for (size_t i = 0; i < LG_ARRAY_LEN(hostile); i++) {
        const char *const words[] = {hostile[i]};
        struct lg_event_input inputs[] = {{hostile[i], hostile[i], hostile[i]}};
        if (i == 0)
            scene_emit(
                &f->scene,
                (struct lg_event){.kind = LG_EVENT_RUN_START,
                                  .as.run_start = {words[0], words[0], words[0], words[0], words[0],
                                                   words[0], words, 1, inputs, 1, 0, NULL, NULL}});
        play_hostile(f, hostile[i]);
    }
    scene_run_end(&f->scene, 1, hostile[0]);
    const char *page = scene_read(&f->scene, f->path);
    check_tags(page);
    assert_int_equal(count_of(page, "<script"), 1);
    assert_int_equal(count_of(page, "</script>"), 1);
    assert_int_equal(count_of(page, "<!"), 2);
    assert_null(strpbrk(page, "\x1b\x07\x01\x7f"));
    assert_null(strstr(page, "\xe2\x80\xae"));
    assert_null(strchr(page, '\xff'));
    has(page, "&lt;/script&gt;&lt;script&gt;alert(1)&lt;/script&gt;");
    has(page, "&amp;#60;script&amp;#62;");
}

static void html__lets_pass_nothing_but_its_own(void **state) {
    const char *page = played(*state);
    has(page,
        "http-equiv=Content-Security-Policy content=\"default-src 'none'; style-src 'sha256-");
    has(page, "; script-src 'sha256-");
    assert_null(strstr(page, "unsafe"));
    assert_null(strstr(page, "http://"));
    assert_null(strstr(page, "https://"));
    assert_null(strstr(page, " style="));
    assert_null(strstr(page, "url("));
}

/* --- from receipts --- */

static void html__is_the_same_when_told_again(void **state) {
    struct fixture *f = *state;
    struct lg_sink *receipts = NULL;
    struct lg_receipts_report report;
    struct lg_err err = {0};
    assert_int_equal(lg_receipts_open(f->receipts, &f->scene.env, &receipts, &err), 0);
    lg_bus_add(f->scene.bus, receipts);
    const char *live = played(f);
    const char *path = scene_path(&f->scene, "again.html");
    struct lg_bus *bus = lg_bus_new(&f->scene.env, "");
    add_page(f, bus, path);
    assert_int_equal(lg_replay(f->receipts, bus, 5, &report, &err), 0);
    lg_bus_free(bus);
    assert_string_equal(scene_read(&f->scene, path), live);
}

/* --- files --- */

static void check_old_file_stays(struct fixture *f, const char *fault) {
    struct lg_err err = {0};
    scene_needs_faults();
    assert_int_equal(lg_fs_write_atomic(f->path, "old", 3, &err), 0);
    scene_run_start(&f->scene, "sim");
    scene_first_gate(&f->scene);
    lg_fault_ask(fault);
    assert_int_equal(scene_finish(&f->scene, 0, NULL, &err), -1);
    assert_false(lg_fault_was_missed());
    assert_int_equal(err.kind, LG_ERR_WRITE);
    assert_string_equal(scene_read(&f->scene, f->path), "old");
}

static void html__a_page_that_cannot_be_composed_leaves_the_old_one(void **state) {
    check_old_file_stays(*state, "report.spool");
}

static void html__a_page_that_cannot_be_renamed_leaves_the_old_one(void **state) {
    check_old_file_stays(*state, "fs.rename");
}

static void html__a_folder_that_is_missing_is_told_at_once(void **state) {
    struct fixture *f = *state;
    static const char *const paths[] = {"/nonexistent/page.html", "/tmp"};
    for (size_t i = 0; i < LG_ARRAY_LEN(paths); i++) {
        struct lg_sink *sink = NULL;
        struct lg_err err = {0};
        assert_int_equal(lg_html_open(paths[i], &f->scene.env, &options, &sink, &err), -1);
        assert_int_equal(err.kind, LG_ERR_WRITE);
        assert_null(sink);
    }
}

static void html__a_step_outside_of_a_gate_is_a_fault(void **state) {
    struct fixture *f = *state;
    struct lg_event event = {.kind = LG_EVENT_STEP, .as.step = {.gate = "g", .id = "a"}};
    struct lg_err err = {0};
    assert_int_equal(lg_bus_emit(f->scene.bus, &event, &err), -1);
    assert_int_equal(err.kind, LG_ERR_INTERNAL);
}

#define CASE(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void) {
    const struct CMUnitTest tests[] = {
        CASE(html__shows_each_gate_step_and_point_once),
        CASE(html__says_verdict_exit_code_and_target),
        CASE(html__tells_category_probes_fixes_and_states),
        CASE(html__opens_what_did_not_pass),
        CASE(html__a_green_run_is_green),
        CASE(html__verdicts),
        CASE(html__a_gate_that_failed_alone_is_told),
        CASE(html__a_gate_has_a_bar_of_its_steps),
        CASE(html__evidence_is_bounded),
        CASE(html__two_fingerprints_are_compared),
        CASE(html__hostile_text_is_nothing_but_text),
        CASE(html__lets_pass_nothing_but_its_own),
        CASE(html__is_the_same_when_told_again),
        CASE(html__a_page_that_cannot_be_composed_leaves_the_old_one),
        CASE(html__a_page_that_cannot_be_renamed_leaves_the_old_one),
        CASE(html__a_folder_that_is_missing_is_told_at_once),
        CASE(html__a_step_outside_of_a_gate_is_a_fault),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
