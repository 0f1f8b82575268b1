internal import RunModel

/// How requests are counted.
extension WindowFindings {
    func kind(_ window: RequestWindow) -> LimitFinding? {
        guard window.refused > 0 || window.isDelaying else { return nil }
        guard let only = window.only else {
            return LimitFinding(
                .windowKind, verdict: .cannotTell,
                reason: (record.cutShort.map { "not judged: \($0); until then " } ?? "")
                    + (window.doubt ?? "several ways of counting explain every answer"))
        }
        let beside = window.layers == nil ? "" : ", beside another limit,"
        return LimitFinding(
            .windowKind, observed: words(only, window),
            reason: "no other way of counting in \(record.plan.window)\(beside) explains all "
                + "\(window.accepted + window.refused) answers")
    }

    private func words(
        _ candidate: RequestWindow.Candidate, _ window: RequestWindow
    ) -> String {
        let length = record.plan.window
        switch candidate.kind {
        case .fixed:
            return "fixed windows of \(length)" + edge(candidate)
        case .fixedFromFirst: return "windows of \(length) from the first request on"
        case .sliding: return "a sliding window of \(length)" + parts(candidate)
        case .slidingCounter: return "an estimate of a sliding window of \(length)"
        case .untilQuiet:
            return "anew only after \(length) in which no request came, refused ones among them"
        case .bucket:
            let capacity = Self.span(candidate.capacityLow ?? 0, candidate.capacityHigh ?? 0)
            let inflow = Self.span(candidate.limitLow, candidate.limitHigh)
            return "a bucket that holds \(capacity) and fills with \(inflow) in \(length)"
        }
    }

    /// How a sliding window is kept; empty where each request is counted by itself.
    private func parts(_ candidate: RequestWindow.Candidate) -> String {
        guard let low = candidate.partLowSeconds, let high = candidate.partHighSeconds else {
            return ""
        }
        let words = [low, high].map { "\(TimeSpan(.seconds($0)).rounded)" }
        return ", kept in parts of " + (low == high ? words[0] : words.joined(separator: " to "))
    }

    /// Where the edges lie on the wall clock, as seconds of the window's length.
    private func edge(_ candidate: RequestWindow.Candidate) -> String {
        guard let low = candidate.edgeLowSeconds, let high = candidate.edgeHighSeconds else {
            return ""
        }
        let length = record.plan.window.duration.seconds
        let origin = Double(record.manifest.clock.originRealtimeNanoseconds) / 1e9
        let middle = (origin + (low + high) / 2).truncatingRemainder(dividingBy: length)
        let half = (high - low) / 2
        let places = half >= 0.5 ? 1.0 : 1000.0
        func rounded(_ value: Double) -> String { "\((value * places).rounded() / places)" }
        return ", with edges \(rounded(middle)) s (± \(rounded(max(half, 0.001))) s) after whole "
            + "multiples of it in UTC"
    }

    func above(_ window: RequestWindow) -> LimitFinding? {
        guard window.refused > 0 || window.isDelaying else { return nil }
        return LimitFinding(
            .aboveRate, observed: window.isDelaying ? "delayed" : "rejected",
            reason: window.isDelaying
                ? "requests were let in only after they had waited"
                : "\(window.refused) requests got an error at once")
    }

    func counting(_ window: RequestWindow) -> [LimitFinding] {
        guard window.refused > 0 else { return [] }
        return [rejected(window), whole(window)]
    }

    private func rejected(_ window: RequestWindow) -> LimitFinding {
        let kinds = Set(window.candidates.map(\.kind))
        if !kinds.isEmpty, kinds.isSubset(of: [.fixed, .fixedFromFirst]) {
            return LimitFinding(
                .rejectedRequestsCount, observed: "makes no difference",
                reason: "a window that is used up stays so until it ends, whatever comes meanwhile")
        }
        if kinds == [.untilQuiet] {
            return LimitFinding(
                .rejectedRequestsCount, observed: "yes",
                reason: "each request prolongs the wait, refused ones too")
        }
        guard !kinds.isEmpty else {
            return LimitFinding(
                .rejectedRequestsCount, verdict: .cannotTell,
                reason: "no way of counting explains all answers")
        }
        let told = Set(window.candidates.map(\.countsRejected))
        guard told.count == 1, let counts = told.first ?? nil else {
            return LimitFinding(
                .rejectedRequestsCount, verdict: .cannotTell,
                reason: "the answers are the same either way")
        }
        guard window.mayCountRefused != true else {
            return LimitFinding(
                .rejectedRequestsCount, verdict: .cannotTell,
                reason: "a second limit may count what the first refuses")
        }
        return LimitFinding(
            .rejectedRequestsCount, observed: counts ? "yes" : "no",
            reason: "only so are all answers explained")
    }

    private func whole(_ window: RequestWindow) -> LimitFinding {
        guard let counts = window.countsWholeAnswers else {
            return LimitFinding(
                .wholeAnswersCount, verdict: .cannotTell,
                reason:
                    "no non-streaming answer was asked for between two streams that were refused, or "
                    + "such answers differ")
        }
        return LimitFinding(
            .wholeAnswersCount, observed: counts ? "yes" : "no",
            reason: counts
                ? "a non-streaming answer was refused when streams had used up the window"
                : "a non-streaming answer came between two streams that were refused; whether such answers "
                    + "have a limit of their own was not looked for")
    }
}
