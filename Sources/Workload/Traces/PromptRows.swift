package import RunModel
internal import Synchronization

/// The prompts of a file, in the order in which they are asked. A large file stays on the disk: some sixty bytes a row
/// are kept, and a row's record is read again when it is sent.
///
/// Safe from any thread.
package final class PromptRows: Sendable {
    package let read: PromptsRead
    /// FNV-1a, 64 bits, of the rows that are sent, in hexadecimal.
    package let digest: String
    /// What a replay sends when; nil where the rows are taken in turn.
    package let schedule: TraceSchedule?
    private let source: RowSource
    private let form: any RowForm
    private let index: [IndexedRow]
    private let lost = Atomic<Int>(0)

    /// How a file is read.
    package struct Wishes: Sendable {
        /// Nil for the form that the file looks like.
        package var format: PromptsFormat?
        /// Rows of longer prompts are left out.
        package var maxPromptTokens: Int?
        /// Whether the target's count of words is to be learnt for prompts that are made.
        package var learnsLengths = false
        package var replay: ReplayPlan?
        /// Of a replay: rows that are due within it are not measured.
        package var warmup = Duration.zero
        /// Why a prompt cannot be asked; nil where it can.
        package var refusal: (@Sendable (Prompt) -> String?)?

        package init() {}

        package init(_ plan: RunPlan) {
            format = plan.request.promptsFormat
            maxPromptTokens = plan.request.maxPromptTokens
            replay = plan.load.replay
            learnsLengths = plan.request.exactInput == true
            warmup = plan.load.warmupDuration?.duration ?? .zero
        }
    }

    /// Reads a file in one pass.
    ///
    /// - Throws: `WorkloadError` naming the line that cannot be read.
    package convenience init(
        opening path: String, _ wishes: Wishes = Wishes()
    ) throws(WorkloadError) {
        let source: RowSource
        do throws(WorkloadError) {
            source = try RowSource(opening: path)
        } catch {
            let option = wishes.replay == nil ? "--prompts" : "--replay"
            throw WorkloadError("\(option): \(error.description).")
        }
        try self.init(source, wishes)
    }

    /// Reads what was read elsewhere, such as standard input; `name` is what messages call it.
    ///
    /// - Throws: As for a file.
    package convenience init(
        _ text: String, name: String, _ wishes: Wishes = Wishes()
    ) throws(WorkloadError) {
        try self.init(RowSource(Array(text.utf8), name: name), wishes)
    }

    private init(_ source: RowSource, _ wishes: Wishes) throws(WorkloadError) {
        var beginning = [UInt8](repeating: 0, count: 1 << 16)
        let count = source.read(at: 0, into: &beginning, from: 0) ?? 0
        let guess = try FormGuess(
            wishes.format, beginning: beginning.span.extracting(0..<count), name: source.name)
        var pass = RowPass(guess, wishes, source)
        try pass.run()
        self.source = source
        form = guess.form
        let ofLengths = [
            ("--max-prompt-tokens", wishes.maxPromptTokens != nil),
            ("--exact-input", wishes.learnsLengths),
        ]
        if !guess.format.hasLengths, let option = ofLengths.first(where: \.1)?.0 {
            throw WorkloadError(
                "\(option): the rows of \(source.name) are texts (\(guess.format.rawValue)), and nobody counts their tokens "
                    + "before they are asked; leave it out")
        }
        guard !pass.rows.isEmpty else {
            throw WorkloadError(
                pass.dropped.isEmpty
                    ? "\(source.name) holds no prompt; it takes one JSON line a prompt, or a trace of docs/workloads.md"
                    : "\(source.name): no row is left, since all were dropped ("
                        + PromptsRead.words(pass.dropped) + ")")
        }
        if let replay = wishes.replay {
            let cut = try ReplayCut(pass.rows, replay, guess.format, name: source.name)
            index = cut.rows
            let whole = TraceSchedule(cut, times: replay.times)
            guard whole.measuredRequests(of: Shard(), warmup: wishes.warmup) > 0 else {
                throw WorkloadError(
                    "--warmup: all rows of \(source.name) are due within the first \(TimeSpan(wishes.warmup)), so that "
                        + "nothing would be measured; shorten it, or repeat the trace with --loop")
            }
            schedule = whole
        } else {
            var rows = pass.rows
            SessionBook.countTurns(&rows, sessions: Int(pass.sessions))
            index = rows
            schedule = nil
        }
        var read = PromptsRead(
            format: guess.format, rows: index.count,
            sessions: Set(index.lazy.map(\.session)).count)
        read.dropped = pass.dropped.isEmpty ? nil : pass.dropped
        read.ignored = pass.ignored.isEmpty ? nil : pass.ignored
        self.read = read
        digest = pass.digest.text
    }

    package var count: Int { index.count }

    /// Rows whose records could not be read again when they were to be sent.
    package var lostRows: Int { lost.load(ordering: .relaxed) }

    /// Whether the prompts are lengths, of which the text is made.
    package var hasLengths: Bool { read.format.hasLengths }

    /// The line that a row stands on.
    package func line(of row: Int) -> Int { Int(index[row].line) }

    /// Tokens of its prompt; nil where the file does not say, as of texts.
    func promptTokens(of number: Int) -> Int? {
        let tokens = index[number % index.count].promptTokens
        return tokens < 0 ? nil : Int(tokens)
    }

    /// What its answer may have at most.
    func answerTokens(of number: Int) -> Int? {
        let tokens = index[number % index.count].answerTokens
        return tokens < 0 ? nil : Int(tokens)
    }

    /// The row that a request asks; nil, and counted, where the file is no longer what it was.
    func row(_ number: Int) -> TraceRow? {
        let place = index[number % index.count]
        if let bytes = source.bytes(at: place.offset, count: Int(place.bytes)),
            UInt32(truncatingIfNeeded: RowNumber.hash(bytes.span)) == place.check,
            let rows = try? form.rows(of: bytes.span, textOf: Int(place.place)),
            rows.indices.contains(Int(place.place))
        {
            return rows[Int(place.place)]
        }
        lost.add(1, ordering: .relaxed)
        return nil
    }
}

extension PromptsFormat {
    fileprivate var hasLengths: Bool {
        switch self {
        case .messages, .sharegpt: false
        case .aiperf, .mooncake, .azure, .burstgpt, .bailian, .copilot: true
        }
    }
}

extension PromptsRead {
    /// `3 failed in the trace, 1 no prompt tokens`.
    package static func words(_ counts: [String: Int]) -> String {
        counts.sorted { ($1.value, $0.key) < ($0.value, $1.key) }.map { "\($0.value) \($0.key)" }
            .joined(separator: ", ")
    }
}

/// One pass over a file, which checks every row and keeps where each is.
private struct RowPass {
    private let guess: FormGuess
    private let wishes: PromptRows.Wishes
    private let source: RowSource
    private var book = SessionBook()
    private(set) var rows: [IndexedRow] = []
    private(set) var dropped: [String: Int] = [:]
    private var members: [String: Int] = [:]
    private(set) var digest = ContentDigest()
    private var linesLeft: Int

    var sessions: Int32 { book.count }

    /// What the rows hold and no request takes, by what it is.
    var ignored: [String: Int] {
        var all = members
        if book.orphans > 0 { all["parents that are on no line before"] = book.orphans }
        return all
    }

    init(_ guess: FormGuess, _ wishes: PromptRows.Wishes, _ source: RowSource) {
        self.guess = guess
        self.wishes = wishes
        self.source = source
        linesLeft = guess.form.headLines
    }

    /// - Throws: `WorkloadError` naming the file and the line.
    mutating func run() throws(WorkloadError) {
        var scanner = RecordScanner(source)
        if guess.form.isArray {
            do throws(WorkloadError) {
                try scanner.forEachElement { record, place throws(WorkloadError) in
                    try take(record, place)
                }
            } catch {
                throw WorkloadError(
                    error.description.hasPrefix(source.name)
                        ? error.description : "\(source.name), \(error.description)")
            }
        } else {
            try scanner.forEachLine { record, place throws(WorkloadError) in
                if linesLeft > 0 {
                    linesLeft -= 1
                } else {
                    try take(record, place)
                }
            }
        }
    }

    private mutating func take(_ record: Span<UInt8>, _ place: RecordPlace) throws(WorkloadError) {
        let found: [TraceRow]
        do throws(RowFault) {
            found = try guess.form.rows(of: record, textOf: nil)
        } catch {
            throw WorkloadError("\(source.name), line \(place.line): \(error.description)")
        }
        var own: Int32?
        let check = UInt32(truncatingIfNeeded: RowNumber.hash(record))
        for (number, row) in found.enumerated() {
            let session = book.session(of: row, ofRecord: &own)
            var drop = row.dropped
            if drop == nil, let most = wishes.maxPromptTokens, row.promptTokens ?? 0 > most {
                drop = .tooLong
            }
            if let drop {
                dropped[drop.rawValue, default: 0] += 1
                continue
            }
            if let what = row.ignored { members[what, default: 0] += 1 }
            try examine(row, place)
            add(row, number, session, check, place)
        }
        if guess.format != .messages {
            record.withUnsafeBytes { bytes in
                // Copied before the closure ends.
                digest.add(ArraySlice(bytes))
            }
        }
    }

    private mutating func examine(_ row: TraceRow, _ place: RecordPlace) throws(WorkloadError) {
        guard case .prompt(let prompt) = row.content else { return }
        if guess.format == .messages { digest.add(prompt.digestBytes(row.outputTokens)[...]) }
        // Whatever was said there is text, which every API takes.
        guard guess.format != .sharegpt, let reason = wishes.refusal?(prompt) else { return }
        throw WorkloadError("\(source.name), line \(place.line): \(reason)")
    }

    private mutating func add(
        _ row: TraceRow, _ number: Int, _ session: Int32, _ check: UInt32, _ place: RecordPlace
    ) {
        var entry = IndexedRow(
            offset: place.offset, bytes: Int32(place.count), place: Int32(number),
            line: Int32(clamping: place.line), session: session)
        entry.check = check
        entry.promptTokens = row.promptTokens.map { Int32(clamping: $0) } ?? -1
        entry.answerTokens = row.outputTokens.map { Int32(clamping: $0) } ?? -1
        switch row.arrival {
        case .unknown: break
        case .at(let time): entry.nanoseconds = time
        case .after(let time): entry.delayNanoseconds = time
        }
        rows.append(entry)
    }
}
