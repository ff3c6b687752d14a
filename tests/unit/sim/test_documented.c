/* Every address that AbletonOSC's README documents answers with the documented arguments: the table
 * is documented.tsv. */
#include "support/unit.h"

#include "base/fs.h"
#include "base/number.h"
#include "unit/sim/talk.h"

static const char set_text[] = "tracks:\n"
                               "  - {name: Keys, kind: midi, clips: [Riff]}\n"
                               "  - name: Voice\n"
                               "    clips: [Take]\n"
                               "    arrangement_clips: [Intro, Verse]\n"
                               "    sends: [0.25]\n"
                               "    group: Bus\n"
                               "    devices:\n"
                               "      - name: Glue\n"
                               "        class: GlueCompressor\n"
                               "        parameters:\n"
                               "          - {name: Device On, items: [Off, On], value: 1}\n"
                               "          - {name: Threshold, min: -40, max: 0, value: -10, "
                               "display: {unit: dB, decimals: 1}}\n"
                               "      - {name: Wah, class: AutoFilter}\n"
                               "  - {name: Bus, kind: group}\n"
                               "returns: [{name: A-Reverb}]\n"
                               "master: {name: Main}\n";

enum { ARGS = 20 };

struct row {
    const char *address, *query, *response, *request, *answer;
};

/* A word of a request, or of an answer behind its type tags; texts are in quotes. */
static const char *next_word(const char *at, const char **begin, size_t *length) {
    at += strspn(at, " ");
    *begin = at;
    at += *at == '"' ? 1 + strcspn(at + 1, "\"") + 1 : strcspn(at, " ");
    *length = (size_t)(at - *begin);
    return at;
}

static size_t read_args(struct lg_arena *arena, const char *request, struct lg_osc_arg *out) {
    size_t count = 0;
    if (strcmp(request, "-") == 0)
        return 0;
    for (const char *at = request; *at != '\0'; count++) {
        const char *begin;
        size_t length;
        int64_t whole = 0;
        double real = 0;
        at = next_word(at, &begin, &length);
        assert_true(count < ARGS);
        const struct lg_view word = {begin, length};
        if (begin[0] == '"')
            out[count] = (struct lg_osc_arg){
                .tag = 's', .as.s = lg_arena_strndup(arena, begin + 1, length - 2)};
        else if (lg_view_eq(word, "true") || lg_view_eq(word, "false"))
            out[count] = (struct lg_osc_arg){.tag = begin[0] == 't' ? 'T' : 'F'};
        else if (lg_number_read_int(word, &whole))
            out[count] = (struct lg_osc_arg){.tag = 'i', .as.i = (int32_t)whole};
        else if (lg_number_read(word, &real))
            out[count] = (struct lg_osc_arg){.tag = 'f', .as.f = (float)real};
        else
            fail_msg("\"%s\" is no request", request);
    }
    return count;
}

static const char *ask(struct talk *talk, const char *address, const char *request,
                       size_t num_args) {
    struct lg_osc_arg args[ARGS];
    struct lg_str bytes = {0};
    size_t count = read_args(&talk->arena, request, args);
    const struct lg_osc_msg message = {address, args, num_args < count ? num_args : count};
    assert_int_equal(lg_osc_write(&message, &bytes, NULL), 0);
    assert_true(lg_sim_deliver(talk->sim, LG_SIM_LOCAL, bytes.text, bytes.length));
    lg_str_dispose(&bytes);
    return talk_tick(talk);
}

static struct row read_row(char *line) {
    const char *fields[5];
    for (size_t i = 0; i < LG_ARRAY_LEN(fields); i++) {
        fields[i] = line;
        line += strcspn(line, "\t");
        if ((i + 1 < LG_ARRAY_LEN(fields)) != (*line == '\t'))
            fail_msg("not five fields: %s", fields[0]);
        if (*line == '\t')
            *line++ = '\0';
    }
    return (struct row){fields[0], fields[1], fields[2], fields[3], fields[4]};
}

/* "track_id, [name, ...]": how many there are, at least where more may follow. */
static size_t count_names(const char *names, bool *is_open) {
    size_t count = 0;
    *is_open = strchr(names, '[') != NULL || strstr(names, "...") != NULL;
    if (strcmp(names, "-") == 0)
        return 0;
    for (const char *at = names; *at != '\0' && *at != '[' && *at != '.'; count++) {
        at += strcspn(at, ",");
        at += strspn(at, ", ");
    }
    return count;
}

/* As many arguments as documented, and the leading ones given back where the names are the same. */
static void check_names(const struct row *row) {
    bool is_open;
    size_t least = count_names(row->response, &is_open);
    const char *tags = row->answer + 1;
    size_t count = strcspn(tags, " ");
    if (strcmp(row->response, "-") == 0)
        return;
    if (is_open ? count < least : count != least)
        fail_msg("%s: %zu arguments, documented are %s", row->address, count, row->response);
    const char *query = row->query;
    const char *response = row->response;
    const char *request = row->request;
    const char *answer = tags + count;
    while (*query != '\0' && *query != '[') {
        size_t length = strcspn(query, ",");
        const char *words[2];
        size_t lengths[2];
        if (strncmp(query, response, length) != 0 || strcspn(response, ",") != length)
            break;
        request = next_word(request, &words[0], &lengths[0]);
        answer = next_word(answer, &words[1], &lengths[1]);
        if (lengths[0] != lengths[1] || strncmp(words[0], words[1], lengths[0]) != 0)
            fail_msg("%s: the answer %s does not begin with %s", row->address, row->answer,
                     row->request);
        query += length + strspn(query + length, ", ");
        response += length + strspn(response + length, ", ");
    }
}

/* What was set is what its getter answers. */
static void check_set(struct talk *talk, const struct row *row, const char *verb) {
    struct lg_osc_arg args[ARGS];
    size_t count = read_args(&talk->arena, row->request, args);
    const char *getter = lg_arena_printf(&talk->arena, "%.*s/get/%s", (int)(verb - row->address),
                                         row->address, verb + strlen("/set/"));
    const char *heard = ask(talk, getter, row->request, count - 1);
    const char *last = row->request;
    const char *word = NULL;
    size_t length = 0;
    double real;
    while (*last != '\0')
        last = next_word(last, &word, &length);
    if (!lg_starts_with(heard, getter))
        fail_msg("%s is answered by %s", getter, heard);
    const char *tags = heard + strlen(getter) + 2;
    bool is_on = tags[strcspn(tags, " ") - 1] == 'T';
    if (is_on || tags[strcspn(tags, " ") - 1] == 'F') {
        assert_true((is_on ? '1' : '0') == word[0] && length == 1);
        return;
    }
    /* 90.0 is answered as 90. */
    if (word[0] != '"' && lg_number_read((struct lg_view){word, length}, &real))
        word = lg_arena_printf(&talk->arena, " %.9g", real);
    else
        word = lg_arena_printf(&talk->arena, " %.*s", (int)length, word);
    if (!lg_ends_with(heard, word))
        fail_msg("%s %s: its getter answers %s", row->address, row->request, heard);
}

static void check_row(struct talk *talk, const struct row *row) {
    const char *verb = strstr(row->address, "/set/");
    const char *answer = "";
    check_names(row);
    if (strcmp(row->answer, "-") != 0) {
        /* A listener's first value comes as its getter's. */
        const char *listen = strstr(row->address, "start_listen");
        answer = listen == NULL
                     ? row->address
                     : lg_arena_printf(&talk->arena, "%.*sget%s", (int)(listen - row->address),
                                       row->address, listen + strlen("start_listen"));
        answer = lg_arena_printf(&talk->arena, "%s %s", answer, row->answer);
    }
    const char *heard = ask(talk, row->address, row->request, SIZE_MAX);
    if (strcmp(heard, answer) != 0)
        fail_msg("%s %s is answered by\n%s\ninstead of\n%s", row->address, row->request, heard,
                 answer);
    if (verb != NULL && strstr(row->address, "parameters") == NULL &&
        strstr(row->address, "selected") == NULL && strstr(row->address, "cue_point") == NULL)
        check_set(talk, row, verb);
}

static void open_set(struct talk *talk, const struct lg_sim_options *options) {
    struct lg_err err = {0};
    *talk = (struct talk){0};
    if (lg_sim_set_parse(set_text, strlen(set_text), "set", &talk->arena, &talk->set, &err) != 0)
        fail_msg("%u: %s", err.line, err.text);
    talk->sim = lg_sim_new(&talk->set, options);
    assert_string_equal(talk_hear(talk),
                        "/live/startup ,\n/live/application/get/average_process_usage ,");
}

static size_t for_each_row(struct talk *talk,
                           void (*check)(struct talk *talk, const struct row *row)) {
    struct lg_str text = {0};
    struct lg_err err = {0};
    size_t count = 0;
    if (lg_fs_read(LG_SOURCE_DIR "/tests/unit/sim/documented.tsv", 1 << 20, &text, &err) != 0)
        fail_msg("%s", err.text);
    char *line = lg_arena_strdup(&talk->arena, lg_str_text(&text));
    lg_str_dispose(&text);
    while (*line != '\0') {
        size_t length = strcspn(line, "\n");
        assert_true(line[length] == '\n');
        line[length] = '\0';
        if (line[0] != '#') {
            const struct row row = read_row(line);
            check(talk, &row);
            count++;
        }
        line += length + 1;
    }
    return count;
}

static void documented__addresses_answer_as_documented(void **state) {
    (void)state;
    struct talk talk;
    open_set(&talk, NULL);
    size_t count = for_each_row(&talk, check_row);
    /* The one that is left makes the script say hello again. */
    assert_string_equal(ask(&talk, "/live/api/reload", "-", 0),
                        "/live/startup ,\n/live/application/get/average_process_usage ,");
    print_message("%zu documented addresses answer with the documented arguments\n", count + 1);
    assert_int_equal(count, 251);
    talk_close(&talk);
}

struct listened {
    size_t told, untold;
};
static struct listened listened;

/* "Changes can be listened for": each property of song, track and scene tells its value at once, as
 * its getter answers it; Live has a few that nobody can listen to. */
static void check_listening(struct talk *talk, const struct row *row) {
    static const char *const classes[] = {"/live/song/get/", "/live/track/get/",
                                          "/live/scene/get/"};
    static const char *const others[] = {"num_", "names",   "data",   "cue_points",
                                         "send", "routing", "clips/", "devices"};
    size_t class = 0;
    while (class < LG_ARRAY_LEN(classes) && !lg_starts_with(row->address, classes[class]))
        class ++;
    for (size_t i = 0; i < LG_ARRAY_LEN(others); i++)
        if (class == LG_ARRAY_LEN(classes) || strstr(row->address, others[i]) != NULL)
            return;
    const char *name = strrchr(row->address, '/');
    int stem = (int)(strlen(classes[class]) - strlen("get/"));
    const char *start =
        lg_arena_printf(&talk->arena, "%.*sstart_listen%s", stem, row->address, name);
    const char *stop = lg_arena_printf(&talk->arena, "%.*sstop_listen%s", stem, row->address, name);
    char *answer = lg_arena_strdup(&talk->arena, ask(talk, row->address, row->request, SIZE_MAX));
    const char *heard = ask(talk, start, row->request, SIZE_MAX);
    if (strstr(heard, "object has no attribute 'add_") != NULL) {
        listened.untold++;
        return;
    }
    if (strcmp(heard, answer) != 0)
        fail_msg("%s: %s instead of %s", start, heard, answer);
    listened.told++;
    assert_string_equal(ask(talk, stop, row->request, SIZE_MAX), "");
}

static void documented__properties_can_be_listened_to(void **state) {
    (void)state;
    struct talk talk;
    open_set(&talk, NULL);
    listened = (struct listened){0};
    (void)for_each_row(&talk, check_listening);
    print_message("%zu properties tell their changes, %zu do not\n", listened.told,
                  listened.untold);
    assert_int_equal(listened.told, 51);
    assert_int_equal(listened.untold, 8);
    talk_close(&talk);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(documented__addresses_answer_as_documented),
        cmocka_unit_test(documented__properties_can_be_listened_to),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
