#include "support/unit.h"

#include <math.h>

#include "base/json.h"
#include "conf/shape.h"

static const char *const modes[] = {"list", "zip", NULL};

/* The one field's value, as JSON in one line. */
static void check(const struct lg_field *field, bool may_defer, const char *wanted) {
    struct lg_arena arena = {0};
    struct lg_str text = {0};
    const struct lg_shape shape = {.kind = LG_SHAPE_FIELD, .field = field};
    struct lg_schema schema = {
        .arena = &arena, .defs = lg_value_map(&arena), .may_defer = may_defer};
    lg_json_write(lg_schema_of(&schema, &shape), &text);
    assert_string_equal(lg_str_text(&text), wanted);
    lg_str_dispose(&text);
    lg_arena_dispose(&arena);
}

#define QUANTITY "^[-+]?([0-9]+\\\\.?[0-9]*|\\\\.[0-9]+)([eE][-+]?[0-9]+)? *("
#define WORD "{\"type\":[\"string\",\"number\",\"boolean\"]}"

static void schema__says_what_a_field_takes(void **state) {
    (void)state;
    static const struct {
        struct lg_field field;
        const char *wanted;
    } rows[] = {
        {{.type = LG_FIELD_TEXT}, WORD},
        {{.type = LG_FIELD_BOOL}, "{\"type\":\"boolean\"}"},
        {{.type = LG_FIELD_INT, .min = 1, .max = 64},
         "{\"anyOf\":[{\"type\":\"integer\",\"minimum\":1,\"maximum\":64},{\"type\":\"string\","
         "\"pattern\":\"" QUANTITY "%)$\"}]}"},
        {{.type = LG_FIELD_NUMBER, .min = -HUGE_VAL, .max = 6, .unit = "dBTP"},
         "{\"anyOf\":[{\"type\":\"number\",\"maximum\":6},{\"type\":\"string\","
         "\"pattern\":\"" QUANTITY "dBTP)$\"}]}"},
        {{.type = LG_FIELD_DURATION},
         "{\"type\":\"string\",\"pattern\":\"" QUANTITY "h|m|min|ms|s)$\"}"},
        {{.type = LG_FIELD_ENUM, .choices = modes}, "{\"enum\":[\"list\",\"zip\"]}"},
        {{.type = LG_FIELD_TEXTS, .flags = LG_FIELD_SOME},
         "{\"anyOf\":[" WORD ",{\"type\":\"array\",\"items\":" WORD ",\"minItems\":1}]}"},
        {{.type = LG_FIELD_NODE}, "{}"},
    };
    for (size_t i = 0; i < LG_ARRAY_LEN(rows); i++)
        check(&rows[i].field, false, rows[i].wanted);
}

static void schema__lets_variables_stand_for_scalars(void **state) {
    (void)state;
    const struct lg_field flag = {.type = LG_FIELD_BOOL};
    const struct lg_field mode = {.type = LG_FIELD_ENUM, .choices = modes};
    check(&flag, true,
          "{\"anyOf\":[{\"type\":\"boolean\"},{\"type\":\"string\",\"pattern\":\"\\\\$\\\\{\"}]}");
    check(&mode, true,
          "{\"anyOf\":[{\"enum\":[\"list\",\"zip\"]},{\"type\":\"string\",\"pattern\":\"\\\\$\\\\{"
          "\"}]}");
}

/* A folder holds folders: described once, referred to within itself. */
static const struct lg_field folder_items[] = {
    {.name = "name", .type = LG_FIELD_TEXT, .flags = LG_FIELD_REQUIRED | LG_FIELD_MAIN},
    {.name = "folders", .type = LG_FIELD_NODE, .help = "those within"},
    {.name = "open", .type = LG_FIELD_BOOL, .fallback = "false"},
};
static const struct lg_fields folder_fields = {"folder", folder_items, LG_ARRAY_LEN(folder_items)};
static const struct lg_shape folders_shape;
static const struct lg_below folder_below[] = {{"folders", &folders_shape}, {NULL, NULL}};
static const struct lg_shape folder_shape = {
    .kind = LG_SHAPE_FIELDS, .name = "folder", .fields = &folder_fields, .below = folder_below};
static const struct lg_shape folders_shape = {
    .kind = LG_SHAPE_LIST, .of = &folder_shape, .least = 1};

static void schema__of_a_shape_that_holds_itself(void **state) {
    (void)state;
    struct lg_arena arena = {0};
    struct lg_str text = {0};
    lg_json_write(lg_schema_file(&folder_shape, "A folder", &arena), &text);
    assert_string_equal(
        lg_str_text(&text),
        "{\"$schema\":\"https://json-schema.org/draft/2020-12/schema\",\"title\":\"A folder\","
        "\"$ref\":\"#/$defs/folder\",\"$defs\":{\"folder\":{\"anyOf\":[{\"type\":\"object\","
        "\"properties\":{\"name\":" WORD
        ",\"folders\":{\"anyOf\":[{\"type\":\"array\",\"items\":{\"$ref\":\"#/$defs/folder\"},"
        "\"minItems\":1},{\"type\":\"null\"}],\"description\":\"those within\"},\"open\":{\"type\":"
        "\"boolean\",\"default\":false}},\"additionalProperties\":false,\"required\":[\"name\"]"
        "}," WORD "]}}}");
    lg_str_dispose(&text);
    lg_arena_dispose(&arena);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(schema__says_what_a_field_takes),
        cmocka_unit_test(schema__lets_variables_stand_for_scalars),
        cmocka_unit_test(schema__of_a_shape_that_holds_itself),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
