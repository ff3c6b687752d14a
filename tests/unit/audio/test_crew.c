#include "audio/crew.h"

#include <pthread.h>

#include "unit/audio/waves.h"

enum { JOBS = 1000 };

struct tally {
    int done[JOBS];
    size_t offset;
};

static void count_one(void *untyped, size_t index) {
    struct tally *tally = untyped;
    tally->done[tally->offset + index]++;
}

static void crew__does_each_job_once_whatever_its_size(void **state) {
    LG_UNUSED(state);
    static const int sizes[] = {-1, 0, 1, 2, 3, 8};
    for (size_t s = 0; s < LG_ARRAY_LEN(sizes); s++) {
        struct lg_crew *crew = lg_crew_new(sizes[s]);
        struct tally tally = {0};
        /* Many runs, some of nothing: a crew is used again and again. */
        for (size_t count = 0; tally.offset + count <= JOBS; count++) {
            lg_crew_run(crew, count_one, &tally, count);
            tally.offset += count;
        }
        for (size_t i = 0; i < tally.offset; i++)
            assert_int_equal(tally.done[i], 1);
        assert_true(tally.offset > JOBS - 50);
        lg_crew_free(crew);
    }
}

static void crew__nobody_is_the_caller_alone(void **state) {
    LG_UNUSED(state);
    struct tally tally = {0};
    lg_crew_run(NULL, count_one, &tally, JOBS);
    for (size_t i = 0; i < JOBS; i++)
        assert_int_equal(tally.done[i], 1);
    lg_crew_free(NULL);
}

/* Both jobs wait for each other: alone, neither would end. */
struct meeting {
    pthread_mutex_t lock;
    pthread_cond_t came;
    int there;
    int ended;
};

static void meet(void *untyped, size_t index) {
    struct meeting *meeting = untyped;
    LG_UNUSED(index);
    pthread_mutex_lock(&meeting->lock);
    meeting->there++;
    pthread_cond_broadcast(&meeting->came);
    while (meeting->there < 2)
        pthread_cond_wait(&meeting->came, &meeting->lock);
    pthread_mutex_unlock(&meeting->lock);
}

static void crew__works_at_the_same_time(void **state) {
    LG_UNUSED(state);
    struct meeting meeting = {PTHREAD_MUTEX_INITIALIZER, PTHREAD_COND_INITIALIZER, 0, 0};
    struct lg_crew *crew = lg_crew_new(2);
    lg_crew_run(crew, meet, &meeting, 2);
    assert_int_equal(meeting.there, 2);
    lg_crew_free(crew);
}

/* One of two jobs goes on working after both have met, whoever does it. */
static void meet_and_go_on(void *untyped, size_t index) {
    struct meeting *meeting = untyped;
    volatile int work = 0;
    meet(meeting, index);
    while (index == 1 && work < 1000000)
        work = work + 1;
    pthread_mutex_lock(&meeting->lock);
    meeting->ended++;
    pthread_mutex_unlock(&meeting->lock);
}

static void crew__returns_when_the_last_has_ended(void **state) {
    LG_UNUSED(state);
    struct lg_crew *crew = lg_crew_new(2);
    for (int run = 0; run < 20; run++) {
        struct meeting meeting = {PTHREAD_MUTEX_INITIALIZER, PTHREAD_COND_INITIALIZER, 0, 0};
        lg_crew_run(crew, meet_and_go_on, &meeting, 2);
        pthread_mutex_lock(&meeting.lock);
        assert_int_equal(meeting.ended, 2);
        pthread_mutex_unlock(&meeting.lock);
    }
    lg_crew_free(crew);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(crew__does_each_job_once_whatever_its_size),
        cmocka_unit_test(crew__nobody_is_the_caller_alone),
        cmocka_unit_test(crew__works_at_the_same_time),
        cmocka_unit_test(crew__returns_when_the_last_has_ended),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
