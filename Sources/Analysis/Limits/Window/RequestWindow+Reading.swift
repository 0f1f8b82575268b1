package import RunModel

extension RequestWindow {
    /// The limit of a span shorter than the stated window, or of a bucket that holds less than the stated number, where the
    /// answers so far tell one; of a bucket, the time in which it earns one request.
    package static func span(
        _ plan: LimitsPlan, _ requests: [RequestRecord]
    ) -> LimitsPlan.Span? {
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
        return RequestWindow(record).flatMap { $0.span(beside: plan.statedRequests) }
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
