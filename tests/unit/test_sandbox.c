/*
 * Every system call, given to the filter as the kernel would: what comes out
 * is what the table says of that call, and of no other.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/prctl.h>

#include <cmocka.h>

static int catch_filter(int option, ...);

#define prctl catch_filter
#include "../../src/sandbox.c"
#undef prctl

#if defined(__linux__) && defined(ARCH) && !defined(SANDBOX_NONE)

/* A build with sanitizers may call what is not listed. */
#ifdef SANDBOX_LOOSE
#define OTHERS RET_ALLOW
#else
#define OTHERS RET_ERRNO(ENOSYS)
#endif

static struct insn code[LIMIT_FILTER];
static size_t ncode;

/* In the place of prctl(): keeps the filter. */
static int
catch_filter(int option, ...)
{
	const struct program *p;
	va_list ap;

	if (option != PR_SET_SECCOMP)
		return 0;
	va_start(ap, option);
	assert_int_equal(va_arg(ap, int), MODE_FILTER);
	p = va_arg(ap, const struct program *);
	va_end(ap);
	ncode = p->n;
	memcpy(code, p->insn, ncode * sizeof(*code));
	return 0;
}

/* What the filter says of a call with three arguments. */
static uint32_t
ask(uint32_t arch, uint32_t call, const uint32_t *arg)
{
	uint32_t word[16] = {call, arch}, a = 0;

	for (int i = 0; i < 3; i++)
		word[AT_ARG(i) / 4] = arg[i];
	for (size_t i = 0; i < ncode; i++) {
		const struct insn *in = &code[i];

		switch (in->code) {
		case LOAD:
			a = word[in->k / 4];
			break;
		case MASK:
			a &= in->k;
			break;
		case EQUAL:
			i += a == in->k ? in->yes : in->no;
			break;
		case AT_LEAST:
			i += a >= in->k ? in->yes : in->no;
			break;
		case BITS:
			i += a & in->k ? in->yes : in->no;
			break;
		default:
			assert_int_equal(in->code, RETURN);
			return in->k;
		}
	}
	fail_msg("the filter has no end for call %u", (unsigned)call);
	return 0;
}

static uint32_t
wanted(uint32_t call, const uint32_t *arg, int class)
{
	enum verdict v = UNLISTED;
	bool known = false;

	for (size_t i = 0; i < countof(calls); i++) {
		if (calls[i].call == call && calls[i].classes & class &&
		    !is_left_out(call))
			v = calls[i].verdict;
	}
	switch (v) {
	case ALLOW:
		return RET_ALLOW;
	case KILL:
		return RET_KILL;
	case NOTHING:
		return RET_ERRNO(0);
	case THREAD:
		return arg[0] & THREAD_FLAG ? RET_ALLOW : RET_KILL;
	case NOT_CODE:
		return arg[2] & PROT_EXEC ? RET_ERRNO(EPERM) : RET_ALLOW;
	case INTERNET:
		known = (arg[0] == FAMILY_INET || arg[0] == FAMILY_INET6) &&
		    ((arg[1] & KIND) == KIND_STREAM ||
		    (arg[1] & KIND) == KIND_DATAGRAM);
		return known ? RET_ALLOW : RET_ERRNO(EAFNOSUPPORT);
	case TERMINAL:
		for (size_t i = 0; i < countof(terminal); i++)
			known = known || arg[1] == terminal[i];
		return known ? RET_ALLOW : RET_ERRNO(ENOTTY);
	default:
		return OTHERS;
	}
}

static void
try_calls(int class)
{
	static const uint32_t args[][3] = {{0, 0, 0}, {FAMILY_INET, 1, 4},
		{FAMILY_INET6, 2 | 0x80000, 3}, {FAMILY_INET, 3, 7}, {1, 1, 1},
		{THREAD_FLAG, TCGETS, 2}, {17, TIOCGWINSZ, ~0U},
		{~THREAD_FLAG, TIOCSTI, PROT_EXEC}, {~0U, FIONBIO, ~4U}};

	for (size_t k = 0; k < countof(args); k++) {
		for (uint32_t i = 0; i < 4096; i++) {
			/* x32 has bit 30; the last ones are far above. */
			uint32_t odd = i % 2 ? i | 1U << 30 : ~i;

			assert_int_equal(ask(ARCH, i, args[k]),
			    wanted(i, args[k], class));
			assert_int_equal(ask(ARCH, odd, args[k]),
			    OTHERS);
			assert_int_equal(ask(ARCH ^ 1, i, args[k]), RET_KILL);
		}
	}
}

static void
test_offline(void **state)
{
	(void)state;
	assert_int_equal(filter(false), 0);
	assert_int_equal(ask(ARCH, SYS_socket, (uint32_t[]){2, 1, 0}),
	    RET_KILL);
	try_calls(OFFLINE);
}

static void
test_live(void **state)
{
	(void)state;
	assert_int_equal(filter(true), 0);
	assert_int_equal(ask(ARCH, SYS_socket, (uint32_t[]){2, 1, 0}),
	    RET_ALLOW);
	try_calls(LIVE);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_offline),
		cmocka_unit_test(test_live),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

#else

int
main(void)
{
	return 0;
}

#endif
