#include "live/address.h"

#include <string.h>

#include "base/number.h"
#include "live/name.h"

/* A word at the front, whatever its case; NULL, or what stands behind it. */
static const char *skip_word(const char *text, const char *word) {
    size_t length = strlen(word);
    for (size_t i = 0; i < length; i++) {
        const char one[] = {text[i], '\0'};
        const char other[] = {word[i], '\0'};
        if (!lg_eq_nocase(one, other) || text[i] == '\0')
            return NULL;
    }
    return text + length;
}

static bool is_send_word(const char *word) {
    return lg_eq_nocase(word, "send") || lg_eq_nocase(word, "sends");
}

static int bad_path(const char *path, struct lg_err *err) {
    return lg_err_set(err, LG_ERR_USAGE,
                      "'%s' is no path to a value: TRACK/DEVICE/PARAM, TRACK/volume or tempo, with "
                      "no part empty",
                      path);
}

int lg_address_read(const char *path, struct lg_arena *arena, struct lg_address *out,
                    struct lg_err *err) {
    struct lg_address address = {0};
    for (const char *at = path; at != NULL;) {
        const char *slash = address.count + 1 < LG_ADDRESS_PARTS ? strchr(at, '/') : NULL;
        struct lg_view part = {at, slash == NULL ? strlen(at) : (size_t)(slash - at)};
        part = lg_view_trim(part);
        if (part.length == 0)
            return bad_path(path, err);
        address.parts[address.count++] = lg_arena_strndup(arena, part.text, part.length);
        at = slash == NULL ? NULL : slash + 1;
    }
    if (address.count == 1 && !lg_eq_nocase(address.parts[0], "tempo"))
        return bad_path(path, err);
    if (address.count == 3 && is_send_word(address.parts[1])) {
        address.parts[1] = lg_arena_printf(arena, "send %s", address.parts[2]);
        address.count = 2;
    }
    *out = address;
    return 0;
}

#define MIXER(word, kind, property, min, max, is_louder_up)                                        \
    {                                                                                              \
        word, kind, "/live/track/get/" property, "/live/track/set/" property, {{min}, {max}},      \
            is_louder_up                                                                           \
    }

/* The ranges are those of Live's API. */
static const struct lg_address_mixer rows[] = {
    MIXER("arm", LG_PLACE_SWITCH, "arm", 0, 1, false),
    MIXER("mute", LG_PLACE_SWITCH, "mute", 0, 1, false),
    MIXER("pan", LG_PLACE_PANNING, "panning", -1, 1, false),
    MIXER("panning", LG_PLACE_PANNING, "panning", -1, 1, false),
    MIXER("solo", LG_PLACE_SWITCH, "solo", 0, 1, false),
    MIXER("volume", LG_PLACE_VOLUME, "volume", 0, 1, true),
};

static const struct lg_address_mixer send_row = MIXER("send", LG_PLACE_SEND, "send", 0, 1, true);

/* "send A", "sends.b", "send_0"; Live has twelve returns, A to L. */
static bool read_send(const char *word, int *out) {
    static const char letters[] = "abcdefghijklABCDEFGHIJKL";
    const char *rest = skip_word(word, "sends");
    int64_t number;
    if (rest == NULL)
        rest = skip_word(word, "send");
    if (rest == NULL || rest[0] == '\0' || strchr(" _.-", rest[0]) == NULL || rest[1] == '\0')
        return false;
    const char *letter = rest[2] == '\0' ? strchr(letters, rest[1]) : NULL;
    if (letter != NULL)
        number = (letter - letters) % 12;
    else if (!lg_number_read_int(lg_view_of(rest + 1), &number) || number < 0 || number > 11)
        return false;
    *out = (int)number;
    return true;
}

const struct lg_address_mixer *lg_address_find_mixer(const char *word, int *send_out) {
    const char *names[LG_ARRAY_LEN(rows)];
    for (size_t i = 0; i < LG_ARRAY_LEN(rows); i++)
        names[i] = rows[i].name;
    struct lg_name_list list = {"value", NULL, names, LG_ARRAY_LEN(rows)};
    size_t at = 0;
    if (read_send(word, send_out))
        return &send_row;
    return word[0] != '#' && lg_name_is_one(&list, word, &at) ? &rows[at] : NULL;
}

/* What people call a band's parameter, and how EQ Eight does. */
static const struct band_word {
    const char *word;
    const char *name;
} band_words[] = {
    {"gain", "Gain"},    {"frequency", "Frequency"}, {"freq", "Frequency"},
    {"q", "Resonance"},  {"resonance", "Resonance"}, {"type", "Filter Type"},
    {"on", "Filter On"},
};

static const char *band_name(const char *word) {
    const char *names[LG_ARRAY_LEN(band_words)];
    for (size_t i = 0; i < LG_ARRAY_LEN(band_words); i++)
        names[i] = band_words[i].word;
    struct lg_name_list list = {"band value", NULL, names, LG_ARRAY_LEN(band_words)};
    size_t at = 0;
    return word[0] != '#' && lg_name_is_one(&list, word, &at) ? band_words[at].name : NULL;
}

const char *lg_address_eq_band(const char *word, struct lg_arena *arena) {
    const char *at = skip_word(word, "eq.");
    at = at == NULL ? word : at;
    char band = at[0];
    if (band < '1' || band > '8')
        return word;
    at++;
    char side = *at == 'b' || *at == 'B' ? 'B' : 'A';
    if (*at != '\0' && strchr("aAbB", *at) != NULL)
        at++;
    const char *name = *at == '.' ? band_name(at + 1) : NULL;
    return name == NULL ? word : lg_arena_printf(arena, "%c %s %c", band, name, side);
}

bool lg_address_is_eq_band(const char *word) {
    struct lg_arena arena = {0};
    bool is_one = lg_address_eq_band(word, &arena) != word;
    lg_arena_dispose(&arena);
    return is_one;
}
