package import Analysis
internal import RunModel

extension SyntheticLimits {
    /// A documented tier that keeps its word.
    package static let truthful: LimitsSummary = {
        var summary = SyntheticLimits().play()
        summary.manifest.plan.name = "pro"
        summary.findings = truthfulFindings
        var candidate = RequestWindow.Candidate(kind: .fixed, limitLow: 300, limitHigh: 300)
        candidate.edgeLowSeconds = 12.1
        candidate.edgeHighSeconds = 12.6
        candidate.countsRejected = false
        summary.window = window(of: summary, [candidate])
        summary.refusals = [refusal(429, "rate_limit_error", "rate_limit_exceeded", in: summary)]
        var harm = StreamHarm()
        harm.streams = 27
        harm.gapBeforeMilliseconds = 30.1
        harm.gapDuringMilliseconds = 30.2
        harm.meanDifferenceMilliseconds = 0.08
        harm.lowMilliseconds = -0.11
        harm.highMilliseconds = 0.27
        summary.harm = harm
        return summary
    }()

    /// A tier that does little of what it says.
    package static let lying: LimitsSummary = {
        var run = SyntheticLimits()
        run.ceiling = 8
        run.cancelDelay = 2.1
        run.requestsInWindow = 240
        run.isSliding = true
        var summary = run.play()
        summary.manifest.plan.name = "pro, as sold"
        summary.findings = lyingFindings
        var candidate = RequestWindow.Candidate(kind: .sliding, limitLow: 239, limitHigh: 240)
        candidate.countsRejected = true
        summary.window = window(of: summary, [candidate])
        var closed = refusal(nil, nil, nil, in: summary)
        closed.message = nil
        closed.count = 3
        var inBand = refusal(200, "server_error", nil, in: summary)
        inBand.isInBand = true
        inBand.message = "Too many streams | try later"
        inBand.count = 2
        summary.refusals = [
            refusal(429, "rate_limit_error", "rate_limit_exceeded", in: summary), inBand, closed,
        ]
        var harm = StreamHarm()
        harm.streams = 24
        harm.gapBeforeMilliseconds = 30.1
        harm.gapDuringMilliseconds = 44.7
        harm.meanDifferenceMilliseconds = 14.2
        harm.lowMilliseconds = 11.9
        harm.highMilliseconds = 16.8
        harm.broken = 1
        summary.harm = harm
        for index in summary.timeline.entries.indices.filter({
            summary.timeline.entries[$0].probe == ProbeStep.excess.rawValue
        }).prefix(3) {
            summary.timeline.entries[index].state = .noAnswer
            summary.timeline.entries[index].status = nil
        }
        if let broken = summary.timeline.entries.firstIndex(where: {
            $0.probe == ProbeStep.fill.rawValue && $0.round == 1 && $0.ending == "cancel"
        }) {
            summary.timeline.entries[broken].state = .failed
            summary.timeline.entries[broken].ending = Outcome.reset.rawValue
        }
        return summary
    }()

    /// Nothing was stated; streams are kept waiting, and much could not be told.
    package static let untold: LimitsSummary = {
        var run = SyntheticLimits()
        run.statedStreams = nil
        run.statedRequests = nil
        run.ceiling = 6
        run.isQueueing = true
        run.rounds = 2
        run.windows = 1
        var summary = run.play()
        summary.manifest.plan.name = "unknown"
        summary.manifest.ending = .interrupted
        summary.manifest.notices = [Notice(.other, "the budget of 400 requests was used up")]
        summary.findings = untoldFindings
        var bucket = RequestWindow.Candidate(kind: .bucket, limitLow: 288.4, limitHigh: 312)
        bucket.capacityLow = 20
        bucket.capacityHigh = 24
        summary.window = window(
            of: summary,
            [RequestWindow.Candidate(kind: .sliding, limitLow: 300, limitHigh: 300), bucket])
        summary.window?.doubt = "the run ended before a second window"
        summary.window?.countsWholeAnswers = nil
        summary.refusals = [refusal(429, nil, nil, in: summary)]
        summary.ceiling?.gaps = (1...9).map {
            StreamCeiling.GapAtOpen(
                open: $0, medianMilliseconds: 30 * max(1, Double($0) / 6), count: 400 + $0)
        }
        summary.ceiling?.low = 5.4
        summary.ceiling?.high = 6.8
        return summary
    }()

    /// As much as a run sends by default, to a target of 200 streams.
    package static let large: LimitsSummary = {
        var run = SyntheticLimits()
        run.statedStreams = 200
        run.ceiling = 200
        run.statedRequests = 1000
        run.requestsInWindow = 1000
        run.windows = 2
        run.rate = 25
        var summary = run.play()
        summary.findings = truthfulFindings
        summary.window = window(
            of: summary, [RequestWindow.Candidate(kind: .fixed, limitLow: 1000, limitHigh: 1000)])
        return summary
    }()

    private static func window(
        of summary: LimitsSummary, _ candidates: [RequestWindow.Candidate]
    ) -> RequestWindow {
        var window = RequestWindow(lengthSeconds: 60)
        let probed = summary.timeline.entries.filter {
            ProbeStep(rawValue: $0.probe)?.isOfWindow == true
        }
        window.candidates = candidates
        window.accepted = probed.count { $0.state == .accepted }
        window.refused = probed.count - window.accepted
        let moments = summary.timeline.entries.filter { $0.state == .accepted }.map(\.sent)
        window.mostInWindow =
            moments.map { end in moments.count { $0 > end - 60 && $0 <= end } }.max() ?? 0
        window.countsWholeAnswers = true
        return window
    }

    private static func refusal(
        _ status: Int?, _ type: String?, _ code: String?, in summary: LimitsSummary
    ) -> RefusalCount {
        var refusal = RefusalCount()
        refusal.status = status
        refusal.isErrorObject = type != nil
        refusal.type = type
        refusal.code = code
        refusal.message = "Rate limit reached for requests; please try again in 12 s"
        refusal.count = summary.timeline.entries.count { $0.state == .refused }
        return refusal
    }

    // MARK: Findings

    private static func finding(
        _ subject: LimitFinding.Subject, _ source: LimitFinding.Source?, _ stated: String?,
        _ observed: String?, _ verdict: LimitFinding.Verdict?, _ reason: String,
        values: (Double, Double, String)? = nil
    ) -> LimitFinding {
        var finding = LimitFinding(
            subject, source: source, stated: stated, observed: observed, verdict: verdict,
            reason: reason)
        finding.statedValue = values?.0
        finding.observedValue = values?.1
        finding.unit = values?.2
        return finding
    }

    private static let truthfulFindings = [
        finding(
            .concurrentStreams, .user, "10", "10", .holds,
            "in each of 3 rounds 10 were let in and the next 4 refused", values: (10, 10, "streams")
        ),
        finding(
            .aboveCeiling, nil, nil, "refused at once", nil, "12 attempts, each with status 429"),
        finding(
            .releaseAfterEnd, nil, nil, "at once", nil, "3 of 3 were let in at the first attempt"),
        finding(
            .releaseAfterCancel, nil, nil, "at once", nil, "3 of 3 were let in at the first attempt"
        ),
        finding(
            .releaseAfterCut, nil, nil, "after 0.3 to 0.5 s", nil,
            "refused for that long in 3 of 3 samples"),
        finding(
            .wholeAnswersTakeSlots, nil, nil, "yes", nil,
            "a whole answer was refused with all slots taken, in 3 rounds"),
        finding(
            .requestsInWindow, .user, "300 in 60 s", "300", .holds,
            "each of 3 windows let in 300 and refused the next", values: (300, 300, "requests")),
        finding(
            .windowKind, nil, nil, "fixed windows", nil,
            "the only way of counting that explains every answer"),
        finding(.aboveRate, nil, nil, "refused at once", nil, "27 requests, each with status 429"),
        finding(.rejectedRequestsCount, nil, nil, "no", nil, "a window let in 300 after 8 refused"),
        finding(.wholeAnswersCount, nil, nil, "yes", nil, "they used the window up like streams"),
        finding(
            .retryAfter, .server, "12 to 31 s", "true to the second", .holds,
            "3 requests just before that time were refused, 3 just after it let in"),
        finding(
            .limitRequestsHeader, .server, "300", "300", .holds, "the same in all answers",
            values: (300, 300, "requests")),
        finding(
            .remainingRequestsHeader, .server, "299 down to 0", "counts down by 1", .holds,
            "right in 912 of 912 answers"),
        finding(.errorShape, nil, nil, "error object", nil, "all refusals are of one form"),
        finding(.harm, nil, nil, "none", nil, "27 streams: the difference's interval holds 0"),
    ]

    private static let lyingFindings = [
        finding(
            .concurrentStreams, .user, "10", "8", .lower,
            "in each of 3 rounds the 9th was refused", values: (10, 8, "streams")),
        finding(
            .aboveCeiling, nil, nil, "refused at once", nil, "12 attempts with status 429, 3 closed"
        ),
        finding(
            .releaseAfterCancel, .server, "at once", "after 1.7 to 2.5 s", .higher,
            "a cancelled stream keeps its slot: refused for that long in 3 of 3 samples",
            values: (0, 2100, "ms")),
        finding(
            .wholeReleaseAfterCancel, nil, nil, "when the answer would have ended", nil,
            "3 samples, each within one attempt of it"),
        finding(
            .requestsInWindow, .user, "300 in 60 s", "239–240", .lower,
            "no 60 s of the run held more than 240", values: (300, 240, "requests")),
        finding(
            .windowKind, nil, nil, "the last 60 s, sliding", nil,
            "the only way of counting that explains every answer"),
        finding(
            .rejectedRequestsCount, nil, nil, "yes", nil, "refused ones used the window up too"),
        finding(
            .retryAfter, .server, "1 s", "not before 14.2 s", .lower,
            "6 requests after the time it named were refused again", values: (1, 14.2, "s")),
        finding(
            .limitRequestsHeader, .server, "300", "240", .lower, "240 were let in",
            values: (300, 240, "requests")),
        finding(
            .remainingRequestsHeader, .server, "60", "0", .lower,
            "refused with 60 remaining, 31 times", values: (60, 0, "requests")),
        finding(
            .resetRequestsHeader, .server, "17.25 s", nil, .cannotTell,
            "a sliding window has no moment at which it begins anew"),
        finding(
            .tokenHeaders, .server, "limit 150,000, remaining 150,000", "never counts down",
            .notEnforced, "the number stayed the same over 41,000 tokens"),
        finding(
            .errorShape, nil, nil, "3 forms", nil,
            "status 429 with an error object, errors inside a stream, and closed connections"),
        finding(
            .harm, nil, nil, "gaps 14.2 ms longer", nil,
            "24 streams, 95 %: 11.9 to 16.8 ms; 1 stream broke"),
    ]

    private static let untoldFindings = [
        finding(
            .concurrentStreams, nil, nil, "6", nil, "in each of 2 rounds 6 had output at a time"),
        finding(
            .aboveCeiling, nil, nil, "let in, silent until another ends", nil,
            "6 attempts waited 2.9 to 3.1 s"),
        finding(
            .releaseAfterCut, nil, nil, nil, .cannotTell,
            "the run ended before the 3rd sample, and 2 do not tell"),
        finding(
            .requestsInWindow, nil, nil, "288–312", nil, "as far as one window tells"),
        finding(
            .windowKind, nil, nil, nil, .cannotTell,
            "2 ways of counting explain every answer; the run ended before a second window"),
        finding(.retryAfter, nil, nil, nil, .cannotTell, "no refusal named a time"),
    ]
}
