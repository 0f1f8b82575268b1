// The least that a client of streams can do: it opens N connections, sends a request on each, and reads until all
// bodies have ended. It parses nothing; a body has ended when its last bytes are those of an empty HTTP chunk.
//
//   floor ADDRESS PORT PATH STREAMS BODY plain|stamped
//
// plain     epoll_wait and recv
// stamped   epoll_wait and recvmsg with SO_TIMESTAMPNS, and the clock before and after each, which is what streamgauge asks
//
// Prints how many reads brought bytes, how many bytes came, and how many of the reads had a stamp.
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum { buffer_bytes = 65536, batch = 512 };

// Behind a head, a line that is a 0 alone is the chunk that ends the body.
static const char last[] = "\r\n0\r\n\r\n";
enum { last_bytes = sizeof last - 1 };

struct stream {
    int descriptor;
    char tail[last_bytes];
};

static unsigned long reads, bytes, stamps;
static volatile long last_stamp;

static void fail(const char *what) {
    perror(what);
    exit(1);
}

static long long now(clockid_t clock) {
    struct timespec time;
    clock_gettime(clock, &time);
    return time.tv_sec * 1000000000LL + time.tv_nsec;
}

static int open_stream(const struct sockaddr_in *address, const char *request, size_t length, int stamped) {
    int on = 1, descriptor = socket(AF_INET, SOCK_STREAM, 0);
    if (descriptor < 0) fail("socket");
    if (stamped && setsockopt(descriptor, SOL_SOCKET, SO_TIMESTAMPNS, &on, sizeof on)) fail("SO_TIMESTAMPNS");
    if (connect(descriptor, (const struct sockaddr *)address, sizeof *address)) fail("connect");
    setsockopt(descriptor, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    if (send(descriptor, request, length, 0) != (ssize_t)length) fail("send");
    return descriptor;
}

// Asks for the last segment's time in the same call, and for the clock around it.
static ssize_t receive_stamped(int descriptor, char *buffer) {
    char control[CMSG_SPACE(sizeof(struct timespec))];
    struct iovec vector = {buffer, buffer_bytes};
    struct msghdr message = {
        .msg_iov = &vector, .msg_iovlen = 1, .msg_control = control, .msg_controllen = sizeof control};
    now(CLOCK_MONOTONIC);
    ssize_t count = recvmsg(descriptor, &message, MSG_DONTWAIT);
    now(CLOCK_MONOTONIC);
    for (struct cmsghdr *part = CMSG_FIRSTHDR(&message); count > 0 && part; part = CMSG_NXTHDR(&message, part)) {
        if (part->cmsg_level != SOL_SOCKET || part->cmsg_type != SCM_TIMESTAMPNS) continue;
        struct timespec stamp;
        memcpy(&stamp, CMSG_DATA(part), sizeof stamp);
        stamps++;
        last_stamp = stamp.tv_nsec;
    }
    return count;
}

// The last bytes that came, over reads of any size.
static int has_ended(struct stream *stream, const char *buffer, size_t count) {
    if (count >= last_bytes) {
        memcpy(stream->tail, buffer + count - last_bytes, last_bytes);
    } else {
        memmove(stream->tail, stream->tail + count, last_bytes - count);
        memcpy(stream->tail + last_bytes - count, buffer, count);
    }
    return !memcmp(stream->tail, last, last_bytes);
}

// Whether the stream is over.
static int read_stream(struct stream *stream, char *buffer, int stamped) {
    ssize_t count = stamped ? receive_stamped(stream->descriptor, buffer)
                            : recv(stream->descriptor, buffer, buffer_bytes, MSG_DONTWAIT);
    if (count < 0 && (errno == EAGAIN || errno == EINTR)) return 0;
    if (count <= 0) {
        fprintf(stderr, "a stream ended before its body did\n");
        exit(1);
    }
    reads++;
    bytes += count;
    return has_ended(stream, buffer, count);
}

int main(int argc, char **argv) {
    if (argc != 7) {
        fprintf(stderr, "usage: floor ADDRESS PORT PATH STREAMS BODY plain|stamped\n");
        return 64;
    }
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons(atoi(argv[2]))};
    inet_pton(AF_INET, argv[1], &address.sin_addr);
    int streams = atoi(argv[4]), stamped = !strcmp(argv[6], "stamped");
    char *request, *buffer = malloc(buffer_bytes);
    int length = asprintf(
        &request, "POST %s HTTP/1.1\r\nHost: %s:%s\r\nContent-Type: application/json\r\nContent-Length: %zu\r\n\r\n%s",
        argv[3], argv[1], argv[2], strlen(argv[5]), argv[5]);
    struct stream *all = calloc(streams, sizeof *all);
    int poller = epoll_create1(0);
    if (length < 0 || !buffer || !all || poller < 0) fail("start");
    for (int number = 0; number < streams; number++) {
        all[number].descriptor = open_stream(&address, request, length, stamped);
        struct epoll_event event = {.events = EPOLLIN, .data.ptr = &all[number]};
        if (epoll_ctl(poller, EPOLL_CTL_ADD, all[number].descriptor, &event)) fail("epoll_ctl");
    }
    for (int open = streams; open > 0;) {
        struct epoll_event ready[batch];
        int count = epoll_wait(poller, ready, batch, -1);
        if (count < 0 && errno != EINTR) fail("epoll_wait");
        for (int place = 0; place < count; place++) {
            struct stream *stream = ready[place].data.ptr;
            if (!read_stream(stream, buffer, stamped)) continue;
            close(stream->descriptor);
            open--;
        }
    }
    printf("%lu reads, %lu bytes, %lu stamps\n", reads, bytes, stamps);
    return 0;
}
