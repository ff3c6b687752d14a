#include "runner/help.h"

#include <string.h>

size_t lg_help_choice(const struct lg_option *option, const char **at) {
    const char *start = *at == NULL ? option->value : *at + strcspn(*at, "|");
    if (*at != NULL && *start == '|')
        start++;
    *at = start;
    return strcspn(start, "|");
}

/* Words that are typed as they stand are lower case; what stands for something is not. */
static bool is_choice(const char *value) {
    return value[strspn(value, "abcdefghijklmnopqrstuvwxyz0123456789-|")] == '\0';
}

enum lg_takes lg_help_takes(const struct lg_option *option) {
    if (option->kind == LG_OPTION_FLAG || option->value == NULL)
        return LG_TAKES_NOTHING;
    if (is_choice(option->value))
        return LG_TAKES_CHOICE;
    if (strcmp(option->value, "FOLDER") == 0 || strcmp(option->value, "DIR") == 0)
        return LG_TAKES_FOLDER;
    if (strstr(option->value, "FILE") != NULL || lg_ends_with(option->value, ".json") ||
        lg_ends_with(option->value, ".yaml"))
        return LG_TAKES_FILE;
    return LG_TAKES_TEXT;
}

void lg_help_usage(FILE *out) {
    fputs("livegate: gates and experiments against Ableton Live, with verdicts read back and "
          "named\n\n"
          "usage: livegate COMMAND [options]      livegate COMMAND --help\n\n",
          out);
    for (const struct lg_command *const *at = lg_commands; *at != NULL; at++)
        fprintf(out, "  %-12s %s\n", (*at)->name, (*at)->help);
    fputs("\nlivegate --version prints the version; `livegate explain 20` says what an exit code "
          "means;\n`livegate init` begins a project.\n",
          out);
}

static const char *option_form(const struct lg_option *option, char *form, size_t size) {
    if (option->kind == LG_OPTION_FLAG)
        snprintf(form, size, "%s", option->name);
    else if (option->kind == LG_OPTION_VALUE)
        snprintf(form, size, "%s %s", option->name, option->value);
    else
        snprintf(form, size, "%s[=%s]", option->name, option->value);
    return form;
}

void lg_help_command(const struct lg_command *command) {
    char form[128];
    printf("usage: livegate %s\n\n%s\n", command->usage, command->help);
    if (command->more != NULL)
        printf("\n%s", command->more);
    if (command->options[0] != NULL)
        puts("\noptions:");
    for (const struct lg_option *const *at = command->options; *at != NULL; at++)
        printf("  %-30s %s\n", option_form(*at, form, sizeof form), (*at)->help);
}
