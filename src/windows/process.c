#define WINDOWS_IMPLEMENTATION
#include "file.h"

#include <stdbool.h>

#include <shellapi.h>

#include "include/sys/mman.h"
#include "include/sys/resource.h"
#include "include/termios.h"

int
win_isatty(int fd)
{
	DWORD mode;

	return GetConsoleMode((HANDLE)_get_osfhandle(fd), &mode) != 0;
}

/* A variable that was asked for, as UTF-8. */
struct variable {
	struct variable *next;
	char *text;
	char name[];
};

static struct variable *
remember(const char *name)
{
	static struct variable *first;
	struct variable *v;

	for (v = first; v; v = v->next) {
		if (strcmp(v->name, name) == 0)
			return v;
	}
	v = calloc(1, sizeof(*v) + strlen(name) + 1);
	if (!v)
		return NULL;
	memcpy(v->name, name, strlen(name) + 1);
	v->next = first;
	first = v;
	return v;
}

char *
win_getenv(const char *name)
{
	struct variable *v = remember(name);
	wchar_t *w = win_wide(name), *text = NULL;
	DWORD n = w ? GetEnvironmentVariableW(w, NULL, 0) : 0;

	if (!n && v && strcmp(name, "TMPDIR") == 0) {
		free(w);
		return win_getenv("TEMP");
	}
	if (n)
		text = calloc(n, sizeof(*text));
	if (text)
		GetEnvironmentVariableW(w, text, n);
	if (v) {
		free(v->text);
		v->text = text ? win_narrow(text) : NULL;
	}
	if (text)
		SecureZeroMemory(text, n * sizeof(*text));
	free(text);
	free(w);
	return v ? v->text : NULL;
}

int
win_unsetenv(const char *name)
{
	wchar_t *w = win_wide(name);
	BOOL good = w && SetEnvironmentVariableW(w, NULL);

	free(w);
	return good ? 0 : -1;
}

struct tm *
win_gmtime_r(const time_t *t, struct tm *tm)
{
	return gmtime_s(tm, t) == 0 ? tm : NULL;
}

int
win_nanosleep(const struct timespec *want, struct timespec *left)
{
	(void)left;
	Sleep((DWORD)(want->tv_sec * 1000 + want->tv_nsec / 1000000));
	return 0;
}

long
win_sysconf(int name)
{
	SYSTEM_INFO info;

	GetSystemInfo(&info);
	return name == _SC_PAGESIZE ? (long)info.dwPageSize :
	    (long)info.dwNumberOfProcessors;
}

static void (*volatile on_interrupt)(int), (*volatile on_terminate)(int);

/* Runs in a thread of its own, as Windows has it. */
static BOOL WINAPI
on_console(DWORD event)
{
	if (event == CTRL_C_EVENT && on_interrupt)
		on_interrupt(SIGINT);
	else if (event != CTRL_C_EVENT && on_terminate)
		on_terminate(SIGTERM);
	return FALSE;
}

int
win_sigaction(int sig, const struct win_sigaction *sa,
    struct win_sigaction *old)
{
	(void)old;
	if (sa->sa_handler == SIG_IGN)
		return 0;
	if (sig == SIGINT)
		on_interrupt = sa->sa_handler;
	else if (sig == SIGTERM)
		on_terminate = sa->sa_handler;
	SetConsoleCtrlHandler(on_console, TRUE);
	return 0;
}

int
win_tcgetattr(int fd, struct termios *t)
{
	DWORD mode;

	if (!GetConsoleMode((HANDLE)_get_osfhandle(fd), &mode))
		return win_failed(GetLastError());
	t->c_lflag = mode;
	return 0;
}

int
win_tcsetattr(int fd, int when, const struct termios *t)
{
	HANDLE h = (HANDLE)_get_osfhandle(fd);

	(void)when;
	FlushConsoleInputBuffer(h);
	return SetConsoleMode(h, t->c_lflag) ? 0 : win_failed(GetLastError());
}

void *
win_mmap(void *at, size_t n, int prot, int flags, int fd, long offset)
{
	void *p = VirtualAlloc(at, n, MEM_RESERVE | MEM_COMMIT,
	    PAGE_READWRITE);

	(void)prot;
	(void)flags;
	(void)fd;
	(void)offset;
	return p ? p : MAP_FAILED;
}

int
win_munmap(void *p, size_t n)
{
	(void)n;
	return VirtualFree(p, 0, MEM_RELEASE) ? 0 : -1;
}

int
win_mlock(const void *p, size_t n)
{
	return VirtualLock((void *)p, n) ? 0 : -1;
}

int
win_madvise(void *p, size_t n, int advice)
{
	/* Newer than Windows 10 of 2015: asked for by name. */
	HRESULT (WINAPI *leave_out)(const void *, DWORD);
	HMODULE kernel = GetModuleHandleW(L"kernel32.dll");
	FARPROC f = kernel ? GetProcAddress(kernel,
	    "WerRegisterExcludedMemoryBlock") : NULL;

	if (advice != MADV_DONTDUMP || !f)
		return 0;
	memcpy(&leave_out, &f, sizeof(leave_out));
	return leave_out(p, (DWORD)n) == S_OK ? 0 : -1;
}

int
win_setrlimit(int what, const struct rlimit *limit)
{
	(void)what;
	(void)limit;
	SetErrorMode(SEM_FAILCRITICALERRORS | SEM_NOGPFAULTERRORBOX);
	return 0;
}

static UINT page_before;

static void
restore_page(void)
{
	SetConsoleOutputCP(page_before);
}

/* Text in UTF-8, and colours, where there is a console. */
static void
prepare_console(void)
{
	static const DWORD stream[] = {STD_OUTPUT_HANDLE, STD_ERROR_HANDLE};

	for (size_t i = 0; i < 2; i++) {
		HANDLE h = GetStdHandle(stream[i]);
		DWORD mode;

		if (!GetConsoleMode(h, &mode))
			continue;
		SetConsoleMode(h, mode | ENABLE_VIRTUAL_TERMINAL_PROCESSING);
		if (page_before)
			continue;
		page_before = GetConsoleOutputCP();
		SetConsoleOutputCP(CP_UTF8);
		atexit(restore_page);
	}
}

void
win_start(int *argc, char ***argv)
{
	wchar_t **w = CommandLineToArgvW(GetCommandLineW(), argc);
	char **list = w ? calloc((size_t)*argc + 1, sizeof(*list)) : NULL;

	for (int fd = 0; fd < 3; fd++)
		_setmode(fd, _O_BINARY);
	prepare_console();
	for (int i = 0; list && i < *argc; i++) {
		list[i] = win_narrow(w[i]);
		if (!list[i])
			exit(70);
		/* A name of a file is written as everywhere else. */
		if (i && GetFileAttributesW(w[i]) != INVALID_FILE_ATTRIBUTES)
			win_use_slashes(list[i]);
	}
	if (!list)
		exit(70);
	LocalFree(w);
	*argv = list;
}

int
main(int argc, char **argv)
{
	win_start(&argc, &argv);
	return cwaudit_main(argc, argv);
}
