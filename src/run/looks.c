#include "run/looks.h"

#include <string.h>

/* Is the key the path, or a part of what lies there? */
static bool leads_to(const char *key, const char *path) {
    size_t length = strlen(path);
    return strncmp(key, path, length) == 0 && (key[length] == '\0' || key[length] == '.');
}

static bool has_key(const struct lg_node *expect, const char *path) {
    for (size_t i = 0; expect != NULL && expect->kind == LG_NODE_MAP && i < expect->count; i++)
        if (leads_to(expect->entries[i].key->text, path))
            return true;
    return false;
}

/* The key without the capture that it begins with; NULL: it is about another one. */
static const char *behind(const char *key, const char *capture) {
    size_t length = strlen(capture);
    return strncmp(key, capture, length) == 0 && key[length] == '.' ? key + length + 1 : NULL;
}

static bool judges_capture(const struct lg_plan_step *judge, const char *capture,
                           const char *path) {
    for (size_t i = 0; i < judge->expect->count; i++) {
        const char *rest = behind(judge->expect->entries[i].key->text, capture);
        if (rest != NULL && leads_to(rest, path))
            return true;
    }
    return false;
}

static bool is_looked_at(const struct lg_plan_gate *gate, const struct lg_plan_step *step,
                         const char *path) {
    if (has_key(step->expect, path))
        return true;
    for (size_t i = 0; step->as != NULL && i < gate->num_steps + gate->num_teardown; i++)
        if (gate->steps[i].is_expect && judges_capture(&gate->steps[i], step->as, path))
            return true;
    return false;
}

static int check_telling(struct lg_plan_step *step, const struct lg_telling *telling,
                         struct lg_err *err) {
    const struct lg_node *param =
        telling->param == NULL ? NULL : lg_node_get(step->params, telling->param);
    if (param == NULL || (param->kind == LG_NODE_SCALAR && strcmp(param->text, "false") == 0))
        return 0;
    return lg_node_err(param, err,
                       "%s is for an expect to judge, and none looks at '%s': whatever happened "
                       "would pass",
                       telling->param, telling->path);
}

int lg_looks_check(struct lg_plan_gate *gate, struct lg_err *err) {
    for (size_t i = 0; i < gate->num_steps + gate->num_teardown; i++) {
        struct lg_plan_step *step = &gate->steps[i];
        for (size_t k = 0; k < step->verb->num_telling; k++) {
            const struct lg_telling *telling = &step->verb->telling[k];
            if (is_looked_at(gate, step, telling->path))
                step->looked_at |= 1U << k;
            else if (check_telling(step, telling, err) != 0)
                return -1;
        }
    }
    return 0;
}
