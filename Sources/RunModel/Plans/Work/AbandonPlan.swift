/// Readers who close the page before the answer is whole.
package struct AbandonPlan: Codable, Sendable, Equatable {
    /// Of all requests, from 0 to 1; which ones is drawn by the plan's seed.
    package var share: Double
    /// After how long they leave, since their request was due: a time, or a distribution of times such as
    /// `exponential(2s)`.
    package var after: String

    package init(share: Double, after: String) {
        self.share = share
        self.after = after
    }
}
