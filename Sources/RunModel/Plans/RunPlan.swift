/// Everything that decides what a run sends and how it measures. The manifest
/// and `--print-plan` hold it without its secrets, `streamgauge run plan.yaml` reads it.
///
/// A missing key of a plan file takes the default that stands here.
package struct RunPlan: Codable, Sendable, Equatable {
    package var name = "run"
    /// Every random choice but those of `load.arrivalSeed` follows from it: what is asked is the same in every
    /// repeat.
    package var seed: UInt64 = 1
    package var target = TargetPlan()
    package var request = RequestPlan()
    package var load = LoadPlan()
    package var timeouts = TimeoutPlan()
    package var connection = ConnectionPlan()
    package var record = RecordPlan()
    package var display = DisplayPlan()
    /// Tiers of the user's own, which `--tier` can name beside the documented ones.
    package var tiers: [TierPlan] = []
    /// By what it is compared; absent for the usual.
    package var judging: JudgingPlan?
    /// Present where the run verifies limits; `load` then only bounds it.
    package var limits: LimitsPlan?
    /// Present where the run measures two sides in blocks.
    package var against: AgainstPlan?
    /// What tokens cost; absent where nobody says.
    package var price: PricePlan?
    /// Conversations as the unit of the load. Absent: requests are.
    package var conversations: ConversationPlan?

    package init() {}

    /// Whether something of the plan asks for the text of answers.
    package var keepsAnswers: Bool { request.quality != nil }

    /// Rounds that the load can be cut into so that each says something: ten where each has twenty requests of a
    /// mode, else six.
    package var carriedRounds: Int {
        guard let planned = load.requests else { return 10 }
        return planned / request.modes.requestsInGroup >= 200 ? 10 : 6
    }

    /// Measured requests that will be sent: whole pairs where both modes are asked for. Nil where time
    /// ends the run.
    package var plannedRequests: Int? { plannedRequests(of: Shard()) }

    /// Those of one shard.
    package func plannedRequests(of shard: Shard) -> Int? {
        let group = conversations?.isPaired == true ? 2 : request.modes.requestsInGroup
        let warmup = ((load.warmupRequests ?? 0) + group - 1) / group
        return load.requests.map {
            (shard.part(of: warmup + ($0 + group - 1) / group) - shard.part(of: warmup)) * group
        }
    }
}

/// Whom to ask: an address, or the embedded emulator.
package struct TargetPlan: Codable, Sendable, Equatable {
    /// Up to and including the version, such as `https://api.example.com/v1`.
    package var baseURL: String?
    /// Front ends of the same API beside it, which take turns with it. Absent: none.
    package var otherBaseURLs: [String]?
    /// Whether the embedded emulator is asked, so that no variable of the environment names another. Absent where
    /// an address is asked, and in plans of before.
    package var isEmulated: Bool?
    /// Absent: the provider's, or chat.
    package var api: APIName?
    /// Whose defaults hold. Absent: nobody's.
    package var provider: Provider?
    package var unixSocket: String?
    package var emulator = EmulatorPlan()

    package init() {}
}

/// How the emulator behaves. Distributions are texts such as `200`, `150..300` or `normal(200,40)`,
/// in the unit of the key's name.
package struct EmulatorPlan: Codable, Sendable, Equatable {
    /// Milliseconds from the request's receipt to the first content chunk.
    package var timeToFirstTokenMilliseconds = "normal(200,20)"
    /// Milliseconds from one token to the next; a chunk of n tokens comes after n of them.
    package var gapMilliseconds = "normal(30,6)"
    /// Output tokens of an answer, where the request does not bound them lower.
    package var outputTokens = "normal(90,15)"
    /// Tokens a chunk: `individual`, `adaptive`, or a number.
    package var batching = "individual"
    package var seed: UInt64 = 1
    /// Whether it writes its own times as comments into every stream.
    package var tellsTruth = true
    /// What goes wrong in a share of the requests: a kind of docs/emulator.md.
    package var fault: String?
    package var faultShare = 1.0
    /// An engine that all answers share, with its capacity: `KEY=VALUE,…` of docs/emulator.md. Absent: each answer
    /// has its own times, whatever the load.
    package var engine: String?
    /// The folder of a run whose answers are given again. Absent: answers are as the distributions say.
    package var like: String?
    /// How prompts are counted: `words=1.3,template=11` of docs/emulator.md. Absent: a token a word.
    package var tokenizer: String?

    package init() {}
}

package struct RequestPlan: Codable, Sendable, Equatable {
    package var model = "gpt-4o-mini"
    package var modes: ModeChoice = .both
    /// One prompt for every request.
    package var prompt: String?
    /// A file of prompts, taken in turn.
    package var promptsFile: String?
    /// Its form. Absent: as it looks.
    package var promptsFormat: PromptsFormat?
    /// Rows of it with longer prompts are left out. Absent: none are.
    package var maxPromptTokens: Int?
    /// Whether a probe learns how many words a token is. Absent: where a file says lengths.
    package var exactInput: Bool?
    /// Whether answers are to be as long as asked for, as far as the server can be told so. Absent: no.
    package var exactOutput: Bool?
    /// Words of a synthetic prompt: a distribution.
    package var inputTokens = "50..150"
    /// Texts with which prompts begin. Absent: each begins unlike all others.
    package var prefix: PrefixPlan?
    /// Tokens asked for with `max_tokens`: a distribution. Absent: the server decides.
    package var outputTokens: String?
    package var maxTokens: Int?
    package var temperature: Double?
    /// Extra header lines, `Name: value`. Never a key: that comes from the environment or a file.
    package var headers: [String] = []
    /// Headers whose values are secrets: `NAME`, `NAME=VARIABLE` or `NAME=@FILE`. Absent: none.
    package var secretHeaders: [String]?
    /// The header in which the server names each request. Absent: `x-request-id`.
    package var requestIdHeader: String?
    /// The header that names a request's conversation, so that a router can keep it on one replica. Absent: none.
    package var sessionHeader: String?
    /// A JSON object merged into the body last.
    package var body: String?
    /// Whether `stream_options.include_usage` is asked for.
    package var asksForUsage = true
    /// A JSON list of tools that the model may call. Absent: none.
    package var toolsFile: String?
    /// `auto`, `none`, `required` or a tool's name. Absent: the server decides.
    package var toolChoice: String?
    /// Whether thinking that stands in the answer between tags such as `<think>` is told from it. Absent: no.
    package var thinkTags: Bool?
    /// An output limit of our own: the stream is ended after so many output events (outcome `capped`).
    package var capEvents: Int?
    /// Classes of requests among the others. Absent: all are alike.
    package var mix: [RequestClassPlan]?
    /// Readers who leave. Absent: all stay.
    package var abandon: AbandonPlan?
    /// What answers must be. Absent: nobody looks.
    package var quality: QualityPlan?
    /// What goes along with the text. Absent: nothing.
    package var media: MediaPlan?

    package init() {}
}

/// How answers are asked for: as streams, whole, or each prompt once so and once so.
package enum ModeChoice: String, Codable, Sendable, CaseIterable {
    case both
    case streaming
    case nonStreaming = "non_streaming"

    /// As people write it too: `non-streaming`.
    package init?(typed word: String) { self.init(rawValue: word.replacing("-", with: "_")) }

    package init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        guard let choice = ModeChoice(typed: try container.decode(String.self)) else {
            throw DecodingError.dataCorruptedError(
                in: container, debugDescription: "there is no such choice of modes")
        }
        self = choice
    }

    package var modes: [ResponseMode] {
        switch self {
        case .both: [.streaming, .nonStreaming]
        case .streaming: [.streaming]
        case .nonStreaming: [.nonStreaming]
        }
    }

    /// Requests that belong together: one of each mode.
    package var requestsInGroup: Int { modes.count }
}

package struct LoadPlan: Codable, Sendable, Equatable {
    /// Closed loop: streams kept open at a time. Ignored when `rate` is set.
    package var concurrency = 4
    /// Open loop: requests a second, whatever the server does.
    package var rate: Double?
    package var arrival: ArrivalKind = .poisson
    /// The shape of gamma arrivals: 1 is Poisson, below 1 burstier, above 1 calmer.
    package var burstiness = 1.0
    /// Arrivals and the order within pairs follow from it. Absent: each run draws its own, so that repeats do not
    /// all meet the same luck; its record has it.
    package var arrivalSeed: UInt64?
    /// Measured requests to send.
    package var requests: Int?
    /// How long to start requests.
    package var duration: TimeSpan?
    /// Requests before measuring.
    package var warmupRequests: Int?
    /// Time before measuring.
    package var warmupDuration: TimeSpan?
    /// Time over which concurrency or rate rises to its full value.
    package var ramp: TimeSpan?
    /// Fewer than six cannot be compared with those of another run.
    package var rounds = 6
    /// What a request must meet to count as good; absent where nothing is asked, and in plans of earlier
    /// versions.
    package var objectives: Objectives?
    /// Open loop: the rows of the prompts file are sent at its own times. Absent: they are no schedule.
    package var replay: ReplayPlan?
    /// Nothing more starts once the run has cost so much, in the price's currency. Absent: no bound.
    package var maxCost: Double?
    /// The same for tokens of prompts and answers together.
    package var maxTotalTokens: Int?
    /// Open loop: the most streams in flight. Absent: what descriptors allow.
    package var maxStreams: Int?
    /// The tier to stay within.
    package var tier: TierPlan?
    /// Threads. Absent: one a core up to what the load needs.
    package var workers: Int?
    /// The longest pause of a server's that the run waits for; beyond it the run ends. Absent: 5 minutes.
    package var maxPause: TimeSpan?
    /// What unfinished events and whole answers of all streams may take together. Absent: 1 GiB.
    package var maxMemory: ByteCount?
    /// Whether the run goes on when its first requests all fail alike.
    package var keepsGoing: Bool?

    package init() {}

    package var longestPause: Duration { maxPause?.duration ?? .seconds(300) }

    package var memoryLimit: ByteCount { maxMemory ?? ByteCount(bytes: 1 << 30) }

    package var isOpenLoop: Bool { rate != nil || replay != nil }
}

package enum ArrivalKind: String, Codable, Sendable, CaseIterable {
    case constant
    case poisson
    case gamma
}

package struct TimeoutPlan: Codable, Sendable, Equatable {
    package var connect = TimeSpan(.seconds(10))
    /// From *sent* to the response head.
    package var firstByte = TimeSpan(.seconds(60))
    /// From *sent* to the first output event.
    package var firstToken = TimeSpan(.seconds(120))
    /// Between output events.
    package var gap = TimeSpan(.seconds(60))
    /// From the start to the end of the body.
    package var total = TimeSpan(.seconds(600))

    package init() {}
}

package struct ConnectionPlan: Codable, Sendable, Equatable {
    /// A new connection for every request, instead of keep-alive.
    package var isFresh = false
    package var usesHTTP2 = false
    package var caFile: String?
    package var isInsecure = false
    /// Whether the server may compress its answers.
    package var asksForCompression = false
    /// The local address that connections come from. Absent: the system's choice.
    package var sourceAddress: String?
    /// Further ones, which take turns with it. Absent: none.
    package var otherSourceAddresses: [String]?

    package init() {}
}

/// The display that perceived speed is computed for.
package struct DisplayPlan: Codable, Sendable, Equatable {
    /// What it shows a second. The default is a person's silent reading: 238 words a minute (Brysbaert,
    /// "How many words do we read per minute?", 2019) at four tokens for three words.
    package var tokensPerSecond = 5.3

    package init() {}
}

package struct RecordPlan: Codable, Sendable, Equatable {
    /// The folder that holds the runs' folders.
    package var folder = "reports"
    package var chunks: ChunkPolicy = .all
    /// Rows of chunks.csv after which only whole requests drawn at random are kept.
    package var chunkRowLimit = 5_000_000
    /// Whether the energy that this machine takes is told. Absent: no.
    package var energy: Bool?
    /// Whether small requests measure the way while the run goes on. Absent: no.
    package var networkProbe: Bool?
    /// Addresses of the server's own metrics, read through the run; a path is taken at the target's origin. Absent: none.
    package var serverMetrics: [String]?
    /// How often each is read. Absent: once a second.
    package var serverMetricsEvery: TimeSpan?

    package init() {}

    /// From the due time of a look at the server's metrics to that of the next.
    package var serverMetricsPeriod: Duration { serverMetricsEvery?.duration ?? .seconds(1) }
}

package enum ChunkPolicy: String, Codable, Sendable, CaseIterable {
    case all
    case sample
    case none
}
