#include "run/shelf.h"

#include <stdlib.h>
#include <string.h>

#include "base/fs.h"
#include "run/strays.h"

static const char library_folder[] = "gates";
static const char gate_suffix[] = ".yaml";

void lg_docs_push(struct lg_arena *arena, struct lg_docs *docs, struct lg_gate_doc *doc) {
    if (docs->count == docs->capacity) {
        size_t capacity = docs->capacity == 0 ? 16 : docs->capacity * 2;
        struct lg_gate_doc **items = lg_arena_array(arena, capacity, sizeof(struct lg_gate_doc *));
        for (size_t i = 0; i < docs->count; i++)
            items[i] = docs->items[i];
        docs->items = items;
        docs->capacity = capacity;
    }
    docs->items[docs->count++] = doc;
}

static struct lg_gate_doc *by_id(const struct lg_docs *docs, const char *id) {
    for (size_t i = 0; i < docs->count; i++) {
        if (strcmp(docs->items[i]->gate.id, id) == 0)
            return docs->items[i];
    }
    return NULL;
}

static struct lg_gate_doc *by_real_path(const struct lg_docs *docs, const char *real_path) {
    for (size_t i = 0; i < docs->count; i++) {
        if (strcmp(docs->items[i]->real_path, real_path) == 0)
            return docs->items[i];
    }
    return NULL;
}

/* The path without links; the path itself where the system can't say, so that opening it gives the
 * error. */
static const char *real_path_of(struct lg_arena *arena, const char *path) {
    char *real = realpath(path, NULL);
    const char *copy = lg_arena_strdup(arena, real == NULL ? path : real);
    free(real);
    return copy;
}

static int refuse_twin(const struct lg_gate_doc *doc, const struct lg_gate_doc *twin,
                       struct lg_err *err) {
    const struct lg_node *first = lg_node_get(twin->gate.place, "gate");
    return lg_node_err(lg_node_get(doc->gate.place, "gate"), err,
                       "duplicate gate id '%s'; the first is %s:%u:%u", doc->gate.id,
                       twin->gate.source, first->line, first->column);
}

/* The gate that was read from this file already; NULL: none. */
static struct lg_gate_doc *known_file(const struct lg_shelf *shelf, const char *real_path) {
    const struct lg_docs *lists[] = {&shelf->named, &shelf->own.docs, &shelf->shipped.docs};
    struct lg_gate_doc *doc = NULL;
    for (size_t i = 0; i < LG_ARRAY_LEN(lists) && doc == NULL; i++)
        doc = by_real_path(lists[i], real_path);
    return doc;
}

/* Reads a file into one of the lists, unless it was read before or stands there. */
static int add(struct lg_shelf *shelf, struct lg_docs *list, const char *shown,
               struct lg_gate_doc **out, struct lg_err *err) {
    const char *path = lg_paths_user(shelf->paths, shelf->arena, shown);
    struct lg_gate_where where = {path, shown, real_path_of(shelf->arena, path)};
    struct lg_gate_doc *doc = by_real_path(list, where.real_path);
    if (doc != NULL) {
        *out = doc;
        return 0;
    }
    doc = known_file(shelf, where.real_path);
    bool is_new = doc == NULL;
    if (is_new && lg_gate_read(&where, shelf->verbs, shelf->arena, &doc, err) != 0)
        return -1;
    const struct lg_gate_doc *twin = by_id(list, doc->gate.id);
    if (twin != NULL)
        return refuse_twin(doc, twin, err);
    if (list == &shelf->named)
        doc->gate.selector = shown;
    else if (is_new)
        doc->gate.selector = doc->gate.id;
    lg_docs_push(shelf->arena, list, doc);
    *out = doc;
    return 0;
}

/* A name that was meant for a gate's, and that no reader of gates would see: x.yml, x.YAML. */
static bool is_misnamed(const char *name) {
    static const char *const others[] = {".yml", gate_suffix};
    const char *suffix = strrchr(name, '.');
    for (size_t i = 0; i < LG_ARRAY_LEN(others) && suffix != NULL && name[0] != '.'; i++) {
        if (lg_eq_nocase(suffix, others[i]))
            return !lg_ends_with(name, gate_suffix);
    }
    return false;
}

/* What nobody would miss is told: a gate that is never read can't fail. */
static int refuse_misnamed(const struct lg_shelf *shelf, const char *path, const char *shown,
                           struct lg_err *err) {
    char **names = NULL;
    size_t count = 0;
    if (lg_fs_list(path, NULL, shelf->arena, &names, &count, err) != 0)
        return -1;
    for (size_t i = 0; i < count; i++) {
        if (is_misnamed(names[i]))
            return lg_err_set(err, LG_ERR_READ, "%s: gates end in %s: rename it",
                              lg_fs_join(shelf->arena, shown, names[i]), gate_suffix);
    }
    return 0;
}

/* Reads each gate file of a folder into one of the lists; `out` may be NULL. */
static int add_folder(struct lg_shelf *shelf, struct lg_docs *list, const char *shown,
                      struct lg_docs *out, struct lg_err *err) {
    char **names = NULL;
    size_t count = 0;
    const char *path = lg_paths_user(shelf->paths, shelf->arena, shown);
    if (refuse_misnamed(shelf, path, shown, err) != 0 ||
        lg_fs_list(path, gate_suffix, shelf->arena, &names, &count, err) != 0)
        return -1;
    for (size_t i = 0; i < count; i++) {
        struct lg_gate_doc *doc = NULL;
        if (add(shelf, list, lg_fs_join(shelf->arena, shown, names[i]), &doc, err) != 0)
            return -1;
        if (out != NULL)
            lg_docs_push(shelf->arena, out, doc);
    }
    return 0;
}

static int no_gates_in(const char *shown, struct lg_err *err) {
    return lg_err_set(err, LG_ERR_EMPTY, "folder '%s' holds no *%s", shown, gate_suffix);
}

int lg_shelf_add_file(struct lg_shelf *shelf, const char *shown, struct lg_gate_doc **out,
                      struct lg_err *err) {
    return add(shelf, &shelf->named, shown, out, err);
}

int lg_shelf_add_folder(struct lg_shelf *shelf, const char *shown, struct lg_docs *out,
                        struct lg_err *err) {
    if (add_folder(shelf, &shelf->named, shown, out, err) != 0)
        return -1;
    return out->count == 0 ? no_gates_in(shown, err) : 0;
}

/* Reads a folder gates/ once; there may be none. */
static int load(struct lg_shelf *shelf, struct lg_library *library, const char *shown,
                struct lg_err *err) {
    const char *path = lg_paths_user(shelf->paths, shelf->arena, shown);
    if (library->shown != NULL || !lg_fs_is_dir(path))
        return 0;
    if (add_folder(shelf, &library->docs, shown, NULL, err) != 0)
        return -1;
    library->shown = shown;
    return 0;
}

static int load_own(struct lg_shelf *shelf, struct lg_err *err) {
    return load(shelf, &shelf->own, library_folder, err);
}

static int load_shipped(struct lg_shelf *shelf, struct lg_err *err) {
    if (shelf->paths->data == NULL)
        return 0;
    return load(shelf, &shelf->shipped,
                lg_fs_join(shelf->arena, shelf->paths->data, library_folder), err);
}

int lg_shelf_all(struct lg_shelf *shelf, const struct lg_docs **out, struct lg_err *err) {
    if (load_own(shelf, err) != 0 || (shelf->own.shown == NULL && load_shipped(shelf, err) != 0))
        return -1;
    const struct lg_library *library = shelf->own.shown != NULL ? &shelf->own : &shelf->shipped;
    if (library->shown == NULL)
        return lg_err_set(err, LG_ERR_EMPTY, "no folder '%s' in %s, and none was installed",
                          library_folder, shelf->paths->project);
    if (library->docs.count == 0)
        return no_gates_in(library->shown, err);
    if (library == &shelf->own)
        shelf->strays = lg_strays_find(shelf->paths, library->shown, shelf->arena);
    *out = &library->docs;
    return 0;
}

int lg_shelf_find(struct lg_shelf *shelf, const char *id, struct lg_gate_doc **out,
                  struct lg_err *err) {
    struct lg_gate_doc *doc = by_id(&shelf->named, id);
    if (doc == NULL) {
        if (load_own(shelf, err) != 0)
            return -1;
        doc = by_id(&shelf->own.docs, id);
    }
    if (doc == NULL) {
        if (load_shipped(shelf, err) != 0)
            return -1;
        doc = by_id(&shelf->shipped.docs, id);
    }
    *out = doc;
    return 0;
}

static bool is_among(const char *id, const char *const *ids, size_t count) {
    for (size_t i = 0; i < count; i++) {
        if (strcmp(ids[i], id) == 0)
            return true;
    }
    return false;
}

const char **lg_shelf_ids(const struct lg_shelf *shelf, size_t *count_out) {
    const struct lg_docs *lists[] = {&shelf->named, &shelf->own.docs, &shelf->shipped.docs};
    size_t total = 0;
    for (size_t i = 0; i < LG_ARRAY_LEN(lists); i++)
        total += lists[i]->count;
    const char **ids = lg_arena_array(shelf->arena, total, sizeof *ids);
    size_t count = 0;
    for (size_t i = 0; i < LG_ARRAY_LEN(lists); i++) {
        for (size_t k = 0; k < lists[i]->count; k++) {
            const char *id = lists[i]->items[k]->gate.id;
            if (!is_among(id, ids, count))
                ids[count++] = id;
        }
    }
    *count_out = count;
    return ids;
}
