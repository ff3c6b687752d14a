#include "render/fill.h"

#include "base/number.h"
#include "base/slots.h"

enum { FILL_FILE, FILL_ID, FILL_START, FILL_LENGTH, NUM_SLOTS };

static const struct lg_slot names[NUM_SLOTS] = {
    [FILL_FILE] = {.name = "file", .missing = "a file's own name can't hold {file}"},
    [FILL_ID] = {.name = "id"},
    [FILL_START] = {.name = "start"},
    [FILL_LENGTH] = {.name = "length", .missing = "no length was told for {length}"},
};

int lg_fill_check(const char *pattern, struct lg_err *err) {
    return lg_slots_check(names, NUM_SLOTS, pattern, err);
}

int lg_fill(const struct lg_fill *fill, const char *pattern, struct lg_arena *arena,
            const char **out, struct lg_err *err) {
    char start[LG_NUMBER_MAX];
    char length[LG_NUMBER_MAX];
    struct lg_slot slots[NUM_SLOTS];
    struct lg_str text = {0};
    lg_number_write(fill->start_beats, start);
    lg_number_write(fill->length_s, length);
    for (int i = 0; i < NUM_SLOTS; i++)
        slots[i] = names[i];
    slots[FILL_FILE].value = fill->file;
    slots[FILL_ID].value = fill->id == NULL ? "print" : fill->id;
    slots[FILL_START].value = start;
    slots[FILL_LENGTH].value = fill->length_s > 0 ? length : NULL;
    int status = lg_slots_fill(slots, NUM_SLOTS, pattern, &text, err);
    if (status == 0)
        *out = lg_arena_strndup(arena, lg_str_text(&text), text.length);
    lg_str_dispose(&text);
    return status;
}
