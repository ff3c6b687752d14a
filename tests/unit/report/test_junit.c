#include "unit/report/scene.h"

#include <libxml/parser.h>
#include <libxml/tree.h>

#include "base/fault.h"
#include "report/junit.h"

/* Bytes on the heap now; only the sanitizer knows, elsewhere it is always 0. */
#ifdef __SANITIZE_ADDRESS__
/* Of sanitizer/allocator_interface.h, which gcc does not bring along everywhere. */
size_t __sanitizer_get_current_allocated_bytes(void);

static size_t live_bytes(void) {
    return __sanitizer_get_current_allocated_bytes();
}
#else
static size_t live_bytes(void) {
    return 0;
}
#endif

struct fixture {
    struct scene scene;
    char *path;
    xmlDocPtr document;
};

static void open_sink(struct fixture *f) {
    struct lg_sink *sink = NULL;
    struct lg_err err = {0};
    if (lg_junit_open(f->path, &f->scene.env, &(struct lg_junit_options){0}, &sink, &err) != 0)
        fail_msg("%s", err.text);
    lg_bus_add(f->scene.bus, sink);
}

static int setup(void **state) {
    static struct fixture f;
    f = (struct fixture){0};
    scene_open(&f.scene);
    f.path = scene_path(&f.scene, "junit.xml");
    open_sink(&f);
    *state = &f;
    return 0;
}

static int teardown(void **state) {
    struct fixture *f = *state;
    lg_fault_ask(NULL);
    xmlFreeDoc(f->document);
    scene_close(&f->scene);
    return 0;
}

/* What is borrowed from the document lives as long as it does. */
static const char *attr(const xmlNode *node, const char *name) {
    for (const xmlAttr *at = node->properties; at != NULL; at = at->next) {
        if (strcmp((const char *)at->name, name) == 0)
            return at->children == NULL ? "" : (const char *)at->children->content;
    }
    return NULL;
}

static const char *text_of(const xmlNode *node) {
    return node->children == NULL ? "" : (const char *)node->children->content;
}

static const xmlNode *child(const xmlNode *node, const char *name) {
    for (const xmlNode *at = node->children; at != NULL; at = at->next) {
        if (at->type == XML_ELEMENT_NODE && strcmp((const char *)at->name, name) == 0)
            return at;
    }
    return NULL;
}

static size_t count_children(const xmlNode *node) {
    size_t count = 0;
    for (const xmlNode *at = node->children; at != NULL; at = at->next)
        count += at->type == XML_ELEMENT_NODE;
    return count;
}

/* The structure that all readers take (junit-10.xsd and the stricter rules of the profile): what
 * may stand in what, with which attributes, all of them required but those after the '?'. */
static const struct rule {
    const char *element;
    const char *parents;
    const char *attributes;
    bool is_single; /* at most one in its parent */
} rules[] = {
    {"testsuites", "", "name tests failures errors time", true},
    {"testsuite", "testsuites", "name tests failures errors skipped time timestamp hostname id",
     false},
    {"testcase", "testsuite", "classname name time", false},
    {"failure", "testcase", "message type", true},
    {"error", "testcase", "message type", true},
    {"skipped", "testcase", "message type", true},
    {"flakyFailure", "testcase", "message type", true},
    {"stackTrace", "flakyFailure", "", true},
    {"system-out", "testcase", "", true},
};

static const struct rule *rule_of(const char *element) {
    for (size_t i = 0; i < LG_ARRAY_LEN(rules); i++) {
        if (strcmp(rules[i].element, element) == 0)
            return &rules[i];
    }
    fail_msg("element <%s> is not in the profile", element);
    return NULL;
}

/* True when `word` is one of the words of a list. */
static bool lists(const char *list, const char *word) {
    size_t length = strlen(word);
    for (const char *at = list; *at != '\0'; at += strspn(at, " ")) {
        size_t span = strcspn(at, " ");
        if (span == length && memcmp(at, word, length) == 0)
            return true;
        at += span;
    }
    return false;
}

static size_t count_words(const char *list) {
    size_t count = 0;
    for (const char *at = list; *at != '\0'; at += strspn(at, " ")) {
        count++;
        at += strcspn(at, " ");
    }
    return count;
}

static void check_attributes(const xmlNode *node, const struct rule *rule) {
    size_t count = 0;
    for (const xmlAttr *at = node->properties; at != NULL; at = at->next) {
        if (!lists(rule->attributes, (const char *)at->name))
            fail_msg("<%s> must not have '%s'", rule->element, (const char *)at->name);
        count++;
    }
    assert_int_equal(count, count_words(rule->attributes));
    assert_null(node->nsDef);
}

static void check_matches(const char *text, const char *pattern) {
    for (; *pattern != '\0'; pattern++, text++) {
        bool fits = *pattern == '9' ? *text >= '0' && *text <= '9' : *text == *pattern;
        if (!fits)
            fail_msg("'%s' does not fit '%s'", text, pattern);
    }
    assert_int_equal(*text, '\0');
}

static void check_time(const char *time) {
    size_t digits = strspn(time, "0123456789");
    assert_true(digits > 0);
    check_matches(time + digits, ".999");
}

/* No control character, no U+FFFE or U+FFFF, bounded. libxml2 gave it as sound UTF-8. */
static void check_text(const char *text, size_t max_chars) {
    size_t chars = 0;
    for (const char *c = text; *c != '\0'; c++) {
        unsigned char byte = (unsigned char)*c;
        assert_true(byte >= 0x20 || byte == '\t' || byte == '\n' || byte == '\r');
        assert_int_not_equal(byte, 0x7f);
        chars += (byte & 0xc0) != 0x80;
    }
    assert_null(strstr(text, "\xef\xbf\xbe"));
    assert_null(strstr(text, "\xef\xbf\xbf"));
    assert_null(strstr(text, "[[ATTACHMENT|"));
    assert_true(chars <= max_chars);
}

static void check_verdict(const xmlNode *node) {
    const char *message = attr(node, "message");
    const xmlNode *trace = child(node, "stackTrace");
    const char *body = text_of(trace != NULL ? trace : node);
    assert_true(message[0] != '\0');
    assert_true(attr(node, "type")[0] != '\0');
    check_text(message, 4000);
    check_text(body, 100000);
    /* The first line of the body is the message. */
    assert_true(lg_starts_with(body, message));
    assert_true(body[strlen(message)] == '\0' || body[strlen(message)] == '\n');
}

struct tally {
    size_t tests, failures, errors, skipped;
};

static void check_case(const xmlNode *node, struct tally *tally) {
    size_t verdicts = 0;
    static const char *const elements[] = {"failure", "error", "skipped", "flakyFailure"};
    size_t *const counters[] = {&tally->failures, &tally->errors, &tally->skipped, NULL};
    for (size_t i = 0; i < LG_ARRAY_LEN(elements); i++) {
        const xmlNode *verdict = child(node, elements[i]);
        if (verdict == NULL)
            continue;
        verdicts++;
        check_verdict(verdict);
        if (counters[i] != NULL)
            ++*counters[i];
    }
    tally->tests++;
    assert_true(verdicts <= 1);
    assert_true(attr(node, "name")[0] != '\0');
    assert_string_equal(attr(node, "classname"), attr(node->parent, "name"));
    check_time(attr(node, "time"));
    if (child(node, "system-out") != NULL)
        check_text(text_of(child(node, "system-out")), 100000);
    for (const xmlNode *at = node->prev; at != NULL; at = at->prev)
        assert_true(at->type != XML_ELEMENT_NODE ||
                    strcmp(attr(at, "name"), attr(node, "name")) != 0);
}

static void check_count(const xmlNode *node, const char *name, size_t wanted) {
    char text[24];
    snprintf(text, sizeof text, "%zu", wanted);
    assert_string_equal(attr(node, name), text);
}

static void check_node(const xmlNode *node) {
    const struct rule *rule = rule_of((const char *)node->name);
    const char *parent =
        node->parent->type == XML_ELEMENT_NODE ? (const char *)node->parent->name : "";
    assert_string_equal(parent, rule->parents);
    check_attributes(node, rule);
    for (const xmlNode *at = node->prev; at != NULL && rule->is_single; at = at->prev)
        assert_true(at->type != XML_ELEMENT_NODE || !xmlStrEqual(at->name, node->name));
    for (const xmlNode *at = node->children; at != NULL; at = at->next) {
        assert_true(at->type == XML_ELEMENT_NODE || at->type == XML_TEXT_NODE);
        if (at->type == XML_ELEMENT_NODE)
            check_node(at);
    }
}

static void check_suite(const xmlNode *suite, size_t index, struct tally *total) {
    struct tally tally = {0};
    for (const xmlNode *at = suite->children; at != NULL; at = at->next) {
        if (at->type == XML_ELEMENT_NODE)
            check_case(at, &tally);
    }
    assert_true(tally.tests > 0);
    assert_true(attr(suite, "name")[0] != '\0');
    check_count(suite, "tests", tally.tests);
    check_count(suite, "failures", tally.failures);
    check_count(suite, "errors", tally.errors);
    check_count(suite, "skipped", tally.skipped);
    check_count(suite, "id", index);
    check_time(attr(suite, "time"));
    check_matches(attr(suite, "timestamp"), "9999-99-99T99:99:99Z");
    total->tests += tally.tests;
    total->failures += tally.failures;
    total->errors += tally.errors;
    total->skipped += tally.skipped;
}

/* Parses the file as any reader would and holds it to the profile; gives its root. */
static const xmlNode *parse(struct fixture *f) {
    struct tally total = {0};
    size_t index = 0;
    f->document = xmlReadFile(f->path, NULL, XML_PARSE_NONET | XML_PARSE_NOENT);
    if (f->document == NULL)
        fail_msg("not well-formed: %s", xmlGetLastError()->message);
    assert_null(xmlGetIntSubset(f->document));
    const xmlNode *root = xmlDocGetRootElement(f->document);
    check_node(root);
    for (const xmlNode *at = root->children; at != NULL; at = at->next) {
        if (at->type == XML_ELEMENT_NODE)
            check_suite(at, index++, &total);
    }
    check_count(root, "tests", total.tests);
    check_count(root, "failures", total.failures);
    check_count(root, "errors", total.errors);
    check_time(attr(root, "time"));
    return root;
}

static const xmlNode *find(const xmlNode *root, const char *suite, const char *name) {
    for (const xmlNode *at = root->children; at != NULL; at = at->next) {
        if (at->type != XML_ELEMENT_NODE || strcmp(attr(at, "name"), suite) != 0)
            continue;
        for (const xmlNode *item = at->children; item != NULL; item = item->next) {
            if (item->type == XML_ELEMENT_NODE && strcmp(attr(item, "name"), name) == 0)
                return item;
        }
    }
    fail_msg("no case '%s' in suite '%s'", name, suite);
    return NULL;
}

static const struct {
    const char *suite, *name, *element, *message, *type;
} ends[] = {
    {"g1 [sim]", "ping", NULL, NULL, NULL},
    {"g1 [sim]", "scan", "flakyFailure", "no reply in 2 s; after a longer wait it came",
     "1 connectivity"},
    {"g3 [sim]", "levels", "failure",
     "tone.lufs_i: wanted -14 LUFS \xc2\xb1 0.5 LU, got -17.67 LUFS", "4 audio"},
    {"g3 [sim]", "analyze", "error", "'tone.wav': No such file or directory", "2 configuration"},
    {"g3 [sim]", "scan", "skipped", "when: vars.full is false", "unknown"},
    {"g4 [sim]", "ping", "skipped", "blocked by g3", "unknown"},
    {"g5 [sim]", "query", "skipped", "the goal is met", "unknown"},
    {"g5 [sim]", "ping", "error", "not run: stopped by signal 2", "unknown"},
};

static void junit__each_end_of_a_step_has_its_element(void **state) {
    struct fixture *f = *state;
    scene_play(&f->scene);
    const xmlNode *root = parse(f);
    for (size_t i = 0; i < LG_ARRAY_LEN(ends); i++) {
        const xmlNode *item = find(root, ends[i].suite, ends[i].name);
        if (ends[i].element == NULL) {
            assert_int_equal(count_children(item), 1);
            assert_non_null(child(item, "system-out"));
            continue;
        }
        const xmlNode *verdict = child(item, ends[i].element);
        assert_non_null(verdict);
        assert_string_equal(attr(verdict, "message"), ends[i].message);
        assert_string_equal(attr(verdict, "type"), ends[i].type);
    }
    assert_string_equal(attr(root, "tests"), "9");
    assert_string_equal(attr(root, "failures"), "1");
    assert_string_equal(attr(root, "errors"), "2");
    assert_string_equal(attr(root, "time"), "2.501");
}

static void junit__a_suite_says_when_where_and_how_long(void **state) {
    struct fixture *f = *state;
    scene_play(&f->scene);
    const xmlNode *suite = find(parse(f), "g3 [sim]", "levels")->parent;
    assert_string_equal(attr(suite, "timestamp"), "2026-02-22T00:00:02Z");
    assert_string_equal(attr(suite, "hostname"), "studio");
    assert_string_equal(attr(suite, "time"), "1.251");
    assert_string_equal(attr(suite, "id"), "1");
}

static void junit__the_body_tells_place_kind_and_other_misses(void **state) {
    struct fixture *f = *state;
    scene_play(&f->scene);
    const xmlNode *root = parse(f);
    assert_string_equal(text_of(child(find(root, "g3 [sim]", "levels"), "failure")),
                        "tone.lufs_i: wanted -14 LUFS \xc2\xb1 0.5 LU, got -17.67 LUFS\n"
                        "at gates/g3.yaml:21:5\nnot judged: tone.lra_lu: missing\n");
    assert_string_equal(text_of(child(find(root, "g3 [sim]", "analyze"), "error")),
                        "'tone.wav': No such file or directory\nat gates/g3.yaml:17:5\n"
                        "error kind: read\nSTOP: The fix needs what is itself broken.\n"
                        "Action required:\n1. Mend it first\nThen re-run: livegate run g3 "
                        "--sim\n");
    assert_string_equal(text_of(child(find(root, "g1 [sim]", "ping"), "system-out")),
                        "reply: [\"ok\"]\nround_trip: 0.1 s\n");
}

/* Every byte there is, twice over, then what means something to XML, terminals and CI servers. */
static char *hostile_text(struct scene *scene) {
    struct lg_str text = {0};
    for (int i = 0; i < 510; i++)
        lg_str_add_char(&text, (char)(1 + i % 255));
    lg_str_add(&text, "]]>\xed\xa0\x80\xef\xbf\xbe\xef\xbf\xbf\x1b[31m<b a=\"'\">&amp;&#27;</b>"
                      "<!DOCTYPE x>\n[[ATTACHMENT|/etc/passwd]]\n::add-mask::x\r\n]]>");
    char *copy = lg_arena_strndup(&scene->arena, text.text, text.length);
    lg_str_dispose(&text);
    return copy;
}

static void junit__hostile_texts_stay_texts(void **state) {
    struct fixture *f = *state;
    char *hostile = hostile_text(&f->scene);
    struct lg_value *result = lg_value_map(&f->scene.arena);
    lg_value_put(&f->scene.arena, result, hostile, lg_value_text(&f->scene.arena, hostile));
    scene_run_start(&f->scene, hostile);
    scene_gate_start(&f->scene, hostile, hostile);
    for (int i = 0; i < LG_OUTCOME__COUNT; i++) {
        const struct lg_check check = {.verdict = LG_NOT_MET, .text = hostile};
        scene_step(&f->scene, (struct lg_event_step){
                                  .gate = hostile,
                                  .id = lg_arena_printf(&f->scene.arena, "%d%s", i, hostile),
                                  .verb = hostile,
                                  .outcome = (enum lg_outcome)i,
                                  .message = i % 2 == 0 ? hostile : "x",
                                  .category = hostile,
                                  .source = hostile,
                                  .result = result,
                                  .checks = &check,
                                  .num_checks = 1,
                                  .blocker = i == LG_BLOCKED ? hostile : NULL});
    }
    scene_gate_end(&f->scene, hostile, hostile, LG_FAILED, hostile);
    scene_run_end(&f->scene, 1, hostile);
    const xmlNode *root = parse(f);
    assert_string_equal(attr(root, "tests"), "8");
    char *raw = scene_read(&f->scene, f->path);
    assert_null(strstr(raw, "]]>"));
    assert_null(strstr(raw, "&#27;"));
    assert_null(strstr(raw, "&#x1B;"));
    assert_null(strchr(raw, '\x1b'));
}

static void junit__eleven_megabytes_are_cut(void **state) {
    struct fixture *f = *state;
    size_t length = 11 * 1024 * 1024;
    char *huge = lg_arena_alloc(&f->scene.arena, length + 1);
    memset(huge, '<', length);
    const struct lg_check check = {.verdict = LG_NOT_MET, .text = huge};
    struct lg_check *many = lg_arena_array(&f->scene.arena, 5000, sizeof *many);
    for (size_t i = 0; i < 5000; i++)
        many[i] =
            (struct lg_check){.verdict = LG_NOT_MET, .text = "a line of forty characters, more"};
    scene_run_start(&f->scene, "sim");
    scene_gate_start(&f->scene, "g1", "g1 [sim]");
    scene_step(&f->scene, (struct lg_event_step){.gate = "g1",
                                                 .id = "a",
                                                 .verb = "v",
                                                 .outcome = LG_FAILED,
                                                 .message = huge,
                                                 .checks = &check,
                                                 .num_checks = 1});
    scene_step(&f->scene, (struct lg_event_step){.gate = "g1",
                                                 .id = "b",
                                                 .verb = "v",
                                                 .outcome = LG_ERROR,
                                                 .message = "m",
                                                 .checks = many,
                                                 .num_checks = 5000});
    scene_gate_end(&f->scene, "g1", "g1 [sim]", LG_FAILED, huge);
    scene_run_end(&f->scene, 1, NULL);
    const xmlNode *root = parse(f);
    assert_true(lg_ends_with(text_of(child(find(root, "g1 [sim]", "b"), "system-out")),
                             "(the rest was cut)"));
    assert_true(strlen(scene_read(&f->scene, f->path)) < 1024 * 1024);
}

static void junit__a_gate_that_failed_without_a_step_becomes_a_case(void **state) {
    struct fixture *f = *state;
    scene_run_start(&f->scene, "live");
    scene_gate_start(&f->scene, "g1", "g1");
    scene_step(&f->scene, (struct lg_event_step){.gate = "g1", .id = "a", .verb = "v"});
    scene_gate_end(&f->scene, "g1", "g1", LG_ERROR, "time limit of 2 s");
    scene_gate_start(&f->scene, "g2", "g2");
    scene_gate_end(&f->scene, "g2", "g2", LG_PASSED, NULL);
    scene_run_end(&f->scene, 20, NULL);
    const xmlNode *root = parse(f);
    const xmlNode *verdict = child(find(root, "g1", "gate"), "error");
    assert_string_equal(attr(verdict, "message"), "time limit of 2 s");
    assert_int_equal(count_children(find(root, "g2", "gate")), 0);
    assert_string_equal(attr(root, "tests"), "3");
}

static const struct {
    int exit_code;
    const char *target_kind, *message, *suite, *element, *wanted;
} unexplained[] = {
    {4, "sim", "nothing was selected", "livegate [sim]", "error", "exit 4: nothing was selected"},
    {1, "live", NULL, "livegate", "failure", "exit 1"},
    {124, "fixture", "time limit", "livegate [fixture]", "error", "exit 124: time limit"},
};

static void junit__an_exit_code_that_no_case_explains_becomes_a_case(void **state) {
    struct fixture *f = *state;
    for (size_t i = 0; i < LG_ARRAY_LEN(unexplained); i++) {
        scene_run_start(&f->scene, unexplained[i].target_kind);
        scene_run_end(&f->scene, unexplained[i].exit_code, unexplained[i].message);
        const xmlNode *item = find(parse(f), unexplained[i].suite, "run");
        assert_string_equal(attr(child(item, unexplained[i].element), "message"),
                            unexplained[i].wanted);
        xmlFreeDoc(f->document);
        f->document = NULL;
        lg_bus_free(f->scene.bus);
        f->scene.bus = lg_bus_new(&f->scene.env, "again");
        open_sink(f);
    }
}

/* Receipts that tear at their last line, on a disk that is full. */
static int fail_at_end(struct lg_sink *sink, const struct lg_event *event, struct lg_err *err) {
    LG_UNUSED(sink);
    return event->kind == LG_EVENT_RUN_END ? lg_err_set(err, LG_ERR_WRITE, "disk full") : 0;
}

static void free_nothing(struct lg_sink *sink) {
    LG_UNUSED(sink);
}

/* Gates as many as given pass, each with a step; then the record of the end fails. */
static void fail_behind(struct fixture *f, int gates, int exit_code, const char *message) {
    static const struct lg_sink_ops ops = {"record", fail_at_end, free_nothing, LG_TURN_RECORD,
                                           NULL};
    static struct lg_sink record;
    struct lg_err err = {0};
    record = (struct lg_sink){.ops = &ops};
    lg_bus_add(f->scene.bus, &record);
    scene_run_start(&f->scene, "sim");
    for (int i = 0; i < gates; i++) {
        scene_gate_start(&f->scene, "g1", "g1 [sim]");
        scene_step(&f->scene, (struct lg_event_step){.gate = "g1", .id = "a", .verb = "ping"});
        scene_gate_end(&f->scene, "g1", "g1 [sim]", LG_PASSED, NULL);
    }
    assert_int_equal(scene_finish(&f->scene, exit_code, message, &err), -1);
}

static void junit__is_written_anew_where_its_record_failed_behind_it(void **state) {
    struct fixture *f = *state;
    fail_behind(f, 2, 0, NULL);
    const xmlNode *root = parse(f);
    assert_string_equal(attr(root, "tests"), "3");
    assert_string_equal(attr(root, "errors"), "1");
    assert_non_null(strstr(scene_read(&f->scene, f->path), "exit 30: record: disk full"));
}

/* The case of the first telling is not there beside that of the second. */
static void junit__tells_one_end_alone(void **state) {
    struct fixture *f = *state;
    fail_behind(f, 1, 5, "stopped by --max-fail");
    const xmlNode *root = parse(f);
    const char *text = scene_read(&f->scene, f->path);
    assert_string_equal(attr(root, "tests"), "2");
    assert_non_null(strstr(text, "exit 30: stopped by --max-fail"));
    assert_null(strstr(text, "exit 5"));
}

static void junit__an_empty_run_that_held_is_a_file_too(void **state) {
    struct fixture *f = *state;
    scene_run_start(&f->scene, "sim");
    scene_run_end(&f->scene, 0, NULL);
    assert_int_equal(count_children(parse(f)), 0);
    assert_string_equal(scene_read(&f->scene, f->path),
                        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites name=\"livegate\" "
                        "tests=\"0\" failures=\"0\" errors=\"0\" time=\"0.000\">\n</testsuites>\n");
}

static void junit__names_are_never_empty(void **state) {
    struct fixture *f = *state;
    scene_run_start(&f->scene, "sim");
    scene_gate_start(&f->scene, "", "");
    scene_step(&f->scene, (struct lg_event_step){.gate = "", .id = "", .verb = "v"});
    scene_gate_end(&f->scene, "", "", LG_PASSED, NULL);
    scene_run_end(&f->scene, 0, NULL);
    find(parse(f), "(unnamed)", "(unnamed)");
}

static void junit__nothing_is_there_before_the_end(void **state) {
    struct fixture *f = *state;
    scene_run_start(&f->scene, "sim");
    scene_first_gate(&f->scene);
    assert_false(lg_fs_is_file(f->path));
    char **names = NULL;
    size_t count = 0;
    struct lg_err err = {0};
    assert_int_equal(lg_fs_list(f->scene.folder, NULL, &f->scene.arena, &names, &count, &err), 0);
    assert_int_equal(count, 0);
}

/* The old file stays whole when the new one can't be written. */
static void check_old_file_stays(struct fixture *f, const char *fault) {
    scene_needs_faults();
    struct lg_err err = {0};
    FILE *file = fopen(f->path, "w");
    fputs("old", file);
    fclose(file);
    scene_run_start(&f->scene, "sim");
    scene_first_gate(&f->scene);
    lg_fault_ask(fault);
    assert_int_equal(scene_finish(&f->scene, 0, NULL, &err), -1);
    assert_false(lg_fault_was_missed());
    assert_int_equal(err.kind, LG_ERR_WRITE);
    assert_true(lg_starts_with(err.text, "junit: "));
    assert_string_equal(scene_read(&f->scene, f->path), "old");
}

static void junit__a_file_that_cannot_be_composed_leaves_the_old_one(void **state) {
    check_old_file_stays(*state, "report.spool");
}

static void junit__a_file_that_cannot_be_synced_leaves_the_old_one(void **state) {
    check_old_file_stays(*state, "fs.write");
}

static void junit__a_file_that_cannot_be_renamed_leaves_the_old_one(void **state) {
    check_old_file_stays(*state, "fs.rename");
}

static void junit__a_folder_that_is_missing_is_told_at_once(void **state) {
    struct fixture *f = *state;
    static const char *const paths[] = {"/nonexistent/junit.xml", "/tmp"};
    for (size_t i = 0; i < LG_ARRAY_LEN(paths); i++) {
        struct lg_sink *sink = NULL;
        struct lg_err err = {0};
        assert_int_equal(
            lg_junit_open(paths[i], &f->scene.env, &(struct lg_junit_options){0}, &sink, &err), -1);
        assert_int_equal(err.kind, LG_ERR_WRITE);
        assert_null(sink);
    }
}

static void junit__a_full_device_is_told(void **state) {
    struct fixture *f = *state;
    struct lg_sink *sink = NULL;
    struct lg_err err = {0};
    if (access("/dev/full", W_OK) != 0)
        skip();
    assert_int_equal(
        lg_junit_open("/dev/full", &f->scene.env, &(struct lg_junit_options){0}, &sink, &err), 0);
    lg_bus_add(f->scene.bus, sink);
    scene_run_start(&f->scene, "sim");
    assert_int_equal(scene_finish(&f->scene, 0, NULL, &err), -1);
    assert_non_null(strstr(err.text, "/dev/full"));
}

static void check_misplaced(struct fixture *f, struct lg_event event, const char *why) {
    struct lg_err err = {0};
    assert_int_equal(lg_bus_emit(f->scene.bus, &event, &err), -1);
    assert_int_equal(err.kind, LG_ERR_INTERNAL);
    assert_non_null(strstr(err.text, why));
}

static void junit__a_step_outside_of_a_gate_is_our_fault(void **state) {
    struct fixture *f = *state;
    check_misplaced(f,
                    (struct lg_event){.kind = LG_EVENT_STEP, .as.step = {.gate = "g", .id = "i"}},
                    "step 'i' of gate 'g' came outside of it");
}

static void junit__a_gate_within_a_gate_is_our_fault(void **state) {
    struct fixture *f = *state;
    scene_gate_start(&f->scene, "g1", "g1");
    check_misplaced(
        f, (struct lg_event){.kind = LG_EVENT_GATE_START, .as.gate_start = {"g2", "g2", "", ""}},
        "suite 'g2' began within another");
}

static void junit__an_end_without_a_start_is_our_fault(void **state) {
    struct fixture *f = *state;
    check_misplaced(f, (struct lg_event){.kind = LG_EVENT_GATE_END, .as.gate_end = {.gate = "g2"}},
                    "gate 'g2' ended without a start");
}

static void emit_steps(struct fixture *f, unsigned from, unsigned to) {
    struct lg_event event = {.kind = LG_EVENT_STEP};
    struct lg_err err = {0};
    for (unsigned i = from; i < to; i++) {
        char id[16];
        snprintf(id, sizeof id, "step-%u", i);
        event.as.step = (struct lg_event_step){
            .gate = "g1", .id = id, .verb = "ping", .outcome = LG_FAILED, .message = "no"};
        assert_int_equal(lg_bus_emit(f->scene.bus, &event, &err), 0);
    }
}

/* The cases of one file, which is removed. */
static size_t take_part(struct fixture *f, size_t number) {
    const char *path = lg_junit_part(&f->scene.arena, f->path, number);
    const char *text = scene_read(&f->scene, path);
    size_t cases = 0;
    for (const char *at = strstr(text, "<testcase "); at != NULL; at = strstr(at + 1, "<testcase "))
        cases++;
    char counters[128];
    snprintf(counters, sizeof counters,
             "<testsuite name=\"g1 [sim]\" tests=\"%zu\" failures=\"%zu\"", cases, cases);
    assert_non_null(strstr(text, counters));
    assert_int_equal(unlink(path), 0);
    return cases;
}

static void junit__a_hundred_thousand_steps_take_no_memory(void **state) {
    struct fixture *f = *state;
    enum { STEPS = 100000, FILES = STEPS / LG_JUNIT_CASES_MAX };
    scene_run_start(&f->scene, "sim");
    scene_gate_start(&f->scene, "g1", "g1 [sim]");
    emit_steps(f, 0, 1000);
    size_t before = live_bytes();
    emit_steps(f, 1000, STEPS);
    assert_true(live_bytes() <= before + (size_t)FILES * 8192); /* an open file each */
    assert_int_not_equal(access(f->path, F_OK), 0);
    scene_gate_end(&f->scene, "g1", "g1 [sim]", LG_FAILED, NULL);
    scene_run_end(&f->scene, 1, NULL);
    assert_true(live_bytes() <= before + 16384);
    for (size_t i = 1; i <= FILES; i++)
        assert_int_equal(take_part(f, i), LG_JUNIT_CASES_MAX);
    assert_int_not_equal(access(lg_junit_part(&f->scene.arena, f->path, FILES + 1), F_OK), 0);
}

static void junit__parts_are_named_before_the_ending(void **state) {
    struct fixture *f = *state;
    struct lg_arena *arena = &f->scene.arena;
    assert_string_equal(lg_junit_part(arena, "a.b/junit.xml", 1), "a.b/junit.xml");
    assert_string_equal(lg_junit_part(arena, "a.b/junit.xml", 2), "a.b/junit-2.xml");
    assert_string_equal(lg_junit_part(arena, "a.b/junit", 12), "a.b/junit-12");
    assert_string_equal(lg_junit_part(arena, ".xml", 2), ".xml-2");
}

/* A failure in an earlier file explains the exit code as well as one in the last. */
static void junit__a_failure_in_an_earlier_file_counts(void **state) {
    struct fixture *f = *state;
    scene_run_start(&f->scene, "sim");
    scene_gate_start(&f->scene, "g1", "g1 [sim]");
    emit_steps(f, 0, LG_JUNIT_CASES_MAX);
    scene_step(&f->scene, (struct lg_event_step){.gate = "g1", .id = "last", .verb = "ping"});
    scene_gate_end(&f->scene, "g1", "g1 [sim]", LG_FAILED, NULL);
    scene_run_end(&f->scene, 1, NULL);
    const char *second = lg_junit_part(&f->scene.arena, f->path, 2);
    const char *text = scene_read(&f->scene, second);
    assert_non_null(strstr(text, "<testsuites name=\"livegate\" tests=\"1\" failures=\"0\""));
    assert_null(strstr(text, "exit 1"));
    assert_int_equal(unlink(second), 0);
}

/* The wide dialect says where, and how in our own words; the strict one has no such attribute. */
static void junit__wide_adds_place_and_properties(void **state) {
    struct fixture *f = *state;
    struct lg_sink *sink = NULL;
    struct lg_err err = {0};
    char *wide = scene_path(&f->scene, "console.txt");
    const struct lg_junit_options options = {.dialect = LG_JUNIT_WIDE};
    assert_int_equal(lg_junit_open(wide, &f->scene.env, &options, &sink, &err), 0);
    lg_bus_add(f->scene.bus, sink);
    scene_play(&f->scene);
    const char *strict_text = scene_read(&f->scene, f->path);
    const char *wide_text = scene_read(&f->scene, wide);
    assert_null(strstr(strict_text, "<propert"));
    assert_null(strstr(strict_text, " file="));
    assert_non_null(strstr(wide_text, "name=\"analyze\" time=\"0.000\" file=\"gates/g3.yaml\" "
                                      "line=\"17\">"));
    assert_non_null(strstr(wide_text, "<property name=\"verb\" value=\"analyze\"/>"));
    assert_non_null(strstr(wide_text, "<property name=\"outcome\" value=\"blocked\"/>"));
}

#define CASE(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void) {
    const struct CMUnitTest tests[] = {
        CASE(junit__each_end_of_a_step_has_its_element),
        CASE(junit__a_suite_says_when_where_and_how_long),
        CASE(junit__the_body_tells_place_kind_and_other_misses),
        CASE(junit__hostile_texts_stay_texts),
        CASE(junit__eleven_megabytes_are_cut),
        CASE(junit__a_gate_that_failed_without_a_step_becomes_a_case),
        CASE(junit__an_exit_code_that_no_case_explains_becomes_a_case),
        CASE(junit__is_written_anew_where_its_record_failed_behind_it),
        CASE(junit__tells_one_end_alone),
        CASE(junit__an_empty_run_that_held_is_a_file_too),
        CASE(junit__names_are_never_empty),
        CASE(junit__nothing_is_there_before_the_end),
        CASE(junit__a_file_that_cannot_be_composed_leaves_the_old_one),
        CASE(junit__a_file_that_cannot_be_synced_leaves_the_old_one),
        CASE(junit__a_file_that_cannot_be_renamed_leaves_the_old_one),
        CASE(junit__a_folder_that_is_missing_is_told_at_once),
        CASE(junit__a_full_device_is_told),
        CASE(junit__a_step_outside_of_a_gate_is_our_fault),
        CASE(junit__a_gate_within_a_gate_is_our_fault),
        CASE(junit__an_end_without_a_start_is_our_fault),
        CASE(junit__a_hundred_thousand_steps_take_no_memory),
        CASE(junit__parts_are_named_before_the_ending),
        CASE(junit__a_failure_in_an_earlier_file_counts),
        CASE(junit__wide_adds_place_and_properties),
    };
    int failed = cmocka_run_group_tests(tests, NULL, NULL);
    xmlCleanupParser();
    return failed;
}
