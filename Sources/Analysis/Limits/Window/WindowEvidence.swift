/// What a run's answers say of how many requests had been counted when, for one belief of whether refused
/// ones are counted. Every number is a bound that holds whenever, between sending and answer, the server
/// decided, and whether or not it counted those that got no answer.
///
/// Which of two came first is only taken from the client's one clock. Spans of the server's clock may be off
/// by its `jitter`; where they are compared with the window's length, by `tolerance`.
struct WindowEvidence: Sendable {
    /// Of the window, in seconds.
    let length: Double
    /// By how much the server's clock may be off from one decision to the next, in seconds.
    let jitter: Double
    /// That, and by how much a window may be longer or shorter than is said, in seconds.
    let tolerance: Double
    let countsRejected: Bool
    /// In the order of sending.
    let observations: [WindowObservation]
    let refused: [WindowObservation]
    /// In the order of their answers.
    let admitted: [WindowObservation]
    /// The latest sending of those admitted up to an index of `admitted`.
    let latestAdmittedSent: [Double]

    private let certainSent: InstantCounts
    private let certainAnswered: InstantCounts
    private let possibleSent: InstantCounts
    private let possibleAnswered: InstantCounts
    private let admittedSent: InstantCounts
    private let admittedAnswered: InstantCounts
    private let countedRefusedSent: InstantCounts
    private let countedRefusedAnswered: InstantCounts
    /// The earliest answer of those refused from an index of `refused` on.
    let earliestRefusedAnswer: [Double]
    /// How many of those refused before an index of `refused` are counted where refused ones are.
    private let countableRefused: [Int]
    /// What may have been counted beside the requests whose answers are known.
    private let uncertainSent: InstantCounts

    init(
        _ observations: [WindowObservation], length: Double, jitter: Double, countsRejected: Bool
    ) {
        self.length = length
        self.jitter = jitter
        tolerance = jitter + 0.001 * length
        self.countsRejected = countsRejected
        let sorted = observations.sorted { $0.sent < $1.sent }
        self.observations = sorted
        let admitted = sorted.filter { $0.isAdmitted == true && $0.mayCount }
            .sorted { $0.answered < $1.answered }
        let refused = sorted.filter { $0.isAdmitted == false }
        self.admitted = admitted
        self.refused = refused
        latestAdmittedSent = admitted.map(\.sent).runningMaximum()
        earliestRefusedAnswer = refused.reversed().map { -$0.answered }.runningMaximum()
            .reversed().map { -$0 }

        func least(_ item: WindowObservation) -> Int {
            item.leastCount(countsRejected: countsRejected)
        }
        func most(_ item: WindowObservation) -> Int {
            item.mostCount(countsRejected: countsRejected)
        }
        certainSent = InstantCounts(sorted.map { ($0.sent, least($0)) })
        certainAnswered = InstantCounts(sorted.map { ($0.answered, least($0)) })
        possibleSent = InstantCounts(sorted.map { ($0.sent, most($0)) })
        possibleAnswered = InstantCounts(sorted.map { ($0.answered, most($0)) })
        uncertainSent = InstantCounts(sorted.map { ($0.sent, most($0) - least($0)) })
        countableRefused = refused.reduce(into: [0]) { counts, item in
            counts.append(counts[counts.count - 1] + (item.mayCount ? 1 : 0))
        }
        admittedSent = InstantCounts(admitted.map { ($0.sent, 1) })
        admittedAnswered = InstantCounts(admitted.map { ($0.answered, 1) })
        countedRefusedSent = InstantCounts(refused.map { ($0.sent, least($0)) })
        countedRefusedAnswered = InstantCounts(refused.map { ($0.answered, least($0)) })
    }

    /// Of those decided in this span, the one admitted last was let in although so many, itself among
    /// them, had been counted. Whichever of them it was: all others that were admitted came before it,
    /// and so did those refused that had their answer when one of the admitted was sent.
    func leastUse(from start: Double, through end: Double) -> Int {
        let admittedHere = admittedAnswered.through(end) - admittedSent.before(start)
        guard admittedHere > 0 else { return 0 }
        guard countsRejected else { return admittedHere }
        let index = admitted.boundary(where: { $0.answered > end }) - 1
        let last = index >= 0 ? latestAdmittedSent[index] : start
        return admittedHere
            + max(
                countedRefusedAnswered.before(last) - countedRefusedSent.before(start), 0)
    }

    /// How many were certainly counted in this span.
    func leastCount(from start: Double, through end: Double) -> Int {
        max(certainAnswered.through(end) - certainSent.before(start), 0)
    }

    /// How many had certainly been counted since `start` when this one was decided.
    func leastCount(from start: Double, before item: WindowObservation) -> Int {
        max(certainAnswered.before(item.sent) - certainSent.before(start), 0)
    }

    /// How many may have been counted in this span.
    func mostCount(from start: Double, through end: Double) -> Int {
        max(possibleSent.through(end) - possibleAnswered.before(start), 0)
    }

    /// How many may have been counted since `start` when this one was decided.
    func mostCount(from start: Double, before item: WindowObservation) -> Int {
        mostCount(from: start, through: item.answered)
            - item.leastCount(countsRejected: countsRejected)
    }

    /// How many may have been counted since `start` when the first of some was decided: of the refused ones
    /// from the position `index` in `refused` on. Whichever of them it was, none of the others came before
    /// it.
    func mostUse(from start: Double, ofRefusedFrom index: Int) -> Int {
        let answered = earliestRefusedAnswer[index]
        let refusedBefore = countsRejected ? countableRefused[index] : 0
        let count = uncertainSent.through(answered) + admittedSent.through(answered)
        return max(count + refusedBefore - possibleAnswered.before(start), 0)
    }

    /// The position in `refused` of the first that was sent at `start` or later; nil where there is none.
    func firstRefused(sentFrom start: Double) -> Int? {
        let index = refused.boundary(where: { $0.sent >= start })
        return index < refused.count ? index : nil
    }
}

extension Collection where Element == Double {
    /// The greatest of the elements up to each one.
    func runningMaximum() -> [Double] {
        var greatest = -Double.infinity
        return map { element in
            greatest = Swift.max(greatest, element)
            return greatest
        }
    }
}
