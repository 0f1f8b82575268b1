internal import Histogram
internal import RunModel

/// Builds the histograms of chunk latencies from chunk rows, where a run was killed before it could
/// write its own.
///
/// Every row of a measured request counts, whatever the request's outcome, as it does in the run
/// itself. Requests without a row in requests.csv, in flight when the run died, are left out.
struct HistogramRebuild {
    private struct Progress {
        let mode: ResponseMode
        let round: Int
        var last: ChunkRecord?
    }

    private var progress: [Int: Progress] = [:]
    private var building: [HistogramKey: LatencyHistogram] = [:]
    private(set) var countedRows = 0
    private var totals = HistogramCodec.Totals()

    init(requests: [RequestRecord]) {
        for request in requests where request.phase == .measured {
            progress[request.request] = Progress(mode: request.mode, round: request.round)
        }
    }

    mutating func add(_ chunk: ChunkRecord) {
        guard let request = progress[chunk.request] else { return }
        countedRows += 1
        progress[chunk.request]?.last = chunk
        // A row missing in between, dropped for a slow disk, would make two gaps one.
        if let last = request.last, chunk.index == last.index + 1 {
            record(chunk.arrived - last.arrived, .interChunkLatency, request)
        }
        // One sample a read: events that one read completed share it.
        if request.last?.read != chunk.read {
            record(chunk.read - chunk.arrived, .readDelay, request)
        }
        if let sent = chunk.sent {
            let error = chunk.arrived - sent
            record(error < .zero ? .zero - error : error, .stampError, request)
        }
    }

    var histograms: HistogramSet {
        building.reduce(into: HistogramSet()) { $0.add($1.value, to: $1.key) }
    }

    private mutating func record(_ span: Duration, _ metric: Metric, _ request: Progress) {
        let key = HistogramKey(metric: metric, mode: request.mode, round: request.round)
        let value = UInt64(max(0, span.nanoseconds))
        // Twice: a bucket's highest value stands for all of it.
        guard totals.add(value &* 2, times: 1) else { return }
        building[key, default: .latencies()].record(value)
    }
}
