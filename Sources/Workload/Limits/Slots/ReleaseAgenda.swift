internal import RunModel

/// What is still to be done to free slots in a round, in its order, and how long the answers are that this
/// takes.
struct ReleaseAgenda {
    enum Task: Equatable {
        case stream(Leaving)
        /// Asks for one stream more while all slots are taken: it is refused just before a slot is freed, so
        /// that it is the slot that lets the next one in.
        case excess
        /// Asks for a whole answer while all slots are taken.
        case wholeExcess
        case whole(Leaving)
    }

    enum Leaving: CaseIterable {
        case end, cancel, cut

        /// What makes the victim leave so.
        func dispatch(_ victim: Int) -> Dispatch {
            switch self {
            case .cancel: .cancel(request: victim, .close)
            case .cut: .cancel(request: victim, .reset)
            case .end: .waitForEnd
            }
        }
    }

    private var tasks: [Task]
    private let round: Int
    private let isQueueing: Bool
    private let mostTokens: Int

    /// `confirmsHeight` is wanted where the rate may be what refused others.
    init(
        round: Int, isQueueing: Bool, confirmsHeight: Bool, looksAtWholeAnswers: Bool,
        mostTokens: Int
    ) {
        self.round = round
        self.mostTokens = mostTokens
        self.isQueueing = isQueueing
        let cycle = Leaving.allCases.map { Task.stream($0) }
        tasks = Array(repeatElement(cycle, count: LimitsPlan.releaseCycles).joined())
        if confirmsHeight, !isQueueing { tasks.insert(.excess, at: 1) }
        if looksAtWholeAnswers { tasks.append(.wholeExcess) }
    }

    var current: Task? { tasks.first }

    mutating func finishTask() {
        if !tasks.isEmpty { tasks.removeFirst() }
    }

    mutating func giveUp() {
        tasks = []
    }

    /// Whole answers take slots, so how they free them is looked at too.
    mutating func addWholeAnswers() {
        if !isQueueing { tasks += Leaving.allCases.map { .whole($0) } }
    }

    /// What the request asks that follows the present task's victim. `isBegun` is false before the task has
    /// one.
    func probe(isBegun: Bool) -> ProbeStep {
        switch current {
        case .stream(.cancel): .releaseCancel
        case .stream(.cut): .releaseCut
        case .stream(.end), .excess, .wholeExcess, nil: .releaseEnd
        case .whole where !isBegun: .wholeHold
        case .whole(.cancel): .releaseWholeCancel
        case .whole(.cut): .releaseWholeCut
        case .whole(.end): .releaseWholeEnd
        }
    }

    // MARK: Lengths, in tokens

    /// The stream that is let in is the next victim: short where it is to end by itself, else of two lengths
    /// that change with the cause and the round, so that a slot kept until the natural end differs from one
    /// kept for a fixed time.
    func lengthOfNext(_ speed: TargetSpeed, isBegun: Bool) -> Int {
        let upcoming = tasks.dropFirst(!isBegun && !isQueueing ? 0 : 1).first
        if upcoming == .stream(.end) {
            return speed.tokens(for: speed.shortAnswer, atMost: mostTokens)
        }
        let isLonger = (upcoming == .stream(.cut)) == round.isMultiple(of: 2)
        return speed.tokens(for: speed.mediumAnswer * (isLonger ? 2 : 1), atMost: mostTokens)
    }

    /// Of two lengths that change with the cause and the round, as those of streams.
    func lengthOfWhole(_ speed: TargetSpeed) -> Int {
        let isLonger = (current == .whole(.cut)) == round.isMultiple(of: 2)
        let factor = current == .whole(.end) ? 3.0 : isLonger ? 7 : 5
        return speed.tokens(for: speed.patience * factor, atMost: mostTokens)
    }
}
