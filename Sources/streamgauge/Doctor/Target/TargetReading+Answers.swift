import Analysis
import Reporting
import RunModel

extension TargetReading {
    var modelFinding: Finding? {
        guard way?.isReached != false else { return nil }
        let key = "Give a key that may use the model, with OPENAI_API_KEY or --api-key-file."
        switch models.status {
        case nil:
            return Finding(
                .models, .note, "the list of models did not come",
                remedy: "Name the model with --model.")
        case 401?, 403?:
            return Finding(
                .models, .mend, "the list is refused with status \(models.status ?? 0)",
                cost: "Requests are likely to be refused too.", remedy: key)
        case 200? where !models.listed.isEmpty: return listedModels()
        case let status?:
            return Finding(
                .models, .note,
                status == 200
                    ? "the answer is no list of models" : "no list of models (status \(status))",
                cost: "A wrong --model shows only in the answers.")
        }
    }

    private func listedModels() -> Finding {
        let count = models.listed.count
        let shown = models.listed.prefix(3).joined(separator: ", ")
        let list = count > 3 ? "\(shown) and \(count - 3) more" : shown
        if models.listed.contains(models.asked) {
            return Finding(
                .models, .ok,
                "\(models.asked) is \(count == 1 ? "the one that is" : "one of the \(count)") listed"
            )
        }
        if !models.isNamed {
            return Finding(
                .models, .note,
                "it lists \(list); none was named, and '\(models.asked)' is asked for",
                cost: count == 1
                    ? "A run takes the one that there is, after a refusal."
                    : "A run may be refused.",
                remedy: "Name one with --model.")
        }
        let nearest = models.listed.min {
            ($0.distance(to: models.asked), $0) < ($1.distance(to: models.asked), $1)
        }
        return Finding(
            .models, .mend, "'\(models.asked)' is not among \(list)",
            cost: "Requests are refused, or answered by another model.",
            remedy: nearest.map { "Is it --model \($0)?" })
    }

    var answerFindings: [Finding] {
        guard let summary = answers.summary else { return [] }
        let successes = answers.requests.filter(\.outcome.isSuccess)
        let streaming = StreamingFinding.of(summary)
        guard !successes.isEmpty else {
            return [failure(summary), streaming].compactMap { $0 }
        }
        return [
            answered(successes, summary), streaming, keepAlive(successes), usage(successes),
            limits,
        ].compactMap { $0 }
    }

    private func failure(_ summary: RunSummary) -> Finding {
        let failed = summary.outcomes.filter(\.outcome.isFailure).max { $0.count < $1.count }
        let status = failed?.statuses.first.map { ", status \($0)" } ?? ""
        let words = failed?.firstMessage.map { ": \($0)" } ?? ""
        return Finding(
            .answers, .mend,
            "none of \(answers.requests.count) requests succeeded "
                + "(\(failed?.outcome.rawValue ?? "none ended")\(status))\(words)",
            cost: "A run would measure nothing.", remedy: answers.advice.joined(separator: " "))
    }

    private func answered(_ successes: [RequestRecord], _ summary: RunSummary) -> Finding {
        let times = successes.compactMap(\.timeToFirstToken).sorted()
        var found = "\(successes.count) of \(answers.requests.count) requests succeeded"
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
            .answers, .note, found + (words ?? ""),
            cost: "Failures stand outside the latencies, and beside them in each report.",
            remedy: failed.map(RemedyLine.text))
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

extension String {
    /// How many letters have to be changed, put in or left out to make the other one of it (Levenshtein).
    fileprivate func distance(to other: String) -> Int {
        let (mine, theirs) = (Array(utf8), Array(other.utf8))
        var row = Array(0...theirs.count)
        for (index, byte) in mine.enumerated() {
            var diagonal = row[0]
            row[0] = index + 1
            for (place, letter) in theirs.enumerated() {
                let changed = diagonal + (byte == letter ? 0 : 1)
                diagonal = row[place + 1]
                row[place + 1] = Swift.min(changed, diagonal + 1, row[place] + 1)
            }
        }
        return row[theirs.count]
    }
}
