#include "base/variables.h"

#include <stdbool.h>
#include <string.h>

static bool is_allowed(const char *variable, const char *const *extra, size_t num_extra) {
    static const char *const always[] = {"PATH", "HOME", "USER",   "LOGNAME", "SHELL",
                                         "LANG", "TZ",   "TMPDIR", "LC_ALL",  "LC_CTYPE"};
    size_t length = strcspn(variable, "=");
    for (size_t i = 0; i < LG_ARRAY_LEN(always) + num_extra; i++) {
        const char *name = i < LG_ARRAY_LEN(always) ? always[i] : extra[i - LG_ARRAY_LEN(always)];
        if (strlen(name) == length && memcmp(name, variable, length) == 0)
            return true;
    }
    return false;
}

const char *const *lg_variables_pick(const char *const *ours, const char *const *extra,
                                     size_t num_extra, struct lg_arena *arena) {
    size_t count = 0;
    size_t used = 0;
    while (ours != NULL && ours[count] != NULL)
        count++;
    const char **made = lg_arena_array(arena, count + num_extra + 1, sizeof *made);
    for (size_t i = 0; i < num_extra; i++) {
        if (strchr(extra[i], '=') != NULL)
            made[used++] = extra[i];
    }
    for (size_t i = 0; i < count; i++) {
        if (is_allowed(ours[i], extra, num_extra))
            made[used++] = ours[i];
    }
    return made;
}
