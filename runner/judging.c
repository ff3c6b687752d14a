#include "runner/judging.h"

#include <stdio.h>
#include <string.h>

#include "base/fs.h"
#include "base/number.h"
#include "runner/exit_code.h"
#include "runner/tables.h"

static const char profiles_path[] = "gates/tables/profiles.yaml";

const struct lg_option lg_option_against = {
    "--against", LG_OPTION_VALUE, "GOLDEN.json",
    "fail where measures drifted from those saved; without FILE, all of these", NULL};
const struct lg_option lg_option_profile = {
    "--profile", LG_OPTION_VALUE, "NAME|FILE.yaml",
    "judge by a target of gates/tables/profiles.yaml, or all of a file; may be repeated", NULL};
const struct lg_option lg_option_save = {"--save", LG_OPTION_VALUE, "GOLDEN.json",
                                         "keep the measures for --against", NULL};
const struct lg_option lg_option_tolerance = {
    "--tolerance", LG_OPTION_VALUE, "DB",
    "how far levels may drift, in LU and dB, at most 1 (default 0.01, or as saved); given, other "
    "hashes are told and no failure",
    NULL};

/* --- reading -------------------------------------------------------------------------------- */

/* `table` is NULL for the shipped one. */
static void add_profile(struct lg_judging *j, const struct lg_profile *profile, const char *table) {
    size_t count = j->num_profiles + 1;
    const struct lg_profile **all =
        lg_arena_array(&j->app->arena, count, sizeof(const struct lg_profile *));
    const char **tables = lg_arena_array(&j->app->arena, count, sizeof *tables);
    if (j->num_profiles > 0) {
        memcpy(all, j->profiles, j->num_profiles * sizeof(const struct lg_profile *));
        memcpy(tables, j->tables, j->num_profiles * sizeof *tables);
    }
    all[j->num_profiles] = profile;
    tables[j->num_profiles++] = table;
    j->profiles = all;
    j->tables = tables;
}

static int add_file(struct lg_judging *j, const char *word, struct lg_err *err) {
    struct lg_profiles profiles;
    const char *path = lg_paths_user(&j->app->paths, &j->app->arena, word);
    if (lg_profiles_read(path, &j->app->arena, &profiles, err) != 0)
        return -1;
    for (size_t i = 0; i < profiles.count; i++)
        add_profile(j, &profiles.items[i], word);
    return 0;
}

/* The project's own targets come before those of the installation, and do not hide them. */
static int add_named(struct lg_judging *j, const char *name, struct lg_err *err) {
    const char *folders[] = {j->app->paths.project, j->app->paths.data};
    const char *own = lg_table_own(j->app, profiles_path);
    const char *near = NULL;
    for (size_t i = 0; i < LG_ARRAY_LEN(folders); i++) {
        struct lg_profiles profiles;
        const char *path = lg_fs_join(&j->app->arena, folders[i], profiles_path);
        if (folders[i] == NULL || !lg_fs_is_file(path))
            continue;
        if (lg_profiles_read(path, &j->app->arena, &profiles, err) != 0)
            return -1;
        const struct lg_profile *profile = lg_profiles_find(&profiles, name);
        if (profile != NULL) {
            const char *table = i == 0 ? own : NULL;
            add_profile(j, profile, table);
            if (table != NULL)
                lg_table_say(table, profiles_path);
            return 0;
        }
        near = near == NULL ? lg_profiles_near(&profiles, name) : near;
    }
    if (near != NULL)
        return lg_err_set(err, LG_ERR_USAGE, "there is no profile '%s'; did you mean '%s'?", name,
                          near);
    return lg_err_set(err, LG_ERR_USAGE, "there is no profile '%s' in %s", name, profiles_path);
}

static int open_profiles(struct lg_judging *j, const struct lg_args *args, struct lg_err *err) {
    struct lg_given given = lg_args_all(args, lg_option_profile.name);
    for (size_t i = 0; i < given.count; i++) {
        bool is_file = lg_ends_with(given.values[i], ".yaml");
        int result =
            is_file ? add_file(j, given.values[i], err) : add_named(j, given.values[i], err);
        if (result != 0)
            return -1;
    }
    return 0;
}

static void name_files(const struct lg_judging *j, struct lg_args *args) {
    const struct lg_value *files = j->golden.files;
    const char **words = lg_arena_array(&j->app->arena, files->as.list.count, sizeof *words);
    size_t count = 0;
    for (const struct lg_item *item = files->as.list.first; item != NULL; item = item->next)
        words[count++] = lg_value_get(item->value, "path")->as.string.text;
    args->words = words;
    args->num_words = count;
}

static int read_tolerance(struct lg_judging *j, const char *text, struct lg_err *err) {
    if (text == NULL)
        return 0;
    if (j->against == NULL && j->save == NULL)
        return lg_err_set(err, LG_ERR_USAGE, "--tolerance goes with --against or --save");
    if (!lg_number_read(lg_view_of(text), &j->tolerance) || !lg_golden_is_tolerance(j->tolerance))
        return lg_err_set(err, LG_ERR_USAGE,
                          "--tolerance wants a number above 0 and at most %g, not '%s': more would "
                          "be a way not to compare",
                          LG_GOLDEN_TOLERANCE_MAX, text);
    j->tolerance_by = lg_option_tolerance.name;
    return 0;
}

/* What stands at `path` may be replaced by golden values only where it holds some, and not while
 * they are what is compared with. */
static int open_save(struct lg_judging *j, const struct lg_args *args, struct lg_err *err) {
    struct lg_golden older;
    if (j->save == NULL)
        return 0;
    const char *path = lg_paths_user(&j->app->paths, &j->app->arena, j->save);
    if (j->against != NULL &&
        lg_fs_is_same(path, lg_paths_user(&j->app->paths, &j->app->arena, j->against)))
        return lg_err_set(err, LG_ERR_USAGE,
                          "--save '%s' is the file of --against: save elsewhere, and replace it "
                          "when the drift is meant",
                          j->save);
    if (lg_fs_is_file(path) && lg_golden_read(path, &j->app->arena, &older, NULL) != 0)
        return lg_err_set(err, LG_ERR_USAGE,
                          "--save: '%s' holds no golden values and is not overwritten", j->save);
    for (size_t i = 0; i < args->num_words; i++)
        for (size_t before = 0; before < i; before++)
            if (strcmp(args->words[i], args->words[before]) == 0)
                return lg_err_set(err, LG_ERR_USAGE, "--save: '%s' is named twice", args->words[i]);
    j->saved = lg_value_list(&j->app->arena);
    return 0;
}

static int open_golden(struct lg_judging *j, struct lg_args *args, struct lg_err *err) {
    const char *tolerance;
    if (lg_args_once(args, lg_option_against.name, &j->against, err) != 0 ||
        lg_args_once(args, lg_option_save.name, &j->save, err) != 0 ||
        lg_args_once(args, lg_option_tolerance.name, &tolerance, err) != 0)
        return -1;
    j->tolerance = LG_GOLDEN_TOLERANCE;
    if (j->against != NULL) {
        const char *path = lg_paths_user(&j->app->paths, &j->app->arena, j->against);
        if (lg_golden_read(path, &j->app->arena, &j->golden, err) != 0)
            return -1;
        j->tolerance = j->golden.tolerance;
        j->tolerance_by = j->against;
        if (args->num_words == 0)
            name_files(j, args);
    }
    if (read_tolerance(j, tolerance, err) != 0)
        return -1;
    return open_save(j, args, err);
}

int lg_judging_open(struct lg_judging *judging, struct lg_app *app, struct lg_args *args,
                    struct lg_err *err) {
    *judging = (struct lg_judging){.app = app};
    return open_profiles(judging, args, err) != 0 ? -1 : open_golden(judging, args, err);
}

/* --- judging -------------------------------------------------------------------------------- */

static void note(struct lg_judging *j, int code) {
    j->code = lg_exit_graver(j->code, code);
}

static void judge_profiles(struct lg_judging *j, struct lg_value *measures,
                           struct lg_arena *arena) {
    static const int codes[LG_PROFILE_VERDICT__COUNT] = {
        [LG_PROFILE_MISSED] = LG_EXIT_FAILED,
        [LG_PROFILE_UNJUDGED] = LG_EXIT_READ,
    };
    struct lg_value *list = lg_value_list(arena);
    for (size_t i = 0; i < j->num_profiles; i++) {
        struct lg_value *judgement;
        note(j, codes[lg_profile_judge(j->profiles[i], measures, arena, &judgement)]);
        if (j->tables[i] != NULL)
            lg_value_put(arena, judgement, "table", lg_value_text(arena, j->tables[i]));
        lg_value_push(arena, list, judgement);
    }
    if (j->num_profiles > 0)
        lg_value_put(arena, measures, "profiles", list);
}

/* Whether all that drifted was only not measured this time. */
static bool is_all_missing(const struct lg_value *drifts) {
    for (const struct lg_item *item = drifts->as.list.first; item != NULL; item = item->next)
        if (lg_value_get(item->value, "new")->kind != LG_VALUE_NULL)
            return false;
    return true;
}

/* Whether the file or the meter changed, or what is asked of it. */
static const char *cause(const struct lg_value *old, const struct lg_value *now,
                         const struct lg_value *drifts) {
    const struct lg_value *before = lg_value_get(old, "sha256");
    const struct lg_value *after = lg_value_get(now, "sha256");
    if (before == NULL || after == NULL || after->kind != LG_VALUE_STRING)
        return "unknown";
    if (!lg_value_eq(before, after))
        return "the file was changed";
    return is_all_missing(drifts) ? "the file is the same: what was saved is not measured this time"
                                  : "the file is the same: the meter reads it otherwise";
}

static bool is_hash(const struct lg_value *drift) {
    const char *measure = lg_value_get(drift, "measure")->as.string.text;
    return strcmp(measure, "sha256") == 0 || strcmp(measure, "pcm_sha256") == 0;
}

/* Who says how far levels may drift expects other audio: its hash is told, and no failure. */
static struct lg_value *without_hashes(const struct lg_value *drifts, struct lg_value *measures,
                                       struct lg_arena *arena) {
    struct lg_value *rest = lg_value_list(arena);
    struct lg_value *hashes = lg_value_list(arena);
    for (const struct lg_item *item = drifts->as.list.first; item != NULL; item = item->next)
        lg_value_push(arena, is_hash(item->value) ? hashes : rest, item->value);
    if (hashes->as.list.count > 0)
        lg_value_put(arena, measures, "hashes_changed", hashes);
    return rest;
}

static void judge_drifts(struct lg_judging *j, const char *path, struct lg_value *measures,
                         struct lg_arena *arena) {
    const struct lg_value *old = lg_golden_find(&j->golden, path);
    if (old == NULL) {
        lg_say("'%s' holds no measures of '%s'", j->against, path);
        note(j, LG_EXIT_READ);
        return;
    }
    struct lg_value *drifts = lg_golden_drifts(old, measures, j->tolerance, arena);
    struct lg_value *unsaved = lg_golden_unsaved(old, measures, arena);
    if (j->tolerance_by == lg_option_tolerance.name)
        drifts = without_hashes(drifts, measures, arena);
    if (unsaved->as.list.count > 0)
        lg_value_put(arena, measures, "not_compared", unsaved);
    if (drifts->as.list.count > 0) {
        lg_value_put(arena, measures, "drift_cause",
                     lg_value_text(arena, cause(old, measures, drifts)));
        note(j, LG_EXIT_FAILED);
    }
    lg_value_put(arena, measures, "drift_tolerance", lg_value_real(arena, j->tolerance, "dB"));
    lg_value_put(arena, measures, "drift_tolerance_by", lg_value_text(arena, j->tolerance_by));
    lg_value_put(arena, measures, "drifts", drifts);
}

/* The measures of a file that may be cut are true of what is there; nothing is judged by them. */
static bool may_be_cut(const struct lg_value *measures) {
    const struct lg_value *completeness = lg_value_get(measures, "completeness");
    return completeness != NULL && completeness->kind == LG_VALUE_STRING &&
           strcmp(completeness->as.string.text, "unknown") == 0;
}

void lg_judging_file(struct lg_judging *judging, const char *path, struct lg_value *measures,
                     struct lg_arena *arena) {
    bool is_judged = judging->save != NULL || judging->against != NULL || judging->num_profiles > 0;
    if (is_judged && may_be_cut(measures)) {
        lg_say("%s: cannot judge: completeness unknown", path);
        note(judging, LG_EXIT_READ);
        judging->saved = NULL;
        return;
    }
    if (judging->saved != NULL) {
        struct lg_value *copy = lg_value_copy(&judging->app->arena, measures);
        lg_value_put(&judging->app->arena, copy, "path", lg_value_text(&judging->app->arena, path));
        lg_value_push(&judging->app->arena, judging->saved, copy);
    }
    if (judging->against != NULL)
        judge_drifts(judging, path, measures, arena);
    judge_profiles(judging, measures, arena);
}

int lg_judging_end(struct lg_judging *judging, int code, struct lg_err *err) {
    if (judging->save == NULL)
        return 0;
    if (code != LG_EXIT_OK || judging->saved == NULL)
        return lg_err_set(err, LG_ERR_READ, "'%s' is not saved: not every file could be measured",
                          judging->save);
    const char *path = lg_paths_user(&judging->app->paths, &judging->app->arena, judging->save);
    return lg_golden_write(path, judging->saved, judging->tolerance, err);
}

/* --- for people ----------------------------------------------------------------------------- */

static const char *text_of(const struct lg_value *map, const char *key) {
    const struct lg_value *value = lg_value_get(map, key);
    return value != NULL && value->kind == LG_VALUE_STRING ? value->as.string.text : NULL;
}

/* " WORDS NUMBER UNIT" where the key is there. */
static void print_level(const struct lg_value *map, const char *key, const char *words) {
    const struct lg_value *level = lg_value_get(map, key);
    char number[LG_NUMBER_MAX];
    if (!lg_value_is_number(level))
        return;
    lg_number_fixed(lg_value_number(level), 2, number);
    printf("%s%s%s%s", words, number, level->unit != NULL ? " " : "",
           level->unit != NULL ? level->unit : "");
}

static void print_profile_row(const struct lg_value *row) {
    printf("    %-16s", text_of(row, "measure"));
    print_level(row, "value", " ");
    print_level(row, "target", ", target ");
    print_level(row, "low", ", at least ");
    print_level(row, "high", ", at most ");
    print_level(row, "tolerance", " with ");
    if (lg_value_get(row, "tolerance") != NULL)
        printf(" for the metering");
    double distance = lg_value_number(lg_value_get(row, "distance"));
    bool is_told = strcmp(text_of(row, "verdict"), "told") == 0;
    printf(": %s", !is_told ? text_of(row, "verdict") : distance > 0.0 ? "above" : "holds");
    if (distance != 0.0)
        print_level(row, "distance", " by ");
    if (text_of(row, "why") != NULL)
        printf(" (%s)", text_of(row, "why"));
    if (text_of(row, "by") != NULL)
        printf(" [by %s]", text_of(row, "by"));
    putchar('\n');
}

static void print_gain(const struct lg_value *gain) {
    const struct lg_value *holds = lg_value_get(gain, "ceiling_holds");
    printf("    %-16s", text_of(gain, "mode"));
    print_level(gain, "target", " ");
    print_level(gain, "gain_db", ", gain ");
    print_level(gain, "true_peak_after_dbtp", ", true peak then ");
    print_level(gain, "ceiling_dbtp", ", ceiling ");
    if (holds != NULL)
        printf(holds->as.boolean ? " holds" : " does not hold");
    putchar('\n');
}

static void print_list(const struct lg_value *list, void print(const struct lg_value *)) {
    if (list == NULL)
        return;
    for (const struct lg_item *item = list->as.list.first; item != NULL; item = item->next)
        print(item->value);
}

static void print_profile(const struct lg_value *judgement) {
    const char *profile_note = text_of(judgement, "note");
    const char *table = text_of(judgement, "table");
    printf("  %s (%s): %s%s%s%s%s\n", text_of(judgement, "profile"), text_of(judgement, "kind"),
           text_of(judgement, "verdict"), table != NULL ? "; as in " : "",
           table != NULL ? table : "", profile_note != NULL ? "; " : "",
           profile_note != NULL ? profile_note : "");
    print_list(lg_value_get(judgement, "gains"), print_gain);
    print_list(lg_value_get(judgement, "rows"), print_profile_row);
}

static void print_drift(const struct lg_value *drift) {
    struct lg_str old = {0};
    struct lg_str now = {0};
    char difference[LG_NUMBER_MAX];
    char tolerance[LG_NUMBER_MAX];
    lg_value_print(lg_value_get(drift, "old"), &old);
    lg_value_print(lg_value_get(drift, "new"), &now);
    printf("    %-16s old %s, new %s", text_of(drift, "measure"), lg_str_text(&old),
           lg_str_text(&now));
    if (lg_value_get(drift, "difference") != NULL) {
        lg_number_fixed(lg_value_number(lg_value_get(drift, "difference")), 4, difference);
        lg_number_write(lg_value_number(lg_value_get(drift, "tolerance")), tolerance);
        printf(": drifted by %s, at most %s", difference, tolerance);
    }
    putchar('\n');
    lg_str_dispose(&old);
    lg_str_dispose(&now);
}

static void print_word(const struct lg_value *word) {
    printf(" %s", word->as.string.text);
}

static void print_drifts(const struct lg_value *measures, const char *path) {
    const struct lg_value *drifts = lg_value_get(measures, "drifts");
    char tolerance[LG_NUMBER_MAX];
    if (drifts == NULL)
        return;
    lg_number_write(lg_value_number(lg_value_get(measures, "drift_tolerance")), tolerance);
    if (drifts->as.list.count == 0)
        printf("  golden values: held");
    else
        printf("  golden values of %s: drifted; %s", path, text_of(measures, "drift_cause"));
    printf("; levels may drift by %s (%s)\n", tolerance, text_of(measures, "drift_tolerance_by"));
    print_list(drifts, print_drift);
    if (lg_value_get(measures, "hashes_changed") != NULL)
        puts("    told, and no failure with --tolerance:");
    print_list(lg_value_get(measures, "hashes_changed"), print_drift);
    if (lg_value_get(measures, "not_compared") != NULL)
        fputs("    not compared, as it was not saved:", stdout);
    print_list(lg_value_get(measures, "not_compared"), print_word);
    if (lg_value_get(measures, "not_compared") != NULL)
        putchar('\n');
}

void lg_judging_print(const struct lg_value *measures, const char *path) {
    print_drifts(measures, path);
    print_list(lg_value_get(measures, "profiles"), print_profile);
}
