/* YAML text to a tree in which every node knows its place. Knows no kind of file. */
#ifndef LG_CONF_TREE_H
#define LG_CONF_TREE_H

#include <stddef.h>

#include "base/arena.h"
#include "base/err.h"
#include "conf/node.h"

/* Reads one document in UTF-8. Refuses: duplicate keys (naming both places), keys that are not
 * scalars, merge keys (<<), more than one document, tags, NUL in text, depth over 64, more than
 * 2 000 000 nodes after aliases, files over 64 MiB. An empty file gives an error. Errors:
 * LG_ERR_READ with file:line:column. An alias shares the node it names, so a place in a shared list
 * or map is that of the anchor. */
int lg_conf_read(const char *path, struct lg_arena *arena, struct lg_node **out,
                 struct lg_err *err) LG_MUST_CHECK;
/* As lg_conf_read, from memory. */
int lg_conf_parse(const char *text, size_t length, const char *source, struct lg_arena *arena,
                  struct lg_node **out, struct lg_err *err) LG_MUST_CHECK;

#endif
