#include "base/glob.h"

#include "base/attr.h"

#include "support/unit.h"

static void glob__means_paths(void **state) {
    (void)state;
    static const struct {
        const char *pattern, *path;
        bool is_meant;
    } rows[] = {
        {"osc*.py", "osc_rpc.py", true},
        {"osc*.py", "src/flaas/osc.py", true},
        {"osc*.py", "src/osc/scan.py", false},
        {"scan.py", "scan.pyc", false},
        {"scan.py", "rescan.py", false},
        {"*.md", "docs/a/b.md", true},
        {"*.md", ".md", true},
        {"*", "any/thing", true},
        {"gates/*.yaml", "gates/g1.yaml", true},
        {"gates/*.yaml", "gates/nightly/g1.yaml", false},
        {"gates/*.yaml", "my/gates/g1.yaml", false},
        {"gates/**", "gates/nightly/g1.yaml", true},
        {"gates/**", "gates", false},
        {"docs/", "docs/a/b.txt", true},
        {"docs/", "docs/", false},
        {"docs/", "other/docs/a", false},
        {"src/**.c", "src/a.c", true},
        {"src/**.c", "src/a/b.c", true},
        {"**/a*b", "x/a/b/ab", true},
        {"**/a*b", "x/a/b", false},
        {"a*/**z", "ab/c/z", true},
        {"a*b*c", "src/abbbcc", true},
        {"a*b*c", "src/abbbcd", false},
        {"g?.yaml", "g1.yaml", true},
        {"g?.yaml", "g12.yaml", false},
        {"a?b/c", "a/b/c", false},
        {"[a].py", "a.py", false},
        {"[a].py", "[a].py", true},
        {"", "", true},
        {"", "a", false},
    };
    for (size_t i = 0; i < LG_ARRAY_LEN(rows); i++) {
        if (lg_glob_match(rows[i].pattern, rows[i].path) != rows[i].is_meant)
            fail_msg("'%s' against '%s'", rows[i].pattern, rows[i].path);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(glob__means_paths)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
