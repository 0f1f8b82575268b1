internal import Reactor
internal import RunModel
internal import Wire

/// What an output event adds to the record.
extension StreamRecorder {
    /// What an event has of the answer and of thinking.
    struct Said {
        var hasAnswer: Bool
        var hasReasoning: Bool
        /// Whether that is not known yet, and it counts as answer until it is.
        var isOpen = false
    }

    mutating func said(_ facts: ChunkFacts, _ data: Span<UInt8>) -> Said {
        var said = Said(hasAnswer: facts.hasAnswerText, hasReasoning: facts.hasReasoning)
        guard thinkTags != nil, facts.hasAnswerText, let range = api.answerText(ofEvent: data),
            let part = thinkTags?.take(data.extracting(range))
        else { return said }
        switch part {
        case .open: said.isOpen = true
        case .thinking:
            said.hasAnswer = false
            said.hasReasoning = true
        case .both: said.hasReasoning = true
        case .answer: break
        }
        return said
    }

    private mutating func noteAnswer(_ said: Said, at arrived: MonotonicInstant) {
        if said.isOpen {
            openSince = openSince ?? arrived
            openEvents += 1
            return
        }
        if said.hasReasoning {
            record.events.reasoning = (record.events.reasoning ?? 0) + openEvents
            (openSince, openEvents) = (nil, 0)
        }
        if said.hasAnswer, record.instants.firstAnswer == nil {
            record.instants.firstAnswer = openSince ?? arrived
            (openSince, openEvents) = (nil, 0)
        }
    }

    mutating func noteOutput(
        _ kind: ChunkOutput, _ facts: ChunkFacts, _ said: Said, _ data: Span<UInt8>
    ) {
        let index = record.events.output
        record.events.output += 1
        goOn()
        record.events.reasoning = (record.events.reasoning ?? 0) + (said.hasReasoning ? 1 : 0)
        record.bytes.output += facts.outputBytes
        settle(read.addOutput(sent: record.instants.sent))
        let arrival = read.arrival
        let arrived = arrival.arrived
        if read.outputs == 1 {
            record.events.reads += 1
            if !arrival.isStamped { record.events.unstampedReads += 1 }
        } else {
            record.events.coalesced += read.outputs == 2 ? 2 : 1
        }
        tally.outputEvents.increment()
        noteAnswer(said, at: arrived)
        if capture != nil { capture?.take(data) }
        let isCallStart = facts.hasCall && noteCall(data, at: arrived)
        let isThought = kind == .content && said.hasReasoning && !said.hasAnswer
        noteGap(endingAt: arrived, index: index, isCallStart: isCallStart, facts.outputBytes)
        noteTokens(facts.usage, arrived: arrived, index: index)
        record.instants.lastOutput = arrived
        noteTruth(index: index)
        if keepsChunks {
            tally.append(
                ChunkRecord(
                    request: record.request, index: Int32(truncatingIfNeeded: index),
                    arrived: arrived, read: arrival.read,
                    bytes: Int32(truncatingIfNeeded: data.count),
                    eventsInRead: 1, kind: OutputKind(isThought ? .reasoning : kind),
                    sent: announced.send))
        }
    }

    /// Output is the last word no longer, and what was an error by its words alone was none.
    private mutating func goOn() {
        guard lastWord != nil else { return }
        lastWord = nil
        if isErrorVague { inBandError = nil }
        isErrorVague = false
    }

    /// - Returns: whether a call, or its arguments, begin with the event.
    private mutating func noteCall(_ data: Span<UInt8>, at arrived: MonotonicInstant) -> Bool {
        let isStart = calls.take(data, of: api, isBody: mode == .nonStreaming)
        guard mode == .streaming else { return false }
        record.instants.firstCall = record.instants.firstCall ?? arrived
        record.instants.lastCall = arrived
        return isStart
    }

    private mutating func noteGap(
        endingAt arrived: MonotonicInstant, index: Int, isCallStart: Bool, _ bytes: Int
    ) {
        guard let last = record.instants.lastOutput else {
            record.instants.firstOutput = arrived
            return
        }
        if index == 1 { record.instants.secondOutput = arrived }
        let gap = arrived.nanoseconds - last.nanoseconds
        let verdict = held.take(gap: gap, event: index, isCallStart: isCallStart, bytes: bytes)
        noteOrdinary(verdict.ordinary)
        isGapOpen = verdict.isOpen
        if verdict.isOpen {
            read.leaveGapOut()
        } else {
            noteGap(gap, index: index)
        }
    }

    private mutating func noteGap(_ gap: Int64, index: Int) {
        if isMeasured { tally.recordGap(nanoseconds: gap, series) }
        if gap > maxGap {
            maxGap = gap
            record.maxGapEvent = index
            isMaxGapHeldBack = read.arrival.isHeldBack
        }
    }

    /// Takes a gap that was thought to be a server's holding back, and was not.
    private mutating func noteOrdinary(_ gap: HeldOutput.Gap?) {
        guard let gap else { return }
        noteGap(gap.nanoseconds, index: gap.event)
        read.takeGapIn(gap.nanoseconds)
        if isMeasured, let tokens = gap.tokens {
            tally.recordTokenGap(nanoseconds: gap.nanoseconds, tokens: tokens, series)
        }
    }

    /// Nothing more comes: what the calls were, and what was held back.
    mutating func finishCalls() {
        noteOrdinary(held.settle())
        let counts = calls.counts(api)
        record.calls.all = counts.all
        record.calls.broken = counts.broken
        guard !held.events.isEmpty else { return }
        record.calls.held = .nanoseconds(held.nanoseconds)
        record.calls.heldEvents = held.events
    }

    /// Servers that count on every event let the gap be divided among the event's tokens.
    private mutating func noteTokens(
        _ usage: ChunkUsage?, arrived: MonotonicInstant, index: Int
    ) {
        let count = tokens.noteOutput(usage, index: index)
        guard !isGapOpen else {
            held.noteTokens(count)
            return
        }
        guard isMeasured, let count, let last = record.instants.lastOutput else { return }
        tally.recordTokenGap(
            nanoseconds: arrived.nanoseconds - last.nanoseconds, tokens: count, series)
    }

    private mutating func noteTruth(index: Int) {
        guard let send = announced.send else { return }
        if index == 0 { announced.firstOutput = send }
        guard isMeasured else { return }
        tally.recordStampError(
            nanoseconds: read.arrival.arrived.nanoseconds - send.nanoseconds, series)
    }
}
