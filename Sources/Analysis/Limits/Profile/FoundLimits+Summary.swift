internal import RunModel

extension FoundLimits {
    /// What stands in the summary and was told there: what its findings call "cannot tell" is left out here too.
    package init(_ summary: LimitsSummary) {
        self.init()
        takeStreams(summary)
        takeRequests(summary)
        refusal = summary.refusals.first.map { form in
            // The words are the server's, and no part of the form.
            var form = form
            form.message = nil
            return form
        }
    }

    // MARK: Streams

    private mutating func takeStreams(_ summary: LimitsSummary) {
        guard let finding = summary.finding(.concurrentStreams) else {
            untold.append("streams at the same time were not looked for")
            return
        }
        guard finding.verdict != .cannotTell, let ceiling = summary.ceiling,
            let found = ceiling.behaviour
        else {
            untold.append("how many streams may be open could not be told: \(finding.reason)")
            return
        }
        behaviour = found
        guard found != .unlimited else { return }
        streams = ceiling.ceiling ?? finding.observedValue.map { Int($0.rounded(.down)) }
        wholeAnswersTakeSlots = ceiling.countsWholeAnswers
        guard found != .slowed else { return }
        releaseAfterEnd = release(.end, summary)
        releaseAfterCancel = release(.cancel, summary)
        releaseAfterCut = release(.cut, summary)
        if wholeAnswersTakeSlots == nil {
            untold.append("whether non-streaming answers take slots could not be told")
        }
    }

    private mutating func release(
        _ cause: SlotRelease.Cause, _ summary: LimitsSummary
    ) -> Release? {
        let found = summary.releases.first { $0.cause == cause && !$0.isWholeAnswer }
        switch found?.kind {
        case .atOnce: return .atOnce
        case .atNaturalEnd: return cause == .end ? .atOnce : .atNaturalEnd
        case .afterDelay:
            if let delay = found?.delayMilliseconds { return .after(delay) }
            fallthrough
        case .notSeen, nil:
            untold.append("when a slot is free after \(Self.words(cause)) could not be told")
            return nil
        }
    }

    private static func words(_ cause: SlotRelease.Cause) -> String {
        switch cause {
        case .end: "a stream's end"
        case .cancel: "a cancelled stream"
        case .cut: "a cut stream"
        }
    }

    // MARK: Requests

    private mutating func takeRequests(_ summary: LimitsSummary) {
        guard let finding = summary.finding(.requestsInWindow) else {
            untold.append("requests in a window were not looked for")
            return
        }
        if finding.verdict == .notEnforced {
            isRateUnlimited = true
            return
        }
        guard finding.verdict != .cannotTell, let window = summary.window,
            let number = window.wholeNumber(stated: summary.manifest.plan.limits?.statedRequests)
        else {
            untold.append(
                "how many requests are let in in a window could not be told: \(finding.reason)")
            return
        }
        requests = number
        windowSeconds = window.lengthSeconds
        statedSeconds = window.statedSeconds
        layers = window.layers
        isDelaying = window.isDelaying
        countsWholeAnswers = window.countsWholeAnswers
        if countsWholeAnswers == nil {
            untold.append("whether non-streaming answers are counted could not be told")
        }
        guard let only = window.only else {
            untold.append("how requests are counted could not be told")
            return
        }
        kind = only.kind
        capacity = only.capacity
        countsRejected = only.countsRejected
        if only.partLowSeconds != nil {
            untold.append(
                "the window is kept in parts, of which a profile says nothing: each request is counted by itself"
            )
        }
        // In fixed windows it makes no difference.
        if countsRejected == nil, only.kind != .fixed, only.kind != .fixedFromFirst {
            untold.append("whether refused requests are counted could not be told")
        }
    }
}

extension LimitsSummary {
    func finding(_ subject: LimitFinding.Subject) -> LimitFinding? {
        findings.first { $0.subject == subject }
    }
}

extension SlotRelease {
    /// What explains the samples best: the middle of what all of them leave, in whole milliseconds.
    fileprivate var delayMilliseconds: Double? {
        let highs = samples.compactMap(\.highMilliseconds)
        guard let low = samples.map(\.lowMilliseconds).max(), let high = highs.min() else {
            return nil
        }
        return ((low + high) / 2).rounded()
    }
}

extension RequestWindow {
    /// The number that explains every answer: the stated one's share where it does, else the one in the middle.
    fileprivate func wholeNumber(stated: Int?) -> Int? {
        guard let low = candidates.map(\.limitLow).min(),
            let high = candidates.map(\.limitHigh).max()
        else { return nil }
        let share = stated.map { (Double($0) / partsOfStated).rounded() }
        let number = share.flatMap { low <= $0 && $0 <= high ? $0 : nil }
        return Int(exactly: number ?? ((low + high) / 2).rounded())
    }
}

extension RequestWindow.Candidate {
    fileprivate var capacity: Int? {
        guard let low = capacityLow, let high = capacityHigh ?? capacityLow else { return nil }
        return Int(exactly: ((low + high) / 2).rounded())
    }
}
