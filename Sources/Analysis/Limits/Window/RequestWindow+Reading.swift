package import RunModel

extension RequestWindow {
    /// What the answers so far tell.
    package static func reading(
        _ plan: LimitsPlan, _ requests: [RequestRecord]
    ) -> WindowReading {
        let origin =
            requests.compactMap(\.instants.scheduled).min() ?? MonotonicInstant(nanoseconds: 0)
        var runPlan = RunPlan()
        runPlan.limits = plan
        let manifest = RunManifest(
            version: "", plan: runPlan,
            clock: ClockAnchors(
                originMonotonicNanoseconds: origin.nanoseconds, originRealtimeNanoseconds: 0),
            endpoint: "", started: "")
        let record = LimitsRecord(manifest, requests, LimitsChunks())
        var reading = WindowReading()
        guard let window = RequestWindow(record) else { return reading }
        reading.span = window.span(beside: plan.statedRequests)
        reading.isSettled = window.isSettled
        reading.isOfSpan = window.statedSeconds != nil && window.only != nil
        reading.isLower = window.isLower(than: plan.statedRequests)
        return reading
    }

    private var isSettled: Bool {
        guard let only, otherLengths == nil else { return false }
        let isRate = only.kind == .bucket || only.kind == .slidingCounter
        return isRate ? only.limitHigh <= only.limitLow * 1.1 : only.limitLow == only.limitHigh
    }

    private func isLower(than stated: Int?) -> Bool {
        guard let stated, let most = candidates.map(\.limitHigh).max() else { return false }
        return most * partsOfStated < Double(stated)
    }

    private func span(beside stated: Int?) -> LimitsPlan.Span? {
        func span(_ seconds: Double, _ requests: Double) -> LimitsPlan.Span? {
            guard requests >= 1, requests < 1e9, seconds > 1e-6 else { return nil }
            return LimitsPlan.Span(length: .seconds(seconds), requests: Int(requests))
        }
        if let layer = (layers ?? possibleSpans)?.min(by: { $0.rate < $1.rate }) {
            guard let inflow = layer.inflowLow else {
                return span(layer.lengthSeconds, layer.limitLow)
            }
            return span(layer.lengthSeconds / inflow, 1)
        }
        guard let first = candidates.first else { return nil }
        if statedSeconds != nil { return span(lengthSeconds, first.limitLow) }
        guard let bucket = candidates.first(where: { $0.kind == .bucket }),
            bucket.capacityHigh ?? .infinity < Double(stated ?? 0)
        else { return nil }
        return span(lengthSeconds / bucket.limitLow, 1)
    }
}

extension RequestWindow.Layer {
    init(_ candidate: RequestWindow.Candidate, _ lengthSeconds: Double) {
        self.init(
            kind: candidate.kind, lengthSeconds: lengthSeconds,
            limitLow: candidate.capacityLow ?? candidate.limitLow,
            limitHigh: candidate.capacityHigh ?? candidate.limitHigh)
        guard candidate.kind == .bucket else { return }
        inflowLow = candidate.limitLow
        inflowHigh = candidate.limitHigh
    }

    /// Requests a second that it lets in evenly, at least.
    fileprivate var rate: Double { (inflowLow ?? limitLow) / lengthSeconds }
}
