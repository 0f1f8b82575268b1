internal import RunModel

/// What a reader must know of the reading of the server's metrics.
enum ScrapeSentences {
    /// Nothing where every look brought metrics.
    static func notices(_ source: MetricsSource, lastStatus: Int?) -> [Notice] {
        var texts: [String] = []
        let failed = source.failed.values.reduce(0, +)
        if failed > 0 {
            let reasons = ScrapeOutcome.allCases.compactMap { outcome in
                source.failed[outcome.rawValue].map { "\($0) \(words(outcome, lastStatus))" }
            }.joined(separator: ", ")
            let share = failed == source.scrapes ? "none" : "\(source.scrapes - failed)"
            texts.append(
                "of \(source.scrapes) looks at the server's metrics (\(source.url)) \(share) brought any: \(reasons)"
            )
        }
        if source.missed > 0 {
            texts.append(
                "\(source.missed) looks at the server's metrics (\(source.url)) were left out, since the one before "
                    + "them was still under way or this machine was late")
        }
        if source.rowsLeftOut > 0 {
            texts.append(
                "server.csv has no room for \(source.rowsLeftOut) rows of the server's metrics (\(source.url))"
            )
        }
        return texts.map { Notice(.serverMetrics, $0) }
    }

    private static func words(_ outcome: ScrapeOutcome, _ status: Int?) -> String {
        switch outcome {
        case .ok: "were whole"
        case .connect: "had no connection"
        case .timeout: "were not whole in \(MetricsRequest.timeLimit.components.seconds) s"
        case .status:
            "got \(status.map { "status \($0)" } ?? "another status than 200")"
                + ((300..<400).contains(status ?? 0) ? ", and redirects are not followed" : "")
        case .tooLarge: "were longer than \(MetricsRequest.limitBytes >> 20) MiB"
        case .broken: "broke off"
        case .notMetrics: "held no metrics"
        }
    }
}
