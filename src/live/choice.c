#include "live/choice.h"

#include <math.h>
#include <string.h>

#include "live/level.h"
#include "live/name.h"

/* What the values of a quantised parameter show, as far as they may be tried. */
struct choices {
    const struct lg_prober *prober;
    const struct lg_shown *wanted;
    struct lg_native found;
    struct lg_shown found_shown;
    struct lg_trial trials[LG_TRIALS_MAX];
    size_t count;
    bool is_whole; /* nothing was left out as louder */
};

static void begin(struct choices *choices, const struct lg_prober *prober,
                  const struct lg_shown *wanted) {
    double found = 0;
    lg_osc_number(&prober->found->value, &found);
    *choices = (struct choices){.prober = prober, .wanted = wanted};
    choices->found = (struct lg_native){(float)found};
    choices->found_shown =
        lg_shown_read(prober->found->shown == NULL ? "" : prober->found->shown, prober->arena);
}

static size_t count_steps(const struct lg_range *range) {
    return (size_t)((double)range->max.number - (double)range->min.number + 0.5);
}

static int try_all(struct choices *choices, struct lg_err *err) {
    const struct lg_prober *prober = choices->prober;
    const struct lg_range *range = &prober->place->range;
    struct lg_range quiet = lg_level_quiet(prober->louder, range, choices->found);
    const struct lg_range *tried = prober->allow_louder ? range : &quiet;
    size_t steps = count_steps(tried);
    if (steps >= LG_TRIALS_MAX)
        return lg_err_set(err, LG_ERR_READ,
                          "%s has %zu values, too many to try which one shows '%s': write its "
                          "number as 'N native'",
                          prober->place->spot.label, steps + 1, choices->wanted->text);
    choices->count = steps + 1;
    choices->is_whole = steps == count_steps(range);
    for (size_t i = 0; i <= steps; i++)
        choices->trials[i].native.number = tried->min.number + (float)i;
    if (lg_trial_all(prober, choices->trials, choices->count, err) < 0)
        return -1;
    return lg_trial_check(prober, choices->trials, choices->count, choices->wanted->text, err);
}

static bool is_same_text(const struct lg_shown *wanted, const struct lg_shown *shown) {
    return strcmp(wanted->text, shown->text) == 0;
}

static bool is_same_word(const struct lg_shown *wanted, const struct lg_shown *shown) {
    return lg_eq_nocase(wanted->text, shown->text);
}

/* Nothing is rounded: these are all the values that there are. */
static bool is_same_number(const struct lg_shown *wanted, const struct lg_shown *shown) {
    return lg_shown_fits(wanted, shown) &&
           (wanted->base == shown->base || fabs(wanted->base - shown->base) <= 1e-6 * shown->step);
}

static bool is_same_letters(const struct lg_shown *wanted, const struct lg_shown *shown) {
    return !wanted->is_number && !shown->is_number && lg_name_eq(wanted->text, shown->text);
}

/* From strict to lenient. */
static bool (*const samenesses[])(const struct lg_shown *wanted, const struct lg_shown *shown) = {
    is_same_text, is_same_word, is_same_number, is_same_letters};

static void list(const struct choices *choices, bool with_native, struct lg_str *out) {
    for (size_t i = 0; i < choices->count; i++) {
        const struct lg_trial *trial = &choices->trials[i];
        lg_str_printf(out, "%s'%s'", i == 0 ? "" : ", ", trial->shown.text);
        if (with_native)
            lg_str_printf(out, " (native %g)", (double)trial->native.number);
    }
    if (!choices->is_whole)
        lg_str_add(out, "; what would be louder was not tried");
}

static int no_choice(const struct choices *choices, bool are_several, struct lg_err *err) {
    struct lg_str text = {0};
    const char *label = choices->prober->place->spot.label;
    const char *wanted = choices->wanted->text;
    list(choices, are_several, &text);
    if (are_several)
        lg_err_set(err, LG_ERR_WRITE, "%s shows '%s' at several values: %s; write 'N native'",
                   label, wanted, lg_str_text(&text));
    else
        lg_err_set(err, LG_ERR_WRITE, "%s shows no '%s'; it shows %s", label, wanted,
                   lg_str_text(&text));
    lg_str_dispose(&text);
    /* Where not all was tried, it may be shown still. */
    return choices->is_whole ? lg_err_about_misfit(err) : -1;
}

int lg_choice_find(const struct lg_prober *prober, const struct lg_shown *wanted,
                   struct lg_native *out, struct lg_err *err) {
    struct choices choices;
    begin(&choices, prober, wanted);
    if (is_same_text(wanted, &choices.found_shown)) {
        *out = choices.found;
        return 0;
    }
    if (try_all(&choices, err) < 0)
        return -1;
    for (size_t tier = 0; tier < LG_ARRAY_LEN(samenesses); tier++) {
        size_t hits = 0;
        for (size_t i = choices.count; i-- > 0;) {
            if (!samenesses[tier](wanted, &choices.trials[i].shown))
                continue;
            *out = choices.trials[i].native;
            hits++;
        }
        if (hits > 0)
            return hits == 1 ? 0 : no_choice(&choices, true, err);
    }
    return no_choice(&choices, false, err);
}

static bool is_bare(const struct lg_shown *shown) {
    return shown->is_number && shown->unit == NULL;
}

static bool are_native(const struct choices *choices) {
    for (size_t i = 0; i < choices->count; i++) {
        const struct lg_trial *trial = &choices->trials[i];
        if (!is_bare(&trial->shown) || trial->shown.number != (double)trial->native.number)
            return false;
    }
    return true;
}

int lg_choice_check_bare(const struct lg_prober *prober, const char *wanted, struct lg_err *err) {
    struct choices choices;
    const struct lg_shown bare = lg_shown_read(wanted, prober->arena);
    begin(&choices, prober, &bare);
    if (!is_bare(&choices.found_shown))
        return 0;
    if (try_all(&choices, err) < 0)
        return -1;
    if (are_native(&choices))
        return 0;
    struct lg_str text = {0};
    list(&choices, true, &text);
    lg_err_set(err, LG_ERR_WRITE,
               "%s: '%s' is ambiguous: it shows %s; write '%s shown' for what it shows, or 'N "
               "native'",
               prober->place->spot.label, wanted, lg_str_text(&text), wanted);
    lg_str_dispose(&text);
    return lg_err_about_misfit(err);
}
