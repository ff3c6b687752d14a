#include "runner/settings.h"

#include "base/fs.h"
#include "conf/field.h"
#include "conf/tree.h"

/* The file as it is; what needs more than a field becomes its place in `settings`. */
struct file {
    struct lg_settings settings;
    const struct lg_node *roles, *before, *on_fail, *set;
};

#define AT(member) offsetof(struct file, settings.member)

static const struct lg_field items[] = {
    {"target", LG_FIELD_TEXT, AT(target), 0, 0, 0, NULL, NULL, NULL,
     "what commands talk to: sim, sim=FILE.yaml, live, fixture=FOLDER"},
    {"host", LG_FIELD_TEXT, AT(host), 0, 0, 0, NULL, NULL, "127.0.0.1", "where Live runs"},
    {"port", LG_FIELD_INT, AT(port), 0, 1, 65535, NULL, NULL, "11000", "where AbletonOSC listens"},
    {"reply_port", LG_FIELD_INT, AT(reply_port), 0, 1, 65535, NULL, NULL, "11001",
     "where AbletonOSC answers to"},
    {"out", LG_FIELD_TEXT, AT(out), 0, 0, 0, NULL, NULL, "reports/out", "the folder of runs"},
    {"timeout", LG_FIELD_DURATION, AT(timeout_ns), 0, 0, 0, NULL, NULL, NULL,
     "time limit of a whole run"},
    {"slow_after", LG_FIELD_DURATION, AT(slow_after_ns), 0, 0, 0, NULL, NULL, "30s",
     "what takes longer is told while it does, again at twice that, and so on; 0s: never"},
    {"fixture_max_age", LG_FIELD_DURATION, AT(fixture_max_age_ns), 0, 0, 0, NULL, NULL, NULL,
     "recordings that are older are refused: 720h"},
    {"roles", LG_FIELD_NODE, offsetof(struct file, roles), 0, 0, 0, NULL, NULL, NULL,
     "which track a role of gates and matrices means: {master: PREMASTER}"},
    {"set", LG_FIELD_NODE, offsetof(struct file, set), 0, 0, 0, NULL, NULL, NULL,
     "the Live set that is expected: a fingerprint, {scan: FILE} or {tracks: [NAME, …]}"},
    {"before", LG_FIELD_NODE, offsetof(struct file, before), 0, 0, 0, NULL, NULL, NULL,
     "what starts Live where it does not answer: {start: [PROGRAM, …], ping: {wait: 180s}}"},
    {"on_fail", LG_FIELD_NODE, offsetof(struct file, on_fail), 0, 0, 0, NULL, NULL, NULL,
     "a program that tells somebody of a run that did not end with 0: [PROGRAM, '{verdict}', …]"},
};

static const struct lg_fields fields = {"livegate.yaml", items, LG_ARRAY_LEN(items)};

static int read_roles(const struct lg_node *node, struct lg_arena *arena, struct lg_roles *out,
                      struct lg_err *err) {
    if (node == NULL || lg_node_is_null(node))
        return 0;
    if (node->kind != LG_NODE_MAP)
        return lg_node_err(node, err, "roles: a map is needed, {master: PREMASTER}");
    struct lg_role *roles = lg_arena_array(arena, node->count, sizeof *roles);
    for (size_t i = 0; i < node->count; i++) {
        const struct lg_entry *entry = &node->entries[i];
        if (entry->value->kind != LG_NODE_SCALAR || entry->value->length == 0)
            return lg_node_err(entry->value, err, "role '%s': the name of a track is needed",
                               entry->key->text);
        roles[i] = (struct lg_role){entry->key->text, entry->value->text};
    }
    *out = (struct lg_roles){roles, node->count};
    return 0;
}

/* A file named in `set:` lies from the folder of the settings. */
static int read_set(const struct lg_node *node, const char *path, struct lg_arena *arena,
                    const struct lg_expected **out, struct lg_err *err) {
    if (node == NULL || lg_node_is_null(node))
        return 0;
    struct lg_expected *expected = lg_arena_alloc(arena, sizeof *expected);
    if (lg_expected_read(node, lg_fs_folder(arena, path), arena, expected, err) != 0)
        return -1;
    *out = expected;
    return 0;
}

int lg_settings_read(const char *path, struct lg_arena *arena, struct lg_settings *out,
                     struct lg_err *err) {
    struct lg_node *root = NULL;
    if (path != NULL && lg_conf_read(path, arena, &root, err) != 0)
        return -1;
    struct file file = {0};
    if (lg_fields_read(&fields, root, arena, &file, err) != 0 ||
        read_roles(file.roles, arena, &file.settings.roles, err) != 0 ||
        read_set(file.set, path, arena, &file.settings.expected, err) != 0 ||
        lg_before_read(file.before, arena, &file.settings.before, err) != 0 ||
        lg_on_fail_read(file.on_fail, arena, &file.settings.on_fail, err) != 0)
        return -1;
    *out = file.settings;
    return 0;
}

static const struct lg_field track_field = {.name = "track", .type = LG_FIELD_TEXT};
static const struct lg_shape track_shape = {.kind = LG_SHAPE_FIELD, .field = &track_field};
static const struct lg_shape roles_shape = {.kind = LG_SHAPE_MAP, .of = &track_shape};
static const struct lg_below below[] = {{"roles", &roles_shape},
                                        {"set", &lg_expected_shape},
                                        {"before", &lg_before_shape},
                                        {"on_fail", &lg_on_fail_shape},
                                        {NULL, NULL}};
const struct lg_shape lg_settings_shape = {
    .kind = LG_SHAPE_FIELDS, .fields = &fields, .below = below};
