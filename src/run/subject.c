/* What a step's trouble is about: named by its parameters, by those of the step that made what it
 * judged, by the err, at last by the text. */
#include <string.h>

#include "base/fs.h"
#include "run/inside.h"
#include "step/file.h"
#include "step/scope.h"

struct search {
    struct item *item;
    struct lg_step_ctx ctx;
    struct lg_subject subject;
};

static const char *text_at(const struct lg_node *params, const struct lg_fields *fields,
                           const char *key) {
    const struct lg_node *node = lg_node_get(params, key);
    for (size_t i = 0; params->kind == LG_NODE_SCALAR && i < fields->count; i++) {
        bool is_main = (fields->items[i].flags & LG_FIELD_MAIN) != 0;
        if (is_main && strcmp(fields->items[i].name, key) == 0)
            node = params;
    }
    return node != NULL && node->kind == LG_NODE_SCALAR ? node->text : NULL;
}

/* TRACK/DEVICE/PARAM, or less of it; PARAM may hold a '/'. */
static void take_place(struct search *search, const char *place) {
    struct lg_arena *arena = &search->item->arena;
    struct lg_subject *subject = &search->subject;
    size_t track = strcspn(place, "/");
    subject->track = lg_arena_strndup(arena, place, track);
    if (place[track] == '\0')
        return;
    const char *rest = place + track + 1;
    size_t device = strcspn(rest, "/");
    /* TRACK/volume is the track's own. */
    bool has_param = rest[device] == '/';
    if (has_param) {
        subject->device = lg_arena_strndup(arena, rest, device);
        subject->param = lg_arena_strdup(arena, rest + device + 1);
    }
}

static void take_device(struct search *search, const char *device) {
    struct lg_arena *arena = &search->item->arena;
    size_t track = strcspn(device, "/");
    bool is_path = search->subject.track == NULL && device[track] == '/';
    if (is_path)
        search->subject.track = lg_arena_strndup(arena, device, track);
    search->subject.device = is_path ? device + track + 1 : device;
}

/* Actions are JSON; whatever else a step names is a file that it measures or makes. */
static void take_file(struct search *search, const char *path) {
    const char *found = lg_step_file_find(&search->ctx, path);
    if (lg_ends_with(path, ".json"))
        search->subject.plan = found;
    else
        search->subject.path = found;
}

static void take_argv(struct search *search, const struct lg_node *params) {
    const struct lg_node *node = params->kind == LG_NODE_MAP ? lg_node_get(params, "argv") : params;
    if (node == NULL || node->kind == LG_NODE_MAP)
        return;
    size_t count = node->kind == LG_NODE_SEQ ? node->count : 1;
    const char **argv = lg_arena_array(&search->item->arena, count + 1, sizeof *argv);
    for (size_t i = 0; i < count; i++)
        argv[i] = node->kind == LG_NODE_SEQ ? node->items[i]->text : node->text;
    search->subject.argv = argv;
}

static bool has_field(const struct lg_fields *fields, const char *name) {
    for (size_t i = 0; i < fields->count; i++)
        if (strcmp(fields->items[i].name, name) == 0)
            return true;
    return false;
}

static void take_params(struct search *search, const struct lg_plan_step *step) {
    struct item *item = search->item;
    const struct lg_fields *fields = &step->verb->fields;
    struct lg_node *params = NULL;
    struct lg_err why = {0};
    if (step->params == NULL ||
        lg_scope_resolve(step->params, item->run->scope, &item->arena, &params, &why) != 0)
        return;
    const char *place = text_at(params, fields, "place");
    const char *file = text_at(params, fields, "file");
    const char *device = text_at(params, fields, "device");
    search->subject.track = text_at(params, fields, "track");
    search->subject.param = text_at(params, fields, "param");
    if (place != NULL)
        take_place(search, place);
    if (device != NULL)
        take_device(search, device);
    if (file != NULL)
        take_file(search, file);
    if (has_field(fields, "argv"))
        take_argv(search, params);
}

/* The step that made what the first check which does not hold is about. */
static const struct lg_plan_step *maker_of(const struct item *item) {
    const struct lg_gate_run *run = item->run;
    for (size_t i = 0; i < item->end.num_checks; i++) {
        const struct lg_check *check = &item->end.checks[i];
        size_t length = strcspn(check->subject, ".");
        for (size_t k = 0; check->verdict != LG_HELD && k < run->gate->num_steps; k++) {
            const char *as = run->gate->steps[k].as;
            if (as != NULL && lg_view_eq((struct lg_view){check->subject, length}, as))
                return &run->gate->steps[k];
        }
    }
    return NULL;
}

/* The last thing in quotes that looks like a path: how Python, the shell and we name files. */
static const char *path_in(struct lg_arena *arena, const char *text) {
    const char *found = NULL;
    for (const char *open = strchr(text, '\''); open != NULL; open = strchr(open, '\'')) {
        const char *close = strchr(++open, '\'');
        size_t length = close == NULL ? 0 : (size_t)(close - open);
        if (length > 0 && length < 1024 && strcspn(open, " \n") >= length)
            found = lg_arena_strndup(arena, open, length);
        if (close == NULL)
            break;
        open = close + 1;
    }
    return found;
}

static bool names_fingerprint(const struct lg_node *node) {
    for (size_t i = 0; node != NULL && node->kind == LG_NODE_MAP && i < node->count; i++)
        if (strstr(node->entries[i].key->text, "fingerprint") != NULL)
            return true;
    return false;
}

/* A gate that expects something of a fingerprint, or that a plan is refused, is about it: there a
 * new plan would hide what is to be seen. */
static bool is_about_fingerprint(const struct lg_plan_gate *gate) {
    for (size_t i = 0; i < gate->num_steps; i++) {
        const struct lg_plan_step *step = &gate->steps[i];
        const struct lg_node *params = step->params;
        if (names_fingerprint(step->expect) || names_fingerprint(step->when) ||
            (params != NULL && lg_node_get(params, "may_refuse") != NULL))
            return true;
    }
    return false;
}

/* Would it be this step's doing that the file is there? */
static bool may_make(const struct lg_plan_step *step, const char *path) {
    if ((step->verb->flags & LG_VERB_FOREIGN) != 0)
        return true;
    if ((step->verb->flags & LG_VERB_MAKES) == 0 || step->params == NULL)
        return false;
    const char *file = text_at(step->params, &step->verb->fields, "file");
    /* A name that is put together when the step runs may be any. */
    return file == NULL || strstr(file, "${") != NULL ||
           strcmp(lg_fs_name(file), lg_fs_name(path)) == 0;
}

/* The first step before this one that may have to make what is missing; NULL: none. */
static const char *maker_of_path(const struct item *item, const char *path) {
    const struct lg_plan_gate *gate = item->run->gate;
    /* Those of a matrix are not the gate's. */
    size_t count = path == NULL ? 0 : gate->num_steps + gate->num_teardown;
    for (size_t i = 0; i < count && &gate->steps[i] != item->step; i++)
        if (may_make(&gate->steps[i], path))
            return gate->steps[i].id;
    return NULL;
}

struct lg_subject subject_of(struct item *item) {
    const struct lg_plan_step *step = item->step->is_expect ? maker_of(item) : item->step;
    struct search search = {.item = item};
    struct lg_err why = {0};
    if (item_ctx(item, 0, LG_NEVER_NS, &search.ctx, &why) != 0)
        return search.subject;
    if (step != NULL)
        take_params(&search, step);
    const char *named = path_in(&item->arena, item->end.message);
    if (item->err.path[0] != '\0')
        search.subject.path = item->err.path;
    else if (search.subject.path == NULL && named != NULL)
        search.subject.path = lg_step_file_find(&search.ctx, named);
    bool is_plan = search.subject.path != NULL && lg_ends_with(search.subject.path, ".json");
    if (is_plan && search.subject.plan == NULL)
        search.subject.plan = search.subject.path;
    search.subject.maker = maker_of_path(item, search.subject.path);
    search.subject.is_about_fingerprint = is_about_fingerprint(item->run->gate);
    return search.subject;
}
