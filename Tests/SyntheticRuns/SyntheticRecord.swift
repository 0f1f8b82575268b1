internal import Histogram
package import RunModel

/// The parts of a record, as they are read back from its files.
package struct SyntheticRecord {
    package var manifest: RunManifest
    package private(set) var requests: [RequestRecord] = []
    package private(set) var chunks: [ChunkRecord] = []
    package private(set) var histograms = HistogramSet()
    private var pending: [HistogramKey: LatencyHistogram] = [:]

    init(manifest: RunManifest) {
        self.manifest = manifest
    }

    /// Changes every request; the first argument is its position.
    package mutating func edit(_ change: (Int, inout RequestRecord) -> Void) {
        for index in requests.indices { change(index, &requests[index]) }
    }

    /// Changes every row of chunks.csv.
    package mutating func editChunks(_ change: (inout ChunkRecord) -> Void) {
        for index in chunks.indices { change(&chunks[index]) }
    }

    /// As if the client had come so late to each of a hundred turns.
    package mutating func addLateness(milliseconds: Double) {
        var histogram = LatencyHistogram.latencies()
        histogram.record(UInt64(milliseconds * 1e6), count: 100)
        histograms.add(
            histogram, to: HistogramKey(metric: .lateness, mode: .streaming, round: 0))
    }

    mutating func add(_ draft: SyntheticRun.RequestDraft) {
        requests.append(draft.record)
        if draft.run.keepsChunks { chunks += draft.chunks }
        for gap in draft.gaps { count(gap, .interChunkLatency, draft.record) }
        for delay in draft.readDelays { count(delay, .readDelay, draft.record) }
    }

    private mutating func count(_ value: Duration, _ metric: Metric, _ request: RequestRecord) {
        let key = HistogramKey(metric: metric, mode: request.mode, round: request.round)
        pending[key, default: .latencies()].record(UInt64(value.nanoseconds))
    }

    /// Closes the histograms and sets the window: from the first sending to the last start.
    mutating func finish() {
        for (key, histogram) in pending { histograms.add(histogram, to: key) }
        pending = [:]
        let origin = manifest.origin
        let starts = requests.compactMap(\.instants.sent)
        manifest.windowStartNanoseconds = starts.min().map { ($0 - origin).nanoseconds }
        manifest.windowEndNanoseconds = starts.max().map { ($0 - origin).nanoseconds }
        manifest.chunkRows.written = chunks.count
        if let first = requests.first?.instants.scheduled,
            let last = requests.compactMap(\.instants.closed).max()
        {
            let taken = (last - first).seconds * 0.21
            manifest.client.workerCPUSeconds = taken
            if manifest.plan.request.modes == .both {
                manifest.client.streamingCPUSeconds = taken * 0.8
                manifest.client.nonStreamingCPUSeconds = taken * 0.15
                manifest.client.sharedCPUSeconds = taken * 0.05
            }
        }
    }
}
