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
            noteOutput(kind, facts, said(facts, data), data)
            if mode == .streaming { parts.add(facts) }
        } else if facts.repeated != nil {
            hasNews = noteRepeated(facts, data)
        }
        finishTrack.note(facts, hasOutput: hasNews)
        if record.events.output == 0, facts.isStrange {
            sentence.noteOther(data, asked: api)
        }
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
        noteOutput(repeated.output, facts, said(facts, data), data)
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
}
