/* Questions to the person at the terminal, where there is one. */
#ifndef LG_RUNNER_ASK_H
#define LG_RUNNER_ASK_H

#include "base/env.h"

/* Gives the env its `ask`, unless nobody is there to be asked: no terminal, or CI. */
void lg_ask_by_terminal(struct lg_env *env);

#endif
