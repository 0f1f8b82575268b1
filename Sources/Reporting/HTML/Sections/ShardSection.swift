internal import Analysis
internal import RunModel

/// The shards of a merged run side by side.
enum ShardSection {
    static func section(_ summary: RunSummary) -> PageSection? {
        guard let table = summary.shards else { return nil }
        let missing =
            table.missing.isEmpty
            ? ""
            : "Missing: "
                + table.missing.prefix(50).map(String.init).joined(separator: ", ") + "."
        return PageSection(
            "shards", "Shards",
            [
                .text(Markup(missing)), .list(ShardWording.differences(table).map { Markup($0) }),
                .table(self.table(table)),
                .note(
                    "Latencies are differences on each machine's own clock and are not corrected. A shard's difference is "
                        + "the mean over rounds of its median less the others', with Student's interval; all "
                        + "intervals together hold in 99 of 100 runs."),
            ])
    }

    private static func table(_ table: ShardTable) -> PageTable {
        let hasClocks = table.shards.contains { $0.clockBound != nil }
        let hasLate = table.shards.contains { $0.late != nil }
        return PageTable(
            "Shards: each one's time to first token beside the others'",
            columns: ["shard", "host", "requests", "failed", "TTFT p50", "beside the others"]
                + (hasLate ? ["late"] : []) + (hasClocks ? ["clock", "known to"] : [])
                + ["client"],
            texts: [1],
            rows: table.shards.map { shard in
                PageTable.Row(
                    String(shard.shard),
                    [
                        PageTable.Cell(shard.host, detail: detail(shard, in: table)),
                        count(shard.requests), count(shard.failures),
                        milliseconds(shard.medianTimeToFirstToken),
                        difference(
                            shard.difference, shard.differenceLow, shard.differenceHigh),
                    ] + (hasLate ? [milliseconds(shard.late)] : [])
                        + (hasClocks
                            ? [signed(shard.clockOffset), milliseconds(shard.clockBound)] : [])
                        + [
                            shard.clientLoad.map {
                                PageTable.Cell(QuantityFormat.share($0), order: $0)
                            } ?? .empty
                        ])
            })
    }

    /// How it ended, and whom it asked where not all asked the same.
    private static func detail(_ shard: ShardNumbers, in table: ShardTable) -> String {
        let asked = Set(table.shards.map(\.endpoint)).count > 1 ? shard.endpoint : ""
        let ending = shard.ending == .completed ? "" : Wording.endingWords(shard.ending)
        return [asked, ending].filter { !$0.isEmpty }.joined(separator: ", ")
    }

    static func count(_ number: Int) -> PageTable.Cell {
        PageTable.Cell(QuantityFormat.count(number), order: Double(number))
    }

    static func milliseconds(_ value: Double?) -> PageTable.Cell {
        value.map { PageTable.Cell(QuantityFormat.quantity($0, .milliseconds), order: $0) }
            ?? .empty
    }

    private static func signed(_ value: Double?) -> PageTable.Cell {
        value.map {
            PageTable.Cell(
                ($0 < 0 ? "−" : "+") + QuantityFormat.quantity(abs($0), .milliseconds), order: $0)
        } ?? .empty
    }

    static func difference(_ value: Double?, _ low: Double?, _ high: Double?) -> PageTable.Cell {
        guard let value, let low, let high else { return .empty }
        return PageTable.Cell(
            Markup(ShardWording.signed(value)),
            detail: Markup("\(ShardWording.signed(low)) to \(ShardWording.signed(high))"),
            order: value)
    }
}
