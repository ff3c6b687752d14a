/* layer: osc */
#include <string.h>

#include "fuzz/target.h"
#include "osc/bundle.h"
#include "osc/link.h"

/* What was read can be written, and reads the same again. Only an empty blob cannot be written. */
static void round_trip(const struct lg_osc_msg *msg) {
    struct lg_arena arena = {0};
    struct lg_str bytes = {0};
    struct lg_osc_msg again;
    struct lg_str first = {0};
    struct lg_str second = {0};
    bool writable = true;
    for (size_t i = 0; i < msg->count; i++)
        writable = writable && (msg->args[i].tag != 'b' || msg->args[i].as.b.length > 0);
    int status = lg_osc_write(msg, &bytes, NULL);
    FUZZ_CHECK((status == 0) == writable);
    if (status == 0) {
        status = lg_osc_read(bytes.text, bytes.length, &arena, &again, NULL);
        FUZZ_CHECK(status == 0 && again.count == msg->count);
        lg_osc_print(msg, &first);
        lg_osc_print(&again, &second);
        FUZZ_CHECK(strcmp(lg_str_text(&first), lg_str_text(&second)) == 0);
        FUZZ_CHECK(first.length <= 200 + strlen("…"));
    }
    lg_str_dispose(&first);
    lg_str_dispose(&second);
    lg_str_dispose(&bytes);
    lg_arena_dispose(&arena);
}

/* A bundle is what its messages are: each can be read alone, and they come in order. */
static void read_bundle(const uint8_t *data, size_t size) {
    struct lg_arena arena = {0};
    struct lg_osc_msg *msgs = NULL;
    size_t count = 0;
    struct lg_err err = {0};
    if (lg_bundle_read(data, size, &arena, &msgs, &count, &err) < 0)
        FUZZ_CHECK(err.kind == LG_ERR_READ);
    FUZZ_CHECK(count <= size / 4);
    for (size_t i = 0; i < count; i++) {
        FUZZ_CHECK(msgs[i].address[0] == '/');
        round_trip(&msgs[i]);
    }
    lg_arena_dispose(&arena);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    struct lg_arena arena = {0};
    struct lg_osc_msg msg;
    struct lg_err err = {0};
    if (lg_osc_read(data, size, &arena, &msg, &err) == 0)
        round_trip(&msg);
    else
        FUZZ_CHECK(err.kind == LG_ERR_READ);
    lg_arena_dispose(&arena);
    read_bundle(data, size);
    return 0;
}
