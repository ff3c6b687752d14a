/* Compiler attributes, spelt once. */
#ifndef LG_BASE_ATTR_H
#define LG_BASE_ATTR_H

#define LG_PRINTF(text, first) __attribute__((format(printf, text, first)))
#define LG_MUST_CHECK __attribute__((warn_unused_result))
#define LG_UNUSED(name) ((void)(name))
#define LG_ARRAY_LEN(array) (sizeof(array) / sizeof((array)[0]))

#endif
