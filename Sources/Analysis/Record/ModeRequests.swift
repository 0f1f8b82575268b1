internal import RunModel
internal import Statistics

/// The requests of one mode, over the whole run or over one round of it: its numbers are made from them.
struct ModeRequests {
    let record: JudgedRecord
    let mode: ResponseMode
    let round: Int?
    let requests: [RequestRecord]
    let successes: [RequestRecord]
    /// Those of them that came to their own end: what our limit ended has no length of its own.
    let whole: [RequestRecord]
    /// Those whose latencies up to the first gap are true: what we cancelled had begun well.
    let begun: [RequestRecord]

    init(record: JudgedRecord, mode: ResponseMode, round: Int?) {
        self.record = record
        self.mode = mode
        self.round = round
        requests = record.measured.filter {
            $0.mode == mode && (round == nil || $0.round == round)
        }
        successes = requests.filter(\.outcome.isSuccess)
        whole = requests.filter { $0.outcome == .ok }
        begun = requests.filter { $0.outcome.isSuccess || $0.outcome == .cancelled }
    }

    /// All that a mode is told by.
    func numbers() -> ModeNumbers {
        var numbers = roundNumbers()
        addDisplay(to: &numbers)
        addConnect(to: &numbers)
        addArrivals(to: &numbers)
        addGoodput(to: &numbers)
        addOutcomes(to: &numbers)
        addEvents(to: &numbers)
        addTokens(to: &numbers)
        addWire(to: &numbers)
        addClient(to: &numbers)
        addCertainty(to: &numbers)
        addWay(to: &numbers)
        addWork(to: &numbers)
        return numbers
    }

    /// The few numbers that a round is compared by, but for what arrived in its time.
    func roundNumbers() -> ModeNumbers {
        var numbers = ModeNumbers(mode: mode, round: round)
        addCounts(to: &numbers)
        addLatencies(to: &numbers)
        addGaps(to: &numbers)
        addSpeeds(to: &numbers)
        return numbers
    }

    private func addCounts(to numbers: inout ModeNumbers) {
        func count(_ requests: Int) -> Estimate {
            Estimate(.requests, .count, Double(requests), .count, count: requests)
        }
        numbers.requests = count(requests.count)
        numbers.coldRequests = count(requests.count { $0.connection == .cold })
        numbers.warmRequests = count(requests.count { $0.connection == .warm })
        numbers.failures = Self.failures(of: requests)
    }

    /// The share of succeeded and failed requests that failed; nil where there are neither.
    static func failures(of requests: [RequestRecord]) -> CountedShare? {
        CountedShare(
            .failures,
            of: requests.map(\.outcome).filter { $0.isSuccess || $0.isFailure }.map(\.isFailure))
    }
}
