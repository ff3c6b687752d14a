/* Completions for shells, from the tables. Ids of gates and topics are asked of the program when
 * they are wanted, as they are the project's. */
#include <string.h>

#include "runner/help.h"

static const char ask_gates[] = "livegate list 2>/dev/null | cut -d' ' -f1";
static const char ask_topics[] = "livegate explain --list 2>/dev/null";

/* Within single quotes of any of the shells; `also` gets a backslash before it. */
static void add_quoted(struct lg_str *out, const char *text, const char *also) {
    for (; *text != '\0'; text++) {
        if (*text == '\'')
            lg_str_add(out, "'\\''");
        else {
            if (strchr(also, *text) != NULL)
                lg_str_add_char(out, '\\');
            lg_str_add_char(out, *text);
        }
    }
}

static void add_choices(struct lg_str *out, const struct lg_option *option) {
    const char *at = NULL;
    size_t count = 0;
    for (size_t length; (length = lg_help_choice(option, &at)) > 0; count++) {
        lg_str_add(out, count == 0 ? "" : " ");
        lg_str_add_n(out, at, length);
    }
}

static void add_commands(struct lg_str *out) {
    for (const struct lg_command *const *at = lg_commands; *at != NULL; at++)
        lg_str_printf(out, "%s%s", at == lg_commands ? "" : " ", (*at)->name);
}

static void add_list(struct lg_str *out, const char *const *words) {
    for (size_t i = 0; words[i] != NULL; i++)
        lg_str_printf(out, "%s%s", i == 0 ? "" : " ", words[i]);
}

/* --- bash --- */

static void bash_value(struct lg_str *out, const struct lg_option *option) {
    lg_str_printf(out, "        %s)", option->name);
    switch (lg_help_takes(option)) {
    case LG_TAKES_CHOICE:
        lg_str_add(out, " _livegate_words '");
        add_choices(out, option);
        lg_str_add(out, "' ;;\n");
        return;
    case LG_TAKES_FILE:
        lg_str_add(out, " _livegate_paths -f ;;\n");
        return;
    case LG_TAKES_FOLDER:
        lg_str_add(out, " _livegate_paths -d ;;\n");
        return;
    case LG_TAKES_NOTHING:
    case LG_TAKES_TEXT:
        lg_str_add(out, " ;;\n");
        return;
    }
}

static void bash_words(struct lg_str *out, const struct lg_command *command) {
    switch (command->words) {
    case LG_WORDS_FILES:
        lg_str_add(out, "_livegate_paths -f");
        return;
    case LG_WORDS_FOLDERS:
        lg_str_add(out, "_livegate_paths -d");
        return;
    case LG_WORDS_GATES:
        lg_str_printf(out, "_livegate_words \"$(%s)\"; _livegate_paths -f", ask_gates);
        return;
    case LG_WORDS_TOPICS:
        lg_str_printf(out, "_livegate_words \"$(%s)\"", ask_topics);
        return;
    case LG_WORDS_COMMANDS:
        lg_str_add(out, "_livegate_words \"$commands\"");
        return;
    case LG_WORDS_CHOICES:
        lg_str_add(out, "_livegate_words '");
        add_list(out, command->choices);
        lg_str_add(out, "'");
        return;
    case LG_WORDS_NONE:
        lg_str_add(out, ":");
        return;
    }
}

static void bash_command(struct lg_str *out, const struct lg_command *command) {
    lg_str_printf(out, "    %s)\n        case $previous in\n", command->name);
    for (const struct lg_option *const *at = command->options; *at != NULL; at++)
        if ((*at)->kind == LG_OPTION_VALUE)
            bash_value(out, *at);
    lg_str_add(out, "        *)\n            case $current in\n            -*) _livegate_words '");
    for (const struct lg_option *const *at = command->options; *at != NULL; at++)
        lg_str_printf(out, "%s ", (*at)->name);
    lg_str_add(out, "--help' ;;\n            *) ");
    bash_words(out, command);
    lg_str_add(out, " ;;\n            esac ;;\n        esac ;;\n");
}

/* A value behind `=` is a word of its own in bash, and so is the `=`. */
static void write_bash(struct lg_str *out) {
    lg_str_add(out, "# bash completion of livegate; made by `livegate completion bash`\n"
                    "_livegate_words() {\n"
                    "    local IFS=$' \\t\\n'\n"
                    "    COMPREPLY+=($(compgen -W \"$1\" -- \"$current\"))\n"
                    "}\n"
                    "_livegate_paths() {\n"
                    "    local IFS=$'\\n'\n"
                    "    compopt -o filenames 2>/dev/null\n"
                    "    COMPREPLY+=($(compgen \"$1\" -- \"$current\"))\n"
                    "}\n"
                    "_livegate() {\n"
                    "    local current=${COMP_WORDS[COMP_CWORD]} previous= command= commands='");
    add_commands(out);
    lg_str_add(out, "'\n"
                    "    COMPREPLY=()\n"
                    "    [ \"$COMP_CWORD\" -lt 1 ] || previous=${COMP_WORDS[COMP_CWORD - 1]}\n"
                    "    if [ \"$current\" = = ]; then\n"
                    "        current=\n"
                    "    elif [ \"$previous\" = = ] && [ \"$COMP_CWORD\" -ge 2 ]; then\n"
                    "        previous=${COMP_WORDS[COMP_CWORD - 2]}\n"
                    "    fi\n"
                    "    if [ \"$COMP_CWORD\" -eq 1 ]; then\n"
                    "        _livegate_words \"$commands --help --version\"\n"
                    "        return\n"
                    "    fi\n"
                    "    case ${COMP_WORDS[1]} in\n");
    for (const struct lg_command *const *at = lg_commands; *at != NULL; at++)
        bash_command(out, *at);
    lg_str_add(out, "    esac\n}\ncomplete -F _livegate livegate\n");
}

/* --- zsh --- */

static const char zsh_special[] = "[]:\\";

static void zsh_action(struct lg_str *out, const struct lg_option *option) {
    enum lg_takes takes = lg_help_takes(option);
    add_quoted(out, option->value, zsh_special);
    lg_str_add_char(out, ':');
    if (takes == LG_TAKES_CHOICE) {
        lg_str_add_char(out, '(');
        add_choices(out, option);
        lg_str_add_char(out, ')');
    } else if (takes == LG_TAKES_FILE) {
        lg_str_add(out, "_files");
    } else if (takes == LG_TAKES_FOLDER) {
        lg_str_add(out, "_files -/");
    }
}

static void zsh_option(struct lg_str *out, const struct lg_option *option) {
    static const char *const forms[] = {
        [LG_OPTION_FLAG] = "", [LG_OPTION_VALUE] = "=", [LG_OPTION_MAYBE] = "=-"};
    lg_str_printf(out, "            '*%s%s[", option->name, forms[option->kind]);
    add_quoted(out, option->help, zsh_special);
    lg_str_add_char(out, ']');
    if (option->kind != LG_OPTION_FLAG) {
        lg_str_add(out, option->kind == LG_OPTION_VALUE ? ":" : "::");
        zsh_action(out, option);
    }
    lg_str_add(out, "' \\\n");
}

static void zsh_words(struct lg_str *out, const struct lg_command *command) {
    switch (command->words) {
    case LG_WORDS_FILES:
        lg_str_add(out, "'*:file:_files'");
        return;
    case LG_WORDS_FOLDERS:
        lg_str_add(out, "'*:folder:_files -/'");
        return;
    case LG_WORDS_GATES:
        lg_str_add(out, "'*:gate:_livegate_gates'");
        return;
    case LG_WORDS_TOPICS:
        lg_str_add(out, "'*:topic:_livegate_topics'");
        return;
    case LG_WORDS_COMMANDS:
        lg_str_add(out, "'*:command:_livegate_commands'");
        return;
    case LG_WORDS_CHOICES:
        lg_str_add(out, "'*:word:(");
        add_list(out, command->choices);
        lg_str_add(out, ")'");
        return;
    case LG_WORDS_NONE:
        lg_str_add(out, "'*: :'");
        return;
    }
}

static void write_zsh(struct lg_str *out) {
    lg_str_add(out, "#compdef livegate\n"
                    "# zsh completion of livegate; made by `livegate completion zsh`\n"
                    "_livegate_commands() {\n    local -a commands=(\n");
    for (const struct lg_command *const *at = lg_commands; *at != NULL; at++) {
        lg_str_printf(out, "        '%s:", (*at)->name);
        add_quoted(out, (*at)->help, "");
        lg_str_add(out, "'\n");
    }
    lg_str_add(out, "    )\n    _describe command commands\n}\n");
    lg_str_printf(out,
                  "_livegate_gates() {\n    compadd -- ${(f)\"$(%s)\"}\n    _files\n}\n"
                  "_livegate_topics() {\n    compadd -- ${(f)\"$(%s)\"}\n}\n",
                  ask_gates, ask_topics);
    lg_str_add(out, "_livegate() {\n"
                    "    if (( CURRENT == 2 )); then\n"
                    "        _livegate_commands\n"
                    "        return\n"
                    "    fi\n"
                    "    local command=$words[2]\n"
                    "    shift words\n"
                    "    (( CURRENT-- ))\n"
                    "    case $command in\n");
    for (const struct lg_command *const *at = lg_commands; *at != NULL; at++) {
        lg_str_printf(out, "    %s)\n        _arguments -s \\\n", (*at)->name);
        for (const struct lg_option *const *option = (*at)->options; *option != NULL; option++)
            zsh_option(out, *option);
        lg_str_add(out, "            '--help[what it does and takes]' \\\n            ");
        zsh_words(out, *at);
        lg_str_add(out, " ;;\n");
    }
    lg_str_add(out, "    esac\n}\n"
                    "if [[ $funcstack[1] == _livegate ]]; then\n    _livegate \"$@\"\n"
                    "else\n    compdef _livegate livegate\nfi\n");
}

/* --- fish --- */

static const char fish_special[] = "\\";

static void fish_line(struct lg_str *out, const struct lg_command *command) {
    lg_str_printf(out, "complete -c livegate -n '__livegate_is %s'", command->name);
}

static void fish_option(struct lg_str *out, const struct lg_command *command,
                        const struct lg_option *option) {
    fish_line(out, command);
    lg_str_printf(out, " -l %s", option->name + 2);
    switch (lg_help_takes(option)) {
    case LG_TAKES_CHOICE:
        lg_str_add(out, option->kind == LG_OPTION_VALUE ? " -x -a '" : " -a '");
        add_choices(out, option);
        lg_str_add(out, "'");
        break;
    case LG_TAKES_FILE:
        lg_str_add(out, option->kind == LG_OPTION_VALUE ? " -r -F" : "");
        break;
    case LG_TAKES_FOLDER:
        lg_str_add(out, " -x -a '(__fish_complete_directories)'");
        break;
    case LG_TAKES_TEXT:
        lg_str_add(out, option->kind == LG_OPTION_VALUE ? " -x" : "");
        break;
    case LG_TAKES_NOTHING:
        break;
    }
    lg_str_add(out, " -d '");
    add_quoted(out, option->help, fish_special);
    lg_str_add(out, "'\n");
}

static void fish_words(struct lg_str *out, const struct lg_command *command) {
    switch (command->words) {
    case LG_WORDS_FILES:
        fish_line(out, command);
        lg_str_add(out, " -F\n");
        return;
    case LG_WORDS_FOLDERS:
        fish_line(out, command);
        lg_str_add(out, " -a '(__fish_complete_directories)'\n");
        return;
    case LG_WORDS_GATES:
        fish_line(out, command);
        lg_str_printf(out, " -F -a \"(%s)\"\n", ask_gates);
        return;
    case LG_WORDS_TOPICS:
        fish_line(out, command);
        lg_str_printf(out, " -a \"(%s)\"\n", ask_topics);
        return;
    case LG_WORDS_COMMANDS:
        fish_line(out, command);
        lg_str_add(out, " -a '");
        add_commands(out);
        lg_str_add(out, "'\n");
        return;
    case LG_WORDS_CHOICES:
        fish_line(out, command);
        lg_str_add(out, " -a '");
        add_list(out, command->choices);
        lg_str_add(out, "'\n");
        return;
    case LG_WORDS_NONE:
        return;
    }
}

static void write_fish(struct lg_str *out) {
    lg_str_add(out, "# fish completion of livegate; made by `livegate completion fish`\n"
                    "function __livegate_is\n"
                    "    set -l words (commandline -opc)\n"
                    "    if test (count $argv) -eq 0\n"
                    "        test (count $words) -eq 1\n"
                    "    else\n"
                    "        test (count $words) -ge 2; and test $words[2] = $argv[1]\n"
                    "    end\n"
                    "end\n"
                    "complete -c livegate -f\n");
    for (const struct lg_command *const *at = lg_commands; *at != NULL; at++) {
        lg_str_printf(out, "complete -c livegate -n __livegate_is -a %s -d '", (*at)->name);
        add_quoted(out, (*at)->help, fish_special);
        lg_str_add(out, "'\n");
        for (const struct lg_option *const *option = (*at)->options; *option != NULL; option++)
            fish_option(out, *at, *option);
        fish_words(out, *at);
    }
}

const struct lg_shell lg_shells[] = {
    {"bash", write_bash}, {"fish", write_fish}, {"zsh", write_zsh}};
const char *const lg_shell_names[] = {"bash", "fish", "zsh", NULL};
