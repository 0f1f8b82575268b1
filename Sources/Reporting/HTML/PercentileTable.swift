internal import Analysis
internal import RunModel

/// Which of a mode's samples a table or a chart shows.
typealias SamplePath = any KeyPath<ModeNumbers, SampleNumbers> & Sendable

/// Samples by percentiles, each with its interval below.
struct PercentileTable {
    private let summary: RunSummary
    private static let columns = ["metric", "p50", "p90", "p95", "p99", "p99.9", "max", "n"]

    init(_ summary: RunSummary) {
        self.summary = summary
    }

    /// A row a sample, mode and, where the difference is asked for most, kind of connection.
    func table(
        _ caption: String, _ samples: [SamplePath], modes: [ResponseMode]? = nil
    ) -> PageTable {
        let modes = (modes ?? summary.modes).compactMap { summary.numbers[$0] }
        return PageTable(
            caption, columns: Self.columns,
            rows: samples.flatMap { path in
                modes.flatMap { numbers in
                    let isSplit = path == \ModeNumbers.timeToFirstToken
                    return lines(numbers[keyPath: path], numbers.mode, isSplit: isSplit)
                        + adjusted(numbers[keyPath: path], numbers)
                }
            })
    }

    private func name(_ metric: MetricName, _ mode: ResponseMode) -> String {
        Wording.name(metric) + (summary.modes.count > 1 ? ", \(Wording.mode(mode))" : "")
    }

    private func lines(
        _ sample: SampleNumbers, _ mode: ResponseMode, isSplit: Bool
    ) -> [PageTable.Row] {
        // What only cold connections have stands there alone.
        guard let all = sample.all else {
            return sample.cold.map { [line($0, mode, suffix: "")] } ?? []
        }
        let apart = [("cold", sample.cold), ("warm", sample.warm)].compactMap { name, found in
            found.map { line($0, mode, suffix: ", \(name)") }
        }
        return [line(all, mode, suffix: "")] + (isSplit ? apart : [])
    }

    private func line(
        _ sample: Percentiles, _ mode: ResponseMode, suffix: String
    ) -> PageTable.Row {
        let shown = [sample.p50, sample.p90, sample.p95, sample.p99, sample.p999, sample.max]
        let count = sample.count.count
        return PageTable.Row(
            name(sample.count.metric, mode) + suffix,
            shown.map(Self.cell)
                + [PageTable.Cell(QuantityFormat.count(count), order: Double(count))])
    }

    /// The same with every failure infinitely slow, where there were failures.
    private func adjusted(_ sample: SampleNumbers, _ numbers: ModeNumbers) -> [PageTable.Row] {
        guard let adjusted = sample.adjusted, numbers.failures?.count.value ?? 0 > 0,
            summary.hasSuccess(numbers.mode)
        else { return [] }
        let count = adjusted.p50.count
        return [
            PageTable.Row(
                name(adjusted.p50.metric, numbers.mode) + ", with failures",
                adjusted.estimates.map { number in
                    let text = Wording.adjusted(number)
                    return text == SummaryNote.tooFew
                        ? PageTable.Cell("", detail: text)
                        : PageTable.Cell(text, order: number.value ?? .greatestFiniteMagnitude)
                } + [
                    .empty, .empty,
                    PageTable.Cell(QuantityFormat.count(count), order: Double(count)),
                ])
        ]
    }

    static func cell(_ number: Estimate) -> PageTable.Cell {
        guard let value = number.value else {
            return PageTable.Cell("", detail: SummaryNote.tooFew)
        }
        return PageTable.Cell(
            QuantityFormat.quantity(value, number.unit),
            detail: Wording.interval(number), order: value)
    }
}
