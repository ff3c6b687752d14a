/* Which parameters raise the level, and which way ("Loud is dangerous", README: a level-raising
 * value goes above the found one only when that is allowed).
 *
 * By its name a parameter raises the level or leaves it alone (a table of words in level.c: gain,
 * drive, makeup, output, volume, ceiling, level, trim, boost, feedback, send; threshold, knee,
 * range); of any other one it is the display that tells: what is shown in dB is a level. That a
 * track is no longer muted, or a device switched off, is none: nobody can tell what that does.
 * Louder is what shows more, whichever way the native value goes; where a level is not shown as a
 * number, more of the native value. */
#ifndef LG_LIVE_LEVEL_H
#define LG_LIVE_LEVEL_H

#include "live/trial.h"

/* What a parameter's name says; LG_LOUD_SHOWN: nothing. */
enum lg_loud lg_level_of_name(const char *name);
/* A level in dB, or silence. */
bool lg_level_is_shown(const struct lg_shown *shown);
/* Both show levels, and `a` shows more than `b`, beyond what their displays round away. */
bool lg_level_is_above(const struct lg_shown *a, const struct lg_shown *b);
/* The same, and where the name says that it is a level, of any unit. */
bool lg_level_shows_more(enum lg_loud loud, const struct lg_shown *a, const struct lg_shown *b);

/* Where the display tells, the value is moved towards the minimum by so little that it is hardly
 * shown (first a 1024th of the range, then four times as much until the display moves), each time
 * within a burst that puts it back: no more of a display that falls is ever heard. A value that is
 * at its minimum already is moved up likewise if `may_rise`, else up is taken for louder. */
int lg_level_find(const struct lg_prober *prober, bool may_rise, enum lg_louder *out,
                  struct lg_err *err) LG_MUST_CHECK;

/* Would `native` be louder than `found`? */
bool lg_level_rises(enum lg_louder louder, struct lg_native found, struct lg_native native);
/* The part of a range that is no louder than `found`. */
struct lg_range lg_level_quiet(enum lg_louder louder, const struct lg_range *range,
                               struct lg_native found);

#endif
