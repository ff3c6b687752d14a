/* Tracks that a run makes: named in the tick in which they are made, and no other is, whatever
 * somebody does in Live in between. */
#include "joint/song.h"
#include "joint/world.h"

#include "live/owned.h"

#define CREATE "/live/song/create_audio_track"

static const struct {
    const char *hand; /* what somebody does between the count of the tracks and the making */
    int32_t at;
    const char *names; /* of the tracks afterwards */
    const char *says;  /* NULL: it was made */
} rows[] = {
    {NULL, 0, "Drums, Bass, Voice, PREMASTER, livegate one", NULL},
    {CREATE, -1, "Drums, Bass, Voice, PREMASTER, livegate one, 5-Audio", NULL},
    {"/live/song/delete_track", 0, "Bass, Voice, PREMASTER",
     "no track could be made: AbletonOSC answered 'Error handling OSC message: Index out of "
     "range'"},
};

static void names_are(const struct world *world, const char *names) {
    struct lg_str is = {0};
    const struct lg_sim_set *set = lg_sim_now(world->script);
    for (size_t i = 0; i < set->num_tracks; i++)
        lg_str_printf(&is, "%s%s", i == 0 ? "" : ", ", set->tracks[i].name);
    assert_string_equal(lg_str_text(&is), names);
    lg_str_dispose(&is);
}

static void owned__bears_its_name_and_no_other_does(void **state) {
    struct world *world = *state;
    for (size_t i = 0; i < LG_ARRAY_LEN(rows); i++) {
        struct lg_osc_arg at = lg_osc_int(rows[i].at);
        struct lg_err err = {0};
        int32_t index = -1;
        world_open(world, SONG);
        struct lg_live *live = world_live(world);
        struct lg_journal *journal = world_new_journal(world);
        world->hand = (struct lg_osc_msg){rows[i].hand, &at, 1};
        int64_t deadline_ns = lg_clock_after(&world->env.clock, 5 * LG_NS_PER_S);
        int status = lg_owned_make(live, journal, CREATE, deadline_ns, &index, &err);
        names_are(world, rows[i].names);
        assert_int_equal(status, rows[i].says == NULL ? 0 : -1);
        assert_string_equal(err.text, rows[i].says == NULL ? "" : rows[i].says);
        assert_int_equal(index, rows[i].says == NULL ? 4 : -1);
        lg_live_free(live);
        lg_journal_free(journal);
    }
}

static const struct CMUnitTest tests[] = {
    world_test(owned__bears_its_name_and_no_other_does),
};

int main(void) {
    return cmocka_run_group_tests(tests, NULL, NULL);
}
