package import RunModel
internal import Statistics

/// What the record of a step says to the sweep: its answers and what was done in equal parts of its time, from which
/// the numbers of a load are pooled over the passes.
package struct StepSample: Sendable {
    /// One measured request. Milliseconds; absent what did not happen.
    struct Answer: Sendable {
        /// The part of the step in which it was due.
        let part: Int
        let firstToken: Double?
        let timePerToken: Double?
        let endToEnd: Double?
        /// Nil of one that neither succeeded nor failed.
        let isFailure: Bool?
        let isGood: Bool
    }

    /// A part of the window: sums over its time.
    struct Part: Sendable {
        let seconds: Double
        let requests: Double
        let tokens: Double
        let goodRequests: Double
        /// Requests in flight, times seconds.
        let openSeconds: Double
        /// Of answers that ended in it.
        let responseSeconds: Double
        let responses: Double
        /// Requests that were due in it.
        let due: Double
    }

    package let place: SweepPlan.Place
    let answers: [Answer]
    /// Empty where the window is too short for a rate.
    let parts: [Part]
    let hasTokens: Bool
    let hasObjectives: Bool
    package let trust: StepTrust
    /// Whether an open loop offered more than the target serves.
    package let isOverloaded: Bool
    /// The mean length of an answer; nil without one.
    package let answerLength: Duration?
    package let settling: SweepStep.Settling
    /// Nil where the server was not asked for its own metrics.
    let server: ServerSide?

    private static let mostParts = 10

    /// Pure: the same record gives the same sample.
    ///
    /// - Parameters:
    ///   - place: Which load, in which pass.
    ///   - manifest: The run's manifest.
    ///   - requests: All rows of requests.csv, in any order.
    ///   - histograms: The pooled samples of measured requests.
    ///   - summary: Of the same record.
    package init(
        _ place: SweepPlan.Place, manifest: RunManifest, requests: [RequestRecord],
        histograms: HistogramSet, summary: RunSummary
    ) {
        self.place = place
        let record = JudgedRecord(
            manifest: manifest, requests: requests.sorted { $0.request < $1.request },
            histograms: histograms, chunks: nil)
        let mode = Self.mode(of: record.measured)
        let measured = record.measured.filter { $0.mode == mode }
        answers = Self.answers(measured, record)
        parts = Self.parts(record.requests.filter { $0.mode == mode }, record)
        hasTokens = measured.contains { $0.countedTokens != nil }
        hasObjectives = !record.objectives.isEmpty
        trust = StepTrust(summary)
        server = summary.server
        isOverloaded = record.overload?.isFound == true
        let lengths = measured.compactMap { $0.outcome.isSuccess ? $0.timeInSystem : nil }
        answerLength =
            lengths.isEmpty ? nil : lengths.reduce(.zero, +) / lengths.count
        settling = isOverloaded ? .unknown : StepSettling(measured, record.isOpenLoop).word
    }

    func level(_ quantity: ServerQuantity) -> ServerSide.Level? {
        server?.levels.first { $0.quantity == quantity }
    }

    /// The mode that was asked for, or what was had instead.
    private static func mode(of measured: [RequestRecord]) -> ResponseMode {
        let streaming = measured.count { $0.mode == .streaming }
        return streaming * 2 >= measured.count ? .streaming : .nonStreaming
    }

    /// From the scheduled time in an open loop, as users wait who arrive by themselves; else from *sent*.
    private static func answers(_ measured: [RequestRecord], _ record: JudgedRecord) -> [Answer] {
        guard let first = measured.map(\.instants.scheduled).min(),
            let last = measured.map(\.instants.scheduled).max()
        else { return [] }
        let span = (last - first).seconds
        let isOpenLoop = record.isOpenLoop
        return measured.map { request in
            let since = (request.instants.scheduled - first).seconds
            let part = span > 0 ? Int(since / span * Double(mostParts)) : 0
            let isBegun = request.outcome.isSuccess || request.outcome == .cancelled
            let first =
                isOpenLoop ? request.timeToFirstTokenScheduled : request.timeToFirstToken
            let whole = isOpenLoop ? request.endToEndScheduled : request.endToEnd
            return Answer(
                part: min(part, mostParts - 1),
                firstToken: isBegun ? first?.milliseconds : nil,
                timePerToken: request.outcome.isSuccess
                    ? request.secondsPerOutputToken.map { $0 * 1000 } : nil,
                endToEnd: request.outcome == .ok ? whole?.milliseconds : nil,
                isFailure: request.outcome.isSuccess
                    ? false : request.outcome.isFailure ? true : nil,
                isGood: record.objectives.areMet(by: request))
        }
    }

    /// As many parts as hold a median answer each, or waves of answers would look like changes of rate.
    private static func parts(_ requests: [RequestRecord], _ record: JudgedRecord) -> [Part] {
        guard !record.window.isTooShort else { return [] }
        let window = record.window.slice(origin: record.manifest.origin)
        let answer = max((record.window.leastSeconds ?? 0) / 2, .leastNonzeroMagnitude)
        let count = Int(max(1, min(Double(mostParts), window.seconds / answer)))
        return window.parts(count).map { slice in
            let arrivals = ArrivalCount(requests, in: slice, of: record)
            let open = requests.reduce(0.0) { sum, request in
                guard let started = request.instants.started, let closed = request.instants.closed
                else { return sum }
                let inside = TimeSlice(start: started, end: closed).intersection(slice)
                return sum + (inside?.seconds ?? 0)
            }
            let ended = requests.filter { request in
                request.outcome.isSuccess && request.instants.closed.map(slice.contains) == true
            }
            let responses = ended.compactMap { request in
                (record.isOpenLoop ? request.endToEndScheduled : request.endToEnd)?.seconds
            }
            return Part(
                seconds: slice.seconds, requests: arrivals.requests, tokens: arrivals.tokens,
                goodRequests: arrivals.goodRequests, openSeconds: open,
                responseSeconds: responses.reduce(0, +), responses: Double(responses.count),
                due: Double(requests.count { slice.contains($0.instants.scheduled) }))
        }
    }
}
