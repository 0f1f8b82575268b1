internal import Analysis
internal import RunModel

/// Concurrency and rate over the run, wanted against achieved.
enum LoadSection {
    static func section(_ summary: RunSummary) -> PageSection? {
        guard let load = summary.load, !load.steps.isEmpty else { return nil }
        let marks = TimeMarks.sinceFirstDue(summary)
        let facts = summary.numbers.modes.flatMap { numbers in
            let suffix = summary.modes.count > 1 ? ", \(Wording.mode(numbers.mode))" : ""
            return CountFacts.facts([
                ("requests\(suffix)", numbers.requestThroughput),
                ("tokens\(suffix)", numbers.tokenThroughput),
                ("events\(suffix)", numbers.eventThroughput),
                ("goodput\(suffix)", numbers.goodputRate),
                ("good requests\(suffix)", numbers.goodput?.share),
            ])
        }
        return PageSection(
            "load", "Load over the run",
            [
                .figures([streams(load, marks), rates(load, marks), tokens(load, marks)]),
                MarkWording.block(summary), .facts(facts), replay(summary), tier(summary),
                .note("Rates below the charts are over the measured window alone."),
            ])
    }

    private static func replay(_ summary: RunSummary) -> PageBlock {
        guard let numbers = summary.numbers.modes.first else { return PageBlock() }
        let facts = ReplayWording.facts(summary.manifest, numbers)
        return facts.isEmpty
            ? PageBlock() : .note(Markup("Replay: \(facts.joined(separator: "; "))."))
    }

    private static func tier(_ summary: RunSummary) -> PageBlock {
        guard let use = summary.tier else { return PageBlock() }
        let parts = TierWording.used(use) + TierWording.held(use.held)
        let lead = use.tier == nil ? "" : "Tier \(TierWording.name(use)): "
        return .note(Markup(lead + parts.joined(separator: "; ") + "."))
    }

    private static func streams(_ load: LoadTimeline, _ marks: TimeMarks) -> Figure? {
        StepChart(
            stepSeconds: load.stepSeconds,
            series: [
                StepChart.Series(
                    name: "open", style: "m-streaming", values: load.steps.map(\.openStreams)),
                StepChart.Series(
                    name: "wanted", style: "wanted", values: load.steps.map(\.wantedStreams)),
            ], label: "open streams", marks: marks
        ).figure(name: "load-streams", title: "Streams open at a time")
    }

    private static func rates(_ load: LoadTimeline, _ marks: TimeMarks) -> Figure? {
        StepChart(
            stepSeconds: load.stepSeconds,
            series: [
                StepChart.Series(
                    name: "sent", style: "m-streaming", values: load.steps.map(\.startsPerSecond)),
                StepChart.Series(
                    name: "ended", style: "ends", values: load.steps.map(\.endsPerSecond)),
                StepChart.Series(
                    name: "wanted", style: "wanted", values: load.steps.map(\.wantedPerSecond)),
            ], label: "requests/s", marks: marks
        ).figure(name: "load-rate", title: "Requests per second")
    }

    private static func tokens(_ load: LoadTimeline, _ marks: TimeMarks) -> Figure? {
        StepChart(
            stepSeconds: load.stepSeconds,
            series: [
                StepChart.Series(
                    name: "tokens", style: "m-streaming", values: load.steps.map(\.tokensPerSecond))
            ], label: "tokens/s", marks: marks
        ).figure(name: "load-tokens", title: "Tokens per second")
    }
}
