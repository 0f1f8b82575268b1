internal import RunModel

/// The columns of requests.csv in their order: the one list that writing, reading and
/// docs/formats.md follow.
enum RequestColumns {
    static let all: [RequestColumn] = place + instants + ending + counts + server + derived

    static let header = all.map(\.name).joined(separator: ",")

    static func write(
        _ request: RequestRecord, clock: ClockAnchors, to buffer: inout RowBuffer
    ) {
        for index in all.indices {
            if index > 0 { buffer.append(UInt8(ascii: ",")) }
            all[index].write(request, clock, &buffer)
        }
        buffer.append(UInt8(ascii: "\n"))
    }

    private static let place: [RequestColumn] = [
        .number("request", \.request),
        .number("attempt", \.attempt, in: RecordBounds.places),
        .number("resends", \.resends),
        .number("pair", \.pair),
        .number("round", \.round, in: RecordBounds.places),
        .label("phase", \.phase),
        .label("mode", \.mode),
        .number("worker", \.worker, in: RecordBounds.places),
        .label("connection", \.connection),
        .text("class", \.requestClass).later,
        .label("probe", \.probe).later,
        .number("follows", \.follows).later,
        .number("session", \.session).later,
        .number("turn", \.turn).later,
        .label("beginning", \.beginning).later,
        .number("max_tokens", \.maxTokens).later,
        .number("target", \.target, in: RecordBounds.places).later,
        .text("api_key_end", \.apiKeyEnd).later,
    ]

    private static let instants: [RequestColumn] = [
        .instant("scheduled_ns", \.instants.scheduled),
        .instant("started_ns", \.instants.started),
        .instant("sent_ns", \.instants.sent),
        .utc("sent_utc", \.instants.sent),
        .instant("uploaded_ns", \.instants.uploaded).later,
        .instant("head_ns", \.instants.head),
        .instant("first_output_ns", \.instants.firstOutput),
        .instant("first_output_earliest_ns", \.instants.firstOutputEarliest).later,
        .instant("first_answer_ns", \.instants.firstAnswer),
        .instant("first_call_ns", \.instants.firstCall).later,
        .instant("last_call_ns", \.instants.lastCall).later,
        .instant("second_output_ns", \.instants.secondOutput),
        .instant("last_output_ns", \.instants.lastOutput),
        .instant("usage_ns", \.instants.usage),
        .instant("closed_ns", \.instants.closed),
        .span("resolve_ns", \.connectPhases.resolve),
        .span("connect_ns", \.connectPhases.connect),
        .span("tls_ns", \.connectPhases.tls),
    ]

    private static let ending: [RequestColumn] = [
        .label("outcome", \.outcome),
        .label("departure", \.departure).later,
        .span("leave_after_ns", \.leaveAfter).later,
        .number("status", \.status),
        .label("finish_reason", \.finishReason),
    ]

    private static let counts: [RequestColumn] = [
        .number("output_events", \.events.output),
        .number("reasoning_events", \.events.reasoning).later,
        .number("all_events", \.events.all),
        .number("keep_alives", \.events.keepAlives),
        .number("broken_events", \.events.broken),
        .number("coalesced_events", \.events.coalesced),
        .number("reads", \.events.reads),
        .number("unstamped_reads", \.events.unstampedReads),
        .number("uncertain_events", \.events.uncertain).later,
        .number("held_back_reads", \.events.heldBackReads).later,
        .flag("is_done", \.events.isDone),
        .flag("is_left_open", \.events.isLeftOpen).later,
        .flag("is_unfinished", \.events.isUnfinished).later,
        .flag("begins_with_tag", \.events.beginsWithTag).later,
        .flag("is_cumulative", \.events.isCumulative).later,
        .label("token_source", \.tokens.source),
        .number("prompt_tokens", \.tokens.prompt),
        .number("output_tokens", \.tokens.output),
        .number("reasoning_tokens", \.tokens.reasoning),
        .number("cached_tokens", \.tokens.cached).later,
        .number("first_event_tokens", \.tokens.first),
        .number("tool_calls", \.calls.all).later,
        .number("broken_tool_calls", \.calls.broken).later,
        .span("tool_call_held_ns", \.calls.held).later,
        .numbers("tool_call_held_events", \.calls.heldEvents).later,
        .text("prompt_digest", \.promptDigest).later,
        .text("answer_digest", \.answerDigest).later,
        .flag("is_expected", \.isExpected).later,
        .number("request_bytes", \.bytes.request),
        .number("media_bytes", \.bytes.media).later,
        .number("head_bytes", \.bytes.head),
        .number("body_bytes", \.bytes.body),
        .number("encoded_body_bytes", \.bytes.encodedBody),
        .number("output_bytes", \.bytes.output),
        .number("wire_sent_bytes", \.wireSent),
        .number("wire_received_bytes", \.wireReceived),
        .number("wire_sent_segments", \.wireSegmentsSent),
        .number("wire_received_segments", \.wireSegmentsReceived),
        .number("out_of_order_segments", \.way.outOfOrderSegments).later,
        .number("holes", \.way.holes).later,
        .number("resent_segments", \.way.resentSegments).later,
        .span("round_trip_ns", \.way.roundTrip).later,
        .span("least_round_trip_ns", \.way.leastRoundTrip).later,
        .span("max_gap_ns", \.maxGap),
        .number("max_gap_event", \.maxGapEvent),
        .span("max_gap_least_ns", \.maxGapLeast).later,
        .span("max_gap_most_ns", \.maxGapMost).later,
        .label("max_gap_end", \.maxGapEnd).later,
        .span("max_read_delay_ns", \.maxReadDelay),
    ]

    private static let server: [RequestColumn] = [
        .text("server_request_id", \.serverRequestID).later,
        .instant("server_received_ns", \.serverReceived),
        .instant("server_first_output_ns", \.serverFirstOutput),
        .span("retry_after_ns", \.limits.retryAfter),
        .number("limit_requests", \.limits.requests.limit, in: RecordBounds.limits),
        .number("remaining_requests", \.limits.requests.remaining, in: RecordBounds.limits),
        .span("reset_requests_ns", \.limits.requests.reset),
        .number("limit_tokens", \.limits.tokens.limit, in: RecordBounds.limits),
        .number("remaining_tokens", \.limits.tokens.remaining, in: RecordBounds.limits),
        .span("reset_tokens_ns", \.limits.tokens.reset),
        .waits("told_waits", \.limits.waits).later,
        .number(
            "limit_requests_day", \.limits.requestsDay.limit, in: RecordBounds.limits
        ).later,
        .number(
            "remaining_requests_day", \.limits.requestsDay.remaining, in: RecordBounds.limits
        ).later,
        .span("reset_requests_day_ns", \.limits.requestsDay.reset).later,
        .text("unreadable_limits", \.limits.unreadable).later,
        .flag("is_error_object", \.isErrorObject).later,
        .text("error_type", \.errorType).later,
        .text("error_code", \.errorCode).later,
        .text("message", \.message),
    ]

    /// By the formulas of `RequestRecord`, which the summary's are too.
    private static let derived: [RequestColumn] = [
        .derived("ttft_ms", \.timeToFirstToken),
        .derived("ttft_sched_ms", \.timeToFirstTokenScheduled),
        .derived("e2e_ms", \.endToEnd),
        .derived("tpot_ms", \.timePerOutputToken),
    ]
}

/// Ground truth with neither of its instants is the same as none: both are two empty cells.
extension RequestRecord {
    fileprivate var serverReceived: MonotonicInstant? {
        get { groundTruth?.received }
        set { if let newValue { tellTruth { $0.received = newValue } } }
    }

    fileprivate var serverFirstOutput: MonotonicInstant? {
        get { groundTruth?.firstOutputSent }
        set { if let newValue { tellTruth { $0.firstOutputSent = newValue } } }
    }

    private mutating func tellTruth(_ change: (inout GroundTruth) -> Void) {
        var truth = groundTruth ?? GroundTruth()
        change(&truth)
        groundTruth = truth
    }
}

/// The connection's counts are there together or not at all.
extension RequestRecord {
    fileprivate var wireSent: Int? {
        get { bytes.wire?.sent }
        set { if let newValue { countWire { $0.sent = newValue } } }
    }

    fileprivate var wireReceived: Int? {
        get { bytes.wire?.received }
        set { if let newValue { countWire { $0.received = newValue } } }
    }

    fileprivate var wireSegmentsSent: Int? {
        get { bytes.wire?.segmentsSent }
        set { if let newValue { countWire { $0.segmentsSent = newValue } } }
    }

    fileprivate var wireSegmentsReceived: Int? {
        get { bytes.wire?.segmentsReceived }
        set { if let newValue { countWire { $0.segmentsReceived = newValue } } }
    }

    private mutating func countWire(_ change: (inout WireBytes) -> Void) {
        var wire =
            bytes.wire
            ?? WireBytes(sent: 0, received: 0, segmentsSent: 0, segmentsReceived: 0)
        change(&wire)
        bytes.wire = wire
    }
}

/// An error object may name neither its type nor its code.
extension RequestRecord {
    fileprivate var isErrorObject: Bool {
        get { error != nil }
        set { if newValue { error = error ?? ServerError() } }
    }

    fileprivate var errorType: String? {
        get { error?.type }
        set { if let newValue { tellError { $0.type = newValue } } }
    }

    fileprivate var errorCode: String? {
        get { error?.code }
        set { if let newValue { tellError { $0.code = newValue } } }
    }

    private mutating func tellError(_ change: (inout ServerError) -> Void) {
        var told = error ?? ServerError()
        change(&told)
        error = told
    }
}

/// A word and no truth value, which readers of tables know of whole columns only.
private enum GapEnd: String {
    case inOrder = "in_order"
    case heldBack = "held_back"
}

extension RequestRecord {
    fileprivate var maxGapEnd: GapEnd? {
        get { isMaxGapHeldBack.map { $0 ? .heldBack : .inOrder } }
        set { isMaxGapHeldBack = newValue.map { $0 == .heldBack } }
    }
}
