#include "sim/decode.h"

#include <string.h>

/* Python gives up at about a thousand frames; a bundle takes two of them. */
enum { MAX_DEPTH = 490, BUNDLE_HEAD = 16 };

static const char too_short[] = "Datagram is too short";

/* One message being read. */
struct reader {
    const unsigned char *bytes;
    size_t length;
    size_t index; /* may lie beyond the end after a truncated float */
    struct lg_arena *arena;
    const char *why;
};

static enum lg_sim_decoded malformed(struct reader *reader, const char *why) {
    reader->why = why;
    return LG_SIM_MALFORMED;
}

static size_t rest(const struct reader *reader) {
    return reader->index < reader->length ? reader->length - reader->index : 0;
}

static uint64_t big_endian(const unsigned char *bytes, size_t count) {
    uint64_t number = 0;
    for (size_t i = 0; i < count; i++)
        number = number << 8 | bytes[i];
    return number;
}

/* Length of the UTF-8 sequence that starts here, 0 when it is none (RFC 3629). */
static size_t utf8_sequence(const unsigned char *text, size_t length) {
    static const struct {
        unsigned char first, last, second_min, second_max;
        size_t length;
    } forms[] = {
        {0x00, 0x7f, 0, 0, 1},       {0xc2, 0xdf, 0x80, 0xbf, 2}, {0xe0, 0xe0, 0xa0, 0xbf, 3},
        {0xe1, 0xec, 0x80, 0xbf, 3}, {0xed, 0xed, 0x80, 0x9f, 3}, {0xee, 0xef, 0x80, 0xbf, 3},
        {0xf0, 0xf0, 0x90, 0xbf, 4}, {0xf1, 0xf3, 0x80, 0xbf, 4}, {0xf4, 0xf4, 0x80, 0x8f, 4},
    };
    for (size_t i = 0; i < LG_ARRAY_LEN(forms); i++) {
        if (text[0] < forms[i].first || text[0] > forms[i].last)
            continue;
        if (forms[i].length > length)
            return 0;
        if (forms[i].length > 1 && (text[1] < forms[i].second_min || text[1] > forms[i].second_max))
            return 0;
        for (size_t j = 2; j < forms[i].length; j++)
            if ((text[j] & 0xc0) != 0x80)
                return 0;
        return forms[i].length;
    }
    return 0;
}

static enum lg_sim_decoded check_utf8(struct reader *reader, const char *text, size_t length) {
    const unsigned char *bytes = (const unsigned char *)text;
    for (size_t i = 0; i < length;) {
        size_t step = utf8_sequence(bytes + i, length - i);
        if (step == 0) {
            bool is_start = bytes[i] >= 0xc2 && bytes[i] <= 0xf4;
            reader->why = lg_arena_printf(
                reader->arena, "'utf-8' codec can't decode byte 0x%02x in position %zu: %s",
                bytes[i], i, is_start ? "invalid continuation byte" : "invalid start byte");
            return LG_SIM_UNREADABLE;
        }
        i += step;
    }
    return LG_SIM_DECODED;
}

/* python-osc takes the padded field and drops every NUL in it, so that bytes after the first NUL
 * still count. */
static enum lg_sim_decoded read_text(struct reader *reader, struct lg_view *out) {
    size_t available = rest(reader);
    const unsigned char *start = reader->bytes + (reader->length - available);
    const unsigned char *end = available > 0 ? memchr(start, 0, available) : NULL;
    if (end == NULL)
        return malformed(reader, "Could not parse datagram index out of range");
    size_t field = ((size_t)(end - start) / 4 + 1) * 4;
    if (field > available)
        return malformed(reader, too_short);
    char *text = lg_arena_alloc(reader->arena, field + 1);
    size_t length = 0;
    for (size_t i = 0; i < field; i++)
        if (start[i] != 0)
            text[length++] = (char)start[i];
    *out = (struct lg_view){text, length};
    reader->index += field;
    return check_utf8(reader, text, length);
}

static enum lg_sim_decoded read_number(struct reader *reader, size_t size, uint64_t *out) {
    if (rest(reader) < size)
        return malformed(reader, too_short);
    *out = big_endian(reader->bytes + reader->index, size);
    reader->index += size;
    return LG_SIM_DECODED;
}

static enum lg_sim_decoded read_float(struct reader *reader, struct lg_sim_value *out) {
    unsigned char padded[4] = {0};
    size_t available = rest(reader);
    if (reader->index > reader->length)
        return malformed(reader, "Could not parse datagram unpack requires a buffer of 4 bytes");
    if (available > 0)
        memcpy(padded, reader->bytes + reader->index, available < 4 ? available : 4);
    uint32_t bits = (uint32_t)big_endian(padded, 4);
    float number;
    memcpy(&number, &bits, sizeof number);
    *out = lg_sim_float((double)number);
    reader->index += 4;
    return LG_SIM_DECODED;
}

/* A negative size makes python-osc read backwards; here it is an error. */
static enum lg_sim_decoded read_blob(struct reader *reader, struct lg_sim_value *out) {
    uint64_t size;
    enum lg_sim_decoded result = read_number(reader, 4, &size);
    if (result != LG_SIM_DECODED)
        return result;
    if (size > rest(reader))
        return malformed(reader, "Datagram is too short.");
    const char *bytes = (const char *)reader->bytes + (size > 0 ? reader->index : 0);
    *out = (struct lg_sim_value){.kind = LG_SIM_VALUE_BYTES, .as.text = {bytes, (size_t)size}};
    reader->index += ((size_t)size + 3) / 4 * 4;
    return LG_SIM_DECODED;
}

/* Reinterprets two's complement without an implementation-defined conversion. */
static int64_t as_signed(uint64_t bits, unsigned width) {
    uint64_t sign = UINT64_C(1) << (width - 1);
    if (width < 64 && (bits & sign) != 0)
        bits |= ~UINT64_C(0) << width;
    int64_t number;
    memcpy(&number, &bits, sizeof number);
    return number;
}

static struct lg_sim_value number_value(char tag, uint64_t bits) {
    double real;
    switch (tag) {
    case 'i':
        return lg_sim_int(as_signed(bits, 32));
    case 'h':
        return lg_sim_int(as_signed(bits, 64));
    case 'd':
        memcpy(&real, &bits, sizeof real);
        return lg_sim_float(real);
    case 'r':
        return lg_sim_int((int64_t)bits);
    case 'm':
        return (struct lg_sim_value){.kind = LG_SIM_VALUE_MIDI, .as.midi = (uint32_t)bits};
    default:
        return lg_sim_object("tuple"); /* t: python-osc gives (time, fraction) */
    }
}

static enum lg_sim_decoded read_arg(struct reader *reader, char tag, struct lg_sim_value *out) {
    uint64_t bits = 0;
    enum lg_sim_decoded result;
    switch (tag) {
    case 'T':
    case 'F':
        *out = lg_sim_bool(tag == 'T');
        return LG_SIM_DECODED;
    case 'N':
        *out = (struct lg_sim_value){.kind = LG_SIM_VALUE_NONE};
        return LG_SIM_DECODED;
    case 'f':
        return read_float(reader, out);
    case 'b':
        return read_blob(reader, out);
    case 's':
        out->kind = LG_SIM_VALUE_TEXT;
        return read_text(reader, &out->as.text);
    default:
        result = read_number(reader, strchr("irm", tag) != NULL ? 4 : 8, &bits);
        if (result == LG_SIM_DECODED)
            *out = number_value(tag, bits);
        return result;
    }
}

/* Drops what python-osc skips; false when the brackets do not pair. */
static bool clean_tags(struct lg_view tags, char *out, size_t *length_out) {
    size_t depth = 0;
    size_t length = 0;
    for (size_t i = 0; i < tags.length; i++) {
        char tag = tags.text[i];
        if (strchr("ihfdsbrmtTFN[]", tag) == NULL)
            continue;
        if (tag == ']' && depth == 0)
            return false;
        depth += tag == '[' ? 1 : 0;
        depth -= tag == ']' ? 1 : 0;
        out[length++] = tag;
    }
    *length_out = length;
    return depth == 0;
}

static enum lg_sim_decoded read_items(struct reader *reader, struct lg_view tags,
                                      struct lg_sim_value *items) {
    size_t count = 0;
    for (size_t i = 0; i < tags.length; i++) {
        if (tags.text[i] == '[' || tags.text[i] == ']')
            continue;
        enum lg_sim_decoded result = read_arg(reader, tags.text[i], &items[count++]);
        if (result != LG_SIM_DECODED)
            return result;
    }
    return LG_SIM_DECODED;
}

/* Turns each outermost pair of brackets into one list argument; returns the number of arguments. */
static size_t fold_lists(struct lg_view tags, const struct lg_sim_value *items,
                         struct lg_sim_value *args) {
    size_t count = 0;
    for (size_t i = 0; i < tags.length; i++) {
        if (tags.text[i] != '[') {
            args[count++] = *items++;
            continue;
        }
        struct lg_sim_value *list = &args[count++];
        *list = (struct lg_sim_value){.kind = LG_SIM_VALUE_LIST,
                                      .as.list = {.tags = tags.text + i + 1, .items = items}};
        for (size_t depth = 1; depth > 0; list->as.list.num_tags++) {
            char tag = tags.text[++i];
            depth += tag == '[' ? 1 : 0;
            depth -= tag == ']' ? 1 : 0;
            items += tag != '[' && tag != ']' ? 1 : 0;
        }
        list->as.list.num_tags--; /* the closing bracket is not inside */
    }
    return count;
}

static enum lg_sim_decoded read_args(struct reader *reader, struct lg_sim_message *out) {
    struct lg_view written;
    enum lg_sim_decoded result = read_text(reader, &written);
    if (result != LG_SIM_DECODED)
        return result;
    char *clean = lg_arena_alloc(reader->arena, written.length + 1);
    struct lg_view tags = {clean, 0};
    bool is_paired = clean_tags(written, clean, &tags.length);
    struct lg_sim_value *items = lg_arena_array(reader->arena, tags.length, sizeof *items);
    result = read_items(reader, tags, items);
    if (result != LG_SIM_DECODED)
        return result;
    if (!is_paired)
        return malformed(reader, "Unpaired bracket in type tag");
    struct lg_sim_value *args = lg_arena_array(reader->arena, tags.length, sizeof *args);
    out->count = fold_lists(tags, items, args);
    out->args = args;
    return LG_SIM_DECODED;
}

static void add_message(struct lg_sim_packet *packet, const struct lg_sim_message *message,
                        struct lg_arena *arena) {
    if (packet->count == packet->capacity) {
        size_t capacity = packet->capacity == 0 ? 1 : packet->capacity * 2;
        struct lg_sim_message *grown = lg_arena_array(arena, capacity, sizeof *grown);
        if (packet->count > 0)
            memcpy(grown, packet->messages, packet->count * sizeof *grown);
        packet->messages = grown;
        packet->capacity = capacity;
    }
    packet->messages[packet->count++] = *message;
}

static enum lg_sim_decoded read_message(const unsigned char *bytes, size_t length,
                                        struct lg_arena *arena, struct lg_sim_packet *out) {
    struct reader reader = {.bytes = bytes, .length = length, .arena = arena};
    struct lg_sim_message message = {0};
    struct lg_view address;
    enum lg_sim_decoded result = read_text(&reader, &address);
    if (result == LG_SIM_DECODED && rest(&reader) > 0)
        result = read_args(&reader, &message);
    out->why = reader.why;
    if (result != LG_SIM_DECODED)
        return result;
    message.address = address.text;
    add_message(out, &message, arena);
    return LG_SIM_DECODED;
}

static bool is_bundle(const unsigned char *bytes, size_t length) {
    return length >= 8 && memcmp(bytes, "#bundle", 8) == 0;
}

static enum lg_sim_decoded bad_bundle(struct lg_sim_packet *out, const char *why) {
    out->why = why;
    return LG_SIM_UNREADABLE;
}

static enum lg_sim_decoded read_bundle(const unsigned char *bytes, size_t length, int depth,
                                       struct lg_arena *arena, struct lg_sim_packet *out);

static enum lg_sim_decoded read_element(const unsigned char *bytes, size_t length, int depth,
                                        struct lg_arena *arena, struct lg_sim_packet *out) {
    if (is_bundle(bytes, length))
        return read_bundle(bytes, length, depth + 1, arena, out);
    if (length == 0 || bytes[0] != '/')
        return LG_SIM_DECODED; /* neither kind: passed over */
    enum lg_sim_decoded result = read_message(bytes, length, arena, out);
    if (result != LG_SIM_MALFORMED)
        return result;
    return bad_bundle(out, lg_arena_printf(arena,
                                           "Could not parse a content datagram: ('Found incorrect "
                                           "datagram, ignoring it', ParseError('%s'))",
                                           out->why));
}

/* A negative size sends python-osc round in circles; here it is an error. */
static enum lg_sim_decoded read_bundle(const unsigned char *bytes, size_t length, int depth,
                                       struct lg_arena *arena, struct lg_sim_packet *out) {
    if (depth > MAX_DEPTH)
        return bad_bundle(out, "maximum recursion depth exceeded");
    if (length < BUNDLE_HEAD)
        return bad_bundle(out, "Could not get the date from the datagram: Datagram is too short");
    for (size_t index = BUNDLE_HEAD; index < length;) {
        if (length - index < 4)
            return bad_bundle(out, "Could not parse a content datagram: Datagram is too short");
        size_t size = (size_t)big_endian(bytes + index, 4);
        if (size > INT32_MAX)
            return bad_bundle(out, "Could not parse a content datagram: negative size");
        index += 4;
        size_t available = length - index;
        size_t taken = size < available ? size : available;
        enum lg_sim_decoded result = read_element(bytes + index, taken, depth, arena, out);
        if (result != LG_SIM_DECODED)
            return result;
        index += taken;
    }
    return LG_SIM_DECODED;
}

enum lg_sim_decoded lg_sim_decode(const void *bytes, size_t length, struct lg_arena *arena,
                                  struct lg_sim_packet *out) {
    *out = (struct lg_sim_packet){0};
    if (is_bundle(bytes, length))
        return read_bundle(bytes, length, 1, arena, out);
    return read_message(bytes, length, arena, out);
}
