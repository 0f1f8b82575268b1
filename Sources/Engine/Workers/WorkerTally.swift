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
    // By series; each is made with its first sample, because a set of them is some megabytes.
    private var interChunk: [Cell?]
    private var interToken: [Cell?]
    private var readDelay: [Cell?]
    private var batchNumber = 0
    private var stampError: [Cell?]
    private var lateness: [Cell?]
    private var uncertainGap: [Cell?]
    private var uncertainShortest: [Cell?]
    private var uncertainLongest: [Cell?]
    private let rounds: Int
    private let writer: RecordWriter

    /// A histogram to be changed where it lies: out of an optional in an array it is copied for each sample.
    private final class Cell {
        var histogram = LatencyHistogram.latencies()
    }

    init(rounds: Int, writer: RecordWriter) {
        self.writer = writer
        self.rounds = rounds
        let none = [Cell?](
            repeating: nil, count: rounds * ResponseMode.allCases.count)
        interChunk = none
        interToken = none
        readDelay = none
        stampError = none
        lateness = none
        uncertainGap = none
        uncertainShortest = none
        uncertainLongest = none
        batch.chunks.reserveCapacity(Self.chunkCapacity)
        batch.requests.reserveCapacity(Self.requestCapacity)
    }

    /// Where the next row will be; of no use once its batch has been handed over.
    struct RowMark {
        fileprivate var batch = 0
        fileprivate var row = 0
    }

    var nextRow: RowMark { RowMark(batch: batchNumber, row: batch.chunks.count) }

    /// Where the samples of one mode and round are counted.
    struct Series {
        fileprivate let index: Int
    }

    func series(_ mode: ResponseMode, round: Int) -> Series {
        Series(index: mode == .streaming ? round : rounds + round)
    }

    // Nanoseconds and not `Duration`, whose 128 bits cost a long division a sample.

    func recordGap(nanoseconds: Int64, _ series: Series) {
        record(nanoseconds, in: &interChunk, series)
    }

    func recordTokenGap(nanoseconds: Int64, tokens: Int, _ series: Series) {
        record(nanoseconds / Int64(tokens), in: &interToken, series, count: UInt64(tokens))
    }

    func recordReadDelay(nanoseconds: Int64, _ series: Series) {
        record(nanoseconds, in: &readDelay, series)
    }

    func recordStampError(nanoseconds: Int64, _ series: Series) {
        record(abs(nanoseconds), in: &stampError, series)
    }

    /// How late the worker came to a turn that was due; of the worker and so of all its modes.
    func recordLateness(nanoseconds: Int64, _ modes: [ResponseMode]) {
        for mode in modes { record(nanoseconds, in: &lateness, series(mode, round: 0)) }
    }

    func recordUncertain(_ gap: ArrivalBounds.UncertainGap, _ series: Series) {
        record(gap.nominal, in: &uncertainGap, series)
        record(gap.shortest, in: &uncertainShortest, series)
        record(gap.longest, in: &uncertainLongest, series)
    }

    private func record(
        _ nanoseconds: Int64, in cells: inout [Cell?], _ series: Series,
        count: UInt64 = 1
    ) {
        let cell: Cell
        if let known = cells[series.index] {
            cell = known
        } else {
            cell = Cell()
            cells[series.index] = cell
        }
        cell.histogram.record(UInt64(max(0, nanoseconds)), count: count)
    }

    func append(_ chunk: ChunkRecord) {
        batch.chunks.append(chunk)
    }

    /// Writes what is known only after the read into the rows of its output events: their number, and when
    /// those came at the earliest whose arrival is not exact. Over HTTP/2 rows of other requests may stand
    /// between them.
    func setRead(
        events count: Int32, earliest: MonotonicInstant?, isLastExact: Bool, of request: Int,
        from first: RowMark
    ) {
        guard first.batch == batchNumber else { return }
        var last: Int?
        for index in first.row..<batch.chunks.count where batch.chunks[index].request == request {
            batch.chunks[index].eventsInRead = count
            batch.chunks[index].earliest = earliest
            last = index
        }
        if isLastExact, let last { batch.chunks[last].earliest = nil }
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

    /// Holds the lengths of an answered request against what was asked for.
    func measure(_ request: RequestRecord, wantedPrompt: Int?, isOutputExact: Bool) {
        totals.lengths.add(request, wantedPrompt: wantedPrompt, isOutputExact: isOutputExact)
    }

    /// Call it between reads: rows of a read must not be parted from it.
    func handOverIfFull() {
        if batch.chunks.count >= Self.chunkCapacity - 256 { handOver() }
    }

    func handOver() {
        writer.submit(&batch)
        batchNumber += 1
    }

    /// All histograms, by metric, mode and round.
    func histogramSet() -> HistogramSet {
        var set = HistogramSet()
        let kinds: [(Metric, [Cell?])] = [
            (.interChunkLatency, interChunk), (.interTokenLatency, interToken),
            (.readDelay, readDelay), (.stampError, stampError),
            (.uncertainGap, uncertainGap), (.uncertainGapShortest, uncertainShortest),
            (.uncertainGapLongest, uncertainLongest), (.lateness, lateness),
        ]
        for (metric, cells) in kinds {
            for (index, cell) in cells.enumerated() {
                guard let cell else { continue }
                let mode = index < rounds ? ResponseMode.streaming : .nonStreaming
                set.add(
                    cell.histogram,
                    to: HistogramKey(metric: metric, mode: mode, round: index % rounds))
            }
        }
        return set
    }
}
