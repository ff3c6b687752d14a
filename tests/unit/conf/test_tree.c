#include "support/unit.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/str.h"
#include "conf/tree.h"

static int setup(void **state) {
    static struct lg_arena arena;
    lg_arena_init(&arena);
    *state = &arena;
    return 0;
}

static int teardown(void **state) {
    lg_arena_dispose(*state);
    return 0;
}

static struct lg_node *parse(struct lg_arena *arena, const char *text) {
    struct lg_node *node = NULL;
    struct lg_err err = {0};
    if (lg_conf_parse(text, strlen(text), "t.yaml", arena, &node, &err) != 0)
        fail_msg("%s:%u:%u: %s", err.source, err.line, err.column, err.text);
    return node;
}

static void assert_refused(struct lg_arena *arena, struct lg_view text, const char *wanted) {
    struct lg_node *const before = (struct lg_node *)arena;
    struct lg_node *node = before;
    struct lg_err err = {0};
    char got[1400];
    assert_int_equal(lg_conf_parse(text.text, text.length, "t.yaml", arena, &node, &err), -1);
    assert_ptr_equal(node, before);
    assert_int_equal(err.kind, LG_ERR_READ);
    snprintf(got, sizeof got, "%s:%u:%u: %s", err.source, err.line, err.column, err.text);
    assert_string_equal(got, wanted);
}

static void assert_place(const struct lg_node *node, unsigned line, unsigned column) {
    assert_string_equal(node->source, "t.yaml");
    assert_int_equal(node->line, line);
    assert_int_equal(node->column, column);
}

static void tree__keeps_order_and_places(void **state) {
    const struct lg_node *root = parse(*state, "# a gate\n"
                                               "gate: g1\n"
                                               "steps:\n"
                                               "  - ping:\n"
                                               "    name: \"10\"\n"
                                               "  - [a, {b: c}]\n");
    assert_int_equal(root->kind, LG_NODE_MAP);
    assert_int_equal(root->count, 2);
    assert_string_equal(root->entries[0].key->text, "gate");
    assert_place(root->entries[0].key, 2, 1);
    assert_place(root->entries[0].value, 2, 7);
    const struct lg_node *steps = lg_node_get(root, "steps");
    assert_int_equal(steps->kind, LG_NODE_SEQ);
    assert_int_equal(steps->count, 2);
    assert_place(steps, 4, 3);
    const struct lg_node *name = lg_node_get(steps->items[0], "name");
    assert_string_equal(name->text, "10");
    assert_int_equal(name->length, 2);
    assert_true(name->quoted);
    assert_place(name, 5, 11);
    const struct lg_node *inner = steps->items[1]->items[1];
    assert_string_equal(lg_node_get(inner, "b")->text, "c");
    assert_false(lg_node_get(inner, "b")->quoted);
    assert_place(lg_node_get(inner, "b"), 6, 13);
}

static void tree__columns_count_characters(void **state) {
    const struct lg_node *root = parse(*state, "{ключ: größe, 𝄞: x}");
    assert_place(root->entries[0].value, 1, 8);
    assert_place(root->entries[1].key, 1, 15);
    assert_place(root->entries[1].value, 1, 18);
    assert_refused(*state, lg_view_of("{ü: 1, ü: 2}"),
                   "t.yaml:1:8: duplicate key 'ü' (first at line 1)");
}

static void tree__skips_a_byte_order_mark(void **state) {
    const struct lg_node *root = parse(*state, "\xEF\xBB\xBFgate: g1");
    assert_place(root->entries[0].key, 1, 1);
    assert_string_equal(root->entries[0].key->text, "gate");
}

static void tree__blocks_are_text(void **state) {
    const struct lg_node *root = parse(*state, "a: |\n  1\n  2\nb: >\n  1\n");
    assert_string_equal(lg_node_get(root, "a")->text, "1\n2\n");
    assert_true(lg_node_get(root, "a")->quoted);
    assert_true(lg_node_get(root, "b")->quoted);
}

static void tree__refuses_with_a_place(void **state) {
    static const struct {
        const char *text, *wanted;
    } cases[] = {
        {"", "t.yaml:1:1: the file is empty"},
        {"# nothing\n", "t.yaml:1:1: the file is empty"},
        {"---\n", "t.yaml:2:1: the file is empty"},
        {"gate: g1\nname: x\nsteps: []\ntags: []\nsteps: []\n",
         "t.yaml:5:1: duplicate key 'steps' (first at line 3)"},
        {"a:\n  {x: 1, 'x': 2}\n", "t.yaml:2:10: duplicate key 'x' (first at line 2)"},
        {"a: 1\na: {b: 1, b: 2}\n", "t.yaml:2:1: duplicate key 'a' (first at line 1)"},
        {"a: 1\n? [b]\n: 2\n", "t.yaml:2:3: a key must be text, not a list"},
        {"{? {b: 1} : 2}", "t.yaml:1:4: a key must be text, not a map"},
        {"a: 1\n---\nb: 1\n", "t.yaml:2:1: a second document; a file holds one"},
        {"a: &e {b: 1}\nc:\n  <<: *e\n",
         "t.yaml:3:3: merge keys (<<) are not supported; write the keys out"},
        {"a: !!str 1\n", "t.yaml:1:4: tags (!…) are not supported"},
        {"a: !x [1]\n", "t.yaml:1:4: tags (!…) are not supported"},
        {"a: !x {b: 1}\n", "t.yaml:1:4: tags (!…) are not supported"},
        {"a: \"x\\0y\"\n", "t.yaml:1:4: text must not hold the character NUL"},
        {"a: *b\n", "t.yaml:1:4: the alias *b names no anchor before it"},
        {"a: &b\n  c: *b\n", "t.yaml:2:6: the alias *b lies within its own anchor"},
        {"a: 1\nb: 2: 3\n",
         "t.yaml:2:5: ':' is not allowed here; text that holds ': ' needs quotes"},
        {"a: 1\nbcd\ne: 1\n", "t.yaml:2:1: a key without ':'"},
        {"a: 1\nb: 'open\n\n", "t.yaml:2:4: a quote that never closes"},
        {"a:\n\tb: 1\n", "t.yaml:2:1: a tab is not allowed here; indent with spaces"},
        {"a: 1\nb: @x\n", "t.yaml:2:4: text that starts with '@' needs quotes"},
        {"ü: é\nb: %x\n", "t.yaml:2:4: text that starts with '%' needs quotes"},
        {"a: [1, 2\nb: 3\n", "t.yaml:2:2: no valid YAML: did not find expected ',' or ']' while "
                             "parsing a flow sequence (begun at line 1)"},
        {"a: \"\\q\"\n", "t.yaml:1:5: no valid YAML: found unknown escape character while parsing "
                         "a quoted scalar (begun at line 1)"},
        {"é: 1\nb: é\xFF\n", "t.yaml:2:5: this is no UTF-8 text: invalid leading UTF-8 octet"},
        {"é: 1\r\nb: é\x01\n", "t.yaml:2:5: the character U+0001 is not allowed here"},
    };
    for (size_t i = 0; i < LG_ARRAY_LEN(cases); i++)
        assert_refused(*state, lg_view_of(cases[i].text), cases[i].wanted);
    assert_refused(*state, (struct lg_view){"a: x\0y", 6},
                   "t.yaml:1:5: the character U+0000 is not allowed here");
}

static void tree__an_alias_is_what_it_names(void **state) {
    const struct lg_node *root = parse(*state, "a: &x {b: 1}\n"
                                               "c: *x\n"
                                               "d: &x text\n"
                                               "e: *x\n"
                                               "f: {*x : 2}\n"
                                               "g: [&y 'q', *y, &z [&z 7], *z]\n");
    assert_ptr_equal(lg_node_get(root, "c"), lg_node_get(root, "a"));
    const struct lg_node *copy = lg_node_get(root, "e");
    assert_string_equal(copy->text, "text");
    assert_place(copy, 4, 4);
    assert_string_equal(lg_node_get(lg_node_get(root, "f"), "text")->text, "2");
    const struct lg_node *list = lg_node_get(root, "g");
    assert_true(list->items[1]->quoted);
    assert_string_equal(list->items[3]->text, "7");
}

static void tree__aliases_count_as_if_written_out(void **state) {
    struct lg_str text = {0};
    lg_str_add(&text, "a0: &a0 [x,x,x,x,x,x,x,x,x,x]\n");
    for (int i = 1; i < 9; i++)
        lg_str_printf(&text, "a%d: &a%d [*a%d,*a%d,*a%d,*a%d,*a%d,*a%d,*a%d,*a%d,*a%d,*a%d]\n", i,
                      i, i - 1, i - 1, i - 1, i - 1, i - 1, i - 1, i - 1, i - 1, i - 1, i - 1);
    /* a5 holds 1 111 111 nodes; of a6, the first line that is too large, one item alone fits less
     * than what is left. */
    assert_refused(*state, (struct lg_view){text.text, text.length},
                   "t.yaml:7:10: more than 2000000 values");
    lg_str_dispose(&text);
}

static void tree__the_two_millionth_node_is_the_last(void **state) {
    struct lg_str text = {0};
    lg_str_add(&text, "- &a [");
    for (int i = 0; i < 999; i++)
        lg_str_add(&text, "x,");
    lg_str_add(&text, "]\n"); /* 1 000 nodes, and the list around all */
    for (int i = 0; i < 1998; i++)
        lg_str_add(&text, "- *a\n");
    for (int i = 0; i < 999; i++)
        lg_str_add(&text, "- x\n");
    assert_int_equal(parse(*state, text.text)->count, 1999 + 999);
    lg_str_add(&text, "- x\n");
    assert_refused(*state, (struct lg_view){text.text, text.length},
                   "t.yaml:2999:3: more than 2000000 values");
    lg_str_dispose(&text);
}

/* Lists within each other, `levels` of them, around `core`. */
static void nest(struct lg_str *text, int levels, const char *core) {
    for (int i = 0; i < levels; i++)
        lg_str_add_char(text, '[');
    lg_str_add(text, core);
    for (int i = 0; i < levels; i++)
        lg_str_add_char(text, ']');
}

static void tree__goes_64_levels_deep(void **state) {
    const char *const refusal = "lists and maps go more than 64 levels deep";
    struct lg_str text = {0};
    char wanted[128];
    nest(&text, 64, "x");
    assert_int_equal(parse(*state, text.text)->kind, LG_NODE_SEQ);
    lg_str_clear(&text);
    nest(&text, 64, "{}");
    snprintf(wanted, sizeof wanted, "t.yaml:1:65: %s", refusal);
    assert_refused(*state, (struct lg_view){text.text, text.length}, wanted);
    lg_str_clear(&text);
    lg_str_add(&text, "a: &a [[[x]]]\nb: ");
    nest(&text, 60, "*a");
    parse(*state, text.text);
    lg_str_clear(&text);
    lg_str_add(&text, "a: &a [[[x]]]\nb: ");
    nest(&text, 61, "*a");
    snprintf(wanted, sizeof wanted, "t.yaml:2:65: %s", refusal);
    assert_refused(*state, (struct lg_view){text.text, text.length}, wanted);
    lg_str_dispose(&text);
}

static void tree__many_keys_and_anchors_stay_quick(void **state) {
    enum { COUNT = 200000 };
    struct lg_str text = {0};
    for (int i = 0; i < COUNT; i++)
        lg_str_printf(&text, "k%d: &a%d\n", i, i);
    assert_int_equal(parse(*state, text.text)->count, COUNT);
    lg_str_add(&text, "k77: *a199999\n");
    assert_refused(*state, (struct lg_view){text.text, text.length},
                   "t.yaml:200001:1: duplicate key 'k77' (first at line 78)");
    lg_str_dispose(&text);
}

static void tree__reads_files(void **state) {
    char folder[] = "/tmp/livegate-tree-XXXXXX";
    assert_non_null(mkdtemp(folder));
    char *path = lg_arena_printf(*state, "%s/a.yaml", folder);
    FILE *file = fopen(path, "w");
    assert_non_null(file);
    assert_true(fputs("gate: g1\n", file) >= 0);
    assert_int_equal(fclose(file), 0);

    struct lg_node *node = NULL;
    struct lg_err err = {0};
    assert_int_equal(lg_conf_read(path, *state, &node, &err), 0);
    assert_string_equal(node->source, path);
    assert_string_equal(lg_node_get(node, "gate")->text, "g1");

    assert_int_equal(unlink(path), 0);
    assert_int_equal(lg_conf_read(path, *state, &node, &err), -1);
    assert_int_equal(err.kind, LG_ERR_READ);
    assert_non_null(strstr(err.text, path));
    assert_int_equal(rmdir(folder), 0);
}

static void tree__refuses_more_than_64_mib(void **state) {
    const size_t length = (size_t)64 * 1024 * 1024 + 1;
    char *text = lg_xmalloc(length);
    memset(text, '\n', length);
    assert_refused(*state, (struct lg_view){text, length},
                   "t.yaml:1:1: the file is larger than 64 MiB");
    free(text);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(tree__keeps_order_and_places, setup, teardown),
        cmocka_unit_test_setup_teardown(tree__columns_count_characters, setup, teardown),
        cmocka_unit_test_setup_teardown(tree__skips_a_byte_order_mark, setup, teardown),
        cmocka_unit_test_setup_teardown(tree__blocks_are_text, setup, teardown),
        cmocka_unit_test_setup_teardown(tree__refuses_with_a_place, setup, teardown),
        cmocka_unit_test_setup_teardown(tree__an_alias_is_what_it_names, setup, teardown),
        cmocka_unit_test_setup_teardown(tree__aliases_count_as_if_written_out, setup, teardown),
        cmocka_unit_test_setup_teardown(tree__the_two_millionth_node_is_the_last, setup, teardown),
        cmocka_unit_test_setup_teardown(tree__goes_64_levels_deep, setup, teardown),
        cmocka_unit_test_setup_teardown(tree__many_keys_and_anchors_stay_quick, setup, teardown),
        cmocka_unit_test_setup_teardown(tree__reads_files, setup, teardown),
        cmocka_unit_test_setup_teardown(tree__refuses_more_than_64_mib, setup, teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
