package import RunModel
internal import Statistics

/// Hears what an engine does.
package protocol EngineListener {
    /// Whether it wants to hear of tokens. Without, steps that are all alike are taken at once.
    static var hearsTokens: Bool { get }
    /// The prompt of request `id` was read, of which the cache knew so many tokens; its first token follows.
    mutating func began(_ id: Int, cachedTokens: Int)
    /// One token of request `id` is put out.
    mutating func token(of id: Int, at instant: MonotonicInstant)
    /// A request is over, refused ones and those that fail too.
    mutating func ended(_ answer: EngineAnswer)
}

extension EngineListener {
    package mutating func began(_ id: Int, cachedTokens: Int) {}
}

/// A server that answers many sequences in one batch (continuous batching), in virtual time: a value without
/// clock, network or randomness but its seed. A live server moves it with real time.
///
/// It goes in steps, as such servers do. Before each, requests that wait get the places that are free, in
/// the order in which they came. With a prompt to read, the step reads it whole, and decoding waits; with
/// `chunk`, it reads so many tokens of prompts beside decoding. Otherwise each sequence puts out one token. A
/// prompt that has been read puts out the first token at the end of its step. What comes during a step waits for its end.
package struct EngineSimulation: Sendable {
    package let spec: EngineSpec
    /// How far it has gone.
    package private(set) var now: MonotonicInstant
    private var tally = EngineCounts()
    private let start: MonotonicInstant
    private let seed: UInt64
    private var nextID = 0
    private var waiting = EngineLine()
    /// In the order of admission: those that decode, then those whose prompt is to be read.
    private var batch: [EngineSequence] = []
    private var decoding = 0
    private var step: EngineStep?
    private var hasCancelled = false
    private var cache: PrefixCache
    private var others: EngineOthers
    private let pace: EnginePace

    /// Cold start, drift and the traffic of others count from `start`.
    package init(
        _ spec: EngineSpec, seed: UInt64 = 1,
        start: MonotonicInstant = MonotonicInstant(nanoseconds: 0)
    ) {
        self.spec = spec
        self.seed = seed
        self.start = start
        now = start
        cache = PrefixCache(tokens: spec.cache)
        others = EngineOthers(spec, seed: seed, start: start)
        pace = EnginePace(spec, start: start)
    }

    /// When something will happen next if nobody asks for more; nil when nothing will.
    package var nextEvent: MonotonicInstant? {
        let next = min(step?.end ?? .max, others.next)
        return next == .max ? nil : MonotonicInstant(nanoseconds: next)
    }

    /// In the batch, and in the line: everybody's.
    var running: Int { batch.count }
    var waitingCount: Int { waiting.count }

    package var counts: EngineCounts {
        var counts = tally
        counts.running = batch.count
        counts.waiting = waiting.count
        counts.cacheTokens = cache.tokens
        counts.kvTokens = heldTokens
        counts.otherRunning = batch.reduce(0) { $0 + ($1.isOther ? 1 : 0) }
        return counts
    }

    /// Goes on to `limit`, all that happens at that instant included.
    package mutating func advance<Listener: EngineListener>(
        to limit: MonotonicInstant, telling listener: inout Listener
    ) {
        while true {
            let end = step?.end ?? .max
            let next = min(end, others.next)
            guard next <= limit.nanoseconds, next < .max else { break }
            if next == end {
                if !Listener.hearsTokens { joinStepsAlike(until: limit.nanoseconds) }
                endStep(&listener)
                beginStep(at: now.nanoseconds)
            } else {
                let arrival = others.take()
                tally.otherArrived += 1
                if !join(EngineSequence(id: -1, arrival, arrived: next)) { tally.otherRefused += 1 }
            }
        }
        now = max(now, limit)
    }

    /// A request comes, after all that happens until then; one that comes before `now` comes now.
    ///
    /// - Returns: its number, and nil or what became of it at once, which the listener hears too.
    package mutating func submit<Listener: EngineListener>(
        _ arrival: EngineArrival, telling listener: inout Listener
    ) -> (id: Int, end: EngineAnswer.Outcome?) {
        advance(to: max(arrival.at, now), telling: &listener)
        let id = nextID
        nextID += 1
        tally.arrived += 1
        let sequence = EngineSequence(id: id, arrival, arrived: now.nanoseconds)
        if spec.failures > 0 {
            var generator = EngineDraw.failure.generator(seed, index: UInt64(id))
            if generator.unit() < spec.failures {
                tally.failed += 1
                listener.ended(sequence.answer(.failed, at: now.nanoseconds))
                return (id, .failed)
            }
        }
        guard join(sequence) else {
            tally.refused += 1
            listener.ended(sequence.answer(.refused, at: now.nanoseconds))
            return (id, .refused)
        }
        return (id, nil)
    }

    /// Who asked for `id` has left, at `now`: what waits goes at once, what has its place when the step that is
    /// under way has ended.
    package mutating func cancel<Listener: EngineListener>(
        _ id: Int, telling listener: inout Listener
    ) {
        guard id >= 0 else { return }
        if let sequence = waiting.remove(id: id) {
            tally.cancelled += 1
            listener.ended(sequence.answer(.cancelled, at: now.nanoseconds))
        } else if let index = batch.firstIndex(where: { $0.id == id && !$0.isCancelled }) {
            tally.cancelled += 1
            batch[index].isCancelled = true
            hasCancelled = true
            listener.ended(batch[index].answer(.cancelled, at: now.nanoseconds))
        }
    }
}

// MARK: Steps

extension EngineSimulation {
    /// Gets in line; false when the line is full. A place in the batch that is free does not count as waiting.
    private mutating func join(_ sequence: EngineSequence) -> Bool {
        if let limit = spec.queue, batch.count + waiting.count >= spec.batch + limit {
            return false
        }
        waiting.append(sequence)
        if step == nil { beginStep(at: sequence.arrived) }
        tally.waitingPeak = max(tally.waitingPeak, waiting.count)
        return true
    }

    private mutating func beginStep(at now: Int64) {
        let hasRoom = preempt()
        while hasRoom, batch.count < spec.batch, hasRoomForNext,
            var sequence = waiting.removeFirst()
        {
            let before = sequence.heldTokens
            sequence.admit(at: now, cached: cache.hit(sequence.blocks))
            let cached = before - sequence.promptLeft
            if spec.cache > 0 { tally.queriedTokens += before }
            tally.cachedTokens += cached
            if cached > 0 { tally.cacheHits += 1 }
            batch.append(sequence)
        }
        tally.runningPeak = max(tally.runningPeak, batch.count)
        guard !batch.isEmpty else {
            step = nil
            return
        }
        var next = EngineStep(decodes: decoding > 0, prompt: 0)
        if decoding < batch.count {
            if let chunk = spec.chunk {
                next.prompt = batch[decoding...].lazy.map(\.promptLeft).reduce(0, +)
                next.prompt = min(next.prompt, chunk)
            } else {
                next.decodes = false
                next.prompt = batch[decoding].promptLeft
            }
        }
        let length = pace.length(of: next, decoding: decoding, at: now)
        next.length = length
        next.end = now + length
        tally.steps += 1
        tally.prefillTokens += next.prompt
        tally.busyNanoseconds += length
        step = next
    }

    private var heldTokens: Int { batch.reduce(0) { $0 + $1.heldTokens } }

    /// Takes places back until what is left can put out a token each; the last that came goes first. False where that
    /// was needed, so that nobody gets a place that was just taken.
    private mutating func preempt() -> Bool {
        guard let kv = spec.kv else { return true }
        var held = heldTokens
        var isEnough = true
        while batch.count > 1, held + batch.count > kv {
            let sequence = batch.removeLast()
            decoding = min(decoding, batch.count)
            held -= sequence.heldTokens
            tally.preemptions += 1
            waiting.prepend(sequence)
            isEnough = false
        }
        return isEnough
    }

    /// Whether the first in line fits beside the batch; it always does alone.
    private var hasRoomForNext: Bool {
        guard let kv = spec.kv, !batch.isEmpty, let next = waiting.first else { return true }
        return heldTokens + next.heldTokens + batch.count + 1 <= kv
    }

    /// Makes the step under way so many of its kind as follow each other without a request that comes or ends.
    private mutating func joinStepsAlike(until limit: Int64) {
        guard var step, step.decodes, step.prompt == 0, !hasCancelled, decoding == batch.count,
            waiting.count == 0 || batch.count == spec.batch,
            spec.kv == nil, pace.isSteady(from: step.end - step.length)
        else { return }
        let shortest = batch.reduce(Int.max) { min($0, $1.outputLeft) }
        let last = min(limit, others.next - 1)
        let more = min(Int64(shortest - 1), (last - step.end) / step.length)
        guard more > 0 else { return }
        step.count += more
        step.end += more * step.length
        tally.steps += Int(more)
        tally.busyNanoseconds += more * step.length
        self.step = step
    }

    private mutating func endStep<Listener: EngineListener>(_ listener: inout Listener) {
        guard let step else { return }
        var hasEnded = false
        if step.decodes {
            for index in 0..<decoding {
                if step.count > 1 {
                    batch[index].putOutTokens(of: step)
                    countTokens(Int(step.count), of: batch[index].id)
                } else {
                    putOutToken(index, at: step.end, &listener)
                }
                if batch[index].isOver { hasEnded = true }
            }
        }
        var left = step.prompt
        while left > 0, decoding < batch.count {
            let read = min(left, batch[decoding].promptLeft)
            batch[decoding].promptLeft -= read
            left -= read
            guard batch[decoding].promptLeft == 0 else { break }
            cache.insert(batch[decoding].blocks)
            putOutToken(decoding, at: step.end, &listener)
            if batch[decoding].isOver { hasEnded = true }
            decoding += 1
        }
        if hasEnded || hasCancelled { removeEnded(at: step.end, &listener) }
        now = MonotonicInstant(nanoseconds: step.end)
    }

    private mutating func putOutToken<Listener: EngineListener>(
        _ index: Int, at end: Int64, _ listener: inout Listener
    ) {
        guard !batch[index].isCancelled else { return }
        let isFirst = batch[index].outputLeft == batch[index].outputTokens
        batch[index].putOutToken(at: end)
        let id = batch[index].id
        if Listener.hearsTokens, isFirst, id >= 0 {
            listener.began(id, cachedTokens: batch[index].cachedTokens)
        }
        countTokens(1, of: id)
        if Listener.hearsTokens, id >= 0 {
            listener.token(of: id, at: MonotonicInstant(nanoseconds: end))
        }
    }

    private mutating func countTokens(_ count: Int, of id: Int) {
        tally.outputTokens += count
        if id < 0 { tally.otherOutputTokens += count }
    }

    private mutating func removeEnded<Listener: EngineListener>(
        at end: Int64, _ listener: inout Listener
    ) {
        var kept = 0
        var stillDecoding = decoding
        for index in batch.indices {
            guard batch[index].isOver else {
                if kept < index { batch.swapAt(kept, index) }
                kept += 1
                continue
            }
            if index < decoding { stillDecoding -= 1 }
            guard !batch[index].isCancelled else { continue }
            if batch[index].isOther {
                tally.otherAnswered += 1
            } else {
                tally.answered += 1
                listener.ended(batch[index].answer(.answered, at: end))
            }
        }
        batch.removeLast(batch.count - kept)
        decoding = stillDecoding
        hasCancelled = false
    }
}
