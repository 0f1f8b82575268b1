/// Everything measured about one request: a line of requests.csv.
///
/// Instants that did not happen are absent, never zero.
package struct RequestRecord: Sendable, Equatable {
    /// The position in the schedule; unique in a run, warm-up included.
    package var request: Int
    /// 1, or more where the request was sent again; each attempt has its own record.
    package var attempt = 1
    /// Times the request was sent once more, because the server had closed the kept-alive
    /// connection. `sent` is the first time; the server may have seen each.
    package var resends = 0
    /// Which of the run's targets it went to.
    package var target = 0
    /// The end of the key that it bore, which tells keys apart and is none.
    package var apiKeyEnd: String?
    /// Which pair of a streamed and a whole answer to one prompt it belongs to: the number of the pair's
    /// first request. Absent where only one mode was asked for.
    package var pair: Int?
    package var round: Int
    package var phase: Phase
    package var mode: ResponseMode
    /// Of a mix: the class, by its name.
    package var requestClass: String?
    package var worker: Int
    /// How the connection was had; absent when there was none.
    package var connection: ConnectionKind?

    package var instants = RequestInstants()
    /// Lengths of the connection's own phases; all absent on a warm connection.
    package var connectPhases = ConnectPhases()

    package var outcome: Outcome = .generator
    /// The HTTP status, absent when no head came.
    package var status: Int?
    package var finishReason: FinishReason?

    package var events = EventCounts()
    package var tokens = TokenCounts()
    package var bytes = ByteCounts()
    package var calls = CallCounts()

    /// The longest gap between two output events, and the index of the event that ended it.
    package var maxGap: Duration?
    package var maxGapEvent: Int?
    /// What it can have been, where that differs by more than the larger of 1 ms and 2 %.
    package var maxGapLeast: Duration?
    package var maxGapMost: Duration?
    /// Whether that event could be read only when a segment before it had come, so that the way made the gap, or a part of
    /// it; absent in records of before.
    package var isMaxGapHeldBack: Bool?
    /// The largest time between a chunk's arrival in the kernel and our reading it.
    package var maxReadDelay: Duration?

    package var way = NetworkWay()
    package var groundTruth: GroundTruth?
    package var limits = LimitHeaders()
    /// What a limits run sent it for.
    package var probe: ProbeStep?
    /// The request whose end or promise it was sent to test.
    package var follows: Int?
    /// The conversation that it belongs to, and its place there, both from 0; absent outside of any.
    package var session: Int?
    package var turn: Int?
    /// Present where its conversation has a twin: that of session s is s + 1 where s is even, else s - 1.
    package var beginning: PromptBeginning?
    /// The `max_tokens` that it asked for.
    package var maxTokens: Int?
    /// How we left it, where we did so on purpose.
    package var departure: Departure?
    /// How long after it was due its reader leaves, whether or not the answer was whole by then.
    package var leaveAfter: Duration?

    /// Tells the question, and the answer, from others: 16 hexadecimal digits. Where answers are held against something.
    package var promptDigest: String?
    package var answerDigest: String?
    /// Whether a whole answer is what was expected; absent where nothing was, or nobody knows.
    package var isExpected: Bool?

    /// What the server calls it (`x-request-id`), by which its operator finds it.
    package var serverRequestID: String?
    /// Present where the server sent an error object of OpenAI's form.
    package var error: ServerError?

    /// The text of the visible answer. Kept while a run is measured, where its plan `keepsAnswers`, and in no record.
    package var answer: String?

    /// What the server, libcurl or the system said about a failure: one line, at most 300 bytes, keys masked.
    package var message: String?

    package init(
        request: Int, round: Int, phase: Phase, mode: ResponseMode, worker: Int
    ) {
        self.request = request
        self.round = round
        self.phase = phase
        self.mode = mode
        self.worker = worker
    }
}

/// The part of a run a request belongs to. Only `measured` enters the numbers.
package enum Phase: String, Codable, Sendable, CaseIterable {
    case warmup
    case ramp
    /// Refused for a field that we asked for, and sent again without it.
    case negotiation
    case measured
}

package enum ResponseMode: String, Codable, Sendable, CaseIterable {
    case streaming
    case nonStreaming = "non_streaming"
}

package enum ConnectionKind: String, Codable, Sendable, CaseIterable {
    /// A new connection was opened for this request.
    case cold
    /// A kept-alive connection was used again.
    case warm
}

/// Why the server says that the answer ended, in its own word.
package struct FinishReason: RawRepresentable, Codable, Sendable, Hashable, Comparable {
    package let rawValue: String

    package static let mostBytes = 40

    /// Of a longer name the beginning; what is neither a letter, a digit nor one of `_-.:/` becomes `_`.
    package init(rawValue: String) {
        let known = Set("_-.:/".utf8)
        let bytes = rawValue.utf8.prefix(Self.mostBytes).map { byte in
            let isLetter = (0x61...0x7A).contains(byte | 0x20)
            let isDigit = (0x30...0x39).contains(byte)
            return isLetter || isDigit || known.contains(byte) ? byte : UInt8(ascii: "_")
        }
        self.rawValue = String(decoding: bytes, as: UTF8.self)
    }

    package static let stop = FinishReason(rawValue: "stop")
    package static let length = FinishReason(rawValue: "length")
    package static let toolCalls = FinishReason(rawValue: "tool_calls")
    package static let contentFilter = FinishReason(rawValue: "content_filter")

    /// Whether it is one of an API's own.
    package var isUsual: Bool {
        [.stop, .length, .toolCalls, .contentFilter].contains(self)
            || Self.others.contains(rawValue)
    }

    /// Whether a limit of tokens ended the answer.
    package var isLength: Bool {
        [
            "length", "max_tokens", "max_output_tokens", "incomplete",
            "model_context_window_exceeded",
        ].contains(rawValue)
    }

    /// Of Responses and Messages.
    private static let others: Set = [
        "completed", "incomplete", "max_output_tokens", "end_turn", "max_tokens", "stop_sequence",
        "tool_use", "refusal", "pause_turn", "model_context_window_exceeded",
    ]

    package static func < (left: Self, right: Self) -> Bool { left.rawValue < right.rawValue }
}

/// The instants of docs/metrics.md, all on CLOCK_MONOTONIC.
package struct RequestInstants: Sendable, Equatable {
    /// `s`: when the schedule wanted it sent.
    package var scheduled = MonotonicInstant(nanoseconds: 0)
    /// When it was handed to the transport.
    package var started: MonotonicInstant?
    /// `w`: the connection was ready and the request about to be written.
    package var sent: MonotonicInstant?
    /// When its last byte was handed to the kernel. Absent over HTTP/2, and where the answer came first.
    package var uploaded: MonotonicInstant?
    /// `h`: the response head was complete.
    package var head: MonotonicInstant?
    /// `e1`: the first output event.
    package var firstOutput: MonotonicInstant?
    /// When the first output event came at the earliest, where `firstOutput` is only the latest; absent where
    /// that is exact.
    package var firstOutputEarliest: MonotonicInstant?
    /// `a1`: the first event with visible answer text.
    package var firstAnswer: MonotonicInstant?
    /// `c1`: the first event of a tool call; streams alone.
    package var firstCall: MonotonicInstant?
    /// `cK`: the last one, with which the arguments are complete.
    package var lastCall: MonotonicInstant?
    /// `e2`: the second output event.
    package var secondOutput: MonotonicInstant?
    /// `eK`: the last output event.
    package var lastOutput: MonotonicInstant?
    /// `u`: the usage event.
    package var usage: MonotonicInstant?
    /// `z`: the end of the body, or of the attempt.
    package var closed: MonotonicInstant?

    package init() {}
}

package struct ConnectPhases: Sendable, Equatable {
    package var resolve: Duration?
    package var connect: Duration?
    package var tls: Duration?

    package init() {}
}

package struct EventCounts: Sendable, Equatable {
    /// Output events (docs/metrics.md); 1 for a non-streaming answer with output.
    package var output = 0
    /// Those of them that carried reasoning; absent in records of before.
    package var reasoning: Int?
    /// All events that carried data, `[DONE]` included.
    package var all = 0
    /// Comments, which servers send to keep a connection alive.
    package var keepAlives = 0
    /// Events whose data was not JSON.
    package var broken = 0
    /// Whether the stream ended inside an event, which counts no output; what it said of the end is taken.
    package var isUnfinished = false
    /// Whether the visible answer begins with a tag such as `<think>`, so that its beginning is reasoning.
    package var beginsWithTag = false
    /// Whether each delta held the whole text so far. Those that added nothing are no output events.
    package var isCumulative = false
    /// Output events that shared their read with another output event.
    package var coalesced = 0
    /// Reads that brought output events.
    package var reads = 0
    /// Those whose arrival is not known, so that the time of reading stands for it.
    package var unstampedReads = 0
    /// Output events known to an interval only: their read held something after them, had no stamp, or waited
    /// behind a lost segment.
    package var uncertain = 0
    /// Reads that waited in the kernel behind a segment that was missing.
    package var heldBackReads = 0
    /// Whether `[DONE]` came.
    package var isDone = false
    /// Whether the server kept the answer open after it, so that we left.
    package var isLeftOpen = false

    package init() {}
}

package struct TokenCounts: Sendable, Equatable {
    package var source: TokenSource = .none
    package var prompt: Int?
    /// Reasoning tokens included.
    package var output: Int?
    package var reasoning: Int?
    /// Of the prompt's, those that the server's cache gave.
    package var cached: Int?
    /// Tokens of the first output event, where the server counts per event.
    package var first: Int?
    /// Whether the server's total is more than prompt and output. Told while a run is measured; no record keeps it.
    package var areMoreInTotal = false

    package init() {}
}

/// Where the token counts came from.
package enum TokenSource: String, Codable, Sendable, CaseIterable {
    /// The server's `usage` object.
    case usage
    /// No usage came; only events were counted.
    case events
    case none
}

package struct ByteCounts: Sendable, Equatable {
    package var request = 0
    /// Of pictures, sound or a file in it, before they were written as text; absent where there is none.
    package var media: Int?
    /// Of the request without its media, which stands in it as base64 (RFC 4648): four bytes for three.
    package var text: Int { max(0, request - ((media ?? 0) + 2) / 3 * 4) }
    package var head = 0
    /// Decoded, where the answer was compressed.
    package var body = 0
    /// The body as it came, where it was compressed.
    package var encodedBody: Int?
    /// Bytes of the output text itself, as they stand in the JSON.
    package var output = 0
    /// What the connection carried for this request alone; absent over HTTP/2, on Unix sockets, and where
    /// the connection was gone before it could be asked.
    package var wire: WireBytes?

    package init() {}
}

/// How the way to the server was while a request was under way, by the kernel's account of its connection
/// (TCP_INFO). Absent where the kernel does not tell.
package struct NetworkWay: Sendable, Equatable {
    /// Segments that came before an earlier one, and could not be read until that one came.
    package var outOfOrderSegments: Int?
    /// Times at which what had come before an earlier segment could be read, since that one came: as many segments were
    /// lost, or overtaken, at the least. Absent in records of before.
    package var holes: Int?
    /// What we had to send again.
    package var resentSegments: Int?
    /// Smoothed, of what we send until it is acknowledged, and the least.
    package var roundTrip: Duration?
    package var leastRoundTrip: Duration?

    package init() {}
}

/// The kernel's counts of one connection (TCP_INFO) from *sent* to the end of the answer.
///
/// Bytes are those of the TCP stream: heads, framing and TLS records are in them, TCP and IP headers are
/// not; those are some 52 bytes a segment.
package struct WireBytes: Sendable, Equatable {
    package var sent: Int
    package var received: Int
    package var segmentsSent: Int
    package var segmentsReceived: Int

    package init(sent: Int, received: Int, segmentsSent: Int, segmentsReceived: Int) {
        self.sent = sent
        self.received = received
        self.segmentsSent = segmentsSent
        self.segmentsReceived = segmentsReceived
    }
}

/// What the server said it really did (the emulator's comments, docs/formats.md).
package struct GroundTruth: Sendable, Equatable {
    package var received: MonotonicInstant?
    /// Just before the first output event was written.
    package var firstOutputSent: MonotonicInstant?

    package init() {}
}
