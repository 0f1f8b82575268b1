/// Linux event descriptors and socket time stamps, none of which Swift's Glibc module has.
#pragma once
#include <stddef.h>
#include <stdint.h>

enum {
    STREAMGAUGE_READABLE = 1,
    STREAMGAUGE_WRITABLE = 2,
    STREAMGAUGE_FAILED = 4,
};

/// What happened to a descriptor: flags of the enumeration above, and the number it was added with.
struct streamgauge_event {
    uint64_t token;
    uint32_t flags;
};

enum streamgauge_operation { STREAMGAUGE_ADD, STREAMGAUGE_MODIFY, STREAMGAUGE_REMOVE };

/// All return -1 and set errno on failure.
int streamgauge_epoll_create(void);
int streamgauge_epoll_control(int epoll, enum streamgauge_operation operation, int descriptor, uint32_t flags, uint64_t token);

/// Waits for at most `nanoseconds` (below 0: for ever) and fills `events`, at most `capacity` of them.
/// `*has_precise_wait` starts as 1 and becomes 0 on kernels without epoll_pwait2 (before Linux 5.11),
/// where the wait is rounded up to whole milliseconds.
int streamgauge_epoll_wait(int epoll, struct streamgauge_event *events, int capacity,
                           int64_t nanoseconds, int *has_precise_wait);

int streamgauge_eventfd(void);

/// Names this thread, at most 15 bytes, for profilers and /proc; lets its timed waits end when they are
/// due and not up to 50 us later.
int streamgauge_prepare_thread(const char *name);

/// Asks the kernel to stamp what the socket receives (SO_TIMESTAMPNS).
int streamgauge_enable_receive_times(int descriptor);

/// The kernel's receive time (CLOCK_REALTIME, nanoseconds) of the first byte that waits, left unread.
/// 1: `*nanoseconds` holds it. 0: bytes wait, without a time. -1: no byte waits.
int streamgauge_peek_receive_time(int descriptor, int64_t *nanoseconds);

/// Reads what waits, at most `capacity` bytes, without waiting for more. `*nanoseconds` becomes the kernel's
/// receive time (CLOCK_REALTIME) of the last segment that was read, or 0 where it has none.
/// Returns the count of bytes, 0 at the end of the stream, or -1 with errno.
long streamgauge_receive(int descriptor, void *buffer, size_t capacity, int64_t *nanoseconds);

/// Whether something keeps CLOCK_REALTIME set (adjtimex(2)): 1 or 0, and -1 with errno where the kernel does not
/// say. `*error` becomes the kernel's estimate of its error in microseconds.
int streamgauge_clock_is_kept(int64_t *error);

/// How many bytes wait to be read; 0 where that cannot be told.
int streamgauge_bytes_waiting(int descriptor);

/// What a TCP connection has carried since it was opened, and how its way is (TCP_INFO, tcp(7)). Times
/// are microseconds; 0 is not known.
struct streamgauge_tcp_counts {
    uint64_t bytes_sent, bytes_received;
    uint32_t segments_sent, segments_received;
    /// Those that carried data, without mere acknowledgements.
    uint32_t data_segments_received;
    uint32_t segments_sent_again, segments_out_of_order;
    uint32_t round_trip, least_round_trip;
};

/// 0, or -1 where the descriptor is no TCP connection or the kernel (before Linux 4.19) does not count.
int streamgauge_tcp_counts_of(int descriptor, struct streamgauge_tcp_counts *counts);
