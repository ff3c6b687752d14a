#include <stdio.h>
#include <string.h>

#include "audio/stems.h"
#include "base/json.h"
#include "base/number.h"
#include "runner/commands.h"
#include "runner/exit_code.h"

static const struct lg_option option_json = {"--json", LG_OPTION_FLAG, NULL,
                                             "one JSON object on stdout", NULL};
static const struct lg_option option_roles = {"--roles", LG_OPTION_VALUE, "ROLE,...",
                                              "roles besides those of the contract", NULL};
static const struct lg_option option_tolerance = {
    "--tolerance", LG_OPTION_VALUE, "DBFS",
    "highest peak of master less sum of the stems (default -60, at most -40)", NULL};

static const struct lg_option *const options[] = {&option_json, &option_roles, &option_tolerance,
                                                  NULL};

static int read_roles(struct lg_app *app, const char *text, struct lg_stems_options *out,
                      struct lg_err *err) {
    const char **roles =
        lg_arena_array(&app->arena, text == NULL ? 0 : strlen(text), sizeof *roles);
    for (const char *at = text; at != NULL;) {
        size_t length = strcspn(at, ",");
        if (length == 0 || strspn(at, "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_") != length)
            return lg_err_set(err, LG_ERR_USAGE,
                              "--roles: '%s' is no list of roles of capitals, digits and _", text);
        roles[out->num_roles++] = lg_arena_strndup(&app->arena, at, length);
        at = at[length] == ',' ? at + length + 1 : NULL;
    }
    out->roles = roles;
    return 0;
}

static int read_options(struct lg_app *app, const struct lg_args *args,
                        struct lg_stems_options *out, struct lg_err *err) {
    const char *tolerance;
    if (lg_args_once(args, "--tolerance", &tolerance, err) != 0)
        return -1;
    out->env = &app->env;
    if (tolerance != NULL && !(lg_number_read(lg_view_of(tolerance), &out->tolerance_dbfs) &&
                               lg_stems_is_tolerance(out->tolerance_dbfs)))
        return lg_err_set(err, LG_ERR_USAGE,
                          "--tolerance wants a level of at most %g dBFS, not '%s': with more a "
                          "quiet stem could be left out unnoticed",
                          LG_STEMS_TOLERANCE_MAX_DBFS, tolerance);
    return read_roles(app, lg_args_value(args, "--roles"), out, err);
}

static void print_findings(const struct lg_stems *stems) {
    for (size_t i = 0; i < stems->num_findings; i++) {
        const struct lg_stems_finding *finding = &stems->findings[i];
        /* The reader's own lines name the file themselves. */
        if (strcmp(finding->rule, "read") == 0)
            printf("%-8s  %s\n", finding->rule, finding->text);
        else
            printf("%-8s  %s: %s\n", finding->rule, finding->path, finding->text);
    }
}

static void print_sum(const struct lg_stems *stems) {
    char residual[LG_NUMBER_MAX];
    lg_number_fixed(stems->residual_dbfs, 1, residual);
    if (stems->is_summed)
        printf("sum       master less stems peaks at %s dBFS\n", residual);
    else
        puts("sum       not compared: it needs a MASTER, stems, and nothing else broken");
}

/* A contract needs two sides: a master without stems neither holds it nor breaks it. */
static bool is_lone_master(const struct lg_stems *stems) {
    return stems->count == 1 && stems->num_findings == 0 &&
           strcmp(stems->items[0].role, "MASTER") == 0;
}

static void print_end(const struct lg_stems *stems) {
    if (stems->num_findings > 0)
        printf("%zu broken rules in %zu files\n", stems->num_findings, stems->count);
    else if (is_lone_master(stems))
        printf("a MASTER of '%s' without stems: nothing to judge\n", stems->song);
    else
        printf("%zu stems of '%s' hold the contract%s\n", stems->count, stems->song,
               stems->is_summed ? "" : "; sum not compared");
}

static void print_stems(const struct lg_stems *stems) {
    for (size_t i = 0; i < stems->count; i++)
        if (stems->items[i].role != NULL)
            printf("stem      %s: %s of '%s'\n", stems->items[i].path, stems->items[i].role,
                   stems->items[i].song);
    print_findings(stems);
    print_sum(stems);
    print_end(stems);
}

static void put_text(struct lg_arena *arena, struct lg_value *map, const char *key,
                     const char *text) {
    lg_value_put(arena, map, key,
                 text != NULL ? lg_value_text(arena, text) : lg_value_null(arena, NULL));
}

static struct lg_value *stems_value(const struct lg_stems *stems, struct lg_arena *arena) {
    struct lg_value *root = lg_value_map(arena);
    struct lg_value *items = lg_value_list(arena);
    struct lg_value *findings = lg_value_list(arena);
    for (size_t i = 0; i < stems->count; i++) {
        struct lg_value *item = lg_value_map(arena);
        put_text(arena, item, "path", stems->items[i].path);
        put_text(arena, item, "song", stems->items[i].song);
        put_text(arena, item, "role", stems->items[i].role);
        lg_value_push(arena, items, item);
    }
    for (size_t i = 0; i < stems->num_findings; i++) {
        struct lg_value *item = lg_value_map(arena);
        put_text(arena, item, "path", stems->findings[i].path);
        put_text(arena, item, "rule", stems->findings[i].rule);
        put_text(arena, item, "text", stems->findings[i].text);
        lg_value_push(arena, findings, item);
    }
    put_text(arena, root, "song", stems->song);
    lg_value_put(arena, root, "stems", items);
    lg_value_put(arena, root, "broken", findings);
    lg_value_put(arena, root, "sum_compared", lg_value_bool(arena, stems->is_summed));
    lg_value_put(arena, root, "residual_dbfs",
                 stems->is_summed ? lg_value_real(arena, stems->residual_dbfs, "dBFS")
                                  : lg_value_null(arena, "the sum was not compared"));
    return root;
}

static int code_of(const struct lg_stems *stems) {
    int code = stems->num_findings > 0 ? LG_EXIT_FAILED : LG_EXIT_OK;
    if (is_lone_master(stems))
        return LG_EXIT_READ;
    for (size_t i = 0; i < stems->num_findings; i++)
        if (strcmp(stems->findings[i].rule, "read") == 0)
            code = lg_exit_graver(code, LG_EXIT_READ);
    return code;
}

static int run(struct lg_app *app, const struct lg_args *args, struct lg_err *err) {
    struct lg_stems_options stems_options = {0};
    struct lg_stems stems;
    if (args->num_words == 0)
        return lg_err_set(err, LG_ERR_USAGE, "stems wants at least one file");
    const char **paths = lg_arena_array(&app->arena, args->num_words, sizeof *paths);
    for (size_t i = 0; i < args->num_words; i++)
        paths[i] = lg_paths_user(&app->paths, &app->arena, args->words[i]);
    if (read_options(app, args, &stems_options, err) != 0 ||
        lg_stems_check(paths, args->num_words, &stems_options, &app->arena, &stems, err) != 0)
        return -1;
    if (lg_args_has(args, "--json")) {
        struct lg_str text = {0};
        lg_json_write_pretty(stems_value(&stems, &app->arena), &text);
        fputs(lg_str_text(&text), stdout);
        lg_str_dispose(&text);
    } else {
        print_stems(&stems);
    }
    return code_of(&stems);
}

const struct lg_command lg_cmd_stems = {
    .name = "stems",
    .usage = "stems FILE... [--roles ROLE,...] [--tolerance DBFS] [--json]",
    .help = "checks the names of stems, and that they fit each other and their master",
    .more = "Names are {song}_{ROLE}.wav, ROLE being MASTER, VOCAL_LEAD, VOCAL_BG, BASS, DRUMS, "
            "KEYS or\n"
            "OTHER. One song, no role twice, one rate, one number of channels, one length; with a "
            "MASTER the\n"
            "others must add up to it. Exit codes: 0 held, 1 a rule is broken, 20 a file can't be "
            "read,\n"
            "or a MASTER stands alone.\n",
    .options = options,
    .words = LG_WORDS_FILES,
    .run = run,
};
