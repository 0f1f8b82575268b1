internal import RunModel

/// A moment of a run that somebody marked, where the charts over time show it.
package struct MarkedMoment: Codable, Sendable, Equatable {
    /// Since the run's origin.
    package var atSeconds: Double
    /// Since the first request was due, as the load's steps count; absent where there was none.
    package var sinceFirstDueSeconds: Double?
    /// Since the measured window began, as timelines count.
    package var sinceWindowSeconds: Double
    package var text: String

    /// In order of time; nil where there is none.
    static func moments(_ marks: [RunMark], in record: JudgedRecord) -> [MarkedMoment]? {
        guard !marks.isEmpty else { return nil }
        let first = record.requests.map(\.instants.scheduled).min()
        return marks.sorted { $0.instant < $1.instant }.map { mark in
            let at = (mark.instant - record.manifest.origin).seconds
            return MarkedMoment(
                atSeconds: at, sinceFirstDueSeconds: first.map { (mark.instant - $0).seconds },
                sinceWindowSeconds: at - record.window.startSeconds, text: mark.text)
        }
    }
}
