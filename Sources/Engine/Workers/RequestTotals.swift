internal import RunModel

/// Sums over a run's requests, for what is told of the run as a whole.
struct RequestTotals: Sendable {
    private(set) var reads = 0
    private(set) var unstampedReads = 0
    private(set) var resends = 0
    /// Streams that were whole.
    private(set) var streams = 0
    /// Those of them without `[DONE]`.
    private(set) var withoutMark = 0
    private(set) var unfinished = 0
    private(set) var cumulative = 0
    private(set) var brokenEvents = 0
    private(set) var withBrokenEvents = 0
    /// Answers with a usage of which no count of the output could be.
    private(set) var unreadableUsage = 0

    mutating func add(_ request: RequestRecord) {
        reads += request.events.reads
        unstampedReads += request.events.unstampedReads
        resends += request.resends
        brokenEvents += request.events.broken
        if request.events.broken > 0 { withBrokenEvents += 1 }
        guard request.outcome == .ok else { return }
        if request.instants.usage != nil, request.tokens.output == nil { unreadableUsage += 1 }
        guard request.mode == .streaming else { return }
        streams += 1
        if !request.events.isDone { withoutMark += 1 }
        if request.events.isUnfinished { unfinished += 1 }
        if request.events.isCumulative { cumulative += 1 }
    }

    mutating func add(_ other: RequestTotals) {
        reads += other.reads
        unstampedReads += other.unstampedReads
        resends += other.resends
        streams += other.streams
        withoutMark += other.withoutMark
        unfinished += other.unfinished
        cumulative += other.cumulative
        brokenEvents += other.brokenEvents
        withBrokenEvents += other.withBrokenEvents
        unreadableUsage += other.unreadableUsage
    }
}

extension RequestTotals {
    /// What is unusual in the form of the answers, a sentence each.
    var oddities: [String] {
        var found: [String] = []
        if withoutMark > 0 {
            found.append(
                "\(withoutMark) of \(streams) whole streams ended without [DONE], at their finish reason"
            )
        }
        if unfinished > 0 {
            found.append(
                "\(unfinished) of \(streams) whole streams ended inside their last event, without its blank "
                    + "line: what it said of the end and of counts was taken, and no output")
        }
        if cumulative > 0 {
            found.append(
                "in \(cumulative) of \(streams) whole streams each delta repeats the text before it: output "
                    + "bytes count it again, and a delta that adds nothing is no output")
        }
        if brokenEvents > 0 {
            found.append(
                "\(brokenEvents) events of \(withBrokenEvents) answers were no JSON and are left out: output "
                    + "in them is lost, and the gaps around them are too long")
        }
        if unreadableUsage > 0 {
            found.append(
                "\(unreadableUsage) answers came with a usage in which no count of their output can be "
                    + "(zeros, nothing, no numbers): their events are counted, not tokens")
        }
        return found
    }
}
