#include "runner/parts.h"

#include <string.h>

#include "base/fs.h"
#include "runner/fixtures.h"

static bool is_among(const char *id, const char *const *ids, size_t count) {
    for (size_t i = 0; i < count; i++)
        if (strcmp(ids[i], id) == 0)
            return true;
    return false;
}

/* Each once. */
static struct lg_texts parts_of(const struct lg_recording *recording, struct lg_arena *arena) {
    const char **ids = lg_arena_array(arena, recording->count, sizeof *ids);
    size_t count = 0;
    for (size_t i = 0; i < recording->count; i++) {
        const struct lg_line *line = &recording->lines[i];
        if (line->kind == LG_LINE_PART && !is_among(line->path, ids, count))
            ids[count++] = line->path;
    }
    return (struct lg_texts){ids, count};
}

static bool selects(const struct lg_args *args) {
    static const char *const options[] = {"--tag", "--changed", "--when"};
    bool is_told = args->num_words > 0;
    for (size_t i = 0; i < LG_ARRAY_LEN(options); i++)
        is_told = is_told || lg_args_has(args, options[i]);
    return is_told;
}

const struct lg_args *lg_parts_choose(struct lg_app *app, const struct lg_args *args) {
    const struct lg_recording *recording = lg_fixtures_replayed(app);
    if (recording == NULL || selects(args) ||
        lg_fs_is_dir(lg_fs_join(&app->arena, app->paths.project, "gates")))
        return args;
    struct lg_texts parts = parts_of(recording, &app->arena);
    struct lg_args *chosen = lg_arena_alloc(&app->arena, sizeof *chosen);
    *chosen = *args;
    chosen->words = parts.items;
    chosen->num_words = parts.count;
    return chosen;
}

static bool asks_live(const struct lg_plan_gate *gate) {
    for (size_t i = 0; i < gate->num_steps + gate->num_teardown; i++)
        if ((gate->steps[i].verb->flags & LG_VERB_LIVE) != 0)
            return true;
    return false;
}

static const char *join(const char *text, const char *id, struct lg_arena *arena) {
    return lg_arena_printf(arena, "%s%s%s", text, text[0] == '\0' ? "" : ", ", id);
}

/* The ids of what asks Live, and was not recorded; "": all was. */
static const char *missing_of(const struct lg_plan *plan, const struct lg_texts *parts,
                              struct lg_arena *arena) {
    const char *text = "";
    for (size_t i = 0; i < plan->num_gates; i++)
        if (asks_live(&plan->gates[i]) && !is_among(plan->gates[i].id, parts->items, parts->count))
            text = join(text, plan->gates[i].id, arena);
    for (size_t i = 0; i < plan->num_matrices; i++)
        if (!is_among(plan->matrices[i].suite.id, parts->items, parts->count))
            text = join(text, plan->matrices[i].suite.id, arena);
    return text;
}

int lg_parts_check(struct lg_app *app, const struct lg_plan *plan, struct lg_err *err) {
    struct lg_arena *arena = &app->arena;
    const struct lg_recording *recording = lg_fixtures_replayed(app);
    if (recording == NULL)
        return 0;
    struct lg_texts parts = parts_of(recording, arena);
    const char *missing = missing_of(plan, &parts, arena);
    const char *held = "";
    /* Those of the oldest format do not tell their parts. */
    bool has_parts = parts.count > 0 || recording->header.format >= LG_RECORDING_FORMAT;
    if (!has_parts || missing[0] == '\0')
        return 0;
    for (size_t i = 0; i < parts.count; i++)
        held = join(held, parts.items[i], arena);
    const char *text = lg_arena_printf(arena, "%s %s not recorded: the recording '%s' holds %s",
                                       missing, strchr(missing, ',') == NULL ? "was" : "were",
                                       recording->folder, held[0] == '\0' ? "no gate" : held);
    if (recording->header.has_ended && recording->header.exit_code == 0)
        return lg_err_set(err, LG_ERR_READ, "%s", text);
    lg_say("%s", text);
    return 0;
}
