/* The last line of every test program: run a libcheck suite and print TAP.
 *
 *     int
 *     main(void)
 *     {
 *         return tap_run(suite());
 *     }
 *
 * Each case becomes one line of `make check`. Cases run in processes of their own unless CK_FORK=no
 * is set (for a debugger or valgrind), so a crash or a leak is blamed on the case that caused it.
 */
#ifndef TESTS_UNIT_TAP_H
#define TESTS_UNIT_TAP_H

#include <check.h>

/* Runs every case and frees the suite. The value is the exit status of the program. */
static inline int
tap_run(Suite *suite)
{
    SRunner *runner = srunner_create(suite);
    srunner_set_tap(runner, "-");
    srunner_run_all(runner, CK_SILENT);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? 0 : 1;
}

#endif
