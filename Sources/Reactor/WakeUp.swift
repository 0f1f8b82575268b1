internal import Glibc

/// Wakes an event loop from any thread.
package final class WakeUp: @unchecked Sendable {
    // Unchecked because of `action` alone: it is set before the loop runs and called on its thread
    // only; `signal` touches just the descriptor.
    private let descriptor: Descriptor

    /// Called on the loop's thread after a signal. Set it before `run`.
    package var action: (() -> Void)?

    init(descriptor: Descriptor) {
        self.descriptor = descriptor
    }

    /// Safe from any thread and from a signal handler.
    package func signal() {
        var one: UInt64 = 1
        _ = write(descriptor.number, &one, MemoryLayout<UInt64>.size)
    }

    func drain() {
        var count: UInt64 = 0
        _ = read(descriptor.number, &count, MemoryLayout<UInt64>.size)
    }
}
