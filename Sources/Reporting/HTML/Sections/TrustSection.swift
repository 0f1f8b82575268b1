internal import Analysis
internal import RunModel

/// What was run, and whether its numbers can be trusted.
enum TrustSection {
    static func section(_ summary: RunSummary) -> PageSection {
        let manifest = summary.manifest
        let passed = summary.validity.checks.filter { $0.verdict == .trustworthy }
            .map { Markup(Wording.sentence($0, in: summary)) }
        return PageSection(
            "trust", "What was run, and can it be trusted?",
            [
                PageBlock(verdicts: [verdict(summary)]),
                .list(manifest.notices.map { Markup($0.text) }, style: "notices"),
                .facts(facts(summary)),
                summary.modes.isEmpty ? .text("Nothing was measured.") : PageBlock(),
                passed.isEmpty
                    ? PageBlock()
                    : .disclosure(
                        Markup(Wording.plural(passed.count, "check") + " passed"),
                        [.list(passed)]),
            ])
    }

    static func verdict(_ summary: RunSummary) -> VerdictBox {
        VerdictBox(
            style: summary.validity.verdict.rawValue,
            question: "Can these numbers be trusted?",
            answer: Markup(Wording.verdict(summary.validity.verdict)),
            reasons: summary.validity.reasons.map {
                Markup(Wording.sentence($0, in: summary))
            })
    }

    private static func facts(_ summary: RunSummary) -> [Fact] {
        let manifest = summary.manifest
        let rounds = summary.rounds.isEmpty ? "" : " in \(summary.rounds.count) rounds"
        let measured = summary.numbers.window?.count ?? 0
        let modes = summary.numbers.modes.map { numbers in
            "\(Wording.mode(numbers.mode)) "
                + QuantityFormat.count(numbers.requests?.value ?? 0)
        }
        let api = manifest.api.map { $0 == .chat ? [] : [Fact("API", $0.rawValue)] } ?? []
        return api
            + [
                Fact("model", manifest.plan.request.model),
                Fact("load", Wording.load(manifest.plan)),
                Fact("measured", Wording.plural(measured, "request") + rounds),
                Fact("asked for", modes.joined(separator: ", ")),
                Fact("window", Wording.window(summary.window)),
                Fact("started", manifest.started),
                Fact("ending", "the run " + Wording.endingWords(manifest.ending)),
            ].filter { !$0.value.isEmpty }
    }
}
