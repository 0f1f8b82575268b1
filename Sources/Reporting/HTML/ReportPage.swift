internal import Analysis
internal import RunModel

/// What the template of report.html asks for: texts, already rounded; the template escapes them.
///
/// Texts of a server stand between tags only, never in an attribute.
struct ReportPage {
    let style = ReportTemplate.style
    let title: String
    let subtitle: String
    let endpoint: String
    let verdict: String
    let verdictStyle: String
    let reasons: [String]
    let passed: [String]
    let passedCount: Int
    let notices: [String]
    let facts: [Fact]
    let modes: [ModeSection]
    let definitions: [Fact]
    let provenance: [Fact]
    let hasNothing: Bool

    struct Fact {
        let name: String
        let value: String
        var detail = ""
    }

    init(_ summary: RunSummary) {
        let manifest = summary.manifest
        let load = manifest.plan.load
        title = TerminalText.harmless(manifest.plan.name)
        subtitle = Wording.load(load)
        endpoint = TerminalText.harmless(manifest.endpoint)
        verdict = Wording.verdict(summary.validity.verdict)
        verdictStyle = summary.validity.verdict.rawValue
        reasons = summary.validity.reasons.map { Wording.sentence($0, ending: manifest.ending) }
        passed = summary.validity.checks.filter { $0.verdict == .trustworthy }
            .map { Wording.sentence($0, ending: manifest.ending) }
        passedCount = passed.count
        notices = manifest.notices.map { TerminalText.harmless($0.text) }
        facts = Self.facts(summary)
        modes = summary.modes.map { ModeSection(summary, mode: $0) }
        definitions = Definitions.facts(of: summary)
        provenance = Self.provenance(manifest)
        hasNothing = summary.modes.isEmpty
    }

    private static func facts(_ summary: RunSummary) -> [Fact] {
        let manifest = summary.manifest
        let ended = summary.rounds.isEmpty ? "" : " in \(summary.rounds.count) rounds"
        let measured = summary.row(.window, nil, .value)?.count ?? 0
        return [
            Fact(name: "model", value: TerminalText.harmless(manifest.plan.request.model)),
            Fact(name: "started", value: TerminalText.harmless(manifest.started)),
            Fact(
                name: "window",
                value: QuantityFormat.quantity(summary.window.seconds, .seconds)),
            Fact(name: "measured", value: Wording.plural(measured, "request") + ended),
            Fact(name: "ending", value: "the run " + Wording.endingWords(manifest.ending)),
        ]
    }

    private static func provenance(_ manifest: RunManifest) -> [Fact] {
        let libraries = manifest.libraries.sorted { $0.key < $1.key }
            .map { "\($0.key) \($0.value)" }.joined(separator: ", ")
        let host = manifest.host
        let client = manifest.client
        return [
            Fact(name: "tool", value: "\(manifest.tool) \(manifest.version)"),
            Fact(name: "libraries", value: libraries),
            Fact(
                name: "host",
                value: "\(host.system) \(host.kernel), \(Wording.plural(host.cores, "core")), "
                    + memory(host.memoryBytes)),
            Fact(
                name: "client",
                value: "\(Wording.plural(client.workers, "worker")), at most "
                    + "\(Wording.plural(client.peakStreams, "stream")) at a time, peak memory "
                    + memory(client.peakMemoryBytes)),
            Fact(name: "seed", value: String(manifest.plan.seed)),
            Fact(name: "shard", value: "\(manifest.shard.index + 1) of \(manifest.shard.count)"),
        ]
        .map { Fact(name: $0.name, value: TerminalText.harmless($0.value)) }
        .filter { !$0.value.isEmpty }
    }

    private static func memory(_ bytes: Int64) -> String {
        QuantityFormat.digits(Double(bytes) / 1_048_576) + " MiB"
    }
}
