internal import RunModel
internal import Wire

/// What can be said of a failure of which neither the server nor libcurl said anything.
struct FailureSentence {
    /// The first bytes of a body in which no event has been found yet, or of the first event that is broken.
    private(set) var unread: [UInt8] = []
    private var isBrokenEvent = false
    /// Whether there was more of it.
    var isCut: Bool { unread.count >= Self.keptBytes }

    private static let shownBytes = 200
    /// More is kept than is shown, so that no secret is cut in two before it is looked for.
    private static let keptBytes = 1024

    /// Takes bytes of a body that has had no event.
    mutating func note(_ bytes: Span<UInt8>) {
        let room = Self.keptBytes - unread.count
        guard room > 0, !isBrokenEvent else { return }
        for index in 0..<min(room, bytes.count) { unread.append(bytes[index]) }
    }

    mutating func noteBroken(_ data: Span<UInt8>) {
        guard !isBrokenEvent else { return }
        unread = []
        note(data)
        isBrokenEvent = true
    }

    mutating func forget() {
        unread.removeAll(keepingCapacity: true)
        isBrokenEvent = false
    }

    /// `wasRefuted`: whether more output followed a finish reason.
    func text(_ record: RequestRecord, wasRefuted: Bool = false) -> String {
        switch record.outcome {
        case .truncated:
            let isCutOff = record.events.isUnfinished
            let end =
                isCutOff
                ? "the stream ended inside an event"
                : record.events.all == 0
                    ? "the stream ended without an event"
                    : (wasRefuted
                        ? "more output followed the finish_reason, and the stream ended without [DONE], after "
                        : "the stream ended without a finish_reason and without [DONE], after ")
                        + "\(record.events.output) output events"
            return end + beginning(record)
        case .empty:
            guard record.bytes.body > 0 else {
                return "status \(record.status ?? 0) without a body"
            }
            if record.events.all == 0 {
                return "nothing that can be read in \(record.bytes.body) bytes" + beginning(record)
            }
            return record.mode == .streaming
                ? "no output in \(record.events.all) events" + beginning(record)
                : "no output in an answer of \(record.bytes.body) bytes"
        case .inBandError: return "an error without a word"
        case .http4xx, .http5xx, .rateLimited: return "status \(record.status ?? 0) without a body"
        case .notAStream: return "one answer of \(record.bytes.body) bytes instead of a stream"
        case .protocol where record.status != nil:
            return record.bytes.body > 0
                ? "status \(record.status ?? 0), and what came is no answer" + beginning(record)
                : "status \(record.status ?? 0) without a body"
        default:
            return "\(record.outcome.rawValue), of which neither the server nor libcurl says more"
        }
    }

    private func beginning(_ record: RequestRecord) -> String {
        guard !unread.isEmpty, record.events.all == record.events.broken || isBrokenEvent else {
            return ""
        }
        let what = isBrokenEvent ? "an event that is no JSON" : "what came begins"
        // Whoever cleans the line cuts it; a secret is looked for in all of it.
        return ": \(what): \(Self.escaped(unread))"
    }

    /// Printable ASCII as it is, everything else as C writes it.
    static func escaped(_ bytes: [UInt8]) -> String {
        bytes.reduce(into: "") { text, byte in
            switch byte {
            case UInt8(ascii: "\n"): text += #"\n"#
            case UInt8(ascii: "\r"): text += #"\r"#
            case UInt8(ascii: "\t"): text += #"\t"#
            case 0x20..<0x7F: text.unicodeScalars.append(Unicode.Scalar(byte))
            default:
                let digits = String(byte, radix: 16)
                text += #"\x"# + (byte < 16 ? "0" : "") + digits
            }
        }
    }
}
