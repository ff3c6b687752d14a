/* The values that AbletonOSC's Python sees in a request and gives in a reply. */
#ifndef LG_SIM_VALUE_H
#define LG_SIM_VALUE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/str.h"

enum lg_sim_value_kind {
    LG_SIM_VALUE_NONE,
    LG_SIM_VALUE_BOOL,
    LG_SIM_VALUE_INT,
    LG_SIM_VALUE_FLOAT,
    LG_SIM_VALUE_TEXT,   /* UTF-8 */
    LG_SIM_VALUE_BYTES,  /* an OSC blob */
    LG_SIM_VALUE_MIDI,   /* four bytes, a tuple in Python */
    LG_SIM_VALUE_LIST,   /* an OSC array */
    LG_SIM_VALUE_OBJECT, /* anything that OSC can't carry: a time tag, a mixer, … */
    LG_SIM_VALUE__COUNT
};

struct lg_sim_value {
    enum lg_sim_value_kind kind;
    union {
        bool boolean;
        int64_t integer;
        double real;
        struct lg_view text; /* TEXT, BYTES */
        uint32_t midi;
        struct {
            const char
                *tags; /* of everything inside, inner brackets included; not the outer ones */
            size_t num_tags;
            const struct lg_sim_value *items; /* one per tag that is no bracket */
        } list;
        const char *type_name; /* OBJECT: Python's name of its type */
    } as;
};

struct lg_sim_value lg_sim_bool(bool boolean);
struct lg_sim_value lg_sim_int(int64_t integer);
struct lg_sim_value lg_sim_float(double real);
struct lg_sim_value lg_sim_text(const char *text);
struct lg_sim_value lg_sim_object(const char *type_name);

/* Python's name of the type: "int", "str", "NoneType", … */
const char *lg_sim_type_name(const struct lg_sim_value *value);

#endif
