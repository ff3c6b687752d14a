#include "support/unit.h"

#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/fs.h"
#include "live/client.h"
#include "live/lock.h"

/* A folder for the locks, and another process that holds one. */
struct scene {
    char folder[64];
    char path[128];
    struct lg_env env;
    struct lg_interrupt interrupt;
    struct lg_err err;
    struct lg_live_lock *lock;
    pid_t holder;
    int holder_stdin;
};

static int setup(void **state) {
    struct scene *scene = calloc(1, sizeof *scene);
    if (scene == NULL)
        return -1;
    memcpy(scene->folder, "/tmp/lg-lock-XXXXXX", sizeof "/tmp/lg-lock-XXXXXX");
    if (mkdtemp(scene->folder) == NULL)
        return -1;
    snprintf(scene->path, sizeof scene->path, "%s/livegate-127.0.0.1-21000.lock", scene->folder);
    lg_env_init(&scene->env);
    scene->interrupt.wake_fd = -1;
    scene->env.interrupt = &scene->interrupt;
    *state = scene;
    return 0;
}

static void end_holder(struct scene *scene, int signo) {
    if (scene->holder == 0)
        return;
    if (signo != 0)
        assert_int_equal(kill(scene->holder, signo), 0);
    close(scene->holder_stdin);
    assert_int_equal(waitpid(scene->holder, NULL, 0), scene->holder);
    scene->holder = 0;
}

static int teardown(void **state) {
    struct scene *scene = *state;
    end_holder(scene, 0);
    lg_live_unlock(scene->lock);
    unlink(scene->path);
    int status = rmdir(scene->folder);
    free(scene);
    return status;
}

static int take(struct scene *scene, const char *host, int64_t wait_ns) {
    struct lg_live_lock_options options = {.host = host,
                                           .port = 21000,
                                           .command = "livegate run g1 --live",
                                           .run = "20260222-000000-1",
                                           .wait_ns = wait_ns,
                                           .folder = scene->folder};
    return lg_live_lock(&scene->env, &options, &scene->lock, &scene->err);
}

/* What the other process does: it holds the lock until its input ends. */
static void hold(struct scene *scene, int from, int to, bool says_so) {
    char byte = 0;
    struct flock range = {.l_type = F_WRLCK, .l_whence = SEEK_SET};
    scene->env.pid = getpid();
    int fd = -1;
    if (says_so) {
        byte = take(scene, "127.0.0.1", 0) == 0;
    } else {
        fd = open(scene->path, O_RDWR | O_CREAT, 0600);
        byte = fd >= 0 && fcntl(fd, F_SETLK, &range) == 0;
    }
    ssize_t done = write(to, &byte, 1);
    done = read(from, &byte, 1);
    LG_UNUSED(done);
    lg_live_unlock(scene->lock);
    _exit(0);
}

static void start_holder(struct scene *scene, bool says_so) {
    int in[2];
    int out[2];
    char byte = 0;
    assert_int_equal(pipe(in), 0);
    assert_int_equal(pipe(out), 0);
    scene->holder = fork();
    assert_true(scene->holder >= 0);
    if (scene->holder == 0) {
        close(in[1]);
        hold(scene, in[0], out[1], says_so);
    }
    close(in[0]);
    close(out[1]);
    scene->holder_stdin = in[1];
    assert_int_equal(read(out[0], &byte, 1), 1);
    assert_int_equal(byte, 1);
    close(out[0]);
}

static void lock__names_its_holder(void **state) {
    struct scene *scene = *state;
    char wanted[160];
    start_holder(scene, true);
    assert_int_equal(take(scene, "127.0.0.1", 0), -1);
    assert_int_equal(scene->err.kind, LG_ERR_READ);
    snprintf(wanted, sizeof wanted,
             "Live at 127.0.0.1:21000 is in use by pid %ld (livegate run g1 --live, since 20",
             (long)scene->holder);
    assert_true(lg_starts_with(scene->err.text, wanted));
    assert_true(lg_ends_with(scene->err.text, "Z)"));
    assert_null(scene->lock);
}

static void lock__is_free_when_its_holder_is_killed(void **state) {
    struct scene *scene = *state;
    start_holder(scene, true);
    end_holder(scene, SIGKILL);
    assert_true(lg_fs_is_file(scene->path));
    assert_int_equal(take(scene, "127.0.0.1", 0), 0);
}

static void lock__can_be_waited_for(void **state) {
    struct scene *scene = *state;
    start_holder(scene, true);
    /* The holder sees the end of its input in a moment; whether we were first does not matter. */
    close(scene->holder_stdin);
    scene->holder_stdin = dup(STDIN_FILENO);
    assert_int_equal(take(scene, "127.0.0.1", 60 * LG_NS_PER_S), 0);
    assert_true(lg_fs_is_file(scene->path));
}

static void lock__a_stop_ends_the_wait(void **state) {
    struct scene *scene = *state;
    start_holder(scene, true);
    scene->interrupt.signo = SIGINT;
    assert_int_equal(take(scene, "127.0.0.1", 60 * LG_NS_PER_S), -1);
    assert_int_equal(scene->err.kind, LG_ERR_INTERRUPTED);
    scene->interrupt.signo = 0;
}

static void lock__does_not_believe_the_note_of_an_earlier_holder(void **state) {
    struct scene *scene = *state;
    static const char note[] = "pid 1\nsince 2001-01-01T00:00:00.000Z\ncommand an-earlier-holder\n";
    char wanted[96];
    assert_int_equal(lg_fs_write_atomic(scene->path, note, strlen(note), NULL), 0);
    start_holder(scene, false);
    assert_int_equal(take(scene, "127.0.0.1", 0), -1);
    snprintf(wanted, sizeof wanted, "Live at 127.0.0.1:21000 is in use by pid %ld",
             (long)scene->holder);
    assert_true(lg_starts_with(scene->err.text, wanted));
    assert_null(strstr(scene->err.text, "an-earlier-holder"));
}

static void lock__leaves_nothing_behind(void **state) {
    struct scene *scene = *state;
    struct stat info;
    assert_int_equal(take(scene, "127.0.0.1", 0), 0);
    assert_int_equal(stat(scene->path, &info), 0);
    assert_int_equal(info.st_mode & 0777, 0644);
    lg_live_unlock(scene->lock);
    scene->lock = NULL;
    assert_false(lg_fs_is_file(scene->path));
}

static void lock__is_one_for_all_names_of_a_host(void **state) {
    struct scene *scene = *state;
    start_holder(scene, true);
    assert_int_equal(take(scene, "localhost", 0), -1);
    assert_non_null(strstr(scene->err.text, "is in use by"));
}

static void lock__goes_through_no_link_and_into_no_pipe(void **state) {
    struct scene *scene = *state;
    char mine[128];
    snprintf(mine, sizeof mine, "%s/mine", scene->folder);
    assert_int_equal(lg_fs_write_atomic(mine, "mine", 4, NULL), 0);
    assert_int_equal(symlink(mine, scene->path), 0);
    assert_int_equal(take(scene, "127.0.0.1", 0), -1);
    assert_int_equal(scene->err.kind, LG_ERR_READ);
    assert_non_null(strstr(scene->err.text, scene->path));
    assert_int_equal(unlink(scene->path), 0);
    assert_int_equal(unlink(mine), 0);
    scene->err = (struct lg_err){0};
    assert_int_equal(mkfifo(scene->path, 0600), 0);
    assert_int_equal(take(scene, "127.0.0.1", 0), -1);
    assert_non_null(strstr(scene->err.text, "is no plain file"));
}

static int no_send(struct lg_link *link, const void *bytes, size_t length, struct lg_err *err) {
    LG_UNUSED(link);
    LG_UNUSED(bytes);
    LG_UNUSED(length);
    return lg_err_set(err, LG_ERR_WRITE, "nobody is there");
}

static void no_close(struct lg_link *link) {
    LG_UNUSED(link);
}

static void lock__goes_with_the_client(void **state) {
    struct scene *scene = *state;
    static const struct lg_link_ops ops = {.kind = "none", .send = no_send, .close = no_close};
    struct lg_link link = {.ops = &ops};
    struct lg_live *live = lg_live_new(&scene->env, &link);
    assert_int_equal(take(scene, "127.0.0.1", 0), 0);
    lg_live_keep(live, scene->lock);
    scene->lock = NULL;
    assert_true(lg_fs_is_file(scene->path));
    lg_live_free(live);
    assert_false(lg_fs_is_file(scene->path));
}

#define SCENE(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void) {
    const struct CMUnitTest tests[] = {
        SCENE(lock__names_its_holder),
        SCENE(lock__is_free_when_its_holder_is_killed),
        SCENE(lock__can_be_waited_for),
        SCENE(lock__a_stop_ends_the_wait),
        SCENE(lock__does_not_believe_the_note_of_an_earlier_holder),
        SCENE(lock__leaves_nothing_behind),
        SCENE(lock__is_one_for_all_names_of_a_host),
        SCENE(lock__goes_through_no_link_and_into_no_pipe),
        SCENE(lock__goes_with_the_client),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
