#include "runner/classified.h"

#include <stdio.h>
#include <string.h>

#include "taxonomy/line.h"

enum { MAX_CARETS = 120 };

/* "undecided: slow", "unclassified 0123456789abcdef", "1 connectivity: no-reply". */
static void print_what(const struct lg_log_group *group) {
    const struct lg_class *class = &group->class;
    if (class->undecided.count > 0)
        printf("undecided: %s", lg_shown(class->undecided.items[0]->id));
    else if (class->rule != NULL)
        printf("%s: %s", lg_shown(class->category->label), lg_shown(class->rule->id));
    else if (group->is_rest)
        printf("unclassified, of more kinds than %d", LG_LOG_GROUPS_MAX);
    else
        printf("unclassified %s", group->fingerprint);
}

static void print_head(const struct lg_classified *c, const struct lg_log_group *group) {
    printf("%s:%zu:", lg_shown(c->name), group->first_line);
    if (group->column > 0)
        printf("%zu:", group->column);
    putchar(' ');
    print_what(group);
    if (group->count > 1)
        printf(" (%zu times, last in line %zu)", group->count, group->last_line);
}

static const struct lg_rule *rule_of(const struct lg_log_group *group) {
    return group->class.undecided.count > 0 ? NULL : group->class.rule;
}

static void print_probes(const struct lg_rule *rule) {
    for (size_t i = 0; i < rule->num_probes; i++)
        printf("%s %s", i == 0 ? "; probes" : ",", lg_shown(rule->probes[i]->name));
}

static void print_verdict(const struct lg_classified *c) {
    const struct lg_log_group *group = lg_log_verdict(c->log);
    if (group == NULL) {
        puts("verdict: no error");
        return;
    }
    fputs("verdict: ", stdout);
    print_what(group);
    const struct lg_rule *rule = rule_of(group);
    if (rule == NULL) {
        puts("; next: stop, a person reads it");
        return;
    }
    printf("; next: %s", lg_rule_next_name(rule->next));
    if (rule->next == LG_NEXT_DIAGNOSE)
        print_probes(rule);
    else
        printf(" %s", lg_shown(rule->next == LG_NEXT_FIX ? rule->fix->name : rule->stop->name));
    putchar('\n');
}

void lg_classified_print(const struct lg_classified *c) {
    const struct lg_log_group *group;
    for (size_t i = 0; (group = lg_log_group(c->log, i)) != NULL; i++) {
        print_head(c, group);
        printf(": %s\n", lg_shown(group->text.text));
    }
    print_verdict(c);
}

static size_t shown_characters(const struct lg_classified *c, const char *text, size_t length) {
    const char *copy = lg_arena_strndup(&c->app->arena, text, length);
    return lg_line_characters(lg_view_of(lg_shown(copy)));
}

static void print_line(const struct lg_classified *c, const struct lg_log_group *group) {
    const struct lg_view *match = &group->class.match;
    printf("%7zu | %s\n", group->first_line, lg_shown(group->text.text));
    if (group->column == 0)
        return;
    size_t before = (size_t)(match->text - group->text.text);
    size_t carets = shown_characters(c, match->text, match->length);
    if (carets == 0)
        carets = 1;
    printf("        | %*s", (int)shown_characters(c, group->text.text, before), "");
    for (size_t i = 0; i < carets && i < MAX_CARETS; i++)
        putchar('^');
    putchar('\n');
}

static void print_rules(const char *head, const struct lg_rules_list *list) {
    if (list->count == 0)
        return;
    printf("  %-10s", head);
    for (size_t i = 0; i < list->count && i < LG_CLASS_LISTED; i++)
        printf("%s %s (%s)", i == 0 ? "" : ",", lg_shown(list->items[i]->id),
               lg_shown(list->items[i]->category->label));
    if (list->count > LG_CLASS_LISTED)
        printf(" and %zu more", list->count - LG_CLASS_LISTED);
    putchar('\n');
}

static void print_stop(const struct lg_stop *stop) {
    struct lg_str text = {0};
    lg_taxonomy_stop_text(stop, NULL, &text);
    char *line = text.text;
    while (line != NULL && *line != '\0') {
        char *end = strchr(line, '\n');
        if (end != NULL)
            *end = '\0';
        printf("  %s\n", lg_shown(line));
        line = end == NULL ? NULL : end + 1;
    }
    lg_str_dispose(&text);
}

static void print_rule(const struct lg_rule *rule) {
    printf("  pattern    %s\n", rule->pattern == NULL ? "none" : lg_shown(rule->pattern));
    for (size_t i = 0; i < rule->nots.count; i++)
        printf("  not        %s\n", lg_shown(rule->nots.items[i]));
    printf("  source     %s\n", lg_shown(rule->source));
    if (rule->kind != LG_RULE_ERROR)
        return;
    printf("  help       %s\n", lg_shown(rule->category->help));
    printf("  next       %s\n", lg_rule_next_name(rule->next));
    for (size_t i = 0; i < rule->num_probes; i++)
        printf("  probe      %s: %s\n", lg_shown(rule->probes[i]->name),
               lg_shown(rule->probes[i]->help));
    if (rule->fix != NULL)
        printf("  fix        %s: %s%s%s\n", lg_shown(rule->fix->name), lg_shown(rule->fix->help),
               rule->fix->unless == NULL ? "" : "; not where ",
               rule->fix->unless == NULL ? "" : lg_shown(rule->fix->unless));
    if (rule->stop != NULL)
        print_stop(rule->stop);
}

void lg_classified_explain(const struct lg_classified *c) {
    const struct lg_log_group *group;
    for (size_t i = 0; (group = lg_log_group(c->log, i)) != NULL; i++) {
        print_head(c, group);
        putchar('\n');
        print_line(c, group);
        print_rules("undecided", &group->class.undecided);
        if (group->class.rule != NULL)
            print_rule(group->class.rule);
        print_rules("also", &group->class.others);
        if (group->masked != NULL)
            printf("  masked     %s\n", lg_shown(group->masked));
        putchar('\n');
    }
    print_verdict(c);
}

static void put_text(struct lg_arena *arena, struct lg_value *map, const char *key,
                     const char *text) {
    if (text != NULL)
        lg_value_put(arena, map, key, lg_value_text(arena, text));
}

static void put_count(struct lg_arena *arena, struct lg_value *map, const char *key, size_t count) {
    lg_value_put(arena, map, key, lg_value_int(arena, (int64_t)count));
}

static void put_rules(struct lg_arena *arena, struct lg_value *map, const char *key,
                      const struct lg_rules_list *list) {
    struct lg_value *ids = lg_value_list(arena);
    for (size_t i = 0; i < list->count && i < LG_CLASS_LISTED; i++)
        lg_value_push(arena, ids, lg_value_text(arena, list->items[i]->id));
    lg_value_put(arena, map, key, ids);
}

static void put_remedy(struct lg_arena *arena, struct lg_value *map, const struct lg_rule *rule) {
    struct lg_value *probes = lg_value_list(arena);
    for (size_t i = 0; i < rule->num_probes; i++)
        lg_value_push(arena, probes, lg_value_text(arena, rule->probes[i]->name));
    put_text(arena, map, "next", lg_rule_next_name(rule->next));
    lg_value_put(arena, map, "probes", probes);
    put_text(arena, map, "fix", rule->fix == NULL ? NULL : rule->fix->name);
    put_text(arena, map, "stop", rule->stop == NULL ? NULL : rule->stop->name);
}

static const char *kind_of(const struct lg_log_group *group) {
    if (group->class.undecided.count > 0)
        return "undecided";
    return group->class.rule == NULL ? "unclassified" : lg_rule_kind_name(group->class.rule->kind);
}

static struct lg_value *group_value(struct lg_arena *arena, const struct lg_log_group *group) {
    struct lg_value *map = lg_value_map(arena);
    const struct lg_class *class = &group->class;
    put_text(arena, map, "kind", kind_of(group));
    if (class->rule != NULL) {
        put_text(arena, map, "rule", class->rule->id);
        put_text(arena, map, "category", class->category->name);
        if (class->category->number > 0)
            put_count(arena, map, "number", (size_t) class->category->number);
    }
    put_count(arena, map, "count", group->count);
    put_count(arena, map, "line", group->first_line);
    put_count(arena, map, "last_line", group->last_line);
    if (group->column > 0) {
        put_count(arena, map, "column", group->column);
        lg_value_put(arena, map, "match",
                     lg_value_text_n(arena, class->match.text, class->match.length));
    }
    lg_value_put(arena, map, "text", lg_value_text_n(arena, group->text.text, group->text.length));
    put_rules(arena, map, "others", &class->others);
    put_rules(arena, map, "undecided", &class->undecided);
    if (group->masked != NULL) {
        put_text(arena, map, "fingerprint", group->fingerprint);
        put_text(arena, map, "masked", group->masked);
    }
    if (class->rule != NULL && class->rule->kind == LG_RULE_ERROR)
        put_remedy(arena, map, class->rule);
    return map;
}

struct lg_value *lg_classified_value(const struct lg_classified *c) {
    struct lg_arena *arena = &c->app->arena;
    const struct lg_log_totals *totals = lg_log_totals(c->log);
    struct lg_value *root = lg_value_map(arena);
    struct lg_value *found = lg_value_list(arena);
    put_text(arena, root, "log", c->name);
    put_count(arena, root, "lines", totals->lines);
    put_count(arena, root, "classified", totals->classified);
    put_count(arena, root, "unclassified", totals->unclassified);
    put_count(arena, root, "undecided", totals->undecided);
    put_count(arena, root, "warnings", totals->warnings);
    put_count(arena, root, "successes", totals->successes);
    const struct lg_log_group *group = lg_log_verdict(c->log);
    lg_value_put(arena, root, "verdict",
                 group == NULL ? lg_value_null(arena, "no error") : group_value(arena, group));
    for (size_t i = 0; (group = lg_log_group(c->log, i)) != NULL; i++)
        lg_value_push(arena, found, group_value(arena, group));
    lg_value_put(arena, root, "found", found);
    return root;
}
