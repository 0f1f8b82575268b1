internal import RunModel

/// What only some plans ask for.
extension ModeRequests {
    /// The share of judged answers that were not what was expected.
    static func unexpectedAnswers(of requests: [RequestRecord]) -> CountedShare? {
        CountedShare(.unexpectedAnswers, of: requests.compactMap { $0.isExpected.map { !$0 } })
    }

    func addWork(to numbers: inout ModeNumbers) {
        numbers.unexpectedAnswers = Self.unexpectedAnswers(of: requests)
        guard requests.contains(where: { $0.bytes.media != nil }) else { return }
        numbers.upload = MeasuredSample(.upload)
            .numbers(requests.compactMap { $0.uploadTime?.milliseconds })
    }
}
