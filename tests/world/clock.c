/* Moves the system clock of one process by the seconds in a file. Tests of wrong clocks preload it. */
#define _GNU_SOURCE
#include <fcntl.h>
#include <stdlib.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

int clock_gettime(clockid_t clock, struct timespec *time) {
    int done = (int)syscall(SYS_clock_gettime, clock, time);
    const char *file = getenv("CLOCK_OFFSET_FILE");
    if (done != 0 || clock != CLOCK_REALTIME || file == NULL) return done;
    char text[32] = {0};
    int from = open(file, O_RDONLY | O_CLOEXEC);
    if (from < 0) return done;
    if (read(from, text, sizeof text - 1) > 0) time->tv_sec += atoll(text);
    close(from);
    return done;
}
