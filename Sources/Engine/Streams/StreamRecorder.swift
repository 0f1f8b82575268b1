internal import Reactor
internal import RunModel
internal import Transport
internal import Wire

/// Turns the events of one answer into its record. Knows nothing of connections or time-outs; every
/// instant comes in with the bytes.
struct StreamRecorder: SSEEventSink {
    var record: RequestRecord
    let api: API
    let tally: WorkerTally
    let series: WorkerTally.Series
    /// Whether its gaps and delays are among the run's.
    let isMeasured: Bool
    let keepsChunks: Bool
    private let capEvents: Int?

    var read: PresentRead
    var announced = AnnouncedTimes()
    var tokens = TokenTrack()
    /// Nanoseconds; below 0 before the first.
    var maxGap: Int64 = -1
    /// Whether the event that ended it was read late for want of one before it.
    var isMaxGapHeldBack = false
    private var maxReadDelay: Int64 = -1
    private var holes = HoleCount()
    /// What the first error inside the stream said; empty when it said nothing.
    var inBandError: String?
    /// Whether that was no object of OpenAI's form, so that more output takes it back.
    var isErrorVague = false
    var cumulative = CumulativeText()
    var parts = RepeatedParts()
    var calls = ToolCallTrack()
    var held = HeldOutput()
    /// Whether the gap before the last event waits for a verdict.
    var isGapOpen = false
    var beginning = AnswerBeginning()
    /// Nil where what stands between tags is answer.
    var thinkTags: ThinkTags?
    /// Since when, and in how many events, the answer may be beginning with a tag.
    var openSince: MonotonicInstant?
    var openEvents = 0
    var finishTrack = FinishTrack()
    var sentence = FailureSentence()
    /// When the server's last word came: `[DONE]`, or an error.
    var lastWord: MonotonicInstant?
    /// Nil where nobody wants the text.
    var capture: AnswerCapture?

    init(
        _ record: RequestRecord, api: API, tally: WorkerTally, keepsChunks: Bool, capEvents: Int?,
        readsThinkTags: Bool = false, keepsAnswer: Bool = false, countsSamples: Bool = true,
        connection: (any ReadAccount)? = nil
    ) {
        capture = keepsAnswer ? AnswerCapture(of: api, mode: record.mode) : nil
        thinkTags = readsThinkTags && record.mode == .streaming ? ThinkTags() : nil
        read = PresentRead(on: connection)
        self.record = record
        self.api = api
        self.tally = tally
        series = tally.series(record.mode, round: record.round)
        self.keepsChunks = keepsChunks
        self.capEvents = capEvents
        isMeasured = record.phase == .measured && countsSamples
    }

    var instants: RequestInstants { record.instants }
    var status: Int? { record.status }
    var mode: ResponseMode { record.mode }
    var bodyBytes: Int { record.bytes.body }
    var hasOutput: Bool { record.events.output > 0 }
    /// Whether a finish reason was the last word, by which the answer is whole.
    var isAtFinish: Bool { finishTrack.isAtEnd }
    /// Whether more output followed one.
    var wasFinishRefuted: Bool { finishTrack.isUnreliable }

    /// Nothing more will come. Call it once.
    mutating func finish() {
        settle(read.settle())
        finishCalls()
        record.events.isCumulative = cumulative.isCumulative
        record.answer = capture?.text(isCumulative: cumulative.isCumulative)
        // Where tags are read it is no answer that begins so.
        record.events.beginsWithTag = thinkTags == nil && beginning.isTag
        if record.instants.firstAnswer == nil { record.instants.firstAnswer = openSince }
        if !keepsChunks { tally.skipChunks(record.events.output) }
    }

    /// The server keeps the answer open after its end, and we leave.
    mutating func leaveOpen() {
        record.events.isLeftOpen = true
    }

    /// The record so far, as it will stand when nothing more comes.
    func recordSoFar() -> RequestRecord {
        var record = record
        if maxGap >= 0 {
            record.maxGap = .nanoseconds(maxGap)
            record.isMaxGapHeldBack = isMaxGapHeldBack
            let bounds = read.bounds
            if ArrivalBounds.matters(bounds.mostMaxGap - bounds.leastMaxGap, of: maxGap) {
                record.maxGapLeast = .nanoseconds(bounds.leastMaxGap)
                record.maxGapMost = .nanoseconds(bounds.mostMaxGap)
            }
        }
        if maxReadDelay >= 0 { record.maxReadDelay = .nanoseconds(maxReadDelay) }
        record.groundTruth = announced.groundTruth
        record.tokens = tokens.settled(outputs: record.events.output)
        record.tokens.areMoreInTotal = tokens.hasMoreInTotal
        return record
    }

    /// How the way was, which knows how many segments came out of order.
    mutating func note(_ way: NetworkWay) {
        record.way = way
        record.way.holes = way.outOfOrderSegments.map { min(holes.count, $0) }
    }

    /// Whether our own limit of output events is reached.
    var isCapped: Bool { capEvents.map { record.events.output >= $0 } ?? false }

    mutating func requestReady(at instant: MonotonicInstant) {
        if record.instants.sent != nil {
            // The wait began when it was sent first.
            record.resends += 1
        } else {
            record.instants.sent = instant
        }
    }

    mutating func requestWritten(at instant: MonotonicInstant) {
        record.instants.uploaded = instant
    }

    mutating func headComplete(_ head: ResponseHead, _ arrival: Arrival) {
        record.status = head.status
        record.limits = LimitHeaders(head.fields, of: api)
        // They are a refusal's; what a success tells of a next request is nobody's wait.
        if (200..<300).contains(head.status), !record.limits.waits.isEmpty {
            record.limits.waits = []
        }
        record.instants.head = plausible(arrival).arrived
    }

    /// Notes a read that delivers body bytes; the events in them follow.
    ///
    /// One read may be delivered in several pieces, which bear the same number.
    mutating func beginPiece(bytes: Int, _ arrival: Arrival) {
        record.bytes.body += bytes
        guard arrival.number != read.arrival.number else { return }
        if arrival.isContinued, read.goOn() { noteRows() }
        tally.handOverIfFull()
        let arrival = plausible(arrival)
        settle(read.begin(arrival, firstRow: tally.nextRow))
        if arrival.isHeldBack { record.events.heldBackReads += 1 }
        holes.note(arrival)
        let delay = arrival.read.nanoseconds - arrival.arrived.nanoseconds
        if delay >= maxReadDelay { maxReadDelay = delay }
        if isMeasured { tally.recordReadDelay(nanoseconds: delay, series) }
    }

    /// The pieces so far may be all of their read; `isInsideEvent` where they end within an event.
    mutating func endPiece(isInsideEvent: Bool) {
        if isInsideEvent { read.follow() }
        noteRows()
    }

    private func noteRows() {
        guard keepsChunks, let bounds = read.rowBounds(sent: record.instants.sent) else { return }
        tally.setRead(
            events: Int32(read.outputs), earliest: bounds.earliest,
            isLastExact: bounds.isLastExact, of: record.request, from: read.firstRow)
    }

    mutating func settle(_ settled: ArrivalBounds.Settled?) {
        guard let settled else { return }
        if let gap = settled.gap, isMeasured { tally.recordUncertain(gap, series) }
        guard settled.interval.width > 0 else { return }
        record.events.uncertain += 1
        guard settled.isFirst else { return }
        record.instants.firstOutputEarliest = MonotonicInstant(
            nanoseconds: settled.interval.earliest)
    }

    /// A stamp before the request was sent, or before the chunk that came first, is not this answer's:
    /// the wall clock was set. The time of reading stands in.
    private func plausible(_ arrival: Arrival) -> Arrival {
        let floor = record.instants.lastOutput ?? record.instants.sent
        guard let floor, arrival.arrived < floor else { return arrival }
        var byReading = arrival
        byReading.arrived = max(floor, arrival.read)
        byReading.isStamped = false
        return byReading
    }
}
