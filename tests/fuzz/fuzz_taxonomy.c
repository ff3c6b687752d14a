/* layer: taxonomy */
#include <string.h>

#include "fuzz/target.h"
#include "taxonomy/log.h"

/* A log of any bytes, cut anywhere, says the same as in one piece; views stay within their text. */

static const char table_text[] =
    "categories: [{number: 1, name: one, help: h}, {number: 2, name: two, help: h}]\n"
    "rules:\n"
    "  - {id: refused, category: one, pattern: 'Connection refused', source: t}\n"
    "  - {id: jam, category: two, pattern: 'jam+ed', not: 'un', source: t}\n"
    "  - {id: slow, category: two, literal: aaa, pattern: '(a+)+b', source: t}\n"
    "  - {id: any, category: two, literal: '::', pattern: '(?i)::.*x', source: t}\n"
    "  - {id: sent, kind: success, pattern: '^sent$', source: t}\n"
    "signs:\n"
    "  - {id: error, literal: error, pattern: '(?i)error', source: t}\n";

static struct lg_taxonomy *make_table(void) {
    static const char path[] = "fuzz-taxonomy.yaml";
    struct lg_taxonomy *taxonomy = NULL;
    FILE *file = fopen(path, "w");
    FUZZ_CHECK(file != NULL && fputs(table_text, file) >= 0 && fclose(file) == 0);
    FUZZ_CHECK(lg_taxonomy_read(path, &taxonomy, NULL) == 0);
    remove(path);
    return taxonomy;
}

static struct lg_log *read_log(const struct lg_taxonomy *taxonomy, struct lg_view text,
                               size_t piece) {
    struct lg_log *log = lg_log_new(taxonomy, false);
    for (size_t at = 0; at < text.length; at += piece) {
        size_t rest = text.length - at;
        lg_log_feed(log, (struct lg_view){text.text + at, rest < piece ? rest : piece});
    }
    lg_log_end(log);
    return log;
}

static void check_group(const struct lg_log_group *group, size_t lines) {
    const struct lg_view *match = &group->class.match;
    FUZZ_CHECK(group->count > 0 && group->first_line > 0 && group->last_line <= lines);
    FUZZ_CHECK(group->first_line <= group->last_line);
    FUZZ_CHECK((group->masked != NULL) == (group->fingerprint[0] != '\0'));
    if (group->column > 0)
        FUZZ_CHECK(match->text >= group->text.text &&
                   match->text + match->length <= group->text.text + group->text.length);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    static struct lg_taxonomy *taxonomy;
    if (taxonomy == NULL)
        taxonomy = make_table();
    struct lg_view text = {(const char *)data, size};
    size_t piece = size == 0 ? 1 : 1 + data[0] % 31;
    struct lg_log *whole = read_log(taxonomy, text, size + 1);
    struct lg_log *cut = read_log(taxonomy, text, piece);
    FUZZ_CHECK(memcmp(lg_log_totals(whole), lg_log_totals(cut), sizeof(struct lg_log_totals)) == 0);
    const struct lg_log_group *group;
    size_t i = 0;
    for (; (group = lg_log_group(whole, i)) != NULL; i++) {
        const struct lg_log_group *other = lg_log_group(cut, i);
        check_group(group, lg_log_totals(whole)->lines);
        FUZZ_CHECK(other != NULL && other->class.rule == group->class.rule &&
                   other->first_line == group->first_line && other->count == group->count);
        FUZZ_CHECK(strcmp(other->fingerprint, group->fingerprint) == 0);
    }
    FUZZ_CHECK(lg_log_group(cut, i) == NULL);
    lg_log_free(whole);
    lg_log_free(cut);
    return 0;
}
