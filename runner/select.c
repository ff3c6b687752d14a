#include "runner/select.h"

#include <stdio.h>
#include <string.h>

#include "base/suggest.h"
#include "runner/points.h"

/* Names of commits that no gate has: the next word is taken for one only if it is one of those, as
 * `--changed g3` means the gate. */
static bool is_revision_word(const char *word) {
    static const char *const beginnings[] = {"HEAD",      "ORIG_HEAD", "FETCH_HEAD", "origin/",
                                             "upstream/", "refs/",     "@"};
    size_t hex = strspn(word, "0123456789abcdef");
    for (size_t i = 0; i < LG_ARRAY_LEN(beginnings); i++) {
        if (lg_starts_with(word, beginnings[i]))
            return true;
    }
    return strpbrk(word, "~^") != NULL || (hex >= 7 && word[hex] == '\0');
}

const struct lg_option lg_option_changed = {
    "--changed", LG_OPTION_MAYBE, "REV",
    "what the sequence asks for by what changed: the index against HEAD, or REV against the work "
    "tree",
    is_revision_word};
const struct lg_option lg_option_keep_going = {
    "--keep-going", LG_OPTION_FLAG, NULL,
    "run also what stands behind a gate of the sequence's stop_line that did not pass", NULL};
const struct lg_option lg_option_seed = {
    "--seed", LG_OPTION_VALUE, "N",
    "seed for what is drawn at random (default 0; of a matrix, what it says)", NULL};
const struct lg_option lg_option_when = {"--when", LG_OPTION_VALUE,
                                         "session-start|pull|commit|nightly|milestone",
                                         "what the sequence asks for at that moment", NULL};
const struct lg_option lg_option_tag = {
    "--tag", LG_OPTION_VALUE, "T", "only gates with this tag (may be repeated: any of them)", NULL};
const struct lg_option lg_option_point = {
    "--point", LG_OPTION_VALUE, "ID",
    "of a matrix only the point of this id (may be repeated), as `plan` prints it", NULL};
const struct lg_option lg_option_var = {"--var", LG_OPTION_VALUE, "K=V",
                                        "sets a variable that a gate declares (may be repeated)",
                                        NULL};

/* AbletonOSC answers once per tick, so an exchange takes about this long. */
enum { TICK_MS = 100 };

static int read_moment(const struct lg_args *args, enum lg_moment *out, struct lg_err *err) {
    const char *word = lg_args_value(args, "--when");
    const char *names[LG_MOMENT__COUNT];
    size_t count = 0;
    *out = LG_MOMENT_NONE;
    if (word == NULL)
        return 0;
    for (int moment = LG_MOMENT_NONE + 1; moment < LG_MOMENT__COUNT; moment++) {
        names[count++] = lg_moment_name((enum lg_moment)moment);
        if (strcmp(names[count - 1], word) == 0)
            *out = (enum lg_moment)moment;
    }
    if (*out != LG_MOMENT_NONE)
        return 0;
    const char *near = lg_suggest(word, names, count);
    return lg_err_set(
        err, LG_ERR_USAGE,
        "--when: no moment '%s'%s%s%s (session-start, pull, commit, nightly, milestone)", word,
        near == NULL ? "" : "; did you mean '", near == NULL ? "" : near, near == NULL ? "" : "'?");
}

static bool is_sequenced(const struct lg_args *args) {
    return lg_args_has(args, "--changed") || lg_args_has(args, "--when");
}

/* What the sequence asks for; it lives in the app's arena. */
static int pick(struct lg_app *app, const struct lg_args *args, const struct lg_sequence *sequence,
                enum lg_moment moment, struct lg_picks *out, struct lg_err *err) {
    struct lg_changes changes = {0};
    bool by_changes = lg_args_has(args, "--changed") || lg_sequence_wants_changes(sequence, moment);
    if (by_changes &&
        lg_changes_read(&app->env, app->paths.project, lg_args_value(args, "--changed"),
                        &app->arena, &changes, err) != 0)
        return -1;
    if (lg_sequence_pick(sequence, &app->paths, moment, by_changes ? &changes : NULL, &app->arena,
                         out, err) != 0)
        return -1;
    if (out->strays != NULL)
        lg_say("not looked at, as git doesn't track them and no rule knows them: %s", out->strays);
    return 0;
}

/* A word behind `--changed` that is no gate was meant for a commit, and no guess is made. */
static int wanted_revision(struct lg_err *why, struct lg_err *err) {
    if (why->kind == LG_ERR_EMPTY)
        return lg_err_set(err, LG_ERR_READ, "%s; a commit is named by --changed=REV", why->text);
    lg_err_set(err, why->kind, "%s", why->text);
    return lg_err_place(err, why->source, why->line, why->column);
}

static void say_strays(const struct lg_plan *plan) {
    if (plan->strays != NULL)
        lg_say("warning: not among the gates of `run`, as they lie in folders of gates/: %s "
               "(move them to gates/, or name the folder)",
               lg_shown(plan->strays));
}

int lg_select_plan(struct lg_app *app, const struct lg_args *args, struct lg_plan **plan_out,
                   struct lg_err *err) {
    struct lg_given tags = lg_args_all(args, "--tag");
    struct lg_given vars = lg_args_all(args, "--var");
    struct lg_given points = lg_args_all(args, "--point");
    struct lg_picks picks;
    struct lg_sequence sequence;
    struct lg_err why = {0};
    int64_t given = 0;
    enum lg_moment moment = LG_MOMENT_NONE;
    if (lg_args_count(args, lg_option_seed.name, &given, err) != 0 ||
        read_moment(args, &moment, err) != 0 ||
        lg_sequence_load(&app->paths, &app->arena, &sequence, err) != 0)
        return -1;
    const uint64_t seed = (uint64_t)given;
    struct lg_plan_options options = {
        .selectors = args->words,
        .num_selectors = args->num_words,
        .tags = tags.values,
        .num_tags = tags.count,
        .vars = vars.values,
        .num_vars = vars.count,
        .points = {points.values, points.count},
        .picks = is_sequenced(args) ? &picks : NULL,
        .sequence = &sequence,
        .keep_going = lg_args_has(args, lg_option_keep_going.name),
        .seed = lg_args_has(args, lg_option_seed.name) ? &seed : NULL,
    };
    if (options.picks != NULL && pick(app, args, &sequence, moment, &picks, err) != 0)
        return -1;
    bool may_be_revision = lg_args_has(args, "--changed") &&
                           lg_args_value(args, "--changed") == NULL && args->num_words > 0;
    if (lg_plan_new(&app->paths, &options, plan_out, may_be_revision ? &why : err) != 0)
        return may_be_revision ? wanted_revision(&why, err) : -1;
    say_strays(*plan_out);
    return 0;
}

size_t lg_select_tables(struct lg_app *app, const char *paths_out[static LG_SEQUENCE_FILES]) {
    struct lg_sequence sequence;
    if (lg_sequence_load(&app->paths, &app->arena, &sequence, NULL) != 0)
        return 0;
    memcpy(paths_out, sequence.paths, sizeof sequence.paths);
    return sequence.num_paths;
}

void lg_select_say(const struct lg_plan *plan) {
    for (size_t i = 0; i < plan->num_gates; i++) {
        if (plan->gates[i].why != NULL)
            lg_say("%s: %s", plan->gates[i].id, plan->gates[i].why);
    }
    for (size_t i = 0; i < plan->num_matrices; i++)
        lg_points_say_ignored(plan->matrices[i].matrix);
}

struct totals {
    int64_t live_ms; /* about, against Live */
    int64_t most_ms; /* if each step used up its time */
};

static void print_steps(const struct lg_plan_step *steps, size_t count, const char *note,
                        struct totals *totals) {
    for (size_t i = 0; i < count; i++) {
        const struct lg_plan_step *step = &steps[i];
        bool live = (step->verb->flags & LG_VERB_LIVE) != 0;
        printf("  %-32s %-8s at most %lld ms%s%s\n", step->id, step->verb->name,
               (long long)step->timeout_ms, live ? ", asks Live" : "", note);
        totals->live_ms += live ? TICK_MS : 0;
        totals->most_ms += step->timeout_ms;
    }
}

static void print_totals(const struct lg_plan *plan, const struct totals *totals) {
    printf("%zu gate%s, %zu step%s; waiting for Live about %.1f s, at most %.1f s\n",
           plan->num_gates, plan->num_gates == 1 ? "" : "s", plan->num_steps,
           plan->num_steps == 1 ? "" : "s", (double)totals->live_ms / 1e3,
           (double)totals->most_ms / 1e3);
}

void lg_select_print(const struct lg_plan *plan) {
    struct totals totals = {0};
    if (plan->nothing != NULL) {
        printf("nothing to run, because %s\n", lg_shown(plan->nothing));
        return;
    }
    for (size_t i = 0; i < plan->num_gates; i++) {
        const struct lg_plan_gate *gate = &plan->gates[i];
        printf("%s  %s  (%s)%s\n", gate->id, lg_shown(gate->name), lg_shown(gate->source),
               gate->is_needed_only ? "  [needed by a gate that was selected]" : "");
        if (gate->why != NULL)
            printf("  picked by %s\n", lg_shown(gate->why));
        print_steps(gate->steps, gate->num_steps, "", &totals);
        print_steps(gate->teardown, gate->num_teardown, ", teardown", &totals);
    }
    if (plan->num_gates > 0 || plan->num_matrices == 0)
        print_totals(plan, &totals);
    for (size_t i = 0; i < plan->num_matrices; i++) {
        lg_points_say_ignored(plan->matrices[i].matrix);
        lg_points_print(&plan->matrices[i]);
    }
}

void lg_select_say_time(const struct lg_plan *plan, int64_t timeout_ns) {
    double about_s = 0;
    double limit_s = (double)timeout_ns / (double)LG_NS_PER_S;
    /* What of a matrix is another shard's takes no time here. */
    for (size_t i = 0; i < plan->num_matrices; i++)
        if (plan->matrices[i].share == NULL)
            about_s +=
                (double)lg_matrix_time(plan->matrices[i].matrix).about_ns / (double)LG_NS_PER_S;
    if (timeout_ns > 0 && about_s > limit_s)
        lg_say("about %.1f s is longer than the run may take, %.1f s: what is not done by then is "
               "not run; give a longer --timeout (or `timeout` in livegate.yaml)",
               about_s, limit_s);
}
