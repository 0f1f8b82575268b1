/// What a number says of its metric.
package enum Statistic: String, Codable, Sendable, CaseIterable {
    case count
    case total
    case share
    case rate
    case value
    case min
    case mean
    case p50
    case p90
    case p95
    case p99
    case p999 = "p99.9"
    case max
    /// Percentiles in which a failed request is infinitely slow.
    case p50Adjusted = "p50_adjusted"
    case p90Adjusted = "p90_adjusted"
    case p95Adjusted = "p95_adjusted"
    case p99Adjusted = "p99_adjusted"
    /// The mean of the rounds' values, with Student's t interval over the rounds.
    case roundMean = "round_mean"

    package static let percentiles: [Statistic] = [.p50, .p90, .p95, .p99, .p999]

    /// The quantile of a percentile, between 0 and 1; nil for the others.
    package var quantile: Double? {
        switch self {
        case .p50, .p50Adjusted: 0.5
        case .p90, .p90Adjusted: 0.9
        case .p95, .p95Adjusted: 0.95
        case .p99, .p99Adjusted: 0.99
        case .p999: 0.999
        default: nil
        }
    }
}
