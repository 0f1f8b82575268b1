internal import RunModel
internal import Statistics

extension SyntheticRun {
    /// How one request goes; all times in milliseconds since the run's origin.
    struct RequestDraft {
        let run: SyntheticRun
        var record: RequestRecord
        var chunks: [ChunkRecord] = []
        var gaps: [Duration] = []
        var readDelays: [Duration] = []
        private(set) var endMilliseconds: Double
        /// When the server has room for it.
        var servedFromMilliseconds = 0.0
        private let scheduled: Double
        /// How many times slower the server is by now.
        private let slowness: Double

        init(run: SyntheticRun, index: Int, scheduledMilliseconds: Double, isCold: Bool) {
            self.run = run
            scheduled = scheduledMilliseconds
            endMilliseconds = scheduledMilliseconds
            let (mode, pair) = run.mode(of: index)
            let round = (pair ?? index) * run.rounds / run.requests
            slowness =
                (1 + run.drift * Double(index) / Double(run.requests))
                * (run.roundLevels.isEmpty ? 1 : run.roundLevels[round])
            record = RequestRecord(
                request: index, round: round, phase: .measured, mode: mode, worker: 0)
            record.pair = pair
            record.connection = isCold ? .cold : .warm
        }
    }
}

extension SyntheticRun.RequestDraft {
    /// An event as the server makes it.
    private struct Event {
        var milliseconds: Double
        var tokens: Int
        var dataBytes: Int
        var readDelayMicroseconds: Double
    }

    private static func instant(_ milliseconds: Double) -> MonotonicInstant {
        SyntheticRun.origin + .nanoseconds(Int64(milliseconds * 1e6))
    }

    /// What the first token of this request takes.
    private func firstToken(using generator: inout SeededGenerator) -> Double {
        var time = slowness * run.firstTokenMilliseconds.sample(using: &generator)
        if let cold = run.coldStart, record.request < cold.requests { time *= cold.factor }
        if let tail = run.tail, generator.next() % UInt64(tail.every) == 0 {
            time *= tail.factor.sample(using: &generator)
        }
        return time
    }

    private func isEvery(_ step: Int) -> Bool { step > 0 && record.request % step == step - 1 }

    mutating func send(using generator: inout SeededGenerator) {
        let started = scheduled + run.startLagMicroseconds.sample(using: &generator) / 1000
        var sent = started
        if record.connection == .cold {
            let connect = 0.3 + generator.unit()
            record.connectPhases.resolve = .microseconds(1)
            record.connectPhases.connect = .nanoseconds(Int64(connect * 1e6))
            sent += connect
        }
        record.instants.scheduled = Self.instant(scheduled)
        record.instants.started = Self.instant(started)
        record.instants.sent = Self.instant(sent)
        record.bytes.request = 420
        guard !isEvery(run.refusalEvery) else { return refuse(at: sent + 2) }
        record.status = 200
        record.bytes.head = 180
        receive(from: max(sent, servedFromMilliseconds), using: &generator)
        record.instants.head =
            run.hasLateHead ? record.instants.firstOutput : Self.instant(sent + 1.5)
        if isEvery(run.breakOffEvery) {
            record.outcome = .reset
        } else {
            record.outcome = .ok
            record.finishReason = .stop
            record.events.isDone = record.mode == .streaming
        }
        record.instants.closed = Self.instant(endMilliseconds)
        if run.hasWireBytes { countWire() }
    }

    private mutating func refuse(at milliseconds: Double) {
        record.outcome = .rateLimited
        record.status = 429
        record.message = "Rate limit reached for <gpt> & \"pro\": try again in 1 s"
        record.instants.head = Self.instant(milliseconds)
        record.instants.closed = Self.instant(milliseconds)
        endMilliseconds = milliseconds
    }

    private mutating func receive(from sent: Double, using generator: inout SeededGenerator) {
        let length =
            record.pair.map { run.sharedLength(ofPair: $0) }
            ?? max(1, Int(run.outputTokens.sample(using: &generator)))
        let isBroken = isEvery(run.breakOffEvery)
        let made =
            (record.mode == .streaming
            ? streamed(length, from: sent, using: &generator)
            : whole(length, from: sent, using: &generator)).map { paused($0, from: sent) }
        let end: Double
        if record.mode == .streaming {
            let kept = isBroken ? Array(made.prefix(max(1, made.count / 2))) : made
            let arrived = held(kept)
            for event in arrived { arrive(event) }
            end = arrived.last?.milliseconds ?? sent
        } else if isBroken {
            record.bytes.body += made.reduce(0) { $0 + $1.dataBytes } / 2
            end = made.last?.milliseconds ?? sent
        } else {
            for event in made { arrive(event) }
            end = made.last?.milliseconds ?? sent
        }
        if run.hasUsage, !isBroken {
            record.tokens.source = .usage
            record.tokens.output = length
            record.tokens.prompt = 98
        } else if record.events.output > 0 {
            record.tokens.source = .events
        }
        endMilliseconds = end + 0.4
    }

    private func paused(_ event: Event, from sent: Double) -> Event {
        guard let pause = run.pause else { return event }
        let (start, end) = (pause.seconds * 1000, (pause.seconds + pause.length) * 1000)
        guard event.milliseconds > start, sent < end else { return event }
        var event = event
        event.milliseconds += end - max(sent, start)
        return event
    }

    private func whole(
        _ length: Int, from sent: Double, using generator: inout SeededGenerator
    ) -> [Event] {
        var time = sent + firstToken(using: &generator)
        for _ in 1..<max(length, 1) {
            time += slowness * run.gapMilliseconds.sample(using: &generator)
        }
        return [
            Event(
                milliseconds: time, tokens: length,
                dataBytes: record.pair == nil ? 900 : 420 + 5 * length,
                readDelayMicroseconds: run.readDelayMicroseconds.sample(using: &generator))
        ]
    }

    private func streamed(
        _ length: Int, from sent: Double, using generator: inout SeededGenerator
    ) -> [Event] {
        var events: [Event] = []
        var time = firstToken(using: &generator)
        var tokens = 0
        for index in 0..<length {
            if index > 0 { time += gap(before: index, of: length, using: &generator) }
            let delay = run.readDelayMicroseconds.sample(using: &generator)
            tokens += 1
            guard tokens == tokensPerEvent(length) || index == length - 1 else { continue }
            let took =
                record.pair == nil
                ? time : run.cost.firstTokenMilliseconds + (1 + run.cost.share) * time
            events.append(
                Event(
                    milliseconds: sent + took, tokens: tokens,
                    dataBytes: Int(run.eventBytes.sample(using: &generator)),
                    readDelayMicroseconds: delay))
            tokens = 0
        }
        return events
    }

    private func tokensPerEvent(_ length: Int) -> Int {
        switch run.batching {
        case .individual: 1
        case .every(let count): count
        case .adaptive(let limit, let many): length > limit ? many : 1
        }
    }

    private func gap(
        before index: Int, of length: Int, using generator: inout SeededGenerator
    ) -> Double {
        if isEvery(run.stallEvery), index == length / 2 { return 850 }
        if generator.unit() < run.coalescedShare { return 0 }
        return slowness * run.gapMilliseconds.sample(using: &generator)
    }

    /// The events when what holds them back has let them go.
    private func held(_ events: [Event]) -> [Event] {
        guard let last = events.last, isEvery(run.bufferingEvery) else { return events }
        var result = events
        var pending = 0
        var bytes = 0
        func release(through index: Int, at milliseconds: Double) {
            for position in pending...index { result[position].milliseconds = milliseconds }
            pending = index + 1
            bytes = 0
        }
        for (index, event) in events.enumerated() {
            bytes += event.dataBytes
            switch run.buffering {
            case .none: break
            case .whole: result[index].milliseconds = last.milliseconds
            case .bytes(let limit) where bytes >= limit || index == events.count - 1:
                release(through: index, at: event.milliseconds)
            case .events(let limit) where index - pending + 1 >= limit || index == events.count - 1:
                release(through: index, at: event.milliseconds)
            case .bytes, .events: break
            case .milliseconds(let step):
                let since = event.milliseconds - scheduled
                result[index].milliseconds = scheduled + (since / step).rounded(.up) * step
            }
        }
        return result
    }

    private mutating func arrive(_ event: Event) {
        let index = record.events.output
        let arrived = Self.instant(event.milliseconds)
        let late = Duration.nanoseconds(Int64(event.readDelayMicroseconds * 1000))
        readDelays.append(late)
        record.maxReadDelay = max(record.maxReadDelay ?? .zero, late)
        if index == 0 {
            record.instants.firstOutput = arrived
            record.instants.firstAnswer = arrived
        }
        if index == 1 { record.instants.secondOutput = arrived }
        if let last = record.instants.lastOutput {
            let gap = arrived - last
            gaps.append(gap)
            if gap == .zero { record.events.coalesced += 1 }
            if gap > record.maxGap ?? .nanoseconds(-1) {
                record.maxGap = gap
                record.maxGapEvent = index
            }
        }
        record.instants.lastOutput = arrived
        record.events.output += 1
        record.events.all += 1
        record.events.reads += 1
        record.bytes.body += event.dataBytes + (record.mode == .streaming ? 10 : 0)
        record.bytes.output += 5 * (record.pair == nil ? 1 : event.tokens)
        chunks.append(
            ChunkRecord(
                request: record.request, index: Int32(index), arrived: arrived,
                read: arrived + late, bytes: Int32(event.dataBytes),
                eventsInRead: 1, kind: .content, sent: nil))
    }

    /// One segment a read, and the framing of chunked transfer coding (RFC 9112, section 7.1) in streams.
    private mutating func countWire() {
        let framing = record.mode == .streaming ? 6 * record.events.output + 5 : 0
        let received = record.bytes.head + record.bytes.body + framing
        record.bytes.wire = WireBytes(
            sent: record.bytes.request, received: received, segmentsSent: 1,
            segmentsReceived: record.mode == .streaming
                ? record.events.reads + 1 : (received + 1447) / 1448)
    }
}
