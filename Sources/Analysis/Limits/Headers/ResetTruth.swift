internal import RunModel

/// Whether `x-ratelimit-reset-requests` tells when the whole limit is there again, as the one way of
/// counting that explains the answers has it.
struct ResetTruth {
    private(set) var verdict: LimitFinding.Verdict = .cannotTell
    private(set) var observed: String?
    private(set) var told = ""
    private(set) var reason =
        "how requests are counted could not be told, which the time follows from"

    /// `asked` are requests that were told a time.
    init(_ asked: [RequestRecord], _ window: RequestWindow, _ record: LimitsRecord) {
        let values = asked.compactMap(\.limits.requests.reset?.seconds)
        told =
            "\(FindingWords.milliseconds((values.min() ?? 0) * 1000)) to "
            + FindingWords.milliseconds((values.max() ?? 0) * 1000)
        guard let candidate = window.only else { return }
        let names = Set(asked.map(\.request))
        let seen = RequestWindow.observations(record)
        let forecasts = WindowForecast.all(
            candidate, lengthSeconds: window.lengthSeconds, observations: seen.map(\.observation))
        let differences = zip(seen, forecasts).compactMap { item, forecast -> Double? in
            guard names.contains(item.request.request), let span = forecast?.resetSeconds,
                let reset = item.request.limits.requests.reset?.seconds
            else { return nil }
            return reset - min(max(reset, span.lowerBound), span.upperBound)
        }
        // Where all are whole seconds they are rounded, mostly up.
        let rounding = values.allSatisfy { $0 == $0.rounded() } ? 1.0 : 0
        // The forecast is a span already, as wide as the edges or the inflow are known.
        judge(differences, tolerance: 0.05 + 0.01 * window.lengthSeconds + rounding)
    }

    private mutating func judge(_ differences: [Double], tolerance: Double) {
        guard let middle = LimitsRecord.median(differences) else { return }
        let agreeing = differences.filter { abs($0) <= tolerance }.count
        reason =
            "\(agreeing) of \(differences.count) answers agree, to "
            + "\(FindingWords.milliseconds(tolerance * 1000)), with the time that follows from how "
            + "requests are counted"
        if agreeing * 10 >= differences.count * 9 {
            verdict = .holds
            observed = "in step"
        } else if abs(middle) > tolerance {
            verdict = middle < 0 ? .lower : .higher
            let off = FindingWords.milliseconds(abs(middle) * 1000)
            observed = middle < 0 ? "\(off) later than told" : "\(off) sooner than told"
        } else {
            observed = "sometimes in step"
        }
    }
}
