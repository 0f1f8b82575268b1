internal import Glibc

/// A POSIX thread that runs one closure, for a loop that shares nothing with others.
package struct OwnThread: Sendable {
    private let handle: pthread_t

    /// Starts it.
    ///
    /// - Throws: `SystemCallError` when the system has no more threads.
    package init(_ body: @escaping @Sendable () -> Void) throws(SystemCallError) {
        var handle = pthread_t()
        // The thread takes over this retain and gives it back when it has run.
        let context = Unmanaged.passRetained(Body(run: body))
        let code = pthread_create(
            &handle, nil,
            { context in
                guard let context else { return nil }
                Unmanaged<Body>.fromOpaque(context).takeRetainedValue().run()
                return nil
            }, context.toOpaque())
        guard code == 0 else {
            context.release()
            throw SystemCallError("pthread_create", code)
        }
        self.handle = handle
    }

    /// Waits for its end. Call it once.
    package func join() { pthread_join(handle, nil) }

    private final class Body: Sendable {
        let run: @Sendable () -> Void

        init(run: @escaping @Sendable () -> Void) {
            self.run = run
        }
    }
}
