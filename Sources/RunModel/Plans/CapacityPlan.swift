/// What a search for the largest load that keeps its objectives is to do.
package struct CapacityPlan: Codable, Sendable, Equatable {
    /// Assertions on percentiles and shares, such as `ttft.p95 < 500ms`.
    package var objectives: [String] = []
    package var load: LoadKind = .rate
    /// How close to the truth the answer shall be: 0.1 is 10 %.
    package var resolution = 0.1
    /// The load of the first step. Absent: 1 a second, or 1 stream.
    package var start: Double?
    /// Loads that are not gone beyond. Absent: what the machine and a tier allow.
    package var most: Double?
    /// Requests of all steps together.
    package var maxRequests = 20_000
    /// Time of all steps together.
    package var maxDuration = TimeSpan(.seconds(3600))
    /// Output tokens of all steps together; absent: as many as the requests bring.
    package var maxTokens: Int?
    /// Less than that is a failure.
    package var required: Double?

    package init() {}

    /// What is raised from step to step.
    package enum LoadKind: String, Codable, Sendable, CaseIterable {
        /// Requests a second, whatever the server does.
        case rate
        /// Streams kept open.
        case concurrency
    }
}
