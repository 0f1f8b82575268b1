import Dispatch
import Foundation

/// SIGINT and SIGTERM as calls of a closure, off the signal's own context.
final class Signals {
    private let sources: [any DispatchSourceSignal]

    /// Calls `action` on a queue of its own at each of the two signals until the value is let go.
    init(_ action: @escaping @Sendable () -> Void) {
        let queue = DispatchQueue(label: "signals")
        sources = [SIGINT, SIGTERM].map { number in
            signal(number, SIG_IGN)
            let source = DispatchSource.makeSignalSource(signal: number, queue: queue)
            source.setEventHandler(handler: action)
            source.resume()
            return source
        }
    }

    deinit {
        for source in sources { source.cancel() }
    }
}
