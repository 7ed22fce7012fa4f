/* The tests of scan.h again, for machines without SSE2. */
#define SCAN_WORDS
#include "test_scan.c"
