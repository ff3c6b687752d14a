#include "taxonomy/literals.h"

#include <stdlib.h>
#include <string.h>

/* Bytes that no literal holds are one letter, so a row of the automaton is as wide as its alphabet;
 * letters of either case are one letter, and what was found is compared again. */
enum { FOUND = 1, STEP_BITS = 1, NONE = -1 };

/* Where no literal has begun, text is skipped as long as three bytes in a row begin none: what is
 * asked is a set of hashes, which needs no step to wait for the one before. */
enum { GRAM_BYTES = 3, GRAM_BITS = 15 };

struct literal {
    char *text;
    size_t length;
    bool caseless;
    size_t owner;
    int next; /* of those that end in the same state */
};

struct lg_literals {
    struct literal *items;
    size_t count, capacity;
    uint8_t class_of[256];
    uint32_t num_classes;
    uint32_t *moves; /* state * num_classes + letter: the next state's row, and FOUND */
    size_t num_states, capacity_states;
    int *ends; /* state: the first literal that ends there; NONE */
    uint64_t grams[(1 << GRAM_BITS) / 64];
    bool can_skip; /* no literal is shorter than a gram */
    int *suffix;   /* state: the nearest state that is a suffix of it and where one ends; NONE */
};

static unsigned char fold(unsigned char byte) {
    return byte >= 'A' && byte <= 'Z' ? (unsigned char)(byte - 'A' + 'a') : byte;
}

struct lg_literals *lg_literals_new(void) {
    return lg_xcalloc(1, sizeof(struct lg_literals));
}

void lg_literals_free(struct lg_literals *literals) {
    if (literals == NULL)
        return;
    for (size_t i = 0; i < literals->count; i++)
        free(literals->items[i].text);
    free(literals->items);
    free(literals->moves);
    free(literals->ends);
    free(literals->suffix);
    free(literals);
}

void lg_literals_add(struct lg_literals *literals, struct lg_view text, bool caseless,
                     size_t owner) {
    if (literals->count == literals->capacity) {
        literals->capacity = literals->capacity * 2 + 16;
        literals->items =
            lg_xrealloc(literals->items, literals->capacity * sizeof *literals->items);
    }
    struct literal *literal = &literals->items[literals->count++];
    *literal = (struct literal){.text = lg_xmalloc(text.length + 1),
                                .length = text.length,
                                .caseless = caseless,
                                .owner = owner,
                                .next = NONE};
    memcpy(literal->text, text.text, text.length);
}

/* A letter for each folded byte that is used; letter 0 is every other. 255 at most: both cases of a
 * letter share one. */
static void make_classes(struct lg_literals *literals) {
    literals->num_classes = 1;
    for (size_t i = 0; i < literals->count; i++) {
        for (size_t k = 0; k < literals->items[i].length; k++) {
            unsigned char byte = fold((unsigned char)literals->items[i].text[k]);
            if (literals->class_of[byte] == 0)
                literals->class_of[byte] = (uint8_t)literals->num_classes++;
        }
    }
    for (unsigned byte = 'A'; byte <= 'Z'; byte++)
        literals->class_of[byte] = literals->class_of[fold((unsigned char)byte)];
}

static uint32_t add_state(struct lg_literals *literals) {
    if (literals->num_states == literals->capacity_states) {
        literals->capacity_states = literals->capacity_states * 2 + 64;
        size_t states = literals->capacity_states;
        literals->moves =
            lg_xrealloc(literals->moves, states * literals->num_classes * sizeof *literals->moves);
        literals->ends = lg_xrealloc(literals->ends, states * sizeof *literals->ends);
        literals->suffix = lg_xrealloc(literals->suffix, states * sizeof *literals->suffix);
    }
    size_t state = literals->num_states++;
    memset(&literals->moves[state * literals->num_classes], 0,
           literals->num_classes * sizeof *literals->moves);
    literals->ends[state] = NONE;
    literals->suffix[state] = NONE;
    return (uint32_t)state;
}

/* While the automaton is made, a move is a state's number; 0, the root, is no move. */
static uint32_t *move_at(struct lg_literals *literals, uint32_t state, uint32_t letter) {
    return &literals->moves[(size_t)state * literals->num_classes + letter];
}

static void add_path(struct lg_literals *literals, size_t index) {
    struct literal *literal = &literals->items[index];
    uint32_t state = 0;
    for (size_t k = 0; k < literal->length; k++) {
        uint32_t letter = literals->class_of[(unsigned char)literal->text[k]];
        uint32_t next = *move_at(literals, state, letter);
        if (next == 0) {
            next = add_state(literals);
            *move_at(literals, state, letter) = next;
        }
        state = next;
    }
    literal->next = literals->ends[state];
    literals->ends[state] = (int)index;
}

/* Breadth first: a state's missing moves are those of the longest suffix of it that is a state. */
static void link_states(struct lg_literals *literals) {
    uint32_t *queue = lg_xcalloc(literals->num_states, sizeof *queue);
    uint32_t *fail = lg_xcalloc(literals->num_states, sizeof *fail);
    size_t head = 0;
    size_t tail = 0;
    for (uint32_t letter = 0; letter < literals->num_classes; letter++)
        if (*move_at(literals, 0, letter) != 0)
            queue[tail++] = *move_at(literals, 0, letter);
    while (head < tail) {
        uint32_t state = queue[head++];
        uint32_t back = fail[state];
        literals->suffix[state] = literals->ends[back] != NONE ? (int)back : literals->suffix[back];
        for (uint32_t letter = 0; letter < literals->num_classes; letter++) {
            uint32_t *move = move_at(literals, state, letter);
            if (*move == 0) {
                *move = *move_at(literals, back, letter);
                continue;
            }
            fail[*move] = *move_at(literals, back, letter);
            queue[tail++] = *move;
        }
    }
    free(queue);
    free(fail);
}

static bool ends_any(const struct lg_literals *literals, size_t state) {
    return literals->ends[state] != NONE || literals->suffix[state] != NONE;
}

/* From numbers of states to offsets of rows, with the mark of those where a literal ends: a step is
 * then two loads and an addition. */
static void finish_moves(struct lg_literals *literals) {
    size_t cells = literals->num_states * literals->num_classes;
    for (size_t i = 0; i < cells; i++) {
        uint32_t state = literals->moves[i];
        literals->moves[i] =
            (state * literals->num_classes) << STEP_BITS | (ends_any(literals, state) ? FOUND : 0);
    }
}

/* Three bytes, the last of which is new; letters of either case are alike. */
static uint32_t roll(uint32_t gram, char byte) {
    return gram >> 8 | ((uint32_t)(unsigned char)byte | 0x20) << 16;
}

static size_t gram_hash(uint32_t gram) {
    return (gram * UINT32_C(2654435761)) >> (32 - GRAM_BITS);
}

static void make_grams(struct lg_literals *literals) {
    literals->can_skip = true;
    for (size_t i = 0; i < literals->count; i++) {
        const struct literal *literal = &literals->items[i];
        if (literal->length < GRAM_BYTES) {
            literals->can_skip = false;
            return;
        }
        uint32_t gram = 0;
        for (size_t k = 0; k < GRAM_BYTES; k++)
            gram = roll(gram, literal->text[k]);
        size_t hash = gram_hash(gram);
        literals->grams[hash / 64] |= UINT64_C(1) << hash % 64;
    }
}

void lg_literals_build(struct lg_literals *literals) {
    make_grams(literals);
    make_classes(literals);
    add_state(literals);
    for (size_t i = 0; i < literals->count; i++)
        add_path(literals, i);
    link_states(literals);
    finish_moves(literals);
}

static bool stands_at(const struct literal *literal, const char *end) {
    return literal->caseless || memcmp(end - literal->length, literal->text, literal->length) == 0;
}

/* Visits what ends in `state` at `end`, the byte after it; stops at the first without `hit`. */
static bool visit(const struct lg_literals *literals, uint32_t state, const char *end,
                  void (*hit)(void *ctx, size_t owner), void *ctx) {
    bool any = false;
    for (int at = (int)state; at != NONE; at = literals->suffix[at]) {
        for (int i = literals->ends[at]; i != NONE; i = literals->items[i].next) {
            if (!stands_at(&literals->items[i], end))
                continue;
            if (hit == NULL)
                return true;
            hit(ctx, literals->items[i].owner);
            any = true;
        }
    }
    return any;
}

/* The first place at or after `from` where a literal may begin; the text's length: nowhere. */
static size_t skip(const struct lg_literals *literals, struct lg_view text, size_t from) {
    if (!literals->can_skip)
        return from;
    if (text.length < GRAM_BYTES || from > text.length - GRAM_BYTES)
        return text.length;
    uint32_t gram = roll(roll(0, text.text[from]), text.text[from + 1]);
    for (size_t at = from + GRAM_BYTES - 1; at < text.length; at++) {
        gram = roll(gram, text.text[at]);
        size_t hash = gram_hash(gram);
        if ((literals->grams[hash / 64] >> hash % 64 & 1) != 0)
            return at + 1 - GRAM_BYTES;
    }
    return text.length;
}

size_t lg_literals_find(const struct lg_literals *literals, struct lg_view text, size_t from) {
    const uint32_t *moves = literals->moves;
    const uint8_t *class_of = literals->class_of;
    uint32_t move = 0;
    for (size_t at = skip(literals, text, from); at < text.length; at++) {
        move = moves[(move >> STEP_BITS) + class_of[(unsigned char)text.text[at]]];
        if ((move & FOUND) != 0 && visit(literals, (move >> STEP_BITS) / literals->num_classes,
                                         text.text + at + 1, NULL, NULL))
            return at;
        if (move == 0)
            at = skip(literals, text, at + 1) - 1;
    }
    return SIZE_MAX;
}

void lg_literals_each(const struct lg_literals *literals, struct lg_view text,
                      void (*hit)(void *ctx, size_t owner), void *ctx) {
    uint32_t move = 0;
    for (size_t i = 0; i < text.length; i++) {
        move =
            literals->moves[(move >> STEP_BITS) + literals->class_of[(unsigned char)text.text[i]]];
        if ((move & FOUND) != 0)
            visit(literals, (move >> STEP_BITS) / literals->num_classes, text.text + i + 1, hit,
                  ctx);
    }
}
