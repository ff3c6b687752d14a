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
    {"range", LG_LOUD_NONE},    {"level", LG_LOUD_NAMED},    {"trim", LG_LOUD_NAMED},
    {"boost", LG_LOUD_NAMED},   {"feedback", LG_LOUD_NAMED}, {"send", LG_LOUD_NAMED},
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

/* Beyond what their displays round away. */
static bool is_more(const struct lg_shown *a, const struct lg_shown *b) {
    double step = fmin(a->step, b->step);
    return a->base > b->base && (isinf(b->base) || a->base - b->base > 0.5 * step * (1 + 1e-6));
}

bool lg_level_is_above(const struct lg_shown *a, const struct lg_shown *b) {
    return lg_level_is_shown(a) && lg_level_is_shown(b) && is_more(a, b);
}

bool lg_level_shows_more(enum lg_loud loud, const struct lg_shown *a, const struct lg_shown *b) {
    return lg_level_is_above(a, b) ||
           (loud == LG_LOUD_NAMED && lg_shown_fits(a, b) && is_more(a, b));
}

/* Where the name says that it is a level, any number shows how much of it. */
static bool shows_level(const struct lg_place *place, const struct lg_shown *shown) {
    return lg_level_is_shown(shown) || (place->loud == LG_LOUD_NAMED && shown->is_number);
}

/* As parts of the range. */
static const double moves[] = {1.0 / 1024, 1.0 / 256, 1.0 / 64, 1.0 / 16};

/* A value on its way from the found one. */
struct walk {
    const struct lg_prober *prober;
    const struct lg_shown *found;
    struct lg_native from;
    bool up;
};

/* So many moves away; a quantised value moves by steps. */
static struct lg_native moved(const struct walk *walk, double part, int times) {
    const struct lg_place *place = walk->prober->place;
    double extent = (double)place->range.max.number - (double)place->range.min.number;
    double move = (place->is_quantized ? 1 : extent * part) * times;
    double to = (double)walk->from.number + (walk->up ? move : -move);
    to = fmin(fmax(to, (double)place->range.min.number), (double)place->range.max.number);
    return (struct lg_native){(float)to};
}

/* Does it show another level there than `last`? */
static int try_move(const struct walk *walk, double part, int times, double last, double *base_out,
                    bool *differs_out, struct lg_err *err) {
    struct lg_trial trial = {.native = moved(walk, part, times)};
    *differs_out = false;
    if (trial.native.number == walk->from.number)
        return 0;
    if (lg_trial_all(walk->prober, &trial, 1, err) < 0)
        return -1;
    *base_out = trial.shown.base;
    *differs_out = shows_level(walk->prober->place, &trial.shown) && trial.shown.base != last;
    return 0;
}

/* That less of it is louder is believed of two places only, which agree. */
static int try_ways(const struct walk *walk, enum lg_louder *out, struct lg_err *err) {
    double first = 0;
    double second = 0;
    bool differs = false;
    size_t count = walk->prober->place->is_quantized ? 1 : LG_ARRAY_LEN(moves);
    size_t i = 0;
    while (i < count && !differs) {
        if (try_move(walk, moves[i++], 1, walk->found->base, &first, &differs, err) < 0)
            return -1;
    }
    bool is_up = !differs || (first > walk->found->base) == walk->up;
    *out = is_up ? LG_LOUDER_UP : LG_LOUDER_DOWN;
    if (is_up)
        return 0;
    if (try_move(walk, moves[i - 1], 2, first, &second, &differs, err) < 0)
        return -1;
    if (!differs || (second > first) != walk->up)
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
    if (place->loud == LG_LOUD_NONE || !shows_level(place, &found))
        return 0;
    *out = LG_LOUDER_UP;
    bool is_lowest =
        lg_osc_number(&prober->found->value, &from) && (float)from <= place->range.min.number;
    if (is_lowest && !may_rise)
        return 0;
    struct walk walk = {prober, &found, {(float)from}, is_lowest};
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
