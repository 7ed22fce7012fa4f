#define WINDOWS_IMPLEMENTATION
#include "file.h"

#include <limits.h>
#include <stdbool.h>

#include <aclapi.h>
#include <bcrypt.h>

#include "../limits.h"

/* The console that "/dev/tty" opened, to tell it from files. */
static int console = -1;

wchar_t *
win_wide(const char *s)
{
	int n = MultiByteToWideChar(CP_UTF8, MB_ERR_INVALID_CHARS, s, -1,
	    NULL, 0);
	wchar_t *w;

	if (n <= 0 || n > LIMIT_WINDOWS_PATH) {
		errno = n > LIMIT_WINDOWS_PATH ? ENAMETOOLONG : EILSEQ;
		return NULL;
	}
	w = malloc((size_t)n * sizeof(*w));
	if (!w) {
		errno = ENOMEM;
		return NULL;
	}
	MultiByteToWideChar(CP_UTF8, 0, s, -1, w, n);
	return w;
}

char *
win_narrow(const wchar_t *w)
{
	int n = WideCharToMultiByte(CP_UTF8, 0, w, -1, NULL, 0, NULL, NULL);
	char *s = n > 0 ? malloc((size_t)n) : NULL;

	if (s)
		WideCharToMultiByte(CP_UTF8, 0, w, -1, s, n, NULL, NULL);
	return s;
}

void
win_use_slashes(char *s)
{
	for (; *s; s++) {
		if (*s == '\\')
			*s = '/';
	}
}

int
win_failed(DWORD error)
{
	static const struct {
		DWORD error;
		int is;
	} known[] = {
		{ERROR_FILE_NOT_FOUND, ENOENT}, {ERROR_PATH_NOT_FOUND, ENOENT},
		{ERROR_INVALID_NAME, ENOENT}, {ERROR_BAD_NETPATH, ENOENT},
		{ERROR_ACCESS_DENIED, EACCES},
		{ERROR_SHARING_VIOLATION, EACCES},
		{ERROR_LOCK_VIOLATION, EACCES},
		{ERROR_FILE_EXISTS, EEXIST}, {ERROR_ALREADY_EXISTS, EEXIST},
		{ERROR_DISK_FULL, ENOSPC}, {ERROR_HANDLE_DISK_FULL, ENOSPC},
		{ERROR_BROKEN_PIPE, EPIPE}, {ERROR_NO_DATA, EPIPE},
		{ERROR_PIPE_NOT_CONNECTED, EPIPE},
		{ERROR_NOT_ENOUGH_MEMORY, ENOMEM},
		{ERROR_DIRECTORY, ENOTDIR}, {ERROR_WRITE_PROTECT, EROFS},
		{ERROR_FILENAME_EXCED_RANGE, ENAMETOOLONG},
		{ERROR_TOO_MANY_OPEN_FILES, EMFILE},
	};

	errno = EIO;
	for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++) {
		if (known[i].error == error)
			errno = known[i].is;
	}
	return -1;
}

char *
win_strerror(int error)
{
	static const struct {
		int error;
		const char *text;
	} known[] = {
		{ENOENT, "No such file or directory"},
		{EACCES, "Permission denied"}, {EPERM, "Operation not permitted"},
		{EEXIST, "File exists"}, {EISDIR, "Is a directory"},
		{ENOTDIR, "Not a directory"}, {ENOSPC, "No space left on device"},
		{EPIPE, "Broken pipe"}, {EBADF, "Bad file descriptor"},
		{EIO, "I/O error"}, {ENOMEM, "Out of memory"},
		{EFBIG, "File too large"}, {EILSEQ, "Illegal byte sequence"},
		{ENAMETOOLONG, "Filename too long"},
		{EMFILE, "No file descriptors available"},
		{EROFS, "Read-only file system"}, {EINVAL, "Invalid argument"},
		{ECANCELED, "Operation canceled"},
		{ECONNREFUSED, "Connection refused"},
		{ECONNRESET, "Connection reset by peer"},
		{ECONNABORTED, "Connection aborted"},
		{ETIMEDOUT, "Operation timed out"},
		{EHOSTUNREACH, "Host is unreachable"},
		{ENETUNREACH, "Network unreachable"},
		{EADDRNOTAVAIL, "Address not available"},
		{EAFNOSUPPORT, "Address family not supported by protocol"},
	};

	for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++) {
		if (known[i].error == error)
			return (char *)known[i].text;
	}
	return strerror(error);
}

static bool
is_folder(const wchar_t *w)
{
	DWORD is = GetFileAttributesW(w);

	return is != INVALID_FILE_ATTRIBUTES && (is & FILE_ATTRIBUTE_DIRECTORY);
}

static int
open_wide(const wchar_t *w, int flags)
{
	DWORD access = flags & O_RDWR ? GENERIC_READ | GENERIC_WRITE :
	    flags & O_WRONLY ? GENERIC_WRITE : GENERIC_READ;
	DWORD how = OPEN_EXISTING;
	HANDLE h;
	int fd;

	if (flags & O_CREAT)
		how = flags & O_EXCL ? CREATE_NEW : flags & O_TRUNC ?
		    CREATE_ALWAYS : OPEN_ALWAYS;
	else if (flags & O_TRUNC)
		how = TRUNCATE_EXISTING;
	/* Others may rename or remove it meanwhile, as under POSIX. */
	h = CreateFileW(w, access, FILE_SHARE_READ | FILE_SHARE_WRITE |
	    FILE_SHARE_DELETE, NULL, how, flags & O_DIRECTORY ?
	    FILE_FLAG_BACKUP_SEMANTICS : FILE_ATTRIBUTE_NORMAL, NULL);
	if (h == INVALID_HANDLE_VALUE) {
		win_failed(GetLastError());
		if (is_folder(w))
			errno = EISDIR;
		return -1;
	}
	fd = _open_osfhandle((intptr_t)h, _O_BINARY | _O_NOINHERIT |
	    (flags & (O_WRONLY | O_RDWR) ? 0 : _O_RDONLY));
	if (fd < 0)
		CloseHandle(h);
	return fd;
}

/* The file of the running program. */
static wchar_t *
own_name(void)
{
	wchar_t *w = calloc(LIMIT_WINDOWS_PATH + 1, sizeof(*w));

	if (w && GetModuleFileNameW(NULL, w, LIMIT_WINDOWS_PATH) == 0) {
		free(w);
		w = NULL;
	}
	if (!w)
		errno = ENOENT;
	return w;
}

int
win_open(const char *path, int flags, ...)
{
	bool tty = strcmp(path, "/dev/tty") == 0;
	wchar_t *w = strcmp(path, "/proc/self/exe") == 0 ? own_name() :
	    win_wide(tty ? "CONIN$" : strcmp(path, "/dev/null") == 0 ? "NUL" :
	    path);
	int fd;

	if (!w)
		return -1;
	fd = open_wide(w, flags);
	free(w);
	if (tty)
		console = fd;
	return fd;
}

int
win_close(int fd)
{
	if (fd == console)
		console = -1;
	return _close(fd);
}

ssize_t
win_read(int fd, void *p, size_t n)
{
	return _read(fd, p, n > INT_MAX ? INT_MAX : (unsigned)n);
}

ssize_t
win_pread(int fd, void *p, size_t n, int64_t at)
{
	HANDLE h = (HANDLE)_get_osfhandle(fd);
	OVERLAPPED from = {.Offset = (DWORD)at,
		.OffsetHigh = (DWORD)(at >> 32)};
	DWORD done = 0;

	if (n > INT_MAX)
		n = INT_MAX;
	if (h == INVALID_HANDLE_VALUE) {
		errno = EBADF;
		return -1;
	}
	if (!ReadFile(h, p, (DWORD)n, &done, &from) &&
	    GetLastError() != ERROR_HANDLE_EOF) {
		win_failed(GetLastError());
		return -1;
	}
	return (ssize_t)done;
}

ssize_t
win_write(int fd, const void *p, size_t n)
{
	HANDLE h = (HANDLE)_get_osfhandle(fd);
	DWORD done = 0;
	BOOL good;

	if (n > INT_MAX)
		n = INT_MAX;
	if (fd == console)
		h = CreateFileW(L"CONOUT$", GENERIC_WRITE, FILE_SHARE_READ |
		    FILE_SHARE_WRITE, NULL, OPEN_EXISTING, 0, NULL);
	if (h == INVALID_HANDLE_VALUE) {
		errno = EBADF;
		return -1;
	}
	good = WriteFile(h, p, (DWORD)n, &done, NULL);
	if (!good)
		win_failed(GetLastError());
	if (fd == console)
		CloseHandle(h);
	return good ? (ssize_t)done : -1;
}

int
win_rename(const char *from, const char *to)
{
	wchar_t *f = win_wide(from), *t = f ? win_wide(to) : NULL;
	int rc = -1;

	if (t && MoveFileExW(f, t, MOVEFILE_REPLACE_EXISTING))
		rc = 0;
	else if (t)
		win_failed(GetLastError());
	free(f);
	free(t);
	return rc;
}

int
win_unlink(const char *path)
{
	wchar_t *w = win_wide(path);
	int rc = -1;

	if (w && DeleteFileW(w))
		rc = 0;
	else if (w)
		win_failed(GetLastError());
	free(w);
	return rc;
}

int
win_mkdir(const char *path, int mode)
{
	wchar_t *w = win_wide(path);
	int rc = w ? _wmkdir(w) : -1;

	(void)mode;
	free(w);
	return rc;
}

int
win_chdir(const char *path)
{
	wchar_t *w = win_wide(path);
	int rc = w ? _wchdir(w) : -1;

	free(w);
	return rc;
}

int
win_fchdir(int fd)
{
	HANDLE h = (HANDLE)_get_osfhandle(fd);
	wchar_t *w = malloc(LIMIT_WINDOWS_PATH * sizeof(*w));
	DWORD n = w ? GetFinalPathNameByHandleW(h, w, LIMIT_WINDOWS_PATH, 0) : 0;
	int rc = n && n < LIMIT_WINDOWS_PATH ? _wchdir(w) : win_failed(GetLastError());

	free(w);
	return rc;
}

char *
win_getcwd(char *buf, size_t size)
{
	wchar_t *w = _wgetcwd(NULL, 0);
	char *s = w ? win_narrow(w) : NULL;
	bool fits = s && strlen(s) < size;

	if (fits) {
		memcpy(buf, s, strlen(s) + 1);
		win_use_slashes(buf);
	} else if (s) {
		errno = ERANGE;
	}
	free(w);
	free(s);
	return fits ? buf : NULL;
}

int
win_mkstemp(char *name)
{
	static const char letter[] = "abcdefghijklmnopqrstuvwxyz012345";
	size_t n = strlen(name);
	unsigned char byte[6];

	for (int try = 0; n >= 6 && try < 100; try++) {
		wchar_t *w;
		int fd;

		if (BCryptGenRandom(NULL, byte, sizeof(byte),
		    BCRYPT_USE_SYSTEM_PREFERRED_RNG) != 0)
			break;
		for (size_t i = 0; i < sizeof(byte); i++)
			name[n - 6 + i] = letter[byte[i] & 31];
		w = win_wide(name);
		fd = w ? open_wide(w, O_RDWR | O_CREAT | O_EXCL) : -1;
		free(w);
		if (fd >= 0 || errno != EEXIST)
			return fd;
	}
	errno = EEXIST;
	return -1;
}

int
win_fchmod(int fd, int mode)
{
	(void)fd;
	(void)mode;
	return 0;
}

/* Who a file is for: these are more than its owner. */
static const WELL_KNOWN_SID_TYPE others[] = {WinWorldSid,
	WinAuthenticatedUserSid, WinBuiltinUsersSid, WinBuiltinGuestsSid,
	WinInteractiveSid, WinNetworkSid, WinAnonymousSid};

static bool
is_others(PSID sid)
{
	BYTE known[SECURITY_MAX_SID_SIZE];

	for (size_t i = 0; i < sizeof(others) / sizeof(others[0]); i++) {
		DWORD n = sizeof(known);

		if (CreateWellKnownSid(others[i], NULL, known, &n) &&
		    EqualSid(sid, known))
			return true;
	}
	return false;
}

/* True when more than the owner can read it, or that cannot be told. */
static bool
others_read(HANDLE h)
{
	PSECURITY_DESCRIPTOR sd = NULL;
	bool reads = false;
	PACL list = NULL;

	if (GetSecurityInfo(h, SE_FILE_OBJECT, DACL_SECURITY_INFORMATION,
	    NULL, NULL, &list, NULL, &sd) != ERROR_SUCCESS || !list) {
		LocalFree(sd);
		return true;
	}
	for (DWORD i = 0; i < list->AceCount; i++) {
		ACCESS_ALLOWED_ACE *ace;

		if (!GetAce(list, i, (void **)&ace) ||
		    ace->Header.AceType != ACCESS_ALLOWED_ACE_TYPE)
			continue;
		if (ace->Mask & (FILE_READ_DATA | GENERIC_READ | GENERIC_ALL) &&
		    is_others(&ace->SidStart))
			reads = true;
	}
	LocalFree(sd);
	return reads;
}

/*
 * Tells files apart by the numbers of volume and file, mixed into the few
 * bits that the structure has for them.
 */
static void
identify(HANDLE h, struct _stat64 *st)
{
	BY_HANDLE_FILE_INFORMATION info;
	unsigned long long id;

	if (!GetFileInformationByHandle(h, &info))
		return;
	id = (unsigned long long)info.nFileIndexHigh << 32 |
	    info.nFileIndexLow;
	id = (id ^ info.dwVolumeSerialNumber * 0x9e3779b97f4a7c15ULL) *
	    0xd6e8feb86659fd93ULL;
	st->st_dev = (_dev_t)(id >> 32);
	st->st_ino = (_ino_t)(id >> 16);
}

int
win_stat(const char *path, struct _stat64 *st)
{
	size_t n = strlen(path);
	char *name = malloc(n + 1);
	wchar_t *w = NULL;
	int rc = -1;
	HANDLE h;

	if (!name)
		return -1;
	memcpy(name, path, n + 1);
	while (n > 1 && (name[n - 1] == '/' || name[n - 1] == '\\') &&
	    name[n - 2] != ':')
		name[--n] = '\0';
	w = win_wide(strcmp(name, "/dev/null") == 0 ? "NUL" : name);
	if (w)
		rc = _wstat64(w, st);
	h = rc == 0 ? CreateFileW(w, 0, FILE_SHARE_READ | FILE_SHARE_WRITE |
	    FILE_SHARE_DELETE, NULL, OPEN_EXISTING,
	    FILE_FLAG_BACKUP_SEMANTICS, NULL) : INVALID_HANDLE_VALUE;
	if (h != INVALID_HANDLE_VALUE) {
		identify(h, st);
		CloseHandle(h);
	}
	free(name);
	free(w);
	return rc;
}

int
win_fstat(int fd, struct _stat64 *st)
{
	HANDLE h = (HANDLE)_get_osfhandle(fd);
	int rc = _fstat64(fd, st);

	if (rc < 0)
		return rc;
	st->st_mode &= (unsigned short)~(S_IRWXG | S_IRWXO);
	if (S_ISREG(st->st_mode) && others_read(h))
		st->st_mode |= 044;
	identify(h, st);
	return 0;
}

/* An open folder: Windows gives its first entry at once. */
struct win_dir {
	HANDLE h;
	WIN32_FIND_DATAW data;
	bool first;
	struct win_dirent entry;
};

struct win_dir *
win_opendir(const char *path)
{
	size_t n = strlen(path);
	struct win_dir *d = calloc(1, sizeof(*d));
	char *all = malloc(n + sizeof("/*"));
	wchar_t *w;

	if (!d || !all) {
		free(d);
		free(all);
		errno = ENOMEM;
		return NULL;
	}
	memcpy(all, path, n);
	memcpy(all + n, "/*", sizeof("/*"));
	w = win_wide(all);
	d->first = true;
	d->h = w ? FindFirstFileW(w, &d->data) : INVALID_HANDLE_VALUE;
	if (d->h == INVALID_HANDLE_VALUE) {
		if (w)
			win_failed(GetLastError());
		free(d);
		d = NULL;
	}
	free(w);
	free(all);
	return d;
}

struct win_dirent *
win_readdir(struct win_dir *d)
{
	char *name;

	if (!d->first && !FindNextFileW(d->h, &d->data)) {
		if (GetLastError() != ERROR_NO_MORE_FILES)
			win_failed(GetLastError());
		return NULL;
	}
	d->first = false;
	name = win_narrow(d->data.cFileName);
	if (!name || strlen(name) >= sizeof(d->entry.d_name)) {
		free(name);
		errno = ENAMETOOLONG;
		return NULL;
	}
	memcpy(d->entry.d_name, name, strlen(name) + 1);
	free(name);
	return &d->entry;
}

int
win_closedir(struct win_dir *d)
{
	FindClose(d->h);
	free(d);
	return 0;
}
