#ifndef SANDBOX_H
#define SANDBOX_H

#include <stdbool.h>
#include <stddef.h>

/*
 * What the process gives up once it knows what it was asked for, so that a
 * fault in a parser cannot be made more of. On Linux:
 *
 * - no_new_privs, no core dumps, no tracing by others of the same user;
 * - Landlock (kernel 5.13 or newer): the whole tree may be read, nothing be
 *   executed, and written is only to the places that are named;
 * - a seccomp filter of the system calls that this program makes. Programs,
 *   processes and, unless live, every kind of socket kill the process: one
 *   that asks for them is in other hands, and nothing that it would go on to
 *   write may be believed. Any other call fails as if the kernel did not know
 *   it (ENOSYS), for which C libraries have a second way: a newer libc, or
 *   clone3() in a new thread, must not end an audit. When live, TCP and UDP
 *   clients remain; bind() does nothing (musl's resolver calls it before it
 *   asks, with no address), listen() and accept() kill.
 *
 * Elsewhere nothing is given up.
 *
 * SANDBOX_LOOSE is defined for sanitizers, whose run-time library forks,
 * traces and maps code: their filter only kills for programs and sockets.
 * SANDBOX_NONE, for builds that write of their own accord (coverage), leaves
 * all of it out; --verbose then says so.
 */
#if defined(__SANITIZE_ADDRESS__)
#define SANDBOX_LOOSE
#endif

enum sandbox_may {
	SANDBOX_REPLACE = 1,	/* make, write, rename and remove files in it */
	SANDBOX_FOLDERS = 2,	/* make folders in it, too */
	SANDBOX_WRITE = 4	/* write to this file, which exists */
};

struct sandbox_place {
	const char *path;
	unsigned may;
};

struct sandbox {
	bool live;		/* may open connections */
	const struct sandbox_place *place;	/* what may be written */
	size_t n;
};

/*
 * Gives it up, for all threads to come; call it once, before there is a
 * second one. Returns 0; or -1 when the system lacks a part of it, with what
 * that means written to `lacks`. The process goes on either way.
 */
int sandbox_enter(const struct sandbox *s, char *lacks, size_t size);

#endif
