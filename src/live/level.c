#include "live/level.h"

#include <math.h>
#include <string.h>

#include "conf/unit.h"

/* Words in a parameter's name, the first that fits decides. */
static const struct word {
    const char *text;
    enum lg_loud loud;
} words[] = {
    {"gain", LG_LOUD_NAMED},    {"drive", LG_LOUD_NAMED},    {"makeup", LG_LOUD_NAMED},
    {"make-up", LG_LOUD_NAMED}, {"output", LG_LOUD_NAMED},   {"volume", LG_LOUD_NAMED},
    {"ceiling", LG_LOUD_NAMED}, {"threshold", LG_LOUD_NONE}, {"knee", LG_LOUD_NONE},
    {"range", LG_LOUD_NONE},
};

static char lower(char c) {
    return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

/* `word` is in lower case. */
static bool has_word(const char *name, const char *word) {
    for (; *name != '\0'; name++) {
        size_t same = 0;
        while (word[same] != '\0' && lower(name[same]) == word[same])
            same++;
        if (word[same] == '\0')
            return true;
    }
    return false;
}

enum lg_loud lg_level_of_name(const char *name) {
    for (size_t i = 0; i < LG_ARRAY_LEN(words); i++) {
        if (has_word(name, words[i].text))
            return words[i].loud;
    }
    return LG_LOUD_SHOWN;
}

bool lg_level_is_shown(const struct lg_shown *shown) {
    return shown->is_number && (lg_unit_dimension(shown->unit) == LG_DIM_RELATIVE ||
                                (shown->unit == NULL && isinf(shown->number)));
}

bool lg_level_is_above(const struct lg_shown *a, const struct lg_shown *b) {
    if (!lg_level_is_shown(a) || !lg_level_is_shown(b) || !(a->base > b->base))
        return false;
    double step = fmin(a->step, b->step);
    return isinf(b->base) || a->base - b->base > 0.5 * step * (1 + 1e-6);
}

/* As parts of the range. */
static const double moves[] = {1.0 / 1024, 1.0 / 256, 1.0 / 64, 1.0 / 16};

/* Moved by one of the above, or a quantised one by a step. */
static struct lg_native moved(const struct lg_place *place, struct lg_native from, double part,
                              bool up) {
    double extent = (double)place->range.max.number - (double)place->range.min.number;
    double move = place->is_quantized ? 1 : extent * part;
    double to = (double)from.number + (up ? move : -move);
    to = fmin(fmax(to, (double)place->range.min.number), (double)place->range.max.number);
    return (struct lg_native){(float)to};
}

/* A value on its way from the found one. */
struct walk {
    const struct lg_prober *prober;
    const struct lg_shown *found;
    struct lg_native from;
    bool up;
    size_t next; /* of the moves */
};

/* The next move that shows another level than `last`; false: none does. */
static int go_on(struct walk *walk, double last, double *base_out, bool *moved_out,
                 struct lg_err *err) {
    *moved_out = false;
    while (walk->next < LG_ARRAY_LEN(moves) && !*moved_out) {
        struct lg_trial trial = {
            .native = moved(walk->prober->place, walk->from, moves[walk->next++], walk->up)};
        if (trial.native.number == walk->from.number)
            continue;
        if (lg_trial_all(walk->prober, &trial, 1, err) < 0)
            return -1;
        *base_out = trial.shown.base;
        *moved_out = lg_level_is_shown(&trial.shown) && trial.shown.base != last;
    }
    return 0;
}

/* That less of it is louder is believed of two places only, which agree. */
static int try_ways(struct walk *walk, enum lg_louder *out, struct lg_err *err) {
    double first = 0;
    double second = 0;
    bool is_moved = false;
    if (go_on(walk, walk->found->base, &first, &is_moved, err) < 0)
        return -1;
    bool is_up = !is_moved || (first > walk->found->base) == walk->up;
    *out = is_up ? LG_LOUDER_UP : LG_LOUDER_DOWN;
    if (is_up)
        return 0;
    if (go_on(walk, first, &second, &is_moved, err) < 0)
        return -1;
    if (!is_moved || (second > first) != walk->up)
        return 0;
    return lg_err_set(err, LG_ERR_READ,
                      "%s: what it shows does not rise or fall with its value around '%s', so that "
                      "nothing tells which way is louder",
                      walk->prober->place->spot.label, walk->found->text);
}

int lg_level_find(const struct lg_prober *prober, bool may_rise, enum lg_louder *out,
                  struct lg_err *err) {
    const struct lg_place *place = prober->place;
    const char *text = prober->found->shown;
    struct lg_shown found = lg_shown_read(text == NULL ? "" : text, prober->arena);
    double from = 0;
    *out = place->loud == LG_LOUD_NAMED ? LG_LOUDER_UP : LG_LOUDER_NEITHER;
    if (place->loud == LG_LOUD_NONE || !lg_level_is_shown(&found))
        return 0;
    *out = LG_LOUDER_UP;
    bool is_lowest =
        lg_osc_number(&prober->found->value, &from) && (float)from <= place->range.min.number;
    if (is_lowest && !may_rise)
        return 0;
    struct walk walk = {prober, &found, {(float)from}, is_lowest, 0};
    return try_ways(&walk, out, err);
}

bool lg_level_rises(enum lg_louder louder, struct lg_native found, struct lg_native native) {
    if (louder == LG_LOUDER_NEITHER)
        return false;
    return louder == LG_LOUDER_UP ? native.number > found.number : native.number < found.number;
}

struct lg_range lg_level_quiet(enum lg_louder louder, const struct lg_range *range,
                               struct lg_native found) {
    struct lg_range quiet = *range;
    if (louder == LG_LOUDER_UP)
        quiet.max = found;
    else if (louder == LG_LOUDER_DOWN)
        quiet.min = found;
    return quiet;
}
