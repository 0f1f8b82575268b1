import Analysis

/// A server's way of counting, written from its description and not from the code under test.
protocol SimulatedLimiter {
    /// Whether a request at `instant`, in seconds, is let in. Instants never go back.
    mutating func admits(at instant: Double) -> Bool
}

/// Counts anew at every edge.
struct FixedWindows: SimulatedLimiter {
    let limit: Int
    let length: Double
    let edge: Double
    private var window = -Double.infinity
    private var used = 0

    init(limit: Int, length: Double, edge: Double) {
        self.limit = limit
        self.length = length
        self.edge = edge
    }

    mutating func admits(at instant: Double) -> Bool {
        let now = ((instant - edge) / length).rounded(.down)
        if now != window {
            window = now
            used = 0
        }
        used += 1
        return used <= limit
    }
}

/// Redis: INCR, and EXPIRE when the answer is 1.
struct ExpiringCounter: SimulatedLimiter {
    let limit: Int
    let length: Double
    private var used = 0
    private var expires = -Double.infinity

    init(limit: Int, length: Double) {
        self.limit = limit
        self.length = length
    }

    mutating func admits(at instant: Double) -> Bool {
        if instant >= expires { used = 0 }
        used += 1
        if used == 1 { expires = instant + length }
        return used <= limit
    }
}

/// Keeps the times of all that is counted.
struct TimeLog: SimulatedLimiter {
    let limit: Int
    let length: Double
    let countsRejected: Bool
    private var times: [Double] = []

    init(limit: Int, length: Double, countsRejected: Bool) {
        self.limit = limit
        self.length = length
        self.countsRejected = countsRejected
    }

    mutating func admits(at instant: Double) -> Bool {
        times.removeAll { $0 <= instant - length }
        let isAdmitted = times.count < limit
        if isAdmitted || countsRejected { times.append(instant) }
        return isAdmitted
    }
}

/// haproxy's `http_req_rate` in a stick table, with whole milliseconds; `track-sc` counts a request before
/// the rule that refuses it is asked.
struct StickTable: SimulatedLimiter {
    let limit: Int
    let period: Int
    private var tick: Int?
    private var current = 0
    private var previous = 0

    init(limit: Int, length: Double) {
        self.limit = limit
        period = Int(length * 1000)
    }

    mutating func admits(at instant: Double) -> Bool {
        let now = Int((instant * 1000).rounded(.down))
        var start = tick ?? now
        if now - start >= period {
            previous = current
            current = 0
            start += period
            if now - start >= period {
                previous = 0
                start = now
            }
        }
        current += 1
        tick = start
        return (previous * (start + period - now) + current * period) / period <= limit
    }
}

/// Two windows at edges of the clock; only what is let in counts.
struct TwoWindows: SimulatedLimiter {
    let limit: Int
    let length: Double
    let edge: Double
    /// Whether the request itself must fit too.
    let isStrict: Bool
    private var counts: [Double: Int] = [:]

    init(limit: Int, length: Double, edge: Double, isStrict: Bool) {
        self.limit = limit
        self.length = length
        self.edge = edge
        self.isStrict = isStrict
    }

    mutating func admits(at instant: Double) -> Bool {
        let position = (instant - edge) / length
        let window = position.rounded(.down)
        let share = 1 - (position - window)
        let estimate = Double(counts[window] ?? 0) + Double(counts[window - 1] ?? 0) * share
        let isAdmitted =
            isStrict ? estimate + 1 <= Double(limit) : estimate < Double(limit)
        if isAdmitted { counts[window, default: 0] += 1 }
        return isAdmitted
    }
}

/// A bucket that is full at first; the level may fall below zero, but not below minus the capacity.
struct SteadyBucket: SimulatedLimiter {
    let capacity: Double
    let perSecond: Double
    let countsRejected: Bool
    private var level: Double
    private var updated: Double?

    init(capacity: Int, inflow: Double, length: Double, countsRejected: Bool) {
        self.capacity = Double(capacity)
        perSecond = inflow / length
        self.countsRejected = countsRejected
        level = Double(capacity)
    }

    mutating func admits(at instant: Double) -> Bool {
        level = min(level + (instant - (updated ?? instant)) * perSecond, capacity)
        updated = instant
        let isAdmitted = level >= 1
        if isAdmitted || countsRejected { level = max(level - 1, -capacity) }
        return isAdmitted
    }
}
