package import RunModel
internal import Statistics

/// What a run's record says: every number of docs/metrics.md that can be had from it, and whether
/// they can be trusted. summary.json is this value; the other reports are made from it alone.
package struct RunSummary: Codable, Sendable, Equatable {
    package static let currentFormat = 2

    package var format = RunSummary.currentFormat
    package var manifest: RunManifest
    package var window: MeasuredWindow
    package var validity: Validity
    package var table: NumberTable
    /// By mode, then in the order of the closed list; only those that occurred.
    package var outcomes: [OutcomeCount]
    /// Why those ended that were whole.
    package var finishes: [ModeFinishes] = []
    package var distributions: [BinnedDistribution]
    package var timelines: [Timeline]
    package var ladders: [PercentileLadder] = []
    /// Absent without chunk rows.
    package var raster: StreamRaster?
    package var load: LoadTimeline?
    package var failures: [FailureTimeline] = []
    /// Absent where nothing was asked for as a stream.
    package var shape: StreamShape?
    package var display: DisplayFlow?
    /// Absent without pairs.
    package var comparison: ModeComparison?
    /// How the claims of the plan stand; absent where it has none.
    package var claims: [ClaimResult]?
    /// Absent where neither a tier nor the server bound the run.
    package var tier: TierUse?
    /// Absent of a run by one process.
    package var shards: ShardTable?
    /// Absent of a run that asked one address.
    package var frontEnds: FrontEndTable?
    /// Absent where nothing was a turn of a conversation, and no cache was heard of.
    package var conversations: ConversationTable?
    /// Absent of a run in which all readers stay.
    package var leaving: LeavingSummary?
    /// Absent of a run whose requests are text alone.
    package var sizes: SizeTable?
    /// Absent of a run that did not ask the server for its own metrics.
    package var server: ServerSide?
    /// What somebody marked while it went on; absent where nobody did.
    package var marks: [MarkedMoment]?

    /// Judges a record. Pure: the same record gives the same summary.
    ///
    /// - Parameters:
    ///   - manifest: The run's manifest, finished or not.
    ///   - requests: All rows of requests.csv, in any order, warm-up included.
    ///   - histograms: The pooled samples of measured requests.
    ///   - chunks: What the rows of chunks.csv said, where they were read.
    ///   - server: What server.csv holds, where there is one.
    ///   - marks: What somebody marked while it went on.
    package init(
        manifest: RunManifest, requests: [RequestRecord], histograms: HistogramSet,
        chunks: ChunkDigest? = nil, server: ServerRecord? = nil, marks: [RunMark] = []
    ) {
        // Rows come in order of ending, which differs from one merge to the next.
        let requests = requests.sorted { $0.request < $1.request }
        let record = JudgedRecord(
            manifest: manifest, requests: requests, histograms: histograms, chunks: chunks,
            server: server)
        self.manifest = manifest
        window = record.window
        let numbers = record.numbers()
        outcomes = OutcomeCount.counts(of: record.measured)
        finishes = ModeFinishes.counts(of: record.measured)
        let shape = StreamShape(record, numbers)
        let side = ServerSide(
            record, stallLimit: numbers[.streaming]?.stallLimit?.value.map { .milliseconds($0) })
        self.server = side
        validity = Validity(record, numbers, shape, side)
        distributions = record.distributions()
        timelines = record.timelines()
        ladders = record.ladders()
        raster = StreamRaster(
            record,
            stallLimitMilliseconds: numbers[.streaming]?.stallLimit?.value
                ?? LaneTrace.leastStall.milliseconds)
        load = LoadTimeline(record)
        failures = record.failureTimelines()
        self.shape = shape
        display = record.displayFlow()
        comparison = ModeComparison(record, numbers)
        claims = ClaimResult.results(in: record)
        tier = TierUse(record)
        shards = ShardTable(record)
        frontEnds = FrontEndTable(record)
        conversations = ConversationTable(record)
        leaving = LeavingSummary(record)
        sizes = SizeTable(record)
        self.marks = MarkedMoment.moments(marks, in: record)
        let others =
            record.rows(shape: shape, comparison: comparison, tier: tier)
            + (conversations?.rows() ?? []) + (side?.rows() ?? [])
        table = NumberTable(rows: numbers.rows(with: others))
    }

    /// The fields of summary.json.
    private enum CodingKeys: String, CodingKey {
        case format, manifest, window, validity
        case table = "rows"
        case outcomes, finishes, distributions, timelines, ladders, raster, load, failures, shape,
            display
        case comparison, claims, tier, shards, frontEnds, conversations, leaving, sizes, server,
            marks
    }

    /// What reports read; absent is what the record could not tell.
    package var numbers: RunNumbers { table.numbers }

    /// The numbers as lines of summary.csv: of the whole run first, then of each round.
    package var rows: [SummaryRow] { table.rows }

    /// The modes with measured requests.
    package var modes: [ResponseMode] { numbers.modes.map(\.mode) }

    /// Whether any measured request of the mode succeeded, or of any mode.
    package func hasSuccess(_ mode: ResponseMode? = nil) -> Bool {
        outcomes.contains { $0.outcome.isSuccess && (mode == nil || $0.mode == mode) }
    }

    /// The rounds that have numbers, ascending.
    package var rounds: [Int] { Set(numbers.rounds.compactMap(\.round)).sorted() }
}
