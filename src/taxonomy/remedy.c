#include "taxonomy/remedy.h"

#include <string.h>

static const char *const then_names[LG_THEN__COUNT] = {"next", "reclassify", "fix", "stop",
                                                       "escalate"};
static const char *const stop_names[LG_STOP__COUNT] = {"immediate", "conditional", "continue"};

const char *lg_probe_then_name(enum lg_probe_then then) {
    return (unsigned)then < LG_THEN__COUNT ? then_names[then] : "unknown";
}

const char *lg_stop_kind_name(enum lg_stop_kind kind) {
    return (unsigned)kind < LG_STOP__COUNT ? stop_names[kind] : "unknown";
}

const struct lg_sees *lg_probe_sees(const struct lg_probe *probe, const char *seen) {
    for (size_t i = 0; i < probe->num_sees; i++)
        if (strcmp(probe->sees[i].seen, seen) == 0)
            return &probe->sees[i];
    return NULL;
}

void lg_taxonomy_stop_text(const struct lg_stop *stop, const char *failed, struct lg_str *out) {
    const char *rerun = stop->rerun != NULL ? stop->rerun : failed;
    lg_str_printf(out, "STOP: %s\n", stop->text);
    if (stop->todo.count > 0)
        lg_str_add(out, "\nAction required:\n");
    for (size_t i = 0; i < stop->todo.count; i++)
        lg_str_printf(out, "%zu. %s\n", i + 1, stop->todo.items[i]);
    if (rerun != NULL)
        lg_str_printf(out, "\nThen re-run: %s\n", rerun);
}
