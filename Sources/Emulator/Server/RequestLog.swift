internal import RunModel
internal import Synchronization

/// One request to the API that is over, as `/logs` tells it.
struct LogEntry: Sendable {
    enum Outcome: Equatable, Sendable {
        case ok
        /// Answered with a status from 400.
        case error
        case rejected(LimitReason)
        case clientLeft(ReleaseCause)
        /// A fault of the server's own broke the connection, or a refusal closed it.
        case broken

        var text: String {
            switch self {
            case .ok: "ok"
            case .error: "error"
            case .rejected(let reason): "rejected_\(reason.rawValue)"
            case .clientLeft(.cut): "cut"
            case .clientLeft: "cancelled"
            case .broken: "broken"
            }
        }
    }

    /// When it had been read whole.
    var received: MonotonicInstant
    var duration: Duration
    /// Masked; nil where no key was looked for, as with an unknown path.
    var key: String?
    var path: String
    /// Nil when no head was sent.
    var status: Int?
    /// Nil for what is no completion.
    var isStreaming: Bool?
    var outcome: Outcome
    var fault: Fault.Kind?
    /// Tokens of the prompt that an engine's cache gave; nil without one.
    var cachedTokens: Int?

    func json(_ clock: ServerClock) -> String {
        let time = DateText(wallNanoseconds: clock.wallNanoseconds(at: received)).timestamp
        let mode = isStreaming.map { $0 ? #""stream""# : #""whole""# } ?? "null"
        let microseconds = duration.nanoseconds / 1000
        // With its type written out: the type checker took 42 s to find it.
        let fields: [(name: String, value: String)] =
            [
                ("time", EscapedText.quoted(time)), ("key", key.map(EscapedText.quoted) ?? "null"),
                ("path", EscapedText.quoted(path)), ("status", status.map { "\($0)" } ?? "null"),
                ("mode", mode), ("outcome", EscapedText.quoted(outcome.text)),
                ("fault", fault.map { EscapedText.quoted($0.rawValue) } ?? "null"),
                ("ms", "\(Double(microseconds) / 1000)"),
            ] + (cachedTokens.map { [("cached_tokens", "\($0)")] } ?? [])
        return "{" + fields.map { #""\#($0.name)":\#($0.value)"# }.joined(separator: ",") + "}"
    }
}

/// The last requests, for all event loops together.
final class RequestLog: Sendable {
    private struct State {
        var entries: [LogEntry] = []
        /// Where the oldest entry stands once the log is full.
        var oldest = 0
    }

    let capacity: Int
    private let state = Mutex(State())

    init(capacity: Int = 10_000) {
        self.capacity = capacity
    }

    func append(_ entry: LogEntry) {
        state.withLock { state in
            if state.entries.count < capacity {
                state.entries.append(entry)
            } else {
                state.entries[state.oldest] = entry
                state.oldest = (state.oldest + 1) % capacity
            }
        }
    }

    /// At most the last `count`, the oldest first.
    func last(_ count: Int) -> [LogEntry] {
        state.withLock { state in
            let ordered = state.entries[state.oldest...] + state.entries[..<state.oldest]
            return Array(ordered.suffix(count))
        }
    }
}

/// What `GET /logs` is asked for: `n` entries, as lines or in one array.
struct LogQuery {
    var count = 100
    var isArray = false

    /// - Throws: the 400 to answer with.
    init(target: String) throws(ErrorBody) {
        let query = target.drop { $0 != "?" }.dropFirst()
        for pair in query.split(separator: "&") {
            let sides = pair.split(separator: "=", maxSplits: 1).map(String.init)
            switch (sides.first, sides.count == 2 ? sides[1] : nil) {
            case ("n", let text?):
                guard let number = Int(text), number >= 0 else { throw .invalidQuery("n") }
                count = number
            case ("format", "lines"): isArray = false
            case ("format", "array"): isArray = true
            default: throw .invalidQuery(sides.first ?? "")
            }
        }
    }
}

extension ErrorBody {
    fileprivate static func invalidQuery(_ name: String) -> ErrorBody {
        ErrorBody(
            status: 400, message: "Write n=100 or format=lines or format=array.", parameter: name,
            code: "invalid_value")
    }
}
