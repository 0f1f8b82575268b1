package import Analysis
internal import RunModel

/// The first answers of a model in five lines.
package struct QuickWording {
    private let answer: QuickAnswer
    /// Tokens a second that a person reads.
    private let readingSpeed: Double
    /// What measures the same thoroughly, as it would be typed.
    private let command: String

    package init(_ answer: QuickAnswer, readingSpeed: Double, command: String) {
        self.answer = answer
        self.readingSpeed = readingSpeed
        self.command = command
    }

    package func rendered() -> String {
        let mark = answer.isEmulated == true ? "\(EmulatorMark.word): " : ""
        let head =
            mark
            + TerminalText.harmless("\(answer.model) at \(answer.endpoint)")
        var lines = [head, ""]
        lines += TerminalText.hanging("first token", firstToken)
        lines += TerminalText.hanging("reading speed", speed)
        lines += TerminalText.hanging("at once", atOnce)
        lines += TerminalText.hanging("gave out", gaveOut)
        // In one line, to be copied.
        lines.append(TerminalText.left("full run", 14) + command)
        return lines.map { TerminalText.withoutTrailingSpace($0) + "\n" }.joined()
    }

    private var streams: String { Wording.plural(answer.least, "stream") }

    private var bound: String { QuantityFormat.latency(milliseconds: answer.boundMilliseconds) }

    private var firstToken: String {
        guard let times = answer.firstToken, let median = times.p50.value else {
            return "not told: \(tooFew(answer.firstToken?.p50.count))"
        }
        var text =
            "\(QuantityFormat.latency(milliseconds: median)), the median of "
            + "\(Wording.plural(times.p50.count, "answer")) with \(streams)"
        if let range = QuantityFormat.latencyInterval(low: times.p50.low, high: times.p50.high) {
            text += " (95 %: \(range))"
        }
        if let slow = times.p95.value {
            text += "; 95 of 100 within \(QuantityFormat.latency(milliseconds: slow))"
        }
        if answer.isInOnePiece == true {
            text += "; answers came in one piece, so that this is when they ended"
        }
        return text
    }

    private var speed: String {
        guard let time = answer.perToken?.value, time > 0 else {
            return "not told: \(whyNoSpeed)"
        }
        let speed = 1000 / time
        let times = speed / readingSpeed
        return "\(QuantityFormat.digits(speed)) tokens/s with \(streams), "
            + (times < 1
                ? "slower than people read (\(QuantityFormat.digits(readingSpeed)) tokens/s)"
                : "\(QuantityFormat.digits(times)) times as fast as people read")
    }

    private var whyNoSpeed: String {
        if answer.isInOnePiece == true {
            return "answers came in one piece; the server, or something on the way, does not stream"
        }
        let counted = answer.firstToken?.p50.count ?? 0
        return counted > 0 && (answer.perToken?.count ?? 0) == 0
            ? "the server counted no tokens" : tooFew(answer.perToken?.count)
    }

    private func tooFew(_ count: Int?) -> String {
        "too few answers in that time (\(count ?? 0))"
    }

    private var atOnce: String {
        guard let most = answer.atOnce, let load = answer.loads.first(where: { $0.streams == most })
        else {
            let first = answer.loads.first
            return answer.gaveOut == .client || answer.gaveOut == .untold
                ? "not told"
                : "not even \(Wording.plural(first?.streams ?? 1, "stream")): "
                    + "\(inTime(first)) of the first tokens within \(bound)"
        }
        let isEnd = answer.gaveOut == .nothing
        var text =
            (isEnd ? "at least " : "") + "\(Wording.plural(most, "stream")): "
            + "\(inTime(load)) of the first tokens within \(bound)"
        if let next = answer.loads.first(where: { $0.streams > most }), answer.gaveOut != .client {
            text += "; with \(next.streams) it is \(inTime(next))"
        }
        return text
    }

    private func inTime(_ load: QuickAnswer.Load?) -> String {
        guard let share = load?.inTime, let value = share.value else { return "an unknown share" }
        let range = share.low.flatMap { low in
            share.high.map { high -> String? in
                high - low < 0.02
                    ? nil : " (95 %: \(QuantityFormat.range(low: low, high: high, .share)))"
            }
        }
        return QuantityFormat.share(value) + ((range ?? nil) ?? "")
    }

    private var gaveOut: String {
        let over = answer.loads.first { !$0.isKept }
        switch answer.gaveOut {
        case .nothing: return nothing
        case .untold: return "not told: too few answers in that time"
        case .client:
            return
                "this machine, and not the server: it could not keep up with the streams, so the server bears at "
                + "least what stands above"
        case .failures:
            let share = over?.failures?.value.map(QuantityFormat.share) ?? "some"
            return "the server's will: \(share) of the requests failed with "
                + "\(Wording.plural(over?.streams ?? 0, "stream")); the report has why"
        case .throughput:
            guard let growth = answer.growth else { return "the server is full" }
            return
                "the server is full: \(tokens(growth.last)), \(tokens(growth.before)); what comes more waits "
                + "for its turn"
        case .firstToken:
            guard let growth = answer.growth, growth.last.streams == over?.streams else {
                return "the first token; whether throughput still grew is not known"
            }
            return "the first token; throughput still grew, to \(tokens(growth.last)) from "
                + tokens(growth.before)
        }
    }

    private var nothing: String {
        switch answer.ending {
        case .time: "nothing until the time was over; --duration gives it more"
        case .interrupted: "nothing until it was interrupted"
        case .targetFailed: "nothing until the target gave no answer any more"
        case .allLoads, .found:
            "nothing up to \(answer.loads.last?.streams ?? 0) streams; --most looks further"
        }
    }

    private func tokens(_ load: (streams: Int, tokens: Double)) -> String {
        "\(QuantityFormat.quantity(load.tokens, .tokensPerSecond)) with "
            + Wording.plural(load.streams, "stream")
    }
}
