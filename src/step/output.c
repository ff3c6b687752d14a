#include "step/output.h"

#include <string.h>

#include "step/pattern.h"
#include "taxonomy/decision.h"
#include "taxonomy/line.h"
#include "taxonomy/log.h"

enum { CHECKS_MAX = 2, LINE_BYTES_MAX = 400, PATTERN_FLAGS = LG_REGEX_MULTILINE | LG_REGEX_JIT };

struct judging {
    const struct lg_output_wanted *wanted;
    const struct lg_output_got *got;
    struct lg_arena *arena;
    struct lg_log *log;
    struct lg_view text; /* cleaned, as the log sees it */
    bool is_expected;    /* the exit code */
    const char *unread;
    struct lg_output_sight *out;
};

static int check_patterns(const struct lg_texts *texts, struct lg_err *err) {
    for (size_t i = 0; i < texts->count; i++) {
        struct lg_regex *regex;
        if (lg_pattern_new(texts->items[i], PATTERN_FLAGS, &regex, err) != 0)
            return -1;
        lg_regex_free(regex);
    }
    return 0;
}

/* What has nothing in common but that it was printed. */
static const char *const any_output[] = {
    "x", "0 1 2", "Traceback (most recent call last):", "gizmo: fatal error"};

/* A success that any output is would turn every program green. */
static int check_success(const struct lg_texts *patterns, struct lg_err *err) {
    for (size_t i = 0; i < patterns->count; i++) {
        struct lg_regex *regex;
        size_t found = 0;
        if (lg_pattern_new(patterns->items[i], PATTERN_FLAGS, &regex, err) != 0)
            return -1;
        for (size_t k = 0; k < LG_ARRAY_LEN(any_output); k++)
            found += lg_regex_find(regex, lg_view_of(any_output[k]), NULL, NULL) != 0;
        lg_regex_free(regex);
        if (found == LG_ARRAY_LEN(any_output))
            return lg_err_set(err, LG_ERR_READ,
                              "success '%s' matches whatever is printed: nothing could fail",
                              patterns->items[i]);
    }
    return 0;
}

int lg_output_check(const struct lg_output_wanted *wanted, struct lg_err *err) {
    for (size_t i = 0; i < wanted->exit_codes.count; i++) {
        if (wanted->exit_codes.items[i] != (double)(int)wanted->exit_codes.items[i])
            return lg_err_set(err, LG_ERR_READ, "exit_code %g is no whole number",
                              wanted->exit_codes.items[i]);
    }
    return check_success(&wanted->success, err) != 0 ? -1 : check_patterns(&wanted->error, err);
}

/* Line by line, so that ^ and $ meet what a person sees. */
static struct lg_view clean(struct lg_view raw, struct lg_arena *arena) {
    struct lg_str text = {0};
    struct lg_str line = {0};
    for (size_t at = 0; at < raw.length;) {
        const char *end = memchr(raw.text + at, '\n', raw.length - at);
        size_t stop = end == NULL ? raw.length : (size_t)(end - raw.text);
        struct lg_view part =
            lg_line_clean((struct lg_view){raw.text + at, stop - at}, at == 0, &line);
        lg_str_add_n(&text, part.text, part.length);
        if (end != NULL)
            lg_str_add_char(&text, '\n');
        at = stop + 1;
    }
    struct lg_view copy = {lg_arena_strndup(arena, lg_str_text(&text), text.length), text.length};
    lg_str_dispose(&text);
    lg_str_dispose(&line);
    return copy;
}

static const char *excerpt(const struct judging *j, struct lg_view line, struct lg_view part) {
    if (part.text == NULL)
        part = (struct lg_view){line.text, 0};
    struct lg_view window = lg_line_window(line, part, LINE_BYTES_MAX);
    return lg_arena_strndup(j->arena, window.text, window.length);
}

static const char *line_of(const struct judging *j, struct lg_view part) {
    const char *start = part.text;
    const char *end = part.text;
    const char *last = j->text.text + j->text.length;
    while (start > j->text.text && start[-1] != '\n')
        start--;
    while (end < last && *end != '\n')
        end++;
    struct lg_view line = {start, (size_t)(end - start)};
    if (part.length > (size_t)(end - part.text))
        part.length = (size_t)(end - part.text);
    return excerpt(j, line, part);
}

/* "" where there is none that says anything. */
static const char *last_line(const struct judging *j) {
    struct lg_view rest = lg_view_trim(j->text);
    size_t start = rest.length;
    while (start > 0 && rest.text[start - 1] != '\n')
        start--;
    struct lg_view line = {rest.text + start, rest.length - start};
    return excerpt(j, line, (struct lg_view){line.text, 0});
}

/* The first of the patterns that matches, or else one that could not be decided. */
static int find_own(const struct judging *j, const struct lg_texts *patterns, const char *kind,
                    struct lg_output_match *out, struct lg_err *err) {
    for (size_t i = 0; i < patterns->count; i++) {
        struct lg_regex *regex;
        struct lg_view part = {j->text.text, 0};
        if (lg_pattern_new(patterns->items[i], PATTERN_FLAGS, &regex, err) != 0)
            return -1;
        int found = lg_regex_find(regex, j->text, &part, NULL);
        lg_regex_free(regex);
        if (found == 1) {
            *out = (struct lg_output_match){kind, patterns->items[i], line_of(j, part)};
            return 0;
        }
        if (found < 0)
            *out = (struct lg_output_match){"undecided", patterns->items[i], last_line(j)};
    }
    return 0;
}

static struct lg_output_match match_of(const struct judging *j, const char *kind,
                                       const struct lg_log_group *group) {
    const struct lg_rule *rule = group->class.rule;
    const struct lg_rule *undecided =
        group->class.undecided.count > 0 ? group->class.undecided.items[0] : NULL;
    const char *name = rule != NULL ? rule->id : undecided != NULL ? undecided->id : NULL;
    return (struct lg_output_match){kind, name, excerpt(j, group->text, group->class.match)};
}

/* The first group of successes, or of lines that look like an error; NULL: none. */
static const struct lg_log_group *find_group(const struct judging *j, bool is_success) {
    const struct lg_log_group *group = lg_log_group(j->log, 0);
    for (size_t i = 1; group != NULL; group = lg_log_group(j->log, i++)) {
        const struct lg_rule *rule = group->class.rule;
        if (is_success ? rule != NULL && rule->kind == LG_RULE_SUCCESS : group->class.is_sign)
            return group;
    }
    return NULL;
}

/* What the table says against the output. */
static void find_trouble(const struct judging *j, struct lg_output_match *out) {
    const struct lg_log_group *verdict = lg_log_verdict(j->log);
    const struct lg_log_group *sign = find_group(j, false);
    if (verdict != NULL && verdict->class.rule != NULL)
        *out = match_of(j, "error", verdict);
    else if (verdict != NULL && verdict->class.undecided.count > 0)
        *out = match_of(j, "undecided", verdict);
    else if (sign != NULL)
        *out = match_of(j, "sign", sign);
}

static int find_error(const struct judging *j, struct lg_output_match *out, struct lg_err *err) {
    if (j->wanted->error.count > 0)
        return find_own(j, &j->wanted->error, "error", out, err);
    /* A command that was to fail may say how it did. */
    if (!j->is_expected || j->got->exit_code == 0)
        find_trouble(j, out);
    return 0;
}

static int find_success(const struct judging *j, struct lg_output_match *out, struct lg_err *err) {
    if (j->wanted->success.count > 0)
        return find_own(j, &j->wanted->success, "success", out, err);
    const struct lg_log_group *group = find_group(j, true);
    if (j->wanted->is_data)
        *out = (struct lg_output_match){"success", "data", ""};
    else if (group != NULL)
        *out = match_of(j, "success", group);
    return 0;
}

static bool is_kind(const struct lg_output_match *match, const char *kind) {
    return match->kind != NULL && strcmp(match->kind, kind) == 0;
}

static int look(struct judging *j, struct lg_output_match *out, struct lg_err *err) {
    struct lg_output_match success = {0};
    if (find_error(j, out, err) != 0)
        return -1;
    if (out->kind != NULL)
        return 0;
    if (find_success(j, &success, err) != 0)
        return -1;
    *out = success;
    return 0;
}

static enum lg_sight sight_of(const struct lg_output_match *match) {
    if (is_kind(match, "error"))
        return LG_SIGHT_ERROR;
    return is_kind(match, "success") ? LG_SIGHT_SUCCESS : LG_SIGHT_NOTHING;
}

static void add_check(struct judging *j, struct lg_check check) {
    j->out->checks[j->out->num_checks++] = check;
}

static struct lg_value *codes_value(const struct judging *j) {
    const struct lg_numbers *codes = &j->wanted->exit_codes;
    struct lg_value *list = lg_value_list(j->arena);
    if (codes->count == 1)
        return lg_value_int(j->arena, (int64_t)codes->items[0]);
    for (size_t i = 0; i < codes->count; i++)
        lg_value_push(j->arena, list, lg_value_int(j->arena, (int64_t)codes->items[i]));
    return list;
}

static void check_exit(struct judging *j) {
    const struct lg_numbers *codes = &j->wanted->exit_codes;
    const char *line = j->out->match.line == NULL ? last_line(j) : j->out->match.line;
    struct lg_str text = {0};
    struct lg_value *wanted = codes_value(j);
    lg_str_add(&text, codes->count == 1 ? "exit_code: wanted " : "exit_code: wanted one of ");
    lg_value_print(wanted, &text);
    lg_str_printf(&text, ", got %d", j->got->exit_code);
    if (!j->is_expected && line[0] != '\0') {
        lg_str_add(&text, ": ");
        lg_str_add(&text, line);
    }
    add_check(j, (struct lg_check){.subject = "exit_code",
                                   .op = codes->count == 1 ? "eq" : "one_of",
                                   .wanted = wanted,
                                   .got = lg_value_int(j->arena, j->got->exit_code),
                                   .verdict = j->is_expected ? LG_HELD : LG_NOT_MET,
                                   .text = lg_arena_strdup(j->arena, lg_str_text(&text))});
    lg_str_dispose(&text);
}

static const char *unclear_text(const struct judging *j) {
    const struct lg_output_match *match = &j->out->match;
    const char *line = match->kind == NULL ? last_line(j) : match->line;
    if (is_kind(match, "undecided"))
        return lg_arena_printf(j->arena, "output: '%s' could not be decided: %s", match->name,
                               line);
    if (is_kind(match, "sign"))
        return lg_arena_printf(j->arena, "output: exit %d, and a line that looks like an error: %s",
                               j->got->exit_code, line);
    return lg_arena_printf(j->arena, "output: exit %d without a success pattern%s%s",
                           j->got->exit_code, line[0] == '\0' ? "" : ": ", line);
}

static void check_output(struct judging *j, enum lg_act act) {
    const struct lg_output_match *match = &j->out->match;
    struct lg_check check = {.subject = "output", .op = "shows"};
    check.wanted = lg_value_text(j->arena, "success");
    check.got = lg_value_text(j->arena, match->kind == NULL ? "nothing" : match->kind);
    if (act == LG_ACT_COMMIT_DIRECT && j->unread == NULL) {
        check.text = lg_arena_printf(j->arena, "output: success '%s'", match->name);
    } else if (act == LG_ACT_COMMIT_DIRECT) {
        check.verdict = LG_NOT_JUDGED;
        check.text = lg_arena_printf(j->arena, "output: %s", j->unread);
    } else if (act == LG_ACT_AMBIGUOUS) {
        check.verdict = LG_NOT_JUDGED;
        check.text = unclear_text(j);
    } else {
        check.verdict = LG_NOT_MET;
        check.text = lg_arena_printf(j->arena, "output: exit %d, and error '%s': %s",
                                     j->got->exit_code, match->name, match->line);
    }
    add_check(j, check);
}

static bool is_expected(const struct lg_numbers *codes, int code) {
    for (size_t i = 0; i < codes->count; i++) {
        if ((int)codes->items[i] == code)
            return true;
    }
    return false;
}

int lg_output_find(const struct lg_output_wanted *wanted, const struct lg_output_got *got,
                   const struct lg_taxonomy *taxonomy, struct lg_arena *arena,
                   struct lg_output_found *out, struct lg_err *err) {
    struct lg_output_found found = {.unread = got->unread};
    struct judging j = {.wanted = wanted,
                        .got = got,
                        .arena = arena,
                        .log = lg_log_new(taxonomy, false),
                        .text = clean(got->text, arena),
                        .is_expected = is_expected(&wanted->exit_codes, got->exit_code)};
    lg_log_feed(j.log, got->text);
    lg_log_end(j.log);
    found.warnings = lg_log_totals(j.log)->warnings;
    int result = look(&j, &found.match, err);
    if (result == 0)
        *out = found;
    lg_log_free(j.log);
    return result;
}

struct lg_output_sight lg_output_judge(const struct lg_output_wanted *wanted,
                                       const struct lg_output_got *got,
                                       const struct lg_output_found *found,
                                       struct lg_arena *arena) {
    struct lg_output_sight sight = {.checks =
                                        lg_arena_array(arena, CHECKS_MAX, sizeof *sight.checks),
                                    .match = found->match,
                                    .warnings = found->warnings};
    struct judging j = {.wanted = wanted,
                        .got = got,
                        .arena = arena,
                        .text = clean(got->text, arena),
                        .is_expected = is_expected(&wanted->exit_codes, got->exit_code),
                        .unread = found->unread,
                        .out = &sight};
    check_exit(&j);
    /* The table speaks of 0 and the rest: of what was wanted, and what was not (section P). */
    const struct lg_decision *decision =
        lg_decide(LG_PHASE_RUN, j.is_expected ? 0 : 1, sight_of(&sight.match));
    if (j.is_expected)
        check_output(&j, decision->act);
    return sight;
}
