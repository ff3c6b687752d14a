/* The addresses that the script answers in a dialect, in the order in which it registers them. */
#ifndef LG_SIM_SPACE_H
#define LG_SIM_SPACE_H

#include "sim/handlers.h"

/* Longer than any of them. */
enum { LG_SIM_ADDRESS_MAX = 80 };

/* Goes over all of them; zeroed but for the dialect, it stands before the first. */
struct lg_sim_walk {
    enum lg_sim_dialect dialect;
    size_t part, row;
    char address[LG_SIM_ADDRESS_MAX]; /* the present one's */
};

/* The next; its address is the walk's, until the one after it. False behind the last. */
bool lg_sim_walk_next(struct lg_sim_walk *walk, struct lg_sim_handler *out);
/* False where nobody answers. The address in `out` is the one that was given. */
bool lg_sim_space_find(enum lg_sim_dialect dialect, const char *address,
                       struct lg_sim_handler *out);

#endif
