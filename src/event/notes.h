/* What plain JSON cannot say of a value, kept beside it so that it reads back as it was: units,
 * numbers that are not finite, reasons of undefined values.
 *
 * Notes are a map from a JSON Pointer (RFC 6901; "" is the value itself) to a text. At a number, or
 * at the string "-inf", "inf" or "nan", the text is the number's unit ("": none). At a null it is
 * the reason ("": none); a null in a map needs no note, since base/json.h writes "<key>_why" beside
 * it, unless the map has a key of that name already. */
#ifndef LG_EVENT_NOTES_H
#define LG_EVENT_NOTES_H

#include "base/value.h"

/* The notes of a value, NULL when plain JSON says it all. */
struct lg_value *lg_notes_of(const struct lg_value *value, struct lg_arena *arena);
/* A copy of a value that came from JSON, with its notes (may be NULL) applied and each "<key>_why"
 * folded into its null. Notes that fit nothing are ignored. */
struct lg_value *lg_notes_apply(const struct lg_value *value, const struct lg_value *notes,
                                struct lg_arena *arena);

#endif
