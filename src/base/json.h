/* Values to JSON and back, by jansson. A non-finite number is the string "-inf", "inf" or "nan". */
#ifndef LG_BASE_JSON_H
#define LG_BASE_JSON_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"
#include "base/str.h"
#include "base/value.h"

/* Compact, keys in insertion order; text is repaired to UTF-8 (bad bytes become U+FFFD). A null
 * with a reason in a map adds the sibling key "<key>_why". NUL stays, as \u0000. "##" is written
 * "#\u0023", so that none of it is an order to a CI server in whose log it stands. Adds to `out`.
 */
void lg_json_write(const struct lg_value *value, struct lg_str *out);
/* As lg_json_write, indented by two spaces, with a newline at the end. */
void lg_json_write_pretty(const struct lg_value *value, struct lg_str *out);
/* Reads one JSON text; refuses duplicate keys, depth over 64 and trailing text. `source` names it
 * in errors. */
int lg_json_read(const char *text, size_t length, const char *source, struct lg_arena *arena,
                 struct lg_value **out, struct lg_err *err) LG_MUST_CHECK;
/* Adds `text` to `out`, bad UTF-8 replaced by U+FFFD. */
void lg_utf8_repair(const char *text, size_t length, struct lg_str *out);

#endif
