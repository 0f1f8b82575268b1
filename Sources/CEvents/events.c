#define _GNU_SOURCE
#include "CEvents.h"

#include <errno.h>
#include <linux/tcp.h>
#include <netinet/in.h>
#include <stddef.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/timex.h>
#include <time.h>
#include <unistd.h>

int streamgauge_epoll_create(void) { return epoll_create1(EPOLL_CLOEXEC); }

int streamgauge_epoll_control(int epoll, enum streamgauge_operation operation, int descriptor, uint32_t flags,
                              uint64_t token) {
    static const int operations[] = {EPOLL_CTL_ADD, EPOLL_CTL_MOD, EPOLL_CTL_DEL};
    struct epoll_event event = {0};
    if (flags & STREAMGAUGE_READABLE) event.events |= EPOLLIN;
    if (flags & STREAMGAUGE_WRITABLE) event.events |= EPOLLOUT;
    event.data.u64 = token;
    return epoll_ctl(epoll, operations[operation], descriptor, &event);
}

static int wait_for_events(int epoll, struct epoll_event *events, int capacity, int64_t nanoseconds,
                           int *has_precise_wait) {
    if (*has_precise_wait) {
        struct timespec limit = {nanoseconds / 1000000000, nanoseconds % 1000000000};
        int count = epoll_pwait2(epoll, events, capacity, nanoseconds < 0 ? NULL : &limit, NULL);
        if (count >= 0 || errno != ENOSYS) return count;
        *has_precise_wait = 0;
    }
    int64_t milliseconds = nanoseconds < 0 ? -1 : (nanoseconds + 999999) / 1000000;
    return epoll_wait(epoll, events, capacity,
                      milliseconds > 1000000 ? 1000000 : (int)milliseconds);
}

int streamgauge_epoll_wait(int epoll, struct streamgauge_event *events, int capacity,
                           int64_t nanoseconds, int *has_precise_wait) {
    struct epoll_event batch[256];
    if (capacity > 256) capacity = 256;
    int count = wait_for_events(epoll, batch, capacity, nanoseconds, has_precise_wait);
    for (int position = 0; position < count; position++) {
        uint32_t flags = batch[position].events;
        events[position].token = batch[position].data.u64;
        events[position].flags = (flags & (EPOLLIN | EPOLLHUP) ? STREAMGAUGE_READABLE : 0)
            | (flags & EPOLLOUT ? STREAMGAUGE_WRITABLE : 0)
            | (flags & EPOLLERR ? STREAMGAUGE_FAILED : 0);
    }
    return count;
}

int streamgauge_eventfd(void) { return eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK); }

int streamgauge_prepare_thread(const char *name) {
    prctl(PR_SET_NAME, name, 0UL, 0UL, 0UL);
    return prctl(PR_SET_TIMERSLACK, 1UL, 0UL, 0UL, 0UL);
}

int streamgauge_enable_receive_times(int descriptor) {
    int on = 1;
    return setsockopt(descriptor, SOL_SOCKET, SO_TIMESTAMPNS, &on, sizeof on);
}

// Not recvmsg(3): a cancellation point costs two atomic operations, and this runs for every chunk.
static long receive_with_time(int descriptor, void *buffer, size_t capacity, int flags, int64_t *nanoseconds) {
    union {
        char bytes[CMSG_SPACE(sizeof(struct timespec)) + 64];
        struct cmsghdr alignment;
    } control;
    struct iovec vector = {buffer, capacity};
    struct msghdr message = {0};
    message.msg_iov = &vector;
    message.msg_iovlen = 1;
    message.msg_control = control.bytes;
    message.msg_controllen = sizeof control.bytes;
    *nanoseconds = 0;
    long count = syscall(SYS_recvmsg, descriptor, &message, flags | MSG_DONTWAIT);
    if (count <= 0) return count;
    for (struct cmsghdr *part = CMSG_FIRSTHDR(&message); part; part = CMSG_NXTHDR(&message, part)) {
        if (part->cmsg_level == SOL_SOCKET && part->cmsg_type == SCM_TIMESTAMPNS) {
            struct timespec time;
            memcpy(&time, CMSG_DATA(part), sizeof time);
            *nanoseconds = (int64_t)time.tv_sec * 1000000000 + time.tv_nsec;
        }
    }
    return count;
}

int streamgauge_peek_receive_time(int descriptor, int64_t *nanoseconds) {
    char byte;
    if (receive_with_time(descriptor, &byte, 1, MSG_PEEK, nanoseconds) <= 0) return -1;
    return *nanoseconds != 0;
}

int streamgauge_bytes_waiting(int descriptor) {
    int count = 0;
    return ioctl(descriptor, FIONREAD, &count) == 0 ? count : 0;
}

long streamgauge_receive(int descriptor, void *buffer, size_t capacity, int64_t *nanoseconds) {
    return receive_with_time(descriptor, buffer, capacity, 0, nanoseconds);
}

// TCP_CLOSE_WAIT of netinet/tcp.h, whose own struct tcp_info would collide with linux/tcp.h.
static const int tcp_close_wait = 8;

int streamgauge_tcp_counts_of(int descriptor, struct streamgauge_tcp_counts *counts) {
    // glibc's own struct tcp_info (netinet/tcp.h) ends before the counts of bytes.
    struct tcp_info info;
    socklen_t length = sizeof info;
    if (getsockopt(descriptor, IPPROTO_TCP, TCP_INFO, &info, &length) != 0) return -1;
    if (length < offsetof(struct tcp_info, tcpi_bytes_sent) + sizeof info.tcpi_bytes_sent) return -1;
    counts->bytes_sent = info.tcpi_bytes_sent;
    // The server's FIN takes a sequence number, which the kernel counts as a byte (RFC 9293, section 3.4).
    counts->bytes_received = info.tcpi_bytes_received - (info.tcpi_state == tcp_close_wait);
    counts->segments_sent = info.tcpi_segs_out;
    counts->segments_received = info.tcpi_segs_in;
    counts->data_segments_received = info.tcpi_data_segs_in;
    counts->segments_sent_again = info.tcpi_total_retrans;
    // The last of these fields, of Linux 5.4; an older kernel leaves it as it was.
    counts->segments_out_of_order =
        length >= offsetof(struct tcp_info, tcpi_rcv_ooopack) + sizeof info.tcpi_rcv_ooopack ? info.tcpi_rcv_ooopack : 0;
    counts->round_trip = info.tcpi_rtt;
    // All ones until a round trip was measured.
    counts->least_round_trip = info.tcpi_min_rtt == UINT32_MAX ? 0 : info.tcpi_min_rtt;
    return 0;
}

int streamgauge_clock_is_kept(int64_t *error) {
    struct timex state = {.modes = 0};
    if (adjtimex(&state) < 0) return -1;
    *error = state.esterror;
    return (state.status & STA_UNSYNC) == 0;
}
