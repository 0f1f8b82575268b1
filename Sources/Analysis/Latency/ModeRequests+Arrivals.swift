internal import RunModel
internal import Statistics

/// How well the arrivals are known that the latencies rest on, and how the way to the server was.
extension ModeRequests {
    func addCertainty(to numbers: inout ModeNumbers) {
        addFirstTokenCertainty(to: &numbers)
        addGapCertainty(to: &numbers)
        numbers.lateness.all = pooled(.lateness)
    }

    /// An interval matters that is wider than the larger of 1 ms and 2 % of the value.
    private func addFirstTokenCertainty(to numbers: inout ModeNumbers) {
        let known = begun.filter { $0.timeToFirstToken != nil }
        let uncertain = known.count { request in
            guard let value = request.timeToFirstToken?.milliseconds,
                let least = request.leastTimeToFirstToken?.milliseconds
            else { return false }
            return value - least > max(1, value / 50)
        }
        numbers.firstTokenUncertain = CountedShare(.firstTokenUncertain, uncertain, of: known.count)
        guard uncertain > 0 else { return }
        let least = known.compactMap {
            ($0.leastTimeToFirstToken ?? $0.timeToFirstToken)?.milliseconds
        }
        numbers.timeToFirstTokenLeast = MeasuredSample(.timeToFirstTokenLeast).numbers(least)
    }

    private func addGapCertainty(to numbers: inout ModeNumbers) {
        guard mode == .streaming, let all = histogram(.interChunkLatency) else { return }
        let uncertain = histogram(.uncertainGap)
        numbers.gapsUncertain = CountedShare(
            MetricName(.uncertainGap), uncertain?.count ?? 0, of: all.count)
        guard let uncertain, let shortest = histogram(.uncertainGapShortest),
            let longest = histogram(.uncertainGapLongest)
        else { return }
        func ends(_ metric: MetricName, _ end: RankedHistogram) -> SampleNumbers {
            var sample = SampleNumbers()
            sample.all = MeasuredSample(metric, hasIntervals: false)
                .percentiles(all.replacing(uncertain, by: end), rounds: [])
            return sample
        }
        numbers.interChunkShortest = ends(.interChunkShortest, shortest)
        numbers.interChunkLongest = ends(.interChunkLongest, longest)
    }

    /// The other ends of the longest gaps, where one of them is known to an interval only.
    func addMaxGapCertainty(of pool: [RequestRecord], to numbers: inout ModeNumbers) {
        guard pool.contains(where: { $0.maxGapLeast != nil }) else { return }
        func sample(_ metric: MetricName, _ end: (RequestRecord) -> Duration?) -> SampleNumbers {
            MeasuredSample(metric).numbers(
                pool.compactMap { request in
                    [end(request) ?? request.maxGap, request.openGap].compactMap { $0 }.max()?
                        .milliseconds
                })
        }
        numbers.maxGapLeast = sample(.maxGapLeast) { $0.maxGapLeast }
        numbers.maxGapMost = sample(.maxGapMost) { $0.maxGapMost }
    }

    func addWay(to numbers: inout ModeNumbers) {
        func sum(_ count: (RequestRecord) -> Int?) -> Int? {
            let known = requests.compactMap(count)
            return known.isEmpty ? nil : known.reduce(0, +)
        }
        if let received = sum({
            $0.way.outOfOrderSegments == nil ? nil : $0.bytes.wire?.segmentsReceived
        }),
            let outOfOrder = sum({ $0.way.outOfOrderSegments })
        {
            numbers.outOfOrder = CountedShare(
                .outOfOrder, min(outOfOrder, received), of: received)
        }
        if let received = sum({ $0.way.holes == nil ? nil : $0.bytes.wire?.segmentsReceived }),
            let holes = sum({ $0.way.holes })
        {
            numbers.holes = CountedShare(.holes, min(holes, received), of: received)
        }
        let withGaps = requests.filter { $0.mode == .streaming && $0.isMaxGapHeldBack != nil }
        if !withGaps.isEmpty {
            numbers.maxGapsHeldBack = CountedShare(
                .maxGapsHeldBack, withGaps.count { $0.isMaxGapHeldBack == true },
                of: withGaps.count)
        }
        numbers.firstTokenWithoutWay = MeasuredSample(.firstTokenWithoutWay)
            .numbers(
                requests.filter(\.outcome.isSuccess).compactMap {
                    $0.timeToFirstTokenWithoutWay?.milliseconds
                })
        if let resent = sum({ $0.way.resentSegments }) {
            numbers.resentSegments = Estimate(
                .resentSegments, .total, Double(resent), .count, count: requests.count)
        }
        numbers.roundTrip = MeasuredSample(.roundTrip)
            .numbers(
                requests.compactMap { ($0.way.leastRoundTrip ?? $0.way.roundTrip)?.milliseconds })
        numbers.heldBackReads = CountedShare(
            .heldBackReads, requests.reduce(0) { $0 + $1.events.heldBackReads },
            of: requests.reduce(0) { $0 + $1.events.reads })
    }
}
