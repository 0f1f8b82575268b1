package import RunModel

/// How many measured requests of a mode ended one way, and what was said first about it.
package struct OutcomeCount: Codable, Sendable, Equatable {
    package var outcome: Outcome
    package var mode: ResponseMode
    package var count: Int
    /// The HTTP statuses that came with it, ascending.
    package var statuses: [Int]
    /// The message of the earliest request that has one. The server wrote it: escape it.
    package var firstMessage: String?

    /// One request that was to stream and ended so.
    package static func ofRequests(_ outcome: Outcome) -> OutcomeCount {
        OutcomeCount(
            outcome: outcome, mode: .streaming, count: 1, statuses: [], firstMessage: nil)
    }

    /// How most requests failed; nil where one succeeded, or none failed.
    package static func mostFrequentFailure(of requests: [RequestRecord]) -> OutcomeCount? {
        guard !requests.contains(where: \.outcome.isSuccess) else { return nil }
        return counts(of: requests).filter(\.outcome.isFailure).max { $0.count < $1.count }
    }

    /// The counts of requests that come in order of their numbers.
    static func counts(of requests: [RequestRecord]) -> [OutcomeCount] {
        var found: [ResponseMode: [Outcome: OutcomeCount]] = [:]
        for request in requests {
            var entry =
                found[request.mode]?[request.outcome]
                ?? OutcomeCount(
                    outcome: request.outcome, mode: request.mode, count: 0, statuses: [],
                    firstMessage: nil)
            entry.count += 1
            if let status = request.status, !entry.statuses.contains(status) {
                entry.statuses.append(status)
            }
            entry.firstMessage = entry.firstMessage ?? request.message
            found[request.mode, default: [:]][request.outcome] = entry
        }
        return ResponseMode.allCases.flatMap { mode in
            Outcome.allCases.compactMap { outcome in
                guard var entry = found[mode]?[outcome] else { return nil }
                entry.statuses.sort()
                return entry
            }
        }
    }
}
