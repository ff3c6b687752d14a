/* The one way into cmocka: its header must come after these three. */
#ifndef LG_TESTS_UNIT_H
#define LG_TESTS_UNIT_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#endif
