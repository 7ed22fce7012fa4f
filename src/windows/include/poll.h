#ifndef WINDOWS_POLL_H
#define WINDOWS_POLL_H

#include "../socket.h"

#endif
