#include "base/sha256.h"

#include <string.h>

#include "scratch.h"

/* FIPS 180-2, appendix B, and the empty message. */
static const struct {
    const char *text, *hex;
} vectors[] = {
    {"", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"},
    {"abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"},
    {"abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
     "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"},
};
static const char million_a[] = "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0";

static void sha256__of_known_messages(void **state) {
    (void)state;
    for (size_t i = 0; i < LG_ARRAY_LEN(vectors); i++) {
        char hex[LG_SHA256_HEX];
        lg_sha256_of(vectors[i].text, strlen(vectors[i].text), hex);
        assert_string_equal(hex, vectors[i].hex);
    }
}

static void sha256__by_pieces_is_the_same(void **state) {
    (void)state;
    struct lg_sha256 *hash = lg_sha256_new();
    char piece[999];
    memset(piece, 'a', sizeof piece);
    size_t left = 1000000;
    while (left > 0) {
        size_t length = left < sizeof piece ? left : sizeof piece;
        lg_sha256_add(hash, piece, length);
        left -= length;
    }
    char hex[LG_SHA256_HEX];
    lg_sha256_finish(hash, hex);
    assert_string_equal(hex, million_a);
}

static void sha256__can_be_given_up(void **state) {
    (void)state;
    struct lg_sha256 *hash = lg_sha256_new();
    lg_sha256_add(hash, "abc", 3);
    lg_sha256_free(hash);
    lg_sha256_free(NULL);
}

static void sha256__of_a_file_longer_than_a_piece(void **state) {
    FILE *file = fopen(scratch_path(*state, "a"), "w");
    assert_non_null(file);
    for (int i = 0; i < 1000000; i++)
        fputc('a', file);
    assert_int_equal(fclose(file), 0);
    char hex[LG_SHA256_HEX];
    struct lg_err err = {0};
    assert_int_equal(lg_sha256_file(scratch_path(*state, "a"), hex, &err), 0);
    assert_string_equal(hex, million_a);
}

static void sha256__of_what_is_no_file_is_an_error(void **state) {
    char hex[LG_SHA256_HEX] = "untouched";
    struct lg_err err = {0};
    assert_int_equal(lg_sha256_file(scratch_path(*state, "none"), hex, &err), -1);
    assert_int_equal(err.kind, LG_ERR_READ);
    assert_non_null(strstr(err.text, "/none': No such file"));
    assert_int_equal(mkfifo(scratch_path(*state, "pipe"), 0600), 0);
    static const char *const names[] = {".", "pipe"};
    for (size_t i = 0; i < LG_ARRAY_LEN(names); i++) {
        err = (struct lg_err){0};
        assert_int_equal(lg_sha256_file(scratch_path(*state, names[i]), hex, &err), -1);
        assert_int_equal(err.kind, LG_ERR_READ);
        assert_non_null(strstr(err.text, "not a regular file"));
    }
    assert_string_equal(hex, "untouched");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(sha256__of_known_messages),
        cmocka_unit_test(sha256__by_pieces_is_the_same),
        cmocka_unit_test(sha256__can_be_given_up),
        scratch_test(sha256__of_a_file_longer_than_a_piece),
        scratch_test(sha256__of_what_is_no_file_is_an_error),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
