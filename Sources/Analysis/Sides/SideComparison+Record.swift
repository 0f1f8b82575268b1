package import RunModel

extension SideComparison {
    /// Compares the two sides of one run, measured in pairs of blocks.
    ///
    /// - Parameters:
    ///   - manifest: The run's manifest; its plan has a second side.
    ///   - requests: All rows of requests.csv, in any order.
    ///   - histograms: The pooled samples of measured requests.
    ///   - rules: What matters, and how sure one wants to be.
    package init(
        manifest: RunManifest, requests: [RequestRecord], histograms: HistogramSet,
        rules: SideRules
    ) {
        func side(_ target: Int) -> RunProfile {
            RunProfile(
                name: AgainstPlan.name(ofSide: target), manifest: manifest, requests: requests,
                histograms: histograms, target: target)
        }
        self.init(base: [side(0)], new: [side(1)], rules: rules, unit: .blockPair)
        blocks = manifest.blocks?.map { SideBlock($0) }
        without = manifest.plan.against?.without
        isSameAddress = without == nil ? manifest.plan.against?.isSameAddress : nil
    }

    /// What `ab` takes for the smallest change that matters: pairs of blocks see smaller ones.
    package static let smallestEffectOfPairs = 0.02
}

/// A block of a run with two sides, in order of time.
package struct SideBlock: Codable, Sendable, Equatable {
    package var round: Int
    package var isOfBase: Bool
    package var beginSeconds: Double?
    package var endSeconds: Double?
    /// How long the command before it took.
    package var betweenSeconds: Double?

    init(_ block: BlockRun) {
        round = block.index
        isOfBase = block.target == 0
        beginSeconds = block.beginNanoseconds.map { Double($0) / 1e9 }
        endSeconds = block.endNanoseconds.map { Double($0) / 1e9 }
        betweenSeconds = block.betweenSeconds
    }
}
