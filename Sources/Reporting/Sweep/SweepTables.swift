internal import Analysis
internal import RunModel

/// The tables of a sweep's page: a row a load, and a row a step.
struct SweepTables {
    let reports: [SweepReport]
    let names: [String]

    init(_ reports: [SweepReport], _ names: [String]) {
        self.reports = reports
        self.names = names
    }

    private func name(_ text: String, _ index: Int) -> String {
        names[index].isEmpty ? text : "\(names[index]), \(text)"
    }

    private var points: [(index: Int, point: SweepPoint)] {
        reports.indices.flatMap { index in reports[index].summary.points.map { (index, $0) } }
    }

    // MARK: Loads

    var numbers: PageTable {
        let hasGoodput = points.contains { $0.point.goodput != nil }
        var columns = [
            "load", "trust", "served/s", "TTFT p50", "TTFT p95", "TTFT p99", "TPOT p50", "E2E p50",
            "tokens/s",
            "in flight", "failed",
        ]
        if hasGoodput { columns.append("goodput/s") }
        return PageTable(
            "Each load over all passes", columns: columns, texts: [1],
            rows: points.map { index, point in
                var cells = [
                    PageTable.Cell(SweepWording.trust(point)),
                    cell(point.served, .requestsPerSecond),
                    cell(point.timeToFirstToken?.p50, .milliseconds),
                    cell(point.timeToFirstToken?.p95, .milliseconds),
                    cell(point.timeToFirstToken?.p99, .milliseconds),
                    cell(point.timePerOutputToken?.p50, .milliseconds),
                    cell(point.endToEnd?.p50, .milliseconds), cell(point.tokens, .tokensPerSecond),
                    cell(point.inFlight, .ratio), cell(point.failures, .share),
                ]
                if hasGoodput { cells.append(cell(point.goodput, .requestsPerSecond)) }
                return PageTable.Row(
                    name(SweepWording.load(point.load), index), cells)
            })
    }

    private func cell(_ number: SweepNumber?, _ unit: SummaryUnit) -> PageTable.Cell {
        guard let number else { return .empty }
        guard let value = number.value else { return PageTable.Cell("—", detail: "too few") }
        let interval =
            number.low.flatMap { low in
                number.high.map { QuantityFormat.range(low: low, high: $0, unit) }
            } ?? ""
        return PageTable.Cell(
            Self.text(value, unit), detail: interval, order: value)
    }

    /// Rates without the unit that their column names.
    private static func text(_ value: Double, _ unit: SummaryUnit) -> String {
        switch unit {
        case .requestsPerSecond, .tokensPerSecond: QuantityFormat.digits(value)
        default: QuantityFormat.quantity(value, unit)
        }
    }

    // MARK: Steps

    var steps: PageTable {
        let passes = points.flatMap(\.point.passes)
        let hasServer = passes.contains { $0.serverRunning != nil || $0.serverWaiting != nil }
        let server = hasServer ? ["running there", "waiting there", "cache use", "others"] : []
        let rows = points.flatMap { index, point in
            point.passes.map { pass in
                PageTable.Row(
                    name("\(SweepWording.load(point.load)), pass \(pass.step.pass)", index),
                    [
                        PageTable.Cell(
                            QuantityFormat.count(pass.requests), order: Double(pass.requests)),
                        value(pass.served, .requestsPerSecond),
                        value(pass.timeToFirstToken, .milliseconds),
                        value(pass.endToEnd, .milliseconds), value(pass.failures, .share),
                        PageTable.Cell(Self.word(pass)), PageTable.Cell(Self.settling(pass.step)),
                        PageTable.Cell(.code(pass.step.folder)),
                    ] + (hasServer ? self.server(pass) : []))
            }
        }
        return PageTable(
            "Each step by itself",
            columns: [
                "step", "requests", "served/s", "TTFT p50", "E2E p50", "failed", "trust", "settled",
                "folder",
            ] + server, texts: [6, 7, 8], rows: rows)
    }

    /// What the server said of itself in the step.
    private func server(_ pass: SweepPass) -> [PageTable.Cell] {
        [
            value(pass.serverRunning, .count), value(pass.serverWaiting, .count),
            value(pass.serverCacheUse, .share),
            PageTable.Cell(pass.hasOtherUsers.map { $0 ? "yes" : "no" } ?? "not told"),
        ]
    }

    private func value(_ value: Double?, _ unit: SummaryUnit) -> PageTable.Cell {
        value.map { PageTable.Cell(Self.text($0, unit), order: $0) }
            ?? PageTable.Cell("—")
    }

    private static func word(_ pass: SweepPass) -> String {
        switch (pass.trust.limitedBy, pass.step.ending) {
        case (.client?, _): "client-limited"
        case (.plan?, _): "plan-limited"
        case (_, .saturated): "saturated"
        case (_, .failing): "failing"
        default: Wording.verdict(pass.trust.verdict)
        }
    }

    private static func settling(_ step: SweepStep) -> String {
        let times = step.attempt == 0 ? "" : ", at attempt \(step.attempt + 1)"
        switch step.settling {
        case .settled: return "yes" + times
        case .notSettled: return "no" + times
        case .repeated, .unknown: return "not told"
        }
    }

    // MARK: Two sweeps compared

    /// What it came to at each load that both measured.
    static func judged(_ comparison: SweepComparison) -> [PageBlock] {
        let style: String =
            switch comparison.verdict {
            case .noRegression: "trustworthy"
            case .regression: "not_trustworthy"
            case .cannotTell, .notComparable, .nothingJudged: "with_care"
            }
        let rows = comparison.loads.map { load in
            PageTable.Row(
                SweepWording.load(load.load),
                [
                    PageTable.Cell(SweepComparisonWording.verdict(load)),
                    PageTable.Cell(
                        SweepComparisonWording.sentences(load).joined(separator: "; ")),
                ])
        }
        return [
            PageBlock(verdicts: [
                VerdictBox(
                    style: style, question: Markup(SweepComparisonWording.headline(comparison)),
                    answer: "",
                    reasons: SweepComparisonWording.alone(comparison).map { Markup($0) })
            ]),
            .table(
                PageTable(
                    "Each load that both measured", columns: ["load", "verdict", "what changed"],
                    texts: [1, 2], rows: rows)),
            .note(
                "The runs of each load are compared as any runs are; the chance of a wrong word is divided over the "
                    + "loads (Holm)."),
        ]
    }
}
