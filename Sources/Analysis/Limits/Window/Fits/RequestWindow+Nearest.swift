extension RequestWindow {
    /// What comes nearest to explaining the answers where nothing explains them all.
    struct Nearest {
        private var answers = 0
        private var contradictions = Int.max
        private var name = ""

        init(_ evidence: WindowEvidence) {
            answers = evidence.admitted.count + evidence.refused.count
            trySliding(evidence)
            tryFixed(evidence)
            tryBucket(evidence)
        }

        /// Without a full stop.
        var sentence: String {
            "no way of counting explains all \(answers) answers; "
                + (contradictions > 0
                    ? "\(name) explains all but \(contradictions)" : "\(name) comes nearest")
        }

        private mutating func trySliding(_ evidence: WindowEvidence) {
            let least = evidence.admitted.map { item in
                let start = item.answered - evidence.length + evidence.tolerance
                return Double(evidence.leastCount(from: start, before: item) + 1)
            }
            let most = evidence.refused.map { item in
                let start = item.sent - evidence.length - evidence.tolerance
                return Double(evidence.mostCount(from: start, before: item))
            }
            take(least, most) { "a sliding window of \($0)" }
        }

        /// Coarsely at first, then around what was best.
        private mutating func tryFixed(_ evidence: WindowEvidence) {
            let step = evidence.length / 16
            var best = 0.0
            for index in 0..<16 where tryFixed(evidence, edge: Double(index) * step) {
                best = Double(index) * step
            }
            for index in -8...8 {
                _ = tryFixed(evidence, edge: best + Double(index) * step / 8)
            }
        }

        private mutating func tryFixed(_ evidence: WindowEvidence, edge: Double) -> Bool {
            func start(_ instant: Double) -> Double {
                edge + ((instant - edge) / evidence.length).rounded(.down) * evidence.length
            }
            let least = evidence.admitted.map { item in
                Double(
                    evidence.leastCount(
                        from: start(item.answered) + evidence.tolerance, before: item) + 1)
            }
            let most = evidence.refused.map { item in
                Double(
                    evidence.mostCount(from: start(item.sent) - evidence.tolerance, before: item))
            }
            return take(least, most) { "a fixed window of \($0)" }
        }

        private mutating func tryBucket(_ evidence: WindowEvidence) {
            let bounds = BucketBounds(evidence)
            var inflow = 0.5
            while inflow < 4 * Double(answers) {
                let rate = inflow / evidence.length
                let least = bounds.leastMissing(rate).map { ($0 + 1).rounded(.up) }
                let most = bounds.mostMissing(rate).map { $0.rounded(.up) }
                let rounded = Int(inflow.rounded(.up))
                take(least, most) { "a bucket of \($0) and about \(rounded) more in a window" }
                inflow *= 1.2
            }
        }

        /// Finds the value that the fewest bounds contradict. Answers whether that is the best yet.
        @discardableResult
        private mutating func take(
            _ least: [Double], _ most: [Double], name: (Int) -> String
        ) -> Bool {
            let least = least.sorted()
            let most = most.sorted()
            var isBest = false
            // Of equals the greatest: what was let in counts for more than what was refused.
            for value in Set(least + most).sorted(by: >) where value >= 1 {
                let above = least.count - least.boundary(where: { $0 > value })
                let below = most.boundary(where: { $0 >= value })
                guard above + below < contradictions else { continue }
                contradictions = above + below
                self.name = name(Int(value))
                isBest = true
            }
            return isBest
        }
    }
}
