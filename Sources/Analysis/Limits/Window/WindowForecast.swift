/// What a server that counts in the way that was found would truthfully say with an answer:
/// `x-ratelimit-remaining-requests` and `x-ratelimit-reset-requests`.
package struct WindowForecast: Sendable, Equatable {
    /// Requests that would still be let in right after this one.
    package var remaining: ClosedRange<Int>
    /// Until all of the limit is there again if nothing more comes. Absent for estimates from two windows,
    /// where servers differ in what they call so.
    package var resetSeconds: ClosedRange<Double>?

    /// One for each observation, in the order of sending, whatever was true in the interval of each
    /// parameter; nil where no answer came. `candidate` is the one that `observations` were explained by.
    package static func all(
        _ candidate: RequestWindow.Candidate, lengthSeconds: Double,
        observations: [WindowObservation], jitterSeconds: Double = 0.002
    ) -> [WindowForecast?] {
        let beliefs = candidate.countsRejected.map { [$0] } ?? [false, true]
        let forecasts = beliefs.map { countsRejected in
            ForecastSource(
                candidate: candidate,
                evidence: WindowEvidence(
                    observations, length: lengthSeconds, jitter: jitterSeconds,
                    countsRejected: countsRejected)
            ).forecasts
        }
        guard forecasts.count == 2 else { return forecasts[0] }
        return zip(forecasts[0], forecasts[1]).map { first, other in
            guard var both = first, let other else { return nil }
            both.remaining = .hull(both.remaining, other.remaining)
            both.resetSeconds = other.resetSeconds.map { .hull(both.resetSeconds, $0) }
            return both
        }
    }
}

private struct ForecastSource {
    let candidate: RequestWindow.Candidate
    let evidence: WindowEvidence

    var forecasts: [WindowForecast?] {
        switch candidate.kind {
        case .fixed:
            ofWindows { item in windowStart(of: item) }
        case .fixedFromFirst: ofFirstRequests
        case .sliding: ofSliding
        case .slidingCounter: ofEstimates
        case .bucket: ofBucket
        // What remains may be there until the next request comes: nothing to hold a field against.
        case .untilQuiet: evidence.observations.map { _ in nil }
        }
    }

    private func ofKnown(
        _ forecast: (WindowObservation) -> WindowForecast?
    ) -> [WindowForecast?] {
        evidence.observations.map { $0.isAdmitted == nil ? nil : forecast($0) }
    }

    /// With at least and at most so many counted before the request itself.
    private func remaining(
        _ item: WindowObservation, usedBefore used: ClosedRange<Double>
    ) -> ClosedRange<Int> {
        guard item.isAdmitted == true else { return 0...0 }
        let low = candidate.capacityLow ?? candidate.limitLow
        let high = candidate.capacityHigh ?? candidate.limitHigh
        let small = 1e-9
        let least = max(Int((low - used.upperBound - 1 + small).rounded(.down)), 0)
        return least...max(Int((high - used.lowerBound - 1 + small).rounded(.down)), least)
    }

    private func used(
        _ item: WindowObservation, since start: ClosedRange<Double>
    ) -> ClosedRange<Double> {
        let least = evidence.leastCount(from: start.upperBound, before: item)
        return Double(
            least)...Double(max(evidence.mostCount(from: start.lowerBound, before: item), least))
    }

    // MARK: Windows with a beginning

    private func ofWindows(
        _ start: (WindowObservation) -> ClosedRange<Double>?
    ) -> [WindowForecast?] {
        ofKnown { item in
            start(item).map { start in
                let margin = margin(start)
                let low = margin.lowerBound + evidence.length - item.answered
                let high = margin.upperBound + evidence.length - item.sent
                return WindowForecast(
                    remaining: remaining(item, usedBefore: used(item, since: margin)),
                    resetSeconds: max(low, 0)...max(high, 0))
            }
        }
    }

    private func margin(_ start: ClosedRange<Double>) -> ClosedRange<Double> {
        (start.lowerBound - evidence.tolerance)...(start.upperBound + evidence.tolerance)
    }

    /// When the window may have begun that the request was decided in.
    private func windowStart(of item: WindowObservation) -> ClosedRange<Double>? {
        guard let low = candidate.edgeLowSeconds, let high = candidate.edgeHighSeconds else {
            return nil
        }
        let length = evidence.length
        let first = ((item.sent - evidence.tolerance - high) / length).rounded(.down)
        let last = ((item.answered + evidence.tolerance - low) / length).rounded(.down)
        return (low + first * length)...(high + last * length)
    }

    private var ofFirstRequests: [WindowForecast?] {
        let windows = FixedFromFirstFit(evidence).map { Array($0.windows.values) } ?? []
        func possible(_ item: WindowObservation) -> [FixedFromFirstFit.Window] {
            let end = item.sent - evidence.length - evidence.tolerance
            return windows.filter {
                $0.start.lowerBound <= item.answered && $0.start.upperBound >= end
            }
        }
        let forecasts = ofWindows { item in
            possible(item).reduce(nil) { .hull($0, $1.start) }
        }
        return zip(evidence.observations, forecasts).map { item, forecast in
            guard var forecast, let inside = possible(item).map(\.inside).max() else {
                return nil
            }
            // More is known of what is inside than that it came after the window's first request.
            let least = Double(evidence.leastCount(from: inside, before: item))
            let high = remaining(item, usedBefore: least...max(least, candidate.limitHigh))
            forecast.remaining =
                forecast.remaining.intersection(high) ?? forecast.remaining
            return forecast
        }
    }

    // MARK: Without one

    private var ofSliding: [WindowForecast?] {
        let margin = evidence.length + evidence.tolerance
        return ofKnown { item in
            let start =
                (item.sent - margin)...(item.answered - evidence.length + evidence.tolerance)
            let counts = item.leastCount(countsRejected: evidence.countsRejected) > 0
            let low =
                counts
                ? evidence.length - evidence.tolerance
                : lastCounted(before: item) + evidence.length - evidence.tolerance - item.answered
            return WindowForecast(
                remaining: remaining(item, usedBefore: used(item, since: start)),
                resetSeconds: max(low, 0)...margin)
        }
    }

    /// No request that is certain to have been counted before this one came later than that.
    private func lastCounted(before item: WindowObservation) -> Double {
        let index = evidence.admitted.boundary(where: { $0.answered >= item.sent })
        return index > 0 ? evidence.latestAdmittedSent[index - 1] : -.infinity
    }

    private var ofEstimates: [WindowForecast?] {
        ofKnown { item in
            windowStart(of: item).map { start in
                let length = evidence.length
                let since = (start.lowerBound - length)...start.upperBound
                let most = used(item, since: since).upperBound
                let least = used(item, since: start).lowerBound
                return WindowForecast(
                    remaining: remaining(item, usedBefore: least...max(least, most)),
                    resetSeconds: nil)
            }
        }
    }

    private var ofBucket: [WindowForecast?] {
        let inflow = candidate.limitLow...candidate.limitHigh
        let missing = BucketBounds(evidence).missing(evidence, inflow: inflow)
        return zip(evidence.observations, missing).map { item, missing in
            guard let isAdmitted = item.isAdmitted else { return nil }
            let floor = candidate.capacityLow.map { isAdmitted ? 0 : $0 - 1 } ?? 0
            let ceiling = candidate.capacityHigh.map {
                isAdmitted ? $0 - 1 : evidence.countsRejected ? 2 * $0 : $0
            }
            let low = max(missing.lowerBound, floor)
            let before = low...max(low, min(missing.upperBound, ceiling ?? .infinity))
            let own = Double(item.leastCount(countsRejected: evidence.countsRejected))
            // A bucket that is empty below its floor is charged no more.
            let least = before.lowerBound + (isAdmitted ? own : 0)
            let length = evidence.length
            let longest =
                inflow.lowerBound > 0
                ? (before.upperBound + own) * length / inflow.lowerBound : .infinity
            let shortest = least * length / inflow.upperBound - evidence.jitter
            return WindowForecast(
                remaining: remaining(item, usedBefore: before),
                resetSeconds: max(shortest, 0)...(longest + evidence.jitter))
        }
    }
}
