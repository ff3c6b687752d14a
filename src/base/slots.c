#include "base/slots.h"

#include <string.h>

#include "base/arena.h"
#include "base/suggest.h"

struct table {
    const struct lg_slot *slots;
    size_t count;
};

/* "{file}, {id} and {start} are filled in" */
static const char *list(const struct table *table, struct lg_arena *arena) {
    const char *text = "";
    for (size_t i = 0; i < table->count; i++) {
        const char *between = i == 0 ? "" : i + 1 == table->count ? " and " : ", ";
        text = lg_arena_printf(arena, "%s%s{%s}", text, between, table->slots[i].name);
    }
    return lg_arena_printf(arena, "; %s are filled in", text);
}

static int unknown(const struct table *table, struct lg_view name, const char *pattern,
                   struct lg_err *err) {
    struct lg_arena arena = {0};
    const char *word = lg_arena_strndup(&arena, name.text, name.length);
    const char **names = lg_arena_array(&arena, table->count, sizeof *names);
    for (size_t i = 0; i < table->count; i++)
        names[i] = table->slots[i].name;
    const char *near = lg_suggest(word, names, table->count);
    const char *advice =
        near == NULL ? list(table, &arena) : lg_arena_printf(&arena, ", did you mean {%s}?", near);
    int status = lg_err_set(err, LG_ERR_READ, "'%s': there is no {%s}%s", pattern, word, advice);
    lg_arena_dispose(&arena);
    return status;
}

/* `out` NULL: the name alone is looked at. */
static int add(const struct table *table, struct lg_view name, const char *pattern,
               struct lg_str *out, struct lg_err *err) {
    for (size_t i = 0; i < table->count; i++) {
        const struct lg_slot *slot = &table->slots[i];
        if (!lg_view_eq(name, slot->name))
            continue;
        if (out != NULL && slot->value == NULL)
            return lg_err_set(err, LG_ERR_READ, "'%s': %s", pattern, slot->missing);
        if (out != NULL)
            lg_str_add(out, slot->value);
        return 0;
    }
    return unknown(table, name, pattern, err);
}

/* One walk for both. */
static int walk(const struct table *table, const char *pattern, struct lg_str *out,
                struct lg_err *err) {
    for (const char *at = pattern; *at != '\0'; at++) {
        bool is_brace = *at == '{' || *at == '}';
        if (!is_brace || at[1] == *at) {
            if (out != NULL)
                lg_str_add_char(out, *at);
            at += is_brace;
            continue;
        }
        size_t length = strcspn(at + 1, "{}");
        if (*at == '}' || at[1 + length] != '}')
            return lg_err_set(err, LG_ERR_READ,
                              "'%s': a single '%c'; a brace of its own is written twice", pattern,
                              *at);
        if (add(table, (struct lg_view){at + 1, length}, pattern, out, err) != 0)
            return -1;
        at += length + 1;
    }
    return 0;
}

int lg_slots_check(const struct lg_slot *slots, size_t count, const char *pattern,
                   struct lg_err *err) {
    return walk(&(struct table){slots, count}, pattern, NULL, err);
}

int lg_slots_fill(const struct lg_slot *slots, size_t count, const char *pattern,
                  struct lg_str *out, struct lg_err *err) {
    struct lg_str text = {0};
    int rc = walk(&(struct table){slots, count}, pattern, &text, err);
    if (rc == 0)
        lg_str_add_n(out, lg_str_text(&text), text.length);
    lg_str_dispose(&text);
    return rc;
}
