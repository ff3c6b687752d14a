/* The colours that Live offers. */
#include <assert.h>

#include "base/attr.h"
#include "sim/song.h"

static const int32_t palette[LG_SIM_PALETTE__COUNT] = {
    0xff94a6, 0xffa529, 0xcc9926, 0xf6f47d, 0xbffb00, 0x1aff2f, 0x28ffa8, 0x5cffe8, 0x8bc5ff,
    0x5480e4, 0x92a7ff, 0xd86ce4, 0xe553a0, 0xffffff, 0xff3636, 0xf66c03, 0x995f4b, 0xe1d44d,
    0x87ff67, 0x3ec303, 0x02bfaf, 0x18e9ff, 0x0fa4ee, 0x027dc0, 0x896ce4, 0xb677c6, 0xff39d4,
    0xd0d0d0, 0xe4681a, 0xffa374, 0xd3ad71, 0xedffae, 0xd2e498, 0xbad074, 0x9bc48d, 0xd4fde1,
    0xcdf1f8, 0xb8c2e3, 0xcdbbe4, 0xae98e5, 0xe5dce1, 0xa9a9a9, 0xe68f6b, 0xb78256, 0x98836a,
    0xbfba6a, 0xa7be00, 0x89c2ba, 0x96c1ba, 0x9cb3c4, 0x85a5c7, 0x8393c9, 0xa595b5, 0xbf9fbe,
    0xbc7196, 0x7b7b7b, 0xaf3333, 0xa95131, 0x724f41, 0xdbc300, 0x85961f, 0x539f31, 0x0a9c8e,
    0x236384, 0x1a2f96, 0x2f52a2, 0x624bad, 0xa34bad, 0xcc2e6d, 0x3c3c3c,
};

int64_t lg_sim_palette(int64_t index) {
    assert(index >= 0 && index < LG_SIM_PALETTE__COUNT);
    return palette[index];
}

static int64_t square(int64_t number) {
    return number * number;
}

static int64_t distance(int64_t a, int64_t b) {
    return square((a >> 16 & 0xff) - (b >> 16 & 0xff)) + square((a >> 8 & 0xff) - (b >> 8 & 0xff)) +
           square((a & 0xff) - (b & 0xff));
}

void lg_sim_look_set(struct lg_sim_look *look, int64_t color) {
    size_t nearest = 0;
    for (size_t i = 1; i < LG_ARRAY_LEN(palette); i++)
        if (distance(palette[i], color) < distance(palette[nearest], color))
            nearest = i;
    look->color = color;
    look->color_index = (int64_t)nearest;
}
