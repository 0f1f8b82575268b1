internal import Analysis
internal import Foundation
internal import RunModel

/// How it was measured, by what, and how to do it again.
enum MethodSection {
    static func section(_ summary: RunSummary) -> PageSection {
        PageSection(
            "method", "Method, and how to repeat it",
            [
                .terms(Definitions.facts(of: summary)),
                .heading("Made by"), .facts(provenance(summary.manifest)),
                .heading("Again"),
                .list([
                    Markup("The same run: save the plan below as ") + .code("plan.yaml")
                        + " (JSON is YAML too) and call " + .code("streamgauge run plan.yaml")
                        + Markup(" with version \(summary.manifest.version)."),
                    "This page: " + .code("streamgauge report FOLDER")
                        + ", where FOLDER holds the run's record. Every request stands there in "
                        + .code("requests.csv") + ", every number of this page in "
                        + .code("summary.json") + ".",
                ]),
                .disclosure("The plan", [PageBlock(preformatted: [plan(summary.manifest.plan)])]),
            ])
    }

    static func plan(_ plan: RunPlan) -> Markup {
        guard let data = try? SnakeCase.encoder().encode(plan) else {
            return "The plan cannot be written."
        }
        return Markup(lines: String(decoding: data, as: UTF8.self))
    }

    static func provenance(_ manifest: RunManifest) -> [Fact] {
        let libraries = manifest.libraries.sorted { $0.key < $1.key }
            .map { "\($0.key) \($0.value)" }.joined(separator: ", ")
        let host = manifest.host
        return [
            Fact("tool", "\(manifest.tool) \(manifest.version)"),
            Fact("libraries", libraries),
            Fact(
                "host",
                "\(host.system) \(host.kernel), \(Wording.plural(host.cores, "core")), "
                    + memory(host.memoryBytes)),
            Fact("seed", seeds(manifest)),
            Fact("shard", shard(manifest)),
        ].filter { !$0.value.isEmpty }
    }

    /// Empty where one process ran the plan.
    private static func shard(_ manifest: RunManifest) -> String {
        if let shards = manifest.shards, let all = shards.first?.shard.count {
            return "\(shards.count) of \(all), merged"
        }
        guard let start = manifest.shardStart else { return "" }
        return "\(manifest.shard.words) (\(start.source)), on \(start.host)"
    }

    private static func seeds(_ manifest: RunManifest) -> String {
        guard let arrivals = manifest.plan.load.arrivalSeed, arrivals != manifest.plan.seed else {
            return String(manifest.plan.seed)
        }
        return "\(manifest.plan.seed); of arrivals and order \(arrivals)"
            + (manifest.isArrivalSeedDrawn == true ? ", drawn by this run" : "")
    }

    static func memory(_ bytes: Int64) -> String {
        QuantityFormat.digits(Double(bytes) / 1_048_576) + " MiB"
    }
}
