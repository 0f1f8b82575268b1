internal import Analysis
internal import RunModel

/// The front ends of a run side by side.
enum FrontEndSection {
    static func section(_ summary: RunSummary) -> PageSection? {
        guard let table = summary.frontEnds else { return nil }
        return PageSection(
            "front-ends", "Front ends",
            [
                .list(FrontEndWording.sentences(table).map { Markup($0) }),
                .table(self.table(table)),
                .note(
                    "Requests take turns between the addresses, in an order drawn by the seed; the column target of requests.csv "
                        + "says whose each was, counted from 0. A difference is the mean over rounds of its median less the "
                        + "others', with Student's interval; all intervals together hold in 99 of 100 runs."
                ),
            ])
    }

    private static func table(_ table: FrontEndTable) -> PageTable {
        PageTable(
            "Front ends: each one's time to first token beside the others'",
            columns: [
                "target", "address", "requests", "failed", "TTFT p50", "TTFT p99",
                "beside the others",
            ],
            texts: [1],
            rows: table.frontEnds.map { one in
                PageTable.Row(
                    String(one.target),
                    [
                        PageTable.Cell(one.endpoint, detail: ""), ShardSection.count(one.requests),
                        ShardSection.count(one.failures),
                        ShardSection.milliseconds(one.medianTimeToFirstToken),
                        one.p99TimeToFirstToken.map { ShardSection.milliseconds($0) }
                            ?? PageTable.Cell(SummaryNote.tooFew, detail: ""),
                        ShardSection.difference(
                            one.difference, one.differenceLow, one.differenceHigh),
                    ])
            })
    }
}
