internal import Analysis
internal import RunModel

/// How soon a slot is free again, by how its stream was gone.
enum ReleaseSection {
    static func section(_ summary: LimitsSummary) -> PageSection {
        let groups = [
            ("releases-streams", "Streams", summary.releases.filter { !$0.isWholeAnswer }),
            ("releases-whole", "Non-streaming answers", summary.releases.filter(\.isWholeAnswer)),
        ]
        let figures = groups.map { name, title, releases in
            ReleaseChart(releases: releases).figure(name: name, title: title)
        }
        let isDrawn = figures.contains { $0 != nil }
        return PageSection(
            "releases", "How soon a slot is free again",
            [
                .table(table(summary.releases)), .figures(figures),
                .note(
                    isDrawn
                        ? "A line a sample: the slot became free between the last attempt that was refused "
                            + "and the first that was let in, which is the dot. Dashed: when the answer would "
                            + "have ended by itself, where that is known."
                        : ""),
            ])
    }

    private static func table(_ releases: [SlotRelease]) -> PageTable {
        let hasRemaining = releases.contains {
            $0.samples.contains { $0.remainingMilliseconds != nil }
        }
        let rows = releases.map { release in
            PageTable.Row(
                LimitsWording.cause(release),
                [
                    PageTable.Cell(LimitsWording.release(release.kind)),
                    PageTable.Cell(
                        QuantityFormat.count(release.samples.count),
                        order: Double(release.samples.count)),
                ] + [0, 0.5, 1].map { bounds(release.samples, $0) }
                    + (hasRemaining ? [remaining(release.samples)] : []))
        }
        return PageTable(
            "Time from a stream's end to the next being let in",
            columns: ["the slot's request", "free", "samples", "shortest", "median", "longest"]
                + (hasRemaining ? ["rest of the answer"] : []),
            texts: [1], rows: rows)
    }

    /// Between what the time lies at that place of the order: the bounds of an order statistic are the
    /// order statistics of the bounds.
    private static func bounds(_ samples: [SlotRelease.Sample], _ quantile: Double)
        -> PageTable.Cell
    {
        let low = ranked(samples.map(\.lowMilliseconds), quantile)
        let high = ranked(samples.map { $0.highMilliseconds ?? .infinity }, quantile)
        let known = high.flatMap { $0.isFinite ? $0 : nil }
        let text =
            low == 0
            ? known.map { "≤ " + QuantityFormat.latency(milliseconds: $0) }
            : QuantityFormat.latencyInterval(low: low, high: known)
        return PageTable.Cell(text ?? "", order: known ?? low)
    }

    private static func remaining(_ samples: [SlotRelease.Sample]) -> PageTable.Cell {
        let median = ranked(samples.compactMap(\.remainingMilliseconds), 0.5)
        return PageTable.Cell(
            median.map { QuantityFormat.latency(milliseconds: $0) } ?? "", order: median)
    }

    /// By nearest rank.
    private static func ranked(_ values: [Double], _ quantile: Double) -> Double? {
        guard !values.isEmpty else { return nil }
        let rank = Int((quantile * Double(values.count)).rounded(.up))
        return values.sorted()[max(rank, 1) - 1]
    }
}
