internal import RunModel

/// What the live views say beside numbers.
enum LiveWording {
    /// What holds starts back, or did, in one sentence; nil where nothing has so far.
    static func holding(_ state: LiveState) -> String? {
        if let ending = state.ending { return "Nothing more starts: \(ending)." }
        if state.snapshot.serverPause > .zero {
            return
                "The server asked to be left alone: \(QuantityFormat.clock(state.snapshot.serverPause)) left."
        }
        let held = TierWording.held(state.heldBack)
        return held.isEmpty ? nil : "Starts were \(held.joined(separator: "; ")) so far."
    }

    /// Successes first, then by how many there are.
    static func outcomes(_ counts: [Outcome: Int]) -> [(outcome: Outcome, count: Int)] {
        counts.map { (outcome: $0.key, count: $0.value) }.sorted {
            ($0.outcome.isSuccess ? 0 : 1, -$0.count, $0.outcome.rawValue)
                < ($1.outcome.isSuccess ? 0 : 1, -$1.count, $1.outcome.rawValue)
        }
    }
}
