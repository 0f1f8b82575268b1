// A server of streams that says what it really did, for `scripts/bench truth`: one thread, epoll, HTTP/1.1 with keep-alive.
//
//     truth_server --log FILE [--ttft-ms 200] [--gap-ms 20] [--tokens 128] [--tokens-per-event 1] [--stall-every 0]
//                  [--stall-ms 700] [--refuse-of-20 0] [--comments]
//
// It prints its port, answers until SIGTERM or SIGINT, and then writes FILE: a row a completion, in the order of
// receipt, with the times of its sends in nanoseconds after `received_ns` (CLOCK_MONOTONIC, read just before send()).
// All that waits is accepted and read before anything is answered, and again after every few sends: what is due
// never delays the time of receipt. A client that does not read fast enough to take an event at once ends the server.
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <netinet/tcp.h>
#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>

enum { MAX_DESCRIPTORS = 65536, REQUEST_BYTES = 32768, SENDS_BETWEEN_POLLS = 32, READY = 1024 };
struct answer {
    int64_t received, due, *sends; // sends: nanoseconds after `received`, one an event
    int connection, sent, stalled_before;
    bool is_chat, is_refused, is_broken;
};

struct connection {
    char *bytes;
    int length, answer; // answer: -1 while none is being sent
};

static int64_t first_after, gap, stall;
static int tokens = 128, tokens_per_event = 1, events, stall_every, refuse_of_20;
static bool has_comments;
static struct connection connections[MAX_DESCRIPTORS];
static struct answer *answers;
static int answer_count, answer_room, poller, listener;
static int *heap, heap_count; // streams, the one that is due next at the root
static volatile sig_atomic_t is_over;

static void end(int signal) { is_over = signal; }

static void fail(const char *what) {
    perror(what);
    exit(1);
}

static int64_t now(void) {
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return time.tv_sec * INT64_C(1000000000) + time.tv_nsec;
}

static bool is_before(int a, int b) { return answers[heap[a]].due < answers[heap[b]].due; }

static void exchange(int a, int b) {
    int kept = heap[a];
    heap[a] = heap[b];
    heap[b] = kept;
}

static void sift_down(int place) {
    for (int child; (child = 2 * place + 1) < heap_count; place = child) {
        if (child + 1 < heap_count && is_before(child + 1, child)) child++;
        if (!is_before(child, place)) return;
        exchange(place, child);
    }
}

static void push(int answer) {
    int place = heap_count++;
    heap[place] = answer;
    for (; place > 0 && is_before(place, (place - 1) / 2); place = (place - 1) / 2) exchange(place, (place - 1) / 2);
}

static void pop(void) {
    heap[0] = heap[--heap_count];
    sift_down(0);
}

static void close_connection(int descriptor) {
    struct connection *connection = &connections[descriptor];
    if (connection->answer >= 0) answers[connection->answer].is_broken = true;
    free(connection->bytes);
    *connection = (struct connection){.answer = -1};
    close(descriptor);
}

static void write_all(int descriptor, const char *bytes, size_t length) {
    ssize_t sent = send(descriptor, bytes, length, MSG_NOSIGNAL | MSG_DONTWAIT);
    if (sent == (ssize_t)length) return;
    if (sent < 0 && (errno == EPIPE || errno == ECONNRESET)) return; // the next read finds it closed
    fprintf(stderr, "truth_server: a client did not read: %zd of %zu bytes sent\n", sent, length);
    exit(1);
}

static void respond(int descriptor, const char *status, const char *body) {
    char text[2048];
    int length = snprintf(
        text, sizeof text, "HTTP/1.1 %s\r\nContent-Type: application/json\r\nContent-Length: %zu\r\n\r\n%s", status,
        strlen(body), body);
    write_all(descriptor, text, length);
}

static int append_chunk(char *to, const char *event) { return sprintf(to, "%zx\r\n%s\r\n", strlen(event), event); }

// Writes the next event of a stream: the words that are due, and behind the last ones the finish, usage and end.
static void send_event(struct answer *answer) {
    char words[1024] = "", event[2048], choice[1400], out[6144];
    int first = answer->sent * tokens_per_event, length = 0;
    int last = first + tokens_per_event < tokens ? first + tokens_per_event : tokens;
    for (int token = first; token < last; token++) length += sprintf(words + length, " word");
    const char *object = answer->is_chat ? "chat.completion.chunk" : "text_completion";
    if (answer->is_chat)
        sprintf(choice, "\"delta\":{%s\"content\":\"%s\"}", first == 0 ? "\"role\":\"assistant\"," : "", words);
    else
        sprintf(choice, "\"text\":\"%s\"", words);
    const char *opening = "{\"id\":\"c\",\"object\":\"%s\",\"created\":1,\"model\":\"m\",\"choices\":[";
    char head[160];
    sprintf(head, opening, object);
    int64_t sent = now();
    length = 0;
    if (has_comments)
        length = answer->sent == 0
            ? sprintf(event, ": received-ns=%" PRId64 "\n\n: sent-ns=%019" PRId64 "\n", answer->received, sent)
            : sprintf(event, ": sent-ns=%019" PRId64 "\n", sent);
    sprintf(event + length, "data: %s{\"index\":0,%s,\"finish_reason\":null}]}\n\n", head, choice);
    int size = append_chunk(out, event);
    answer->sent++;
    if (answer->sent == events) {
        sprintf(
            event, "data: %s{\"index\":0,%s,\"finish_reason\":\"length\"}]}\n\n", head,
            answer->is_chat ? "\"delta\":{}" : "\"text\":\"\"");
        size += append_chunk(out + size, event);
        sprintf(
            event,
            "data: {\"id\":\"c\",\"object\":\"%s\",\"created\":1,\"model\":\"m\",\"choices\":[],\"usage\":"
            "{\"prompt_tokens\":8,\"completion_tokens\":%d,\"total_tokens\":%d}}\n\ndata: [DONE]\n\n",
            object, tokens, tokens + 8);
        size += append_chunk(out + size, event);
        size += sprintf(out + size, "0\r\n\r\n");
    }
    answer->sends[answer->sent - 1] = sent - answer->received;
    write_all(answer->connection, out, size);
}

static const char stream_head[] =
    "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n";

static bool wants_stream(const char *body) {
    const char *field = strstr(body, "\"stream\"");
    return field && !strncmp(field + 8 + strspn(field + 8, ": "), "true", 4);
}

// Begins the answer to a completion: its head leaves at once, its first event when it is due.
static void begin(int descriptor, int64_t received, bool is_chat) {
    if (answer_count == answer_room) {
        answer_room = answer_room ? 2 * answer_room : 4096;
        answers = realloc(answers, answer_room * sizeof *answers);
        heap = realloc(heap, answer_room * sizeof *heap);
    }
    int number = answer_count++;
    struct answer *answer = &answers[number];
    *answer = (struct answer){.received = received, .due = received + first_after, .connection = descriptor, .is_chat = is_chat};
    // Spread over each twenty, so that refusals do not come in blocks.
    answer->is_refused = number * 7 % 20 < refuse_of_20;
    if (answer->is_refused) {
        respond(descriptor, "429 Too Many Requests",
            "{\"error\":{\"message\":\"slow down\",\"type\":\"rate_limit_error\",\"param\":null,\"code\":\"rate_limit\"}}");
        return;
    }
    if (stall_every && number % stall_every == stall_every / 2) answer->stalled_before = events / 2;
    answer->sends = calloc(events, sizeof *answer->sends);
    write_all(descriptor, stream_head, sizeof stream_head - 1);
    connections[descriptor].answer = number;
    push(number);
}

struct request {
    int descriptor;
    int64_t received;
};

static void answer_request(struct request request) {
    struct connection *connection = &connections[request.descriptor];
    char *bytes = connection->bytes, *body = strstr(bytes, "\r\n\r\n") + 4;
    bool is_chat = strstr(bytes, "/chat/completions") != NULL;
    if (!strncmp(bytes, "POST ", 5) && strstr(bytes, "/completions") && wants_stream(body))
        begin(request.descriptor, request.received, is_chat);
    else if (!strncmp(bytes, "GET ", 4) || !strncmp(bytes, "HEAD ", 5))
        respond(request.descriptor, "200 OK", !strncmp(bytes, "HEAD ", 5) ? "" :
            "{\"object\":\"list\",\"data\":[{\"id\":\"m\",\"object\":\"model\",\"created\":1,\"owned_by\":\"truth\"}]}");
    else respond(request.descriptor, "400 Bad Request", "{\"error\":{\"message\":\"this server streams completions and has models\"}}");
    connection->length = 0;
}

// Reads all that a connection has; true when a whole request stands in its buffer. None sends two at once.
static bool read_request(int descriptor, int64_t *received) {
    struct connection *connection = &connections[descriptor];
    for (;;) {
        if (!connection->bytes) connection->bytes = malloc(REQUEST_BYTES + 1);
        int room = REQUEST_BYTES - connection->length;
        ssize_t count = room ? recv(descriptor, connection->bytes + connection->length, room, MSG_DONTWAIT) : 0;
        if (count < 0 && (errno == EAGAIN || errno == EINTR)) return false;
        if (count <= 0) {
            close_connection(descriptor);
            return false;
        }
        *received = now();
        connection->length += count;
        connection->bytes[connection->length] = 0;
        char *end_of_head = strstr(connection->bytes, "\r\n\r\n");
        if (!end_of_head) continue;
        char *field = strcasestr(connection->bytes, "\r\ncontent-length:");
        int wanted = field && field < end_of_head ? atoi(field + 17) : 0;
        if (connection->length - (end_of_head + 4 - connection->bytes) >= wanted) return true;
    }
}

static void accept_all(void) {
    for (int descriptor; (descriptor = accept4(listener, NULL, NULL, SOCK_NONBLOCK)) >= 0;) {
        if (descriptor >= MAX_DESCRIPTORS) exit(1);
        connections[descriptor] = (struct connection){.answer = -1};
        setsockopt(descriptor, IPPROTO_TCP, TCP_NODELAY, &(int){1}, sizeof(int));
        struct epoll_event event = {.events = EPOLLIN, .data.fd = descriptor};
        epoll_ctl(poller, EPOLL_CTL_ADD, descriptor, &event);
    }
}

// Waits until `deadline` (-1: without an end) or until something comes, and takes in all of it before it answers any.
static void take_in(int64_t deadline) {
    static struct epoll_event ready[READY];
    static struct request requests[READY];
    int64_t wait = deadline < 0 ? INT64_C(1000000000) : deadline - now();
    if (wait < 0) wait = 0;
    for (int count, found; ; wait = 0) {
        struct timespec span = {wait / 1000000000, wait % 1000000000};
        found = 0;
        count = epoll_pwait2(poller, ready, READY, &span, NULL);
        if (count <= 0) return;
        for (int i = 0; i < count; i++) {
            int descriptor = ready[i].data.fd;
            if (descriptor == listener) accept_all();
            else if (read_request(descriptor, &requests[found].received)) requests[found++].descriptor = descriptor;
        }
        for (int i = 0; i < found; i++) answer_request(requests[i]);
    }
}

static void send_due(void) {
    for (int sends = 0; heap_count > 0 && sends < SENDS_BETWEEN_POLLS; sends++) {
        struct answer *answer = &answers[heap[0]];
        if (!answer->is_broken && answer->due > now()) return;
        if (!answer->is_broken) send_event(answer);
        if (answer->is_broken || answer->sent == events) {
            if (!answer->is_broken) connections[answer->connection].answer = -1;
            pop();
            continue;
        }
        // Absolute: an event that leaves late does not delay the next.
        answer->due += gap + (answer->sent == answer->stalled_before ? stall : 0);
        sift_down(0);
    }
}

static void write_log(const char *path) {
    FILE *file = fopen(path, "w");
    if (!file) fail(path);
    fprintf(file, "is_refused,received_ns,is_whole,sends_ns\n");
    for (int number = 0; number < answer_count; number++) {
        struct answer *answer = &answers[number];
        fprintf(file, "%d,%" PRId64 ",%d,", answer->is_refused, answer->received, answer->sent == events);
        for (int event = 0; event < answer->sent; event++)
            fprintf(file, "%s%" PRId64, event ? " " : "", answer->sends[event]);
        fprintf(file, "\n");
    }
    if (fclose(file)) fail(path);
}

static int whole_number(const char *name, const char *text) {
    char *rest;
    long value = strtol(text, &rest, 10);
    if (*rest || value < 0 || value > 1000000) {
        fprintf(stderr, "truth_server: %s takes a number up to 1000000, not '%s'\n", name, text);
        exit(64);
    }
    return value;
}

int main(int count, char **words) {
    const char *log = NULL;
    int ttft_ms = 200, gap_ms = 20, stall_ms = 700;
    struct { const char *name; int *value; } options[] = {
        {"--ttft-ms", &ttft_ms}, {"--gap-ms", &gap_ms}, {"--tokens", &tokens}, {"--tokens-per-event", &tokens_per_event},
        {"--stall-every", &stall_every}, {"--stall-ms", &stall_ms}, {"--refuse-of-20", &refuse_of_20}};
    for (int place = 1; place < count; place++) {
        bool is_known = !strcmp(words[place], "--comments");
        if (is_known) has_comments = true;
        else if (!strcmp(words[place], "--log") && place + 1 < count) is_known = true, log = words[++place];
        for (size_t i = 0; !is_known && place + 1 < count && i < sizeof options / sizeof *options; i++)
            if (!strcmp(words[place], options[i].name)) {
                *options[i].value = whole_number(words[place], words[place + 1]);
                is_known = true;
                place++;
            }
        if (!is_known) {
            fprintf(stderr, "truth_server: unknown option '%s'; see the head of truth_server.c\n", words[place]);
            return 64;
        }
    }
    if (!log || tokens < 1 || tokens > 200 || tokens_per_event < 1 || tokens_per_event > 100) {
        fprintf(stderr, "truth_server: say --log FILE; 1 to 200 tokens, 1 to 100 an event\n");
        return 64;
    }
    events = (tokens + tokens_per_event - 1) / tokens_per_event;
    first_after = ttft_ms * INT64_C(1000000);
    gap = (int64_t)gap_ms * tokens_per_event * 1000000;
    stall = stall_ms * INT64_C(1000000);

    struct rlimit limit;
    getrlimit(RLIMIT_NOFILE, &limit);
    limit.rlim_cur = limit.rlim_max;
    setrlimit(RLIMIT_NOFILE, &limit);
    signal(SIGTERM, end);
    signal(SIGINT, end);
    poller = epoll_create1(0);
    listener = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t size = sizeof address;
    if (bind(listener, (struct sockaddr *)&address, size) || listen(listener, 65535)) fail("listen");
    getsockname(listener, (struct sockaddr *)&address, &size);
    struct epoll_event event = {.events = EPOLLIN, .data.fd = listener};
    epoll_ctl(poller, EPOLL_CTL_ADD, listener, &event);
    printf("%d\n", ntohs(address.sin_port));
    fflush(stdout);

    while (!is_over) {
        take_in(heap_count > 0 ? answers[heap[0]].due : -1);
        send_due();
    }
    write_log(log);
    return 0;
}
