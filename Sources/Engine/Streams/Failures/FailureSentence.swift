internal import RunModel
internal import Wire

/// What can be said of a failure of which neither the server nor libcurl said anything.
struct FailureSentence {
    /// What is shown of the bytes, the later the more it says.
    enum Excerpt: Int {
        /// Of a body in which no event has been found yet.
        case beginning
        /// The first event that is JSON and no chunk.
        case otherEvent
        /// The first lines among events that no field begins.
        case strangeLines
        /// The first event that is no JSON.
        case brokenEvent
    }

    private(set) var bytes: [UInt8] = []
    private var excerpt = Excerpt.beginning
    /// The API of the first event that is no chunk, where it is another than the one that was asked.
    private var spoken: API?
    /// Whether there was more of it.
    var isCut: Bool { bytes.count >= Self.keptBytes }

    /// More is kept than is shown, so that no secret is cut in two before it is looked for.
    private static let keptBytes = 1024

    /// Takes bytes of a body that has had no event.
    mutating func note(_ more: Span<UInt8>) {
        guard excerpt == .beginning else { return }
        append(more)
    }

    mutating func note(_ excerpt: Excerpt, _ data: Span<UInt8>) {
        guard excerpt.rawValue > self.excerpt.rawValue else { return }
        self.excerpt = excerpt
        bytes = []
        append(data)
    }

    /// Takes an event that the API has no place for.
    mutating func noteOther(_ data: Span<UInt8>, asked: API) {
        guard excerpt.rawValue < Excerpt.otherEvent.rawValue else { return }
        let found = API(speaking: data, type: Span())
        spoken = found == asked ? nil : found
        note(.otherEvent, data)
    }

    private mutating func append(_ more: Span<UInt8>) {
        let room = max(0, Self.keptBytes - bytes.count)
        for index in 0..<min(room, more.count) { bytes.append(more[index]) }
    }

    mutating func forget() {
        bytes.removeAll(keepingCapacity: true)
        excerpt = .beginning
        spoken = nil
    }

    /// `wasRefuted`: whether more output followed a finish reason.
    func text(
        _ record: RequestRecord, wasRefuted: Bool = false, api: API = .chat
    ) -> String {
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
                        : "the stream ended without \(api.endNames), after ")
                        + "\(record.events.output) output events"
            return end + shown(record)
        case .empty:
            guard record.bytes.body > 0 else {
                return "status \(record.status ?? 0) without a body"
            }
            if record.events.all == 0 {
                return "nothing that can be read in \(record.bytes.body) bytes" + shown(record)
            }
            return record.mode == .streaming
                ? "no output in \(record.events.all) events" + reason(record) + shown(record)
                : "no output in an answer of \(record.bytes.body) bytes"
        case .inBandError: return "an error without a word"
        case .http4xx, .http5xx, .rateLimited: return "status \(record.status ?? 0) without a body"
        case .notAStream: return "one answer of \(record.bytes.body) bytes instead of a stream"
        case .protocol where record.status != nil:
            return record.bytes.body > 0
                ? "status \(record.status ?? 0), and what came is no answer" + shown(record)
                : "status \(record.status ?? 0) without a body"
        default:
            return "\(record.outcome.rawValue), of which neither the server nor libcurl says more"
        }
    }

    private func reason(_ record: RequestRecord) -> String {
        let thoughts = record.tokens.reasoning ?? 0
        // A limit that thinking used up leaves no answer.
        return (record.finishReason.map { ", finish_reason \($0.rawValue)" } ?? "")
            + (thoughts > 0 ? ", \(thoughts) reasoning tokens counted and not sent" : "")
    }

    private func shown(_ record: RequestRecord) -> String {
        let what: String
        switch excerpt {
        case .beginning where record.events.all != record.events.broken: return ""
        case .beginning: what = "what came begins"
        case .otherEvent:
            what =
                spoken.map {
                    "it answers by the API \($0.rawValue), for which --api \($0.rawValue) asks"
                } ?? "an event that is no chunk of an answer"
        case .strangeLines: what = "lines that are none of an event stream"
        case .brokenEvent: what = "an event that is no JSON"
        }
        // Whoever cleans the line cuts it; a secret is looked for in all of it.
        return bytes.isEmpty ? "" : ": \(what): \(Self.escaped(bytes))"
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
