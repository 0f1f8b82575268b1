internal import RunModel

/// One attempt to open a stream, and what a limiter may have counted when it came.
struct FillingAttempt {
    var round: Int
    var sent: MonotonicInstant
    var isLetIn: Bool
    /// Streams under way.
    var open: Int
    /// The same with those that may hold their slots although they are gone.
    var mostHeld: Int
    /// `max_tokens` of those under way and its own.
    var tokens: Int
    var ownTokens: Int

    /// A slot may outlive its stream by so much where nothing is known of it.
    private static let usualLinger = Duration.seconds(2)

    /// In the order of their sending; those that failed or were kept waiting tell nothing.
    static func all(
        _ record: LimitsRecord, _ releases: [SlotRelease], _ load: StreamLoad
    ) -> [FillingAttempt] {
        let streams = releases.filter { !$0.isWholeAnswer }
        let linger = linger(streams) ?? min(usualLinger, longestLinger(record, load))
        let ofStreams = Habit(streams)
        let ofWholeAnswers = Habit(releases.filter { $0.isWholeAnswer && $0.cause != .end })
        return record.requests.compactMap { request in
            guard request.probe?.isOfFilling == true, let sent = request.instants.sent,
                !record.isKeptWaiting(request)
            else { return nil }
            let isLetIn = request.instants.firstOutput != nil
            guard isLetIn || record.isTurnedAway(request) else { return nil }
            let open = load.open(before: sent)
            var gone = load.ended(through: sent) - load.ended(through: sent + linger * -1)
            if !isLetIn {
                gone += load.left.count {
                    $0.closed <= sent + linger * -1
                        && ($0.isWholeAnswer ? ofWholeAnswers : ofStreams).mayHold($0, at: sent)
                }
            }
            let own = request.maxTokens ?? 0
            return FillingAttempt(
                round: request.round, sent: sent, isLetIn: isLetIn, open: open,
                mostHeld: open + gone, tokens: load.tokens(before: sent) + own, ownTokens: own)
        }
    }

    /// What is known of the slots of streams, or of whole answers, that were left.
    private struct Habit {
        /// They were never seen to be free again.
        var isLeaking: Bool
        var isUntilEnd: Bool

        init(_ releases: [SlotRelease]) {
            isLeaking = releases.contains { $0.kind == .notSeen }
            isUntilEnd =
                releases.isEmpty || releases.contains { $0.kind == .atNaturalEnd || $0.kind == nil }
        }

        func mayHold(_ left: StreamLoad.Left, at instant: MonotonicInstant) -> Bool {
            isLeaking || isUntilEnd && left.naturalEnd > instant
        }
    }

    /// By what was let in: never more than the slots there are, so that of the streams that had ended by then all but the
    /// last few had given theirs back.
    private static func longestLinger(_ record: LimitsRecord, _ load: StreamLoad) -> Duration {
        let letIn = record.requests.filter {
            $0.probe?.isOfFilling == true && $0.instants.firstOutput != nil
                && !record.isKeptWaiting($0)
        }.compactMap(\.instants.sent)
        let most = letIn.map(load.open).max() ?? 0
        return letIn.compactMap { sent in
            load.end(by: sent, but: most - load.open(before: sent)).map { sent - $0 }
        }.min() ?? usualLinger
    }

    private static func linger(_ streams: [SlotRelease]) -> Duration? {
        let longest = streams.filter { $0.kind == .atOnce || $0.kind == .afterDelay }
            .flatMap(\.samples).compactMap(\.highMilliseconds).max()
        return longest.map { .milliseconds($0 * 1.5 + 100) }
    }
}
