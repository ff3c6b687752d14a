/* Which prints stay on disk, and how those that do not are removed. */
#ifndef LG_RENDER_KEEP_H
#define LG_RENDER_KEEP_H

#include "render/render.h"

/* What a print is, and what of them is kept; a print may be several. */
enum {
    LG_KEEP_THE_BEST = 1,   /* the best so far, which the next better one replaces */
    LG_KEEP_THE_FAILED = 2, /* those that missed */
    LG_KEEP_THE_REST = 4
};

/* Of "all", "best", "failed", "none"; of any other word -1. */
int lg_keep_of(const char *word);

/* Removes a print: its file, and the source where Live recorded it for us. A source goes only if
 * its path came from a clip of ours, it is no link, it was written after it was ordered, and it is
 * still just what was copied; else it is left, and `left_out` says why (static text; NULL: nothing
 * was left). Other sources are never touched. LG_ERR_WRITE. */
int lg_print_drop(struct lg_env *env, const struct lg_print *print, const char **left_out,
                  struct lg_err *err) LG_MUST_CHECK;

struct lg_keeper;

/* `keeps`: LG_KEEP_THE_… added up. `env` must outlive the keeper. */
struct lg_keeper *lg_keeper_new(struct lg_env *env, unsigned keeps);
/* Leaves all files as they are. */
void lg_keeper_free(struct lg_keeper *keeper);
/* Takes a print that was judged; `is`: LG_KEEP_THE_… added up. Removes it, or the one that was best
 * before it, as the rule says. */
int lg_keeper_take(struct lg_keeper *keeper, const struct lg_print *print, unsigned is,
                   struct lg_err *err) LG_MUST_CHECK;
/* How many prints can lie there at once of so many, and the one that is being made. */
uint64_t lg_keep_most(unsigned keeps, uint64_t prints);
/* Bytes that a print of so many seconds takes at most, Live's own file included; 0 s: unknown, and
 * ten minutes are assumed. */
uint64_t lg_print_bytes(double seconds);

#endif
