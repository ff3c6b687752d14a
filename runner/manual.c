/* livegate.1 from the tables, in mdoc(7); `mandoc -T lint` has nothing to say about it. */
#include <string.h>

#include "runner/exit_code.h"
#include "runner/help.h"

/* Lines are broken before this. */
enum { WIDTH = 72 };

/* One character of UTF-8, as roff has it; returns its length in bytes. */
static size_t add_wide(struct lg_str *out, const char *text) {
    const unsigned char *bytes = (const unsigned char *)text;
    size_t length = bytes[0] >= 0xf0 ? 4 : bytes[0] >= 0xe0 ? 3 : 2;
    unsigned code = bytes[0] & (0xffu >> (length + 1));
    for (size_t i = 1; i < length; i++) {
        if ((bytes[i] & 0xc0) != 0x80)
            return 1;
        code = code << 6 | (bytes[i] & 0x3fu);
    }
    lg_str_printf(out, "\\[u%04X]", code);
    return length;
}

/* Text that means nothing to roff: `quoted` for an argument between double quotes. */
static void add_text(struct lg_str *out, const char *text, size_t length, bool quoted) {
    for (size_t i = 0; i < length;) {
        char c = text[i];
        if ((unsigned char)c >= 0x80) {
            i += add_wide(out, text + i);
            continue;
        }
        if (c == '\\')
            lg_str_add(out, "\\e");
        else if (c == '-')
            lg_str_add(out, "\\-");
        else if (c == '"' && quoted)
            lg_str_add(out, "\\(dq");
        else if (c == '~')
            lg_str_add(out, "\\(ti");
        else if (c == '^')
            lg_str_add(out, "\\(ha");
        else if (c == '`')
            lg_str_add(out, "\\(ga");
        else if (c == '\'')
            lg_str_add(out, "\\(aq");
        else
            lg_str_add_char(out, c);
        i++;
    }
}

static void add_quoted(struct lg_str *out, const char *text) {
    lg_str_add_char(out, '"');
    add_text(out, text, strlen(text), true);
    lg_str_add_char(out, '"');
}

/* "FILE..." is no end. */
static bool ends_sentence(const char *word, size_t length) {
    while (length > 1 && strchr(")'\"", word[length - 1]) != NULL)
        length--;
    return strchr(".!?", word[length - 1]) != NULL && (length < 2 || word[length - 2] != '.');
}

/* Words as running text: a sentence begins on a line of its own. */
static void add_words(struct lg_str *out, const char *text, size_t length) {
    const char *end = text + length;
    size_t column = 0;
    while (text < end) {
        text += strspn(text, " \n");
        size_t word = strcspn(text, " \n");
        if (text >= end || word == 0)
            break;
        if (column > 0 && column + word >= WIDTH) {
            lg_str_add_char(out, '\n');
            column = 0;
        }
        if (column > 0)
            lg_str_add_char(out, ' ');
        else if (*text == '.')
            lg_str_add(out, "\\&");
        add_text(out, text, word, false);
        column += word + 1;
        if (ends_sentence(text, word)) {
            lg_str_add_char(out, '\n');
            column = 0;
        }
        text += word;
    }
    if (column > 0)
        lg_str_add_char(out, '\n');
}

static void add_line(struct lg_str *out, const char *text) {
    add_words(out, text, strlen(text));
}

/* Lines that begin with spaces stand as they are. */
static void add_lines(struct lg_str *out, const char *text) {
    lg_str_add(out, ".Bd -literal\n");
    while (*text == ' ') {
        size_t length = strcspn(text, "\n");
        add_text(out, text, length, false);
        lg_str_add_char(out, '\n');
        text += length + (text[length] == '\n');
    }
    lg_str_add(out, ".Ed\n");
}

/* Paragraphs, parted by empty lines. */
static void add_more(struct lg_str *out, const char *text) {
    while (*text != '\0') {
        const char *gap = strstr(text, "\n\n");
        size_t length = gap == NULL ? strlen(text) : (size_t)(gap - text);
        if (*text == ' ') {
            add_lines(out, text);
        } else {
            lg_str_add(out, ".Pp\n");
            add_words(out, text, length);
        }
        text += length;
        text += strspn(text, "\n");
    }
}

static void add_option(struct lg_str *out, const struct lg_option *option) {
    lg_str_add(out, ".It Fl ");
    add_text(out, option->name + 1, strlen(option->name + 1), false);
    if (option->kind != LG_OPTION_FLAG) {
        lg_str_add(out, option->kind == LG_OPTION_VALUE ? " Ar " : " Ns Oo = Ns Ar ");
        add_quoted(out, option->value);
        lg_str_add(out, option->kind == LG_OPTION_VALUE ? "" : " Oc");
    }
    lg_str_add_char(out, '\n');
    add_line(out, option->help);
}

static void add_command(struct lg_str *out, const struct lg_command *command) {
    lg_str_printf(out, ".Ss livegate %s\n", command->name);
    add_line(out, command->help);
    lg_str_add(out, ".Bd -ragged -offset indent\n.Nm\n");
    add_line(out, command->usage);
    lg_str_add(out, ".Ed\n");
    if (command->more != NULL)
        add_more(out, command->more);
    if (command->options[0] == NULL)
        return;
    lg_str_add(out, ".Bl -tag -width Ds\n");
    for (const struct lg_option *const *at = command->options; *at != NULL; at++)
        add_option(out, *at);
    lg_str_add(out, ".El\n");
}

static void add_exit_codes(struct lg_str *out) {
    size_t count;
    const struct lg_exit_row *rows = lg_exit_rows(&count);
    lg_str_add(out, ".Sh EXIT STATUS\n.Bl -tag -width Ds\n");
    for (size_t i = 0; i < count; i++) {
        lg_str_printf(out, ".It %d\n", rows[i].code);
        add_line(out, rows[i].meaning);
    }
    lg_str_add(out, ".El\n");
}

struct entry {
    const char *name;
    const char *text;
};

static void add_entries(struct lg_str *out, const char *macro, const struct entry *entries) {
    lg_str_add(out, ".Bl -tag -width Ds\n");
    for (; entries->name != NULL; entries++) {
        lg_str_printf(out, ".It %s ", macro);
        add_quoted(out, entries->name);
        lg_str_add_char(out, '\n');
        add_line(out, entries->text);
    }
    lg_str_add(out, ".El\n");
}

static const struct entry variables[] = {
    {"CI", "Set to anything but 0 or false: no target is assumed, and nothing is asked."},
    {"LIVEGATE_DATA", "The folder of the installation, instead of ../share/livegate from the "
                      "program."},
    {"NO_COLOR", "Set: no colour."},
    {NULL, NULL},
};

static const struct entry files[] = {
    {"livegate.yaml", "What a project says once for all commands; its folder is the project."},
    {"gates/*.yaml", "The project's gates; without any, those of the installation."},
    {"gates/matrices/*.yaml", "Sweeps and searches."},
    {"taxonomy.yaml", "Rules of the project's own; they come before the shipped ones."},
    {"sequence.yaml", "Which gates a changed path or a moment asks for."},
    {"reports/out/<run>/", "Receipts, JUnit XML, recordings and audio of a run; latest is the "
                           "newest."},
    {NULL, NULL},
};

static const struct entry examples[] = {
    {"livegate init", "Begins a project in this folder."},
    {"livegate run --sim", "Runs all its gates against the simulated Live."},
    {"livegate doctor --live", "Looks whether Live can be talked to."},
    {"livegate run g1 --live", "Runs one gate against Live."},
    {NULL, NULL},
};

void lg_help_manual(struct lg_str *out) {
    lg_str_add(out, ".Dd " LIVEGATE_DATE "\n.Dt LIVEGATE 1\n.Os\n.Sh NAME\n.Nm livegate\n"
                    ".Nd gates and experiments against Ableton Live\n"
                    ".Sh SYNOPSIS\n.Nm\n.Ar command\n.Op Ar options\n.Sh DESCRIPTION\n.Nm\n"
                    "runs gates, which are steps and expectations in YAML, against Ableton Live\n"
                    "by way of AbletonOSC, against a recording, or against a built-in simulated\n"
                    "Live, and writes JUnit XML, JSONL receipts and an exit code.\n"
                    "What it talks to is named on the command line or in\n.Pa livegate.yaml .\n"
                    ".Sh COMMANDS\n");
    for (const struct lg_command *const *at = lg_commands; *at != NULL; at++)
        add_command(out, *at);
    lg_str_add(out, ".Sh ENVIRONMENT\n");
    add_entries(out, "Ev", variables);
    lg_str_add(out, ".Sh FILES\n");
    add_entries(out, "Pa", files);
    add_exit_codes(out);
    lg_str_add(out, ".Sh EXAMPLES\n");
    add_entries(out, "Cm", examples);
    lg_str_add(out, ".Sh SEE ALSO\n.Lk https://github.com/ideoforms/AbletonOSC AbletonOSC\n");
}
