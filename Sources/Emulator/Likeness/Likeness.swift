internal import Histogram
package import RunModel
internal import Statistics

/// The answers of a measured run, to be given again at random: each as a whole, so that what belongs together,
/// such as a late first token and a long answer, stays together.
///
/// It does not know how answers would change with the load, nor what was asked.
package struct Likeness: Sendable {
    private var streamed: [LikeAnswer] = []
    private var whole: [LikeAnswer] = []
    /// Requests whose gaps are their own, and those that drew them from the gaps of all.
    package private(set) var exactGaps = 0
    package private(set) var drawnGaps = 0
    package var answers: Int { streamed.count + whole.count }

    /// Of `requests` the measured ones count alone; `arrivals` is when the output events of a request arrived, in order, where
    /// chunks.csv has them.
    package init(
        _ requests: [RequestRecord], _ histograms: HistogramSet,
        arrivals: [Int: [MonotonicInstant]]
    ) {
        let pool =
            histograms.pooled(.interChunkLatency, .streaming).map(GapPool.init) ?? GapPool([])
        for record in requests where record.phase == .measured {
            guard var answer = LikeAnswer(record) else { continue }
            if record.mode == .streaming, answer.events > 1 {
                let times = arrivals[record.request] ?? []
                if times.count == answer.events {
                    answer.gaps = zip(times, times.dropFirst()).map { ($1 - $0).nanoseconds }
                    exactGaps += 1
                } else {
                    answer.gaps = pool.gaps(of: record)
                    drawnGaps += 1
                }
            }
            if record.mode == .streaming { streamed.append(answer) } else { whole.append(answer) }
        }
    }

    /// The answer to completion `number`, any of the record's as likely as another. Where the record has none of its kind,
    /// one of the other.
    func answer(_ seed: UInt64, number: UInt64, isStreaming: Bool) -> LikeAnswer? {
        let kind = isStreaming ? streamed : whole
        let other = isStreaming ? whole : streamed
        var generator = SeededGenerator(
            seed: seed, purpose: DrawPurpose.likeness.rawValue, index: number)
        return (kind.isEmpty ? other : kind).randomElement(using: &generator)
    }
}

/// The gaps of all streams together, for those whose own are not kept.
struct GapPool {
    /// Ascending, each as often as it was.
    private let values: [(value: Int64, upTo: Int64)]

    init(_ histogram: LatencyHistogram) {
        self.init(histogram.recordedValues().map { (Int64($0.value), Int64($0.count)) })
    }

    init(_ counted: [(value: Int64, count: Int64)]) {
        var sum: Int64 = 0
        values = counted.map { entry in
            sum += entry.count
            return (entry.value, sum)
        }
    }

    /// Gaps of one request: its longest where it was, the others drawn from the pool, no longer than that, and fitted to the
    /// time that they took together.
    func gaps(of record: RequestRecord) -> [Int64] {
        guard let first = record.instants.firstOutput, let last = record.instants.lastOutput
        else { return [] }
        let count = record.events.output - 1
        let span = (last - first).nanoseconds
        let mean = span / Int64(max(count, 1))
        guard let total = values.last?.upTo, count > 1 else {
            return Array(repeating: mean, count: count)
        }
        var generator = SeededGenerator(
            seed: 1, purpose: DrawPurpose.likeness.rawValue, index: UInt64(record.request))
        let longest = record.maxGap?.nanoseconds ?? span
        let place = min(max((record.maxGapEvent ?? 1) - 1, 0), count - 1)
        var gaps = (0..<count).map { index in
            index == place
                ? 0 : min(value(at: Int64.random(in: 1...total, using: &generator)), longest)
        }
        let rest = Double(max(span - longest, 0))
        let drawn = Double(max(gaps.reduce(0, +), 1))
        for index in gaps.indices { gaps[index] = Int64(Double(gaps[index]) * rest / drawn) }
        gaps[place] = min(longest, span)
        return gaps
    }

    private func value(at rank: Int64) -> Int64 {
        var low = 0
        var high = values.count - 1
        while low < high {
            let middle = (low + high) / 2
            if values[middle].upTo < rank { low = middle + 1 } else { high = middle }
        }
        return values[low].value
    }
}

extension AnswerBehaviour {
    /// As `answer` was.
    mutating func imitate(_ answer: LikeAnswer) {
        like = answer
        latency.timeToFirstToken = .constant(answer.timeToFirstToken.milliseconds)
        reasoningTokens = answer.reasoningTokens
        latency.outputTokens = .constant(Double(answer.tokens - answer.reasoningTokens))
        fault = answer.fault
    }
}
