/*
 * What stands between the program and its libc in build/cover/cwaudit, so that
 * its counts of lines are written: at an end that passes exit() by, and in
 * spite of the sandbox, which is built up to its last step and then left off.
 * tests/sandbox/ looks at what that step does.
 */
#define _GNU_SOURCE
#include <stdarg.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#ifndef SYS_landlock_restrict_self
#define SYS_landlock_restrict_self 446
#endif

void __gcov_dump(void);
void fault_end(void) __attribute__((weak));
void __real__exit(int status) __attribute__((noreturn));
int __real_prctl(int option, ...);
long __real_syscall(long number, ...);

void __wrap__exit(int status) __attribute__((noreturn));
int __wrap_prctl(int option, ...);
long __wrap_syscall(long number, ...);

void
__wrap__exit(int status)
{
	if (fault_end)
		fault_end();
	__gcov_dump();
	__real__exit(status);
}

int
__wrap_prctl(int option, ...)
{
	unsigned long a, b, c, d;
	va_list ap;

	if (option == PR_SET_SECCOMP)
		return 0;
	va_start(ap, option);
	a = va_arg(ap, unsigned long);
	b = va_arg(ap, unsigned long);
	c = va_arg(ap, unsigned long);
	d = va_arg(ap, unsigned long);
	va_end(ap);
	return __real_prctl(option, a, b, c, d);
}

long
__wrap_syscall(long number, ...)
{
	long a, b, c, d;
	va_list ap;

	if (number == SYS_landlock_restrict_self)
		return 0;
	va_start(ap, number);
	a = va_arg(ap, long);
	b = va_arg(ap, long);
	c = va_arg(ap, long);
	d = va_arg(ap, long);
	va_end(ap);
	return __real_syscall(number, a, b, c, d);
}
