#include "audio/source.h"

#include "unit/audio/waves.h"

#include <fcntl.h>

enum { BYTES = 200000 };

static char *make_file(struct folder *folder, char sum[static LG_SHA256_HEX]) {
    char *path = folder_join(folder, "bytes");
    unsigned char *bytes = lg_xmalloc(BYTES);
    uint32_t noise = 5;
    for (size_t i = 0; i < BYTES; i++) {
        noise = noise * 1664525U + 1013904223U;
        bytes[i] = (unsigned char)(noise >> 24);
    }
    FILE *file = fopen(path, "wb");
    assert_non_null(file);
    assert_int_equal(fwrite(bytes, 1, BYTES, file), BYTES);
    assert_int_equal(fclose(file), 0);
    lg_sha256_of(bytes, BYTES, sum);
    free(bytes);
    return path;
}

/* Readings as a decoder makes them: (at, length); a length of 0 ends them. */
static const int64_t jumps[][8][2] = {
    {{0, BYTES}},
    {{0, 10}, {10, 100}, {110, BYTES}},
    {{0, 44}, {BYTES - 128, 128}, {44, BYTES}}, /* a tag at the end first */
    {{0, 44}, {0, 44}, {40, 100}, {44, 1000}},  /* again and again */
    {{5, 10}, {100, 50}},                       /* nothing from the beginning */
    {{BYTES, 10}, {BYTES + 10, 10}},            /* nothing at all */
    {{0, 0}},
};

static void source__hash_is_the_files_however_it_was_read(void **state) {
    char want[LG_SHA256_HEX];
    char *path = make_file(*state, want);
    unsigned char *bytes = lg_xmalloc(BYTES);
    for (size_t i = 0; i < LG_ARRAY_LEN(jumps); i++) {
        struct lg_source source;
        char got[LG_SHA256_HEX];
        assert_int_equal(lg_source_open(&source, path, NULL), 0);
        lg_source_keep_hash(&source);
        for (size_t k = 0; k < 8 && jumps[i][k][1] > 0; k++) {
            int64_t at = jumps[i][k][0];
            int64_t left = at < BYTES ? BYTES - at : 0;
            int64_t length = jumps[i][k][1];
            source.at = at;
            int64_t came = lg_source_read(&source, bytes, length < BYTES ? length : BYTES);
            assert_int_equal(came, length < left ? length : left);
            assert_int_equal(source.at, at + came);
        }
        assert_int_equal(lg_source_hash(&source, got, NULL), 0);
        assert_string_equal(got, want);
        lg_source_dispose(&source);
    }
    free(bytes);
}

static void source__a_failed_read_is_remembered(void **state) {
    char sum[LG_SHA256_HEX];
    char *path = make_file(*state, sum);
    struct lg_source source;
    struct lg_err err = {0};
    char byte;
    assert_int_equal(lg_source_open(&source, path, NULL), 0);
    lg_source_keep_hash(&source);
    close(source.fd);
    source.fd = open("/tmp", O_RDONLY | O_CLOEXEC); /* a folder can be opened, not read */
    assert_int_equal(lg_source_read(&source, &byte, 1), 0);
    assert_true(source.sys_errno != 0);
    assert_int_equal(lg_source_hash(&source, sum, &err), -1);
    assert_int_equal(err.kind, LG_ERR_READ);
    assert_non_null(strstr(err.text, path));
    lg_source_dispose(&source);
}

static void source__a_change_is_noticed(void **state) {
    char sum[LG_SHA256_HEX];
    char *path = make_file(*state, sum);
    struct lg_source source;
    assert_int_equal(lg_source_open(&source, path, NULL), 0);
    assert_false(lg_source_was_changed(&source));
    assert_int_equal(truncate(path, BYTES - 1), 0);
    assert_true(lg_source_was_changed(&source));
    lg_source_dispose(&source);
    lg_source_dispose(&source);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(source__hash_is_the_files_however_it_was_read),
        cmocka_unit_test(source__a_failed_read_is_remembered),
        cmocka_unit_test(source__a_change_is_noticed),
    };
    return cmocka_run_group_tests(tests, folder_setup, folder_teardown);
}
