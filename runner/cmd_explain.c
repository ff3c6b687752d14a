#include <stdio.h>
#include <string.h>

#include "base/number.h"
#include "base/suggest.h"
#include "render/render.h"
#include "run/plan.h"
#include "runner/commands.h"
#include "runner/exit_code.h"
#include "runner/help.h"
#include "step/operator.h"
#include "step/step.h"
#include "taxonomy/taxonomy.h"

static const struct lg_option option_list = {"--list", LG_OPTION_FLAG, NULL,
                                             "all that can be explained, a word a line", NULL};

static const struct lg_option *const options[] = {&option_list, NULL};

/* What there is to explain besides what the program itself has. */
struct known {
    const struct lg_taxonomy *taxonomy;
    const struct lg_plan *plan; /* of all gates; NULL: they can't be read */
};

/* A kind of topic: its words, and what is said of one. */
struct topics {
    /* The word at an index, in the arena or static; NULL beyond the last. */
    const char *(*word)(const struct known *known, size_t index, struct lg_arena *arena);
    /* False: none of ours. */
    bool (*explain)(const struct known *known, const char *word);
};

/* --- Exit codes --- */

static const char *exit_word(const struct known *known, size_t index, struct lg_arena *arena) {
    LG_UNUSED(known);
    size_t count;
    const struct lg_exit_row *rows = lg_exit_rows(&count);
    return index < count ? lg_arena_printf(arena, "%d", rows[index].code) : NULL;
}

static bool explain_exit(const struct known *known, const char *word) {
    LG_UNUSED(known);
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

/* --- The taxonomy --- */

static void print_probes(const struct lg_probe *const *probes, size_t count) {
    for (size_t i = 0; i < count; i++)
        printf("  looks by %s: %s\n", probes[i]->name, probes[i]->help);
}

static void print_fix(const struct lg_fix *fix) {
    if (fix != NULL)
        printf("  --fix safe may %s: %s\n", fix->name, fix->help);
}

static const char *category_word(const struct known *known, size_t index, struct lg_arena *arena) {
    LG_UNUSED(arena);
    const struct lg_category *categories = NULL;
    size_t count = lg_taxonomy_categories(known->taxonomy, &categories);
    if (index == count)
        return lg_taxonomy_unclassified()->name;
    return index < count ? categories[index].name : NULL;
}

static void print_category(const struct known *known, const struct lg_category *category) {
    printf("category %s\n  %s\n", category->label, category->help);
    print_probes(category->probes, category->num_probes);
    print_fix(category->fix);
    puts("  its rules, first match over the whole table wins:");
    for (size_t i = 0; i < lg_taxonomy_count(known->taxonomy); i++) {
        const struct lg_rule *rule = lg_taxonomy_rule(known->taxonomy, i);
        if (rule->category == category)
            printf("  %-28s %s\n", rule->id, rule->pattern == NULL ? "by facts" : rule->pattern);
    }
}

static bool explain_category(const struct known *known, const char *word) {
    const struct lg_category *categories = NULL;
    size_t count = lg_taxonomy_categories(known->taxonomy, &categories);
    for (size_t i = 0; i <= count; i++) {
        const struct lg_category *category =
            i < count ? &categories[i] : lg_taxonomy_unclassified();
        char number[LG_NUMBER_MAX];
        lg_number_write(category->number, number);
        if (strcmp(word, category->name) != 0 && strcmp(word, category->label) != 0 &&
            (category->number == 0 || strcmp(word, number) != 0))
            continue;
        print_category(known, category);
        return true;
    }
    return false;
}

static const char *rule_word(const struct known *known, size_t index, struct lg_arena *arena) {
    LG_UNUSED(arena);
    const struct lg_rule *rule = lg_taxonomy_rule(known->taxonomy, index);
    return rule == NULL ? NULL : rule->id;
}

static bool explain_rule(const struct known *known, const char *word) {
    for (size_t i = 0; i < lg_taxonomy_count(known->taxonomy); i++) {
        const struct lg_rule *rule = lg_taxonomy_rule(known->taxonomy, i);
        struct lg_str todo = {0};
        if (strcmp(rule->id, word) != 0)
            continue;
        if (rule->kind == LG_RULE_ERROR)
            printf("rule %s: texts that match %s are category %s\n  %s\n", rule->id,
                   rule->pattern == NULL ? "nothing (facts decide)" : rule->pattern,
                   rule->category->label, rule->category->help);
        else
            printf("rule %s: texts that match %s are no error: a %s\n", rule->id, rule->pattern,
                   lg_rule_kind_name(rule->kind));
        print_probes(rule->probes, rule->num_probes);
        print_fix(lg_taxonomy_fix(rule));
        if (rule->stop != NULL) {
            lg_taxonomy_stop_text(rule->stop, NULL, &todo);
            printf("  what a person is told:\n%s", lg_str_text(&todo));
        }
        printf("  from: %s\n", rule->source);
        lg_str_dispose(&todo);
        return true;
    }
    return false;
}

/* --- Verbs and operators --- */

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

static size_t count_verbs(void) {
    size_t count = 0;
    while (lg_verbs[count] != NULL)
        count++;
    return count;
}

static const char *verb_word(const struct known *known, size_t index, struct lg_arena *arena) {
    LG_UNUSED(known);
    LG_UNUSED(arena);
    return index < count_verbs() ? lg_verbs[index]->name : NULL;
}

static bool explain_verb(const struct known *known, const char *word) {
    LG_UNUSED(known);
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

static const char *operator_word(const struct known *known, size_t index, struct lg_arena *arena) {
    LG_UNUSED(known);
    LG_UNUSED(arena);
    size_t count;
    const struct lg_operator *operators = lg_operators(&count);
    return index < count ? operators[index].name : NULL;
}

static bool explain_operator(const struct known *known, const char *word) {
    LG_UNUSED(known);
    const struct lg_operator *op = lg_operator_find(word);
    if (op == NULL)
        return false;
    printf("operator %s: %s\n  takes %s; a value that is missing, null, NaN or of another kind is "
           "an error%s\n",
           op->name, op->help, op->takes,
           strcmp(op->name, "exists") == 0 ? " for the others alone" : "");
    return true;
}

/* --- Ways to render --- */

static const char *mode_word(const struct known *known, size_t index, struct lg_arena *arena) {
    LG_UNUSED(known);
    LG_UNUSED(arena);
    size_t count = 0;
    while (lg_render_names[count] != NULL)
        count++;
    return index < count ? lg_render_names[index] : NULL;
}

static bool explain_mode(const struct known *known, const char *word) {
    LG_UNUSED(known);
    const struct lg_render_mode *mode = lg_render_find(word);
    if (mode == NULL)
        return false;
    printf("mode %s: %s\n  a matrix says export: {mode: %s%s}\n", mode->name, mode->help,
           mode->name, mode->fields.count == 0 ? "" : ", with: {…}");
    for (size_t i = 0; i < mode->fields.count; i++)
        print_field(&mode->fields.items[i]);
    return true;
}

/* --- Commands --- */

static const char *command_word(const struct known *known, size_t index, struct lg_arena *arena) {
    LG_UNUSED(known);
    LG_UNUSED(arena);
    size_t count = 0;
    while (lg_commands[count] != NULL)
        count++;
    return index < count ? lg_commands[index]->name : NULL;
}

static bool explain_command(const struct known *known, const char *word) {
    LG_UNUSED(known);
    const struct lg_command *command = lg_command_find(word);
    if (command == NULL)
        return false;
    printf("command %s, ", word);
    lg_help_command(command);
    return true;
}

/* --- Gates and their steps --- */

static size_t count_gates(const struct known *known) {
    return known->plan == NULL ? 0 : known->plan->num_gates;
}

static const char *gate_word(const struct known *known, size_t index, struct lg_arena *arena) {
    LG_UNUSED(arena);
    return index < count_gates(known) ? known->plan->gates[index].id : NULL;
}

static bool explain_gate(const struct known *known, const char *word) {
    for (size_t i = 0; i < count_gates(known); i++) {
        const struct lg_plan_gate *gate = &known->plan->gates[i];
        if (strcmp(gate->id, word) != 0)
            continue;
        printf("gate %s: %s\n  of %s", gate->id, lg_shown(gate->name), lg_shown(gate->source));
        for (size_t n = 0; n < gate->num_needs; n++)
            printf("%s%s", n == 0 ? "; needs " : ", ", known->plan->gates[gate->needs[n]].id);
        puts("\n  its steps:");
        for (size_t n = 0; n < gate->num_steps + gate->num_teardown; n++)
            printf("  %s.%-28s %s%s\n", gate->id, gate->steps[n].id, gate->steps[n].verb->name,
                   n < gate->num_steps ? "" : ", whatever came before");
        return true;
    }
    return false;
}

/* "g1.scan-2" */
static const char *step_word(const struct known *known, size_t index, struct lg_arena *arena) {
    for (size_t i = 0; i < count_gates(known); i++) {
        const struct lg_plan_gate *gate = &known->plan->gates[i];
        size_t count = gate->num_steps + gate->num_teardown;
        if (index < count)
            return lg_arena_printf(arena, "%s.%s", gate->id, gate->steps[index].id);
        index -= count;
    }
    return NULL;
}

static void print_step(const struct lg_plan_gate *gate, const struct lg_plan_step *step) {
    printf("step %s.%s: %s: %s\n  at %s:%u:%u", gate->id, step->id, step->verb->name,
           step->verb->help, lg_shown(step->place->source), step->place->line, step->place->column);
    if (step->timeout_ms > 0 && !step->is_expect)
        printf("; at most %lld ms", (long long)step->timeout_ms);
    printf("%s\n  `livegate run %s` runs its gate\n",
           step->when == NULL ? "" : "; skipped where its `when` does not hold", gate->id);
}

static bool explain_step(const struct known *known, const char *word) {
    const char *dot = strchr(word, '.');
    for (size_t i = 0; dot != NULL && i < count_gates(known); i++) {
        const struct lg_plan_gate *gate = &known->plan->gates[i];
        if (!lg_view_eq((struct lg_view){word, (size_t)(dot - word)}, gate->id))
            continue;
        for (size_t n = 0; n < gate->num_steps + gate->num_teardown; n++) {
            if (strcmp(gate->steps[n].id, dot + 1) != 0)
                continue;
            print_step(gate, &gate->steps[n]);
            return true;
        }
    }
    return false;
}

/* --- All of them --- */

static const struct topics topics[] = {
    {exit_word, explain_exit},         {category_word, explain_category}, {rule_word, explain_rule},
    {gate_word, explain_gate},         {step_word, explain_step},         {verb_word, explain_verb},
    {operator_word, explain_operator}, {command_word, explain_command},   {mode_word, explain_mode},
};

static void print_words(const struct known *known, struct lg_arena *arena) {
    const char *word;
    for (size_t i = 0; i < LG_ARRAY_LEN(topics); i++)
        for (size_t k = 0; (word = topics[i].word(known, k, arena)) != NULL; k++)
            puts(word);
}

static void print_overview(const struct known *known, struct lg_arena *arena) {
    size_t count;
    const struct lg_exit_row *rows = lg_exit_rows(&count);
    puts("exit codes:");
    for (size_t i = 0; i < count; i++)
        printf("  %-5d %s\n", rows[i].code, rows[i].meaning);
    const struct lg_category *categories = NULL;
    count = lg_taxonomy_categories(known->taxonomy, &categories);
    puts("error categories:");
    for (size_t i = 0; i < count; i++)
        printf("  %s\n", categories[i].label);
    puts("verbs:");
    for (const struct lg_verb *const *verb = lg_verbs; *verb != NULL; verb++)
        printf("  %-12s %s\n", (*verb)->name, (*verb)->help);
    const struct lg_operator *operators = lg_operators(&count);
    puts("operators:");
    for (size_t i = 0; i < count; i++)
        printf("  %-12s %s\n", operators[i].name, operators[i].help);
    count = 0;
    while (rule_word(known, count, arena) != NULL)
        count++;
    puts("export modes:");
    for (const struct lg_render_mode *const *mode = lg_render_modes; *mode != NULL; mode++)
        printf("  %-12s %s\n", (*mode)->name, (*mode)->help);
    printf("and %zu rules, all commands, gates and steps: `livegate explain --list`\n", count);
}

static int unknown(const struct known *known, const char *word, struct lg_arena *arena,
                   struct lg_err *err) {
    enum { MOST = 1024 };
    const char **words = lg_arena_array(arena, MOST, sizeof *words);
    size_t count = 0;
    for (size_t i = 0; i < LG_ARRAY_LEN(topics); i++)
        for (size_t k = 0; count < MOST && (words[count] = topics[i].word(known, k, arena)); k++)
            count++;
    const char *near = lg_suggest(word, words, count);
    if (near != NULL)
        return lg_err_set(err, LG_ERR_USAGE, "nothing is called '%s'; did you mean '%s'?", word,
                          near);
    return lg_err_set(
        err, LG_ERR_USAGE,
        "'%s' is no exit code, error category, rule, verb, operator, export mode, command, gate or "
        "step (GATE.STEP); "
        "`livegate explain --list` lists them",
        word);
}

static int run(struct lg_app *app, const struct lg_args *args, struct lg_err *err) {
    struct lg_taxonomy *taxonomy = NULL;
    struct lg_plan *plan = NULL;
    const struct lg_plan_options all = {.selectors = NULL};
    if (lg_taxonomy_load(&app->paths, NULL, &taxonomy, err) != 0)
        return -1;
    /* What is wrong in a gate is for `plan` to say. */
    (void)!lg_plan_new(&app->paths, &all, &plan, NULL);
    const struct known known = {taxonomy, plan};
    int result = LG_EXIT_OK;
    if (lg_args_has(args, option_list.name))
        print_words(&known, &app->arena);
    else if (args->num_words == 0)
        print_overview(&known, &app->arena);
    for (size_t i = 0; i < args->num_words && result == LG_EXIT_OK; i++) {
        /* A word may be of several kinds, such as 5 or `ping`: all are told. */
        bool is_known = false;
        for (size_t k = 0; k < LG_ARRAY_LEN(topics); k++)
            is_known = topics[k].explain(&known, args->words[i]) || is_known;
        if (!is_known)
            result = unknown(&known, args->words[i], &app->arena, err);
    }
    lg_plan_free(plan);
    lg_taxonomy_free(taxonomy);
    return result;
}

const struct lg_command lg_cmd_explain = {
    .name = "explain",
    .usage = "explain [CODE|CATEGORY|RULE|VERB|OPERATOR|MODE|COMMAND|GATE[.STEP]...] | --list",
    .help = "says what an exit code, an error category, a rule, a verb, an operator, an export "
            "mode, a command, a gate or its step means",
    .options = options,
    .words = LG_WORDS_TOPICS,
    .run = run,
};
