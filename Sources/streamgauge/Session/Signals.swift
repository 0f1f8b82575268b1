import Dispatch
import Foundation
import Synchronization

/// SIGINT and SIGTERM as calls of a closure, off the signal's own context.
///
/// The process watches them once and for good: a source that goes away takes the handler of the one that came after it
/// along, and a gate makes several runs. Where nobody listens, a signal does what it does by default.
final class Signals {
    private let number: Int

    /// Calls `action` at each of the two signals until the value is let go. The latest listener hears them.
    init(_ action: @escaping @Sendable () -> Void) {
        number = Self.watch.listen(action)
    }

    deinit { Self.watch.forget(number) }

    private static let watch = Watch()

    private final class Watch: Sendable {
        private let listeners = Mutex<[(number: Int, action: @Sendable () -> Void)]>([])
        private let next = Atomic<Int>(0)
        private let sources: Mutex<[any DispatchSourceSignal]>

        init() {
            sources = Mutex([])
            for number in [SIGINT, SIGTERM] { watch(number) }
        }

        /// Until it returns the signal may be lost: it is ignored, and dispatch begins to listen on a thread of its own.
        private func watch(_ number: Int32) {
            let isListening = DispatchSemaphore(value: 0)
            signal(number, SIG_IGN)
            sources.withLock { sources in
                let source = DispatchSource.makeSignalSource(
                    signal: number, queue: DispatchQueue(label: "signals"))
                source.setEventHandler { [weak self] in self?.heard(number) }
                source.setRegistrationHandler { isListening.signal() }
                source.resume()
                sources.append(source)
            }
            isListening.wait()
        }

        func listen(_ action: @escaping @Sendable () -> Void) -> Int {
            let number = next.add(1, ordering: .relaxed).newValue
            listeners.withLock { $0.append((number, action)) }
            return number
        }

        func forget(_ number: Int) {
            listeners.withLock { $0.removeAll { $0.number == number } }
        }

        private func heard(_ number: Int32) {
            guard let action = listeners.withLock({ $0.last?.action }) else { _exit(128 + number) }
            action()
        }
    }
}
