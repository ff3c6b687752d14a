#include <stdio.h>
#include <string.h>

#include "base/number.h"
#include "runner/commands.h"
#include "runner/exit_code.h"
#include "step/step.h"
#include "taxonomy/taxonomy.h"

static const struct lg_option *const options[] = {NULL};

static bool explain_exit(const char *word) {
    size_t count;
    const struct lg_exit_row *rows = lg_exit_rows(&count);
    int64_t code;
    if (!lg_number_read_int(lg_view_of(word), &code))
        return false;
    for (size_t i = 0; i < count; i++) {
        bool is_signal = rows[i].code == LG_EXIT_SIGNAL && code > LG_EXIT_SIGNAL && code < 192;
        if (rows[i].code != code && !is_signal)
            continue;
        printf("exit %lld: %s\n  %s\n", (long long)code, rows[i].meaning, rows[i].advice);
        return true;
    }
    return false;
}

static void print_rules(const struct lg_taxonomy *taxonomy, const struct lg_category *category) {
    for (size_t i = 0; i < lg_taxonomy_count(taxonomy); i++) {
        const struct lg_rule *rule = lg_taxonomy_rule(taxonomy, i);
        if (rule->category == category)
            printf("  %-28s %s\n", rule->id, rule->pattern == NULL ? "by facts" : rule->pattern);
    }
}

static bool explain_category(const struct lg_taxonomy *taxonomy, const char *word) {
    const struct lg_category *categories = NULL;
    size_t count = lg_taxonomy_categories(taxonomy, &categories);
    for (size_t i = 0; i < count; i++) {
        char number[LG_NUMBER_MAX];
        lg_number_write(categories[i].number, number);
        if (strcmp(word, categories[i].name) != 0 && strcmp(word, number) != 0 &&
            strcmp(word, categories[i].label) != 0)
            continue;
        printf("category %s\n  %s\n  its rules, first match over the whole table wins:\n",
               categories[i].label, categories[i].help);
        print_rules(taxonomy, &categories[i]);
        return true;
    }
    return false;
}

static bool explain_rule(const struct lg_taxonomy *taxonomy, const char *word) {
    for (size_t i = 0; i < lg_taxonomy_count(taxonomy); i++) {
        const struct lg_rule *rule = lg_taxonomy_rule(taxonomy, i);
        if (strcmp(rule->id, word) != 0)
            continue;
        printf("rule %s: texts that match %s are category %s\n  %s\n", rule->id,
               rule->pattern == NULL ? "nothing (facts decide)" : rule->pattern,
               rule->category->label, rule->category->help);
        return true;
    }
    return false;
}

static void print_field(const struct lg_field *field) {
    static const char *const types[LG_FIELD__COUNT] = {
        [LG_FIELD_TEXT] = "text",         [LG_FIELD_BOOL] = "true/false",
        [LG_FIELD_INT] = "whole number",  [LG_FIELD_NUMBER] = "number",
        [LG_FIELD_DURATION] = "duration", [LG_FIELD_ENUM] = "one of",
        [LG_FIELD_TEXTS] = "texts",       [LG_FIELD_NUMBERS] = "numbers",
        [LG_FIELD_NODE] = "any",
    };
    printf("  %-12s %-13s %s", field->name, types[field->type], field->help);
    for (size_t i = 0; field->choices != NULL && field->choices[i] != NULL; i++)
        printf("%s%s", i == 0 ? " (" : ", ", field->choices[i]);
    if (field->choices != NULL)
        putchar(')');
    if ((field->flags & LG_FIELD_REQUIRED) != 0)
        fputs(" [required]", stdout);
    else if (field->fallback != NULL)
        printf(" [default %s]", field->fallback);
    putchar('\n');
}

static bool explain_verb(const char *word) {
    const struct lg_verb *verb = lg_verb_find(word);
    if (verb == NULL)
        return false;
    printf("verb %s: %s\n  at most %lld ms unless `timeout:` says otherwise%s\n", verb->name,
           verb->help, (long long)verb->timeout_ms,
           (verb->flags & LG_VERB_LIVE) != 0 ? "; talks to Live" : "");
    for (size_t i = 0; i < verb->fields.count; i++)
        print_field(&verb->fields.items[i]);
    return true;
}

static void print_all(const struct lg_taxonomy *taxonomy) {
    size_t count;
    const struct lg_exit_row *rows = lg_exit_rows(&count);
    puts("exit codes:");
    for (size_t i = 0; i < count; i++)
        printf("  %-5d %s\n", rows[i].code, rows[i].meaning);
    const struct lg_category *categories = NULL;
    count = lg_taxonomy_categories(taxonomy, &categories);
    puts("error categories:");
    for (size_t i = 0; i < count; i++)
        printf("  %s\n", categories[i].label);
    puts("verbs:");
    for (const struct lg_verb *const *verb = lg_verbs; *verb != NULL; verb++)
        printf("  %-10s %s\n", (*verb)->name, (*verb)->help);
}

static int run(struct lg_app *app, const struct lg_args *args, struct lg_err *err) {
    struct lg_taxonomy *taxonomy = NULL;
    if (lg_taxonomy_load(&app->paths, NULL, &taxonomy, err) != 0)
        return -1;
    int result = LG_EXIT_OK;
    if (args->num_words == 0)
        print_all(taxonomy);
    for (size_t i = 0; i < args->num_words && result == LG_EXIT_OK; i++) {
        /* A number may be both an exit code and a category: both are told. */
        bool found = explain_exit(args->words[i]);
        found = explain_category(taxonomy, args->words[i]) || found;
        found = explain_rule(taxonomy, args->words[i]) || found;
        found = explain_verb(args->words[i]) || found;
        if (!found)
            result =
                lg_err_set(err, LG_ERR_USAGE,
                           "'%s' is no exit code, error category, rule or verb; `livegate explain` "
                           "lists them",
                           args->words[i]);
    }
    lg_taxonomy_free(taxonomy);
    return result;
}

const struct lg_command lg_cmd_explain = {
    .name = "explain",
    .usage = "explain [CODE|CATEGORY|RULE|VERB...]",
    .help = "says what an exit code, an error category, a rule or a verb means",
    .options = options,
    .run = run,
};
