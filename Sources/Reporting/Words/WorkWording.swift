internal import Analysis
internal import RunModel

/// What is said of classes, of readers who leave, of answers that were held against something, and of sizes.
enum WorkWording {
    /// `long: 12 requests, TTFT p50 1.2 s, p99 2.1 s, …`, a line each class and mode.
    static func classes(_ summary: RunSummary) -> [String] {
        summary.numbers.classes.flatMap { one in
            one.modes.map { numbers in
                let mode = summary.modes.count > 1 ? " (\(Wording.mode(numbers.mode)))" : ""
                return "\(one.name)\(mode): " + facts(numbers).joined(separator: ", ")
            }
        }
    }

    private static func facts(_ numbers: ModeNumbers) -> [String] {
        let failed = Int(numbers.failures?.count.value ?? 0)
        let samples = [
            numbers.timeToFirstToken, numbers.timePerOutputToken, numbers.maxGap, numbers.endToEnd,
        ]
        return [
            Wording.plural(Int(numbers.requests?.value ?? 0), "request"),
            failed > 0 ? "\(QuantityFormat.count(failed)) failed" : "",
        ].filter { !$0.isEmpty } + samples.compactMap { percentiles($0.all) }
    }

    private static func percentiles(_ all: Percentiles?) -> String? {
        guard let all else { return nil }
        guard let median = all.p50.value else {
            guard let least = all.min.value, let most = all.max.value else { return nil }
            // Of few requests what there was, which claims nothing of others.
            return
                "\(Wording.name(all.count.metric)) \(QuantityFormat.latency(milliseconds: least)) to "
                + QuantityFormat.latency(milliseconds: most)
        }
        let tail = all.p99.value.map { ", p99 \(QuantityFormat.latency(milliseconds: $0))" } ?? ""
        return
            "\(Wording.name(all.count.metric)) p50 \(QuantityFormat.latency(milliseconds: median))\(tail)"
    }

    /// What became of the readers who meant to leave.
    static func leaving(_ leaving: LeavingSummary) -> [String] {
        [
            "\(Wording.plural(leaving.readers, "reader")) meant to leave",
            "\(QuantityFormat.count(leaving.leftBeforeFirstToken)) left before the first token",
            "\(QuantityFormat.count(leaving.leftAfterFirstToken)) after it",
            "\(QuantityFormat.count(leaving.stayed)) had the whole answer first",
        ]
    }

    /// `3 of 200 answers unexpected, 1.5 % (0.5 to 4.3 %)`; nil where none was held against anything.
    static func quality(_ numbers: ModeNumbers) -> String? {
        guard let found = numbers.unexpectedAnswers, let share = found.share.value else {
            return nil
        }
        let interval = QuantityFormat.interval(found.share).map { " (\($0))" } ?? ""
        return "\(QuantityFormat.count(Int(found.count.value ?? 0))) of "
            + "\(Wording.plural(found.share.count, "answer")) unexpected, "
            + QuantityFormat.share(share) + interval
    }

    /// What the machine took, or why nobody knows; empty where nobody asked.
    static func energy(_ summary: RunSummary) -> [String] {
        guard let energy = summary.manifest.energy else { return [] }
        guard let joules = energy.joules, energy.seconds > 0 else {
            return ["not known: \(energy.reason ?? "no counter was read")"]
        }
        let domains = energy.domains.map {
            "\($0.name) \(QuantityFormat.digits($0.joules)) J"
        }
        return [
            "\(QuantityFormat.digits(joules)) J in \(QuantityFormat.quantity(energy.seconds, .seconds))",
            "\(QuantityFormat.digits(joules / energy.seconds)) W",
        ] + (domains.count > 1 ? domains : [])
    }

    /// `0.2 to 0.3 MB: TTFT p50 310 ms, uploaded in 2.0 ms`, a line each size.
    static func sizes(_ table: SizeTable) -> [String] {
        table.rows.map { row in
            let times = [
                row.medianTimeToFirstToken.map {
                    "TTFT p50 \(QuantityFormat.latency(milliseconds: $0))"
                },
                row.medianUpload.map {
                    "written in \(QuantityFormat.latency(milliseconds: $0))"
                },
            ].compactMap { $0 }
            return "\(bytes(row)): \(Wording.plural(row.requests, "request")), "
                + times.joined(separator: ", ")
        } + [slope(table)].compactMap { $0 }
    }

    /// `TTFT grows by 120 ms a MB (100 to 140 ms)`; nil where sizes hardly differ.
    static func slope(_ table: SizeTable) -> String? {
        guard let slope = table.slope, let low = table.slopeLow, let high = table.slopeHigh else {
            return nil
        }
        func text(_ value: Double) -> String {
            (value < 0 ? "-" : "") + QuantityFormat.latency(milliseconds: abs(value))
        }
        let word = low > 0 ? "grows" : "changes"
        return
            "TTFT \(word) by \(text(slope)) for each million bytes (\(text(low)) to \(text(high)))"
    }

    static func bytes(_ row: SizeTable.Row) -> String {
        let (least, most) = (kilobytes(row.leastBytes), kilobytes(row.mostBytes))
        return least == most ? "\(most) kB" : "\(least) to \(most) kB"
    }

    private static func kilobytes(_ bytes: Int) -> String {
        QuantityFormat.digits(Double(bytes) / 1000)
    }
}
