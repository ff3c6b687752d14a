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

/* A NUL ends nothing here: what a program says behind it is told too. */
static void add_output(const struct lg_value *result, const char *key, struct lg_str *out) {
    const struct lg_value *value = lg_value_get(result, key);
    if (value == NULL || value->kind != LG_VALUE_STRING || value->as.string.length == 0)
        return;
    if (out->length > 0 && out->text[out->length - 1] != '\n')
        lg_str_add_char(out, '\n');
    const char *text = value->as.string.text;
    for (size_t i = 0; i < value->as.string.length; i++) {
        if (text[i] == '\0')
            lg_str_add(out, "\xef\xbf\xbd");
        else
            lg_str_add_char(out, text[i]);
    }
}

static const char *output_of(const struct lg_value *result, struct lg_arena *arena) {
    struct lg_str text = {0};
    add_output(result, "stdout", &text);
    add_output(result, "stderr", &text);
    const char *copy = lg_arena_strdup(arena, lg_str_text(&text));
    lg_str_dispose(&text);
    return copy;
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
