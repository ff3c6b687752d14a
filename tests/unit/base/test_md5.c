#include "base/md5.h"

#include <string.h>

#include "scratch.h"

/* RFC 1321, A.5. */
static void md5__is_that_of_the_rfc(void **state) {
    static const unsigned char abc[] = {0x90, 0x01, 0x50, 0x98, 0x3c, 0xd2, 0x4f, 0xb0,
                                        0xd6, 0x96, 0x3f, 0x7d, 0x28, 0xe1, 0x7f, 0x72};
    (void)state;
    unsigned char got[LG_MD5_BYTES];
    struct lg_md5 *hash = lg_md5_new();
    assert_non_null(hash);
    lg_md5_add(hash, "a", 1);
    lg_md5_add(hash, "bc", 2);
    lg_md5_finish(hash, got);
    assert_memory_equal(got, abc, sizeof abc);
    lg_md5_free(lg_md5_new());
    lg_md5_free(NULL);
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(md5__is_that_of_the_rfc)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
