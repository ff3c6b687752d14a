#include "base/fault.h"

#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "base/number.h"

/* One fault at a time is asked for, by a test, before any work begins. */
static struct {
    char name[64];
    int64_t turn;
    int64_t seen;
} asked;

void lg_fault_ask(const char *spec) {
    memset(&asked, 0, sizeof asked);
    if (spec == NULL || spec[0] == '\0')
        return;
    const char *colon = strrchr(spec, ':');
    int64_t turn = 0;
    bool has_turn = colon != NULL && lg_number_read_int(lg_view_of(colon + 1), &turn) && turn > 0;
    /* A turn that can't be read stays in the name, so that the fault counts as missed. */
    int length = has_turn ? (int)(colon - spec) : (int)strlen(spec);
    snprintf(asked.name, sizeof asked.name, "%.*s", length, spec);
    asked.turn = has_turn ? turn : 1;
}

bool lg_fault_hit(const char *name) {
    if (asked.name[0] == '\0' || strcmp(asked.name, name) != 0)
        return false;
    asked.seen++;
    return asked.seen == asked.turn;
}

bool lg_fault_was_missed(void) {
    return asked.name[0] != '\0' && asked.seen < asked.turn;
}
