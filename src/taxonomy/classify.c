#include "taxonomy/classify.h"

#include <string.h>

#include "taxonomy/inside.h"

static bool has(const struct rule_set *set, size_t index) {
    return (set->words[index / 64] >> index % 64 & 1) != 0;
}

static void add_owner(void *ctx, size_t owner) {
    struct rule_set *set = ctx;
    if (owner < MAX_RULES)
        set->words[owner / 64] |= UINT64_C(1) << owner % 64;
}

/* The line of `text` in which a part of it begins. */
static struct lg_view line_around(struct lg_view text, const char *part) {
    const char *end = text.text + text.length;
    const char *start = part;
    while (start > text.text && start[-1] != '\n')
        start--;
    const char *stop = memchr(part, '\n', (size_t)(end - part));
    return (struct lg_view){start, (size_t)((stop == NULL ? end : stop) - start)};
}

/* 1 one of them matches, 0 none, -1 undecided. */
static int any_not(const struct entry *entry, struct lg_view line) {
    for (size_t i = 0; i < entry->rule.nots.count; i++) {
        int found = lg_regex_find(entry->nots[i], line, NULL, NULL);
        if (found != 0)
            return found;
    }
    return 0;
}

int taxonomy_entry_find(const struct entry *entry, struct lg_view text, struct lg_view *match_out) {
    struct lg_view rest = text;
    while (true) {
        struct lg_view match = {0};
        int found = lg_regex_find(entry->regex, rest, &match, NULL);
        if (found != 1 || entry->rule.nots.count == 0) {
            if (found == 1 && match_out != NULL)
                *match_out = match;
            return found;
        }
        struct lg_view line = line_around(rest, match.text);
        int vetoed = any_not(entry, line);
        if (vetoed != 1) {
            if (vetoed == 0 && match_out != NULL)
                *match_out = match;
            return vetoed == 0 ? 1 : -1;
        }
        const char *after = line.text + line.length;
        if (after == rest.text + rest.length)
            return 0;
        rest.length -= (size_t)(after + 1 - rest.text);
        rest.text = after + 1;
    }
}

static void list_rule(struct lg_rules_list *list, const struct lg_rule *rule) {
    if (list->count < LG_CLASS_LISTED)
        list->items[list->count] = rule;
    list->count++;
}

/* What was found of one entry, in order. */
static void take(struct lg_class *out, const struct entry *entry, int found, struct lg_view match) {
    if (found == 1 && out->rule == NULL) {
        out->rule = &entry->rule;
        out->match = match;
    } else if (found == 1 && out->rule != &entry->rule) {
        list_rule(&out->others, &entry->rule);
    } else if (found == -1 && out->rule == NULL) {
        list_rule(&out->undecided, &entry->rule);
    }
}

static void judge_facts(const struct lg_taxonomy *taxonomy, const struct lg_facts *facts,
                        struct lg_class *out) {
    for (size_t i = 0; facts != NULL && i < taxonomy->num_rules; i++) {
        const struct entry *entry = taxonomy->entries[i];
        if (entry->facts != NULL)
            take(out, entry, lg_facts_rule_holds(entry->facts, facts), (struct lg_view){0});
    }
    out->by_facts = out->rule != NULL;
}

static bool is_listed(const struct lg_class *out, const struct lg_rule *rule) {
    size_t count = out->others.count < LG_CLASS_LISTED ? out->others.count : LG_CLASS_LISTED;
    for (size_t i = 0; i < count; i++)
        if (out->others.items[i] == rule)
            return true;
    return false;
}

static void judge_text(const struct lg_taxonomy *taxonomy, struct lg_view text,
                       const struct rule_set *candidates, struct lg_class *out) {
    for (size_t i = 0; i < taxonomy->num_rules; i++) {
        const struct entry *entry = taxonomy->entries[i];
        struct lg_view match = {0};
        if (has(candidates, i) && !is_listed(out, &entry->rule))
            take(out, entry, taxonomy_entry_find(entry, text, &match), match);
    }
}

static bool looks_like_error(const struct lg_taxonomy *taxonomy, struct lg_view text,
                             const struct rule_set *candidates) {
    for (size_t i = taxonomy->num_rules; i < taxonomy->num_entries; i++)
        if (has(candidates, i) && taxonomy_entry_find(taxonomy->entries[i], text, NULL) != 0)
            return true;
    return false;
}

/* "APPLIED: Utility.Gain failed" is no success. */
static bool is_spoilt(const struct lg_taxonomy *taxonomy, struct lg_view text,
                      const struct rule_set *candidates, const struct lg_class *class) {
    if (class->rule == NULL || class->rule->kind != LG_RULE_SUCCESS || class->by_facts)
        return false;
    if (class->rule->free_text)
        text.length = (size_t)(class->match.text + class->match.length - text.text);
    return looks_like_error(taxonomy, text, candidates);
}

void lg_taxonomy_judge(const struct lg_taxonomy *taxonomy, struct lg_view text,
                       const struct lg_facts *facts, struct lg_class *out) {
    if (text.text == NULL)
        text.text = "";
    struct rule_set candidates = taxonomy->always;
    lg_literals_each(taxonomy->literals, text, add_owner, &candidates);
    *out = (struct lg_class){0};
    judge_facts(taxonomy, facts, out);
    judge_text(taxonomy, text, &candidates, out);
    if (is_spoilt(taxonomy, text, &candidates, out)) {
        list_rule(&out->others, out->rule);
        out->rule = NULL;
        out->match = (struct lg_view){0};
    }
    out->category = out->rule != NULL ? out->rule->category : lg_taxonomy_unclassified();
    if (out->rule == NULL && out->undecided.count == 0)
        out->is_sign = looks_like_error(taxonomy, text, &candidates);
}

const struct lg_category *lg_taxonomy_classify(const struct lg_taxonomy *taxonomy,
                                               struct lg_view text,
                                               const struct lg_rule **rule_out) {
    struct lg_class class;
    lg_taxonomy_judge(taxonomy, text, NULL, &class);
    bool is_error = class.rule != NULL && class.rule->kind == LG_RULE_ERROR;
    if (rule_out != NULL)
        *rule_out = is_error ? class.rule : NULL;
    return is_error ? class.category : lg_taxonomy_unclassified();
}
