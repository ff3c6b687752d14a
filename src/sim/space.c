#include "sim/space.h"

#include <stdio.h>
#include <string.h>

/* Rows, or what follows from a class's properties. */
struct part {
    const struct lg_sim_handlers *rows;
    const struct lg_sim_class *class;
};

static const struct part parts[] = {
    {&lg_sim_api_handlers, NULL},
    {&lg_sim_song_methods, &lg_sim_song_class},
    {&lg_sim_song_handlers, NULL},
    {&lg_sim_others_handlers, NULL},
    {&lg_sim_cue_handlers, NULL},
    {&lg_sim_application_handlers, NULL},
    {&lg_sim_clip_methods, &lg_sim_clip_class},
    {&lg_sim_note_handlers, NULL},
    {&lg_sim_slot_methods, &lg_sim_slot_class},
    {&lg_sim_slot_handlers, NULL},
    {&lg_sim_track_methods, &lg_sim_track_class},
    {&lg_sim_track_handlers, NULL},
    {&lg_sim_routing_handlers, NULL},
    {NULL, &lg_sim_device_class},
    {&lg_sim_device_handlers, NULL},
    {&lg_sim_view_handlers, NULL},
    {&lg_sim_scene_methods, &lg_sim_scene_class},
    {&lg_sim_scene_handlers, NULL},
    {&lg_sim_midimap_handlers, NULL},
};

static const struct {
    const char *verb;
    lg_sim_use *use;
} verbs[] = {{"get", lg_sim_use_get},
             {"start_listen", lg_sim_use_listen},
             {"stop_listen", lg_sim_use_unlisten}};

static bool is_here(const struct lg_sim_handlers *rows, enum lg_sim_dialect dialect) {
    return rows != NULL && (!rows->is_string_only || dialect == LG_SIM_STRING);
}

/* The script goes over all properties of a class, and over those that can be set once more. */
static bool class_row(const struct lg_sim_class *class, size_t row, struct lg_sim_handler *out,
                      const char **verb_out) {
    bool is_setter = row >= LG_ARRAY_LEN(verbs) * class->num_properties;
    size_t index =
        is_setter ? row - LG_ARRAY_LEN(verbs) * class->num_properties : row / LG_ARRAY_LEN(verbs);
    const struct lg_sim_property *property = &class->properties[index];
    size_t verb = row % LG_ARRAY_LEN(verbs);
    *verb_out = is_setter ? "set" : verbs[verb].verb;
    *out = (struct lg_sim_handler){NULL, class, is_setter ? lg_sim_use_set : verbs[verb].use,
                                   property};
    return (property->access & (is_setter ? LG_SIM_WRITABLE : LG_SIM_UNLISTED)) ==
           (is_setter ? LG_SIM_WRITABLE : 0u);
}

bool lg_sim_walk_next(struct lg_sim_walk *walk, struct lg_sim_handler *out) {
    for (; walk->part < LG_ARRAY_LEN(parts); walk->part++, walk->row = 0) {
        const struct lg_sim_handlers *rows = parts[walk->part].rows;
        const struct lg_sim_class *class = parts[walk->part].class;
        size_t num_rows = is_here(rows, walk->dialect) ? rows->count : 0;
        size_t num_more = class == NULL ? 0 : (LG_ARRAY_LEN(verbs) + 1) * class->num_properties;
        const char *verb;
        if (walk->row < num_rows) {
            *out = rows->rows[walk->row++];
            return true;
        }
        while (walk->row < num_rows + num_more)
            if (class_row(class, walk->row++ - num_rows, out, &verb)) {
                const struct lg_sim_property *property = out->detail;
                snprintf(walk->address, sizeof walk->address, "/live/%s/%s/%s", class->name, verb,
                         property->name);
                out->address = walk->address;
                return true;
            }
    }
    return false;
}

/* What stands behind "WORD/"; NULL where the text begins otherwise. */
static const char *behind(const char *text, const char *word) {
    size_t length = strlen(word);
    return strncmp(text, word, length) == 0 && text[length] == '/' ? text + length + 1 : NULL;
}

static const struct lg_sim_property *find_property(const struct lg_sim_class *class,
                                                   const char *name) {
    for (size_t i = 0; i < class->num_properties; i++)
        if (strcmp(class->properties[i].name, name) == 0)
            return &class->properties[i];
    return NULL;
}

static bool find_of_class(const struct lg_sim_class *class, const char *address,
                          struct lg_sim_handler *out) {
    const char *rest = behind(address, "/live");
    rest = rest == NULL ? NULL : behind(rest, class->name);
    const char *name = rest == NULL ? NULL : behind(rest, "set");
    const struct lg_sim_property *property = name == NULL ? NULL : find_property(class, name);
    if (property != NULL && (property->access & LG_SIM_WRITABLE) != 0) {
        *out = (struct lg_sim_handler){address, class, lg_sim_use_set, property};
        return true;
    }
    for (size_t i = 0; rest != NULL && i < LG_ARRAY_LEN(verbs); i++) {
        name = behind(rest, verbs[i].verb);
        property = name == NULL ? NULL : find_property(class, name);
        if (property != NULL && (property->access & LG_SIM_UNLISTED) == 0) {
            *out = (struct lg_sim_handler){address, class, verbs[i].use, property};
            return true;
        }
    }
    return false;
}

bool lg_sim_space_find(enum lg_sim_dialect dialect, const char *address,
                       struct lg_sim_handler *out) {
    for (size_t i = 0; i < LG_ARRAY_LEN(parts); i++) {
        const struct lg_sim_handlers *rows = parts[i].rows;
        for (size_t j = 0; is_here(rows, dialect) && j < rows->count; j++)
            if (strcmp(rows->rows[j].address, address) == 0) {
                *out = rows->rows[j];
                return true;
            }
        if (parts[i].class != NULL && find_of_class(parts[i].class, address, out))
            return true;
    }
    return false;
}
