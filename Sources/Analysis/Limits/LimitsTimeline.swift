/// Every request of a limits run on one axis, for the picture.
package struct LimitsTimeline: Codable, Sendable, Equatable {
    package enum State: String, Codable, Sendable, CaseIterable {
        case accepted
        case refused
        case noAnswer = "no_answer"
        case failed
    }

    package struct Entry: Codable, Sendable, Equatable {
        package var request: Int
        package var probe: String
        package var round: Int
        package var isStreaming: Bool
        /// Seconds since the run's origin, as all times here.
        package var sent: Double
        /// The first output, or the head of a refusal.
        package var answered: Double?
        package var closed: Double
        package var state: State
        package var status: Int?
        /// How an accepted one ended: `end`, `cancel`, `cut`, `interrupted` with the run, or a failure's
        /// outcome.
        package var ending: String
        /// What the server calls the request, where it said so.
        package var serverRequestId: String?

        package init(
            request: Int, probe: String, round: Int, isStreaming: Bool, sent: Double,
            answered: Double?, closed: Double, state: State, status: Int?, ending: String
        ) {
            self.request = request
            self.probe = probe
            self.round = round
            self.isStreaming = isStreaming
            self.sent = sent
            self.answered = answered
            self.closed = closed
            self.state = state
            self.status = status
            self.ending = ending
        }
    }

    package var entries: [Entry] = []

    package init() {}
}
