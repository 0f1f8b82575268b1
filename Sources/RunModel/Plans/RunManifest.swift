/// What was run, by what, where, and how it ended: manifest.json.
///
/// The only place of wall-clock time.
package struct RunManifest: Codable, Sendable, Equatable {
    package static let currentFormat = 2

    package var format = RunManifest.currentFormat
    package var tool = "streamgauge"
    package var version: String
    package var plan: RunPlan
    /// Whether the run drew the seed of its arrivals itself; absent in records of before.
    package var isArrivalSeedDrawn: Bool?
    /// The seed that the plan's own was derived from, so that each run of a history asks prompts of its own; absent
    /// where the plan was run as it is.
    package var seedDerivedFrom: UInt64?
    /// FNV-1a, 64 bits, of the prompts that were given; absent for synthetic ones, which follow from the seed.
    package var promptsDigest: String?
    /// What came of reading the prompts file; absent where there is none, and in records of before.
    package var promptsRead: PromptsRead?
    /// How many words a token of the target's is, where that was learnt before the run.
    package var wordRatio: WordRatio?
    /// What the run took of its target; absent where nobody named a price or a bound on tokens.
    package var spent: SpentTokens?
    /// Of a trace sent at its own times; absent where none was.
    package var replay: ReplayAccount?
    /// Of conversations that are made; absent where requests are the unit of the load.
    package var conversations: ConversationAccount?
    /// What this machine took, where that was asked for.
    package var energy: EnergyUse?
    /// Of the way, where that was asked for; absent in a merged record, whose shards have ways of their own.
    package var networkProbe: NetworkProbe?
    /// Whose own metrics were read through the run, by their index in server.csv; absent where none were.
    package var serverMetrics: [MetricsSource]?
    package var libraries: [String: String] = [:]
    /// Known faults of these versions that touch what is measured, a sentence each; absent in records of before.
    package var libraryFaults: [String]?
    package var host = HostDescription()
    package var clock: ClockAnchors
    package var shard = Shard()
    /// How this shard began; absent where the whole plan was run by one process.
    package var shardStart: ShardStart?
    /// The shards that a merged record was made of, by their index; absent in a record of one process.
    package var shards: [ShardPart]?
    /// The URL that was really asked; for the embedded emulator, its address.
    package var endpoint: String
    /// The same of side B, where a run has two.
    package var againstEndpoint: String?
    /// The APIs that were spoken, by side; absent in records of before, which are of chat.
    package var api: APIName?
    package var againstApi: APIName?
    /// Whether the emulator inside the program was measured, and no API; absent where it was not.
    package var isEmulated: Bool?
    /// UTC, ISO 8601.
    package var started: String
    package var ended: String?
    package var ending: RunEnding = .unfinished
    /// The rule of the user's that ended it early.
    package var abortedBy: String?
    /// Requests that the plan wanted, where it names a number.
    package var plannedRequests: Int?
    /// The measured window in nanoseconds since the run's origin: after warm-up and ramp, before the
    /// drain. Absent where nothing was measured.
    package var windowStartNanoseconds: Int64?
    package var windowEndNanoseconds: Int64?
    /// The blocks of a run with two sides, in order of time, as far as it came.
    package var blocks: [BlockRun]?
    /// Of the first answer that each worker had of each target; absent where none said anything.
    package var servers: [ServerNames]?
    package var chunkRows = ChunkRowCounts()
    package var client = ClientUse()
    /// What this machine's calibrations said of the run; absent where there were none, and in a merged record.
    package var calibration: CalibrationUse?
    /// Rows of the record that could not be read and are left out, as whoever reads it finds; manifest.json never
    /// has it.
    package var unreadableRows: Int?
    /// What a reader must know: downgrades, warnings, caveats. In order of time.
    package var notices: [Notice] = []

    package init(
        version: String, plan: RunPlan, clock: ClockAnchors, endpoint: String, started: String
    ) {
        self.version = version
        self.plan = plan
        self.clock = clock
        self.endpoint = endpoint
        self.started = started
    }

    /// Whether the command before a block failed, which ended the run.
    package var isBetweenFailed: Bool {
        ending == .endedEarly && blocks?.last?.betweenStatus ?? 0 != 0
    }

    /// From start to end on the wall clock, as far as both are known to it; nil of a run that did not end.
    package var seconds: Double? {
        windowEndNanoseconds.map { Double($0) / 1e9 }
    }

    /// The run's origin: instants in the record's files are nanoseconds since it.
    package var origin: MonotonicInstant {
        MonotonicInstant(nanoseconds: clock.originMonotonicNanoseconds)
    }
}

package struct HostDescription: Codable, Sendable, Equatable {
    package var system = ""
    package var kernel = ""
    package var cores = 0
    package var memoryBytes: Int64 = 0

    package init() {}
}

/// The same moment on both clocks, so that other clocks' times can be laid beside the record's.
package struct ClockAnchors: Codable, Sendable, Equatable {
    package var originMonotonicNanoseconds: Int64
    package var originRealtimeNanoseconds: Int64

    package init(originMonotonicNanoseconds: Int64, originRealtimeNanoseconds: Int64) {
        self.originMonotonicNanoseconds = originMonotonicNanoseconds
        self.originRealtimeNanoseconds = originRealtimeNanoseconds
    }
}

package enum RunEnding: String, Codable, Sendable {
    /// Everything planned was sent and ended.
    case completed
    /// A rule of its own ended it before its plan was through; a notice says which.
    case endedEarly = "ended_early"
    /// Someone stopped it; what was in flight is `cut`.
    case interrupted
    /// The record could not be written further.
    case recordFailed = "record_failed"
    /// The manifest was never finished: the run was killed.
    case unfinished
}

package struct ChunkRowCounts: Codable, Sendable, Equatable {
    package var written = 0
    /// Rows left out by sampling.
    package var skipped = 0
    /// The share of requests kept once sampling began; 1 where all were kept.
    package var keptShare = 1.0

    package init() {}
}

/// What the client itself took.
package struct ClientUse: Codable, Sendable, Equatable {
    package var workers = 0
    /// Processor time of the worker threads.
    package var workerCPUSeconds = 0.0
    /// Its parts by the mode of the request that was served last, where both modes were asked for; shared is
    /// that of the loop's turns which served none.
    package var streamingCPUSeconds: Double?
    package var nonStreamingCPUSeconds: Double?
    package var sharedCPUSeconds: Double?
    /// Processor time of the thread that writes the record.
    package var writerCPUSeconds = 0.0
    package var peakMemoryBytes: Int64 = 0
    package var peakStreams = 0
    /// Open loop: starts that had to wait for a free stream.
    package var delayedStarts = 0
    /// Open loop: starts that were not made because the server wanted to be left alone; absent where none.
    package var unsentStarts: Int?
    /// Open loop: starts that the plan's own limits held back until its end, and that were not made.
    package var overdueStarts: Int?
    /// Open loop: starts of a shard that were due before it had begun, and that were not made; absent where none.
    package var missedStarts: Int?
    package var heldBack = HeldBack()
    /// Kernel stamps refused because they lay in the future or before the request was sent.
    package var implausibleStamps = 0

    package init() {}
}

package struct Notice: Codable, Sendable, Equatable {
    package enum Kind: String, Codable, Sendable {
        case usageDowngrade = "usage_downgrade"
        /// The model wants the limit of tokens under this name.
        case maxCompletionTokens = "max_completion_tokens"
        /// The target does not have the planned model, and was asked for the one that it has.
        case modelTaken = "model_taken"
        case insecure
        case http2
        case fallbackStamps = "fallback_stamps"
        case streamLimit = "stream_limit"
        case recordFailure = "record_failure"
        /// The target does not stream, so the run went on with whole answers.
        case notAStream = "not_a_stream"
        /// What is unusual in the form of the answers.
        case answerForm = "answer_form"
        /// Why the run ended before its plan was through.
        case endedEarly = "ended_early"
        /// Rows of the record that whoever read it left out.
        case unreadableRows = "unreadable_rows"
        /// What a run that looks for limits takes, where that is not what was announced before it.
        case costCorrected = "cost_corrected"
        /// What a run does to the trace that it replays.
        case replay
        /// Prompts or answers are not as long as was asked for.
        case lengths
        /// Conversations that did not come to their end.
        case conversations
        /// The server's own metrics: none came, or late, or more than is kept.
        case serverMetrics = "server_metrics"
        case other
    }

    package var kind: Kind
    package var text: String

    package init(_ kind: Kind, _ text: String) {
        self.kind = kind
        self.text = text
    }
}
