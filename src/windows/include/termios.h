#ifndef WINDOWS_TERMIOS_H
#define WINDOWS_TERMIOS_H

/* As much of a terminal as it takes to switch its echo off. */
typedef unsigned tcflag_t;

struct termios {
	tcflag_t c_lflag;
};

#define ECHO 4u		/* ENABLE_ECHO_INPUT */
#define ECHONL 0u
#define TCSAFLUSH 2

int win_tcgetattr(int fd, struct termios *t);
int win_tcsetattr(int fd, int when, const struct termios *t);
#define tcgetattr win_tcgetattr
#define tcsetattr win_tcsetattr

#endif
