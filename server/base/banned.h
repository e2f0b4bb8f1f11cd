/* Calls that do not compile here. The build includes this file before every source.
 *
 * Each has a replacement that knows the size of its buffer, leaves no hidden state behind or gives
 * the same answer on every machine: buf_* to build text, rfc3339_* for dates, rng_* for chance,
 * strtoll behind a checked reader for numbers. Variable length arrays are refused by -Wvla.
 *
 * The headers that declare the names come first: a poisoned name may not be seen again, not even in
 * a system header.
 */
#ifndef BASE_BANNED_H
#define BASE_BANNED_H

#include <alloca.h>
#include <locale.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <time.h>
#include <unistd.h>
#include <wchar.h>

/* Some C libraries spell these as macros, which cannot be poisoned. */
#undef alloca
#undef sprintf
#undef stpcpy
#undef strcat
#undef strcpy
#undef strncat
#undef strncpy
#undef strtok
#undef vsprintf

#pragma GCC poison alloca
#pragma GCC poison strcpy stpcpy strcat strncpy stpncpy strncat
#pragma GCC poison sprintf vsprintf
#pragma GCC poison strtok
#pragma GCC poison atoi atol atoll atof
#pragma GCC poison gmtime localtime localtime_r asctime asctime_r ctime ctime_r
#pragma GCC poison rand srand rand_r random srandom drand48
#pragma GCC poison setlocale

#endif
