#include "audio/vector_read.h"

#include <math.h>
#include <string.h>

#include "audio/file.h"
#include "audio/vector_parts.h"
#include "conf/field.h"

/* A family is at most so many signals. */
enum { FAMILY_MAX = 1000 };

struct vector_params {
    const char *id;
    const char *source;
    const char *note;
    const char *file;
    struct lg_texts layout;
    int64_t rate_hz;
    int64_t repeat;
    int format;
    double from_s;
    bool optional;
    const struct lg_node *cut_s;
    const struct lg_node *family;
    const struct lg_node *segments;
    const struct lg_node *inject;
    const struct lg_node *expect;
    const struct lg_node *tol;
    const struct lg_node *exact;
    const struct lg_node *wrong;
};

struct family_params {
    int64_t from, to;
    int as;
};

struct inject_params {
    int64_t frame, ch;
    int value;
};

#define FIELD(owner, key, member, field_type, line)                                                \
    .name = (key), .type = (field_type), .offset = offsetof(struct owner, member), .help = (line)
#define NEEDED(owner, key, member, field_type, line)                                               \
    FIELD(owner, key, member, field_type, line), .flags = LG_FIELD_REQUIRED

static const char *const formats[] = {"f32", "f64", "s16", "s24", "u8", NULL};
static const char *const family_kinds[] = {"files", "sequence", NULL};
static const char *const spot_values[] = {"nan", "inf", "-inf", NULL};

static const struct lg_field vector_fields[] = {
    {NEEDED(vector_params, "id", id, LG_FIELD_TEXT, "unique")},
    {NEEDED(vector_params, "source", source, LG_FIELD_TEXT, "where it comes from")},
    {NEEDED(vector_params, "layout", layout, LG_FIELD_TEXTS, "speakers; M: one channel")},
    {NEEDED(vector_params, "expect", expect, LG_FIELD_NODE, "what a right meter reads")},
    {FIELD(vector_params, "segments", segments, LG_FIELD_NODE, "the signal's parts")},
    {FIELD(vector_params, "file", file, LG_FIELD_TEXT, "of a third party; it is not made")},
    {FIELD(vector_params, "fs", rate_hz, LG_FIELD_INT, "rate in Hz; without: 48000, or any")},
    {FIELD(vector_params, "fmt", format, LG_FIELD_ENUM, "of the samples"), .choices = formats,
     .fallback = "f32"},
    {FIELD(vector_params, "repeat", repeat, LG_FIELD_INT, "how often the segments follow"),
     .min = 1, .max = 1000, .fallback = "1"},
    {FIELD(vector_params, "for", family, LG_FIELD_NODE, "several signals of an index")},
    {FIELD(vector_params, "cut_s", cut_s, LG_FIELD_NODE, "where the signal is cut off")},
    {FIELD(vector_params, "inject", inject, LG_FIELD_NODE, "samples that are no numbers")},
    {FIELD(vector_params, "from_s", from_s, LG_FIELD_NUMBER, "where M_min and S_min begin")},
    {FIELD(vector_params, "tol", tol, LG_FIELD_NODE, "tolerances; 0.1 where none is given")},
    {FIELD(vector_params, "exact", exact, LG_FIELD_NODE, "what the reference reads")},
    {FIELD(vector_params, "wrong", wrong, LG_FIELD_NODE, "what a meter with a fault reads")},
    {FIELD(vector_params, "optional", optional, LG_FIELD_BOOL, "a meter may fail it")},
    {FIELD(vector_params, "note", note, LG_FIELD_TEXT, "for people")},
};
static const struct lg_field family_fields[] = {
    {NEEDED(family_params, "from", from, LG_FIELD_INT, "first index"), .max = FAMILY_MAX},
    {NEEDED(family_params, "to", to, LG_FIELD_INT, "last index"), .max = FAMILY_MAX},
    {NEEDED(family_params, "as", as, LG_FIELD_ENUM, "a file each, or one after the other"),
     .choices = family_kinds},
};
static const struct lg_field inject_fields[] = {
    {NEEDED(inject_params, "frame", frame, LG_FIELD_INT, "from 0"), .max = 1e9},
    {NEEDED(inject_params, "ch", ch, LG_FIELD_INT, "from 0"), .max = LG_CHANNELS_MAX - 1},
    {NEEDED(inject_params, "value", value, LG_FIELD_ENUM, "what stands there"),
     .choices = spot_values},
};

#undef NEEDED
#undef FIELD

#define KIND(name, what)                                                                           \
    { what, name##_fields, LG_ARRAY_LEN(name##_fields) }
static const struct lg_fields vector_kind = KIND(vector, "vector");
static const struct lg_fields family_kind = KIND(family, "family");
static const struct lg_fields inject_kind = KIND(inject, "injection");
#undef KIND

int lg_vector_need(const struct lg_node *node, enum lg_node_kind kind, const char *what,
                   struct lg_err *err) {
    if (node->kind == kind)
        return 0;
    return lg_node_err(node, err, "%s must be %s, not %s", what,
                       kind == LG_NODE_MAP ? "a map" : "a list", lg_node_kind_name(node));
}

static int find_speaker(const struct lg_node *vector, const char *name, enum lg_speaker *out,
                        struct lg_err *err) {
    if (strcmp(name, "M") == 0)
        name = lg_speaker_name(LG_SPEAKER_CENTER);
    for (int i = 0; i < LG_SPEAKER__COUNT; i++) {
        if (strcmp(name, lg_speaker_name((enum lg_speaker)i)) != 0)
            continue;
        *out = (enum lg_speaker)i;
        return 0;
    }
    return lg_node_err(lg_node_get(vector, "layout"), err, "there is no speaker '%s'", name);
}

static int read_layout(const struct lg_node *node, const struct lg_texts *layout,
                       struct lg_wave *wave, struct lg_err *err) {
    if (layout->count < 1 || layout->count > LG_CHANNELS_MAX)
        return lg_node_err(lg_node_get(node, "layout"), err, "%zu speakers are not within 1 to %d",
                           layout->count, LG_CHANNELS_MAX);
    wave->channels = (int)layout->count;
    for (size_t c = 0; c < layout->count; c++)
        if (find_speaker(node, layout->items[c], &wave->speakers[c], err) != 0)
            return -1;
    return 0;
}

static int read_spots(const struct lg_node *list, struct lg_arena *arena, struct lg_wave *wave,
                      struct lg_err *err) {
    static const double values[] = {NAN, INFINITY, -INFINITY};
    if (list == NULL)
        return 0;
    if (lg_vector_need(list, LG_NODE_SEQ, "inject", err) != 0)
        return -1;
    struct lg_wave_spot *spots = lg_arena_array(arena, list->count, sizeof *spots);
    for (size_t i = 0; i < list->count; i++) {
        struct inject_params params = {0};
        if (lg_fields_read(&inject_kind, list->items[i], arena, &params, err) != 0)
            return -1;
        if (params.ch >= wave->channels)
            return lg_node_err(list->items[i], err, "there is no channel %d", (int)params.ch);
        spots[i] = (struct lg_wave_spot){params.frame, (int)params.ch, values[params.value]};
    }
    wave->spots = spots;
    wave->num_spots = list->count;
    return 0;
}

static struct lg_vector *push(struct lg_vector_loader *l) {
    if (l->out->count == l->capacity) {
        size_t capacity = l->capacity == 0 ? 256 : l->capacity * 2;
        struct lg_vector *items = lg_arena_array(l->arena, capacity, sizeof *items);
        if (l->out->count > 0)
            memcpy(items, l->items, l->out->count * sizeof *items);
        l->items = items;
        l->capacity = capacity;
    }
    return &l->items[l->out->count++];
}

/* A sequence is there for meters that can't be given a file for each of its readings. */
static bool holds_at_any_rate(const struct vector_params *params, const struct lg_wave *wave) {
    bool is_bound = params->cut_s != NULL;
    for (size_t i = 0; i < wave->num_parts; i++)
        is_bound = is_bound || wave->parts[i].event != NULL;
    return params->rate_hz == 0 && params->file == NULL && !is_bound;
}

/* All parts of a sequence, one index after the other. */
static int read_sequence(struct lg_vector_loader *l, const struct vector_params *params,
                         const struct family_params *family, struct lg_wave *wave) {
    size_t each = params->segments->count;
    size_t rounds = (size_t)(family->to - family->from + 1);
    struct lg_wave_part *parts = lg_arena_array(l->arena, each * rounds, sizeof *parts);
    for (size_t i = 0; i < rounds; i++) {
        struct lg_vector_place place = {family->from + (int64_t)i, wave->channels, l->arena};
        if (lg_vector_parts(params->segments, &place, wave, l->err) != 0)
            return -1;
        memcpy(parts + i * each, wave->parts, each * sizeof *parts);
    }
    wave->parts = parts;
    wave->num_parts = each * rounds;
    return 0;
}

static int read_wave(struct lg_vector_loader *l, const struct lg_node *node,
                     const struct vector_params *params, const struct family_params *family,
                     int64_t index, struct lg_wave *wave) {
    struct lg_vector_place place = {index, wave->channels, l->arena};
    wave->rate_hz = params->rate_hz > 0 ? (int)params->rate_hz : 48000;
    wave->repeat = params->repeat;
    wave->format = (enum lg_wave_format)params->format;
    if (params->file != NULL)
        return 0;
    if (params->segments == NULL)
        return lg_node_err(node, l->err, "vector '%s' has neither segments nor a file", params->id);
    if (lg_vector_need(params->segments, LG_NODE_SEQ, "segments", l->err) != 0 ||
        read_spots(params->inject, l->arena, wave, l->err) != 0 ||
        (params->cut_s != NULL &&
         lg_vector_number(params->cut_s, index, &wave->end_s, l->err) != 0))
        return -1;
    if (family->as == 1)
        return read_sequence(l, params, family, wave);
    return lg_vector_parts(params->segments, &place, wave, l->err);
}

/* One signal: the whole of a vector, or that of one index of a family. */
static int read_signal(struct lg_vector_loader *l, const struct lg_node *node,
                       const struct vector_params *params, const struct family_params *family,
                       int64_t index) {
    struct lg_vector vector = {
        .id = params->id,
        .source = params->source,
        .note = params->note,
        .file = params->file,
        .from_s = params->from_s,
        .is_optional = params->optional,
    };
    struct lg_vector_member member = {index, (size_t)(index - family->from)};
    if (params->family != NULL)
        vector.id = lg_arena_printf(l->arena, "%s-%02zu", params->id, member.nth + 1);
    /* What the reference reads of a whole sequence holds for its last cut alone. */
    const struct lg_node *exact = family->as == 1 && index < family->to ? NULL : params->exact;
    struct lg_vector_says says = {params->expect, params->tol, exact, params->wrong};
    if (read_layout(node, &params->layout, &vector.wave, l->err) != 0 ||
        read_wave(l, node, params, family, index, &vector.wave) != 0 ||
        lg_vector_read_says(l, &says, &member, &vector) != 0)
        return -1;
    vector.at_any_rate = holds_at_any_rate(params, &vector.wave);
    *push(l) = vector;
    return 0;
}

static int check_vector(const struct lg_vector_loader *l, const struct lg_node *node,
                        const struct vector_params *params) {
    if (params->rate_hz != 0 &&
        (params->rate_hz < LG_RATE_MIN_HZ || params->rate_hz > LG_RATE_MAX_HZ))
        return lg_node_err(lg_node_get(node, "fs"), l->err, "a rate of %d Hz is outside %d to %d",
                           (int)params->rate_hz, LG_RATE_MIN_HZ, LG_RATE_MAX_HZ);
    for (size_t i = 0; i < l->out->count; i++)
        if (strcmp(l->items[i].id, params->id) == 0)
            return lg_node_err(node, l->err, "a second vector '%s'", params->id);
    return 0;
}

int lg_vector_read(struct lg_vector_loader *l, const struct lg_node *node) {
    struct vector_params params = {0};
    struct family_params family = {0};
    if (lg_fields_read(&vector_kind, node, l->arena, &params, l->err) != 0 ||
        check_vector(l, node, &params) != 0)
        return -1;
    if (params.family != NULL &&
        lg_fields_read(&family_kind, params.family, l->arena, &family, l->err) != 0)
        return -1;
    if (family.to < family.from)
        return lg_node_err(params.family, l->err, "the family ends before it begins");
    for (int64_t index = family.from; index <= family.to; index++)
        if (read_signal(l, node, &params, &family, index) != 0)
            return -1;
    return 0;
}
