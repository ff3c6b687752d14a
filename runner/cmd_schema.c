#include <stdio.h>

#include "base/suggest.h"
#include "runner/commands.h"
#include "runner/exit_code.h"
#include "runner/schemas.h"

static const struct lg_option option_to = {"--to", LG_OPTION_VALUE, "FOLDER",
                                           "write all of them there, as KIND.schema.json", NULL};

static const struct lg_option *const options[] = {&option_to, NULL};

static void print_kinds(void) {
    for (size_t i = 0; lg_file_kind_names[i] != NULL; i++)
        printf("%-10s %s: %s\n", lg_file_kinds[i].name, lg_file_kinds[i].title,
               lg_file_kinds[i].help);
}

static int unknown(const char *word, struct lg_err *err) {
    size_t count = 0;
    while (lg_file_kind_names[count] != NULL)
        count++;
    const char *near = lg_suggest(word, lg_file_kind_names, count);
    if (near != NULL)
        return lg_err_set(err, LG_ERR_USAGE, "no kind of file is called '%s'; did you mean '%s'?",
                          word, near);
    return lg_err_set(err, LG_ERR_USAGE,
                      "no kind of file is called '%s'; `livegate schema` lists them", word);
}

static int run(struct lg_app *app, const struct lg_args *args, struct lg_err *err) {
    LG_UNUSED(app);
    const char *folder = lg_args_value(args, option_to.name);
    if (args->num_words > 1 || (folder != NULL && args->num_words > 0))
        return lg_err_set(err, LG_ERR_USAGE, "schema wants one kind, or --to FOLDER");
    if (folder != NULL)
        return lg_file_kinds_write(folder, err);
    if (args->num_words == 0) {
        print_kinds();
        return LG_EXIT_OK;
    }
    const struct lg_file_kind *kind = lg_file_kind_find(args->words[0]);
    if (kind == NULL)
        return unknown(args->words[0], err);
    struct lg_str text = {0};
    lg_file_kind_schema(kind, &text);
    fputs(lg_str_text(&text), stdout);
    lg_str_dispose(&text);
    return LG_EXIT_OK;
}

const struct lg_command lg_cmd_schema = {
    .name = "schema",
    .usage = "schema [KIND] | --to FOLDER",
    .help = "the JSON Schema of a kind of file, for editors and validators",
    .more =
        "An editor with a YAML language server checks and completes a file whose first line is\n"
        "\n"
        "  # yaml-language-server: $schema=schema/gate.schema.json\n",
    .options = options,
    .words = LG_WORDS_CHOICES,
    .choices = lg_file_kind_names,
    .is_bare = true,
    .run = run,
};
