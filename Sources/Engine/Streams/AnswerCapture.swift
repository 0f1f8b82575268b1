internal import RunModel
internal import Wire

/// Keeps the visible text of one answer, for whoever asks again with it or judges it.
///
/// Made only where the plan `keepsAnswers`: of other runs no chunk is looked at a second time. A text longer than the
/// bound is given up as a whole, since half of it is neither an answer nor a digest of one.
struct AnswerCapture {
    /// What is kept of an answer, as it stands in the JSON.
    static let mostBytes = 256 << 10

    private let api: API
    private let isStream: Bool
    /// The inside of the JSON strings one after another: a character may be cut in two by its escapes.
    private var bytes: [UInt8] = []
    /// Where the latest delta begins.
    private var latest = 0
    private var whole: String?
    private var isTooLong = false

    init(of api: API, mode: ResponseMode) {
        self.api = api
        isStream = mode == .streaming
    }

    /// Takes an output event of a stream, or a whole answer.
    mutating func take(_ data: Span<UInt8>) {
        guard isStream else {
            whole = data.count <= Self.mostBytes ? AnswerText.ofBody(data, of: api) : nil
            return
        }
        guard !isTooLong, let range = api.answerText(ofEvent: data) else { return }
        guard bytes.count + range.count <= Self.mostBytes else {
            isTooLong = true
            bytes = []
            return
        }
        latest = bytes.count
        for index in range { bytes.append(data[index]) }
    }

    /// The text as it stands in a JSON string, without its quotes; nil where there was none, or too much of it.
    func json(isCumulative: Bool) -> [UInt8]? {
        guard isStream else {
            return whole.map { Array(JSONText.quoted($0).utf8.dropFirst().dropLast()) }
        }
        let inside = isCumulative ? bytes[latest...] : bytes[...]
        return inside.isEmpty ? nil : Array(inside)
    }

    /// The text; nil where there was none, or too much of it. Of a stream whose deltas each hold the whole text so far it
    /// is the last of them.
    func text(isCumulative: Bool) -> String? {
        guard isStream else { return whole }
        return json(isCumulative: isCumulative).map { JSONText.unescaped($0.span) }
    }
}
