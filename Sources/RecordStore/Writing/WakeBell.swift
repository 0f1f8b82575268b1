internal import Glibc
internal import RunModel

/// Wakes a sleeping thread early: a pipe, so that ringing before the sleep is not missed.
struct WakeBell: ~Copyable, Sendable {
    private let reader: Int32
    private let writer: Int32

    init() throws(RecordError) {
        var ends: [Int32] = [0, 0]
        guard pipe(&ends) == 0 else {
            throw .cannotStartWriter(reason: RecordError.reason(errno))
        }
        (reader, writer) = (ends[0], ends[1])
        for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
    }

    deinit {
        close(reader)
        close(writer)
    }

    /// From any thread. Once rung it stays so.
    func ring() {
        var byte: UInt8 = 1
        _ = write(writer, &byte, 1)
    }

    /// Returns when rung, or after `limit`.
    func wait(atMost limit: Duration) {
        var entry = pollfd(fd: reader, events: Int16(POLLIN), revents: 0)
        _ = poll(&entry, 1, Int32(limit.milliseconds))
    }
}
