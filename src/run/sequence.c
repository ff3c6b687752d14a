#include "run/sequence.h"

#include <string.h>

#include "base/fs.h"
#include "base/glob.h"
#include "conf/tree.h"

static const char own_file[] = "sequence.yaml";
static const char shipped_file[] = "gates/tables/sequence.yaml";

static const char *const moment_names[LG_MOMENT__COUNT] = {
    [LG_MOMENT_SESSION_START] = "session-start",
    [LG_MOMENT_PULL] = "pull",
    [LG_MOMENT_COMMIT] = "commit",
    [LG_MOMENT_NIGHTLY] = "nightly",
    [LG_MOMENT_MILESTONE] = "milestone",
};

const char *lg_moment_name(enum lg_moment moment) {
    return (unsigned)moment < LG_MOMENT__COUNT ? moment_names[moment] : NULL;
}

/* --- Reading the table --- */

struct file {
    const char *path;
    int extends;
    struct lg_texts order, stop_line;
    const struct lg_node *moments;
    const struct lg_node *rules;
};

struct moments {
    struct lg_sequence_moment of[LG_MOMENT__COUNT];
};

static const char *const bases[] = {"shipped", "nothing", NULL};
enum { EXTENDS_SHIPPED, EXTENDS_NOTHING };

static const struct lg_field file_items[] = {
    {.name = "extends",
     .type = LG_FIELD_ENUM,
     .offset = offsetof(struct file, extends),
     .choices = bases,
     .fallback = "shipped",
     .help = "the table that this one adds to"},
    {.name = "order",
     .type = LG_FIELD_TEXTS,
     .offset = offsetof(struct file, order),
     .help = "the ids of gates, in the order of running"},
    {.name = "stop_line",
     .type = LG_FIELD_TEXTS,
     .offset = offsetof(struct file, stop_line),
     .help = "the gates without which none behind them runs"},
    {.name = "moments",
     .type = LG_FIELD_NODE,
     .offset = offsetof(struct file, moments),
     .help = "what --when asks for: {session-start: [g1], …}"},
    {.name = "rules",
     .type = LG_FIELD_NODE,
     .offset = offsetof(struct file, rules),
     .help = "what --changed asks for"},
};

static const struct lg_field rule_items[] = {
    {.name = "id",
     .type = LG_FIELD_TEXT,
     .offset = offsetof(struct lg_sequence_rule, id),
     .flags = LG_FIELD_REQUIRED,
     .help = "what reports call it"},
    {.name = "paths",
     .type = LG_FIELD_TEXTS,
     .offset = offsetof(struct lg_sequence_rule, paths),
     .flags = LG_FIELD_REQUIRED | LG_FIELD_SOME,
     .help = "patterns of the files that it is about"},
    {.name = "gates",
     .type = LG_FIELD_TEXTS,
     .offset = offsetof(struct lg_sequence_rule, gates),
     .flags = LG_FIELD_REQUIRED,
     .help = "what is run once one of them changed; [] is nothing"},
    {.name = "source",
     .type = LG_FIELD_TEXT,
     .offset = offsetof(struct lg_sequence_rule, source),
     .help = "who says so"},
};

static const struct lg_fields file_fields = {"sequence", file_items, LG_ARRAY_LEN(file_items)};
static const struct lg_fields rule_fields = {"rule", rule_items, LG_ARRAY_LEN(rule_items)};

#define MOMENT(name, moment)                                                                       \
    {                                                                                              \
        name, LG_FIELD_TEXTS, offsetof(struct moments, of[moment].gates), 0, 0, 0, NULL, NULL,     \
            NULL, "what is run then"                                                               \
    }

static const struct lg_field moment_items[] = {
    MOMENT("session-start", LG_MOMENT_SESSION_START),
    MOMENT("pull", LG_MOMENT_PULL),
    MOMENT("commit", LG_MOMENT_COMMIT),
    MOMENT("nightly", LG_MOMENT_NIGHTLY),
    MOMENT("milestone", LG_MOMENT_MILESTONE),
};

static const struct lg_fields moment_fields = {"moments", moment_items, LG_ARRAY_LEN(moment_items)};

static struct lg_sequence_rule *rule_named(struct lg_sequence *out, const char *id, size_t from) {
    for (size_t i = from; i < out->num_rules; i++) {
        if (strcmp(out->rules[i].id, id) == 0)
            return &out->rules[i];
    }
    return NULL;
}

/* Adds a file's rules behind those of the file that extends it, which win. */
static int read_rules(const struct lg_node *list, struct lg_arena *arena, struct lg_sequence *out,
                      struct lg_err *err) {
    size_t above = out->num_rules;
    if (list == NULL)
        return 0;
    if (list->kind != LG_NODE_SEQ)
        return lg_node_err(list, err, "rules: a list is wanted, not %s", lg_node_kind_name(list));
    struct lg_sequence_rule *rules = lg_arena_array(arena, above + list->count, sizeof *rules);
    for (size_t i = 0; i < above; i++)
        rules[i] = out->rules[i];
    out->rules = rules;
    for (size_t i = 0; i < list->count; i++) {
        struct lg_sequence_rule rule = {0};
        if (lg_fields_read(&rule_fields, list->items[i], arena, &rule, err) != 0)
            return -1;
        rule.place = lg_node_get(list->items[i], "gates");
        if (rule_named(out, rule.id, above) != NULL)
            return lg_node_err(list->items[i], err, "a second rule '%s'", rule.id);
        if (rule_named(out, rule.id, 0) == NULL)
            out->rules[out->num_rules++] = rule;
    }
    return 0;
}

static int read_moments(const struct lg_node *map, struct lg_arena *arena, struct lg_sequence *out,
                        struct lg_err *err) {
    struct moments read = {0};
    if (map == NULL)
        return 0;
    if (lg_fields_read(&moment_fields, map, arena, &read, err) != 0)
        return -1;
    for (int i = LG_MOMENT_NONE + 1; i < LG_MOMENT__COUNT; i++) {
        read.of[i].place = lg_node_get(map, moment_names[i]);
        if (read.of[i].place != NULL && out->moments[i].place == NULL)
            out->moments[i] = read.of[i];
    }
    return 0;
}

/* Adds what a file says to what the one that extends it said. */
static int read_file(const char *path, struct lg_arena *arena, struct file *file,
                     struct lg_sequence *out, struct lg_err *err) {
    struct lg_node *root = NULL;
    *file = (struct file){.path = path};
    if (lg_conf_read(path, arena, &root, err) != 0 ||
        lg_fields_read(&file_fields, root, arena, file, err) != 0 ||
        read_rules(file->rules, arena, out, err) != 0 ||
        read_moments(file->moments, arena, out, err) != 0)
        return -1;
    out->paths[out->num_paths++] = path;
    if (out->order.items == NULL)
        out->order = file->order;
    if (out->stop_line.items == NULL)
        out->stop_line = file->stop_line;
    return 0;
}

int lg_sequence_load(const struct lg_paths *paths, struct lg_arena *arena, struct lg_sequence *out,
                     struct lg_err *err) {
    const char *own = lg_fs_join(arena, paths->project, own_file);
    const char *shipped = lg_paths_lookup(paths, arena, shipped_file);
    struct lg_sequence sequence = {0};
    struct file file = {0};
    if (lg_fs_is_file(own) && read_file(own, arena, &file, &sequence, err) != 0)
        return -1;
    if (file.extends == EXTENDS_SHIPPED && shipped != NULL &&
        read_file(shipped, arena, &file, &sequence, err) != 0)
        return -1;
    if (sequence.num_paths == 0)
        return lg_err_set(err, LG_ERR_READ, "%s is neither in the project nor in the installation",
                          shipped_file);
    *out = sequence;
    return 0;
}

/* --- Picking by it --- */

/* Reasons that are told one by one; the others are counted. */
enum { REASONS = 3 };

struct reasons {
    struct lg_pick pick;
    const char *first[REASONS];
    size_t count;
};

struct picking {
    const struct lg_sequence *sequence;
    const struct lg_paths *paths;
    struct lg_arena *arena;
    struct reasons *items;
    size_t count, capacity;
};

static bool is_same_word(const char *a, const char *b) {
    return a == NULL || b == NULL ? a == b : strcmp(a, b) == 0;
}

static struct reasons *reasons_of(struct picking *picking, const char *word,
                                  const struct lg_node *place) {
    for (size_t i = 0; i < picking->count; i++) {
        if (is_same_word(picking->items[i].pick.word, word))
            return &picking->items[i];
    }
    if (picking->count == picking->capacity) {
        size_t capacity = picking->capacity == 0 ? 16 : picking->capacity * 2;
        struct reasons *items = lg_arena_array(picking->arena, capacity, sizeof *items);
        for (size_t i = 0; i < picking->count; i++)
            items[i] = picking->items[i];
        picking->items = items;
        picking->capacity = capacity;
    }
    struct reasons *reasons = &picking->items[picking->count++];
    *reasons = (struct reasons){.pick = {.word = word, .place = place}};
    return reasons;
}

static void give_reason(struct reasons *reasons, const char *reason) {
    if (reasons->count < REASONS)
        reasons->first[reasons->count] = reason;
    reasons->count++;
}

/* `word` NULL: all gates. */
static void add(struct picking *picking, const char *word, const struct lg_node *place,
                const char *reason) {
    give_reason(reasons_of(picking, word, place), reason);
}

/* A file or folder of gates, in the project or else in the installation. */
static const char *find_gates(const struct picking *picking, const char *word) {
    if (strchr(word, '/') == NULL || word[0] == '/')
        return word;
    const char *own = lg_paths_user(picking->paths, picking->arena, word);
    const char *found = lg_paths_lookup(picking->paths, picking->arena, word);
    return found == NULL || strcmp(found, own) == 0 ? word : found;
}

static void add_changed_gate(struct picking *picking, const struct lg_sequence_rule *rule,
                             const char *path, const char *reason) {
    if (lg_fs_is_file(lg_paths_user(picking->paths, picking->arena, path)))
        add(picking, path, rule->place, reason);
    else
        add(picking, NULL, rule->place,
            lg_arena_printf(picking->arena, "%s (a gate that is gone)", path));
}

static void apply_rule(struct picking *picking, const struct lg_sequence_rule *rule,
                       const char *path) {
    const char *reason = lg_arena_printf(picking->arena, "%s (rule %s)", path, rule->id);
    for (size_t i = 0; i < rule->gates.count; i++) {
        const char *word = rule->gates.items[i];
        if (strcmp(word, "itself") == 0)
            add_changed_gate(picking, rule, path, reason);
        else
            add(picking, strcmp(word, "all") == 0 ? NULL : find_gates(picking, word), rule->place,
                reason);
    }
}

static bool is_about(const struct lg_sequence_rule *rule, const char *path) {
    for (size_t i = 0; i < rule->paths.count; i++) {
        if (lg_glob_match(rule->paths.items[i], path))
            return true;
    }
    return false;
}

/* False where no rule knows the path. */
static bool pick_by_path(struct picking *picking, const char *path) {
    const struct lg_sequence *sequence = picking->sequence;
    bool is_known = false;
    for (size_t i = 0; i < sequence->num_rules; i++) {
        if (!is_about(&sequence->rules[i], path))
            continue;
        is_known = true;
        apply_rule(picking, &sequence->rules[i], path);
    }
    return is_known;
}

/* What git does not track may be anything: there a rule has to speak, while a file that was taken
 * into the project and that no rule knows asks for all. `strays` is told of the others. */
static void pick_by_changes(struct picking *picking, const struct lg_changes *changes,
                            struct reasons *strays) {
    for (size_t i = 0; i < changes->count; i++) {
        if (!pick_by_path(picking, changes->paths[i]))
            add(picking, NULL, NULL,
                lg_arena_printf(picking->arena, "%s (which no rule knows)", changes->paths[i]));
    }
    for (size_t i = 0; i < changes->num_untracked; i++) {
        if (!pick_by_path(picking, changes->untracked[i]))
            give_reason(strays, changes->untracked[i]);
    }
}

static void pick_by_moment(struct picking *picking, enum lg_moment moment) {
    const struct lg_sequence_moment *asks = &picking->sequence->moments[moment];
    const char *reason = lg_arena_printf(picking->arena, "moment %s", moment_names[moment]);
    for (size_t i = 0; i < asks->gates.count; i++) {
        const char *word = asks->gates.items[i];
        if (strcmp(word, "changed") != 0)
            add(picking, strcmp(word, "all") == 0 ? NULL : find_gates(picking, word), asks->place,
                reason);
    }
}

static const char *in_words(const struct reasons *reasons, struct lg_arena *arena) {
    const char *text = "";
    for (size_t i = 0; i < reasons->count && i < REASONS; i++)
        text = lg_arena_printf(arena, "%s%s%s", text, i == 0 ? "" : ", ", reasons->first[i]);
    if (reasons->count > REASONS)
        text = lg_arena_printf(arena, "%s and %zu more", text, reasons->count - REASONS);
    return text;
}

static const char *say_nothing(enum lg_moment moment, const struct lg_changes *changes,
                               struct lg_arena *arena) {
    if (changes == NULL)
        return lg_arena_printf(arena, "moment %s asks for no gate", moment_names[moment]);
    if (changes->count == 0)
        return lg_arena_printf(arena, "nothing differs between %s", changes->between);
    struct reasons paths = {0};
    for (size_t i = 0; i < changes->count; i++)
        give_reason(&paths, changes->paths[i]);
    return lg_arena_printf(arena, "no rule asks for a gate by what differs between %s: %s",
                           changes->between, in_words(&paths, arena));
}

bool lg_sequence_wants_changes(const struct lg_sequence *sequence, enum lg_moment moment) {
    const struct lg_texts *gates = &sequence->moments[moment].gates;
    for (size_t i = 0; i < gates->count; i++) {
        if (strcmp(gates->items[i], "changed") == 0)
            return true;
    }
    return false;
}

int lg_sequence_pick(const struct lg_sequence *sequence, const struct lg_paths *paths,
                     enum lg_moment moment, const struct lg_changes *changes,
                     struct lg_arena *arena, struct lg_picks *out, struct lg_err *err) {
    struct picking picking = {.sequence = sequence, .paths = paths, .arena = arena};
    struct reasons strays = {0};
    if (moment != LG_MOMENT_NONE && sequence->moments[moment].place == NULL)
        return lg_err_at(err, LG_ERR_READ, sequence->paths[0], 0, 0,
                         "moments: '%s' is not among them", moment_names[moment]);
    if (moment != LG_MOMENT_NONE)
        pick_by_moment(&picking, moment);
    if (changes != NULL)
        pick_by_changes(&picking, changes, &strays);
    struct lg_picks picks = {.count = picking.count};
    picks.items = lg_arena_array(arena, picking.count, sizeof *picks.items);
    for (size_t i = 0; i < picking.count; i++) {
        picks.items[i] = picking.items[i].pick;
        picks.items[i].why = in_words(&picking.items[i], arena);
    }
    if (picking.count == 0)
        picks.nothing = say_nothing(moment, changes, arena);
    if (strays.count > 0)
        picks.strays = in_words(&strays, arena);
    *out = picks;
    return 0;
}

static const struct lg_shape moments_shape = {.kind = LG_SHAPE_FIELDS, .fields = &moment_fields};
static const struct lg_shape rule_shape = {.kind = LG_SHAPE_FIELDS, .fields = &rule_fields};
static const struct lg_shape rules_shape = {.kind = LG_SHAPE_LIST, .of = &rule_shape};
static const struct lg_below below[] = {
    {"moments", &moments_shape}, {"rules", &rules_shape}, {NULL, NULL}};
const struct lg_shape lg_sequence_shape = {
    .kind = LG_SHAPE_FIELDS, .fields = &file_fields, .below = below};
