/* What is the same of two texts that differ by the case: so that what no rule knows can be grouped,
 * counted and found again the next day. */
#ifndef LG_TAXONOMY_MASK_H
#define LG_TAXONOMY_MASK_H

#include "base/str.h"

/* 16 hex digits and NUL. */
enum { LG_MASK_HEX = 17 };

/* The first line of the text (of its first 4096 bytes) with <path> for paths, <hex> for hashes,
 * 0x… and UUIDs, <n> for numbers, and one space for many. OSC addresses stay: they say what was
 * asked. Replaces `out`. */
void lg_mask(struct lg_view text, struct lg_str *out);
/* The first 16 digits of the SHA-256 of a masked text. */
void lg_mask_fingerprint(const struct lg_str *masked, char hex_out[static LG_MASK_HEX]);

#endif
