#define WINDOWS_IMPLEMENTATION
#include "posix.h"

#include <limits.h>
#include <stdarg.h>

#include "socket.h"

static int
failed(void)
{
	static const struct {
		int error, is;
	} known[] = {
		{WSAEWOULDBLOCK, EAGAIN}, {WSAEINTR, EINTR},
		{WSAECONNREFUSED, ECONNREFUSED}, {WSAECONNRESET, ECONNRESET},
		{WSAECONNABORTED, ECONNABORTED}, {WSAETIMEDOUT, ETIMEDOUT},
		{WSAEHOSTUNREACH, EHOSTUNREACH},
		{WSAENETUNREACH, ENETUNREACH}, {WSAESHUTDOWN, EPIPE},
		{WSAEADDRNOTAVAIL, EADDRNOTAVAIL}, {WSAEMFILE, EMFILE},
		{WSAEAFNOSUPPORT, EAFNOSUPPORT}, {WSAEACCES, EACCES},
	};
	int error = WSAGetLastError();

	errno = EIO;
	for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++) {
		if (known[i].error == error)
			errno = known[i].is;
	}
	return -1;
}

static void
start(void)
{
	static WSADATA data;
	static int started;

	if (!started++)
		(void)WSAStartup(MAKEWORD(2, 2), &data);
}

int
win_socket(int family, int type, int protocol)
{
	SOCKET s;

	start();
	s = WSASocketW(family, type, protocol, NULL, 0,
	    WSA_FLAG_OVERLAPPED | WSA_FLAG_NO_HANDLE_INHERIT);
	return s == INVALID_SOCKET ? failed() : (int)s;
}

int
win_closesocket(int fd)
{
	return closesocket((SOCKET)fd) == 0 ? 0 : failed();
}

int
win_connect(int fd, const struct sockaddr *to, int len)
{
	if (connect((SOCKET)fd, to, len) == 0)
		return 0;
	failed();
	if (errno == EAGAIN)
		errno = EINPROGRESS;
	return -1;
}

ssize_t
win_recv(int fd, void *p, size_t n, int flags)
{
	int rc = recv((SOCKET)fd, p, n > INT_MAX ? INT_MAX : (int)n, flags);

	return rc >= 0 ? rc : failed();
}

ssize_t
win_send(int fd, const void *p, size_t n, int flags)
{
	int rc = send((SOCKET)fd, p, n > INT_MAX ? INT_MAX : (int)n, flags);

	return rc >= 0 ? rc : failed();
}

int
win_setsockopt(int fd, int level, int name, const void *value, int len)
{
	return setsockopt((SOCKET)fd, level, name, value, len) == 0 ? 0 :
	    failed();
}

/* What SO_ERROR tells is a number of Windows, too. */
int
win_getsockopt(int fd, int level, int name, void *value, int *len)
{
	if (getsockopt((SOCKET)fd, level, name, value, len) != 0)
		return failed();
	if (level == SOL_SOCKET && name == SO_ERROR && *(int *)value) {
		WSASetLastError(*(int *)value);
		failed();
		*(int *)value = errno;
	}
	return 0;
}

int
win_fcntl(int fd, int command, ...)
{
	va_list ap;
	u_long on;

	if (command != F_SETFL)
		return 0;
	va_start(ap, command);
	on = va_arg(ap, int) & O_NONBLOCK;
	va_end(ap);
	return ioctlsocket((SOCKET)fd, FIONBIO, &on) == 0 ? 0 : failed();
}

/*
 * By select(): WSAPoll() of older Windows does not tell that a connection
 * failed. For one socket, which is what is asked of it.
 */
int
win_poll(struct pollfd *p, unsigned n, int milliseconds)
{
	struct timeval t = {milliseconds / 1000, milliseconds % 1000 * 1000};
	fd_set in, out, bad;
	int rc;

	if (n != 1) {
		errno = EINVAL;
		return -1;
	}
	FD_ZERO(&in);
	FD_ZERO(&out);
	FD_ZERO(&bad);
	if (p->events & POLLIN)
		FD_SET(p->fd, &in);
	if (p->events & POLLOUT)
		FD_SET(p->fd, &out);
	FD_SET(p->fd, &bad);
	rc = select(0, &in, &out, &bad, milliseconds < 0 ? NULL : &t);
	if (rc == SOCKET_ERROR)
		return failed();
	p->revents = p->events;
	return rc > 0;
}

int
win_getaddrinfo(const char *host, const char *port,
    const struct addrinfo *hint, struct addrinfo **list)
{
	start();
	return getaddrinfo(host, port, hint, list);
}
