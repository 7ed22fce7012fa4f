#ifndef WINDOWS_RESOURCE_H
#define WINDOWS_RESOURCE_H

struct rlimit {
	unsigned long rlim_cur, rlim_max;
};

/* Switches the window off that offers to send a crash report. */
#define RLIMIT_CORE 4
int win_setrlimit(int what, const struct rlimit *limit);
#define setrlimit win_setrlimit

#endif
