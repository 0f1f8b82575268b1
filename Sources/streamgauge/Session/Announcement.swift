import Engine
import RunModel
import Workload

/// What a run will send where, in one line, before it sends anything.
enum Announcement {
    static func line(_ order: RunOrder) -> String {
        let plan = order.plan
        if plan.against != nil {
            return mark(order.isEmulated) + sides(order) + serverMetrics(plan)
                + CostBound(order).sentence
        }
        if let trace = order.trace { return replay(order, trace) }
        return mark(order.isEmulated)
            + "Sending \(amount(plan)) \(kind(plan.request.modes)) requests to \(addresses(order.sides)), "
            + (conversations(order) ?? shape(plan.load)) + extras(plan.load) + "." + work(order)
            + rows(order) + manner(plan)
            + serverMetrics(plan) + CostBound(order).sentence
    }

    /// What requests are unlike each other in, and what they bring.
    static func work(_ order: RunOrder) -> String {
        let request = order.plan.request
        let classes = (request.mix ?? []).map { "\(percent($0.share)) \($0.name)" }
        let mix = classes.isEmpty ? "" : " Of them \(classes.joined(separator: ", "))."
        let leaving = request.abandon.map {
            " \(percent($0.share)) of the readers leave after \($0.after)."
        }
        let media = order.prompts.media.map { source in
            let (least, most) = (source.bounds.lowerBound, source.bounds.upperBound)
            let bytes = least == most ? "\(most)" : "\(least) to \(most)"
            return " Each brings \(bytes) bytes of media, a third more as text."
        }
        return mix + (leaving ?? "") + (media ?? "") + expecting(request.quality)
            + probe(order.plan.record)
    }

    /// What whole answers are held against, and where their digests are kept.
    private static func expecting(_ quality: QualityPlan?) -> String {
        let held = [
            quality?.expectRegex.map { "'\($0)'" }, quality?.expectAnswers.map { "those of \($0)" },
        ].compactMap { $0 }
        let kept = quality?.recordAnswers.map { " Digests of whole answers are kept in \($0)." }
        return
            (held.isEmpty
            ? "" : " Whole answers are held against \(held.joined(separator: " and ")).")
            + (kept ?? "")
    }

    /// What is asked beside the load.
    static func probe(_ record: RecordPlan) -> String {
        record.networkProbe == true
            ? " Beside them the list of models is asked for every 2 s, on a connection of its own."
            : ""
    }

    private static func percent(_ share: Double) -> String {
        let value = (share * 10_000).rounded() / 100
        return (value == value.rounded() ? "\(Int(value))" : "\(value)") + " %"
    }

    /// What a file of prompts holds; empty for one where each row is simply asked.
    private static func rows(_ order: RunOrder) -> String {
        guard let read = order.prompts.rows?.read else { return "" }
        let left = read.dropped.map { " Left out: \(PromptsRead.words($0))." } ?? ""
        let ignored = read.ignored.map { " Not sent along: \(PromptsRead.words($0))." } ?? ""
        guard read.format != .messages || !left.isEmpty else { return "" }
        return " Prompts: \(count(read.rows, "row")) (\(read.format.rawValue))"
            + conversations(read) + "."
            + left
            + ignored
    }

    private static func count(_ number: Int, _ noun: String) -> String {
        "\(number) \(noun)\(number == 1 ? "" : "s")"
    }

    private static func conversations(_ read: PromptsRead) -> String {
        read.sessions < read.rows ? " in \(count(read.sessions, "conversation"))" : ""
    }

    private static func replay(_ order: RunOrder, _ trace: TraceSchedule) -> String {
        let account = trace.account
        let plan = order.plan.load.replay ?? ReplayPlan()
        let length = TimeSpan(.milliseconds(Int64((account.seconds * 1000).rounded())))
        let factor =
            plan.factor == plan.factor.rounded() ? "\(Int(plan.factor))" : "\(plan.factor)"
        let speed = plan.factor == 1 ? "" : ", at \(factor) times its speed"
        let loop = plan.times == 1 ? "" : ", \(plan.times) times over"
        // Of a turn that is due so long after an answer nobody knows when that will be.
        let least = trace.delayedTurns > 0 ? "at least " : ""
        let total = order.plannedRequests ?? 0
        return mark(order.isEmulated)
            + "Sending \(total) \(kind(order.plan.request.modes)) requests to \(addresses(order.sides)), at the "
            + "times of a trace: \(count(account.rows, "row")) in \(least)\(length)\(speed)\(loop)"
            + extras(order.plan.load) + "." + rows(order) + serverMetrics(order.plan)
            + CostBound(order).sentence
    }

    /// What each word about a run of the emulator begins with.
    private static func mark(_ isEmulated: Bool) -> String { isEmulated ? "EMULATOR. " : "" }

    /// One, or all front ends; of many the first.
    static func addresses(_ sides: [RunSide]) -> String {
        guard let first = sides.first else { return "" }
        guard sides.count > 1 else { return address(first) }
        let most = 3
        let shown = sides.prefix(most).map(\.shownURL).joined(separator: ", ")
        let more = sides.count > most ? " and \(sides.count - most) more" : ""
        let api = first.plan.target.spokenAPI
        return "\(shown)\(more) in turn" + (api == .chat ? "" : " by the API \(api.rawValue)")
    }

    static func address(_ side: RunSide) -> String {
        let api = side.plan.target.spokenAPI
        return (side.isEmulated ? "the embedded emulator" : side.shownURL)
            + (api == .chat ? "" : " by the API \(api.rawValue)")
    }

    static func kind(_ modes: ModeChoice) -> String {
        switch modes {
        case .both: "paired streaming and non-streaming"
        case .streaming: "streaming"
        case .nonStreaming: "non-streaming"
        }
    }

    private static func amount(_ plan: RunPlan) -> String {
        let load = plan.load
        return switch (plan.plannedRequests, load.duration) {
        case (let requests?, let duration?): "up to \(requests) (for at most \(duration))"
        case (let requests?, nil): "\(requests)"
        case (nil, let duration?):
            if let rate = load.rate, plan.conversations == nil {
                "about \(Int((rate * duration.duration.seconds).rounded())) (in \(duration))"
            } else {
                "for \(duration):"
            }
        case (nil, nil): "no"
        }
    }

    static func shape(_ load: LoadPlan) -> String {
        guard let rate = load.rate else {
            return "\(load.concurrency) at a time"
        }
        return "\(rate) a second (\(load.arrival.rawValue) arrivals)"
    }

    private static func extras(_ load: LoadPlan) -> String {
        var text = ""
        if let requests = load.warmupRequests, requests > 0 {
            text += ", after \(requests) for warm-up"
        }
        if let duration = load.warmupDuration { text += ", after \(duration) of warm-up" }
        if let tier = load.tier { text += ", \(bounds(tier))" }
        if let ramp = load.ramp { text += ", ramping for \(ramp)" }
        return text
    }

    static func bounds(_ tier: TierPlan) -> String {
        let parts = [
            tier.maxStreams.map { "\($0) streams" },
            tier.requestsPerMinute.map { "\($0) requests/min" },
            tier.tokensPerMinute.map { "\($0) tokens/min" },
        ]
        return "within \(parts.compactMap { $0 }.joined(separator: " and ")) (tier \(tier.name))"
    }

    /// What a limits run will send where, before it sends anything. `target` is nil for the emulator.
    static func limits(_ plan: RunPlan, target: String?) -> String {
        guard let limits = plan.limits else { return "" }
        let cost = LimitsCost(limits)
        let left =
            cost.isRequestsLeftOut
            ? " The window of requests is left out: --max-requests \(limits.maxRequests) is too few."
            : ""
        let tokens =
            cost.isTokensLeftOut
            ? " The stated tokens are left out: they take about \(limits.tokenFillRequests) requests in a "
                + "window, more than other limits leave; a larger --max-stream-tokens takes fewer."
            : ""
        let place = " to \(target ?? "the embedded emulator")"
        return mark(target == nil)
            + "Sending \(cost.words(to: place)); up to \(cost.streams) streams at a time."
            + beyond(limits) + others(limits) + left + tokens
            + serverMetrics(plan) + CostBound(cost, of: plan).sentence
    }

    private static func others(_ limits: LimitsPlan) -> String {
        guard let callers = limits.callers,
            limits.seeksStreamScopes || limits.seeksRequestScopes
        else { return "" }
        return " Asks also as \(callers.map(\.words).joined(separator: ", "))."
    }

    private static func beyond(_ limits: LimitsPlan) -> String {
        let parts = [
            limits.statedStreams.map { "\($0) streams" },
            limits.statedRequests.map { "\($0) requests in \(limits.window)" },
            limits.statedTokens.map { "\($0) tokens in \(limits.window)" },
            limits.statedInputTokens.map { "\($0) input tokens in \(limits.window)" },
            limits.statedOutputTokens.map { "\($0) output tokens in \(limits.window)" },
        ].compactMap { $0 }
        return parts.isEmpty
            ? " Nothing is stated, so the limits are searched for."
            : " This goes beyond the stated \(parts.joined(separator: " and ")) on purpose."
    }
}
