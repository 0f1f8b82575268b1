package import RunModel
internal import Statistics

/// What blocks of a few requests showed before the run.
package struct Readiness: Codable, Sendable, Equatable {
    package struct Block: Codable, Sendable, Equatable {
        /// Of the block's answers; absent where none came.
        package var medianMilliseconds: Double?
        package var requests: Int
        package var failures: Int

        package init(medianMilliseconds: Double?, requests: Int, failures: Int) {
            self.medianMilliseconds = medianMilliseconds
            self.requests = requests
            self.failures = failures
        }

        /// What the rows of a block say. One that was asked again in another way is judged by how that ended: a
        /// target that wants another model's name or other members is none that fails.
        package init(_ rows: [RequestRecord]) {
            let requests = rows.filter { $0.phase == .measured }
            let times = requests.filter(\.outcome.isSuccess).compactMap {
                ($0.timeToFirstToken ?? $0.endToEnd)?.milliseconds
            }
            self.init(
                medianMilliseconds: SortedSample(times).median, requests: requests.count,
                failures: requests.count(where: \.outcome.isFailure))
        }
    }

    package var blocks: [Block] = []
    package var isSettled = false
    /// How long the target was waited for before it answered at all.
    package var waitedSeconds = 0.0

    /// Two neighbours agree whose medians differ by less; a fifth is more than a median of eight answers usually
    /// errs, and far less than what loading and capturing cost.
    package static let agreement = 0.2
    package static let leastMilliseconds = 10.0

    package init() {}

    package mutating func add(_ block: Block) {
        if let last = blocks.last, last.failures == 0, block.failures == 0,
            let before = last.medianMilliseconds, let after = block.medianMilliseconds
        {
            let most = max(Self.agreement * max(before, after), Self.leastMilliseconds)
            isSettled = abs(after - before) <= most
        }
        blocks.append(block)
    }
}
