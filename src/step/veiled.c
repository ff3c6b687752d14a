#include "step/veiled.h"

#include <string.h>

#include "base/number.h"
#include "base/outside.h"
#include "base/sha256.h"

/* Kinds are told by their places here: as words they could be somebody's name, and be hidden. */
static const char *const kinds[] = {NULL, "success", "error", "undecided", "sign"};

enum { WORD_KIND, WORD_NAME, WORD_LINE, WORD_WARNINGS, WORD_UNREAD, WORDS, DIGEST_DIGITS = 16 };

/* ---- the question ---- */

static void add_part(struct lg_sha256 *hash, const char *part) {
    lg_sha256_add(hash, part == NULL ? "" : part, part == NULL ? 1 : strlen(part) + 1);
}

static void add_texts(struct lg_sha256 *hash, const char *what, const struct lg_texts *texts) {
    add_part(hash, what);
    for (size_t i = 0; i < texts->count; i++)
        add_part(hash, texts->items[i]);
}

/* All that the answer depends on besides the output: of the gate, and of the table. */
static void digest(const struct lg_output_wanted *wanted, const struct lg_taxonomy *taxonomy,
                   char out[static LG_SHA256_HEX]) {
    const struct lg_rule *rule;
    struct lg_sha256 *hash = lg_sha256_new();
    add_texts(hash, "success", &wanted->success);
    add_texts(hash, "error", &wanted->error);
    add_part(hash, wanted->is_data ? "data" : "text");
    for (size_t i = 0; i < wanted->exit_codes.count; i++) {
        char code = (char)(unsigned char)wanted->exit_codes.items[i];
        lg_sha256_add(hash, &code, 1);
    }
    for (size_t i = 0; (rule = lg_taxonomy_rule(taxonomy, i)) != NULL; i++) {
        add_part(hash, rule->id);
        add_part(hash, lg_rule_kind_name(rule->kind));
        add_part(hash, rule->pattern);
        add_texts(hash, "not", &rule->nots);
    }
    lg_sha256_finish(hash, out);
}

static void say_texts(const char *what, const struct lg_texts *texts, struct lg_str *out) {
    for (size_t i = 0; i < texts->count; i++)
        lg_str_printf(out, " %s '%s'", what, texts->items[i]);
}

/* The digest tells patterns apart that differ in what is hidden of them only. */
static const char *question_of(const struct lg_step_ctx *ctx,
                               const struct lg_output_wanted *wanted) {
    char hex[LG_SHA256_HEX];
    struct lg_str text = {0};
    digest(wanted, ctx->taxonomy, hex);
    lg_str_printf(&text, "patterns %.*s:", (int)DIGEST_DIGITS, hex);
    say_texts("success", &wanted->success, &text);
    say_texts("error", &wanted->error, &text);
    if (wanted->success.count == 0 || wanted->error.count == 0)
        lg_str_add(&text, " the taxonomy's");
    const char *question = lg_arena_strdup(ctx->arena, lg_str_text(&text));
    lg_str_dispose(&text);
    return question;
}

/* ---- the answer ---- */

struct seeking {
    const struct lg_step_ctx *ctx;
    const struct lg_output_wanted *wanted;
    const struct lg_output_got *got;
};

static const char *or_empty(const char *text) {
    return text == NULL ? "" : text;
}

static int tell(void *untyped, struct lg_arena *arena, struct lg_outside_words *out,
                struct lg_err *err) {
    const struct seeking *seeking = untyped;
    struct lg_output_found found;
    size_t kind = 0;
    if (lg_output_find(seeking->wanted, seeking->got, seeking->ctx->taxonomy, arena, &found, err) !=
        0)
        return -1;
    for (size_t i = 1; found.match.kind != NULL && i < LG_ARRAY_LEN(kinds); i++)
        kind = strcmp(kinds[i], found.match.kind) == 0 ? i : kind;
    const char **words = lg_arena_array(arena, WORDS, sizeof *words);
    words[WORD_KIND] = lg_arena_printf(arena, "%zu", kind);
    words[WORD_NAME] = or_empty(found.match.name);
    words[WORD_LINE] = or_empty(found.match.line);
    words[WORD_WARNINGS] = lg_arena_printf(arena, "%zu", found.warnings);
    words[WORD_UNREAD] = or_empty(found.unread);
    *out = (struct lg_outside_words){words, WORDS};
    return 0;
}

static bool read_count(const char *word, int64_t end, size_t *out) {
    int64_t number;
    if (!lg_number_read_int(lg_view_of(word), &number) || number < 0 || number >= end)
        return false;
    *out = (size_t)number;
    return true;
}

/* Of a recording, which may hold any words. */
static int read_words(const struct lg_outside_words *words, struct lg_output_found *out,
                      struct lg_err *err) {
    size_t kind = 0;
    struct lg_output_found found = {0};
    if (words->count != WORDS || !read_count(words->items[WORD_KIND], LG_ARRAY_LEN(kinds), &kind) ||
        !read_count(words->items[WORD_WARNINGS], INT32_MAX, &found.warnings))
        return lg_err_set(err, LG_ERR_READ,
                          "the recording does not tell what was found in the output");
    if (kinds[kind] != NULL)
        found.match =
            (struct lg_output_match){kinds[kind], words->items[WORD_NAME], words->items[WORD_LINE]};
    if (words->items[WORD_UNREAD][0] != '\0')
        found.unread = words->items[WORD_UNREAD];
    *out = found;
    return 0;
}

int lg_veiled_find(struct lg_step_ctx *ctx, const struct lg_output_wanted *wanted,
                   const struct lg_output_got *got, struct lg_output_found *out,
                   struct lg_err *err) {
    struct seeking seeking = {ctx, wanted, got};
    const struct lg_outside_teller teller = {tell, &seeking};
    struct lg_outside_words words = {0};
    if (lg_outside_tell(ctx->env, question_of(ctx, wanted), &teller, ctx->arena, &words, err) != 0)
        return lg_outside_is_replayed(ctx->env)
                   ? lg_err_wrap(err, "something is hidden in the recorded output, and these "
                                      "patterns were not sought in it: record again: ")
                   : -1;
    return read_words(&words, out, err);
}
