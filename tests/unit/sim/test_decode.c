#include "support/unit.h"

#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/str.h"
#include "sim/decode.h"

/* Shows the messages of a datagram: `/a 1 0.5 "x" T N [1 [2]] <tuple>; /b`. */
static void show_value(const struct lg_sim_value *value, struct lg_str *out);

static void show_list(const struct lg_sim_value *list, struct lg_str *out) {
    const struct lg_sim_value *item = list->as.list.items;
    lg_str_add(out, " [");
    for (size_t i = 0; i < list->as.list.num_tags; i++) {
        char tag = list->as.list.tags[i];
        if (tag == '[' || tag == ']')
            lg_str_printf(out, " %c", tag);
        else
            show_value(item++, out);
    }
    lg_str_add(out, " ]");
}

static void show_value(const struct lg_sim_value *value, struct lg_str *out) {
    switch (value->kind) {
    case LG_SIM_VALUE_BOOL:
        lg_str_add(out, value->as.boolean ? " T" : " F");
        break;
    case LG_SIM_VALUE_INT:
        lg_str_printf(out, " %lld", (long long)value->as.integer);
        break;
    case LG_SIM_VALUE_FLOAT:
        lg_str_printf(out, " %.9gf", value->as.real);
        break;
    case LG_SIM_VALUE_TEXT:
        lg_str_printf(out, " \"%s\"", value->as.text.text);
        break;
    case LG_SIM_VALUE_BYTES:
        lg_str_printf(out, " %zu bytes", value->as.text.length);
        break;
    case LG_SIM_VALUE_MIDI:
        lg_str_printf(out, " midi %08x", (unsigned)value->as.midi);
        break;
    case LG_SIM_VALUE_LIST:
        show_list(value, out);
        break;
    case LG_SIM_VALUE_NONE:
    case LG_SIM_VALUE_OBJECT:
    case LG_SIM_VALUE__COUNT:
        lg_str_printf(out, " <%s>", lg_sim_type_name(value));
        break;
    }
}

static void show(const struct lg_sim_packet *packet, struct lg_str *out) {
    for (size_t i = 0; i < packet->count; i++) {
        lg_str_printf(out, "%s%s", i > 0 ? "; " : "", packet->messages[i].address);
        for (size_t j = 0; j < packet->messages[i].count; j++)
            show_value(&packet->messages[i].args[j], out);
    }
}

struct datagram {
    const char *bytes;
    size_t length;
    enum lg_sim_decoded result;
    const char *shown; /* the messages, or a part of the exception's text */
};

#define BYTES(text) text, sizeof(text) - 1
#define TAG "#bundle\0\0\0\0\0\0\0\0\1"

static const struct datagram datagrams[] = {
    {BYTES("/a\0\0,ifs\0\0\0\0\0\0\0\7\x3f\0\0\0hi\0\0"), LG_SIM_DECODED, "/a 7 0.5f \"hi\""},
    {BYTES("/a\0\0"), LG_SIM_DECODED, "/a"}, /* no type tags */
    {BYTES("/a\0\0,\0\0\0"), LG_SIM_DECODED, "/a"},
    {BYTES("/a\0\0i\0\0\0\0\0\0\7"), LG_SIM_DECODED, "/a 7"},      /* no comma */
    {BYTES("/a\0\0,xiq\0\0\0\0\0\0\0\7"), LG_SIM_DECODED, "/a 7"}, /* unknown tags are skipped */
    {BYTES("/a\0\0,TFNI\0\0\0"), LG_SIM_DECODED, "/a T F <NoneType>"},
    {BYTES("/a\0\0,h\0\0\xff\xff\xff\xff\xff\xff\xff\xfe"), LG_SIM_DECODED, "/a -2"},
    {BYTES("/a\0\0,d\0\0\x3f\xd0\0\0\0\0\0\0"), LG_SIM_DECODED, "/a 0.25f"},
    {BYTES("/a\0\0,r\0\0\xff\0\0\0"), LG_SIM_DECODED, "/a 4278190080"},
    {BYTES("/a\0\0,m\0\0\1\2\3\4"), LG_SIM_DECODED, "/a midi 01020304"},
    {BYTES("/a\0\0,t\0\0\0\0\0\0\0\0\0\1"), LG_SIM_DECODED, "/a <tuple>"},
    {BYTES("/a\0\0,bi\0\0\0\0\3xyz\0\0\0\0\7"), LG_SIM_DECODED, "/a 3 bytes 7"},
    {BYTES("/a\0\0,i[i[i]]i\0\0\0\0\0\0\1\0\0\0\2\0\0\0\3\0\0\0\4"), LG_SIM_DECODED,
     "/a 1 [ 2 [ 3 ] ] 4"},
    {BYTES("/a\0\0,[][]\0\0\0"), LG_SIM_DECODED, "/a [ ] [ ]"},
    {BYTES("/a\0\0,f\0\0\x3f\x80"), LG_SIM_DECODED, "/a 1f"}, /* cut off, filled with zeros */
    {BYTES("/a\0\0,f\0\0"), LG_SIM_DECODED, "/a 0f"},
    {BYTES("/a\0\0,if\0\0\0\0\7\x40"), LG_SIM_DECODED, "/a 7 2f"},
    {BYTES("/a\0\0,ff\0\x3f\x80"), LG_SIM_MALFORMED, "buffer of 4 bytes"},
    {BYTES("/a\0\0,i\0\0\0\0\7"), LG_SIM_MALFORMED, "Datagram is too short"},
    {BYTES("/a\0\0,h\0\0\0\0\0\7"), LG_SIM_MALFORMED, "Datagram is too short"},
    {BYTES("/a\0\0,s\0\0hi\0"), LG_SIM_MALFORMED, "Datagram is too short"}, /* unaligned */
    {BYTES("/a\0\0,s\0\0high"), LG_SIM_MALFORMED, "index out of range"},    /* unterminated */
    {BYTES("/abc"), LG_SIM_MALFORMED, "index out of range"},
    {BYTES("/a\0\0,b\0\0\0\0\0\x9xy"), LG_SIM_MALFORMED, "too short"},
    {BYTES("/a\0\0,b\0\0\xff\xff\xff\xff"), LG_SIM_MALFORMED, "too short"},
    {BYTES("/a\0\0,]\0\0"), LG_SIM_MALFORMED, "bracket"},
    {BYTES("/a\0\0,[i\0\0\0\0\7"), LG_SIM_MALFORMED, "bracket"},
    {"", 0, LG_SIM_MALFORMED, "index out of range"},
    {BYTES("/\xff\0\0,\0\0\0"), LG_SIM_UNREADABLE,
     "'utf-8' codec can't decode byte 0xff in position 1: invalid start byte"},
    {BYTES("/a\0\0,s\0\0\xc3(\0\0"), LG_SIM_UNREADABLE, "invalid continuation byte"},
    {BYTES("/a\0\0,s\0\0\xed\xa0\x80\0"), LG_SIM_UNREADABLE, "0xed"}, /* a surrogate */
    {BYTES("/a\0\0,s\0\0\xf0\x9f\x8e\xb8\0\0\0\0"), LG_SIM_DECODED, "/a \"🎸\""},
    {BYTES("/a\0x,\0\0\0"), LG_SIM_DECODED, "/ax"}, /* NULs drop out of a field, the rest stays */
    {BYTES(TAG), LG_SIM_DECODED, ""},
    {BYTES(TAG "\0\0\0\4/a\0\0\0\0\0\4/b\0\0"), LG_SIM_DECODED, "/a; /b"},
    {BYTES(TAG "\0\0\0\4/a\0\0\0\0\0\x18" TAG "\0\0\0\4/b\0\0\0\0\0\4/c\0\0"), LG_SIM_DECODED,
     "/a; /b; /c"},
    {BYTES(TAG "\0\0\0\4x\0\0\0\0\0\0\0\0\0\0\4/b\0\0"), LG_SIM_DECODED, "/b"},
    {BYTES(TAG "\0\0\0\x40/a\0\0"), LG_SIM_DECODED, "/a"}, /* longer than there is */
    {BYTES("#bundle\0\0\0\0"), LG_SIM_UNREADABLE, "Could not get the date"},
    {BYTES(TAG "\0\0"), LG_SIM_UNREADABLE, "Could not parse a content datagram"},
    {BYTES(TAG "\xff\xff\xff\xfc/a\0\0"), LG_SIM_UNREADABLE, "negative size"},
    {BYTES(TAG "\0\0\0\4/a\0\0\0\0\0\4/bcd"), LG_SIM_UNREADABLE, "Could not parse a content"},
};

/* In memory of the very size, so that a read past the end is seen. */
static void decode__reads_what_python_osc_reads(void **state) {
    (void)state;
    for (size_t i = 0; i < LG_ARRAY_LEN(datagrams); i++) {
        const struct datagram *datagram = &datagrams[i];
        struct lg_arena arena = {0};
        struct lg_str shown = {0};
        struct lg_sim_packet packet;
        char *bytes = malloc(datagram->length > 0 ? datagram->length : 1);
        assert_non_null(bytes);
        memcpy(bytes, datagram->bytes, datagram->length);
        enum lg_sim_decoded result = lg_sim_decode(bytes, datagram->length, &arena, &packet);
        if (result != datagram->result)
            fail_msg("datagram %zu (%s): result %d", i, datagram->shown, (int)result);
        if (result == LG_SIM_DECODED) {
            show(&packet, &shown);
            assert_string_equal(lg_str_text(&shown), datagram->shown);
        } else if (strstr(packet.why, datagram->shown) == NULL) {
            fail_msg("datagram %zu: \"%s\" does not hold \"%s\"", i, packet.why, datagram->shown);
        }
        lg_str_dispose(&shown);
        lg_arena_dispose(&arena);
        free(bytes);
    }
}

/* `depth` bundles, each in the one before, around nothing. */
static enum lg_sim_decoded decode_nested(size_t depth) {
    struct lg_arena arena = {0};
    struct lg_str bytes = {0};
    struct lg_sim_packet packet;
    for (size_t left = depth; left > 0; left--) {
        size_t inside = (left - 1) * 20 - (left > 1 ? 4 : 0);
        lg_str_add_n(&bytes, TAG, 16);
        if (left > 1)
            for (int shift = 24; shift >= 0; shift -= 8)
                lg_str_add_char(&bytes, (char)(inside >> shift & 0xff));
    }
    enum lg_sim_decoded result = lg_sim_decode(bytes.text, bytes.length, &arena, &packet);
    lg_str_dispose(&bytes);
    lg_arena_dispose(&arena);
    return result;
}

static void decode__bounds_the_depth_of_bundles(void **state) {
    (void)state;
    assert_int_equal(decode_nested(490), LG_SIM_DECODED);
    assert_int_equal(decode_nested(491), LG_SIM_UNREADABLE);
    assert_int_equal(decode_nested(3000), LG_SIM_UNREADABLE);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(decode__reads_what_python_osc_reads),
        cmocka_unit_test(decode__bounds_the_depth_of_bundles),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
