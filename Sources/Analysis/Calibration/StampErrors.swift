package import RunModel
internal import Statistics

/// How wrong the times of a run's chunks were, against a server that says when it sent each.
///
/// What is measured is the way from the server's stamp to ours: its own write, the way, and this client. So it is an upper
/// bound of what the client adds. Rows of one request must come in the order of their index; requests may be mixed.
package struct StampErrors: Sendable {
    private struct Last {
        let index: Int32
        /// Nanoseconds; nil of a chunk whose sending was not told.
        let error: Int64?
    }

    private var last: [Int: Last] = [:]
    /// Nanoseconds from sent to arrived. Below zero an arrival lies before its sending, which no error of one clock is.
    private var firsts: [Int64] = []
    private var all: [Int64] = []
    /// A gap as measured less the same gap as sent.
    private var gaps: [Int64] = []
    private var uncertain = 0
    private var shared = 0
    /// Chunks whose sending was not told.
    package private(set) var untold = 0

    /// For the measured requests of a run; rows of others are left out.
    package init(_ requests: [RequestRecord]) {
        for request in requests where request.phase == .measured {
            last[request.request] = Last(index: -1, error: nil)
        }
    }

    /// Takes the next row.
    package mutating func add(_ chunk: ChunkRecord) {
        guard let before = last[chunk.request] else { return }
        let error = chunk.sent.map { (chunk.arrived - $0).nanoseconds }
        last[chunk.request] = Last(index: chunk.index, error: error)
        if chunk.earliest != nil { uncertain += 1 }
        if chunk.eventsInRead > 1 { shared += 1 }
        guard let error else {
            untold += 1
            return
        }
        all.append(error)
        if chunk.index == 0 {
            firsts.append(error)
        } else if chunk.index == before.index + 1, let other = before.error {
            // Both ends of a gap are wrong, and only the difference of it stands in the gap.
            gaps.append(error - other)
        }
    }

    /// Chunks whose sending was told.
    package var count: Int { all.count }

    package var firstToken: ErrorPercentiles { Self.percentiles(firsts) }
    package var chunks: ErrorPercentiles { Self.percentiles(all) }
    /// With its sign: above zero where the gap was taken for longer than it was.
    package var signedGaps: ErrorPercentiles { Self.percentiles(gaps) }
    package var absoluteGaps: ErrorPercentiles { Self.percentiles(gaps.map { abs($0) }) }

    /// Of the chunks, those whose arrival is known to an interval only, and those that shared a read.
    package var uncertainShare: Double { share(uncertain) }
    package var sharedShare: Double { share(shared) }

    private func share(_ count: Int) -> Double {
        ValidityCheck.part(count, of: all.count + untold)
    }

    /// Whether the server's times are none of this machine's clock: arrivals before their sending, or most of them more
    /// than ten seconds after it.
    package var isOfOtherClock: Bool {
        guard let median = chunks.p50Ms else { return !all.allSatisfy(Self.isPlausible) }
        return !Self.isPlausible(Int64(median * 1e6))
    }

    private static func isPlausible(_ error: Int64) -> Bool {
        (-1_000_000...10_000_000_000).contains(error)
    }

    /// Nearest rank, of as many samples as a percentile takes (docs/metrics.md, "Percentiles and intervals").
    static func percentiles(_ nanoseconds: [Int64]) -> ErrorPercentiles {
        let sorted = nanoseconds.sorted()
        func value(_ quantile: Double) -> Double? {
            guard sorted.count >= QuantileRanks.sampleFloor(quantile: quantile) else { return nil }
            let rank = Int((quantile * Double(sorted.count)).rounded(.up))
            return Double(sorted[max(rank, 1) - 1]) / 1e6
        }
        var found = ErrorPercentiles(count: sorted.count)
        found.p50Ms = value(0.5)
        found.p99Ms = value(0.99)
        found.p999Ms = value(0.999)
        found.leastMs = sorted.first.map { Double($0) / 1e6 }
        found.mostMs = sorted.last.map { Double($0) / 1e6 }
        return found
    }

    /// From our writing of a request to the server's having read all of it, of those in which both are told.
    package static func delivery(of requests: [RequestRecord]) -> ErrorPercentiles {
        percentiles(
            requests.compactMap { request in
                guard request.phase == .measured, let sent = request.instants.sent,
                    let received = request.groundTruth?.received
                else { return nil }
                return (received - sent).nanoseconds
            })
    }
}

extension CalibratedLoad {
    /// What a run had to do; nil where nothing came.
    ///
    /// - Parameters:
    ///   - manifest: Of a run that has ended.
    ///   - requests: All of its requests, warm-up included: they are load too.
    package init?(_ manifest: RunManifest, _ requests: [RequestRecord]) {
        let events = requests.reduce(0) { $0 + $1.events.output }
        let bytes = requests.reduce(0) { $0 + ($1.events.output > 0 ? $1.bytes.body : 0) }
        guard events > 0, let first = requests.compactMap(\.instants.sent).min(),
            let last = requests.compactMap({ $0.instants.closed ?? $0.instants.lastOutput }).max(),
            last > first
        else { return nil }
        self.init(
            streams: manifest.client.peakStreams,
            eventsPerSecond: Double(events) / (last - first).seconds,
            bytesPerEvent: Double(bytes) / Double(events))
    }
}
