internal import Analysis
internal import RunModel

/// The words of the terminal and of the page: one wording for both.
enum Wording {
    /// The names of docs/metrics.md as a table writes them.
    static func name(_ metric: MetricName) -> String {
        names[metric.rawValue] ?? metric.rawValue
    }

    private static let names: [String: String] = [
        "ttfb": "TTFB", "ttft": "TTFT", "ttft_sched": "TTFT scheduled", "ttfa": "TTFA",
        "first_gap": "first gap", "icl": "ICL", "itl": "ITL", "max_gap": "max gap",
        "tpot": "TPOT", "e2e": "E2E", "e2e_sched": "E2E scheduled", "close": "close",
        "connect": "connect", "connect_resolve": "resolve", "connect_tcp": "TCP",
        "connect_tls": "TLS", "smooth_buffer": "smooth buffer", "output_speed": "output speed",
        "e2e_speed": "E2E speed", "read_delay": "read delay", "schedule_lag": "schedule lag",
        "start_lag": "start lag", "stamp_error": "stamp error", "round_trip": "round trip",
        "ttft_without_way": "TTFT without the way", "network_probe": "small request",
        "request_delivery": "request delivery", "smooth_start": "smooth start",
        "tokens_per_event": "tokens per event", "events_per_burst": "events per burst",
    ]

    /// What a rate or a share is called where it stands alone.
    static func headline(_ metric: MetricName) -> String {
        switch metric {
        case .tokenThroughput: "tokens/s"
        case .eventThroughput: "events/s"
        case .requestThroughput: "requests/s"
        case .failures: "failed"
        default: name(metric)
        }
    }

    /// What a column or a tile of one number is called: `TTFT p50`, `tokens/s`.
    static func label(_ metric: MetricName, _ statistic: Statistic) -> String {
        statistic.quantile == nil
            ? headline(metric) : "\(name(metric)) \(statistic.rawValue)"
    }

    static func label(_ number: Estimate) -> String { label(number.metric, number.statistic) }

    static func label(_ quantity: RoundQuantity) -> String {
        label(quantity.metric, quantity.statistic)
    }

    /// Why a number has no value; a table has room for no more.
    static func absence(_ number: Estimate) -> String {
        if number.note.contains(SummaryNote.tooShortForRate) { return "too short for a rate" }
        return number.note.contains(SummaryNote.tooFew) ? SummaryNote.tooFew : number.note
    }

    /// Below a number: its interval, or that the run was too short for one.
    static func interval(_ number: Estimate) -> String {
        if number.note.contains(SummaryNote.tooShortForInterval) {
            return SummaryNote.tooShortForInterval
        }
        return QuantityFormat.interval(number) ?? ""
    }

    /// `31.2 s, after 2.9 s in which the system filled`.
    static func window(_ window: MeasuredWindow) -> String {
        QuantityFormat.quantity(window.seconds, .seconds)
            + (window.fillSeconds.map {
                ", after \(QuantityFormat.quantity($0, .seconds)) in which the system filled"
            } ?? "")
    }

    /// A percentile in which failures are infinitely slow.
    static func adjusted(_ number: Estimate) -> String {
        if let value = number.value { return QuantityFormat.latency(milliseconds: value) }
        return number.note.contains(SummaryNote.infinite) ? "∞" : SummaryNote.tooFew
    }

    static func mode(_ mode: ResponseMode) -> String {
        switch mode {
        case .streaming: "streaming"
        case .nonStreaming: "non-streaming"
        }
    }

    static func verdict(_ verdict: Verdict) -> String {
        switch verdict {
        case .trustworthy: "trustworthy"
        case .withCare: "with care"
        case .notTrustworthy: "not trustworthy"
        }
    }

    /// `open loop, 40 requests/s, poisson` or `closed loop, 10 streams`.
    ///
    /// Where both modes are asked for they share the load, and the rates of each are of its part.
    static func load(_ plan: RunPlan) -> String {
        let shared =
            plan.request.modes == .both && plan.limits == nil ? " shared by both modes" : ""
        if let replay = plan.load.replay {
            let speed =
                replay.factor == 1 ? "" : ", \(QuantityFormat.tick(replay.factor)) times as fast"
            return "open loop, as a trace has it\(speed)"
        }
        if let conversations = plan.conversations { return load(plan, conversations) }
        guard let rate = plan.load.rate else {
            return "closed loop, " + plural(plan.load.concurrency, "stream") + shared
        }
        return "open loop, \(QuantityFormat.tick(rate)) requests/s\(shared), "
            + plan.load.arrival.rawValue
    }

    /// `closed loop, 8 users, conversations of 1..6 turns`.
    private static func load(_ plan: RunPlan, _ conversations: ConversationPlan) -> String {
        let turns =
            "conversations of \(conversations.turns) turn\(conversations.turns == "1" ? "" : "s")"
        guard let rate = plan.load.rate else {
            return "closed loop, \(plural(plan.load.concurrency, "user")), \(turns)"
        }
        return
            "open loop, \(QuantityFormat.tick(rate)) conversations/s, \(plan.load.arrival.rawValue), \(turns)"
    }

    static func plural(_ count: Int, _ noun: String) -> String {
        "\(QuantityFormat.count(count)) \(noun)\(count == 1 ? "" : "s")"
    }

    /// One sentence: on whose account, what was looked at, how it stood, and what it means for the numbers.
    static func sentence(_ check: ValidityCheck, in summary: RunSummary) -> String {
        // Where there is one mode only, streams go without saying.
        let isNamed = check.mode == .nonStreaming || summary.modes.count > 1
        return sentence(check, ending: summary.manifest.ending, isModeNamed: isNamed)
            + pause(behind: check, summary.manifest.client.heldBack)
    }

    /// The same of a run whose summary is not at hand.
    static func sentence(_ check: ValidityCheck, ending: RunEnding, isModeNamed: Bool) -> String {
        let mode = isModeNamed ? check.mode.map { " (\(Self.mode($0)))" } ?? "" : ""
        let sentence = fact(check, ending) + mode
        guard check.verdict != .trustworthy else { return sentence }
        return (check.cause.map { "\(name($0)): " } ?? "") + sentence + ": " + meaning(check)
    }

    private static func fact(_ check: ValidityCheck, _ ending: RunEnding) -> String {
        let value = QuantityFormat.quantity(check.value, check.unit)
        let limit = QuantityFormat.quantity(check.careLimit, check.unit)
        switch check.kind {
        case .ending: return "the run \(endingWords(ending))"
        case .samples: return "\(value) successful request\(check.value == 1 ? "" : "s")"
        case .shards: return "\(value) of the shards are missing"
        case .shardClocks:
            return "the shards' clocks are known to \(value) (limit \(limit))"
        case .shardDifference where check.verdict == .trustworthy:
            return "first tokens come alike to all shards"
        case .shardDifference:
            return "one shard sees \(QuantityFormat.quantity(abs(check.value), check.unit)) "
                + "\(check.value < 0 ? "less" : "more") TTFT than the others"
        case .planned: return "\(value) of the planned requests were measured"
        case .unreadableRows:
            return "\(plural(Int(check.value), "row")) of the record cannot be read"
        case .streams: return "\(value) of \(limit) streams were open at a time"
        case .delayedStarts: return "\(value) of the starts waited for a free stream"
        case .replayLag:
            return "the trace was sent up to \(value) behind its times (p99, limit \(limit))"
        case .startLag: return "requests started up to \(value) late (p99, limit \(limit))"
        case .stamps: return "\(value) of the reads had no kernel time stamp"
        case .implausibleStamps: return "\(value) of the kernel stamps were refused"
        case .coalescing: return "\(value) of the events shared a read (limit \(limit))"
        case .uncertainArrivals:
            return "\(value) of the samples have arrival times known only to an interval"
        case .lateness: return "this client's event loop ran \(value) late (p99, limit \(limit))"
        case .readDelay: return "read delay \(value) (p99, limit \(limit))"
        case .clientLoad: return "the workers computed \(value) of the time"
        case .stampError:
            return "chunks came \(value) after the server's own times of sending (p99)"
        case .failures: return "\(value) of the requests failed"
        case .brokenEvents: return "\(value) of the streams held events that are no JSON"
        case .cut: return "\(value) of the requests were cut by the end of the run"
        case .meanStreams: return "\(value) of the streams asked for were open on average"
        case .window where check.value == 0:
            return
                "all requests were started at once, so that there is no window for rates (two median answers: "
                + "\(limit))"
        case .window: return "rates are over a window of \(value) (two median answers: \(limit))"
        case .littlesLaw:
            return "open streams and rate x time in system differ by \(value) (limit \(limit))"
        case .overload:
            return "the target does \(QuantityFormat.digits(check.value))/s of "
                + "\(QuantityFormat.digits(check.careLimit))/s that are sent"
        case .trend, .step, .pause: return change(check)
        case .pairs: return "\(value) of the pairs are complete"
        case .otherUsers where check.verdict == .trustworthy:
            return "the server's own metrics show no requests but ours"
        case .otherUsers:
            return
                "others use the server: up to \(value) requests more than ours were there at once, first seen"
                + at(check)
        case .preemptions where check.value == 0: return "no request lost its place in the batch"
        case .preemptions:
            return "\(value) requests lost their place in the server's batch (preemptions)"
                + (check.atSeconds == nil ? "" : ", first" + at(check))
        case .calibration where check.verdict == .trustworthy:
            return "the load was no more than this machine was calibrated for"
        case .calibration:
            return "the load was \(value) times what this machine was calibrated for"
        }
    }

    private static func at(_ check: ValidityCheck) -> String {
        guard let at = check.atSeconds else { return "" }
        return at < 0
            ? " before the first request" : " at " + QuantityFormat.quantity(at, .seconds)
    }

    /// What was not the same all the time, or that nothing was found.
    private static func change(_ check: ValidityCheck) -> String {
        let at = check.atSeconds.map { " at " + QuantityFormat.quantity($0, .seconds) } ?? ""
        let size = QuantityFormat.share(abs(check.value))
        let name = check.metric.map(headline) ?? ""
        switch (check.kind, check.verdict) {
        case (.trend, .trustworthy): return "no number rises or falls with the rounds"
        case (.trend, _):
            return "\(name) \(check.value < 0 ? "fell" : "rose") by \(size) over the rounds"
        case (.step, .trustworthy): return "no step in output, pace or TTFT"
        case (.step, _):
            return "\(name) \(check.value < 0 ? "fell" : "rose") by \(size) at once\(at)"
        case (_, .trustworthy): return "no pause in all streams at once"
        default:
            let length = QuantityFormat.quantity(check.value, .seconds)
            return "all streams paused for \(length)\(at)"
        }
    }

    private static func meaning(_ check: ValidityCheck) -> String {
        switch check.kind {
        case .ending: "what was recorded until then is what stands here"
        case .samples: "too few for the higher percentiles"
        case .shards: "their part of the load is in no number"
        case .shardClocks:
            "rates and streams over time are no better aligned; latencies are not touched"
        case .shardDifference: "see which, and its way to the target; percentiles mix the two"
        case .planned: "the load was not the one planned"
        case .unreadableRows: "what stood in them is in no number"
        case .streams: "the load was not the one planned"
        case .delayedStarts: "the load was not independent of the server"
        case .replayLag: "the replay is degraded: the load was not the trace's"
        case .startLag: "the load came later than planned"
        case .stamps: "their times hold the client's own delay"
        case .implausibleStamps: "the wake-up's time stands in their place"
        case .coalescing:
            switch check.cause {
            case .server:
                "the server wrote them together, so gaps of zero do not come from the model"
            case .serverOrNetwork:
                "events were held back there and came together, so gaps of zero do not come from the model"
            default: "gaps of zero do not come from the model"
            }
        case .uncertainArrivals:
            (check.cause == .serverOrNetwork
                ? "events were held back there and came together; " : "")
                + "their least and greatest possible values are in the tables"
        case .lateness: "sending may be late, and more arrivals are known to an interval only"
        case .readDelay: "the client was late; arrival times stay true, sending may be late"
        case .clientLoad: "use more workers or machines"
        case .stampError:
            check.cause == .network
                ? "something on the way took that long; the stamps are true, and latencies hold it"
                : "do not read differences smaller than this"
        case .failures:
            check.value == 1
                ? "no latency was measured"
                : "the percentiles speak of the rest; see the adjusted ones"
        case .brokenEvents: "output in them is lost, and the gaps around them are too long"
        case .cut: "the slowest are missing from the percentiles"
        case .meanStreams: "the load was not the one planned"
        case .window: "too short for a rate"
        case .littlesLaw: "the system was not steady, so rates depend on the window"
        case .overload: "waits grow with the run, so its percentiles depend on its length"
        case .trend: "the run has no single level, so its means say little"
        case .step: "the numbers mix two levels"
        case .pause: "see when, before blaming single streams"
        case .pairs: "the differences are of the rest"
        case .otherUsers: "the numbers are of their load too"
        case .preemptions:
            "streams that were open then stalled; the server had to begin anew with some"
        case .calibration:
            "its own error is not known there; 'streamgauge calibrate' measures it"
        }
    }

    static func name(_ cause: Cause) -> String {
        cause == .serverOrNetwork ? "server or network" : cause.rawValue
    }

    static func endingWords(_ ending: RunEnding) -> String {
        switch ending {
        case .completed: "ran to its end"
        case .endedEarly: "ended before its plan was through"
        case .interrupted: "was interrupted"
        case .recordFailed: "could not write its whole record"
        case .unfinished: "was killed before its end"
        }
    }
}
