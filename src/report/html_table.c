#include "report/html_table.h"

#include <string.h>

#include "report/clean.h"
#include "report/html_text.h"

enum { COLUMNS_MAX = 12, ROWS_MAX = 100, VALUE_CHARS_MAX = 400 };

struct columns {
    const char *keys[COLUMNS_MAX];
    size_t count;
    bool is_full;
};

static bool is_hash(const char *text) {
    return strlen(text) == 64 && strspn(text, "0123456789abcdef") == 64;
}

void lg_html_value(struct lg_str *out, const struct lg_value *value) {
    struct lg_str text = {0};
    struct lg_str fit = {0};
    if (value->kind == LG_VALUE_STRING)
        lg_str_add_n(&text, value->as.string.text, value->as.string.length);
    else
        lg_value_print(value, &text);
    lg_clean_line((struct lg_view){lg_str_text(&text), text.length}, VALUE_CHARS_MAX, &fit);
    lg_html_element(out, is_hash(lg_str_text(&fit)) ? "code class=hash" : "span",
                    lg_str_text(&fit));
    lg_str_dispose(&text);
    lg_str_dispose(&fit);
}

static void add_column(struct columns *columns, const char *key) {
    for (size_t i = 0; i < columns->count; i++) {
        if (strcmp(columns->keys[i], key) == 0)
            return;
    }
    if (columns->count == COLUMNS_MAX)
        columns->is_full = true;
    else
        columns->keys[columns->count++] = key;
}

static void find_columns(const struct lg_value *list, struct columns *out) {
    for (const struct lg_item *item = list->as.list.first; item != NULL; item = item->next) {
        for (const struct lg_pair *pair = item->value->as.map.first; pair != NULL;
             pair = pair->next)
            add_column(out, pair->key);
    }
}

bool lg_html_is_table(const struct lg_value *list) {
    struct columns columns = {0};
    if (list->kind != LG_VALUE_LIST || list->as.list.count == 0)
        return false;
    for (const struct lg_item *item = list->as.list.first; item != NULL; item = item->next) {
        if (item->value->kind != LG_VALUE_MAP)
            return false;
    }
    find_columns(list, &columns);
    return columns.count > 0 && !columns.is_full;
}

void lg_html_table(struct lg_str *out, const char *name, const struct lg_value *list) {
    struct columns columns = {0};
    size_t rows = 0;
    find_columns(list, &columns);
    lg_str_add(out, "<div class=scroll role=group tabindex=0 aria-label=\"");
    lg_html_line(out, name);
    lg_str_add(out, "\"><table><thead><tr>");
    for (size_t i = 0; i < columns.count; i++)
        lg_html_element(out, "th scope=col", columns.keys[i]);
    lg_str_add(out, "</tr></thead><tbody>");
    for (const struct lg_item *item = list->as.list.first; item != NULL && rows < ROWS_MAX;
         item = item->next, rows++) {
        lg_str_add(out, "<tr>");
        for (size_t i = 0; i < columns.count; i++) {
            const struct lg_value *value = lg_value_get(item->value, columns.keys[i]);
            lg_str_add(out, "<td>");
            if (value != NULL)
                lg_html_value(out, value);
        }
    }
    lg_str_add(out, "</tbody></table></div>");
    if (list->as.list.count > rows)
        lg_str_printf(out, "<p class=note>and %zu more</p>", list->as.list.count - rows);
}
