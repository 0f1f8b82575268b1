internal import RunModel

/// One prompt asked both ways, with both answers whole.
struct AnswerPair {
    /// The number of the pair's first request.
    let number: Int
    let round: Int
    let streaming: RequestRecord
    let nonStreaming: RequestRecord
}

/// The measured pairs of a run, by their numbers.
struct AnswerPairs {
    /// Those that have a request of either mode.
    private(set) var count = 0
    private(set) var complete: [AnswerPair] = []
    /// The answers of each mode that succeeded, by pair: what a broken partner should have been.
    private(set) var successes: [ResponseMode: [Int: RequestRecord]] = [:]
    /// Of each pair that is not complete, the modes whose answer failed.
    private(set) var lost: [Set<ResponseMode>] = []

    /// Takes the last attempt of each request.
    init(_ measured: [RequestRecord]) {
        var members: [Int: [RequestRecord]] = [:]
        for request in measured {
            if let pair = request.pair { members[pair, default: []].append(request) }
        }
        for (number, requests) in members.sorted(by: { $0.key < $1.key }) {
            count += 1
            var failed: Set<ResponseMode> = []
            let ordered = requests.sorted { ($0.request, $0.attempt) < ($1.request, $1.attempt) }
            for mode in ResponseMode.allCases {
                let last = ordered.last { $0.mode == mode }
                if let last, last.outcome.isSuccess { successes[mode, default: [:]][number] = last }
                if let last, last.outcome.isFailure { failed.insert(mode) }
            }
            // Pairs stay in one round; where a merge has cut one apart, its first request says.
            if let round = ordered.first?.round,
                let streaming = successes[.streaming]?[number],
                let nonStreaming = successes[.nonStreaming]?[number]
            {
                complete.append(
                    AnswerPair(
                        number: number, round: round, streaming: streaming,
                        nonStreaming: nonStreaming))
            } else {
                lost.append(failed)
            }
        }
    }
}
