#include "run/strays.h"

#include <string.h>

#include "base/fs.h"

/* A gate's file is small; folders of folders end somewhere, links among them may not. */
enum { BYTES_MAX = 1024 * 1024, DEPTH_MAX = 4 };

struct search {
    const struct lg_paths *paths;
    struct lg_arena *arena;
    const char *found;
};

static bool is_known(const char *name) {
    static const char *const known[] = {"matrices", "nightly", "schema", "tables", "variants"};
    for (size_t i = 0; i < LG_ARRAY_LEN(known); i++) {
        if (strcmp(name, known[i]) == 0)
            return true;
    }
    return name[0] == '.';
}

/* By its text: one that can't be parsed is a gate all the more. */
static bool is_gate(const char *path, const char *name) {
    struct lg_str text = {0};
    bool found = false;
    bool is_yaml = lg_ends_with(name, ".yaml") || lg_ends_with(name, ".yml");
    if (is_yaml && lg_fs_is_file(path) && lg_fs_read(path, BYTES_MAX, &text, NULL) == 0)
        found = lg_starts_with(lg_str_text(&text), "gate:") ||
                strstr(lg_str_text(&text), "\ngate:") != NULL;
    lg_str_dispose(&text);
    return found;
}

/* What can't be listed is not ours to tell. */
static void look(struct search *search, const char *shown, int depth) {
    char **names = NULL;
    size_t count = 0;
    const char *folder = lg_paths_user(search->paths, search->arena, shown);
    if (lg_fs_list(folder, NULL, search->arena, &names, &count, NULL) != 0)
        return;
    for (size_t i = 0; i < count; i++) {
        const char *inside = lg_fs_join(search->arena, shown, names[i]);
        const char *path = lg_fs_join(search->arena, folder, names[i]);
        if (depth < DEPTH_MAX && lg_fs_is_dir(path) && !(depth == 0 && is_known(names[i])))
            look(search, inside, depth + 1);
        else if (depth > 0 && is_gate(path, names[i]))
            search->found = search->found == NULL
                                ? inside
                                : lg_arena_printf(search->arena, "%s, %s", search->found, inside);
    }
}

const char *lg_strays_find(const struct lg_paths *paths, const char *shown,
                           struct lg_arena *arena) {
    struct search search = {paths, arena, NULL};
    look(&search, shown, 0);
    return search.found;
}
