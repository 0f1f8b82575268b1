internal import Histogram
internal import RecordStore
internal import RunModel

/// What a worker has measured and not yet handed over: rows, and the histograms of samples that are
/// too many for rows. Belongs to one worker's thread.
final class WorkerTally {
    /// Rows are handed over when a buffer is full or this old, so that a killed run loses no more.
    static let handOverInterval = Duration.milliseconds(200)
    private static let chunkCapacity = 4096
    private static let requestCapacity = 256

    private(set) var totals = RequestTotals()
    /// All output events so far.
    let outputEvents = LiveCounter()
    private var batch = RecordBatch()
    // By round; empty until the first sample, because a set of them is some megabytes.
    private var interChunk: [LatencyHistogram] = []
    private var interToken: [LatencyHistogram] = []
    private var readDelay: [LatencyHistogram] = []
    private var stampError: [LatencyHistogram] = []
    private let rounds: Int
    private let mode: ResponseMode
    private let writer: RecordWriter

    init(rounds: Int, mode: ResponseMode, writer: RecordWriter) {
        self.mode = mode
        self.writer = writer
        self.rounds = rounds
        batch.chunks.reserveCapacity(Self.chunkCapacity)
        batch.requests.reserveCapacity(Self.requestCapacity)
    }

    var chunkCount: Int { batch.chunks.count }

    // Nanoseconds and not `Duration`, whose 128 bits cost a long division a sample.

    func recordGap(nanoseconds: Int64, round: Int) {
        record(nanoseconds, in: &interChunk, round)
    }

    func recordTokenGap(nanoseconds: Int64, tokens: Int, round: Int) {
        for _ in 0..<tokens { record(nanoseconds / Int64(tokens), in: &interToken, round) }
    }

    func recordReadDelay(nanoseconds: Int64, round: Int) {
        record(nanoseconds, in: &readDelay, round)
    }

    func recordStampError(nanoseconds: Int64, round: Int) {
        record(abs(nanoseconds), in: &stampError, round)
    }

    private func record(
        _ nanoseconds: Int64, in histograms: inout [LatencyHistogram], _ round: Int
    ) {
        if histograms.isEmpty {
            histograms = (0..<rounds).map { _ in .latencies() }
        }
        histograms[round].record(UInt64(max(0, nanoseconds)))
    }

    func append(_ chunk: ChunkRecord) {
        batch.chunks.append(chunk)
    }

    /// Writes the number of output events of one read into their rows, known only after the read.
    /// Over HTTP/2 rows of other requests may stand between them.
    func setEventsInRead(_ count: Int32, of request: Int, from first: Int) {
        for index in first..<batch.chunks.count where batch.chunks[index].request == request {
            batch.chunks[index].eventsInRead = count
        }
    }

    /// Counts the output events of a request whose chunks are left out of chunks.csv.
    func skipChunks(_ count: Int) {
        batch.skippedChunkRows += count
    }

    func append(_ request: RequestRecord) {
        totals.add(request)
        batch.requests.append(request)
        if batch.requests.count >= Self.requestCapacity { handOver() }
    }

    /// Call it between reads: rows of a read must not be parted from it.
    func handOverIfFull() {
        if batch.chunks.count >= Self.chunkCapacity - 256 { handOver() }
    }

    func handOver() {
        writer.submit(&batch)
    }

    /// All histograms, by metric and round.
    func histogramSet() -> HistogramSet {
        var set = HistogramSet()
        let kinds: [(Metric, [LatencyHistogram])] = [
            (.interChunkLatency, interChunk), (.interTokenLatency, interToken),
            (.readDelay, readDelay), (.stampError, stampError),
        ]
        for (metric, rounds) in kinds {
            for (round, histogram) in rounds.enumerated() {
                set.add(histogram, to: HistogramKey(metric: metric, mode: mode, round: round))
            }
        }
        return set
    }
}

/// Sums over a worker's requests that the run's notices speak of.
struct RequestTotals: Sendable {
    private(set) var reads = 0
    private(set) var unstampedReads = 0
    private(set) var resends = 0

    mutating func add(_ request: RequestRecord) {
        reads += request.events.reads
        unstampedReads += request.events.unstampedReads
        resends += request.resends
    }

    mutating func add(_ other: RequestTotals) {
        reads += other.reads
        unstampedReads += other.unstampedReads
        resends += other.resends
    }
}
