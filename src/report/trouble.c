#include "report/trouble.h"

#include <string.h>

static const char *text_of(const struct lg_value *result, const char *key) {
    const struct lg_value *value = result == NULL ? NULL : lg_value_get(result, key);
    return value != NULL && value->kind == LG_VALUE_STRING ? value->as.string.text : "";
}

/* "1 connectivity" as the template has it. */
static const char *category_of(const char *label, struct lg_arena *arena) {
    size_t digits = label == NULL ? 0 : strspn(label, "0123456789");
    if (digits == 0 || label[digits] != ' ')
        return "UNKNOWN";
    return lg_arena_printf(arena, "%.*s (%s)", (int)digits, label, label + digits + 1);
}

static const char *output_of(const struct lg_value *result, struct lg_arena *arena) {
    const char *out = text_of(result, "stdout");
    const char *errors = text_of(result, "stderr");
    size_t length = strlen(out);
    const char *between = length > 0 && errors[0] != '\0' && out[length - 1] != '\n' ? "\n" : "";
    return lg_arena_printf(arena, "%s%s%s", out, between, errors);
}

/* A program of which nobody can say whether it succeeded: its output was judged and no verdict
 * given. */
static const char *question_of(const struct lg_event_step *step) {
    const char *kind = text_of(lg_value_get(step->result, "matched"), "kind");
    for (size_t i = 0; i < step->num_checks; i++) {
        const struct lg_check *check = &step->checks[i];
        if (check->verdict != LG_NOT_JUDGED || strcmp(check->subject, "output") != 0)
            continue;
        if (strcmp(kind, "sign") == 0)
            return "Is that line an error? Then a rule of taxonomy.yaml can say of which kind; "
                   "else "
                   "`error` of the step says what one is.";
        return "Is this what success looks like? Then `success` of the step can say so.";
    }
    return NULL;
}

void lg_trouble_read(const struct lg_event_step *step, struct lg_arena *arena,
                     struct lg_trouble *out) {
    const struct lg_value *result =
        step->result != NULL && step->result->kind == LG_VALUE_MAP ? step->result : NULL;
    *out = (struct lg_trouble){
        .output = "", .exit_code = -1, .category = category_of(step->category, arena)};
    const struct lg_value *code = result == NULL ? NULL : lg_value_get(result, "exit_code");
    const char *command = text_of(result, "command");
    if (code == NULL || code->kind != LG_VALUE_INT || command[0] == '\0')
        return;
    out->command = command;
    out->output = output_of(result, arena);
    out->exit_code = code->as.integer;
    out->question = question_of(step);
}
