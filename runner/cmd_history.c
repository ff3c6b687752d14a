#include <stdio.h>
#include <string.h>

#include "base/fs.h"
#include "base/json.h"
#include "report/history_tell.h"
#include "runner/commands.h"
#include "runner/exit_code.h"
#include "runner/outputs.h"
#include "runner/verify.h"
#include "taxonomy/mask.h"
#include "taxonomy/taxonomy.h"

static const struct lg_option option_json = {"--json", LG_OPTION_FLAG, NULL,
                                             "as JSON: reports/schema/history.schema.json", NULL};

static const struct lg_option *const options[] = {&option_json, &lg_option_html, NULL};

_Static_assert((int)LG_MASK_HEX == (int)LG_HISTORY_HEX, "a fingerprint is one of the taxonomy's");

/* Files that may be receipts. */
struct found {
    const char **paths;
    size_t count, room;
};

static void add(struct lg_app *app, struct found *found, const char *path) {
    if (found->count == found->room) {
        size_t room = found->room == 0 ? 64 : 2 * found->room;
        const char **paths = lg_arena_array(&app->arena, room, sizeof *paths);
        if (found->count > 0)
            memcpy(paths, found->paths, found->count * sizeof *paths);
        found->paths = paths;
        found->room = room;
    }
    found->paths[found->count++] = path;
}

/* What a run writes beside its receipts. */
static bool is_other_of_ours(const char *name) {
    return strcmp(name, "journal.jsonl") == 0 || strcmp(name, "session.jsonl") == 0;
}

/* Each run's receipts.jsonl, and what lies there as .jsonl itself. */
static int add_folder(struct lg_app *app, const char *folder, struct found *found,
                      struct lg_err *err) {
    char **names = NULL;
    size_t count = 0;
    if (lg_fs_list(folder, NULL, &app->arena, &names, &count, err) != 0)
        return -1;
    for (size_t i = 0; i < count; i++) {
        const char *path = lg_fs_join(&app->arena, folder, names[i]);
        const char *inside = lg_fs_join(&app->arena, path, "receipts.jsonl");
        if (lg_fs_is_file(inside))
            add(app, found, inside);
        else if (lg_ends_with(names[i], ".jsonl") && lg_fs_is_file(path) &&
                 !is_other_of_ours(names[i]))
            add(app, found, path);
    }
    return 0;
}

static int find(struct lg_app *app, const char *word, struct found *found, struct lg_err *err) {
    const char *path = lg_paths_user(&app->paths, &app->arena, word);
    size_t had = found->count;
    if (lg_fs_is_file(path)) {
        add(app, found, path);
        return 0;
    }
    if (!lg_fs_is_dir(path))
        return lg_err_set(err, LG_ERR_READ, "there is no folder '%s' with receipts of runs", path);
    if (add_folder(app, path, found, err) != 0)
        return -1;
    return found->count > had
               ? 0
               : lg_err_set(err, LG_ERR_READ,
                            "no receipts in '%s': neither <run>/receipts.jsonl nor a .jsonl", path);
}

static void mask(const char *text, struct lg_str *masked, char hex_out[static LG_HISTORY_HEX]) {
    lg_mask(lg_view_of(text), masked);
    lg_mask_fingerprint(masked, hex_out);
}

/* "a, b" */
static const char *sources(struct lg_app *app, const struct lg_args *args) {
    const char *text = args->num_words == 0 ? app->settings.out : args->words[0];
    for (size_t i = 1; i < args->num_words; i++)
        text = lg_arena_printf(&app->arena, "%s, %s", text, args->words[i]);
    return text;
}

static int tell(struct lg_app *app, const struct lg_args *args, const char *html,
                const struct lg_history *history, struct lg_err *err) {
    const char *from = sources(app, args);
    struct lg_str text = {0};
    int rc = 0;
    if (lg_args_has(args, option_json.name))
        lg_json_write_pretty(lg_history_value(history, &app->arena), &text);
    else
        lg_history_text(history, from, &text);
    fwrite(lg_str_text(&text), 1, text.length, stdout);
    lg_str_clear(&text);
    if (html != NULL) {
        lg_history_page(history, from, &text);
        rc = lg_fs_write_atomic(html, lg_str_text(&text), text.length, err);
    }
    lg_str_dispose(&text);
    return rc;
}

static int run(struct lg_app *app, const struct lg_args *args, struct lg_err *err) {
    const struct lg_history_options how = {mask, lg_taxonomy_unclassified()->label,
                                           lg_verify_receipts};
    struct lg_history history = {0};
    struct found found = {0};
    const char *html = NULL;
    if (lg_outputs_claim_html(app, args, &html, err) != 0)
        return -1;
    if (args->num_words == 0 && find(app, app->settings.out, &found, err) != 0)
        return -1;
    for (size_t i = 0; i < args->num_words; i++)
        if (find(app, args->words[i], &found, err) != 0)
            return -1;
    int result = lg_history_read(&history, found.paths, found.count, &how, err);
    for (size_t i = 0; i < history.num_skipped; i++)
        lg_say("skipped %s: %s", lg_shown(history.skipped[i].path),
               lg_shown(history.skipped[i].why));
    for (size_t i = 0; i < history.num_copies; i++)
        lg_say("not counted again, %s: %s", lg_shown(history.copies[i].path),
               lg_shown(history.copies[i].why));
    if (result == 0)
        result = tell(app, args, html, &history, err);
    if (result == 0 && history.num_skipped > 0)
        result = LG_EXIT_READ;
    lg_history_dispose(&history);
    return result;
}

const struct lg_command lg_cmd_history = {
    .name = "history",
    .usage = "history [FOLDER|RECEIPTS...] [--json] [--html FILE]",
    .help = "many runs, night by night: pass rates, first bad commits, levels that stepped",
    .more = "Reads each run's receipts.jsonl in the folder (default reports/out), and any .jsonl "
            "in it.\nA level has stepped where its mean before and after differ by 0.1 or more and "
            "by more than\nits spread explains. The last run alone is named where it lies beyond "
            "that.\n"
            "Failures that no rule knows are one group where "
            "they differ by numbers\nand names alone.\n\n"
            "exit 0: told, whatever the runs came to; 20: no receipts, or some were skipped as "
            "broken.\n",
    .options = options,
    .words = LG_WORDS_FOLDERS,
    .run = run,
};
