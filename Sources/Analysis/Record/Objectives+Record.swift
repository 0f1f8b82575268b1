package import RunModel

extension Objectives {
    /// Whether the request succeeded and kept every bound. A bound on something that the request did
    /// not have, such as a gap where there was one event, is kept.
    package func areMet(by request: RequestRecord) -> Bool {
        guard request.outcome.isSuccess else { return false }
        let measured: [(TimeSpan?, Duration?)] = [
            (timeToFirstToken, request.timeToFirstToken), (maxGap, request.maxGap),
            (timePerOutputToken, request.timePerOutputToken),
            (endToEnd, request.endToEnd),
        ]
        return measured.allSatisfy { bound, value in
            guard let bound, let value else { return true }
            return value < bound.duration
        }
    }
}
