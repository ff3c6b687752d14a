#include "conf/tree.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <yaml.h>

#include "base/fs.h"
#include "conf/names.h"

enum { MAX_DEPTH = 64, MAX_NODES = 2000000, MAX_BYTES = 64 * 1024 * 1024 };

/* What an anchor stands for; its node is NULL until the node is complete. */
struct anchor {
    struct lg_node *node;
    size_t nodes;    /* of the whole subtree, aliases counted as if written out */
    unsigned height; /* lists and maps within each other; 0 for a scalar */
};

struct builder {
    yaml_parser_t parser;
    yaml_event_t event;
    struct lg_view text;
    const char *source;
    struct lg_arena *arena;
    struct lg_err *err;
    size_t nodes;
    size_t scope;           /* of keys: each map has its own; 0 is that of anchors */
    struct lg_names names;  /* keys to their nodes, anchors to struct anchor */
    struct lg_node **stack; /* children of the lists and maps that are still open */
    size_t stack_used, stack_capacity;
};

static int fail_at(const struct builder *b, yaml_mark_t mark, const char *problem) {
    return lg_err_at(b->err, LG_ERR_READ, b->source, (unsigned)mark.line + 1,
                     (unsigned)mark.column + 1, "%s", problem);
}

static bool is_continuation(char byte) {
    return ((unsigned char)byte & 0xC0) == 0x80;
}

/* libyaml names the place of bytes that are no text by their offset alone. */
static int byte_error(const struct builder *b) {
    const yaml_parser_t *parser = &b->parser;
    bool is_control = strcmp(parser->problem, "control characters are not allowed") == 0;
    size_t end = parser->problem_offset < b->text.length ? parser->problem_offset : b->text.length;
    unsigned line = 1, column = 1;
    for (size_t i = 0; i < end; i++) {
        bool is_break = b->text.text[i] == '\n' ||
                        (b->text.text[i] == '\r' && (i + 1 == end || b->text.text[i + 1] != '\n'));
        line += is_break;
        column = is_break ? 1 : column + !is_continuation(b->text.text[i]);
    }
    if (is_control)
        return lg_err_at(b->err, LG_ERR_READ, b->source, line, column,
                         "the character U+%04X is not allowed here",
                         (unsigned)parser->problem_value);
    return lg_err_at(b->err, LG_ERR_READ, b->source, line, column, "this is no UTF-8 text: %s",
                     parser->problem);
}

/* The byte at a mark, whose index counts characters; NUL at the end. */
static char byte_at(const struct builder *b, yaml_mark_t mark) {
    size_t left = mark.index;
    for (size_t i = 0; i < b->text.length; i++) {
        if (!is_continuation(b->text.text[i]) && left-- == 0)
            return b->text.text[i];
    }
    return '\0';
}

/* The mistakes that people make most, in words that say what to do; the rest is libyaml's own. */
static const struct {
    const char *problem, *ours;
    bool at_context; /* where the trouble began says more than where it was noticed */
} known_problems[] = {
    {"could not find expected ':'", "a key without ':'", true},
    {"found unexpected end of stream", "a quote that never closes", true},
    {"mapping values are not allowed in this context",
     "':' is not allowed here; text that holds ': ' needs quotes", false},
};

static int syntax_error(const struct builder *b) {
    const yaml_parser_t *parser = &b->parser;
    if (parser->error == YAML_MEMORY_ERROR)
        return lg_err_set(b->err, LG_ERR_INTERNAL, "out of memory while reading %s", b->source);
    if (parser->error == YAML_READER_ERROR)
        return byte_error(b);
    for (size_t i = 0; i < LG_ARRAY_LEN(known_problems); i++) {
        if (strcmp(parser->problem, known_problems[i].problem) == 0)
            return fail_at(
                b, known_problems[i].at_context ? parser->context_mark : parser->problem_mark,
                known_problems[i].ours);
    }
    yaml_mark_t mark = parser->problem_mark;
    unsigned line = (unsigned)mark.line + 1, column = (unsigned)mark.column + 1;
    if (strcmp(parser->problem, "found character that cannot start any token") == 0) {
        char byte = byte_at(b, mark);
        if (byte == '\t')
            return fail_at(b, mark, "a tab is not allowed here; indent with spaces");
        return lg_err_at(b->err, LG_ERR_READ, b->source, line, column,
                         "text that starts with '%c' needs quotes", byte);
    }
    if (parser->context == NULL)
        return lg_err_at(b->err, LG_ERR_READ, b->source, line, column, "no valid YAML: %s",
                         parser->problem);
    return lg_err_at(b->err, LG_ERR_READ, b->source, line, column,
                     "no valid YAML: %s %s (begun at line %u)", parser->problem, parser->context,
                     (unsigned)parser->context_mark.line + 1);
}

/* Goes on to the next event. */
static int advance(struct builder *b) {
    yaml_event_delete(&b->event);
    if (!yaml_parser_parse(&b->parser, &b->event))
        return syntax_error(b);
    return 0;
}

static void push(struct builder *b, struct lg_node *node) {
    if (b->stack_used == b->stack_capacity) {
        b->stack_capacity = b->stack_capacity == 0 ? 64 : 2 * b->stack_capacity;
        b->stack = lg_xrealloc(b->stack, b->stack_capacity * sizeof(struct lg_node *));
    }
    b->stack[b->stack_used++] = node;
}

/* Takes `count` nodes from the budget. */
static int spend(struct builder *b, size_t count) {
    if (count > MAX_NODES - b->nodes)
        return fail_at(b, b->event.start_mark, "more than 2000000 values");
    b->nodes += count;
    return 0;
}

static int check_depth(const struct builder *b, unsigned depth) {
    if (depth > MAX_DEPTH)
        return fail_at(b, b->event.start_mark, "lists and maps go more than 64 levels deep");
    return 0;
}

static struct lg_node *new_node(struct builder *b, enum lg_node_kind kind) {
    struct lg_node *node = lg_arena_alloc(b->arena, sizeof *node);
    node->kind = kind;
    node->source = b->source;
    node->line = (unsigned)b->event.start_mark.line + 1;
    node->column = (unsigned)b->event.start_mark.column + 1;
    return node;
}

/* A new anchor replaces an older one of the same name, as YAML has it. */
static struct anchor *new_anchor(struct builder *b, const yaml_char_t *name) {
    if (name == NULL)
        return NULL;
    struct anchor *anchor = lg_arena_alloc(b->arena, sizeof *anchor);
    *lg_names_at(&b->names, 0, lg_arena_strdup(b->arena, (const char *)name)) = anchor;
    return anchor;
}

static int build_scalar(struct builder *b, struct anchor *out) {
    const char *text = (const char *)b->event.data.scalar.value;
    size_t length = b->event.data.scalar.length;
    if (b->event.data.scalar.tag != NULL)
        return fail_at(b, b->event.start_mark, "tags (!…) are not supported");
    if (memchr(text, '\0', length) != NULL)
        return fail_at(b, b->event.start_mark, "text must not hold the character NUL");
    struct lg_node *node = new_node(b, LG_NODE_SCALAR);
    node->text = lg_arena_strndup(b->arena, text, length);
    node->length = length;
    node->quoted = b->event.data.scalar.style != YAML_PLAIN_SCALAR_STYLE;
    *out = (struct anchor){.node = node, .nodes = 1};
    struct anchor *anchor = new_anchor(b, b->event.data.scalar.anchor);
    if (anchor != NULL)
        *anchor = *out;
    return spend(b, 1);
}

/* A list or map is shared by its aliases; a scalar is copied, which gives it the alias's place. */
static int build_alias(struct builder *b, unsigned depth, struct anchor *out) {
    const char *name = (const char *)b->event.data.alias.anchor;
    const struct lg_node *here = new_node(b, LG_NODE_SCALAR);
    const struct anchor *anchor = *lg_names_at(&b->names, 0, lg_arena_strdup(b->arena, name));
    if (anchor == NULL)
        return lg_node_err(here, b->err, "the alias *%s names no anchor before it", name);
    if (anchor->node == NULL)
        return lg_node_err(here, b->err, "the alias *%s lies within its own anchor", name);
    if (check_depth(b, depth + anchor->height) != 0 || spend(b, anchor->nodes) != 0)
        return -1;
    *out = *anchor;
    if (anchor->node->kind == LG_NODE_SCALAR) {
        out->node = new_node(b, LG_NODE_SCALAR);
        out->node->text = anchor->node->text;
        out->node->length = anchor->node->length;
        out->node->quoted = anchor->node->quoted;
    }
    return 0;
}

static int check_key(struct builder *b, size_t scope, struct lg_node *key) {
    if (key->kind != LG_NODE_SCALAR)
        return lg_node_err(key, b->err, "a key must be text, not %s", lg_node_kind_name(key));
    if (!key->quoted && strcmp(key->text, "<<") == 0)
        return lg_node_err(key, b->err, "merge keys (<<) are not supported; write the keys out");
    void **slot = lg_names_at(&b->names, scope, key->text);
    const struct lg_node *first = *slot;
    char shown[LG_NODE_QUOTE_MAX];
    if (first != NULL)
        return lg_node_err(key, b->err, "duplicate key %s (first at line %u)",
                           lg_node_quote(key, shown), first->line);
    *slot = key;
    return 0;
}

static int build(struct builder *b, unsigned depth, struct anchor *out);

/* Builds what lies between start and end events on the stack; `out` gains its size and height. */
static int build_children(struct builder *b, unsigned depth, struct anchor *out) {
    bool is_map = out->node->kind == LG_NODE_MAP;
    yaml_event_type_t end = is_map ? YAML_MAPPING_END_EVENT : YAML_SEQUENCE_END_EVENT;
    size_t scope = is_map ? ++b->scope : 0;
    for (bool is_key = is_map;; is_key = is_map && !is_key) {
        struct anchor child;
        if (advance(b) != 0)
            return -1;
        if (b->event.type == end)
            return 0;
        if (build(b, depth + 1, &child) != 0 || (is_key && check_key(b, scope, child.node) != 0))
            return -1;
        push(b, child.node);
        out->nodes += child.nodes;
        if (child.height >= out->height)
            out->height = child.height + 1;
    }
}

/* Moves the stack's upper part into the node. */
static void take_children(struct builder *b, size_t bottom, struct lg_node *node) {
    size_t count = b->stack_used - bottom;
    if (count == 0)
        return;
    struct lg_node **children = b->stack + bottom;
    b->stack_used = bottom;
    if (node->kind == LG_NODE_SEQ) {
        node->count = count;
        node->items = lg_arena_array(b->arena, count, sizeof(struct lg_node *));
        memcpy(node->items, children, count * sizeof(struct lg_node *));
        return;
    }
    node->count = count / 2;
    node->entries = lg_arena_array(b->arena, node->count, sizeof *node->entries);
    for (size_t i = 0; i < node->count; i++)
        node->entries[i] = (struct lg_entry){children[2 * i], children[2 * i + 1]};
}

static int build_collection(struct builder *b, unsigned depth, struct anchor *out) {
    bool is_map = b->event.type == YAML_MAPPING_START_EVENT;
    const yaml_char_t *tag =
        is_map ? b->event.data.mapping_start.tag : b->event.data.sequence_start.tag;
    if (tag != NULL)
        return fail_at(b, b->event.start_mark, "tags (!…) are not supported");
    if (check_depth(b, depth + 1) != 0 || spend(b, 1) != 0)
        return -1;
    struct anchor *anchor = new_anchor(b, is_map ? b->event.data.mapping_start.anchor
                                                 : b->event.data.sequence_start.anchor);
    struct anchor built = {.nodes = 1, .height = 1};
    built.node = new_node(b, is_map ? LG_NODE_MAP : LG_NODE_SEQ);
    size_t bottom = b->stack_used;
    if (build_children(b, depth, &built) != 0)
        return -1;
    take_children(b, bottom, built.node);
    *out = built;
    if (anchor != NULL)
        *anchor = built;
    return 0;
}

/* Builds the node that the current event starts, `depth` lists and maps being open around it. */
static int build(struct builder *b, unsigned depth, struct anchor *out) {
    if (b->event.type == YAML_ALIAS_EVENT)
        return build_alias(b, depth, out);
    if (b->event.type == YAML_SCALAR_EVENT)
        return build_scalar(b, out);
    return build_collection(b, depth, out);
}

static int build_document(struct builder *b, struct lg_node **out) {
    struct anchor root;
    if (advance(b) != 0 || advance(b) != 0) /* the stream's start, the document's start */
        return -1;
    if (b->event.type == YAML_STREAM_END_EVENT)
        return lg_err_at(b->err, LG_ERR_READ, b->source, 1, 1, "the file is empty");
    if (advance(b) != 0 || build(b, 0, &root) != 0)
        return -1;
    if (root.node->kind == LG_NODE_SCALAR && root.node->length == 0 && !root.node->quoted)
        return lg_node_err(root.node, b->err, "the file is empty");
    if (advance(b) != 0 || advance(b) != 0) /* the document's end, what follows */
        return -1;
    if (b->event.type != YAML_STREAM_END_EVENT)
        return fail_at(b, b->event.start_mark, "a second document; a file holds one");
    *out = root.node;
    return 0;
}

/* libyaml would count a byte order mark as a character of the first line; it takes no NULL. */
static struct lg_view skip_mark(struct lg_view text) {
    if (text.length == 0)
        return lg_view_of("");
    if (text.length >= 3 && memcmp(text.text, "\xEF\xBB\xBF", 3) == 0)
        return (struct lg_view){text.text + 3, text.length - 3};
    return text;
}

int lg_conf_parse(const char *text, size_t length, const char *source, struct lg_arena *arena,
                  struct lg_node **out, struct lg_err *err) {
    if (length > MAX_BYTES)
        return lg_err_at(err, LG_ERR_READ, source, 1, 1, "the file is larger than 64 MiB");
    struct builder b = {.text = skip_mark((struct lg_view){text, length}),
                        .source = lg_arena_strdup(arena, source),
                        .arena = arena,
                        .err = err};
    if (!yaml_parser_initialize(&b.parser))
        return lg_err_set(err, LG_ERR_INTERNAL, "out of memory while reading %s", source);
    yaml_parser_set_encoding(&b.parser, YAML_UTF8_ENCODING);
    yaml_parser_set_input_string(&b.parser, (const unsigned char *)b.text.text, b.text.length);
    int result = build_document(&b, out);
    yaml_event_delete(&b.event);
    yaml_parser_delete(&b.parser);
    lg_names_dispose(&b.names);
    free(b.stack);
    return result;
}

int lg_conf_read(const char *path, struct lg_arena *arena, struct lg_node **out,
                 struct lg_err *err) {
    struct lg_str text = {0};
    int result = lg_fs_read(path, MAX_BYTES, &text, err);
    if (result == 0)
        result = lg_conf_parse(lg_str_text(&text), text.length, path, arena, out, err);
    lg_str_dispose(&text);
    return result;
}
