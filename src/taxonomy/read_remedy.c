/* Reads what a table says of probes, fixes and stops. */
#include <stdlib.h>
#include <string.h>

#include "taxonomy/inside.h"

#define FIELD(owner, member, field_type, field_flags, line)                                        \
    .type = (field_type), .offset = offsetof(struct owner, member), .flags = (field_flags),        \
    .help = (line)

struct probe_params {
    const char *name, *number, *help, *original;
    const struct lg_node *sees;
};

static const struct lg_field probe_fields[] = {
    {.name = "name", FIELD(probe_params, name, LG_FIELD_TEXT, LG_FIELD_REQUIRED, "unique")},
    {.name = "number", FIELD(probe_params, number, LG_FIELD_TEXT, 0, "of section B")},
    {.name = "help", FIELD(probe_params, help, LG_FIELD_TEXT, LG_FIELD_REQUIRED, "what it does")},
    {.name = "original", FIELD(probe_params, original, LG_FIELD_TEXT, 0, "the text's command")},
    {.name = "sees",
     FIELD(probe_params, sees, LG_FIELD_NODE, LG_FIELD_REQUIRED, "what follows from what it sees")},
};

struct sees_params {
    const char *seen, *means, *fix, *stop, *as;
    int then;
};

static const char *const thens[] = {"next", "reclassify", "fix", "stop", "escalate", NULL};

static const struct lg_field sees_fields[] = {
    {.name = "seen", FIELD(sees_params, seen, LG_FIELD_TEXT, LG_FIELD_REQUIRED, "the answer")},
    {.name = "means", FIELD(sees_params, means, LG_FIELD_TEXT, LG_FIELD_REQUIRED, "in words")},
    {.name = "then",
     FIELD(sees_params, then, LG_FIELD_ENUM, LG_FIELD_REQUIRED, "what follows"),
     .choices = thens},
    {.name = "fix", FIELD(sees_params, fix, LG_FIELD_TEXT, 0, "with `then: fix`")},
    {.name = "stop", FIELD(sees_params, stop, LG_FIELD_TEXT, 0, "with `then: stop`")},
    {.name = "as",
     FIELD(sees_params, as, LG_FIELD_TEXT, 0, "with `then: reclassify`: the category it is")},
};

struct fix_params {
    const char *name, *help, *original, *unless;
};

static const struct lg_field fix_fields[] = {
    {.name = "name", FIELD(fix_params, name, LG_FIELD_TEXT, LG_FIELD_REQUIRED, "unique")},
    {.name = "help", FIELD(fix_params, help, LG_FIELD_TEXT, LG_FIELD_REQUIRED, "what it does")},
    {.name = "original", FIELD(fix_params, original, LG_FIELD_TEXT, 0, "the text's command")},
    {.name = "unless", FIELD(fix_params, unless, LG_FIELD_TEXT, 0, "where it must not be used")},
};

struct stop_params {
    const char *name, *text, *rerun;
    int kind;
    int64_t number;
    struct lg_texts todo;
};

static const char *const stop_kinds[] = {"immediate", "conditional", "continue", NULL};

static const struct lg_field stop_fields[] = {
    {.name = "name", FIELD(stop_params, name, LG_FIELD_TEXT, LG_FIELD_REQUIRED, "unique")},
    {.name = "kind",
     FIELD(stop_params, kind, LG_FIELD_ENUM, 0, "of section H"),
     .choices = stop_kinds,
     .fallback = "immediate"},
    {.name = "number", FIELD(stop_params, number, LG_FIELD_INT, 0, "of section H"), .max = 15},
    {.name = "text", FIELD(stop_params, text, LG_FIELD_TEXT, LG_FIELD_REQUIRED, "one sentence")},
    {.name = "todo", FIELD(stop_params, todo, LG_FIELD_TEXTS, 0, "what a person does, in order")},
    {.name = "rerun", FIELD(stop_params, rerun, LG_FIELD_TEXT, 0, "the command that checks it")},
};

#undef FIELD

#define KIND(what)                                                                                 \
    { #what, what##_fields, LG_ARRAY_LEN(what##_fields) }
static const struct lg_fields probe_kind = KIND(probe);
static const struct lg_fields sees_kind = KIND(sees);
static const struct lg_fields fix_kind = KIND(fix);
static const struct lg_fields stop_kind = KIND(stop);
#undef KIND

static const char *name_of(const void *item) {
    return *(const char *const *)item;
}

void *taxonomy_named(const struct named_list *list, const char *name) {
    for (size_t i = 0; i < list->count; i++)
        if (strcmp(name_of(list->items[i]), name) == 0)
            return list->items[i];
    return NULL;
}

int taxonomy_need(const struct named_list *list, const struct lg_node *node, const char *what,
                  const char *name, void *out, struct lg_err *err) {
    void *found = taxonomy_named(list, name);
    if (found != NULL) {
        memcpy(out, &found, sizeof found);
        return 0;
    }
    const char **names = lg_xcalloc(list->count + 1, sizeof *names);
    for (size_t i = 0; i < list->count; i++)
        names[i] = name_of(list->items[i]);
    struct lg_node word = *node;
    word.kind = LG_NODE_SCALAR;
    word.text = name;
    word.length = strlen(name);
    char hint[LG_NODE_QUOTE_MAX];
    lg_node_hint(&word, names, list->count, hint);
    free(names);
    return lg_node_err(node, err, "there is no %s '%s'%s", what, name, hint);
}

int taxonomy_need_list(const struct lg_node *node, const char *name, struct lg_err *err) {
    if (node->kind != LG_NODE_SEQ)
        return lg_node_err(node, err, "%s must be a list, not %s", name, lg_node_kind_name(node));
    if (node->count == 0)
        return lg_node_err(node, err, "%s is empty", name);
    return 0;
}

static void *read_stop(struct lg_taxonomy *taxonomy, const struct lg_node *node,
                       struct lg_err *err) {
    struct stop_params params = {0};
    if (lg_fields_read(&stop_kind, node, &taxonomy->arena, &params, err) != 0)
        return NULL;
    struct lg_stop *stop = lg_arena_alloc(&taxonomy->arena, sizeof *stop);
    *stop = (struct lg_stop){.name = params.name,
                             .kind = (enum lg_stop_kind)params.kind,
                             .number = (int)params.number,
                             .text = params.text,
                             .todo = params.todo,
                             .rerun = params.rerun};
    return stop;
}

static void *read_fix(struct lg_taxonomy *taxonomy, const struct lg_node *node,
                      struct lg_err *err) {
    struct fix_params params = {0};
    if (lg_fields_read(&fix_kind, node, &taxonomy->arena, &params, err) != 0)
        return NULL;
    struct lg_fix *fix = lg_arena_alloc(&taxonomy->arena, sizeof *fix);
    *fix = (struct lg_fix){.name = params.name,
                           .help = params.help,
                           .original = params.original,
                           .unless = params.unless};
    return fix;
}

static int read_sees(struct lg_taxonomy *taxonomy, const struct lg_node *node, struct lg_sees *out,
                     struct lg_err *err) {
    struct sees_params params = {0};
    if (lg_fields_read(&sees_kind, node, &taxonomy->arena, &params, err) != 0)
        return -1;
    *out = (struct lg_sees){.seen = params.seen,
                            .means = params.means,
                            .then = (enum lg_probe_then)params.then,
                            .as = params.as};
    if ((params.fix != NULL) != (out->then == LG_THEN_FIX))
        return lg_node_err(node, err, "`fix` belongs to `then: fix`, and to nothing else");
    if ((params.stop != NULL) != (out->then == LG_THEN_STOP))
        return lg_node_err(node, err, "`stop` belongs to `then: stop`, and to nothing else");
    if (params.as != NULL && out->then != LG_THEN_RECLASSIFY)
        return lg_node_err(node, err, "`as` belongs to `then: reclassify`, and to nothing else");
    if (params.fix != NULL)
        return taxonomy_need(&taxonomy->fixes, node, "fix", params.fix, &out->fix, err);
    if (params.stop != NULL)
        return taxonomy_need(&taxonomy->stops, node, "stop", params.stop, &out->stop, err);
    return 0;
}

static void *read_probe(struct lg_taxonomy *taxonomy, const struct lg_node *node,
                        struct lg_err *err) {
    struct probe_params params = {0};
    if (lg_fields_read(&probe_kind, node, &taxonomy->arena, &params, err) != 0 ||
        taxonomy_need_list(params.sees, "sees", err) != 0)
        return NULL;
    struct lg_probe *probe = lg_arena_alloc(&taxonomy->arena, sizeof *probe);
    struct lg_sees *sees =
        lg_arena_array(&taxonomy->arena, params.sees->count, sizeof *probe->sees);
    *probe = (struct lg_probe){.name = params.name,
                               .number = params.number,
                               .help = params.help,
                               .original = params.original,
                               .sees = sees};
    for (; probe->num_sees < params.sees->count; probe->num_sees++) {
        const struct lg_node *item = params.sees->items[probe->num_sees];
        if (read_sees(taxonomy, item, &sees[probe->num_sees], err) != 0)
            return NULL;
        if (lg_probe_sees(probe, sees[probe->num_sees].seen) != NULL) {
            lg_node_err(item, err, "probe '%s' sees '%s' a second time", probe->name,
                        sees[probe->num_sees].seen);
            return NULL;
        }
    }
    return probe;
}

int taxonomy_read_probes(struct lg_taxonomy *taxonomy, const struct lg_node *node,
                         const struct lg_texts *names, const struct lg_probe ***out,
                         size_t *count_out, struct lg_err *err) {
    if (names->count > LG_PROBES_MAX)
        return lg_node_err(node, err, "%zu probes; at most %d are used", names->count,
                           LG_PROBES_MAX);
    const struct lg_probe **probes =
        lg_arena_array(&taxonomy->arena, names->count + 1, sizeof *probes);
    for (size_t i = 0; i < names->count; i++)
        if (taxonomy_need(&taxonomy->probes, node, "probe", names->items[i], &probes[i], err) != 0)
            return -1;
    *out = probes;
    *count_out = names->count;
    return 0;
}

/* Adds an item, or puts it in the place of one of its name that another table has. */
static int add_named(struct named_list *list, size_t first_of_file, const struct lg_node *node,
                     const char *what, void *item, struct lg_err *err) {
    for (size_t i = 0; i < list->count; i++) {
        if (strcmp(name_of(list->items[i]), name_of(item)) != 0)
            continue;
        if (i >= first_of_file)
            return lg_node_err(node, err, "a second %s '%s'", what, name_of(item));
        list->items[i] = item;
        return 0;
    }
    list->items[list->count++] = item;
    return 0;
}

typedef void *item_reader(struct lg_taxonomy *taxonomy, const struct lg_node *node,
                          struct lg_err *err);

static int read_list(struct lg_taxonomy *taxonomy, const struct lg_node *nodes, const char *what,
                     struct named_list *list, item_reader *read, struct lg_err *err) {
    if (nodes == NULL)
        return 0;
    if (taxonomy_need_list(nodes, what, err) != 0)
        return -1;
    void **items = lg_arena_array(&taxonomy->arena, list->count + nodes->count, sizeof *items);
    if (list->count > 0)
        memcpy(items, list->items, list->count * sizeof *items);
    list->items = items;
    size_t first = list->count;
    for (size_t i = 0; i < nodes->count; i++) {
        void *item = read(taxonomy, nodes->items[i], err);
        if (item == NULL || add_named(list, first, nodes->items[i], what, item, err) != 0)
            return -1;
    }
    return 0;
}

int taxonomy_read_remedies(struct lg_taxonomy *taxonomy, const struct table_params *params,
                           struct lg_err *err) {
    if (read_list(taxonomy, params->stops, "stop", &taxonomy->stops, read_stop, err) != 0 ||
        read_list(taxonomy, params->fixes, "fix", &taxonomy->fixes, read_fix, err) != 0)
        return -1;
    return read_list(taxonomy, params->probes, "probe", &taxonomy->probes, read_probe, err);
}

int taxonomy_check_reclassified(const struct lg_taxonomy *taxonomy, struct lg_err *err) {
    for (size_t i = 0; i < taxonomy->probes.count; i++) {
        const struct lg_probe *probe = taxonomy->probes.items[i];
        for (size_t k = 0; k < probe->num_sees; k++) {
            const struct lg_sees *sees = &probe->sees[k];
            if (sees->as != NULL && lg_taxonomy_category_named(taxonomy, sees->as) == NULL)
                return lg_err_set(err, LG_ERR_READ, "probe '%s', '%s': there is no category '%s'",
                                  probe->name, sees->seen, sees->as);
        }
    }
    return 0;
}

static const struct lg_shape see_shape = {.kind = LG_SHAPE_FIELDS, .fields = &sees_kind};
static const struct lg_shape sees_shape = {.kind = LG_SHAPE_LIST, .of = &see_shape, .least = 1};
static const struct lg_below probe_below[] = {{"sees", &sees_shape}, {NULL, NULL}};
const struct lg_shape taxonomy_probe_shape = {
    .kind = LG_SHAPE_FIELDS, .fields = &probe_kind, .below = probe_below};
const struct lg_shape taxonomy_fix_shape = {.kind = LG_SHAPE_FIELDS, .fields = &fix_kind};
const struct lg_shape taxonomy_stop_shape = {.kind = LG_SHAPE_FIELDS, .fields = &stop_kind};
