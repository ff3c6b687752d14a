#include "osc/holder.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/number.h"
#include "base/proc.h"

enum { COMMAND_MAX = 120, LSOF_TIMEOUT_MS = 2000, LSOF_OUTPUT_MAX = 4096 };

/* The n-th word of a line, from 0. */
static struct lg_view word_of(const char *line, size_t n) {
    for (;;) {
        line += strspn(line, " \t\n");
        size_t length = strcspn(line, " \t\n");
        if (n-- == 0 || length == 0)
            return (struct lg_view){line, length};
        line += length;
    }
}

/* "0100007F:2AF9": the port is the hexadecimal number behind the last colon. */
static bool has_port(struct lg_view address, int port) {
    char wanted[8];
    int length = snprintf(wanted, sizeof wanted, ":%04X", (unsigned)port & 0xFFFFu);
    return address.length > (size_t)length &&
           memcmp(address.text + address.length - (size_t)length, wanted, (size_t)length) == 0;
}

/* Linux: a line a socket; its second word is the address, its tenth the inode. */
static bool find_inode(const char *path, int port, char inode[static 32]) {
    FILE *file = fopen(path, "r");
    char *line = NULL;
    size_t capacity = 0;
    bool is_found = false;
    while (file != NULL && !is_found && getline(&line, &capacity, file) > 0) {
        struct lg_view number = word_of(line, 9);
        is_found = has_port(word_of(line, 1), port) && number.length < 16;
        if (is_found)
            snprintf(inode, 32, "socket:[%.*s]", (int)number.length, number.text);
    }
    free(line);
    if (file != NULL)
        fclose(file);
    return is_found;
}

/* One of /proc/PID/fd is a link to the socket. */
static bool holds_socket(const char *pid, const char *socket) {
    char path[512];
    char target[64];
    bool holds = false;
    snprintf(path, sizeof path, "/proc/%.200s/fd", pid);
    DIR *folder = opendir(path);
    for (struct dirent *entry; folder != NULL && !holds && (entry = readdir(folder)) != NULL;) {
        snprintf(path, sizeof path, "/proc/%.200s/fd/%.200s", pid, entry->d_name);
        ssize_t length = readlink(path, target, sizeof target - 1);
        target[length < 0 ? 0 : length] = '\0';
        holds = strcmp(target, socket) == 0;
    }
    if (folder != NULL)
        closedir(folder);
    return holds;
}

static bool find_by_proc(int port, int64_t *pid_out) {
    char socket[32];
    bool is_found = false;
    if (!find_inode("/proc/net/udp", port, socket) && !find_inode("/proc/net/udp6", port, socket))
        return false;
    DIR *folder = opendir("/proc");
    for (struct dirent *entry; folder != NULL && !is_found && (entry = readdir(folder)) != NULL;) {
        is_found = lg_number_read_int(lg_view_of(entry->d_name), pid_out) &&
                   holds_socket(entry->d_name, socket);
    }
    if (folder != NULL)
        closedir(folder);
    return is_found;
}

/* macOS and others: lsof says "p123" in a line of its own. */
static bool find_by_lsof(const struct lg_env *env, int port, int64_t *pid_out) {
    char what[32];
    snprintf(what, sizeof what, "-iUDP:%d", port);
    const char *const argv[] = {"lsof", "-nP", what, "-Fp", NULL};
    struct lg_proc_options options = {.timeout_ms = LSOF_TIMEOUT_MS, .max_output = LSOF_OUTPUT_MAX};
    struct lg_proc_result result = {0};
    if (lg_proc_run(env, argv, &options, &result, NULL) < 0)
        return false;
    const char *text = lg_str_text(&result.output);
    struct lg_view line = {text, strcspn(text, "\n")};
    bool is_found = line.length > 1 && *line.text == 'p' &&
                    lg_number_read_int((struct lg_view){text + 1, line.length - 1}, pid_out);
    lg_proc_result_dispose(&result);
    return is_found;
}

/* Words that a NUL ends each; what could act on a terminal becomes '?'. */
static void add_command(int64_t pid, struct lg_str *out) {
    char path[64];
    char command[COMMAND_MAX];
    snprintf(path, sizeof path, "/proc/%lld/cmdline", (long long)pid);
    FILE *file = fopen(path, "r");
    size_t length = file == NULL ? 0 : fread(command, 1, sizeof command, file);
    if (file != NULL)
        fclose(file);
    while (length > 0 && command[length - 1] == '\0')
        length--;
    if (length == 0)
        return;
    lg_str_add(out, " (");
    for (size_t i = 0; i < length; i++) {
        unsigned char c = (unsigned char)command[i];
        lg_str_add_char(out, c == '\0' ? ' ' : c < 0x20 || c == 0x7f ? '?' : command[i]);
    }
    lg_str_add(out, length == sizeof command ? "…)" : ")");
}

void lg_process_name(int64_t pid, struct lg_str *out) {
    lg_str_printf(out, "pid %lld", (long long)pid);
    add_command(pid, out);
}

void lg_port_holder(const struct lg_env *env, int port, struct lg_str *out) {
    int64_t pid = 0;
    if (find_by_proc(port, &pid) || find_by_lsof(env, port, &pid))
        lg_process_name(pid, out);
}
