#ifndef WINDOWS_SYS_SOCKET_H
#define WINDOWS_SYS_SOCKET_H

#include "../../socket.h"

#endif
