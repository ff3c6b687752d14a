#include "runner/conformance.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/number.h"
#include "base/value.h"

enum { WORDS_MAX = 160, SAME_NUMBER_DB = 1 };

/* --- one check ------------------------------------------------------------------------------ */

static const char *got_words(const struct lg_conformance_result *result, char out[WORDS_MAX]) {
    char number[LG_NUMBER_MAX];
    switch (result->got.kind) {
    case LG_HEARD_ABSENT:
        return "-";
    case LG_HEARD_UNDEFINED:
        return "no value";
    case LG_HEARD_NUMBER:
        break;
    }
    lg_number_fixed(result->got.value, 3, number);
    snprintf(out, WORDS_MAX, "%s %s", number, lg_quantity_unit(result->check->quantity));
    return out;
}

static const char *wanted_words(const struct lg_conformance_result *result, char out[WORDS_MAX]) {
    static const char *const words[] = {
        [LG_WANT_NOTHING] = "-inf",
        [LG_WANT_UNDEFINED] = "no value",
        [LG_WANT_REFUSAL] = "a refusal",
        [LG_WANT_REFUSAL_OR_NOTHING] = "a refusal or -inf",
    };
    char low[LG_NUMBER_MAX];
    char high[LG_NUMBER_MAX];
    if (result->check->want != LG_WANT_NUMBER)
        return words[result->check->want];
    lg_number_fixed(result->low, 3, low);
    lg_number_fixed(result->high, 3, high);
    snprintf(out, WORDS_MAX, "%s to %s", low, high);
    return out;
}

static const char *signal_name(const struct lg_conformance_result *result, char out[WORDS_MAX]) {
    if (result->rate_hz == result->vector->wave.rate_hz)
        return result->vector->id;
    snprintf(out, WORDS_MAX, "%s at %d Hz", result->vector->id, result->rate_hz);
    return out;
}

static void print_check(const struct lg_conformance_report *report,
                        const struct lg_conformance_result *result) {
    char name[WORDS_MAX];
    char got[WORDS_MAX];
    char wanted[WORDS_MAX];
    bool is_failed = result->outcome == LG_JUDGED_FAILED;
    printf("%-10s  %-26s  %-5s  got %s, wanted %s", lg_judged_name(result->outcome),
           signal_name(result, name), lg_quantity_name(result->check->quantity),
           got_words(result, got), wanted_words(result, wanted));
    if (is_failed && !lg_verdicts_explain(report->verdicts, report->vectors, result))
        printf(" (unexplained)");
    if (result->why != NULL && result->got.kind != LG_HEARD_NUMBER)
        printf("; %s", result->why);
    putchar('\n');
}

/* --- sums ----------------------------------------------------------------------------------- */

static void print_exact(const struct lg_conformance *c) {
    char low[LG_NUMBER_MAX];
    char high[LG_NUMBER_MAX];
    for (int q = 0; q < LG_QUANTITY__COUNT; q++) {
        const struct lg_conformance_exact *exact = &c->exact[q];
        if (exact->count == 0)
            continue;
        lg_number_fixed(exact->lowest, 4, low);
        lg_number_fixed(exact->highest, 4, high);
        printf("%-5s less exact at 48 kHz: %s (%s) to %s (%s) %s, %zu signals%s\n",
               lg_quantity_name((enum lg_quantity)q), low, exact->lowest_id, high,
               exact->highest_id, q == LG_QUANTITY_LRA || q <= LG_QUANTITY_S_MIN ? "LU" : "dB",
               exact->count, exact->missed > 0 ? ": TOO FAR" : "");
    }
}

enum giving { NOT_ASKED, NEVER_GIVEN, GIVEN };

/* Whether the meter gave the quantity for any of the signals that ask for it. */
static enum giving giving_of(const struct lg_conformance *c, int quantity) {
    enum giving giving = NOT_ASKED;
    for (size_t i = 0; i < c->count && giving != GIVEN; i++)
        if ((int)c->results[i].check->quantity == quantity)
            giving = c->results[i].got.kind != LG_HEARD_ABSENT ? GIVEN : NEVER_GIVEN;
    return giving;
}

static void add_quantities(const struct lg_conformance *c, enum giving giving, struct lg_str *out) {
    for (int q = 0; q < LG_QUANTITY__COUNT; q++)
        if (giving_of(c, q) == giving)
            lg_str_printf(out, "%s%s", out->length > 0 ? " " : "",
                          lg_quantity_name((enum lg_quantity)q));
}

/* A meter that says little is hard to tell from another: more of its words would name its fault. */
static void print_unexplained(const struct lg_conformance *c, size_t count) {
    struct lg_str given = {0};
    struct lg_str missing = {0};
    add_quantities(c, GIVEN, &given);
    add_quantities(c, NEVER_GIVEN, &missing);
    printf("%zu failed checks are explained by no fault that is known", count);
    if (missing.length > 0)
        printf(", from %s alone: give more quantities (%s)", lg_str_text(&given),
               lg_str_text(&missing));
    putchar('\n');
    lg_str_dispose(&given);
    lg_str_dispose(&missing);
}

/* How much a meter's decimals widen what it must hold: by half of the last one. */
static void print_display(const struct lg_conformance_report *report) {
    const char *before = "";
    for (int q = 0; q < LG_QUANTITY__COUNT; q++) {
        char display[LG_NUMBER_MAX];
        if (!(report->display[q] > 0.0) || giving_of(report->conformance, q) != GIVEN)
            continue;
        if (before[0] == '\0')
            printf("%s: bounds are wider by half of the last decimal it shows: ", report->meter);
        lg_number_write(report->display[q], display);
        printf("%s%s %s", before, lg_quantity_name((enum lg_quantity)q), display);
        before = ", ";
    }
    if (before[0] != '\0')
        putchar('\n');
}

static void print_verdicts(const struct lg_conformance_report *report) {
    const struct lg_verdicts *verdicts = report->verdicts;
    char name[WORDS_MAX];
    char got[WORDS_MAX];
    char wanted[WORDS_MAX];
    if (verdicts->hears_nothing)
        puts("most likely broken: all of it: this meter says of every signal that there is "
             "nothing");
    for (size_t i = 0; i < verdicts->count; i++) {
        const struct lg_broken_rule *verdict = &verdicts->items[i];
        const struct lg_conformance_result *example = verdict->example;
        printf("%s: %s: this meter %s\n", verdict->is_allowed ? "allowed" : "most likely broken",
               verdict->fault->id, verdict->fault->breaks);
        printf("  rule: %s\n", verdict->fault->rule);
        printf("  %zu of %zu checks read so, as %s %s: got %s, wanted %s\n", verdict->matched,
               verdict->known, signal_name(example, name),
               lg_quantity_name(example->check->quantity), got_words(example, got),
               wanted_words(example, wanted));
    }
    if (verdicts->unexplained > 0 && !verdicts->hears_nothing)
        print_unexplained(report->conformance, verdicts->unexplained);
}

bool lg_conformance_proves_little(const struct lg_conformance_report *report) {
    const struct lg_conformance *c = report->conformance;
    double low[LG_QUANTITY__COUNT];
    double high[LG_QUANTITY__COUNT];
    bool has_passed = false;
    if (!report->is_other)
        return false;
    for (int q = 0; q < LG_QUANTITY__COUNT; q++) {
        low[q] = INFINITY;
        high[q] = -INFINITY;
    }
    for (size_t i = 0; i < c->count; i++) {
        const struct lg_conformance_result *r = &c->results[i];
        if (r->outcome != LG_JUDGED_PASSED || r->check->want != LG_WANT_NUMBER)
            continue;
        has_passed = true;
        low[r->check->quantity] = fmin(low[r->check->quantity], r->low);
        high[r->check->quantity] = fmax(high[r->check->quantity], r->high);
    }
    for (int q = 0; q < LG_QUANTITY__COUNT; q++)
        if (high[q] - low[q] > SAME_NUMBER_DB)
            return false;
    return has_passed;
}

static void print_sums(const struct lg_conformance_report *report) {
    const struct lg_conformance *c = report->conformance;
    char seconds[LG_NUMBER_MAX];
    lg_number_fixed(report->seconds, 1, seconds);
    printf("%s: %zu signals, %zu checks: %zu passed, %zu failed", report->meter, c->signals,
           c->count, c->outcomes[LG_JUDGED_PASSED], c->outcomes[LG_JUDGED_FAILED]);
    if (c->outcomes[LG_JUDGED_ALLOWED] > 0)
        printf(", %zu missed as the standard allows", c->outcomes[LG_JUDGED_ALLOWED]);
    if (c->outcomes[LG_JUDGED_UNJUDGED] > 0)
        printf(", %zu not judged", c->outcomes[LG_JUDGED_UNJUDGED]);
    printf(", in %s s\n", seconds);
    if (lg_conformance_proves_little(report))
        puts("what passed wants about the same number of each signal: a meter that always says it "
             "would pass, too");
    if (c->skipped > 0)
        printf("%zu vectors need the published programmes and were not run\n", c->skipped);
}

void lg_conformance_print(const struct lg_conformance_report *report, bool all) {
    const struct lg_conformance *c = report->conformance;
    if (report->what != NULL)
        printf("%s: %s\n", report->meter, report->what);
    printf("%s: a mono file counts as %s\n", report->meter,
           report->is_dual_mono ? "two channels, 3.01 LU more than BS.1770 has it; stated, it is "
                                  "no failure"
                                : "one channel");
    print_display(report);
    for (size_t i = 0; i < c->count; i++)
        if (all || c->results[i].outcome >= LG_JUDGED_ALLOWED)
            print_check(report, &c->results[i]);
    print_exact(c);
    print_verdicts(report);
    print_sums(report);
}

/* --- JSON ----------------------------------------------------------------------------------- */

struct writer {
    struct lg_arena *arena;
    struct lg_value *map;
};

static void put_text(const struct writer *to, const char *key, const char *text) {
    if (text != NULL)
        lg_value_put(to->arena, to->map, key, lg_value_text(to->arena, text));
}

static void put_count(const struct writer *to, const char *key, size_t count) {
    lg_value_put(to->arena, to->map, key, lg_value_int(to->arena, (int64_t)count));
}

static void put_real(const struct writer *to, const char *key, double real) {
    lg_value_put(to->arena, to->map, key, lg_value_real(to->arena, real, NULL));
}

static struct lg_value *check_value(const struct lg_conformance_result *result,
                                    struct lg_arena *arena) {
    char wanted[WORDS_MAX];
    struct writer to = {arena, lg_value_map(arena)};
    enum lg_quantity quantity = result->check->quantity;
    put_text(&to, "id", result->vector->id);
    put_count(&to, "rate_hz", (size_t)result->rate_hz);
    put_text(&to, "quantity", lg_quantity_name(quantity));
    put_text(&to, "outcome", lg_judged_name(result->outcome));
    if (result->got.kind == LG_HEARD_NUMBER)
        put_real(&to, "got", result->got.value);
    else
        lg_value_put(arena, to.map, "got", lg_value_null(arena, "no value"));
    put_text(&to, "wanted", wanted_words(result, wanted));
    if (result->check->want == LG_WANT_NUMBER) {
        put_real(&to, "low", result->low);
        put_real(&to, "high", result->high);
    }
    if (!isnan(result->vector->exact[quantity]))
        put_real(&to, "exact", result->vector->exact[quantity]);
    put_text(&to, "source", result->vector->source);
    put_text(&to, "why", result->why);
    return to.map;
}

static struct lg_value *exact_value(const struct lg_conformance *c, struct lg_arena *arena) {
    struct lg_value *map = lg_value_map(arena);
    for (int q = 0; q < LG_QUANTITY__COUNT; q++) {
        const struct lg_conformance_exact *exact = &c->exact[q];
        struct writer to = {arena, lg_value_map(arena)};
        if (exact->count == 0)
            continue;
        put_count(&to, "signals", exact->count);
        put_real(&to, "lowest", exact->lowest);
        put_text(&to, "lowest_id", exact->lowest_id);
        put_real(&to, "highest", exact->highest);
        put_text(&to, "highest_id", exact->highest_id);
        put_count(&to, "too_far", exact->missed);
        lg_value_put(arena, map, lg_quantity_name((enum lg_quantity)q), to.map);
    }
    return map;
}

static struct lg_value *verdicts_value(const struct lg_verdicts *verdicts, struct lg_arena *arena) {
    struct lg_value *list = lg_value_list(arena);
    for (size_t i = 0; i < verdicts->count; i++) {
        const struct lg_broken_rule *verdict = &verdicts->items[i];
        struct writer to = {arena, lg_value_map(arena)};
        put_text(&to, "fault", verdict->fault->id);
        put_text(&to, "breaks", verdict->fault->breaks);
        put_text(&to, "rule", verdict->fault->rule);
        lg_value_put(arena, to.map, "allowed", lg_value_bool(arena, verdict->is_allowed));
        put_count(&to, "matched", verdict->matched);
        put_count(&to, "known", verdict->known);
        put_text(&to, "example", verdict->example->vector->id);
        lg_value_push(arena, list, to.map);
    }
    return list;
}

struct lg_value *lg_conformance_value(const struct lg_conformance_report *report,
                                      struct lg_arena *arena) {
    const struct lg_conformance *c = report->conformance;
    struct writer to = {arena, lg_value_map(arena)};
    struct lg_value *checks = lg_value_list(arena);
    for (size_t i = 0; i < c->count; i++)
        lg_value_push(arena, checks, check_value(&c->results[i], arena));
    put_text(&to, "meter", report->meter);
    put_text(&to, "mono", report->is_dual_mono ? "dual" : "one");
    put_count(&to, "signals", c->signals);
    put_count(&to, "passed", c->outcomes[LG_JUDGED_PASSED]);
    put_count(&to, "failed", c->outcomes[LG_JUDGED_FAILED]);
    put_count(&to, "allowed", c->outcomes[LG_JUDGED_ALLOWED]);
    put_count(&to, "not_judged", c->outcomes[LG_JUDGED_UNJUDGED]);
    put_count(&to, "not_run", c->skipped);
    lg_value_put(arena, to.map, "exact_48k", exact_value(c, arena));
    lg_value_put(arena, to.map, "hears_nothing",
                 lg_value_bool(arena, report->verdicts->hears_nothing));
    lg_value_put(arena, to.map, "broken", verdicts_value(report->verdicts, arena));
    put_count(&to, "unexplained", report->verdicts->unexplained);
    lg_value_put(arena, to.map, "proves_little",
                 lg_value_bool(arena, lg_conformance_proves_little(report)));
    struct lg_value *tables = lg_value_list(arena);
    for (size_t i = 0; i < report->num_tables; i++)
        lg_value_push(arena, tables, lg_value_text(arena, report->tables[i]));
    lg_value_put(arena, to.map, "own_tables", tables);
    lg_value_put(arena, to.map, "checks", checks);
    return to.map;
}
