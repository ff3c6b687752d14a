#include "matrix/rank.h"

#include <math.h>
#include <stdlib.h>

#include "base/arena.h"

struct entry {
    double number;
    size_t index;
};

static int by_number(const void *a, const void *b) {
    const struct entry *x = a;
    const struct entry *y = b;
    return x->number < y->number ? -1 : x->number > y->number;
}

static void rank(const double *numbers, size_t count, struct entry *room, double *ranks) {
    for (size_t i = 0; i < count; i++)
        room[i] = (struct entry){numbers[i], i};
    qsort(room, count, sizeof *room, by_number);
    for (size_t i = 0; i < count;) {
        size_t end = i;
        while (end < count && room[end].number == room[i].number)
            end++;
        /* Ranks count from 1. */
        double mean = ((double)(i + 1) + (double)end) / 2.0;
        for (; i < end; i++)
            ranks[room[i].index] = mean;
    }
}

/* Pearson's correlation of the ranks, whose mean is known. */
static double correlate(const double *a, const double *b, size_t count) {
    double mean = ((double)count + 1.0) / 2.0;
    double ab = 0.0;
    double aa = 0.0;
    double bb = 0.0;
    for (size_t i = 0; i < count; i++) {
        ab += (a[i] - mean) * (b[i] - mean);
        aa += (a[i] - mean) * (a[i] - mean);
        bb += (b[i] - mean) * (b[i] - mean);
    }
    return aa > 0.0 && bb > 0.0 ? ab / sqrt(aa * bb) : NAN;
}

double lg_rank_correlation(const double *a, const double *b, size_t count) {
    if (count < 3)
        return NAN;
    struct entry *room = lg_xcalloc(count, sizeof *room);
    double *ranks = lg_xcalloc(2 * count, sizeof *ranks);
    rank(a, count, room, ranks);
    rank(b, count, room, ranks + count);
    double result = correlate(ranks, ranks + count, count);
    free(room);
    free(ranks);
    return result;
}
