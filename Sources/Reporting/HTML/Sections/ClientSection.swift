internal import Analysis
internal import RunModel

/// What of the times is the client's own doing.
enum ClientSection {
    static func section(_ summary: RunSummary) -> PageSection {
        let client = summary.manifest.client
        let load = summary.numbers.clientCPU?.value
        var facts = [
            Fact("workers", QuantityFormat.count(client.workers)),
            Fact("streams at a time", "at most \(QuantityFormat.count(client.peakStreams))"),
            Fact(
                "processor time",
                QuantityFormat.digits(client.workerCPUSeconds) + " s"
                    + (load.map { ", \(QuantityFormat.share($0)) of the workers' time" } ?? "")),
            Fact("peak memory", MethodSection.memory(client.peakMemoryBytes)),
        ]
        let parts: [(String, Double?)] = [
            ("for streams", client.streamingCPUSeconds),
            ("for non-streaming answers", client.nonStreamingCPUSeconds),
            ("for both at a time", client.sharedCPUSeconds),
        ]
        facts += parts.compactMap { name, seconds in
            seconds.map { Fact("processor " + name, QuantityFormat.digits($0) + " s") }
        }
        facts += summary.numbers.modes.flatMap { numbers in
            let suffix = summary.modes.count > 1 ? ", \(Wording.mode(numbers.mode))" : ""
            return CountFacts.facts([
                ("reads without kernel stamp\(suffix)", numbers.unstampedReads?.share),
                (
                    "processor time per request\(suffix)",
                    summary.numbers.clientCPUPerRequest[numbers.mode]
                ),
            ])
        }
        return PageSection(
            "client", "The client's own share",
            [
                .facts(facts),
                .table(
                    PercentileTable(summary).table(
                        "The client's own delays, by percentile",
                        [\.lateness, \.readDelay, \.startLag])),
            ])
    }
}
