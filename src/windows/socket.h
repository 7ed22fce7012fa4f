#ifndef WINDOWS_SOCKET_H
#define WINDOWS_SOCKET_H

#include <winsock2.h>
#include <ws2tcpip.h>

#undef near
#undef far

/*
 * The calls of net.c on the sockets of Windows, which fail with a number of
 * their own: here with errno. A socket is an int, as in POSIX: Windows
 * promises that its handles fit.
 */
#define SOCK_CLOEXEC 0
#define MSG_NOSIGNAL 0
#define F_GETFL 1
#define F_SETFL 2
#define O_NONBLOCK 1

int win_socket(int family, int type, int protocol);
int win_closesocket(int fd);
int win_connect(int fd, const struct sockaddr *to, int len);
ssize_t win_recv(int fd, void *p, size_t n, int flags);
ssize_t win_send(int fd, const void *p, size_t n, int flags);
int win_setsockopt(int fd, int level, int name, const void *value, int len);
int win_getsockopt(int fd, int level, int name, void *value, int *len);
int win_fcntl(int fd, int command, ...);
int win_poll(struct pollfd *p, unsigned n, int milliseconds);
int win_getaddrinfo(const char *host, const char *port,
    const struct addrinfo *hint, struct addrinfo **list);

#ifndef WINDOWS_IMPLEMENTATION
#undef close
#define socket win_socket
#define close win_closesocket
#define connect win_connect
#define recv win_recv
#define send win_send
#define setsockopt win_setsockopt
#define getsockopt win_getsockopt
#define fcntl win_fcntl
#define poll win_poll
#undef getaddrinfo
#define getaddrinfo win_getaddrinfo
#endif

#endif
