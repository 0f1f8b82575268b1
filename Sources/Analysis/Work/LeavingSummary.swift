internal import RunModel

/// What became of the readers who meant to leave. Counts are of measured requests.
package struct LeavingSummary: Codable, Sendable, Equatable {
    /// Who meant to leave.
    package var readers: Int
    /// Those of them who left before the first token came.
    package var leftBeforeFirstToken: Int
    /// Those who left an answer that had begun.
    package var leftAfterFirstToken: Int
    /// Those whose answer was whole before they would have left.
    package var stayed: Int
    /// Output events that came to those who left.
    package var eventsReceived: Int

    /// Nil of a run in which all stay.
    init?(_ record: JudgedRecord) {
        guard record.manifest.plan.request.abandon != nil else { return nil }
        let readers = record.measured.filter { $0.leaveAfter != nil }
        let left = readers.filter { $0.outcome == .cancelled }
        self.readers = readers.count
        leftBeforeFirstToken = left.count { $0.instants.firstOutput == nil }
        leftAfterFirstToken = left.count - leftBeforeFirstToken
        stayed = readers.count(where: \.outcome.isSuccess)
        eventsReceived = left.reduce(0) { $0 + $1.events.output }
    }
}
