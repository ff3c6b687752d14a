#include "base/suggest.h"
#include "runner/commands.h"
#include "runner/exit_code.h"
#include "runner/help.h"

static const struct lg_option option_man = {"--man", LG_OPTION_FLAG, NULL,
                                            "the manual page, as man and mandoc read it", NULL};

static const struct lg_option *const options[] = {&option_man, NULL};

int lg_command_unknown(const char *name, struct lg_err *err) {
    const char *names[64];
    size_t count = 0;
    for (; lg_commands[count] != NULL && count < LG_ARRAY_LEN(names); count++)
        names[count] = lg_commands[count]->name;
    const char *near = lg_suggest(name, names, count);
    if (near != NULL)
        return lg_err_set(err, LG_ERR_USAGE, "unknown command '%s'; did you mean '%s'?", name,
                          near);
    return lg_err_set(err, LG_ERR_USAGE, "unknown command '%s'; `livegate help` lists them", name);
}

static void print_manual(void) {
    struct lg_str text = {0};
    lg_help_manual(&text);
    fputs(lg_str_text(&text), stdout);
    lg_str_dispose(&text);
}

static int run(struct lg_app *app, const struct lg_args *args, struct lg_err *err) {
    LG_UNUSED(app);
    if (lg_args_has(args, option_man.name)) {
        print_manual();
        return LG_EXIT_OK;
    }
    if (args->num_words == 0)
        lg_help_usage(stdout);
    for (size_t i = 0; i < args->num_words; i++) {
        const struct lg_command *command = lg_command_find(args->words[i]);
        if (command == NULL)
            return lg_command_unknown(args->words[i], err);
        if (i > 0)
            putchar('\n');
        lg_help_command(command);
    }
    return LG_EXIT_OK;
}

const struct lg_command lg_cmd_help = {
    .name = "help",
    .usage = "help [COMMAND...] | --man",
    .help = "this list, or what a command does and takes",
    .options = options,
    .words = LG_WORDS_COMMANDS,
    .is_bare = true,
    .run = run,
};
