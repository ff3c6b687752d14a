#include "runner/schemas.h"

#include <string.h>

#include "audio/profiles.h"
#include "audio/recipes.h"
#include "base/fs.h"
#include "base/json.h"
#include "fixture/drift.h"
#include "matrix/matrix.h"
#include "run/gate.h"
#include "run/sequence.h"
#include "runner/settings.h"
#include "sim/shapes.h"
#include "taxonomy/taxonomy.h"

const struct lg_file_kind lg_file_kinds[] = {
    {"drift", "What may differ when a recording is asked again", "gates/tables/drift.yaml",
     &lg_drift_shape},
    {"gate", "A gate", "gates/*.yaml", &lg_gate_shape},
    {"matrix", "A sweep or a search", "gates/matrices/*.yaml", &lg_matrix_shape},
    {"meters", "Other people's meters", "gates/tables/meters.yaml", &lg_recipes_shape},
    {"profiles", "Loudness targets by name",
     "gates/tables/profiles.yaml, or any file for --profile", &lg_profiles_shape},
    {"sequence", "Which gates to run when", "sequence.yaml", &lg_sequence_shape},
    {"set", "A set of the simulated Live", "fixtures/sets/*.yaml", &lg_sim_set_shape},
    {"settings", "What a project says once for all commands", "livegate.yaml", &lg_settings_shape},
    {"taxonomy", "Which kind of trouble a text speaks of", "taxonomy.yaml", &lg_taxonomy_shape},
};

const char *const lg_file_kind_names[] = {"drift",    "gate", "matrix",   "meters",   "profiles",
                                          "sequence", "set",  "settings", "taxonomy", NULL};

const struct lg_file_kind *lg_file_kind_find(const char *name) {
    for (size_t i = 0; i < LG_ARRAY_LEN(lg_file_kinds); i++) {
        if (strcmp(lg_file_kinds[i].name, name) == 0)
            return &lg_file_kinds[i];
    }
    return NULL;
}

void lg_file_kind_schema(const struct lg_file_kind *kind, struct lg_str *out) {
    struct lg_arena arena = {0};
    const char *title = lg_arena_printf(&arena, "livegate: %s", kind->title);
    lg_json_write_pretty(lg_schema_file(kind->shape, title, &arena), out);
    lg_arena_dispose(&arena);
}

int lg_file_kinds_write(const char *folder, struct lg_err *err) {
    struct lg_arena arena = {0};
    struct lg_str text = {0};
    int result = lg_fs_mkdirs(folder, err);
    for (size_t i = 0; i < LG_ARRAY_LEN(lg_file_kinds) && result == 0; i++) {
        const char *name = lg_arena_printf(&arena, "%s.schema.json", lg_file_kinds[i].name);
        lg_str_clear(&text);
        lg_file_kind_schema(&lg_file_kinds[i], &text);
        result = lg_fs_write_atomic(lg_fs_join(&arena, folder, name), lg_str_text(&text),
                                    text.length, err);
    }
    lg_str_dispose(&text);
    lg_arena_dispose(&arena);
    return result;
}
