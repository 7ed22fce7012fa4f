#ifndef WINDOWS_MMAN_H
#define WINDOWS_MMAN_H

#include <stddef.h>

/* Pages for secrets: anonymous, never a file. */
#define PROT_READ 1
#define PROT_WRITE 2
#define MAP_PRIVATE 2
#define MAP_ANONYMOUS 32
#define MAP_FAILED ((void *)-1)
#define MADV_DONTFORK 10
#define MADV_DONTDUMP 16

void *win_mmap(void *at, size_t n, int prot, int flags, int fd, long offset);
int win_munmap(void *p, size_t n);
int win_mlock(const void *p, size_t n);
/* Leaves the pages out of a crash report; other advice does not apply. */
int win_madvise(void *p, size_t n, int advice);
#define mmap win_mmap
#define munmap win_munmap
#define mlock win_mlock
#define madvise win_madvise

#endif
