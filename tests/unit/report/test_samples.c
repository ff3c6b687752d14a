#include "unit/report/scene.h"

#include "base/json.h"
#include "base/regex.h"
#include "report/html.h"
#include "report/junit.h"
#include "report/receipts.h"

/* reports/samples/ shows what the scene of these tests becomes, byte for byte; reports/schema/ says
 * what receipts are. LIVEGATE_WRITE_SAMPLES=1 writes the samples anew. */

struct fixture {
    struct scene scene;
    char *receipts;
    char *junit;
    char *page;
};

static int setup(void **state) {
    static struct fixture f;
    struct lg_sink *receipts = NULL;
    struct lg_sink *junit = NULL;
    struct lg_sink *page = NULL;
    struct lg_err err = {0};
    scene_open(&f.scene);
    f.receipts = scene_path(&f.scene, "receipts.jsonl");
    f.junit = scene_path(&f.scene, "junit.xml");
    assert_int_equal(lg_receipts_open(f.receipts, &f.scene.env, &receipts, &err), 0);
    lg_bus_add(f.scene.bus, receipts);
    assert_int_equal(
        lg_junit_open(f.junit, &f.scene.env, &(struct lg_junit_options){0}, &junit, &err), 0);
    lg_bus_add(f.scene.bus, junit);
    f.page = scene_path(&f.scene, "page.html");
    assert_int_equal(lg_html_open(f.page, &f.scene.env, &(struct lg_html_options){0}, &page, &err),
                     0);
    lg_bus_add(f.scene.bus, page);
    scene_play_resumed(&f.scene);
    *state = &f;
    return 0;
}

static int teardown(void **state) {
    struct fixture *f = *state;
    scene_close(&f->scene);
    return 0;
}

static void check_sample(struct fixture *f, const char *made, const char *sample) {
    char *text = scene_read(&f->scene, made);
    struct lg_err err = {0};
    if (getenv("LIVEGATE_WRITE_SAMPLES") != NULL)
        assert_int_equal(lg_fs_write_atomic(sample, text, strlen(text), &err), 0);
    assert_string_equal(text, scene_read(&f->scene, sample));
}

static void samples__receipts_are_what_is_written(void **state) {
    struct fixture *f = *state;
    check_sample(f, f->receipts, LG_SOURCE_DIR "/reports/samples/receipts.jsonl");
}

static void samples__junit_is_what_is_written(void **state) {
    struct fixture *f = *state;
    check_sample(f, f->junit, LG_SOURCE_DIR "/reports/samples/junit.xml");
}

static void samples__the_page_is_what_is_written(void **state) {
    struct fixture *f = *state;
    check_sample(f, f->page, LG_SOURCE_DIR "/reports/samples/page.html");
}

static void samples__receipts_verify_as_intact(void **state) {
    (void)state;
    struct lg_receipts_report report;
    struct lg_err err = {0};
    assert_int_equal(
        lg_receipts_verify(LG_SOURCE_DIR "/reports/samples/receipts.jsonl", NULL, &report, &err),
        0);
    assert_string_equal(report.why, "");
    assert_int_equal(report.state, LG_RECEIPTS_INTACT);
}

/* The part of JSON Schema that the schema uses. Stricter than it: a key that it does not name
 * fails, so that nothing is written that it does not describe. */
struct schema {
    const struct lg_value *root;
    struct lg_arena *arena;
};

static const char *text_at(const struct lg_value *map, const char *key) {
    const struct lg_value *value = lg_value_get(map, key);
    return value == NULL ? NULL : value->as.string.text;
}

static const struct lg_value *resolve(const struct schema *schema, const struct lg_value *rule) {
    const char *ref = text_at(rule, "$ref");
    if (ref == NULL)
        return rule;
    assert_true(lg_starts_with(ref, "#/$defs/"));
    const struct lg_value *found =
        lg_value_get(lg_value_get(schema->root, "$defs"), ref + strlen("#/$defs/"));
    assert_non_null(found);
    return found;
}

static void check_type(const struct lg_value *rule, const struct lg_value *value,
                       const char *where) {
    static const struct {
        const char *type;
        enum lg_value_kind kind;
    } types[] = {{"string", LG_VALUE_STRING},
                 {"integer", LG_VALUE_INT},
                 {"array", LG_VALUE_LIST},
                 {"object", LG_VALUE_MAP}};
    const char *wanted = text_at(rule, "type");
    for (size_t i = 0; wanted != NULL && i < LG_ARRAY_LEN(types); i++) {
        if (strcmp(types[i].type, wanted) != 0)
            continue;
        if (value->kind != types[i].kind)
            fail_msg("%s is no %s", where, wanted);
        return;
    }
    assert_null(wanted);
}

static void check_scalar(const struct lg_value *rule, const struct lg_value *value,
                         const char *where) {
    const struct lg_value *choice = lg_value_get(rule, "enum");
    const struct lg_value *constant = lg_value_get(rule, "const");
    const struct lg_value *minimum = lg_value_get(rule, "minimum");
    const char *pattern = text_at(rule, "pattern");
    bool is_chosen = choice == NULL;
    for (size_t i = 0; choice != NULL && lg_value_at(choice, i) != NULL; i++)
        is_chosen = is_chosen || lg_value_eq(lg_value_at(choice, i), value);
    if (!is_chosen || (constant != NULL && !lg_value_eq(constant, value)))
        fail_msg("%s is none of the values it may have", where);
    if (minimum != NULL && lg_value_number(value) < lg_value_number(minimum))
        fail_msg("%s is too small", where);
    if (pattern != NULL) {
        struct lg_regex *regex = NULL;
        struct lg_err err = {0};
        assert_int_equal(lg_regex_new(pattern, 0, &regex, &err), 0);
        if (lg_regex_find(regex, value->as.string, NULL, &err) != 1)
            fail_msg("%s does not match %s", where, pattern);
        lg_regex_free(regex);
    }
}

static void check_value(const struct schema *schema, const struct lg_value *rule,
                        const struct lg_value *value, const char *where);

/* `also`: another rule for the same map, which may name keys too. */
static void check_map(const struct schema *schema, const struct lg_value *rule,
                      const struct lg_value *value, const struct lg_value *also,
                      const char *where) {
    const struct lg_value *properties = lg_value_get(rule, "properties");
    const struct lg_value *others = lg_value_get(rule, "additionalProperties");
    const struct lg_value *required = lg_value_get(rule, "required");
    for (size_t i = 0; required != NULL && lg_value_at(required, i) != NULL; i++) {
        const char *key = lg_value_at(required, i)->as.string.text;
        if (lg_value_get(value, key) == NULL)
            fail_msg("%s lacks '%s'", where, key);
    }
    for (const struct lg_pair *pair = value->as.map.first; pair != NULL; pair = pair->next) {
        const char *at = lg_arena_printf(schema->arena, "%s/%s", where, pair->key);
        const struct lg_value *own = lg_value_get(properties, pair->key);
        own = own != NULL ? own : others;
        if (own != NULL)
            check_value(schema, own, pair->value, at);
        else if (lg_value_get(lg_value_get(also, "properties"), pair->key) == NULL)
            fail_msg("%s is not in the schema", at);
    }
}

static void check_value(const struct schema *schema, const struct lg_value *rule,
                        const struct lg_value *value, const char *where) {
    rule = resolve(schema, rule);
    check_type(rule, value, where);
    check_scalar(rule, value, where);
    const struct lg_value *items = lg_value_get(rule, "items");
    for (size_t i = 0; items != NULL && lg_value_at(value, i) != NULL; i++)
        check_value(schema, items, lg_value_at(value, i), where);
    bool is_described = lg_value_get(rule, "properties") != NULL ||
                        lg_value_get(rule, "additionalProperties") != NULL;
    if (is_described)
        check_map(schema, rule, value, NULL, where);
}

/* The one rule of `allOf` that speaks of this kind. */
static const struct lg_value *rule_of_kind(const struct schema *schema, const char *kind) {
    const struct lg_value *branches = lg_value_get(schema->root, "allOf");
    const struct lg_value *found = NULL;
    for (size_t i = 0; lg_value_at(branches, i) != NULL; i++) {
        const struct lg_value *branch = lg_value_at(branches, i);
        const char *name = lg_value_path(branch, "if.properties.kind.const")->as.string.text;
        if (strcmp(name, kind) != 0)
            continue;
        assert_null(found);
        found = resolve(schema, lg_value_get(branch, "then"));
    }
    assert_non_null(found);
    return found;
}

static struct lg_value *read_json(struct lg_arena *arena, const char *text, size_t length) {
    struct lg_value *value = NULL;
    struct lg_err err = {0};
    if (lg_json_read(text, length, NULL, arena, &value, &err) != 0)
        fail_msg("%s", err.text);
    return value;
}

static struct schema open_schema(struct fixture *f) {
    char *text = scene_read(&f->scene, LG_SOURCE_DIR "/reports/schema/receipts.schema.json");
    return (struct schema){read_json(&f->scene.arena, text, strlen(text)), &f->scene.arena};
}

static void samples__receipts_are_as_the_schema_says(void **state) {
    struct fixture *f = *state;
    struct schema schema = open_schema(f);
    bool seen[LG_EVENT__COUNT] = {false};
    char *line = scene_read(&f->scene, f->receipts);
    for (size_t length = strcspn(line, "\n"); length > 0; length = strcspn(line, "\n")) {
        struct lg_value *value = read_json(&f->scene.arena, line, length);
        const char *kind = text_at(value, "kind");
        const struct lg_value *rule = rule_of_kind(&schema, kind);
        check_map(&schema, schema.root, value, rule, kind);
        check_map(&schema, rule, value, schema.root, kind);
        for (int i = 0; i < LG_EVENT__COUNT; i++)
            seen[i] = seen[i] || strcmp(kind, lg_event_kind_name((enum lg_event_kind)i)) == 0;
        line += length + 1;
    }
    for (int i = 0; i < LG_EVENT__COUNT; i++)
        assert_true(seen[i]);
}

static bool is_beside(const char *key) {
    return lg_ends_with(key, "_why") || lg_ends_with(key, "_notes");
}

/* Each key that a map of properties names is written somewhere in the sample. */
static void check_written(struct fixture *f, const struct lg_value *value, const char *sample) {
    const struct lg_value *properties = lg_value_get(value, "properties");
    if (value->kind == LG_VALUE_LIST) {
        for (size_t i = 0; lg_value_at(value, i) != NULL; i++)
            check_written(f, lg_value_at(value, i), sample);
        return;
    }
    for (const struct lg_pair *pair = properties == NULL ? NULL : properties->as.map.first;
         pair != NULL; pair = pair->next) {
        char *key = lg_arena_printf(&f->scene.arena, "\"%s\":", pair->key);
        if (!is_beside(pair->key) && strstr(sample, key) == NULL)
            fail_msg("the schema names %s, which is never written", key);
    }
    for (const struct lg_pair *pair = value->kind == LG_VALUE_MAP ? value->as.map.first : NULL;
         pair != NULL; pair = pair->next)
        check_written(f, pair->value, sample);
}

static void samples__the_schema_names_nothing_that_is_not_written(void **state) {
    struct fixture *f = *state;
    check_written(f, open_schema(f).root, scene_read(&f->scene, f->receipts));
}

#define CASE(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void) {
    const struct CMUnitTest tests[] = {
        CASE(samples__receipts_are_what_is_written),
        CASE(samples__junit_is_what_is_written),
        CASE(samples__the_page_is_what_is_written),
        cmocka_unit_test(samples__receipts_verify_as_intact),
        CASE(samples__receipts_are_as_the_schema_says),
        CASE(samples__the_schema_names_nothing_that_is_not_written),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
