internal import RunModel

extension RequestWindow {
    /// Nil where no request was sent to use up a window.
    init?(_ record: LimitsRecord) {
        guard record.requests.contains(where: { $0.probe?.isOfWindow == true }) else { return nil }
        let observations = Self.observations(record).map(\.observation)
        let length = record.plan.window.duration.seconds
        self.init(lengthSeconds: length, observations: observations)
        if refused > 0, accepted > 0, !isExplained(beside: record.plan.statedRequests) {
            lookAtSpans(of: length, observations)
        }
        let isOpen = { (window: RequestWindow) in
            window.candidates.isEmpty && window.possibleSpans == nil && window.refused > 0
                && window.accepted > 0
        }
        if isOpen(self) { lookAtParts(observations) }
        if isOpen(self) {
            lookAtLayers(of: length, observations, stated: record.plan.statedRequests)
        }
        noteRequestsAtOnce(record)
        if record.cutShort == nil { noteEnd(observations) }
        countsWholeAnswers = Self.countsWholeAnswers(record)
        if statedSeconds == nil { lookAtLengths(observations) }
        if let stated = record.plan.statedRequests, !isDelaying,
            let low = candidates.map(\.limitLow).min(), low > Double(stated),
            LateCount(record).allows(stated)
        {
            mayCountLate = true
        }
        if let stated = record.plan.statedRequests, isSurplus(over: Double(stated)) {
            isStatedPossible =
                StatedAllowance(of: stated, lengthSeconds: length, observations: observations)
                .isPossible
        }
    }

    /// What a number at a time explains as well is no known rate.
    private mutating func noteRequestsAtOnce(_ record: LimitsRecord) {
        let asked = record.requests.filter { $0.probe?.isOfWindow == true }
        guard !isDelaying, !candidates.isEmpty,
            let most = RequestsAtOnce(asked, isTurnedAway: record.isTurnedAway).limit
        else { return }
        candidates = []
        layers = nil
        doubt =
            "a request was refused only where \(most) others were under way, and none that came with fewer: it may "
            + "be their number at a time that is limited"
    }

    /// Where nothing was let in after the first refusal, the answers tell what was let in until then, and not how it is
    /// counted.
    private mutating func noteEnd(_ observations: [WindowObservation]) {
        let refused = observations.filter { $0.isAdmitted == false }
        guard !isDelaying, !candidates.isEmpty, let first = refused.map(\.answered).min(),
            let last = refused.map(\.sent).max(), last - first > lengthSeconds,
            !observations.contains(where: { $0.isAdmitted == true && $0.sent > first })
        else { return }
        candidates = []
        layers = nil
        doubt =
            "nothing was let in after the first refusal, for \(Int(last - first)) s: it may be a quota that is used up, or "
            + "that each refusal prolongs the wait"
    }

    /// Whether more than what is stated was found: the window's number may hold beside it, or what was found is not what
    /// is counted.
    private func isSurplus(over stated: Double) -> Bool {
        guard let low = candidates.map(\.limitLow).min(), low * partsOfStated > stated else {
            return false
        }
        // What is counted in whole windows of the stated length was met as a number.
        let areNumbers = candidates.allSatisfy { $0.kind.isNumber && $0.partLowSeconds == nil }
        return statedSeconds != nil || layers != nil || !areNumbers
    }

    /// Whether something explains the answers in the whole window: more than a bucket, or one that fills with what is
    /// stated. One that fills with another number may be a span that was seen for too short a time.
    private func isExplained(beside stated: Int?) -> Bool {
        candidates.contains { candidate in
            guard candidate.kind == .bucket, let stated else { return true }
            return candidate.limitLow <= Double(stated) && Double(stated) <= candidate.limitHigh
        }
    }

    /// Looks for a usual span of the window in which all answers are explained, where nothing explains them in the whole
    /// window, or only a bucket, which has no length of its own and is the same in a span.
    private mutating func lookAtSpans(of length: Double, _ observations: [WindowObservation]) {
        let most = mostInWindow
        let found = LimitsPlan.spanParts.compactMap { parts -> RequestWindow? in
            var span = RequestWindow(
                lengthSeconds: length / Double(parts), observations: observations)
            span.candidates.removeAll { $0.kind == .bucket }
            span.statedSeconds = length
            return span.candidates.isEmpty ? nil : span
        }
        if found.isEmpty { return }
        if found.count == 1, candidates.isEmpty {
            self = found[0]
            mostInStatedWindow = most
            sustainedInStatedWindow = LimitsPlan.sustained(
                observations.filter { $0.isAdmitted == true }.map(\.answered), in: length)
            doubt = Self.ambiguity(candidates)
            return
        }
        let lengths = found.map { "spans of \(TimeSpan(.seconds($0.lengthSeconds)).rounded)" }
        let ways = (candidates.isEmpty ? [] : ["a bucket"]) + lengths
        doubt =
            ways.dropLast().joined(separator: ", ")
            + " and \(ways[ways.count - 1]) explain every answer"
        let bucket = candidates.first.map { [Layer($0, lengthSeconds)] } ?? []
        possibleSpans =
            bucket
            + found.compactMap { span in
                span.candidates.first.map { Layer($0, span.lengthSeconds) }
            }
        candidates = []
    }

    private mutating func lookAtLayers(
        of length: Double, _ observations: [WindowObservation], stated: Int?
    ) {
        guard let fit = LayeredFit(lengthSeconds: length, observations: observations) else {
            return
        }
        candidates = fit.outer
        layers = fit.inner
        mayCountRefused = stated.map(fit.allows) == true ? true : nil
        doubt = Self.ambiguity(candidates)
    }

    /// What each request tells of the budget of streams, in the order of sending; those of the steps before
    /// are counted in it too.
    static func observations(
        _ record: LimitsRecord
    ) -> [(request: RequestRecord, observation: WindowObservation)] {
        let countsWholeAnswers = countsWholeAnswers(record)
        // One late answer or two are a stall of the target or of the machine.
        let isDelaying =
            record.requests.count { $0.probe?.isOfWindow == true && delay($0, record) != nil }
            >= LimitsPlan.fewestDelays
        return record.requests.flatMap { request in
            observations(request, record, countsWholeAnswers, isDelaying: isDelaying)
                .map { (request, $0) }
        }.sorted { $0.1.sent < $1.1.sent }
    }

    private static func observations(
        _ request: RequestRecord, _ record: LimitsRecord, _ countsWholeAnswers: Bool?,
        isDelaying: Bool
    ) -> [WindowObservation] {
        guard let sent = request.instants.sent else { return [] }
        let origin = record.manifest.origin
        let answered = request.instants.head ?? request.instants.closed ?? sent
        var isAdmitted: Bool?
        if record.isTurnedAway(request) {
            isAdmitted = false
        } else if request.reception == .accepted {
            isAdmitted = true
        }
        let isOfWindow = request.probe?.isOfWindow == true
        // What turned away a stream of the steps before was the number of streams. If it was counted all the
        // same, the window that was waited for since has forgotten it.
        if !isOfWindow, isAdmitted == false { return [] }
        if request.mode == .nonStreaming, isAdmitted == true {
            // One that is refused was counted with the streams, whose window was used up.
            guard countsWholeAnswers ?? true else { return [] }
            isAdmitted = countsWholeAnswers
        }
        let start = (sent - origin).seconds
        if isDelaying, isOfWindow, isAdmitted == true, request.mode == .streaming,
            let delay = delay(request, record)
        {
            // What is late by less than patience is not called delayed; so an answer may be as late.
            return WindowObservation.delayed(
                sent: start, answered: (delay.answered - origin).seconds,
                baseline: delay.usual.seconds,
                tolerance: ProbePatience.limit(
                    firstOutput: delay.usual, admission: record.admission
                ).seconds)
        }
        return [
            WindowObservation(
                sent: start, answered: (answered - origin).seconds, isAdmitted: isAdmitted,
                weight: 1 + request.resends)
        ]
    }

    /// What tells that a request was let in only after a wait: its head came much later than is usual, or,
    /// where heads come at once, its first output.
    private static func delay(
        _ request: RequestRecord, _ record: LimitsRecord
    ) -> (answered: MonotonicInstant, usual: Duration)? {
        guard let sent = request.instants.sent else { return nil }
        if let head = request.instants.head, let usual = record.longestHead,
            head - sent > ProbePatience.limit(firstOutput: usual, admission: record.admission),
            !request.isReadLate(by: head - sent)
        {
            return (head, usual)
        }
        if record.isKeptWaiting(request), let first = request.instants.firstOutput,
            let usual = record.longestFirstOutput, !request.isReadLate(by: first - sent)
        {
            return (first, usual)
        }
        return nil
    }

    /// A whole answer that is refused when streams have used up the window is counted with them; one that
    /// comes between two streams that are refused is not.
    private static func countsWholeAnswers(_ record: LimitsRecord) -> Bool? {
        let asked = record.requests.filter { $0.probe?.isOfWindow == true }
        var told: Set<Bool> = []
        for (index, request) in asked.enumerated() where request.probe == .windowWhole {
            guard index > 0, index + 1 < asked.count, record.isTurnedAway(asked[index - 1]),
                record.isTurnedAway(asked[index + 1])
            else { continue }
            if record.isTurnedAway(request) {
                told.insert(true)
            } else if request.reception == .accepted {
                told.insert(false)
            }
        }
        return told.count == 1 ? told.first : nil
    }
}
