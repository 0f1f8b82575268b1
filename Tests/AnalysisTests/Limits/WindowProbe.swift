import Analysis
import Statistics

/// A limits run's bursts and polls against a simulated server.
struct WindowProbe {
    var length = 60.0
    /// What the run believes the limit to be.
    var limit: Int
    /// Requests under way together.
    var lanes = 3
    /// The shortest answer takes half of it, the longest twice as much, in seconds.
    var latency = 0.005
    /// The share of requests that get no answer.
    var lossShare = 0.0
    /// Requests a second of somebody else.
    var othersPerSecond = 0.0
    private var random: SeededGenerator
    private var limiter: any SimulatedLimiter
    private var observations: [WindowObservation] = []
    private var underWay: [(item: WindowObservation, decided: Double)] = []
    private var nextOther = 0.0
    private var clock = 0.0

    init(limit: Int, seed: UInt64, limiter: any SimulatedLimiter) {
        self.limit = limit
        self.limiter = limiter
        random = SeededGenerator(seed: seed)
    }

    /// Runs it. `hasStreams`: three requests of earlier probes come before.
    mutating func run(hasStreams: Bool = false) -> [WindowObservation] {
        let start = hasStreams ? length * 1.1 : 0
        if hasStreams {
            for index in 0..<3 { burst(at: length * 0.01 * Double(index), count: 1) }
        }
        burst(at: start, count: (limit + 1) / 2)
        fill(at: start + length / 2)
        burst(at: clock, count: min(max(limit / 10, 3), 20), stopsWhenRefused: false)
        poll(until: start + length * 3.2, latest: start + length * 6)
        return observations.sorted { $0.sent < $1.sent }
    }

    /// Asks at growing distances whether there is room again, and then fills it.
    private mutating func poll(until end: Double, latest: Double) {
        var gap = length / 20
        var admittedAt = clock
        while clock < end || (admittedAt < end - length * 2 && clock < latest) {
            let before = observations.count
            burst(at: clock + gap, count: 1)
            if observations[before...].contains(where: { $0.isAdmitted == true }) {
                fill(at: clock)
                gap = length / 20
                admittedAt = clock
            } else {
                let patience = clock - admittedAt > length * 1.6 ? length * 2 : length / 4
                gap = min(gap * 2, patience)
            }
        }
    }

    private mutating func fill(at instant: Double) {
        burst(at: instant, count: 2 * limit + 5)
    }

    /// Sends on all lanes at once from `instant` on, until `count` are sent or one is refused.
    private mutating func burst(at instant: Double, count: Int, stopsWhenRefused: Bool = true) {
        var free = Array(repeating: max(instant, clock), count: lanes)
        let first = observations.count
        for _ in 0..<count {
            guard let lane = free.indices.min(by: { free[$0] < free[$1] }) else { return }
            let sent = free[lane]
            decide(by: sent)
            let known = observations[first...]
            if stopsWhenRefused,
                known.contains(where: { $0.isAdmitted == false && $0.answered <= sent })
            {
                break
            }
            free[lane] = send(at: sent)
        }
        decide(by: .infinity)
        clock = max(free.max() ?? clock, clock)
    }

    private mutating func send(at sent: Double) -> Double {
        let answered = sent + latency * (0.5 + 1.5 * random.unit())
        let item = WindowObservation(sent: sent, answered: answered, isAdmitted: nil)
        guard random.unit() >= lossShare / 2 else {
            // It never reached the server.
            observations.append(item)
            return answered
        }
        underWay.append((item, sent + (answered - sent) * random.unit()))
        return answered
    }

    private mutating func decide(by instant: Double) {
        underWay.sort { $0.decided > $1.decided }
        while let next = underWay.last, next.decided <= instant {
            underWay.removeLast()
            letOthersIn(by: next.decided)
            var item = next.item
            let isAdmitted = limiter.admits(at: next.decided)
            // The answer to some is lost.
            item.isAdmitted = random.unit() < lossShare / 2 ? nil : isAdmitted
            observations.append(item)
        }
    }

    private mutating func letOthersIn(by instant: Double) {
        guard othersPerSecond > 0 else { return }
        while nextOther <= instant {
            _ = limiter.admits(at: nextOther)
            nextOther += 1 / othersPerSecond
        }
    }
}
