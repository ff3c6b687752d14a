#include "base/regex.h"

#include <stdint.h>
#include <stdlib.h>

#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>

#include "base/arena.h"

/* Bounds by which a pattern that explodes ends in some hundredths of a second, and below which no
 * sensible one comes near. */
enum { MATCH_LIMIT = 500 * 1000, DEPTH_LIMIT = 50 * 1000, HEAP_LIMIT_KIB = 16 * 1024 };

struct lg_regex {
    pcre2_code *code;
    pcre2_match_context *bounds;
};

static uint32_t options_of(unsigned flags) {
    uint32_t options = PCRE2_UTF | PCRE2_NEVER_BACKSLASH_C;
#ifdef PCRE2_MATCH_INVALID_UTF
    options |= PCRE2_MATCH_INVALID_UTF;
#endif
    if ((flags & LG_REGEX_CASELESS) != 0)
        options |= PCRE2_CASELESS;
    if ((flags & LG_REGEX_MULTILINE) != 0)
        options |= PCRE2_MULTILINE;
    return options;
}

int lg_regex_new(const char *pattern, unsigned flags, struct lg_regex **out, struct lg_err *err) {
    int code = 0;
    PCRE2_SIZE offset = 0;
    pcre2_code *compiled = pcre2_compile((PCRE2_SPTR)pattern, PCRE2_ZERO_TERMINATED,
                                         options_of(flags), &code, &offset, NULL);
    if (compiled == NULL) {
        PCRE2_UCHAR message[256] = "";
        pcre2_get_error_message(code, message, sizeof message);
        return lg_err_set(err, LG_ERR_READ, "pattern '%s': %s at offset %zu", pattern,
                          (const char *)message, (size_t)offset);
    }
    struct lg_regex *regex = lg_xcalloc(1, sizeof *regex);
    regex->code = compiled;
    regex->bounds = lg_xcheck(pcre2_match_context_create(NULL));
    pcre2_set_match_limit(regex->bounds, MATCH_LIMIT);
    pcre2_set_depth_limit(regex->bounds, DEPTH_LIMIT);
    pcre2_set_heap_limit(regex->bounds, HEAP_LIMIT_KIB);
    /* Where this fails, matching goes on without. */
    if ((flags & LG_REGEX_JIT) != 0)
        (void)pcre2_jit_compile(compiled, PCRE2_JIT_COMPLETE);
    *out = regex;
    return 0;
}

void lg_regex_free(struct lg_regex *regex) {
    if (regex == NULL)
        return;
    pcre2_match_context_free(regex->bounds);
    pcre2_code_free(regex->code);
    free(regex);
}

static struct lg_view matched_part(struct lg_view subject, pcre2_match_data *data) {
    const PCRE2_SIZE *ends = pcre2_get_ovector_pointer(data);
    /* \K in a lookahead may put the start of a match after its end. */
    PCRE2_SIZE start = ends[0] < ends[1] ? ends[0] : ends[1];
    return (struct lg_view){subject.text + start, ends[1] - start};
}

int lg_regex_find(const struct lg_regex *regex, struct lg_view subject, struct lg_view *match_out,
                  struct lg_err *err) {
    if (subject.text == NULL)
        subject.text = "";
    pcre2_match_data *data = lg_xcheck(pcre2_match_data_create_from_pattern(regex->code, NULL));
    PCRE2_SPTR text = (PCRE2_SPTR)subject.text;
    int found = pcre2_match(regex->code, text, subject.length, 0, 0, data, regex->bounds);
    /* Machine code has a small stack of its own; the interpreter has the heap that the bounds give.
     */
    if (found == PCRE2_ERROR_JIT_STACKLIMIT)
        found =
            pcre2_match(regex->code, text, subject.length, 0, PCRE2_NO_JIT, data, regex->bounds);
    if (found > 0 && match_out != NULL)
        *match_out = matched_part(subject, data);
    pcre2_match_data_free(data);
    if (found > 0)
        return 1;
    if (found == PCRE2_ERROR_NOMATCH)
        return 0;
    PCRE2_UCHAR message[256] = "";
    pcre2_get_error_message(found, message, sizeof message);
    return lg_err_set(err, LG_ERR_READ, "pattern not decided: %s", (const char *)message);
}
