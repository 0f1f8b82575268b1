internal import Reactor
internal import RunModel
internal import Wire

/// What the answer's events say.
extension StreamRecorder {
    mutating func comment(_ text: Span<UInt8>) {
        read.follow()
        if !announced.note(GroundTruthComment(text), at: read.arrival.read) {
            record.events.keepAlives += 1
        }
    }

    mutating func event(_ data: Span<UInt8>, type: Span<UInt8>, id: Span<UInt8>) {
        read.follow()
        defer { announced.endEvent() }
        let facts = api.facts(ofEvent: data, type: type)
        guard !facts.isBlank else {
            record.events.keepAlives += 1
            return
        }
        record.events.all += 1
        // Whatever follows the API's mark of the end is no part of the answer.
        guard !record.events.isDone else {
            noteUsage(facts.usage)
            return
        }
        if facts.isEnd {
            // Some APIs say there why, and count.
            note(facts, data)
            noteRepeated(facts, data)
            finishTrack.note(facts, hasOutput: false)
            noteUsage(facts.usage)
            record.events.isDone = true
            lastWord = read.arrival.arrived
            return
        }
        guard facts.isJSON || facts.error != nil else {
            // Events of other types are not the API's, such as `ping`.
            let isForeign = !type.isEmpty && SSEText.repaired(type) != "message"
            guard !isForeign, !Heartbeat.isOne(data) else {
                record.events.keepAlives += 1
                return
            }
            record.events.broken += 1
            sentence.note(.brokenEvent, data)
            return
        }
        take(facts, data)
    }

    /// What a proxy wrote into the stream, or a heartbeat of a form of its own.
    mutating func strangeLines(_ text: Span<UInt8>, areAlone: Bool) {
        read.follow()
        guard !record.events.isDone else { return }
        let facts = api.facts(ofEvent: text, type: Span())
        if facts.error != nil {
            note(facts, text)
        } else if areAlone {
            let isAnswer = text.indices.contains { Self.marks.contains(text[$0]) }
            if isAnswer { record.events.broken += 1 } else { record.events.keepAlives += 1 }
            if record.events.all > 0 { sentence.note(.strangeLines, text) }
        }
    }

    /// Of objects and of pages.
    private static let marks = [UInt8(ascii: "{"), UInt8(ascii: "<")]

    private mutating func take(_ facts: ChunkFacts, _ data: Span<UInt8>) {
        note(facts, data)
        var hasNews = false
        if let kind = facts.output, !repeats(kind, facts, data) {
            hasNews = true
            noteOutput(kind, facts, said(facts, data), bytes: data.count)
            if mode == .streaming { parts.add(facts) }
        } else if facts.repeated != nil {
            hasNews = noteRepeated(facts, data)
        }
        finishTrack.note(facts, hasOutput: hasNews)
        if record.events.output == 0, facts.isStrange { sentence.note(.otherEvent, data) }
        noteUsage(facts.usage, isWithOutput: hasNews)
    }

    /// Takes for output what an end of a part says and nothing did before.
    ///
    /// - Returns: whether there was some.
    @discardableResult
    private mutating func noteRepeated(_ facts: ChunkFacts, _ data: Span<UInt8>) -> Bool {
        guard mode == .streaming, let repeated = facts.repeated else { return false }
        let news = parts.news(in: repeated)
        guard news > 0 else { return false }
        parts.take(repeated, bytes: news)
        let facts = facts.taking(repeated, bytes: news)
        noteOutput(repeated.output, facts, said(facts, data), bytes: data.count)
        return true
    }

    private mutating func noteUsage(_ usage: ChunkUsage?, isWithOutput: Bool = false) {
        guard let usage else { return }
        record.instants.usage = read.arrival.arrived
        tokens.note(usage, outputs: record.events.output, isWithOutput: isWithOutput)
    }

    /// Whether the event says again what was said: a whole message after deltas, or the text so far and nothing else.
    private mutating func repeats(
        _ kind: ChunkOutput, _ facts: ChunkFacts, _ data: Span<UInt8>
    ) -> Bool {
        let mayRepeat = facts.isWholeMessage && record.events.output > 0
        guard mode == .streaming, kind == .content,
            mayRepeat || cumulative.isWatching || beginning.isOpen,
            let range = api.answerText(ofEvent: data)
        else { return mayRepeat }
        let text = data.extracting(range)
        if mayRepeat, facts.outputBytes >= record.bytes.output, beginning.begins(text) {
            return true
        }
        beginning.take(text)
        guard cumulative.isWatching else { return false }
        return cumulative.repeats(text) && facts.outputBytes == text.count
    }

    /// An event that the stream's end cut off. The standard drops it, so it is no output; what it says of the end and
    /// of counts is taken.
    mutating func unfinished(_ data: Span<UInt8>, type: Span<UInt8>) {
        guard !data.isEmpty, !record.events.isDone else { return }
        record.events.isUnfinished = true
        let facts = api.facts(ofEvent: data, type: type)
        if facts.isEnd { record.events.isDone = true }
        if facts.isJSON || facts.error != nil {
            note(facts, data)
            finishTrack.note(facts, hasOutput: false)
            noteUsage(facts.usage)
        } else if !facts.isEnd {
            sentence.note(.brokenEvent, data)
        }
    }

    /// Bytes of a body in which no event has been found.
    mutating func noteUnread(_ bytes: Span<UInt8>) {
        if record.events.all == 0 { sentence.note(bytes) }
    }

    /// A whole answer that was not streamed, when its last byte has come.
    mutating func answer(_ body: Span<UInt8>) -> Bool {
        let facts = api.facts(ofBody: body)
        guard facts.isJSON else { return false }
        take(facts, body)
        return true
    }

    private mutating func note(_ facts: ChunkFacts, _ data: Span<UInt8>) {
        if let error = facts.error {
            lastWord = read.arrival.arrived
            if inBandError == nil { isErrorVague = error.form != .object }
            inBandError = inBandError ?? error.text(in: data)
            record.error = record.error ?? error.names(in: data)
        }
        if let reason = facts.finishReason(in: data) {
            record.finishReason = reason
            if facts.finishReason == .brokenOff, facts.error == nil {
                isErrorVague = false
                inBandError =
                    inBandError ?? "the answer was broken off: finish_reason \(reason.rawValue)"
            }
        }
    }

    /// What an event has of the answer and of thinking.
    private struct Said {
        var hasAnswer: Bool
        var hasReasoning: Bool
        /// Whether that is not known yet, and it counts as answer until it is.
        var isOpen = false
    }

    private mutating func said(_ facts: ChunkFacts, _ data: Span<UInt8>) -> Said {
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

    private mutating func noteOutput(
        _ kind: ChunkOutput, _ facts: ChunkFacts, _ said: Said, bytes: Int
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
        if kind == .toolCall, mode == .streaming {
            record.instants.firstCall = record.instants.firstCall ?? arrived
            record.instants.lastCall = arrived
        }
        let isThought = kind == .content && said.hasReasoning && !said.hasAnswer
        noteGap(endingAt: arrived, index: index)
        noteTokens(facts.usage, arrived: arrived, index: index)
        record.instants.lastOutput = arrived
        noteTruth(index: index)
        if keepsChunks {
            tally.append(
                ChunkRecord(
                    request: record.request, index: Int32(truncatingIfNeeded: index),
                    arrived: arrived, read: arrival.read, bytes: Int32(truncatingIfNeeded: bytes),
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

    private mutating func noteGap(endingAt arrived: MonotonicInstant, index: Int) {
        guard let last = record.instants.lastOutput else {
            record.instants.firstOutput = arrived
            return
        }
        if index == 1 { record.instants.secondOutput = arrived }
        let gap = arrived.nanoseconds - last.nanoseconds
        if isMeasured { tally.recordGap(nanoseconds: gap, series) }
        if gap > maxGap {
            maxGap = gap
            record.maxGapEvent = index
        }
    }

    /// Servers that count on every event let the gap be divided among the event's tokens.
    private mutating func noteTokens(
        _ usage: ChunkUsage?, arrived: MonotonicInstant, index: Int
    ) {
        let count = tokens.noteOutput(usage, index: index)
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
