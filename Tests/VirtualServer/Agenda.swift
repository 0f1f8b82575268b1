import Emulator
import HeapModule
import RunModel

/// Something that happens at an instant, to the request that is named.
enum Happening {
    // At the server.
    case arrival(Int)
    case departure(Int, ReleaseCause)
    /// Something of its answer is due.
    case answerDue(Int)
    /// The turn of a request that waits may have come.
    case turn
    /// A stream that was let in beyond the limit is ended.
    case kill(Int)
    // At the client.
    case head(Int, status: Int, LimitHeaders)
    case firstOutput(Int)
    case end(Int, AnswerEnd)

    /// The request whose answer the client reads; nil at the server.
    var request: Int? {
        switch self {
        case .head(let request, _, _), .firstOutput(let request), .end(let request, _): request
        default: nil
        }
    }
}

/// How an answer ends on the wire.
enum AnswerEnd {
    case complete(FinishReason, tokens: Int)
    case broken
    /// The connection was never had.
    case unreachable
    /// An error object, as a body of its own or as the only event of a stream.
    case error(json: [UInt8], isInBand: Bool)
}

/// What is still to happen. Of things at the same instant, what was entered first comes first.
struct Agenda {
    private struct Entry: Comparable {
        var due: MonotonicInstant
        var number: Int
        var happening: Happening

        static func < (left: Entry, right: Entry) -> Bool {
            (left.due, left.number) < (right.due, right.number)
        }

        static func == (left: Entry, right: Entry) -> Bool { left.number == right.number }
    }

    private var heap = Heap<Entry>()
    private var entered = 0

    var nextDue: MonotonicInstant? { heap.min?.due }

    mutating func enter(_ happening: Happening, at due: MonotonicInstant) {
        entered += 1
        heap.insert(Entry(due: due, number: entered, happening: happening))
    }

    /// Takes the next thing, if it is due by `limit`.
    mutating func take(by limit: MonotonicInstant) -> (MonotonicInstant, Happening)? {
        guard let next = heap.min, next.due <= limit else { return nil }
        heap.removeMin()
        return (next.due, next.happening)
    }
}
