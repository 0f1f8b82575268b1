internal import RunModel

/// What turned streams away, where a number of them explains it no longer: one was refused while no more were
/// under way than when another was let in.
enum CeilingCause {
    /// The sum of `max_tokens` of those under way: `low` was let in, `high` was not.
    case tokens(low: Int, high: Int)
    /// Opening fast: from so many within so many seconds on. `number` is the ceiling that is left when streams are
    /// opened slowly; nil where none was met.
    case opening(starts: Int, seconds: Int, number: Int?, most: Int)
    /// The number was one first and another later, and changed between these instants.
    case moved(from: Int, to: Int, after: MonotonicInstant, before: MonotonicInstant)
    /// Neither: it differs by chance between these.
    case chance(low: Int, high: Int)

    /// Seconds in which servers let only so many streams begin.
    private static let spans = [1, 2, 5, 10]
    /// A single refusal may be a fault.
    private static let fewest = 2

    /// Nil where their number explains all refusals.
    init?(_ record: LimitsRecord, _ releases: [SlotRelease]) {
        let load = StreamLoad(record)
        let attempts = FillingAttempt.all(record, releases, load)
        guard let most = attempts.filter(\.isLetIn).map(\.open).max() else { return nil }
        let odd = attempts.filter { !$0.isLetIn && $0.mostHeld <= most }
        guard odd.count >= Self.fewest else {
            // Rounds that agree with each other before and after tell more than a refusal alone.
            guard !odd.isEmpty, let cause = Self.byTime(attempts) else { return nil }
            self = cause
            return
        }
        if let cause = Self.byTokens(attempts, odd) ?? Self.byOpening(attempts, odd, load)
            ?? Self.byTime(attempts)
        {
            self = cause
            return
        }
        self = .chance(low: odd.map(\.open).min() ?? 0, high: most + 1)
    }

    private static func byTokens(
        _ attempts: [FillingAttempt], _ odd: [FillingAttempt]
    ) -> CeilingCause? {
        guard let letIn = attempts.filter(\.isLetIn).map(\.tokens).max(),
            let refused = odd.map(\.tokens).min(), letIn < refused,
            // Those that were let in at as many streams asked for clearly less.
            let least = odd.map(\.open).min(),
            let largest = attempts.filter({ $0.isLetIn && $0.open >= least }).map(\.ownTokens)
                .max(),
            let smallest = odd.map(\.ownTokens).min(),
            largest * 4 < smallest * 3
                || Set(odd.map(\.round)).count < Set(attempts.map(\.round)).count
        else { return nil }
        return .tokens(low: letIn, high: refused)
    }

    private static func byOpening(
        _ attempts: [FillingAttempt], _ odd: [FillingAttempt], _ load: StreamLoad
    ) -> CeilingCause? {
        for seconds in spans {
            let starts = { (attempt: FillingAttempt) in
                load.begun(before: attempt.sent)
                    - load.begun(before: attempt.sent + .seconds(-seconds))
            }
            guard let least = odd.map(starts).min(), least > 0,
                attempts.allSatisfy({ !$0.isLetIn || starts($0) < least })
            else { continue }
            let others = attempts.filter { !$0.isLetIn && starts($0) < least }
            let most = (attempts.filter(\.isLetIn).map(\.open).max() ?? 0) + 1
            let isNumber = others.count >= fewest && others.allSatisfy { $0.mostHeld >= most }
            return .opening(
                starts: least, seconds: seconds, number: isNumber ? most : nil, most: most)
        }
        return nil
    }

    /// One number in the first rounds and another in those after them, each met again and again.
    private static func byTime(_ attempts: [FillingAttempt]) -> CeilingCause? {
        let rounds = Dictionary(grouping: attempts, by: \.round).sorted { $0.key < $1.key }
        let heights = rounds.map { _, attempts -> Int? in
            guard let most = attempts.filter(\.isLetIn).map(\.open).max() else {
                return attempts.isEmpty ? nil : 0
            }
            let refused = attempts.filter { !$0.isLetIn }
            let isClear = refused.count >= fewest && refused.allSatisfy { $0.mostHeld > most }
            return isClear ? most + 1 : nil
        }
        guard let first = heights.first ?? nil, let last = heights.last ?? nil, first != last,
            let change = heights.firstIndex(of: last),
            heights[change...].allSatisfy({ $0 == last }),
            heights[..<change].allSatisfy({ $0 == first }),
            let after = rounds[change - 1].value.map(\.sent).max(),
            let before = rounds[change].value.map(\.sent).max()
        else { return nil }
        return .moved(from: first, to: last, after: after, before: before)
    }
}
