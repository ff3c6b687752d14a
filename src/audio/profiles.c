#include "audio/profiles.h"

#include <math.h>
#include <string.h>

#include "base/suggest.h"
#include "conf/field.h"
#include "conf/tree.h"

struct file_params {
    const char *schema;
    const struct lg_node *profiles;
};

/* Levels are nodes, so that one that is not there is known from 0. */
struct profile_params {
    int kind, basis, upward;
    const struct lg_node *lufs_i, *below, *above;
    const struct lg_node *lufs_s_max;
    const struct lg_node *true_peak_max, *true_peak_tol, *true_peak_max_if_louder;
    const struct lg_node *sample_peak_max;
    const struct lg_node *ldr_max;
    const struct lg_node *modes;
    const struct lg_node *duration_max;
    const char *note, *doc, *grade;
};

struct level_params {
    double level;
};

static const char *const kinds[] = {"delivery", "recommendation", "playback", NULL};
static const char *const bases[] = {"programme", "dialogue_gated", "dialogue_anchor", NULL};
static const char *const upwards[] = {"no", "limited", "yes", NULL};
static const char *const grades[] = {"primary", "primary-quoted", "secondary", "own", NULL};
static const char *const verdicts[LG_PROFILE_VERDICT__COUNT] = {"met", "told", "missed",
                                                                "cannot judge"};
/* Metering errs by tenths; more would be a hole in the ceiling. */
static const double true_peak_tol_max_db = 1.0;
static const char schema[] = "loudness-profiles/2";

#define FIELD(owner, member, field_type, line)                                                     \
    .name = #member, .type = (field_type), .offset = offsetof(struct owner, member), .help = (line)
#define LEVEL(member, line) FIELD(profile_params, member, LG_FIELD_NODE, line)

static const struct lg_field file_fields[] = {
    {FIELD(file_params, schema, LG_FIELD_TEXT, "which format this is"), .flags = LG_FIELD_REQUIRED},
    {FIELD(file_params, profiles, LG_FIELD_NODE, "name: profile"), .flags = LG_FIELD_REQUIRED},
};
static const struct lg_field profile_fields[] = {
    {FIELD(profile_params, kind, LG_FIELD_ENUM, "what a miss means"), .flags = LG_FIELD_REQUIRED,
     .choices = kinds},
    {FIELD(profile_params, basis, LG_FIELD_ENUM, "what the loudness is of"), .choices = bases,
     .fallback = "programme"},
    {FIELD(profile_params, upward, LG_FIELD_ENUM, "may playback turn up?"), .choices = upwards,
     .fallback = "no"},
    {LEVEL(lufs_i, "the target, LUFS")},
    {LEVEL(below, "how far below it, LU; without: any")},
    {LEVEL(above, "how far above it, LU; without: any")},
    {LEVEL(lufs_s_max, "highest short-term loudness, LUFS")},
    {LEVEL(true_peak_max, "ceiling, dBTP")},
    {LEVEL(true_peak_tol, "what the metering may err by, dB")},
    {LEVEL(true_peak_max_if_louder, "ceiling of what is louder than the target, dBTP")},
    {LEVEL(sample_peak_max, "ceiling, dBFS")},
    {LEVEL(ldr_max, "loudness-to-dialogue ratio, LU")},
    {LEVEL(duration_max, "longest programme, s")},
    {LEVEL(modes, "further levels of a service, name: LUFS")},
    {FIELD(profile_params, note, LG_FIELD_TEXT, "shown with the verdict")},
    {FIELD(profile_params, doc, LG_FIELD_TEXT, "where it is written"), .flags = LG_FIELD_REQUIRED},
    {FIELD(profile_params, grade, LG_FIELD_ENUM, "how the text was read"), .choices = grades,
     .fallback = "own"},
};
static const struct lg_field level_fields[] = {
    {.name = "level", .type = LG_FIELD_NUMBER, .offset = 0, .flags = LG_FIELD_MAIN},
};

#undef LEVEL
#undef FIELD

static const struct lg_fields file_kind = {"profiles", file_fields, LG_ARRAY_LEN(file_fields)};
static const struct lg_fields profile_kind = {"profile", profile_fields,
                                              LG_ARRAY_LEN(profile_fields)};

/* A level in its unit; NAN where the node is not there. */
static int read_level(const struct lg_node *node, const char *unit, struct lg_arena *arena,
                      double *out, struct lg_err *err) {
    struct lg_field field = level_fields[0];
    struct lg_fields fields = {"level", &field, 1};
    struct level_params params = {0};
    *out = NAN;
    if (node == NULL)
        return 0;
    field.unit = unit;
    if (lg_fields_read(&fields, node, arena, &params, err) != 0)
        return -1;
    *out = params.level;
    return 0;
}

static int read_levels(const struct profile_params *params, struct lg_arena *arena,
                       struct lg_profile *out, struct lg_err *err) {
    const struct {
        const struct lg_node *node;
        const char *unit;
        double *slot;
    } rows[] = {
        {params->lufs_i, "LUFS", &out->lufs_i},
        {params->below, "LU", &out->below},
        {params->above, "LU", &out->above},
        {params->lufs_s_max, "LUFS", &out->lufs_s_max},
        {params->true_peak_max, "dBTP", &out->true_peak_max_dbtp},
        {params->true_peak_tol, "dB", &out->true_peak_tol_db},
        {params->true_peak_max_if_louder, "dBTP", &out->true_peak_max_if_louder_dbtp},
        {params->sample_peak_max, "dBFS", &out->sample_peak_max_dbfs},
        {params->ldr_max, "LU", &out->ldr_max_lu},
        {params->duration_max, "s", &out->duration_max_s},
    };
    for (size_t i = 0; i < LG_ARRAY_LEN(rows); i++)
        if (read_level(rows[i].node, rows[i].unit, arena, rows[i].slot, err) != 0)
            return -1;
    out->true_peak_tol_db = isnan(out->true_peak_tol_db) ? 0.0 : out->true_peak_tol_db;
    return 0;
}

static int read_modes(const struct lg_node *map, struct lg_arena *arena, struct lg_profile *out,
                      struct lg_err *err) {
    size_t count = map == NULL ? 0 : map->count;
    struct lg_profile_mode *modes = lg_arena_array(arena, count + 1, sizeof *modes);
    if (map != NULL && map->kind != LG_NODE_MAP)
        return lg_node_err(map, err, "modes must be a map, not %s", lg_node_kind_name(map));
    for (size_t i = 0; i < count; i++) {
        modes[i].name = map->entries[i].key->text;
        if (read_level(map->entries[i].value, "LUFS", arena, &modes[i].lufs_i, err) != 0)
            return -1;
    }
    if (count == 0 && out->kind == LG_PROFILE_PLAYBACK)
        modes[count++] = (struct lg_profile_mode){"normal", out->lufs_i};
    out->modes = modes;
    out->num_modes = count;
    return 0;
}

/* A profile that asks for nothing would be met by everything. */
static int check_profile(const struct lg_node *node, const struct lg_profile *profile,
                         struct lg_err *err) {
    bool is_bounded =
        !isnan(profile->lufs_i) && (isfinite(profile->below) || isfinite(profile->above));
    bool has_limit = is_bounded || !isnan(profile->lufs_s_max) ||
                     !isnan(profile->true_peak_max_dbtp) || !isnan(profile->sample_peak_max_dbfs) ||
                     !isnan(profile->duration_max_s);
    if (profile->kind == LG_PROFILE_PLAYBACK && isnan(profile->lufs_i))
        return lg_node_err(node, err, "the playback profile '%s' names no lufs_i", profile->name);
    if (profile->kind != LG_PROFILE_PLAYBACK && !has_limit)
        return lg_node_err(node, err, "the profile '%s' asks for nothing: it can't be missed",
                           profile->name);
    if (profile->kind != LG_PROFILE_PLAYBACK && !isnan(profile->lufs_i) && !is_bounded)
        return lg_node_err(node, err,
                           "the profile '%s' has a target but no tolerance: below, above or both",
                           profile->name);
    if (profile->below < 0.0 || profile->above < 0.0 || profile->true_peak_tol_db < 0.0)
        return lg_node_err(node, err, "the profile '%s' has a tolerance below 0", profile->name);
    if (profile->true_peak_tol_db > true_peak_tol_max_db)
        return lg_node_err(node, err,
                           "the profile '%s' has a true_peak_tol above %g dB: no meter errs so far",
                           profile->name, true_peak_tol_max_db);
    if (profile->kind != LG_PROFILE_PLAYBACK && !isnan(profile->true_peak_max_if_louder_dbtp))
        return lg_node_err(node, err,
                           "the profile '%s' has true_peak_max_if_louder, which is for playback "
                           "only: use true_peak_max",
                           profile->name);
    return 0;
}

static int read_profile(const struct lg_entry *entry, struct lg_arena *arena,
                        struct lg_profile *out, struct lg_err *err) {
    struct profile_params params = {0};
    if (lg_fields_read(&profile_kind, entry->value, arena, &params, err) != 0)
        return -1;
    *out = (struct lg_profile){
        .name = entry->key->text,
        .kind = (enum lg_profile_kind)params.kind,
        .basis = (enum lg_profile_basis)params.basis,
        .upward = (enum lg_profile_upward)params.upward,
        .note = params.note,
        .doc = params.doc,
    };
    if (read_levels(&params, arena, out, err) != 0 ||
        read_modes(params.modes, arena, out, err) != 0)
        return -1;
    out->below = isnan(out->below) ? INFINITY : out->below;
    out->above = isnan(out->above) ? INFINITY : out->above;
    return check_profile(entry->value, out, err);
}

int lg_profiles_read(const char *path, struct lg_arena *arena, struct lg_profiles *out,
                     struct lg_err *err) {
    struct file_params params = {0};
    struct lg_node *root;
    if (lg_conf_read(path, arena, &root, err) != 0 ||
        lg_fields_read(&file_kind, root, arena, &params, err) != 0)
        return -1;
    if (strcmp(params.schema, schema) != 0)
        return lg_node_err(lg_node_get(root, "schema"), err, "the format '%s' is not '%s'",
                           params.schema, schema);
    const struct lg_node *map = params.profiles;
    if (map->kind != LG_NODE_MAP || map->count == 0)
        return lg_node_err(map, err, "profiles must be a map of at least one profile");
    struct lg_profile *items = lg_arena_array(arena, map->count, sizeof *items);
    for (size_t i = 0; i < map->count; i++)
        if (read_profile(&map->entries[i], arena, &items[i], err) != 0)
            return -1;
    *out = (struct lg_profiles){items, map->count};
    return 0;
}

const struct lg_profile *lg_profiles_find(const struct lg_profiles *profiles, const char *name) {
    for (size_t i = 0; i < profiles->count; i++)
        if (strcmp(profiles->items[i].name, name) == 0)
            return &profiles->items[i];
    return NULL;
}

const char *lg_profiles_near(const struct lg_profiles *profiles, const char *name) {
    struct lg_arena scratch = {0};
    const char **names = lg_arena_array(&scratch, profiles->count + 1, sizeof *names);
    for (size_t i = 0; i < profiles->count; i++)
        names[i] = profiles->items[i].name;
    const char *near = lg_suggest(name, names, profiles->count);
    lg_arena_dispose(&scratch);
    return near;
}

const char *lg_profile_kind_name(enum lg_profile_kind kind) {
    return (unsigned)kind < LG_PROFILE_KIND__COUNT ? kinds[kind] : "?";
}

const char *lg_profile_verdict_name(enum lg_profile_verdict verdict) {
    return (unsigned)verdict < LG_PROFILE_VERDICT__COUNT ? verdicts[verdict] : "?";
}

/* --- What the file looks like --- */

#define LEVEL_IN(what, in)                                                                         \
    static const struct lg_field what##_field = {                                                  \
        .name = #what, .type = LG_FIELD_NUMBER, .unit = (in)};                                     \
    static const struct lg_shape what##_shape = {.kind = LG_SHAPE_FIELD, .field = &what##_field}

LEVEL_IN(lufs, "LUFS");
LEVEL_IN(lu, "LU");
LEVEL_IN(dbtp, "dBTP");
LEVEL_IN(db, "dB");
LEVEL_IN(dbfs, "dBFS");
LEVEL_IN(seconds, "s");

#undef LEVEL_IN

static const struct lg_shape modes_shape = {.kind = LG_SHAPE_MAP, .of = &lufs_shape};
static const struct lg_below profile_below[] = {
    {"lufs_i", &lufs_shape},
    {"below", &lu_shape},
    {"above", &lu_shape},
    {"lufs_s_max", &lufs_shape},
    {"true_peak_max", &dbtp_shape},
    {"true_peak_tol", &db_shape},
    {"true_peak_max_if_louder", &dbtp_shape},
    {"sample_peak_max", &dbfs_shape},
    {"ldr_max", &lu_shape},
    {"duration_max", &seconds_shape},
    {"modes", &modes_shape},
    {NULL, NULL},
};
static const struct lg_shape profile_shape = {
    .kind = LG_SHAPE_FIELDS, .fields = &profile_kind, .below = profile_below};
static const struct lg_shape profiles_shape = {
    .kind = LG_SHAPE_MAP, .of = &profile_shape, .least = 1};
static const struct lg_below file_below[] = {{"profiles", &profiles_shape}, {NULL, NULL}};
const struct lg_shape lg_profiles_shape = {
    .kind = LG_SHAPE_FIELDS, .fields = &file_kind, .below = file_below};
