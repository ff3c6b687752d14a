#include "taxonomy/log.h"

#include <stdlib.h>
#include <string.h>

#include "taxonomy/inside.h"
#include "taxonomy/line.h"
#include "taxonomy/log_groups.h"

enum { LAST_BYTES = 4096, TRACEBACK_LINES_MAX = 20000 };

static const char *const chain_marks[] = {
    "During handling of the above exception, another exception occurred:",
    "The above exception was the direct cause of the following exception:",
};

enum block_state {
    NO_BLOCK,
    IN_FRAMES, /* of a traceback */
    HELD,      /* its exception was read; another may follow from it */
    CHAINED    /* the words were read that say so */
};

struct block {
    enum block_state state;
    size_t column; /* at which its lines begin: what stands before is a prefix of the log's */
    size_t lines;
    struct lg_str text; /* of `held`, whose views are into it */
    struct noted held;
    bool has_held;
};

struct lg_log {
    const struct lg_taxonomy *taxonomy;
    bool every_line, always;
    struct lg_str carry;   /* the begin of a line that has not ended yet */
    struct lg_str cleaned; /* of the line at hand */
    struct lg_str last;    /* the last line that is not blank, while nothing is known */
    size_t last_number;
    size_t number; /* of lines that were read */
    struct block block;
    struct lg_log_totals totals;
    struct log_groups groups;
};

struct lg_log *lg_log_new(const struct lg_taxonomy *taxonomy, bool every_line) {
    struct lg_log *log = lg_xcalloc(1, sizeof *log);
    log->taxonomy = taxonomy;
    log->every_line = every_line;
    log->always = every_line || taxonomy->num_always > 0;
    return log;
}

void lg_log_free(struct lg_log *log) {
    if (log == NULL)
        return;
    log_groups_dispose(&log->groups);
    lg_str_dispose(&log->carry);
    lg_str_dispose(&log->cleaned);
    lg_str_dispose(&log->last);
    lg_str_dispose(&log->block.text);
    free(log);
}

static void count_noted(struct lg_log_totals *totals, const struct lg_class *class) {
    bool is_error = class->rule == NULL || class->rule->kind == LG_RULE_ERROR;
    if (class->undecided.count > 0)
        totals->undecided++;
    else if (class->rule == NULL)
        totals->unclassified++;
    else if (is_error)
        totals->classified++;
    else if (class->rule->kind == LG_RULE_WARNING)
        totals->warnings++;
    else
        totals->successes++;
}

static void note(struct lg_log *log, const struct noted *noted) {
    log_groups_note(&log->groups, noted);
    count_noted(&log->totals, &noted->class);
}

static bool is_error_class(const struct lg_class *class) {
    return class->undecided.count > 0 ||
           (class->rule != NULL && class->rule->kind == LG_RULE_ERROR);
}

/* Keeps the exception of a traceback until it is known whether another follows from it. The later
 * one stands for the chain, unless only the earlier one is known. */
static void hold(struct lg_log *log, struct lg_view line, size_t number) {
    struct block *block = &log->block;
    struct noted noted = {.number = number};
    lg_taxonomy_judge(log->taxonomy, line, NULL, &noted.class);
    /* What ends a traceback is trouble, whatever its name. */
    noted.class.is_sign = noted.class.rule == NULL && noted.class.undecided.count == 0;
    block->state = HELD;
    if (block->has_held && is_error_class(&block->held.class) && !is_error_class(&noted.class))
        return;
    size_t offset =
        noted.class.match.text == NULL ? 0 : (size_t)(noted.class.match.text - line.text);
    lg_str_clear(&block->text);
    lg_str_add_n(&block->text, line.text, line.length);
    noted.line = (struct lg_view){lg_str_text(&block->text), block->text.length};
    if (noted.class.match.text != NULL)
        noted.class.match.text = noted.line.text + offset;
    block->held = noted;
    block->has_held = true;
}

static void end_block(struct lg_log *log) {
    if (log->block.has_held)
        note(log, &log->block.held);
    log->block.has_held = false;
    log->block.state = NO_BLOCK;
    log->block.lines = 0;
}

/* The offset at which a traceback's head begins in a line; SIZE_MAX: it does not. */
static size_t traceback_column(struct lg_view line) {
    static const char head[] = TRACEBACK;
    static const char group[] = "Exception Group ";
    enum { HEAD = sizeof head - 1, GROUP = sizeof group - 1 };
    for (size_t at = 0; line.length >= HEAD && at <= line.length - HEAD; at++) {
        const char *found = memchr(line.text + at, head[0], line.length - HEAD - at + 1);
        if (found == NULL)
            return SIZE_MAX;
        at = (size_t)(found - line.text);
        if (memcmp(found, head, HEAD) != 0)
            continue;
        return at >= GROUP && memcmp(found - GROUP, group, GROUP) == 0 ? at - GROUP : at;
    }
    return SIZE_MAX;
}

static bool begin_block(struct lg_log *log, struct lg_view line, size_t number) {
    struct block *block = &log->block;
    size_t column = traceback_column(line);
    if (column == SIZE_MAX)
        return false;
    if (block->state != CHAINED)
        end_block(log);
    block->state = IN_FRAMES;
    block->column = column;
    /* Where the log ends within the frames, the head itself stands for the error. */
    if (!block->has_held) {
        hold(log, line, number);
        block->held.class.is_sign = true;
        block->state = IN_FRAMES;
    }
    return true;
}

/* A line while a traceback is read. False: it is none of it, and to be read as any other. */
static bool continue_block(struct lg_log *log, struct lg_view line, size_t number) {
    struct block *block = &log->block;
    size_t skip = line.length > block->column ? block->column : 0;
    struct lg_view body = {line.text + skip, line.length - skip};
    if (block->state == NO_BLOCK || ++block->lines > TRACEBACK_LINES_MAX)
        return false;
    if (block->state == IN_FRAMES) {
        /* The one before was cut off. */
        if (traceback_column(line) != SIZE_MAX)
            return false;
        if (body.length > 0 && strchr(" \t\n", *body.text) == NULL)
            hold(log, body, number);
        return true;
    }
    if (lg_line_is_blank(body))
        return true;
    for (size_t i = 0; i < LG_ARRAY_LEN(chain_marks); i++) {
        if (lg_view_eq(lg_view_trim(body), chain_marks[i])) {
            block->state = CHAINED;
            return true;
        }
    }
    return false;
}

static void read_line(struct lg_log *log, struct lg_view raw, size_t number) {
    struct noted noted = {.line = lg_line_clean(raw, number == 1, &log->cleaned), .number = number};
    if (continue_block(log, noted.line, number) || begin_block(log, noted.line, number))
        return;
    end_block(log);
    lg_taxonomy_judge(log->taxonomy, noted.line, NULL, &noted.class);
    if (noted.class.rule != NULL || noted.class.undecided.count > 0 || noted.class.is_sign ||
        (log->every_line && !lg_line_is_blank(noted.line)))
        note(log, &noted);
}

/* The lines that end before `until`, counted from `at`; returns where the next one begins. */
static size_t skip_lines(struct lg_log *log, struct lg_view text, size_t at, size_t until) {
    while (at < until) {
        const char *end = memchr(text.text + at, '\n', until - at);
        if (end == NULL)
            break;
        log->number++;
        at = (size_t)(end - text.text) + 1;
    }
    return at;
}

/* Keeps the last line that is not blank, in case that nothing else will be known. */
static void keep_last(struct lg_log *log, struct lg_view text) {
    size_t number = log->number;
    while (text.length > 0) {
        size_t start = text.length - 1;
        while (start > 0 && text.text[start - 1] != '\n')
            start--;
        struct lg_view line = {text.text + start, text.length - start};
        line = lg_line_clean(line, number == 1, &log->cleaned);
        if (!lg_line_is_blank(line)) {
            lg_str_clear(&log->last);
            lg_str_add_n(&log->last, line.text,
                         line.length < LAST_BYTES ? line.length : LAST_BYTES);
            log->last_number = number;
            return;
        }
        text.length = start;
        number--;
    }
}

/* Bytes that are cleaned away may stand within a literal: their lines are looked at in any case.
 * Each place is the next at or after the one that is read, or the end of the text. */
struct dirt {
    size_t escape, nul;
};

static size_t next_byte(struct lg_view text, size_t at, char byte) {
    const char *found = memchr(text.text + at, byte, text.length - at);
    return found == NULL ? text.length : (size_t)(found - text.text);
}

static size_t next_dirt(struct lg_view text, size_t at, struct dirt *dirt) {
    if (dirt->escape < at)
        dirt->escape = next_byte(text, at, '\x1b');
    if (dirt->nul < at)
        dirt->nul = next_byte(text, at, '\0');
    return dirt->escape < dirt->nul ? dirt->escape : dirt->nul;
}

/* Whole lines; only the last may lack its newline. */
static void read_lines(struct lg_log *log, struct lg_view text) {
    struct dirt dirt = {next_byte(text, 0, '\x1b'), next_byte(text, 0, '\0')};
    size_t at = 0;
    while (at < text.length) {
        if (log->block.state == NO_BLOCK && !log->always) {
            struct lg_view clean = {text.text, next_dirt(text, at, &dirt)};
            size_t hit = lg_literals_find(log->taxonomy->literals, clean, at);
            hit = hit == SIZE_MAX ? clean.length : hit;
            at = skip_lines(log, text, at, hit);
            if (hit == text.length)
                break;
        }
        const char *end = memchr(text.text + at, '\n', text.length - at);
        size_t stop = end == NULL ? text.length : (size_t)(end - text.text);
        read_line(log, (struct lg_view){text.text + at, stop - at}, ++log->number);
        at = stop + 1;
    }
    if (at < text.length)
        log->number++;
    if (log->groups.count == 0)
        keep_last(log, text);
}

/* What ends the line that is carried; returns how much of `bytes` was used. */
static size_t fill_carry(struct lg_log *log, struct lg_view bytes) {
    const char *end = memchr(bytes.text, '\n', bytes.length);
    size_t length = end == NULL ? bytes.length : (size_t)(end - bytes.text) + 1;
    size_t room = LG_LOG_LINE_MAX - log->carry.length;
    if (length > room)
        length = room;
    lg_str_add_n(&log->carry, bytes.text, length);
    bool is_piece = log->carry.length == LG_LOG_LINE_MAX;
    if (is_piece || log->carry.text[log->carry.length - 1] == '\n') {
        bool ends = log->carry.text[log->carry.length - 1] == '\n';
        read_lines(log, (struct lg_view){log->carry.text, log->carry.length});
        /* What follows is of the same line. */
        log->number -= !ends;
        log->totals.pieces += !ends;
        lg_str_clear(&log->carry);
    }
    return length;
}

static size_t past_last_newline(struct lg_view bytes) {
    size_t length = bytes.length;
    while (length > 0 && bytes.text[length - 1] != '\n')
        length--;
    return length;
}

void lg_log_feed(struct lg_log *log, struct lg_view bytes) {
    while (bytes.length > 0) {
        size_t used = log->carry.length > 0 ? 0 : past_last_newline(bytes);
        if (used > 0)
            read_lines(log, (struct lg_view){bytes.text, used});
        else
            used = fill_carry(log, bytes);
        bytes = (struct lg_view){bytes.text + used, bytes.length - used};
    }
}

/* Nothing was known of the whole text. */
static void note_last(struct lg_log *log) {
    struct noted noted = {.line = {lg_str_text(&log->last), log->last.length},
                          .number = log->last_number};
    lg_taxonomy_judge(log->taxonomy, (struct lg_view){"", 0}, NULL, &noted.class);
    note(log, &noted);
}

void lg_log_end(struct lg_log *log) {
    if (log->carry.length > 0)
        read_lines(log, (struct lg_view){log->carry.text, log->carry.length});
    lg_str_clear(&log->carry);
    end_block(log);
    log->totals.lines = log->number;
    if (log->groups.count == 0 && log->last.length > 0)
        note_last(log);
}

const struct lg_log_totals *lg_log_totals(const struct lg_log *log) {
    return &log->totals;
}

const struct lg_log_group *lg_log_group(const struct lg_log *log, size_t index) {
    return index < log->groups.count ? log->groups.items[index] : NULL;
}

/* The place of a group's rule in the table; none comes after all. */
static size_t rank(const struct lg_log *log, const struct lg_log_group *group) {
    size_t count = log->taxonomy->num_rules;
    for (size_t i = 0; group->class.rule != NULL && i < count; i++)
        if (&log->taxonomy->entries[i]->rule == group->class.rule)
            return i;
    return group->class.undecided.count > 0 ? count : count + 1;
}

const struct lg_log_group *lg_log_verdict(const struct lg_log *log) {
    const struct lg_log_group *best = NULL;
    for (size_t i = 0; i < log->groups.count; i++) {
        const struct lg_log_group *group = log->groups.items[i];
        bool is_error = group->class.rule == NULL || group->class.rule->kind == LG_RULE_ERROR;
        if (is_error && (best == NULL || rank(log, group) < rank(log, best)))
            best = group;
    }
    return best;
}
