#ifndef WINDOWS_PRCTL_H
#define WINDOWS_PRCTL_H

/* No core files here; win_mmap() keeps secrets out of crash reports. */
#define PR_SET_DUMPABLE 4
#define prctl(what, a, b, c, d) (0)

#endif
