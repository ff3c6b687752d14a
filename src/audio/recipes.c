#include "audio/recipes.h"

#include <math.h>
#include <string.h>

#include "base/suggest.h"
#include "conf/field.h"
#include "conf/tree.h"

struct file_params {
    const char *schema;
    const struct lg_node *meters;
};

struct meter_params {
    const char *what;
    const char *command;
    const char *file;
    int mono;
    const struct lg_node *nothing;
    const struct lg_node *read;
};

struct nothing_params {
    double level;
};

struct read_params {
    const char *json;
    const char *pattern;
    const char *after;
    int take;
    int64_t decimals;
};

static const char schema[] = "loudness-meters/1";
static const char *const mono_policies[] = {"one", "dual", NULL};
static const char *const takes[] = {"last", "first", "max", "min", NULL};

#define FIELD(owner, member, field_type, line)                                                     \
    .name = #member, .type = (field_type), .offset = offsetof(struct owner, member), .help = (line)

static const struct lg_field file_fields[] = {
    {FIELD(file_params, schema, LG_FIELD_TEXT, "which format this is"), .flags = LG_FIELD_REQUIRED},
    {FIELD(file_params, meters, LG_FIELD_NODE, "name: recipe"), .flags = LG_FIELD_REQUIRED},
};
static const struct lg_field meter_fields[] = {
    {FIELD(meter_params, command, LG_FIELD_TEXT, "with {wav} in one of its words"),
     .flags = LG_FIELD_REQUIRED},
    {FIELD(meter_params, read, LG_FIELD_NODE, "quantity: where it is found"),
     .flags = LG_FIELD_REQUIRED},
    {FIELD(meter_params, mono, LG_FIELD_ENUM, "as how many channels mono counts"),
     .flags = LG_FIELD_REQUIRED, .choices = mono_policies},
    {FIELD(meter_params, what, LG_FIELD_TEXT, "what is known of it")},
    {FIELD(meter_params, file, LG_FIELD_TEXT, "what it writes, if not its output")},
    {FIELD(meter_params, nothing, LG_FIELD_NODE, "its number for: nothing passed the gates")},
};
static const struct lg_field read_fields[] = {
    {FIELD(read_params, json, LG_FIELD_TEXT, "a path in JSON, parts parted by dots")},
    {FIELD(read_params, pattern, LG_FIELD_TEXT, "PCRE2, tried on each line")},
    {FIELD(read_params, after, LG_FIELD_TEXT, "only after a line that holds this")},
    {FIELD(read_params, take, LG_FIELD_ENUM, "which, where several match"), .choices = takes,
     .fallback = "last"},
    {FIELD(read_params, decimals, LG_FIELD_INT, "that it shows"), .min = 1, .max = 15,
     .fallback = "15"},
};
static const struct lg_field nothing_fields[] = {
    {FIELD(nothing_params, level, LG_FIELD_NUMBER, "as it is shown"), .flags = LG_FIELD_MAIN},
};

#undef FIELD

static const struct lg_fields file_kind = {"meters", file_fields, LG_ARRAY_LEN(file_fields)};
static const struct lg_fields meter_kind = {"meter", meter_fields, LG_ARRAY_LEN(meter_fields)};
static const struct lg_fields read_kind = {"read", read_fields, LG_ARRAY_LEN(read_fields)};
static const struct lg_fields nothing_kind = {"nothing", nothing_fields, 1};

/* livegate's own vocabulary. */
static const char *const own_keys[LG_QUANTITY__COUNT] = {
    [LG_QUANTITY_I] = "lufs_i",
    [LG_QUANTITY_M_MAX] = "lufs_m_max",
    [LG_QUANTITY_S_MAX] = "lufs_s_max",
    [LG_QUANTITY_LRA] = "lra_lu",
    [LG_QUANTITY_SAMPLE_PEAK] = "sample_peak_dbfs",
    [LG_QUANTITY_TRUE_PEAK] = "true_peak_dbtp",
};

static int check_argv(const char *const *argv, struct lg_err *err) {
    for (size_t i = 0; argv[i] != NULL; i++)
        if (strstr(argv[i], "{wav}") != NULL)
            return 0;
    return lg_err_set(err, LG_ERR_USAGE,
                      "the meter's command has no {wav}: it would never see the signal");
}

static int read_place(const struct lg_node *node, struct lg_arena *arena,
                      struct lg_recipe_read *out, struct lg_err *err) {
    struct read_params params = {0};
    struct lg_err why = {0};
    if (lg_fields_read(&read_kind, node, arena, &params, err) != 0)
        return -1;
    if ((params.json == NULL) == (params.pattern == NULL))
        return lg_node_err(node, err, "a quantity is read by json or by pattern");
    out->json = params.json;
    out->after = params.after;
    out->take = (enum lg_recipe_take)params.take;
    out->display = params.decimals < 15 ? 0.5 * pow(10.0, -(double)params.decimals) : 0.0;
    if (params.pattern != NULL && lg_regex_new(params.pattern, 0, &out->regex, &why) != 0)
        return lg_node_err(lg_node_get(node, "pattern"), err, "%s", why.text);
    return 0;
}

static int read_places(const struct lg_node *map, struct lg_arena *arena, struct lg_recipe *out,
                       struct lg_err *err) {
    if (map->kind != LG_NODE_MAP || map->count == 0)
        return lg_node_err(map, err, "read is a map of at least one quantity");
    for (size_t i = 0; i < map->count; i++) {
        enum lg_quantity quantity;
        if (!lg_quantity_find(map->entries[i].key->text, &quantity))
            return lg_node_err(map->entries[i].key, err, "there is no quantity '%s'",
                               map->entries[i].key->text);
        struct lg_recipe_read *read = lg_arena_alloc(arena, sizeof *read);
        out->reads[quantity] = read;
        if (read_place(map->entries[i].value, arena, read, err) != 0)
            return -1;
    }
    return 0;
}

/* The command's own mistakes, at its place. */
static int read_command(const struct lg_node *node, const char *command, struct lg_arena *arena,
                        struct lg_recipe *out, struct lg_err *err) {
    struct lg_err why = {0};
    if (lg_command_split(command, arena, &out->argv, &why) != 0 || check_argv(out->argv, &why) != 0)
        return lg_node_err(lg_node_get(node, "command"), err, "%s", why.text);
    return 0;
}

static int read_nothing(const struct lg_node *node, struct lg_arena *arena, struct lg_recipe *out,
                        struct lg_err *err) {
    struct nothing_params params = {0};
    out->nothing = NAN;
    if (node == NULL)
        return 0;
    if (lg_fields_read(&nothing_kind, node, arena, &params, err) != 0)
        return -1;
    out->nothing = params.level;
    return 0;
}

static int read_meter(const struct lg_entry *entry, struct lg_arena *arena, struct lg_recipe *out,
                      struct lg_err *err) {
    struct meter_params params = {0};
    if (lg_fields_read(&meter_kind, entry->value, arena, &params, err) != 0)
        return -1;
    out->name = entry->key->text;
    out->what = params.what;
    out->file = params.file;
    out->is_dual_mono = params.mono == 1;
    if (read_nothing(params.nothing, arena, out, err) != 0 ||
        read_command(entry->value, params.command, arena, out, err) != 0)
        return -1;
    return read_places(params.read, arena, out, err);
}

int lg_recipes_read(const char *path, struct lg_arena *arena, struct lg_recipes *out,
                    struct lg_err *err) {
    struct file_params params = {0};
    struct lg_node *root;
    if (lg_conf_read(path, arena, &root, err) != 0 ||
        lg_fields_read(&file_kind, root, arena, &params, err) != 0)
        return -1;
    if (strcmp(params.schema, schema) != 0)
        return lg_node_err(lg_node_get(root, "schema"), err, "the format '%s' is not '%s'",
                           params.schema, schema);
    if (params.meters->kind != LG_NODE_MAP)
        return lg_node_err(params.meters, err, "meters must be a map, not %s",
                           lg_node_kind_name(params.meters));
    struct lg_recipe *items = lg_arena_array(arena, params.meters->count, sizeof *items);
    struct lg_recipes recipes = {items, params.meters->count};
    for (size_t i = 0; i < recipes.count; i++) {
        if (read_meter(&params.meters->entries[i], arena, &items[i], err) == 0)
            continue;
        lg_recipes_dispose(&recipes);
        return -1;
    }
    *out = recipes;
    return 0;
}

void lg_recipe_dispose(struct lg_recipe *recipe) {
    if (recipe == NULL)
        return;
    for (int i = 0; i < LG_QUANTITY__COUNT; i++)
        if (recipe->reads[i] != NULL)
            lg_regex_free(recipe->reads[i]->regex);
    memset(recipe->reads, 0, sizeof recipe->reads);
}

void lg_recipes_dispose(struct lg_recipes *recipes) {
    if (recipes == NULL)
        return;
    for (size_t i = 0; i < recipes->count; i++) {
        struct lg_recipe copy = recipes->items[i];
        lg_recipe_dispose(&copy);
    }
    *recipes = (struct lg_recipes){0};
}

const struct lg_recipe *lg_recipes_find(const struct lg_recipes *recipes, const char *name) {
    for (size_t i = 0; i < recipes->count; i++)
        if (strcmp(recipes->items[i].name, name) == 0)
            return &recipes->items[i];
    return NULL;
}

/* "I=json:PATH", "TP=pattern:REGEX" */
static int read_option(const char *option, struct lg_arena *arena, struct lg_recipe *out,
                       struct lg_err *err) {
    enum lg_quantity quantity;
    const char *equals = strchr(option, '=');
    const char *way = equals == NULL ? "" : equals + 1;
    const char *colon = strchr(way, ':');
    if (colon == NULL || !(lg_starts_with(way, "json:") || lg_starts_with(way, "pattern:")))
        return lg_err_set(err, LG_ERR_USAGE,
                          "'%s' is not QUANTITY=json:PATH or QUANTITY=pattern:REGEX", option);
    const char *name = lg_arena_strndup(arena, option, (size_t)(equals - option));
    if (!lg_quantity_find(name, &quantity))
        return lg_err_set(err, LG_ERR_USAGE,
                          "there is no quantity '%s': I, M_max, S_max, LRA, SP, TP", name);
    if (out->reads[quantity] != NULL)
        return lg_err_set(err, LG_ERR_USAGE, "'%s' is read twice", name);
    struct lg_recipe_read *read = lg_arena_alloc(arena, sizeof *read);
    out->reads[quantity] = read;
    if (lg_starts_with(way, "json:")) {
        read->json = colon + 1;
        return 0;
    }
    struct lg_err why = {0};
    if (lg_regex_new(colon + 1, 0, &read->regex, &why) != 0)
        return lg_err_set(err, LG_ERR_USAGE, "%s", why.text);
    return 0;
}

static void read_own_words(struct lg_arena *arena, struct lg_recipe *out) {
    for (int i = 0; i < LG_QUANTITY__COUNT; i++) {
        if (own_keys[i] == NULL)
            continue;
        struct lg_recipe_read *read = lg_arena_alloc(arena, sizeof *read);
        read->json = own_keys[i];
        out->reads[i] = read;
    }
}

int lg_recipe_of_command(const char *command, const char *const *reads, size_t num_reads,
                         struct lg_arena *arena, struct lg_recipe *out, struct lg_err *err) {
    struct lg_recipe recipe = {.name = command, .nothing = NAN};
    if (lg_command_split(command, arena, &recipe.argv, err) != 0 ||
        check_argv(recipe.argv, err) != 0)
        return -1;
    for (size_t i = 0; i < num_reads; i++) {
        if (read_option(reads[i], arena, &recipe, err) == 0)
            continue;
        lg_recipe_dispose(&recipe);
        return -1;
    }
    if (num_reads == 0)
        read_own_words(arena, &recipe);
    *out = recipe;
    return 0;
}

static const struct lg_shape read_shape = {.kind = LG_SHAPE_FIELDS, .fields = &read_kind};
static const struct lg_shape reads_shape = {.kind = LG_SHAPE_MAP, .of = &read_shape, .least = 1};
static const struct lg_below meter_below[] = {{"read", &reads_shape}, {NULL, NULL}};
static const struct lg_shape meter_shape = {
    .kind = LG_SHAPE_FIELDS, .fields = &meter_kind, .below = meter_below};
static const struct lg_shape meters_shape = {.kind = LG_SHAPE_MAP, .of = &meter_shape};
static const struct lg_below file_below[] = {{"meters", &meters_shape}, {NULL, NULL}};
const struct lg_shape lg_recipes_shape = {
    .kind = LG_SHAPE_FIELDS, .fields = &file_kind, .below = file_below};
