#include "taxonomy/log_groups.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "taxonomy/line.h"

enum { TEXT_BYTES = 400, FIRST_SLOTS = 64 };

/* What makes lines alike: the rule that won, the first that could not be decided, or the masked
 * text. */
enum scope { BY_RULE, BY_UNDECIDED, BY_MASK };

struct log_key {
    enum scope scope;
    const char *text;
    uint64_t hash;
};

struct log_slot {
    struct log_key key;
    struct lg_log_group *group; /* NULL: empty */
};

void log_groups_dispose(struct log_groups *groups) {
    free(groups->items);
    free(groups->slots);
    lg_str_dispose(&groups->masked);
    lg_arena_dispose(&groups->arena);
}

/* FNV-1a; what collides is compared. */
static struct log_key make_key(enum scope scope, const char *text) {
    uint64_t hash = UINT64_C(14695981039346656037) + scope;
    for (const char *at = text; *at != '\0'; at++)
        hash = (hash ^ (unsigned char)*at) * UINT64_C(1099511628211);
    return (struct log_key){scope, text, hash};
}

static struct log_key key_of(struct log_groups *groups, const struct noted *noted) {
    if (noted->class.undecided.count > 0)
        return make_key(BY_UNDECIDED, noted->class.undecided.items[0]->id);
    if (noted->class.rule != NULL)
        return make_key(BY_RULE, noted->class.rule->id);
    lg_mask(noted->line, &groups->masked);
    return make_key(BY_MASK, lg_str_text(&groups->masked));
}

static struct log_slot *slot_of(const struct log_groups *groups, const struct log_key *key) {
    size_t at = (size_t)key->hash & (groups->num_slots - 1);
    for (;; at = (at + 1) & (groups->num_slots - 1)) {
        struct log_slot *slot = &groups->slots[at];
        if (slot->group == NULL || (slot->key.hash == key->hash && slot->key.scope == key->scope &&
                                    strcmp(slot->key.text, key->text) == 0))
            return slot;
    }
}

/* At most half of the slots are used. */
static void make_room(struct log_groups *groups) {
    if (groups->num_slots > groups->count * 2 + 2)
        return;
    struct log_slot *old = groups->slots;
    size_t count = groups->num_slots;
    groups->num_slots = count == 0 ? FIRST_SLOTS : count * 2;
    groups->slots = lg_xcalloc(groups->num_slots, sizeof *groups->slots);
    for (size_t i = 0; i < count; i++)
        if (old[i].group != NULL)
            *slot_of(groups, &old[i].key) = old[i];
    free(old);
}

static void fill_group(struct log_groups *groups, struct lg_log_group *group,
                       const struct noted *noted) {
    struct lg_view part = noted->class.match;
    if (part.text == NULL)
        part = (struct lg_view){noted->line.text, 0};
    struct lg_view window = lg_line_window(noted->line, part, TEXT_BYTES);
    const char *copy = lg_arena_strndup(&groups->arena, window.text, window.length);
    group->class = noted->class;
    group->first_line = noted->number;
    group->text = (struct lg_view){copy, window.length};
    if (noted->class.match.text == NULL)
        return;
    size_t offset = (size_t)(part.text - window.text);
    size_t room = window.length - offset;
    group->class.match = (struct lg_view){copy + offset, part.length < room ? part.length : room};
    struct lg_view before = {noted->line.text, (size_t)(part.text - noted->line.text)};
    group->column = lg_line_characters(before) + 1;
}

static struct lg_log_group *add_group(struct log_groups *groups, const struct noted *noted) {
    if (groups->count == groups->capacity) {
        groups->capacity = groups->capacity * 2 + 16;
        groups->items = lg_xrealloc(groups->items, groups->capacity * sizeof(void *));
    }
    struct lg_log_group *group = lg_arena_alloc(&groups->arena, sizeof *group);
    groups->items[groups->count++] = group;
    fill_group(groups, group, noted);
    return group;
}

static struct lg_log_group *group_of(struct log_groups *groups, const struct noted *noted) {
    make_room(groups);
    struct log_key key = key_of(groups, noted);
    struct log_slot *slot = slot_of(groups, &key);
    if (slot->group != NULL)
        return slot->group;
    if (key.scope == BY_MASK && groups->num_masked == LG_LOG_GROUPS_MAX) {
        if (groups->rest == NULL) {
            groups->rest = add_group(groups, noted);
            groups->rest->is_rest = true;
        }
        return groups->rest;
    }
    struct lg_log_group *group = add_group(groups, noted);
    if (key.scope == BY_MASK) {
        key.text = lg_arena_strdup(&groups->arena, key.text);
        group->masked = key.text;
        lg_mask_fingerprint(&groups->masked, group->fingerprint);
        groups->num_masked++;
    }
    *slot = (struct log_slot){key, group};
    return group;
}

void log_groups_note(struct log_groups *groups, const struct noted *noted) {
    struct lg_log_group *group = group_of(groups, noted);
    group->count++;
    group->last_line = noted->number;
}
