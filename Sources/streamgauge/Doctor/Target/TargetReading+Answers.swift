import Analysis
import Reporting
import RunModel

extension TargetReading {
    var answerFindings: [Finding] {
        guard let summary = answers.summary else { return [] }
        let successes = answers.requests.filter {
            $0.mode == .streaming && $0.outcome.isSuccess
        }
        let streaming = StreamingFinding.of(summary)
        guard !successes.isEmpty else {
            return [answers.hasSuccess ? noStream : failure(summary), streaming]
                .compactMap { $0 }
        }
        return [
            answered(successes, summary), streaming, keepAlive(successes), usage(successes),
            limits,
        ].compactMap { $0 }
    }

    /// A run asks for non-streaming answers where a server does not stream.
    private var noStream: Finding {
        let asked = answers.requests.count { $0.mode == .streaming }
        let whole = answers.requests.count - asked
        return Finding(
            .answers, .mend,
            "none of \(Self.requests(asked)) for a stream succeeded; without 'stream: true', "
                + "\(answers.requests.count(where: \.outcome.isSuccess)) of \(whole) did",
            cost: "A run would measure no stream.",
            remedy: "See 'streaming' below.")
    }

    private static func requests(_ count: Int) -> String {
        count == 1 ? "1 request" : "\(count) requests"
    }

    /// Empty where none was cut.
    private var cut: String {
        guard answers.requests.contains(where: { $0.outcome == .cut }) else { return "" }
        return "; what had not ended after \(Int(answers.waited.seconds.rounded())) s was cut"
    }

    private func failure(_ summary: RunSummary) -> Finding {
        let failed = summary.outcomes.filter(\.outcome.isFailure).max { $0.count < $1.count }
        let count = answers.requests.count
        let status = failed?.statuses.first.map { ", status \($0)" } ?? ""
        let words = failed?.firstMessage.map { ": \($0)" } ?? ""
        return Finding(
            .answers, .mend,
            "\(count == 1 ? "no request" : "none of \(count) requests") succeeded "
                + "(\(failed?.outcome.rawValue ?? "none ended")\(status))\(words)\(cut)",
            cost: "A run would measure nothing.",
            remedy: ([proxyAdvice].compactMap { $0 } + answers.advice).joined(separator: " "))
    }

    private func answered(_ successes: [RequestRecord], _ summary: RunSummary) -> Finding {
        let times = successes.compactMap(\.timeToFirstToken).sorted()
        var found = "\(successes.count) of \(Self.requests(answers.requests.count)) succeeded"
        if let median = times.isEmpty ? nil : times[times.count / 2] {
            let time = QuantityFormat.latency(milliseconds: median.seconds * 1e3)
            found += ", the first token after \(time) (median)"
        }
        guard successes.count < answers.requests.count else { return Finding(.answers, .ok, found) }
        let failed = summary.outcomes.filter(\.outcome.isFailure).max { $0.count < $1.count }
        let words = failed.map { count in
            ": \(count.outcome.rawValue)" + (count.firstMessage.map { ", \($0)" } ?? "")
        }
        return Finding(
            .answers, .note, found + (words ?? "") + cut,
            cost: "Failures stand outside the latencies, and beside them in each report.",
            remedy: proxyAdvice ?? failed.map { RemedyLine.text($0) })
    }

    /// All requests after the first may have used its connection.
    private func keepAlive(_ successes: [RequestRecord]) -> Finding? {
        let later = successes.dropFirst()
        guard !later.isEmpty else { return nil }
        let warm = later.count { $0.connection == .warm }
        guard warm == 0 else {
            return Finding(
                .keepAlive, .ok,
                "\(warm) of \(later.count) later requests used a connection again")
        }
        let handshake = successes.compactMap { request -> Double? in
            let phases = request.connectPhases
            guard let connect = phases.connect else { return nil }
            return (connect.seconds + (phases.tls?.seconds ?? 0)) * 1e3
        }.max()
        let time = handshake.map { ", \(QuantityFormat.latency(milliseconds: $0)) each here" } ?? ""
        return Finding(
            .keepAlive, .note, "no connection is used again",
            cost: "Every request opens one\(time), and uses up a local port for a minute.",
            remedy: "Let the server keep connections alive, unless --fresh-connections was meant.")
    }

    private func usage(_ successes: [RequestRecord]) -> Finding {
        let counted = successes.count { $0.tokens.source == .usage }
        guard counted == 0 else {
            return Finding(
                .usage, .ok, "token counts come with \(counted) of \(successes.count) answers")
        }
        return Finding(
            .usage, .note, "no token counts come with the streams",
            cost:
                "Events are counted instead: no tokens a second, no time per output token, no cost.",
            remedy:
                "Let the server answer stream_options.include_usage; see whether --no-usage is set."
        )
    }

    private var limits: Finding {
        let told = answers.requests.map(\.limits).last {
            !$0.requests.isEmpty || !$0.tokens.isEmpty || !$0.requestsDay.isEmpty
        }
        guard let told else {
            return Finding(
                .limitHeaders, .ok,
                "none are told; 'streamgauge limits --dry-run' says what finding them takes")
        }
        let budgets = [
            ("requests", told.requests), ("tokens", told.tokens),
            ("requests a day", told.requestsDay),
        ]
        let parts = budgets.compactMap { unit, budget -> String? in
            guard let limit = budget.limit ?? budget.remaining else { return nil }
            let left = budget.remaining.map { " (\(QuantityFormat.count($0)) left)" } ?? ""
            return "\(QuantityFormat.count(limit)) \(unit)\(left)"
        }
        return Finding(
            .limitHeaders, .ok,
            "told: \(parts.isEmpty ? "a reset alone" : parts.joined(separator: ", "))")
    }
}
