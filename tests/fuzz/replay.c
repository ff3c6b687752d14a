/* Runs a fuzz target over each file of the folders given: what libFuzzer does with a corpus, for
 * compilers without it. An empty folder is a failure, since it would prove nothing. */
#include <dirent.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include "fuzz/target.h"

/* In memory of the very size, so that a sanitizer sees a read past the end. */
static int replay_file(const char *path) {
    FILE *file = fopen(path, "rb");
    uint8_t *bytes = NULL;
    long length = -1;
    int result = -1;
    if (file == NULL || fseek(file, 0, SEEK_END) != 0 || (length = ftell(file)) < 0)
        goto out;
    rewind(file);
    bytes = malloc((size_t)length);
    if (length > 0 && (bytes == NULL || fread(bytes, (size_t)length, 1, file) != 1))
        goto out;
    result = LLVMFuzzerTestOneInput(bytes, (size_t)length);
out:
    if (result != 0)
        fprintf(stderr, "%s: could not be replayed\n", path);
    free(bytes);
    if (file != NULL)
        fclose(file);
    return result;
}

/* Names each file before it runs: the last one named is the one that crashed. */
static int replay_folder(const char *folder) {
    char path[4096];
    size_t count = 0;
    int result = 0;
    DIR *directory = opendir(folder);
    if (directory == NULL) {
        perror(folder);
        return -1;
    }
    for (struct dirent *entry = readdir(directory); entry != NULL; entry = readdir(directory)) {
        if (entry->d_name[0] == '.')
            continue;
        snprintf(path, sizeof path, "%s/%s", folder, entry->d_name);
        printf("%s\n", path);
        fflush(stdout);
        result |= replay_file(path);
        count++;
    }
    closedir(directory);
    if (count == 0) {
        fprintf(stderr, "%s holds no input\n", folder);
        return -1;
    }
    printf("%zu inputs\n", count);
    return result;
}

int main(int argc, char **argv) {
    int result = argc < 2 ? -1 : 0;
    for (int i = 1; i < argc; i++)
        result |= replay_folder(argv[i]);
    return result == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
