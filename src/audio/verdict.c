#include "audio/verdict.h"

#include <math.h>

/* How near a reading must be to a fault's: meters differ in filters and windows, and in true peak
 * by their interpolators. */
static double nearness(enum lg_quantity quantity) {
    return quantity == LG_QUANTITY_TRUE_PEAK ? 0.3 : quantity == LG_QUANTITY_LRA ? 0.25 : 0.12;
}

static bool reads_like(const struct lg_conformance_result *result, const struct lg_wrong *wrong) {
    double value = wrong->value + result->shift;
    bool is_number = result->got.kind == LG_HEARD_NUMBER;
    bool is_nothing =
        result->got.kind == LG_HEARD_UNDEFINED || (is_number && result->got.value <= -70.0);
    if (isinf(value))
        return is_nothing;
    if (wrong->or_less)
        return is_number && result->got.value <= value;
    double display = (result->high - result->low) - (result->check->plus + result->check->minus);
    double near = nearness(result->check->quantity) + fmax(0.0, display) / 2.0;
    return is_number && fabs(result->got.value - value) <= near;
}

/* The fault's reading of what the check asks; NULL: the fault makes no difference there. Readings
 * are known for the vector's own rate alone. */
static const struct lg_wrong *find_wrong(const struct lg_conformance_result *result, size_t fault) {
    const struct lg_vector *vector = result->vector;
    if (result->rate_hz != vector->wave.rate_hz)
        return NULL;
    for (size_t i = 0; i < vector->num_wrongs; i++)
        if (vector->wrongs[i].fault == fault &&
            vector->wrongs[i].quantity == result->check->quantity)
            return &vector->wrongs[i];
    return NULL;
}

static bool has_missed(const struct lg_conformance_result *result) {
    return result->outcome == LG_JUDGED_FAILED || result->outcome == LG_JUDGED_ALLOWED;
}

/* In a family some signals are read right even by a meter with the fault. */
static bool is_within(const struct lg_conformance_result *result, const struct lg_wrong *wrong) {
    double value = wrong->value + result->shift;
    return result->check->want == LG_WANT_NUMBER && value >= result->low && value <= result->high;
}

/* What speaks for a fault and against it, among checks that no named fault explains yet. */
struct score {
    size_t matched;
    size_t against;
    size_t allowed; /* of those that matched */
    const struct lg_conformance_result *example;
};

static struct score score_of(const struct lg_conformance *c, size_t fault, const bool *explained) {
    struct score score = {0};
    for (size_t i = 0; i < c->count; i++) {
        const struct lg_conformance_result *result = &c->results[i];
        const struct lg_wrong *wrong = find_wrong(result, fault);
        if (wrong == NULL || result->outcome == LG_JUDGED_UNJUDGED || explained[i] ||
            is_within(result, wrong))
            continue;
        if (!has_missed(result) || !reads_like(result, wrong)) {
            score.against++;
            continue;
        }
        score.example = score.matched == 0 ? result : score.example;
        score.matched++;
        score.allowed += result->outcome == LG_JUDGED_ALLOWED ? 1 : 0;
    }
    return score;
}

/* A fault is named when what it explains outweighs what speaks against it: other faults of the same
 * meter may hide it in some checks. */
static bool is_convincing(const struct score *score) {
    return score->matched > 0 && score->matched >= 2 * score->against;
}

/* Twice against: a reading that the fault would have changed says more than one that fits. */
static bool is_better(const struct score *score, const struct score *best) {
    return score->matched + 2 * best->against > best->matched + 2 * score->against;
}

static bool find_best(const struct lg_conformance *c, const struct lg_vectors *vectors,
                      const bool *explained, size_t *fault_out, struct score *best_out) {
    bool found = false;
    for (size_t fault = 0; fault < vectors->num_faults; fault++) {
        struct score score = score_of(c, fault, explained);
        if (!is_convincing(&score) || (found && !is_better(&score, best_out)))
            continue;
        *best_out = score;
        *fault_out = fault;
        found = true;
    }
    return found;
}

static void explain(const struct lg_conformance *c, size_t fault, bool *explained) {
    for (size_t i = 0; i < c->count; i++) {
        const struct lg_wrong *wrong = find_wrong(&c->results[i], fault);
        if (wrong != NULL && has_missed(&c->results[i]) && reads_like(&c->results[i], wrong))
            explained[i] = true;
    }
}

/* Numbers were wanted, and the meter said of every one that there is nothing. */
static bool hears_nothing(const struct lg_conformance *c) {
    size_t wanted = 0;
    for (size_t i = 0; i < c->count; i++) {
        const struct lg_conformance_result *result = &c->results[i];
        if (result->check->want != LG_WANT_NUMBER || result->check->quantity != LG_QUANTITY_I ||
            result->check->value <= -70.0 || result->got.kind == LG_HEARD_ABSENT)
            continue;
        wanted++;
        if (result->got.kind == LG_HEARD_NUMBER && result->got.value > -70.0)
            return false;
    }
    return wanted > 0;
}

void lg_verdicts_find(const struct lg_conformance *conformance, const struct lg_vectors *vectors,
                      struct lg_arena *arena, struct lg_verdicts *out) {
    bool *explained = lg_arena_array(arena, conformance->count + 1, sizeof *explained);
    struct lg_broken_rule *items = lg_arena_array(arena, vectors->num_faults + 1, sizeof *items);
    struct lg_verdicts verdicts = {.items = items, .hears_nothing = hears_nothing(conformance)};
    struct score best = {0};
    size_t fault = 0;
    while (!verdicts.hears_nothing && find_best(conformance, vectors, explained, &fault, &best)) {
        items[verdicts.count++] = (struct lg_broken_rule){
            .fault = &vectors->faults[fault],
            .matched = best.matched,
            .known = best.matched + best.against,
            .is_allowed = best.allowed == best.matched,
            .example = best.example,
        };
        explain(conformance, fault, explained);
    }
    for (size_t i = 0; i < conformance->count; i++)
        if (conformance->results[i].outcome == LG_JUDGED_FAILED && !explained[i])
            verdicts.unexplained++;
    *out = verdicts;
}

bool lg_verdicts_explain(const struct lg_verdicts *verdicts, const struct lg_vectors *vectors,
                         const struct lg_conformance_result *result) {
    for (size_t i = 0; i < verdicts->count; i++) {
        size_t fault = (size_t)(verdicts->items[i].fault - vectors->faults);
        const struct lg_wrong *wrong = find_wrong(result, fault);
        if (wrong != NULL && reads_like(result, wrong))
            return true;
    }
    return false;
}
