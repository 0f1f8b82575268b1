import Dispatch
import Foundation
import Synchronization

/// SIGINT and SIGTERM, SIGUSR1, or SIGHUP, as calls of a closure, off the signal's own context.
///
/// The process watches them once and for good: a source that goes away takes the handler of the one that came after it
/// along, and a gate makes several runs. Where nobody listens, a signal does what it does by default.
final class Signals: Sendable {
    private let number: Int
    private let watch: Watch

    /// What a signal is for.
    enum Purpose {
        /// SIGINT and SIGTERM: to end what goes on.
        case end
        /// SIGUSR1: to mark the moment.
        case mark
        /// SIGHUP: to read anew what was read, or that the terminal is gone.
        case hangUp
    }

    /// All that this process may ignore, and its children must not.
    static let ignored = [SIGINT, SIGTERM, SIGPIPE, SIGUSR1, SIGHUP]

    /// Calls `action` at each signal of that purpose until the value is let go. The latest listener hears them.
    init(on purpose: Purpose = .end, _ action: @escaping @Sendable () -> Void) {
        watch =
            switch purpose {
            case .end: Self.ending
            case .mark: Self.marking
            case .hangUp: Self.hangingUp
            }
        number = watch.listen(action)
    }

    deinit { watch.forget(number) }

    private static let ending = Watch([SIGINT, SIGTERM]) { _exit(128 + $0) }
    private static let hangingUp = Watch([SIGHUP]) { _exit(128 + $0) }
    private static let marking = Watch([SIGUSR1]) { _ in }

    private final class Watch: Sendable {
        private let listeners = Mutex<[(number: Int, action: @Sendable () -> Void)]>([])
        private let next = Atomic<Int>(0)
        private let sources: Mutex<[any DispatchSourceSignal]>
        private let unheard: @Sendable (Int32) -> Void

        /// `unheard` is what becomes of a signal to which nobody listens.
        init(_ numbers: [Int32], unheard: @escaping @Sendable (Int32) -> Void) {
            sources = Mutex([])
            self.unheard = unheard
            for number in numbers { watch(number) }
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
            guard let action = listeners.withLock({ $0.last?.action }) else {
                return unheard(number)
            }
            action()
        }
    }
}
