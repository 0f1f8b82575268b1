internal import NIOCore
internal import RunModel
internal import Synchronization

/// An answer that gets its tokens from an engine. Confined to its event loop.
protocol EngineGuest: AnyObject {
    /// Its prompt was read, and so many tokens of it came from the cache; nil where the engine has none.
    func engineBegan(cachedTokens: Int?)
    func tokenCame(at instant: MonotonicInstant)
    /// The last token has come.
    func engineEnded(at end: MonotonicInstant)
}

/// The place of one answer in an engine.
struct EngineSeat: Sendable {
    fileprivate let engine: LiveEngine
    fileprivate let id: Int
    fileprivate let loop: any EventLoop
    /// In the batch and in the line when it came, itself among them.
    let running: Int
    let waiting: Int

    /// Who asked has gone, or the answer is over.
    func leave() { engine.leave(id, on: loop) }

    /// When the answer is complete if nobody else comes; nil when it is over.
    var naturalEnd: MonotonicInstant? { engine.naturalEnd(of: id) }
}

/// One engine for the connections of all event loops: the simulation, moved by this machine's clock.
///
/// Times are the simulation's own: a timer that fires late makes a token late and delays no other.
final class LiveEngine: Sendable {
    enum Seating {
        case taken(EngineSeat)
        case full
        case failed
    }

    private struct Guest: Sendable {
        var loop: any EventLoop
        var answer: NIOLoopBound<WeakGuest>
    }

    private struct State {
        /// From the first request on.
        var simulation: EngineSimulation?
        var guests: [Int: Guest] = [:]
        var timerDue: MonotonicInstant?
    }

    /// What has to be done once the lock is let go.
    private struct FollowUp {
        var news: [(guest: Guest, news: EngineNews)] = []
        var timerDue: MonotonicInstant?
    }

    let spec: EngineSpec
    private let seed: UInt64
    private let state = Mutex(State())

    init(_ spec: EngineSpec, seed: UInt64) {
        self.spec = spec
        self.seed = seed
    }

    /// Takes a request in, now. Called on the event loop of `answer`.
    func seat(
        _ answer: any EngineGuest, _ arrival: EngineArrival, on loop: any EventLoop
    ) -> Seating {
        let guest = Guest(
            loop: loop, answer: NIOLoopBound(WeakGuest(answer: answer), eventLoop: loop))
        let (taken, counts) = change(on: loop) { state, simulation, log in
            var arrival = arrival
            arrival.at = .now()
            let taken = simulation.submit(arrival, telling: &log)
            if taken.end == nil { state.guests[taken.id] = guest }
            return (taken, (simulation.running, simulation.waitingCount))
        }
        switch taken.end {
        case nil:
            return .taken(
                EngineSeat(
                    engine: self, id: taken.id, loop: loop, running: counts.0, waiting: counts.1))
        case .refused: return .full
        default: return .failed
        }
    }

    fileprivate func leave(_ id: Int, on loop: any EventLoop) {
        change(on: loop) { state, simulation, log in
            guard state.guests.removeValue(forKey: id) != nil else { return }
            simulation.advance(to: .now(), telling: &log)
            simulation.cancel(id, telling: &log)
        }
    }

    /// A copy is played to the answer's end, so that asking changes nothing.
    fileprivate func naturalEnd(of id: Int) -> MonotonicInstant? {
        let (copy, isThere) = state.withLock { ($0.simulation, $0.guests[id] != nil) }
        guard isThere, var simulation = copy else { return nil }
        var log = EngineLog()
        while log.end(of: id) == nil, let next = simulation.nextEvent {
            simulation.advance(to: next, telling: &log)
        }
        return log.end(of: id)
    }

    /// What the engine has done by now.
    var counts: EngineCounts {
        guard var simulation = state.withLock({ $0.simulation }) else { return EngineCounts() }
        var log = EngineLog()
        simulation.advance(to: .now(), telling: &log)
        return simulation.counts
    }

    private func advance(on loop: any EventLoop) {
        change(on: loop) { state, simulation, log in
            state.timerDue = nil
            simulation.advance(to: .now(), telling: &log)
        }
    }

    /// Changes the simulation under the lock, tells the guests what happened and sets the next timer.
    private func change<Result: Sendable>(
        on loop: any EventLoop,
        _ body: (inout State, inout EngineSimulation, inout EngineLog) -> Result
    ) -> Result {
        let (result, followUp) = state.withLock { state in
            var simulation =
                state.simulation ?? EngineSimulation(spec, seed: seed, start: .now())
            // One owner while it changes: a copy would be made of everything in it.
            state.simulation = nil
            var log = EngineLog()
            log.tellsCache = spec.cache > 0
            let result = body(&state, &simulation, &log)
            let followUp = Self.followUp(&state, log, simulation.nextEvent)
            state.simulation = simulation
            return (result, followUp)
        }
        follow(followUp, on: loop)
        return result
    }

    private static func followUp(
        _ state: inout State, _ log: EngineLog, _ next: MonotonicInstant?
    ) -> FollowUp {
        var result = FollowUp()
        for (id, news) in log.entries {
            guard let guest = state.guests[id] else { continue }
            if case .ended = news { state.guests[id] = nil }
            result.news.append((guest, news))
        }
        if let next, next < state.timerDue ?? .never {
            state.timerDue = next
            result.timerDue = next
        }
        return result
    }

    private func follow(_ followUp: FollowUp, on loop: any EventLoop) {
        for (guest, news) in followUp.news {
            if guest.loop.inEventLoop {
                guest.answer.value.hear(news)
            } else {
                guest.loop.execute { guest.answer.value.hear(news) }
            }
        }
        guard let due = followUp.timerDue else { return }
        let deadline = NIODeadline.uptimeNanoseconds(UInt64(max(due.nanoseconds, 0)))
        _ = loop.scheduleTask(deadline: deadline) { self.advance(on: loop) }
    }
}

private enum EngineNews: Sendable {
    case began(cachedTokens: Int?)
    case token(MonotonicInstant)
    case ended(MonotonicInstant)
}

/// What happened, in order, until it is told.
private struct EngineLog: EngineListener {
    static var hearsTokens: Bool { true }
    private(set) var entries: [(id: Int, news: EngineNews)] = []
    var tellsCache = false

    mutating func began(_ id: Int, cachedTokens: Int) {
        entries.append((id, .began(cachedTokens: tellsCache ? cachedTokens : nil)))
    }

    mutating func token(of id: Int, at instant: MonotonicInstant) {
        entries.append((id, .token(instant)))
    }

    mutating func ended(_ answer: EngineAnswer) {
        entries.append((answer.id, .ended(answer.ended)))
    }

    func end(of id: Int) -> MonotonicInstant? {
        for case (id, .ended(let instant)) in entries { return instant }
        return nil
    }
}

/// An answer that may be gone before its engine has told it everything.
private struct WeakGuest {
    weak var answer: (any EngineGuest)?

    func hear(_ news: EngineNews) {
        switch news {
        case .began(let cached): answer?.engineBegan(cachedTokens: cached)
        case .token(let instant): answer?.tokenCame(at: instant)
        case .ended(let instant): answer?.engineEnded(at: instant)
        }
    }
}
