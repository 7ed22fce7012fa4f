#ifndef WINDOWS_FILE_H
#define WINDOWS_FILE_H

#include "posix.h"

#define WIN32_LEAN_AND_MEAN
#include <windows.h>

/*
 * Names and errors of Windows, for both files that stand between it and the
 * rooms. What cannot be turned is NULL: win_wide() then sets errno.
 */

/* A name of ours for a call of Windows; the caller frees it. */
wchar_t *win_wide(const char *s);
/* What Windows wrote, as UTF-8; the caller frees it. NULL: no memory. */
char *win_narrow(const wchar_t *w);
/* Turns each backslash of a name into a slash. */
void win_use_slashes(char *s);
/* Sets errno to what an error of GetLastError() is in POSIX; returns -1. */
int win_failed(DWORD error);

#endif
