#include "taxonomy/samples.h"

#include "taxonomy/inside.h"

struct trying {
    const struct lg_taxonomy *taxonomy;
    const struct entry *entry;
    bool is_sign;
    void (*fault)(void *ctx, const struct lg_sample_fault *fault);
    void *ctx;
    struct lg_samples_result *result;
};

static void report(struct trying *t, const struct lg_sample_fault *fault) {
    t->result->faults++;
    t->fault(t->ctx, fault);
}

/* A rule of a table that extends this one may take its samples: that is what it is for. */
static bool won(const struct trying *t, const struct lg_class *class) {
    const struct entry *winner = (const struct entry *)class->rule;
    if (winner != NULL && winner->file < t->entry->file)
        return true;
    return t->is_sign ? class->is_sign : winner == t->entry;
}

static void try_hit(struct trying *t, const char *sample) {
    struct lg_class class;
    t->result->samples++;
    lg_taxonomy_judge(t->taxonomy, lg_view_of(sample), NULL, &class);
    if (won(t, &class) && class.undecided.count == 0)
        return;
    report(t, &(struct lg_sample_fault){.kind = LG_SAMPLE_HIT,
                                        .rule = &t->entry->rule,
                                        .sample = sample,
                                        .won = class.rule,
                                        .is_undecided = class.undecided.count > 0});
}

static void try_miss(struct trying *t, const char *sample) {
    t->result->samples++;
    int found = taxonomy_entry_find(t->entry, lg_view_of(sample), NULL);
    if (found == 0)
        return;
    report(t, &(struct lg_sample_fault){.kind = LG_SAMPLE_MISS,
                                        .rule = &t->entry->rule,
                                        .sample = sample,
                                        .is_undecided = found < 0});
}

static void try_entry(struct trying *t) {
    const struct lg_rule *rule = &t->entry->rule;
    t->result->rules++;
    if (rule->pattern == NULL)
        return;
    if (rule->hits.count == 0 || rule->misses.count == 0)
        report(t, &(struct lg_sample_fault){.kind = LG_SAMPLE_LACKING, .rule = rule});
    for (size_t i = 0; i < rule->hits.count; i++)
        try_hit(t, rule->hits.items[i]);
    for (size_t i = 0; i < rule->misses.count; i++)
        try_miss(t, rule->misses.items[i]);
}

void lg_samples_try(const struct lg_taxonomy *taxonomy,
                    void (*fault)(void *ctx, const struct lg_sample_fault *fault), void *ctx,
                    struct lg_samples_result *out) {
    *out = (struct lg_samples_result){0};
    struct trying t = {.taxonomy = taxonomy, .fault = fault, .ctx = ctx, .result = out};
    for (size_t i = 0; i < taxonomy->num_entries; i++) {
        t.entry = taxonomy->entries[i];
        t.is_sign = i >= taxonomy->num_rules;
        try_entry(&t);
    }
}
