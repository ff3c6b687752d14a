#include <stdio.h>
#include <string.h>

#include "base/suggest.h"
#include "runner/commands.h"
#include "runner/exit_code.h"
#include "runner/help.h"

static const struct lg_option *const options[] = {NULL};

static const struct lg_shell *find(const char *name) {
    for (size_t i = 0; lg_shell_names[i] != NULL; i++) {
        if (strcmp(lg_shells[i].name, name) == 0)
            return &lg_shells[i];
    }
    return NULL;
}

static int run(struct lg_app *app, const struct lg_args *args, struct lg_err *err) {
    LG_UNUSED(app);
    if (args->num_words != 1)
        return lg_err_set(err, LG_ERR_USAGE, "completion wants one shell: bash, zsh or fish");
    const struct lg_shell *shell = find(args->words[0]);
    if (shell == NULL)
        return lg_err_set(err, LG_ERR_USAGE, "no completions for '%s'; there are bash, zsh, fish",
                          args->words[0]);
    struct lg_str text = {0};
    shell->write(&text);
    fputs(lg_str_text(&text), stdout);
    lg_str_dispose(&text);
    return LG_EXIT_OK;
}

const struct lg_command lg_cmd_completion = {
    .name = "completion",
    .usage = "completion bash|zsh|fish",
    .help = "prints what makes a shell complete commands, options and gates",
    .more =
        "  bash  livegate completion bash >~/.local/share/bash-completion/completions/livegate\n"
        "  zsh   livegate completion zsh >~/.zfunc/_livegate      (with ~/.zfunc in fpath)\n"
        "  fish  livegate completion fish >~/.config/fish/completions/livegate.fish\n"
        "\n"
        "`cmake --install` puts all three, and the manual page, where the shells look.\n",
    .options = options,
    .words = LG_WORDS_CHOICES,
    .choices = lg_shell_names,
    .is_bare = true,
    .run = run,
};
