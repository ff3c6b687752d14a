#include "osc/message.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <lo/lo.h>

#include "base/number.h"
#include "osc/link.h"

enum { PRINT_MAX = 200 };

struct lg_osc_arg lg_osc_int(int32_t i) {
    return (struct lg_osc_arg){.tag = 'i', .as.i = i};
}

struct lg_osc_arg lg_osc_float(float f) {
    return (struct lg_osc_arg){.tag = 'f', .as.f = f};
}

struct lg_osc_arg lg_osc_text(const char *s) {
    return (struct lg_osc_arg){.tag = 's', .as.s = s};
}

struct lg_osc_arg lg_osc_bool(int truth) {
    return (struct lg_osc_arg){.tag = truth ? 'T' : 'F'};
}

bool lg_osc_number(const struct lg_osc_arg *arg, double *out) {
    switch (arg->tag) {
    case 'i':
        *out = arg->as.i;
        return true;
    case 'h':
        *out = (double)arg->as.h;
        return true;
    case 'f':
        *out = (double)arg->as.f;
        return true;
    case 'd':
        *out = arg->as.d;
        return true;
    case 'T':
    case 'F':
        *out = arg->tag == 'T';
        return true;
    default:
        return false;
    }
}

bool lg_osc_arg_eq(const struct lg_osc_arg *a, const struct lg_osc_arg *b) {
    double x;
    double y;
    if (lg_osc_number(a, &x))
        return lg_osc_number(b, &y) && x == y;
    if (a->tag != b->tag)
        return false;
    if (a->tag == 's')
        return strcmp(a->as.s, b->as.s) == 0;
    if (a->tag == 'b')
        return a->as.b.length == b->as.b.length &&
               memcmp(a->as.b.bytes, b->as.b.bytes, a->as.b.length) == 0;
    return true;
}

static const void *copy_bytes(const void *bytes, size_t length, struct lg_arena *arena) {
    return memcpy(lg_arena_alloc(arena, length + 1), bytes, length);
}

struct lg_osc_msg lg_osc_copy(const struct lg_osc_msg *msg, struct lg_arena *arena) {
    struct lg_osc_arg *args = lg_arena_array(arena, msg->count + 1, sizeof *args);
    for (size_t i = 0; i < msg->count; i++) {
        args[i] = msg->args[i];
        if (args[i].tag == 's')
            args[i].as.s = lg_arena_strdup(arena, args[i].as.s);
        else if (args[i].tag == 'b')
            args[i].as.b.bytes = copy_bytes(args[i].as.b.bytes, args[i].as.b.length, arena);
    }
    return (struct lg_osc_msg){lg_arena_strdup(arena, msg->address), args, msg->count};
}

static int add_blob(lo_message message, const struct lg_osc_arg *arg) {
    if (arg->as.b.length > LG_DATAGRAM_MAX)
        return -1;
    lo_blob blob = lo_blob_new((int32_t)arg->as.b.length, arg->as.b.bytes);
    if (blob == NULL) /* an empty one */
        return -1;
    int status = lo_message_add_blob(message, blob);
    lo_blob_free(blob);
    return status;
}

static int add_arg(lo_message message, const struct lg_osc_arg *arg) {
    switch (arg->tag) {
    case 'i':
        return lo_message_add_int32(message, arg->as.i);
    case 'h':
        return lo_message_add_int64(message, arg->as.h);
    case 'f':
        return lo_message_add_float(message, arg->as.f);
    case 'd':
        return lo_message_add_double(message, arg->as.d);
    case 's':
        return lo_message_add_string(message, arg->as.s);
    case 'b':
        return add_blob(message, arg);
    case 'T':
        return lo_message_add_true(message);
    case 'F':
        return lo_message_add_false(message);
    case 'N':
        return lo_message_add_nil(message);
    default:
        return -1;
    }
}

static int serialise(lo_message message, const char *address, struct lg_str *out,
                     struct lg_err *err) {
    size_t length = lo_message_length(message, address);
    if (length > LG_DATAGRAM_MAX)
        return lg_err_set(err, LG_ERR_WRITE, "%s: %zu bytes do not fit in a datagram", address,
                          length);
    void *bytes = lo_message_serialise(message, address, NULL, &length);
    if (bytes == NULL)
        return lg_err_set(err, LG_ERR_INTERNAL, "%s: out of memory", address);
    lg_str_add_n(out, bytes, length);
    free(bytes);
    return 0;
}

int lg_osc_write(const struct lg_osc_msg *msg, struct lg_str *out, struct lg_err *err) {
    if (msg->address[0] != '/')
        return lg_err_set(err, LG_ERR_WRITE, "'%s' is not an OSC address: it must begin with '/'",
                          msg->address);
    lo_message message = lo_message_new();
    if (message == NULL)
        return lg_err_set(err, LG_ERR_INTERNAL, "%s: out of memory", msg->address);
    int status = -1;
    for (size_t i = 0; i < msg->count; i++) {
        if (add_arg(message, &msg->args[i]) < 0) {
            lg_err_set(err, LG_ERR_WRITE, "%s: argument %zu of type '%c' cannot be sent",
                       msg->address, i + 1, msg->args[i].tag);
            goto out;
        }
    }
    status = serialise(message, msg->address, out, err);
out:
    lo_message_free(message);
    return status;
}

static uint32_t read_u32(const unsigned char *bytes) {
    return (uint32_t)bytes[0] << 24 | (uint32_t)bytes[1] << 16 | (uint32_t)bytes[2] << 8 | bytes[3];
}

static size_t padded(size_t length) {
    return (length + 3) / 4 * 4;
}

/* Bytes that one argument takes, SIZE_MAX when they are not all there or the tag is unknown. */
static size_t arg_bytes(char tag, const unsigned char *bytes, size_t left) {
    size_t wanted = SIZE_MAX;
    if (tag == 'T' || tag == 'F' || tag == 'N')
        wanted = 0;
    else if (tag == 'i' || tag == 'f')
        wanted = 4;
    else if (tag == 'h' || tag == 'd')
        wanted = 8;
    else if (tag == 'b' && left >= 4 && read_u32(bytes) <= left)
        wanted = 4 + padded(read_u32(bytes));
    else if (tag == 's' && left > 0 && memchr(bytes, '\0', left) != NULL)
        wanted = padded(strlen((const char *)bytes) + 1);
    return wanted <= left ? wanted : SIZE_MAX;
}

/* What liblo leaves open: it takes any text for an address, and reads the length of a blob without
 * asking whether it is there (0.31). The rest, padding above all, it checks itself. */
static bool is_bounded(const unsigned char *bytes, size_t length) {
    if (length == 0 || length > LG_DATAGRAM_MAX || bytes[0] != '/')
        return false;
    const unsigned char *end = memchr(bytes, '\0', length);
    if (end == NULL)
        return false;
    size_t at = padded((size_t)(end - bytes) + 1);
    if (at >= length || bytes[at] != ',')
        return false;
    const unsigned char *tags = bytes + at + 1;
    end = memchr(tags, '\0', length - at - 1);
    if (end == NULL)
        return false;
    at = padded((size_t)(end - bytes) + 1);
    for (; at <= length && tags < end; tags++) {
        size_t taken = arg_bytes((char)*tags, bytes + at, length - at);
        if (taken == SIZE_MAX)
            return false;
        at += taken;
    }
    return at == length;
}

/* liblo's arguments lie four-aligned, so that eight bytes are copied out, not looked at. */
static struct lg_osc_arg read_arg(char tag, lo_arg *from, struct lg_arena *arena) {
    struct lg_osc_arg arg = {.tag = tag};
    if (tag == 'i')
        memcpy(&arg.as.i, from, sizeof arg.as.i);
    else if (tag == 'f')
        memcpy(&arg.as.f, from, sizeof arg.as.f);
    else if (tag == 'h')
        memcpy(&arg.as.h, from, sizeof arg.as.h);
    else if (tag == 'd')
        memcpy(&arg.as.d, from, sizeof arg.as.d);
    else if (tag == 's')
        arg.as.s = lg_arena_strdup(arena, (const char *)from);
    else if (tag == 'b') {
        arg.as.b.length = lo_blob_datasize((lo_blob)from);
        arg.as.b.bytes = copy_bytes((const char *)from + 4, arg.as.b.length, arena);
    }
    return arg;
}

int lg_osc_read(const void *bytes, size_t length, struct lg_arena *arena, struct lg_osc_msg *out,
                struct lg_err *err) {
    int why = 0;
    lo_message message =
        is_bounded(bytes, length) ? lo_message_deserialise((void *)bytes, length, &why) : NULL;
    if (message == NULL)
        return lg_err_set(err, LG_ERR_READ, "a datagram of %zu bytes is not an OSC message",
                          length);
    size_t count = (size_t)lo_message_get_argc(message);
    const char *tags = lo_message_get_types(message);
    lo_arg **argv = lo_message_get_argv(message);
    struct lg_osc_arg *args = lg_arena_array(arena, count + 1, sizeof *args);
    for (size_t i = 0; i < count; i++)
        args[i] = read_arg(tags[i], argv[i], arena);
    *out = (struct lg_osc_msg){lg_arena_strdup(arena, bytes), args, count};
    lo_message_free(message);
    return 0;
}

/* The fewest digits that give the same float back: 0.85, not 0.850000024. */
static void print_float(float f, struct lg_str *out) {
    char text[LG_NUMBER_MAX];
    double back = 0;
    for (int digits = 6; digits <= 9; digits++) {
        snprintf(text, sizeof text, "%.*g", digits, (double)f);
        if (lg_number_read(lg_view_of(text), &back) && (float)back == f)
            break;
    }
    lg_str_add(out, text);
}

static void print_text(const char *text, struct lg_str *out) {
    lg_str_add_char(out, '"');
    for (const char *c = text; *c != '\0' && out->length <= PRINT_MAX; c++)
        lg_str_add_char(out, (unsigned char)*c < 0x20 || *c == 0x7f ? '?' : *c);
    lg_str_add_char(out, '"');
}

static void print_arg(const struct lg_osc_arg *arg, struct lg_str *out) {
    char text[LG_NUMBER_MAX];
    lg_str_add_char(out, ' ');
    if (arg->tag == 'i')
        lg_str_printf(out, "%ld", (long)arg->as.i);
    else if (arg->tag == 'h')
        lg_str_printf(out, "%lld", (long long)arg->as.h);
    else if (arg->tag == 'f')
        print_float(arg->as.f, out);
    else if (arg->tag == 'd') {
        lg_number_write(arg->as.d, text);
        lg_str_add(out, text);
    } else if (arg->tag == 's')
        print_text(arg->as.s, out);
    else if (arg->tag == 'b')
        lg_str_printf(out, "(%zu bytes)", arg->as.b.length);
    else if (arg->tag == 'N')
        lg_str_add(out, "nil");
    else
        lg_str_add_char(out, arg->tag);
}

/* Where to cut so that no UTF-8 sequence is torn. */
static size_t cut_at(const char *text, size_t length) {
    while (length > 0 && ((unsigned char)text[length] & 0xC0) == 0x80)
        length--;
    return length;
}

void lg_osc_print(const struct lg_osc_msg *msg, struct lg_str *out) {
    struct lg_str line = {0};
    lg_str_add(&line, msg->address);
    for (size_t i = 0; i < msg->count && line.length <= PRINT_MAX; i++)
        print_arg(&msg->args[i], &line);
    if (line.length > PRINT_MAX) {
        lg_str_add_n(out, line.text, cut_at(line.text, PRINT_MAX));
        lg_str_add(out, "…");
    } else {
        lg_str_add(out, lg_str_text(&line));
    }
    lg_str_dispose(&line);
}
