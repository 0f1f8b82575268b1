internal import Analysis
internal import RunModel

/// The classes of a mix side by side. Nil where all requests are alike.
enum ClassSection {
    static func section(_ summary: RunSummary) -> PageSection? {
        guard !summary.numbers.classes.isEmpty else { return nil }
        return PageSection(
            "classes", "Classes",
            [
                .table(table(summary)),
                .note(
                    "Each number is of the requests of one class. Gaps between chunks are counted over all classes; the longest gap "
                        + "of a stream, and its time per output token, are its own. What one class does to the others is measured "
                        + "by a comparison in blocks with it and without it: streamgauge ab --without CLASS."
                ),
            ])
    }

    private static func table(_ summary: RunSummary) -> PageTable {
        PageTable(
            "Classes: their latencies side by side",
            columns: [
                "class", "requests", "failed", "TTFT p50", "TTFT p99", "TPOT p50", "max gap p50",
                "max gap p99", "E2E p50",
            ],
            rows: summary.numbers.classes.flatMap { one in
                one.modes.map { row(one.name, $0, isModeNamed: summary.modes.count > 1) }
            })
    }

    private static func row(
        _ name: String, _ numbers: ModeNumbers, isModeNamed: Bool
    ) -> PageTable.Row {
        func cell(_ estimate: Estimate?) -> PageTable.Cell {
            estimate.map(PercentileTable.cell) ?? .empty
        }
        return PageTable.Row(
            name + (isModeNamed ? ", \(Wording.mode(numbers.mode))" : ""),
            [
                count(numbers.requests), count(numbers.failures?.count),
                cell(numbers.timeToFirstToken.all?.p50), cell(numbers.timeToFirstToken.all?.p99),
                cell(numbers.timePerOutputToken.all?.p50), cell(numbers.maxGap.all?.p50),
                cell(numbers.maxGap.all?.p99), cell(numbers.endToEnd.all?.p50),
            ])
    }

    private static func count(_ estimate: Estimate?) -> PageTable.Cell {
        let value = Int(estimate?.value ?? 0)
        return PageTable.Cell(QuantityFormat.count(value), order: Double(value))
    }
}

/// What became of the readers who meant to leave. Nil where all stay.
enum LeavingSection {
    static func section(_ summary: RunSummary) -> PageSection? {
        guard let leaving = summary.leaving else { return nil }
        return PageSection(
            "leavers", "Readers who left",
            [
                .list(WorkWording.leaving(leaving).map { Markup($0) }),
                .note(
                    "Those who left are no failures. TTFT is that of the answers that began; who left before has none, so that TTFT "
                        + "seems the better the more patience ends early. What leaving does to the others, and whether the "
                        + "server stops, is measured by streamgauge ab --without leavers."
                ),
            ])
    }
}

/// What answers were held against. Nil where none was.
enum QualitySection {
    static func section(_ summary: RunSummary) -> PageSection? {
        let facts = summary.numbers.modes.compactMap { numbers in
            WorkWording.quality(numbers).map { Fact(Wording.mode(numbers.mode), $0) }
        }
        guard !facts.isEmpty else { return nil }
        return PageSection(
            "answers", "Expected answers",
            [
                .facts(facts),
                .note(
                    "Of whole answers, which of them were not what was expected: the text did not match, or its digest was not among "
                        + "those kept for the question. requests.csv says it of each (is_expected)."
                ),
            ])
    }
}

/// Time to first token by the size of the request. Nil where requests are text alone.
enum SizeSection {
    static func section(_ summary: RunSummary) -> PageSection? {
        guard let table = summary.sizes else { return nil }
        return PageSection(
            "sizes", "Time to first token by size",
            [
                .list([WorkWording.slope(table)].compactMap { $0.map { Markup($0) } }),
                .table(self.table(table)),
                .note(
                    "Sizes are those of whole requests. A request is written when its last byte was handed to the kernel; TTFT counts "
                        + "from its first byte, so that the upload is in it."
                ),
            ])
    }

    private static func table(_ table: SizeTable) -> PageTable {
        func cell(_ milliseconds: Double?) -> PageTable.Cell {
            milliseconds.map {
                PageTable.Cell(QuantityFormat.latency(milliseconds: $0), order: $0)
            } ?? .empty
        }
        return PageTable(
            "Sizes: time to first token",
            columns: ["request", "requests", "TTFT p50", "written in, p50"],
            rows: table.rows.map { row in
                PageTable.Row(
                    WorkWording.bytes(row),
                    [
                        PageTable.Cell(
                            QuantityFormat.count(row.requests), order: Double(row.requests)),
                        cell(row.medianTimeToFirstToken), cell(row.medianUpload),
                    ])
            })
    }
}
