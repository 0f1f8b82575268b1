internal import RunModel

/// Collects the answers of requests `first`, `first + 1`, …
private struct AnswerCollector: EngineListener {
    static var hearsTokens: Bool { false }
    let first: Int
    var answers: [EngineAnswer?]
    /// Those that have ended since somebody looked.
    var fresh: [MonotonicInstant] = []
    private(set) var ended = 0
    private let keepsFresh: Bool

    init(first: Int, capacity: Int, keepsFresh: Bool) {
        self.first = first
        self.keepsFresh = keepsFresh
        answers = []
        answers.reserveCapacity(capacity)
    }

    mutating func token(of id: Int, at instant: MonotonicInstant) {}

    mutating func ended(_ answer: EngineAnswer) {
        // What was under way before is another run's.
        guard answer.id >= first else { return }
        let index = answer.id - first
        while answers.count <= index { answers.append(nil) }
        answers[index] = answer
        ended += 1
        if keepsFresh { fresh.append(answer.ended) }
    }
}

extension EngineSimulation {
    /// Lets requests come, in the order of their times, and goes on until each has ended. What is still under way of
    /// before, and what others ask, goes on beside them; cache, drift and line stay from one call to the next.
    ///
    /// - Returns: the answers in the order of `arrivals`.
    package mutating func run(_ arrivals: [EngineArrival]) -> [EngineAnswer] {
        var collector = AnswerCollector(
            first: counts.arrived, capacity: arrivals.count, keepsFresh: false)
        for arrival in arrivals { _ = submit(arrival, telling: &collector) }
        while collector.ended < arrivals.count, let next = nextEvent {
            advance(to: next, telling: &collector)
        }
        return collector.answers.compactMap { $0 }
    }

    /// Keeps `concurrency` requests under way until so many have ended: each caller asks again `turnaround` after its
    /// answer or refusal. `next` gives lengths and blocks of request n, from 0; its time does not matter.
    ///
    /// - Returns: the answers in the order of their coming; the last ones under way run to their end.
    package mutating func runClosed(
        concurrency: Int, requests: Int, turnaround: Duration = .microseconds(200),
        next: (Int) -> EngineArrival
    ) -> [EngineAnswer] {
        var collector = AnswerCollector(
            first: counts.arrived, capacity: requests, keepsFresh: true)
        var begun = 0
        var due = [MonotonicInstant](repeating: now, count: concurrency)
        var taken = 0
        while collector.ended < requests {
            let event = nextEvent
            if begun < requests, taken < due.count, due[taken] <= event ?? due[taken] {
                var arrival = next(begun)
                arrival.at = due[taken]
                taken += 1
                begun += 1
                _ = submit(arrival, telling: &collector)
            } else if let event {
                advance(to: event, telling: &collector)
            } else {
                break
            }
            due += collector.fresh.map { $0 + turnaround }
            collector.fresh.removeAll(keepingCapacity: true)
        }
        return collector.answers.compactMap { $0 }
    }
}
