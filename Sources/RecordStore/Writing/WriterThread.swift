internal import Glibc

/// A POSIX thread that runs one closure.
struct WriterThread: Sendable {
    private let handle: pthread_t

    /// - Throws: `RecordError.cannotStartWriter`.
    init(_ body: @escaping @Sendable () -> Void) throws(RecordError) {
        var handle = pthread_t()
        // The new thread takes this one reference over and releases it when the body has ended.
        let context = Unmanaged.passRetained(ThreadBody(body))
        let code = pthread_create(
            &handle, nil,
            { pointer in
                guard let pointer else { return nil }
                Unmanaged<ThreadBody>.fromOpaque(pointer).takeRetainedValue().run()
                return nil
            }, context.toOpaque())
        guard code == 0 else {
            context.release()
            throw .cannotStartWriter(reason: RecordError.reason(code))
        }
        self.handle = handle
    }

    /// Waits for its end. To be called once.
    func join() {
        pthread_join(handle, nil)
    }
}

private final class ThreadBody: Sendable {
    private let body: @Sendable () -> Void

    init(_ body: @escaping @Sendable () -> Void) {
        self.body = body
    }

    func run() {
        // Over a file size limit (`ulimit -f`) write(2) also raises SIGXFSZ, which would end the
        // process; blocked, the write is refused with EFBIG like any other. Signals for the whole
        // process are left to the threads that wait for them.
        var signals = sigset_t()
        sigfillset(&signals)
        pthread_sigmask(SIG_BLOCK, &signals, nil)
        body()
    }
}
