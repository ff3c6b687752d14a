#include "run/select.h"

#include <string.h>

#include "base/fs.h"
#include "base/suggest.h"

enum word_kind { WORD_FILE, WORD_FOLDER, WORD_ID };

static enum word_kind kind_of(const struct lg_shelf *shelf, const char *word) {
    const char *path = lg_paths_user(shelf->paths, shelf->arena, word);
    if (lg_fs_is_dir(path))
        return WORD_FOLDER;
    return lg_fs_is_file(path) || lg_ends_with(word, ".yaml") ? WORD_FILE : WORD_ID;
}

static void pick(struct lg_shelf *shelf, struct lg_gate_doc *doc, struct lg_docs *out) {
    doc->is_selected = true;
    lg_docs_push(shelf->arena, out, doc);
}

static int no_such_gate(const struct lg_shelf *shelf, const char *word, struct lg_err *err) {
    size_t count = 0;
    const char **ids = lg_shelf_ids(shelf, &count);
    const char *near = lg_suggest(word, ids, count);
    struct lg_str text = {0};
    lg_str_printf(&text, "no gate '%s'", word);
    if (near != NULL)
        lg_str_printf(&text, "; did you mean '%s'?", near);
    for (size_t i = 0; i < count; i++)
        lg_str_printf(&text, "%s%s", i == 0 ? " (there are: " : ", ", ids[i]);
    lg_str_add(&text, count == 0 ? "; there are none" : ")");
    lg_err_set(err, LG_ERR_EMPTY, "%s", lg_str_text(&text));
    lg_str_dispose(&text);
    return -1;
}

static int find_id(struct lg_shelf *shelf, const char *word, struct lg_docs *out,
                   struct lg_err *err) {
    struct lg_gate_doc *doc = NULL;
    if (lg_shelf_find(shelf, word, &doc, err) != 0)
        return -1;
    if (doc == NULL)
        return no_such_gate(shelf, word, err);
    lg_docs_push(shelf->arena, out, doc);
    return 0;
}

static int find_word(struct lg_shelf *shelf, const char *word, struct lg_docs *out,
                     struct lg_err *err) {
    struct lg_gate_doc *doc = NULL;
    switch (kind_of(shelf, word)) {
    case WORD_FOLDER:
        return lg_shelf_add_folder(shelf, word, out, err);
    case WORD_FILE:
        if (lg_shelf_add_file(shelf, word, &doc, err) != 0)
            return -1;
        lg_docs_push(shelf->arena, out, doc);
        return 0;
    case WORD_ID:
        break;
    }
    return find_id(shelf, word, out, err);
}

/* In two rounds: an id means a gate of the files named, even of those named after it. */
static int pick_words(struct lg_shelf *shelf, const struct lg_plan_options *options,
                      struct lg_docs *out, struct lg_err *err) {
    struct lg_docs *found = lg_arena_array(shelf->arena, options->num_selectors, sizeof *found);
    for (int round = 0; round < 2; round++) {
        for (size_t i = 0; i < options->num_selectors; i++) {
            const char *word = options->selectors[i];
            bool is_id = kind_of(shelf, word) == WORD_ID;
            if (is_id == (round == 1) && find_word(shelf, word, &found[i], err) != 0)
                return -1;
        }
    }
    for (size_t i = 0; i < options->num_selectors; i++) {
        for (size_t k = 0; k < found[i].count; k++)
            pick(shelf, found[i].items[k], out);
    }
    return 0;
}

static int pick_all(struct lg_shelf *shelf, struct lg_docs *out, struct lg_err *err) {
    const struct lg_docs *all = NULL;
    if (lg_shelf_all(shelf, &all, err) != 0)
        return -1;
    for (size_t i = 0; i < all->count; i++)
        pick(shelf, all->items[i], out);
    return 0;
}

static bool has_tag(const struct lg_plan_gate *gate, const struct lg_plan_options *options) {
    for (size_t i = 0; i < options->num_tags; i++) {
        for (size_t k = 0; k < gate->num_tags; k++) {
            if (strcmp(options->tags[i], gate->tags[k]) == 0)
                return true;
        }
    }
    return options->num_tags == 0;
}

static int no_such_tag(struct lg_arena *arena, const struct lg_docs *docs,
                       const struct lg_plan_options *options, struct lg_err *err) {
    size_t count = 0;
    for (size_t i = 0; i < docs->count; i++)
        count += docs->items[i]->gate.num_tags;
    const char **tags = lg_arena_array(arena, count, sizeof *tags);
    count = 0;
    for (size_t i = 0; i < docs->count; i++) {
        for (size_t k = 0; k < docs->items[i]->gate.num_tags; k++)
            tags[count++] = docs->items[i]->gate.tags[k];
    }
    const char *near = lg_suggest(options->tags[0], tags, count);
    if (near == NULL)
        return lg_err_set(err, LG_ERR_EMPTY, "no selected gate has the tag '%s'", options->tags[0]);
    return lg_err_set(err, LG_ERR_EMPTY, "no selected gate has the tag '%s'; did you mean '%s'?",
                      options->tags[0], near);
}

/* Keeps those that have one of the tags. */
static int filter(struct lg_arena *arena, struct lg_docs *docs,
                  const struct lg_plan_options *options, struct lg_err *err) {
    size_t kept = 0;
    for (size_t i = 0; i < docs->count; i++)
        kept += has_tag(&docs->items[i]->gate, options);
    if (kept == 0)
        return no_such_tag(arena, docs, options, err);
    kept = 0;
    for (size_t i = 0; i < docs->count; i++) {
        struct lg_gate_doc *doc = docs->items[i];
        doc->is_selected = has_tag(&doc->gate, options);
        if (doc->is_selected)
            docs->items[kept++] = doc;
    }
    docs->count = kept;
    return 0;
}

/* --- By a sequence --- */

/* The gates that one pick means; what the table names wrongly is told at its place. */
static int find_pick(struct lg_shelf *shelf, const struct lg_pick *pick, struct lg_docs *out,
                     struct lg_err *err) {
    const struct lg_docs *all = NULL;
    struct lg_err why = {0};
    if (pick->word != NULL && find_word(shelf, pick->word, out, &why) != 0) {
        if (why.kind != LG_ERR_EMPTY || pick->place == NULL) {
            lg_err_set(err, why.kind, "%s", why.text);
            return lg_err_place(err, why.source, why.line, why.column);
        }
        return lg_node_err(pick->place, err, "%s", why.text);
    }
    if (pick->word == NULL && lg_shelf_all(shelf, &all, err) != 0)
        return -1;
    for (size_t i = 0; all != NULL && i < all->count; i++)
        lg_docs_push(shelf->arena, out, all->items[i]);
    return 0;
}

/* Adds each gate once, with all the reasons for it. */
static int collect(struct lg_shelf *shelf, const struct lg_picks *picks, struct lg_docs *out,
                   struct lg_err *err) {
    for (size_t i = 0; i < picks->count; i++) {
        struct lg_docs found = {0};
        if (find_pick(shelf, &picks->items[i], &found, err) != 0)
            return -1;
        for (size_t k = 0; k < found.count; k++) {
            struct lg_plan_gate *gate = &found.items[k]->gate;
            if (gate->why == NULL)
                lg_docs_push(shelf->arena, out, found.items[k]);
            gate->why = gate->why == NULL ? picks->items[i].why
                                          : lg_arena_printf(shelf->arena, "%s; %s", gate->why,
                                                            picks->items[i].why);
        }
    }
    return 0;
}

static size_t rank_of(const struct lg_gate_doc *doc, const struct lg_texts *order) {
    size_t rank = 0;
    while (rank < order->count && strcmp(order->items[rank], doc->gate.id) != 0)
        rank++;
    return rank;
}

/* By insertion: what the order does not name stays as it stands. */
static void put_in_order(struct lg_docs *docs, const struct lg_texts *order) {
    for (size_t i = 1; i < docs->count; i++) {
        struct lg_gate_doc *doc = docs->items[i];
        size_t at = i;
        for (; at > 0 && rank_of(doc, order) < rank_of(docs->items[at - 1], order); at--)
            docs->items[at] = docs->items[at - 1];
        docs->items[at] = doc;
    }
}

static bool holds(const struct lg_docs *docs, const struct lg_gate_doc *doc) {
    for (size_t i = 0; i < docs->count; i++) {
        if (docs->items[i] == doc)
            return true;
    }
    return false;
}

/* What is needed has its place in the order too. That a need is not there is told by lg_order. */
static int add_needs(struct lg_shelf *shelf, struct lg_docs *docs, struct lg_err *err) {
    for (size_t i = 0; i < docs->count; i++) {
        const struct lg_texts *needs = &docs->items[i]->needs;
        for (size_t k = 0; k < needs->count; k++) {
            struct lg_gate_doc *need = NULL;
            if (lg_shelf_find(shelf, needs->items[k], &need, err) != 0)
                return -1;
            if (need != NULL && !holds(docs, need))
                lg_docs_push(shelf->arena, docs, need);
        }
    }
    return 0;
}

/* Why nothing is left of what the sequence asks for. */
static const char *say_left_out(struct lg_arena *arena, const struct lg_docs *asked) {
    const char *text = "";
    for (size_t i = 0; i < asked->count; i++)
        text = lg_arena_printf(arena, "%s%s%s", text, i == 0 ? "" : ", ", asked->items[i]->gate.id);
    return lg_arena_printf(arena, "what is asked for (%s) is not among what was named", text);
}

/* Of what the sequence asks for, what words and tags leave. */
static int select_picks(struct lg_shelf *shelf, const struct lg_plan_options *options,
                        struct lg_docs *out, struct lg_err *err) {
    struct lg_docs named = {0};
    struct lg_docs asked = {0};
    if (options->num_selectors > 0 && pick_words(shelf, options, &named, err) != 0)
        return -1;
    if (collect(shelf, options->picks, &asked, err) != 0)
        return -1;
    for (size_t i = 0; i < named.count; i++)
        named.items[i]->is_selected = named.items[i]->gate.why != NULL;
    for (size_t i = 0; i < asked.count; i++) {
        struct lg_gate_doc *doc = asked.items[i];
        doc->is_selected =
            (options->num_selectors == 0 || doc->is_selected) && has_tag(&doc->gate, options);
        if (doc->is_selected)
            lg_docs_push(shelf->arena, out, doc);
    }
    if (out->count == 0)
        shelf->nothing = options->picks->nothing != NULL ? options->picks->nothing
                                                         : say_left_out(shelf->arena, &asked);
    return 0;
}

static int select_words(struct lg_shelf *shelf, const struct lg_plan_options *options,
                        struct lg_docs *out, struct lg_err *err) {
    int status = options->num_selectors == 0 ? pick_all(shelf, out, err)
                                             : pick_words(shelf, options, out, err);
    return status != 0 ? -1 : filter(shelf->arena, out, options, err);
}

int lg_select(struct lg_shelf *shelf, const struct lg_plan_options *options, struct lg_docs *out,
              struct lg_err *err) {
    int status = options->picks != NULL ? select_picks(shelf, options, out, err)
                                        : select_words(shelf, options, out, err);
    if (status != 0 || options->sequence == NULL)
        return status;
    if (add_needs(shelf, out, err) != 0)
        return -1;
    put_in_order(out, &options->sequence->order);
    return 0;
}
