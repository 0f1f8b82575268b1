internal import RunModel
internal import Statistics

/// Whether an open loop offered more than the target does, so that what waits grows with the run.
struct Overload {
    /// Requests a second that the schedule wanted in the window, and that ended well in it.
    let offered: Double
    let served: Double
    let isFound: Bool

    /// Parts of the window that growth is looked for in.
    private static let parts = 10
    /// Each of two tests errs in one of a hundred runs that are not overloaded.
    private static let level = 0.01
    /// Below, an overload does not show in a run of this length.
    private static let leastShare = 0.05
    /// The same of a run that is too short for a window.
    private static let leastShareShort = 0.2

    /// Three things must come together: more is scheduled than ends, by more than chance brings; what is
    /// in flight grows from part to part of the window; and so does TTFT from the scheduled time.
    ///
    /// Nil in a closed loop, and where the window has no length.
    init?(_ requests: [RequestRecord], load: LoadPlan, slice: TimeSlice) {
        guard load.isOpenLoop, slice.seconds > 0 else { return nil }
        let scheduled = requests.count { slice.contains($0.instants.scheduled) }
        let ends = requests.filter { $0.outcome != .cut && slice.contains($0.end) }
        offered = Double(scheduled) / slice.seconds
        served = Double(ends.count(where: \.outcome.isSuccess)) / slice.seconds
        let growth = Double(scheduled - ends.count)
        // Arrivals and ends count like Poisson processes at the worst; 2.33 is the normal's 99 % point.
        let chance = 2.33 * Double(scheduled + ends.count).squareRoot()
        guard scheduled > 0, growth > chance, growth > Self.leastShare * Double(scheduled) else {
            isFound = false
            return
        }
        let parts = slice.parts(Self.parts)
        isFound =
            Self.rises(parts.map { Self.meanInFlight(requests, in: $0) })
            && Self.rises(parts.compactMap { Self.meanWait(requests, in: $0) })
    }

    /// The same of a run whose window is too short for a rate, as that of a target so slow that starting ended before
    /// its first answers did: over the time in which requests were due. What the target does is then counted
    /// between its answers' ends.
    init?(_ requests: [RequestRecord], load: LoadPlan) {
        let due = requests.filter { $0.phase == .measured }.map(\.instants.scheduled).sorted()
        guard due.count > 1, let first = due.first, let last = due.last,
            let found = Overload(
                requests, load: load, slice: TimeSlice(start: first, end: last))
        else { return nil }
        offered = found.offered
        let ends = requests.filter(\.outcome.isSuccess).map(\.end).sorted()
        served = Self.pace(of: ends) ?? found.served
        // While a target fills, more begins than ends and answers take longer though it keeps up: only a pace of ends that
        // is far below what was due tells the two apart.
        let chance = 2.33 * (1 / Double(due.count) + 1 / Double(max(ends.count, 1))).squareRoot()
        isFound = found.isFound && served < offered * (1 - max(chance, Self.leastShareShort))
    }

    /// Ends a second, the first and last twentieth left out; nil of too few.
    private static func pace(of ends: [MonotonicInstant]) -> Double? {
        let kept = ends.dropFirst(ends.count / 20).dropLast(ends.count / 20)
        guard kept.count > parts, let first = kept.first, let last = kept.last, last > first
        else { return nil }
        return Double(kept.count - 1) / (last - first).seconds
    }

    private static func rises(_ values: [Double]) -> Bool {
        TrendTest(values).map { $0.risingProbability < level } ?? false
    }

    private static func meanInFlight(_ requests: [RequestRecord], in part: TimeSlice) -> Double {
        requests.reduce(0) {
            let span = TimeSlice(start: $1.instants.scheduled, end: $1.end)
            return $0 + (span.intersection(part)?.seconds ?? 0)
        } / part.seconds
    }

    /// Of requests scheduled in the part; of one without output, as long as it waited.
    private static func meanWait(_ requests: [RequestRecord], in part: TimeSlice) -> Double? {
        let waits = requests.compactMap { request -> Double? in
            guard part.contains(request.instants.scheduled) else { return nil }
            if let wait = request.timeToFirstTokenScheduled { return wait.seconds }
            let isWaiting =
                request.outcome == .cut || request.outcome == .timeoutFirstByte
                || request.outcome == .timeoutFirstToken || request.outcome == .timeoutTotal
            return isWaiting ? (request.end - request.instants.scheduled).seconds : nil
        }
        return waits.isEmpty ? nil : waits.reduce(0, +) / Double(waits.count)
    }
}

extension RequestRecord {
    /// When it was over; one that never began ended when it was due.
    fileprivate var end: MonotonicInstant {
        instants.closed ?? instants.started ?? instants.scheduled
    }
}
