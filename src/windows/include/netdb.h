#ifndef WINDOWS_NETDB_H
#define WINDOWS_NETDB_H

#include "../socket.h"

#endif
