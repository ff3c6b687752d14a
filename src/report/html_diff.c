#include "report/html_diff.h"

#include <stdio.h>
#include <string.h>

#include "report/html_text.h"

enum { LINES_MAX = 60, DEPTH_MAX = 12 };

struct differ {
    struct lg_str *out;
    struct lg_str path;
    size_t lines;
    int depth;
};

static void compare(struct differ *differ, const struct lg_value *was, const struct lg_value *is);

static void add_printed(struct lg_str *out, const char *tag, const struct lg_value *value) {
    struct lg_str text = {0};
    if (value == NULL)
        return;
    lg_value_print(value, &text);
    lg_html_element(out, tag, lg_str_text(&text));
    lg_str_add_char(out, ' ');
    lg_str_dispose(&text);
}

static void add_line(struct differ *differ, const struct lg_value *was, const struct lg_value *is) {
    if (++differ->lines > LINES_MAX)
        return;
    lg_str_add(differ->out, "<li>");
    lg_html_element(differ->out, "b", lg_str_text(&differ->path));
    lg_str_add_char(differ->out, ' ');
    add_printed(differ->out, "del", was);
    add_printed(differ->out, "ins", is);
    lg_str_add(differ->out, "</li>");
}

static void enter(struct differ *differ, const char *part, const struct lg_value *was,
                  const struct lg_value *is) {
    size_t length = differ->path.length;
    lg_str_printf(&differ->path, "%s%s", length > 0 ? " / " : "", part);
    compare(differ, was, is);
    differ->path.length = length;
    differ->path.text[length] = '\0';
}

/* Hashes only say that something moved, which the lines themselves say. */
static bool is_hash_key(const char *key) {
    return strncmp(key, "fingerprint", strlen("fingerprint")) == 0;
}

static void compare_maps(struct differ *differ, const struct lg_value *was,
                         const struct lg_value *is) {
    for (const struct lg_pair *pair = was->as.map.first; pair != NULL; pair = pair->next) {
        if (!is_hash_key(pair->key))
            enter(differ, pair->key, pair->value, lg_value_get(is, pair->key));
    }
    for (const struct lg_pair *pair = is->as.map.first; pair != NULL; pair = pair->next) {
        if (!is_hash_key(pair->key) && lg_value_get(was, pair->key) == NULL)
            enter(differ, pair->key, NULL, pair->value);
    }
}

static const char *name_of(const struct lg_value *item) {
    const struct lg_value *name = lg_value_get(item, "name");
    return name == NULL || name->kind != LG_VALUE_STRING ? NULL : name->as.string.text;
}

/* Whether each item has a name that no other has. */
static bool has_names(const struct lg_value *list) {
    for (const struct lg_item *item = list->as.list.first; item != NULL; item = item->next) {
        const char *name = name_of(item->value);
        if (name == NULL)
            return false;
        for (const struct lg_item *other = item->next; other != NULL; other = other->next) {
            const char *again = name_of(other->value);
            if (again != NULL && strcmp(again, name) == 0)
                return false;
        }
    }
    return true;
}

static const struct lg_value *find_named(const struct lg_value *list, const char *name) {
    for (const struct lg_item *item = list->as.list.first; item != NULL; item = item->next) {
        if (strcmp(name_of(item->value), name) == 0)
            return item->value;
    }
    return NULL;
}

static void compare_named(struct differ *differ, const struct lg_value *was,
                          const struct lg_value *is) {
    for (const struct lg_item *item = was->as.list.first; item != NULL; item = item->next)
        enter(differ, name_of(item->value), item->value, find_named(is, name_of(item->value)));
    for (const struct lg_item *item = is->as.list.first; item != NULL; item = item->next) {
        if (find_named(was, name_of(item->value)) == NULL)
            enter(differ, name_of(item->value), NULL, item->value);
    }
}

static void compare_places(struct differ *differ, const struct lg_value *was,
                           const struct lg_value *is) {
    const struct lg_item *left = was->as.list.first;
    const struct lg_item *right = is->as.list.first;
    for (size_t i = 0; left != NULL || right != NULL; i++) {
        char place[24];
        snprintf(place, sizeof place, "%zu", i);
        enter(differ, place, left == NULL ? NULL : left->value,
              right == NULL ? NULL : right->value);
        left = left == NULL ? NULL : left->next;
        right = right == NULL ? NULL : right->next;
    }
}

static void compare(struct differ *differ, const struct lg_value *was, const struct lg_value *is) {
    bool is_alike = was != NULL && is != NULL && was->kind == is->kind;
    bool goes_deeper = is_alike && differ->depth < DEPTH_MAX;
    if (is_alike && lg_value_eq(was, is))
        return;
    differ->depth++;
    if (goes_deeper && was->kind == LG_VALUE_MAP)
        compare_maps(differ, was, is);
    else if (goes_deeper && was->kind == LG_VALUE_LIST && has_names(was) && has_names(is))
        compare_named(differ, was, is);
    else if (goes_deeper && was->kind == LG_VALUE_LIST)
        compare_places(differ, was, is);
    else
        add_line(differ, was, is);
    differ->depth--;
}

void lg_html_diff(struct lg_str *out, const struct lg_value *was, const struct lg_value *is) {
    struct lg_str lines = {0};
    struct differ differ = {.out = &lines};
    compare(&differ, was, is);
    if (differ.lines > 0)
        lg_str_printf(out, "<ul class=diff>%s</ul>", lines.text);
    if (differ.lines > LINES_MAX)
        lg_str_printf(out, "<p>and %zu more</p>", differ.lines - LINES_MAX);
    lg_str_dispose(&lines);
    lg_str_dispose(&differ.path);
}

const char *lg_html_fingerprint(const struct lg_value *result) {
    const struct lg_value *text = lg_value_get(result, "fingerprint");
    return text == NULL || text->kind != LG_VALUE_STRING ? NULL : text->as.string.text;
}
