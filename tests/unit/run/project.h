/* A project in a fresh folder: gate files, and plans made of them. */
#ifndef LG_TESTS_RUN_PROJECT_H
#define LG_TESTS_RUN_PROJECT_H

#include "run/plan.h"
#include "unit/base/scratch.h"

struct project {
    struct scratch *scratch;
    struct lg_paths paths;
    struct lg_err err;
    struct lg_plan *plan;
};

/* The project's folder is the scratch folder. */
static inline struct project project_in(void **state) {
    struct project project = {.scratch = *state};
    project.paths.project = project.scratch->folder;
    return project;
}

#define WORDS(...)                                                                                 \
    (const char *const[]){__VA_ARGS__}, LG_ARRAY_LEN(((const char *const[]){__VA_ARGS__}))

/* Plans the words; an earlier plan is freed. */
static inline int project_select(struct project *project, const char *const *words, size_t count) {
    const struct lg_plan_options options = {.selectors = words, .num_selectors = count};
    lg_plan_free(project->plan);
    project->plan = NULL;
    project->err = (struct lg_err){0};
    return lg_plan_new(&project->paths, &options, &project->plan, &project->err);
}

/* As "g1 g2+ g3": in the order of running, + for those that are only needed. */
static inline const char *project_order(const struct project *project) {
    static char text[1024];
    size_t used = 0;
    text[0] = '\0';
    for (size_t i = 0; i < project->plan->num_gates; i++) {
        const struct lg_plan_gate *gate = &project->plan->gates[i];
        used += (size_t)snprintf(text + used, sizeof text - used, "%s%s%s", i == 0 ? "" : " ",
                                 gate->id, gate->is_needed_only ? "+" : "");
    }
    return text;
}

/* As "gate.yaml:3:5: text", or the text alone where there is no place. */
static inline const char *project_error(const struct project *project) {
    static char text[1400];
    const struct lg_err *err = &project->err;
    if (err->line == 0)
        snprintf(text, sizeof text, "%s", err->text);
    else
        snprintf(text, sizeof text, "%s:%u:%u: %s", err->source, err->line, err->column, err->text);
    return text;
}

/* A sound gate: `head` stands between its id and its one step. */
static inline void project_gate(struct project *project, const char *file, const char *id,
                                const char *head) {
    char text[1024];
    snprintf(text, sizeof text,
             "gate: %s\n%ssteps:\n  - scan:\n    expect: {num_tracks: {gt: 0}}\n", id, head);
    scratch_write(project->scratch, file, text);
}

#endif
