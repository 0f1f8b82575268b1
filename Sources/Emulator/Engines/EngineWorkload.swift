package import RunModel
package import Statistics

/// What requests ask of an engine: lengths at random, independent of each other.
package struct EngineWorkload: Sendable, Equatable {
    package var promptTokens: Distribution
    package var outputTokens: Distribution
    /// Of each prompt, the beginning that all share; what a prefix cache spares.
    package var sharedPromptTokens = 0

    package init(promptTokens: Distribution, outputTokens: Distribution) {
        self.promptTokens = promptTokens
        self.outputTokens = outputTokens
    }

    /// Request `index`, the same for a seed whatever the load; it comes at `instant`.
    package func arrival(
        _ index: Int, seed: UInt64, at instant: MonotonicInstant, usesCache: Bool = false
    ) -> EngineArrival {
        var generator = EngineDraw.workload.generator(seed, index: UInt64(index))
        return arrival(index, using: &generator, at: instant, usesCache: usesCache)
    }

    private func arrival(
        _ index: Int, using generator: inout SeededGenerator, at instant: MonotonicInstant,
        usesCache: Bool
    ) -> EngineArrival {
        let prompt = max(Int(promptTokens.sample(using: &generator).rounded()), 1)
        let output = max(Int(outputTokens.sample(using: &generator).rounded()), 1)
        var arrival = EngineArrival(at: instant, promptTokens: prompt, outputTokens: output)
        if usesCache {
            arrival.blocks =
                PromptBlocks(
                    prefix: 1, shared: min(sharedPromptTokens, prompt), total: prompt,
                    own: generator.next()
                ).blocks
        }
        return arrival
    }

    /// `count` requests of a Poisson process of `rate` a second, the first after `start`. With another rate a
    /// seed gives the same requests closer together or further apart.
    package func poisson(
        rate: Double, count: Int, seed: UInt64,
        after start: MonotonicInstant = MonotonicInstant(nanoseconds: 0), usesCache: Bool = false
    ) -> [EngineArrival] {
        let gap = Distribution.exponential(mean: 1e9 / rate)
        var elapsed = 0.0
        return (0..<count).map { index in
            var generator = EngineDraw.workload.generator(seed, index: UInt64(index))
            elapsed += gap.sample(using: &generator)
            return arrival(
                index, using: &generator, at: start + .nanoseconds(Int64(elapsed)),
                usesCache: usesCache)
        }
    }
}

/// What answers are to be like, and how many of them.
package struct EngineObjective: Sendable {
    /// Of all requests, those refused and failed among them.
    package var share: Double
    /// Bounds that are met by what equals them; nil: any will do.
    package var timeToFirstToken: Duration?
    package var longestGap: Duration?
    package var timePerOutputToken: Duration?
    package var endToEnd: Duration?
    /// Beside the bounds; an answer that failed is not asked about.
    package var isMet: (@Sendable (EngineAnswer) -> Bool)?

    /// A failed answer never meets it.
    package init(
        share: Double, timeToFirstToken: Duration? = nil, longestGap: Duration? = nil,
        timePerOutputToken: Duration? = nil, endToEnd: Duration? = nil,
        isMet: (@Sendable (EngineAnswer) -> Bool)? = nil
    ) {
        self.share = share
        self.timeToFirstToken = timeToFirstToken
        self.longestGap = longestGap
        self.timePerOutputToken = timePerOutputToken
        self.endToEnd = endToEnd
        self.isMet = isMet
    }

    /// Whether one answer is as it is to be. A bound of gaps holds for answers without any.
    package func isMet(by answer: EngineAnswer) -> Bool {
        func holds(_ value: Duration?, _ bound: Duration?) -> Bool {
            guard let value, let bound else { return true }
            return value <= bound
        }
        guard !answer.isFailed, holds(answer.timeToFirstToken, timeToFirstToken),
            holds(answer.longestGap, longestGap),
            holds(answer.timePerOutputToken, timePerOutputToken),
            holds(answer.endToEnd, endToEnd)
        else { return false }
        return isMet?(answer) ?? true
    }

    /// The share of answers that meet it.
    package func shareMet(by answers: some Collection<EngineAnswer>) -> Double {
        guard !answers.isEmpty else { return 0 }
        return Double(answers.count(where: isMet(by:))) / Double(answers.count)
    }
}
